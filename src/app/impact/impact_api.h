/* impact_api.h: handler and JSON of a member's own impact. */
#ifndef PV_APP_IMPACT_IMPACT_API_H
#define PV_APP_IMPACT_IMPACT_API_H

#include "http/http.h"

extern const struct json_shape my_impact_query_shape, my_impact_shape;

enum err my_impact_get(struct rq *rq) MUST_USE;        /* GET /me/impact */

#endif
