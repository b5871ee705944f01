/* clock.h: the time, as a seam that tests can hold and move; and its text forms.
 *
 * All times are microseconds since 1970-01-01 UTC in an int64_t. A `day` is the number of days since 1970-01-01 in
 * some time zone. */
#ifndef PV_BASE_CLOCK_H
#define PV_BASE_CLOCK_H

#include "base/arena.h"

#include <time.h>

#define US_PER_S INT64_C(1000000)
#define US_PER_DAY (INT64_C(86400) * US_PER_S)

/* Now. Uses the function set by clock_set, else CLOCK_REALTIME. */
int64_t clock_now(void);
/* Replaces the clock (tests, demo); NULL restores it. */
void clock_set(int64_t (*fn)(void));
/* Monotonic microseconds, for durations and time-outs. Not replaced by clock_set. */
int64_t clock_mono(void);
/* The moment `ms` from now on `clock`, for waits with an end. */
struct timespec clock_after(clockid_t clock, int64_t ms);
/* RFC 3339 with seconds, or with microseconds where they are not zero: "2026-11-24T10:00:00Z". */
struct str time_rfc3339(struct arena *a, int64_t us);
/* Writes it to `out` (at least 32 bytes), returns the length. */
size_t time_rfc3339_to(char *out, int64_t us);
/* Parses RFC 3339 section 5.6 (also a space for T, and lower case); false on anything else. */
bool time_parse_rfc3339(struct str s, int64_t *ret_us);
/* IMF-fixdate (RFC 9110 section 5.6.7). */
struct str time_http(struct arena *a, int64_t us);
/* Day number of `us` in the IANA zone `tz`; UTC when the zone is unknown. Thread-safe. */
int64_t time_local_day(struct str tz, int64_t us);
/* Offset of the zone to UTC in seconds at `us`. */
int64_t time_zone_offset(struct str tz, int64_t us);
/* Proleptic Gregorian date <-> day number. */
int64_t day_of_civil(int y, int m, int d);
void civil_of_day(int64_t day, int *y, int *m, int *d);
/* The zone exists in the system's database. */
bool time_zone_known(struct str tz);

#endif
