/* queue_api.h: over HTTP, for admins: who waits, many invitations, and how far people have come in numbers. */
#ifndef PV_APP_JOIN_QUEUE_API_H
#define PV_APP_JOIN_QUEUE_API_H

#include "http/http.h"

extern const struct json_shape join_all_shape, join_round_shape, join_funnel_shape;
extern const struct json_shape join_round_start_shape;   /* POST /api/v1/join/round */

enum err member_approve_post(struct rq *rq) MUST_USE;
enum err member_unapprove_post(struct rq *rq) MUST_USE;
enum err member_decline_post(struct rq *rq) MUST_USE;
enum err member_undecline_post(struct rq *rq) MUST_USE;
enum err waiting_approve_post(struct rq *rq) MUST_USE;
enum err waiting_decline_post(struct rq *rq) MUST_USE;
enum err join_round_get_handler(struct rq *rq) MUST_USE;
enum err join_round_post(struct rq *rq) MUST_USE;
enum err join_funnel_get_handler(struct rq *rq) MUST_USE;

#endif
