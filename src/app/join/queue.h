/* queue.h: who waits, and what an admin decides.
 *
 * Approved, they are invited: by mail where there is a server, by a link to hand over otherwise. The mail waits some
 * seconds, and so does declining: until then both can be taken back. Declined, their row goes once the note is sent. */
#ifndef PV_APP_JOIN_QUEUE_H
#define PV_APP_JOIN_QUEUE_H

#include "app/join/join.h"

enum { JOIN_UNDO_S = 8, JOIN_QUEUE_BATCH = 200 };

/* E_STATE for who does not wait. Who waits for the pilot comes into its group. `ret` may be NULL: no link to hand over. */
enum err join_approve(struct tx *tx, int64_t member, bool mail, int64_t now, struct token_made *ret) MUST_USE;
/* Back among those who wait, until they have come. E_STATE for who came, or was never waiting. */
enum err join_unapprove(struct tx *tx, int64_t member, int64_t now) MUST_USE;
enum err join_decline(struct tx *tx, int64_t member, int64_t now) MUST_USE;
/* E_STATE, E_NOT_FOUND when it is too late. */
enum err join_undecline(struct tx *tx, int64_t member) MUST_USE;

struct join_all {
    int64_t done, left;
};
/* JOIN_QUEUE_BATCH at most of those who wait for approval, longest first. */
enum err join_approve_all(struct tx *tx, bool mail, int64_t now, struct join_all *ret) MUST_USE;
enum err join_decline_all(struct tx *tx, int64_t now, struct join_all *ret) MUST_USE;
/* Job kind "join.decline". */
enum err join_decline_run(struct job_run *run);

#endif
