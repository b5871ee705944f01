/* publish.h: shares that this program publishes itself, through the member's linked account, exactly once.
 *
 * EV_SHARE_SCHEDULED puts a row and the job "share.send" into the transaction that accepts the share; the key under which the network
 * knows the post is fixed there. The job takes the share from "scheduled" to "sending" in a transaction of its own, then asks the
 * network, then writes what came of it:
 *
 *   published            the network has it: its id and address are kept, and the share counts as verified
 *   scheduled again      nothing was sent, or the network said "later": back-off, honouring Retry-After; at most SEND_TRIES times
 *   unknown              sent, and no answer. Nothing is sent again before the network was asked whether it has the post; whoever finds
 *                        a share in "sending" (a process died) does the same
 *   failed               the network said no: with its reason
 *
 * A connection that must be linked again keeps its shares waiting; linking it again goes on with them, those whose moment has passed half an
 * hour apart from now on. Who leaves, is suspended or has not accepted the charter in force sends nothing more. A share whose moment is long
 * over is not sent (SEND_LATE_S): never a burst after an outage. Cancelling works until "sending". Taking back a published share takes
 * it down at the network, and says so when that was not possible. */
#ifndef PV_APP_PUBLISH_PUBLISH_H
#define PV_APP_PUBLISH_PUBLISH_H

#include "event/event.h"
#include "job/job.h"

enum {
    SEND_TRIES = 11,             /* of a network that says "later" or does not answer: two hours by the job's back-off */
    SEND_LOOKS = 16,             /* runs of the job after which an unsure share is the member's to look at: more than three hours */
    SEND_LATE_S = 6 * 3600,      /* after its moment a share is not sent any more */
    SEND_LOOK_AFTER_S = 3,       /* a server may be busy still with what broke off */
    SEND_SETTLE_S = 45,          /* ... and is not any more: where it would take a second post under the same key, none is sent before */
    REMOVE_TRIES = 8
};

/* Why a share waits or did not go out, beside the words of remote.h. */
#define SEND_FAULT_MISSED "missed"               /* this server was not running, or could not reach the network, for too long */
#define SEND_FAULT_POST "post"                   /* the post may not be shared any more */
#define SEND_FAULT_DISCONNECTED "disconnected"   /* the account was taken away */
#define SEND_FAULT_WITHDRAWN "withdrawn"         /* its member does not take part any more, or has not accepted the charter in force */
#define SEND_FAULT_NOT_REMOVED "not_removed"     /* taken back, but it still stands at the network */

/* Job "share.send" {"share":id}. */
enum err publish_send_run(struct job_run *run) MUST_USE;
/* Job "share.remove" {"share":id}: takes it down at the network. */
enum err publish_remove_run(struct job_run *run) MUST_USE;

/* EVENT_IN_TX subscribers. */
#define PUBLISH_EVENTS                                                                                                                  \
    (EV_BIT(EV_SHARE_SCHEDULED) | EV_BIT(EV_SHARE_RETRACTED) | EV_BIT(EV_CONNECTION_LINKED) | EV_BIT(EV_CONNECTION_ENDED) |             \
     EV_BIT(EV_PARTICIPATION_OFF) | EV_BIT(EV_MEMBER_CHANGED))
enum err publish_on_event(struct tx *tx, const struct event *ev) MUST_USE;
/* Before share_on_erased, which makes the person's shares nobody's. */
enum err publish_on_erased(struct tx *tx, const struct event *ev) MUST_USE;

/* ---- inside of the room ---- */
struct share;
/* The tracked link as it was handed out: it stands in the text and nowhere else. "" when the words were forgotten. */
struct str publish_link(const struct share *s);
/* Puts in a job of this room: one living job for a share and moment, since two would not know of each other which one sends. */
enum err publish_enqueue(struct tx *tx, const char *kind, int64_t connection, int64_t share, int64_t at) MUST_USE;
/* {"share":id,"at":microseconds,"server":address}: which share, put in for which moment, and where it goes. */
enum err publish_read(const struct job_run *run, int64_t *ret_share, int64_t *ret_at, struct str *ret_server) MUST_USE;

#endif
