/* fuzz_feed.c: feeds of all kinds. The first byte chooses a Content-Type and whether there is a base. Every text that
 * comes out is well-formed, every address http(s). */
#include "feed/feed.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

static void text(struct str s) {
    must(!s.p || str_utf8_valid(s));
}

static void address(struct str s) {
    text(s);
    must(s.n == 0 || str_istarts(s, STR("http:")) || str_istarts(s, STR("https:")));
}

static void item(const struct feed_item *it) {
    text(it->id);
    text(it->title);
    text(it->author);
    text(it->summary);
    text(it->content);
    text(it->language);
    address(it->url);
    address(it->image);
    must(it->enclosures_n <= FEED_ENCLOSURES_MAX && it->categories_n <= FEED_CATEGORIES_MAX);
    for (size_t i = 0; i < it->enclosures_n; i++) {
        address(it->enclosures[i].url);
        text(it->enclosures[i].type);
    }
    for (size_t i = 0; i < it->categories_n; i++) {
        text(it->categories[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const types[] = {"",
                                        "text/xml",
                                        "application/rss+xml; charset=utf-8",
                                        "text/xml; charset=iso-8859-1",
                                        "text/xml; charset=\"utf-16\"",
                                        "application/feed+json",
                                        "text/xml; charset=shift_jis",
                                        "x; charset=nonsense"};
    if (size == 0) {
        return 0;
    }
    struct arena *a = arena_create((size_t)256 << 20);
    struct problems errs = {.arena = a};
    struct feed f;
    struct str bytes = {(const char *)data + 1, size - 1};
    struct str base = data[0] & 0x80 ? STR("https://example.com/blog/feed.xml") : STR("");
    enum err e = feed_parse(bytes, str_of(types[data[0] & 7]), base, a, &errs, &f);
    must(e == E_OK ? errs.n == 0 : e == E_NOT_FEED && errs.n == 1);
    if (e == E_OK) {
        must(f.n <= FEED_ITEMS_MAX);
        text(f.title);
        text(f.description);
        text(f.language);
        address(f.link);
        address(f.image);
        address(f.hub);
        address(f.self);
        for (size_t i = 0; i < f.n; i++) {
            item(&f.items[i]);
        }
    }
    int64_t us;
    (void)feed_date(str_sub(bytes, 0, 100), &us);
    arena_free(a);
    return 0;
}
