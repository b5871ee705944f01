/* feature_http.h: the router's question: is this route there? */
#ifndef PV_APP_COMPANY_FEATURE_HOOK_H
#define PV_APP_COMPANY_FEATURE_HOOK_H

#include "http/http.h"

/* Hook of http: E_FEATURE_OFF for a route whose feature the company switched off. Asks the database for those routes alone. */
enum err feature_route_on(struct rq *rq) MUST_USE;
/* The table as JSON, a line a feature: `portevoix features`. */
void features_print(struct buf *b);

#endif
