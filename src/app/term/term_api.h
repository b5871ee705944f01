/* term_api.h: the networks' terms, for everybody to read and for admins to set otherwise. */
#ifndef PV_APP_TERM_TERM_API_H
#define PV_APP_TERM_TERM_API_H

#include "http/http.h"

extern const struct json_shape terms_list_shape, term_change_shape;

enum err terms_get(struct rq *rq) MUST_USE;    /* GET /terms */
enum err term_put(struct rq *rq) MUST_USE;     /* PUT /terms/{network}/{term} */

#endif
