/* xml.c: libxml2's SAX2 parser as a source of elements. Entities are off in effect (mend.c took the DOCTYPE and
 * resolved what readers resolve), so substituting them is safe, and needed: without it libxml2 hands "&amp;" in
 * attributes on as
 * "&#38;" and links break. No tree, no network, no file. The text goes in by pieces of 16 KiB, which measured faster
 * than as a whole. Also the table of namespaces. */
#include "feed/feed_int.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>

/* libxml2 compares each attribute of an element with all others, and each prefix with all namespaces in force: what has
 * more of them than this is read as tag soup, which does neither. */
enum { CHUNK = 16 * 1024, QUOTES_MAX = 2000, NS_IN_FORCE_MAX = 400 };

struct ns_row {
    const char *uri;         /* beginning of the address, without scheme, lower case */
    const char *prefix;      /* what people call it when they forget to declare it */
    enum feed_ns ns;
};

static const struct ns_row ns_rows[] = {
    {"www.w3.org/2005/atom", "atom", NS_ATOM},
    {"purl.org/atom/", NULL, NS_ATOM},
    {"purl.org/echo/", NULL, NS_ATOM},
    {"purl.org/pie/", NULL, NS_ATOM},
    {"www.w3.org/1999/02/22-rdf-syntax-ns", "rdf", NS_RDF},
    {"purl.org/dc/terms", "dcterms", NS_DCTERMS},
    {"purl.org/dc/", "dc", NS_DC},
    {"purl.org/rss/1.0/modules/content", "content", NS_CONTENT},
    {"purl.org/rss/1.0/modules/syndication", "sy", NS_SY},
    {"purl.org/rss/1.0/modules", NULL, NS_OTHER},
    {"purl.org/rss/1.0", "rss", NS_RSS},
    {"purl.org/net/rss1.1", NULL, NS_RSS},
    {"my.netscape.com/rdf/simple/0.9", NULL, NS_RSS},
    {"my.netscape.com/publish/formats/rss-0.91", NULL, NS_RSS},
    {"channel.netscape.com/rdf/simple/0.9", NULL, NS_RSS},
    {"backend.userland.com/", NULL, NS_RSS},
    {"blogs.law.harvard.edu/tech/rss", NULL, NS_RSS},
    {"cyber.law.harvard.edu/rss", NULL, NS_RSS},
    {"www.rssboard.org/", NULL, NS_RSS},
    {"purl.oclc.org/net/rss_2.0/enc", "enc", NS_RSS},
    {"search.yahoo.com/mrss", "media", NS_MEDIA},
    {"www.rssboard.org/media-rss", NULL, NS_MEDIA},
    {"tools.search.yahoo.com/mrss", NULL, NS_MEDIA},
    {"video.search.yahoo.com/mrss", NULL, NS_MEDIA},
    {"www.itunes.com/dtds/podcast-1.0.dtd", "itunes", NS_ITUNES},
    {"www.itunes.com/", NULL, NS_ITUNES},
    {"example.com/dtds/podcast-1.0.dtd", NULL, NS_ITUNES},
    {"www.google.com/schemas/play-podcasts", "googleplay", NS_GOOGLEPLAY},
    {"rssnamespace.org/feedburner/ext/1.0", "feedburner", NS_FEEDBURNER},
    {"www.w3.org/1999/xhtml", "xhtml", NS_XHTML},
    {"www.w3.org/xml/1998/namespace", "xml", NS_XML},
    {NULL, "a10", NS_ATOM},
    {NULL, "atom10", NS_ATOM},
};

static const char *without_scheme(const char *uri) {
    if (strncasecmp(uri, "http://", 7) == 0) {
        return uri + 7;
    }
    return strncasecmp(uri, "https://", 8) == 0 ? uri + 8 : uri;
}

/* False when nobody knows the address. */
static bool by_uri(const char *uri, enum feed_ns *ret) {
    size_t best = 0;
    uri += strspn(uri, " \t\r\n");
    const char *u = without_scheme(uri);
    for (size_t i = 0; i < sizeof ns_rows / sizeof *ns_rows; i++) {
        size_t n = ns_rows[i].uri ? strlen(ns_rows[i].uri) : 0;
        if (n > best && strncasecmp(u, ns_rows[i].uri, n) == 0) {
            best = n;
            *ret = ns_rows[i].ns;
        }
    }
    return best > 0;
}

enum feed_ns feed_ns_of(const char *uri, const char *prefix) {
    enum feed_ns ns = NS_OTHER;
    if (uri && by_uri(uri, &ns)) {
        return ns;
    }
    if (!prefix || prefix[0] == '\0') {
        return uri ? NS_OTHER : NS_RSS;
    }
    for (size_t i = 0; i < sizeof ns_rows / sizeof *ns_rows; i++) {
        bool meant = !uri || ns_rows[i].ns != NS_RSS;        /* "rss" for an unknown address is somebody's own */
        if (meant && ns_rows[i].prefix && strcasecmp(prefix, ns_rows[i].prefix) == 0) {
            return ns_rows[i].ns;
        }
    }
    return NS_OTHER;
}

enum { NS_CACHE = 16 };

struct sax {
    struct feed_builder *b;
    xmlParserCtxt *ctxt;
    struct feed_element e;
    const xmlChar *cached_uri[NS_CACHE];     /* libxml2 interns these: equal address, equal name */
    enum feed_ns cached_ns[NS_CACHE];
    const xmlChar *home;     /* unknown default namespace of the root: made up by the feed, so its names are plain */
    bool inside, stopped, too_much;
    size_t depth;
    int ns_n, ns_at[FEED_DEPTH_MAX + 1];     /* namespaces in force, and those of each open element */
};

/* False when there are too many. */
static bool enter(struct sax *s, int ns_n) {
    s->too_much = s->depth > FEED_DEPTH_MAX || s->ns_n + ns_n > NS_IN_FORCE_MAX;
    if (s->too_much) {
        s->stopped = true;
        xmlStopParser(s->ctxt);
        return false;
    }
    s->ns_at[s->depth++] = ns_n;
    s->ns_n += ns_n;
    return true;
}

static enum feed_ns ns_for(struct sax *s, const xmlChar *uri, const xmlChar *prefix) {
    if (!uri) {
        return feed_ns_of(NULL, (const char *)prefix);
    }
    if (uri == s->home) {
        return NS_RSS;
    }
    size_t at = ((uintptr_t)uri >> 4) % NS_CACHE;
    if (s->cached_uri[at] != uri) {
        s->cached_uri[at] = uri;
        s->cached_ns[at] = feed_ns_of((const char *)uri, (const char *)prefix);
    }
    return s->cached_ns[at];
}

static void on_start(void *ud, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int ns_n,
                     const xmlChar **ns, int attr_n, int default_n, const xmlChar **attrs) {
    struct sax *s = ud;
    (void)ns;
    (void)default_n;
    if (s->stopped || !enter(s, ns_n)) {
        return;
    }
    s->e.ns = ns_for(s, uri, prefix);
    if (!s->inside && s->e.ns == NS_OTHER && !prefix) {
        s->home = uri;
        s->e.ns = NS_RSS;
    }
    s->e.made_up = !s->inside && s->home;
    s->inside = true;
    s->e.name = str_of((const char *)name);
    s->e.n = 0;
    for (int i = 0; i < attr_n && s->e.n < FEED_ATTRS_MAX; i++) {
        const xmlChar **a = attrs + 5 * i;
        struct feed_attr *to = &s->e.attrs[s->e.n++];
        to->ns = a[1] ? ns_for(s, a[2], a[1]) : NS_RSS;
        to->name = str_of((const char *)a[0]);
        to->value = (struct str){(const char *)a[3], (size_t)(a[4] - a[3])};
    }
    if (!feed_build_start(s->b, &s->e)) {
        s->stopped = true;
        xmlStopParser(s->ctxt);
    }
}

static void on_end(void *ud, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    struct sax *s = ud;
    (void)name;
    (void)prefix;
    (void)uri;
    if (!s->stopped) {
        s->ns_n -= s->depth > 0 ? s->ns_at[--s->depth] : 0;
        feed_build_end(s->b);
    }
}

static void on_text(void *ud, const xmlChar *p, int n) {
    struct sax *s = ud;
    if (!s->stopped) {
        feed_build_text(s->b, (struct str){(const char *)p, (size_t)n});
    }
}

static void no_words(void *ud, const char *msg, ...) {
    (void)ud;
    (void)msg;
}

/* Whether the text of `n` bytes at `i` ends inside a start tag that has too many attributes. *checked: how far tags were
 * looked at before. */
static bool ends_in_monster(struct str text, size_t i, size_t n, size_t *checked) {
    const char *lt = memrchr(text.p + i, '<', n);
    const char *gt = memrchr(text.p + i, '>', n);
    if (!lt || (gt && gt > lt) || (size_t)(lt - text.p) < *checked) {
        return false;
    }
    struct str tag = str_sub(text, (size_t)(lt - text.p), text.n);
    size_t quotes = 0;
    if (tag.n < 2 || tag.p[1] == '!' || tag.p[1] == '?') {
        return false;
    }
    tag = str_sub(tag, 0, str_chr(tag, '>'));
    *checked = (size_t)(tag.p - text.p) + tag.n;
    for (size_t k = 0; k < tag.n && quotes <= QUOTES_MAX; k++) {
        quotes += tag.p[k] == '"' || tag.p[k] == '\'' ? 1 : 0;
    }
    return quotes > QUOTES_MAX;
}

bool feed_xml(struct str text, struct feed_builder *b) {
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end, .characters = on_text,
        .ignorableWhitespace = on_text, .cdataBlock = on_text, .warning = no_words, .error = no_words,
    };
    struct sax s = {.b = b};
    size_t checked = 0;
    s.ctxt = xmlCreatePushParserCtxt(&sax, &s, NULL, 0, NULL);
    if (!s.ctxt) {
        return false;
    }
    xmlCtxtUseOptions(s.ctxt, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    s.ctxt->sax->cdataBlock = on_text;
    xmlSwitchEncoding(s.ctxt, XML_CHAR_ENCODING_UTF8);
    for (size_t i = 0; i < text.n && !s.stopped && s.ctxt->wellFormed; i += CHUNK) {
        size_t n = text.n - i < CHUNK ? text.n - i : CHUNK;
        s.too_much = ends_in_monster(text, i, n, &checked);
        if (s.too_much) {
            break;
        }
        xmlParseChunk(s.ctxt, text.p + i, (int)n, i + n == text.n);
    }
    bool ok = !s.too_much && (s.stopped || s.ctxt->wellFormed);
    xmlFreeParserCtxt(s.ctxt);
    return ok;
}
