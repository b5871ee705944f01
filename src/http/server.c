/* server.c: the server round libmicrohttpd: starting, the callbacks of its epoll threads, stopping.
 *
 * A call (struct call) is made when the request line is in and recycled when the answer is out, both on the same epoll
 * thread, so each thread has a free list of its own (struct lane). The reply is queued on the SECOND call of the access
 * handler: answering on the first makes libmicrohttpd 0.9.75 close the connection (reference/performance.md A). Whatever
 * waits is suspended first and pushed to a pool after; who answers resumes it, and the epoll thread sends. */
#include "http/server.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/listen.h"

#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { FREE_CALLS = 256 };

static _Thread_local struct lane *own_lane;

static void count(_Atomic int64_t *n, int64_t by) {
    atomic_store_explicit(n, atomic_load_explicit(n, memory_order_relaxed) + by, memory_order_relaxed);
}

/* ---- calls ---- */
static struct lane *lane_of(struct server *s) {
    if (own_lane && own_lane->server == s) {
        return own_lane;
    }
    struct lane *l = heap_alloc(sizeof *l);
    l->server = s;
    pthread_mutex_lock(&s->lock);
    l->next = s->lanes;
    s->lanes = l;
    pthread_mutex_unlock(&s->lock);
    own_lane = l;
    return l;
}

static struct call *call_take(struct server *s) {
    struct lane *l = lane_of(s);
    struct call *c = l->free;
    struct arena *arena;
    if (c) {
        l->free = c->next;
        l->free_n--;
        arena = c->rq.arena;
        memset(c, 0, sizeof *c);
    } else {
        c = heap_alloc(sizeof *c);
        arena = arena_create(LIMIT_REQUEST_ARENA);
    }
    c->lane = l;
    c->started = clock_mono();
    c->rq = (struct rq){.arena = arena, .server = s, .impl = c, .now = clock_now()};
    c->rq.errs.arena = arena;
    c->rq.cx = (struct db_cx){.db = s->opt.db, .role = DB_ROUTER, .arena = arena, .errs = &c->rq.errs};
    c->rq.space.host = STR("");
    id_format(id_new(), c->rq.request_id);
    count(&l->in_flight, 1);
    return c;
}

static void call_recycle(struct call *c) {
    struct lane *l = c->lane;
    count(&l->in_flight, -1);
    if (c->body_charged) {
        atomic_fetch_sub_explicit(&l->server->bodies, c->body_charged, memory_order_relaxed);
    }
    buf_done(&c->body);
    if (l->free_n >= FREE_CALLS) {
        arena_free(c->rq.arena);
        heap_free(c);
        return;
    }
    arena_reset(c->rq.arena);
    c->next = l->free;
    l->free = c;
    l->free_n++;
}

void call_suspend(struct call *c) {
    struct server *s = c->rq.server;
    c->suspended = true;
    atomic_store_explicit(&c->state, CALL_RUNNING, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->suspended, 1, memory_order_relaxed);
    MHD_suspend_connection(c->conn);
}

void call_finish(struct call *c) {
    struct server *s = c->rq.server;
    struct MHD_Connection *conn = c->conn;
    atomic_store_explicit(&c->state, CALL_READY, memory_order_release);
    MHD_resume_connection(conn);
    /* `c` may be gone by now. Counted down last: server_stop waits for it. */
    atomic_fetch_sub_explicit(&s->suspended, 1, memory_order_release);
}

/* ---- callbacks of libmicrohttpd, all on the connection's epoll thread ---- */

/* The raw request target, before libmicrohttpd decodes anything. Its result is handed to all later calls. */
static void *on_target(void *cls, const char *uri, struct MHD_Connection *conn) {
    struct call *c = call_take(cls);
    c->conn = conn;
    struct str target = arena_dup(c->rq.arena, uri ? str_of(uri) : STR(""));
    if (str_istarts(target, STR("http://")) || str_istarts(target, STR("https://"))) {
        target = str_sub(target, str_find(target, STR("://")) + 3, target.n);
        target = str_sub(target, str_chr(target, '/'), target.n);
    }
    size_t q = str_chr(target, '?');
    c->rq.path = str_sub(target, 0, q);
    c->query_text = str_sub(target, q < target.n ? q + 1 : q, target.n);
    return c;
}

static size_t keep_escapes(void *cls, struct MHD_Connection *conn, char *s) {
    (void)cls;
    (void)conn;
    return strlen(s);
}

static enum MHD_Result send_now(struct call *c) {
    atomic_store_explicit(&c->state, CALL_SENT, memory_order_relaxed);
    return wire_send(c) ? MHD_YES : MHD_NO;
}

static enum MHD_Result refuse(struct call *c, enum err e) {
    reply_problem(&c->rq, e);
    return send_now(c);
}

static size_t body_max(const struct call *c) {
    return c->rq.route && c->rq.route->body_max ? c->rq.route->body_max : LIMIT_BODY;
}

/* First call: the headers are in. Only a body that is hopelessly large is answered here, which closes the connection. */
static enum MHD_Result on_headers(struct call *c, const char *method) {
    struct rq *rq = &c->rq;
    rq->method = arena_dup(rq->arena, str_of(method));
    c->head = str_is(rq->method, "HEAD");
    atomic_store_explicit(&c->state, CALL_BODY, memory_order_relaxed);
    c->early = router_find(rq->server->router, rq->method, rq->path, rq->arena, &c->match);
    if (!c->early) {
        rq->route = c->match.route;
        memcpy(rq->id, c->match.id, sizeof rq->id);
        memcpy(rq->param, c->match.param, sizeof rq->param);
    }
    client_find(c);
    /* What may outgrow the arena lies on the heap until the call is recycled. */
    buf_init(&c->body, body_max(c) > LIMIT_BODY ? NULL : rq->arena, body_max(c));
    struct str length = rq_header(rq, "Content-Length");
    int64_t n;
    if (length.n && str_to_i64(length, &n)) {
        if (n > (int64_t)body_max(c)) {
            c->early = c->early ? c->early : E_TOO_LARGE;
        }
        if (n > LIMIT_BODY_DRAIN) {
            return refuse(c, E_TOO_LARGE);
        }
    }
    return MHD_YES;
}

/* Bytes that nobody will read are still taken off the wire, up to a point, so that the connection stays usable. */
static enum MHD_Result on_body(struct call *c, const char *data, size_t n) {
    if (!c->early) {
        int64_t held = atomic_fetch_add_explicit(&c->rq.server->bodies, (int64_t)n, memory_order_relaxed);
        c->body_charged += (int64_t)n;
        buf_add(&c->body, data, n);
        if (c->body.over) {
            c->early = E_TOO_LARGE;
        } else if (held + (int64_t)n > LIMIT_BODIES) {
            c->early = E_OVERLOADED;
        }
        return MHD_YES;
    }
    c->body_dropped += n;
    return c->body_dropped > LIMIT_BODY_DRAIN ? MHD_NO : MHD_YES;
}

static struct pool *pool_for(const struct call *c) {
    const struct server *s = c->rq.server;
    switch (c->rq.route->run) {
    case RUN_READ: return s->reads_inline ? NULL : s->workers;
    case RUN_WORKER: return s->workers;
    case RUN_HASH: return s->hashers;
    case RUN_INLINE: break;
    }
    return NULL;
}

/* The whole request is in. */
static enum MHD_Result on_request(struct call *c) {
    struct server *s = c->rq.server;
    if (c->early == E_TOO_LARGE) {
        c->early = err_set(&c->rq.errs, E_TOO_LARGE, "", "the body is larger than %zu bytes", body_max(c));
    }
    if (c->early) {
        return refuse(c, c->early);
    }
    if (atomic_load_explicit(&s->draining, memory_order_relaxed)) {
        return refuse(c, E_OVERLOADED);
    }
    struct pool *pool = pool_for(c);
    if (!pool) {
        call_run(c);
        return c->suspended ? MHD_YES : send_now(c);
    }
    call_suspend(c);
    if (!pool_push(pool, c)) {
        count(&c->lane->overloaded, 1);
        reply_problem(&c->rq, E_OVERLOADED);
        call_finish(c);
    }
    return MHD_YES;
}

static enum MHD_Result on_access(void *cls, struct MHD_Connection *conn, const char *url, const char *method,
                                 const char *version, const char *data, size_t *data_n, void **con_cls) {
    struct call *c = *con_cls;
    (void)cls;
    (void)conn;
    (void)url;
    (void)version;
    if (!c) {
        return MHD_NO;
    }
    switch ((enum call_state)atomic_load_explicit(&c->state, memory_order_acquire)) {
    case CALL_HEAD: return on_headers(c, method);
    case CALL_BODY:
        if (*data_n) {
            enum MHD_Result r = on_body(c, data, *data_n);
            *data_n = 0;
            return r;
        }
        return on_request(c);
    case CALL_READY: return send_now(c);
    case CALL_RUNNING:
    case CALL_SENT: break;
    }
    return MHD_YES;
}

static void on_done(void *cls, struct MHD_Connection *conn, void **con_cls, enum MHD_RequestTerminationCode why) {
    struct call *c = *con_cls;
    (void)conn;
    if (!c) {
        return;
    }
    struct server *s = cls;
    *con_cls = NULL;
    bool answered = why == MHD_REQUEST_TERMINATED_COMPLETED_OK && c->reply.status;
    int status = answered ? c->reply.status : 499;
    count(&c->lane->by_class[answered ? status / 100 % 6 : 0], 1);
    access_log_add(s->log, c->rq.route, c->head, status, clock_mono() - c->started);
    call_recycle(c);
}

static void on_message(void *cls, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void on_message(void *cls, const char *fmt, va_list ap) {
    char text[400];
    (void)cls;
    vsnprintf(text, sizeof text, fmt, ap);
    log_debug("libmicrohttpd", "text=\"%s\"", text);
}

/* ---- starting and stopping ---- */
static enum err read_options(struct server *s, struct problems *errs) {
    struct str url = s->opt.public_url ? str_of(s->opt.public_url) : STR("");
    while (str_ends(url, STR("/"))) {
        url = str_sub(url, 0, url.n - 1);
    }
    if (url.n && !str_starts(url, STR("https://")) && !str_starts(url, STR("http://"))) {
        return err_set(errs, E_CONFIG, "/public_url", "must begin with https:// or http://");
    }
    s->public_url = arena_dup(s->arena, url);
    size_t n = 0;
    while (s->opt.trust_proxy && s->opt.trust_proxy[n]) {
        n++;
    }
    s->trusted = arena_array(s->arena, struct cidr, n);
    for (size_t i = 0; i < n; i++) {
        if (!cidr_parse(str_of(s->opt.trust_proxy[i]), &s->trusted[i])) {
            return err_set(errs, E_CONFIG, "/trust_proxy", "\"%s\" is no address range", s->opt.trust_proxy[i]);
        }
    }
    s->trusted_n = n;
    return E_OK;
}

static int cores(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

/* Each connection is a descriptor, and the usual soft limit is below LIMIT_CONNECTIONS. */
static void raise_descriptors(void) {
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= LIMIT_DESCRIPTORS) {
        return;
    }
    r.rlim_cur = r.rlim_max < LIMIT_DESCRIPTORS ? r.rlim_max : LIMIT_DESCRIPTORS;
    if (setrlimit(RLIMIT_NOFILE, &r) != 0) {
        log_warn("descriptor limit not raised", "limit=%llu", (unsigned long long)r.rlim_cur);
    }
}

static enum err start_daemon(struct server *s, struct problems *errs) {
    unsigned threads = (unsigned)(s->opt.epoll_threads > 0 ? s->opt.epoll_threads : cores());
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem more[] = {
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, LIMIT_CONNECTIONS, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, LIMIT_IDLE_S, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, LIMIT_CONNECTION_MEMORY, NULL},
        {MHD_OPTION_LISTEN_SOCKET, s->fd, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0, NULL},
        {MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    signal(SIGPIPE, SIG_IGN);
    raise_descriptors();
    s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_access, s, MHD_OPTION_EXTERNAL_LOGGER, on_message, NULL,
                                 MHD_OPTION_URI_LOG_CALLBACK, on_target, s, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
                                 NULL, MHD_OPTION_NOTIFY_COMPLETED, on_done, s, MHD_OPTION_ARRAY, more, MHD_OPTION_END);
    if (!s->daemon) {
        s->fd = -1;   /* closed by libmicrohttpd */
        return err_set(errs, E_CONFIG, "", "the HTTP server could not be started");
    }
    return E_OK;
}

static void release(struct server *s) {
    pool_stop(s->workers);
    pool_stop(s->hashers);
    access_log_stop(s->log);
    rate_table_free(s->rates);
    router_free(s->router);
    for (struct lane *l = s->lanes; l;) {
        struct lane *next = l->next;
        for (struct call *c = l->free; c;) {
            struct call *after = c->next;
            arena_free(c->rq.arena);
            heap_free(c);
            c = after;
        }
        heap_free(l);
        l = next;
    }
    if (s->fd >= 0) {
        close(s->fd);
    }
    pthread_mutex_destroy(&s->lock);
    arena_free(s->arena);
    heap_free(s);
}

enum err server_start(const struct server_options *opt, struct problems *errs, struct server **ret) {
    struct server *s = heap_alloc(sizeof *s);
    struct listening l = {.fd = -1};
    s->opt = *opt;
    s->fd = -1;
    s->arena = arena_create(1 << 20);
    pthread_mutex_init(&s->lock, NULL);
    enum err e = read_options(s, errs);
    if (!e) {
        e = listen_open(opt->listen, s->arena, errs, &l);
    }
    if (!e) {
        s->fd = l.fd;
        s->port = l.port;
        s->loopback = l.loopback;
        s->listen_url = l.url;
        s->routes = route_table(&s->route_n);
        s->router = router_create(s->routes, s->route_n);
        s->rates = rate_table_create();
        s->log = access_log_start();
        s->reads_inline = !opt->db || db_engine_of(opt->db) == DB_SQLITE;
        s->workers = pool_create(opt->workers > 0 ? opt->workers : LIMIT_WORKERS,
                                 opt->queue > 0 ? (size_t)opt->queue : LIMIT_QUEUE);
        s->hashers = pool_create(cores(), LIMIT_HASH_QUEUE);
        e = start_daemon(s, errs);
    }
    if (e) {
        release(s);
        return e;
    }
    *ret = s;
    return E_OK;
}

static void nap(void) {
    struct timespec t = {.tv_nsec = 2 * 1000 * 1000};
    nanosleep(&t, NULL);
}

void server_stop(struct server *s) {
    if (!s) {
        return;
    }
    atomic_store(&s->draining, true);
    MHD_quiesce_daemon(s->daemon);
    struct server_stats st;
    int64_t until = clock_mono() + LIMIT_DRAIN_S * US_PER_S;
    server_stats_get(s, &st);
    while ((atomic_load(&s->suspended) > 0 || st.in_flight > 0) && clock_mono() < until) {
        nap();
        server_stats_get(s, &st);
    }
    if (atomic_load(&s->suspended) > 0) {
        /* libmicrohttpd aborts when stopped with suspended connections; the process is about to end anyway. */
        log_error("requests still waiting at the end", "count=%lld", (long long)atomic_load(&s->suspended));
        return;
    }
    MHD_stop_daemon(s->daemon);
    release(s);
}

int server_port(const struct server *s) {
    return s->port;
}

bool server_on_loopback(const struct server *s) {
    return s->loopback;
}

void server_stats_get(struct server *s, struct server_stats *ret) {
    *ret = (struct server_stats){0};
    pthread_mutex_lock(&s->lock);
    for (struct lane *l = s->lanes; l; l = l->next) {
        for (size_t i = 0; i < 6; i++) {
            ret->requests += atomic_load_explicit(&l->by_class[i], memory_order_relaxed);
        }
        ret->overloaded += atomic_load_explicit(&l->overloaded, memory_order_relaxed);
        ret->in_flight += atomic_load_explicit(&l->in_flight, memory_order_relaxed);
    }
    pthread_mutex_unlock(&s->lock);
}
