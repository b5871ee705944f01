/* page_int.h: what the parts of page/ share.
 *
 * page.c walks the document and knows where its head is; facts.c knows which tag tells what and keeps candidates;
 * jsonld.c reads JSON-LD; choose.c picks. */
#ifndef PV_PAGE_PAGE_INT_H
#define PV_PAGE_PAGE_INT_H

#include "json/json.h"
#include "page/page.h"
#include "text/html.h"

enum page_field { PF_URL, PF_TITLE, PF_DESCRIPTION, PF_IMAGE, PF_SITE, PF_AUTHOR, PF_PUBLISHED, PF_LANGUAGE, PF_ICON, PF_FEED, PF_N };

/* Where a candidate comes from; the lower one wins. Which of them a field uses is in facts.c. */
enum page_rank { PR_FIRST, PR_OG, PR_OG_SECOND, PR_TWITTER, PR_JSONLD, PR_HTML, PR_HTML_SECOND, PR_LAST, PR_N };

enum {
    PAGE_PER_SOURCE = 16,        /* candidates kept of one field and rank */
    PAGE_CANDIDATES = 400,
    PAGE_NODES = 400,            /* JSON-LD objects kept */
    PAGE_JSON_MAX = 1024 * 1024          /* bytes of JSON-LD read in all */
};

struct page_candidate {
    enum page_field field;
    enum page_rank rank;
    struct str value;
    int64_t weight;              /* of icons: pixels */
};

struct page_facts {
    struct arena *a;
    struct page_candidate list[PAGE_CANDIDATES];
    size_t n;
    size_t count[PF_N][PR_N];
    struct str base_href;        /* of the first <base href>, NULL without one */
    const struct json_node *nodes[PAGE_NODES];
    size_t nodes_n;
    size_t json_bytes;
    bool has_job;
    struct page_job job;
};

/* Keeps a value with its white space collapsed, unless nothing is left of it. */
void page_add(struct page_facts *f, enum page_field field, enum page_rank rank, struct str value);
/* What <meta>, <link>, <base> and <html> tell. */
void page_take_tag(struct page_facts *f, const struct html_tag *tag);
/* Keeps the objects of a JSON-LD script. */
void page_take_jsonld(struct page_facts *f, struct str text);
/* Turns the objects that were kept into candidates; call once, at the end. */
void page_use_jsonld(struct page_facts *f);
/* Picks the best candidate of each field. */
void page_choose(const struct page_facts *f, struct str base, struct arena *arena, struct page *ret);

#endif
