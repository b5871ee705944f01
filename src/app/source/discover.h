/* discover.h: what a company publishes already, found from one address of its own.
 *
 * The page is read once; the feeds it names, and the accounts it calls its own (account.h, or their public feeds), are read
 * once each, at the same time. Nothing is stored, nobody else is asked. Accounts of networks that let nobody read them without an
 * agreement are told all the same, as what they are. */
#ifndef PV_APP_SOURCE_DISCOVER_H
#define PV_APP_SOURCE_DISCOVER_H

#include "json/json.h"

enum {
    DISCOVER_FEEDS_MAX = 6,          /* feeds of the page that are read */
    DISCOVER_READ_MAX = 12,          /* feeds read in all, each in a thread of its own */
    DISCOVER_POSTS_MAX = 6,
    DISCOVER_STALE_DAYS = 180,       /* without a post for so long, a source is not suggested */
    DISCOVER_ARENA = 512 * 1024 * 1024   /* most that reading one page, as a feed and as a page, may take */
};

struct discovered {
    struct str url;                  /* what to add as a source; the account's page where nothing can be read */
    struct str title;
    struct str network;              /* "web", "bluesky" … */
    struct str how;                  /* "address", "page", "guess"; accounts: "rel_me", "json_ld", "link" */
    struct str trouble;              /* why it could not be read, in English; NULL when it was */
    bool readable;                   /* a feed was read there */
    bool suggested;                  /* readable, and alive */
    bool confirmed;                  /* the account names the site in turn */
    double per_month;                /* posts, over the last 90 days or what the feed holds of them */
    int64_t items, last_at;          /* in the feed; 0: none with a date */
};

struct discovered_post {
    struct str title, url, network, source;
    int64_t published_at;
};

struct discovery {
    struct str url, name, language;  /* of the page; name and language NULL when it tells none */
    struct discovered *sources;
    size_t sources_n;
    struct discovered_post *posts;   /* the newest of the suggested sources */
    size_t posts_n;
    int64_t elapsed_ms;
};

/* Talks to the network: from a worker only. E_INVALID on /url when the address is none or must not be contacted, E_PEER
 * (as E_INVALID with the reason) when nothing answers there. */
enum err discover(struct str typed, struct arena *arena, struct problems *errs, struct discovery *ret) MUST_USE;

#endif
