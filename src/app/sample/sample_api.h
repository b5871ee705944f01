/* sample_api.h: sample posts over HTTP. */
#ifndef PV_APP_SAMPLE_SAMPLE_API_H
#define PV_APP_SAMPLE_SAMPLE_API_H

#include "http/http.h"

extern const struct json_shape samples_shape;

enum err samples_get(struct rq *rq) MUST_USE;
enum err samples_post(struct rq *rq) MUST_USE;
enum err samples_delete(struct rq *rq) MUST_USE;

#endif
