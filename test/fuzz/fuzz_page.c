/* fuzz_page.c: a web page, and the accounts it names. The first byte chooses the header; what comes out is well-formed, on one line, and addresses are
 * addresses that may be fetched. */
#include "page/page.h"
#include "page/profiles.h"
#include "text/url.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(struct str s, size_t max) {
    if (!s.p) {
        return;
    }
    if (s.n == 0 || s.n > max || !str_utf8_valid(s)) {
        abort();
    }
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) {
            abort();
        }
    }
}

static void check_address(struct arena *a, struct str s) {
    struct url u;
    check_line(s, 4 * URL_MAX);
    if (s.p && (url_parse(a, s, NULL, NULL, &u) != E_OK || !url_is_web(&u))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const types[] = {"", "text/html; charset=utf-8", "text/html; charset=windows-1251",
                                        "text/html; charset=\"shift_jis\"", "charset=utf-16be", "text/html; charset=iso-2022-jp"};
    if (size == 0) {
        return 0;
    }
    struct arena *a = arena_create(2 * (size_t)PAGE_ARENA);
    struct str bytes = {(const char *)data + 1, size - 1};
    struct page p;
    page_parse(bytes, str_of(types[data[0] % (sizeof types / sizeof *types)]), STR("http://example.com/a/b"), a, &p);
    check_address(a, p.url);
    check_address(a, p.image);
    check_address(a, p.icon);
    for (size_t i = 0; i < p.feeds_n; i++) {
        check_address(a, p.feeds[i]);
    }
    check_line(p.title, PAGE_TITLE_MAX);
    check_line(p.description, PAGE_TEXT_MAX);
    check_line(p.site_name, PAGE_TITLE_MAX);
    check_line(p.author, PAGE_TITLE_MAX);
    check_line(p.language, 35);
    struct profile accounts[PROFILES_MAX];
    size_t n = 0;
    page_profiles(bytes, str_of(types[data[0] % (sizeof types / sizeof *types)]), STR("http://example.com/a/b"), a, accounts, &n);
    for (size_t i = 0; i < n; i++) {
        check_address(a, accounts[i].url);
        check_address(a, accounts[i].feed);
        check_line(accounts[i].handle, 1000);
    }
    arena_free(a);
    return 0;
}
