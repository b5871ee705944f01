/* points_api.h: handler and JSON of a member's own points. */
#ifndef PV_APP_POINTS_POINTS_API_H
#define PV_APP_POINTS_POINTS_API_H

#include "http/http.h"

extern const struct json_shape my_points_query_shape, my_points_shape;

enum err my_points_get(struct rq *rq) MUST_USE;        /* GET /me/points */

#endif
