/* reaction_api.h: handlers and JSON of reactions. */
#ifndef PV_APP_REACTION_REACTION_API_H
#define PV_APP_REACTION_REACTION_API_H

#include "http/http.h"

extern const struct json_shape reaction_change_shape, reaction_shape;

enum err post_reaction_put(struct rq *rq) MUST_USE;      /* PUT /posts/{id}/reaction */
enum err post_reaction_delete(struct rq *rq) MUST_USE;   /* DELETE */

#endif
