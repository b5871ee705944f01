/* feed_wild_test.c: one row a peculiarity of feeds as they are found: the feed, the field, what it must be. */
#include "base/clock.h"
#include "feed/feed.h"
#include "pvtest.h"

#define RSS(item) "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' " \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/' " \
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:atom='http://www.w3.org/2005/Atom'>" \
    "<channel><title>T</title>" item "</channel></rss>"
#define ITEM(inner) RSS("<item>" inner "</item>")
#define ATOM(entry) "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry>" entry "</entry></feed>"
#define ATOM03(entry) "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>T</title><entry>" entry "</entry></feed>"

static struct str when(int64_t us) {
    return us ? time_rfc3339(a, us) : STR_NULL;
}

static struct str joined(const struct feed_item *it) {
    struct str all = STR_NULL;
    for (size_t i = 0; i < it->categories_n; i++) {
        all = arena_printf(a, "%.*s%s%.*s", STRF(all), i ? "|" : "", STRF(it->categories[i]));
    }
    return all;
}

/* A field by name; with a "." before it, of the feed itself. */
static struct str field_of(const struct feed *f, const char *name) {
    static const struct feed_item none;
    const struct feed_item *it = f->n ? f->items : &none;
    struct {
        const char *name;
        struct str value;
    } all[] = {
        {".kind", str_of(feed_kind_name(f->kind))}, {".title", f->title}, {".link", f->link},
        {".description", f->description}, {".language", f->language}, {".image", f->image}, {"id", it->id},
        {"url", it->url}, {"title", it->title}, {"author", it->author}, {"published", when(it->published)},
        {"updated", when(it->updated)}, {"summary", it->summary}, {"content", it->content}, {"image", it->image},
        {"categories", joined(it)}, {"enclosure", it->enclosures_n ? it->enclosures[0].url : STR_NULL}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(all[i].name, name) == 0) {
            return all[i].value;
        }
    }
    fail_msg("no field %s", name);
    return STR_NULL;
}

struct row {
    const char *feed, *field, *want;
};

static void check(const struct row *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct problems errs = {.arena = a};
        struct feed f;
        if (feed_parse(str_of(rows[i].feed), STR(""), STR(""), a, &errs, &f)) {
            fail_msg("no feed: %s", rows[i].feed);
        }
        struct str got = field_of(&f, rows[i].field);
        struct str want = rows[i].want ? str_of(rows[i].want) : STR_NULL;
        if (!str_eq(got, want) || (got.p != NULL) != (want.p != NULL)) {
            fail_msg("%s\n%s: got \"%.*s\", want \"%.*s\"", rows[i].feed, rows[i].field, STRF(got), STRF(want));
        }
    }
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

static void authors(void **state) {
    (void)state;
    static const struct row rows[] = {
        {ITEM("<author>Jane Doe (jane@x.org)</author>"), "author", "Jane Doe"},
        {ITEM("<author>Jane Doe jane@x.org</author>"), "author", "Jane Doe"},
        {ITEM("<author>jane@x.org Jane Doe</author>"), "author", "Jane Doe"},
        {ITEM("<author>mailto:jane@x.org (Jane Doe)</author>"), "author", "Jane Doe"},
        {ITEM("<author>\"Doe, Jane\" &lt;jane@x.org&gt;</author>"), "author", "Doe, Jane"},
        {ITEM("<author>()jane@x.org</author>"), "author", "jane@x.org"},
        {ITEM("<author>@handle</author>"), "author", "@handle"},
        {ITEM("<author><name>Jane</name><email>j@x.org</email></author>"), "author", "Jane"},
        {ITEM("<author><email>j@x.org</email></author>"), "author", "j@x.org"},
        {ITEM("<author>Plain</author><dc:creator>Better</dc:creator>"), "author", "Better"},
        {ATOM("<author>Jane</author>"), "author", "Jane"},
        {ITEM("<title>t</title><media:credit>Photographer</media:credit>"), "author", NULL},
        {ITEM("<media:credit role='author'>Jane</media:credit>"), "author", "Jane"},
        {ITEM("<dc:creator><x>Jane <y>Doe</y></x></dc:creator>"), "author", "Jane Doe"},
    };
    CHECK(rows);
}

static void texts(void **state) {
    (void)state;
    static const struct row rows[] = {
        {ITEM("<description>d</description><summary>s</summary>"), "summary", "d"},
        {ITEM("<description>d</description><summary>s</summary>"), "content", "s"},
        {ITEM("<description>d</description><summary>s</summary><content:encoded>c</content:encoded>"), "content", "c"},
        {ITEM("<title>&lt;title&gt;</title>"), "title", "<title>"},
        {ITEM("<title>a &lt;foo&gt; b</title>"), "title", "a <foo> b"},
        {ITEM("<title>x\xc2\x92y</title>"), "title", "x’y"},
        {ITEM("<title>?a=1&copy=2 &copy; &copy 3</title>"), "title", "?a=1&copy=2 © © 3"},
        {ITEM("<description>&lt;ruby&gt;字&lt;rt&gt;ji&lt;/rt&gt;&lt;/ruby&gt;</description>"), "summary", "字ji"},
        {ATOM("<title type='html'>a &lt;foo&gt; b</title>"), "title", "a b"},
        {ATOM("<title>a &lt;b&gt; c &amp;amp;</title>"), "title", "a <b> c &amp;"},
        {ATOM03("<title mode='escaped'>&lt;b&gt;</title>"), "title", "<b>"},
        {ATOM03("<content type='text/html' mode='base64'>PHA+UGFyPC9wPjxwPmlzPC9wPg==</content>"), "content",
         "Par\n\nis"},
        {ATOM("<content type='application/octet-stream'>UGFyaXM=</content>"), "content", "Paris"},
        {ATOM("<content type='image/png'>iVBORw0KGgo=</content><id>1</id>"), "content", NULL},
        {ATOM("<content type='application/xml'><x>Pa<y>ris</y></x></content>"), "content", "Paris"},
        {ATOM03("<content type='multipart/alternative'><content>plain</content><content mode='escaped' "
                "type='text/html'>&lt;p&gt;rich</content></content>"), "content", "plain"},
        {ATOM("<description>stray</description>"), "summary", "stray"},
        {ITEM("<description>&lt;img src='http://p/'&gt;</description><itunes:summary>words</itunes:summary>"), "summary",
         "words"},
        {RSS("<tagline>line</tagline>"), ".description", "line"},
    };
    CHECK(rows);
}

static void addresses(void **state) {
    (void)state;
    static const struct row rows[] = {
        {ITEM("<atom:link href='http://a/'/><link>http://l/</link>"), "url", "http://l/"},
        {ITEM("<enclosure href='http://e/a.mp3'/>"), "enclosure", "http://e/a.mp3"},
        {ATOM("<link>http://l/</link>"), "url", "http://l/"},
        {"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://b/a/'><entry><id>/i</id></entry></feed>", "id",
         "http://b/i"},
        {"<rss xml:base='http://b/'><channel><item><guid isPermaLink='False'>/i</guid></item></channel></rss>", "id",
         "/i"},
        {ITEM("<itunes:link rel='image' href='http://i/'/>"), "image", "http://i/"},
        {ITEM("<itunes:image>http://i/</itunes:image>"), "image", "http://i/"},
        {ITEM("<media:thumbnail>http://i/</media:thumbnail>"), "image", "http://i/"},
        {ITEM("<title>t</title><media:content url='http://p/' type='application/x-shockwave-flash'/>"), "enclosure", NULL},
        {ITEM("<media:content url='http://v/' type='video/mp4'/>"), "enclosure", "http://v/"},
        {ITEM("<link>http://one/</link><link>http://two/</link>"), "url", "http://two/"},
        {ITEM("<link>http://one/</link><link rel='self' href='http://two/'/>"), "url", "http://one/"},
        {ITEM("<link>//host.example/x</link>"), "url", "https://host.example/x"},
        {ITEM("<link>www.host.example/x</link>"), "url", "http://www.host.example/x"},
        {ITEM("<link>www.html</link>"), "url", NULL},
        {ATOM("<link rel='http://www.iana.org/assignments/relation/alternate' href='http://l/'/>"), "url", "http://l/"},
        {"<rss xml:base='https://b.example/d/f.xml'><channel><item xml:base='sub/'><link>p</link></item></channel></rss>",
         "url", "https://b.example/d/sub/p"},
        {RSS("<media:thumbnail url='http://m/'/><image><url>http://i/</url></image>"), ".image", "http://i/"},
        {RSS("<media:thumbnail url='http://m/'/>"), ".image", "http://m/"},
        {RSS("<description>&lt;img src='http://d/'&gt;</description>"), ".image", "http://d/"},
        {"<rss xmlns:enc='http://purl.oclc.org/net/rss_2.0/enc#' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         "<channel><item><enc:enclosure rdf:resource='http://e/a.mp3'/></item></channel></rss>", "enclosure",
         "http://e/a.mp3"},
        {ITEM("<description>&lt;img src='http://s/' width='100'&gt;&lt;img src='http://b/'&gt;</description>"), "image",
         "http://b/"},
        {ITEM("<description>&lt;img src='http://s/' width='100'&gt;</description>"), "image", "http://s/"},
    };
    CHECK(rows);
}

static void dates_and_categories(void **state) {
    (void)state;
    static const struct row rows[] = {
        {ITEM("<dc:date>2003-12-31</dc:date>"), "published", "2003-12-31T00:00:00Z"},
        {ITEM("<dc:date>2003-12-31</dc:date>"), "updated", "2003-12-31T00:00:00Z"},
        {ITEM("<dc:date>2003-12-31</dc:date><lastBuildDate>2004-01-01</lastBuildDate>"), "updated",
         "2004-01-01T00:00:00Z"},
        {ITEM("<PubDate>2003-12-31</PubDate>"), "published", "2003-12-31T00:00:00Z"},
        {ITEM("<modified>2003-12-31</modified>"), "updated", "2003-12-31T00:00:00Z"},
        {ITEM("<itunes:category text='A'><itunes:category text='B'/></itunes:category>"), "categories", "A|B"},
        {ITEM("<category>A</category><itunes:keywords>b, c</itunes:keywords>"), "categories", "A|b|c"},
        {ITEM("<itunes:keywords>b, c</itunes:keywords><dc:subject>A</dc:subject><media:keywords>d,b</media:keywords>"),
         "categories", "b|c|A|d"},
        {ATOM("<pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate>"), "published", "2004-01-01T19:48:21Z"},
        {ITEM("<media:category label='L'>A</media:category>"), "categories", "A"},
        {ATOM("<category term='t' label='L'/><category label='M'/><category>N</category>"), "categories", "t|M|N"},
    };
    CHECK(rows);
}

static void kinds_and_namespaces(void **state) {
    (void)state;
    static const char cdf[] = "<CHANNEL HREF='http://c/'><TITLE>T</TITLE><ABSTRACT>D</ABSTRACT>"
                              "<ITEM HREF='http://i/' LASTMOD='1998-11-06'><TITLE>x</TITLE></ITEM></CHANNEL>";
    static const char made_up[] = "<rss xmlns='http://made.up/'><channel><title>T</title><item><title>x</title>"
                                  "</item></channel></rss>";
    static const char made_up_soup[] = "<rss xmlns='http://made.up/'><channel><title>T</title><item><title>x";
    static const char atoms_own[] = "<rss xmlns='http://www.w3.org/2005/Atom'><channel><title>T</title>"
                                    "<description>D</description><item><title>x</title><guid>g</guid></item></channel></rss>";
    static const struct row rows[] = {
        {cdf, ".kind", "rss"}, {cdf, ".title", "T"}, {cdf, ".link", "http://c/"}, {cdf, ".description", "D"},
        {cdf, "url", "http://i/"}, {cdf, "updated", "1998-11-06T00:00:00Z"}, {made_up, ".title", "T"},
        {made_up, "title", "x"}, {made_up_soup, "title", "x"}, {atoms_own, ".description", "D"},
        {atoms_own, "id", "g"},
        {"<Channel xmlns='http://purl.org/net/rss1.1#' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
         "rdf:about='http://c/'><title>T</title><items><item rdf:about='http://i/'><title>x</title></item></items>"
         "</Channel>", ".kind", "rdf"},
        {"<rss><channel xml:lang='fr'><title>T</title></channel></rss>", ".language", "fr"},
        {"<rss version='2.0'></rss>", ".kind", "rss"},
        {"<rss xmlns:itunes=' http://www.itunes.com/DTDs/PodCast-1.0.dtd'><channel><item><itunes:author>J</itunes:author>"
         "</item></channel></rss>", "author", "J"},
        {"<rss xmlns:dc='http://wrong.example/'><channel><item><dc:creator>J</dc:creator></item></channel></rss>",
         "author", "J"},
        {"<rss xmlns:rss='http://own.example/'><channel><rss:title>no</rss:title><title>T</title></channel></rss>",
         ".title", "T"},
        {"<entry xmlns='http://www.w3.org/2005/Atom'><title>alone</title><link href='http://l/'/></entry>", "title",
         "alone"},
        {RSS("<entry><title>e</title></entry>"), "title", "e"},
        {"<feed xmlns='http://www.w3.org/2005/Atom'><item><title>i</title></item></feed>", "title", "i"},
    };
    CHECK(rows);
}

static void items_keep_apart(void **state) {
    (void)state;
    static const struct row rows[] = {
        {ATOM("<title>outer</title><x:reply xmlns:x='http://x/'><entry><title>inner</title><id>in</id></entry></x:reply>"
              "<id>out</id>"), "id", "out"},
        {ATOM("<title>T</title><d:deleted-entry xmlns:d='http://purl.org/atompub/tombstones/1.0' ref='gone'><link "
              "href='http://no/'/><id>no</id></d:deleted-entry><id>yes</id>"), "id", "yes"},
        {"<rss><channel><link>http://c/</link><item><title>o</title><item><title>i</title></item><link>http://o/</link>"
         "</item></channel></rss>", "url", "http://o/"},
        {"<rss><channel><link>http://c/</link><item><title>o</title><item><title>i</title></item><link>http://o/</link>"
         "</item></channel></rss>", ".link", "http://c/"},
        {"<rss><channel><item><title>three<link>http://3/</link><guid>g</guid></item></channel></rss>", "id", "g"},
        {"<rss><channel><item><description>long <b>text<pubDate>2004-01-01</pubDate><title>t</title></item></channel></rss>",
         "title", "t"},
        {"<rss><channel><item><description>long <b>text<pubDate>2004-01-01</pubDate><title>t</title></item></channel></rss>",
         "summary", "long text"},
    };
    CHECK(rows);
}

/* What an internal subset declares counts, also behind comments and without an XML declaration. */
static void declared_entities_are_read(void **state) {
    (void)state;
#define DTD(decl, title) "<!-- c -->\n<!DOCTYPE rss [" decl "]>\n<rss><channel><title>" title "</title></channel></rss>"
    static const struct row rows[] = {
        {DTD("<!ENTITY co 'A &#38; B'>", "x &co;"), ".title", "x A & B"},
        {DTD("<!ENTITY p \"C:\\d\\1\">", "&p;"), ".title", "C:\\d\\1"},
        {DTD("<!ENTITY arrow '->'><!ENTITY q 'z'>", "&arrow;&q;"), ".title", "->z"},
        {DTD("<!-- ]> <!ENTITY no 'x'> --><!ENTITY m '<b>bold</b>'>", "&m;&no;"), ".title", "bold&no;"},
        {DTD("<!ENTITY copy '(c)'>", "&copy; &reg;"), ".title", "(c) ®"},
    };
    CHECK(rows);
}

static void encodings_by_other_names(void **state) {
    (void)state;
    static const struct {
        const char *name, *bytes, *want;
    } rows[] = {
        {"1251", "\xcf\xf0", "Пр"}, {"cp-1251", "\xcf\xf0", "Пр"}, {"windows1253", "\xe1\xe2", "αβ"},
        {"euc_kr", "\xbe\xc8", "안"}, {"gb_2312-80", "\xc4\xe3", "你"}, {"euc-jisx0213", "\xc6\xfc", "日"},
        {"mac-turkish", "\xdd", "ı"}, {"iso-8859-2", "\xb3\x92", "ł’"}, {"ibm858", "\xd5", "€"},
        {"no-such-thing", "caf\xe9", "café"}, {"hz-gb-2312", "~{VPND~}", "中文"}, {"cp874", "\x85", "…"},
        {"kz-1048", "\x8d", "Қ"}, {"ptcp154", "\x80", "Җ"}, {"iso-8859-16", "\xa1", "Ą"}, {"koi8-t", "\x80", "қ"},
        {"utf7", "+ZeVnLA-", "日本"}, {"unicode", "caf\xc3\xa9", "café"}, {"windows-1251", "caf\xc3\xa9", "cafГ©"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct problems errs = {.arena = a};
        struct feed f;
        struct str text = arena_printf(a, "<?xml version='1.0' encoding='%s'?><rss><channel><title>%s</title></channel>"
                                       "</rss>", rows[i].name, rows[i].bytes);
        assert_int_equal(feed_parse(text, STR(""), STR(""), a, &errs, &f), E_OK);
        if (!str_is(f.title, rows[i].want)) {
            fail_msg("%s: got %.*s, want %s", rows[i].name, STRF(f.title), rows[i].want);
        }
    }
}

/* Stray bytes in what is UTF-8: western ones are read as such, half a character is nothing. */
static void strange_bytes_are_told_apart(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *want;
    } rows[] = {
        {"\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xa7\xc3\xb4 caf\xe9 \x93q\x94", "éèàçô café “q”"},
        {"\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xa7\xc3\xb4 a\xf0\x9d\x92z", "éèàçô a\xef\xbf\xbdz"},
        {"caf\xe9 \x93q\x94", "café “q”"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct problems errs = {.arena = a};
        struct feed f;
        struct str text = arena_printf(a, "<rss><channel><title>%s</title></channel></rss>", rows[i].bytes);
        assert_int_equal(feed_parse(text, STR("text/xml; charset=utf-8"), STR(""), a, &errs, &f), E_OK);
        assert_str(f.title, str_of(rows[i].want));
    }
}

/* A header that names nothing known gives way to the declaration, also behind a warning that was printed first. */
static void unknown_headers_give_way(void **state) {
    (void)state;
    static const char text[] = "Notice: x <?xml version='1.0' encoding='koi8-r'?><rss><channel><title>\xf0\xd2</title>"
                               "</channel></rss>";
    struct problems errs = {.arena = a};
    struct feed f;
    assert_int_equal(feed_parse(STR(text), STR("text/xml; charset=bogus"), STR(""), a, &errs, &f), E_OK);
    assert_str(f.title, STR("Пр"));
}

/* EBCDIC, whose declaration has to be read before its name is known. */
static void ebcdic_is_read(void **state) {
    (void)state;
    static const unsigned char bytes[] = {
        0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40, 0xa5, 0x85, 0x99, 0xa2, 0x89, 0x96, 0x95, 0x7e, 0x7d, 0xf1, 0x4b, 0xf0,
        0x7d, 0x40, 0x85, 0x95, 0x83, 0x96, 0x84, 0x89, 0x95, 0x87, 0x7e, 0x7d, 0x83, 0x97, 0xf0, 0xf3, 0xf7, 0x7d,
        0x6f, 0x6e,                                                       /* <?xml version='1.0' encoding='cp037'?> */
        0x4c, 0x99, 0xa2, 0xa2, 0x6e, 0x4c, 0x83, 0x88, 0x81, 0x95, 0x95, 0x85, 0x93, 0x6e,           /* <rss><channel> */
        0x4c, 0xa3, 0x89, 0xa3, 0x93, 0x85, 0x6e, 0xc8, 0x89, 0x4c, 0x61, 0xa3, 0x89, 0xa3, 0x93, 0x85, 0x6e,
        0x4c, 0x61, 0x83, 0x88, 0x81, 0x95, 0x95, 0x85, 0x93, 0x6e, 0x4c, 0x61, 0x99, 0xa2, 0xa2, 0x6e};
    struct problems errs = {.arena = a};
    struct feed f;
    assert_int_equal(feed_parse((struct str){(const char *)bytes, sizeof bytes}, STR(""), STR(""), a, &errs, &f), E_OK);
    assert_str(f.title, STR("Hi"));
}

static void json_is_mended(void **state) {
    (void)state;
#define JSON_HEAD "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[{\"id\":\"1\""
    static const struct row rows[] = {
        {JSON_HEAD ",\"title\":\"a\tb\nc\",},],}", "title", "a b c"},
        {JSON_HEAD ",\"title\":\"a \\ud83d b \\u0000 \\ud83d\\ude00, ]\"}]}", "title",
         "a \xef\xbf\xbd b \xef\xbf\xbd \xf0\x9f\x98\x80, ]"},
        {JSON_HEAD ",\"authors\":[{\"url\":\"http://a/\"},{\"name\":\"B (b@x.org)\"}]}]}", "author", "B"},
        {JSON_HEAD ",\"authors\":[{\"name\":\"Smith & Sons (Ltd)\"}]}]}", "author", "Smith & Sons (Ltd)"},
        {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"no items\"}", ".title", "no items"},
    };
    CHECK(rows);
}

/* No declaration at all: Russian in koi8-r and windows-1251, as a detector tells them apart. */
static void undeclared_encodings_are_detected(void **state) {
    (void)state;
    static const char koi8[] = "<rss><channel><title>\xf0\xcf\xd3\xcc\xc5\xc4\xce\xc9\xc5 \xce\xcf\xd7\xcf\xd3\xd4\xc9 "
                               "\xcf \xd6\xc9\xda\xce\xc9 \xc7\xcf\xd2\xcf\xc4\xc1 \xc9 \xcf\xc2\xcc\xc1\xd3\xd4\xc9"
                               "</title></channel></rss>";
    static const char latin[] = "<rss><channel><title>L'\xe9t\xe9 \xe0 la for\xeat, cr\xe8me br\xfbl\xe9" "e et no\xebl"
                                "</title></channel></rss>";
    struct problems errs = {.arena = a};
    struct feed f;
    assert_int_equal(feed_parse((struct str){koi8, sizeof koi8 - 1}, STR(""), STR(""), a, &errs, &f), E_OK);
    assert_str(f.title, STR("Последние новости о жизни города и области"));
    assert_int_equal(feed_parse((struct str){latin, sizeof latin - 1}, STR(""), STR(""), a, &errs, &f), E_OK);
    assert_str(f.title, STR("L'été à la forêt, crème brûlée et noël"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(authors), TEST(texts), TEST(addresses), TEST(dates_and_categories), TEST(kinds_and_namespaces),
        TEST(items_keep_apart), TEST(declared_entities_are_read),
        TEST(encodings_by_other_names), TEST(strange_bytes_are_told_apart), TEST(unknown_headers_give_way),
        TEST(json_is_mended), TEST(ebcdic_is_read), TEST(undeclared_encodings_are_detected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
