/* schedule.c: see schedule.h. */
#include "app/source/schedule.h"

#include "app/source/source.h"
#include "base/clock.h"
#include "base/rnd.h"

enum { SKIP_SPREAD_S = 600 };        /* not all sources at the stroke of the hour */

static int64_t clamp(int64_t v, int64_t lo, int64_t hi) {
    return v < lo ? lo : v > hi ? hi : v;
}

int64_t schedule_interval(int64_t interval_s, bool new_items) {
    int64_t next = new_items ? interval_s / 2 : interval_s + interval_s / 2;
    return clamp(next, SOURCE_INTERVAL_MIN_S, SOURCE_INTERVAL_MAX_S);
}

int64_t schedule_delay(int64_t interval_s, int64_t max_age_s, int64_t ttl_s) {
    int64_t asked = max_age_s > ttl_s ? max_age_s : ttl_s;
    int64_t delay = clamp(asked > interval_s ? asked : interval_s, SOURCE_INTERVAL_MIN_S, SOURCE_INTERVAL_MAX_S);
    return delay + rnd_below((uint32_t)(delay / 20) + 1);
}

int64_t schedule_skip(int64_t at, uint32_t skip_hours, uint32_t skip_days) {
    enum { HOURS_LOOKED_AT = 7 * 24 };
    const int64_t hour_us = 3600 * US_PER_S;
    int64_t hour = at / hour_us;
    for (int64_t i = 0; i < HOURS_LOOKED_AT; i++, hour++) {
        int64_t weekday = (hour / 24 + 3) % 7;   /* day 0 of the epoch was a Thursday */
        if (!(skip_hours >> (hour % 24) & 1) && !(skip_days >> weekday & 1)) {
            return i == 0 ? at : hour * hour_us + rnd_below(SKIP_SPREAD_S) * US_PER_S;
        }
    }
    return at;
}

int64_t schedule_backoff(int64_t errors, int64_t retry_after_s) {
    int64_t delay = SOURCE_INTERVAL_MIN_S;
    for (int64_t i = 1; i < errors && delay < SOURCE_INTERVAL_MAX_S; i++) {
        delay *= 2;
    }
    return clamp(retry_after_s > delay ? retry_after_s : delay, SOURCE_INTERVAL_MIN_S, SOURCE_INTERVAL_MAX_S);
}

struct source_fault fault_of_err(enum err e) {
    if (e == E_REFUSED) {
        return (struct source_fault){"refused", "this address must not be connected to"};
    }
    if (e == E_NET) {
        return (struct source_fault){"unreachable", "the server could not be reached"};
    }
    if (e == E_NET_TIMEOUT) {
        return (struct source_fault){"timeout", "the server did not answer in time"};
    }
    if (e == E_NOT_FEED) {
        return (struct source_fault){"not_a_feed", "what is there is no feed"};
    }
    return (struct source_fault){"unusable", "the server gave an unusable answer"};
}

struct source_fault fault_of_status(int status) {
    static const struct {
        int from, to;
        struct source_fault fault;
    } rows[] = {
        {401, 401, {"forbidden", "the server asks for a sign-in"}},
        {403, 403, {"forbidden", "the server refuses access"}},
        {404, 404, {"not_found", "the server says that nothing is there"}},
        {410, 410, {"gone", "the server says that the feed is gone for good"}},
        {429, 429, {"busy", "the server asks to wait"}},
        {503, 503, {"busy", "the server asks to wait"}},
        {500, 599, {"server_error", "the server has a problem"}},
    };
    if (status == 200 || status == 304) {
        return (struct source_fault){0};
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (status >= rows[i].from && status <= rows[i].to) {
            return rows[i].fault;
        }
    }
    return (struct source_fault){"http_error", "the server gave an unexpected answer"};
}
