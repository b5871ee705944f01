/* click_api.h: the two routes of a click. */
#ifndef PV_APP_LINK_CLICK_API_H
#define PV_APP_LINK_CLICK_API_H

#include "http/http.h"

/* GET /l/{code}: 302 to the shared page, once the click is committed; a notice page for what does not lead anywhere. */
enum err click_get(struct rq *rq);
/* GET /{code}: the same on a company's short-link host; on any other host that path is the web app's. */
enum err short_get(struct rq *rq);

#endif
