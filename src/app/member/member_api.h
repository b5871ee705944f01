/* member_api.h: the directory over HTTP, for admins. */
#ifndef PV_APP_MEMBER_MEMBER_API_H
#define PV_APP_MEMBER_MEMBER_API_H

#include "http/http.h"

extern const struct json_shape member_shape, member_list_shape, member_invitation_shape;
extern const struct json_shape member_query_shape;   /* GET /api/v1/members */
extern const struct json_shape member_new_shape;     /* POST /api/v1/members */
extern const struct json_shape member_change_shape;  /* PATCH /api/v1/members/{id} */
extern const struct json_shape member_leave_shape;   /* DELETE /api/v1/members/{id} */

enum err members_get(struct rq *rq) MUST_USE;
enum err members_post(struct rq *rq) MUST_USE;
enum err member_patch(struct rq *rq) MUST_USE;
enum err member_one_delete(struct rq *rq) MUST_USE;
enum err member_invitation_post(struct rq *rq) MUST_USE;

#endif
