/* member_invitation.h: the answer that holds an invitation to hand over; for the rooms that invite. */
#ifndef PV_APP_MEMBER_MEMBER_INVITATION_H
#define PV_APP_MEMBER_MEMBER_INVITATION_H

#include "app/session/session.h"

extern const struct json_shape member_invitation_shape;
enum err member_invitation_reply(struct rq *rq, int status, const struct token_made *made, bool mailed) MUST_USE;

#endif
