/* member.c: reading, adding and changing members. See member.h; checks are in check.c, pages in list.c, erase in
 * erase.c. */
#include "app/member/member.h"

#include "app/company/company.h"
#include "app/member/check.h"
#include "app/session/session.h"
#include "base/id.h"
#include "base/rnd.h"
#include "event/event.h"
#include "http/roles.h"
#include "sql_gen.h"

enum { SALT_BYTES = 32 };

bool member_may_enter(struct str status) {
    return str_is(status, MEMBER_ACTIVE) || str_is(status, MEMBER_INVITED);
}

static enum err roles_read(struct tx *tx, int64_t id, unsigned *ret) {
    struct sql_member_roles_row *rows;
    size_t n;
    enum err e = sql_member_roles(tx, id, &rows, &n);
    if (e) {
        return e;
    }
    *ret = ROLE_MEMBER;
    for (size_t i = 0; i < n; i++) {
        *ret |= role_bit(rows[i].role);
    }
    return E_OK;
}

static enum err groups_read(struct tx *tx, int64_t id, struct member_info *m) {
    struct sql_member_groups_row *rows;
    size_t n;
    enum err e = sql_member_groups(tx, id, &rows, &n);
    m->free = e ? NULL : arena_array(tx->arena, struct str, n + 1);
    for (size_t i = 0; !e && i < n; i++) {
        if (str_is(rows[i].axis, "country")) {
            m->country = rows[i].name;
        } else if (str_is(rows[i].axis, "department")) {
            m->department = rows[i].name;
        } else if (str_is(rows[i].axis, "team")) {
            m->team = rows[i].name;
        } else {
            m->free[m->free_n++] = rows[i].name;
        }
    }
    return e;
}

enum err member_get(struct tx *tx, int64_t id, struct member_info *ret) {
    struct sql_member_get_row row;
    enum err e = sql_member_get(tx, id, &row);
    if (e) {
        return e;
    }
    struct member_info m = {.id = row.id, .email = row.email, .first_name = row.first_name, .last_name = row.last_name,
                            .language = row.language, .time_zone = row.time_zone, .status = row.status,
                            .created_at = row.created_at, .invited_at = row.invited_at_null ? 0 : row.invited_at,
                            .joined_at = row.joined_at_null ? 0 : row.joined_at, .came_by = row.came_by,
                            .waits_for = row.waits_for, .has_password = row.has_password};
    e = roles_read(tx, id, &m.roles);
    if (!e) {
        e = groups_read(tx, id, &m);
    }
    e = e ? e : role_scopes(tx, id, m.limits);
    if (!e) {
        *ret = m;
    }
    return e;
}

enum err member_by_email(struct tx *tx, struct str email, struct member_info *ret) {
    struct sql_member_id_by_email_row row;
    enum err e = sql_member_id_by_email(tx, email_fold(tx->arena, email), &row);
    return e ? e : member_get(tx, row.id, ret);
}

/* ---- roles and groups ---- */

static enum err roles_write(struct tx *tx, int64_t id, unsigned roles) {
    enum err e = E_OK;
    for (int i = 0; !e && i < ROLE_COUNT; i++) {
        if ((roles & role_infos[i].bit) && role_infos[i].bit != ROLE_MEMBER) {
            e = sql_member_role_insert(tx, id, str_of(role_infos[i].name));
        }
    }
    return e;
}

enum err member_group_named(struct tx *tx, const char *axis, struct str name, int64_t *ret) {
    struct sql_member_group_find_row row;
    int64_t made = 0;
    enum err e = sql_member_group_find(tx, str_of(axis), name, &row);
    if (e == E_NOT_FOUND) {
        row.id = id_new();
        e = sql_member_group_insert(tx, row.id, str_of(axis), name, &made);
        if (!e && !made) {           /* another transaction was first */
            e = sql_member_group_find(tx, str_of(axis), name, &row);
        }
    }
    if (!e) {
        *ret = row.id;
    }
    return e;
}

/* The same with a memory: lists name few groups and many people. */
static enum err group_known(struct tx *tx, struct member_group_ids *ids, const char *axis, struct str name, int64_t *ret) {
    if (!ids) {
        return member_group_named(tx, axis, name, ret);
    }
    size_t at = (str_hash(name) + (size_t)axis[0]) % MEMBER_GROUP_IDS;
    if (ids->of[at].id && strcmp(ids->of[at].axis, axis) == 0 && str_eq(ids->of[at].name, name)) {
        *ret = ids->of[at].id;
        return E_OK;
    }
    enum err e = member_group_named(tx, axis, name, ret);
    if (!e) {
        ids->of[at].axis = axis;
        ids->of[at].name = name;
        ids->of[at].id = *ret;
    }
    return e;
}

static enum err group_join(struct tx *tx, int64_t member, struct member_group_ids *ids, const char *axis, struct str name) {
    int64_t group = 0;
    if (str_empty(name)) {
        return E_OK;
    }
    enum err e = group_known(tx, ids, axis, name, &group);
    return e ? e : sql_member_in_group_insert(tx, member, group);
}

static enum err groups_join(struct tx *tx, int64_t member, const struct member_new *in) {
    enum err e = group_join(tx, member, in->ids, "country", in->country);
    e = e ? e : group_join(tx, member, in->ids, "department", in->department);
    e = e ? e : group_join(tx, member, in->ids, "team", in->team);
    for (size_t i = 0; !e && i < in->free_n; i++) {
        e = group_join(tx, member, in->ids, "free", in->free[i]);
    }
    return e;
}

static enum err free_change(struct tx *tx, int64_t member, const struct member_change *c) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < c->join_n; i++) {
        e = group_join(tx, member, NULL, "free", c->join[i]);
    }
    for (size_t i = 0; !e && i < c->leave_n; i++) {
        struct sql_member_group_find_row row;
        e = sql_member_group_find(tx, STR("free"), c->leave[i], &row);
        e = e == E_NOT_FOUND ? E_OK : e ? e : sql_member_in_group_delete(tx, member, row.id);
    }
    return e;
}

/* At most one group on each axis; an empty name takes the member out. */
static enum err group_write(struct tx *tx, int64_t member, const char *axis, struct str name) {
    int64_t group = 0;
    enum err e = sql_member_in_group_clear(tx, member, str_of(axis));
    if (e || str_empty(name)) {
        return e;
    }
    e = member_group_named(tx, axis, name, &group);
    return e ? e : sql_member_in_group_insert(tx, member, group);
}

/* ---- adding ---- */

/* `salt`: SALT_BYTES. */
static struct sql_member_insert_in row_of(struct arena *a, const struct member_new *in, int64_t id, const unsigned char *salt) {
    return (struct sql_member_insert_in){
        .id = id, .email = in->email, .email_folded = email_fold(a, in->email), .first_name = in->first_name,
        .last_name = in->last_name,
        .folded = in->folded.p ? in->folded : member_folded(a, in->last_name, in->first_name, in->email),
        .language = in->language, .time_zone = in->time_zone,
        .status = str_of(in->active ? MEMBER_ACTIVE : MEMBER_INVITED),
        .password_hash = in->password_hash, .person_salt = {(const char *)salt, SALT_BYTES}, .created_at = in->now,
        .joined_at = in->active ? &in->now : NULL};
}

static enum err row_insert(struct tx *tx, const struct member_new *in, const char *at, int64_t id) {
    unsigned char *salt = arena_alloc(tx->arena, SALT_BYTES);
    rnd_bytes(salt, SALT_BYTES);
    int64_t made = 0;
    struct sql_member_insert_in row = row_of(tx->arena, in, id, salt);
    enum err e = sql_member_insert(tx, &row, &made);
    if (e) {
        return e;
    }
    return made ? E_OK : err_set(tx->errs, E_EXISTS, arena_printf(tx->arena, "%s/email", at).p,
                                 "a member with this address exists already");
}

/* Where the member has no wish yet, the company's language and time zone stand in. */
static enum err fill_defaults(struct tx *tx, struct member_new *in) {
    struct company_info company;
    if (!str_empty(in->language) && !str_empty(in->time_zone)) {
        return E_OK;
    }
    enum err e = company_get(tx, &company);
    if (!e) {
        in->language = str_empty(in->language) ? company.language : in->language;
        in->time_zone = str_empty(in->time_zone) ? company.time_zone : in->time_zone;
    }
    return e;
}

enum err member_create(struct tx *tx, const struct member_new *given, const char *at, int64_t *ret_id) {
    int64_t id = id_new();
    struct member_new filled = *given;
    const struct member_new *in = &filled;
    enum err e = fill_defaults(tx, &filled);
    if (!e) {
        e = row_insert(tx, in, at, id);
    }
    if (!e) {
        e = roles_write(tx, id, in->roles);
    }
    if (!e) {
        e = groups_join(tx, id, in);
    }
    if (!e && !in->listed) {
        e = event_record(tx, &(struct event){.kind = EV_MEMBER_CREATED, .at = in->now, .subject = id});
    }
    if (!e && ret_id) {
        *ret_id = id;
    }
    return e;
}

/* ---- adding many ---- */

struct many {
    struct tx *tx;
    struct sql_member_in_group_insert_in *joins;
    size_t n;
};

static enum err note_join(struct many *m, int64_t member, const struct member_new *in, const char *axis, struct str name) {
    if (str_empty(name)) {
        return E_OK;
    }
    struct sql_member_in_group_insert_in *join = &m->joins[m->n++];
    join->member = member;
    return group_known(m->tx, in->ids, axis, name, &join->group);
}

static enum err note_joins(struct many *m, int64_t member, const struct member_new *in) {
    enum err e = note_join(m, member, in, "country", in->country);
    e = e ? e : note_join(m, member, in, "department", in->department);
    e = e ? e : note_join(m, member, in, "team", in->team);
    for (size_t i = 0; !e && i < in->free_n; i++) {
        e = note_join(m, member, in, "free", in->free[i]);
    }
    return e;
}

/* Inserts the rows; the ids of those that were taken become 0. Ids grow from row to row. */
static enum err rows_insert(struct tx *tx, struct sql_member_insert_in *rows, size_t n, int64_t *ret_added) {
    struct sql_member_ids_between_row *there;
    size_t there_n, k = 0;
    enum err e = sql_member_insert_rows(tx, rows, n, ret_added);
    if (e || *ret_added == (int64_t)n) {
        return e;
    }
    e = sql_member_ids_between(tx, rows[0].id, rows[n - 1].id, &there, &there_n);
    for (size_t i = 0; !e && i < n; i++) {
        while (k < there_n && there[k].id < rows[i].id) {
            k++;
        }
        rows[i].id = k < there_n && there[k].id == rows[i].id ? rows[i].id : 0;
    }
    return e;
}

enum err member_create_many(struct tx *tx, const struct member_new *in, size_t n, int64_t *ret_added) {
    struct sql_member_insert_in *rows = arena_array(tx->arena, struct sql_member_insert_in, n);
    unsigned char *salts = arena_alloc(tx->arena, n * SALT_BYTES);
    size_t joins = 0;
    *ret_added = 0;
    if (n == 0) {
        return E_OK;
    }
    rnd_bytes(salts, n * SALT_BYTES);
    for (size_t i = 0; i < n; i++) {
        rows[i] = row_of(tx->arena, &in[i], id_new(), salts + i * SALT_BYTES);
        joins += 3 + in[i].free_n;
    }
    struct many m = {tx, arena_array(tx->arena, struct sql_member_in_group_insert_in, joins), 0};
    enum err e = rows_insert(tx, rows, n, ret_added);
    for (size_t i = 0; !e && i < n; i++) {
        if (rows[i].id) {
            e = roles_write(tx, rows[i].id, in[i].roles);
            e = e ? e : note_joins(&m, rows[i].id, &in[i]);
        }
    }
    return e ? e : sql_member_in_group_insert_rows(tx, m.joins, m.n);
}

/* ---- changing ---- */

enum err member_keep_an_admin(struct tx *tx, int64_t id) {
    struct sql_member_other_admins_row row;
    enum err e = sql_member_other_admins(tx, id, &row);
    if (e) {
        return e;
    }
    if (row.n == 0) {
        e = err_set(tx->errs, E_STATE, "", "this is the company's last admin; name another one first");
    }
    return e;
}

static enum err changed(struct tx *tx, int64_t id, int64_t now) {
    session_refresh(tx, id);
    return event_record(tx, &(struct event){.kind = EV_MEMBER_CHANGED, .at = now, .subject = id});
}

/* Where a status may go: out (suspended) from anywhere, and back to what it was. */
static enum err next_status(struct tx *tx, const struct member_info *m, const struct member_change *c,
                            struct str *ret) {
    if (!member_may_enter(m->status) && !str_is(m->status, MEMBER_SUSPENDED)) {
        return err_set(tx->errs, E_STATE, "/status", "this person waits to be approved or declined");
    }
    if (str_is(c->status, MEMBER_SUSPENDED)) {
        if (c->by == m->id) {
            return err_set(tx->errs, E_STATE, "/status", "you cannot suspend yourself");
        }
        *ret = c->status;
        return str_is(m->status, MEMBER_ACTIVE) && (m->roles & ROLE_ADMIN) ? member_keep_an_admin(tx, m->id) : E_OK;
    }
    if (str_is(c->status, MEMBER_ACTIVE) && !str_is(m->status, MEMBER_INVITED)) {
        *ret = m->joined_at ? c->status : STR(MEMBER_INVITED);
        return E_OK;
    }
    return err_set(tx->errs, E_STATE, "/status", "a member who is invited becomes active by joining");
}

static enum err next_roles(struct tx *tx, const struct member_info *m, const struct member_change *c, unsigned *ret) {
    *ret = c->roles | ROLE_MEMBER;
    if (!(m->roles & ROLE_ADMIN) || (*ret & ROLE_ADMIN)) {
        return E_OK;
    }
    if (c->by == m->id) {
        return err_set(tx->errs, E_STATE, "/roles", "you cannot take the admin role from yourself");
    }
    return str_is(m->status, MEMBER_ACTIVE) ? member_keep_an_admin(tx, m->id) : E_OK;
}

/* What the member will be; E_STATE when that must not be. */
static enum err next_info(struct tx *tx, const struct member_info *m, const struct member_change *c,
                          struct member_info *ret) {
    *ret = *m;
    ret->first_name = c->set_first_name ? c->first_name : m->first_name;
    ret->last_name = c->set_last_name ? c->last_name : m->last_name;
    ret->language = c->set_language ? c->language : m->language;
    ret->time_zone = c->set_time_zone ? c->time_zone : m->time_zone;
    enum err e = c->set_status ? next_status(tx, m, c, &ret->status) : E_OK;
    return e ? e : c->set_roles ? next_roles(tx, m, c, &ret->roles) : E_OK;
}

/* A role that goes takes its limit along. */
static enum err write_limits(struct tx *tx, const struct member_info *is, const struct member_change *c) {
    static const struct scope none;
    enum err e = E_OK;
    for (int i = 0; !e && scope_roles[i]; i++) {
        bool has = is->roles & role_bit(str_of(scope_roles[i]));
        const char *field = arena_printf(tx->arena, "/limits/%s", scope_roles[i]).p;
        if (c->set_limits[i] && c->limits[i].limited && !has) {
            e = err_set(tx->errs, E_INVALID, field, "the member does not have this role");
        } else if (!has || c->set_limits[i]) {
            e = role_scope_set(tx, is->id, scope_roles[i], has ? &c->limits[i] : &none, field);
        }
    }
    return e;
}

static enum err write_change(struct tx *tx, const struct member_info *was, const struct member_info *is,
                             const struct member_change *c) {
    int64_t n = 0;
    enum err e = sql_member_update(tx, &(struct sql_member_update_in){
        .id = is->id, .first_name = is->first_name, .last_name = is->last_name,
        .folded = member_folded(tx->arena, is->last_name, is->first_name, is->email), .language = is->language,
        .time_zone = is->time_zone, .status = is->status}, &n);
    if (!e && is->roles != was->roles) {
        e = sql_member_role_clear(tx, is->id);
        e = e ? e : roles_write(tx, is->id, is->roles);
    }
    e = e ? e : write_limits(tx, is, c);
    if (!e && c->set_country) {
        e = group_write(tx, is->id, "country", c->country);
    }
    if (!e && c->set_department) {
        e = group_write(tx, is->id, "department", c->department);
    }
    if (!e && c->set_team) {
        e = group_write(tx, is->id, "team", c->team);
    }
    return e ? e : free_change(tx, is->id, c);
}

static bool sets_something(const struct member_change *c) {
    return c->set_first_name || c->set_last_name || c->set_status || c->set_roles || c->set_language ||
           c->set_time_zone || c->set_country || c->set_department || c->set_team || c->join_n || c->leave_n || c->set_limits[0] || c->set_limits[1];
}

enum err member_change(struct tx *tx, int64_t id, const struct member_change *c) {
    struct member_info was, is;
    enum err e = member_get(tx, id, &was);
    if (!e && !sets_something(c)) {
        return E_OK;
    }
    if (!e) {
        e = next_info(tx, &was, c, &is);
    }
    if (!e) {
        e = write_change(tx, &was, &is, c);
    }
    bool suspended = !e && str_is(is.status, MEMBER_SUSPENDED);
    if (suspended) {
        e = sign_in_token_drop(tx, id);
    }
    if (!e && (suspended || is.roles != was.roles)) {
        e = session_end_all(tx, id, STR_NULL);
    }
    return e ? e : changed(tx, id, c->now);
}

enum err member_set_password(struct tx *tx, int64_t id, struct str hash, struct str keep_session, int64_t now) {
    int64_t n = 0;
    enum err e = sql_member_password_set(tx, id, hash, &n);
    if (!e && n == 0) {
        e = E_NOT_FOUND;
    }
    if (!e) {
        e = session_end_all(tx, id, keep_session);
    }
    return e ? e : changed(tx, id, now);
}

enum err member_joined(struct tx *tx, int64_t id, int64_t now) {
    int64_t n = 0;
    enum err e = sql_member_join(tx, id, now, &n);
    if (e || n == 0) {
        return e;
    }
    return event_record(tx, &(struct event){.kind = EV_MEMBER_JOINED, .at = now, .subject = id});
}
