/* unfurl_api.h: POST /api/v1/pages/unfurl. */
#ifndef PV_APP_UNFURL_UNFURL_API_H
#define PV_APP_UNFURL_UNFURL_API_H

#include "http/http.h"

extern const struct json_shape unfurl_in_shape, unfurl_shape;

enum err unfurl_post(struct rq *rq);

#endif
