/* share.c: declaring, taking back, verifying. See share.h; accepting a share is share_open.c. */
#include "app/share/share.h"

#include "app/caption/caption.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"

static struct share from_row(const struct sql_share_get_row *r) {
    return (struct share){
        .id = r->id, .person = r->person_id, .post = r->post_id, .network = r->network, .action = r->action,
        .mode = r->mode, .status = r->status, .evidence = r->evidence, .own_text = r->own_text,
        .final_text = r->final_text, .own_words = r->own_words, .band = r->band, .language = r->language,
        .caption = r->caption_id_null ? 0 : r->caption_id, .disclosure = r->disclosure,
        .disclosure_state = r->disclosure_state, .declared_url = r->declared_url, .day = r->day,
        .day_rank = r->day_rank, .link = r->link_id, .code = r->code, .created_at = r->created_at,
        .declared_at = r->declared_at_null ? 0 : r->declared_at,
        .verified_at = r->verified_at_null ? 0 : r->verified_at,
        .retracted_at = r->retracted_at_null ? 0 : r->retracted_at, .due_at = r->due_at_null ? 0 : r->due_at};
}

enum err share_get(struct tx *tx, int64_t id, struct share *ret) {
    struct sql_share_get_row row;
    enum err e = sql_share_get(tx, id, &row);
    if (!e) {
        *ret = from_row(&row);
    }
    return e;
}

/* Somebody else's share is not there: nothing tells a member that it exists. */
static enum err mine(struct tx *tx, int64_t person, int64_t id, struct share *ret) {
    struct share s;
    enum err e = share_get(tx, id, &s);
    if (!e && (person <= 0 || s.person != person)) {
        e = E_NOT_FOUND;
    }
    if (!e) {
        *ret = s;
    }
    return e;
}

static enum err record(struct tx *tx, enum event_kind kind, const struct share *s, int64_t now) {
    return event_record(tx, &(struct event){.kind = kind, .at = now, .subject = s->id, .person = s->person});
}

static enum err check_url(struct tx *tx, const struct share *s, struct str url, struct str *ret) {
    const struct network *n = network_find(s->network);
    if (str_empty(url)) {
        *ret = STR_NULL;
        return E_OK;
    }
    if (!n) {
        return err_set(tx->errs, E_INVALID, "/url", "this network takes no address");
    }
    return network_post_url(n, url, tx->arena, tx->errs, "/url", ret);
}

enum err share_declare(struct tx *tx, int64_t person, int64_t id, struct str url, int64_t now) {
    struct share s;
    struct str good;
    enum err e = mine(tx, person, id, &s);
    if (e) {
        return e;
    }
    if (s.retracted_at) {
        return err_set(tx->errs, E_STATE, "", "this share was taken back");
    }
    if (str_is(s.status, SHARE_SCHEDULED) || str_is(s.status, SHARE_CANCELLED) || str_is(s.status, SHARE_SENDING) ||
        str_is(s.status, SHARE_FAILED)) {
        return err_set(tx->errs, E_STATE, "", "this share has not gone out");
    }
    e = check_url(tx, &s, url, &good);
    if (e) {
        return e;
    }
    struct str evidence = s.verified_at ? STR(SHARE_VERIFIED) : STR(SHARE_DECLARED);
    e = sql_share_declared(tx, id, evidence, good, now);
    return e || s.declared_at ? e : record(tx, EV_SHARE_DECLARED, &s, now);
}

enum err share_retract(struct tx *tx, int64_t person, int64_t id, int64_t now) {
    struct share s;
    int64_t changed = 0;
    enum err e = mine(tx, person, id, &s);
    if (e || str_is(s.status, SHARE_CANCELLED) || str_is(s.status, SHARE_FAILED)) {
        return e;
    }
    if (str_is(s.status, SHARE_SENDING)) {
        return err_set(tx->errs, E_STATE, "", "it is being sent just now: take it back in a moment");
    }
    if (str_is(s.status, SHARE_SCHEDULED)) {
        e = sql_share_step(tx, id, STR(SHARE_SCHEDULED), STR(SHARE_CANCELLED), &changed);
        return e || changed == 0 ? e : record(tx, EV_SHARE_CANCELLED, &s, now);
    }
    e = sql_share_retracted(tx, id, now, &changed);
    return e || changed == 0 ? e : record(tx, EV_SHARE_RETRACTED, &s, now);
}

enum err share_step(struct tx *tx, int64_t id, const char *from, const char *to, bool *ret) {
    int64_t changed = 0;
    enum err e = sql_share_step(tx, id, str_of(from), str_of(to), &changed);
    *ret = changed > 0;
    return e;
}

enum err share_check_moment(struct tx *tx, int64_t person, int64_t but, int64_t at, int64_t now) {
    struct sql_share_due_near_row *rows;
    size_t n;
    const int64_t apart = SHARE_APART_S * US_PER_S;
    if (at <= now) {
        return err_set(tx->errs, E_INVALID, "/at", "this moment is over");
    }
    if (at > now + SHARE_AHEAD_DAYS * US_PER_DAY) {
        return err_set(tx->errs, E_INVALID, "/at", "more than %d days ahead", SHARE_AHEAD_DAYS);
    }
    enum err e = sql_share_due_near(tx, person, at - apart, at + apart, but, &rows, &n);
    if (!e && n) {
        e = err_set(tx->errs, E_INVALID, "/at", "another share of yours goes out within %d minutes of it", SHARE_APART_S / 60);
    }
    return e;
}

enum err share_best_moment(struct tx *tx, int64_t person, const struct hours *hours, int64_t from, int64_t *ret) {
    enum { STEPS = 200, ROUND_S = 300 };
    const int64_t apart = SHARE_APART_S * US_PER_S, round = ROUND_S * US_PER_S;
    int64_t at = (from / round + 1) * round;
    for (int i = 0; i < STEPS; i++) {
        struct sql_share_due_near_row *rows;
        size_t n;
        at = hours ? hours_next(hours, at) : at;
        enum err e = sql_share_due_near(tx, person, at - apart, at + apart, 0, &rows, &n);
        if (e || n == 0) {
            *ret = at;
            return e;
        }
        at += apart;
    }
    *ret = at;
    return E_OK;
}

/* Caps of that day, and how often the post goes out around the new moment. */
static enum err check_often(struct tx *tx, const struct share *s, const struct share_move *in) {
    struct terms terms;
    struct share_hold hold;
    enum err e = terms_read(tx, &terms);
    struct share_try t = {s->person, s->post, network_find(s->network), &terms, in->time_zone, in->hours, in->at, s->id};
    e = e ? e : share_hold_of(tx, &t, &hold);
    return e ? e : share_hold_refuse(tx, &t, &hold);
}

enum err share_reschedule(struct tx *tx, const struct share_move *in) {
    struct share s;
    int64_t changed = 0;
    enum err e = mine(tx, in->person, in->id, &s);
    if (!e && !str_is(s.status, SHARE_SCHEDULED)) {
        e = err_set(tx->errs, E_STATE, "", "this share does not wait any more");
    }
    e = e ? e : share_check_moment(tx, in->person, in->id, in->at, in->now);
    e = e ? e : check_often(tx, &s, in);
    e = e ? e : sql_share_reschedule(tx, in->id, in->at, time_local_day(in->time_zone, in->at), &changed);
    return e ? e : record(tx, EV_SHARE_SCHEDULED, &s, in->now);
}

enum err share_verify(struct tx *tx, int64_t id, int64_t now) {
    struct share s;
    int64_t changed = 0;
    enum err e = sql_share_verified(tx, id, now, &changed);
    if (e || changed == 0) {
        return e;
    }
    e = share_get(tx, id, &s);
    return e ? e : record(tx, EV_SHARE_VERIFIED, &s, now);
}

enum err share_verified_before(struct tx *tx, const struct share *s, bool *ret) {
    struct sql_share_paid_before_row row;
    enum err e = sql_share_paid_before(tx, s->person, s->post, s->network, s->id, &row);
    if (!e) {
        *ret = row.n > 0;
    }
    return e;
}

enum err share_count_day(struct tx *tx, int64_t person, int64_t day, int64_t *ret) {
    struct sql_share_day_count_row row;
    enum err e = sql_share_day_count(tx, person, day, STR(""), 0, &row);
    if (!e) {
        *ret = row.total;
    }
    return e;
}

enum err share_on_erased(struct tx *tx, const struct event *ev) {
    if (ev->person <= 0) {
        return E_OK;
    }
    enum err e = sql_instance_erase(tx, ev->person);
    return e ? e : sql_share_unlink(tx, ev->person, -ev->id);
}

/* ---- upkeep ---- */

enum err share_on_company(struct tx *tx, const struct event *ev) {
    return job_enqueue_daily(tx, "housekeeping.shares", ev->at);
}

static enum err forget_tx(struct tx *tx, const void *args, void *ret) {
    int64_t before = *(const int64_t *)args - SHARE_TEXT_DAYS * US_PER_DAY;
    return sql_share_forget_texts(tx, before, SHARE_FORGET_BATCH, ret);
}

static enum err cards_tx(struct tx *tx, const void *args, void *ret) {
    return caption_forget(tx, *(const int64_t *)args, ret);
}

static enum err next_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return job_enqueue_daily(tx, "housekeeping.shares", *(const int64_t *)args);
}

/* The job puts itself back, so a failure must never be final. */
enum err share_housekeeping_run(struct job_run *run) {
    int64_t changed = 0;
    enum err e;
    do {
        e = db_tx(&run->cx, forget_tx, &run->now, &changed, sizeof changed);
    } while (!e && changed == SHARE_FORGET_BATCH);
    while (!e) {
        e = db_tx(&run->cx, cards_tx, &run->now, &changed, sizeof changed);
        if (changed < CAPTION_FORGET_BATCH) {
            break;
        }
    }
    if (!e) {
        e = db_tx(&run->cx, next_tx, &run->now, NULL, 0);
    }
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}
