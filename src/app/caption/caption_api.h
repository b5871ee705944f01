/* caption_api.h: captions of a post, for curators. */
#ifndef PV_APP_CAPTION_CAPTION_API_H
#define PV_APP_CAPTION_CAPTION_API_H

#include "http/http.h"

extern const struct json_shape caption_row_shape, caption_list_shape, caption_new_shape, caption_patch_shape,
    caption_revision_list_shape;

enum err captions_get(struct rq *rq) MUST_USE;            /* GET /posts/{id}/captions */
enum err captions_post(struct rq *rq) MUST_USE;           /* POST /posts/{id}/captions */
enum err caption_one_patch(struct rq *rq) MUST_USE;       /* PATCH /captions/{id} */
enum err caption_one_delete(struct rq *rq) MUST_USE;      /* DELETE /captions/{id} */
enum err caption_revisions_get(struct rq *rq) MUST_USE;   /* GET /captions/{id}/revisions */

#endif
