/* builtin.h: handlers that belong to the server itself; only src/routes.c includes this. */
#ifndef PV_HTTP_BUILTIN_H
#define PV_HTTP_BUILTIN_H

#include "http/http.h"

extern const struct json_shape shape_health;

/* Liveness: the process answers. Asks neither host nor database. */
enum err healthz_get(struct rq *rq);
/* Prometheus text, for loopback clients or with the metrics token; nothing per company. */
enum err metrics_get(struct rq *rq);
/* The OpenAPI document. */
enum err openapi_get(struct rq *rq);
/* One file of the web app, E_NOT_FOUND when the program was built without it. */
enum err web_file_reply(struct rq *rq, struct str path);
/* Files of the web app, and its index page for every path of the app. */
enum err web_get(struct rq *rq);

#endif
