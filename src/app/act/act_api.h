/* act_api.h: handlers of /posts/{id}/acts. */
#ifndef PV_APP_ACT_ACT_API_H
#define PV_APP_ACT_ACT_API_H

#include "http/http.h"

extern const struct json_shape post_acts_shape;

enum err post_acts_get(struct rq *rq);      /* GET /posts/{id}/acts */
enum err post_act_put(struct rq *rq);       /* PUT /posts/{id}/acts/{network}/{kind} */
enum err post_act_delete(struct rq *rq);    /* DELETE of the same */

#endif
