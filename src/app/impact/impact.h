/* impact.h: what a member's own shares achieved.
 *
 * One person's figures for that person alone: every function takes the person who asks, and there is no way to ask for
 * anybody else. Figures for the company come from the cohort gate (a later room), never from here. */
#ifndef PV_APP_IMPACT_IMPACT_H
#define PV_APP_IMPACT_IMPACT_H

#include "app/impact/period.h"
#include "db/db.h"

struct impact_clicks {
    int64_t human, bot, preview, self, repeat;
};

struct impact_shares {
    int64_t total;                   /* that stand; by evidence they add up to it */
    int64_t opened, declared, verified;
    int64_t own_words;
    int64_t retracted;               /* apart from total */
};

struct impact_day {
    int64_t day, human;
};

/* A week of the chart beside the same one of the stretch before. */
struct impact_week {
    int64_t start;                   /* its Monday */
    int64_t human, previous;
};

struct impact {
    struct str time_zone;            /* of the company: its days are meant */
    int64_t today;
    struct period period, previous;
    struct impact_clicks clicks, previous_clicks;
    struct impact_shares shares, previous_shares;
    struct impact_day *series;       /* every day of the period up to today */
    size_t series_n;
    struct impact_week *weeks;       /* oldest first, the present one last */
    size_t weeks_n;
};

/* Weeks of the chart: a quarter, or a year. */
enum { IMPACT_WEEKS = 13, IMPACT_WEEKS_YEAR = 52 };

enum err impact_of(struct tx *tx, int64_t person, enum period_kind kind, int64_t now, struct impact *ret) MUST_USE;

#endif
