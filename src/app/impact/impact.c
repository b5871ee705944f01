/* impact.c: see impact.h. One reading of the days that all figures need, then plain sums. */
#include "app/impact/impact.h"

#include "app/company/company.h"
#include "base/clock.h"
#include "sql_gen.h"

struct days {
    struct sql_impact_days_row *rows;
    size_t n;
};

static struct impact_clicks sum(const struct days *d, struct period p) {
    struct impact_clicks c = {0};
    for (size_t i = 0; i < d->n; i++) {
        const struct sql_impact_days_row *r = &d->rows[i];
        if (r->day >= p.from && r->day <= p.to) {
            c.human += r->human;
            c.bot += r->bot;
            c.preview += r->preview;
            c.self += r->self;
            c.repeat += r->repeat;
        }
    }
    return c;
}

static enum err shares(struct tx *tx, int64_t person, struct str zone, struct period p, struct impact_shares *ret) {
    struct sql_impact_shares_row r;
    enum err e = sql_impact_shares(tx, person, period_start(zone, p.from), period_start(zone, p.to + 1), &r);
    if (!e) {
        *ret = (struct impact_shares){r.total, r.opened, r.declared, r.verified, r.own_words, r.retracted};
    }
    return e;
}

static void fill_series(struct arena *a, const struct days *d, struct impact *out) {
    int64_t last = out->today < out->period.to ? out->today : out->period.to;
    out->series_n = (size_t)(last - out->period.from + 1);
    out->series = arena_array(a, struct impact_day, out->series_n);
    for (size_t i = 0; i < out->series_n; i++) {
        int64_t day = out->period.from + (int64_t)i;
        out->series[i] = (struct impact_day){day, sum(d, (struct period){day, day}).human};
    }
}

static void fill_weeks(struct arena *a, const struct days *d, struct impact *out) {
    int64_t n = (int64_t)out->weeks_n, monday = period_week(out->today);
    out->weeks = arena_array(a, struct impact_week, out->weeks_n);
    for (int64_t i = 0; i < n; i++) {
        int64_t start = monday - (n - 1 - i) * 7, before = start - n * 7;
        out->weeks[i] = (struct impact_week){start, sum(d, (struct period){start, start + 6}).human,
                                             sum(d, (struct period){before, before + 6}).human};
    }
}

enum err impact_of(struct tx *tx, int64_t person, enum period_kind kind, int64_t now, struct impact *ret) {
    struct company_info company;
    struct days d;
    enum err e = company_get(tx, &company);
    if (e) {
        return e;
    }
    struct impact out = {.time_zone = company.time_zone, .today = time_local_day(company.time_zone, now)};
    out.period = period_of(kind, out.today);
    out.previous = period_before(kind, out.period);
    out.weeks_n = kind == PERIOD_YEAR ? IMPACT_WEEKS_YEAR : IMPACT_WEEKS;
    int64_t oldest = period_week(out.today) - (int64_t)(2 * out.weeks_n - 1) * 7;
    e = sql_impact_days(tx, person, out.previous.from < oldest ? out.previous.from : oldest, out.today, &d.rows, &d.n);
    if (!e) {
        e = shares(tx, person, company.time_zone, out.period, &out.shares);
    }
    if (!e) {
        e = shares(tx, person, company.time_zone, out.previous, &out.previous_shares);
    }
    if (e) {
        return e;
    }
    out.clicks = sum(&d, out.period);
    out.previous_clicks = sum(&d, out.previous);
    fill_series(tx->arena, &d, &out);
    fill_weeks(tx->arena, &d, &out);
    *ret = out;
    return E_OK;
}
