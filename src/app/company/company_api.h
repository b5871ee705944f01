/* company_api.h: the space as anyone may see it, the first start, and the colour preview. */
#ifndef PV_APP_COMPANY_COMPANY_API_H
#define PV_APP_COMPANY_COMPANY_API_H

#include "http/http.h"

extern const struct json_shape space_shape, palette_shape, palette_query_shape, setup_shape;

enum err space_get(struct rq *rq) MUST_USE;      /* GET /api/v1/space */
enum err palette_get(struct rq *rq) MUST_USE;    /* GET /api/v1/space/palette?colour= */
enum err setup_post(struct rq *rq) MUST_USE;     /* POST /api/v1/setup; RUN_HASH */

#endif
