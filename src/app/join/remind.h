/* remind.h: the one reminder of an invitation. */
#ifndef PV_APP_JOIN_REMIND_H
#define PV_APP_JOIN_REMIND_H

#include "db/db.h"
#include "job/job.h"

enum { REMIND_AFTER_S = 48 * 3600, REMIND_UNTIL_S = 14 * 86400, REMIND_FROM_HOUR = 8, REMIND_TO_HOUR = 18 };

/* A working hour there: Monday to Friday, 8:00 to 18:00. */
bool working_hour(struct str time_zone, int64_t now);
/* Claims everyone whose reminder is due and puts their mails into the queue: invited between 48 hours and 14 days ago, not
 * joined, never reminded, in their working hours, the space open to them. */
enum err remind_all(const struct db_cx *cx, int64_t now) MUST_USE;

#endif
