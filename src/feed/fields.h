/* fields.h: the builder's state, shared by fields.c, attrs.c and build.c alone. */
#ifndef PV_FEED_FIELDS_H
#define PV_FEED_FIELDS_H

#include "feed/feed_int.h"

enum ctx { C_OTHER, C_ROOT, C_FEED, C_ITEM, C_IMAGE, C_AUTHOR, C_SOURCE, C_SOURCE_AUTHOR, C_SKIP };

enum field {
    F_ID, F_URL, F_TITLE, F_AUTHOR, F_PUBLISHED, F_UPDATED, F_SUMMARY, F_CONTENT, F_IMAGE, F_CATEGORY, F_KEYWORDS,
    F_LANGUAGE, F_TTL, F_SKIP_HOUR, F_SKIP_DAY, F_SY_PERIOD, F_SY_FREQUENCY, F_COUNT
};

/* How captured text is read: AUTO may be text or HTML; ATOM asks @type; BASE64 is decoded first; SKIP is dropped. */
enum mode { MODE_TEXT, MODE_AUTO, MODE_HTML, MODE_XHTML, MODE_ATOM, MODE_BASE64, MODE_SKIP };

enum { URL_PLAIN = 9 };             /* rank of a feed's own <link> */

/* Sources of an image, best last (networks.md 13.5); WORDS: in the description of the feed itself. */
enum {
    IMAGE_NONE, IMAGE_WORDS, IMAGE_ICON, IMAGE_LOGO, IMAGE_SUMMARY, IMAGE_CONTENT, IMAGE_ITUNES, IMAGE_ELEMENT,
    IMAGE_ENCLOSURE, IMAGE_THUMBNAIL, IMAGE_MEDIA
};

/* An item, or the feed itself, while it is put together. */
struct work {
    struct feed_item it;
    unsigned char rank[F_COUNT];
    int image_rank;
    int64_t image_score;             /* width where that chooses between equals */
    struct str about;
    bool guid_is_name;               /* isPermaLink="false" */
    struct feed_enclosure media;     /* first audio or video of Media RSS: an enclosure if there is no other */
};

struct level {
    enum ctx ctx;
    bool is_item;
    size_t outer;                    /* of an item: 1 + the number of the item it stands in, 0 for none */
    struct str base, name;
};

enum { RULE_CACHE = 64 };

/* What an element's name meant when it was last seen; the parser keeps names where they are. */
struct rule_seen {
    const char *name;
    size_t n;
    enum feed_ns ns;
    const struct rule *rule;
};

struct feed_builder {
    struct arena *arena;
    struct arena *tmp;               /* for what lives no longer than an element */
    size_t start, budget;            /* bytes of `arena` used before, and how many more may be */
    struct str base;
    enum feed_kind kind;
    bool seen, sure;                 /* a root that may be a feed's; what only a feed has */
    bool foreign_html, in_item, capturing, both_dates, loose;
    struct work head;
    struct work *items;              /* heap */
    size_t items_n, items_cap, at;   /* at: the item at hand */
    struct level levels[FEED_DEPTH_MAX];
    size_t depth, capture_depth;
    enum field field;
    int rank;
    enum mode mode;
    struct buf text;                 /* heap */
    struct str hub, self;
    int64_t ttl_s, sy_period, sy_frequency;
    uint32_t skip_hours, skip_days;
    struct rule_seen seen_rules[RULE_CACHE];
};

/* The item at hand, or the feed. */
struct work *feed_work(struct feed_builder *b);
/* The base of relative addresses here: xml:base, or where the feed came from. */
struct str feed_base(const struct feed_builder *b);
void feed_store(struct feed_builder *b, struct work *w, enum field field, int rank, enum mode mode, struct str raw);
void feed_take_image(struct feed_builder *b, struct work *w, struct str url, int rank, int64_t score);
/* Value of an attribute; NS_RSS means without prefix. STR_NULL when absent. */
struct str feed_attr(const struct feed_element *e, enum feed_ns ns, const char *name);
/* Takes an element whose value is in its attributes. False when it is none of those (its text may count then). */
bool feed_attr_element(struct feed_builder *b, const struct feed_element *e, enum feed_ns ns);
void feed_image_element(struct feed_builder *b, const struct feed_element *e);

#endif
