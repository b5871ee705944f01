/* post.h: what the company says: imported from a source or written here, and what becomes of it.
 *
 * draft -> pending -> (scheduled ->) published -> archived, and dropped; every step has one that takes it back (life.c).
 * Dropped posts are deleted after POST_DROPPED_DAYS. Every step is an event, each change raises `version`, and a change
 * names the version it was made from, so that two curators never overwrite each other. What a kind of post holds and
 * needs is the table of kind.h. Who may do what is the routes' business; how a post reaches a reader is feed.h. */
#ifndef PV_APP_POST_POST_H
#define PV_APP_POST_POST_H

#include "app/caption/caption.h"
#include "app/channel/targets.h"
#include "app/search/search.h"
#include "db/db.h"
#include "job/job.h"

#include "event/event.h"

enum {
    POST_TITLE_MAX = 200,        /* characters */
    POST_BODY_MAX = 5000,
    POST_URL_MAX = 2000,
    POST_ALT_MAX = 1500,
    POST_AUTHOR_MAX = 200,
    POST_ARTICLE_MAX = 60000,
    POST_PICTURES_MAX = 30,      /* in one article */
    POST_CREDIT_MAX = 200,
    POST_DETAIL_MAX = 200,       /* a text of `details` */
    POST_DROPPED_DAYS = 30,
    POST_SCHEDULE_DAYS = 366,    /* as far ahead as a post is scheduled */
    POST_FEATURED_MAX = 5,
    POST_PINNED_MAX = 3,
    POST_MUST_READ_MAX = 5,      /* asked at once: more would not be read */
    POST_REVISIONS_MAX = 50,
    POST_REVISION_S = 600,       /* saves of one person this close together are one revision */
    POST_MIX_DAYS = 30,          /* of the meter of openly promotional posts (product.md 2.6); its ceiling is a setting */
    POST_PAGE_MAX = 100,
    POST_SEARCH_MAX = 200,       /* characters of what is looked for */
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
    struct str status;           /* draft, pending, scheduled, published, archived, dropped */
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
    struct str step_from;        /* where a step back leads; NULL: pending */
    int64_t scheduled_at, expires_at;          /* 0: not */
    int64_t featured_at, pinned_at, must_read_at;   /* since when; 0: not */
    struct str details;          /* kind.h, as JSON */
    int64_t article_words;       /* of its own article; 0: none */
    struct str image_credit, image_licence;
    int64_t file_id, file_size;  /* its document; 0: none */
    struct str file_name;
    int64_t version, created_at;
    struct caption caption;      /* the first one; .id 0 when there is none */
    int64_t origins;             /* sources and items it was seen through */
    const struct official_on *on;        /* networks where the company's own post stands; NULL: none, or not asked for */
};

/* E_NOT_FOUND when the company has none of that id. */
enum err post_get(struct tx *tx, int64_t id, struct post *ret) MUST_USE;
/* It may be shared: published, not internal, not expired at `now`, and it has an address. */
bool post_shareable(const struct post *p, int64_t now);
/* The same with the reason: E_NOT_FOUND for what is not out yet, E_STATE with a text else. */
enum err post_check_share(struct tx *tx, const struct post *p, int64_t now) MUST_USE;
/* The address that is shared: a job's referral link, else its page; "" when there is none. */
struct str post_target(struct arena *a, const struct post *p);

/* What a new post is made of. Texts are within the limits above; NULL where absent. */
struct post_new {
    int64_t brand_id;
    int64_t source_id;           /* 0: written here */
    struct str kind, network, audience, language, title, body, url, url_key, image_url, image_alt, author;
    bool promotional;
    bool published;              /* straight to the feed (a source in direct mode) */
    bool draft;                  /* not yet for other curators' inbox */
    struct str details;          /* JSON of kind.h; NULL: {} */
    struct str article;          /* Markdown; NULL or empty: none */
    struct str image_credit, image_licence;
    int64_t file_id, expires_at; /* 0: none */
    int64_t member;              /* who writes it, for its history; 0: nobody */
    int64_t channel;             /* it lies in; 0: in none */
    const struct targets *targets;       /* whom it is for, checked here; NULL: for all */
    const struct scope *scope;   /* of a limited curator; NULL: not limited */
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
        has_language, has_caption, has_kind, has_details, has_article, has_credit, has_licence, has_file, has_expires;
    const struct targets *targets;       /* whom it is for; NULL: as it is */
    const struct scope *scope;   /* of a limited curator; NULL: not limited */
    struct str kind, details, article, image_credit, image_licence;
    int64_t file_id, expires_at;
    int64_t member;              /* who changes it, for its history; 0: nobody */
    bool apart;                  /* a revision of its own, whatever was saved just before */
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

/* ---- the lifecycle (life.c) ---- */
enum post_step { POST_SUBMIT, POST_REDRAFT, POST_PUBLISH, POST_UNPUBLISH, POST_SCHEDULE, POST_UNSCHEDULE, POST_ARCHIVE, POST_DROP,
                 POST_RESTORE,
                 POST_DISCARD };        /* out of the archive without passing the feed: samples that are taken out */
/* One step of the lifecycle. Being there already is no error (a second tap); E_STATE when the step does not start from
 * where the post is, E_INVALID with the missing fields when its kind needs more before it may go out, also back out of the archive. `at`: when it is
 * to be published, POST_SCHEDULE only. */
enum err post_step_at(struct tx *tx, int64_t id, enum post_step step, int64_t at, int64_t now) MUST_USE;
static inline enum err post_step(struct tx *tx, int64_t id, enum post_step step, int64_t now) {
    return post_step_at(tx, id, step, 0, now);
}

/* ---- the mix of openly promotional posts (meter.c) ---- */
struct post_meter {
    int64_t promotional, total, percent, ceiling;
    bool over;                   /* never of one promotional post alone */
};
/* Of the POST_MIX_DAYS up to `at`: what was put out and what is scheduled. With a post: as it would be if it went out then. */
enum err post_meter(struct tx *tx, const struct post *with, int64_t at, struct post_meter *ret) MUST_USE;
/* Of what is scheduled for the next POST_MIX_DAYS. */
enum err post_meter_ahead(struct tx *tx, int64_t now, struct post_meter *ret) MUST_USE;
/* E_CONFIRM with the figures when that step takes the mix over the ceiling. */
enum err post_check_mix(struct tx *tx, int64_t id, enum post_step step, int64_t at, int64_t now) MUST_USE;
/* The same when a post that is out or scheduled becomes promotional. */
enum err post_check_promotional(struct tx *tx, int64_t id, int64_t now) MUST_USE;
/* Job "post.due" {"post":id}: publishes what is due, archives what has expired. */
enum err post_due_run(struct job_run *run);
/* Enqueues that job. */
enum err post_due_at(struct tx *tx, int64_t id, int64_t at) MUST_USE;
/* Archives up to POST_PURGE_BATCH posts that went out more than the setting post.archive_days ago. */
enum err post_archive_old(struct tx *tx, int64_t now, int64_t *ret_archived) MUST_USE;

/* ---- marks (marks.c) ---- */
struct post_marks {
    bool has_featured, has_pinned, has_must_read;
    bool featured, pinned, must_read;
};
/* Sets or takes off what is given. E_LIMIT with the titles of those that have it when it is full. */
enum err post_mark(struct tx *tx, int64_t id, const struct post_marks *m, int64_t now) MUST_USE;
/* E_LIMIT when the marks of a post that goes out are not free. */
enum err post_check_marks(struct tx *tx, const struct post *p) MUST_USE;
/* "I have read this", and taking it back, until it is counted at midnight UTC (E_STATE after). E_STATE unless it is published and asks for it. */
enum err post_confirm(struct tx *tx, int64_t id, int64_t person, bool confirmed, int64_t now) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED. */
enum err post_on_erased(struct tx *tx, const struct event *ev) MUST_USE;
/* What curators may know of it. `shown` is a multiple of 5 from CONFIRM_K on, and 0 below; it changes once a day, and never
 * tells that fewer than CONFIRM_K have not confirmed. */
enum { CONFIRM_K = 10, CONFIRM_STEP = 5 };
enum err post_confirmed(struct tx *tx, int64_t id, int64_t now, int64_t *ret_shown) MUST_USE;

/* ---- articles and their history (article.c) ---- */
/* The article's Markdown, "" when there is none. */
enum err post_article(struct tx *tx, int64_t id, struct str *ret) MUST_USE;
/* Writes it and counts its words. `scope` as in post_change. E_INVALID at "/article/pictures" as in article_pictures_set. */
enum err post_article_set(struct tx *tx, int64_t id, struct str text, const struct scope *scope, int64_t now, int64_t *ret_words) MUST_USE;
int64_t post_words(struct str text);
struct post_revision {
    int64_t id, version, member, saved_at;
    struct str name;             /* of who wrote it, NULL: no longer known */
    struct str title, body, text;
};
/* Keeps the post as it stands now (title, body, article) in its history. */
enum err post_keep(struct tx *tx, const struct post *p, int64_t member, bool apart, int64_t now) MUST_USE;
/* The same where there is no history yet: what it was before the first change. */
enum err post_keep_first(struct tx *tx, const struct post *p, int64_t now) MUST_USE;
/* Newest first. Articles are long, so `text` is filled for the revision `wanted` alone (0: for none). */
enum err post_revisions(struct tx *tx, int64_t id, int64_t wanted, struct post_revision **ret, size_t *ret_n) MUST_USE;
/* Brings the words of a revision back, as a change like any other. */
enum err post_revert(struct tx *tx, int64_t id, int64_t revision, int64_t version, int64_t member, int64_t now) MUST_USE;

/* ---- the studio's lists (post_list.c) ---- */
struct post_found;
struct post_filter {
    struct str status;           /* one of the lifecycle's */
    struct str network;          /* NULL: all */
    struct str q;                /* NULL: no search */
    struct search_place place;   /* where a page of a search begins */
    int64_t before, before_id;   /* place of the last one of the page before; INT64_MAX both for the start */
    int64_t limit;               /* 1 .. POST_PAGE_MAX */
    int64_t scope;               /* a limited curator's member id: their posts; 0: all */
    bool unseen;                 /* only those that nobody could see */
};
struct post_page {
    struct post *items;
    size_t n;
    bool more;
    int64_t last, last_id;       /* place of the last item, for the next page */
    struct post_found *found;    /* of a search, one for each item; NULL otherwise */
    struct str next;             /* of a search: the cursor, when there is more */
};
enum err post_list(struct tx *tx, const struct post_filter *f, struct post_page *ret) MUST_USE;
/* Titles of the other sources a post was seen in, in alphabetical order. */
enum err post_also_seen(struct tx *tx, int64_t id, struct str **ret, size_t *ret_n) MUST_USE;

struct post_counts {
    int64_t draft, pending, scheduled, published, archived, dropped;
    int64_t pending_sources;     /* sources that the waiting ones come from */
    int64_t unseen;              /* out or scheduled, and nobody could see them */
    struct post_meter mix, ahead;         /* of the last POST_MIX_DAYS; of what is scheduled for the next */
};
enum err post_count(struct tx *tx, int64_t scope, int64_t now, struct post_counts *ret) MUST_USE;

/* ---- pictures inside articles (article_picture.c) ---- */
/* The pictures that the text names are asked for, and are the article's from now on. E_INVALID at "/article/pictures" for more than
 * POST_PICTURES_MAX, for what is no web address, and for one of ours that is not there or not the limited curator's. */
enum err article_pictures_set(struct tx *tx, int64_t post, struct str text, const struct scope *scope, int64_t now) MUST_USE;
/* E_INVALID at "/article/alt" for the first that has no words. */
enum err article_pictures_check(struct tx *tx, int64_t post) MUST_USE;
/* As the text names them, in its order; `id` 0: not kept, width 0: not here yet, or `fault` says why it could not be had. */
struct article_picture {
    struct str url, colour, fault;
    int64_t id, width, height;
};
enum err article_pictures(struct tx *tx, int64_t post, struct str text, struct article_picture **ret, size_t *ret_n) MUST_USE;

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
