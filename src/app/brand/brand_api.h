/* brand_api.h: handlers and JSON of the brands. */
#ifndef PV_APP_BRAND_BRAND_API_H
#define PV_APP_BRAND_BRAND_API_H

#include "http/http.h"

/* What other rooms show of a brand: {id, name}. */
struct brand_out {
    int64_t id;
    struct str name;
};
extern const struct json_shape brand_shape;

extern const struct json_shape brand_list_shape, brand_new_shape;

enum err brands_get(struct rq *rq) MUST_USE;
enum err brands_post(struct rq *rq) MUST_USE;

#endif
