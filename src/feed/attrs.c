/* attrs.c: elements that carry their value in attributes: links, enclosures, media, images, categories. */
#include "feed/fields.h"
#include "text/html.h"
#include "text/url.h"

enum { WIDTH_BEST_MAX = 2000 };

struct str feed_attr(const struct feed_element *e, enum feed_ns ns, const char *name) {
    for (size_t i = 0; i < e->n; i++) {
        if (e->attrs[i].ns == ns && str_ieq(e->attrs[i].name, str_of(name))) {
            return e->attrs[i].value;
        }
    }
    return STR_NULL;
}

struct str feed_base(const struct feed_builder *b) {
    return b->depth > 0 ? b->levels[b->depth - 1].base : b->base;
}

static struct str attr(const struct feed_element *e, const char *name) {
    return str_trim(feed_attr(e, NS_RSS, name));
}

static int64_t number(struct str s) {
    int64_t v;
    return str_to_i64(s, &v) && v >= 0 ? v : -1;
}

/* Pictures that stand for a person or a smiley, not for the item. */
static bool is_decoration(struct str url) {
    static const char *const parts[] = {"gravatar.com/avatar", "/images/core/emoji/", NULL};
    for (size_t i = 0; parts[i]; i++) {
        if (str_find(url, str_of(parts[i])) < url.n) {
            return true;
        }
    }
    return false;
}

void feed_take_image(struct feed_builder *b, struct work *w, struct str url, int rank, int64_t score) {
    bool head = w == &b->head;           /* there the picture that is called the feed's goes first */
    rank = head && rank > IMAGE_ELEMENT ? IMAGE_LOGO : rank;
    bool better = rank > w->image_rank || (rank == w->image_rank && score > w->image_score);
    if (!url.p || !better || is_decoration(url)) {
        return;
    }
    w->it.image = url;
    w->image_rank = rank;
    w->image_score = score;
}

static bool image_name(struct str url) {
    static const char *const ends[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", NULL};
    struct str path = str_sub(url, 0, str_chr(url, '?'));
    for (size_t i = 0; ends[i]; i++) {
        size_t n = strlen(ends[i]);
        if (path.n > n && str_ieq(str_sub(path, path.n - n, path.n), str_of(ends[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_image(const struct feed_element *e, struct str url) {
    struct str medium = attr(e, "medium");
    struct str type = attr(e, "type");
    if (medium.n > 0 || type.n > 0) {
        return str_ieq(medium, STR("image")) || str_istarts(type, STR("image/"));
    }
    return image_name(url);
}

/* Sound or film, or something that does not say what it is; no players and pages. */
static bool is_recording(const struct feed_element *e) {
    struct str medium = attr(e, "medium");
    struct str type = attr(e, "type");
    bool told = str_ieq(medium, STR("audio")) || str_ieq(medium, STR("video")) || str_istarts(type, STR("audio/")) ||
                str_istarts(type, STR("video/"));
    return told || (medium.n == 0 && type.n == 0);
}

static void media_content(struct feed_builder *b, const struct feed_element *e) {
    struct work *w = feed_work(b);
    struct str url = feed_url(b->arena, feed_base(b), attr(e, "url"), true);
    if (!url.p) {
        return;
    }
    if (is_image(e, url)) {
        int64_t width = number(attr(e, "width"));
        feed_take_image(b, w, url, IMAGE_MEDIA, width > WIDTH_BEST_MAX ? 1 : width);
    } else if (!w->media.url.p && is_recording(e)) {
        w->media.url = url;
        w->media.type = arena_dup(b->arena, attr(e, "type"));
        w->media.length = number(attr(e, "fileSize"));
    }
}

/* The address, under the names that are in use for it. */
static struct str address(const struct feed_element *e) {
    static const char *const names[] = {"href", "url", "uri", NULL};
    struct str s = STR_NULL;
    for (size_t i = 0; names[i] && s.n == 0; i++) {
        s = attr(e, names[i]);
    }
    return s.n > 0 ? s : str_trim(feed_attr(e, NS_RDF, "resource"));
}

static void enclosure(struct feed_builder *b, const struct feed_element *e) {
    struct work *w = feed_work(b);
    struct str url = feed_url(b->arena, feed_base(b), address(e), true);
    if (!url.p || !b->in_item) {
        return;
    }
    struct str type = attr(e, "type");
    feed_add_enclosure(b->arena, &w->it, url, type, number(attr(e, "length")));
    if (str_istarts(type, STR("image/")) || (type.n == 0 && image_name(url))) {
        feed_take_image(b, w, url, IMAGE_ENCLOSURE, 0);
    }
}

static void atom_link(struct feed_builder *b, const struct feed_element *e) {
    static const char registry[] = "http://www.iana.org/assignments/relation/";      /* RFC 4287 section 4.2.7.2 */
    struct str rel = attr(e, "rel");
    struct str href = attr(e, "href");
    rel = str_istarts(rel, str_of(registry)) ? str_sub(rel, sizeof registry - 1, rel.n) : rel;
    struct str type = attr(e, "type");
    if (href.n == 0) {
        return;
    }
    if (rel.n == 0 || str_ieq(rel, STR("alternate"))) {
        bool page = type.n == 0 || str_ieq(type, STR("text/html")) || str_istarts(type, STR("application/xhtml"));
        /* In RSS the feed's own <link> goes first. */
        bool own = b->kind == FEED_ATOM || e->ns == NS_RSS;
        feed_store(b, feed_work(b), F_URL, page ? (own ? URL_PLAIN : URL_PLAIN - 1) : 4, MODE_TEXT, href);
    } else if (str_ieq(rel, STR("enclosure"))) {
        enclosure(b, e);
    } else if (str_ieq(rel, STR("related")) && b->in_item) {
        feed_store(b, feed_work(b), F_URL, 2, MODE_TEXT, href);
    } else if (str_ieq(rel, STR("hub")) && !b->in_item && !b->hub.p) {
        b->hub = feed_url(b->arena, feed_base(b), href, false);
    } else if (str_ieq(rel, STR("self")) && !b->in_item && !b->self.p) {
        b->self = feed_url(b->arena, feed_base(b), href, false);
    }
}

/* False when the name is not in the attributes; it may be the text then. */
static bool category(struct feed_builder *b, const struct feed_element *e, enum feed_ns ns) {
    struct str name = attr(e, ns == NS_ITUNES ? "text" : "term");
    name = name.n > 0 || ns == NS_MEDIA ? name : attr(e, "label");
    if (name.n > 0) {
        feed_store(b, feed_work(b), F_CATEGORY, 9, MODE_TEXT, name);
    }
    return name.n > 0;
}

void feed_image_element(struct feed_builder *b, const struct feed_element *e) {
    static const char *const names[] = {"href", "url", "src", NULL};
    buf_reset(&b->text);
    for (size_t i = 0; names[i]; i++) {
        feed_store(b, feed_work(b), F_IMAGE, IMAGE_ELEMENT, MODE_TEXT, attr(e, names[i]));
    }
    feed_store(b, feed_work(b), F_IMAGE, IMAGE_ICON, MODE_TEXT, feed_attr(e, NS_RDF, "resource"));
}

bool feed_attr_element(struct feed_builder *b, const struct feed_element *e, enum feed_ns ns) {
    struct work *w = feed_work(b);
    if (ns == NS_ATOM && str_is(e->name, "link")) {
        atom_link(b, e);
        return feed_attr(e, NS_RSS, "href").p != NULL;
    }
    if (str_ieq(e->name, STR("category")) && (ns == NS_ATOM || ns == NS_RSS || ns == NS_ITUNES || ns == NS_MEDIA)) {
        return category(b, e, ns);
    }
    if (ns == NS_RSS && str_ieq(e->name, STR("enclosure"))) {
        enclosure(b, e);
        return true;
    }
    if (ns == NS_RSS && str_ieq(e->name, STR("logo"))) {                 /* Channel Definition Format */
        feed_store(b, w, F_IMAGE, IMAGE_LOGO, MODE_TEXT, attr(e, "href"));
        return true;
    }
    if (ns == NS_RSS && str_ieq(e->name, STR("link")) && attr(e, "href").n > 0) {
        atom_link(b, e);                 /* Atom's link without its namespace; text in it counts all the same */
        return false;
    }
    if (ns == NS_MEDIA && str_is(e->name, "content")) {
        media_content(b, e);
        return true;
    }
    if (ns == NS_MEDIA && str_is(e->name, "thumbnail")) {
        int64_t width = number(attr(e, "width"));
        struct str url = feed_url(b->arena, feed_base(b), attr(e, "url"), true);
        feed_take_image(b, w, url, IMAGE_THUMBNAIL, width > WIDTH_BEST_MAX ? 1 : width);
        return url.p != NULL;
    }
    bool picture = str_ieq(e->name, STR("image")) ||
                   (str_is(e->name, "link") && str_ieq(attr(e, "rel"), STR("image")));
    if ((ns == NS_ITUNES || ns == NS_GOOGLEPLAY) && picture) {
        struct str href = attr(e, "href");
        href = href.n > 0 ? href : attr(e, "url");
        feed_store(b, w, F_IMAGE, IMAGE_ITUNES, MODE_TEXT, href);
        return href.n > 0;
    }
    return false;
}

/* A quick look, for most texts have none. */
static bool has_image(struct str html) {
    for (size_t i = str_chr(html, '<'); i + 4 < html.n; i += 1 + str_chr(str_sub(html, i + 1, html.n), '<')) {
        if ((html.p[i + 1] | 0x20) == 'i' && (html.p[i + 2] | 0x20) == 'm' && (html.p[i + 3] | 0x20) == 'g') {
            return true;
        }
    }
    return false;
}

struct str feed_content_image(struct arena *a, struct str base, struct str html) {
    if (!has_image(html)) {
        return STR_NULL;
    }
    struct arena *tmp = arena_create(html.n + 64 * 1024);
    struct str src = html_first_image(tmp, html);
    struct str url = src.p ? feed_url(a, base, src, true) : STR_NULL;
    arena_free(tmp);
    return url;
}
