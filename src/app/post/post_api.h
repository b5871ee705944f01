/* post_api.h: handlers and JSON of the feed and the studio. */
#ifndef PV_APP_POST_POST_API_H
#define PV_APP_POST_POST_API_H

#include "http/http.h"

enum { POST_BODY_BYTES = 512 * 1024 };   /* of a request that writes a post, its article included */

/* post_shape (post_json.h) is what one post looks like everywhere. */
extern const struct json_shape post_shape;
extern const struct json_shape posts_query_shape, post_page_shape, post_new_shape, post_patch_shape, post_counts_shape;

enum err posts_get(struct rq *rq) MUST_USE;            /* GET /posts: the feed, or a list of the studio */
enum err posts_post(struct rq *rq) MUST_USE;           /* POST /posts */
enum err posts_counts_get(struct rq *rq) MUST_USE;     /* GET /posts/counts */
enum err post_one_get(struct rq *rq) MUST_USE;         /* GET /posts/{id} */
enum err post_one_patch(struct rq *rq) MUST_USE;       /* PATCH /posts/{id} */
#endif
