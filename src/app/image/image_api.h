/* image_api.h: GET /api/v1/images/{id}. */
#ifndef PV_APP_IMAGE_IMAGE_API_H
#define PV_APP_IMAGE_IMAGE_API_H

#include "http/http.h"

extern const struct json_shape image_query_shape;

extern const struct json_shape image_upload_shape;
enum err images_post(struct rq *rq) MUST_USE;   /* POST /images */
enum err image_get(struct rq *rq);

#endif
