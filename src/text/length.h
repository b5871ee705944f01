/* length.h: how long a text is to each network.
 *
 * Every network counts in its own unit: X weighs code points and counts each link as 23 (twitter-text 3, "v3"
 * configuration), Bluesky counts grapheme clusters and bytes, Mastodon grapheme clusters with links as 23 and remote
 * mentions without their host, LinkedIn, Instagram, TikTok and Facebook UTF-16 units, Threads UTF-8 bytes for emoji.
 * One row a network in length.c; the rules are written from the networks' own libraries and tested against them. */
#ifndef PV_TEXT_LENGTH_H
#define PV_TEXT_LENGTH_H

#include "base/err.h"

struct text_length {
    int64_t length;      /* in the network's unit */
    int64_t limit;       /* the most the network takes */
    bool valid;          /* within every limit of the network, and not refused for another reason */
};

/* What a network counts. */
struct text_limit {
    const char *network;
    const char *unit;    /* "weighted", "grapheme", "utf16", "threads" */
    int64_t limit;
    int64_t max_bytes;   /* a second limit in UTF-8 bytes, 0 = none (Bluesky: 3000) */
    int64_t url_length;  /* what a link counts as, 0 = as long as it is */
};

/* The row of a network, or NULL when it is unknown. */
const struct text_limit *text_limit_find(struct str network);
/* All rows, ending with .network == NULL. */
const struct text_limit *text_limits(void);
/* Counts well-formed UTF-8. E_NOT_FOUND for an unknown network, E_INVALID for ill-formed text. An empty text is not
 * valid on X (its library says so); elsewhere it is. */
enum err text_length(struct str network, struct str text, struct text_length *ret) MUST_USE;

/* Extended grapheme clusters (UAX #29, Unicode 15.1 with Indic conjuncts) of well-formed UTF-8. */
int64_t text_graphemes(struct str text);
/* The longest prefix of at most `max` grapheme clusters. */
struct str text_grapheme_cut(struct str text, int64_t max);

#endif
