/* import_api.h: staff imports over HTTP, for admins. */
#ifndef PV_APP_STAFF_IMPORT_API_H
#define PV_APP_STAFF_IMPORT_API_H

#include "http/http.h"

enum { IMPORT_UPLOAD_MAX = 64 * 1024 * 1024 };   /* bytes of a file, also when it came compressed */

extern const struct json_shape import_shape, import_page_shape, import_row_page_shape, import_missing_page_shape;
extern const struct json_shape import_upload_query_shape, import_list_query_shape, import_rows_query_shape,
    import_missing_query_shape, import_change_shape, import_apply_shape;

enum err imports_get(struct rq *rq) MUST_USE;           /* GET /imports */
enum err imports_post(struct rq *rq) MUST_USE;          /* POST /imports */
enum err import_one_get(struct rq *rq) MUST_USE;        /* GET /imports/{id} */
enum err import_one_patch(struct rq *rq) MUST_USE;      /* PATCH /imports/{id} */
enum err import_one_delete(struct rq *rq) MUST_USE;     /* DELETE /imports/{id} */
enum err import_apply_post(struct rq *rq) MUST_USE;     /* POST /imports/{id}/apply */
enum err import_undo_post(struct rq *rq) MUST_USE;      /* POST /imports/{id}/undo */
enum err import_rows_get(struct rq *rq) MUST_USE;       /* GET /imports/{id}/rows */
enum err import_missing_get(struct rq *rq) MUST_USE;    /* GET /imports/{id}/missing */

#endif
