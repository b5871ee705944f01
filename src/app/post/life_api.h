/* life_api.h: handlers and JSON of a post's life: its steps, marks, confirmations, article and history. */
#ifndef PV_APP_POST_LIFE_API_H
#define PV_APP_POST_LIFE_API_H

#include "http/http.h"

extern const struct json_shape post_schedule_shape, post_publish_shape, post_marks_shape, post_confirmation_shape, post_article_shape,
    post_revision_list_shape, post_revisions_query_shape, post_revert_shape, post_kind_list_shape;

enum err post_submit_post(struct rq *rq) MUST_USE;       /* POST /posts/{id}/submit … */
enum err post_redraft_post(struct rq *rq) MUST_USE;
enum err post_publish_post(struct rq *rq) MUST_USE;
enum err post_unpublish_post(struct rq *rq) MUST_USE;
enum err post_schedule_post(struct rq *rq) MUST_USE;
enum err post_unschedule_post(struct rq *rq) MUST_USE;
enum err post_archive_post(struct rq *rq) MUST_USE;
enum err post_drop_post(struct rq *rq) MUST_USE;
enum err post_restore_post(struct rq *rq) MUST_USE;

enum err post_marks_put(struct rq *rq) MUST_USE;         /* PUT /posts/{id}/marks */
enum err post_confirmation_put(struct rq *rq) MUST_USE;  /* PUT, DELETE /posts/{id}/confirmation */
enum err post_confirmation_delete(struct rq *rq) MUST_USE;
enum err post_article_get(struct rq *rq) MUST_USE;       /* GET /posts/{id}/article */
enum err post_calendar_get(struct rq *rq) MUST_USE;      /* GET /posts/{id}/calendar (calendar.c) */
enum err post_revisions_get(struct rq *rq) MUST_USE;     /* GET /posts/{id}/revisions */
enum err post_revert_post(struct rq *rq) MUST_USE;       /* POST /posts/{id}/revert */
enum err post_kinds_get(struct rq *rq) MUST_USE;         /* GET /posts/kinds */

#endif
