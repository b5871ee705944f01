/* discover_api.h: what a company publishes already, over HTTP. */
#ifndef PV_APP_SOURCE_DISCOVER_API_H
#define PV_APP_SOURCE_DISCOVER_API_H

#include "http/http.h"

extern const struct json_shape discovery_in_shape, discovery_shape;

enum err discoveries_post(struct rq *rq) MUST_USE;

#endif
