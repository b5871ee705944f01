/* sample.h: a handful of internal posts that explain the place to its first readers, put in and taken out as a whole.
 *
 * They are posts like any other, for colleagues only, so that nobody shares them; taking them out drops them, and putting
 * them in again within POST_DROPPED_DAYS brings the same ones back, with what was changed in them. */
#ifndef PV_APP_SAMPLE_SAMPLE_H
#define PV_APP_SAMPLE_SAMPLE_H

#include "db/db.h"

/* How many are in the feed now. */
enum err samples_count(struct tx *tx, int64_t *ret) MUST_USE;
/* Puts them all into the feed, in the company's language; those that are there stay. */
enum err samples_put(struct tx *tx, int64_t now) MUST_USE;
/* Drops those that are there. None is no error. */
enum err samples_take(struct tx *tx, int64_t now) MUST_USE;

#endif
