/* work.c: see work.h. */
#include "app/work/work.h"

#include "app/company/settings.h"
#include "sql_gen.h"

static enum err company_hours(struct tx *tx, struct hours *ret) {
    struct str days, from, to, off;
    int first = 0, last = 0;
    enum err e = company_setting_text(tx, "hours.days", &days);
    if (!e) {
        e = company_setting_text(tx, "hours.from", &from);
    }
    if (!e) {
        e = company_setting_text(tx, "hours.to", &to);
    }
    if (!e) {
        e = company_setting_text(tx, "hours.holidays", &off);
    }
    if (e) {
        return e;
    }
    bool good = hours_clock(from, &first) && hours_clock(to, &last) && first < last;
    for (int i = 0; i < HOURS_DAYS; i++) {
        bool on = good && str_find(days, str_of(hours_day_names[i])) < days.n;
        ret->from[i] = on ? first : 0;
        ret->to[i] = on ? last : 0;
    }
    return hours_off_read(off, ret) ? E_OK : E_INTERNAL;
}

/* The member's own days off, behind the company's; as many as there is room for. */
static void add_off(struct work *w, const struct hours *own) {
    w->off_n = own->off_n;
    for (size_t i = 0; i < own->off_n; i++) {
        w->off[i] = own->off[i];
        if (w->hours.off_n < HOURS_OFF_MAX) {
            w->hours.off[w->hours.off_n++] = own->off[i];
        }
    }
}

enum err work_of(struct tx *tx, int64_t member, struct str zone, struct work *ret) {
    struct sql_work_get_row *rows;
    struct hours *own = arena_new(tx->arena, struct hours);
    size_t n = 0;
    *ret = (struct work){.hours.zone = zone, .off = arena_array(tx->arena, struct hours_span, HOURS_OFF_MAX)};
    enum err e = company_setting_text(tx, "disclosure.relation", &ret->relation);
    if (!e) {
        e = company_hours(tx, &ret->hours);
    }
    if (!e) {
        e = sql_work_get(tx, member, &rows, &n);
    }
    if (e || n == 0) {
        return e;
    }
    if (rows[0].relation.n) {
        ret->relation = rows[0].relation;
        ret->own_relation = true;
    }
    if (rows[0].week.n && hours_week_read(rows[0].week, own)) {
        memcpy(ret->hours.from, own->from, sizeof own->from);
        memcpy(ret->hours.to, own->to, sizeof own->to);
        ret->own_week = true;
    }
    if (hours_off_read(rows[0].days_off, own)) {
        add_off(ret, own);
    }
    return E_OK;
}

enum err work_set(struct tx *tx, int64_t member, const struct work_change *c, int64_t now) {
    struct sql_work_get_row *rows, old = {.relation = STR(""), .week = STR(""), .days_off = STR("")};
    size_t n;
    enum err e = sql_work_get(tx, member, &rows, &n);
    if (e) {
        return e;
    }
    old = n ? rows[0] : old;
    return sql_work_put(tx, &(struct sql_work_put_in){
        .member = member, .relation = c->has_relation ? c->relation : old.relation, .week = c->has_week ? c->week : old.week,
        .days_off = c->has_off ? c->off : old.days_off, .now = now});
}

enum err work_erase(struct tx *tx, int64_t member) {
    return sql_work_erase(tx, member);
}
