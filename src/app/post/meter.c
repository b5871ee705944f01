/* meter.c: the mix of openly promotional posts against the ceiling the company has set. See post.h.
 *
 * Promotional is what sells. A job is not by itself: whoever writes the post says so. One promotional post alone is never over the
 * ceiling, or the first of a young space would be. */
#include "app/post/post.h"

#include "app/company/settings.h"
#include "base/clock.h"
#include "sql_gen.h"

static enum err fill(struct tx *tx, int64_t promotional, int64_t total, struct post_meter *ret) {
    struct post_meter m = {.promotional = promotional, .total = total};
    enum err e = company_setting_i64(tx, "content.promo_percent", &m.ceiling);
    if (!e) {
        m.percent = total ? (promotional * 200 + total) / (total * 2) : 0;
        m.over = promotional > 1 && promotional * 100 > m.ceiling * total;
        *ret = m;
    }
    return e;
}

enum err post_meter(struct tx *tx, const struct post *with, int64_t at, struct post_meter *ret) {
    struct sql_post_mix_row row;
    enum err e = sql_post_mix(tx, at - POST_MIX_DAYS * US_PER_DAY, at, with ? with->id : 0, &row);
    return e ? e : fill(tx, row.promotional + (with && with->promotional), row.total + (with != NULL), ret);
}

enum err post_meter_ahead(struct tx *tx, int64_t now, struct post_meter *ret) {
    struct sql_post_mix_row row;
    enum err e = sql_post_mix(tx, now, now + POST_MIX_DAYS * US_PER_DAY, 0, &row);
    return e ? e : fill(tx, row.promotional, row.total, ret);
}

/* E_CONFIRM when with this post at that moment the mix is over the ceiling. */
static enum err check_at(struct tx *tx, const struct post *p, int64_t at) {
    struct post_meter m;
    enum err e = post_meter(tx, p, at, &m);
    if (e || !m.over) {
        return e;
    }
    return err_set(tx->errs, E_CONFIRM, "", "%lld of %lld posts of %d days would be promotional: %lld %%, and the company wants %lld %% at most",
                   (long long)m.promotional, (long long)m.total, POST_MIX_DAYS, (long long)m.percent, (long long)m.ceiling);
}

enum err post_check_mix(struct tx *tx, int64_t id, enum post_step step, int64_t at, int64_t now) {
    struct post p;
    if (step != POST_PUBLISH && step != POST_SCHEDULE && step != POST_RESTORE) {
        return E_OK;
    }
    enum err e = post_get(tx, id, &p);
    bool goes_out = step == POST_RESTORE ? str_is(p.status, "archived") : !str_is(p.status, "published");
    if (e || !p.promotional || !goes_out) {
        return e;
    }
    return check_at(tx, &p, step == POST_SCHEDULE ? at : now);
}

enum err post_check_promotional(struct tx *tx, int64_t id, int64_t now) {
    struct post p;
    enum err e = post_get(tx, id, &p);
    bool out = !e && str_is(p.status, "published"), waits = !e && str_is(p.status, "scheduled");
    if (e || p.promotional || (!out && !waits) || (out && p.published_at < now - POST_MIX_DAYS * US_PER_DAY)) {
        return e;
    }
    p.promotional = true;
    return check_at(tx, &p, waits ? p.scheduled_at : now);
}
