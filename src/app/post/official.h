/* official.h: the company's own posts at networks that a post shows.
 *
 * A post that came from an official account is known there by an id; with it members can repost and like the company's own post
 * instead of writing one more. One post may show several: the same words, published on two networks. */
#ifndef PV_APP_POST_OFFICIAL_H
#define PV_APP_POST_OFFICIAL_H

#include "db/db.h"

struct official {
    struct str network;              /* "bluesky", "mastodon" */
    struct str server;               /* base address of the server that has it */
    struct str id, version;          /* at-uri and CID; id of the status on that server and when it was edited, "" never */
    struct str url;                  /* its page */
};
/* Of one post, by network. */
enum err official_of(struct tx *tx, int64_t post, struct official **ret, size_t *ret_n) MUST_USE;
/* Keeps it with the post; EV_POST_CHANGED when something is new about it. Another one of the same network is there first: it stays. */
enum err official_set(struct tx *tx, int64_t post, const struct official *o, int64_t now) MUST_USE;

/* The networks a post stands on, by name: what members are told of it. */
struct official_on {
    int64_t post;
    struct str *networks;
    size_t n;
};
struct official_on official_on_make(struct arena *a, int64_t post, const struct official *all, size_t n);
/* Of one post. */
enum err official_on_of(struct tx *tx, int64_t post, struct official_on *ret) MUST_USE;
/* Of all that are published and stand somewhere, by post. */
enum err official_on_all(struct tx *tx, struct official_on **ret, size_t *ret_n) MUST_USE;
/* NULL: nowhere. */
const struct official_on *official_on_find(const struct official_on *list, size_t n, int64_t post);

#endif
