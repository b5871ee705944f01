/* notice.h: the page that a visitor sees when a link leads nowhere: no such code, frozen, gone. In French or English as the
 * browser asks; one file, no script, no picture, nothing fetched, nothing about the company or the person. */
#ifndef PV_APP_LINK_NOTICE_H
#define PV_APP_LINK_NOTICE_H

#include "http/http.h"

enum notice { NOTICE_UNKNOWN, NOTICE_FROZEN, NOTICE_GONE };

/* Replies 404, 403 or 410 with the page. */
enum err notice_reply(struct rq *rq, enum notice which) MUST_USE;
/* The page's language by an Accept-Language header: "fr" or "en" (RFC 9110 section 12.5.4). For the test. */
const char *notice_language(struct str accept_language);

#endif
