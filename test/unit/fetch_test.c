/* fetch_test.c: the outbound side against a real server on loopback: redirects, limits, slow and broken peers,
 * rebinding. */
#include "loopback.h"
#include "net/fetch.h"
#include "net/fetch_head.h"
#include "pvtest.h"

#include <zlib.h>

static struct loopback near, far;        /* 127.0.0.1 (let through) and 127.0.0.2 (not) on the same port */
static struct guard guard;
static struct problems errs;
static char last_request[16384];
static pthread_mutex_t request_lock = PTHREAD_MUTEX_INITIALIZER;

static void reply(int fd, const char *status, const char *headers, const char *body) {
    char head[4096];
    snprintf(head, sizeof head, "HTTP/1.1 %s\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n", status, headers,
             strlen(body));
    loopback_say(fd, head);
    loopback_say(fd, body);
}

static void redirect(int fd, const char *status, const char *to) {
    char h[2048];
    snprintf(h, sizeof h, "Location: %s\r\n", to);
    reply(fd, status, h, "moved");
}

static void gzip_bomb(int fd) {
    static unsigned char out[256 * 1024];
    static unsigned char zeros[64 * 1024];
    z_stream z = {0};
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    z.next_out = out;
    z.avail_out = sizeof out;
    for (int i = 0; i < 1024; i++) {                 /* 64 MiB of nothing */
        z.next_in = zeros;
        z.avail_in = sizeof zeros;
        deflate(&z, i == 1023 ? Z_FINISH : Z_NO_FLUSH);
    }
    char head[256];
    snprintf(head, sizeof head,
             "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: %lu\r\n\r\n",
             z.total_out);
    loopback_say(fd, head);
    loopback_send(fd, out, z.total_out);
    deflateEnd(&z);
}

static void gzip_text(int fd) {
    unsigned char out[1024];
    z_stream z = {0};
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    z.next_out = out;
    z.avail_out = sizeof out;
    z.next_in = (unsigned char *)(uintptr_t)"packed text";
    z.avail_in = 11;
    deflate(&z, Z_FINISH);
    char head[256];
    snprintf(head, sizeof head,
             "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: %lu\r\n\r\n",
             z.total_out);
    loopback_say(fd, head);
    loopback_send(fd, out, z.total_out);
    deflateEnd(&z);
}

static void many_headers(int fd) {
    loopback_say(fd, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 4000; i++) {
        loopback_say(fd, "X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
    }
    loopback_say(fd, "Content-Length: 0\r\n\r\n");
}

static void endless(int fd) {
    static char junk[8192];
    memset(junk, 'x', sizeof junk);
    loopback_say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    for (int i = 0; i < 4000; i++) {
        loopback_send(fd, junk, sizeof junk);
    }
}

static void serve(int fd, void *ud) {
    char rq[16384];
    char path[512] = "";
    const struct loopback *me = ud;
    loopback_read(fd, rq, sizeof rq, "\r\n\r\n");
    const char *sp = strchr(rq, ' ');
    size_t n = sp ? strcspn(sp + 1, " ") : 0;
    memcpy(path, sp ? sp + 1 : "", n < sizeof path ? n : 0);
    char *body = strstr(rq, "\r\n\r\n");
    const char *len = strcasestr(rq, "content-length: ");
    if (body && len && (size_t)strtol(len + 16, NULL, 10) > strlen(body + 4)) {
        recv(fd, rq + strlen(rq), 1000, 0);
    }
    pthread_mutex_lock(&request_lock);
    memcpy(last_request, rq, sizeof last_request);
    pthread_mutex_unlock(&request_lock);
    char to[256];
    if (strcmp(path, "/ok") == 0) {
        reply(fd, "200 OK",
              "ETag: W/\"v1\"\r\nLast-Modified: Tue, 24 Nov 2026 10:00:00 GMT\r\nContent-Type: text/xml\r\n"
              "Cache-Control: public, max-age=600\r\n",
              me == &far ? "far" : "near");
    } else if (strcmp(path, "/cond") == 0) {
        bool match = strstr(rq, "If-None-Match: W/\"v1\"") && strstr(rq, "If-Modified-Since: yesterday");
        reply(fd, match ? "304 Not Modified" : "200 OK", "ETag: W/\"v1\"\r\n", "");
    } else if (strcmp(path, "/p1") == 0) {
        redirect(fd, "301 Moved", "/p2?x=1");
    } else if (strcmp(path, "/p2?x=1") == 0) {
        redirect(fd, "308 Moved", "p3");
    } else if (strcmp(path, "/p3") == 0) {
        redirect(fd, "302 Found", "/ok");
    } else if (strcmp(path, "/loop") == 0) {
        redirect(fd, "301 Moved", "/loop");
    } else if (strcmp(path, "/far") == 0) {
        snprintf(to, sizeof to, "http://127.0.0.2:%d/ok", far.port);
        redirect(fd, "302 Found", to);
    } else if (strcmp(path, "/file") == 0) {
        redirect(fd, "302 Found", "file:///etc/passwd");
    } else if (strcmp(path, "/meta") == 0) {
        redirect(fd, "302 Found", "http://169.254.169.254/latest/");
    } else if (strcmp(path, "/other") == 0) {
        snprintf(to, sizeof to, "http://localhost:%d/ok", near.port);
        redirect(fd, "307 Temporary", to);
    } else if (strcmp(path, "/see") == 0) {
        redirect(fd, "303 See Other", "/ok");
    } else if (strcmp(path, "/bomb") == 0) {
        gzip_bomb(fd);
    } else if (strcmp(path, "/gzip") == 0) {
        gzip_text(fd);
    } else if (strcmp(path, "/badgzip") == 0) {
        reply(fd, "200 OK", "Content-Encoding: gzip\r\n", "this is no gzip at all");
    } else if (strcmp(path, "/slow") == 0) {
        loopback_sleep_ms(3000);
    } else if (strcmp(path, "/drip") == 0) {
        loopback_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 60; i++) {
            loopback_say(fd, ".");
            loopback_sleep_ms(50);
        }
    } else if (strcmp(path, "/cut") == 0) {
        loopback_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    } else if (strcmp(path, "/large") == 0) {
        loopback_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx");
    } else if (strcmp(path, "/endless") == 0) {
        endless(fd);
    } else if (strcmp(path, "/headers") == 0) {
        many_headers(fd);
    } else if (strcmp(path, "/garbage") == 0) {
        loopback_say(fd, "SSH-2.0-OpenSSH_9.2\r\n");
    } else if (strcmp(path, "/busy") == 0) {
        reply(fd, "503 Busy", "Retry-After: 120\r\nCache-Control: no-store\r\n", "");
    } else {
        reply(fd, "404 Not Found", "", "");
    }
}

static int start_servers(void **state) {
    (void)state;
    setenv("http_proxy", "http://127.0.0.1:1/", 1);      /* must not be used */
    setenv("all_proxy", "http://127.0.0.1:1/", 1);
    fetch_init();
    for (int i = 0; i < 50; i++) {
        if (loopback_start(&near, "127.0.0.1", 0, serve, &near)) {
            if (loopback_start(&far, "127.0.0.2", near.port, serve, &far)) {
                break;
            }
            loopback_stop(&near);
        }
    }
    return guard_allow(&guard, STR("127.0.0.1/32")) == E_OK ? 0 : -1;
}

static int stop_servers(void **state) {
    (void)state;
    loopback_stop(&near);
    loopback_stop(&far);
    return 0;
}

static struct fetch_request request(const char *path) {
    struct fetch_request rq = {.url = arena_printf(a, "http://127.0.0.1:%d%s", near.port, path), .guard = &guard};
    errs = (struct problems){.arena = a};
    return rq;
}

static enum err get(const char *path, struct fetch_reply *r) {
    struct fetch_request rq = request(path);
    rq.max_bytes = 1024 * 1024;
    rq.total_ms = 5000;
    return fetch(&rq, a, &errs, r);
}

static void an_answer_comes_with_its_headers(void **state) {
    (void)state;
    struct fetch_reply r;
    assert_int_equal(get("/ok", &r), E_OK);
    assert_int_equal(r.status, 200);
    assert_str(r.body, STR("near"));
    assert_str(r.etag, STR("W/\"v1\""));
    assert_str(r.last_modified, STR("Tue, 24 Nov 2026 10:00:00 GMT"));
    assert_str(r.content_type, STR("text/xml"));
    assert_int_equal(r.max_age_s, 600);
    assert_int_equal(r.retry_after_s, -1);
    assert_true(r.permanent_url.p == NULL);
    assert_int_equal(get("/gzip", &r), E_OK);
    assert_str(r.body, STR("packed text"));
    assert_int_equal(get("/busy", &r), E_OK);
    assert_int_equal(r.status, 503);
    assert_int_equal(r.retry_after_s, 120);
    assert_int_equal(r.max_age_s, 0);
}

static void validators_are_sent_back_verbatim(void **state) {
    (void)state;
    struct fetch_reply r;
    struct fetch_request rq = request("/cond");
    rq.etag = STR("W/\"v1\"");
    rq.last_modified = STR("yesterday");
    assert_int_equal(fetch(&rq, a, &errs, &r), E_OK);
    assert_int_equal(r.status, 304);
    rq.etag = STR("x\r\nX-Evil: 1");
    assert_int_equal(fetch(&rq, a, &errs, &r), E_OK);
    assert_int_equal(r.status, 200);
    assert_null(strstr(last_request, "X-Evil"));
}

static void redirects_are_followed_and_told_apart(void **state) {
    (void)state;
    struct fetch_reply r;
    assert_int_equal(get("/p1", &r), E_OK);
    assert_int_equal(r.redirects, 3);
    assert_str(r.body, STR("near"));
    assert_str(r.permanent_url, arena_printf(a, "http://127.0.0.1:%d/p3", near.port));
    assert_str(r.url, arena_printf(a, "http://127.0.0.1:%d/ok", near.port));
    assert_int_equal(get("/p3", &r), E_OK);
    assert_true(r.permanent_url.p == NULL);
    assert_int_equal(get("/loop", &r), E_PEER);
}

static void redirects_are_vetted_again(void **state) {
    (void)state;
    struct fetch_reply r;
    int before = atomic_load(&far.connections);
    assert_int_equal(get("/far", &r), E_REFUSED);
    assert_int_equal(get("/file", &r), E_REFUSED);
    assert_int_equal(get("/meta", &r), E_REFUSED);
    assert_int_equal(atomic_load(&far.connections), before);
}

static void too_much_is_refused(void **state) {
    (void)state;
    struct fetch_reply r;
    assert_int_equal(get("/bomb", &r), E_PEER);
    assert_int_equal(get("/large", &r), E_PEER);
    assert_int_equal(get("/endless", &r), E_PEER);
    assert_int_equal(get("/headers", &r), E_PEER);
}

static void broken_answers_are_told(void **state) {
    (void)state;
    struct fetch_reply r;
    assert_int_equal(get("/cut", &r), E_NET);
    assert_int_equal(get("/badgzip", &r), E_PEER);
    assert_int_not_equal(get("/garbage", &r), E_OK);
}

static void slow_answers_time_out(void **state) {
    (void)state;
    struct fetch_reply r;
    struct fetch_request rq = request("/slow");
    rq.total_ms = 300;
    assert_int_equal(fetch(&rq, a, &errs, &r), E_NET_TIMEOUT);
    rq.url = arena_printf(a, "http://127.0.0.1:%d/drip", near.port);
    assert_int_equal(fetch(&rq, a, &errs, &r), E_NET_TIMEOUT);
}

/* A resolver that changes its mind: the answers come one after the other. */
struct fickle {
    const char *const *answers;
    int calls;
};

static enum err fickle_resolve(void *ud, struct str host, int timeout_ms, struct guard_addr *ret, size_t *ret_n) {
    struct fickle *f = ud;
    (void)host;
    (void)timeout_ms;
    *ret_n = guard_addr_parse(str_of(f->answers[f->calls]), &ret[0]);
    f->calls += f->answers[f->calls + 1] ? 1 : 0;
    return *ret_n ? E_OK : E_NET;
}

static enum err get_fickle(struct fickle *f, const char *path, struct fetch_reply *r) {
    struct guard_resolver resolver = {fickle_resolve, f};
    struct fetch_request rq = request(path);
    rq.url = arena_printf(a, "http://rebind.example:%d%s", near.port, path);
    rq.resolver = &resolver;
    return fetch(&rq, a, &errs, r);
}

static void rebinding_leads_nowhere(void **state) {
    (void)state;
    struct fetch_reply r;
    int before = atomic_load(&far.connections);
    /* vetted once, connected to what was vetted */
    assert_int_equal(
        get_fickle(&(struct fickle){(const char *const[]){"127.0.0.1", "127.0.0.2", NULL}, 0}, "/ok", &r), E_OK);
    assert_str(r.body, STR("near"));
    /* the second hop is looked up anew and refused */
    assert_int_equal(
        get_fickle(&(struct fickle){(const char *const[]){"127.0.0.1", "127.0.0.2", NULL}, 0}, "/p3", &r), E_REFUSED);
    assert_int_equal(get_fickle(&(struct fickle){(const char *const[]){"127.0.0.2", NULL}, 0}, "/ok", &r), E_REFUSED);
    assert_int_equal(get_fickle(&(struct fickle){(const char *const[]){"x", NULL}, 0}, "/ok", &r), E_NET);
    assert_int_equal(atomic_load(&far.connections), before);
    /* a new answer that is allowed is used: nothing stays pinned from the last call */
    struct guard both = guard;
    assert_int_equal(guard_allow(&both, STR("127.0.0.2")), E_OK);
    struct guard_resolver resolver = {fickle_resolve, &(struct fickle){(const char *const[]){"127.0.0.2", NULL}, 0}};
    struct fetch_request rq = request("/ok");
    rq.url = arena_printf(a, "http://rebind.example:%d/ok", near.port);
    rq.resolver = &resolver;
    rq.guard = &both;
    assert_int_equal(fetch(&rq, a, &errs, &r), E_OK);
    assert_str(r.body, STR("far"));
}

static void bodies_and_headers_stay_where_they_belong(void **state) {
    (void)state;
    struct fetch_reply r;
    struct fetch_request rq = request("/other");
    struct guard_resolver resolver = {fickle_resolve, &(struct fickle){(const char *const[]){"127.0.0.1", NULL}, 0}};
    rq.method = "POST";
    rq.body = STR("hello=1");
    rq.content_type = STR("application/x-www-form-urlencoded");
    rq.headers = (const char *const[]){"X-Secret: 42", NULL};
    rq.resolver = &resolver;
    assert_int_equal(fetch(&rq, a, &errs, &r), E_OK); /* 307 to another host: the body goes along, the secret not */
    assert_int_equal(strncmp(last_request, "POST /ok", 8), 0);
    assert_non_null(strstr(last_request, "hello=1"));
    assert_null(strstr(last_request, "X-Secret"));
    rq.url = request("/see").url;
    assert_int_equal(fetch(&rq, a, &errs, &r), E_OK);        /* 303: GET without body */
    assert_int_equal(strncmp(last_request, "GET /ok", 7), 0);
    assert_null(strstr(last_request, "hello=1"));
    assert_non_null(strstr(last_request, "X-Secret: 42"));
}

static void addresses_are_refused_before_connecting(void **state) {
    (void)state;
    struct fetch_reply r;
    static const struct guard none;
    struct fetch_request rq = request("/ok");
    int before = atomic_load(&near.connections);
    rq.guard = &none;
    assert_int_equal(fetch(&rq, a, &errs, &r), E_REFUSED);
    assert_int_equal(errs.n, 1);
    assert_int_equal(atomic_load(&near.connections), before);
}

static void waiting_times_are_read(void **state) {
    (void)state;
    int64_t now = INT64_C(1795514400) * 1000000;             /* 2026-11-24T10:00:00Z */
    assert_int_equal(fetch_retry_after(STR("5"), now), 5);
    assert_int_equal(fetch_retry_after(STR(" 99999999999 "), now), 30 * 86400);
    assert_int_equal(fetch_retry_after(STR("Tue, 24 Nov 2026 10:01:00 GMT"), now), 60);
    assert_int_equal(fetch_retry_after(STR("Tue, 24 Nov 2026 09:00:00 GMT"), now), 0);
    assert_int_equal(fetch_retry_after(STR("soon"), now), -1);
    assert_int_equal(fetch_retry_after(STR(""), now), -1);
    assert_int_equal(fetch_max_age(STR("private, MAX-AGE=\"30\"")), 30);
    assert_int_equal(fetch_max_age(STR("no-cache, max-age=30")), 0);
    assert_int_equal(fetch_max_age(STR("public")), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(an_answer_comes_with_its_headers), TEST(validators_are_sent_back_verbatim),
        TEST(redirects_are_followed_and_told_apart), TEST(redirects_are_vetted_again), TEST(too_much_is_refused),
        TEST(broken_answers_are_told), TEST(slow_answers_time_out), TEST(rebinding_leads_nowhere),
        TEST(bodies_and_headers_stay_where_they_belong), TEST(addresses_are_refused_before_connecting),
        TEST(waiting_times_are_read),
    };
    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
