/* round.h: many invitations at a quiet pace, and opening the space to everyone after a pilot. */
#ifndef PV_APP_JOIN_ROUND_H
#define PV_APP_JOIN_ROUND_H

#include "app/join/policy.h"
#include "job/job.h"

enum { ROUND_BATCH = 30, ROUND_PACE_S = 60, ROUND_SCAN = 1000 };   /* so many people, once in so many seconds; waiting ones looked at */

struct join_round {
    bool opened;                     /* it opened the space to everyone */
    int64_t total, done, started_at;
    int64_t finished_at;             /* 0: it runs */
};

struct join_standing {
    struct pilot pilot;
    int64_t uninvited;               /* in the directory, open to them, never invited */
    int64_t uninvited_all;           /* were the space open to everyone */
    int64_t waiting_pilot;
    bool has_round;
    struct join_round round;
};
enum err join_standing_get(struct tx *tx, struct join_standing *ret) MUST_USE;
/* `open`: ends the pilot first. E_STATE while a round runs, or when there is no mail server and nothing to open. */
enum err join_round_start(struct tx *tx, bool open, bool mail, int64_t now) MUST_USE;
/* Job kind "join.round": a batch, then puts itself back. */
enum err join_round_run(struct job_run *run);

/* How far people have come, in numbers only (product.md P1, P2). */
struct join_funnel {
    int64_t directory, invited, reminded, joined, waiting, suspended;
};
enum err join_funnel_get(struct tx *tx, struct join_funnel *ret) MUST_USE;

#endif
