/* feed_test.c: feeds of all kinds, as they should be and as they are. */
#include "base/clock.h"
#include "feed/feed.h"
#include "pvtest.h"

#include <time.h>

static struct problems errs;

static enum err parse(const char *text, size_t n, const char *type, const char *base, struct feed *f) {
    errs = (struct problems){.arena = a};
    return feed_parse((struct str){text, n}, str_of(type), str_of(base), a, &errs, f);
}

static struct feed must(const char *text) {
    struct feed f;
    if (parse(text, strlen(text), "", "", &f)) {
        fail_msg("no feed: %.*s", STRF(errs.items[0].detail));
    }
    return f;
}

static struct str when(int64_t us) {
    return us ? time_rfc3339(a, us) : STR_NULL;
}

#define RSS(items) "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' " \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/' " \
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:atom='http://www.w3.org/2005/Atom'>" \
    "<channel><title>T</title><link>http://h/</link><description>D</description>" items "</channel></rss>"
#define ATOM(rest) "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><id>i</id>" rest "</feed>"

static void rss_fills_every_field(void **state) {
    (void)state;
    struct feed f = must(RSS(
        "<language>fr-FR</language><ttl>30</ttl><image><url>http://h/l.png</url><title>Logo</title><link>http://h/</"
        "link></image>"
        "<atom:link rel='hub' href='http://hub/'/><atom:link rel='self' href='http://h/feed'/>"
        "<item><title>A &amp;amp; B</title><link>http://h/1?a=1&amp;b=2</link><guid isPermaLink='false'>g1</guid>"
        "<dc:creator>Ann</dc:creator><author>x@y.z (Wrong)</author><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
        "<description>&lt;p&gt;Sum&lt;/p&gt;&lt;p&gt;mary&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<p>Con</p><img src='/c.jpg'><p>tent</p>]]></content:encoded>"
        "<category>One</category><category>Two</category><category>One</category>"
        "<enclosure url='http://h/a.mp3' length='12' type='audio/mpeg'/></item>"));
    const struct feed_item *it = f.items;
    assert_int_equal(f.kind, FEED_RSS);
    assert_int_equal(f.n, 1);
    assert_str(f.title, STR("T"));
    assert_str(f.link, STR("http://h/"));
    assert_str(f.language, STR("fr-FR"));
    assert_str(f.image, STR("http://h/l.png"));
    assert_str(f.hub, STR("http://hub/"));
    assert_str(f.self, STR("http://h/feed"));
    assert_int_equal(f.ttl_s, 1800);
    assert_str(it->id, STR("g1"));
    assert_str(it->url, STR("http://h/1?a=1&b=2"));
    assert_str(it->title, STR("A & B"));
    assert_str(it->author, STR("Ann"));
    assert_str(when(it->published), STR("2026-11-23T10:00:00Z"));
    assert_str(when(it->updated), STR_NULL);
    assert_str(it->summary, STR("Sum\n\nmary"));
    assert_str(it->content, STR("Con\n\ntent"));
    assert_str(it->image, STR("http://h/c.jpg"));
    assert_int_equal(it->categories_n, 2);
    assert_str(it->categories[1], STR("Two"));
    assert_int_equal(it->enclosures_n, 1);
    assert_str(it->enclosures[0].url, STR("http://h/a.mp3"));
    assert_str(it->enclosures[0].type, STR("audio/mpeg"));
    assert_int_equal(it->enclosures[0].length, 12);
}

static void quiet_hours_and_days_are_told(void **state) {
    (void)state;
    struct feed f = must(RSS("<skipHours><hour>0</hour><hour> 23 </hour><hour>25</hour><hour>x</hour></skipHours>"
                             "<skipDays><day>Monday</day><day>sunday</day><day>Someday</day></skipDays>"
                             "<item><title>1</title><skipDays><day>Friday</day></skipDays></item>"));
    assert_int_equal(f.skip_hours, 1u | 1u << 23);
    assert_int_equal(f.skip_days, 1u | 1u << 6);
    f = must(RSS("<skipHours><hour>24</hour><hour>1</hour><junk/></skipHours>"));    /* RSS 0.91 counts to 24 */
    assert_int_equal(f.skip_hours, 1u | 1u << 1);
    assert_int_equal(f.skip_days, 0);
}

static void images_are_chosen_in_order(void **state) {
    (void)state;
    struct feed f = must(RSS(
        "<item><title>1</title><media:thumbnail url='http://h/t.jpg'/><media:group><media:content "
        "url='http://h/s.jpg' medium='image' width='300'/>"
        "<media:content url='http://h/m.jpg' medium='image' width='1200'/><media:content url='http://h/xl.jpg' "
        "medium='image' width='6000'/>"
        "<media:content url='http://h/v.mp4' medium='video'/></media:group></item>"
        "<item><title>2</title><enclosure url='http://h/e.png' type='image/png'/><itunes:image "
        "href='http://h/i.png'/></item>"
        "<item><title>3</title><itunes:image href='http://h/i.png'/><description>&lt;img "
        "src='http://h/d.png'&gt;</description></item>"
        "<item><title>4</title><media:content url='https://1.gravatar.com/avatar/x' medium='image'/>"
        "<description>&lt;img src='http://h/p.gif' width='1'&gt;&lt;img src='http://h/d.png'&gt;</description></item>"
        "<item><title>5</title><description>none</description></item>"));
    assert_str(f.items[0].image, STR("http://h/m.jpg"));
    assert_int_equal(f.items[0].enclosures_n, 1);
    assert_str(f.items[0].enclosures[0].url, STR("http://h/v.mp4"));
    assert_str(f.items[1].image, STR("http://h/e.png"));
    assert_str(f.items[2].image, STR("http://h/i.png"));
    assert_str(f.items[3].image, STR("http://h/d.png"));
    assert_str(f.items[4].image, STR_NULL);
}

static void atom_obeys_types_and_bases(void **state) {
    (void)state;
    struct feed f =
        must("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://h/blog/' xml:lang='de'>"
             "<title type='html'>A &lt;i&gt;b&lt;/i&gt;</title><subtitle>Sub</subtitle><link href='./'/><link "
             "rel='self' href='f'/>"
             "<author><name>Ann</name><email>a@b.c</email></author><icon>icon.png</icon>"
             "<entry><title>a &lt;b&gt; c</title><id>tag:1</id><link href='p1'/><link rel='enclosure' href='e.mp3' "
             "type='audio/mpeg' length='7'/>"
             "<published>2026-11-23T10:00:00Z</published><updated>2026-11-24T10:00:00Z</updated><category term='t' "
             "label='L'/>"
             "<content type='xhtml' xml:base='/i/'><div xmlns='http://www.w3.org/1999/xhtml'><p>1 &lt; "
             "2</p><p>x<br/>y<img src='a.png'/></p></div></content></entry>"
             "<entry><title>2</title><author><name>Bob</name></author><link rel='alternate' type='application/json' "
             "href='j'/><link rel='alternate' href='p2'/>"
             "<summary type='html'>&lt;b&gt;s&lt;/b&gt;</summary><content type='image/png'>AAAA</content></entry>"
             "<entry><title>3</title><source><title>other</title><id>x</id><author><name>Src</name></author></"
             "source><id>http://h/3</id></entry></feed>");
    assert_int_equal(f.kind, FEED_ATOM);
    assert_str(f.title, STR("A b"));
    assert_str(f.link, STR("http://h/blog/"));
    assert_str(f.language, STR("de"));
    assert_str(f.image, STR("http://h/blog/icon.png"));
    assert_str(f.items[0].title, STR("a <b> c"));
    assert_str(f.items[0].url, STR("http://h/blog/p1"));
    assert_str(f.items[0].author, STR("Ann"));
    assert_str(f.items[0].content, STR("1 < 2\n\nx\ny"));
    assert_str(f.items[0].image, STR("http://h/i/a.png"));
    assert_str(f.items[0].categories[0], STR("t"));
    assert_str(f.items[0].enclosures[0].url, STR("http://h/blog/e.mp3"));
    assert_str(when(f.items[0].updated), STR("2026-11-24T10:00:00Z"));
    assert_str(f.items[1].url, STR("http://h/blog/p2"));
    assert_str(f.items[1].author, STR("Bob"));
    assert_str(f.items[1].summary, STR("s"));
    assert_str(f.items[1].content, STR_NULL);
    assert_str(f.items[2].title, STR("3"));
    assert_str(f.items[2].author, STR("Src"));
    assert_str(f.items[2].url, STR("http://h/3"));
}

static void older_kinds_are_read(void **state) {
    (void)state;
    struct feed f = must("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                         "xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
                         "<channel "
                         "rdf:about='http://h/'><title>R</title><link>http://h/</link><description>d</"
                         "description><items><rdf:Seq><rdf:li rdf:resource='http://h/1'/></rdf:Seq></items></channel>"
                         "<image rdf:about='x'><url>http://h/i.png</url></image>"
                         "<item "
                         "rdf:about='http://h/1'><title>one</title><link>http://h/1</link><dc:date>2026-11-23</"
                         "dc:date><dc:creator>C</dc:creator><dc:subject>S</dc:subject></item></rdf:RDF>");
    assert_int_equal(f.kind, FEED_RDF);
    assert_str(f.image, STR("http://h/i.png"));
    assert_str(f.items[0].id, STR("http://h/1"));
    assert_str(when(f.items[0].published), STR("2026-11-23T00:00:00Z"));
    assert_str(f.items[0].categories[0], STR("S"));
    f = must("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Old</title><link rel='alternate' "
             "type='text/html' href='http://h/'/><tagline>tag</tagline>"
             "<entry><title mode='escaped' type='text/html'>&lt;b&gt;x&lt;/b&gt;</title><link rel='alternate' "
             "href='http://h/1'/><id>1</id>"
             "<issued>2004-01-02T03:04:05Z</issued><modified>2004-01-03T03:04:05Z</modified><content "
             "type='text/html' mode='escaped'>&lt;p&gt;c&lt;/p&gt;</content></entry></feed>");
    assert_int_equal(f.kind, FEED_ATOM);
    assert_str(f.description, STR("tag"));
    assert_str(f.items[0].title, STR("x"));
    assert_str(when(f.items[0].published), STR("2004-01-02T03:04:05Z"));
    assert_str(f.items[0].content, STR("c"));
    f = must("<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' "
             "'http://my.netscape.com/publish/formats/rss-0.91.dtd'>"
             "<rss "
             "version='0.91'><channel><title>&eacute;t&eacute;</title><item><title>x</title><link>http://h/x</link></"
             "item></channel></rss>");
    assert_str(f.title, STR("été"));
    assert_str(f.items[0].url, STR("http://h/x"));
}

static void json_feeds_are_read(void **state) {
    (void)state;
    struct feed f = must("{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"J\",\"home_page_url\":\"http://"
                         "h/\",\"icon\":\"/i.png\","
                         "\"author\":{\"name\":\"A\"},\"items\":[{\"id\":5,\"url\":\"/1\",\"title\":\"t "
                         "<b>\",\"content_html\":\"<p>x</p>y\",\"summary\":\"s\","
                         "\"date_published\":\"2026-11-23T10:00:00+01:00\",\"tags\":[\"a\",7,\"b\"],\"attachments\":["
                         "{\"url\":\"/a.mp3\",\"mime_type\":\"audio/mpeg\",\"size_in_bytes\":9}]},"
                         "3,{\"id\":\"http://h/2\",\"content_text\":\"plain "
                         "<x>\",\"authors\":[{\"name\":\"B\"}],\"banner_image\":\"http://h/b.png\"}]}");
    assert_int_equal(f.kind, FEED_JSON);
    assert_int_equal(f.n, 2);
    assert_str(f.image, STR("http://h/i.png"));
    assert_str(f.items[0].id, STR("5"));
    assert_str(f.items[0].url, STR("http://h/1"));
    assert_str(f.items[0].title, STR("t <b>"));
    assert_str(f.items[0].author, STR("A"));
    assert_str(f.items[0].content, STR("x\n\ny"));
    assert_str(when(f.items[0].published), STR("2026-11-23T09:00:00Z"));
    assert_int_equal(f.items[0].categories_n, 2);
    assert_int_equal(f.items[0].enclosures[0].length, 9);
    assert_str(f.items[1].author, STR("B"));
    assert_str(f.items[1].content, STR("plain <x>"));
    assert_str(f.items[1].url, STR("http://h/2"));
    assert_str(f.items[1].image, STR("http://h/b.png"));
}

static void broken_xml_is_recovered(void **state) {
    (void)state;
    struct feed f = must("\n\n <rss><channel><title>AT&T &nbsp;R&D</title><link>http://h/?a=1&b=2</link>"
                         "<item><title>one<br>more</title><link>http://h/1</link><description><p>un<b>closed</"
                         "p><div>raw</description></item>"
                         "<item><title>two</title><link>http://h/2</link><guid>bad\x01 \x0b guid</guid></item>"
                         "<item><title>three<link>http://h/3</link><item><title>four</title><pubDate>2026-11-23");
    assert_str(f.title, STR("AT&T \xc2\xa0R&D"));
    assert_str(f.link, STR("http://h/?a=1&b=2"));
    assert_int_equal(f.n, 4);
    assert_str(f.items[2].title, STR("three"));
    assert_str(f.items[2].url, STR("http://h/3"));
    assert_str(f.items[0].url, STR("http://h/1"));
    assert_str(f.items[0].summary, STR("unclosed\n\nraw"));
    assert_str(f.items[1].title, STR("two"));
    assert_str(f.items[1].url, STR("http://h/2"));
    assert_str(f.items[f.n - 1].title, STR("four"));
    assert_str(when(f.items[f.n - 1].published), STR("2026-11-23T00:00:00Z"));
    f = must("<br />\n<b>Warning</b>: something in <b>x.php</b><br />\n<?xml "
             "version='1.0'?><rss><channel><title>ok</title></channel></rss>");
    assert_str(f.title, STR("ok"));
    f = must("<rss><channel><title>no "
             "ns</title><item><title>x</title><content:encoded><![CDATA[<p>c</p>]]></content:encoded><dc:creator>D</"
             "dc:creator></item></channel></rss>");
    assert_str(f.items[0].content, STR("c"));
    assert_str(f.items[0].author, STR("D"));
}

static void encodings_are_found(void **state) {
    (void)state;
    struct feed f;
    static const char latin[] = "<?xml version='1.0' encoding='ISO-8859-1'?><rss><channel><title>caf\xe9 \x80 "
                                "\x93q\x94</title></channel></rss>";
    assert_int_equal(parse(latin, sizeof latin - 1, "", "", &f), E_OK);
    assert_str(f.title, STR("café € “q”"));
    static const char header[] = "<rss><channel><title>\xcf\xf0\xe8\xe2\xe5\xf2</title></channel></rss>";
    assert_int_equal(parse(header, sizeof header - 1, "text/xml; charset=windows-1251", "", &f), E_OK);
    assert_str(f.title, STR("Привет"));
    static const char wrong[] =
        "<?xml version='1.0' encoding='utf-8'?><rss><channel><title>caf\xc3\xa9 na\xefve</title></channel></rss>";
    assert_int_equal(parse(wrong, sizeof wrong - 1, "text/xml; charset=utf-8", "", &f), E_OK);
    assert_str(f.title, STR("café naïve"));
    static const char mislabelled[] = "\xef\xbb\xbf<rss><channel><title>caf\xc3\xa9</title></channel></rss>";
    assert_int_equal(parse(mislabelled, sizeof mislabelled - 1, "text/xml; charset=iso-8859-1", "", &f), E_OK);
    assert_str(f.title, STR("café"));
    static const char sjis[] =
        "<?xml version='1.0' encoding='Shift_JIS'?><rss><channel><title>\x93\xfa\x96\x7b</title></channel></rss>";
    assert_int_equal(parse(sjis, sizeof sjis - 1, "", "", &f), E_OK);
    assert_str(f.title, STR("日本"));
    static const char gb[] = "<?xml version='1.0' encoding='gb2312'?><rss><channel><title>\xc4\xe3\xba\xc3</title></channel></rss>";
    assert_int_equal(parse(gb, sizeof gb - 1, "", "", &f), E_OK);
    assert_str(f.title, STR("你好"));
    char utf16[400];
    size_t n = 0;
    utf16[n++] = '\xfe';
    utf16[n++] = '\xff';
    for (const char *p = "<?xml version='1.0' encoding='UTF-16'?><rss><channel><title>wide</title></channel></rss>";
         *p; p++) {
        utf16[n++] = 0;
        utf16[n++] = *p;
    }
    assert_int_equal(parse(utf16, n, "", "", &f), E_OK);
    assert_str(f.title, STR("wide"));
    assert_int_equal(parse(utf16 + 2, n - 2, "", "", &f), E_OK);
    assert_str(f.title, STR("wide"));
}

static void what_is_no_feed_is_refused(void **state) {
    (void)state;
    static const char *const not [] = {
        "",
        "To write a feed begin with <rss> and then <channel>.",
        "<div>see <rss></rss></div>",
        "<feed><product/></feed>",
        "<channel><foo/></channel>",
        "<x:stylesheet xmlns:x='http://www.w3.org/1999/XSL/Transform'><rss><channel/></rss></x:stylesheet>",
        " \n",
        "hello",
        "<html><body><feed>x</feed></body></html>",
        "<!DOCTYPE html><html>",
        "{}",
        "{\"items\":[]}",
        "[1]",
        "{\"version\":\"https://jsonfeed.org/version/1\"",
        "<opml><body/></opml>",
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><x/></rdf:RDF>",
        "<feed xmlns='http://other/'/>",
        "<<<>>>",
        NULL};
    struct feed f;
    for (size_t i = 0; not[i]; i++) {
        if (parse(not[i], strlen(not[i]), "", "", &f) != E_NOT_FEED) {
            fail_msg("%s", not[i]);
        }
        assert_int_equal(errs.n, 1);
    }
}

static void addresses_are_made_absolute_and_kept_harmless(void **state) {
    (void)state;
    struct feed f;
    static const char text[] = RSS("<item><title>1</title><link>\n /p/1 "
                                   "\n</link></item><item><title>2</title><link>javascript:alert(1)</link></item>"
                                   "<item><title>3</title><guid>http://h/g</guid></item><item><title>4</title><guid "
                                   "isPermaLink='false'>http://h/g</guid></item>"
                                   "<item><title>5</title><link>http://h/a "
                                   "b</link></item><item><title>6</title><link>HTTP://H.example/X</link></item>");
    assert_int_equal(parse(text, sizeof text - 1, "", "https://base.example/feeds/x.xml", &f), E_OK);
    assert_str(f.items[0].url, STR("https://base.example/p/1"));
    assert_str(f.items[1].url, STR_NULL);
    assert_str(f.items[2].url, STR("http://h/g"));
    assert_str(f.items[3].url, STR_NULL);
    assert_str(f.items[4].url, STR("http://h/a%20b"));
    assert_str(f.items[5].url, STR("HTTP://H.example/X"));
    f = must(text);
    assert_str(f.items[0].url, STR("http://h/p/1"));
}

static void authors_are_names(void **state) {
    (void)state;
    struct feed f = must(RSS("<item><title>1</title><author>a@b.c (Ann "
                             "B)</author></item><item><title>2</title><author>Ann &lt;a@b.c&gt;</author></item>"
                             "<item><title>3</title><author>a@b.c</author></item><item><title>4</"
                             "title><atom:author><atom:name>N</atom:name></atom:author></item>"
                             "<item><title>5</title><itunes:author>I</itunes:author></item><item><title>6</"
                             "title><author>\"Q. Z\" &lt;q@z.c&gt;</author></item>"));
    assert_str(f.items[0].author, STR("Ann B"));
    assert_str(f.items[1].author, STR("Ann"));
    assert_str(f.items[2].author, STR("a@b.c"));
    assert_str(f.items[3].author, STR("N"));
    assert_str(f.items[4].author, STR("I"));
    assert_str(f.items[5].author, STR("Q. Z"));
}

static void entities_do_not_explode(void **state) {
    (void)state;
    struct feed f = must("<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY lol2 "
                         "'&lol;&lol;&lol;'><!ENTITY ext SYSTEM 'file:///etc/passwd'>]>"
                         "<rss><channel><title>&lol; &lol2; &ext;</title></channel></rss>");
    assert_str(f.title, STR("lol &lol2; &ext;"));
}

static void limits_hold(void **state) {
    (void)state;
    struct buf b;
    struct feed f;
    buf_init(&b, NULL, 32 * 1024 * 1024);
    buf_c(&b, "<rss><channel>");
    for (int i = 0; i < FEED_ITEMS_MAX + 500; i++) {
        buf_printf(&b, "<item><title>%d</title></item>", i);
    }
    assert_int_equal(parse(b.p, b.n, "", "", &f), E_OK);
    assert_int_equal(f.n, FEED_ITEMS_MAX);
    buf_reset(&b);
    buf_c(&b, "<rss><channel><item><title>deep</title><description>");
    for (int i = 0; i < 100000; i++) {
        buf_c(&b, "<x>");
    }
    assert_int_equal(parse(b.p, b.n, "", "", &f), E_OK);
    assert_int_equal(f.n, 1);
    buf_reset(&b);
    buf_c(&b, "<rss><channel><item><title>big</title><description>");
    while (b.n < 10 * 1024 * 1024) {
        buf_c(&b, "&lt;p&gt;word word ");
    }
    assert_int_equal(parse(b.p, b.n, "", "", &f), E_OK);
    assert_true(f.items[0].summary.n <= FEED_CONTENT_MAX);
    buf_done(&b);
}

static void hostile_feeds_take_linear_time(void **state) {
    (void)state;
    static const char *const pieces[] = {"<",      "<a ",     "<!--",   "<![CDATA[",    "&",    "&#",   "]]>",
                                         "<item>", "</item>", "<a b='", "xmlns:a='b' ", "<?x ", "<br>", "\x01",
                                         "a='b' "};
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        struct buf b;
        struct feed f;
        buf_init(&b, NULL, 4 * 1024 * 1024);
        buf_c(&b, "<rss><channel><item><title ");
        while (b.n < 1024 * 1024) {
            buf_c(&b, pieces[k]);
        }
        (void)!parse(b.p, b.n, "", "", &f);
        buf_done(&b);
        arena_reset(a);
    }
}

static double cpu_s(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Each of these took minutes in a parser that compares everything with everything. */
static void worst_feeds_are_read_in_time(void **state) {
    (void)state;
    enum { KINDS = 7, MANY = 200000, LEVELS = 95, SECONDS_MAX = 10 };
    for (int kind = 0; kind < KINDS; kind++) {
        struct buf b;
        struct feed f;
        double before = cpu_s();
        buf_init(&b, NULL, 16 * 1024 * 1024);
        buf_c(&b, kind == 6 ? "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[" : "<rss><channel><item ");
        int n = kind < 2 ? MANY : MANY / 10;
        for (int i = 0; i < n; i++) {
            if (kind == 0) {
                buf_printf(&b, "a%d='' ", i);                            /* attributes of one element */
            } else if (kind == 1 && i < LEVELS * 1000) {
                buf_printf(&b, "%sxmlns:n%d='u' ", i % 1000 ? "" : "><a ", i);   /* namespaces in force */
            } else if (kind == 1) {
                buf_c(&b, i == LEVELS * 1000 ? ">" : "<z:b/>");
            } else if (kind == 2) {
                buf_c(&b, i ? "<item><title>t</title></item>" : ">");
            } else if (kind == 3) {
                buf_c(&b, i ? "<pubDate>no 15 date 12:30 Europe/Nowhere</pubDate>" : ">");
            } else if (kind == 4) {
                buf_c(&b, i ? "<description>x <b>y<pubDate>" : ">");     /* never closed */
            } else if (kind == 5) {
                buf_c(&b, i ? "<a xml:base='a b/'>&amp;&nope;</a>" : ">");
            } else {
                buf_c(&b, "{\"title\":\"\\ud800\"},   ,");               /* to be mended */
            }
        }
        (void)!parse(b.p, b.n, "", "https://base.example/", &f);
        buf_done(&b);
        arena_reset(a);
        if (cpu_s() - before > SECONDS_MAX) {
            fail_msg("kind %d took %.1f s", kind, cpu_s() - before);
        }
    }
}

static void dates_are_read(void **state) {
    (void)state;
    struct str rest = data_file("dates.tsv");
    struct str c[4];
    while (next_row(&rest, c)) {
        int64_t us = 0;
        bool ok = feed_date(c[0].p ? c[0] : STR(""), &us);
        struct str got = ok ? time_rfc3339(a, us) : STR_NULL;
        if (!str_eq(got, c[1]) || ok != (c[1].p != NULL)) {
            fail_msg("%.*s: got %.*s, want %.*s", STRF(c[0]), STRF(got), STRF(c[1]));
        }
    }
}

static void pages_name_their_feeds(void **state) {
    (void)state;
    struct feed_link l[FEED_LINKS_MAX];
    size_t n = 0;
    feed_discover(
        STR("<html><head><base href='/b/'><link rel='alternate' type='application/rss+xml' title='R &amp; S' "
            "href='feed'>"
            "<LINK REL='Alternate Home' TYPE='application/atom+xml' HREF='https://x/atom'><link rel=alternate "
            "hreflang=fr href=/fr>"
            "<link rel='alternate' type='application/json' href='/wp-json/x'><link rel=alternate "
            "type=application/feed+json href=j.json>"
            "<script>'<link rel=alternate type=application/rss+xml href=no>'</script><!-- <link rel=feed href=no> -->"
            "<link rel='alternate' type='application/rss+xml' href='feed'></head>"),
        STR("http://h/page"), a, l, FEED_LINKS_MAX, &n);
    assert_int_equal(n, 3);
    assert_str(l[0].url, STR("http://h/b/feed"));
    assert_str(l[0].title, STR("R & S"));
    assert_str(l[1].url, STR("https://x/atom"));
    assert_str(l[2].url, STR("http://h/b/j.json"));
}

static void usual_places_are_guessed(void **state) {
    (void)state;
    struct feed_link l[FEED_LINKS_MAX];
    size_t n = 0;
    feed_guess(STR("<a href='/about'>x</a><a href='news.rss'>x</a><a href='https://f.example/x?feed=rss2'>x</a>"
                   "<!-- <a href='/no/feed'> --><a href='mailto:a@b.c'>x</a><a href='/rss.xml#top'>x</a>"),
               STR("https://h.example/blog?x=1"), a, l, FEED_LINKS_MAX, &n);
    assert_str(l[0].url, STR("https://h.example/news.rss"));
    assert_str(l[1].url, STR("https://f.example/x?feed=rss2"));
    assert_str(l[2].url, STR("https://h.example/rss.xml"));
    assert_str(l[3].url, STR("https://h.example/blog/feed"));
    assert_str(l[7].url, STR("https://h.example/feed"));
    for (size_t i = 3; i < n; i++) {
        assert_false(str_eq(l[i].url, l[2].url));
    }
    feed_guess(STR(""), STR("https://h.example/"), a, l, 2, &n);
    assert_int_equal(n, 2);
    assert_str(l[0].url, STR("https://h.example/feed"));
    feed_guess(STR(""), STR("https://h.example/a/b.html"), a, l, 1, &n);
    assert_str(l[0].url, STR("https://h.example/a/feed"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(rss_fills_every_field),
        TEST(quiet_hours_and_days_are_told),
        TEST(images_are_chosen_in_order),
        TEST(atom_obeys_types_and_bases),
        TEST(older_kinds_are_read),
        TEST(json_feeds_are_read),
        TEST(broken_xml_is_recovered),
        TEST(encodings_are_found),
        TEST(what_is_no_feed_is_refused),
        TEST(addresses_are_made_absolute_and_kept_harmless),
        TEST(authors_are_names),
        TEST(entities_do_not_explode),
        TEST(limits_hold),
        TEST(hostile_feeds_take_linear_time),
        TEST(worst_feeds_are_read_in_time),
        TEST(dates_are_read),
        TEST(pages_name_their_feeds),
        TEST(usual_places_are_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
