/* charter_api.h: the charter, and taking part. */
#ifndef PV_APP_CHARTER_CHARTER_API_H
#define PV_APP_CHARTER_CHARTER_API_H

#include "http/http.h"

extern const struct json_shape charter_shape, charter_query_shape;
extern const struct json_shape participation_shape, participation_change_shape;

enum err charter_get_handler(struct rq *rq) MUST_USE;        /* GET /api/v1/charter */
enum err participation_put(struct rq *rq) MUST_USE;          /* PUT /api/v1/me/participation */

#endif
