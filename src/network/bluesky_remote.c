/* bluesky_remote.c: AT Protocol for a linked Bluesky account, by OAuth or app password (lexicons com.atproto.* and app.bsky.*; fact
 * sheet section 10).
 *
 * The sign-in tells where the account's own server (PDS) is; everything after it goes there. A post is a record whose key is ours
 * and fixed beforehand: asked for by that key it is there or it is not, and a second one under it cannot be made. Links,
 * mentions and hashtags are only that if we say at which bytes they stand (bluesky_text.c), and the link's card is ours to
 * make, picture included. */
#include "network/bluesky_oauth.h"
#include "network/bluesky_read.h"
#include "network/bluesky_text.h"
#include "network/network.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "text/url.h"

#include <sodium.h>

enum { BODY_MAX = 64 * 1024, CARD_IMAGE_MAX = 1000000, CARD_TITLE_MAX = 300, CARD_TEXT_MAX = 1000 };
#define POSTS "app.bsky.feed.post"

/* What the error's name says is more than its status: most are 400 (lexicons; fact sheet section 10.5). */
static enum remote_result settle(enum remote_result result, const struct json_node *json) {
    static const struct {
        const char *error;
        enum remote_result result;
    } errors[] = {
        {"ExpiredToken", REMOTE_EXPIRED},        {"InvalidToken", REMOTE_EXPIRED},
        {"AccountTakedown", REMOTE_POLICY},      {"AccountSuspended", REMOTE_POLICY},
        {"AccountDeactivated", REMOTE_POLICY},   {"RecordNotFound", REMOTE_GONE},
        {"RepoNotFound", REMOTE_POLICY},         {"RateLimitExceeded", REMOTE_RETRY},
    };
    struct str name = json_text(json_get(json, "error"));
    for (size_t i = 0; result && result != REMOTE_UNSURE && name.p && i < sizeof errors / sizeof *errors; i++) {
        if (str_is(name, errors[i].error)) {
            return errors[i].result;
        }
    }
    return result;
}

static enum remote_result ask(struct remote *r, struct remote_call *c, const struct json_node **ret) {
    enum remote_result result = remote_call(r, c, ret);
    return settle(result, *ret);
}

static enum remote_result post_json(struct remote *r, const char *path, struct buf *body, bool creates,
                                    const struct json_node **ret) {
    struct remote_call c = {.method = "POST", .path = str_of(path), .body = buf_view(body), .type = "application/json",
                            .bearer = r->token.access.n ? r->token.access : STR_NULL, .creates = creates};
    return ask(r, &c, ret);
}

/* ---- signing in ---- */

/* "exp" of a JWT that is kept but not believed: when it will be refused. 0: not told. */
static int64_t jwt_until(struct arena *a, struct str jwt) {
    struct str head, claims;
    const struct json_node *json;
    int64_t exp = 0;
    size_t n = 0;
    if (!str_split(&jwt, '.', &head) || !str_split(&jwt, '.', &claims)) {
        return 0;
    }
    char *text = arena_alloc(a, claims.n + 1);
    if (sodium_base642bin((unsigned char *)text, claims.n, claims.p, claims.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
        json_parse((struct str){text, n}, a, &json) || !json_int(json_get(json, "exp"), &exp)) {
        return 0;
    }
    return exp > 0 && exp < INT64_C(100000000000) ? exp * US_PER_S : 0;
}

/* The account's own server, from the DID document that comes along; the one that was asked when it names none. */
static struct str pds_of(struct remote *r, const struct json_node *doc) {
    const struct json_node *services = json_get(doc, "service");
    for (size_t i = 0; i < json_count(services); i++) {
        struct str id = json_text(json_get(json_at(services, i), "id"));
        struct str at = remote_text(json_at(services, i), "serviceEndpoint");
        struct url u;
        const char *why;
        bool clear = str_starts(r->server, STR("http://"));   /* a server in this house may name another one there */
        if (id.p && str_ends(id, STR("#atproto_pds")) && !url_parse(r->a, at, NULL, &why, &u) &&
            (str_is(u.scheme, "https") || (clear && url_is_web(&u)))) {
            return at.p[at.n - 1] == '/' ? str_sub(at, 0, at.n - 1) : at;
        }
    }
    return r->server;
}

static enum remote_result take_session(struct remote *r, const struct json_node *json) {
    struct str access = json_text(json_get(json, "accessJwt")), refresh = json_text(json_get(json, "refreshJwt"));
    struct str did = remote_text(json, "did"), handle = remote_text(json, "handle");
    if (!access.n || !refresh.n || !did.n) {
        return remote_fault(r, REMOTE_INVALID, "the server gave no session");
    }
    r->server = pds_of(r, json_get(json, "didDoc"));
    r->token = (struct remote_token){.access = access, .refresh = refresh, .scopes = STR(""),
                                     .access_until = jwt_until(r->a, access), .refresh_until = jwt_until(r->a, refresh)};
    r->account = (struct remote_account){
        .server = r->server, .id = did, .name = STR(""), .handle = arena_printf(r->a, "@%.*s", STRF(handle)),
        .url = arena_printf(r->a, "https://bsky.app/profile/%.*s", STRF(handle))};
    return REMOTE_OK;
}

static enum remote_result sign_in(struct remote *r, struct str identifier, struct str password) {
    struct buf body;
    const struct json_node *json;
    identifier = identifier.n && identifier.p[0] == '@' ? str_sub(identifier, 1, identifier.n) : identifier;
    buf_init(&body, r->a, BODY_MAX);
    buf_c(&body, "{\"identifier\":");
    buf_json(&body, identifier);
    buf_c(&body, ",\"password\":");
    buf_json(&body, password);
    buf_c(&body, "}");
    r->token.access = STR_NULL;
    enum remote_result result = post_json(r, "/xrpc/com.atproto.server.createSession", &body, false, &json);
    /* 401: a wrong pair, or the account's own password where a second factor is asked for: there is nothing to renew. */
    return result == REMOTE_EXPIRED ? REMOTE_REAUTH : result ? result : take_session(r, json);
}

static enum remote_result renew(struct remote *r) {
    if (r->token.dpop.n) {
        return bluesky_oauth_renew(r);
    }
    const struct json_node *json;
    struct remote_call c = {.method = "POST", .path = STR("/xrpc/com.atproto.server.refreshSession"), .body = STR(""),
                            .bearer = r->token.refresh};
    struct str server = r->server;
    enum remote_result result = ask(r, &c, &json);
    result = result ? result : take_session(r, json);
    r->server = result ? server : r->server;
    return result == REMOTE_EXPIRED || result == REMOTE_INVALID ? REMOTE_REAUTH : result;
}

static enum remote_result revoke(struct remote *r) {
    if (r->token.dpop.n) {
        return bluesky_oauth_revoke(r);
    }
    const struct json_node *json;
    struct remote_call c = {.method = "POST", .path = STR("/xrpc/com.atproto.server.deleteSession"), .body = STR(""),
                            .bearer = r->token.refresh};
    enum remote_result result = ask(r, &c, &json);
    return result == REMOTE_EXPIRED || result == REMOTE_INVALID ? REMOTE_OK : result;   /* it was none any more */
}

/* ---- publishing ---- */

/* A TID: microseconds and ten random bits as 13 characters that sort by time (https://atproto.com/specs/tid). */
static struct str key(struct arena *a, int64_t now) {
    static const char digits[] = "234567abcdefghijklmnopqrstuvwxyz";
    uint64_t v = ((uint64_t)now << 10) | rnd_below(1024);
    char text[13];
    for (size_t i = sizeof text; i-- > 0; v >>= 5) {
        text[i] = digits[v & 31];
    }
    return arena_dup(a, (struct str){text, sizeof text});
}

/* The picture's blob as JSON; empty when the card goes without. A picture that the server does not want is no reason to keep a post. */
static enum remote_result upload(struct remote *r, const struct remote_post *post, struct str *ret) {
    const struct json_node *json;
    *ret = STR("");
    if (!post->card_image.n || post->card_image.n > CARD_IMAGE_MAX) {
        return REMOTE_OK;
    }
    struct remote_call c = {.method = "POST", .path = STR("/xrpc/com.atproto.repo.uploadBlob"), .body = post->card_image,
                            .type = post->card_image_type.p, .bearer = r->token.access};
    enum remote_result result = ask(r, &c, &json);
    const struct json_node *blob = json_get(json, "blob"), *ref = json_get(blob, "ref");
    struct str link = remote_text(ref, "$link"), mime = remote_text(blob, "mimeType");
    int64_t size = 0;
    if (result == REMOTE_INVALID || (!result && (!link.n || !json_int(json_get(blob, "size"), &size)))) {
        r->errs->n = 0;
        return REMOTE_OK;
    }
    struct buf b;
    buf_init(&b, r->a, BODY_MAX);
    buf_c(&b, "{\"$type\":\"blob\",\"ref\":{\"$link\":");
    buf_json(&b, link);
    buf_c(&b, "},\"mimeType\":");
    buf_json(&b, mime);
    buf_printf(&b, ",\"size\":%lld}", (long long)size);
    *ret = buf_view(&b);
    return result;
}

static void add_card(struct buf *b, const struct remote_post *post, struct str blob) {
    buf_c(b, ",\"embed\":{\"$type\":\"app.bsky.embed.external\",\"external\":{\"uri\":");
    buf_json(b, post->link);
    buf_c(b, ",\"title\":");
    buf_json(b, str_utf8_cut(post->card_title, CARD_TITLE_MAX));
    buf_c(b, ",\"description\":");
    buf_json(b, str_utf8_cut(post->card_text, CARD_TEXT_MAX));
    if (blob.n) {
        buf_c(b, ",\"thumb\":");
        buf_str(b, blob);
    }
    buf_c(b, "}}");
}

/* The DID of a handle, for a mention; "" when there is none: then it stays plain text. */
static struct str did_of(void *ud, struct str handle) {
    struct remote *r = ud;
    const struct json_node *json;
    struct buf path;
    size_t faults = r->errs->n;
    buf_init(&path, r->a, BODY_MAX);
    buf_c(&path, "/xrpc/com.atproto.identity.resolveHandle?handle=");
    buf_pct(&path, handle);
    struct remote_call c = {.method = "GET", .path = buf_view(&path), .total_ms = REMOTE_LOOKUP_MS};
    enum remote_result result = remote_call(r, &c, &json);
    r->errs->n = faults;
    return result ? STR("") : remote_text(json, "did");
}

/* {"repo":DID,"collection":…,"rkey":KEY — what each call on a record begins with. */
static void begin(struct remote *r, struct buf *b, const char *collection, struct str rkey) {
    buf_init(b, r->a, BODY_MAX);
    buf_c(b, "{\"repo\":");
    buf_json(b, r->account.id);
    buf_printf(b, ",\"collection\":\"%s\",\"rkey\":", collection);
    buf_json(b, rkey);
}

static struct remote_ref ref_of(struct remote *r, const struct json_node *json, struct str rkey) {
    return (struct remote_ref){
        .id = arena_printf(r->a, "at://%.*s/" POSTS "/%.*s", STRF(r->account.id), STRF(rkey)),
        .version = remote_text(json, "cid"),
        .url = arena_printf(r->a, "https://bsky.app/profile/%.*s/post/%.*s", STRF(r->account.id), STRF(rkey))};
}

static enum remote_result publish(struct remote *r, const struct remote_post *post, struct remote_ref *ret) {
    const struct json_node *json;
    struct buf b;
    struct str blob;
    enum remote_result result = upload(r, post, &blob);
    if (result) {
        return result;
    }
    begin(r, &b, POSTS, post->key);
    buf_c(&b, ",\"record\":{\"$type\":\"" POSTS "\",\"text\":");
    buf_json(&b, post->text);
    buf_printf(&b, ",\"createdAt\":\"%.*s\"", STRF(time_rfc3339(r->a, r->now)));
    if (post->language.n) {
        buf_c(&b, ",\"langs\":[");
        buf_json(&b, post->language);
        buf_c(&b, "]");
    }
    bluesky_facets(&b, r->a, post->text, did_of, r);
    if (post->link.n && post->card_title.n) {
        add_card(&b, post, blob);
    }
    buf_c(&b, "}}");
    result = post_json(r, "/xrpc/com.atproto.repo.createRecord", &b, true, &json);
    if (!result) {
        *ret = ref_of(r, json, post->key);
    }
    return result;
}

static enum remote_result find(struct remote *r, const struct remote_post *post, struct remote_ref *ret) {
    const struct json_node *json;
    struct buf path;
    buf_init(&path, r->a, BODY_MAX);
    buf_c(&path, "/xrpc/com.atproto.repo.getRecord?collection=" POSTS "&");
    struct buf rest;
    buf_init(&rest, r->a, BODY_MAX);
    remote_form(&rest, "repo", r->account.id);
    remote_form(&rest, "rkey", post->key);
    buf_str(&path, buf_view(&rest));
    struct remote_call c = {.method = "GET", .path = buf_view(&path)};
    enum remote_result result = ask(r, &c, &json);
    if (!result) {
        *ret = ref_of(r, json, post->key);
    }
    return result;
}

static enum remote_result delete_record(struct remote *r, const char *collection, const struct remote_ref *ref) {
    const struct json_node *json;
    struct buf b;
    size_t at = ref->id.n;
    while (at > 0 && ref->id.p[at - 1] != '/') {
        at--;
    }
    begin(r, &b, collection, str_sub(ref->id, at, ref->id.n));
    buf_c(&b, "}");
    enum remote_result result = post_json(r, "/xrpc/com.atproto.repo.deleteRecord", &b, false, &json);
    return result == REMOTE_GONE ? REMOTE_OK : result;
}

static enum remote_result remove_post(struct remote *r, const struct remote_ref *ref) {
    return delete_record(r, POSTS, ref);
}

/* ---- with the company's own posts ---- */

static const char *collection_of(enum remote_act kind) {
    return kind == REMOTE_LIKE ? "app.bsky.feed.like" : "app.bsky.feed.repost";
}

/* A record of one's own that names the post by address and version. Of two for one post the server keeps the newer. */
static enum remote_result act(struct remote *r, enum remote_act kind, const struct remote_ref *target, struct remote_ref *ret) {
    const struct json_node *json;
    struct buf b;
    begin(r, &b, collection_of(kind), key(r->a, r->now));
    buf_printf(&b, ",\"record\":{\"$type\":\"%s\",\"createdAt\":\"%.*s\",\"subject\":{\"uri\":", collection_of(kind),
               STRF(time_rfc3339(r->a, r->now)));
    buf_json(&b, target->id);
    buf_c(&b, ",\"cid\":");
    buf_json(&b, target->version);
    buf_c(&b, "}}}");
    enum remote_result result = post_json(r, "/xrpc/com.atproto.repo.createRecord", &b, false, &json);
    if (!result) {
        *ret = (struct remote_ref){remote_text(json, "uri"), remote_text(json, "cid"), STR("")};
    }
    return result;
}

static enum remote_result undo(struct remote *r, enum remote_act kind, const struct remote_ref *done) {
    return delete_record(r, collection_of(kind), done);
}

const struct remote_api remote_bluesky = {
    .ways = REMOTE_PASSWORD | REMOTE_OAUTH,
    .can = REMOTE_PUBLISH | REMOTE_REMOVE | REMOTE_KEYED | REMOTE_LIKES | REMOTE_REPOSTS,
    .scopes = "",
    .home = "https://bsky.social",
    .enrol = bluesky_enrol,
    .authorize = bluesky_authorize,
    .exchange = bluesky_exchange,
    .client_metadata = bluesky_client_metadata,
    .sign_in = sign_in,
    .renew = renew,
    .revoke = revoke,
    .key = key,
    .publish = publish,
    .find = find,
    .remove = remove_post,
    .act = act,
    .undo = undo,
    .account_in = bluesky_account_in,
    .look_up = bluesky_look_up,
    .look_again = bluesky_look_again,
    .posts = bluesky_posts,
};
