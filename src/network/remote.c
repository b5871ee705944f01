/* remote.c: one request to a network's API, and what its answer means. See remote.h. */
#include "network/remote.h"

#include "base/clock.h"
#include "net/fetch.h"

static const char *const names[] = {"ok", "retry", "unsure", "expired", "reauth", "scope", "policy", "invalid", "gone"};

const char *remote_result_name(enum remote_result r) {
    return names[r];
}

enum remote_result remote_classify(int status, bool creates) {
    if (status >= 200 && status < 300) {
        return REMOTE_OK;
    }
    switch (status) {
    case 401: return REMOTE_EXPIRED;
    case 403: return REMOTE_SCOPE;
    case 404:
    case 410: return REMOTE_GONE;
    case 408:
    case 425:
    case 429:
    case 503: return REMOTE_RETRY;
    default: break;
    }
    if (status >= 500) {
        return creates ? REMOTE_UNSURE : REMOTE_RETRY;
    }
    return REMOTE_INVALID;
}

enum remote_result remote_fault(struct remote *r, enum remote_result result, const char *text) {
    (void)!err_set(r->errs, E_PEER, "", "%s", text);
    return result;
}

struct str remote_text(const struct json_node *n, const char *key) {
    struct str s = json_text(json_get(n, key));
    return s.p && s.n <= REMOTE_TEXT_MAX ? s : STR("");
}

void remote_form(struct buf *b, const char *name, struct str value) {
    buf_printf(b, "%s%s=", b->n ? "&" : "", name);
    buf_pct(b, value);
}

/* The network's own words on what went wrong, cut short; the status where it gives none. */
static void explain(struct remote *r, const struct json_node *json, int status) {
    static const char *const keys[] = {"error_description", "message", "error"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct str s = str_trim(json_text(json_get(json, keys[i])));
        if (s.n) {
            s = str_utf8_cut(s, REMOTE_DETAIL_MAX);
            (void)!err_set(r->errs, E_PEER, "", "%.*s", STRF(s));
            return;
        }
    }
    (void)!err_set(r->errs, E_PEER, "", "the server answered %d", status);
}

static bool is_address(struct str path) {
    return str_starts(path, STR("https://")) || str_starts(path, STR("http://"));
}

/* Nothing that a network gave us may add a line to a request. */
static bool one_line(struct str s) {
    return str_chr(s, '\r') == s.n && str_chr(s, '\n') == s.n;
}

enum remote_result remote_call(struct remote *r, const struct remote_call *c, const struct json_node **ret_json) {
    const char *headers[3] = {NULL};
    size_t n = 0;
    if (c->bearer.p) {
        headers[n++] = arena_printf(r->a, "Authorization: Bearer %.*s", STRF(c->bearer)).p;
    }
    if (c->header.p) {
        headers[n++] = c->header.p;
    }
    *ret_json = NULL;
    r->retry_after_s = -1;
    r->status = 0;
    if (!one_line(c->bearer) || !one_line(c->header)) {
        return remote_fault(r, REMOTE_INVALID, "a token with a line end");
    }
    int64_t left_ms = (r->deadline - clock_mono()) / 1000;
    int total_ms = c->total_ms ? c->total_ms : REMOTE_TOTAL_MS;
    if (left_ms <= 0) {
        return remote_fault(r, REMOTE_RETRY, "the server took too long");
    }
    struct str url = is_address(c->path) ? c->path : arena_printf(r->a, "%.*s%.*s", STRF(r->server), STRF(c->path));
    struct fetch_request rq = {
        .url = url, .accept = "application/json", .method = c->method, .body = c->body,
        .content_type = c->type ? str_of(c->type) : STR_NULL, .headers = headers, .max_bytes = REMOTE_BODY_MAX,
        .total_ms = left_ms < total_ms ? (int)left_ms : total_ms, .agent = "Portevoix/1.0", .once = c->creates, .stay = true};
    struct fetch_reply reply = {0};
    enum err e = fetch(&rq, r->a, r->errs, &reply);
    if (e == E_REFUSED) {
        return REMOTE_INVALID;
    }
    if (e) {
        return reply.reached && c->creates ? REMOTE_UNSURE : REMOTE_RETRY;
    }
    r->status = reply.status;
    r->retry_after_s = reply.retry_after_s >= 0 ? reply.retry_after_s : reply.status == 429 ? reply.reset_s : -1;
    if (json_parse(reply.body, r->a, ret_json)) {
        *ret_json = NULL;
    }
    enum remote_result result = remote_classify(reply.status, c->creates);
    if (result == REMOTE_GONE && c->closes) {
        return REMOTE_OK;
    }
    if (result) {
        explain(r, *ret_json, reply.status);
    }
    return result;
}
