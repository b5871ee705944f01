/* profiles_test.c: which addresses are accounts, and which accounts a page calls its own. */
#include "page/profiles.h"

#include "base/buf.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void addresses_are_accounts_or_are_not(void **state) {
    (void)state;
    struct arena *a = arena_create((size_t)64 << 20);
    struct problems errs = {.arena = a};
    struct str text, line;
    size_t cases = 0;
    assert_int_equal(file_read(PV_TEST_DATA "/profiles.tsv", 1 << 20, a, &errs, &text), E_OK);
    while (str_split(&text, '\n', &line)) {
        struct str col[5] = {{NULL, 0}};
        size_t n = 0;
        struct str rest = line;
        struct profile p;
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        while (n < 5 && str_split(&rest, '\t', &col[n])) {
            n++;
        }
        bool got = profile_of(a, col[0], str_is(col[1], "1"), &p);
        if (got != (n == 5)) {
            fail_msg("%.*s", STRF(col[0]));
        }
        cases++;
        if (!got) {
            continue;
        }
        struct str feed = p.feed.p ? p.feed : STR("-");
        if (!str_eq(p.network, col[2]) || !str_eq(p.handle, col[3]) || !str_eq(feed, col[4])) {
            fail_msg("%.*s: %.*s %.*s %.*s", STRF(col[0]), STRF(p.network), STRF(p.handle), STRF(feed));
        }
    }
    assert_true(cases > 40);
    arena_free(a);
}

struct page_case {
    const char *html, *want;     /* "network handle how;" of each, in order */
};

static const struct page_case pages[] = {
    {"<p>nothing</p>", ""},
    {"<footer><a href='https://www.linkedin.com/company/rivelle'>in</a> <a href=https://x.com/rivelle>X</a>"
     "<a href='https://x.com/intent/tweet?x'>share</a></footer>", "linkedin rivelle 2;x rivelle 2;"},
    /* rel=me is surer than a link, and what somebody else's page says of the same network is not ours. */
    {"<a href='https://x.com/partner'>p</a><a rel='me noopener' href='https://x.com/rivelle'>X</a>"
     "<link rel=me href='https://social.rivelle.example/@news'>", "x rivelle 0;mastodon @news@social.rivelle.example 0;"},
    {"<script type='application/ld+json'>{\"@type\":\"Organization\",\"sameAs\":[\"https://www.youtube.com/@rivelle\","
     "\"https://fr.wikipedia.org/wiki/Rivelle\",\"https://bsky.app/profile/rivelle.example\"]}</script>",
     "youtube rivelle 1;bluesky rivelle.example 1;"},
    {"<script type='application/ld+json'>{\"@type\":\"Article\",\"author\":{\"@type\":\"Person\",\"sameAs\":\"https://x.com/camille\"},"
     "\"publisher\":{\"@type\":\"Organization\",\"sameAs\":\"https://x.com/rivelle\"}}</script>", "x rivelle 1;"},
    {"<script type='application/ld+json'>{\"@type\":\"Person\",\"sameAs\":\"https://x.com/camille\"}</script>", ""},
    {"<script>var a = \"<a href='https://x.com/rivelle'>\"</script><!-- <a href='https://x.com/rivelle'> -->", ""},
    {"<a href='https://x.com/Rivelle'>1</a><a href='https://twitter.com/rivelle'>2</a><a href='/@me' rel=me>own host</a>", "x Rivelle 2;"},
    {"<a href='https://github.com/a'>1</a><a href='https://github.com/b'>2</a><a href='https://github.com/c'>3</a><a href='https://github.com/d'>4</a>",
     "github a 2;github b 2;github c 2;"},
};

static void a_page_tells_its_accounts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct arena *a = arena_create((size_t)64 << 20);
        struct profile found[PROFILES_MAX];
        struct buf got;
        size_t n = 0;
        page_profiles(str_of(pages[i].html), STR("text/html; charset=utf-8"), STR("https://www.rivelle.example/"), a, found, &n);
        buf_init(&got, a, 10000);
        for (size_t k = 0; k < n; k++) {
            buf_printf(&got, "%.*s %.*s %d;", STRF(found[k].network), STRF(found[k].handle), (int)found[k].how);
        }
        assert_string_equal(buf_view(&got).p, pages[i].want);
        arena_free(a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_accounts_or_are_not),
        cmocka_unit_test(a_page_tells_its_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
