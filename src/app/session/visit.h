/* visit.h: when a person was here before, for the "new since your last visit" line.
 *
 * A visit ends after 30 minutes away. The row is keyed by person_id and holds two times, coarse to five minutes: the
 * newest sign of the present visit and the end of the one before. Nobody but the person is ever shown them. */
#ifndef PV_APP_SESSION_VISIT_H
#define PV_APP_SESSION_VISIT_H

#include "db/db.h"

#define VISIT_AWAY_US (INT64_C(30) * 60 * 1000000)
#define VISIT_STEP_US (INT64_C(5) * 60 * 1000000)

/* Notes that the person is here now. `ret_previous`: end of the visit before, 0 if this is the first. */
enum err visit_touch(struct tx *tx, int64_t person, int64_t now, int64_t *ret_previous) MUST_USE;
/* The same for a read: answers from memory (or one read of the row) and leaves the writing to the background, at most
 * once in five minutes a person. What E's feed calls. */
enum err visit_here(const struct db_cx *cx, int64_t person, int64_t now, int64_t *ret_previous) MUST_USE;

#endif
