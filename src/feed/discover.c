/* discover.c: the feeds that a page names: <link rel="alternate" type="application/rss+xml" href>, as the RSS
 * Advisory Board and the JSON Feed specification have it. Only real elements count, not what scripts or comments
 * contain. */
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
