/* rules_api.c: the rules of points for all members to read: what earns how much, since when, what earns nothing and why. See
 * points_api.h. Rows of networks that the company has switched off are left out, as everywhere. */
#include "app/points/points_api.h"

#include "app/company/offered.h"
#include "app/company/settings.h"
#include "app/points/points.h"
#include "network/terms.h"

struct step_out {
    int64_t at, points;
};
struct rule_out {
    struct str rule, network, note, source, checked;
    int64_t version, max, factor, divisor, since;
    bool earns, has_curve;
    struct json_list steps;
};
struct version_out {
    int64_t version, since;
};
struct rules_out {
    int64_t version, since, shares_a_day;
    struct json_list rules, versions, networks;
};

#define FIELD(T, member, kind, more, ...)                                                                              \
    {.name = #member, .type = (kind), .off = offsetof(struct T, member), .flags = JSON_REQUIRED | (more), __VA_ARGS__}
#define TEXT(T, member, ...) FIELD(T, member, JSON_T_STR, 0, __VA_ARGS__)
#define NUMBER(T, member, ...) FIELD(T, member, JSON_T_I64, 0, __VA_ARGS__)
#define WITH(T, member, flag, ...)                                                                                     \
    {.name = #member, .type = JSON_T_I64, .off = offsetof(struct T, member), .flags = JSON_OMIT,                       \
     .has = JSON_HAS(T, flag), __VA_ARGS__}

static const struct json_field step_fields[] = {
    NUMBER(step_out, at, .help = "share: 1st, 2nd ... accepted of a day; clicks: human clicks; own_words: 1."),
    NUMBER(step_out, points), {0}};
static const struct json_shape step_shape = {"points_step", sizeof(struct step_out), step_fields};

static const struct json_field rule_fields[] = {
    TEXT(rule_out, rule, .help = "share, own_words or clicks."),
    FIELD(rule_out, network, JSON_T_STR, JSON_NULLABLE, .help = "Null: every network without a row of its own."),
    NUMBER(rule_out, version),
    FIELD(rule_out, since, JSON_T_TIME, 0, .help = "Since when it holds with these numbers."),
    FIELD(rule_out, earns, JSON_T_BOOL, 0, .help = "False: nothing is ever credited, by the network's terms."),
    FIELD(rule_out, steps, JSON_T_LIST, 0, .sub = &step_shape,
          .help = "Points by step; for clicks, samples of the curve."),
    WITH(rule_out, max, has_curve, .help = "clicks: the most for one share."),
    WITH(rule_out, factor, has_curve, .help = "clicks: min(max, round(factor * ln(1 + n / divisor)))."),
    WITH(rule_out, divisor, has_curve),
    FIELD(rule_out, note, JSON_T_STR, JSON_NULLABLE, .help = "Why nothing is credited, in the member's language; null where it is."),
    FIELD(rule_out, source, JSON_T_STR, JSON_NULLABLE,
          .help = "Where the network's terms were read, when they forbid it; null for a rule of ours."),
    FIELD(rule_out, checked, JSON_T_STR, JSON_NULLABLE, .help = "When they were read, YYYY-MM-DD."),
    {0}};
static const struct json_shape rule_shape = {"points_rule", sizeof(struct rule_out), rule_fields};

static const struct json_field version_fields[] = {
    NUMBER(version_out, version), FIELD(version_out, since, JSON_T_TIME, 0), {0}};
static const struct json_shape version_shape = {"points_version", sizeof(struct version_out), version_fields};

static const struct json_field rules_fields[] = {
    NUMBER(rules_out, version), FIELD(rules_out, since, JSON_T_TIME, 0),
    FIELD(rules_out, rules, JSON_T_LIST, 0, .sub = &rule_shape),
    FIELD(rules_out, networks, JSON_T_STRS, 0, .help = "Those that are offered, in their order."),
    NUMBER(rules_out, shares_a_day, .help = "The most a person may share on one day."),
    FIELD(rules_out, versions, JSON_T_LIST, 0, .sub = &version_shape, .help = "Newest first."), {0}};
const struct json_shape points_rules_shape = {"points_rules", sizeof(struct rules_out), rules_fields};

static struct json_list steps_of(struct arena *a, const struct points_rule *r) {
    static const int64_t clicks[] = {1, 5, 10, 25, 50, 100, 150};
    enum { SAMPLES = sizeof clicks / sizeof clicks[0] };
    struct step_out *out = arena_array(a, struct step_out, POINTS_RANKS_MAX + SAMPLES);
    size_t n = 0;
    if (str_is(r->rule, RULE_SHARE)) {
        for (; n < r->ranks; n++) {
            out[n] = (struct step_out){(int64_t)n + 1, r->by_rank[n]};
        }
    } else if (str_is(r->rule, RULE_CLICKS)) {
        for (; n < SAMPLES; n++) {
            out[n] = (struct step_out){clicks[n], points_rule_clicks(r, clicks[n])};
        }
    } else {
        out[n++] = (struct step_out){1, r->amount};
    }
    return (struct json_list){out, n};
}

struct read {
    struct points_rules *sets;
    size_t sets_n;
    const struct network *const *offered;
    size_t offered_n;
    int64_t cap;
};

static enum err read_tx(struct tx *tx, const void *args, void *ret) {
    struct read *r = ret;
    (void)args;
    enum err e = points_rules_all(tx, &r->sets, &r->sets_n);
    if (!e) {
        e = networks_offered(tx, &r->offered, &r->offered_n);
    }
    return e ? e : company_setting_i64(tx, "share.daily_cap", &r->cap);
}

/* A rule of every network, or of one that can be shared to. */
static bool shown(const struct read *r, struct str network) {
    bool found = str_empty(network);
    for (size_t i = 0; !found && i < r->offered_n; i++) {
        found = str_is(network, r->offered[i]->name);
    }
    return found;
}

static struct json_list rules_of(struct arena *a, const struct read *r, size_t at, struct str language) {
    const struct points_rules *rules = &r->sets[at];
    struct rule_out *out = arena_array(a, struct rule_out, rules->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rules->n; i++) {
        const struct points_rule *row = &rules->rows[i];
        const struct term_clause *c = term_find(row->network, TERM_REWARD);
        if (!shown(r, row->network)) {
            continue;
        }
        bool forbidden = c && !c->value;
        out[n++] = (struct rule_out){.rule = row->rule, .network = str_empty(row->network) ? STR_NULL : row->network,
                                     .version = row->version, .max = row->max, .factor = row->factor, .divisor = row->divisor,
                                     .since = points_rule_since(r->sets, at, row),
                                     .has_curve = str_is(row->rule, RULE_CLICKS), .earns = !forbidden, .steps = steps_of(a, row),
                                     .note = forbidden ? term_wording(c, language) : STR_NULL,
                                     .source = forbidden && *c->source ? str_of(c->source) : STR_NULL,
                                     .checked = forbidden && *c->checked ? str_of(c->checked) : STR_NULL};
    }
    return (struct json_list){out, n};
}

enum err points_rules_get(struct rq *rq) {
    struct read r = {0};
    size_t at = 0;
    enum err e = db_read(&rq->cx, read_tx, NULL, &r, sizeof r);
    if (e || r.sets_n == 0) {
        return e ? e : E_NOT_FOUND;
    }
    struct version_out *versions = arena_array(rq->arena, struct version_out, r.sets_n + 1);
    struct str *offered = arena_array(rq->arena, struct str, r.offered_n + 1);
    for (size_t i = 0; i < r.sets_n; i++) {
        at = r.sets[i].active_from <= rq->now ? i : at;
        versions[r.sets_n - 1 - i] = (struct version_out){r.sets[i].version, r.sets[i].active_from};
    }
    for (size_t i = 0; i < r.offered_n; i++) {
        offered[i] = str_of(r.offered[i]->name);
    }
    struct rules_out out = {.version = r.sets[at].version, .since = r.sets[at].active_from, .shares_a_day = r.cap,
                            .rules = rules_of(rq->arena, &r, at, rq->who.language), .versions = {versions, r.sets_n},
                            .networks = {offered, r.offered_n}};
    return reply_json(rq, 200, &points_rules_shape, &out);
}
