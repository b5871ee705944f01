/* settings_api.h: the company's settings over HTTP: the table with what is in force, changing some, the text of all. */
#ifndef PV_APP_COMPANY_SETTINGS_API_H
#define PV_APP_COMPANY_SETTINGS_API_H

#include "http/http.h"

extern const struct json_shape setting_list_shape, settings_change_shape, settings_file_query_shape, settings_diff_shape;

enum err settings_get(struct rq *rq) MUST_USE;
enum err settings_patch(struct rq *rq) MUST_USE;
enum err settings_file_get(struct rq *rq) MUST_USE;
enum err settings_file_put(struct rq *rq) MUST_USE;

#endif
