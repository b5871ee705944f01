/* page.h: what a web page says about itself, for a link preview ("unfurling").
 *
 * Open Graph before Twitter card before JSON-LD before plain HTML (networks.md 14), read from the head alone, as a
 * browser would find the head: scripts, styles, SVG, templates, noscript, comments and the body tell nothing, but a
 * JSON-LD script may stand anywhere. The address is the page's rel=canonical before og:url, and the language its lang
 * attribute before all others, since these two have a definition in HTML. Knows neither network nor database; time and
 * memory are linear in the bytes. */
#ifndef PV_PAGE_PAGE_H
#define PV_PAGE_PAGE_H

#include "base/err.h"

enum {
    PAGE_BYTES_MAX = 10 * 1024 * 1024,   /* bytes of a page that are read; the rest is left out */
    PAGE_TITLE_MAX = 4000,               /* bytes of a title or a name */
    PAGE_TEXT_MAX = 16 * 1024,           /* bytes of a description */
    PAGE_FEEDS_MAX = 16,
    PAGE_ARENA = 96 * 1024 * 1024        /* room that page_parse needs in its arena for the largest page */
};

/* A job that the page offers (schema.org JobPosting). */
struct page_job {
    struct str place, contract, salary;  /* contract: schema.org's word ("FULL_TIME"), several with commas between */
    int64_t valid_through;       /* microseconds UTC, 0 when not told */
    bool remote;
};

/* Texts are on one line; .p is NULL for what the page does not tell. Addresses are absolute, http or https. */
struct page {
    struct str url;              /* canonical; the given base when the page names none */
    struct str title, description, image, site_name;
    struct str author;           /* the name alone */
    int64_t published;           /* microseconds UTC, 0 when not told or unreadable */
    struct str language;         /* BCP 47, in its usual case ("fr-CA") */
    struct str icon;             /* the largest rel=icon, else apple-touch-icon; never guessed */
    struct str feeds[PAGE_FEEDS_MAX];    /* rel=alternate with a feed's type, in the page's order */
    size_t feeds_n;
    bool has_job;
    struct page_job job;
};

/* Reads a page. `content_type` is the HTTP header or empty; `base` the address it came from or empty (relative
 * addresses are then left out). Never fails: what is no page gives an empty struct. Strings live in `arena`. */
void page_parse(struct str bytes, struct str content_type, struct str base, struct arena *arena, struct page *ret);

#endif
