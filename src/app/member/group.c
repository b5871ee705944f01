/* group.c: see group.h. */
#include "app/member/group.h"

#include "app/channel/channel.h"
#include "app/join/policy.h"
#include "app/member/check.h"
#include "base/id.h"
#include "event/event.h"
#include "sql_gen.h"
#include "text/fold.h"

const char *const member_axes[AXIS_COUNT + 1] = {"country", "department", "team", "free", NULL};

int member_axis(struct str name) {
    for (int i = 0; i < AXIS_COUNT; i++) {
        if (str_is(name, member_axes[i])) {
            return i;
        }
    }
    return -1;
}

/* ---- for admins ---- */

enum err group_list(struct tx *tx, const struct group_filter *f, struct group_page *ret) {
    struct str after;
    int64_t after_id = 0;
    struct sql_group_page_row *rows;
    size_t n;
    int64_t limit = f->limit ? f->limit : GROUP_PAGE_DEFAULT;
    if (!member_place_read(tx->arena, f->cursor, &after, &after_id)) {
        return err_set(tx->errs, E_INVALID, "?cursor", "is not a cursor of this list");
    }
    struct str pattern = str_empty(f->q) ? STR("%") : db_like(tx->arena, f->q);
    enum err e = sql_group_page(tx, f->axis, pattern, after, limit + 1, &rows, &n);
    if (e) {
        return e;
    }
    struct group_page page = {arena_array(tx->arena, struct group_info, n + 1), 0, STR_NULL};
    for (size_t i = 0; i < n && (int64_t)i < limit; i++) {
        page.items[page.n++] = (struct group_info){rows[i].id, f->axis, rows[i].name, rows[i].heads};
    }
    if ((int64_t)n > limit) {
        page.next = member_place_text(tx->arena, page.items[page.n - 1].name, page.items[page.n - 1].id);
    }
    *ret = page;
    return E_OK;
}

enum err group_get(struct tx *tx, int64_t id, struct group_info *ret) {
    struct sql_group_get_row row;
    enum err e = sql_group_get(tx, id, &row);
    if (!e) {
        *ret = (struct group_info){id, row.axis, row.name, row.heads};
    }
    return e;
}

static enum err clean_name(struct tx *tx, struct str name, struct str *ret) {
    struct str trimmed = str_trim(name);
    const char *fault = str_empty(trimmed) ? "is empty" : name_fault(trimmed, MEMBER_GROUP_MAX);
    if (fault) {
        return err_set(tx->errs, E_INVALID, "/name", "%s", fault);
    }
    *ret = text_nfc(tx->arena, trimmed);
    return E_OK;
}

static enum err taken(struct tx *tx) {
    return err_set(tx->errs, E_EXISTS, "/name", "a group of this kind has this name already");
}

enum err group_create(struct tx *tx, struct str axis, struct str name, int64_t *ret_id) {
    struct str clean;
    int64_t made = 0;
    *ret_id = id_new();
    enum err e = clean_name(tx, name, &clean);
    e = e ? e : sql_member_group_insert(tx, *ret_id, axis, clean, &made);
    return e || made ? e : taken(tx);
}

enum err group_rename(struct tx *tx, int64_t id, struct str name, int64_t now) {
    struct group_info g;
    struct str clean;
    struct sql_member_group_find_row other;
    int64_t n = 0;
    enum err e = group_get(tx, id, &g);
    e = e ? e : clean_name(tx, name, &clean);
    if (e || str_eq(clean, g.name)) {
        return e;
    }
    e = sql_member_group_find(tx, g.axis, clean, &other);
    if (e != E_NOT_FOUND) {
        return e ? e : taken(tx);
    }
    e = sql_group_rename(tx, id, clean, &n);
    return e ? e : pilot_follow(tx, g.axis, g.name, clean, now);
}

enum err group_merge(struct tx *tx, int64_t id, int64_t into, int64_t now) {
    struct group_info from, to;
    int64_t n = 0;
    enum err e = group_get(tx, id, &from);
    if (e) {
        return e;
    }
    e = group_get(tx, into, &to);
    if (e == E_NOT_FOUND || (!e && (id == into || !str_eq(from.axis, to.axis)))) {
        return err_set(tx->errs, E_INVALID, "/into", "must be another group of the same kind");
    }
    e = e ? e : sql_group_members_move(tx, id, into);
    e = e ? e : sql_group_links_move(tx, id, into);
    e = e ? e : sql_group_members_clear(tx, id);
    e = e ? e : sql_group_links_clear(tx, id);
    e = e ? e : channel_on_group(tx, id, into, now);
    e = e ? e : sql_group_delete(tx, id, &n);
    return e ? e : pilot_follow(tx, from.axis, from.name, to.name, now);
}

enum err group_delete(struct tx *tx, int64_t id, struct str name, int64_t now) {
    struct group_info g;
    struct pilot pilot;
    int64_t n = 0;
    enum err e = group_get(tx, id, &g);
    e = e ? e : pilot_get(tx, &pilot);
    if (e) {
        return e;
    }
    if (!str_eq(text_nfc(tx->arena, str_trim(name)), g.name)) {
        return err_set(tx->errs, E_INVALID, "/name", "is not the name of this group");
    }
    if (str_eq(pilot.axis, g.axis) && str_eq(pilot.name, g.name)) {
        return err_set(tx->errs, E_STATE, "", "the space is open to this group first; open it to everyone before");
    }
    e = sql_group_members_clear(tx, id);
    e = e ? e : sql_group_links_clear(tx, id);
    e = e ? e : channel_on_group(tx, id, 0, now);
    return e ? e : sql_group_delete(tx, id, &n);
}

/* ---- for oneself ---- */

static void mine_of(struct tx *tx, const struct member_info *m, int axis, struct my_axis *ret) {
    const struct str one[] = {m->country, m->department, m->team};
    ret->axis = str_of(member_axes[axis]);
    if (axis == AXIS_COUNT - 1) {
        ret->mine = m->free;
        ret->mine_n = m->free_n;
    } else if (one[axis].p) {
        ret->mine = arena_array(tx->arena, struct str, 1);
        ret->mine[0] = one[axis];
        ret->mine_n = 1;
    }
}

static enum err offered_of(struct tx *tx, struct my_axis *ret) {
    struct sql_group_names_row *rows;
    size_t n;
    enum err e = sql_group_names(tx, ret->axis, GROUPS_OFFERED_MAX, &rows, &n);
    ret->offered = e ? NULL : arena_array(tx->arena, struct str, n + 1);
    for (size_t i = 0; !e && i < n; i++) {
        ret->offered[ret->offered_n++] = rows[i].name;
    }
    return e;
}

enum err my_groups_get(struct tx *tx, int64_t member, struct my_axis ret[AXIS_COUNT]) {
    struct member_info m;
    enum err e = member_get(tx, member, &m);
    for (int i = 0; !e && i < AXIS_COUNT; i++) {
        mine_of(tx, &m, i, &ret[i]);
        e = axis_open(tx, i, &ret[i].open);
        e = e || !ret[i].open ? e : offered_of(tx, &ret[i]);
    }
    return e;
}

static enum err check_axis(struct tx *tx, int axis, const struct my_groups_change *c) {
    bool open = false;
    const char *at = arena_printf(tx->arena, "/%s", member_axes[axis]).p;
    enum err e = axis_open(tx, axis, &open);
    if (!e && !open) {
        return err_set(tx->errs, E_FORBIDDEN, at, "is set by the company");
    }
    for (size_t i = 0; !e && i < c->n[axis]; i++) {
        struct sql_member_group_find_row row;
        e = sql_member_group_find(tx, str_of(member_axes[axis]), c->names[axis][i], &row);
        if (e == E_NOT_FOUND) {
            e = err_set(tx->errs, E_INVALID, at, "there is no such group");
        }
    }
    return e;
}

static bool among(struct str name, const struct str *names, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (str_eq(names[i], name)) {
            return true;
        }
    }
    return false;
}

static void free_of(struct tx *tx, const struct member_info *m, const struct my_groups_change *in, struct member_change *c) {
    const int axis = AXIS_COUNT - 1;
    struct str *leave = arena_array(tx->arena, struct str, m->free_n + 1);
    for (size_t i = 0; i < m->free_n; i++) {
        if (!among(m->free[i], in->names[axis], in->n[axis])) {
            leave[c->leave_n++] = m->free[i];
        }
    }
    c->leave = leave;
    c->join = in->names[axis];
    c->join_n = in->n[axis];
}

enum err my_groups_set(struct tx *tx, int64_t member, const struct my_groups_change *in) {
    struct member_info m;
    enum err e = member_get(tx, member, &m);
    for (int i = 0; !e && i < AXIS_COUNT; i++) {
        e = in->set[i] ? check_axis(tx, i, in) : E_OK;
    }
    if (e) {
        return e;
    }
    struct member_change c = {.set_country = in->set[0], .set_department = in->set[1], .set_team = in->set[2],
                              .country = in->n[0] ? in->names[0][0] : STR(""),
                              .department = in->n[1] ? in->names[1][0] : STR(""),
                              .team = in->n[2] ? in->names[2][0] : STR(""), .by = member, .now = in->now};
    if (in->set[AXIS_COUNT - 1]) {
        free_of(tx, &m, in, &c);
    }
    return member_change(tx, member, &c);
}
