/* feed.h: one page of the feed for one reader, assembled in memory.
 *
 * ids from the snapshot -> fragments -> the reader's own part spliced in -> one buffer. On a warm hit there is no SQL
 * and no JSON writer; with a fresh entity tag not even the copying. The tag covers exactly the bytes of the page: the
 * fragments' hashes and the reader's part, so that it means the same on every node and after a restart. */
#ifndef PV_APP_POST_FEED_H
#define PV_APP_POST_FEED_H

#include "app/post/fragment.h"
#include "app/post/reader.h"
#include "app/search/search.h"
#include "base/buf.h"

enum { FEED_LIMIT_MAX = 100, FEED_LIMIT_DEFAULT = 30, FEED_LEAD_MAX = POST_MUST_READ_MAX + POST_PINNED_MAX };

/* One post of a page, with what is spliced into it. */
struct feed_item {
    const struct fragment *f;
    struct str shared;
    bool confirmed;
};

struct feed_query {
    struct str network;          /* NULL or empty: all */
    struct str q;                /* NULL or empty: no search */
    struct search_place place;   /* where a page of a search begins */
    int64_t before, before_id;   /* place after which the page begins; INT64_MAX both for the start */
    int64_t limit;               /* 1 .. FEED_LIMIT_MAX */
};

struct post_found;
struct feed_page {
    struct snapshot *snap;
    struct reader *reader;
    struct feed_item items[FEED_LIMIT_MAX];
    size_t n;
    /* On the first page, before the items and never among them: to be confirmed and not confirmed yet, then pinned. */
    struct feed_item lead[FEED_LEAD_MAX];
    size_t lead_n;
    struct feed_item featured[POST_FEATURED_MAX];    /* on the first page of the whole feed */
    size_t featured_n;
    bool first, whole;           /* first page; of the whole feed, not searched */
    int64_t now;
    bool more;
    int64_t new_since;           /* end of the reader's visit before; 0: never here before */
    int64_t unread;              /* posts published since; 0 on a first visit */
    struct post_found *found;    /* of a search, one for each item; NULL otherwise */
    struct str next;             /* of a search: the cursor, when there is more */
    char tag[17];                /* entity tag, hex */
};

/* Chooses the page; feed_close it afterwards, also on failure. What a search found lives in cx->arena. */
enum err feed_open(const struct db_cx *cx, int64_t person, int64_t now, const struct feed_query *q,
                   struct feed_page *ret) MUST_USE;
/* Writes the page as JSON. */
void feed_write(const struct feed_page *p, struct buf *b);
/* One post as its reader sees it; E_NOT_FOUND when it is not in the feed. */
enum err feed_write_post(const struct db_cx *cx, int64_t person, int64_t now, int64_t post, struct buf *b,
                         char tag[17]) MUST_USE;
void feed_close(struct feed_page *p);

#endif
