/* source.h: an official account or feed that is watched, and how its items become posts.
 *
 * A source is polled by a durable job that puts itself back for the next time, so there is one live chain a source.
 * What fails is kept as health in words and tried again later; nothing that goes wrong at the other end is an error of
 * ours. One item seen through two sources is one post. What a curator has edited is never changed by a feed. Network
 * work happens outside transactions; see poll.c. An account at a network is read into the form of a feed (account.c), so that
 * all that follows is the same for both. */
#ifndef PV_APP_SOURCE_SOURCE_H
#define PV_APP_SOURCE_SOURCE_H

#include "db/db.h"
#include "event/event.h"
#include "job/job.h"

enum {
    SOURCE_TITLE_MAX = 200,          /* characters */
    SOURCE_URL_MAX = 2000,
    SOURCES_MAX = 500,               /* a company */
    SOURCE_PAGE_MAX = 100,
    SOURCE_FIRST_ITEMS = 20,         /* newest items taken when a source is new (networks.md 13.1) */
    SOURCE_NEW_MAX = 200,            /* new items taken by one poll; the rest by the next */
    SOURCE_INTERVAL_MIN_S = 300,
    SOURCE_INTERVAL_MAX_S = 86400,
    SOURCE_INTERVAL_START_S = 1800,
    SOURCE_MOVED_AFTER = 3,          /* consistent permanent redirects until the address is changed */
    SOURCE_FETCH_BYTES = 8 * 1024 * 1024,
    SOURCE_ARENA = 128 * 1024 * 1024 /* for fetching and parsing one feed */
};

struct source {
    int64_t id, brand_id;
    struct str brand_name;
    struct str kind;                 /* rss, rdf, atom, json; account: an account at a network */
    struct str network;              /* "web" for feeds */
    struct str account_id, account_server, account_handle;   /* of an account, NULL for feeds */
    struct str url, title, site_url, language;
    struct str mode;                 /* inbox, direct */
    struct str status;               /* active, paused, gone */
    struct str etag, last_modified, body_hash, moved_to;   /* NULL when absent */
    int64_t moved_count, interval_s, next_poll_at;
    int64_t last_poll_at, last_ok_at, last_item_at;        /* 0: never */
    struct str error_code, error_detail;                   /* NULL: healthy; codes: see schedule.c, fault_of_* */
    int64_t error_count, created_at;
    int64_t channel_id;              /* of what comes from it; 0: none */
    int64_t pending, published;      /* posts */
};

enum err source_get(struct tx *tx, int64_t id, struct source *ret) MUST_USE;
/* Those with an id above `after`, oldest first. `scope`: of a limited curator's channels, by member id; 0: all. */
enum err source_list(struct tx *tx, int64_t after, int64_t limit, int64_t scope, struct source **ret, size_t *ret_n) MUST_USE;

struct source_new {
    struct str url;                  /* as typed */
    int64_t brand_id;                /* 0: the company's first */
    bool direct;                     /* publish without the inbox */
    int64_t now;
};
/* Fetches the address, finds the feed (on a page: the first one it names) or the account, stores the source and takes its
 * newest items. E_INVALID on /url when the address is none or must not be connected to, E_NOT_FEED when no feed could be read
 * there, E_NO_ACCOUNT when it names an account that can't be read, each with the reason; E_EXISTS when it is a source already. Talks to the network: call it from a
 * worker. */
enum err source_add(const struct db_cx *cx, const struct source_new *in, int64_t *ret_id) MUST_USE;

struct source_change {
    bool has_title, has_mode, has_status, has_url, has_channel;
    struct str title, mode, status, url;
    struct str channel;              /* id as text; NULL or empty: none */
};
/* A new address is fetched first, as in source_add. Leaving "paused" or "gone" polls soon. */
enum err source_change(const struct db_cx *cx, int64_t id, const struct source_change *c, int64_t now) MUST_USE;
/* Its posts stay. */
enum err source_delete(struct tx *tx, int64_t id, int64_t now) MUST_USE;
/* Polls now, whatever the schedule says; the outcome is in the source's health. E_NOT_FOUND, or a failure of ours. */
enum err source_poll(const struct db_cx *cx, int64_t id, int64_t now) MUST_USE;

/* Job "source.poll" with {"source":"…"}. */
enum err source_poll_run(struct job_run *run) MUST_USE;
/* Job "housekeeping.sources": daily; starts the chain again of every source whose job got lost. */
enum err source_housekeeping_run(struct job_run *run) MUST_USE;
/* EVENT_IN_TX subscriber for EV_COMPANY_CREATED: the first of those. */
enum err source_on_company(struct tx *tx, const struct event *ev) MUST_USE;

#endif
