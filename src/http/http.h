/* http.h: routes, requests and replies. What handlers see; libmicrohttpd stays behind server.c.
 *
 * A request passes, from its route's row alone: limits, host -> company, session, CSRF, roles, rate, then path, query and
 * body are parsed into structs; then the handler runs where the row says. Handlers are thin (10-30 lines), call their
 * room, fill an out struct and reply. A handler that returns a code gets its problem+json made by problem.c. */
#ifndef PV_HTTP_HTTP_H
#define PV_HTTP_HTTP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/id.h"
#include "db/db.h"
#include "http/roles.h"
#include "json/json.h"

enum access {
    ACCESS_UNSET = 0,        /* refuses to start */
    ACCESS_PUBLIC,           /* nobody need be signed in */
    ACCESS_SIGNED_IN,        /* any member of this company */
    ACCESS_ROLES             /* one of .roles */
};
enum run {
    RUN_READ = 0,            /* inline on the epoll thread on SQLite, on a worker on PostgreSQL */
    RUN_WORKER,              /* always on a worker: every write */
    RUN_HASH,                /* worker, and at most as many at once as cores: password hashing */
    RUN_INLINE               /* always inline; may call rq_suspend (the click path) */
};
enum rate_class { RATE_NONE = 0, RATE_READ, RATE_WRITE, RATE_SIGN_IN, RATE_CODE, RATE_HEAVY, RATE_ECHO };

struct rq;
typedef enum err (*rq_handler)(struct rq *rq);

enum {
    ROUTE_IDEMPOTENT = 1,    /* honours Idempotency-Key */
    ROUTE_NO_COMPANY = 2,    /* an unknown host is no error: rq->space.company stays 0 (setup, GET /space) */
    ROUTE_HTML = 4,          /* a page or file, not the API: errors are still problems unless the handler replies */
    ROUTE_NO_SPACE = 8,      /* the host is not looked at, nor who asks: cx is DB_ROUTER (healthz, static files, clicks) */
    ROUTE_QUIET = 16,        /* no line in the program log while it succeeds */
    ROUTE_PEER = 64,         /* other servers call it: no cookie is looked at, so no CSRF check; the handler reads raw_query */
    ROUTE_REPEATS = 32       /* answers 200 with the same shape, instead of .status, when the thing was there already */
};

struct route {
    const char *method;      /* "GET" also answers HEAD */
    const char *path;        /* "/api/v1/posts/{id}/shares"; {id} is an id, any other {name} a text segment, {name...} at the
                                end the whole rest (never below /api/) */
    rq_handler handler;
    enum access access;
    unsigned roles;          /* for ACCESS_ROLES */
    enum run run;
    enum rate_class rate;
    unsigned flags;
    const struct json_shape *query, *body, *out;
    int status;              /* of success, 0 = 200 */
    const char *summary;     /* for OpenAPI */
    size_t body_max;         /* bytes, 0 = LIMIT_BODY */
    const char *takes;       /* media type of a body that the handler reads itself (rq->raw_body); NULL: JSON or none */
};
/* The shape of an answer without fields: {}. */
extern const struct json_shape shape_empty;
/* src/routes.c */
extern const struct route routes[];
extern const size_t route_count;

/* Who asks. Filled by the session hook. member == 0: nobody. */
struct principal {
    int64_t member;
    int64_t person;          /* privacy/person.c; keys everything the member does */
    unsigned roles;
    struct str language;     /* "fr", "en" */
    struct str time_zone;
    struct str session;      /* stored hash of the session, for sign-out */
};

/* The company a request is for. */
struct space {
    int64_t company;         /* 0: none */
    struct str host;         /* its own host name, "" if it has none */
    bool short_host;         /* reached through the short-link host */
};

enum { RQ_PARAMS_MAX = 4 };

struct rq {
    struct arena *arena;
    struct problems errs;
    const struct route *route;
    struct space space;
    struct principal who;
    struct db_cx cx;         /* DB_APP for space.company (DB_ROUTER when there is none) */
    const void *query, *body;/* structs of the row's shapes, or NULL */
    struct str raw_body;
    struct str raw_query;    /* after '?', undecoded */
    struct str method, path;
    int64_t id[RQ_PARAMS_MAX];        /* path parameters of kind {id}, by position among all parameters */
    struct str param[RQ_PARAMS_MAX];  /* all path parameters as text */
    int64_t now;             /* microseconds, taken once */
    char request_id[ID_TEXT_LEN + 1];
    struct str client;       /* address of the client after --trust-proxy; only for rate limits and the visitor hash */
    bool secure;             /* https, directly or as a trusted proxy says */
    struct server *server;
    void *impl;              /* server.c */
};

/* ---- reading the request ---- */
/* Value of a header, "" when absent. */
struct str rq_header(const struct rq *rq, const char *name);
struct str rq_cookie(const struct rq *rq, const char *name);
/* For pages, on any route: the language of who is signed in; "" when nobody is, or the host is unknown. Never an error. Fills rq->space. */
struct str rq_member_language(struct rq *rq);
bool rq_has_role(const struct rq *rq, unsigned roles);
/* "https://acme.example": from --public-url or the company's host, never from the Host header (decisions 12); while one company
 * without a host is served on loopback: the listening address. */
struct str rq_base_url(struct rq *rq);
bool rq_is_head(const struct rq *rq);
/* Nonce of this answer's Content-Security-Policy; the policy allows it for <style> from the first call on. Only for HTML. */
struct str rq_nonce(struct rq *rq);

/* ---- how often ---- */
/* Takes one from a bucket (http/ratelimit.c has the rates). With a key the bucket is `per key`: class + client address + key
 * (sign-in: the e-mail address); without (STR_NULL) it is the `per client` one, that of the route's row: class + principal or
 * client. E_TOO_MANY with retry_after_s when it is empty. */
enum err rate_take(struct rq *rq, enum rate_class cls, struct str key) MUST_USE;
/* Puts back what rate_take took: a right password costs nothing. */
void rate_return(struct rq *rq, enum rate_class cls, struct str key);

/* ---- answering: each handler calls exactly one of these, or returns a code ---- */
/* A read answered 200 gets an entity tag too (304 when the client has it), but no cache may keep it: no-store. */
enum err reply_json(struct rq *rq, int status, const struct json_shape *shape, const void *value) MUST_USE;
/* Runs fn as db_tx does and answers with what `reply` (one of these functions inside) makes of *ret. With an
 * Idempotency-Key the answer is kept in the same transaction, and `reply` runs inside it, once an attempt. */
enum err reply_tx(struct rq *rq, db_fn fn, const void *args, void *ret, size_t ret_size,
                  enum err (*reply)(struct rq *rq, const void *ret)) MUST_USE;
/* As reply_json with 200, and the browser may keep the answer: for reads that say nothing of what the reader did. */
enum err reply_json_tagged(struct rq *rq, const struct json_shape *shape, const void *value) MUST_USE;
/* The body is copied. */
enum err reply_bytes(struct rq *rq, int status, const char *content_type, struct str body) MUST_USE;
/* The buffer's bytes (arena) are sent without a copy. */
enum err reply_buf(struct rq *rq, int status, const char *content_type, struct buf *b) MUST_USE;
/* Bytes that outlive the request, e.g. built in or reference counted; `done(arg)` may be NULL. */
enum err reply_shared(struct rq *rq, int status, const char *content_type, struct str body, void (*done)(void *),
                      void *arg) MUST_USE;
enum err reply_empty(struct rq *rq, int status) MUST_USE;
enum err reply_redirect(struct rq *rq, int status, struct str location) MUST_USE;
/* Adds a header to the coming reply (also before returning a code). Values with CR or LF are refused (BUG). */
void reply_header(struct rq *rq, const char *name, struct str value);
/* Sets ETag "tag"; true when If-None-Match has it: then `return reply_empty(rq, 304)`. */
bool reply_etag(struct rq *rq, struct str tag);
void reply_cookie(struct rq *rq, struct str token, int64_t max_age_s);   /* the session cookie; max_age 0 clears it */

/* ---- waiting without a thread (RUN_INLINE only) ---- */
/* After rq_suspend the handler returns E_OK without replying; any thread may then make the reply and call rq_resume once. */
void rq_suspend(struct rq *rq);
void rq_resume(struct rq *rq);
/* The same with a problem in place of whatever reply there is. */
void rq_resume_error(struct rq *rq, enum err code);

/* ---- what the application hooks in (src/main.c), since http knows no room ---- */
struct http_hooks {
    /* Host name -> company. Host without port, lower case. E_UNKNOWN_HOST when none. */
    enum err (*find_space)(struct rq *rq, struct str host, struct space *ret);
    /* Cookie or bearer token -> principal; E_UNAUTHENTICATED when it is none of this company's. */
    enum err (*find_principal)(struct rq *rq, struct str token, struct principal *ret);
    /* Idempotency-Key (decisions 30): `look` finds a stored answer; `store` keeps one inside a transaction. *ret_first is
     * false when another request with the key was quicker. */
    enum err (*idempotency_look)(struct rq *rq, struct str key, bool *ret_found, int *ret_status, struct str *ret_body);
    enum err (*idempotency_store)(struct tx *tx, struct rq *rq, struct str key, int status, struct str body,
                                  bool *ret_first);
    /* A feature that the company switched off has no routes: E_FEATURE_OFF. NULL: all are there. */
    enum err (*route_on)(struct rq *rq);
};

struct server_options {
    const char *listen;      /* "127.0.0.1:8080", "[::1]:8080" */
    struct db *db;
    const struct http_hooks *hooks;
    int workers;             /* default 64 */
    int epoll_threads;       /* default: cores */
    const char *public_url;  /* or NULL */
    const char *const *trust_proxy;   /* NULL-terminated CIDRs */
    bool rate_limits;        /* on unless a bench or a test switches it off */
    int queue;               /* requests that may wait for a worker, 0 = LIMIT_QUEUE; more are answered 503 at once */
    const char *metrics_token;        /* lets `Authorization: Bearer` read /metrics from afar; NULL: loopback only */
};
/* Test seam: the next server_start, and all that prints or checks, uses this table instead of routes[]. NULL restores it. */
void routes_use(const struct route *table, size_t n);
enum err server_start(const struct server_options *opt, struct problems *errs, struct server **ret) MUST_USE;
int server_port(const struct server *s);
bool server_on_loopback(const struct server *s);
/* Stops taking connections, finishes what runs, joins. */
void server_stop(struct server *s);
struct server_stats { int64_t requests, overloaded, in_flight; };
void server_stats_get(struct server *s, struct server_stats *ret);

/* Prints for `portevoix routes [--audit]` and `portevoix openapi`. */
void routes_print(struct buf *b, bool audit);
void openapi_print(struct buf *b);
/* Checks every row (access declared, no overlap, out shape, roles where asked); problems in errs. */
enum err routes_check(struct problems *errs) MUST_USE;

#endif
