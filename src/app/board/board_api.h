/* board_api.h: the board of the month, and one's own place on it. */
#ifndef PV_APP_BOARD_BOARD_API_H
#define PV_APP_BOARD_BOARD_API_H

#include "http/http.h"

extern const struct json_shape board_query_shape, board_shape, my_board_shape, my_board_change_shape;

enum err board_month_get(struct rq *rq) MUST_USE;      /* GET /boards/month: the same for everybody */
enum err my_board_get(struct rq *rq) MUST_USE;         /* GET /me/board */
enum err my_board_put(struct rq *rq) MUST_USE;         /* PUT /me/board */
enum err my_board_delete(struct rq *rq) MUST_USE;      /* DELETE /me/board */

#endif
