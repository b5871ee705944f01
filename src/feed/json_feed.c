/* json_feed.c: JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). */
#include "feed/feed_int.h"
#include "json/json.h"
#include "text/html.h"

enum { SHORT_MAX = 1000, CONTAINERS_MAX = 200000, VALUES_MAX = 1000000 };

struct reader {
    struct arena *a;
    struct str base, author;
};

static struct str text_of(const struct json_node *n, const char *key) {
    struct str s = str_trim(json_text(json_get(n, key)));
    return s.n > 0 ? s : STR_NULL;
}

static struct str web(struct reader *r, const struct json_node *n, const char *key) {
    struct str s = text_of(n, key);
    return s.p ? feed_url(r->a, r->base, s, false) : STR_NULL;
}

/* Plain text as plain text: nothing in it is markup. */
static struct str line(struct reader *r, const struct json_node *n, const char *key, size_t max) {
    struct str s = text_of(n, key);
    return s.p ? arena_dup(r->a, str_utf8_cut(s, max)) : STR_NULL;
}

/* The first of authors[].name, or 1.0's author.name. */
static struct str author_of(struct reader *r, const struct json_node *n) {
    const struct json_node *authors = json_get(n, "authors");
    struct str name = STR_NULL;
    for (size_t i = 0; i < json_count(authors) && !name.p; i++) {
        name = line(r, json_at(authors, i), "name", SHORT_MAX);
    }
    if (!name.p) {
        name = line(r, json_get(n, "author"), "name", SHORT_MAX);
    }
    name = name.p ? name : line(r, n, "author", SHORT_MAX);
    return name.p ? feed_author_name(r->a, name) : STR_NULL;
}

/* A count of bytes, also as text ("12"). */
static int64_t bytes_of(const struct json_node *n) {
    int64_t v = -1;
    if (n && !json_int(n, &v)) {
        struct str s = str_trim(json_text(n));
        v = str_to_i64(s, &v) ? v : -1;
    }
    return v >= 0 ? v : -1;
}

static struct str id_of(struct reader *r, const struct json_node *n) {
    int64_t number;
    const struct json_node *id = json_get(n, "id");
    if (id && json_kind(id) == JSON_IS_NUMBER && json_int(id, &number)) {
        return arena_printf(r->a, "%lld", (long long)number);
    }
    return line(r, n, "id", FEED_TITLE_MAX);
}

static void read_attachments(struct reader *r, const struct json_node *list, struct feed_item *it) {
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json_node *n = json_at(list, i);
        int64_t size = bytes_of(json_get(n, "size_in_bytes"));
        struct str url = web(r, n, "url");
        if (url.p) {
            struct str type = text_of(n, "mime_type");
            feed_add_enclosure(r->a, it, url, type, size);
            if (!it->image.p && str_istarts(type, STR("image/"))) {
                it->image = url;
            }
        }
    }
}

static void read_item(struct reader *r, const struct json_node *n, struct feed_item *it) {
    struct str html = text_of(n, "content_html");
    struct str text = text_of(n, "content_text");
    it->id = id_of(r, n);
    it->url = web(r, n, "url");
    it->url = it->url.p ? it->url : web(r, n, "external_url");
    it->url = it->url.p ? it->url : feed_url(r->a, STR_NULL, it->id, false);
    it->title = line(r, n, "title", FEED_TITLE_MAX);
    it->author = author_of(r, n);
    it->author = it->author.p ? it->author : r->author;
    it->language = line(r, n, "language", 35);
    it->summary = line(r, n, "summary", FEED_CONTENT_MAX);
    it->content = html.p ? html_to_text(r->a, html, FEED_CONTENT_MAX)
                         : text.p ? arena_dup(r->a, str_utf8_cut(text, FEED_CONTENT_MAX)) : STR_NULL;
    feed_date(text_of(n, "date_published"), &it->published);
    feed_date(text_of(n, "date_modified"), &it->updated);
    it->image = web(r, n, "image");
    it->image = it->image.p ? it->image : web(r, n, "banner_image");
    read_attachments(r, json_get(n, "attachments"), it);
    if (!it->image.p && html.p) {
        it->image = feed_content_image(r->a, r->base, html);
    }
    const struct json_node *tags = json_get(n, "tags");
    for (size_t i = 0; i < json_count(tags); i++) {
        feed_add_category(r->a, it, str_utf8_cut(json_text(json_at(tags, i)), SHORT_MAX));
    }
}

/* A tree of values takes far more memory than its text: ten million bytes of "{}," would take a gigabyte. */
static bool too_many_values(struct str s) {
    size_t containers = 0;
    size_t values = 0;
    bool inside = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (inside) {
            i += c == '\\' ? 1 : 0;
            inside = c != '"';
        } else {
            inside = c == '"';
            containers += c == '{' || c == '[' ? 1 : 0;
            values += c == ',' ? 1 : 0;
        }
    }
    return containers > CONTAINERS_MAX || values > VALUES_MAX;
}

static bool is_feed(const struct json_node *root) {
    struct str version = text_of(root, "version");
    const struct json_node *items = json_get(root, "items");
    if (items && json_kind(items) != JSON_IS_ARRAY) {
        return false;
    }
    return str_find(version, STR("jsonfeed.org/version/")) < version.n ||
           (items && (text_of(root, "feed_url").p || text_of(root, "home_page_url").p));
}

static bool is_white(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A comma before the end of a list or object. */
static bool stray_comma(struct str s, size_t i) {
    do {
        i++;
    } while (i < s.n && is_white(s.p[i]));
    return i < s.n && (s.p[i] == ']' || s.p[i] == '}');
}

/* Whether "\uXXXX" at `i` is half of a character or none; *ret_n is the length of what is fine. */
static bool bad_escape(struct str s, size_t i, size_t *ret_n) {
    struct str hex = str_sub(s, i + 2, i + 4);
    *ret_n = 6;
    if (str_starts(str_sub(s, i + 2, s.n), STR("0000")) || hex.n < 2) {
        return true;
    }
    bool surrogate = (hex.p[0] | 0x20) == 'd' && strchr("89abcdefABCDEF", hex.p[1]);
    bool pair = surrogate && strchr("89abAB", hex.p[1]) && i + 12 <= s.n && s.p[i + 6] == '\\' && s.p[i + 7] == 'u' &&
                (s.p[i + 8] | 0x20) == 'd' && strchr("cdefCDEF", s.p[i + 9]);
    *ret_n = pair ? 12 : 6;
    return surrogate && !pair;
}

/* What strict parsers refuse and others read: line breaks and control characters inside strings, halves of characters,
 * commas behind the last of a list. */
static struct str mended(struct arena *a, struct str s) {
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    bool inside = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        size_t whole = 2;
        if (c == '"') {
            inside = !inside;
        } else if (inside && c == '\\' && i + 6 <= s.n && s.p[i + 1] == 'u' && bad_escape(s, i, &whole)) {
            memcpy(out + n, "\\ufffd", 6);
            n += 6;
            i += 5;
            continue;
        } else if (inside && c == '\\' && i + whole <= s.n) {
            memcpy(out + n, s.p + i, whole);
            n += whole;
            i += whole - 1;
            continue;
        } else if (inside && (unsigned char)c < 0x20) {
            c = ' ';
        } else if (!inside && c == ',' && stray_comma(s, i)) {
            continue;
        }
        out[n++] = c;
    }
    return (struct str){out, n};
}

static bool parse(struct str text, struct arena *arena, const struct json_node **ret_root) {
    if (too_many_values(text)) {
        return false;
    }
    bool ok = json_parse(text, arena, ret_root) == E_OK || json_parse(mended(arena, text), arena, ret_root) == E_OK;
    return ok && *ret_root && json_kind(*ret_root) == JSON_IS_OBJECT;
}

static void read_hub(struct reader *r, const struct json_node *hubs, struct feed *f) {
    for (size_t i = 0; i < json_count(hubs) && !f->hub.p; i++) {
        const struct json_node *n = json_at(hubs, i);
        if (str_ieq(text_of(n, "type"), STR("websub"))) {
            f->hub = web(r, n, "url");
        }
    }
}

enum err feed_json(struct str text, struct str base, struct arena *arena, const char **ret_why, struct feed *ret) {
    const struct json_node *root;
    struct reader r = {.a = arena, .base = base};
    if (!parse(text, arena, &root)) {
        *ret_why = "JSON that cannot be read";
        return E_NOT_FEED;
    }
    if (!is_feed(root)) {
        *ret_why = "JSON, but not JSON Feed";
        return E_NOT_FEED;
    }
    struct feed f = {.kind = FEED_JSON};
    f.self = web(&r, root, "feed_url");
    f.link = web(&r, root, "home_page_url");
    r.base = base.n > 0 ? base : f.link.p ? f.link : f.self;
    r.author = author_of(&r, root);
    f.title = line(&r, root, "title", FEED_TITLE_MAX);
    f.description = line(&r, root, "description", FEED_CONTENT_MAX);
    f.language = line(&r, root, "language", 35);
    f.image = web(&r, root, "icon");
    f.image = f.image.p ? f.image : web(&r, root, "favicon");
    read_hub(&r, json_get(root, "hubs"), &f);
    const struct json_node *items = json_get(root, "items");
    size_t n = json_count(items) < FEED_ITEMS_MAX ? json_count(items) : FEED_ITEMS_MAX;
    f.items = arena_array(arena, struct feed_item, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct json_node *item = json_at(items, i);
        if (item && json_kind(item) == JSON_IS_OBJECT) {
            read_item(&r, item, &f.items[f.n++]);
        }
    }
    *ret = f;
    return E_OK;
}
