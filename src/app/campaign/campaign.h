/* campaign.h: a dated objective (visibility, recruitment, social selling, image, event) and the posts that serve it; and what
 * goes out when, the Studio's calendar. A post serves one campaign at most. Targets are about posts: what shares and clicks
 * come of them is content figures, which have rules of their own (decisions 23). */
#ifndef PV_APP_CAMPAIGN_CAMPAIGN_H
#define PV_APP_CAMPAIGN_CAMPAIGN_H

#include "db/db.h"

enum {
    CAMPAIGN_NAME_MAX = 80,      /* characters */
    CAMPAIGN_NOTE_MAX = 1000,
    CAMPAIGNS_MAX = 1000,        /* a company */
    CAMPAIGN_POSTS_MAX = 500,    /* a campaign */
    CAMPAIGN_DAYS_MAX = 1096,    /* from its first to its last day: three years */
    CAMPAIGN_TARGET_MAX = 500,
    CAMPAIGN_PAGE_MAX = 100, CAMPAIGN_PAGE_DEFAULT = 50,
    CALENDAR_DAYS_MAX = 62,      /* asked for at once */
    CALENDAR_POSTS_MAX = 1000
};

/* visibility, recruitment, selling, image, event; ends with NULL */
extern const char *const campaign_objectives[];

struct campaign {
    int64_t id;
    struct str name, objective, note;
    int64_t starts_on, ends_on;  /* days since 1970-01-01, both meant */
    int64_t target_posts;        /* 0: not said */
    int64_t closed_at;           /* 0: open */
    int64_t version;
    int64_t coming, out;         /* its posts: on their way, and published by now */
};

/* A day as people write it. */
struct str day_text(struct arena *a, int64_t day);
/* "2026-11-24"; false for what is no day of the calendar. */
bool day_read(struct str text, int64_t *ret) MUST_USE;

struct campaign_filter {
    struct str state;            /* "open", "closed", NULL: both */
    int64_t before, before_id;   /* place of the last one of the page before; INT64_MAX both for the start */
    int64_t limit;               /* 1 .. CAMPAIGN_PAGE_MAX */
};
struct campaign_page {
    struct campaign *items;
    size_t n;
    bool more;
};
/* Latest begin first. */
enum err campaign_list(struct tx *tx, const struct campaign_filter *f, struct campaign_page *ret) MUST_USE;
/* E_NOT_FOUND when the company has none of that id. */
enum err campaign_get(struct tx *tx, int64_t id, struct campaign *ret) MUST_USE;
/* Of `in` the words, days and target. E_INVALID with the field, E_LIMIT above CAMPAIGNS_MAX. */
enum err campaign_create(struct tx *tx, const struct campaign *in, int64_t now, int64_t *ret_id) MUST_USE;

struct campaign_change {
    bool has_name, has_objective, has_note, has_starts, has_ends, has_target, has_closed;
    struct str name, objective, note;
    int64_t starts_on, ends_on, target_posts;
    bool closed;
    int64_t version;             /* made from this version; 0 = from the present one */
};
/* E_CONFLICT when `version` is not the present one. */
enum err campaign_change(struct tx *tx, int64_t id, const struct campaign_change *c, int64_t now) MUST_USE;
/* Its posts stay, without it. */
enum err campaign_delete(struct tx *tx, int64_t id) MUST_USE;

/* A post as a calendar shows it. */
struct planned_post {
    int64_t id;
    struct str title, kind, network, status;
    int64_t at;                  /* scheduled or published; else made */
    int64_t expires_at;          /* 0: never */
    int64_t campaign;            /* 0: none */
    int64_t version;
    bool promotional;
};
/* The campaign's posts but dropped ones, by time. `scope`: the member id of a curator who is limited to channels, of whose posts
 * alone this tells (app/channel/scope.h); 0: all. */
enum err campaign_posts(struct tx *tx, int64_t id, int64_t scope, struct planned_post **ret, size_t *ret_n) MUST_USE;
struct calendar_span {
    int64_t since, until, scope;
};
/* What is scheduled or went out from `since` to before `until` (microseconds), by time, within `scope` as above; *ret_more: CALENDAR_POSTS_MAX was not enough. */
enum err calendar_posts(struct tx *tx, const struct calendar_span *span, struct planned_post **ret, size_t *ret_n, bool *ret_more) MUST_USE;
/* Takes the post into the campaign, out of another; with campaign 0 out of any. E_NOT_FOUND for the post, E_INVALID on /campaign,
 * E_STATE for a dropped post or a closed campaign, E_LIMIT above CAMPAIGN_POSTS_MAX. Being in it already is no error. */
enum err campaign_take(struct tx *tx, int64_t post, int64_t campaign, int64_t now) MUST_USE;
/* The campaign of a post; 0: none. */
enum err campaign_of(struct tx *tx, int64_t post, int64_t *ret) MUST_USE;
/* With its post. */
enum err campaign_forget_post(struct tx *tx, int64_t post) MUST_USE;

#endif
