/* source_api.h: handlers and JSON of the sources. */
#ifndef PV_APP_SOURCE_SOURCE_API_H
#define PV_APP_SOURCE_SOURCE_API_H

#include "http/http.h"

extern const struct json_shape source_shape, source_page_shape, sources_query_shape, source_new_shape,
    source_patch_shape;

enum err sources_get(struct rq *rq) MUST_USE;          /* GET /sources */
enum err sources_post(struct rq *rq) MUST_USE;         /* POST /sources */
enum err source_one_get(struct rq *rq) MUST_USE;       /* GET /sources/{id} */
enum err source_one_patch(struct rq *rq) MUST_USE;     /* PATCH /sources/{id} */
enum err source_one_delete(struct rq *rq) MUST_USE;    /* DELETE /sources/{id} */
enum err source_poll_post(struct rq *rq) MUST_USE;     /* POST /sources/{id}/poll */

#endif
