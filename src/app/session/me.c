/* me.c: see me.h. */
#include "app/session/me.h"

#include "app/charter/charter.h"
#include "app/company/company.h"
#include "app/privacy/person.h"
#include "sql_gen.h"

const char *const role_values[] = {"member", "curator", "moderator", "manager", "trainer", "admin", "auditor", NULL};

static const struct json_field company_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct me_company, name), .flags = JSON_REQUIRED},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct me_company, language), .flags = JSON_REQUIRED,
     .values = languages},
    {.name = "time_zone", .type = JSON_T_STR, .off = offsetof(struct me_company, time_zone), .flags = JSON_REQUIRED},
    {.name = "colour", .type = JSON_T_STR, .off = offsetof(struct me_company, colour), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape company_shape = {"me_company", sizeof(struct me_company), company_fields};

static const struct json_field charter_fields[] = {
    {.name = "current_version", .type = JSON_T_I64, .off = offsetof(struct me_charter, current_version),
     .flags = JSON_REQUIRED, .help = "Version in force."},
    {.name = "accepted_version", .type = JSON_T_I64, .off = offsetof(struct me_charter, accepted_version),
     .flags = JSON_NULLABLE, .has = JSON_HAS(me_charter, accepted), .help = "Newest version accepted, null if none."},
    {0}};
const struct json_shape me_charter_shape = {"me_charter", sizeof(struct me_charter), charter_fields};

static const struct json_field me_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct me, id), .flags = JSON_REQUIRED},
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct me, email), .flags = JSON_REQUIRED},
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct me, first_name), .flags = JSON_REQUIRED},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct me, last_name), .flags = JSON_REQUIRED},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct me, language), .flags = JSON_REQUIRED,
     .values = languages},
    {.name = "time_zone", .type = JSON_T_STR, .off = offsetof(struct me, time_zone), .flags = JSON_REQUIRED},
    {.name = "roles", .type = JSON_T_STRS, .off = offsetof(struct me, roles), .flags = JSON_REQUIRED,
     .values = role_values},
    {.name = "company", .type = JSON_T_OBJ, .off = offsetof(struct me, company), .flags = JSON_REQUIRED,
     .sub = &company_shape},
    {.name = "ambassador", .type = JSON_T_BOOL, .off = offsetof(struct me, ambassador), .flags = JSON_REQUIRED,
     .help = "Takes part; told to the person alone."},
    {.name = "charter", .type = JSON_T_OBJ, .off = offsetof(struct me, charter), .flags = JSON_REQUIRED,
     .sub = &me_charter_shape},
    {.name = "has_password", .type = JSON_T_BOOL, .off = offsetof(struct me, has_password), .flags = JSON_REQUIRED},
    {.name = "previous_visit_at", .type = JSON_T_TIME, .off = offsetof(struct me, previous_visit_at),
     .flags = JSON_NULLABLE, .has = JSON_HAS(me, has_previous_visit), .help = "End of the visit before this one."},
    {0}};
const struct json_shape me_shape = {"me", sizeof(struct me), me_fields};

struct json_list role_names(struct arena *a, unsigned roles) {
    struct str *names = arena_array(a, struct str, ROLE_COUNT);
    size_t n = 0;
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (roles & role_infos[i].bit) {
            names[n++] = str_of(role_infos[i].name);
        }
    }
    return (struct json_list){names, n};
}

static enum err read_person(struct tx *tx, int64_t member, struct me *me) {
    struct participation p;
    struct sql_visit_get_row visit = {.visit_at = 0};
    int64_t person = 0;
    enum err e = person_of(tx, member, &person);
    if (!e) {
        e = participation_of(tx, person, &p);
    }
    if (e) {
        return e;
    }
    me->ambassador = p.ambassador;
    me->charter = (struct me_charter){p.current_version, p.charter_version, p.charter_version > 0};
    e = sql_visit_get(tx, person, &visit);
    if (!e) {
        me->previous_visit_at = visit.last_visit_at;
        me->has_previous_visit = visit.last_visit_at > 0;
    }
    return e == E_NOT_FOUND ? E_OK : e;
}

enum err me_read(struct tx *tx, int64_t member, struct me *ret) {
    struct member_info m;
    struct company_info c;
    enum err e = member_get(tx, member, &m);
    if (!e) {
        e = company_get(tx, &c);
    }
    if (e) {
        return e;
    }
    *ret = (struct me){.id = m.id, .email = m.email, .first_name = m.first_name, .last_name = m.last_name,
                       .language = m.language, .time_zone = m.time_zone, .roles = role_names(tx->arena, m.roles),
                       .company = {c.name, c.language, c.time_zone, c.colour}, .has_password = m.has_password};
    return read_person(tx, member, ret);
}

enum err me_reply(struct rq *rq, int status, const struct session_made *made, const struct me *me) {
    reply_cookie(rq, made->token, made->max_age_s);
    return reply_json(rq, status, &me_shape, me);
}
