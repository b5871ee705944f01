/* share_api.h: handlers and JSON of sharing, and of the composer before it. */
#ifndef PV_APP_SHARE_SHARE_API_H
#define PV_APP_SHARE_SHARE_API_H

#include "http/http.h"

/* share_shape (share_json.h) is what one share looks like everywhere. */
extern const struct json_shape share_shape;
extern const struct json_shape share_new_shape, share_declare_shape, share_change_shape, my_shares_query_shape, share_page_shape;
extern const struct json_shape composer_query_shape, composer_next_shape, composer_shape;
extern const struct json_shape echo_ask_shape, echo_shape;

enum err composer_get(struct rq *rq) MUST_USE;         /* GET /posts/{id}/composer */
enum err composer_next_post(struct rq *rq) MUST_USE;   /* POST /posts/{id}/composer/next */
enum err echo_post(struct rq *rq) MUST_USE;            /* POST /posts/{id}/echo */
enum err shares_post(struct rq *rq) MUST_USE;          /* POST /posts/{id}/shares */
enum err my_shares_get(struct rq *rq) MUST_USE;        /* GET /me/shares */
enum err share_get_one(struct rq *rq) MUST_USE;        /* GET /shares/{id} */
enum err share_patch(struct rq *rq) MUST_USE;          /* PATCH /shares/{id} */
enum err share_declare_post(struct rq *rq) MUST_USE;   /* POST /shares/{id}/declare */
enum err share_delete(struct rq *rq) MUST_USE;         /* DELETE /shares/{id} */

#endif
