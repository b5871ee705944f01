/* token_mail.h: sign-in links and invitations on their way by mail.
 *
 * The job knows the member's id only. The token is made when the mail is sent, so that none lies in the queue; a mail
 * that has to be tried again carries a new one. */
#ifndef PV_APP_SESSION_TOKEN_MAIL_H
#define PV_APP_SESSION_TOKEN_MAIL_H

#include "job/job.h"

/* Enqueues the mail; one that is still waiting for the same member is not doubled. Member 0 (an unknown address)
 * makes a job that does nothing, so that asking takes the same time for every address. kind: TOKEN_LINK,
 * TOKEN_INVITATION or TOKEN_REMINDER. Who asked to join gets other words with their invitation. */
enum err token_mail_enqueue(struct tx *tx, int64_t member, const char *kind, int64_t now) MUST_USE;
/* Job kinds "session.link", "member.invite" and "member.remind". E_CONFIG when there is no mail server. */
enum err token_mail_link_run(struct job_run *run);
enum err token_mail_invitation_run(struct job_run *run);
enum err token_mail_reminder_run(struct job_run *run);

#endif
