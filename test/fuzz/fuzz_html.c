/* fuzz_html.c: HTML. The text that comes out is well-formed, within its limit and free of control characters. */
#include "feed/feed.h"
#include "text/html.h"
#include "text/lang.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct str s, size_t max) {
    if (!s.p) {
        return;
    }
    if (s.n > max || !str_utf8_valid(s)) {
        abort();
    }
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n') {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = arena_create(64 << 20);
    struct str text = {(const char *)data, size};
    struct feed_link links[FEED_LINKS_MAX];
    size_t n = 0;
    check(html_to_text(a, text, 1000), 1000);
    check(html_or_text(a, text, 100), 100);
    check(html_or_line(a, text, 10000), 10000);
    (void)html_first_image(a, text);
    feed_discover(text, STR("http://example.com/"), a, links, FEED_LINKS_MAX, &n);
    if (n > FEED_LINKS_MAX) {
        abort();
    }
    (void)lang_guess(text);
    arena_free(a);
    return 0;
}
