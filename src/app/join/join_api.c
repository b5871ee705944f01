/* join_api.c: see join_api.h. What POST /api/v1/join answers and how long it takes is the same whoever the address
 * belongs to: it never looks (join.h). */
#include "app/join/join_api.h"

#include "app/company/company.h"
#include "app/join/join.h"
#include "app/join/link.h"
#include "app/join/policy.h"
#include "app/member/check.h"
#include "app/session/me.h"
#include "text/fold.h"

enum { TOKEN_FIELD_MAX = 200, FREE_MAX = 20 };

/* Guesses at the code: so many from one address, whatever mailbox they name. */
#define CODE_KEY STR("join code")

/* ---- which ways there are ---- */

struct ways_out {
    bool link, domain, code, mail;
};
static const struct json_field ways_fields[] = {
    {.name = "link", .type = JSON_T_BOOL, .off = offsetof(struct ways_out, link), .flags = JSON_REQUIRED,
     .help = "A company join link lets in."},
    {.name = "domain", .type = JSON_T_BOOL, .off = offsetof(struct ways_out, domain), .flags = JSON_REQUIRED,
     .help = "An address at the company lets in."},
    {.name = "code", .type = JSON_T_BOOL, .off = offsetof(struct ways_out, code), .flags = JSON_REQUIRED,
     .help = "A code lets in."},
    {.name = "mail", .type = JSON_T_BOOL, .off = offsetof(struct ways_out, mail), .flags = JSON_REQUIRED,
     .help = "The mailbox is proved by a mail; else an admin approves everyone."},
    {0}};
const struct json_shape join_ways_shape = {"join_ways", sizeof(struct ways_out), ways_fields};

static enum err ways_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return join_policy_get(tx, ret);
}

enum err join_get(struct rq *rq) {
    struct join_policy p;
    enum err e = db_read(&rq->cx, ways_tx, NULL, &p, sizeof p);
    if (e) {
        return e;
    }
    struct ways_out out = {p.links, !str_empty(p.domains), !str_empty(p.code), session_options()->mail != NULL};
    return reply_json(rq, 200, &join_ways_shape, &out);
}

struct look_in {
    struct str link;
};
static const struct json_field look_fields[] = {
    {.name = "link", .type = JSON_T_STR, .off = offsetof(struct look_in, link), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = TOKEN_FIELD_MAX, .help = "What stands behind # in a join link."},
    {0}};
const struct json_shape join_look_shape = {"join_look", sizeof(struct look_in), look_fields};

struct looked_out {
    bool good;
};
static const struct json_field looked_fields[] = {
    {.name = "good", .type = JSON_T_BOOL, .off = offsetof(struct looked_out, good), .flags = JSON_REQUIRED,
     .help = "One can join by it now."},
    {0}};
const struct json_shape join_looked_shape = {"join_looked", sizeof(struct looked_out), looked_fields};

struct look_args {
    struct str link;
    int64_t now;
};

static enum err look_tx(struct tx *tx, const void *args, void *ret) {
    const struct look_args *a = args;
    struct join_policy p;
    int64_t id = 0;
    enum err e = join_policy_get(tx, &p);
    e = e ? e : join_link_usable(tx, a->link, a->now, &id);
    ((struct looked_out *)ret)->good = !e && p.links && id;
    return e;
}

enum err join_look_post(struct rq *rq) {
    const struct look_in *in = rq->body;
    struct look_args args = {in->link, rq->now};
    struct looked_out out;
    enum err e = db_read(&rq->cx, look_tx, &args, &out, sizeof out);
    return e ? e : reply_json(rq, 200, &join_looked_shape, &out);
}

/* ---- asking ---- */

struct ask_in {
    struct str email, first_name, last_name, language, code, link;
};
static const struct json_field ask_fields[] = {
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct ask_in, email), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = MEMBER_EMAIL_MAX},
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct ask_in, first_name), .flags = JSON_REQUIRED | JSON_TRIM,
     .min = 1, .max = MEMBER_NAME_MAX},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct ask_in, last_name), .flags = JSON_REQUIRED | JSON_TRIM,
     .max = MEMBER_NAME_MAX},
    {.name = "language", .type = JSON_T_ENUM, .off = offsetof(struct ask_in, language), .flags = JSON_REQUIRED,
     .values = languages},
    {.name = "code", .type = JSON_T_STR, .off = offsetof(struct ask_in, code), .flags = JSON_TRIM, .max = JOIN_CODE_MAX},
    {.name = "link", .type = JSON_T_STR, .off = offsetof(struct ask_in, link), .flags = JSON_TRIM, .max = TOKEN_FIELD_MAX,
     .help = "What stands behind # in a join link."},
    {0}};
const struct json_shape join_ask_shape = {"join_ask", sizeof(struct ask_in), ask_fields};

struct asked_out {
    bool mailed;
};
static const struct json_field asked_fields[] = {
    {.name = "mailed", .type = JSON_T_BOOL, .off = offsetof(struct asked_out, mailed), .flags = JSON_REQUIRED,
     .help = "A mail says how it goes on; else an admin does."},
    {0}};
const struct json_shape join_asked_shape = {"join_asked", sizeof(struct asked_out), asked_fields};

static enum err ask_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return join_ask(tx, args);
}

/* A wrong code costs one of few attempts; a right one nothing. */
static enum err ask(struct rq *rq, const struct join_ask *ask) {
    bool code = !str_empty(ask->code);
    enum err e = code ? rate_take(rq, RATE_SIGN_IN, CODE_KEY) : E_OK;
    if (!e) {
        e = db_tx(&rq->cx, ask_tx, ask, NULL, 0);
        if (!e && code) {
            rate_return(rq, RATE_SIGN_IN, CODE_KEY);
        }
    }
    return e;
}

enum err join_post(struct rq *rq) {
    const struct ask_in *in = rq->body;
    struct join_ask args = {.who = {.email = in->email, .first_name = in->first_name, .last_name = in->last_name,
                                    .language = in->language},
                            .code = in->code, .link = in->link, .now = rq->now};
    enum err e = member_check(&args.who, rq->arena, &rq->errs, "");
    e = e ? e : rate_take(rq, RATE_SIGN_IN, email_fold(rq->arena, args.who.email));
    e = e ? e : ask(rq, &args);
    struct asked_out out = {session_options()->mail != NULL};
    return e ? e : reply_json(rq, 202, &join_asked_shape, &out);
}

/* ---- the mailbox is proved ---- */

struct confirm_in {
    struct str token;
};
static const struct json_field confirm_fields[] = {
    {.name = "token", .type = JSON_T_STR, .off = offsetof(struct confirm_in, token), .flags = JSON_REQUIRED | JSON_TRIM,
     .min = 1, .max = TOKEN_FIELD_MAX, .help = "What stands behind # in the mailed link."},
    {0}};
const struct json_shape join_confirm_shape = {"join_confirm", sizeof(struct confirm_in), confirm_fields};

struct confirmed_out {
    struct str waits_for;
    bool in;
    struct me me;
};
static const char *const waits_values[] = {WAITS_FOR_APPROVAL, WAITS_FOR_PILOT, NULL};
static const struct json_field confirmed_fields[] = {
    {.name = "waits_for", .type = JSON_T_ENUM, .off = offsetof(struct confirmed_out, waits_for), .flags = JSON_NULLABLE,
     .values = waits_values, .help = "An admin has to approve, or the space is open to others first; null: they are in."},
    {.name = "me", .type = JSON_T_OBJ, .off = offsetof(struct confirmed_out, me), .flags = JSON_NULLABLE,
     .has = JSON_HAS(confirmed_out, in), .sub = &me_shape, .help = "Who is signed in now."},
    {0}};
const struct json_shape join_confirmed_shape = {"join_confirmed", sizeof(struct confirmed_out), confirmed_fields};

struct confirm_args {
    struct str token;
    struct session_from from;
};

struct confirm_result {
    struct confirmed_out out;
    struct session_made session;
};

static enum err confirm_tx(struct tx *tx, const void *args, void *ret) {
    const struct confirm_args *a = args;
    struct confirm_result *r = ret;
    struct join_outcome outcome;
    enum err e = join_confirm(tx, a->token, a->from.now, &outcome);
    r->out.waits_for = outcome.waits_for;
    if (e || outcome.waits_for.p) {
        return e;
    }
    r->out.in = true;
    e = session_create(tx, outcome.member, &a->from, &r->session);
    return e ? e : me_read(tx, outcome.member, &r->out.me);
}

enum err join_confirm_post(struct rq *rq) {
    const struct confirm_in *in = rq->body;
    struct confirm_args args = {in->token, session_from_rq(rq)};
    struct confirm_result r;
    enum err e = db_tx(&rq->cx, confirm_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    if (r.out.in) {
        reply_cookie(rq, r.session.token, r.session.max_age_s);
    }
    return reply_json(rq, 200, &join_confirmed_shape, &r.out);
}

/* ---- join links ---- */

struct link_groups {
    struct str country, department, team;
    struct json_list free;
};
static const struct json_field link_groups_fields[] = {
    {.name = "country", .type = JSON_T_STR, .off = offsetof(struct link_groups, country), .flags = JSON_NULLABLE | JSON_TRIM,
     .max = MEMBER_GROUP_MAX},
    {.name = "department", .type = JSON_T_STR, .off = offsetof(struct link_groups, department),
     .flags = JSON_NULLABLE | JSON_TRIM, .max = MEMBER_GROUP_MAX},
    {.name = "team", .type = JSON_T_STR, .off = offsetof(struct link_groups, team), .flags = JSON_NULLABLE | JSON_TRIM,
     .max = MEMBER_GROUP_MAX},
    {.name = "free", .type = JSON_T_STRS, .off = offsetof(struct link_groups, free), .max = FREE_MAX},
    {0}};
static const struct json_shape link_groups_shape = {"join_link_groups", sizeof(struct link_groups), link_groups_fields};

struct link_out {
    int64_t id;
    struct str label, url;
    int64_t created_at, expires_at, max_uses, uses;
    bool limited, ended;
    struct link_groups groups;
};
static const struct json_field link_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct link_out, id), .flags = JSON_REQUIRED},
    {.name = "label", .type = JSON_T_STR, .off = offsetof(struct link_out, label), .flags = JSON_REQUIRED},
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct link_out, url), .flags = JSON_REQUIRED,
     .help = "For the intranet, a QR code, a poster. It is not stored: the server makes it from a key of its own."},
    {.name = "created_at", .type = JSON_T_TIME, .off = offsetof(struct link_out, created_at), .flags = JSON_REQUIRED},
    {.name = "expires_at", .type = JSON_T_TIME, .off = offsetof(struct link_out, expires_at), .flags = JSON_REQUIRED},
    {.name = "max_uses", .type = JSON_T_I64, .off = offsetof(struct link_out, max_uses), .flags = JSON_NULLABLE,
     .has = JSON_HAS(link_out, limited), .help = "Most people who may come by it; null: any."},
    {.name = "uses", .type = JSON_T_I64, .off = offsetof(struct link_out, uses), .flags = JSON_REQUIRED,
     .help = "How many came, a number only."},
    {.name = "ended", .type = JSON_T_BOOL, .off = offsetof(struct link_out, ended), .flags = JSON_REQUIRED,
     .help = "Too old, or full."},
    {.name = "groups", .type = JSON_T_OBJ, .off = offsetof(struct link_out, groups), .flags = JSON_REQUIRED,
     .sub = &link_groups_shape, .help = "Of whoever comes by it."},
    {0}};
const struct json_shape join_link_shape = {"join_link", sizeof(struct link_out), link_fields};

struct link_list_out {
    struct json_list items;
};
static const struct json_field link_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct link_list_out, items), .flags = JSON_REQUIRED,
     .sub = &join_link_shape, .help = "Newest first; never more than 100."},
    {0}};
const struct json_shape join_link_list_shape = {"join_link_list", sizeof(struct link_list_out), link_list_fields};

struct link_new_in {
    struct str label;
    int64_t days, max_uses;
    struct link_groups groups;
};
static const struct json_field link_new_fields[] = {
    {.name = "label", .type = JSON_T_STR, .off = offsetof(struct link_new_in, label), .flags = JSON_REQUIRED | JSON_TRIM,
     .min = 1, .max = JOIN_LABEL_MAX, .help = "For admins only: \"Poster in the canteen\"."},
    {.name = "days", .type = JSON_T_I64, .off = offsetof(struct link_new_in, days), .min = 1, .max = JOIN_LINK_DAYS_MAX,
     .help = "How long it works, 30 unless told."},
    {.name = "max_uses", .type = JSON_T_I64, .off = offsetof(struct link_new_in, max_uses), .min = 1,
     .max = JOIN_LINK_USES_MAX, .help = "Most people who may come by it."},
    {.name = "groups", .type = JSON_T_OBJ, .off = offsetof(struct link_new_in, groups), .sub = &link_groups_shape},
    {0}};
const struct json_shape join_link_new_shape = {"join_link_new", sizeof(struct link_new_in), link_new_fields};

static struct link_out link_out_of(struct rq *rq, const struct join_link_info *l) {
    return (struct link_out){
        .id = l->id, .label = l->label, .url = arena_printf(rq->arena, "%.*s/join#%.*s", STRF(rq_base_url(rq)), STRF(l->token)),
        .created_at = l->created_at, .expires_at = l->expires_at, .max_uses = l->max_uses, .uses = l->uses,
        .limited = l->max_uses > 0, .ended = l->expires_at <= rq->now || (l->max_uses && l->uses >= l->max_uses),
        .groups = {l->country, l->department, l->team, {l->free, l->free_n}}};
}

struct link_list {
    struct join_link_info *items;
    size_t n;
};

static enum err links_tx(struct tx *tx, const void *args, void *ret) {
    struct link_list *list = ret;
    (void)args;
    return join_link_list(tx, &list->items, &list->n);
}

enum err join_links_get(struct rq *rq) {
    struct link_list list;
    enum err e = db_read(&rq->cx, links_tx, NULL, &list, sizeof list);
    if (e) {
        return e;
    }
    struct link_out *items = arena_array(rq->arena, struct link_out, list.n + 1);
    for (size_t i = 0; i < list.n; i++) {
        items[i] = link_out_of(rq, &list.items[i]);
    }
    struct link_list_out out = {{items, list.n}};
    return reply_json(rq, 200, &join_link_list_shape, &out);
}

static enum err link_create_tx(struct tx *tx, const void *args, void *ret) {
    int64_t id = 0;
    enum err e = join_link_create(tx, args, &id);
    return e ? e : join_link_get(tx, id, ret);
}

static enum err link_created_reply(struct rq *rq, const void *ret) {
    struct link_out out = link_out_of(rq, ret);
    return reply_json(rq, 201, &join_link_shape, &out);
}

/* A text in stored form, or a fault at `field`. */
static enum err clean(struct rq *rq, struct str *text, size_t max, const char *field) {
    const char *fault = name_fault(*text, max);
    if (fault) {
        return err_set(&rq->errs, E_INVALID, field, "%s", fault);
    }
    *text = text->p ? text_nfc(rq->arena, str_trim(*text)) : STR("");
    return E_OK;
}

enum err join_links_post(struct rq *rq) {
    const struct link_new_in *in = rq->body;
    const struct str *free = in->groups.free.p;
    struct str *names = arena_array(rq->arena, struct str, in->groups.free.n + 1);
    struct join_link_new new = {.label = in->label, .country = in->groups.country, .department = in->groups.department,
                                .team = in->groups.team, .free = names, .free_n = in->groups.free.n, .days = in->days,
                                .max_uses = in->max_uses, .now = rq->now};
    struct join_link_info made;
    const struct {
        struct str *text;
        const char *field;
    } texts[] = {{&new.label, "/label"}, {&new.country, "/groups/country"}, {&new.department, "/groups/department"},
                 {&new.team, "/groups/team"}};
    enum err e = E_OK;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        enum err fault = clean(rq, texts[i].text, MEMBER_GROUP_MAX, texts[i].field);
        e = e ? e : fault;
    }
    for (size_t i = 0; i < new.free_n; i++) {
        names[i] = free[i];
        enum err fault = clean(rq, &names[i], MEMBER_GROUP_MAX, arena_printf(rq->arena, "/groups/free/%zu", i).p);
        e = e ? e : fault;
    }
    return e ? e : reply_tx(rq, link_create_tx, &new, &made, sizeof made, link_created_reply);
}

static enum err link_delete_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return join_link_delete(tx, *(const int64_t *)args);
}

enum err join_link_one_delete(struct rq *rq) {
    enum err e = db_tx(&rq->cx, link_delete_tx, &rq->id[0], NULL, 0);
    return e ? e : reply_empty(rq, 204);
}
