/* bluesky_read.c: see bluesky_read.h (https://atproto.com/specs/handle, /did, lexicons com.atproto.* and app.bsky.*; fact sheet
 * section 10).
 *
 * Everything is read at the account's own server (PDS), which has its records and pictures and asks for no sign-in; no view of
 * Bluesky the company is needed. An account is known by its DID: its document tells the server and the handle, so that an
 * account that moves or is renamed is followed. A handle counts only when the document claims it in turn. */
#include "network/bluesky_read.h"

#include "base/buf.h"
#include "text/html.h"
#include "text/url.h"

#include <stdlib.h>

enum { PATH_MAX_BYTES = 8 * 1024, HANDLE_MAX = 253, PAGE = 100, FACETS_MAX = 100, ALT_MAX = 10000, LINE_MAX = 3000 };
#define POSTS "app.bsky.feed.post"

/* ---- what was typed ---- */

static bool is_handle(struct str s) {
    bool dot = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        dot = dot || c == '.';
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.')) {
            return false;
        }
    }
    return dot && s.n <= HANDLE_MAX && s.p[0] != '.' && s.p[s.n - 1] != '.' && str_find(s, STR("..")) == s.n;
}

/* "did:plc:…", "did:web:host": the two methods in use. */
static bool is_did(struct str s) {
    struct str rest = str_starts(s, STR("did:plc:")) || str_starts(s, STR("did:web:")) ? str_sub(s, 8, s.n) : STR("");
    for (size_t i = 0; i < rest.n; i++) {
        char c = rest.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '%')) {
            return false;
        }
    }
    return rest.n > 0 && s.n <= HANDLE_MAX;
}

/* A host name alone is a website, unless it is one that Bluesky gives to accounts. */
struct str bluesky_account_in(struct arena *a, struct str typed) {
    struct url u;
    typed = str_trim(typed);
    if (is_did(typed)) {
        return typed;
    }
    if (typed.n && typed.p[0] == '@') {
        typed = str_sub(typed, 1, typed.n);
        return is_handle(typed) ? typed : STR_NULL;
    }
    if (str_istarts(typed, STR("at://"))) {
        typed = str_sub(typed, 5, typed.n);
        return is_did(typed) || is_handle(typed) ? typed : STR_NULL;
    }
    struct str address = str_find(typed, STR("://")) < typed.n ? typed : arena_printf(a, "https://%.*s", STRF(typed));
    if (url_parse(a, address, NULL, NULL, &u) || !url_is_web(&u) || u.userinfo.p) {
        return STR_NULL;
    }
    if (str_ends(u.host, STR(".bsky.social")) && u.path.n <= 1) {
        return u.host;
    }
    if (!str_is(u.host, "bsky.app") || !str_starts(u.path, STR("/profile/"))) {
        return STR_NULL;
    }
    struct str name = str_sub(u.path, 9, u.path.n);
    name = name.n && name.p[name.n - 1] == '/' ? str_sub(name, 0, name.n - 1) : name;
    return is_did(name) || is_handle(name) ? name : STR_NULL;
}

/* ---- the account ---- */

static enum remote_result get(struct remote *r, const struct remote_call *call, const struct json_node **ret) {
    static const struct {
        const char *error;
        enum remote_result result;
    } errors[] = {
        {"RepoNotFound", REMOTE_GONE},      {"RecordNotFound", REMOTE_GONE},      {"HandleNotFound", REMOTE_GONE},
        {"RepoTakendown", REMOTE_POLICY},   {"RepoSuspended", REMOTE_POLICY},     {"RepoDeactivated", REMOTE_POLICY},
        {"AccountTakedown", REMOTE_POLICY}, {"RateLimitExceeded", REMOTE_RETRY},
    };
    struct remote_call c = *call;
    c.method = "GET";
    enum remote_result result = remote_call(r, &c, ret);
    struct str name = json_text(json_get(*ret, "error"));
    for (size_t i = 0; result && name.p && i < sizeof errors / sizeof *errors; i++) {
        if (str_is(name, errors[i].error)) {
            return errors[i].result;
        }
    }
    return result;
}

/* The path with "?a=b&c=d", for as many pairs as there are. */
static struct str query(struct arena *a, const char *path, const struct str *pairs, size_t n) {
    struct buf b, rest;
    buf_init(&b, a, PATH_MAX_BYTES);
    buf_init(&rest, a, PATH_MAX_BYTES);
    for (size_t i = 0; i + 1 < n; i += 2) {
        remote_form(&rest, pairs[i].p, pairs[i + 1]);
    }
    buf_printf(&b, "%s?", path);
    buf_str(&b, buf_view(&rest));
    return buf_view(&b);
}

/* By the handle's own host, else by the service of the operator's settings, which looks into the DNS too. */
static enum remote_result resolve(struct remote *r, struct str handle, struct str *ret) {
    const struct json_node *json;
    size_t faults = r->errs->n;
    struct remote_call own = {.path = arena_printf(r->a, "https://%.*s/.well-known/atproto-did", STRF(handle)), .follows = true,
                              .total_ms = REMOTE_LOOKUP_MS};
    enum remote_result result = get(r, &own, &json);
    *ret = str_trim(r->answer);
    r->errs->n = faults;
    if (!result && is_did(*ret)) {
        return REMOTE_OK;
    }
    struct str at = query(r->a, "/xrpc/com.atproto.identity.resolveHandle", (struct str[]){STR("handle"), handle}, 2);
    struct remote_call service = {.path = arena_printf(r->a, "%.*s%.*s", STRF(remote_places()->bluesky), STRF(at)), .trusted = true};
    result = get(r, &service, &json);
    *ret = remote_text(json, "did");
    if (result == REMOTE_INVALID || result == REMOTE_GONE || (!result && !is_did(*ret))) {
        r->status = 0;
        r->errs->n = faults;
        (void)!err_set(r->errs, E_PEER, "", "Bluesky knows no account %.*s", STRF(handle));
        return REMOTE_GONE;
    }
    return result;
}

static enum remote_result document(struct remote *r, struct str did, const struct json_node **ret) {
    struct remote_call c = {.follows = false};
    if (str_starts(did, STR("did:plc:"))) {
        c.path = arena_printf(r->a, "%.*s/%.*s", STRF(remote_places()->plc), STRF(did));
        c.trusted = true;
    } else {
        c.path = arena_printf(r->a, "https://%.*s/.well-known/did.json", STRF(str_sub(did, 8, did.n)));
        c.follows = true;
    }
    enum remote_result result = get(r, &c, ret);
    if (!result && !str_eq(remote_text(*ret, "id"), did)) {
        return remote_fault(r, REMOTE_INVALID, "the directory gave the document of another account");
    }
    return result;
}

/* A directory within this house (plain http) may name a server there; any other must encrypt. */
static struct str server_of(struct remote *r, const struct json_node *doc) {
    const struct json_node *services = json_get(doc, "service");
    bool clear = str_starts(remote_places()->plc, STR("http://"));
    for (size_t i = 0; i < json_count(services); i++) {
        struct str id = remote_text(json_at(services, i), "id");
        struct str at = remote_address(r->a, remote_text(json_at(services, i), "serviceEndpoint"));
        if (str_ends(id, STR("#atproto_pds")) && at.p && (clear || str_starts(at, STR("https://")))) {
            return at.p[at.n - 1] == '/' ? str_sub(at, 0, at.n - 1) : at;
        }
    }
    return STR_NULL;
}

static bool claims(const struct json_node *doc, struct str handle) {
    const struct json_node *names = json_get(doc, "alsoKnownAs");
    for (size_t i = 0; i < json_count(names); i++) {
        struct str name = json_text(json_at(names, i));
        if (name.p && str_starts(name, STR("at://")) && str_ieq(str_sub(name, 5, name.n), handle)) {
            return true;
        }
    }
    return false;
}

/* The first handle that the document claims and that leads back to it; "" when there is none. `known`: proven before. */
static struct str proven_handle(struct remote *r, const struct json_node *doc, struct str did, struct str known) {
    struct str name = json_text(json_at(json_get(doc, "alsoKnownAs"), 0)), back;
    name = name.p && str_starts(name, STR("at://")) ? str_sub(name, 5, name.n) : STR("");
    if (known.n && claims(doc, known)) {
        return known;
    }
    size_t faults = r->errs->n;
    bool proven = is_handle(name) && !resolve(r, name, &back) && str_eq(back, did);
    r->errs->n = faults;
    return proven ? name : STR("");
}

static struct str blob_address(struct arena *a, struct str server, struct str did, const struct json_node *blob) {
    struct str cid = remote_text(json_get(blob, "ref"), "$link");
    cid = cid.n ? cid : remote_text(blob, "cid");        /* as records of 2023 have it */
    if (!cid.n || !server.n) {
        return STR_NULL;
    }
    struct str at = query(a, "/xrpc/com.atproto.sync.getBlob", (struct str[]){STR("did"), did, STR("cid"), cid}, 4);
    return remote_address(a, arena_printf(a, "%.*s%.*s", STRF(server), STRF(at)));
}

static bool labelled(const struct json_node *record, const char *const *labels) {
    const struct json_node *values = json_get(json_get(record, "labels"), "values");
    for (size_t i = 0; i < json_count(values); i++) {
        struct str val = remote_text(json_at(values, i), "val");
        for (size_t k = 0; labels[k]; k++) {
            if (str_is(val, labels[k])) {
                return true;
            }
        }
    }
    return false;
}

/* Name and picture. Without a profile record there is none of either. (getRecord would do, but a PDS hands it on to others for
 * accounts that it does not show.) */
static enum remote_result take_profile(struct remote *r) {
    static const char *const hidden[] = {"!no-unauthenticated", NULL};
    const struct json_node *json;
    size_t faults = r->errs->n;
    struct str pairs[] = {STR("repo"), r->account.id, STR("collection"), STR("app.bsky.actor.profile"), STR("limit"), STR("1")};
    struct remote_call c = {.path = query(r->a, "/xrpc/com.atproto.repo.listRecords", pairs, 6)};
    enum remote_result result = get(r, &c, &json);
    if (result == REMOTE_GONE || result == REMOTE_POLICY || (result == REMOTE_INVALID && !r->err)) {
        r->errs->n = faults;
        return REMOTE_OK;            /* what is wrong with the account its posts will say */
    }
    const struct json_node *record = json_get(json_at(json_get(json, "records"), 0), "value");
    struct str name = str_trim(html_utf8(r->a, remote_text(record, "displayName")));
    if (name.n) {
        r->account.name = name;
    }
    r->account.about = html_utf8(r->a, str_utf8_cut(json_text(json_get(record, "description")), LINE_MAX));
    r->account.avatar = blob_address(r->a, r->server, r->account.id, json_get(record, "avatar"));
    return !result && labelled(record, hidden) ? remote_fault(r, REMOTE_SCOPE, "the account asks to be seen by people with an account at Bluesky alone")
                                               : result;
}

static enum remote_result take_document(struct remote *r, const struct json_node *doc, struct str did, struct str handle) {
    struct str server = server_of(r, doc), shown = handle.n ? handle : did;
    if (!server.p) {
        return remote_fault(r, REMOTE_GONE, "the account has no server any more");
    }
    r->server = server;
    r->account = (struct remote_account){
        .server = server, .id = did, .name = shown, .handle = handle.n ? arena_printf(r->a, "@%.*s", STRF(handle)) : did,
        .url = arena_printf(r->a, "https://bsky.app/profile/%.*s", STRF(shown))};
    return take_profile(r);
}

enum remote_result bluesky_look_up(struct remote *r, struct str given) {
    const struct json_node *doc;
    struct str did = given, handle = STR("");
    enum remote_result result = is_did(given) ? REMOTE_OK : resolve(r, given, &did);
    result = result ? result : document(r, did, &doc);
    if (result) {
        return result;
    }
    if (is_did(given)) {
        handle = proven_handle(r, doc, did, STR(""));
    } else if (claims(doc, given)) {
        handle = given;
    } else {
        (void)!err_set(r->errs, E_PEER, "", "%.*s names an account that does not call itself so", STRF(given));
        return REMOTE_INVALID;
    }
    return take_document(r, doc, did, handle);
}

/* While the directory does not answer, the account is where it was. */
enum remote_result bluesky_look_again(struct remote *r) {
    const struct json_node *doc;
    size_t faults = r->errs->n;
    struct str did = r->account.id, known = r->account.handle;
    known = known.n && known.p[0] == '@' ? str_sub(known, 1, known.n) : STR("");
    enum remote_result result = document(r, did, &doc);
    if (result == REMOTE_RETRY && r->server.n) {
        r->errs->n = faults;
        return take_profile(r);
    }
    return result ? result : take_document(r, doc, did, proven_handle(r, doc, did, known));
}

/* ---- its posts ---- */

struct facet {
    size_t from, to;
    struct str uri;
};

static int by_place(const void *a, const void *b) {
    size_t x = ((const struct facet *)a)->from, y = ((const struct facet *)b)->from;
    return x < y ? -1 : x > y;
}

static bool cut_short(struct str shown) {
    return str_ends(shown, STR("…")) || str_ends(shown, STR("..."));
}

/* The links whose visible text is cut: in their place stands the whole address. */
static size_t take_facets(struct arena *a, const struct json_node *list, struct str text, struct facet ret[FACETS_MAX]) {
    size_t n = 0;
    for (size_t i = 0; i < json_count(list) && n < FACETS_MAX; i++) {
        const struct json_node *facet = json_at(list, i), *index = json_get(facet, "index"), *features = json_get(facet, "features");
        int64_t from, to;
        if (!json_int(json_get(index, "byteStart"), &from) || !json_int(json_get(index, "byteEnd"), &to) || from < 0 || to <= from ||
            to > (int64_t)text.n || !cut_short(str_sub(text, (size_t)from, (size_t)to)) ||
            !str_utf8_valid(str_sub(text, 0, (size_t)from))) {
            continue;
        }
        for (size_t k = 0; k < json_count(features); k++) {
            struct str uri = json_text(json_get(json_at(features, k), "uri"));
            if (str_is(json_text(json_get(json_at(features, k), "$type")), "app.bsky.richtext.facet#link") && remote_address(a, uri).p) {
                ret[n++] = (struct facet){(size_t)from, (size_t)to, uri};
                break;
            }
        }
    }
    if (n) {
        qsort(ret, n, sizeof *ret, by_place);
    }
    return n;
}

static struct str whole_text(struct arena *a, const struct json_node *record) {
    struct str text = json_text(json_get(record, "text"));
    struct facet facets[FACETS_MAX];
    struct buf b;
    if (!text.p) {
        return STR("");
    }
    text = str_utf8_cut(text, REMOTE_POST_MAX / 2);
    size_t n = take_facets(a, json_get(record, "facets"), text, facets), at = 0;
    buf_init(&b, a, REMOTE_POST_MAX * 8);
    for (size_t i = 0; i < n; i++) {
        if (facets[i].from >= at) {
            buf_str(&b, str_sub(text, at, facets[i].from));
            buf_str(&b, facets[i].uri);
            at = facets[i].to;
        }
    }
    buf_str(&b, str_sub(text, at, text.n));
    return str_trim(str_utf8_cut(html_utf8(a, buf_view(&b)), REMOTE_POST_MAX));
}

static struct str line(struct arena *a, const struct json_node *n, const char *key, size_t max) {
    struct str s = json_text(json_get(n, key));
    s = s.p ? str_trim(str_utf8_cut(html_utf8(a, s), max)) : STR("");
    return s.n ? s : STR_NULL;
}

/* Pictures and galleries have their items under other names. */
static void take_pictures(struct arena *a, const struct json_node *list, struct str server, struct str did, struct remote_item *i) {
    for (size_t k = 0; k < json_count(list) && i->pictures_n < REMOTE_PICTURES_MAX; k++) {
        struct str url = blob_address(a, server, did, json_get(json_at(list, k), "image"));
        if (url.p) {
            i->pictures[i->pictures_n++] = (struct remote_picture){url, line(a, json_at(list, k), "alt", ALT_MAX)};
        }
    }
}

static void take_embed(struct arena *a, const struct json_node *embed, struct str server, struct str did, struct remote_item *i) {
    struct str type = remote_text(embed, "$type");
    if (str_is(type, "app.bsky.embed.recordWithMedia")) {
        embed = json_get(embed, "media");
        type = remote_text(embed, "$type");
    }
    if (str_is(type, "app.bsky.embed.images") || str_is(type, "app.bsky.embed.gallery")) {
        take_pictures(a, json_get(embed, str_is(type, "app.bsky.embed.images") ? "images" : "items"), server, did, i);
    } else if (str_is(type, "app.bsky.embed.external")) {
        const struct json_node *card = json_get(embed, "external");
        i->card_url = remote_address(a, json_text(json_get(card, "uri")));
        i->card_title = line(a, card, "title", LINE_MAX);
        i->card_text = line(a, card, "description", LINE_MAX);
        i->card_image = blob_address(a, server, did, json_get(card, "thumb"));
    }
    i->video = str_is(type, "app.bsky.embed.video");
}

static bool is_key(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("._:~-", c)))) {
            return false;
        }
    }
    return s.n > 0;
}

/* False for what is left out. */
static bool take_record(struct arena *a, const struct json_node *n, struct str server, struct str did, struct remote_item *ret) {
    static const char *const folded[] = {"porn", "sexual", "nudity", "graphic-media", "gore", NULL};
    const struct json_node *record = json_get(n, "value");
    struct str uri = remote_text(n, "uri"), head = arena_printf(a, "at://%.*s/" POSTS "/", STRF(did));
    struct str key = str_starts(uri, head) ? str_sub(uri, head.n, uri.n) : STR("");
    struct str type = remote_text(record, "$type");
    if (!is_key(key) || json_kind(record) != JSON_IS_OBJECT || (type.n && !str_is(type, POSTS))) {
        return false;
    }
    struct str first = json_text(json_at(json_get(record, "langs"), 0));
    struct str language = first.p && first.n <= REMOTE_TEXT_MAX ? html_utf8(a, first) : STR_NULL;
    *ret = (struct remote_item){
        .id = uri, .version = remote_text(n, "cid"), .text = whole_text(a, record), .language = language,
        .url = arena_printf(a, "https://bsky.app/profile/%.*s/post/%.*s", STRF(did), STRF(key)),
        .published_at = remote_instant(record, "createdAt"), .reply = json_kind(json_get(record, "reply")) == JSON_IS_OBJECT,
        .sensitive = labelled(record, folded)};
    take_embed(a, json_get(record, "embed"), server, did, ret);
    if (ret->sensitive) {
        ret->pictures_n = 0;
        ret->card_image = STR_NULL;
    }
    return true;
}

void bluesky_page(struct arena *a, const struct json_node *json, struct str server, struct str did, struct remote_page *ret) {
    const struct json_node *records = json_get(json, "records");
    size_t n = json_count(records) > REMOTE_PAGE_MAX ? REMOTE_PAGE_MAX : json_count(records);
    *ret = (struct remote_page){.items = arena_array(a, struct remote_item, n + 1), .next = remote_text(json, "cursor")};
    for (size_t i = 0; i < n; i++) {
        int64_t at = remote_instant(json_get(json_at(records, i), "value"), "createdAt");
        ret->oldest_at = at && (!ret->oldest_at || at < ret->oldest_at) ? at : ret->oldest_at;
        ret->n += take_record(a, json_at(records, i), server, did, &ret->items[ret->n]);
    }
}

/* A PDS says of a repository that it took down, and of one it never had, the same; its state is another question. */
static enum remote_result why_not(struct remote *r, enum remote_result result) {
    const struct json_node *json;
    size_t faults = r->errs->n;
    int status = r->status;
    struct remote_call c = {.path = query(r->a, "/xrpc/com.atproto.sync.getRepoStatus", (struct str[]){STR("did"), r->account.id}, 2)};
    enum remote_result asked = get(r, &c, &json);
    struct str state = remote_text(json, "status");
    r->errs->n = faults;
    if (!asked && state.n && !json_is_true(json_get(json, "active"))) {
        (void)!err_set(r->errs, E_PEER, "", "the server says that the account is %.*s", STRF(html_utf8(r->a, state)));
        return str_is(state, "deleted") ? REMOTE_GONE : REMOTE_POLICY;
    }
    r->status = status;
    return asked == REMOTE_GONE || asked == REMOTE_POLICY ? asked : result == REMOTE_INVALID ? REMOTE_GONE : result;
}

enum remote_result bluesky_posts(struct remote *r, struct str from, struct remote_page *ret) {
    const struct json_node *json;
    struct str pairs[] = {STR("repo"), r->account.id, STR("collection"), STR(POSTS), STR("limit"), arena_printf(r->a, "%d", PAGE),
                          STR("cursor"), from};
    struct remote_call c = {.path = query(r->a, "/xrpc/com.atproto.repo.listRecords", pairs, from.n ? 8 : 6)};
    enum remote_result result = get(r, &c, &json);
    if (!result && json_kind(json_get(json, "records")) != JSON_IS_ARRAY) {
        return remote_fault(r, REMOTE_INVALID, "the server does not answer as a Bluesky server does");
    }
    if (result == REMOTE_INVALID || result == REMOTE_GONE || result == REMOTE_POLICY) {
        return r->err ? result : why_not(r, result);
    }
    if (!result) {
        bluesky_page(r->a, json, r->server, r->account.id, ret);
    }
    return result;
}
