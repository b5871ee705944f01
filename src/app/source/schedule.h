/* schedule.h: when a source is asked again, and what is said when it can't be read. Pure. Inside the room only. */
#ifndef PV_APP_SOURCE_SCHEDULE_H
#define PV_APP_SOURCE_SCHEDULE_H

#include "base/err.h"

#include <stdint.h>

/* Half as long after new items, half as long again without, within SOURCE_INTERVAL_MIN_S .. _MAX_S. */
int64_t schedule_interval(int64_t interval_s, bool new_items);
/* Seconds until the next poll: the interval, but not before what the server asks for (`max_age_s` of Cache-Control,
 * `ttl_s` of the feed; 0 or less: nothing), a day at most; up to a twentieth more, so that sources do not meet. */
int64_t schedule_delay(int64_t interval_s, int64_t max_age_s, int64_t ttl_s);
/* The first instant from `at` on (µs) that lies in none of the hours and days the feed asks not to be read in (struct feed);
 * `at` itself when that leaves none. */
int64_t schedule_skip(int64_t at, uint32_t skip_hours, uint32_t skip_days);
/* Seconds until the next try after `errors` failures in a row: 5 minutes, doubling to a day, not before Retry-After
 * (-1: none; a day at most). */
int64_t schedule_backoff(int64_t errors, int64_t retry_after_s);

struct source_fault {
    const char *code;        /* for the web app's words: "not_found" … */
    const char *words;       /* English; the detail may add to it */
};
/* What a failed fetch or parse means. */
struct source_fault fault_of_err(enum err e);
/* What an HTTP status means; .code NULL for 200 and 304. */
struct source_fault fault_of_status(int status);

#endif
