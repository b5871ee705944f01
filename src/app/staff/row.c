/* row.c: see row.h. */
#include "app/staff/row.h"

#include "http/roles.h"
#include "json/json.h"

struct row_person row_person_of(struct arena *a, const struct staff_row *r) {
    struct row_person p = {.email = r->email, .first = r->first, .last = r->last, .country = r->country,
                           .department = r->department, .team = r->team, .named = r->named, .roles = r->roles.bits};
    for (size_t start = 0, i = 0; i <= r->free.n && p.free_n < ROW_FREE_MAX; i++) {
        if (i == r->free.n || strchr(",;|", r->free.p[i])) {
            struct str name = str_trim(str_sub(r->free, start, i));
            start = i + 1;
            if (!str_empty(name) && str_utf8_count(name) <= MEMBER_GROUP_MAX) {
                p.free[p.free_n++] = name;
            }
        }
    }
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

static void differ(struct row_plan *plan, enum staff_field f, struct str from, struct str to) {
    from = from.p ? from : STR("");
    if (!str_empty(to) && !str_eq(from, to)) {
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
        differ(ret, STAFF_FIRST, m->first_name, p->first);
        differ(ret, STAFF_LAST, m->last_name, p->last);
    }
    differ(ret, STAFF_COUNTRY, m->country, p->country);
    differ(ret, STAFF_DEPARTMENT, m->department, p->department);
    differ(ret, STAFF_TEAM, m->team, p->team);
    struct buf b;
    buf_init(&b, a, ROW_FREE_MAX * MEMBER_GROUP_MAX * 5);
    for (size_t i = 0; i < p->free_n; i++) {
        if (!has_free(m, p->free[i])) {
            buf_printf(&b, "%s%.*s", b.n ? "; " : "", STRF(p->free[i]));
        }
    }
    if (b.n) {
        differ(ret, STAFF_FREE, STR(""), buf_view(&b));
    }
    if ((p->roles | m->roles) != m->roles && m->id != by) {
        differ(ret, STAFF_ROLES, row_roles_text(a, m->roles), row_roles_text(a, m->roles | p->roles));
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

/* ---- JSON ---- */

static void put_text(struct buf *b, const char *key, struct str s) {
    if (!str_empty(s)) {
        buf_printf(b, "%s\"%s\":", b->n > 1 ? "," : "", key);
        buf_json(b, s);
    }
}

struct str row_write(struct arena *a, const struct row_data *d) {
    const struct row_person *p = &d->person;
    struct buf b;
    buf_init(&b, a, 256 * 1024);
    buf_ch(&b, '{');
    put_text(&b, "e", p->email);
    put_text(&b, "f", p->first);
    put_text(&b, "l", p->last);
    put_text(&b, "c", p->country);
    put_text(&b, "d", p->department);
    put_text(&b, "t", p->team);
    if (p->named) {
        put_text(&b, "n", STR("1"));
    }
    put_text(&b, "r", row_roles_text(a, p->roles));
    for (size_t i = 0; i < p->free_n; i++) {
        buf_c(&b, i ? "," : ",\"g\":[");
        buf_json(&b, p->free[i]);
        buf_c(&b, i + 1 == p->free_n ? "]" : "");
    }
    for (size_t i = 0; i < d->plan.n; i++) {
        buf_printf(&b, "%s[\"%s\",", i ? "," : ",\"x\":[", staff_field_names[d->plan.of[i].field]);
        buf_json(&b, d->plan.of[i].from);
        buf_ch(&b, ',');
        buf_json(&b, d->plan.of[i].to);
        buf_c(&b, i + 1 == d->plan.n ? "]]" : "]");
    }
    if (d->fault.code) {
        put_text(&b, "k", str_of(d->fault.code));
        put_text(&b, "kf", str_of(staff_field_names[d->fault.field]));
        put_text(&b, "kc", d->fault.column);
        put_text(&b, "kd", d->fault.detail);
    }
    buf_ch(&b, '}');
    return buf_view(&b);
}

static struct str text_at(const struct json_node *n, const char *key) {
    struct str s = json_text(json_get(n, key));
    return s.p ? s : STR("");
}

static void read_plan(const struct json_node *list, struct row_plan *plan) {
    for (size_t i = 0; i < json_count(list) && plan->n < ROW_CHANGES_MAX; i++) {
        const struct json_node *c = json_at(list, i);
        enum staff_field f = staff_field_of(json_text(json_at(c, 0)));
        if (f < STAFF_FIELD_COUNT) {
            plan->of[plan->n++] = (struct row_change){f, json_text(json_at(c, 1)), json_text(json_at(c, 2))};
        }
    }
}

enum err row_read(struct arena *a, struct str json, struct row_data *ret) {
    const struct json_node *n;
    enum err e = json_parse(json, a, &n);
    if (e) {
        return e;
    }
    *ret = (struct row_data){.person = {.email = text_at(n, "e"), .first = text_at(n, "f"), .last = text_at(n, "l"),
                                        .country = text_at(n, "c"), .department = text_at(n, "d"), .team = text_at(n, "t"),
                                        .named = json_get(n, "n") != NULL, .roles = row_roles_bits(text_at(n, "r"))}};
    const struct json_node *free = json_get(n, "g"), *code = json_get(n, "k");
    for (size_t i = 0; free && i < json_count(free) && i < ROW_FREE_MAX; i++) {
        ret->person.free[ret->person.free_n++] = json_text(json_at(free, i));
    }
    if (json_get(n, "x")) {
        read_plan(json_get(n, "x"), &ret->plan);
    }
    if (code) {
        enum staff_field f = staff_field_of(text_at(n, "kf"));
        ret->fault = (struct row_fault){json_text(code).p, f < STAFF_FIELD_COUNT ? f : STAFF_NONE, text_at(n, "kc"), text_at(n, "kd")};
    }
    return E_OK;
}
