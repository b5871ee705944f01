/* discover.c: the feeds that a page names: <link rel="alternate" type="application/rss+xml" href>, as the RSS
 * Advisory Board and the JSON Feed specification have it. Only real elements count, not what scripts or comments
 * contain. And where to look when it names none: links that look like feeds, and the addresses that the usual programs
 * (WordPress, Jekyll, Hugo, Eleventy, Ghost) give their feeds. */
#include "feed/feed_int.h"
#include "text/html.h"
#include "text/url.h"

struct discover {
    struct arena *a;
    struct str base;
    struct feed_link *out;
    size_t max, n;
    bool base_seen;
};

static bool has_word(struct str list, struct str word) {
    struct str part;
    while (str_split(&list, ' ', &part)) {
        if (str_ieq(str_trim(part), word)) {
            return true;
        }
    }
    return false;
}

static bool is_feed_type(struct str type) {
    static const char *const types[] = {"application/rss+xml", "application/atom+xml", "application/feed+json",
                                        "application/rdf+xml", "application/json", "text/xml", "application/xml", NULL};
    type = str_trim(str_sub(type, 0, str_chr(type, ';')));
    for (size_t i = 0; types[i]; i++) {
        if (str_ieq(type, str_of(types[i]))) {
            return true;
        }
    }
    return false;
}

bool feed_link_tag(const struct html_tag *tag) {
    struct str href = html_attr(tag, "href");
    struct str rel = html_attr(tag, "rel");
    struct str type = html_attr(tag, "type");
    bool alternate = has_word(rel, STR("alternate")) && is_feed_type(type);
    /* WordPress offers its REST answer of the page as application/json: no feed. */
    bool wp_json = str_istarts(type, STR("application/json")) && str_find(href, STR("wp-json")) < href.n;
    return str_is(tag->name, "link") && href.n > 0 && !wp_json && (alternate || has_word(rel, STR("feed")));
}

static bool on_start(void *ud, const struct html_tag *tag) {
    struct discover *d = ud;
    struct str href = html_attr(tag, "href");
    if (str_is(tag->name, "base") && href.n > 0 && !d->base_seen) {
        struct str full = url_resolve(d->a, d->base, href);
        d->base = full.p ? full : d->base;
        d->base_seen = true;
    }
    if (d->n == d->max || !feed_link_tag(tag)) {
        return d->n < d->max;
    }
    struct str type = html_attr(tag, "type");
    struct str url = feed_url(d->a, d->base, href, false);
    for (size_t i = 0; i < d->n && url.p; i++) {
        url = str_eq(d->out[i].url, url) ? STR_NULL : url;
    }
    if (url.p) {
        struct str title = html_attr(tag, "title");
        d->out[d->n++] =
            (struct feed_link){url, title.p ? arena_dup(d->a, str_trim(title)) : STR(""), arena_dup(d->a, type)};
    }
    return true;
}

void feed_discover(struct str html, struct str base, struct arena *arena, struct feed_link *ret, size_t max,
                   size_t *ret_n) {
    struct discover d = {.a = arena, .base = base, .out = ret, .max = max};
    struct html_sink sink = {.start = on_start, .ud = &d};
    html_walk(html, &sink);
    *ret_n = d.n;
}

/* The last part of a path, without query. */
static struct str last_part(struct str url) {
    struct str path = str_sub(url, 0, str_chr(url, '#'));
    path = str_sub(path, 0, str_chr(path, '?'));
    while (path.n > 0 && path.p[path.n - 1] == '/') {
        path = str_sub(path, 0, path.n - 1);
    }
    size_t from = path.n;
    while (from > 0 && path.p[from - 1] != '/') {
        from--;
    }
    return str_sub(path, from, path.n);
}

static bool looks_like_feed(struct str href) {
    static const char *const names[] = {"feed",     "feeds",    "rss",      "rss2",     "atom",      "rdf", "feed.xml",
                                        "feeds.xml", "rss.xml", "atom.xml", "index.xml", "feed.json", "rss.php", NULL};
    static const char *const ends[] = {".rss", ".atom", ".rdf", NULL};
    static const char *const queries[] = {"feed=rss", "feed=atom", "format=feed", "format=rss", "format=atom", NULL};
    struct str last = last_part(href);
    struct str query = str_sub(href, str_chr(href, '?'), href.n);
    for (size_t i = 0; names[i]; i++) {
        if (str_ieq(last, str_of(names[i]))) {
            return true;
        }
    }
    for (size_t i = 0; ends[i]; i++) {
        struct str end = str_of(ends[i]);
        if (last.n > end.n && str_ieq(str_sub(last, last.n - end.n, last.n), end)) {
            return true;
        }
    }
    for (size_t i = 0; queries[i]; i++) {
        if (str_find(query, str_of(queries[i])) < query.n) {
            return true;
        }
    }
    return false;
}

static void add_guess(struct discover *d, struct str base, struct str href) {
    struct str url = d->n < d->max ? feed_url(d->a, base, href, false) : STR_NULL;
    url = str_sub(url, 0, str_chr(url, '#'));
    for (size_t i = 0; i < d->n && url.p; i++) {
        url = str_eq(d->out[i].url, url) ? STR_NULL : url;
    }
    if (url.p) {
        d->out[d->n++] = (struct feed_link){url, STR(""), STR("")};
    }
}

static bool on_anchor(void *ud, const struct html_tag *tag) {
    struct discover *d = ud;
    struct str href = str_trim(html_attr(tag, "href"));
    if (str_is(tag->name, "base") && href.n > 0 && !d->base_seen) {
        struct str full = url_resolve(d->a, d->base, href);
        d->base = full.p ? full : d->base;
        d->base_seen = true;
    }
    if (str_is(tag->name, "a") && href.n > 0 && looks_like_feed(href)) {
        add_guess(d, d->base, href);
    }
    return d->n < d->max;
}

void feed_guess(struct str html, struct str page, struct arena *arena, struct feed_link *ret, size_t max,
                size_t *ret_n) {
    static const char *const near[] = {"feed", "index.xml", "rss.xml", "atom.xml", NULL};
    static const char *const paths[] = {"/feed",     "/rss.xml", "/feed.xml",  "/atom.xml",
                                        "/index.xml", "/rss",    "/feed.json", NULL};
    struct discover d = {.a = arena, .base = page, .out = ret, .max = max < FEED_ANCHORS_MAX ? max : FEED_ANCHORS_MAX};
    struct html_sink sink = {.start = on_anchor, .ud = &d};
    html_walk(html, &sink);
    d.max = max;
    /* "…/blog" and "…/blog/" have it below them, "…/blog/page.html" beside it. */
    struct str last = last_part(page);
    struct str clean = str_sub(page, 0, str_chr(page, '?'));
    bool folder = last.n > 0 && str_chr(last, '.') == last.n;
    struct str dir = folder ? arena_printf(arena, "%.*s%s", STRF(clean), str_ends(clean, STR("/")) ? "" : "/") : clean;
    for (size_t i = 0; near[i] && last.n > 0; i++) {
        add_guess(&d, dir, str_of(near[i]));
    }
    for (size_t i = 0; paths[i]; i++) {
        add_guess(&d, page, str_of(paths[i]));
    }
    *ret_n = d.n;
}
