/* group_api.h: groups over HTTP: for admins, and the member's own. */
#ifndef PV_APP_MEMBER_GROUP_API_H
#define PV_APP_MEMBER_GROUP_API_H

#include "http/http.h"

extern const struct json_shape group_shape, group_page_shape, my_groups_shape;
extern const struct json_shape group_query_shape;      /* GET /api/v1/groups */
extern const struct json_shape group_new_shape;        /* POST /api/v1/groups */
extern const struct json_shape group_change_shape;     /* PATCH /api/v1/groups/{id} */
extern const struct json_shape group_delete_shape;     /* DELETE /api/v1/groups/{id} */
extern const struct json_shape group_merge_shape;      /* POST /api/v1/groups/{id}/merge */
extern const struct json_shape my_groups_change_shape; /* PUT /api/v1/me/groups */

enum err groups_get(struct rq *rq) MUST_USE;
enum err groups_post(struct rq *rq) MUST_USE;
enum err group_one_patch(struct rq *rq) MUST_USE;
enum err group_one_delete(struct rq *rq) MUST_USE;
enum err group_merge_post(struct rq *rq) MUST_USE;
enum err my_groups_get_handler(struct rq *rq) MUST_USE;
enum err my_groups_put(struct rq *rq) MUST_USE;

#endif
