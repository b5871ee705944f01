/* poll.h: asking a source's server. Inside the room only; knows the network, not the database. */
#ifndef PV_APP_SOURCE_POLL_H
#define PV_APP_SOURCE_POLL_H

#include "app/source/schedule.h"
#include "app/source/source.h"
#include "feed/feed.h"
#include "network/remote.h"

struct fetch_reply;

enum poll_kind {
    POLL_FEED,               /* a feed was read */
    POLL_SAME,               /* nothing changed: 304, or the same bytes as last time */
    POLL_FAILED,             /* see fault */
    POLL_GONE                /* 410: never ask again */
};

struct poll_found {
    enum poll_kind kind;
    struct feed feed;        /* POLL_FEED */
    const struct remote_account *account;   /* of a network, as it is now; NULL: it is a feed */
    struct str network;      /* of the account */
    bool sure;               /* what was typed can only be that account */
    struct str url;          /* where the feed was found: the given address, or the one a page named */
    struct str permanent;    /* a permanent redirect leads there; NULL: none, or from https to http */
    struct str etag, last_modified, body_hash;   /* NULL when absent */
    struct str hub, topic;   /* WebSub: of the answer's Link fields, else of the feed; NULL when absent */
    int64_t max_age_s, retry_after_s;            /* -1: not told */
    enum err why;            /* POLL_FAILED, POLL_GONE: the code for the one who waits for the answer */
    struct source_fault fault;
    struct str detail;       /* fault in words, with what is known */
};

/* Asks for a source that is known; conditional with its validators. Never fails: what goes wrong is in *ret. All lives
 * in `arena` (SOURCE_ARENA). */
void poll_source(const struct source *s, struct arena *arena, struct poll_found *ret);
/* What people paste: without a scheme, or with the one that feed readers registered. */
struct str poll_address(struct arena *arena, struct str typed);
/* Reads the address as a feed. *ret_page is the answer; its body is NULL where there was none. */
void poll_look(struct str url, struct arena *arena, struct poll_found *ret, struct fetch_reply *ret_page);
/* Looks for what can be followed at an address as typed: an account at a network (account.h), a feed, or a page that names one. */
void poll_discover(struct str typed, struct arena *arena, struct poll_found *ret);

#endif
