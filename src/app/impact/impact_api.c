/* impact_api.c: see impact_api.h. */
#include "app/impact/impact_api.h"

#include "app/impact/impact.h"

static const char *const periods[] = {"month", "quarter", "year", NULL};

struct my_impact_query {
    struct str period;
};
static const struct json_field my_impact_query_fields[] = {
    {.name = "period", .type = JSON_T_ENUM, .off = offsetof(struct my_impact_query, period), .values = periods,
     .help = "The present one; default: month."},
    {0}};
const struct json_shape my_impact_query_shape = {"my_impact_query", sizeof(struct my_impact_query),
                                                 my_impact_query_fields};

struct period_out {
    struct str kind, from, to, today;
};
struct previous_out {
    struct str from, to;
    int64_t human, shares;
};
struct day_out {
    struct str day;
    int64_t human;
};
struct week_out {
    struct str start;
    int64_t human, previous;
};
struct computed_out {
    struct str time_zone;
    int64_t weeks, retention_months;
};
struct my_impact_out {
    struct period_out period;
    struct impact_clicks clicks;
    struct previous_out previous;
    struct impact_shares shares;
    struct json_list series, weeks;
    struct computed_out computed;
};

#define FIELD(T, member, kind, ...)                                                                                    \
    {.name = #member, .type = (kind), .off = offsetof(struct T, member), .flags = JSON_REQUIRED, __VA_ARGS__}
#define TEXT(T, member, ...) FIELD(T, member, JSON_T_STR, __VA_ARGS__)
#define NUMBER(T, member, ...) FIELD(T, member, JSON_T_I64, __VA_ARGS__)

static const struct json_field period_fields[] = {
    FIELD(period_out, kind, JSON_T_ENUM, .values = periods), TEXT(period_out, from, .help = "First day, YYYY-MM-DD."),
    TEXT(period_out, to, .help = "Last day, included."),
    TEXT(period_out, today, .help = "In the company's time zone."), {0}};
static const struct json_shape period_shape = {"impact_period", sizeof(struct period_out), period_fields};

static const struct json_field clicks_fields[] = {
    NUMBER(impact_clicks, human, .help = "People, each once a day and link."), NUMBER(impact_clicks, bot),
    NUMBER(impact_clicks, preview), NUMBER(impact_clicks, self), NUMBER(impact_clicks, repeat), {0}};
static const struct json_shape period_clicks_shape = {"impact_clicks", sizeof(struct impact_clicks), clicks_fields};

static const struct json_field previous_fields[] = {
    TEXT(previous_out, from), TEXT(previous_out, to),
    NUMBER(previous_out, human, .help = "Human clicks of the whole of it."),
    NUMBER(previous_out, shares), {0}};
static const struct json_shape previous_shape = {"impact_previous", sizeof(struct previous_out), previous_fields};

static const struct json_field shares_fields[] = {
    NUMBER(impact_shares, total, .help = "Made in the period and not taken back."), NUMBER(impact_shares, opened),
    NUMBER(impact_shares, declared), NUMBER(impact_shares, verified),
    NUMBER(impact_shares, own_words, .help = "Of total, those in own words."),
    NUMBER(impact_shares, retracted, .help = "Taken back, apart from total."), {0}};
static const struct json_shape shares_shape = {"impact_shares", sizeof(struct impact_shares), shares_fields};

static const struct json_field day_fields[] = {TEXT(day_out, day), NUMBER(day_out, human), {0}};
static const struct json_shape day_shape = {"impact_day", sizeof(struct day_out), day_fields};

static const struct json_field week_fields[] = {
    TEXT(week_out, start, .help = "Its Monday."), NUMBER(week_out, human),
    NUMBER(week_out, previous, .help = "The same week of the stretch before."), {0}};
static const struct json_shape week_shape = {"impact_week", sizeof(struct week_out), week_fields};

static const struct json_field computed_fields[] = {
    TEXT(computed_out, time_zone, .help = "Of the company: its days are counted."),
    NUMBER(computed_out, weeks, .help = "In the chart, and again before it."),
    NUMBER(computed_out, retention_months, .help = "How long figures by day are kept."), {0}};
static const struct json_shape computed_shape = {"impact_computed", sizeof(struct computed_out), computed_fields};

static const struct json_field my_impact_fields[] = {
    FIELD(my_impact_out, period, JSON_T_OBJ, .sub = &period_shape),
    FIELD(my_impact_out, clicks, JSON_T_OBJ, .sub = &period_clicks_shape),
    FIELD(my_impact_out, previous, JSON_T_OBJ, .sub = &previous_shape),
    FIELD(my_impact_out, shares, JSON_T_OBJ, .sub = &shares_shape),
    FIELD(my_impact_out, series, JSON_T_LIST, .sub = &day_shape, .help = "Every day of the period up to today."),
    FIELD(my_impact_out, weeks, JSON_T_LIST, .sub = &week_shape, .help = "Oldest first, the present one last."),
    FIELD(my_impact_out, computed, JSON_T_OBJ, .sub = &computed_shape, .help = "For \"how is this computed\"."), {0}};
const struct json_shape my_impact_shape = {"my_impact", sizeof(struct my_impact_out), my_impact_fields};

enum { RETENTION_MONTHS = 25 };      /* of link_day: sql/migrate */

static enum period_kind kind_of(struct str name) {
    return str_is(name, "year") ? PERIOD_YEAR : str_is(name, "quarter") ? PERIOD_QUARTER : PERIOD_MONTH;
}

static struct json_list series_of(struct arena *a, const struct impact *i) {
    struct day_out *out = arena_array(a, struct day_out, i->series_n + 1);
    for (size_t k = 0; k < i->series_n; k++) {
        out[k] = (struct day_out){period_day_text(a, i->series[k].day), i->series[k].human};
    }
    return (struct json_list){out, i->series_n};
}

static struct json_list weeks_of(struct arena *a, const struct impact *i) {
    struct week_out *out = arena_array(a, struct week_out, i->weeks_n + 1);
    for (size_t k = 0; k < i->weeks_n; k++) {
        out[k] = (struct week_out){period_day_text(a, i->weeks[k].start), i->weeks[k].human, i->weeks[k].previous};
    }
    return (struct json_list){out, i->weeks_n};
}

struct ask {
    int64_t person, now;
    enum period_kind kind;
};

static enum err impact_tx(struct tx *tx, const void *args, void *ret) {
    const struct ask *a = args;
    return impact_of(tx, a->person, a->kind, a->now, ret);
}

enum err my_impact_get(struct rq *rq) {
    const struct my_impact_query *in = rq->query;
    struct ask ask = {rq->who.person, rq->now, kind_of(in->period)};
    struct impact i = {0};
    enum err e = db_read(&rq->cx, impact_tx, &ask, &i, sizeof i);
    if (e) {
        return e;
    }
    struct arena *a = rq->arena;
    struct my_impact_out out = {
        .period = {str_of(periods[ask.kind]), period_day_text(a, i.period.from), period_day_text(a, i.period.to),
                   period_day_text(a, i.today)},
        .clicks = i.clicks,
        .previous = {period_day_text(a, i.previous.from), period_day_text(a, i.previous.to), i.previous_clicks.human,
                     i.previous_shares.total},
        .shares = i.shares, .series = series_of(a, &i), .weeks = weeks_of(a, &i),
        .computed = {i.time_zone, (int64_t)i.weeks_n, RETENTION_MONTHS}};
    return reply_json(rq, 200, &my_impact_shape, &out);
}
