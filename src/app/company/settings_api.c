/* settings_api.c: see settings_api.h. Values travel as text, in their stored form, whatever their type: the table says what
 * may be in them. */
#include "app/company/settings_api.h"

#include "app/company/hosts.h"
#include "app/company/settings_file.h"
#include "text/url.h"

enum { CHANGES_MAX = 200 };

static const char *const type_values[] = {"number", "flag", "choice", "text", NULL};
static const char *const type_names[] = {[SETTING_I64] = "number", [SETTING_BOOL] = "flag", [SETTING_CHOICE] = "choice",
                                         [SETTING_TEXT] = "text"};

/* ---- the table ---- */

struct setting_out {
    struct str name, type, value, fallback, help;
    int64_t min, max;
    bool bounded;
    struct json_list choices;
    bool changed;
};
static const struct json_field setting_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct setting_out, name), .flags = JSON_REQUIRED},
    {.name = "type", .type = JSON_T_ENUM, .off = offsetof(struct setting_out, type), .flags = JSON_REQUIRED,
     .values = type_values},
    {.name = "value", .type = JSON_T_STR, .off = offsetof(struct setting_out, value), .flags = JSON_REQUIRED,
     .help = "What is in force, as text."},
    {.name = "default", .type = JSON_T_STR, .off = offsetof(struct setting_out, fallback), .flags = JSON_NULLABLE,
     .help = "Null: every company has its own."},
    {.name = "min", .type = JSON_T_I64, .off = offsetof(struct setting_out, min), .flags = JSON_OMIT,
     .has = JSON_HAS(setting_out, bounded), .help = "Of a number; of a text the fewest characters."},
    {.name = "max", .type = JSON_T_I64, .off = offsetof(struct setting_out, max), .flags = JSON_OMIT,
     .has = JSON_HAS(setting_out, bounded)},
    {.name = "choices", .type = JSON_T_STRS, .off = offsetof(struct setting_out, choices), .flags = JSON_REQUIRED,
     .help = "Empty unless it is a choice."},
    {.name = "help", .type = JSON_T_STR, .off = offsetof(struct setting_out, help), .flags = JSON_REQUIRED},
    {.name = "changed", .type = JSON_T_BOOL, .off = offsetof(struct setting_out, changed), .flags = JSON_REQUIRED,
     .help = "It differs from the default."},
    {0}};
static const struct json_shape setting_shape = {"setting", sizeof(struct setting_out), setting_fields};

struct setting_list_out {
    struct json_list items;
};
static const struct json_field setting_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct setting_list_out, items), .flags = JSON_REQUIRED,
     .sub = &setting_shape},
    {0}};
const struct json_shape setting_list_shape = {"setting_list", sizeof(struct setting_list_out), setting_list_fields};

static struct json_list choices_out(struct arena *arena, const struct company_setting *s) {
    size_t n = 0;
    while (s->choices && s->choices[n]) {
        n++;
    }
    struct str *out = arena_array(arena, struct str, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = str_of(s->choices[i]);
    }
    return (struct json_list){out, n};
}

static enum err read_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return company_settings_read(tx, ret);
}

static enum err reply_settings(struct rq *rq, const struct setting_values *v) {
    struct setting_out *out = arena_array(rq->arena, struct setting_out, company_setting_count);
    for (size_t i = 0; i < company_setting_count; i++) {
        const struct company_setting *s = &company_settings[i];
        out[i] = (struct setting_out){
            .name = str_of(s->name), .type = str_of(type_names[s->type]), .value = v->value[i],
            .fallback = s->fallback ? str_of(s->fallback) : STR_NULL, .help = str_of(s->help), .min = s->min, .max = s->max,
            .bounded = s->type == SETTING_I64 || s->type == SETTING_TEXT, .choices = choices_out(rq->arena, s),
            .changed = v->changed[i]};
    }
    struct setting_list_out list = {{out, company_setting_count}};
    return reply_json(rq, 200, &setting_list_shape, &list);
}

enum err settings_get(struct rq *rq) {
    struct setting_values v;
    enum err e = db_read(&rq->cx, read_tx, NULL, &v, sizeof v);
    return e ? e : reply_settings(rq, &v);
}

/* ---- changing ---- */

struct setting_change_in {
    struct str name, value;
};
static const struct json_field setting_change_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct setting_change_in, name), .flags = JSON_REQUIRED, .max = 80},
    {.name = "value", .type = JSON_T_STR, .off = offsetof(struct setting_change_in, value), .flags = JSON_REQUIRED,
     .max = SETTING_TEXT_MAX},
    {0}};
static const struct json_shape setting_change_shape = {"setting_change", sizeof(struct setting_change_in),
                                                       setting_change_fields};

struct settings_change_in {
    struct json_list changes;
};
static const struct json_field settings_change_fields[] = {
    {.name = "changes", .type = JSON_T_LIST, .off = offsetof(struct settings_change_in, changes), .flags = JSON_REQUIRED,
     .min = 1, .max = CHANGES_MAX, .sub = &setting_change_shape, .help = "All of them, or none when one is wrong."},
    {0}};
const struct json_shape settings_change_shape = {"settings_change", sizeof(struct settings_change_in),
                                                 settings_change_fields};

/* No host name may lead to two companies, as host of the one and short host of the other either: the list in memory knows
 * all of them, the company's own transaction does not. */
static enum err check_taken(struct rq *rq, struct str name, const char *field) {
    struct host_match m;
    bool taken = !str_empty(name) && hosts_find(&rq->cx, name, &m) == E_OK && m.company != rq->space.company;
    return taken ? err_set(&rq->errs, E_EXISTS, field, "another company has this host name") : E_OK;
}

/* A host name that does not lead here locks everyone out, and sign-in links are mailed with it: a company's admin must not be
 * able to send them elsewhere. So here it may only be what the operator said already (--public-url); anything else is the
 * operator's command. What the request's own Host says proves nothing. */
static enum err check_leads_here(struct rq *rq, struct str name, const char *field) {
    bool fine = str_eq(name, rq->space.host) || str_eq(name, url_host(rq->arena, rq_base_url(rq)));
    return fine ? E_OK
                : err_set(&rq->errs, E_INVALID, field, "only who runs the server may change it: portevoix company set-host");
}

/* On the short host there is nothing but links, so it must not be an address by which the space is opened. */
static enum err check_apart(struct rq *rq, struct str name, const char *field) {
    struct str here = rq_header(rq, "Host");
    here = str_sub(here, 0, str_chr(here, ':'));
    bool clash = !str_empty(name) && (str_ieq(name, here) || str_eq(name, url_host(rq->arena, rq_base_url(rq))));
    return clash ? err_set(&rq->errs, E_INVALID, field, "the space and its short links need different host names") : E_OK;
}

static enum err check_hosts(struct rq *rq, const struct setting_change *changes, size_t n, const char *part) {
    enum err first = E_OK;
    for (size_t i = 0; i < n; i++) {
        const char *field = arena_printf(rq->arena, "%s%s", changes[i].at, part).p;
        bool host = str_is(changes[i].name, "company.host");
        bool links = str_is(changes[i].name, "company.short_host");
        enum err e = host ? check_leads_here(rq, changes[i].value, field) : links ? check_apart(rq, changes[i].value, field) : E_OK;
        if (!e && (host || links)) {
            e = check_taken(rq, changes[i].value, field);
        }
        first = first ? first : e;
    }
    return first;
}

struct store_args {
    const struct setting_change *changes;
    size_t n;
    int64_t now;
};

static enum err store_tx(struct tx *tx, const void *args, void *ret) {
    const struct store_args *a = args;
    enum err e = company_settings_store(tx, a->changes, a->n, a->now);
    return e ? e : company_settings_read(tx, ret);
}

enum err settings_patch(struct rq *rq) {
    const struct settings_change_in *in = rq->body;
    const struct setting_change_in *given = in->changes.p;
    struct setting_change *changes = arena_array(rq->arena, struct setting_change, in->changes.n);
    struct setting_values v;
    for (size_t i = 0; i < in->changes.n; i++) {
        changes[i] = (struct setting_change){given[i].name, given[i].value, arena_printf(rq->arena, "/changes/%zu", i).p};
    }
    enum err e = company_settings_check(changes, in->changes.n, rq->arena, &rq->errs);
    e = e ? e : check_hosts(rq, changes, in->changes.n, "/value");
    if (e) {
        return e;
    }
    e = db_tx(&rq->cx, store_tx, &(struct store_args){changes, in->changes.n, rq->now}, &v, sizeof v);
    return e ? e : reply_settings(rq, &v);
}

/* ---- the text of all settings ---- */

enum err settings_file_get(struct rq *rq) {
    struct setting_values v;
    struct buf b;
    enum err e = db_read(&rq->cx, read_tx, NULL, &v, sizeof v);
    if (e) {
        return e;
    }
    buf_init(&b, rq->arena, SETTINGS_FILE_MAX);
    settings_file_write(&b, &v);
    reply_header(rq, "Content-Disposition", STR("attachment; filename=\"settings.toml\""));
    return reply_buf(rq, 200, "application/toml", &b);
}

struct file_query {
    bool dry_run;
};
static const struct json_field file_query_fields[] = {
    {.name = "dry_run", .type = JSON_T_BOOL, .off = offsetof(struct file_query, dry_run),
     .help = "Only tell what would change."},
    {0}};
const struct json_shape settings_file_query_shape = {"settings_file_query", sizeof(struct file_query), file_query_fields};

static const struct json_field diff_item_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct setting_diff, name), .flags = JSON_REQUIRED},
    {.name = "from", .type = JSON_T_STR, .off = offsetof(struct setting_diff, from), .flags = JSON_REQUIRED},
    {.name = "to", .type = JSON_T_STR, .off = offsetof(struct setting_diff, to), .flags = JSON_REQUIRED},
    {.name = "line", .type = JSON_T_I64, .off = offsetof(struct setting_diff, line), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape diff_item_shape = {"setting_difference", sizeof(struct setting_diff), diff_item_fields};

struct diff_out {
    struct json_list changes;
    bool applied;
};
static const struct json_field diff_fields[] = {
    {.name = "changes", .type = JSON_T_LIST, .off = offsetof(struct diff_out, changes), .flags = JSON_REQUIRED,
     .sub = &diff_item_shape},
    {.name = "applied", .type = JSON_T_BOOL, .off = offsetof(struct diff_out, applied), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape settings_diff_shape = {"settings_diff", sizeof(struct diff_out), diff_fields};

struct apply_args {
    const struct settings_wanted *wanted;
    bool apply;
    int64_t now;
};

static enum err apply_tx(struct tx *tx, const void *args, void *ret) {
    const struct apply_args *a = args;
    return settings_file_apply(tx, a->wanted, a->apply, a->now, ret);
}

enum err settings_file_put(struct rq *rq) {
    const struct file_query *q = rq->query;
    struct settings_wanted wanted;
    struct settings_diff diff;
    enum err e = settings_file_read(rq->raw_body, rq->arena, &rq->errs, &wanted);
    e = e ? e : check_hosts(rq, wanted.changes, wanted.n, "");
    if (e) {
        return e;
    }
    e = db_tx(&rq->cx, apply_tx, &(struct apply_args){&wanted, !q->dry_run, rq->now}, &diff, sizeof diff);
    if (e) {
        return e;
    }
    struct diff_out out = {{diff.items, diff.n}, !q->dry_run};
    return reply_json(rq, 200, &settings_diff_shape, &out);
}
