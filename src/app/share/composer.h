/* composer.h: all that a member sees before sharing a post on a network.
 *
 * Gathered in one read from the rooms that know: caption, disclosure, limits, terms, what it can earn, where it was
 * shared. */
#ifndef PV_APP_SHARE_COMPOSER_H
#define PV_APP_SHARE_COMPOSER_H

#include "app/connection/connection.h"
#include "app/points/points.h"
#include "app/post/post.h"
#include "app/share/mine.h"
#include "app/work/work.h"
#include "network/disclosure.h"

struct composer_ask {
    int64_t member, person, post;    /* one person in two keys: audience.h */
    const struct network *network;
    struct str language;             /* of the text; empty: decided here */
    struct str member_language, time_zone, base_url;
    const struct work *work;         /* of the member */
    bool deal, next;                 /* hands a caption out where none is held (a write); another one */
    int64_t now;
};

struct composer_network {
    const struct network *network;
    bool shared;                     /* a share of this post stands there */
};

enum { COMPOSER_NETWORKS_MAX = 32 };

struct composer {
    const struct network *network;
    struct post post;
    struct caption_dealt dealt;      /* its caption .id 0: none */
    struct terms terms;
    struct share_hold hold;          /* .kind SHARE_HOLD_NONE: it may go out now */
    struct str waiver;               /* why the disclosure may be left out; "": it may not */
    struct str language;
    struct str relation, incentive;
    struct disclosure wordings[DISCLOSURE_MAX];
    size_t wordings_n;
    struct str link_placeholder;     /* as long as the link will be */
    struct points_offer offer;
    struct composer_network networks[COMPOSER_NETWORKS_MAX];
    size_t networks_n;
    struct str instance;             /* the member's server on this network; "" none yet, or not wanted */
    bool has_account;                /* the member's linked account there */
    struct connection account;
    int64_t best_at;                 /* the first good moment for a share that waits; 0: there is none before the post ends, or the network takes none */
    bool has_share;                  /* one is open on this network, waits, is being sent or of unknown outcome */
    struct share_view share;
};

/* A caption is there to be dealt, and none is held: ask again in a writing transaction with ask->deal. */
static inline bool composer_undealt(const struct composer *c) {
    return c->dealt.n > 0 && c->dealt.caption.id == 0;
}
/* With ask->network NULL the first one that is offered. E_NOT_FOUND for a post that is not in the feed; E_STATE for one
 * that is not to be shared, or when the company offers no network; E_INVALID on ?network for one that is switched off. */
enum err composer_of(struct tx *tx, const struct composer_ask *ask, struct composer *ret) MUST_USE;

#endif
