/* html_test.c: foreign HTML comes out as text, and only as text. */
#include "pvtest.h"
#include "text/html.h"

struct pair {
    const char *in, *out;
};

static const struct pair texts[] = {
    {"", ""},
    {"plain", "plain"},
    {"  a \n\t b  ", "a b"},
    {"<p>one</p><p>two</p>", "one\n\ntwo"},
    {"one<br>two<br/>three", "one\ntwo\nthree"},
    {"one<br><br>two<br><br><br>three", "one\n\ntwo\n\nthree"},
    {"<div>a</div><div>b</div>", "a\nb"},
    {"<ul><li>a<li>b</ul>c", "a\nb\n\nc"},
    {"<h1>T</h1>text", "T\n\ntext"},
    {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
    {"a<script>alert('<p>x</p>')</script>b", "ab"},
    {"a<style>p{}</style>b<!-- c --><!doctype x><?php y ?>d", "abd"},
    {"<svg><title>x</title><text>y</text></svg>z", "z"},
    {"<template>a<template>b</template>c</template>d", "d"},
    {"<title>t</title>body", "body"},
    {"<iframe><p>x</p></iframe>y", "y"},
    {"a &amp; b &lt;c&gt; &eacute;&#233;&#xE9; &hellip; &apos;", "a & b <c> ééé … '"},
    {"&eacute &copy2026 AT&T &unknown; & &#; &#xfffffff;", "é &copy2026 AT&T &unknown; & &#; \xef\xbf\xbd"},
    {"&#146;&#150;&#0;", "\xe2\x80\x99\xe2\x80\x93\xef\xbf\xbd"},
    {"a < b and c > d", "a < b and c > d"},
    {"<p>&nbsp;</p><p>x&nbsp;!</p>", "x\xc2\xa0!"},
    {"<pre>a\n  b\n\n\nc</pre>", "a\nb\n\nc"},
    {"unclosed <b>bold <i>both", "unclosed bold both"},
    {"</p></div>x</b>", "x"},
    {"x<b", "x"},
    {"<a title=\"a>b\" href='x'>t</a>", "t"},
    {"<img alt=\"x\">y", "y"},
    {"<!-- unclosed", ""},
    {"a<!-->b<!--->c", "abc"},
    {"<P>A</P><BR>B", "A\n\nB"},
    {"x\x01y\x7fz", "xyz"},
    {"\xff\xfe ok", "\xef\xbf\xbd\xef\xbf\xbd ok"},
    {"<p>a</p>\n\n<p>b</p>\n", "a\n\nb"},
    {"<b>a</b> <i>b</i>", "a b"},
};

static void html_becomes_text(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct str got = html_to_text(a, str_of(texts[i].in), 1000);
        if (!str_is(got, texts[i].out)) {
            fail_msg("%s: got \"%.*s\", want \"%s\"", texts[i].in, STRF(got), texts[i].out);
        }
    }
}

static void text_that_may_be_html(void **state) {
    (void)state;
    assert_str(html_or_text(a, STR("line one\nline two\n\n\n\nthree"), 100), STR("line one\nline two\n\nthree"));
    assert_str(html_or_text(a, STR("<p>a\nb</p>"), 100), STR("a b"));
    assert_str(html_or_text(a, STR("if a <b then"), 100), STR("if a <b then"));
    assert_str(html_or_line(a, STR("Tom &amp; Jerry\n <b>live</b>"), 100), STR("Tom & Jerry live"));
    assert_str(html_or_line(a, STR("vector<int> is a type"), 100), STR("vector<int> is a type"));
    assert_str(html_or_line(a, STR_NULL, 100), STR_NULL);
    assert_str(html_to_text(a, STR("aé"), 2), STR("a"));
}

static void the_first_real_image_is_found(void **state) {
    (void)state;
    assert_str(html_first_image(a, STR("<img src=1.gif width=1 height=1><img src='a&amp;b.png'>")), STR("a&b.png"));
    assert_str(html_first_image(a, STR("<img src=\"data:x\" data-src=\"real.jpg\">")), STR("real.jpg"));
    assert_str(html_first_image(a, STR("<script>'<img src=x>'</script><!-- <img src=y> -->")), STR_NULL);
    assert_str(html_first_image(a, STR("<IMG SRC=x WIDTH=640px>")), STR("x"));
    assert_str(html_first_image(a, STR("no")), STR_NULL);
    assert_str(html_first_image(a, STR("<p title='<script>'>x<img src=z>")), STR("z"));
    char *tight = test_malloc(1);                    /* nothing behind it, not even a NUL */
    *tight = '<';
    assert_str(html_first_image(a, (struct str){tight, 1}), STR_NULL);
    test_free(tight);
}

static bool count_attrs(void *ud, const struct html_tag *tag) {
    *(size_t *)ud += tag->n;
    return true;
}

/* A megabyte of what makes tree builders slow. The time limit of the test is the check. */
static void hostile_pages_take_linear_time(void **state) {
    (void)state;
    static const char *const pieces[] = {"<b>",  "</i>", "<a ", "x='",       "<!--",  "<script>", "&",
                                         "&amp", "<p",   "</",  "<![CDATA[", "<svg>", "a=b "};
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        struct buf b;
        size_t n = 0;
        buf_init(&b, NULL, 2 * 1024 * 1024);
        buf_c(&b, "<x ");
        while (b.n < 1024 * 1024) {
            buf_c(&b, pieces[k]);
        }
        struct html_sink sink = {.start = count_attrs, .ud = &n};
        html_walk(buf_view(&b), &sink);
        html_to_text(a, str_sub(buf_view(&b), 3, b.n), 1000000);
        html_first_image(a, buf_view(&b));
        buf_done(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(html_becomes_text), TEST(text_that_may_be_html), TEST(the_first_real_image_is_found),
        TEST(hostile_pages_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
