/* connection_api.h: handlers of /me/connections and of the way back from a network's page. */
#ifndef PV_APP_CONNECTION_CONNECTION_API_H
#define PV_APP_CONNECTION_CONNECTION_API_H

#include "http/http.h"

extern const struct json_shape connection_list_shape, connect_shape, connect_result_shape, oauth_back_query_shape;

enum err my_connections_get(struct rq *rq);
enum err my_connections_post(struct rq *rq);
enum err my_connection_delete(struct rq *rq);
/* Who this program is, for networks that fetch it (remote_api.client_metadata). Public. */
enum err oauth_client_get(struct rq *rq);
/* Answers with a redirect to the web app's page, also when it went wrong: a browser stands before it. */
enum err oauth_back_get(struct rq *rq);

#endif
