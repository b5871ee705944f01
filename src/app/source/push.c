/* push.c: see push.h; what is stored of subscriptions and when a hub is to be asked. The network is in push_jobs.c.
 *
 * As with polling, the job of a subscription carries the time it is for; whoever changes next_at enqueues the job for that
 * time, and a job that finds a later next_at ends. */
#include "app/source/push.h"

#include "app/company/company.h"
#include "app/session/session.h"
#include "app/source/import.h"
#include "app/source/push_sign.h"
#include "app/source/store.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"
#include "text/url.h"

static struct push of_row(const struct sql_push_row *r) {
    return (struct push){
        .id = r->id, .source_id = r->source_id, .hub = r->hub, .topic = r->topic, .state = r->state, .detail = r->detail,
        .is_signed = r->is_signed, .errors = r->errors, .asked_at = r->asked_at, .next_at = r->next_at,
        .lease_until = r->lease_until, .last_delivery_at = r->last_delivery_at, .deliveries = r->deliveries,
        .discarded = r->discarded, .missed = r->missed, .created_at = r->created_at};
}

enum err push_of_source(struct tx *tx, int64_t source, struct push *ret) {
    struct sql_push_row *rows;
    size_t n;
    enum err e = sql_push_of_source(tx, source, &rows, &n);
    if (!e) {
        *ret = n ? of_row(&rows[0]) : (struct push){0};
    }
    return e;
}

enum err push_of_sources(struct tx *tx, int64_t first, int64_t last, struct push **ret, size_t *ret_n) {
    struct sql_push_row *rows;
    size_t n;
    enum err e = sql_push_of_sources(tx, first, last, &rows, &n);
    if (e) {
        return e;
    }
    struct push *out = arena_array(tx->arena, struct push, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = of_row(&rows[i]);
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

static bool runs(const struct push *p, int64_t now) {
    return p->id && str_is(p->state, "active") && p->lease_until > now;
}

const char *push_health(const struct push *p, int64_t now) {
    if (str_is(p->state, "active") && !runs(p, now)) {
        return "failed";
    }
    if (str_is(p->state, "active") && p->missed >= PUSH_MISSED_MAX) {
        return "silent";
    }
    return p->state.p;
}

bool push_proven(const struct push *p, int64_t now) {
    return runs(p, now) && p->last_delivery_at && p->missed == 0;
}

int64_t push_renew_s(int64_t lease_s) {
    int64_t s = lease_s / 5 * 4;
    return s < PUSH_RENEW_MIN_S ? PUSH_RENEW_MIN_S : s;
}

enum err push_enqueue(struct tx *tx, int64_t id, int64_t at) {
    char text[ID_TEXT_LEN + 1];
    id_format(id, text);
    struct str payload = arena_printf(tx->arena, "{\"push\":\"%s\"}", text);
    return job_enqueue(tx, "source.push", payload, at, arena_printf(tx->arena, "%s@%lld", text, (long long)at));
}

static enum err set_state(struct tx *tx, const struct push *p, const char *state, struct str detail, int64_t next_at,
                          int64_t lease_until) {
    enum err e = sql_push_set_state(tx, &(struct sql_push_set_state_in){
        .id = p->id, .state = str_of(state), .detail = detail, .next_at = next_at, .lease_until = lease_until});
    return e ? e : push_enqueue(tx, p->id, next_at);
}

/* ---- beginning and ending ---- */

/* Never asked: then there is nothing to end at the hub. */
static enum err end(struct tx *tx, const struct push *p, int64_t now) {
    int64_t n;
    if (p->asked_at == 0) {
        return sql_push_delete(tx, p->id, &n);
    }
    return set_state(tx, p, "ending", STR_NULL, now, p->lease_until);
}

enum err push_end(struct tx *tx, int64_t source, int64_t now) {
    struct push p;
    enum err e = push_of_source(tx, source, &p);
    return e || !p.id ? e : end(tx, &p, now);
}

/* Hubs can reach the company: the operator gave an address, or the company has a host of its own. */
static enum err reachable(struct tx *tx, bool *ret) {
    struct company_info c;
    enum err e = company_get(tx, &c);
    *ret = !e && (session_options()->public_url || (c.host.p && session_options()->listen_url));
    return e;
}

static bool usable(struct arena *a, struct str url) {
    return !str_empty(url) && url.n <= SOURCE_URL_MAX && url_host(a, url).p;
}

enum err push_offer(struct tx *tx, const struct source *s, const struct poll_found *found, bool told_none, int64_t now) {
    struct push p;
    bool public = false;
    enum err e = push_of_source(tx, s->id, &p);
    if (!e) {
        e = reachable(tx, &public);
    }
    if (e) {
        return e;
    }
    struct str topic = usable(tx->arena, found->topic) ? found->topic : s->url;
    bool wanted = public && usable(tx->arena, found->hub);
    if (p.id && (!wanted || !str_eq(p.hub, found->hub) || !str_eq(p.topic, topic))) {
        e = end(tx, &p, now);
        p.id = 0;
    } else if (p.id && told_none && runs(&p, now)) {
        e = sql_push_missed(tx, p.id);
    }
    if (e || !wanted || p.id) {
        return e;
    }
    int64_t id = id_new();
    e = sql_push_insert(tx, &(struct sql_push_insert_in){.id = id, .source = s->id, .hub = found->hub, .topic = topic,
                                                         .now = now});
    return e ? e : push_enqueue(tx, id, now);
}

/* ---- what hubs say ---- */

static enum err get(struct tx *tx, int64_t id, struct push *ret) {
    struct sql_push_row row;
    enum err e = sql_push_get(tx, id, &row);
    if (!e) {
        *ret = of_row(&row);
    }
    return e;
}

static enum err verify_subscribe(struct tx *tx, const struct push *p, const struct push_question *q) {
    bool asked = p->asked_at && q->now - p->asked_at < PUSH_VERIFY_S * US_PER_S;
    if (!asked || str_is(p->state, "ending")) {
        return E_NOT_FOUND;
    }
    int64_t lease = q->lease_s <= 0 ? PUSH_LEASE_DEFAULT_S : q->lease_s > PUSH_LEASE_MAX_S ? PUSH_LEASE_MAX_S : q->lease_s;
    return set_state(tx, p, "active", STR_NULL, q->now + push_renew_s(lease) * US_PER_S, q->now + lease * US_PER_S);
}

static enum err denied(struct tx *tx, const struct push *p, const struct push_question *q) {
    int64_t n;
    if (str_is(p->state, "ending")) {
        return sql_push_delete(tx, p->id, &n);
    }
    struct str reason = text_shorten(tx->arena, text_one_line(tx->arena, q->reason), PUSH_REASON_MAX);
    struct str detail = str_empty(reason) ? STR("the hub refused") : arena_printf(tx->arena, "the hub refused: %.*s", STRF(reason));
    return set_state(tx, p, "denied", detail, q->now + PUSH_DENIED_S * US_PER_S, 0);
}

enum err push_verify(struct tx *tx, const struct push_question *q) {
    struct push p;
    int64_t n;
    enum err e = get(tx, q->id, &p);
    if (e) {
        return e;
    }
    if (!str_eq(p.topic, q->topic)) {
        return E_NOT_FOUND;
    }
    if (str_is(q->mode, "denied")) {
        return denied(tx, &p, q);
    }
    if (str_empty(q->challenge) || q->challenge.n > PUSH_CHALLENGE_MAX) {
        return E_NOT_FOUND;
    }
    if (str_is(q->mode, "subscribe")) {
        return verify_subscribe(tx, &p, q);
    }
    bool ending = str_is(q->mode, "unsubscribe") && str_is(p.state, "ending");
    return ending ? sql_push_delete(tx, p.id, &n) : E_NOT_FOUND;
}

/* At once; deliveries in a row make one poll every PUSH_GAP_S. `last`: the delivery before, 0 if none. */
static enum err poll_soon(struct tx *tx, const struct source *s, int64_t last, int64_t now) {
    int64_t gap = PUSH_GAP_S * US_PER_S;
    int64_t at = last + gap > now && s->last_poll_at + gap > now ? s->last_poll_at + gap : now;
    if (!str_is(s->status, "active") || (s->next_poll_at <= at && s->next_poll_at > s->last_poll_at)) {
        return E_OK;
    }
    return source_wake(tx, s->id, at);
}

enum err push_deliver(struct tx *tx, const struct push_delivery *d) {
    struct push p;
    struct source s;
    enum err e = get(tx, d->id, &p);
    if (!e && !str_is(p.state, "ending")) {
        e = source_get(tx, p.source_id, &s);
    }
    if (e == E_NOT_FOUND || (!e && str_is(p.state, "ending"))) {
        return err_set(tx->errs, E_GONE, "", "this subscription has ended");
    }
    if (e) {
        return e;
    }
    if (p.is_signed && !push_signature_fits(d->signature, push_secret(tx->arena, tx->company, p.id), d->body)) {
        return sql_push_discarded(tx, p.id);
    }
    e = sql_push_delivered(tx, p.id, d->now);
    return e ? e : poll_soon(tx, &s, p.last_delivery_at, d->now);
}

enum err push_rescue(struct tx *tx, int64_t now) {
    struct sql_push_overdue_row *rows;
    size_t n;
    enum err e = sql_push_overdue(tx, now - 3600 * US_PER_S, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = push_enqueue(tx, rows[i].id, rows[i].next_at);
    }
    return e;
}
