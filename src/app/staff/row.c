/* row.c: see row.h. */
#include "app/staff/row.h"

#include "http/roles.h"

const char *const row_result_names[ROW_RESULTS + 1] = {"add", "update", "same", "error", NULL};

static const struct str *free_names(struct arena *a, struct str list, size_t *ret_n) {
    struct str *names = str_empty(list) ? NULL : arena_array(a, struct str, ROW_FREE_MAX);
    *ret_n = 0;
    for (size_t start = 0, i = 0; names && i <= list.n && *ret_n < ROW_FREE_MAX; i++) {
        if (i == list.n || strchr(",;|", list.p[i])) {
            struct str name = str_trim(str_sub(list, start, i));
            start = i + 1;
            if (!str_empty(name) && str_utf8_count(name) <= MEMBER_GROUP_MAX) {
                names[(*ret_n)++] = name;
            }
        }
    }
    return names;
}

struct row_person row_person_of(struct arena *a, const struct staff_row *r) {
    struct row_person p = {.email = r->email, .first = r->first, .last = r->last, .country = r->country,
                           .department = r->department, .team = r->team, .named = r->named, .roles = r->roles.bits};
    p.free = free_names(a, r->free, &p.free_n);
    if (!p.named && !r->fault) {
        staff_name_of_email(a, r->email, &p.first, &p.last);
    }
    return p;
}

struct str row_roles_text(struct arena *a, unsigned roles) {
    struct buf b;
    buf_init(&b, a, 1000);
    for (int i = 0; i < ROLE_COUNT; i++) {
        if ((roles & role_infos[i].bit) && role_infos[i].bit != ROLE_MEMBER) {
            buf_printf(&b, "%s%s", b.n ? ", " : "", role_infos[i].name);
        }
    }
    return buf_view(&b);
}

unsigned row_roles_bits(struct str text) {
    unsigned roles = ROLE_MEMBER;
    struct str part;
    while (str_split(&text, ',', &part)) {
        roles |= role_bit(str_trim(part));
    }
    return roles;
}

static void differ(struct arena *a, struct row_plan *plan, enum staff_field f, struct str from, struct str to) {
    from = from.p ? from : STR("");
    if (!str_empty(to) && !str_eq(from, to)) {
        plan->of = plan->of ? plan->of : arena_array(a, struct row_change, ROW_CHANGES_MAX);
        plan->of[plan->n++] = (struct row_change){f, from, to};
    }
}

static bool has_free(const struct member_info *m, struct str name) {
    for (size_t i = 0; i < m->free_n; i++) {
        if (str_eq(m->free[i], name)) {
            return true;
        }
    }
    return false;
}

void row_compare(struct arena *a, const struct row_person *p, const struct member_info *m, int64_t by, struct row_plan *ret) {
    *ret = (struct row_plan){.n = 0};
    struct str file = arena_printf(a, "%.*s %.*s", STRF(p->first), STRF(p->last));
    struct str here = arena_printf(a, "%.*s %.*s", STRF(m->first_name), STRF(m->last_name));
    if (p->named && !str_eq(str_trim(file), str_trim(here))) {
        differ(a, ret, STAFF_FIRST, m->first_name, p->first);
        differ(a, ret, STAFF_LAST, m->last_name, p->last);
    }
    differ(a, ret, STAFF_COUNTRY, m->country, p->country);
    differ(a, ret, STAFF_DEPARTMENT, m->department, p->department);
    differ(a, ret, STAFF_TEAM, m->team, p->team);
    struct buf b;
    buf_init(&b, a, ROW_FREE_MAX * MEMBER_GROUP_MAX * 5);
    for (size_t i = 0; i < p->free_n; i++) {
        if (!has_free(m, p->free[i])) {
            buf_printf(&b, "%s%.*s", b.n ? "; " : "", STRF(p->free[i]));
        }
    }
    if (b.n) {
        differ(a, ret, STAFF_FREE, STR(""), buf_view(&b));
    }
    if ((p->roles | m->roles) != m->roles && m->id != by) {
        differ(a, ret, STAFF_ROLES, row_roles_text(a, m->roles), row_roles_text(a, m->roles | p->roles));
    }
}

static size_t names_of(struct arena *a, struct str list, const struct str **ret) {
    struct str *names = arena_array(a, struct str, ROW_FREE_MAX), part;
    size_t n = 0;
    while (n < ROW_FREE_MAX && str_split(&list, ';', &part)) {
        names[n++] = str_trim(part);
    }
    *ret = names;
    return n;
}

static void put(struct arena *a, enum staff_field f, struct str value, bool back, struct member_change *c) {
    switch (f) {
    case STAFF_FIRST:
        c->set_first_name = true;
        c->first_name = value;
        break;
    case STAFF_LAST:
        c->set_last_name = true;
        c->last_name = value;
        break;
    case STAFF_COUNTRY:
        c->set_country = true;
        c->country = value;
        break;
    case STAFF_DEPARTMENT:
        c->set_department = true;
        c->department = value;
        break;
    case STAFF_TEAM:
        c->set_team = true;
        c->team = value;
        break;
    case STAFF_FREE:
        *(back ? &c->leave_n : &c->join_n) = names_of(a, value, back ? &c->leave : &c->join);
        break;
    case STAFF_ROLES:
        c->set_roles = true;
        c->roles = row_roles_bits(value);
        break;
    case STAFF_NONE: case STAFF_EMAIL: case STAFF_FULL: case STAFF_FIELD_COUNT: break;
    }
}

bool row_change_of(struct arena *a, const struct row_plan *plan, struct member_change *ret) {
    for (size_t i = 0; i < plan->n; i++) {
        put(a, plan->of[i].field, plan->of[i].to, false, ret);
    }
    return plan->n > 0;
}

static struct str now_of(struct arena *a, enum staff_field f, const struct member_info *m) {
    switch (f) {
    case STAFF_FIRST: return m->first_name;
    case STAFF_LAST: return m->last_name;
    case STAFF_COUNTRY: return m->country;
    case STAFF_DEPARTMENT: return m->department;
    case STAFF_TEAM: return m->team;
    case STAFF_ROLES: return row_roles_text(a, m->roles);
    case STAFF_FREE: case STAFF_NONE: case STAFF_EMAIL: case STAFF_FULL: case STAFF_FIELD_COUNT: break;
    }
    return STR("");
}

bool row_change_back(struct arena *a, const struct row_plan *plan, const struct member_info *m, struct member_change *ret) {
    bool any = false;
    for (size_t i = 0; i < plan->n; i++) {
        const struct row_change *c = &plan->of[i];
        bool free = c->field == STAFF_FREE;
        if (free || str_eq(now_of(a, c->field, m), c->to)) {
            put(a, c->field, free ? c->to : c->from, true, ret);
            any = true;
        }
    }
    return any;
}
