/* markdown_test.c: the pictures of a text, found as the web app finds them: the cases of test/data/markdown_pictures.tsv are tried by
 * web/test/markdown.test.ts too. */
#include "pvtest.h"
#include "text/markdown.h"

static struct str found_in(struct str text) {
    struct markdown_pictures m = {text, 0};
    struct markdown_picture p;
    struct buf b;
    buf_init(&b, a, 10000);
    while (markdown_next_picture(&m, &p)) {
        buf_printf(&b, "%s%.*s|%.*s|%.*s", b.n ? ";" : "", STRF(p.alt), STRF(p.url), STRF(p.credit));
    }
    for (size_t i = 0; i < b.n; i++) {
        b.p[i] = b.p[i] == '\n' ? ' ' : b.p[i];
    }
    return b.n ? buf_view(&b) : STR("");
}

static void pictures_are_found_as_the_web_app_does(void **state) {
    (void)state;
    struct str rest = data_file("markdown_pictures.tsv");
    struct str c[4];
    int n = 0;
    while (next_row(&rest, c)) {
        struct str got = found_in(c[0]);
        if (!str_eq(got, c[1])) {
            fail_msg("%.*s: got %.*s, want %.*s", STRF(c[0]), STRF(got), STRF(c[1]));
        }
        n++;
    }
    assert_true(n > 20);
}

/* What is cut anywhere is read to its end and no further. */
static void a_text_may_end_anywhere(void **state) {
    (void)state;
    struct str whole = STR("x ![a](/b \"c\") ![d](/e)");
    for (size_t n = 0; n <= whole.n; n++) {
        struct markdown_pictures m = {arena_dup(a, str_sub(whole, 0, n)), 0};
        struct markdown_picture p;
        int found = 0;
        while (markdown_next_picture(&m, &p)) {
            found++;
        }
        assert_int_equal(found, n == whole.n ? 2 : n >= 14 ? 1 : 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(pictures_are_found_as_the_web_app_does), TEST(a_text_may_end_anywhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
