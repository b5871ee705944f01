/* push_api.c: see push_api.h. Whoever knows the address is the hub; anything else gets what an unknown address gets. */
#include "app/source/push_api.h"

#include "app/source/push.h"
#include "app/source/push_sign.h"

struct callback_query {
    struct str mode, topic, challenge, reason;
    int64_t lease_s;
};

#define IN(m) .off = offsetof(struct callback_query, m)
static const struct json_field query_fields[] = {
    {.name = "hub.mode", .type = JSON_T_STR, IN(mode), .flags = JSON_REQUIRED},
    {.name = "hub.topic", .type = JSON_T_STR, IN(topic), .flags = JSON_REQUIRED},
    {.name = "hub.challenge", .type = JSON_T_STR, IN(challenge), .max = PUSH_CHALLENGE_MAX},
    {.name = "hub.reason", .type = JSON_T_STR, IN(reason)},
    {.name = "hub.lease_seconds", .type = JSON_T_I64, IN(lease_s)},
    {0}};
static const struct json_shape query_shape = {"websub_query", sizeof(struct callback_query), query_fields};

/* Hubs may add parameters of their own. */
static struct str known_parameters(struct rq *rq) {
    struct buf b;
    struct str rest = rq->raw_query, pair;
    buf_init(&b, rq->arena, rq->raw_query.n + 16);
    while (str_split(&rest, '&', &pair)) {
        struct str name = str_sub(pair, 0, str_chr(pair, '='));
        for (const struct json_field *f = query_fields; f->name; f++) {
            if (str_is(name, f->name)) {
                buf_printf(&b, "%s%.*s", b.n ? "&" : "", STRF(pair));
            }
        }
    }
    return buf_view(&b);
}

static enum err verify_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return push_verify(tx, args);
}

enum err push_callback_get(struct rq *rq) {
    struct callback_query q;
    struct problems ignored = {.arena = rq->arena};
    struct push_question question = {.now = rq->now};
    if (!push_token_read(rq->arena, rq->cx.company, rq->param[0], &question.id)
        || json_read_query(&query_shape, known_parameters(rq), rq->arena, &ignored, &q)) {
        return E_NOT_FOUND;
    }
    question.mode = q.mode;
    question.topic = q.topic;
    question.challenge = q.challenge;
    question.reason = q.reason;
    question.lease_s = q.lease_s;
    if (rq_is_head(rq)) {
        return E_NOT_FOUND;   /* asks nothing */
    }
    enum err e = db_tx(&rq->cx, verify_tx, &question, NULL, 0);
    if (e) {
        return e;
    }
    reply_header(rq, "Cache-Control", STR("no-store"));
    return reply_bytes(rq, 200, "text/plain; charset=utf-8", str_is(q.mode, "denied") ? STR("") : q.challenge);
}

static enum err deliver_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return push_deliver(tx, args);
}

enum err push_callback_post(struct rq *rq) {
    struct push_delivery d = {.signature = rq_header(rq, "X-Hub-Signature"), .body = rq->raw_body, .now = rq->now};
    if (!push_token_read(rq->arena, rq->cx.company, rq->param[0], &d.id)) {
        return err_set(&rq->errs, E_GONE, "", "this subscription has ended");
    }
    enum err e = db_tx(&rq->cx, deliver_tx, &d, NULL, 0);
    return e ? e : reply_empty(rq, 202);
}
