/* member_api.c: see member_api.h. Says nothing of what members do: the answers are byte for byte the same whoever
 * takes part, and test/api/members.test.mjs holds them to it. */
#include "app/member/member_api.h"

#include "app/company/company.h"
#include "app/join/join.h"
#include "app/join/policy.h"
#include "app/member/check.h"
#include "app/member/invite.h"
#include "app/member/member_invitation.h"
#include "app/session/me.h"

static const char *const status_values[] = {MEMBER_INVITED, MEMBER_ACTIVE, MEMBER_SUSPENDED, MEMBER_WAITING, NULL};
static const char *const came_values[] = {JOIN_BY_DOMAIN, JOIN_BY_LINK, JOIN_BY_CODE, NULL};
static const char *const waits_values[] = {WAITS_FOR_APPROVAL, WAITS_FOR_PILOT, NULL};
static const char *const status_changes[] = {MEMBER_ACTIVE, MEMBER_SUSPENDED, NULL};

/* ---- what goes out ---- */

enum { FREE_MAX = 20 };              /* groups on the free axis that one change sets */

struct groups_out {
    struct str country, department, team;
    struct json_list free;
};
static const struct json_field groups_fields[] = {
    {.name = "country", .type = JSON_T_STR, .off = offsetof(struct groups_out, country), .flags = JSON_NULLABLE},
    {.name = "department", .type = JSON_T_STR, .off = offsetof(struct groups_out, department), .flags = JSON_NULLABLE},
    {.name = "team", .type = JSON_T_STR, .off = offsetof(struct groups_out, team), .flags = JSON_NULLABLE},
    {.name = "free", .type = JSON_T_STRS, .off = offsetof(struct groups_out, free), .flags = JSON_REQUIRED,
     .help = "Groups of any other kind: places, circles."},
    {0}};
static const struct json_shape groups_shape = {"member_groups", sizeof(struct groups_out), groups_fields};

struct limits_out {
    bool limited[2];                 /* as in scope_roles */
    struct json_list of[2];
};
#define LIMIT(name_, i)                                                                                                \
    {.name = name_, .type = JSON_T_STRS, .off = offsetof(struct limits_out, of) + (i) * sizeof(struct json_list),      \
     .flags = JSON_REQUIRED | JSON_NULLABLE, .has = offsetof(struct limits_out, limited) + (i) + 1,                    \
     .help = "Ids of the channels this role is limited to; null: all."}
static const struct json_field limits_fields[] = {LIMIT("curator", 0), LIMIT("moderator", 1), {0}};
static const struct json_shape limits_shape = {"member_limits", sizeof(struct limits_out), limits_fields};

struct member_out {
    int64_t id;
    struct str email, first_name, last_name, language, status;
    struct json_list roles;
    struct limits_out limits;
    struct groups_out groups;
    int64_t created_at, invited_at;
    bool invited;
    struct str came_by, waits_for;
};
static const struct json_field member_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct member_out, id), .flags = JSON_REQUIRED},
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct member_out, email), .flags = JSON_REQUIRED},
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct member_out, first_name), .flags = JSON_REQUIRED},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct member_out, last_name), .flags = JSON_REQUIRED},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct member_out, language), .flags = JSON_REQUIRED,
     .values = languages},
    {.name = "status", .type = JSON_T_ENUM, .off = offsetof(struct member_out, status), .flags = JSON_REQUIRED,
     .values = status_values},
    {.name = "roles", .type = JSON_T_STRS, .off = offsetof(struct member_out, roles), .flags = JSON_REQUIRED,
     .values = role_values},
    {.name = "limits", .type = JSON_T_OBJ, .off = offsetof(struct member_out, limits), .flags = JSON_REQUIRED, .sub = &limits_shape},
    {.name = "groups", .type = JSON_T_OBJ, .off = offsetof(struct member_out, groups), .flags = JSON_REQUIRED,
     .sub = &groups_shape},
    {.name = "created_at", .type = JSON_T_TIME, .off = offsetof(struct member_out, created_at), .flags = JSON_REQUIRED},
    {.name = "invited_at", .type = JSON_T_TIME, .off = offsetof(struct member_out, invited_at), .flags = JSON_NULLABLE,
     .has = JSON_HAS(member_out, invited), .help = "When the newest invitation was made."},
    {.name = "came_by", .type = JSON_T_ENUM, .off = offsetof(struct member_out, came_by), .flags = JSON_NULLABLE,
     .values = came_values, .help = "How they asked to join; null: an admin added them."},
    {.name = "waits_for", .type = JSON_T_ENUM, .off = offsetof(struct member_out, waits_for), .flags = JSON_NULLABLE,
     .values = waits_values, .help = "Of who waits: to be approved, or for the end of the pilot."},
    {0}};
const struct json_shape member_shape = {"member", sizeof(struct member_out), member_fields};

struct member_list_out {
    struct json_list items;
    struct str next;
    int64_t total;
};
static const struct json_field member_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct member_list_out, items), .flags = JSON_REQUIRED,
     .sub = &member_shape},
    {.name = "next", .type = JSON_T_STR, .off = offsetof(struct member_list_out, next), .flags = JSON_NULLABLE,
     .help = "Cursor of the next page, null on the last."},
    {.name = "total", .type = JSON_T_I64, .off = offsetof(struct member_list_out, total), .flags = JSON_REQUIRED,
     .help = "Members that pass the filter."},
    {0}};
const struct json_shape member_list_shape = {"member_list", sizeof(struct member_list_out), member_list_fields};

struct invitation_out {
    struct str url;
    int64_t expires_at;
    bool mailed;
};
static const struct json_field invitation_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct invitation_out, url), .flags = JSON_REQUIRED,
     .help = "Shown once; it lets the member in, so hand it to nobody else."},
    {.name = "expires_at", .type = JSON_T_TIME, .off = offsetof(struct invitation_out, expires_at),
     .flags = JSON_REQUIRED},
    {.name = "mailed", .type = JSON_T_BOOL, .off = offsetof(struct invitation_out, mailed), .flags = JSON_REQUIRED,
     .help = "A mail with a link of its own is on its way."},
    {0}};
const struct json_shape member_invitation_shape = {"member_invitation", sizeof(struct invitation_out),
                                                   invitation_fields};

/* ---- what comes in ---- */

struct query_in {
    struct str q, status, cursor;
    int64_t limit;
};
static const struct json_field query_fields[] = {
    {.name = "q", .type = JSON_T_STR, .off = offsetof(struct query_in, q), .max = 100,
     .help = "Words in name or address, in any case, without accents."},
    {.name = "status", .type = JSON_T_ENUM, .off = offsetof(struct query_in, status), .values = status_values},
    {.name = "limit", .type = JSON_T_I64, .off = offsetof(struct query_in, limit), .min = 1, .max = MEMBER_PAGE_MAX,
     .help = "Members a page, 50 unless told."},
    {.name = "cursor", .type = JSON_T_STR, .off = offsetof(struct query_in, cursor), .max = 4096},
    {0}};
const struct json_shape member_query_shape = {"member_query", sizeof(struct query_in), query_fields};

struct groups_in {
    bool has_country, has_department, has_team, has_free;
    struct str country, department, team;
    struct json_list free;
};
static const struct json_field groups_in_fields[] = {
    {.name = "country", .type = JSON_T_STR, .off = offsetof(struct groups_in, country),
     .flags = JSON_NULLABLE | JSON_TRIM, .has = JSON_HAS(groups_in, has_country), .max = MEMBER_GROUP_MAX},
    {.name = "department", .type = JSON_T_STR, .off = offsetof(struct groups_in, department),
     .flags = JSON_NULLABLE | JSON_TRIM, .has = JSON_HAS(groups_in, has_department), .max = MEMBER_GROUP_MAX},
    {.name = "team", .type = JSON_T_STR, .off = offsetof(struct groups_in, team), .flags = JSON_NULLABLE | JSON_TRIM,
     .has = JSON_HAS(groups_in, has_team), .max = MEMBER_GROUP_MAX},
    {.name = "free", .type = JSON_T_STRS, .off = offsetof(struct groups_in, free), .has = JSON_HAS(groups_in, has_free),
     .max = FREE_MAX, .help = "All of the member's groups of this kind from now on."},
    {0}};
static const struct json_shape groups_in_shape = {"member_groups_in", sizeof(struct groups_in), groups_in_fields};

struct new_in {
    struct str email, first_name, last_name, language;
    struct json_list roles;
    struct groups_in groups;
};
static const struct json_field new_fields[] = {
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct new_in, email), .flags = JSON_REQUIRED | JSON_TRIM,
     .max = MEMBER_EMAIL_MAX},
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct new_in, first_name),
     .flags = JSON_REQUIRED | JSON_TRIM, .min = 1, .max = MEMBER_NAME_MAX},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct new_in, last_name),
     .flags = JSON_REQUIRED | JSON_TRIM, .max = MEMBER_NAME_MAX},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct new_in, language), .values = languages,
     .help = "The company's unless told."},
    {.name = "roles", .type = JSON_T_STRS, .off = offsetof(struct new_in, roles), .max = ROLE_COUNT,
     .values = role_values},
    {.name = "groups", .type = JSON_T_OBJ, .off = offsetof(struct new_in, groups), .sub = &groups_in_shape},
    {0}};
const struct json_shape member_new_shape = {"member_new", sizeof(struct new_in), new_fields};

struct limits_in {
    bool has[2];
    struct json_list of[2];
};
#define LIMIT_IN(name_, i)                                                                                             \
    {.name = name_, .type = JSON_T_STRS, .off = offsetof(struct limits_in, of) + (i) * sizeof(struct json_list),       \
     .flags = JSON_NULLABLE, .has = offsetof(struct limits_in, has) + (i) + 1, .min = 1, .max = SCOPE_CHANNELS_MAX,    \
     .help = "Ids of channels; null: all."}
static const struct json_field limits_in_fields[] = {LIMIT_IN("curator", 0), LIMIT_IN("moderator", 1), {0}};
static const struct json_shape limits_in_shape = {"member_limits_in", sizeof(struct limits_in), limits_in_fields};

struct change_in {
    struct limits_in limits;
    bool has_first_name, has_last_name, has_status, has_roles;
    struct str first_name, last_name, status;
    struct json_list roles;
    struct groups_in groups;
};
static const struct json_field change_fields[] = {
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct change_in, first_name), .flags = JSON_TRIM,
     .has = JSON_HAS(change_in, has_first_name), .min = 1, .max = MEMBER_NAME_MAX},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct change_in, last_name), .flags = JSON_TRIM,
     .has = JSON_HAS(change_in, has_last_name), .max = MEMBER_NAME_MAX},
    {.name = "status", .type = JSON_T_ENUM, .off = offsetof(struct change_in, status),
     .has = JSON_HAS(change_in, has_status), .values = status_changes},
    {.name = "roles", .type = JSON_T_STRS, .off = offsetof(struct change_in, roles),
     .has = JSON_HAS(change_in, has_roles), .max = ROLE_COUNT, .values = role_values,
     .help = "All of the member's roles from now on; a change signs them out."},
    {.name = "limits", .type = JSON_T_OBJ, .off = offsetof(struct change_in, limits), .sub = &limits_in_shape,
     .help = "Channels that a curator or moderator is limited to."},
    {.name = "groups", .type = JSON_T_OBJ, .off = offsetof(struct change_in, groups), .sub = &groups_in_shape},
    {0}};
const struct json_shape member_change_shape = {"member_change", sizeof(struct change_in), change_fields};

struct leave_in {
    struct str email;
};
static const struct json_field leave_fields[] = {
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct leave_in, email), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = MEMBER_EMAIL_MAX, .help = "The member's address, typed to confirm."},
    {0}};
const struct json_shape member_leave_shape = {"member_leave", sizeof(struct leave_in), leave_fields};

static unsigned roles_of(struct json_list list) {
    const struct str *names = list.p;
    unsigned roles = ROLE_MEMBER;
    for (size_t i = 0; i < list.n; i++) {
        roles |= role_bit(names[i]);
    }
    return roles;
}

/* By name: rows come as the engine likes. */
static struct json_list sorted(struct arena *a, const struct str *names, size_t n) {
    struct str *out = arena_array(a, struct str, n + 1);
    for (size_t i = 0; i < n; i++) {
        size_t k = i;
        for (; k > 0 && str_cmp(out[k - 1], names[i]) > 0; k--) {
            out[k] = out[k - 1];
        }
        out[k] = names[i];
    }
    return (struct json_list){out, n};
}

static struct json_list ids_text(struct arena *a, const struct scope *s) {
    struct str *out = arena_array(a, struct str, s->channels.n + 1);
    for (size_t i = 0; i < s->channels.n; i++) {
        out[i] = id_text(a, s->channels.p[i]);
    }
    return (struct json_list){out, s->channels.n};
}

static struct member_out out_of(struct arena *a, const struct member_info *m) {
    return (struct member_out){.id = m->id, .email = m->email, .first_name = m->first_name, .last_name = m->last_name,
                               .language = m->language, .status = m->status, .roles = role_names(a, m->roles),
                               .limits = {{m->limits[0].scope.limited, m->limits[1].scope.limited}, {ids_text(a, &m->limits[0].scope), ids_text(a, &m->limits[1].scope)}},
                               .groups = {m->country, m->department, m->team, sorted(a, m->free, m->free_n)},
                               .created_at = m->created_at,
                               .invited_at = m->invited_at, .invited = m->invited_at != 0, .came_by = m->came_by,
                               .waits_for = m->waits_for};
}

static enum err reply_member(struct rq *rq, int status, const struct member_info *m) {
    struct member_out out = out_of(rq->arena, m);
    return reply_json(rq, status, &member_shape, &out);
}

/* The names trimmed; faults at "/groups/free/1". */
static enum err free_clean(struct rq *rq, struct json_list list, struct json_list *ret) {
    const struct str *given = list.p;
    struct str *names = arena_array(rq->arena, struct str, list.n + 1);
    enum err e = E_OK;
    *ret = (struct json_list){names, list.n};
    for (size_t i = 0; i < list.n; i++) {
        names[i] = str_trim(given[i]);
        const char *fault = str_empty(names[i]) ? "is empty" : name_fault(names[i], MEMBER_GROUP_MAX);
        if (fault) {
            e = err_set(&rq->errs, E_INVALID, arena_printf(rq->arena, "/groups/free/%zu", i).p, "%s", fault);
        }
    }
    return e;
}

/* ---- handlers ---- */

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    return member_list(tx, args, ret);
}

enum err members_get(struct rq *rq) {
    const struct query_in *in = rq->query;
    struct member_filter filter = {in->q, in->status, in->cursor, in->limit};
    struct member_page page;
    enum err e = db_read(&rq->cx, list_tx, &filter, &page, sizeof page);
    if (e) {
        return e;
    }
    struct member_out *items = arena_array(rq->arena, struct member_out, page.n);
    for (size_t i = 0; i < page.n; i++) {
        items[i] = out_of(rq->arena, &page.items[i]);
    }
    struct member_list_out out = {{items, page.n}, page.next, page.total};
    return reply_json(rq, 200, &member_list_shape, &out);
}

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    int64_t id = 0;
    enum err e = member_create(tx, args, "", &id);
    return e ? e : member_get(tx, id, ret);
}

static enum err created_reply(struct rq *rq, const void *ret) {
    return reply_member(rq, 201, ret);
}

enum err members_post(struct rq *rq) {
    const struct new_in *in = rq->body;
    struct json_list free;
    enum err e = free_clean(rq, in->groups.free, &free);
    struct member_new new = {.email = in->email, .first_name = in->first_name, .last_name = in->last_name,
                             .language = in->language, .roles = roles_of(in->roles), .country = in->groups.country,
                             .department = in->groups.department, .team = in->groups.team, .free = free.p,
                             .free_n = free.n, .now = rq->now};
    struct member_info made;
    enum err rest = member_check(&new, rq->arena, &rq->errs, "");
    e = e ? e : rest;
    return e ? e : reply_tx(rq, create_tx, &new, &made, sizeof made, created_reply);
}

struct patch_args {
    int64_t id;
    struct member_change change;
    const struct json_list *free;    /* the groups of any kind from now on, or NULL */
    struct session_from from;
};

struct patch_result {
    struct member_info member;
    struct session_made session;
};

static bool listed(struct str name, const struct str *names, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (str_eq(names[i], name)) {
            return true;
        }
    }
    return false;
}

/* The whole list as what is joined and what is left. */
static enum err free_set(struct tx *tx, int64_t id, const struct json_list *list, struct member_change *c) {
    struct member_info m;
    enum err e = member_get(tx, id, &m);
    struct str *leave = e ? NULL : arena_array(tx->arena, struct str, m.free_n + 1);
    for (size_t i = 0; !e && i < m.free_n; i++) {
        if (!listed(m.free[i], list->p, list->n)) {
            leave[c->leave_n++] = m.free[i];
        }
    }
    c->leave = leave;
    c->join = list->p;
    c->join_n = list->n;
    return e;
}

/* Who changes their own roles is signed out with all others' sessions of theirs, and goes on in a new one. */
static enum err patch_tx(struct tx *tx, const void *args, void *ret) {
    const struct patch_args *a = args;
    struct patch_result *out = ret;
    struct member_change change = a->change;
    enum err e = member_get(tx, a->id, &out->member);
    if (!e && str_is(out->member.status, MEMBER_DECLINED)) {
        e = E_NOT_FOUND;                 /* the row goes in a moment */
    }
    e = e || !a->free ? e : free_set(tx, a->id, a->free, &change);
    e = e ? e : member_change(tx, a->id, &change);
    if (!e && a->id == a->change.by && a->change.set_roles) {
        e = session_create(tx, a->id, &a->from, &out->session);
    }
    return e ? e : member_get(tx, a->id, &out->member);
}

static enum err check_change(struct rq *rq, const struct member_change *c) {
    const struct {
        const char *field;
        struct str text;
        bool set;
        size_t max;
    } texts[] = {{"/first_name", c->first_name, c->set_first_name, MEMBER_NAME_MAX},
                 {"/last_name", c->last_name, c->set_last_name, MEMBER_NAME_MAX},
                 {"/groups/country", c->country, c->set_country, MEMBER_GROUP_MAX},
                 {"/groups/department", c->department, c->set_department, MEMBER_GROUP_MAX},
                 {"/groups/team", c->team, c->set_team, MEMBER_GROUP_MAX}};
    enum err e = E_OK;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *fault = texts[i].set ? name_fault(texts[i].text, texts[i].max) : NULL;
        if (fault) {
            e = err_set(&rq->errs, E_INVALID, texts[i].field, "%s", fault);
        }
    }
    return e;
}

static enum err limits_of(struct rq *rq, const struct limits_in *in, struct member_change *c) {
    enum err e = E_OK;
    for (int i = 0; i < 2; i++) {
        const struct str *texts = in->of[i].p;
        int64_t *ids = arena_array(rq->arena, int64_t, in->of[i].n);
        c->set_limits[i] = in->has[i];
        c->limits[i].limited = texts != NULL;
        for (size_t k = 0; k < in->of[i].n; k++) {
            if (!id_parse(texts[k], &ids[k])) {
                e = err_set(&rq->errs, E_INVALID, arena_printf(rq->arena, "/limits/%s/%zu", scope_roles[i], k).p, "is no id");
            }
        }
        c->limits[i].channels = id_set_of(ids, in->of[i].n);
    }
    return e;
}

enum err member_patch(struct rq *rq) {
    const struct change_in *in = rq->body;
    struct json_list free;
    enum err e = free_clean(rq, in->groups.free, &free);
    struct patch_args args = {
        .id = rq->id[0],
        .change = {.set_first_name = in->has_first_name, .set_last_name = in->has_last_name,
                   .set_status = in->has_status, .set_roles = in->has_roles, .set_country = in->groups.has_country,
                   .set_department = in->groups.has_department, .set_team = in->groups.has_team,
                   .department = in->groups.department, .first_name = in->first_name, .last_name = in->last_name,
                   .status = in->status, .country = in->groups.country, .team = in->groups.team,
                   .roles = roles_of(in->roles), .by = rq->who.member, .now = rq->now},
        .free = in->groups.has_free ? &free : NULL,
        .from = session_from_rq(rq)};
    struct patch_result out;
    enum err rest = check_change(rq, &args.change);
    e = e ? e : rest;
    rest = limits_of(rq, &in->limits, &args.change);
    e = e ? e : rest;
    if (!e) {
        e = db_tx(&rq->cx, patch_tx, &args, &out, sizeof out);
    }
    if (e) {
        return e;
    }
    if (out.session.token.p) {
        reply_cookie(rq, out.session.token, out.session.max_age_s);
    }
    return reply_member(rq, 200, &out.member);
}

struct invite_args {
    int64_t id, now;
    bool mail;
};

static enum err invite_tx(struct tx *tx, const void *args, void *ret) {
    const struct invite_args *a = args;
    return member_invite(tx, a->id, a->mail, a->now, ret);
}

enum err member_invitation_reply(struct rq *rq, int status, const struct token_made *made, bool mailed) {
    struct invitation_out out = {arena_printf(rq->arena, "%.*s/invitation#%.*s", STRF(rq_base_url(rq)), STRF(made->token)),
                                 made->expires_at, mailed};
    return reply_json(rq, status, &member_invitation_shape, &out);
}

enum err member_invitation_post(struct rq *rq) {
    struct invite_args args = {rq->id[0], rq->now, session_options()->mail != NULL};
    struct token_made made;
    enum err e = db_tx(&rq->cx, invite_tx, &args, &made, sizeof made);
    if (e) {
        return e;
    }
    return member_invitation_reply(rq, 201, &made, args.mail);
}

/* ---- who left ---- */

struct leave_args {
    int64_t id, by, now;
    struct str email;
};

static enum err leave_tx(struct tx *tx, const void *args, void *ret) {
    const struct leave_args *a = args;
    struct member_info m;
    (void)ret;
    enum err e = member_get(tx, a->id, &m);
    if (e) {
        return e;
    }
    if (a->id == a->by) {
        return err_set(tx->errs, E_STATE, "", "your own account is erased on your own page");
    }
    if (!str_eq(email_fold(tx->arena, a->email), email_fold(tx->arena, m.email))) {
        return err_set(tx->errs, E_INVALID, "/email", "is not the address of this member");
    }
    return member_erase(tx, a->id, a->now);
}

enum err member_one_delete(struct rq *rq) {
    const struct leave_in *in = rq->body;
    struct leave_args args = {rq->id[0], rq->who.member, rq->now, in->email};
    enum err e = db_tx(&rq->cx, leave_tx, &args, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}
