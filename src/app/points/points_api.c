/* points_api.c: see points_api.h. The rules come along with each answer, as numbers that the page can explain. */
#include "app/points/points_api.h"

#include "app/points/points.h"
#include "network/network.h"
#include "network/terms.h"

enum { ENTRIES_LIMIT_DEFAULT = 50 };

struct my_points_query {
    int64_t limit;
    struct str cursor;
};
static const struct json_field my_points_query_fields[] = {
    {.name = "limit", .type = JSON_T_I64, .off = offsetof(struct my_points_query, limit), .min = 1,
     .max = POINTS_PAGE_MAX},
    {.name = "cursor", .type = JSON_T_STR, .off = offsetof(struct my_points_query, cursor), .max = 40},
    {0}};
const struct json_shape my_points_query_shape = {"my_points_query", sizeof(struct my_points_query),
                                                 my_points_query_fields};

struct step_out {
    int64_t at, points;
};
struct rule_out {
    struct str rule, network, note, source;
    int64_t version, max, factor, divisor;
    bool earns, has_curve;
    struct json_list steps;
};
struct subject_out {
    int64_t share_id;
    struct str post_title, network;
};
struct entry_detail_out {
    int64_t rank, clicks, value, before;
    bool has_rank, has_clicks;
};
struct entry_out {
    int64_t id, at, amount, balance, rule_version;
    struct str rule;
    bool has_subject;
    struct subject_out subject;
    struct entry_detail_out detail;
};
struct entries_out {
    struct json_list items;
    struct str next;
};
struct my_points_out {
    int64_t balance, lifetime, rules_version, rules_from;
    struct json_list rules;
    struct entries_out entries;
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
    FIELD(rule_out, earns, JSON_T_BOOL, 0, .help = "False: nothing is ever credited, by the network's terms."),
    FIELD(rule_out, steps, JSON_T_LIST, 0, .sub = &step_shape,
          .help = "Points by step; for clicks, samples of the curve."),
    WITH(rule_out, max, has_curve, .help = "clicks: the most for one share."),
    WITH(rule_out, factor, has_curve, .help = "clicks: min(max, round(factor * ln(1 + n / divisor)))."),
    WITH(rule_out, divisor, has_curve),
    FIELD(rule_out, note, JSON_T_STR, JSON_NULLABLE, .help = "Why nothing is credited, in the member's language; null where it is."),
    FIELD(rule_out, source, JSON_T_STR, JSON_NULLABLE,
          .help = "Where the network's terms were read, when they forbid it."),
    {0}};
static const struct json_shape rule_shape = {"points_rule", sizeof(struct rule_out), rule_fields};

static const struct json_field subject_fields[] = {
    FIELD(subject_out, share_id, JSON_T_ID, 0), TEXT(subject_out, post_title, .help = "Empty when the post was deleted."),
    TEXT(subject_out, network), {0}};
static const struct json_shape subject_shape = {"points_subject", sizeof(struct subject_out), subject_fields};

static const struct json_field detail_fields[] = {
    WITH(entry_detail_out, rank, has_rank, .help = "share: which accepted share of that day it was."),
    WITH(entry_detail_out, clicks, has_clicks, .help = "clicks: human clicks of the share by then."),
    WITH(entry_detail_out, value, has_clicks, .help = "clicks: what so many are worth in all."),
    WITH(entry_detail_out, before, has_clicks, .help = "clicks: what had been credited before."), {0}};
static const struct json_shape detail_shape = {"points_detail", sizeof(struct entry_detail_out), detail_fields};

static const struct json_field entry_fields[] = {
    FIELD(entry_out, id, JSON_T_ID, 0), FIELD(entry_out, at, JSON_T_TIME, 0),
    NUMBER(entry_out, amount, .help = "Below 0: given."), NUMBER(entry_out, balance, .help = "After it."),
    TEXT(entry_out, rule), NUMBER(entry_out, rule_version),
    FIELD(entry_out, subject, JSON_T_OBJ, JSON_NULLABLE, .sub = &subject_shape, .has = JSON_HAS(entry_out, has_subject)),
    FIELD(entry_out, detail, JSON_T_OBJ, 0, .sub = &detail_shape), {0}};
static const struct json_shape entry_shape = {"points_entry", sizeof(struct entry_out), entry_fields};

static const struct json_field entries_fields[] = {
    FIELD(entries_out, items, JSON_T_LIST, 0, .sub = &entry_shape), FIELD(entries_out, next, JSON_T_STR, JSON_NULLABLE),
    {0}};
static const struct json_shape entries_shape = {"points_entries", sizeof(struct entries_out), entries_fields};

static const struct json_field my_points_fields[] = {
    NUMBER(my_points_out, balance), NUMBER(my_points_out, lifetime, .help = "Ever received."),
    NUMBER(my_points_out, rules_version), FIELD(my_points_out, rules_from, JSON_T_TIME, 0, .help = "In force since."),
    FIELD(my_points_out, rules, JSON_T_LIST, 0, .sub = &rule_shape),
    FIELD(my_points_out, entries, JSON_T_OBJ, 0, .sub = &entries_shape), {0}};
const struct json_shape my_points_shape = {"my_points", sizeof(struct my_points_out), my_points_fields};

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

/* A rule of every network, or of one that can be shared to: the others would only puzzle. */
static bool shown(const struct points_rule *r) {
    return str_empty(r->network) || network_find(r->network);
}

static struct json_list rules_of(struct arena *a, const struct points_rules *rules, struct str language) {
    struct rule_out *out = arena_array(a, struct rule_out, rules->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rules->n; i++) {
        const struct points_rule *r = &rules->rows[i];
        const struct term_clause *c = term_find(r->network, TERM_REWARD);
        if (!shown(r)) {
            continue;
        }
        bool forbidden = c && !c->value;
        out[n++] = (struct rule_out){.rule = r->rule, .network = str_empty(r->network) ? STR_NULL : r->network,
                                     .version = r->version, .max = r->max, .factor = r->factor, .divisor = r->divisor,
                                     .has_curve = str_is(r->rule, RULE_CLICKS), .earns = !forbidden,
                                     .steps = steps_of(a, r), .note = forbidden ? term_wording(c, language) : STR_NULL,
                                     .source = forbidden && *c->source ? str_of(c->source) : STR_NULL};
    }
    return (struct json_list){out, n};
}

static int64_t number(const struct json_node *n, const char *key, bool *ret_has) {
    int64_t v = 0;
    const struct json_node *m = json_get(n, key);
    bool has = m && json_int(m, &v);
    *ret_has = has;
    return v;
}

static struct entry_detail_out detail_of(struct arena *a, struct str json) {
    struct entry_detail_out d = {0};
    const struct json_node *n;
    bool ignored;
    if (json_parse(json, a, &n)) {
        return d;
    }
    d.rank = number(n, "rank", &d.has_rank);
    d.clicks = number(n, "clicks", &d.has_clicks);
    d.value = number(n, "value", &ignored);
    d.before = number(n, "before", &ignored);
    return d;
}

static struct entry_out entry_of(struct arena *a, const struct points_entry *e) {
    return (struct entry_out){
        .id = e->id, .at = e->at, .amount = e->amount, .balance = e->balance, .rule = e->rule,
        .rule_version = e->rule_version, .has_subject = e->network.p != NULL,
        .subject = {e->subject, e->post_title.p ? e->post_title : STR(""), e->network},
        .detail = detail_of(a, e->detail)};
}

struct read_args {
    int64_t person, before, limit, now;
};
struct read_result {
    struct points_balance balance;
    struct points_rules rules;
    struct points_entry *entries;
    size_t n;
};

static enum err read_tx(struct tx *tx, const void *args, void *ret) {
    const struct read_args *a = args;
    struct read_result *r = ret;
    enum err e = points_balance(tx, a->person, &r->balance);
    if (!e) {
        e = points_rules_at(tx, a->now, &r->rules);
    }
    return e ? e : points_entries(tx, a->person, a->before, a->limit + 1, &r->entries, &r->n);
}

enum err my_points_get(struct rq *rq) {
    const struct my_points_query *in = rq->query;
    struct read_args args = {rq->who.person, INT64_MAX, in->limit ? in->limit : ENTRIES_LIMIT_DEFAULT, rq->now};
    struct read_result r = {0};
    if (in->cursor.n && !id_parse(in->cursor, &args.before)) {
        return err_set(&rq->errs, E_INVALID, "?cursor", "not a cursor of this list");
    }
    enum err e = db_read(&rq->cx, read_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    bool more = r.n > (size_t)args.limit;
    size_t n = more ? (size_t)args.limit : r.n;
    struct entry_out *items = arena_array(rq->arena, struct entry_out, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = entry_of(rq->arena, &r.entries[i]);
    }
    struct my_points_out out = {
        .balance = r.balance.balance, .lifetime = r.balance.lifetime, .rules_version = r.rules.version,
        .rules_from = r.rules.active_from, .rules = rules_of(rq->arena, &r.rules, rq->who.language),
        .entries = {{items, n}, more ? id_text(rq->arena, items[n - 1].id) : STR_NULL}};
    return reply_json(rq, 200, &my_points_shape, &out);
}
