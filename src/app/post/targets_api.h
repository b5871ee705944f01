/* targets_api.h: whom a post is for: how many that is, why its reader sees it, and how it would change the mix. */
#ifndef PV_APP_POST_TARGETS_API_H
#define PV_APP_POST_TARGETS_API_H

#include "http/http.h"

extern const struct json_shape post_reach_shape, post_why_shape, post_mix_shape, post_mix_query_shape;

enum err post_reach_get(struct rq *rq) MUST_USE;         /* GET /posts/{id}/reach */
enum err post_why_get(struct rq *rq) MUST_USE;           /* GET /posts/{id}/why */
enum err post_mix_get(struct rq *rq) MUST_USE;           /* GET /posts/{id}/mix */

#endif
