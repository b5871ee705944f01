/* work_api.h: the member's own relation, hours and days off. */
#ifndef PV_APP_WORK_WORK_API_H
#define PV_APP_WORK_WORK_API_H

#include "http/http.h"

extern const struct json_shape my_work_shape, my_work_change_shape;

enum err my_work_get(struct rq *rq) MUST_USE;      /* GET /me/work */
enum err my_work_patch(struct rq *rq) MUST_USE;    /* PATCH /me/work */

#endif
