/* fetch.c: see fetch.h. libcurl does the exchange of one hop; this file decides where to and how far.
 *
 * One easy handle a thread, so that connections are kept. What is pinned: CURLOPT_RESOLVE gives curl the addresses
 * that the guard vetted, and the open-socket callback refuses any address that is not among them; so neither a second
 * look-up with another answer nor a wrong entry in curl's own cache can lead elsewhere. */
#include "net/fetch.h"
#include "base/buf.h"
#include "base/clock.h"
#include "net/fetch_head.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <pthread.h>
#include <unistd.h>

static pthread_key_t g_handle;
static pthread_once_t g_once = PTHREAD_ONCE_INIT;

/* One hop. */
struct hop {
    const struct fetch_request *rq;
    const struct guard *guard;
    const struct guard_verdict *to;
    struct fetch_head head;
    struct buf *body;
    struct arena *a;
    bool refused, headers_over, reached;
};

static void handle_free(void *h) {
    curl_easy_cleanup(h);
}

static void key_make(void) {
    pthread_key_create(&g_handle, handle_free);
}

void fetch_init(void) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    pthread_once(&g_once, key_make);
}

static CURL *thread_handle(void) {
    pthread_once(&g_once, key_make);
    CURL *h = pthread_getspecific(g_handle);
    if (!h) {
        h = curl_easy_init();
        pthread_setspecific(g_handle, h);
    } else {
        curl_easy_reset(h);
    }
    return h;
}

static size_t on_body(char *p, size_t size, size_t n, void *ud) {
    struct hop *hop = ud;
    buf_add(hop->body, p, size * n);
    return hop->body->over ? 0 : size * n;
}

static size_t on_header(char *p, size_t size, size_t n, void *ud) {
    struct hop *hop = ud;
    struct str line = {p, size * n};
    hop->head.bytes += line.n;
    if (hop->head.bytes > FETCH_HEADERS_TOTAL_MAX) {
        hop->headers_over = true;
        return 0;
    }
    if (str_starts(line, STR("HTTP/"))) {
        fetch_head_reset(&hop->head);
    } else {
        fetch_head_line(&hop->head, line);
    }
    return line.n;
}

static bool vetted(const struct guard_verdict *v, const struct sockaddr *sa) {
    for (size_t i = 0; i < v->n; i++) {
        const void *b = sa->sa_family == AF_INET
                            ? (const void *)&((const struct sockaddr_in *)(const void *)sa)->sin_addr
                            : &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr;
        if (v->addrs[i].family == sa->sa_family && memcmp(b, v->addrs[i].b, sa->sa_family == AF_INET ? 4 : 16) == 0) {
            return true;
        }
    }
    return false;
}

static curl_socket_t on_socket(void *ud, curlsocktype purpose, struct curl_sockaddr *to) {
    struct hop *hop = ud;
    (void)purpose;
    bool inet = to->family == AF_INET || to->family == AF_INET6;
    if (!inet || !guard_addr_allowed(hop->guard, &to->addr) || !vetted(hop->to, &to->addr)) {
        hop->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* "+host:port:address,address" */
static struct curl_slist *pin(struct arena *a, const struct guard_verdict *v) {
    if (v->url.kind != URL_HOST_NAME) {
        return NULL;
    }
    struct buf b;
    buf_init(&b, a, 4096);
    buf_printf(&b, "+%.*s:%d:", STRF(v->url.host), url_port(&v->url));
    for (size_t i = 0; i < v->n; i++) {
        char text[INET6_ADDRSTRLEN];
        inet_ntop(v->addrs[i].family, v->addrs[i].b, text, sizeof text);
        buf_printf(&b, v->addrs[i].family == AF_INET6 ? "%s[%s]" : "%s%s", i ? "," : "", text);
    }
    return curl_slist_append(NULL, buf_view(&b).p);
}

static struct curl_slist *add_line(struct curl_slist *list, struct arena *a, const char *name, struct str value) {
    if (!value.p || value.n == 0 || str_chr(value, '\r') < value.n || str_chr(value, '\n') < value.n) {
        return list;
    }
    return curl_slist_append(list, arena_printf(a, "%s: %.*s", name, STRF(value)).p);
}

static struct curl_slist *request_lines(const struct hop *hop, const struct fetch_request *rq, bool with_body,
                                        bool own_host) {
    struct curl_slist *list = NULL;
    list = add_line(list, hop->a, "Accept", str_of(rq->accept ? rq->accept : "*/*"));
    list = add_line(list, hop->a, "If-None-Match", rq->etag);
    list = add_line(list, hop->a, "If-Modified-Since", rq->last_modified);
    if (with_body) {
        list = add_line(list, hop->a, "Content-Type", rq->content_type);
        list = curl_slist_append(list, "Expect:");
    }
    for (size_t i = 0; own_host && rq->headers && rq->headers[i]; i++) {
        list = curl_slist_append(list, rq->headers[i]);
    }
    return list;
}

static void set_limits(CURL *h, const struct fetch_request *rq, int left_ms) {
    int connect_ms = rq->connect_ms ? rq->connect_ms : FETCH_CONNECT_MS_DEFAULT;
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long)(connect_ms < left_ms ? connect_ms : left_ms));
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)left_ms);
    curl_easy_setopt(h, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)(rq->max_bytes ? rq->max_bytes : FETCH_BODY_DEFAULT));
    curl_easy_setopt(h, CURLOPT_BUFFERSIZE, (long)FETCH_READ_BYTES);
    curl_easy_setopt(h, CURLOPT_MAXCONNECTS, (long)FETCH_KEPT_CONNECTIONS);
    curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, rq->once ? 1L : 0L);
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(h, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
    curl_easy_setopt(h, CURLOPT_USERAGENT, rq->agent ? rq->agent : "Portevoix/1.0 (feed reader)");
}

static void set_method(CURL *h, const char *method, struct str body, bool with_body) {
    if (with_body) {
        curl_easy_setopt(h, CURLOPT_POST, 1L);
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
        curl_easy_setopt(h, CURLOPT_POSTFIELDS, body.p);
        curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method);
    } else if (strcmp(method, "HEAD") == 0) {
        curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
    } else {
        curl_easy_setopt(h, CURLOPT_HTTPGET, 1L);
        if (strcmp(method, "GET") != 0) {
            curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method);
        }
    }
}

static enum err explain(const struct hop *hop, CURLcode rc, struct problems *errs) {
    if (hop->refused) {
        return err_set(errs, E_REFUSED, "", "the address changed while connecting");
    }
    if (hop->body->over || rc == CURLE_FILESIZE_EXCEEDED) {
        return err_set(errs, E_PEER, "", "the answer is larger than %zu bytes", hop->body->max);
    }
    if (hop->headers_over) {
        return err_set(errs, E_PEER, "", "the answer's header is larger than %d bytes", FETCH_HEADERS_TOTAL_MAX);
    }
    int code = (int)rc;
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return err_set(errs, E_NET_TIMEOUT, "", "the server did not answer in time");
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
        return err_set(errs, E_NET, "", "no connection to the server");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        return err_set(errs, E_NET, "", "no trusted TLS connection to the server");
    case CURLE_BAD_CONTENT_ENCODING:
        return err_set(errs, E_PEER, "", "the answer's compression is broken");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
        return err_set(errs, E_PEER, "", "the server does not speak HTTP");
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return err_set(errs, E_NET, "", "the answer broke off");
    default:
        return err_set(errs, E_NET, "", "the exchange failed: %s", curl_easy_strerror(rc));
    }
}

/* One exchange with a vetted address. */
static enum err exchange(struct hop *hop, const char *method, bool own_host, int left_ms, struct problems *errs,
                         int *ret_status) {
    CURL *h = thread_handle();
    if (!h) {
        return err_set(errs, E_NET, "", "curl gave no handle");
    }
    bool with_body = hop->rq->body.p && strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
    struct curl_slist *pins = pin(hop->a, hop->to);
    struct curl_slist *lines = request_lines(hop, hop->rq, with_body, own_host);
    set_limits(h, hop->rq, left_ms);
    set_method(h, method, hop->rq->body, with_body);
    curl_easy_setopt(h, CURLOPT_URL, hop->to->text.p);
    curl_easy_setopt(h, CURLOPT_RESOLVE, pins);
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, hop);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, hop);
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, hop);
    CURLcode rc = curl_easy_perform(h);
    long status = 0, sent = 0;
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(h, CURLINFO_REQUEST_SIZE, &sent);
    hop->reached = sent > 0;
    curl_easy_reset(h);              /* nothing of this call may stay: the lists and the hop end here */
    curl_slist_free_all(pins);
    curl_slist_free_all(lines);
    if (rc != CURLE_OK) {
        return explain(hop, rc, errs);
    }
    *ret_status = (int)status;
    return E_OK;
}

static bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* What fetch knows between hops. */
struct trip {
    const struct fetch_request *rq;
    const struct guard *guard;
    struct arena *a;
    struct problems *errs;
    struct buf *body;
    struct str url, host;                /* where to next; host of the first address */
    const char *method;
    int64_t deadline;
    bool all_permanent;
};

static int left_ms(const struct trip *t) {
    int64_t left = (t->deadline - clock_mono()) / 1000;
    return left < 1 ? 0 : (int)left;
}

static void fill_reply(const struct hop *hop, int status, struct fetch_reply *r) {
    const struct fetch_head *head = &hop->head;
    r->status = status;
    r->url = hop->to->text;
    r->date = head->date;
    r->etag = head->etag;
    r->last_modified = head->last_modified;
    r->content_type = head->content_type;
    r->link = head->link;
    r->dpop_nonce = head->dpop_nonce;
    r->retry_after_s = head->retry_after.p ? fetch_retry_after(head->retry_after, clock_now()) : -1;
    r->reset_s = head->reset.p ? fetch_reset(head->reset, clock_now()) : -1;
    r->max_age_s = head->cache_control.p ? fetch_max_age(head->cache_control) : -1;
    r->body = buf_view(hop->body);
}

/* Prepares the next hop from an answer that sends elsewhere. */
static enum err turn(struct trip *t, const struct hop *hop, int status, struct fetch_reply *r) {
    if (++r->redirects > FETCH_REDIRECTS_MAX) {
        return err_set(t->errs, E_PEER, "", "more than %d redirects", FETCH_REDIRECTS_MAX);
    }
    struct url next;
    const char *why;
    if (url_parse(t->a, hop->head.location, &hop->to->url, &why, &next)) {
        return err_set(t->errs, E_PEER, "", "redirect to an unusable address: %s", why);
    }
    if (str_is(hop->to->url.scheme, "https") && str_is(next.scheme, "http")) {
        r->downgraded = true;
    }
    bool post = strcmp(t->method, "GET") != 0 && strcmp(t->method, "HEAD") != 0;
    if (status == 303 ? strcmp(t->method, "HEAD") != 0 : (status == 301 || status == 302) && post) {
        t->method = "GET";               /* RFC 9110 section 15.4 */
    }
    t->url = url_text(t->a, &next);
    t->all_permanent = t->all_permanent && (status == 301 || status == 308);
    r->permanent_url = t->all_permanent ? t->url : r->permanent_url;
    return E_OK;
}

static enum err hop_once(struct trip *t, struct fetch_reply *r, bool *ret_done) {
    struct guard_verdict *v = arena_new(t->a, struct guard_verdict);
    guard_check_url(t->a, t->guard, t->url, t->rq->resolver, left_ms(t), v);
    if (!v->allow) {
        bool no_name = str_is(str_of(v->reason), "the name does not resolve");
        bool late = str_is(str_of(v->reason), "the name was not resolved in time");
        return err_set(t->errs, no_name ? E_NET : late ? E_NET_TIMEOUT : E_REFUSED, "", "%s", v->reason);
    }
    if (left_ms(t) == 0) {
        return err_set(t->errs, E_NET_TIMEOUT, "", "the server did not answer in time");
    }
    t->host = t->host.p ? t->host : v->url.host;
    struct hop hop = {.rq = t->rq, .guard = t->guard, .to = v, .head = {.a = t->a}, .body = t->body, .a = t->a};
    buf_reset(t->body);
    int status = 0;
    enum err e =
        exchange(&hop, t->method, str_eq(t->host, v->url.host) && !r->downgraded, left_ms(t), t->errs, &status);
    r->reached = r->reached || hop.reached;
    if (e) {
        return e;
    }
    *ret_done = t->rq->stay || !(is_redirect(status) && hop.head.location.p);
    if (!*ret_done) {
        return turn(t, &hop, status, r);
    }
    fill_reply(&hop, status, r);
    return E_OK;
}

static void body_free(void *b) {
    buf_done(b);
}

enum err fetch(const struct fetch_request *rq, struct arena *arena, struct problems *errs, struct fetch_reply *ret) {
    struct trip t = {
        .rq = rq, .guard = rq->guard ? rq->guard : guard_default(), .a = arena, .errs = errs, .url = rq->url,
        .method = rq->method ? rq->method : "GET", .all_permanent = true, .body = arena_new(arena, struct buf),
        .deadline = clock_mono() + (int64_t)(rq->total_ms ? rq->total_ms : FETCH_TOTAL_MS_DEFAULT) * 1000,
    };
    buf_init(t.body, NULL, rq->max_bytes ? rq->max_bytes : FETCH_BODY_DEFAULT);
    arena_defer(arena, body_free, t.body);
    struct fetch_reply r = {.retry_after_s = -1, .reset_s = -1, .max_age_s = -1};
    bool done = false;
    while (!done) {
        enum err e = hop_once(&t, &r, &done);
        if (e) {
            ret->reached = r.reached;
            return e;
        }
    }
    *ret = r;
    return E_OK;
}
