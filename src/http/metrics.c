/* metrics.c: /healthz and /metrics. Counters of the process as a whole; nothing about a company, a member or a path
 * (decisions 17). */
#include "http/server.h"

#include "base/limits.h"
#include "http/builtin.h"

#include <sodium.h>

struct health {
    struct str status;
};
static const struct json_field health_fields[] = {
    {.name = "status", .type = JSON_T_STR, .off = offsetof(struct health, status)},
    {0}};
const struct json_shape shape_health = {"health", sizeof(struct health), health_fields};

enum err healthz_get(struct rq *rq) {
    return reply_json(rq, 200, &shape_health, &(struct health){STR("ok")});
}

struct metric {
    const char *name, *type, *help;
    int64_t value;
};

static void put_metrics(struct buf *b, const struct metric *m, size_t n) {
    for (size_t i = 0; i < n; i++) {
        buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", m[i].name, m[i].help, m[i].name, m[i].type, m[i].name,
                   (long long)m[i].value);
    }
}

static void put_classes(struct buf *b, struct server *s) {
    static const char *const names[6] = {"aborted", "1xx", "2xx", "3xx", "4xx", "5xx"};
    int64_t sum[6] = {0};
    pthread_mutex_lock(&s->lock);
    for (struct lane *l = s->lanes; l; l = l->next) {
        for (size_t i = 0; i < 6; i++) {
            sum[i] += atomic_load_explicit(&l->by_class[i], memory_order_relaxed);
        }
    }
    pthread_mutex_unlock(&s->lock);
    buf_c(b, "# HELP portevoix_http_requests_total Requests by class of their answer.\n"
             "# TYPE portevoix_http_requests_total counter\n");
    for (size_t i = 0; i < 6; i++) {
        buf_printf(b, "portevoix_http_requests_total{class=\"%s\"} %lld\n", names[i], (long long)sum[i]);
    }
}

static void put_http(struct buf *b, struct server *s) {
    struct server_stats st;
    server_stats_get(s, &st);
    const struct metric m[] = {
        {"portevoix_http_in_flight", "gauge", "Requests being read, handled or answered.", st.in_flight},
        {"portevoix_http_overloaded_total", "counter", "Requests answered 503 since the queue was full.", st.overloaded},
        {"portevoix_http_workers_waiting", "gauge", "Requests waiting for a worker.", (int64_t)pool_waiting(s->workers)},
        {"portevoix_http_hashers_waiting", "gauge", "Requests waiting for a password hash.",
         (int64_t)pool_waiting(s->hashers)},
        {"portevoix_http_suspended", "gauge", "Requests away from their epoll thread.",
         atomic_load_explicit(&s->suspended, memory_order_relaxed)},
    };
    put_metrics(b, m, sizeof m / sizeof m[0]);
}

static void put_db(struct buf *b, struct db *db) {
    struct db_stats st;
    db_stats_get(db, &st);
    const struct metric m[] = {
        {"portevoix_db_commits_total", "counter", "Transactions committed.", st.commits},
        {"portevoix_db_batches_total", "counter", "Group commits.", st.batches},
        {"portevoix_db_statements_total", "counter", "Statements run.", st.statements},
        {"portevoix_db_retries_total", "counter", "Transactions run again after a conflict.", st.retries},
        {"portevoix_db_queue", "gauge", "Transactions waiting for the writer.", st.queue},
    };
    put_metrics(b, m, sizeof m / sizeof m[0]);
}

/* Behind a proxy on the same machine everybody's peer is loopback; a proxy shows by the headers it adds. */
static bool may_read(struct rq *rq) {
    const struct server *s = rq->server;
    struct str auth = rq_header(rq, "Authorization");
    if (s->opt.metrics_token && str_istarts(auth, STR("Bearer "))) {
        struct str given = str_trim(str_sub(auth, 7, auth.n)), token = str_of(s->opt.metrics_token);
        return token.n && given.n == token.n && sodium_memcmp(given.p, token.p, token.n) == 0;
    }
    bool proxied = rq_header(rq, "X-Forwarded-For").n || rq_header(rq, "Forwarded").n || rq_header(rq, "Via").n ||
                   rq_header(rq, "X-Real-IP").n;
    return call_of(rq)->peer_is_loopback && !proxied;
}

enum err metrics_get(struct rq *rq) {
    struct server *s = rq->server;
    if (!may_read(rq)) {
        return E_NOT_FOUND;
    }
    struct buf b;
    buf_init(&b, rq->arena, LIMIT_REPLY);
    buf_printf(&b, "# HELP portevoix_info Version of the program.\n# TYPE portevoix_info gauge\n"
                   "portevoix_info{version=\"%s\"} 1\n", PV_VERSION);
    put_classes(&b, s);
    put_http(&b, s);
    if (s->opt.db) {
        put_db(&b, s->opt.db);
    }
    return reply_buf(rq, 200, "text/plain; version=0.0.4; charset=utf-8", &b);
}
