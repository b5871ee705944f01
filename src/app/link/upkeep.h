/* upkeep.h: what goes by itself: hashes and salts after two days, figures and single clicks after 25 months. */
#ifndef PV_APP_LINK_UPKEEP_H
#define PV_APP_LINK_UPKEEP_H

#include "event/event.h"
#include "job/job.h"

enum {
    LINK_KEEP_DAYS = 760         /* 25 months (CNIL's limit for audience figures), of single clicks and of figures by day */
};

/* Deletes and forgets for cx->company what is over its time at `now`. E_OVERLOADED without a running click store. */
enum err link_purge(const struct db_cx *cx, int64_t now) MUST_USE;
/* Job "housekeeping.clicks": link_purge, then puts itself back for the next day. */
enum err link_housekeeping_run(struct job_run *run) MUST_USE;
/* EVENT_IN_TX subscriber of EV_COMPANY_CREATED: the first job. */
enum err link_on_company(struct tx *tx, const struct event *ev) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED: the person's devices are forgotten; the links stay, nobody's. */
enum err link_on_erased(struct tx *tx, const struct event *ev) MUST_USE;

#endif
