/* guard.c: how often is enough (product 3.4). See share.h.
 *
 * Three guards: shares a person makes on one local day, posts a day that the network takes from one account, shares of one
 * post within some minutes, company-wide. Each says since when and until when it holds, and the next moment after that
 * which lies in the person's own hours. The clone guard counts rows without reading whose they are. */
#include "app/share/share.h"

#include "app/company/settings.h"
#include "base/clock.h"
#include "sql_gen.h"

const char *share_hold_name(enum share_hold_kind kind) {
    static const char *const names[] = {NULL, "day_cap", "network_cap", "clone_guard"};
    return names[kind];
}

/* The next midnight of the zone. */
static int64_t midnight(struct str zone, int64_t day) {
    return hours_moment(zone, day + 1, 0);
}

static enum err check_day(struct tx *tx, const struct share_try *t, struct share_hold *ret) {
    struct sql_share_day_count_row made;
    int64_t cap;
    ret->day = time_local_day(t->time_zone, t->now);
    enum err e = company_setting_i64(tx, "share.daily_cap", &cap);
    if (!e) {
        e = sql_share_day_count(tx, t->person, ret->day, str_of(t->network->name), t->but, &made);
    }
    if (e) {
        return e;
    }
    int on_network = terms_value(t->terms, str_of(t->network->name), TERM_POSTS_PER_DAY, INT64_MAX);
    ret->made = made.total;
    if (made.total >= cap) {
        ret->kind = SHARE_HOLD_DAY;
        ret->cap = cap;
    } else if (on_network && made.on_network >= on_network) {
        ret->kind = SHARE_HOLD_NETWORK;
        ret->cap = on_network;
    }
    ret->until = ret->kind ? midnight(t->time_zone, ret->day) : 0;
    return E_OK;
}

static enum err check_burst(struct tx *tx, const struct share_try *t, struct share_hold *ret) {
    struct sql_share_burst_row *rows;
    size_t n;
    int64_t cap, window;
    enum err e = company_setting_i64(tx, "share.clone_cap", &cap);
    if (!e) {
        e = company_setting_i64(tx, "share.clone_window_s", &window);
    }
    if (!e) {
        e = sql_share_burst(tx, &(struct sql_share_burst_in){.post = t->post, .since = t->now - window * US_PER_S,
                                                        .until = t->now + window * US_PER_S, .cap = cap, .but = t->but}, &rows, &n);
    }
    if (e || n == 0 || (int64_t)n < cap) {
        return e;
    }
    ret->kind = SHARE_HOLD_CLONE;
    ret->cap = cap;
    ret->window_s = window;
    ret->until = rows[n - 1].moment + window * US_PER_S;
    if (ret->until <= t->now) {
        ret->until = t->now + US_PER_S;
    }
    return E_OK;
}

enum err share_hold_of(struct tx *tx, const struct share_try *t, struct share_hold *ret) {
    *ret = (struct share_hold){0};
    enum err e = check_day(tx, t, ret);
    if (!e && !ret->kind) {
        e = check_burst(tx, t, ret);
    }
    if (!e && ret->kind) {
        ret->suggested = t->hours ? hours_next(t->hours, ret->until) : ret->until;
    }
    return e;
}

enum err share_hold_refuse(struct tx *tx, const struct share_try *t, const struct share_hold *h) {
    if (h->kind && tx->errs) {
        tx->errs->retry_after_s = (h->until - t->now + US_PER_S - 1) / US_PER_S;
    }
    switch (h->kind) {
        case SHARE_HOLD_NONE:
            break;
        case SHARE_HOLD_DAY:
            return err_set(tx->errs, E_DAY_CAP, "", "%lld shares a day are enough: the next one is possible tomorrow",
                           (long long)h->cap);
        case SHARE_HOLD_NETWORK:
            return err_set(tx->errs, E_NETWORK_CAP, "/network", "%s takes %lld such posts a day", t->network->title,
                           (long long)h->cap);
        case SHARE_HOLD_CLONE:
            return err_set(tx->errs, E_CLONE_GUARD, "", "this post was shared often just now: choose a later moment");
    }
    return E_OK;
}
