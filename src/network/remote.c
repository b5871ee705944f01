/* remote.c: one request to a network's API, and what its answer means. See remote.h. */
#include "network/remote.h"

#include "base/clock.h"
#include "base/rnd.h"
#include "net/fetch.h"
#include "network/jose.h"
#include "text/url.h"

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

struct str remote_address(struct arena *a, struct str given) {
    struct url u;
    if (!given.n || given.n > REMOTE_URL_MAX || url_parse(a, given, NULL, NULL, &u) || !url_is_web(&u) || u.userinfo.p) {
        return STR_NULL;
    }
    struct str text = url_text(a, &u);
    return text.n <= REMOTE_URL_MAX ? text : STR_NULL;
}

int64_t remote_instant(const struct json_node *n, const char *key) {
    int64_t at = 0;
    return time_parse_rfc3339(json_text(json_get(n, key)), &at) && at > 0 ? at : 0;
}

#define PLACE(text) {(text), sizeof(text) - 1}
static struct remote_places places = {PLACE("https://bsky.social"), PLACE("https://plc.directory")};

void remote_set_places(const struct remote_places *given) {
    places = *given;
}

const struct remote_places *remote_places(void) {
    return &places;
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

/* DPoP (RFC 9449 section 4.2): the method and address of this call, the host's nonce, and the token it comes with. */
static struct str proof(struct remote *r, const struct remote_call *c, struct str url) {
    enum { JTI_BYTES = 16 };
    unsigned char secret[JOSE_SECRET_BYTES];
    struct str host = url_host(r->a, url), jwk;
    struct buf claims;
    if (r->token.dpop.n != 2 * sizeof secret || !hex_parse(r->token.dpop, secret, sizeof secret) || !(jwk = jose_public(r->a, secret)).p) {
        return STR_NULL;
    }
    buf_init(&claims, r->a, JOSE_TEXT_MAX);
    buf_printf(&claims, "{\"jti\":\"%.*s\",\"htm\":\"%s\",\"iat\":%lld,\"htu\":", STRF(rnd_token(r->a, JTI_BYTES)), c->method,
               (long long)(clock_now() / US_PER_S));
    buf_json(&claims, str_sub(url, 0, str_chr(url, '?')));
    if (r->nonce.n && str_eq(host, r->nonce_host)) {
        buf_c(&claims, ",\"nonce\":");
        buf_json(&claims, r->nonce);
    }
    if (c->bearer.p) {
        buf_printf(&claims, ",\"ath\":\"%.*s\"", STRF(jose_sha256(r->a, c->bearer)));
    }
    buf_c(&claims, "}");
    struct str header = arena_printf(r->a, "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":%.*s}", STRF(jwk));
    return jose_sign(r->a, secret, header, buf_view(&claims));
}

enum { HEADERS_MAX = 4 };

/* Lines for token, proof and whatever else the call has. */
static bool headers_of(struct remote *r, const struct remote_call *c, struct str url, const char *ret[HEADERS_MAX]) {
    bool bound = r->token.dpop.n > 0;
    size_t n = 0;
    if (!one_line(c->bearer) || !one_line(c->header)) {
        return false;
    }
    if (c->bearer.p) {
        ret[n++] = arena_printf(r->a, "Authorization: %s %.*s", bound ? "DPoP" : "Bearer", STRF(c->bearer)).p;
    }
    if (bound && (c->bearer.p || c->proves)) {
        struct str jwt = proof(r, c, url);
        if (!jwt.p) {
            return false;
        }
        ret[n++] = arena_printf(r->a, "DPoP: %.*s", STRF(jwt)).p;
    }
    if (c->header.p) {
        ret[n++] = c->header.p;
    }
    ret[n] = NULL;
    return true;
}

static enum remote_result send_once(struct remote *r, const struct remote_call *c, struct str url, const struct json_node **ret_json) {
    const char *headers[HEADERS_MAX];
    int64_t left_ms = (r->deadline - clock_mono()) / 1000;
    int total_ms = c->total_ms ? c->total_ms : REMOTE_TOTAL_MS;
    *ret_json = NULL;
    r->retry_after_s = -1;
    r->status = 0;
    r->err = E_OK;
    r->answer = STR("");
    if (left_ms <= 0) {
        r->err = E_NET_TIMEOUT;
        return remote_fault(r, REMOTE_RETRY, "the server took too long");
    }
    if (!headers_of(r, c, url, headers)) {
        return remote_fault(r, REMOTE_INVALID, "a token that cannot be sent");
    }
    struct fetch_request rq = {
        .url = url, .accept = "application/json", .method = c->method, .body = c->body,
        .content_type = c->type ? str_of(c->type) : STR_NULL, .headers = headers, .max_bytes = REMOTE_BODY_MAX,
        .total_ms = left_ms < total_ms ? (int)left_ms : total_ms, .agent = "Portevoix/1.0", .once = c->creates || c->once,
        .stay = !c->follows || c->bearer.p || c->proves, .guard = c->trusted ? guard_operator() : NULL};
    struct fetch_reply reply = {0};
    enum err e = r->err = fetch(&rq, r->a, r->errs, &reply);
    if (e == E_REFUSED) {
        return REMOTE_INVALID;
    }
    if (e) {
        return reply.reached && c->creates ? REMOTE_UNSURE : REMOTE_RETRY;
    }
    r->status = reply.status;
    r->retry_after_s = reply.retry_after_s >= 0 ? reply.retry_after_s : reply.status == 429 ? reply.reset_s : -1;
    r->answer = reply.body;
    if (reply.dpop_nonce.p) {
        r->nonce = reply.dpop_nonce;
        r->nonce_host = url_host(r->a, url);
    }
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

/* A server that wants its nonce in the proof has done nothing yet (RFC 9449 section 8). */
enum remote_result remote_call(struct remote *r, const struct remote_call *c, const struct json_node **ret_json) {
    struct str url = is_address(c->path) ? c->path : arena_printf(r->a, "%.*s%.*s", STRF(r->server), STRF(c->path));
    size_t faults = r->errs->n;
    enum remote_result result = send_once(r, c, url, ret_json);
    if (result && c->bearer.p && str_is(json_text(json_get(*ret_json, "error")), "use_dpop_nonce")) {
        r->errs->n = faults;
        result = send_once(r, c, url, ret_json);
    }
    return result;
}
