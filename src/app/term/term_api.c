/* term_api.c: see term_api.h. */
#include "app/term/term_api.h"

#include "app/company/offered.h"
#include "app/term/term.h"

struct override_out {
    struct str reason;
    int64_t at;
};
static const struct json_field override_fields[] = {
    {.name = "reason", .type = JSON_T_STR, .off = offsetof(struct override_out, reason), .flags = JSON_REQUIRED},
    {.name = "at", .type = JSON_T_TIME, .off = offsetof(struct override_out, at), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape override_shape = {"term_override", sizeof(struct override_out), override_fields};

struct rule_out {
    struct str term, text, source, checked_at;
    int64_t value, network_value;
    bool can_change, has_override;
    struct override_out override;
};
#define AT(member) offsetof(struct rule_out, member)
static const struct json_field rule_fields[] = {
    {.name = "term", .type = JSON_T_STR, .off = AT(term), .flags = JSON_REQUIRED,
     .help = "reward, prefill, similar_text, edit_required, posts_per_day or mode."},
    {.name = "value", .type = JSON_T_I64, .off = AT(value), .flags = JSON_REQUIRED, .help = "In force here."},
    {.name = "network_value", .type = JSON_T_I64, .off = AT(network_value), .flags = JSON_REQUIRED,
     .help = "What follows from the network's own terms."},
    {.name = "text", .type = JSON_T_STR, .off = AT(text), .flags = JSON_REQUIRED, .help = "What the network's rule says."},
    {.name = "source", .type = JSON_T_STR, .off = AT(source), .flags = JSON_REQUIRED, .help = "Page it was read on; empty: a rule of ours."},
    {.name = "checked_at", .type = JSON_T_STR, .off = AT(checked_at), .flags = JSON_REQUIRED, .help = "YYYY-MM-DD."},
    {.name = "can_change", .type = JSON_T_BOOL, .off = AT(can_change), .flags = JSON_REQUIRED},
    {.name = "override", .type = JSON_T_OBJ, .off = AT(override), .flags = JSON_REQUIRED | JSON_NULLABLE, .sub = &override_shape,
     .has = JSON_HAS(rule_out, has_override), .help = "Why this company does otherwise."},
    {0}};
#undef AT
static const struct json_shape rule_shape = {"term_rule", sizeof(struct rule_out), rule_fields};

struct network_terms_out {
    struct str network, title;
    bool offered;
    struct json_list rules;
};
static const struct json_field network_terms_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = offsetof(struct network_terms_out, network), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = offsetof(struct network_terms_out, title), .flags = JSON_REQUIRED},
    {.name = "offered", .type = JSON_T_BOOL, .off = offsetof(struct network_terms_out, offered), .flags = JSON_REQUIRED},
    {.name = "rules", .type = JSON_T_LIST, .off = offsetof(struct network_terms_out, rules), .flags = JSON_REQUIRED,
     .sub = &rule_shape},
    {0}};
static const struct json_shape network_terms_shape = {"network_terms", sizeof(struct network_terms_out), network_terms_fields};

struct terms_list_out {
    struct json_list items;
};
static const struct json_field terms_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct terms_list_out, items), .flags = JSON_REQUIRED,
     .sub = &network_terms_shape},
    {0}};
const struct json_shape terms_list_shape = {"terms_list", sizeof(struct terms_list_out), terms_list_fields};

struct term_change_in {
    bool has_value;
    int64_t value;
    struct str reason;
};
static const struct json_field term_change_fields[] = {
    {.name = "value", .type = JSON_T_I64, .off = offsetof(struct term_change_in, value), .has = JSON_HAS(term_change_in, has_value),
     .min = 0, .max = TERM_PER_DAY_MAX, .help = "0 or 1; posts_per_day: a number, 0 none. Left out: the network's own."},
    {.name = "reason", .type = JSON_T_STR, .off = offsetof(struct term_change_in, reason), .flags = JSON_REQUIRED | JSON_TRIM,
     .max = TERM_REASON_MAX, .help = "Every member reads it."},
    {0}};
const struct json_shape term_change_shape = {"term_change", sizeof(struct term_change_in), term_change_fields};

struct read_result {
    struct terms terms;
    const struct network *const *offered;
    size_t offered_n;
};

static enum err read_tx(struct tx *tx, const void *args, void *ret) {
    struct read_result *r = ret;
    (void)args;
    enum err e = terms_read(tx, &r->terms);
    return e ? e : networks_offered(tx, &r->offered, &r->offered_n);
}

static struct json_list rules_of(struct rq *rq, const struct terms *t, struct str network) {
    struct rule_out *out = arena_array(rq->arena, struct rule_out, TERM_COUNT);
    size_t n = 0;
    for (int i = 0; i < TERM_COUNT; i++) {
        const struct term_clause *c = term_find(network, (enum term)i);
        if (!c) {
            continue;
        }
        const struct term_change *by = terms_changed(t, network, c->term);
        out[n++] = (struct rule_out){
            .term = str_of(term_name(c->term)), .text = term_wording(c, rq->who.language), .source = str_of(c->source),
            .checked_at = str_of(c->checked), .value = by ? by->value : c->value, .network_value = c->value,
            .can_change = c->term != TERM_MODE, .has_override = by != NULL,
            .override = by ? (struct override_out){by->reason, by->at} : (struct override_out){.at = 0}};
    }
    return (struct json_list){out, n};
}

static enum err answer(struct rq *rq, const struct read_result *r) {
    struct network_terms_out *out = arena_array(rq->arena, struct network_terms_out, network_count);
    for (size_t i = 0; i < network_count; i++) {
        const struct network *n = networks[i];
        out[i] = (struct network_terms_out){str_of(n->name), str_of(n->title), false, rules_of(rq, &r->terms, str_of(n->name))};
        for (size_t k = 0; k < r->offered_n; k++) {
            out[i].offered |= r->offered[k] == n;
        }
    }
    struct terms_list_out list = {{out, network_count}};
    return reply_json(rq, 200, &terms_list_shape, &list);
}

enum err terms_get(struct rq *rq) {
    struct read_result r = {0};
    enum err e = db_read(&rq->cx, read_tx, NULL, &r, sizeof r);
    return e ? e : answer(rq, &r);
}

static enum err set_tx(struct tx *tx, const void *args, void *ret) {
    enum err e = terms_set(tx, args);
    return e ? e : read_tx(tx, NULL, ret);
}

enum err term_put(struct rq *rq) {
    const struct term_change_in *in = rq->body;
    struct term_set args = {.network = rq->param[0], .term = rq->param[1], .has_value = in->has_value, .value = in->value,
                            .reason = in->reason, .member = rq->who.member, .now = rq->now};
    struct read_result r = {0};
    enum err e = db_tx(&rq->cx, set_tx, &args, &r, sizeof r);
    return e ? e : answer(rq, &r);
}
