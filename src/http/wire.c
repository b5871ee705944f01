/* wire.c: what is read from and put on a connection. With server.c the only file that knows libmicrohttpd. */
#include "http/server.h"

#include "base/log.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct str rq_header(const struct rq *rq, const char *name) {
    const char *value = NULL;
    size_t n = 0;
    if (MHD_lookup_connection_value_n(call_of_const(rq)->conn, MHD_HEADER_KIND, name, strlen(name), &value, &n) ==
            MHD_NO || !value) {
        return STR("");
    }
    return (struct str){value, n};
}

struct gather {
    struct arena *arena;
    struct str name, all;
};

static enum MHD_Result gather_one(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n, const char *value,
                                  size_t value_n) {
    struct gather *g = cls;
    (void)kind;
    if (!value || !str_ieq((struct str){name, name_n}, g->name)) {
        return MHD_YES;
    }
    struct str v = {value, value_n};
    g->all = g->all.n ? arena_printf(g->arena, "%.*s, %.*s", STRF(g->all), STRF(v)) : v;
    return MHD_YES;
}

struct str wire_header_all(const struct call *c, const char *name) {
    struct gather g = {c->rq.arena, str_of(name), STR("")};
    MHD_get_connection_values_n(c->conn, MHD_HEADER_KIND, gather_one, &g);
    return g.all;
}

void wire_peer(struct call *c, struct addr *ret) {
    static const unsigned char v4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c->conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    memset(ret, 0, sizeof *ret);
    if (!info || !info->client_addr) {
        return;
    }
    const struct sockaddr *sa = info->client_addr;
    if (sa->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)sa;
        memcpy(ret->b, v4_prefix, sizeof v4_prefix);
        memcpy(ret->b + 12, &in->sin_addr, 4);
    } else if (sa->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)sa;
        memcpy(ret->b, &in6->sin6_addr, 16);
    }
}

static void put(void *ud, const char *name, const char *value) {
    if (MHD_add_response_header(ud, name, value) == MHD_NO) {
        log_error("header refused", "name=%s", name);
    }
}

/* A handler's own header of a name wins over the one that follows from the kind of reply. */
struct put_unless {
    const struct call *c;
    struct MHD_Response *response;
};

static bool has_own(const struct call *c, const char *name) {
    for (const struct reply_header *h = c->reply.headers; h; h = h->next) {
        if (strcasecmp(h->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void put_unless_own(void *ud, const char *name, const char *value) {
    struct put_unless *p = ud;
    if (!has_own(p->c, name)) {
        put(p->response, name, value);
    }
}

bool wire_send(struct call *c) {
    const struct reply *r = &c->reply;
    /* The body lives in the request's arena (or is built in) and outlasts the response. */
    struct MHD_Response *response =
        MHD_create_response_from_buffer(r->body.n, (void *)(uintptr_t)r->body.p, MHD_RESPMEM_PERSISTENT);
    if (!response) {
        return false;
    }
    struct put_unless p = {c, response};
    if (r->content_type) {
        put(response, "Content-Type", r->content_type);
    }
    security_headers(c, put_unless_own, &p);
    put_unless_own(&p, "Cache-Control", "no-store");
    for (const struct reply_header *h = r->headers; h; h = h->next) {
        put(response, h->name, h->value.p);
    }
    if (atomic_load_explicit(&c->rq.server->draining, memory_order_relaxed)) {
        put(response, "Connection", "close");
    }
    bool ok = MHD_queue_response(c->conn, (unsigned)r->status, response) == MHD_YES;
    MHD_destroy_response(response);
    return ok;
}
