/* once.c: a request with an Idempotency-Key takes effect once, and every repetition gets the first answer (decisions 30).
 *
 * The answer is kept in the transaction that made the change (reply_tx), so that no kill can part the two. Handlers
 * that can't work in one transaction (they talk to the network in between) have theirs kept right afterwards. */
#include "http/server.h"

#include "base/limits.h"
#include "base/log.h"

static const struct http_hooks *hooks_of(const struct call *c) {
    return c->rq.server->opt.hooks;
}

/* *ret_done: a stored answer was given. */
static enum err give_stored(struct call *c, struct str key, bool *ret_done) {
    struct rq *rq = &c->rq;
    int status = 0;
    struct str body = STR("");
    enum err e = hooks_of(c)->idempotency_look(rq, key, ret_done, &status, &body);
    if (e || !*ret_done) {
        return e;
    }
    reply_header(rq, "Idempotency-Replayed", STR("true"));
    return body.n ? reply_bytes(rq, status, "application/json", body) : reply_empty(rq, status);
}

enum err once_replay(struct call *c, bool *ret_done) {
    struct rq *rq = &c->rq;
    struct str key = rq_header(rq, "Idempotency-Key");
    *ret_done = false;
    if (!(rq->route->flags & ROUTE_IDEMPOTENT) || key.n == 0 || !hooks_of(c) || !hooks_of(c)->idempotency_look) {
        return E_OK;
    }
    if (key.n > LIMIT_IDEMPOTENCY_KEY) {
        return err_set(&rq->errs, E_BAD_REQUEST, "", "Idempotency-Key is longer than %d characters",
                       LIMIT_IDEMPOTENCY_KEY);
    }
    enum err e = give_stored(c, key, ret_done);
    c->idempotent = !e && !*ret_done;
    c->idempotency_key = key;
    return e;
}

struct once_args {
    struct call *c;
    db_fn fn;
    const void *args;
    enum err (*reply)(struct rq *rq, const void *ret);
    struct reply before;                 /* headers set so far; what an attempt adds goes when it is made again */
    bool *first;
};

static enum err once_tx(struct tx *tx, const void *args, void *ret) {
    const struct once_args *a = args;
    struct call *c = a->c;
    enum err e = a->fn(tx, a->args, ret);
    if (!e) {
        c->reply = a->before;
        e = a->reply(&c->rq, ret);
    }
    if (!e) {
        e = hooks_of(c)->idempotency_store(tx, &c->rq, c->idempotency_key, c->reply.status, c->reply.body, a->first);
    }
    return e ? e : *a->first ? E_OK : E_CONFLICT;
}

enum err reply_tx(struct rq *rq, db_fn fn, const void *args, void *ret, size_t ret_size,
                  enum err (*reply)(struct rq *rq, const void *ret)) {
    struct call *c = call_of(rq);
    if (!c->idempotent) {
        enum err e = db_tx(&rq->cx, fn, args, ret, ret_size);
        return e ? e : reply(rq, ret);
    }
    bool first = true;
    struct once_args a = {c, fn, args, reply, c->reply, &first};
    enum err e = db_tx(&rq->cx, once_tx, &a, ret, ret_size);
    c->idempotent = e != E_OK;
    if (e) {
        c->reply = a.before;
    }
    return e;
}

enum err once_late(struct call *c, enum err e) {
    bool done = false;
    if (!c->idempotent) {
        return e;
    }
    enum err look = give_stored(c, c->idempotency_key, &done);
    c->idempotent = false;
    return done ? E_OK : look ? look : e;
}

static enum err keep_tx(struct tx *tx, const void *args, void *ret) {
    struct call *c = *(struct call *const *)args;
    return hooks_of(c)->idempotency_store(tx, &c->rq, c->idempotency_key, c->reply.status, c->reply.body, ret);
}

void once_keep(struct call *c) {
    struct rq *rq = &c->rq;
    if (!c->idempotent || c->reply.status < 200 || c->reply.status >= 300) {
        return;
    }
    bool first = true;
    enum err e = db_tx(&rq->cx, keep_tx, &c, &first, sizeof first);
    if (e) {
        log_warn("answer not kept for Idempotency-Key", "route=\"%s\" code=%s", rq->route->path, err_info(e)->symbol);
    }
}
