/* logo_api.h: handlers and JSON of the company's logo, and what browsers ask a site for: icons and the manifest. */
#ifndef PV_APP_LOGO_LOGO_API_H
#define PV_APP_LOGO_LOGO_API_H

#include "http/http.h"

extern const struct json_shape logo_shape, logo_query_shape;

enum err logo_get(struct rq *rq) MUST_USE;      /* GET /space/logo/{kind} */
enum err logo_put(struct rq *rq) MUST_USE;      /* PUT /space/logo/{kind} */
enum err logo_delete(struct rq *rq) MUST_USE;   /* DELETE /space/logo/{kind} */
enum err icon_get(struct rq *rq) MUST_USE;      /* GET /favicon.ico, /favicon.svg, /icon-…png */
enum err manifest_get(struct rq *rq) MUST_USE;  /* GET /manifest.webmanifest */

#endif
