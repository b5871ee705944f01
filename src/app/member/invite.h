/* invite.h: asking someone in by link. */
#ifndef PV_APP_MEMBER_INVITE_H
#define PV_APP_MEMBER_INVITE_H

#include "app/session/session.h"

/* A fresh invitation for a member who has not joined yet, good for 14 days, and the mail for it when `mail` is set.
 * `ret` NULL: by mail alone. E_STATE for a member whom the space is not open to yet (pilot), who waits, or who has joined:
 * a link into a living account is never shown to anybody else. */
enum err member_invite(struct tx *tx, int64_t id, bool mail, int64_t now, struct token_made *ret) MUST_USE;

#endif
