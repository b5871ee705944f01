/* build.c: from the builder's working state to the struct feed: relative addresses, fallbacks between fields, and the
 * small readings (addresses, author names) that XML and JSON share. */
#include "feed/fields.h"
#include "text/url.h"

/* Parsing two addresses of the greatest length, and writing one, takes less. */
enum { TMP_CAP = 4 * 1024 * 1024 };

static bool is_white(char c) {
    return (unsigned char)c <= 0x20;
}

/* Where a host stands without a scheme: "//host/x", "www.host/x". A base has the scheme for the first. */
static struct str with_scheme(struct arena *a, struct str s, bool has_base) {
    if (str_istarts(s, STR("www.")) && str_chr(str_sub(s, 4, s.n), '.') < s.n - 4) {
        return arena_printf(a, "http://%.*s", STRF(s));
    }
    return !has_base && str_starts(s, STR("//")) ? arena_printf(a, "https:%.*s", STRF(s)) : s;
}

/* Without white space, which broken generators put in the middle of addresses. */
static struct str squeezed(struct arena *a, struct str s) {
    bool inner_line = false;
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        inner_line = inner_line || (is_white(s.p[i]) && s.p[i] != ' ');
    }
    if (!inner_line) {
        return s;
    }
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_white(s.p[i])) {
            out[n++] = s.p[i];
        }
    }
    return (struct str){out, n};
}

static bool needs_encoding(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' || s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '"' || s.p[i] == '\\') {
            return true;
        }
    }
    return false;
}

static struct str resolved(struct arena *tmp, struct str base, struct str raw, bool keep_relative) {
    struct url b, u;
    raw = with_scheme(tmp, squeezed(tmp, raw), base.n > 0);
    if (raw.n == 0 || raw.n > URL_MAX) {
        return STR_NULL;
    }
    if (url_parse(tmp, raw, NULL, NULL, &u) == E_OK) {
        if (!url_is_web(&u)) {
            return STR_NULL;
        }
        bool written_fully = str_find(raw, STR("://")) < raw.n;
        return written_fully && !needs_encoding(raw) ? raw : url_text(tmp, &u);
    }
    if (base.n > 0 && url_parse(tmp, base, NULL, NULL, &b) == E_OK) {
        return url_parse(tmp, raw, &b, NULL, &u) == E_OK && url_is_web(&u) ? url_text(tmp, &u) : STR_NULL;
    }
    /* Anything with a scheme is not relative: "http://[bad", "javascript:". */
    size_t colon = str_chr(raw, ':');
    bool relative = colon == raw.n || str_chr(raw, '/') < colon;
    return keep_relative && relative ? raw : STR_NULL;
}

static bool plain_char(char c, const char *others) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || strchr(others, c);
}

/* What nearly all addresses are: http(s), a host of plain labels without user or port, and characters that need no
 * second look. Such a one stays as it is, which spares the parser. */
static bool plainly_absolute(struct str s) {
    size_t i = str_istarts(s, STR("https://")) ? 8 : str_istarts(s, STR("http://")) ? 7 : 0;
    size_t label = 0;
    size_t digits = 0;
    if (i == 0 || s.n > URL_MAX) {
        return false;
    }
    for (; i < s.n && s.p[i] && plain_char(s.p[i], ".-"); i++) {
        bool dot = s.p[i] == '.';
        if ((dot && label == 0) || label > 60) {
            return false;
        }
        digits = dot ? 0 : digits + (s.p[i] >= '0' && s.p[i] <= '9');
        label = dot ? 0 : label + 1;
    }
    if (label < 2 || digits > 0 || (i < s.n && s.p[i] != '/')) {
        return false;
    }
    while (i < s.n && s.p[i] && plain_char(s.p[i], "/._-~?=&%#+,;:@!$*")) {
        i++;
    }
    return i == s.n;
}

struct str feed_url(struct arena *a, struct str base, struct str raw, bool keep_relative) {
    struct str trimmed = str_trim(raw);
    if (plainly_absolute(trimmed)) {
        return arena_dup(a, trimmed);
    }
    struct arena *tmp = arena_create(TMP_CAP);
    struct str url = arena_dup(a, resolved(tmp, base, raw, keep_relative));
    arena_free(tmp);
    return url;
}

/* Where an e-mail address stands in a text; empty when there is none. */
static struct str find_address(struct str s) {
    static const char ends[] = " \t\r\n()<>[]{}\"',;:|";
    for (size_t at = str_chr(s, '@'); at < s.n; at += 1 + str_chr(str_sub(s, at + 1, s.n), '@')) {
        size_t from = at;
        size_t to = at + 1;
        while (from > 0 && !strchr(ends, s.p[from - 1])) {
            from--;
        }
        while (to < s.n && !strchr(ends, s.p[to])) {
            to++;
        }
        if (from < at && to > at + 1) {
            return str_sub(s, from, to);
        }
    }
    return STR_NULL;
}

/* Without white space and one kind of brackets or quotes round the whole. */
static struct str unwrapped(struct str s) {
    static const char pairs[] = "()<>[]\"\"''";
    s = str_trim(s);
    for (size_t i = 0; pairs[i] && s.n >= 2; i += 2) {
        if (s.p[0] == pairs[i] && s.p[s.n - 1] == pairs[i + 1]) {
            s = str_trim(str_sub(s, 1, s.n - 1));
        }
    }
    return s;
}

struct str feed_author_name(struct arena *a, struct str raw) {
    struct str s = str_trim(raw);
    struct str address = find_address(s);
    if (s.n == 0) {
        return STR_NULL;
    }
    if (address.n == 0) {
        return arena_dup(a, s);
    }
    struct str before = str_sub(s, 0, (size_t)(address.p - s.p));
    struct str after = str_sub(s, before.n + address.n, s.n);
    if (before.n >= 7 && str_ieq(str_sub(before, before.n - 7, before.n), STR("mailto:"))) {
        before = str_sub(before, 0, before.n - 7);
    }
    /* What stood round the address, and what joins it to the name. */
    while (before.n > 0 && strchr("(<[{\"' \t-,;:|", before.p[before.n - 1]) &&
           !(before.p[before.n - 1] == '"' && before.n > 1 && before.p[0] == '"')) {
        before = str_sub(before, 0, before.n - 1);
    }
    while (after.n > 0 && strchr(")>]}\"' \t-,;:|", after.p[0])) {
        after = str_sub(after, 1, after.n);
    }
    before = unwrapped(before);
    after = unwrapped(after);
    return arena_dup(a, before.n > 0 ? before : after.n > 0 ? after : address);
}

void feed_add_category(struct arena *a, struct feed_item *item, struct str name) {
    name = str_trim(name);
    if (name.n == 0 || item->categories_n == FEED_CATEGORIES_MAX) {
        return;
    }
    for (size_t i = 0; i < item->categories_n; i++) {
        if (str_eq(item->categories[i], name)) {
            return;
        }
    }
    if (!item->categories) {
        item->categories = arena_array(a, struct str, FEED_CATEGORIES_MAX);
    }
    item->categories[item->categories_n++] = arena_dup(a, name);
}

void feed_add_enclosure(struct arena *a, struct feed_item *item, struct str url, struct str type, int64_t length) {
    if (item->enclosures_n == FEED_ENCLOSURES_MAX) {
        return;
    }
    for (size_t i = 0; i < item->enclosures_n; i++) {
        if (str_eq(item->enclosures[i].url, url)) {
            return;
        }
    }
    if (!item->enclosures) {
        item->enclosures = arena_array(a, struct feed_enclosure, FEED_ENCLOSURES_MAX);
    }
    item->enclosures[item->enclosures_n++] =
        (struct feed_enclosure){url, type.n > 0 ? arena_dup(a, type) : STR(""), length};
}

/* A relative address that waited for the feed's own link. */
static struct str late_url(struct arena *a, struct str fallback, struct str url) {
    /* feed_url gives full addresses or the relative one as it was: what has a scheme was looked at. */
    bool full = str_istarts(url, STR("http://")) || str_istarts(url, STR("https://"));
    return !url.p || full ? url : feed_url(a, fallback, url, false);
}

static void finish_item(struct feed_builder *b, struct str fallback, struct work *w) {
    struct arena *a = b->arena;
    struct feed_item *it = &w->it;
    it->url = late_url(a, fallback, it->url);
    it->image = late_url(a, fallback, it->image);
    for (size_t i = 0; i < it->enclosures_n; i++) {
        struct str url = late_url(a, fallback, it->enclosures[i].url);
        it->enclosures[i].url = url.p ? url : STR("");
    }
    if (it->enclosures_n == 0 && w->media.url.p) {
        struct str url = late_url(a, fallback, w->media.url);
        if (url.p) {
            feed_add_enclosure(a, it, url, w->media.type, w->media.length);
        }
    }
    if (!it->url.p && w->about.p) {
        it->url = feed_url(a, STR_NULL, w->about, false);
    }
    if (!it->url.p && it->id.p && !w->guid_is_name) {
        it->url = feed_url(a, STR_NULL, it->id, false);
    }
    if (b->kind == FEED_ATOM && !it->author.p) {
        it->author = b->head.it.author;          /* RFC 4287 section 4.2.1 */
    }
}

static bool is_empty(const struct feed_item *it) {
    return !it->title.p && !it->url.p && !it->summary.p && !it->content.p && !it->id.p && it->enclosures_n == 0 &&
           !it->author.p && !it->image.p && !it->published && !it->updated && it->categories_n == 0;
}

static void fill_head(struct feed_builder *b, struct feed *f) {
    const struct feed_item *h = &b->head.it;
    f->kind = b->kind;
    f->title = h->title;
    f->description = h->summary;
    f->language = h->language;
    f->hub = b->hub;
    f->self = b->self;
    f->link = late_url(b->arena, b->base.n > 0 ? b->base : b->self, h->url);
    struct str fallback = f->link.p ? f->link : b->self;
    f->image = late_url(b->arena, b->base.n > 0 ? b->base : fallback, h->image);
    f->skip_hours = b->skip_hours;
    f->skip_days = b->skip_days;
    f->ttl_s = b->ttl_s > 0 ? b->ttl_s : b->sy_period / (b->sy_frequency > 0 ? b->sy_frequency : 1);
}

enum err feed_build_finish(struct feed_builder *b, const char **ret_why, struct feed *ret) {
    /* Any document may have a root named <feed> or <channel>: then a field has to be filled as well. */
    if (!b->seen || (!b->sure && is_empty(&b->head.it))) {
        *ret_why = b->foreign_html ? "an HTML page, not a feed" : "neither RSS nor Atom nor JSON Feed";
        feed_build_drop(b);
        return E_NOT_FEED;
    }
    struct feed f = {0};
    fill_head(b, &f);
    struct str fallback = b->base.n > 0 ? b->base : f.link.p ? f.link : f.self;
    f.items = arena_array(b->arena, struct feed_item, b->items_n + 1);
    for (size_t i = 0; i < b->items_n; i++) {
        finish_item(b, fallback, &b->items[i]);
        if (!is_empty(&b->items[i].it)) {
            f.items[f.n++] = b->items[i].it;
        }
    }
    feed_build_drop(b);
    *ret = f;
    return E_OK;
}
