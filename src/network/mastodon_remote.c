/* mastodon_remote.c: the Mastodon API for a linked account (https://docs.joinmastodon.org/methods/; fact sheet section 9).
 *
 * Every server is its own: this program registers there once a redirect address, and asks for as little as it needs. Servers that
 * only speak like Mastodon leave out fields and endpoints, so nothing is taken for granted but ids. A post is found again by
 * its tracked link, which no other post holds; within an hour the server finds it itself by the Idempotency-Key. */
#include "network/mastodon_read.h"
#include "network/network.h"

#include "base/buf.h"
#include "base/rnd.h"
#include "text/url.h"

enum { FORM_MAX = 64 * 1024, FIND_LIMIT = 40 };
#define SCOPES "read:accounts read:statuses read:search write:statuses write:media write:favourites"

/* Without a refresh token a refused token is the end; a 403 that is not about scopes is about the account. */
static enum remote_result settle(struct remote *r, enum remote_result result, const struct json_node *json) {
    if (result == REMOTE_EXPIRED && str_empty(r->token.refresh)) {
        return REMOTE_REAUTH;
    }
    struct str error = json_text(json_get(json, "error"));
    if (result == REMOTE_SCOPE && error.n && str_find(error, STR("scope")) == error.n) {
        return REMOTE_POLICY;
    }
    return result;
}

static enum remote_result ask(struct remote *r, const char *method, struct str path, const struct json_node **ret) {
    struct remote_call c = {.method = method, .path = path, .bearer = r->token.access,
                            .closes = strcmp(method, "DELETE") == 0};
    enum remote_result result = remote_call(r, &c, ret);
    return settle(r, result, *ret);
}

static enum remote_result send_form(struct remote *r, const char *path, struct buf *form, const struct json_node **ret) {
    struct remote_call c = {.method = "POST", .path = str_of(path), .body = buf_view(form),
                            .type = "application/x-www-form-urlencoded"};
    return remote_call(r, &c, ret);
}

/* It says of itself that it speaks this API: /api/v2/instance, before 4.0 /api/v1/instance. */
static enum remote_result meet(struct remote *r) {
    static const char *const paths[] = {"/api/v2/instance", "/api/v1/instance"};
    const struct json_node *json = NULL;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct remote_call c = {.method = "GET", .path = str_of(paths[i])};
        enum remote_result result = remote_call(r, &c, &json);
        if (result == REMOTE_RETRY) {
            return result;
        }
        struct str domain = remote_text(json, "domain");
        if (result == REMOTE_OK && (domain.n || remote_text(json, "uri").n)) {
            return REMOTE_OK;
        }
    }
    return remote_fault(r, REMOTE_INVALID, "no Mastodon server answers there");
}

static enum remote_result enrol(struct remote *r, struct str redirect_uri, struct remote_app *ret) {
    struct buf form;
    const struct json_node *json;
    buf_init(&form, r->a, FORM_MAX);
    remote_form(&form, "client_name", STR("Portevoix"));
    remote_form(&form, "redirect_uris", redirect_uri);
    remote_form(&form, "scopes", STR(SCOPES));
    enum remote_result result = send_form(r, "/api/v1/apps", &form, &json);
    *ret = (struct remote_app){remote_text(json, "client_id"), remote_text(json, "client_secret"), redirect_uri, STR(SCOPES)};
    if (!result && (str_empty(ret->client) || str_empty(ret->secret))) {
        return remote_fault(r, REMOTE_INVALID, "the server gave no client id");
    }
    return result;
}

static enum remote_result authorize(struct remote *r, const struct remote_begin *begin, struct str *ret_url) {
    struct buf query;
    buf_init(&query, r->a, FORM_MAX);
    remote_form(&query, "response_type", STR("code"));
    remote_form(&query, "client_id", r->app.client);
    remote_form(&query, "redirect_uri", r->app.redirect_uri);
    remote_form(&query, "scope", r->app.scopes);
    remote_form(&query, "state", begin->state);
    remote_form(&query, "code_challenge", begin->challenge);
    remote_form(&query, "code_challenge_method", STR("S256"));
    *ret_url = arena_printf(r->a, "%.*s/oauth/authorize?%.*s", STRF(r->server), STRF(buf_view(&query)));
    return REMOTE_OK;
}

/* REMOTE_GONE: the server knows this program no more; it has to be enrolled again. */
static enum remote_result exchange(struct remote *r, struct str code, struct str verifier) {
    struct buf form;
    const struct json_node *json;
    int64_t lasts = 0;
    buf_init(&form, r->a, FORM_MAX);
    remote_form(&form, "grant_type", STR("authorization_code"));
    remote_form(&form, "code", code);
    remote_form(&form, "client_id", r->app.client);
    remote_form(&form, "client_secret", r->app.secret);
    remote_form(&form, "redirect_uri", r->app.redirect_uri);
    remote_form(&form, "code_verifier", verifier);
    enum remote_result result = send_form(r, "/oauth/token", &form, &json);
    if (str_is(json_text(json_get(json, "error")), "invalid_client")) {
        return REMOTE_GONE;
    }
    struct str access = json_text(json_get(json, "access_token"));
    if (result || str_empty(access)) {
        return result ? result : remote_fault(r, REMOTE_INVALID, "the server gave no token");
    }
    bool dies = json_int(json_get(json, "expires_in"), &lasts) && lasts > 0 && lasts < INT32_MAX;
    struct str scopes = remote_text(json, "scope"), refresh = json_text(json_get(json, "refresh_token"));
    r->token = (struct remote_token){.access = access, .refresh = refresh.p ? refresh : STR(""),
                                     .scopes = scopes.n ? scopes : r->app.scopes,
                                     .access_until = dies ? r->now + lasts * 1000000 : 0};
    return REMOTE_OK;
}

static enum remote_result who(struct remote *r) {
    const struct json_node *json;
    enum remote_result result = ask(r, "GET", STR("/api/v1/accounts/verify_credentials"), &json);
    if (result) {
        return result;
    }
    struct str host = url_host(r->a, r->server), name = remote_text(json, "username");
    r->account = (struct remote_account){
        .server = r->server, .id = remote_text(json, "id"), .name = remote_text(json, "display_name"),
        .handle = arena_printf(r->a, "@%.*s@%.*s", STRF(name), STRF(host)), .url = remote_text(json, "url")};
    if (str_empty(r->account.id) || str_empty(name)) {
        return remote_fault(r, REMOTE_INVALID, "the server did not say whose account it is");
    }
    return REMOTE_OK;
}

static enum remote_result revoke(struct remote *r) {
    struct buf form;
    const struct json_node *json;
    buf_init(&form, r->a, FORM_MAX);
    remote_form(&form, "client_id", r->app.client);
    remote_form(&form, "client_secret", r->app.secret);
    remote_form(&form, "token", r->token.access);
    return send_form(r, "/oauth/revoke", &form, &json);
}

/* Sent with every attempt; any text will do, a UUID is what the documentation shows. */
static struct str key(struct arena *a, int64_t now) {
    unsigned char b[16];
    (void)now;
    rnd_bytes(b, sizeof b);
    struct str hex = hex_text(a, b, sizeof b);
    return arena_printf(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex.p, hex.p + 8, hex.p + 12, hex.p + 16, hex.p + 20);
}

static enum remote_result ref_of(struct remote *r, const struct json_node *status, struct remote_ref *ret) {
    struct str url = remote_text(status, "url");
    *ret = (struct remote_ref){remote_text(status, "id"), STR(""), url.n ? url : remote_text(status, "uri")};
    return ret->id.n ? REMOTE_OK : remote_fault(r, REMOTE_UNSURE, "the server did not say which post it made");
}

static enum remote_result publish(struct remote *r, const struct remote_post *post, struct remote_ref *ret) {
    struct buf form;
    const struct json_node *json;
    buf_init(&form, r->a, FORM_MAX);
    remote_form(&form, "status", post->text);
    if (post->language.n >= 2) {
        remote_form(&form, "language", str_sub(post->language, 0, 2));   /* ISO 639-1 */
    }
    if (post->visibility.n) {
        remote_form(&form, "visibility", post->visibility);
    }
    struct remote_call c = {.method = "POST", .path = STR("/api/v1/statuses"), .body = buf_view(&form),
                            .type = "application/x-www-form-urlencoded", .bearer = r->token.access, .creates = true,
                            .header = arena_printf(r->a, "Idempotency-Key: %.*s", STRF(post->key))};
    enum remote_result result = remote_call(r, &c, &json);
    result = settle(r, result, json);
    return result ? result : ref_of(r, json, ret);
}

static enum remote_result find(struct remote *r, const struct remote_post *post, struct remote_ref *ret) {
    const struct json_node *json;
    struct buf path;
    buf_init(&path, r->a, FORM_MAX);
    buf_c(&path, "/api/v1/accounts/");
    buf_pct(&path, r->account.id);
    buf_printf(&path, "/statuses?limit=%d&exclude_reblogs=true", FIND_LIMIT);
    enum remote_result result = ask(r, "GET", buf_view(&path), &json);
    for (size_t i = 0; !result && i < json_count(json); i++) {
        struct str content = json_text(json_get(json_at(json, i), "content"));
        if (content.n && post->link.n && str_find(content, post->link) < content.n) {
            return ref_of(r, json_at(json, i), ret);
        }
    }
    return result ? result : REMOTE_GONE;
}

static enum remote_result remove_post(struct remote *r, const struct remote_ref *ref) {
    const struct json_node *json;
    struct buf path;
    buf_init(&path, r->a, FORM_MAX);
    buf_c(&path, "/api/v1/statuses/");
    buf_pct(&path, ref->id);
    return ask(r, "DELETE", buf_view(&path), &json);
}

/* ---- with the company's own posts ---- */

/* The same post has another id on each server: the member's own finds it by its address (methods/search). */
static enum remote_result local_id(struct remote *r, struct str url, struct str *ret) {
    const struct json_node *json;
    struct buf path;
    buf_init(&path, r->a, FORM_MAX);
    buf_c(&path, "/api/v2/search?type=statuses&resolve=true&limit=1&q=");
    buf_pct(&path, url);
    enum remote_result result = ask(r, "GET", buf_view(&path), &json);
    *ret = remote_text(json_at(json_get(json, "statuses"), 0), "id");
    return result || ret->n ? result : remote_fault(r, REMOTE_GONE, "your server does not find this post");
}

static enum remote_result post_to(struct remote *r, struct str id, const char *verb, const struct json_node **ret) {
    struct buf path;
    buf_init(&path, r->a, FORM_MAX);
    buf_c(&path, "/api/v1/statuses/");
    buf_pct(&path, id);
    buf_printf(&path, "/%s", verb);
    struct remote_call c = {.method = "POST", .path = buf_view(&path), .body = STR(""), .type = "application/x-www-form-urlencoded",
                            .bearer = r->token.access};
    enum remote_result result = remote_call(r, &c, ret);
    return settle(r, result, *ret);
}

static enum remote_result act(struct remote *r, enum remote_act kind, const struct remote_ref *target, struct remote_ref *ret) {
    const struct json_node *json;
    struct str id;
    enum remote_result result = local_id(r, target->url, &id);
    result = result ? result : post_to(r, id, kind == REMOTE_LIKE ? "favourite" : "reblog", &json);
    if (!result) {
        *ret = (struct remote_ref){id, STR(""), remote_text(json, "url")};
    }
    return result;
}

static enum remote_result undo(struct remote *r, enum remote_act kind, const struct remote_ref *done) {
    const struct json_node *json;
    enum remote_result result = post_to(r, done->id, kind == REMOTE_LIKE ? "unfavourite" : "unreblog", &json);
    return result == REMOTE_GONE ? REMOTE_OK : result;
}

const struct remote_api remote_mastodon = {
    .ways = REMOTE_OAUTH,
    .can = REMOTE_PUBLISH | REMOTE_REMOVE | REMOTE_LIKES | REMOTE_REPOSTS,
    .scopes = SCOPES,
    .meet = meet,
    .enrol = enrol,
    .authorize = authorize,
    .exchange = exchange,
    .who = who,
    .revoke = revoke,
    .key = key,
    .publish = publish,
    .find = find,
    .remove = remove_post,
    .act = act,
    .undo = undo,
    .account_in = mastodon_account_in,
    .look_up = mastodon_look_up,
    .look_again = mastodon_look_again,
    .posts = mastodon_posts,
};
