/* join_api.h: joining over HTTP: for anyone who asks, and the join links of admins. */
#ifndef PV_APP_JOIN_JOIN_API_H
#define PV_APP_JOIN_JOIN_API_H

#include "http/http.h"

extern const struct json_shape join_ways_shape, join_asked_shape, join_confirmed_shape, join_looked_shape;
extern const struct json_shape join_ask_shape;       /* POST /api/v1/join */
extern const struct json_shape join_confirm_shape;   /* POST /api/v1/join/confirm */
extern const struct json_shape join_look_shape;      /* POST /api/v1/join/look */
extern const struct json_shape join_link_shape, join_link_list_shape;
extern const struct json_shape join_link_new_shape;  /* POST /api/v1/join/links */

enum err join_get(struct rq *rq) MUST_USE;
enum err join_post(struct rq *rq) MUST_USE;
enum err join_confirm_post(struct rq *rq) MUST_USE;
enum err join_look_post(struct rq *rq) MUST_USE;
enum err join_links_get(struct rq *rq) MUST_USE;
enum err join_links_post(struct rq *rq) MUST_USE;
enum err join_link_one_delete(struct rq *rq) MUST_USE;

#endif
