/* reply.c: the answers a handler can give. They only fill call.reply; wire.c puts it on the connection. */
#include "http/server.h"

#include "base/limits.h"

static const struct json_field no_fields[] = {{0}};
const struct json_shape shape_empty = {.name = "empty", .size = 1, .fields = no_fields};

static enum err answer(struct rq *rq, int status, const char *content_type, struct str body) {
    struct call *c = call_of(rq);
    if (BUG_ON(c->reply.status != 0)) {
        return E_INTERNAL;
    }
    c->reply.status = status;
    c->reply.content_type = content_type;
    c->reply.body = body;
    return E_OK;
}

/* What goes out must be what the route's row (and so the OpenAPI document) says. */
static bool declared(const struct rq *rq, int status, const struct json_shape *shape) {
    return !BUG_ON(rq->route && rq->route->out && status < 300 && rq->route->out != shape);
}

static bool has_header(struct rq *rq, const char *name) {
    for (const struct reply_header *h = call_of(rq)->reply.headers; h; h = h->next) {
        if (strcasecmp(h->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A read of the API; probes such as /healthz have nothing to compare. */
static bool is_read(const struct rq *rq) {
    return (str_is(rq->method, "GET") || str_is(rq->method, "HEAD")) && rq->route && !(rq->route->flags & ROUTE_NO_SPACE);
}

static enum err reply_tagged(struct rq *rq, struct buf *b) {
    struct str tag = arena_printf(rq->arena, "%016llx", (unsigned long long)str_hash(buf_view(b)));
    return reply_etag(rq, tag) ? reply_empty(rq, 304) : reply_buf(rq, 200, "application/json", b);
}

enum err reply_json(struct rq *rq, int status, const struct json_shape *shape, const void *value) {
    if (!declared(rq, status, shape)) {
        return E_INTERNAL;
    }
    struct buf b;
    buf_init(&b, rq->arena, LIMIT_REPLY);
    json_write(&b, shape, value);
    if (status == 200 && is_read(rq) && !has_header(rq, "ETag")) {
        reply_header(rq, "Cache-Control", STR("no-store"));
        return reply_tagged(rq, &b);
    }
    return reply_buf(rq, status, "application/json", &b);
}

enum err reply_json_tagged(struct rq *rq, const struct json_shape *shape, const void *value) {
    if (!declared(rq, 200, shape)) {
        return E_INTERNAL;
    }
    struct buf b;
    buf_init(&b, rq->arena, LIMIT_REPLY);
    json_write(&b, shape, value);
    return reply_tagged(rq, &b);
}

enum err reply_bytes(struct rq *rq, int status, const char *content_type, struct str body) {
    return answer(rq, status, content_type, arena_dup(rq->arena, body));
}

enum err reply_buf(struct rq *rq, int status, const char *content_type, struct buf *b) {
    if (BUG_ON(b->over)) {
        return E_INTERNAL;
    }
    return answer(rq, status, content_type, buf_view(b));
}

enum err reply_shared(struct rq *rq, int status, const char *content_type, struct str body, void (*done)(void *),
                      void *arg) {
    if (done) {
        arena_defer(rq->arena, done, arg);
    }
    return answer(rq, status, content_type, body);
}

enum err reply_empty(struct rq *rq, int status) {
    return answer(rq, status, NULL, STR(""));
}

enum err reply_redirect(struct rq *rq, int status, struct str location) {
    reply_header(rq, "Location", location);
    return answer(rq, status, NULL, STR(""));
}

/* Set-Cookie may come more than once; any other header replaces an earlier one. */
void reply_header(struct rq *rq, const char *name, struct str value) {
    struct call *c = call_of(rq);
    if (BUG_ON(str_chr(value, '\r') < value.n || str_chr(value, '\n') < value.n || str_chr(value, '\0') < value.n)) {
        return;
    }
    value = arena_dup(rq->arena, value.p ? value : STR(""));
    bool many = strcmp(name, "Set-Cookie") == 0;
    for (struct reply_header *h = c->reply.headers; h && !many; h = h->next) {
        if (strcasecmp(h->name, name) == 0) {
            h->value = value;
            return;
        }
    }
    struct reply_header *h = arena_new(rq->arena, struct reply_header);
    *h = (struct reply_header){.next = c->reply.headers, .name = name, .value = value};
    c->reply.headers = h;
}

/* RFC 9110 13.1.2: weak comparison, "*" matches anything. */
bool reply_etag(struct rq *rq, struct str tag) {
    struct str own = arena_printf(rq->arena, "\"%.*s\"", STRF(tag));
    reply_header(rq, "ETag", own);
    if (!has_header(rq, "Cache-Control")) {
        reply_header(rq, "Cache-Control", STR("private, no-cache"));
    }
    struct str rest = wire_header_all(call_of(rq), "If-None-Match"), one;
    while (str_split(&rest, ',', &one)) {
        one = str_trim(one);
        if (str_starts(one, STR("W/"))) {
            one = str_sub(one, 2, one.n);
        }
        if (str_eq(one, own) || str_is(one, "*")) {
            return true;
        }
    }
    return false;
}

/* __Host- needs Secure, so plain http on loopback has another name (architecture, "The API"). */
void reply_cookie(struct rq *rq, struct str token, int64_t max_age_s) {
    struct str v = arena_printf(rq->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
                                rq->secure ? "__Host-pv" : "pv", STRF(max_age_s ? token : STR("")),
                                (long long)max_age_s, rq->secure ? "; Secure" : "");
    reply_header(rq, "Set-Cookie", v);
}

void rq_suspend(struct rq *rq) {
    call_suspend(call_of(rq));
}

void rq_resume(struct rq *rq) {
    struct call *c = call_of(rq);
    if (BUG_ON(c->reply.status == 0)) {
        reply_problem(rq, E_INTERNAL);
    }
    call_finish(c);
}

void rq_resume_error(struct rq *rq, enum err code) {
    reply_problem(rq, code);
    call_finish(call_of(rq));
}
