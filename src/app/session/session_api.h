/* session_api.h: signing in and out over HTTP, and the member's own record. */
#ifndef PV_APP_SESSION_SESSION_API_H
#define PV_APP_SESSION_SESSION_API_H

#include "app/session/me.h"

extern const struct json_shape session_new_shape;    /* POST /api/v1/session */
extern const struct json_shape session_link_shape;   /* POST /api/v1/session/link */
extern const struct json_shape session_redeem_shape; /* POST /api/v1/session/link/redeem */
extern const struct json_shape me_change_shape;      /* PATCH /api/v1/me */
extern const struct json_shape me_erase_shape;       /* DELETE /api/v1/me */

enum err session_post(struct rq *rq) MUST_USE;          /* RUN_HASH */
enum err session_delete(struct rq *rq) MUST_USE;
enum err session_link_post(struct rq *rq) MUST_USE;
enum err session_redeem_post(struct rq *rq) MUST_USE;
enum err me_get(struct rq *rq) MUST_USE;
enum err me_patch(struct rq *rq) MUST_USE;              /* RUN_HASH: it may set a password */
enum err me_delete(struct rq *rq) MUST_USE;

#endif
