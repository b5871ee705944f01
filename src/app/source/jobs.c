/* jobs.c: polling by hand and by job, and the daily look after lost chains. See source.h and store.c. */
#include "app/source/source.h"

#include "app/source/poll.h"
#include "app/source/push.h"
#include "app/source/store.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "json/json.h"
#include "net/turn.h"
#include "sql_gen.h"
#include "text/url.h"

enum {
    TURN_BY_HAND_MS = 3000,
    TURN_MS = 300,           /* a job thread waits so long for a busy host, */
    TURN_AGAIN_S = 3         /* then the source is put off for 1 to so many seconds */
};

struct poll_args {
    int64_t id, now;
    const struct source *asked;      /* as it was when its server was asked */
    const struct poll_found *found;
};

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return source_get(tx, *(const int64_t *)args, ret);
}

/* What was found belongs to the address and the state that were asked for; anything else meanwhile wins. */
static enum err store_tx(struct tx *tx, const void *args, void *ret) {
    const struct poll_args *a = args;
    struct source s;
    (void)ret;
    enum err e = source_get(tx, a->id, &s);
    if (e) {
        return e;
    }
    if (s.last_poll_at != a->asked->last_poll_at || !str_eq(s.url, a->asked->url)) {
        return E_OK;
    }
    return source_store(tx, &s, a->found, a->now);
}

static enum err poll(const struct db_cx *cx, const struct source *s, int64_t now) {
    struct poll_found found;
    poll_source(s, cx->arena, &found);
    struct poll_args args = {s->id, now, s, &found};
    enum err e = db_tx(cx, store_tx, &args, NULL, 0);
    return e == E_CONFLICT ? E_OK : e;   /* another poll was stored at the same instant */
}

/* One request at a time to a host. Who polls by hand waits a little and then asks all the same. */
enum err source_poll(const struct db_cx *given, int64_t id, int64_t now) {
    struct db_cx cx = *given;
    cx.arena = arena_create(SOURCE_ARENA);
    struct source s;
    enum err e = db_read(&cx, get_tx, &id, &s, sizeof s);
    if (!e) {
        struct str host = url_host(cx.arena, s.url);
        bool mine = turn_take(host, TURN_BY_HAND_MS);
        e = poll(&cx, &s, now);
        if (mine) {
            turn_give(host);
        }
    }
    arena_free(cx.arena);
    return e;
}

static enum err put_off_tx(struct tx *tx, const void *args, void *ret) {
    const struct source *s = args;
    (void)ret;
    return source_wake(tx, s->id, clock_now() + (1 + rnd_below(TURN_AGAIN_S)) * US_PER_S);
}

/* A job: a busy host means to come back in a moment, so that one slow host does not hold all threads. */
static enum err poll_in_turn(const struct db_cx *given, const struct source *s, int64_t now) {
    struct str host = url_host(given->arena, s->url);
    if (!turn_take(host, TURN_MS)) {
        return db_tx(given, put_off_tx, s, NULL, 0);
    }
    struct db_cx cx = *given;
    cx.arena = arena_create(SOURCE_ARENA);
    enum err e = poll(&cx, s, now);
    arena_free(cx.arena);
    turn_give(host);
    return e;
}

/* A chain must not break: whatever is wrong on our side is tried again. */
static enum err never_final(enum err e) {
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err source_poll_run(struct job_run *run) {
    const struct json_node *payload;
    int64_t id;
    if (json_parse(run->payload, run->cx.arena, &payload) || !id_parse(json_text(json_get(payload, "source")), &id)) {
        return err_set(run->cx.errs, E_INVALID, "", "the job names no source");
    }
    struct source s;
    enum err e = db_read(&run->cx, get_tx, &id, &s, sizeof s);
    if (e == E_NOT_FOUND) {
        return E_OK;
    }
    if (e) {
        return never_final(e);
    }
    if (!str_is(s.status, "active") || s.next_poll_at > run->now) {
        return E_OK;
    }
    return never_final(poll_in_turn(&run->cx, &s, run->now));
}

static enum err rescue_tx(struct tx *tx, const void *args, void *ret) {
    int64_t now = *(const int64_t *)args;
    struct sql_source_overdue_row *rows;
    size_t n;
    (void)ret;
    enum err e = sql_source_overdue(tx, now - 3600 * US_PER_S, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = source_wake(tx, rows[i].id, now);
    }
    if (!e) {
        e = push_rescue(tx, now);
    }
    return e ? e : job_enqueue_daily(tx, "housekeeping.sources", now);
}

enum err source_housekeeping_run(struct job_run *run) {
    return never_final(db_tx(&run->cx, rescue_tx, &run->now, NULL, 0));
}

enum err source_on_company(struct tx *tx, const struct event *ev) {
    return job_enqueue_daily(tx, "housekeeping.sources", ev->at);
}
