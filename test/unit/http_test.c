/* http_test.c: the server as a client sees it, with a table of its own: keep-alive on every kind of answer, who gets in,
 * input, waiting, overload, proxies, headers. */
#include "http/http.h"

#include "base/rnd.h"
#include "http/builtin.h"
#include "http/web.h"
#include "httpclient.h"
#include "testdb.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdatomic.h>

#include <cmocka.h>

/* ---- a small application ---- */
struct item {
    struct str name;
    int64_t n;
};
static const struct json_field item_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct item, name), .flags = JSON_REQUIRED, .min = 1, .max = 5},
    {.name = "n", .type = JSON_T_I64, .off = offsetof(struct item, n), .max = 9},
    {0}};
static const struct json_shape item_shape = {"item", sizeof(struct item), item_fields};

static sem_t gate;
static atomic_int waiting;
static atomic_int handled;

static enum err redirect_get(struct rq *rq) {
    return reply_redirect(rq, 302, STR("https://example.com/x"));
}
static enum err item_get(struct rq *rq) {
    const struct item *q = rq->query;
    return reply_json(rq, 200, &item_shape, &(struct item){STR("it"), q->n});
}
static enum err item_post(struct rq *rq) {
    atomic_fetch_add(&handled, 1);
    return reply_json(rq, 201, &item_shape, rq->body);
}
/* Changes and answers in one transaction. */
static bool taken;                       /* what is asked for is there already */
static enum err once_tx(struct tx *tx, const void *args, void *ret) {
    atomic_fetch_add(&handled, 1);
    if (taken) {
        return E_EXISTS;
    }
    assert_true(tx->writable);
    *(struct item *)ret = *(const struct item *)args;
    return E_OK;
}
static enum err once_reply(struct rq *rq, const void *ret) {
    return reply_json(rq, 201, &item_shape, ret);
}
static enum err once_post(struct rq *rq) {
    struct item made;
    return reply_tx(rq, once_tx, rq->body, &made, sizeof made, once_reply);
}
static enum err item_delete(struct rq *rq) {
    return reply_empty(rq, 204);
}
static enum err etag_get(struct rq *rq) {
    if (reply_etag(rq, STR("v1"))) {
        return reply_empty(rq, 304);
    }
    return reply_json(rq, 200, &item_shape, &(struct item){STR("e"), 1});
}
static enum err slow_post(struct rq *rq) {
    atomic_fetch_add(&waiting, 1);
    sem_wait(&gate);
    return reply_json(rq, 200, &item_shape, &(struct item){STR("slow"), 1});
}
static void *answer_later(void *arg) {
    struct rq *rq = arg;
    enum err e = reply_redirect(rq, 302, STR("https://example.com/later"));
    (void)e;
    rq_resume(rq);
    return NULL;
}
static enum err suspend_get(struct rq *rq) {
    pthread_t t;
    rq_suspend(rq);
    pthread_create(&t, NULL, answer_later, rq);
    pthread_detach(t);
    return E_OK;
}
static enum err boom_get(struct rq *rq) {
    return err_set(&rq->errs, E_DB, "", "secret of the database");
}
static enum err state_get(struct rq *rq) {
    return err_set(&rq->errs, E_STATE, "", "already published");
}
static enum err who_get(struct rq *rq) {
    struct str text = arena_printf(rq->arena, "%.*s %s %.*s %lld", STRF(rq->client), rq->secure ? "https" : "http",
                                   STRF(rq_base_url(rq)), (long long)rq->who.member);
    return reply_bytes(rq, 200, "text/plain; charset=utf-8", text);
}
static enum err limited_get(struct rq *rq) {
    enum err e = rate_take(rq, RATE_SIGN_IN, STR("a@b.c"));
    return e ? e : reply_empty(rq, 204);
}
static enum err sign_in_post(struct rq *rq) {
    reply_cookie(rq, STR("good"), 3600);
    return reply_json(rq, 200, &shape_empty, "");
}
static enum err text_post(struct rq *rq) {
    return reply_bytes(rq, 200, "text/plain", rq->raw_body);
}

#define PUB(m, p, h) {.method = m, .path = p, .handler = h, .access = ACCESS_PUBLIC, .summary = "s"
static const struct route table[] = {
    PUB("GET", "/healthz", healthz_get), .run = RUN_INLINE, .flags = ROUTE_NO_SPACE, .out = &shape_health},
    PUB("GET", "/metrics", metrics_get), .run = RUN_INLINE, .flags = ROUTE_NO_SPACE | ROUTE_HTML},
    {"GET", "/t/admin", item_get, ACCESS_ROLES, ROLE_ADMIN, .query = &item_shape, .out = &item_shape, .summary = "s"},
    PUB("GET", "/t/boom", boom_get), .out = &item_shape},
    PUB("GET", "/t/etag", etag_get), .out = &item_shape},
    PUB("POST", "/t/hash", item_post), .run = RUN_HASH, .body = &item_shape, .out = &item_shape},
    PUB("GET", "/t/items/{id}", item_get), .query = &item_shape, .out = &item_shape},
    PUB("DELETE", "/t/items/{id}", item_delete), .run = RUN_WORKER, .status = 204},
    PUB("GET", "/t/limited", limited_get), .status = 204},
    {"POST", "/t/mine", item_post, ACCESS_SIGNED_IN, .run = RUN_WORKER, .flags = ROUTE_IDEMPOTENT, .body = &item_shape,
     .out = &item_shape, .status = 201, .summary = "s"},
    {"POST", "/t/once", once_post, ACCESS_SIGNED_IN, .run = RUN_WORKER, .flags = ROUTE_IDEMPOTENT, .body = &item_shape,
     .out = &item_shape, .status = 201, .summary = "s"},
    PUB("GET", "/t/redirect", redirect_get), .run = RUN_INLINE, .flags = ROUTE_NO_SPACE | ROUTE_HTML},
    PUB("POST", "/t/sign_in", sign_in_post), .run = RUN_WORKER, .out = &shape_empty},
    PUB("POST", "/t/slow", slow_post), .run = RUN_WORKER, .out = &item_shape},
    PUB("GET", "/t/state", state_get), .out = &item_shape},
    PUB("GET", "/t/suspend", suspend_get), .run = RUN_INLINE, .flags = ROUTE_NO_SPACE | ROUTE_HTML},
    PUB("POST", "/t/text", text_post), .run = RUN_WORKER, .flags = ROUTE_HTML, .body_max = 64},
    PUB("GET", "/t/who", who_get), .flags = ROUTE_HTML | ROUTE_NO_COMPANY},
    PUB("GET", "/{file...}", web_get), .run = RUN_INLINE, .flags = ROUTE_NO_SPACE | ROUTE_HTML},
};

static const struct web_file web[] = {
    {.path = "/app.svg", .content_type = "image/svg+xml", .etag = "abc", .bytes = {"<svg/>", 6}, .gzip = {"GZ", 2}},
    {.path = "/assets/a.js", .content_type = "text/javascript; charset=utf-8", .etag = "def", .immutable = true,
     .bytes = {"let a;", 6}, .gzip = {"GZ", 2}, .brotli = {"B", 1}},
    {.path = "/index.html", .content_type = "text/html; charset=utf-8", .etag = "x",
     .bytes = {"<i n=__PV_NONCE__><b n=__PV_NONCE__ __PV_MEMBER__ __PV_>", 56}},
};

static enum err find_space(struct rq *rq, struct str host, struct space *ret) {
    (void)rq;
    if (str_is(host, "acme.example") || str_is(host, "127.0.0.1")) {
        *ret = (struct space){.company = 1, .host = str_is(host, "acme.example") ? STR("acme.example") : STR("")};
        return E_OK;
    }
    return E_UNKNOWN_HOST;
}
static enum err find_principal(struct rq *rq, struct str token, struct principal *ret) {
    assert_int_equal(rq->cx.company, 1);
    assert_int_equal(rq->cx.role, DB_APP);
    if (str_is(token, "good") || str_is(token, "admin")) {
        *ret = (struct principal){.member = 7, .language = STR("fr"), .roles = ROLE_MEMBER | (str_is(token, "admin") ? ROLE_ADMIN : 0)};
        return E_OK;
    }
    return E_UNAUTHENTICATED;
}

static char kept_key[64], kept_body[200], kept_request[200];
static int kept_status;
static bool kept_late;                   /* another request with the key wins the race */
static enum err look(struct rq *rq, struct str key, bool *ret_found, int *ret_status, struct str *ret_body) {
    *ret_found = str_is(key, kept_key) && !kept_late;
    kept_late = false;
    if (!*ret_found) {
        return E_OK;
    }
    *ret_status = kept_status;
    *ret_body = str_of(kept_body);
    return str_is(rq->raw_body, kept_request) ? E_OK : E_IDEMPOTENCY;
}
static enum err store(struct tx *tx, struct rq *rq, struct str key, int status, struct str body, bool *ret_first) {
    assert_true(tx->writable);
    *ret_first = !str_is(key, kept_key);
    if (*ret_first) {
        snprintf(kept_key, sizeof kept_key, "%.*s", STRF(key));
        snprintf(kept_request, sizeof kept_request, "%.*s", STRF(rq->raw_body));
        snprintf(kept_body, sizeof kept_body, "%.*s", STRF(body));
        kept_status = status;
    }
    return E_OK;
}
static const struct http_hooks hooks = {find_space, find_principal, look, store, NULL};

/* ---- running it ---- */
static struct server *server;
static struct answer a;
static char value[1000];

static void start(struct server_options opt) {
    static struct arena *arena;
    struct problems errs = {0};
    arena_free(arena);
    errs.arena = arena = arena_create(1 << 20);
    opt.listen = "127.0.0.1:0";
    opt.hooks = &hooks;
    routes_use(table, sizeof table / sizeof table[0]);
    web_files_use(web, 3);
    assert_int_equal(routes_check(&errs), E_OK);
    assert_int_equal(server_start(&opt, &errs, &server), E_OK);
    sem_init(&gate, 0, 0);
    atomic_store(&waiting, 0);
    atomic_store(&handled, 0);
}

static int setup(void **state) {
    (void)state;
    start((struct server_options){.workers = 4, .rate_limits = true});
    return 0;
}

static int teardown(void **state) {
    (void)state;
    server_stop(server);
    server = NULL;
    routes_use(NULL, 0);
    web_files_use(NULL, 0);
    return 0;
}

static int connect_it(void) {
    int fd = client_open(server_port(server));
    assert_true(fd >= 0);
    return fd;
}

/* One request on a connection of its own. */
static int ask(const char *method, const char *path, const char *headers, const char *body) {
    int fd = connect_it();
    int status = client_ask(fd, method, path, headers, body, &a);
    close(fd);
    return status;
}

static const char *header(const char *name) {
    answer_header(&a, name, value, sizeof value);
    return value;
}

#define OURS "X-Requested-With: portevoix\r\n"
#define JSON OURS "Content-Type: application/json\r\n"
#define MEMBER "Cookie: a=b; pv=good\r\n"
#define ADMIN "Cookie: pv=admin\r\n"

/* ---- tests ---- */
static void keep_alive_survives_every_kind_of_answer(void **state) {
    (void)state;
    static char big[300 * 1024];
    memset(big, 'x', sizeof big - 1);
    const struct {
        const char *method, *path, *headers, *body;
        int status;
    } cases[] = {
        {"GET", "/healthz", "", NULL, 200},
        {"HEAD", "/healthz", "", NULL, 200},
        {"GET", "/t/redirect", "", NULL, 302},
        {"HEAD", "/t/redirect", "", NULL, 302},
        {"GET", "/t/suspend", "", NULL, 302},
        {"GET", "/t/etag", "", NULL, 200},
        {"GET", "/t/etag", "If-None-Match: \"v1\"\r\n", NULL, 304},
        {"HEAD", "/t/etag", "", NULL, 200},
        {"GET", "/t/items/0123456789abc?name=x&n=3", "", NULL, 200},
        {"DELETE", "/t/items/0123456789abc", JSON, NULL, 204},
        {"POST", "/t/hash", JSON, "{\"name\":\"a\"}", 201},
        {"POST", "/t/hash", JSON, "{\"name\":", 400},
        {"GET", "/t/admin?name=x", "", NULL, 401},
        {"GET", "/t/admin?name=x", MEMBER, NULL, 403},
        {"POST", "/t/hash", "Content-Type: application/json\r\n", "{\"name\":\"a\"}", 403},
        {"GET", "/api/nothing", "", NULL, 404},
        {"GET", "/t/items/nonsense", "Accept: application/json\r\n", NULL, 404},
        {"GET", "/t/who", "Host: nobody.example\r\n", NULL, 200},
        {"GET", "/t/etag", "Host: nobody.example\r\n", NULL, 404},
        {"GET", "/t/%zz", "", NULL, 400},
        {"POST", "/t/etag", JSON, "{}", 405},
        {"PUT", "/t/etag", JSON, "{}", 405},
        {"OPTIONS", "/t/etag", "", NULL, 405},
        {"GET", "/t/state", "", NULL, 409},
        {"POST", "/t/hash", JSON, big, 413},
        {"POST", "/t/hash", OURS "Content-Type: text/plain\r\n", "{\"name\":\"a\"}", 415},
        {"POST", "/t/hash", JSON, "{\"name\":\"toolong\"}", 422},
        {"GET", "/t/items/0123456789abc?bad=1", "", NULL, 422},
        {"GET", "/t/boom", "", NULL, 500},
        {"GET", "/", "Accept: text/html\r\n", NULL, 200},
        {"GET", "/assets/a.js", "", NULL, 200},
        {"GET", "/metrics", "", NULL, 200},
    };
    int fd = connect_it();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int round = 0; round < 2; round++) {
            int got = client_ask(fd, cases[i].method, cases[i].path, cases[i].headers, cases[i].body, &a);
            if (got != cases[i].status || answer_header(&a, "Connection", value, sizeof value)) {
                fail_msg("%s %s: %d, wanted %d, Connection: %s", cases[i].method, cases[i].path, got, cases[i].status,
                         header("Connection"));
            }
        }
    }
    close(fd);
}

static void head_has_the_length_but_no_body(void **state) {
    (void)state;
    assert_int_equal(ask("GET", "/t/etag", "", NULL), 200);
    size_t n = a.body_n;
    assert_int_equal(ask("HEAD", "/t/etag", "", NULL), 200);
    assert_int_equal(strtoul(header("Content-Length"), NULL, 10), n);
}

static void a_body_in_chunks_is_read(void **state) {
    (void)state;
    int fd = connect_it();
    const char *raw = "POST /t/hash HTTP/1.1\r\nHost: acme.example\r\n" JSON "Transfer-Encoding: chunked\r\n\r\n"
                      "8\r\n{\"name\":\r\n4\r\n\"a\"}\r\n0\r\n\r\n";
    for (int i = 0; i < 2; i++) {
        assert_true(client_send(fd, raw, strlen(raw)));
        client_read(fd, false, &a);
        assert_int_equal(a.status, 201);
        assert_string_equal(a.body, "{\"name\":\"a\",\"n\":0}");
    }
    close(fd);
}

static void two_requests_may_come_at_once(void **state) {
    (void)state;
    int fd = connect_it();
    const char *raw = "GET /t/suspend HTTP/1.1\r\nHost: acme.example\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_true(client_send(fd, raw, strlen(raw)));
    client_read(fd, false, &a);
    assert_int_equal(a.status, 302);
    client_read(fd, false, &a);
    assert_int_equal(a.status, 200);
    close(fd);
}

static void body_limits(void **state) {
    (void)state;
    char body[66];
    memset(body, 'x', 65);
    body[65] = '\0';
    assert_int_equal(ask("POST", "/t/text", JSON, body), 413);
    assert_non_null(strstr(a.body, "larger than 64 bytes"));
    body[64] = '\0';
    assert_int_equal(ask("POST", "/t/text", JSON, body), 200);
    assert_string_equal(a.body, body);
    /* Hopeless: answered before the body, then closed. */
    assert_int_equal(ask("POST", "/t/text", JSON "Content-Length: 9999999999\r\n", NULL), 413);
    assert_string_equal(header("Connection"), "close");
}

static void problems_say_what_is_wrong(void **state) {
    (void)state;
    assert_int_equal(ask("POST", "/t/hash", JSON, "{\"name\":\"\",\"n\":10,\"x\":1}"), 422);
    assert_string_equal(header("Content-Type"), "application/problem+json");
    assert_non_null(strstr(a.body, "\"type\":\"urn:portevoix:problem:invalid\",\"title\":\"Some fields are not valid\","
                                   "\"status\":422,\"detail\":\"Some fields are not valid\",\"instance\":\"urn:portevoix:request:"));
    assert_non_null(strstr(a.body, "\"errors\":[{\"pointer\":\"/name\",\"detail\":\"must not be empty\"},"
                                   "{\"pointer\":\"/n\",\"detail\":\"must be between 0 and 9\"},"
                                   "{\"pointer\":\"/x\",\"detail\":\"unknown field\"}]}"));
    assert_int_equal(ask("GET", "/t/state", "", NULL), 409);
    assert_non_null(strstr(a.body, "\"detail\":\"already published\""));
    assert_int_equal(ask("GET", "/t/boom", "", NULL), 500);
    assert_null(strstr(a.body, "secret"));
    assert_non_null(strstr(a.body, "\"detail\":\"request "));
    assert_non_null(strstr(a.body, "\"errors\":[]"));
    assert_int_equal(ask("PUT", "/t/items/0123456789abc", JSON, "{}"), 405);
    assert_string_equal(header("Allow"), "GET, HEAD, DELETE");
    assert_int_equal(ask("GET", "/t/admin?name=a", "", NULL), 401);
    assert_true(answer_header(&a, "WWW-Authenticate", value, sizeof value));
}

static void roles_and_sessions(void **state) {
    (void)state;
    assert_int_equal(ask("GET", "/t/admin?name=a", ADMIN, NULL), 200);
    assert_int_equal(ask("GET", "/t/admin?name=a", "Authorization: Bearer admin\r\n", NULL), 200);
    assert_int_equal(ask("GET", "/t/admin?name=a", "Authorization: Bearer stale\r\n", NULL), 401);
    assert_int_equal(ask("GET", "/t/admin?name=a", "Cookie: xpv=admin; pv2=admin\r\n", NULL), 401);
    assert_int_equal(ask("GET", "/t/admin?name=a", "Host: other.example\r\n" ADMIN, NULL), 404);
    /* An old cookie on a public route is nobody. */
    assert_int_equal(ask("GET", "/t/who", "Cookie: pv=stale\r\n", NULL), 200);
    assert_non_null(strstr(a.body, " 0"));
}

static void forged_requests_are_refused(void **state) {
    (void)state;
    const struct {
        const char *headers;
        int status;
    } cases[] = {
        {JSON, 200},
        {JSON "Sec-Fetch-Site: same-origin\r\n", 200},
        {JSON "Sec-Fetch-Site: cross-site\r\n", 403},
        {JSON "Sec-Fetch-Site: same-site\r\n", 403},
        {JSON "Sec-Fetch-Site: none\r\n", 403},
        {JSON "Origin: http://acme.example\r\n", 200},
        {JSON "Origin: https://evil.example\r\n", 403},
        {JSON "Origin: https://acme.example.evil.example\r\n", 403},
        {JSON "Origin: null\r\n", 403},
        {"Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n", 403},
        {"X-Requested-With: other\r\n", 403},
        {"Authorization: Bearer good\r\nSec-Fetch-Site: cross-site\r\n", 200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int got = ask("POST", "/t/sign_in", cases[i].headers, "");
        if (got != cases[i].status) {
            fail_msg("case %zu: %d", i, got);
        }
    }
    assert_int_equal(ask("POST", "/t/sign_in", JSON, ""), 200);
    assert_string_equal(header("Set-Cookie"), "pv=good; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600");
}

/* With the answer kept in the change's own transaction (/t/once) and afterwards (/t/mine). */
static void idempotency(void **state) {
    (void)state;
    struct testdb t;
    testdb_open(&t, DB_SQLITE);
    teardown(NULL);
    start((struct server_options){.workers = 4, .db = t.db});
    const char *with_key = MEMBER JSON "Idempotency-Key: k1\r\n";
    static const char *const paths[] = {"/t/mine", "/t/once"};
    for (size_t i = 0; i < 2; i++) {
        kept_key[0] = '\0';
        atomic_store(&handled, 0);
        assert_int_equal(ask("POST", paths[i], with_key, "{\"name\":\"a\"}"), 201);
        assert_false(answer_header(&a, "Idempotency-Replayed", value, sizeof value));
        assert_int_equal(ask("POST", paths[i], with_key, "{\"name\":\"a\"}"), 201);
        assert_string_equal(a.body, "{\"name\":\"a\",\"n\":0}");
        assert_true(answer_header(&a, "Idempotency-Replayed", value, sizeof value));
        assert_int_equal(atomic_load(&handled), 1);
        assert_int_equal(ask("POST", paths[i], with_key, "{\"name\":\"b\"}"), 422);
        assert_non_null(strstr(a.body, "urn:portevoix:problem:idempotency"));
        assert_int_equal(ask("POST", paths[i], MEMBER JSON, "{\"name\":\"a\"}"), 201);
        assert_int_equal(atomic_load(&handled), 2);
        /* Without the right to call it nothing is looked up. */
        assert_int_equal(ask("POST", paths[i], JSON "Idempotency-Key: k1\r\n", "{\"name\":\"a\"}"), 401);
    }
    /* Two at once: the slower one rolls back and gives the quicker one's answer. */
    kept_late = true;
    assert_int_equal(ask("POST", "/t/once", with_key, "{\"name\":\"a\"}"), 201);
    assert_int_equal(atomic_load(&handled), 3);
    assert_true(answer_header(&a, "Idempotency-Replayed", value, sizeof value));
    /* So it does when the quicker one's work is what stops it. */
    kept_late = taken = true;
    assert_int_equal(ask("POST", "/t/once", with_key, "{\"name\":\"a\"}"), 201);
    assert_true(answer_header(&a, "Idempotency-Replayed", value, sizeof value));
    assert_int_equal(ask("POST", "/t/once", MEMBER JSON "Idempotency-Key: k2\r\n", "{\"name\":\"a\"}"), 409);
    taken = false;
    teardown(NULL);
    testdb_close(&t);
    start((struct server_options){.workers = 4});
}

static void rate_limits(void **state) {
    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(ask("GET", "/t/limited", "", NULL), 204);
    }
    assert_int_equal(ask("GET", "/t/limited", "", NULL), 429);
    long wait = strtol(header("Retry-After"), NULL, 10);
    assert_in_range(wait, 170, 180);
    teardown(NULL);
    start((struct server_options){.workers = 1});
    for (int i = 0; i < 20; i++) {
        assert_int_equal(ask("GET", "/t/limited", "", NULL), 204);
    }
}

static void a_full_queue_answers_at_once(void **state) {
    (void)state;
    teardown(NULL);
    start((struct server_options){.workers = 1, .queue = 2});
    int fd[4];
    for (int i = 0; i < 4; i++) {
        fd[i] = connect_it();
        const char *raw = "POST /t/slow HTTP/1.1\r\nHost: acme.example\r\n" JSON "Content-Length: 0\r\n\r\n";
        assert_true(client_send(fd[i], raw, strlen(raw)));
        while (i == 0 && atomic_load(&waiting) == 0) {
            usleep(1000);
        }
        usleep(50000);
    }
    client_read(fd[3], false, &a);
    assert_int_equal(a.status, 503);
    assert_string_equal(header("Retry-After"), "1");
    assert_non_null(strstr(a.body, "urn:portevoix:problem:overloaded"));
    assert_int_equal(client_ask(fd[3], "GET", "/healthz", "", NULL, &a), 200);
    struct server_stats st;
    do {
        /* An answer may be read before its request is counted as done. */
        server_stats_get(server, &st);
    } while (st.in_flight > 3);
    assert_int_equal(st.in_flight, 3);
    assert_int_equal(st.overloaded, 1);
    for (int i = 0; i < 3; i++) {
        sem_post(&gate);
        client_read(fd[i], false, &a);
        assert_int_equal(a.status, 200);
    }
    for (int i = 0; i < 4; i++) {
        close(fd[i]);
    }
}

static void *release_soon(void *arg) {
    (void)arg;
    usleep(100000);
    sem_post(&gate);
    return NULL;
}

static void stopping_finishes_what_runs(void **state) {
    (void)state;
    pthread_t t;
    int fd = connect_it();
    const char *raw = "POST /t/slow HTTP/1.1\r\nHost: acme.example\r\n" JSON "Content-Length: 0\r\n\r\n";
    assert_true(client_send(fd, raw, strlen(raw)));
    while (atomic_load(&waiting) == 0) {
        usleep(1000);
    }
    pthread_create(&t, NULL, release_soon, NULL);
    server_stop(server);
    server = NULL;
    client_read(fd, false, &a);
    assert_int_equal(a.status, 200);
    assert_string_equal(header("Connection"), "close");
    pthread_join(t, NULL);
    close(fd);
}

static void clients_that_leave_are_no_harm(void **state) {
    (void)state;
    for (int i = 0; i < 20; i++) {
        int fd = connect_it();
        const char *raw = i % 2 ? "GET /t/suspend HTTP/1.1\r\nHost: acme.example\r\n\r\n"
                                : "POST /t/hash HTTP/1.1\r\nHost: acme.example\r\n" JSON "Content-Length: 10\r\n\r\n{";
        assert_true(client_send(fd, raw, strlen(raw)));
        close(fd);
    }
    assert_int_equal(ask("GET", "/healthz", "", NULL), 200);
}

static void proxies(void **state) {
    (void)state;
    const char *forged = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n";
    assert_int_equal(ask("GET", "/t/who", forged, NULL), 200);
    assert_non_null(strstr(a.body, "127.0.0.1 http http://acme.example:"));
    teardown(NULL);
    static const char *const trusted[] = {"127.0.0.0/8", "10.0.0.0/8", NULL};
    start((struct server_options){.workers = 1, .trust_proxy = trusted});
    assert_int_equal(ask("GET", "/t/who", forged, NULL), 200);
    assert_string_equal(a.body, "203.0.113.9 https https://acme.example 0");
    assert_string_equal(header("Strict-Transport-Security"), "max-age=31536000");
    assert_int_equal(ask("GET", "/t/who", "X-Forwarded-For: 6.6.6.6, 203.0.113.9\r\nX-Forwarded-For: 10.1.1.1\r\n", NULL),
                     200);
    assert_non_null(strstr(a.body, "203.0.113.9 http "));
    assert_int_equal(ask("GET", "/t/who", "X-Forwarded-For: 203.0.113.9, garbage, 10.1.1.1\r\n", NULL), 200);
    assert_non_null(strstr(a.body, "10.1.1.1 http "));
    assert_int_equal(ask("POST", "/t/sign_in", JSON "X-Forwarded-Proto: https\r\n", ""), 200);
    assert_string_equal(header("Set-Cookie"), "__Host-pv=good; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure");
    assert_int_equal(ask("GET", "/t/who", "X-Forwarded-Proto: https\r\nCookie: __Host-pv=good\r\n", NULL), 200);
    assert_non_null(strstr(a.body, " 7"));
    assert_int_equal(ask("GET", "/t/who", "X-Forwarded-Proto: https\r\nCookie: pv=good\r\n", NULL), 200);
    assert_non_null(strstr(a.body, " 0"));
    teardown(NULL);
    start((struct server_options){.workers = 1, .public_url = "https://pv.example:8443/"});
    assert_int_equal(ask("GET", "/t/who", "Host: 127.0.0.1\r\n", NULL), 200);
    assert_string_equal(a.body, "127.0.0.1 http https://pv.example:8443 0");
    assert_int_equal(ask("GET", "/t/who", "", NULL), 200);
    assert_string_equal(a.body, "127.0.0.1 http https://acme.example:8443 0");
}

static void the_web_app(void **state) {
    (void)state;
    assert_int_equal(ask("GET", "/me/impact", "Accept: text/html,*/*\r\n", NULL), 200);
    char nonce[100], once[400];
    assert_true(strncmp(a.body, "<i n=", 5) == 0 && strlen(a.body) == 56 + 2 * (22 - 12) - 13);
    assert_non_null(strstr(a.body, "  __PV_>"));
    snprintf(nonce, sizeof nonce, "style-src 'self' 'nonce-%.22s'; ", a.body + 5);
    assert_non_null(strstr(header("Content-Security-Policy"), nonce));
    assert_string_equal(header("Cache-Control"), "no-store");
    assert_string_equal(header("Cross-Origin-Opener-Policy"), "same-origin");
    assert_string_equal(header("X-Content-Type-Options"), "nosniff");
    snprintf(once, sizeof once, "%.300s", a.body);
    assert_int_equal(ask("GET", "/", "", NULL), 200);
    assert_string_not_equal(once, a.body);
    assert_int_equal(ask("GET", "/", "Cookie: pv=good\r\n", NULL), 200);
    assert_non_null(strstr(a.body, " fr __PV_>"));
    assert_int_equal(ask("GET", "/", "Cookie: pv=bad\r\n", NULL), 200);
    assert_non_null(strstr(a.body, "  __PV_>"));
    assert_int_equal(ask("GET", "/", "Cookie: pv=good\r\nHost: other.example\r\n", NULL), 200);
    assert_non_null(strstr(a.body, "  __PV_>"));
    assert_int_equal(ask("GET", "/assets/a.js", "Accept-Encoding: gzip, br;q=1.0\r\n", NULL), 200);
    assert_string_equal(a.body, "B");
    assert_string_equal(header("Content-Encoding"), "br");
    assert_string_equal(header("Cache-Control"), "public, max-age=31536000, immutable");
    assert_int_equal(ask("GET", "/assets/a.js", "If-None-Match: W/\"x\", \"def-br\"\r\nAccept-Encoding: br\r\n", NULL), 304);
    assert_int_equal(ask("GET", "/assets/a.js", "Accept-Encoding: br;q=0, gzip\r\n", NULL), 200);
    assert_string_equal(header("Content-Encoding"), "gzip");
    assert_int_equal(ask("GET", "/assets/a.js", "", NULL), 200);
    assert_string_equal(a.body, "let a;");
    assert_int_equal(ask("GET", "/assets/old.js", "Accept: text/html\r\n", NULL), 404);
    assert_int_equal(ask("GET", "/missing.png", "Accept: */*\r\n", NULL), 404);
    assert_int_equal(ask("GET", "/l/a/b", "Accept: text/html\r\n", NULL), 404);
    assert_int_equal(ask("GET", "/api/v1/nothing", "Accept: text/html\r\n", NULL), 404);
    assert_int_equal(ask("POST", "/me", JSON, "{}"), 404);
    web_files_use(web, 0);
    assert_int_equal(ask("GET", "/", "Accept: text/html\r\n", NULL), 503);
    assert_non_null(strstr(a.body, "built without its web app"));
}

static void metrics(void **state) {
    (void)state;
    assert_int_equal(ask("GET", "/healthz", "", NULL), 200);
    assert_string_equal(a.body, "{\"status\":\"ok\"}");
    assert_int_equal(ask("GET", "/metrics", "", NULL), 200);
    assert_non_null(strstr(a.body, "portevoix_http_requests_total{class=\"2xx\"} "));
    assert_int_equal(ask("GET", "/metrics", "X-Forwarded-For: 1.2.3.4\r\n", NULL), 404);
    teardown(NULL);
    start((struct server_options){.workers = 1, .metrics_token = "secret"});
    assert_int_equal(ask("GET", "/metrics", "X-Forwarded-For: 1.2.3.4\r\nAuthorization: Bearer secret\r\n", NULL), 200);
    assert_int_equal(ask("GET", "/metrics", "Authorization: Bearer wrong!\r\n", NULL), 404);
}

static void *hammer(void *arg) {
    struct answer *mine = calloc(1, sizeof *mine);
    int fd = client_open(*(int *)arg), bad = 0;
    for (int i = 0; i < 100; i++) {
        int status = 0, want = 0;
        switch (i % 5) {
        case 0: want = 302, status = client_ask(fd, "GET", "/t/suspend", "", NULL, mine); break;
        case 1: want = 201, status = client_ask(fd, "POST", "/t/hash", JSON, "{\"name\":\"a\"}", mine); break;
        case 2: want = 302, status = client_ask(fd, "GET", "/t/redirect", "", NULL, mine); break;
        case 3: want = 204, status = client_ask(fd, "DELETE", "/t/items/0123456789abc", JSON, NULL, mine); break;
        default: want = 404, status = client_ask(fd, "GET", "/api/nothing", "", NULL, mine);
        }
        bad += status != want;
    }
    close(fd);
    free(mine);
    return bad ? arg : NULL;
}

static void many_at_once(void **state) {
    (void)state;
    pthread_t t[16];
    int port = server_port(server);
    for (int i = 0; i < 16; i++) {
        pthread_create(&t[i], NULL, hammer, &port);
    }
    for (int i = 0; i < 16; i++) {
        void *bad;
        pthread_join(t[i], &bad);
        assert_null(bad);
    }
    struct server_stats st;
    server_stats_get(server, &st);
    assert_int_equal(st.overloaded, 0);
}

static int open_descriptors(void) {
    int n = 0;
    for (int fd = 0; fd < 1024; fd++) {
        n += fcntl(fd, F_GETFD) >= 0;
    }
    return n;
}

static void stopping_gives_everything_back(void **state) {
    (void)state;
    teardown(NULL);
    int before = open_descriptors();
    for (int i = 0; i < 3; i++) {
        setup(NULL);
        assert_int_equal(ask("GET", "/healthz", "", NULL), 200);
        teardown(NULL);
    }
    assert_int_equal(open_descriptors(), before);
    setup(NULL);
}

static void wrong_options_are_told(void **state) {
    (void)state;
    struct arena *arena = arena_create(1 << 16);
    static const char *const range[] = {"10.0.0.0/99", NULL};
    const struct server_options bad[] = {
        {.listen = "nonsense"}, {.listen = "127.0.0.1:99999"}, {.listen = "192.0.2.1:0"}, {.listen = ":x"},
        {.listen = "127.0.0.1:0", .public_url = "pv.example"}, {.listen = "127.0.0.1:0", .trust_proxy = range},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct problems errs = {.arena = arena};
        struct server *s;
        assert_int_equal(server_start(&bad[i], &errs, &s), E_CONFIG);
        assert_int_equal(errs.n, 1);
    }
    arena_free(arena);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(keep_alive_survives_every_kind_of_answer), T(head_has_the_length_but_no_body), T(a_body_in_chunks_is_read),
        T(two_requests_may_come_at_once), T(body_limits), T(problems_say_what_is_wrong), T(roles_and_sessions),
        T(forged_requests_are_refused), T(idempotency), T(rate_limits), T(a_full_queue_answers_at_once),
        T(stopping_finishes_what_runs), T(clients_that_leave_are_no_harm), T(proxies), T(the_web_app), T(metrics),
        T(many_at_once), T(stopping_gives_everything_back), cmocka_unit_test(wrong_options_are_told),
    };
    rnd_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
