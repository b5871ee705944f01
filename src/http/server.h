/* server.h: what the files of http/ share behind http.h: a request in the works (struct call), the server, and the few
 * things that only server.c and wire.c can do since they alone know libmicrohttpd. http/ only. */
#ifndef PV_HTTP_SERVER_H
#define PV_HTTP_SERVER_H

#include "http/http.h"
#include "http/router.h"

#include <pthread.h>
#include <stdatomic.h>

struct MHD_Connection;
struct MHD_Daemon;

/* ---- a reply in the making ---- */
struct reply_header {
    struct reply_header *next;
    const char *name;                    /* static text */
    struct str value;                    /* arena, NUL-terminated */
};

struct reply {
    int status;                          /* 0: none yet */
    const char *content_type;            /* static text, NULL for none */
    struct str body;                     /* lives as long as the request */
    struct reply_header *headers;        /* newest first */
};

/* ---- a request in the works ---- */
enum call_state {
    CALL_HEAD,                           /* the request line is there */
    CALL_BODY,                           /* routed; the body comes in */
    CALL_RUNNING,                        /* a worker or a suspended handler has it: the epoll thread keeps its hands off */
    CALL_READY,                          /* the reply is there */
    CALL_SENT
};

struct call {
    struct rq rq;                        /* rq.impl points back here */
    struct call *next;                   /* free list of the lane */
    struct lane *lane;
    struct MHD_Connection *conn;
    atomic_int state;
    struct reply reply;
    struct route_match match;
    enum err early;                      /* found out before the handler: not found, too large, overloaded */
    struct str query_text;               /* after '?', raw */
    struct str nonce;
    struct buf body;
    int64_t body_charged;                /* bytes taken from server.bodies */
    size_t body_dropped;
    bool head;                           /* HEAD */
    bool suspended;                      /* rq_suspend was called, or a worker has it */
    bool peer_is_loopback;               /* the TCP peer, whatever proxies say */
    bool forwarded;                      /* some proxy header is there */
    bool bearer;                         /* came with an Authorization header instead of a cookie */
    bool idempotent;                     /* came with an Idempotency-Key whose answer is not stored yet */
    struct str idempotency_key;
    int64_t started;                     /* monotonic µs */
};

/* What one epoll thread has for itself: recycled calls and counters. Only that thread writes. */
struct lane {
    struct lane *next;
    struct server *server;
    struct call *free;
    size_t free_n;
    _Atomic int64_t by_class[6];         /* answers by hundreds; [0]: connection lost before an answer */
    _Atomic int64_t in_flight, overloaded;
};

/* ---- addresses ---- */
struct addr {
    unsigned char b[16];                 /* IPv4 as ::ffff:a.b.c.d */
};
struct cidr {
    struct addr net;
    int bits;                            /* of 128 */
};

struct pool;
struct access_log;
struct rate_table;

struct server {
    struct server_options opt;
    struct router *router;
    const struct route *routes;
    size_t route_n;
    struct MHD_Daemon *daemon;
    int fd, port;
    bool loopback;                       /* listens on a loopback address */
    struct str listen_url;               /* "http://127.0.0.1:8080" */
    struct str public_url;               /* without a slash at the end, "" if none */
    struct cidr *trusted;
    size_t trusted_n;
    bool reads_inline;                   /* SQLite */
    struct pool *workers, *hashers;
    struct access_log *log;
    struct rate_table *rates;
    pthread_mutex_t lock;                /* lanes */
    struct lane *lanes;
    _Atomic int64_t bodies;              /* bytes of request bodies held */
    _Atomic int64_t suspended;
    atomic_bool draining;
    struct arena *arena;                 /* of the server's own texts */
};

static inline struct call *call_of(struct rq *rq) {
    return rq->impl;
}
static inline const struct call *call_of_const(const struct rq *rq) {
    return rq->impl;
}

/* ---- wire.c: the connection ---- */
/* All values of a header joined with ", " in arena; "" when absent. */
struct str wire_header_all(const struct call *c, const char *name);
/* Text and bytes of the TCP peer's address. */
void wire_peer(struct call *c, struct addr *ret);
/* Queues the reply on the connection; false closes it. Epoll thread only. */
bool wire_send(struct call *c);

/* ---- server.c ---- */
/* Hands a finished call back to its epoll thread. Any thread, once. */
void call_finish(struct call *c);
/* Takes the connection off the loop until call_finish. Epoll thread only. */
void call_suspend(struct call *c);
/* The table in use: routes[] or that of routes_use. */
const struct route *route_table(size_t *ret_n);

/* ---- pipeline.c ---- */
/* Everything between the routed request and its reply. */
void call_run(struct call *c);
/* Was it asked for by the host name of a company's short links? Only tracked links stand there. */
bool rq_on_short_host(struct rq *rq);
/* Idempotency-Key; see once.c. `replay`: *ret_done when a stored answer was given, then the handler must not run. */
enum err once_replay(struct call *c, bool *ret_done) MUST_USE;
/* The handler failed with `e`: another request with the key may have been quicker, then its answer is given. */
enum err once_late(struct call *c, enum err e) MUST_USE;
/* Keeps the answer of a handler that did not do it itself. */
void once_keep(struct call *c);

/* ---- client.c ---- */
bool cidr_parse(struct str s, struct cidr *ret);
bool cidr_has(const struct cidr *c, const struct addr *a);
/* "192.0.2.1", "2001:db8::1", also with brackets or a port. */
bool addr_parse(struct str s, struct addr *ret);
struct str addr_text(struct arena *arena, const struct addr *a);
bool addr_is_loopback(const struct addr *a);
/* Fills rq->client and rq->secure from the peer and, if that is trusted, from X-Forwarded-For and -Proto. */
void client_find(struct call *c);

/* ---- csrf.c ---- */
enum err csrf_check(struct call *c) MUST_USE;

/* ---- problem.c ---- */
/* Replaces whatever reply there is by the problem document of `code` with rq->errs. */
void reply_problem(struct rq *rq, enum err code);
extern const struct json_shape shape_problem;

/* ---- headers.c ---- */
/* Calls put(ud, name, value) for each header that follows from the kind of reply; handlers' own come after and win. */
void security_headers(struct call *c, void (*put)(void *ud, const char *name, const char *value), void *ud);

/* ---- ratelimit.c ---- */
struct rate_table *rate_table_create(void);
void rate_table_free(struct rate_table *t);

/* ---- pool.c ---- */
/* `threads` workers that call call_run; at most `limit` calls wait. */
struct pool *pool_create(int threads, size_t limit);
/* False when the queue is full or closed: then nothing was taken. */
bool pool_push(struct pool *p, struct call *c) MUST_USE;
/* Finishes what is queued and joins. */
void pool_stop(struct pool *p);
size_t pool_waiting(struct pool *p);

/* ---- access_log.c ---- */
struct access_log *access_log_start(void);
void access_log_stop(struct access_log *l);
/* One line, later and in batches: route template, method, status, duration; nothing about who. */
void access_log_add(struct access_log *l, const struct route *route, bool head, int status, int64_t us);

/* ---- openapi.c ---- */
/* Name of an operation, unique by method and path: "get_posts_by_id". */
void operation_id(struct buf *b, const struct route *r);
/* Two shapes of one name would hide each other in the document. */
/* Where nothing must be said, saying nothing is well: a POST with an empty body, whose shape requires no field. */
bool route_body_optional(const struct route *r);
enum err shapes_check(struct problems *errs, const struct route *t, size_t n) MUST_USE;

#endif
