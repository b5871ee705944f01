/* points_api.h: handlers and JSON of a member's own points, and of the rules. */
#ifndef PV_APP_POINTS_POINTS_API_H
#define PV_APP_POINTS_POINTS_API_H

#include "http/http.h"

extern const struct json_shape my_points_query_shape, my_points_shape, points_rules_shape;

enum err my_points_get(struct rq *rq) MUST_USE;        /* GET /me/points */
enum err my_points_export(struct rq *rq) MUST_USE;     /* GET /me/points/export (export.c) */
enum err points_rules_get(struct rq *rq) MUST_USE;     /* GET /points/rules (rules_api.c) */

#endif
