/* join.h: coming in by oneself.
 *
 * Asking stores a request and a job, whoever asks: it never looks whether an address is a member's, so its answer and its
 * time can't tell. The job looks, and mails: a link that proves the mailbox, or a word to somebody who is in already. Only
 * with the mailbox proved is anybody put in the directory. Without a mail server nobody can prove anything; then the job puts
 * them among those who wait, and an admin decides. */
#ifndef PV_APP_JOIN_JOIN_H
#define PV_APP_JOIN_JOIN_H

#include "app/session/session.h"

enum { JOIN_LIFE_S = 24 * 3600 };

#define WAITS_FOR_APPROVAL "approval"
#define WAITS_FOR_PILOT "pilot"

struct join_ask {
    struct member_new who;           /* has passed member_check: address, names, language */
    struct str code, link;           /* as given, may be empty; link: the token of a join link */
    int64_t now;
};
/* E_INVALID at "/code", "/link" or "/email" for who may not come in this way, E_STATE when nobody may. */
enum err join_ask(struct tx *tx, const struct join_ask *ask) MUST_USE;
/* Job kind "join.request". */
enum err join_request_run(struct job_run *run);

struct join_outcome {
    int64_t member;
    struct str waits_for;            /* STR_NULL: they are in, and may be signed in */
};
/* The mailbox is proved. E_GONE for a link that was used, is too old or full, and for who is suspended. */
enum err join_confirm(struct tx *tx, struct str token, int64_t now, struct join_outcome *ret) MUST_USE;
/* Forgets all requests of a mailbox. */
enum err join_forget(struct tx *tx, struct str email) MUST_USE;

/* Job kind "join.hourly": forgets old requests and links, reminds (remind.h), and puts itself back. */
enum err join_hourly_run(struct job_run *run);
/* EVENT_IN_TX subscriber that sees to it that there is such a job. */
enum err join_on_event(struct tx *tx, const struct event *ev) MUST_USE;

#endif
