/* import.h: from feed items to posts. Inside the room only; knows the database, not the network. */
#ifndef PV_APP_SOURCE_IMPORT_H
#define PV_APP_SOURCE_IMPORT_H

#include "app/source/source.h"
#include "feed/feed.h"

enum {
    IMPORT_BODY_MAX = 1000,  /* characters of an item's text that a card shows; the rest is a click away */
    IMPORT_ITEMS_MAX = 300   /* newest items of a feed that are looked at, which bounds the transaction */
};

struct import_result {
    int64_t added;           /* new posts */
    int64_t joined;          /* items whose page was a post already */
    int64_t updated;         /* posts that the item's change reached */
    int64_t newest_at;       /* date of the newest item, 0 if there is none */
    bool more;               /* SOURCE_NEW_MAX was reached: the next poll must look again */
};

/* Takes what is new and what changed, oldest first. `first`: the source is new, so that only its SOURCE_FIRST_ITEMS
 * newest become posts and the older ones are remembered as seen. */
enum err source_import(struct tx *tx, const struct source *s, const struct feed *f, bool first, int64_t now,
                       struct import_result *ret) MUST_USE;
/* 32 hexadecimal characters (BLAKE2b) over the texts and where each ends; NULL differs from empty. */
struct str hash_texts(struct arena *a, const struct str *texts, size_t n);
/* White space and control characters as single spaces, none at the ends. */
struct str text_one_line(struct arena *a, struct str text);
/* At most `max` characters of text, cut at a word, with "…" when something is missing. */
struct str text_shorten(struct arena *a, struct str text, size_t max);

#endif
