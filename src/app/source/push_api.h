/* push_api.h: the callback that WebSub hubs call. */
#ifndef PV_APP_SOURCE_PUSH_API_H
#define PV_APP_SOURCE_PUSH_API_H

#include "http/http.h"

enum { PUSH_BODY_MAX = 4 * 1024 * 1024 };   /* bytes of a delivery; a larger feed is polled at its time */

enum err push_callback_get(struct rq *rq) MUST_USE;    /* GET /websub/{callback} */
enum err push_callback_post(struct rq *rq) MUST_USE;   /* POST /websub/{callback} */

#endif
