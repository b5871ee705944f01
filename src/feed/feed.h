/* feed.h: a feed of any kind as one struct.
 *
 * RSS 0.9x-2.0, RDF (RSS 0.90, 1.0), Atom 0.3 and 1.0 and JSON Feed 1.x with the namespaces in use. XML is read by
 * libxml2's SAX parser with entities and network off, after the bytes were brought to UTF-8 and mended as readers do.
 * A field has one meaning for all kinds; which element it comes from is decided in fields.c alone. Hostile input is the
 * normal case: every count and size has a limit. Knows neither network nor database. */
#ifndef PV_FEED_FEED_H
#define PV_FEED_FEED_H

#include "base/err.h"

enum {
    FEED_ITEMS_MAX = 2000,
    FEED_TEXT_MAX = 1024 * 1024,     /* bytes of one element's text */
    FEED_CONTENT_MAX = 200 * 1024,   /* bytes of plain content kept */
    FEED_TITLE_MAX = 2000,
    FEED_ENCLOSURES_MAX = 20,
    FEED_CATEGORIES_MAX = 50,
    FEED_DEPTH_MAX = 100
};

/* FEED_ACCOUNT: the posts of an account at a network, brought into this form by who read them; feed_parse gives none. */
enum feed_kind { FEED_RSS, FEED_RDF, FEED_ATOM, FEED_JSON, FEED_ACCOUNT };

struct feed_enclosure {
    struct str url, type;            /* type "" when not told */
    int64_t length;                  /* bytes, -1 when not told */
};

struct feed_item {
    struct str id;                   /* guid, Atom id, JSON id; NULL when there is none (then use the url) */
    struct str url;                  /* absolute page address, NULL when there is none */
    struct str title;                /* plain text; NULL when there is none */
    struct str author;               /* the name alone when there is one */
    int64_t published, updated;      /* microseconds UTC; 0 when not told or unreadable */
    struct str summary, content;     /* plain text, blocks as line breaks; NULL when there is none */
    struct str image;                /* absolute, chosen as networks.md 13.5 says; NULL */
    struct str image_alt;            /* of accounts alone; NULL when there is none */
    struct str version;              /* of accounts alone: changes when the post was edited; NULL in feeds */
    struct str language;             /* xml:lang or the JSON item's; NULL when not told */
    struct feed_enclosure *enclosures;
    size_t enclosures_n;
    struct str *categories;
    size_t categories_n;
};

struct feed {
    enum feed_kind kind;
    struct str title, link, description, language, image;   /* NULL when there is none */
    struct str hub, self;            /* WebSub */
    int64_t ttl_s;                   /* RSS ttl or sy:updatePeriod, 0 when not told */
    uint32_t skip_hours;             /* RSS skipHours: bit h: not between h:00 and h:59 UTC (0-23); 0 when not told */
    uint32_t skip_days;              /* RSS skipDays: bit 0 Monday … bit 6 Sunday, UTC; 0 when not told */
    struct feed_item *items;
    size_t n;
};

/* "rss", "rdf", "atom", "json", "account". */
const char *feed_kind_name(enum feed_kind kind);
/* Reads a feed. `content_type` is the HTTP header or empty; `base` the address it came from or empty. E_NOT_FEED with
 * a reason under "" when it is none. Strings live in `arena`, which needs room for 4 x the bytes and 4 MiB (JSON and
 * feeds in one-byte encodings 12 x); a feed that would need more is cut short. */
enum err feed_parse(struct str bytes, struct str content_type, struct str base, struct arena *arena,
                    struct problems *errs, struct feed *ret) MUST_USE;
/* Instants as feeds write them (RFC 822 with any zone, RFC 3339, and their relatives); false when unreadable. */
bool feed_date(struct str s, int64_t *ret_us);

/* "a@b.c (Name)", "Name <a@b.c>", "Name (a@b.c)", "Name" -> Name; an address alone stays. */
struct str feed_author_name(struct arena *a, struct str raw);

struct html_tag;
/* A <link> that names a feed: rel=alternate with a feed's type, or rel=feed. */
bool feed_link_tag(const struct html_tag *tag);
enum { FEED_LINKS_MAX = 16, FEED_ANCHORS_MAX = 4 };
struct feed_link {
    struct str url, title, type;
};
/* The feeds that an HTML page names by <link rel=alternate>, in its order, absolute, http(s) only. */
void feed_discover(struct str html, struct str base, struct arena *arena, struct feed_link *ret, size_t max,
                   size_t *ret_n);
/* Addresses worth trying where the page at `page` names no feed, best first: its links that look like feeds (at most
 * FEED_ANCHORS_MAX), then the usual addresses below it and at the root of its host. */
void feed_guess(struct str html, struct str page, struct arena *arena, struct feed_link *ret, size_t max,
                size_t *ret_n);

#endif
