/* tally.h: how often each post of a company's feed was reacted to, and where that may be told; in memory, for the feed.
 *
 * Made from the database at first use. Events only mark what they touched; at most once in TALLY_ROUND_S one reader counts the marked
 * posts again and puts a new tally in place, while the others go on with the old one: a post that a hundred people react to at once
 * is counted once, and the feed's own snapshot stays as it is. Immutable once made; thread-safe.
 *
 * Counts are told where at least REACTION_K members may see the post: in a smaller circle a number would be a name. */
#ifndef PV_APP_REACTION_TALLY_H
#define PV_APP_REACTION_TALLY_H

#include "app/reaction/reaction.h"

#include <stdatomic.h>

enum {
    TALLY_ROUND_S = 1,           /* at most so old while reactions come in */
    TALLY_REACH_S = 3600,        /* who may see what is looked at again, should nothing have told of a change */
    TALLY_DIRTY_MAX = 256        /* posts remembered one by one; more count everything */
};

struct tally_row {
    int64_t post;
    int64_t n[REACTION_KINDS];
    uint32_t off, len;           /* of text */
    uint64_t hash;
};

struct tally {
    atomic_uint refs;
    bool off;                    /* reactions are switched off */
    bool open;                   /* counts of posts for all are told */
    int64_t made_at, reach_at;
    struct tally_row *rows;      /* by post, rising; posts with reactions only */
    size_t rows_n;
    int64_t *wide;               /* posts not for all whose counts are told, rising */
    size_t wide_n;
    char *text;                  /* of each row: [{"kind":"like","count":3}] */
};

/* The company's present one; give it back with tally_release. */
enum err tally_get(const struct db_cx *cx, int64_t now, struct tally **ret) MUST_USE;
void tally_release(struct tally *t);
/* The counts of a post as JSON, and a hash of it; NULL where they are not told. `open`: the post is for all. */
struct str tally_json(const struct tally *t, int64_t post, bool open, uint64_t *ret_hash);
/* The same as numbers; false where they are not told. */
bool tally_counts(const struct tally *t, int64_t post, bool open, int64_t ret[REACTION_KINDS]);

/* An event of any company, from the poller of the event log. Cheap, no SQL. */
void tally_on_event(int64_t company, const struct event *ev);
/* EVENT_IN_TX subscriber for TALLY_EVENTS: does the same once the transaction has committed. */
enum err tally_in_tx(struct tx *tx, const struct event *ev) MUST_USE;
/* Who may see what may be another. */
#define TALLY_REACH_EVENTS                                                                                            \
    (EV_BIT(EV_POST_CHANGED) | EV_BIT(EV_POST_PUBLISHED) | EV_BIT(EV_POST_RESTORED) | EV_BIT(EV_MEMBER_CREATED) |      \
     EV_BIT(EV_MEMBER_CHANGED) | EV_BIT(EV_MEMBER_JOINED) | EV_BIT(EV_GROUP_CHANGED) | EV_BIT(EV_CHANNEL_CHANGED) |    \
     EV_BIT(EV_IMPORT_APPLIED) | EV_BIT(EV_IMPORT_UNDONE) | EV_BIT(EV_COMPANY_CHANGED) | EV_BIT(EV_PERSON_ERASED))
#define TALLY_EVENTS (TALLY_REACH_EVENTS | EV_BIT(EV_POST_REACTED))
/* Lets go of a company's, or with 0 of all. */
void tally_forget(int64_t company);

#endif
