/* period.h: months, quarters and years as ranges of a company's local days. Pure calendar, proleptic Gregorian. */
#ifndef PV_APP_IMPACT_PERIOD_H
#define PV_APP_IMPACT_PERIOD_H

#include "base/arena.h"

enum period_kind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };

/* Days since 1970-01-01, both included. */
struct period {
    int64_t from, to;
};

/* The calendar month, quarter or year that holds `day`. */
struct period period_of(enum period_kind kind, int64_t day);
/* The one before it. */
struct period period_before(enum period_kind kind, struct period p);
/* Monday of the day's week (ISO 8601). */
int64_t period_week(int64_t day);
/* First microsecond of a local day in the zone. */
int64_t period_start(struct str zone, int64_t day);
/* "2026-11-24" */
struct str period_day_text(struct arena *a, int64_t day);

#endif
