/* push.h: being told of news by a WebSub hub instead of asking (W3C Recommendation, 23 January 2018).
 *
 * Where a feed names a hub and this company has a public address, a subscription is kept beside the source. A delivery is a
 * hint only: it makes a poll soon, and nothing of its body is read. So a false delivery costs one polite request, and a hub
 * that falls silent costs a day at most (push_proven). Each subscription has a callback of its own that cannot be guessed and,
 * over https, a secret that signs deliveries; both are computed, see push_sign.h. The exchange with the hub is push_jobs.c. */
#ifndef PV_APP_SOURCE_PUSH_H
#define PV_APP_SOURCE_PUSH_H

#include "app/source/poll.h"

enum {
    PUSH_CHALLENGE_MAX = 2000,           /* bytes */
    PUSH_REASON_MAX = 200,               /* characters of a hub's reason that are kept */
    PUSH_VERIFY_S = 86400,               /* a hub may verify for so long after it was asked */
    PUSH_LEASE_DEFAULT_S = 10 * 86400,
    PUSH_LEASE_MAX_S = 90 * 86400,
    PUSH_RENEW_MIN_S = 300,              /* however short the lease: not more often */
    PUSH_RETRY_S = 3600,                 /* first wait after the hub refused or stayed silent; doubles to a day */
    PUSH_DENIED_S = 7 * 86400,           /* until a hub that denied is asked again */
    PUSH_GAP_S = 10,                     /* at least between two polls that deliveries caused */
    PUSH_END_TRIES = 3,                  /* unsubscribe requests until it is left at that */
    PUSH_MISSED_MAX = 2                  /* polls in a row that found what the hub did not tell, until it counts as silent */
};

struct push {
    int64_t id, source_id;           /* id 0: none */
    struct str hub, topic;
    struct str state;                /* asking, active, denied, failed, ending */
    struct str detail;               /* why, in words; NULL: nothing to say */
    bool is_signed;                  /* the hub has a secret */
    int64_t errors, asked_at, next_at;
    int64_t lease_until, last_delivery_at;   /* 0: none */
    int64_t deliveries, discarded, missed, created_at;
};

/* The living subscription of a source; id 0 when there is none. */
enum err push_of_source(struct tx *tx, int64_t source, struct push *ret) MUST_USE;
/* Those of sources first..last, in no order. */
enum err push_of_sources(struct tx *tx, int64_t first, int64_t last, struct push **ret, size_t *ret_n) MUST_USE;
/* What the web app shows: "asking", "active", "silent" (active, but it did not tell), "denied", "failed". */
const char *push_health(const struct push *p, int64_t now);
/* The subscription runs and has told of news: polling may be as seldom as SOURCE_INTERVAL_MAX_S. */
bool push_proven(const struct push *p, int64_t now);
/* Seconds until a lease is renewed: 80 % of it, not below PUSH_RENEW_MIN_S. */
int64_t push_renew_s(int64_t lease_s);

/* A feed was read: begins, keeps or ends its subscription as it names a hub or not. Only where the company has a public
 * address. Called in the transaction that stores the poll. `told_none`: items came that no delivery announced. */
enum err push_offer(struct tx *tx, const struct source *s, const struct poll_found *found, bool told_none, int64_t now) MUST_USE;
/* Unsubscribes: the source is paused, gone or deleted. */
enum err push_end(struct tx *tx, int64_t source, int64_t now) MUST_USE;

/* A hub's question at the callback (section 5.3). */
struct push_question {
    int64_t id;                      /* whose callback */
    struct str mode, topic, challenge, reason;
    int64_t lease_s;                 /* 0: not told */
    int64_t now;
};
/* E_OK: the answer is 200 with the challenge (denied: empty). E_NOT_FOUND: not what was asked for; the answer is 404. */
enum err push_verify(struct tx *tx, const struct push_question *q) MUST_USE;

struct push_delivery {
    int64_t id;
    struct str signature;            /* X-Hub-Signature, "" when absent */
    struct str body;
    int64_t now;
};
/* Polls soon, or counts and drops what is not signed as agreed (the hub is not told, section 7.1). E_GONE: no such
 * subscription, the hub should stop. */
enum err push_deliver(struct tx *tx, const struct push_delivery *d) MUST_USE;

/* Job "source.push" with {"push":"…"}: subscribes, renews or unsubscribes. */
enum err source_push_run(struct job_run *run) MUST_USE;
/* Part of the daily look after sources: jobs that got lost. */
enum err push_rescue(struct tx *tx, int64_t now) MUST_USE;
/* Enqueues the job for p->next_at. */
enum err push_enqueue(struct tx *tx, int64_t id, int64_t at) MUST_USE;

#endif
