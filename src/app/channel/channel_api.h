/* channel_api.h: handlers and JSON of channels, and of what an audience is chosen from. */
#ifndef PV_APP_CHANNEL_CHANNEL_API_H
#define PV_APP_CHANNEL_CHANNEL_API_H

#include "http/http.h"

extern const struct json_shape channel_shape, channel_list_shape, channel_new_shape, channel_patch_shape, channel_delete_shape,
    my_channel_shape, my_channel_list_shape, my_channel_change_shape, audience_shape;

enum err channels_get(struct rq *rq) MUST_USE;           /* GET /channels */
enum err channels_post(struct rq *rq) MUST_USE;          /* POST /channels */
enum err channel_one_patch(struct rq *rq) MUST_USE;      /* PATCH /channels/{id} */
enum err channel_one_delete(struct rq *rq) MUST_USE;     /* DELETE /channels/{id} */
enum err my_channels_get(struct rq *rq) MUST_USE;        /* GET /me/channels */
enum err my_channel_put(struct rq *rq) MUST_USE;         /* PUT /me/channels/{id} */
enum err audience_get(struct rq *rq) MUST_USE;           /* GET /audience */

#endif
