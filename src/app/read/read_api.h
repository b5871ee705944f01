/* read_api.h: handlers and JSON of what one has read: telling it, marking everything, and taking it along. */
#ifndef PV_APP_READ_READ_API_H
#define PV_APP_READ_READ_API_H

#include "http/http.h"

extern const struct json_shape my_read_shape;

enum err my_read_post(struct rq *rq) MUST_USE;           /* POST /me/read */
enum err my_read_export(struct rq *rq) MUST_USE;         /* GET /me/read/export */
enum err my_read_all_put(struct rq *rq) MUST_USE;        /* PUT /me/read/all */
enum err my_read_all_delete(struct rq *rq) MUST_USE;     /* DELETE /me/read/all */

#endif
