/* post.h: what the company says: imported from a source or written here, and what becomes of it.
 *
 * pending -> published <-> (unpublish) pending, pending -> dropped -> (restore) pending; dropped posts are deleted
 * after POST_DROPPED_DAYS. Every step is an event, each change raises `version`, and a change names the version it was
 * made from, so that two curators never overwrite each other. Who may do what is the routes' business; how a post
 * reaches a reader is feed.h. */
#ifndef PV_APP_POST_POST_H
#define PV_APP_POST_POST_H

#include "app/caption/caption.h"
#include "db/db.h"
#include "job/job.h"

#include "event/event.h"

enum {
    POST_TITLE_MAX = 200,        /* characters */
    POST_BODY_MAX = 5000,
    POST_URL_MAX = 2000,
    POST_ALT_MAX = 1500,
    POST_AUTHOR_MAX = 200,
    POST_DROPPED_DAYS = 30,
    POST_MIX_DAYS = 30,
    POST_MIX_CEILING = 30,       /* percent of openly promotional posts (product.md 2.6) */
    POST_PAGE_MAX = 100,
    POST_PURGE_BATCH = 500
};

struct post {
    int64_t id;
    int64_t brand_id;
    struct str brand_name;
    int64_t source_id;           /* 0: written here, or its source was deleted */
    struct str source_title;     /* empty when the source was removed since */
    bool imported;               /* came from a source, whether or not that still is there */
    struct str kind;             /* link, article … */
    struct str status;           /* pending, published, dropped */
    struct str network;          /* tab of the feed; "web" for feeds and what is written here */
    struct str audience;         /* shareable, internal */
    struct str language;         /* BCP 47, "" unknown */
    struct str title, body, url;
    struct str url_key;          /* text/url.h url_key */
    struct str image_url, image_alt, author;   /* NULL when absent; image_url: where the picture is from */
    int64_t image_id;            /* the picture as we keep it (app/image), 0: none */
    int64_t image_width, image_height;         /* pixels; 0 until it is there */
    struct str image_colour;     /* "#RRGGBB" */
    struct str image_fault;      /* why it could not be had, NULL otherwise */
    bool promotional;
    int64_t issued_at;
    int64_t published_at, dropped_at;          /* 0: not */
    int64_t version, created_at;
    struct caption caption;      /* the first one; .id 0 when there is none */
    int64_t origins;             /* sources and items it was seen through */
};

/* E_NOT_FOUND when the company has none of that id. */
enum err post_get(struct tx *tx, int64_t id, struct post *ret) MUST_USE;
/* It may be shared: published, not internal, and it has an address. */
bool post_shareable(const struct post *p);

/* What a new post is made of. Texts are within the limits above; NULL where absent. */
struct post_new {
    int64_t brand_id;
    int64_t source_id;           /* 0: written here */
    struct str kind, network, audience, language, title, body, url, url_key, image_url, image_alt, author;
    bool promotional;
    bool published;              /* straight to the feed (a source in direct mode) */
    int64_t issued_at;
    int64_t now;
};
/* Inserts it with EV_POST_IMPORTED or EV_POST_CREATED (and EV_POST_PUBLISHED). Does not look for another post of the
 * same page; see post_by_url. */
enum err post_create(struct tx *tx, const struct post_new *in, int64_t *ret_id) MUST_USE;
/* The newest post with this url_key; 0 when there is none. */
enum err post_by_url_key(struct tx *tx, struct str url_key, int64_t *ret_id) MUST_USE;

/* A curator's change: only what has its `has_` is changed. */
struct post_change {
    bool has_title, has_body, has_url, has_image_url, has_image_alt, has_author, has_promotional, has_audience,
        has_language, has_caption;
    struct str title, body, url, image_url, image_alt, author, audience, language;
    bool promotional;
    struct str caption_text;     /* "" removes the caption */
    struct str caption_language; /* NULL: as it is, or the post's */
    int64_t version;             /* made from this version; 0 = from the present one */
};
/* E_CONFLICT when `version` is not the present one, E_STATE for a dropped post, E_EXISTS when another post has the new
 * address. Nothing to change is no error and raises no version. */
enum err post_change(struct tx *tx, int64_t id, const struct post_change *c, int64_t now) MUST_USE;

/* The post's own source changed the item: its texts, address and picture follow, nothing a curator adds. `p` is the
 * post as read in this transaction. */
enum err post_follow(struct tx *tx, const struct post *p, const struct post_new *item) MUST_USE;

enum post_step { POST_PUBLISH, POST_DROP, POST_RESTORE, POST_UNPUBLISH };
/* One step of the lifecycle. Being there already is no error (a second tap); E_STATE when the step does not start from
 * where the post is. */
enum err post_step(struct tx *tx, int64_t id, enum post_step step, int64_t now) MUST_USE;

/* ---- the studio's lists (post_list.c) ---- */
struct post_filter {
    struct str status;           /* pending, published, dropped */
    struct str network;          /* NULL: all */
    struct str q;                /* NULL: no search */
    int64_t before, before_id;   /* place of the last one of the page before; INT64_MAX both for the start */
    int64_t limit;               /* 1 .. POST_PAGE_MAX */
};
struct post_page {
    struct post *items;
    size_t n;
    bool more;
    int64_t last, last_id;       /* place of the last item, for the next page */
};
enum err post_list(struct tx *tx, const struct post_filter *f, struct post_page *ret) MUST_USE;
/* LIKE pattern (escape character "!") that finds `q` anywhere, in lower case. */
struct str post_like(struct arena *a, struct str q);
/* Titles of the other sources a post was seen in, in alphabetical order. */
enum err post_also_seen(struct tx *tx, int64_t id, struct str **ret, size_t *ret_n) MUST_USE;

struct post_counts {
    int64_t pending, published, dropped;
    int64_t pending_sources;     /* sources that the waiting ones come from */
    int64_t mix_total, mix_promotional;   /* published within POST_MIX_DAYS */
};
enum err post_count(struct tx *tx, int64_t now, struct post_counts *ret) MUST_USE;

/* ---- pictures (post_image.c) ---- */
/* EVENT_IN_TX subscriber for EV_IMAGE_READY: EV_POST_PICTURED for each post that shows it. */
enum err post_on_image(struct tx *tx, const struct event *ev);
/* Gives the post a picture that its source did not name (its page did); nothing when it has one by now. */
enum err post_lend_image(struct tx *tx, int64_t id, struct str url, int64_t now) MUST_USE;

/* ---- upkeep (post_purge.c) ---- */
/* Deletes up to POST_PURGE_BATCH posts dropped more than POST_DROPPED_DAYS ago, with their captions. Where they were
 * seen is kept, so that they do not come back. */
enum err post_purge(struct tx *tx, int64_t now, int64_t *ret_deleted) MUST_USE;
/* Job "housekeeping.posts": purges, then puts itself back for the next day. */
enum err post_housekeeping_run(struct job_run *run) MUST_USE;
/* EVENT_IN_TX subscriber for EV_COMPANY_CREATED: the first of those jobs. */
enum err post_on_company(struct tx *tx, const struct event *ev) MUST_USE;

#endif
