/* toml_test.c: the part of TOML that settings use: what is taken, what is refused and by which line. */
#include "text/toml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct read_case {
    const char *text;
    const char *want;        /* "key=value;" of every line; "!" and the pointers of the faults */
};

static const struct read_case cases[] = {
    {"", ""},
    {"a = 1", "a=1;"},
    {"\xef\xbb\xbf# told\r\n[share]\r\ndaily_cap = 7 # a day\r\n", "share.daily_cap=7;"},
    {"[ a . b ]\n c.d = true\n[e]\nf=false", "a.b.c.d=true;e.f=false;"},
    {"a = \"x # y\"\nb = 'c:\\d'\nc = \"\"", "a=x # y;b=c:\\d;c=;"},
    {"a = \"tab\\tquote\\\"back\\\\ \\u00e9\\U0001F600\"", "a=tab\tquote\"back\\ é😀;"},
    {"a = 1_000\nb = -3\nc = +4\nd = 0", "a=1000;b=-3;c=4;d=0;"},
    {"a = 1\na = 2\n[x]\ny = 1\n[x]\ny = 2", "!/line/2!/line/6"},
    {"a\nb =\n= c\nd = yes\n\"e\" = 1", "!/line/1!/line/2!/line/3!/line/4!/line/5"},
    {"a = \"open\nb = 'open\nc = \"\\q\"\nd = \"\\ud800\"\ne = \"\\u12\"", "!/line/1!/line/2!/line/3!/line/4!/line/5"},
    {"a = 1 2\nb = \"x\" y\n[c] d\n[[e]]\n[f", "!/line/1!/line/2!/line/3!/line/4!/line/5"},
    {"a = 1.5\nb = 2026-11-29\nc = [1]\nd = {x = 1}\ne = 0x1f\nf = 012\ng = 1__0\nh = _1\ni = --1",
     "!/line/1!/line/2!/line/3!/line/4!/line/5!/line/6!/line/7!/line/8!/line/9"},
    {"a = \"\"\"\nb\n\"\"\"", "!/line/1!/line/2!/line/3"},
    {"a = \"\x01\"\nb = \"\xff\"", "!/line/1!/line/2"},
};

static void a_line_is_read_or_refused_by_its_number(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *a = arena_create((size_t)16 << 20);
        struct problems errs = {.arena = a};
        struct toml_line *lines = NULL;
        struct buf got;
        size_t n = 0;
        enum err e = toml_read(str_of(cases[i].text), a, &errs, &lines, &n);
        buf_init(&got, a, 10000);
        for (size_t k = 0; !e && k < n; k++) {
            buf_printf(&got, "%.*s=%.*s;", STRF(lines[k].key), STRF(lines[k].value));
        }
        for (size_t k = 0; k < errs.n; k++) {
            buf_printf(&got, "!%.*s", STRF(errs.items[k].field));
        }
        assert_int_equal(e != E_OK, errs.n > 0);
        assert_string_equal(buf_view(&got).p, cases[i].want);
        arena_free(a);
    }
}

/* What is written is read as it was, whatever text it is. */
static void a_written_text_is_read_back(void **state) {
    static const char *const texts[] = {"", "plain", "\"quoted\" \\ back", "tab\there\nline\rreturn\x01\x7f", "« déjà »  #1 😀", "'''"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct arena *a = arena_create((size_t)16 << 20);
        struct problems errs = {.arena = a};
        struct toml_line *lines = NULL;
        struct buf b;
        size_t n = 0;
        buf_init(&b, a, 10000);
        buf_c(&b, "a = ");
        toml_write_string(&b, str_of(texts[i]));
        assert_int_equal(toml_read(buf_view(&b), a, &errs, &lines, &n), E_OK);
        assert_int_equal(n, 1);
        assert_true(lines[0].quoted);
        assert_true(str_is(lines[0].value, texts[i]));
        arena_free(a);
    }
}

static void too_many_lines_are_refused(void **state) {
    (void)state;
    struct arena *a = arena_create((size_t)16 << 20);
    struct problems errs = {.arena = a};
    struct toml_line *lines = NULL;
    struct buf b;
    size_t n = 0;
    buf_init(&b, a, 100000);
    for (int i = 0; i <= TOML_LINES_MAX; i++) {
        buf_ch(&b, '\n');
    }
    assert_int_equal(toml_read(buf_view(&b), a, &errs, &lines, &n), E_INVALID);
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read_or_refused_by_its_number),
        cmocka_unit_test(a_written_text_is_read_back),
        cmocka_unit_test(too_many_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
