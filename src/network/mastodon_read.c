/* mastodon_read.c: see mastodon_read.h (https://docs.joinmastodon.org/methods/accounts/, RFC 7033; fact sheet section 9).
 *
 * An account is written as the address https://SERVER/@NAME. Where it really lives WebFinger tells: "@acme@acme.example" may be on
 * social.acme.example. GoToSocial, Pleroma and their like leave out fields and endpoints; of a post only its id and its page
 * are asked for. */
#include "network/mastodon_read.h"

#include "base/buf.h"
#include "text/html.h"
#include "text/url.h"

enum { PATH_MAX_BYTES = 8 * 1024, NAME_MAX_BYTES = 100, PAGE = 40, TITLE_MAX = 2000, ALT_MAX = 6000, ABOUT_MAX = 32 * 1024 };

/* ---- what was typed ---- */

static bool is_name(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("._-", c)))) {
            return false;
        }
    }
    return s.n > 0 && s.n <= NAME_MAX_BYTES;
}

/* "/@acme.rss" is the account's feed, and stays one. */
static bool is_feed(struct str name) {
    return str_ends(name, STR(".rss")) || str_ends(name, STR(".atom")) || str_ends(name, STR(".json"));
}

static struct str written(struct arena *a, struct str base, struct str name) {
    struct url u;
    if (!is_name(name) || is_feed(name) || url_parse(a, base, NULL, NULL, &u) || !url_is_web(&u) || u.userinfo.p || u.path.n > 1 ||
        u.query.p || u.fragment.p || (u.kind == URL_HOST_NAME && str_chr(u.host, '.') == u.host.n && !str_is(u.host, "localhost"))) {
        return STR_NULL;
    }
    struct str whole = url_text(a, &u);
    return arena_printf(a, "%.*s/@%.*s", STRF(str_sub(whole, 0, whole.n - 1)), STRF(name));
}

/* "name@host", as behind the first "@" of a handle. */
static struct str of_handle(struct arena *a, struct str handle) {
    size_t at = str_chr(handle, '@');
    struct str host = str_sub(handle, at + 1, handle.n);
    bool plain = at < handle.n && str_chr(host, '/') == host.n;
    return plain ? written(a, arena_printf(a, "https://%.*s", STRF(host)), str_sub(handle, 0, at)) : STR_NULL;
}

/* /@name and /users/name; /@name@host is an account of another server, seen from this one. */
static struct str of_page(struct arena *a, struct str typed) {
    struct url u;
    if (url_parse(a, typed, NULL, NULL, &u) || !url_is_web(&u) || u.userinfo.p) {
        return STR_NULL;
    }
    struct str path = u.path.n > 1 && u.path.p[u.path.n - 1] == '/' ? str_sub(u.path, 0, u.path.n - 1) : u.path;
    size_t skip = str_starts(path, STR("/@")) ? 2 : str_starts(path, STR("/users/")) ? 7 : 0;
    struct str name = str_sub(path, skip, path.n);
    if (!skip || u.query.p) {
        return STR_NULL;
    }
    if (skip == 2 && str_chr(name, '@') < name.n) {
        return of_handle(a, name);
    }
    u.path = STR("/");
    u.fragment = STR_NULL;
    return written(a, url_text(a, &u), name);
}

struct str mastodon_account_in(struct arena *a, struct str typed) {
    typed = str_trim(typed);
    typed = str_istarts(typed, STR("acct:")) ? str_sub(typed, 5, typed.n) : typed;
    if (str_istarts(typed, STR("https://")) || str_istarts(typed, STR("http://"))) {
        return of_page(a, typed);
    }
    size_t slash = str_find(typed, STR("/@"));
    if (slash < typed.n && slash > 0) {
        return of_page(a, arena_printf(a, "https://%.*s", STRF(typed)));    /* "social.example/@acme" */
    }
    return of_handle(a, typed.n && typed.p[0] == '@' ? str_sub(typed, 1, typed.n) : typed);
}

/* ---- the account ---- */

static enum remote_result get(struct remote *r, struct str path, bool follows, const struct json_node **ret) {
    struct remote_call c = {.method = "GET", .path = path, .follows = follows};
    return remote_call(r, &c, ret);
}

static struct str origin(struct arena *a, struct str address) {
    struct url u;
    if (url_parse(a, address, NULL, NULL, &u) || !url_is_web(&u) || u.userinfo.p) {
        return STR_NULL;
    }
    u.path = STR("");
    u.query = u.fragment = STR_NULL;
    struct str text = url_text(a, &u);
    return text.n && text.p[text.n - 1] == '/' ? str_sub(text, 0, text.n - 1) : text;
}

/* The server of the account's ActivityPub address; NULL where nothing tells. An encrypted server names no other kind. */
static struct str server_of(struct remote *r, struct str base, struct str name) {
    const struct json_node *json;
    struct buf path;
    buf_init(&path, r->a, PATH_MAX_BYTES);
    buf_str(&path, base);
    buf_c(&path, "/.well-known/webfinger?resource=");
    struct str host = str_sub(base, str_find(base, STR("://")) + 3, base.n);
    buf_pct(&path, arena_printf(r->a, "acct:%.*s@%.*s", STRF(name), STRF(host)));
    if (get(r, buf_view(&path), true, &json)) {
        return STR_NULL;
    }
    const struct json_node *links = json_get(json, "links");
    for (size_t i = 0; i < json_count(links); i++) {
        struct str found = origin(r->a, remote_text(json_at(links, i), "href"));
        if (str_is(json_text(json_get(json_at(links, i), "rel")), "self") && found.p &&
            (str_starts(found, STR("https://")) || str_starts(base, STR("http://")))) {
            return found;
        }
    }
    return STR_NULL;
}

/* Its words and its table of links, as written: only looked through for addresses. */
static struct str about(struct arena *a, const struct json_node *json) {
    const struct json_node *fields = json_get(json, "fields");
    struct buf b;
    struct str note = json_text(json_get(json, "note"));
    buf_init(&b, a, ABOUT_MAX);
    buf_str(&b, str_utf8_cut(note, ABOUT_MAX / 2));
    for (size_t i = 0; i < json_count(fields) && b.n < ABOUT_MAX / 2; i++) {
        buf_c(&b, "\n");
        buf_str(&b, str_utf8_cut(json_text(json_get(json_at(fields, i), "value")), ABOUT_MAX / 4));
    }
    return html_utf8(a, buf_view(&b));
}

/* Fills r->account from an Account entity. */
static enum remote_result take_account(struct remote *r, const struct json_node *json) {
    struct str name = remote_text(json, "username"), acct = remote_text(json, "acct"), id = remote_text(json, "id");
    const struct json_node *moved = json_get(json, "moved");
    if (!id.n || !is_name(name)) {
        return remote_fault(r, REMOTE_INVALID, "the server does not answer as Mastodon does");
    }
    if (str_chr(acct, '@') < acct.n) {
        (void)!err_set(r->errs, E_PEER, "", "the account is on another server: @%.*s", STRF(acct));
        return REMOTE_GONE;
    }
    struct str url = remote_address(r->a, remote_text(json, "url")), shown = html_utf8(r->a, remote_text(json, "display_name"));
    r->account = (struct remote_account){
        .server = r->server, .id = id, .name = str_empty(str_trim(shown)) ? name : shown,
        .url = url.p ? url : arena_printf(r->a, "%.*s/@%.*s", STRF(r->server), STRF(name)),
        .avatar = remote_address(r->a, remote_text(json, "avatar"))};
    r->account.about = about(r->a, json);
    struct str host = url_host(r->a, r->account.url);
    r->account.handle = arena_printf(r->a, "@%.*s@%.*s", STRF(name), STRF(host.p ? host : url_host(r->a, r->server)));
    if (json_is_true(json_get(json, "suspended"))) {
        return remote_fault(r, REMOTE_POLICY, "the server has suspended the account");
    }
    struct str next = remote_text(moved, "acct");
    if (next.n) {
        struct str there = url_host(r->a, remote_text(moved, "url"));
        r->account.moved_to = str_chr(next, '@') < next.n || !there.p ? arena_printf(r->a, "@%.*s", STRF(next))
                                                                     : arena_printf(r->a, "@%.*s@%.*s", STRF(next), STRF(there));
        (void)!err_set(r->errs, E_PEER, "", "it names %.*s in its place", STRF(r->account.moved_to));
        return REMOTE_GONE;
    }
    return REMOTE_OK;
}

static struct str account_path(struct remote *r, const char *before, struct str id, const char *behind) {
    struct buf path;
    buf_init(&path, r->a, PATH_MAX_BYTES);
    buf_c(&path, before);
    buf_pct(&path, id);
    buf_c(&path, behind);
    return buf_view(&path);
}

enum remote_result mastodon_look_up(struct remote *r, struct str given) {
    const struct json_node *json;
    size_t at = str_find(given, STR("/@"));
    struct str base = str_sub(given, 0, at), name = str_sub(given, at + 2, given.n);
    struct str server = server_of(r, base, name);
    size_t faults = r->errs->n;
    r->server = server.p ? server : base;
    enum remote_result result = get(r, account_path(r, "/api/v1/accounts/lookup?acct=", name, ""), false, &json);
    if (result == REMOTE_GONE && r->status == 404) {
        /* Before there was a look-up, Pleroma and its like took names where Mastodon takes ids. */
        r->errs->n = faults;
        result = get(r, account_path(r, "/api/v1/accounts/", name, ""), false, &json);
    }
    if (!result && json_kind(json) != JSON_IS_OBJECT) {
        return remote_fault(r, REMOTE_INVALID, "the server does not answer as Mastodon does");
    }
    return result ? result : take_account(r, json);
}

enum remote_result mastodon_look_again(struct remote *r) {
    const struct json_node *json;
    enum remote_result result = get(r, account_path(r, "/api/v1/accounts/", r->account.id, ""), false, &json);
    return result ? result : take_account(r, json);
}

/* ---- its posts ---- */

static struct str plain(struct arena *a, const struct json_node *n, const char *key, size_t max) {
    struct str s = json_text(json_get(n, key));
    return s.p ? str_trim(str_utf8_cut(html_utf8(a, s), max)) : STR("");
}

static struct str or_null(struct str s) {
    return s.n ? s : STR_NULL;
}

static void take_media(struct arena *a, const struct json_node *list, struct remote_item *i) {
    for (size_t k = 0; k < json_count(list); k++) {
        const struct json_node *m = json_at(list, k);
        struct str type = remote_text(m, "type");
        bool moves = str_is(type, "video") || str_is(type, "gifv");
        struct str url = remote_address(a, json_text(json_get(m, moves ? "preview_url" : "url")));
        i->video = i->video || str_is(type, "video");
        if ((moves || str_is(type, "image")) && url.p && i->pictures_n < REMOTE_PICTURES_MAX) {
            i->pictures[i->pictures_n++] = (struct remote_picture){url, or_null(plain(a, m, "description", ALT_MAX))};
        }
    }
}

static bool present(const struct json_node *n) {
    return n && json_kind(n) != JSON_IS_NULL;
}

/* False for what is left out. */
static bool take_status(struct arena *a, const struct json_node *n, struct remote_item *ret) {
    struct str id = remote_text(n, "id"), uri = remote_address(a, remote_text(n, "uri")), who = remote_text(n, "visibility");
    struct str url = remote_address(a, json_text(json_get(n, "url"))), language = remote_text(n, "language");
    if (!id.n || (!url.p && !uri.p) || (who.n && !str_is(who, "public") && !str_is(who, "unlisted"))) {
        return false;
    }
    struct str content = json_text(json_get(n, "content"));
    const struct json_node *card = json_get(n, "card");
    *ret = (struct remote_item){
        .id = id, .version = remote_text(n, "edited_at"), .url = url.p ? url : uri, .title = or_null(plain(a, n, "spoiler_text", TITLE_MAX)),
        .text = content.p ? html_to_text(a, content, REMOTE_POST_MAX) : STR(""), .language = or_null(html_utf8(a, language)),
        .published_at = remote_instant(n, "created_at"), .edited_at = remote_instant(n, "edited_at"),
        .reply = present(json_get(n, "in_reply_to_id")), .repost = present(json_get(n, "reblog")),
        .sensitive = json_is_true(json_get(n, "sensitive"))};
    take_media(a, json_get(n, "media_attachments"), ret);
    if (json_kind(card) == JSON_IS_OBJECT) {
        ret->card_url = remote_address(a, json_text(json_get(card, "url")));
        ret->card_title = or_null(plain(a, card, "title", TITLE_MAX));
        ret->card_text = or_null(plain(a, card, "description", TITLE_MAX));
        ret->card_image = remote_address(a, json_text(json_get(card, "image")));
    }
    if (ret->sensitive) {
        ret->pictures_n = 0;
        ret->card_image = STR_NULL;
    }
    return true;
}

void mastodon_page(struct arena *a, const struct json_node *json, struct remote_page *ret) {
    size_t n = json_kind(json) == JSON_IS_ARRAY ? json_count(json) : 0;
    n = n > REMOTE_PAGE_MAX ? REMOTE_PAGE_MAX : n;
    *ret = (struct remote_page){.items = arena_array(a, struct remote_item, n + 1), .next = STR("")};
    for (size_t i = 0; i < n; i++) {
        const struct json_node *s = json_at(json, i);
        int64_t at = remote_instant(s, "created_at");
        ret->oldest_at = at && (!ret->oldest_at || at < ret->oldest_at) ? at : ret->oldest_at;
        ret->n += take_status(a, s, &ret->items[ret->n]);
    }
    if (n > 0) {                     /* servers of other makes give fewer at a time than they are asked for */
        ret->next = remote_text(json_at(json, n - 1), "id");
    }
}

enum remote_result mastodon_posts(struct remote *r, struct str from, struct remote_page *ret) {
    const struct json_node *json;
    struct buf path;
    buf_init(&path, r->a, PATH_MAX_BYTES);
    buf_str(&path, account_path(r, "/api/v1/accounts/", r->account.id, "/statuses"));
    buf_printf(&path, "?limit=%d&exclude_replies=true&exclude_reblogs=true", PAGE);
    if (from.n) {
        remote_form(&path, "max_id", from);
    }
    enum remote_result result = get(r, buf_view(&path), false, &json);
    if (!result && json_kind(json) != JSON_IS_ARRAY) {
        return remote_fault(r, REMOTE_INVALID, "the server does not answer as Mastodon does");
    }
    if (!result) {
        mastodon_page(r->a, json, ret);
    }
    return result;
}
