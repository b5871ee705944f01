/* request.c: what handlers ask of a request. */
#include "http/server.h"

#include "base/rnd.h"

bool rq_has_role(const struct rq *rq, unsigned roles) {
    return (rq->who.roles & roles) != 0;
}

bool rq_is_head(const struct rq *rq) {
    return call_of_const(rq)->head;
}

struct str rq_cookie(const struct rq *rq, const char *name) {
    struct str rest = rq_header(rq, "Cookie"), pair, want = str_of(name);
    while (str_split(&rest, ';', &pair)) {
        pair = str_trim(pair);
        if (str_starts(pair, want) && pair.n > want.n && pair.p[want.n] == '=') {
            struct str v = str_sub(pair, want.n + 1, pair.n);
            bool quoted = v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"';
            return quoted ? str_sub(v, 1, v.n - 1) : v;
        }
    }
    return STR("");
}

/* ":8443" of "https://host:8443", "" without one. */
static struct str port_of(struct str url) {
    struct str host = str_sub(url, str_find(url, STR("://")) + 3, url.n);
    size_t bracket = str_chr(host, ']');
    if (bracket < host.n) {
        host = str_sub(host, bracket + 1, host.n);
    }
    return str_sub(host, str_chr(host, ':'), host.n);
}

/* A company with a host of its own gets that host, with the scheme and port by which the operator says the server is
 * reached. Only a server on loopback without a proxy in front can be reached by plain http. */
struct str rq_base_url(struct rq *rq) {
    const struct server *s = rq->server;
    if (rq->space.host.n) {
        if (s->public_url.n) {
            bool https = str_starts(s->public_url, STR("https:"));
            struct str port = port_of(s->public_url);
            return arena_printf(rq->arena, "%s://%.*s%.*s", https ? "https" : "http", STRF(rq->space.host), STRF(port));
        }
        if (s->loopback && !rq->secure) {
            return arena_printf(rq->arena, "http://%.*s:%d", STRF(rq->space.host), s->port);
        }
        return arena_printf(rq->arena, "https://%.*s", STRF(rq->space.host));
    }
    return arena_dup(rq->arena, s->public_url.n ? s->public_url : s->listen_url);
}

struct str rq_nonce(struct rq *rq) {
    struct call *c = call_of(rq);
    if (!c->nonce.n) {
        c->nonce = rnd_token(rq->arena, 16);
    }
    return c->nonce;
}
