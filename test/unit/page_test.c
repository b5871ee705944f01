/* page_test.c: what a page says about itself, and what it only seems to say. */
#include "base/clock.h"
#include "page/page.h"
#include "pvtest.h"
#include "text/charset.h"

#define BASE "https://example.org/news/a.html"

struct one {
    const char *html;
    const char *field;           /* of struct page, as the command prints it */
    const char *want;            /* NULL: not told */
};

static struct str field_of(const struct page *p, const char *name) {
    const struct {
        const char *name;
        struct str value;
    } fields[] = {{"url", p->url},       {"title", p->title},   {"description", p->description}, {"image", p->image},
                  {"site", p->site_name}, {"author", p->author}, {"language", p->language},       {"icon", p->icon},
                  {"feed", p->feeds_n ? p->feeds[0] : STR_NULL},
                  {"feed2", p->feeds_n > 1 ? p->feeds[1] : STR_NULL},
                  {"published", p->published ? time_rfc3339(a, p->published) : STR_NULL}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(name, fields[i].name) == 0) {
            return fields[i].value;
        }
    }
    fail_msg("no field %s", name);
    return STR_NULL;
}

static void check(const struct one *cases, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct page p;
        page_parse(str_of(cases[i].html), STR(""), STR(BASE), a, &p);
        struct str got = field_of(&p, cases[i].field);
        if (!str_eq(got, str_of(cases[i].want)) || (got.p == NULL) != (cases[i].want == NULL)) {
            fail_msg("%s of %s: got \"%.*s\", want \"%s\"", cases[i].field, cases[i].html, STRF(got),
                     cases[i].want ? cases[i].want : "(none)");
        }
    }
}
#define CHECK(cases) check((cases), sizeof(cases) / sizeof *(cases))

#define LD(json) "<title>T</title><script type=\"application/ld+json\">" json "</script>"

static void the_better_source_wins(void **state) {
    (void)state;
    static const struct one cases[] = {
        {"<title>P</title><meta name=twitter:title content=T><meta property=og:title content=O>", "title", "O"},
        {"<title>P</title><meta name=twitter:title content=T>", "title", "T"},
        {LD("{\"@type\":\"Article\",\"headline\":\"J\"}"), "title", "J"},
        {"<title>P</title>", "title", "P"},
        {"<meta name=title content=M><title> </title>", "title", "M"},
        {"<meta property=og:title content=\" \"><meta name=twitter:title content=T>", "title", "T"},
        {"<meta property=og:title content=1><meta property=og:title content=2>", "title", "1"},
        {"<meta property=og:title content=''><meta property=og:title content=2>", "title", "2"},
        {"<META NAME='OG:Title' CONTENT='X'>", "title", "X"},
        {"<meta property='twitter:title' content=X>", "title", "X"},
        {"<meta property='og:title twitter:title' content=X>", "title", "X"},
        {"<meta name=description property=og:description content=X>", "description", "X"},
        {"<meta property='http://ogp.me/ns#title' content=X>", "title", "X"},
        {"<meta name=twitter:title value=X>", "title", "X"},
        {"<meta property=og:title content=' A\n\t B&nbsp; &amp;amp; &eacute; '>", "title", "A B\xc2\xa0 &amp; é"},
        {"<title>A <b>&lt;B&gt;</b></title>", "title", "A <b><B></b>"},
        {"<title>A</title><title>B</title>", "title", "A"},
        {"<title>A<meta property=og:site_name content=S>", "site", "S"},
        {"<title>A<meta property=og:site_name content=S>", "title", "A"},
        {"<meta name=description content=D><meta name=twitter:description content=T>", "description", "T"},
        {"<meta name=application-name content=N>", "site", "N"},
        {"<meta name=twitter:site content=@n>", "site", NULL},
        {"<meta property=al:ios:app_name content=A><meta name=publisher content=P>", "site", "P"},
        {"<meta property=al:ios:app_name content=A>", "site", "A"},
    };
    CHECK(cases);
}

static void only_the_head_tells(void **state) {
    (void)state;
    static const struct one cases[] = {
        {"<head><title>H</title></head><body><meta property=og:title content=B>", "title", "H"},
        {"<body><title>B</title>", "title", NULL},
        {"<title>H</title><p>x<meta property=og:title content=B>", "title", "H"},
        {"<head></head><title>H</title><meta name=description content=D><p><meta property=og:title content=B>", "title", "H"},
        {"<head></head><div></div><meta property=og:title content=B></head>", "title", NULL},
        {"<head><div>stray</div><meta property=og:title content=H></head><body>", "title", "H"},
        {"<head>stray --><meta property=og:title content=H><body>", "title", "H"},
        {"Warning: x in y<br><html><head><meta property=og:title content=H></head>", "title", "H"},
        {"<!-- <title>C</title> --!><title>H</title>", "title", "H"},
        {"<!--><title>H</title>-->", "title", "H"},
        {"<!--[if IE]><title>C</title><![endif]--><title>H</title>", "title", "H"},
        {"<noscript><meta property=og:title content=N></noscript><title>H</title>", "title", "H"},
        {"<noscript><img src=p></noscript><meta property=og:title content=H>", "title", "H"},
        {"<template><title>T</title><template></template><title>T</title></template><title>H</title>", "title", "H"},
        {"<svg><title>S</title></svg><title>H</title>", "title", NULL},
        {"<head><svg><title>S</title></svg><title>H</title></head>", "title", "H"},
        {"<head><svg><title/><style/></svg><title>H</title></head>", "title", "H"},
        {"<script>'<title>S</title>'</script><title>H</title>", "title", "H"},
        {"<script><!-- <script></script><title>S</title> --></script><title>H</title>", "title", "H"},
        {"<style><title>S</title></style><title>H</title>", "title", "H"},
        {"<title>H</title><textarea><meta property=og:title content=B></textarea>", "title", "H"},
        {"<title>H</title><iframe srcdoc='<title>I</title>'><title>I</title></iframe>", "title", "H"},
        {"<title>H</title><body><svg><style/></svg>" LD("{\"@type\":\"Article\",\"headline\":\"J\"}"), "title", "J"},
        {"<template>" LD("{\"@type\":\"Article\",\"headline\":\"J\"}") "</template><title>H</title>", "title", "H"},
        {"<title>H</title><noscript>" LD("{\"@type\":\"Article\",\"headline\":\"J\"}") "</noscript>", "title", "H"},
        {"<body><link rel=canonical href=/b><link rel=icon href=/i>", "url", BASE},
        {"<body><link rel=canonical href=/b><link rel=icon href=/i>", "icon", NULL},
        {"<body><img src=/x.png>", "image", NULL},
    };
    CHECK(cases);
}

static void addresses(void **state) {
    (void)state;
    static const struct one cases[] = {
        {"", "url", BASE},
        {"<meta property=og:url content=/o><link rel=canonical href=/c>", "url", "https://example.org/c"},
        {"<meta property=og:url content=/o><link rel=canonical href=''>", "url", "https://example.org/o"},
        {"<link rel=canonical href=https://other.example>", "url", "https://other.example"},
        {"<link rel='nofollow CANONICAL' href='?p=1'>", "url", "https://example.org/news/a.html?p=1"},
        {"<link rel=canonical href='javascript:x'>", "url", BASE},
        {"<link rel=canonical href='//cdn.example/x y'>", "url", "https://cdn.example/x%20y"},
        {"<link rel=canonical href='c'><base href='/deep/'><base href=/no/>", "url", "https://example.org/deep/c"},
        {"<base href='https://b.example/x/y'><meta property=og:image content=i.png>", "image", "https://b.example/x/i.png"},
        {"<base href='data:x'><meta property=og:image content=i.png>", "image", "https://example.org/news/i.png"},
        {"<meta property=og:image content='data:image/png,x'><meta property=og:image content=/2>", "image",
         "https://example.org/2"},
        {"<meta property=og:image content=/1><meta property=og:image:secure_url content=/s>", "image", "https://example.org/1"},
        {"<meta property=og:image:width content=9><meta property=og:image:secure_url content=/s>", "image",
         "https://example.org/s"},
        {"<meta name=twitter:image:src content=/t>", "image", "https://example.org/t"},
        {"<link rel=image_src href=/l>", "image", "https://example.org/l"},
        {"<meta property=og:image content='/a\n b.png'>", "image", "https://example.org/a%20b.png"},
        {"<link rel='shortcut icon' href=/f.ico>", "icon", "https://example.org/f.ico"},
        {"<link rel=icon sizes=16x16 href=/16><link rel=icon sizes='32x32 64x64' href=/64>", "icon", "https://example.org/64"},
        {"<link rel=apple-touch-icon sizes=180x180 href=/a><link rel=icon href=/i>", "icon", "https://example.org/i"},
        {"<link rel=apple-touch-icon href=/a><link rel=mask-icon href=/m>", "icon", "https://example.org/a"},
        {"<link rel=icon href=data:,><link rel=icon href=/i>", "icon", "https://example.org/i"},
        {"<link rel=icon mask href=/m.svg><link rel=icon href=/i>", "icon", "https://example.org/i"},
        {"<link rel=fluid-icon href=/f>", "icon", "https://example.org/f"},
        {"<link rel=canonical href=undefined><meta property=og:url content=null>", "url", BASE},
        {"<meta property=og:image content='[object Object]'><meta property=og:image content=/nullify>", "image",
         "https://example.org/nullify"},
        {"<link rel=alternate type=application/rss+xml href=/f><link rel=alternate type='application/atom+xml' href=f2>", "feed2",
         "https://example.org/news/f2"},
        {"<link rel=alternate type=application/rss+xml href=/f><link rel=alternate type=application/rss+xml href=/f>", "feed2",
         NULL},
        {"<link rel=alternate type=application/json+oembed href=/o><link rel=alternate hreflang=fr href=/fr>", "feed", NULL},
    };
    CHECK(cases);
}

static void people_times_and_languages(void **state) {
    (void)state;
    static const struct one cases[] = {
        {"<meta property=article:author content=https://x.example/jane><meta name=author content=Jane>", "author", "Jane"},
        {"<meta property=article:author content='Jane Doe'><meta name=author content=John>", "author", "Jane Doe"},
        {"<meta name=author content='By Jane Doe'>", "author", "Jane Doe"},
        {"<meta name=author content='jane@example.org (Jane Doe)'>", "author", "Jane Doe"},
        {"<meta name=twitter:creator content=@jane>", "author", NULL},
        {"<meta property=article:published_time content='2026-03-04T05:06:07+02:00'>", "published", "2026-03-04T03:06:07Z"},
        {"<meta property=article:published_time content=soon><meta name=date content=2026-03-04>", "published",
         "2026-03-04T00:00:00Z"},
        {"<meta property=article:modified_time content=2026-03-04>", "published", NULL},
        {"<meta name=DC.date.issued content='4 mars 2026'>", "published", "2026-03-04T00:00:00Z"},
        {"<html lang=fr><meta property=og:locale content=en_US>", "language", "fr"},
        {"<meta property=og:locale content=fr_ca>", "language", "fr-CA"},
        {"<html lang='ZH-hant-tw'>", "language", "zh-Hant-TW"},
        {"<html lang='Français'><meta http-equiv=Content-Language content=fr>", "language", "fr"},
        {"<html xml:lang=de>", "language", "de"},
        {"<meta http-equiv=content-language content='fr, en'>", "language", NULL},
    };
    CHECK(cases);
}

static void linked_data(void **state) {
    (void)state;
    static const struct one cases[] = {
        {LD("[{\"@type\":\"WebSite\",\"name\":\"S\"},{\"@type\":[\"NewsArticle\"],\"headline\":\"H\"}]"), "site", "S"},
        {LD("{\"@graph\":[{\"@type\":\"Organization\",\"name\":\"O\",\"description\":\"no\"}]}"), "description", NULL},
        {LD("{\"@type\":\"Organization\",\"name\":\"O\"}"), "title", "T"},
        {LD("{\"@type\":\"WebPage\",\"name\":\"W\",\"mainEntity\":{\"@type\":\"Article\",\"headline\":\"H\"}}"), "title", "H"},
        {LD("{\"@type\":\"Article\",\"author\":[{\"name\":\"Jane\"},{\"name\":\"Joe\"}]}"), "author", "Jane"},
        {LD("{\"@type\":\"Article\",\"author\":\"Jane\"}"), "author", "Jane"},
        {LD("{\"@graph\":[{\"@type\":\"Article\",\"author\":{\"@id\":\"#j\"}},{\"@type\":\"Person\",\"@id\":\"#j\",\"name\":\"Jane\"}]}"),
         "author", "Jane"},
        {LD("{\"@type\":\"Article\",\"publisher\":{\"@type\":\"Organization\",\"name\":\"P\",\"logo\":{\"url\":\"/l\"}}}"), "site", "P"},
        {LD("{\"@type\":\"Article\",\"publisher\":{\"name\":\"P\",\"logo\":{\"url\":\"/l\"}}}"), "image", NULL},
        {LD("{\"@type\":\"Article\",\"image\":[{\"@type\":\"ImageObject\",\"url\":\"/i\"},\"/k\"]}"), "image", "https://example.org/i"},
        {LD("{\"@type\":\"https://schema.org/BlogPosting\",\"datePublished\":\"2026-01-02\"}"), "published", "2026-01-02T00:00:00Z"},
        {LD("{\"@type\":\"Article\",\"headline\":\"L&#039;&eacute;t&eacute;\"}"), "title", "L'été"},
        /* broken in the ways of templates */
        {LD("\n<!--\n{\"@type\":\"Article\",\"headline\":\"H\",}\n-->"), "title", "H"},
        {LD("//<![CDATA[\n{\"@type\":\"Article\", /* c */ \"headline\":\"H\"}\n//]]>"), "title", "H"},
        {LD("{\"@type\":\"Article\",\"headline\":\"a\nb\tc\\'d\"};"), "title", "a b c'd"},
        {LD("{\"@type\":\"Article\",\"headline\":\"He said \"no\" twice\"}"), "title", "He said \"no\" twice"},
        {LD("{\"@type\":\"Article\",\"headline\":\"H\",\"image\":[\"/i\""), "title", "H"},
        {LD("{\"@type\":\"Thing\"}{\"@type\":\"Article\",\"headline\":\"H\"}"), "title", "H"},
        {LD("{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;H&quot;}"), "title", "H"},
        {LD("{\"@type\":\"Article\",\"headline\":\"\\ud800\\u00e9\"}"), "title", "\xef\xbf\xbdé"},
        {LD("]}{"), "title", "T"},
        {LD("{'@type':'Article','headline':'It\\'s H','n':'say \"x\"'}"), "title", "It's H"},
        {LD("{@type:\"Article\", headline:\"H\", a:undefined, b:None, c:+.5, d:0123, e:12345678901234567890}"), "title", "H"},
        {LD("{\"@type\":\"Article\" \"headline\":\"H\" \"image\":\"/i\"}"), "image", "https://example.org/i"},
        {LD("{\"@type\":\"Article\",,\"headline\":\"H\",\"x\":1,\"descr"), "title", "H"},
        {LD("{\"@type\":\"JobPosting\",\"title\":\"Welder\"}"), "title", "Welder"},
        {LD("{\"@type\":\"Article\",\"title\":\"no\"}"), "title", "T"},
        {LD("{\"@type\":\"Article\",\"author\":{\"givenName\":\"Ana\",\"familyName\":\"Roe\"}}"), "author", "Ana Roe"},
        {LD("{\"@type\":\"WebPage\",\"isPartOf\":{\"@type\":\"WebSite\",\"name\":\"S\"}}"), "site", "S"},
        {LD("{\"@type\":\"WebPage\",\"isPartOf\":{\"@type\":\"Periodical\",\"name\":\"S\"}}"), "site", NULL},
        {LD("{\"@type\":\"Article\",\"image\":{\"@list\":[\"/i\"]}}"), "image", "https://example.org/i"},
        {LD("{\"@type\":\"Article\",\"image\":{\"@type\":\"ImageObject\",\"@id\":\"/i\"}}"), "image", "https://example.org/i"},
        {LD("{\"@type\":\"Article\",\"image\":{\"@type\":\"ImageObject\",\"@id\":\"/a#i\"}}"), "image", NULL},
        {"<title>T</title><script>{\"@type\":\"Article\",\"headline\":\"no\"}</script>", "title", "T"},
    };
    CHECK(cases);
}

struct encoded {
    const char *bytes;
    size_t n;
    const char *content_type;
    const char *title;
};
#define BYTES(s) (s), sizeof(s) - 1

static void charsets_as_in_browsers(void **state) {
    (void)state;
    static const struct encoded cases[] = {
        {BYTES("<title>\xe9t\xe9</title>"), "", "été"},
        {BYTES("<title>\xc3\xa9t\xc3\xa9</title>"), "", "été"},
        {BYTES("<meta charset=iso-8859-1><title>\x80\xe9</title>"), "", "€é"},
        {BYTES("<meta charset=utf-8><title>\xcf\xf0</title>"), "text/html; charset=windows-1251", "Пр"},
        {BYTES("\xef\xbb\xbf<meta charset=latin1><title>\xc3\xa9</title>"), "text/html; charset=latin1", "é"},
        {BYTES("\xff\xfe<\0t\0i\0t\0l\0e\0>\0\xe9\0<\0/\0t\0i\0t\0l\0e\0>\0"), "text/html; charset=utf-8", "é"},
        {BYTES("<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'><title>\x93\xfa\x96\x7b</title>"), "", "日本"},
        {BYTES("<?xml version='1.0' encoding='koi8-r'?><title>\xd0\xd2</title>"), "", "пр"},
        {BYTES("<meta charset=utf-16><title>\xc3\xa9</title>"), "", "é"},
        {BYTES("<meta charset=utf-7><title>+ADw-</title>"), "", "+ADw-"},
        {BYTES("<!-- <meta charset=koi8-r> --><meta charset=windows-1250><title>\x8a</title>"), "text/html; charset=no-such", "Š"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page p;
        page_parse((struct str){cases[i].bytes, cases[i].n}, str_of(cases[i].content_type), STR(BASE), a, &p);
        if (!str_is(p.title, cases[i].title)) {
            fail_msg("case %zu: got \"%.*s\", want \"%s\"", i, STRF(p.title), cases[i].title);
        }
    }
    assert_null(charset_named(STR("ebcdic-cp-us")));
    assert_null(charset_named(STR("utf-8 utf8")));
    assert_null(charset_named(STR("")));
}

/* A text longer than any preview is cut, not lost. */
static void long_texts_are_cut(void **state) {
    (void)state;
    struct buf b;
    struct page p;
    buf_init(&b, NULL, 1024 * 1024);
    buf_c(&b, "<meta name=description content='");
    for (size_t i = 0; i < 30000; i++) {
        buf_c(&b, "é");
    }
    buf_c(&b, "'><title>T</title>");
    page_parse(buf_view(&b), STR(""), STR(BASE), a, &p);
    assert_int_equal(p.description.n, PAGE_TEXT_MAX);
    assert_str(p.title, STR("T"));
    buf_done(&b);
}

/* Inputs made to make a parser slow or greedy: each is read within the arena and within a test's patience. */
static void hostile_pages_stay_cheap(void **state) {
    (void)state;
    static const char *const parts[] = {"<title>", "<svg><title>", "<!--", "<template>", "<meta property=og:title content=x>",
                                        "<script type=application/ld+json>[{},", "<script><!--<script>", "<a b=\"", "&amp",
                                        "<script type=application/ld+json>[[[[\"\\\"</script>", "--", "<svg><![CDATA[",
                                        "<link rel=alternate type=text/xml href=", "<html lang=x>",
                                        "<script type=application/ld+json>{a 'b' \"c\" {", "<script type=application/ld+json>[\" \"a\":"};
    enum { SIZE = 2 * 1024 * 1024 };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct arena *own = arena_create(PAGE_ARENA);
        struct buf b;
        struct page p;
        buf_init(&b, NULL, SIZE);
        while (!b.over) {
            buf_c(&b, parts[i]);
        }
        page_parse(buf_view(&b), STR(""), STR(BASE), own, &p);
        assert_str(p.url, STR(BASE));
        buf_done(&b);
        arena_free(own);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_better_source_wins),       TEST(only_the_head_tells), TEST(addresses),
        TEST(people_times_and_languages),   TEST(linked_data),         TEST(charsets_as_in_browsers),
        TEST(long_texts_are_cut),            TEST(hostile_pages_stay_cheap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
