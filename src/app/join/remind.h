/* remind.h: the one reminder of an invitation. */
#ifndef PV_APP_JOIN_REMIND_H
#define PV_APP_JOIN_REMIND_H

#include "db/db.h"
#include "job/job.h"

enum { REMIND_AFTER_S = 48 * 3600, REMIND_UNTIL_S = 14 * 86400 };

/* Claims everyone whose reminder is due and puts their mails into the queue: invited between 48 hours and 14 days ago, not
 * joined, never reminded, in their working hours (app/work), the space open to them. */
enum err remind_all(const struct db_cx *cx, int64_t now) MUST_USE;

#endif
