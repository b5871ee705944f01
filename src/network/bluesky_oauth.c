/* bluesky_oauth.c: linking a Bluesky account at its own server's page: PAR, PKCE, DPoP with nonces, private_key_jwt (RFC 9126, 7636,
 * 9449, 7523; https://atproto.com/specs/oauth; fact sheet section 10.3).
 *
 * A program is known by the address of its metadata, which the server fetches: that needs an address of ours that the server reaches,
 * with https. On loopback there is the form of client id that the profile has for development, which proves nothing. Each linked account
 * has a DPoP key of its own. The account that comes back must be the one that was asked for, and its own server must name
 * the one that vouches for it. */
#include "network/bluesky_oauth.h"

#include "network/bluesky_read.h"
#include "network/jose.h"

#include "base/clock.h"
#include "base/rnd.h"
#include "text/url.h"

enum { FORM_MAX = 32 * 1024, ASSERTION_S = 60, JTI_BYTES = 16 };

/* What may be done with the account: posts, reposts and likes of its own, and pictures for them. */
#define SCOPES                                                                                                                     \
    "atproto repo?collection=app.bsky.feed.post&collection=app.bsky.feed.repost&collection=app.bsky.feed.like&action=create"      \
    "&action=delete blob:image/*"

struct issuer {
    struct str name, authorize, token, par, revoke;
};

static bool on_loopback(struct str url) {
    return str_starts(url, STR("http://127.0.0.1")) || str_starts(url, STR("http://[::1]")) || str_starts(url, STR("http://localhost"));
}

/* ---- who this program is ---- */

/* "https://acme.example/api/v1/oauth/bluesky/callback" -> ".../client.json" */
static struct str metadata_address(struct arena *a, struct str redirect_uri) {
    size_t at = redirect_uri.n;
    while (at > 0 && redirect_uri.p[at - 1] != '/') {
        at--;
    }
    return arena_printf(a, "%.*sclient.json", STRF(str_sub(redirect_uri, 0, at)));
}

enum remote_result bluesky_enrol(struct remote *r, struct str redirect_uri, struct remote_app *ret) {
    *ret = (struct remote_app){metadata_address(r->a, redirect_uri), STR(""), redirect_uri, STR(SCOPES)};
    if (on_loopback(redirect_uri)) {
        struct buf b;
        buf_init(&b, r->a, FORM_MAX);
        remote_form(&b, "redirect_uri", redirect_uri);
        remote_form(&b, "scope", STR(SCOPES));
        ret->client = arena_printf(r->a, "http://localhost?%.*s", STRF(buf_view(&b)));
    }
    return REMOTE_OK;
}

struct str bluesky_client_metadata(struct arena *a, struct str client, struct str redirect_uri, const unsigned char *client_key) {
    struct str jwk = jose_public(a, client_key);
    struct url u;
    if (!jwk.p || url_parse(a, redirect_uri, NULL, NULL, &u)) {
        return STR_NULL;
    }
    struct str kid = jose_thumbprint(a, jwk);
    u.path = STR("");
    struct str home = url_text(a, &u);
    return arena_printf(a,
        "{\"client_id\":\"%.*s\",\"client_name\":\"Portevoix\",\"client_uri\":\"%.*s\",\"application_type\":\"web\","
        "\"grant_types\":[\"authorization_code\",\"refresh_token\"],\"response_types\":[\"code\"],\"redirect_uris\":[\"%.*s\"],"
        "\"scope\":\"" SCOPES "\",\"dpop_bound_access_tokens\":true,\"token_endpoint_auth_method\":\"private_key_jwt\","
        "\"token_endpoint_auth_signing_alg\":\"ES256\",\"jwks\":{\"keys\":[{\"kid\":\"%.*s\",\"alg\":\"ES256\",\"use\":\"sig\",%.*s]}}",
        STRF(client), STRF(home), STRF(redirect_uri), STRF(kid), STRF(str_sub(jwk, 1, jwk.n)));
}

/* client_id, and where the program has a key of its own the proof of it. */
static void add_client(struct remote *r, struct buf *form, struct str issuer) {
    remote_form(form, "client_id", r->app.client);
    if (str_starts(r->app.client, STR("http://localhost"))) {
        return;
    }
    struct str kid = jose_thumbprint(r->a, jose_public(r->a, r->client_key));
    int64_t now = clock_now() / US_PER_S;
    struct str header = arena_printf(r->a, "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"%.*s\"}", STRF(kid));
    struct str claims = arena_printf(r->a, "{\"iss\":\"%.*s\",\"sub\":\"%.*s\",\"aud\":\"%.*s\",\"jti\":\"%.*s\",\"iat\":%lld,\"exp\":%lld}",
                                     STRF(r->app.client), STRF(r->app.client), STRF(issuer), STRF(rnd_token(r->a, JTI_BYTES)),
                                     (long long)now, (long long)now + ASSERTION_S);
    remote_form(form, "client_assertion_type", STR("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    remote_form(form, "client_assertion", jose_sign(r->a, r->client_key, header, claims));
}

/* ---- whom it belongs to ---- */

static enum remote_result get_json(struct remote *r, struct str url, const struct json_node **ret) {
    struct remote_call c = {.method = "GET", .path = url};
    return remote_call(r, &c, ret);
}

/* An address that a server names may go in the clear only where the server itself does. */
static struct str endpoint(struct remote *r, const struct json_node *json, const char *key, struct str issuer) {
    struct str at = remote_address(r->a, remote_text(json, key));
    bool clear = str_starts(issuer, STR("http://"));
    return at.p && (clear || str_starts(at, STR("https://"))) ? at : STR("");
}

static enum remote_result read_issuer(struct remote *r, struct str name, struct issuer *ret) {
    const struct json_node *json;
    enum remote_result result = get_json(r, arena_printf(r->a, "%.*s/.well-known/oauth-authorization-server", STRF(name)), &json);
    if (result) {
        return result;
    }
    if (!str_eq(remote_text(json, "issuer"), name)) {
        return remote_fault(r, REMOTE_INVALID, "the server speaks for another one");
    }
    *ret = (struct issuer){name, endpoint(r, json, "authorization_endpoint", name), endpoint(r, json, "token_endpoint", name),
                           endpoint(r, json, "pushed_authorization_request_endpoint", name),
                           endpoint(r, json, "revocation_endpoint", name)};
    bool whole = ret->authorize.n && ret->token.n && ret->par.n;
    return whole ? REMOTE_OK : remote_fault(r, REMOTE_INVALID, "no Bluesky server answers there");
}

/* The server that vouches for the accounts of `server`: itself, or the one it names. */
static enum remote_result find_issuer(struct remote *r, struct str server, struct issuer *ret) {
    const struct json_node *json;
    size_t faults = r->errs->n;
    enum remote_result result = get_json(r, arena_printf(r->a, "%.*s/.well-known/oauth-protected-resource", STRF(server)), &json);
    struct str named = remote_address(r->a, json_text(json_at(json_get(json, "authorization_servers"), 0)));
    if (result == REMOTE_RETRY) {
        return result;
    }
    r->errs->n = faults;
    named = result || !named.p ? server : named;
    named = named.p[named.n - 1] == '/' ? str_sub(named, 0, named.n - 1) : named;
    return read_issuer(r, named, ret);
}

/* ---- asking ---- */

/* A call of the issuer with a proof of the DPoP key, once more with the nonce that it wants; the form anew, since an assertion works once. */
static enum remote_result ask(struct remote *r, const struct issuer *is, struct str url, void (*fill)(struct buf *, void *), void *ud,
                              const struct json_node **ret) {
    enum remote_result result = REMOTE_INVALID;
    for (int i = 0; i < 2; i++) {
        struct buf form;
        buf_init(&form, r->a, FORM_MAX);
        fill(&form, ud);
        add_client(r, &form, is->name);
        struct remote_call c = {.method = "POST", .path = url, .body = buf_view(&form), .type = "application/x-www-form-urlencoded",
                                .proves = true, .once = true};
        result = remote_call(r, &c, ret);
        if (!str_is(json_text(json_get(*ret, "error")), "use_dpop_nonce")) {
            break;
        }
    }
    return result;
}

struct par {
    struct remote *r;
    const struct remote_begin *begin;
};

static void fill_par(struct buf *form, void *ud) {
    const struct par *p = ud;
    remote_form(form, "response_type", STR("code"));
    remote_form(form, "redirect_uri", p->r->app.redirect_uri);
    remote_form(form, "scope", p->r->app.scopes);
    remote_form(form, "state", p->begin->state);
    remote_form(form, "code_challenge", p->begin->challenge);
    remote_form(form, "code_challenge_method", STR("S256"));
    if (p->begin->identifier.n) {
        remote_form(form, "login_hint", p->begin->identifier);
    }
}

static struct str new_secret(struct arena *a) {
    unsigned char secret[JOSE_SECRET_BYTES];
    do {
        rnd_bytes(secret, sizeof secret);
    } while (!jose_secret_ok(secret));
    return hex_text(a, secret, sizeof secret);
}

enum remote_result bluesky_authorize(struct remote *r, const struct remote_begin *begin, struct str *ret_url) {
    struct issuer is;
    const struct json_node *json;
    struct str written = begin->identifier;
    enum remote_result result = REMOTE_OK;
    written = written.n && written.p[0] == '@' ? str_sub(written, 1, written.n) : written;
    if (begin->identifier.n) {
        written = written.n ? bluesky_account_in(r->a, arena_printf(r->a, "@%.*s", STRF(written))) : STR_NULL;
        result = written.p ? bluesky_look_up(r, written) : remote_fault(r, REMOTE_GONE, "there is no such account");
    }
    result = result ? result : find_issuer(r, r->server, &is);
    if (result) {
        return result;
    }
    r->token = (struct remote_token){.dpop = new_secret(r->a), .issuer = is.name, .access = STR(""), .refresh = STR(""), .scopes = STR("")};
    struct remote_begin asked = *begin;
    asked.identifier = written;
    struct par p = {r, &asked};
    result = ask(r, &is, is.par, fill_par, &p, &json);
    struct str request = remote_text(json, "request_uri");
    if (result || !request.n) {
        return result ? result : remote_fault(r, REMOTE_INVALID, "the server took no request");
    }
    struct buf query;
    buf_init(&query, r->a, FORM_MAX);
    remote_form(&query, "client_id", r->app.client);
    remote_form(&query, "request_uri", request);
    *ret_url = arena_printf(r->a, "%.*s?%.*s", STRF(is.authorize), STRF(buf_view(&query)));
    return REMOTE_OK;
}

/* ---- tokens ---- */

struct grant {
    struct remote *r;
    struct str code, verifier;
};

static void fill_code(struct buf *form, void *ud) {
    const struct grant *g = ud;
    remote_form(form, "grant_type", STR("authorization_code"));
    remote_form(form, "code", g->code);
    remote_form(form, "redirect_uri", g->r->app.redirect_uri);
    remote_form(form, "code_verifier", g->verifier);
}

static void fill_refresh(struct buf *form, void *ud) {
    const struct grant *g = ud;
    remote_form(form, "grant_type", STR("refresh_token"));
    remote_form(form, "refresh_token", g->r->token.refresh);
}

static void fill_revoke(struct buf *form, void *ud) {
    const struct grant *g = ud;
    remote_form(form, "token", g->r->token.refresh.n ? g->r->token.refresh : g->r->token.access);
}

static enum remote_result take_tokens(struct remote *r, const struct json_node *json, struct str *ret_sub) {
    struct str access = json_text(json_get(json, "access_token")), refresh = json_text(json_get(json, "refresh_token"));
    struct str scopes = json_text(json_get(json, "scope"));
    int64_t lasts = 0;
    bool told = json_int(json_get(json, "expires_in"), &lasts) && lasts > 0 && lasts < INT32_MAX;
    *ret_sub = remote_text(json, "sub");
    if (!access.n || !str_ieq(remote_text(json, "token_type"), STR("DPoP")) || !scopes.n || str_find(scopes, STR("atproto")) == scopes.n) {
        return remote_fault(r, REMOTE_INVALID, "the server gave no token for this");
    }
    r->token.access = access;
    r->token.refresh = refresh.p ? refresh : STR("");
    r->token.scopes = scopes;
    r->token.access_until = told ? clock_now() + lasts * US_PER_S : 0;
    return REMOTE_OK;
}

/* The account that the server speaks of must say, by its own directory entry, that this server speaks for it. */
static enum remote_result check_account(struct remote *r, struct str did) {
    struct issuer is;
    struct str asked = r->account.id;
    if (asked.n && !str_eq(asked, did)) {
        return remote_fault(r, REMOTE_INVALID, "another account was signed in than was asked for");
    }
    enum remote_result result = bluesky_look_up(r, did);
    result = result ? result : find_issuer(r, r->server, &is);
    if (!result && !str_eq(is.name, r->token.issuer)) {
        return remote_fault(r, REMOTE_INVALID, "this server does not speak for that account");
    }
    r->account.handle = r->account.handle.n && r->account.handle.p[0] != '@' ? arena_printf(r->a, "@%.*s", STRF(r->account.handle))
                                                                            : r->account.handle;
    r->account.server = r->server;
    return result;
}

enum remote_result bluesky_exchange(struct remote *r, struct str code, struct str verifier) {
    struct issuer is;
    const struct json_node *json;
    struct str did;
    struct grant g = {r, code, verifier};
    enum remote_result result = read_issuer(r, r->token.issuer, &is);
    result = result ? result : ask(r, &is, is.token, fill_code, &g, &json);
    result = result ? result : take_tokens(r, json, &did);
    return result ? result : check_account(r, did);
}

enum remote_result bluesky_oauth_renew(struct remote *r) {
    struct issuer is;
    const struct json_node *json;
    struct str did;
    struct grant g = {.r = r};
    enum remote_result result = read_issuer(r, r->token.issuer, &is);
    result = result ? result : ask(r, &is, is.token, fill_refresh, &g, &json);
    if (result == REMOTE_EXPIRED || result == REMOTE_INVALID || result == REMOTE_SCOPE) {
        return REMOTE_REAUTH;            /* invalid_grant: used, or revoked */
    }
    return result ? result : take_tokens(r, json, &did);
}

enum remote_result bluesky_oauth_revoke(struct remote *r) {
    struct issuer is;
    const struct json_node *json;
    struct grant g = {.r = r};
    enum remote_result result = read_issuer(r, r->token.issuer, &is);
    if (result || !is.revoke.n) {
        return result;
    }
    return ask(r, &is, is.revoke, fill_revoke, &g, &json);
}
