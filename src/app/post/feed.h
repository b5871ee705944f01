/* feed.h: one page of the feed for one reader, assembled in memory.
 *
 * ids from the snapshot -> those that are for this reader (view.h), openly promotional ones apart (mix.h) -> fragments -> the
 * reader's own part and the counts of reactions spliced in -> one buffer. On a warm hit there is no SQL
 * and no JSON writer; with a fresh entity tag not even the copying. The tag covers exactly the bytes of the page: the
 * fragments' hashes, the reader's part and the counts, so that it means the same on every node and after a restart. */
#ifndef PV_APP_POST_FEED_H
#define PV_APP_POST_FEED_H

#include "app/post/reader.h"
#include "app/search/search.h"
#include "app/post/view.h"
#include "base/buf.h"

enum { FEED_LIMIT_MAX = 100, FEED_LIMIT_DEFAULT = 30, FEED_LEAD_MAX = POST_MUST_READ_MAX + POST_PINNED_MAX,
       FEED_UNREAD_MAX = 100 };

/* One post of a page, with what is spliced into it. */
struct feed_item {
    const struct fragment *f;
    struct str shared, reactions;    /* reactions: JSON, NULL where counts are not told */
    uint64_t reactions_hash;
    const char *reaction;            /* the reader's own, or NULL */
    bool confirmed, read;
};

/* Where a page ends and the next begins. The start: INT64_MAX both, and nothing else. */
struct feed_place {
    int64_t at, id;              /* the last post that was looked at */
    int64_t held_at, held_id;    /* the first promotional one that waits; 0: none */
    bool promo;                  /* the last one shown was promotional */
};
enum { FEED_PLACE_LEN = 53 };
void feed_place_to(char out[FEED_PLACE_LEN + 1], const struct feed_place *p);
/* An absent or empty text is the start; E_INVALID on ?cursor. */
enum err feed_place_read(struct str text, struct problems *errs, struct feed_place *ret) MUST_USE;

struct feed_query {
    struct str network;          /* NULL or empty: all */
    struct str q;                /* NULL or empty: no search */
    struct search_place place;   /* where a page of a search begins */
    int64_t channel;             /* 0: all */
    struct feed_place after;     /* place after which the page begins */
    int64_t limit;               /* 1 .. FEED_LIMIT_MAX */
    bool unread;                 /* only what the reader has not read */
};

struct post_found;
struct tally;
struct feed_page {
    struct snapshot *snap;
    struct reader *reader;
    struct view *view;           /* NULL: the reader sees the snapshot as it is */
    struct tally *tally;         /* of reactions */
    struct feed_item items[FEED_LIMIT_MAX];
    size_t n;
    /* On the first page, before the items and never among them: to be confirmed and not confirmed yet, then pinned. */
    struct feed_item lead[FEED_LEAD_MAX];
    size_t lead_n;
    struct feed_item featured[POST_FEATURED_MAX];    /* on the first page of the whole feed */
    size_t featured_n;
    bool first, whole;           /* first page; of the whole feed, not searched */
    bool only_unread;
    int64_t now;
    bool more;
    struct feed_place next;      /* where the next page goes on */
    int64_t new_since;           /* end of the reader's visit before; 0: never here before */
    int64_t new_posts;           /* published since; 0 on a first visit */
    int64_t unread;              /* not read yet, FEED_UNREAD_MAX at most */
    struct post_found *found;    /* of a search, one for each item; NULL otherwise */
    struct str found_next;       /* of a search: the cursor, when there is more */
    char tag[17];                /* entity tag, hex */
};

/* Chooses the page; feed_close it afterwards, also on failure. What a search found lives in cx->arena. */
enum err feed_open(const struct db_cx *cx, const struct audience_who *who, int64_t now, const struct feed_query *q,
                   struct feed_page *ret) MUST_USE;
/* Writes the page as JSON. */
void feed_write(const struct feed_page *p, struct buf *b);
/* One post as its reader sees it; E_NOT_FOUND when it is not in the feed, or not for this reader. */
enum err feed_write_post(const struct db_cx *cx, const struct audience_who *who, int64_t now, int64_t post, struct buf *b,
                         char tag[17]) MUST_USE;
void feed_close(struct feed_page *p);

#endif
