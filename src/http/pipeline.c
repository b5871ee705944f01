/* pipeline.c: what happens to a request between the router and its handler, in fixed order and from the route's row alone:
 * host -> company, session, CSRF, roles, rate, query and body, idempotency; then the handler; then its reply or problem. */
#include "http/server.h"

#include "base/limits.h"
#include "base/log.h"

/* Host without port, in lower case; RFC 9110 7.2. "" for what is no host name. */
static struct str host_name(struct rq *rq) {
    struct str h = str_trim(rq_header(rq, "Host"));
    size_t end = h.n && h.p[0] == '[' ? str_chr(h, ']') + 1 : str_chr(h, ':');
    h = arena_dup(rq->arena, str_sub(h, 0, end));
    char *p = (char *)(uintptr_t)h.p;
    for (size_t i = 0; i < h.n; i++) {
        if (p[i] >= 'A' && p[i] <= 'Z') {
            p[i] = (char)(p[i] + 32);
        }
        bool ok = (p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9') || strchr(".-_[]:", p[i]);
        if (!ok) {
            return STR("");
        }
    }
    return h;
}

static enum err find_space(struct rq *rq) {
    const struct http_hooks *hooks = rq->server->opt.hooks;
    if (!hooks || !hooks->find_space) {
        return E_OK;
    }
    enum err e = hooks->find_space(rq, host_name(rq), &rq->space);
    if (e == E_UNKNOWN_HOST && (rq->route->flags & ROUTE_NO_COMPANY)) {
        rq->space = (struct space){.host = STR("")};
        rq->errs.n = 0;
        return E_OK;
    }
    if (e == E_OK && rq->space.short_host) {
        return E_UNKNOWN_HOST;   /* tracked links stand apart from the app: there is nothing else on their host */
    }
    if (e == E_OK && rq->space.company) {
        rq->cx.company = rq->space.company;
        rq->cx.role = DB_APP;
    }
    return e == E_OK && hooks->route_on ? hooks->route_on(rq) : e;
}

bool rq_on_short_host(struct rq *rq) {
    const struct http_hooks *hooks = rq->server->opt.hooks;
    struct space space = {0};
    bool known = hooks && hooks->find_space && hooks->find_space(rq, host_name(rq), &space) == E_OK;
    rq->errs.n = known ? rq->errs.n : 0;
    return known && space.short_host;
}

static const char *session_cookie(const struct rq *rq) {
    return rq->secure ? "__Host-pv" : "pv";
}

static struct str token_of(struct call *c) {
    struct str auth = rq_header(&c->rq, "Authorization");
    if (str_istarts(auth, STR("Bearer "))) {
        c->bearer = true;
        return str_trim(str_sub(auth, 7, auth.n));
    }
    return rq_cookie(&c->rq, session_cookie(&c->rq));
}

static enum err find_principal(struct call *c) {
    struct rq *rq = &c->rq;
    const struct http_hooks *hooks = rq->server->opt.hooks;
    struct str token = rq->route->flags & ROUTE_PEER ? STR("") : token_of(c);
    if (token.n == 0 || !hooks || !hooks->find_principal || !rq->space.company) {
        return E_OK;
    }
    enum err e = hooks->find_principal(rq, token, &rq->who);
    if (e == E_UNAUTHENTICATED) {
        /* An old cookie on a public route is nobody, not an error. */
        rq->who = (struct principal){0};
        rq->errs.n = 0;
        return E_OK;
    }
    return e;
}

struct str rq_member_language(struct rq *rq) {
    const struct http_hooks *hooks = rq->server->opt.hooks;
    struct str token = rq_cookie(rq, session_cookie(rq)), language = STR("");
    struct principal who = {0};
    if (token.n && hooks && hooks->find_principal && find_space(rq) == E_OK && rq->space.company &&
        hooks->find_principal(rq, token, &who) == E_OK && who.member) {
        language = who.language;
    }
    rq->errs.n = 0;
    return language;
}

static enum err check_access(struct rq *rq) {
    switch (rq->route->access) {
    case ACCESS_PUBLIC: return E_OK;
    case ACCESS_SIGNED_IN: return rq->who.member ? E_OK : E_UNAUTHENTICATED;
    case ACCESS_ROLES:
        if (!rq->who.member) {
            return E_UNAUTHENTICATED;
        }
        return rq_has_role(rq, rq->route->roles) ? E_OK : E_FORBIDDEN;
    case ACCESS_UNSET: break;
    }
    return BUG_ON(rq->route->access == ACCESS_UNSET) ? E_INTERNAL : E_OK;
}

static enum err identify(struct call *c) {
    struct rq *rq = &c->rq;
    enum err e = E_OK;
    if (!(rq->route->flags & ROUTE_NO_SPACE)) {
        e = find_space(rq);
        if (!e) {
            e = find_principal(c);
        }
    }
    if (!e && !(rq->route->flags & ROUTE_PEER)) {
        e = csrf_check(c);
    }
    if (!e) {
        e = check_access(rq);
    }
    if (!e) {
        e = rate_take(rq, rq->route->rate, STR_NULL);
    }
    return e;
}

bool route_body_optional(const struct route *r) {
    for (const struct json_field *f = r->body->fields; f->name; f++) {
        if (f->flags & JSON_REQUIRED) {
            return false;
        }
    }
    return strcmp(r->method, "POST") == 0;
}

static enum err read_body(struct call *c) {
    struct rq *rq = &c->rq;
    struct str type = rq_header(rq, "Content-Type");
    type = str_trim(str_sub(type, 0, str_chr(type, ';')));
    if (rq->raw_body.n && !str_ieq(type, STR("application/json"))) {
        return err_set(&rq->errs, E_MEDIA_TYPE, "", "the body must be application/json");
    }
    void *into = arena_alloc(rq->arena, rq->route->body->size);
    bool nothing = rq->raw_body.n == 0 && route_body_optional(rq->route);
    enum err e = json_read(rq->route->body, nothing ? STR("{}") : rq->raw_body, rq->arena, &rq->errs, into);
    rq->body = into;
    return e;
}

/* Both are read even if the first has faults, so that the client sees them all. */
static enum err read_input(struct call *c) {
    struct rq *rq = &c->rq;
    enum err query = E_OK, body = E_OK;
    const struct json_shape *params = rq->route->query;
    rq->raw_query = c->query_text;
    if (!params && !(rq->route->flags & (ROUTE_NO_SPACE | ROUTE_PEER))) {
        params = &shape_empty;   /* an unknown parameter is refused there too */
    }
    if (params) {
        void *into = arena_alloc(rq->arena, params->size);
        query = json_read_query(params, c->query_text, rq->arena, &rq->errs, into);
        rq->query = into;
    }
    rq->raw_body = buf_view(&c->body);
    if (rq->route->body) {
        body = read_body(c);
    }
    return body && body != E_INVALID ? body : query ? query : body;
}

static enum err run(struct call *c) {
    struct rq *rq = &c->rq;
    bool done = false;
    enum err e = identify(c);
    if (!e) {
        e = read_input(c);
    }
    if (!e) {
        e = once_replay(c, &done);
    }
    if (e || done) {
        return e;
    }
    e = rq->route->handler(rq);
    return e ? once_late(c, e) : E_OK;
}

/* On a worker `suspended` is set before; on the epoll thread a handler may set it, and then somebody else answers. */
void call_run(struct call *c) {
    bool on_worker = c->suspended;
    enum err e = run(c);
    if (!on_worker && c->suspended) {
        if (e) {
            bug_report(__FILE__, __LINE__, "a suspended handler returned a code");
        }
        return;
    }
    if (!e && BUG_ON(c->reply.status == 0)) {
        e = E_INTERNAL;
    }
    if (e) {
        reply_problem(&c->rq, e);
    }
    once_keep(c);
    if (on_worker) {
        call_finish(c);
    }
}
