/* file_api.h: handlers and JSON of documents. */
#ifndef PV_APP_FILE_FILE_API_H
#define PV_APP_FILE_FILE_API_H

#include "http/http.h"

extern const struct json_shape file_upload_query_shape, file_shape;

enum err files_post(struct rq *rq) MUST_USE;      /* POST /files?name= */
enum err file_one_get(struct rq *rq) MUST_USE;    /* GET /files/{id} */

#endif
