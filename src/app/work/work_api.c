/* work_api.c: see work_api.h. */
#include "app/work/work_api.h"

#include "app/work/work.h"
#include "network/disclosure.h"

struct day_io {
    struct str day, from, to;
};
static const struct json_field day_fields[] = {
    {.name = "day", .type = JSON_T_ENUM, .off = offsetof(struct day_io, day), .flags = JSON_REQUIRED, .values = hours_day_names},
    {.name = "from", .type = JSON_T_STR, .off = offsetof(struct day_io, from), .flags = JSON_REQUIRED, .max = 5,
     .help = "HH:MM in the member's time zone."},
    {.name = "to", .type = JSON_T_STR, .off = offsetof(struct day_io, to), .flags = JSON_REQUIRED, .max = 5,
     .help = "HH:MM, later on the same day; 24:00 is its end."},
    {0}};
static const struct json_shape day_shape = {"work_day", sizeof(struct day_io), day_fields};

struct off_io {
    struct str from, to;
};
static const struct json_field off_fields[] = {
    {.name = "from", .type = JSON_T_STR, .off = offsetof(struct off_io, from), .flags = JSON_REQUIRED, .max = 10,
     .help = "YYYY-MM-DD."},
    {.name = "to", .type = JSON_T_STR, .off = offsetof(struct off_io, to), .flags = JSON_REQUIRED, .max = 10,
     .help = "YYYY-MM-DD, off as well."},
    {0}};
static const struct json_shape off_shape = {"work_off", sizeof(struct off_io), off_fields};

static const char *const relation_values[] = {"employee", "director", "intern", "contractor", "agency", NULL};
_Static_assert(sizeof relation_values / sizeof *relation_values == DISCLOSURE_RELATIONS + 1, "all of disclosure.h");

struct my_work_out {
    struct str relation, time_zone;
    bool own_relation, own_week, open, has_next;
    struct json_list week, days_off, company_days_off;
    int64_t next_at;
};
#define AT(member) offsetof(struct my_work_out, member)
static const struct json_field my_work_fields[] = {
    {.name = "relation", .type = JSON_T_ENUM, .off = AT(relation), .flags = JSON_REQUIRED, .values = relation_values,
     .help = "How the member stands to the company; chooses the wording of the disclosure."},
    {.name = "own_relation", .type = JSON_T_BOOL, .off = AT(own_relation), .flags = JSON_REQUIRED, .help = "false: the company's."},
    {.name = "time_zone", .type = JSON_T_STR, .off = AT(time_zone), .flags = JSON_REQUIRED},
    {.name = "week", .type = JSON_T_LIST, .off = AT(week), .flags = JSON_REQUIRED, .sub = &day_shape,
     .help = "Hours of the days on which one works."},
    {.name = "own_week", .type = JSON_T_BOOL, .off = AT(own_week), .flags = JSON_REQUIRED, .help = "false: the company's."},
    {.name = "days_off", .type = JSON_T_LIST, .off = AT(days_off), .flags = JSON_REQUIRED, .sub = &off_shape},
    {.name = "company_days_off", .type = JSON_T_LIST, .off = AT(company_days_off), .flags = JSON_REQUIRED, .sub = &off_shape,
     .help = "Quiet as well."},
    {.name = "open", .type = JSON_T_BOOL, .off = AT(open), .flags = JSON_REQUIRED, .help = "It is within the hours now."},
    {.name = "next_at", .type = JSON_T_TIME, .off = AT(next_at), .flags = JSON_REQUIRED | JSON_NULLABLE, .has = JSON_HAS(my_work_out, has_next),
     .help = "The next moment at which something would be suggested; null while it is open."},
    {0}};
#undef AT
const struct json_shape my_work_shape = {"my_work", sizeof(struct my_work_out), my_work_fields};

struct my_work_in {
    bool has_relation, has_week, has_off;
    struct str relation;
    struct json_list week, days_off;
};
#define AT(member) offsetof(struct my_work_in, member)
static const struct json_field my_work_change_fields[] = {
    {.name = "relation", .type = JSON_T_ENUM, .off = AT(relation), .flags = JSON_NULLABLE,
     .has = JSON_HAS(my_work_in, has_relation), .values = relation_values, .help = "null: the company's."},
    {.name = "week", .type = JSON_T_LIST, .off = AT(week), .has = JSON_HAS(my_work_in, has_week), .max = HOURS_DAYS,
     .sub = &day_shape, .help = "All days on which one works; none: the company's hours."},
    {.name = "days_off", .type = JSON_T_LIST, .off = AT(days_off), .has = JSON_HAS(my_work_in, has_off), .max = HOURS_OFF_MAX,
     .sub = &off_shape, .help = "All days off."},
    {0}};
#undef AT
const struct json_shape my_work_change_shape = {"my_work_change", sizeof(struct my_work_in), my_work_change_fields};

/* ---- reading ---- */

struct read_args {
    int64_t member, now;
    struct str zone;
    struct work_change change;
};

static enum err read_tx(struct tx *tx, const void *args, void *ret) {
    const struct read_args *a = args;
    return work_of(tx, a->member, a->zone, ret);
}

static struct json_list spans(struct arena *a, const struct hours_span *p, size_t n) {
    struct off_io *out = arena_array(a, struct off_io, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct off_io){hours_date_text(a, p[i].from), hours_date_text(a, p[i].to)};
    }
    return (struct json_list){out, n};
}

static enum err answer(struct rq *rq, const struct work *w) {
    struct day_io *week = arena_array(rq->arena, struct day_io, HOURS_DAYS);
    size_t n = 0;
    for (int i = 0; i < HOURS_DAYS; i++) {
        if (w->hours.from[i] < w->hours.to[i]) {
            week[n++] = (struct day_io){str_of(hours_day_names[i]), hours_clock_text(rq->arena, w->hours.from[i]),
                                        hours_clock_text(rq->arena, w->hours.to[i])};
        }
    }
    size_t company = w->hours.off_n - (w->off_n < w->hours.off_n ? w->off_n : w->hours.off_n);
    bool open = hours_open(&w->hours, rq->now);
    struct my_work_out out = {
        .relation = w->relation, .own_relation = w->own_relation, .time_zone = w->hours.zone, .own_week = w->own_week,
        .week = {week, n}, .days_off = spans(rq->arena, w->off, w->off_n),
        .company_days_off = spans(rq->arena, w->hours.off, company), .open = open,
        .has_next = !open, .next_at = hours_next(&w->hours, rq->now)};
    return reply_json(rq, 200, &my_work_shape, &out);
}

enum err my_work_get(struct rq *rq) {
    struct read_args args = {.member = rq->who.member, .zone = rq->who.time_zone};
    struct work *w = arena_new(rq->arena, struct work);
    enum err e = db_read(&rq->cx, read_tx, &args, w, sizeof *w);
    return e ? e : answer(rq, w);
}

/* ---- changing ---- */

static enum err read_week(struct rq *rq, const struct my_work_in *in, struct str *ret) {
    struct hours *h = arena_new(rq->arena, struct hours);
    const struct day_io *days = in->week.p;
    for (size_t i = 0; i < in->week.n; i++) {
        int at = 0;
        while (!str_is(days[i].day, hours_day_names[at])) {
            at++;
        }
        const char *field = arena_printf(rq->arena, "/week/%zu", i).p;
        if (h->to[at]) {
            return err_set(&rq->errs, E_INVALID, field, "this day is there already");
        }
        if (!hours_clock(days[i].from, &h->from[at]) || !hours_clock(days[i].to, &h->to[at])) {
            return err_set(&rq->errs, E_INVALID, field, "not hours such as 09:00 and 18:00");
        }
        if (h->from[at] >= h->to[at]) {
            return err_set(&rq->errs, E_INVALID, field, "the end must be later on the same day than the beginning");
        }
    }
    *ret = in->week.n ? hours_week_text(rq->arena, h) : STR("");
    return E_OK;
}

static enum err read_off(struct rq *rq, const struct my_work_in *in, struct str *ret) {
    struct hours_span *spans_ = arena_array(rq->arena, struct hours_span, in->days_off.n + 1);
    const struct off_io *off = in->days_off.p;
    for (size_t i = 0; i < in->days_off.n; i++) {
        const char *field = arena_printf(rq->arena, "/days_off/%zu", i).p;
        if (!hours_date(off[i].from, &spans_[i].from) || !hours_date(off[i].to, &spans_[i].to)) {
            return err_set(&rq->errs, E_INVALID, field, "not dates such as 2026-12-24");
        }
        if (spans_[i].to < spans_[i].from) {
            return err_set(&rq->errs, E_INVALID, field, "the last day comes before the first");
        }
    }
    *ret = hours_off_text(rq->arena, spans_, in->days_off.n);
    return E_OK;
}

static enum err change_tx(struct tx *tx, const void *args, void *ret) {
    const struct read_args *a = args;
    enum err e = work_set(tx, a->member, &a->change, a->now);
    return e ? e : work_of(tx, a->member, a->zone, ret);
}

enum err my_work_patch(struct rq *rq) {
    const struct my_work_in *in = rq->body;
    struct read_args args = {.member = rq->who.member, .zone = rq->who.time_zone, .now = rq->now};
    struct work_change *c = &args.change;
    *c = (struct work_change){.has_relation = in->has_relation, .has_week = in->has_week, .has_off = in->has_off,
                              .relation = in->relation.p ? in->relation : STR(""), .week = STR(""), .off = STR("")};
    enum err e = in->has_week ? read_week(rq, in, &c->week) : E_OK;
    if (!e && in->has_off) {
        e = read_off(rq, in, &c->off);
    }
    struct work *w = arena_new(rq->arena, struct work);
    if (!e) {
        e = db_tx(&rq->cx, change_tx, &args, w, sizeof *w);
    }
    return e ? e : answer(rq, w);
}
