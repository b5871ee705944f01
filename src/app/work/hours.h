/* hours.h: when somebody works, and the next moment at which they do (product P6). Pure; time zones are base/zone.h's.
 *
 * Whatever suggests a moment asks here: a later slot of the clone guard, "tomorrow" of the day cap. A day has one span of
 * hours, from before to, within the day; days off are quiet altogether. Nights in which clocks change are counted as the
 * zone has them: an hour that does not exist is passed over, one that comes twice is worked twice. */
#ifndef PV_APP_WORK_HOURS_H
#define PV_APP_WORK_HOURS_H

#include "base/arena.h"

enum {
    HOURS_DAYS = 7,              /* Monday first */
    HOURS_MINUTES = 1440,
    HOURS_OFF_MAX = 60,          /* spans of days off */
    HOURS_AHEAD = 400            /* days that are looked through */
};

struct hours_span {
    int64_t from, to;            /* days since 1970-01-01, both off */
};

struct hours {
    struct str zone;
    int from[HOURS_DAYS], to[HOURS_DAYS];   /* minutes of the local day; equal: a day off */
    struct hours_span off[HOURS_OFF_MAX];
    size_t off_n;
};

/* It is within the hours at `at` (microseconds). */
bool hours_open(const struct hours *h, int64_t at);
/* The first moment from `at` on that is; `at` itself when there is none within HOURS_AHEAD days. */
int64_t hours_next(const struct hours *h, int64_t at);
/* The moment at which the clocks of the zone show minute `minute` of `day`; the first of two, and the end of the gap for one
 * that is left out. */
int64_t hours_moment(struct str zone, int64_t day, int minute);

/* ---- forms ---- */
/* "09:00" <-> minutes; "24:00" is the end of the day. */
bool hours_clock(struct str s, int *ret_minute);
struct str hours_clock_text(struct arena *a, int minute);
/* "2026-12-25" <-> day. */
bool hours_date(struct str s, int64_t *ret_day);
struct str hours_date_text(struct arena *a, int64_t day);
/* Week as it is stored: "540-1080" or "-" for each day, with commas. */
bool hours_week_read(struct str s, struct hours *ret);
struct str hours_week_text(struct arena *a, const struct hours *h);
/* Days off as they are stored: "2026-12-24/2027-01-02 2027-05-01". */
bool hours_off_read(struct str s, struct hours *ret);
struct str hours_off_text(struct arena *a, const struct hours_span *off, size_t n);
/* Names of days in the API and in settings: "mon" … "sun". */
extern const char *const hours_day_names[HOURS_DAYS + 1];

/* ---- settings (tidy functions of the company's table) ---- */
bool hours_days_tidy(struct arena *a, struct str in, struct str *ret);     /* "mon tue wed" */
bool hours_clock_tidy(struct arena *a, struct str in, struct str *ret);    /* "09:00" */
bool hours_off_tidy(struct arena *a, struct str in, struct str *ret);

#endif
