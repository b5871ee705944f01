/* campaign_api.h: handlers and JSON of campaigns and of the calendar. */
#ifndef PV_APP_CAMPAIGN_CAMPAIGN_API_H
#define PV_APP_CAMPAIGN_CAMPAIGN_API_H

#include "http/http.h"

extern const struct json_shape campaign_shape, campaign_list_shape, campaign_query_shape, campaign_new_shape, campaign_change_shape,
    planned_list_shape, calendar_query_shape, post_campaign_shape;

enum err campaigns_get(struct rq *rq) MUST_USE;
enum err campaigns_post(struct rq *rq) MUST_USE;
enum err campaign_one_get(struct rq *rq) MUST_USE;
enum err campaign_one_patch(struct rq *rq) MUST_USE;
enum err campaign_one_delete(struct rq *rq) MUST_USE;
enum err campaign_posts_get(struct rq *rq) MUST_USE;     /* GET /campaigns/{id}/posts */
enum err post_campaign_get(struct rq *rq) MUST_USE;      /* GET, PUT /posts/{id}/campaign */
enum err post_campaign_put(struct rq *rq) MUST_USE;
enum err calendar_get(struct rq *rq) MUST_USE;           /* GET /calendar */

#endif
