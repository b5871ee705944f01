/* feed_int.h: what the parts of feed/ share; not for other rooms.
 *
 * bytes -> charset.c (UTF-8) -> mend.c (what readers repair) -> xml.c (libxml2) or loose.c (tag soup) -> fields.c,
 * which fills the struct feed; json_feed.c fills it from JSON. */
#ifndef PV_FEED_FEED_INT_H
#define PV_FEED_FEED_INT_H

#include "base/buf.h"
#include "feed/feed.h"

/* Brings `bytes` to well-formed UTF-8 without byte order mark. Returns a view of `bytes` where they are that already,
 * else of `store` (heap; the caller frees it with buf_done). */
struct str feed_decode(struct str bytes, struct str content_type, struct buf *store);
/* Makes XML digestible: what stands before the root and the DOCTYPE go, entities of HTML become characters, loose
 * ampersands are escaped, control characters become spaces. View of `text` or of `store`. */
struct str feed_mend(struct str text, struct buf *store);

/* Namespaces by meaning: all versions and spellings of one count as one. */
enum feed_ns {
    NS_OTHER, NS_RSS, NS_RDF, NS_ATOM, NS_XHTML, NS_XML, NS_DC, NS_DCTERMS, NS_CONTENT, NS_MEDIA, NS_ITUNES, NS_SY,
    NS_FEEDBURNER, NS_GOOGLEPLAY
};
/* `uri` NULL: not declared. Then, and where nobody knows the address, the prefix decides as people mean it. */
enum feed_ns feed_ns_of(const char *uri, const char *prefix);

enum { FEED_ATTRS_MAX = 24 };
struct feed_attr {
    enum feed_ns ns;
    struct str name, value;
};

/* An element as both parsers report it. Names are without prefix. */
struct feed_element {
    enum feed_ns ns;
    struct str name;
    struct feed_attr attrs[FEED_ATTRS_MAX];
    size_t n;
    bool made_up;            /* the root stands in a default namespace that nobody knows; read as if in none */
};

struct feed_builder;
/* Takes at most about `budget` bytes of the arena; what comes after that is left out. */
struct feed_builder *feed_build_new(struct arena *arena, struct str base, size_t budget);
/* What comes is tag soup: elements that were never closed end where they must have ended. */
void feed_build_loose(struct feed_builder *b);
/* False when reading on is of no use: the root is no feed's, or a limit is reached. */
bool feed_build_start(struct feed_builder *b, const struct feed_element *e);
void feed_build_end(struct feed_builder *b);
void feed_build_text(struct feed_builder *b, struct str s);
/* E_NOT_FEED when no feed was seen; *ret_why is then a fixed text. Frees the builder. */
enum err feed_build_finish(struct feed_builder *b, const char **ret_why, struct feed *ret) MUST_USE;
void feed_build_drop(struct feed_builder *b);

/* Run a parser over mended text. xml: false when the text was not well-formed. */
bool feed_xml(struct str text, struct feed_builder *b);
void feed_loose(struct str text, struct feed_builder *b);

enum err feed_json(struct str text, struct str base, struct arena *arena, const char **ret_why,
                   struct feed *ret) MUST_USE;

/* An http(s) address as it was written where it is absolute, resolved where it is not; NULL when it is none. White
 * space inside is dropped. A relative one without a base stays as it is when `keep_relative`. */
struct str feed_url(struct arena *a, struct str base, struct str raw, bool keep_relative);
/* Image from content HTML, resolved. */
struct str feed_content_image(struct arena *a, struct str base, struct str html);
/* Adds a category once. */
void feed_add_category(struct arena *a, struct feed_item *item, struct str name);
void feed_add_enclosure(struct arena *a, struct feed_item *item, struct str url, struct str type, int64_t length);

#endif
