/* unfurl.h: a page's own words and picture: for the curator who pastes an address, and for items that come without a
 * picture. */
#ifndef PV_APP_UNFURL_UNFURL_H
#define PV_APP_UNFURL_UNFURL_H

#include "event/event.h"
#include "job/job.h"
#include "page/page.h"

enum {
    UNFURL_PAGE_MAX = 3 * 1024 * 1024,   /* bytes of a page that are asked for */
    UNFURL_MS = 10000,                   /* for the whole of it, with redirects */
    UNFURL_ARENA = 64 * 1024 * 1024,
    UNFURL_TRIES = 3,
    UNFURL_SPREAD_S = 60                 /* pictures of one import are asked for over this time */
};

/* Fetches and reads the page. E_INVALID with a reason under "/url" when it can't be had or is no page; with a retryable cause
 * *ret_passing is true. Strings live in `arena`. */
enum err unfurl(struct str url, struct arena *arena, struct problems *errs, bool *ret_passing, struct page *ret) MUST_USE;

/* EVENT_IN_TX subscriber of EV_POST_IMPORTED: a post without a picture gets a job that looks for one on its page. */
enum err unfurl_on_import(struct tx *tx, const struct event *ev);
/* Job "page.image" {"post":id}. */
enum err unfurl_image_run(struct job_run *run);

#endif
