/* points_api.c: one's own points: balance, entries, an example. See points_api.h. */
#include "app/points/points_api.h"

#include "app/impact/period.h"
#include "app/points/points.h"
#include "base/clock.h"

enum { ENTRIES_LIMIT_DEFAULT = 50 };

static const char *const kinds[] = {RULE_SHARE, RULE_OWN_WORDS, RULE_CLICKS, "correction", NULL};

struct my_points_query {
    int64_t limit;
    struct str cursor, kind, month;
};
static const struct json_field my_points_query_fields[] = {
    {.name = "limit", .type = JSON_T_I64, .off = offsetof(struct my_points_query, limit), .min = 1,
     .max = POINTS_PAGE_MAX},
    {.name = "cursor", .type = JSON_T_STR, .off = offsetof(struct my_points_query, cursor), .max = 40},
    {.name = "kind", .type = JSON_T_ENUM, .off = offsetof(struct my_points_query, kind), .values = kinds,
     .help = "Entries of one rule, or what takes away."},
    {.name = "month", .type = JSON_T_STR, .off = offsetof(struct my_points_query, month), .max = 7,
     .help = "2026-11, in the member's own time zone."},
    {0}};
const struct json_shape my_points_query_shape = {"my_points_query", sizeof(struct my_points_query),
                                                 my_points_query_fields};

struct subject_out {
    int64_t share_id;
    struct str post_title, network;
};
struct entry_detail_out {
    int64_t rank, clicks, value, before;
    bool has_rank, has_clicks;
};
struct entry_out {
    int64_t id, at, amount, balance, rule_version, event_id;
    struct str rule, event;
    bool has_subject;
    struct subject_out subject;
    struct entry_detail_out detail;
};
struct entries_out {
    struct json_list items;
    struct str next;
};
struct example_out {
    int64_t share_id, rank, by_share, own_words, clicks, by_clicks;
    struct str network, post_title;
};
struct my_points_out {
    int64_t balance, lifetime, rules_version, rules_from, since;
    bool has_example, has_since;
    struct example_out example;
    struct entries_out entries;
};

#define FIELD(T, member, kind, more, ...)                                                                              \
    {.name = #member, .type = (kind), .off = offsetof(struct T, member), .flags = JSON_REQUIRED | (more), __VA_ARGS__}
#define TEXT(T, member, ...) FIELD(T, member, JSON_T_STR, 0, __VA_ARGS__)
#define NUMBER(T, member, ...) FIELD(T, member, JSON_T_I64, 0, __VA_ARGS__)
#define WITH(T, member, flag, ...)                                                                                     \
    {.name = #member, .type = JSON_T_I64, .off = offsetof(struct T, member), .flags = JSON_OMIT,                       \
     .has = JSON_HAS(T, flag), __VA_ARGS__}

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
    TEXT(entry_out, event, .help = "What happened: share.verified, clicks.counted."), FIELD(entry_out, event_id, JSON_T_ID, 0),
    FIELD(entry_out, subject, JSON_T_OBJ, JSON_NULLABLE, .sub = &subject_shape, .has = JSON_HAS(entry_out, has_subject)),
    FIELD(entry_out, detail, JSON_T_OBJ, 0, .sub = &detail_shape), {0}};
static const struct json_shape entry_shape = {"points_entry", sizeof(struct entry_out), entry_fields};

static const struct json_field entries_fields[] = {
    FIELD(entries_out, items, JSON_T_LIST, 0, .sub = &entry_shape), FIELD(entries_out, next, JSON_T_STR, JSON_NULLABLE),
    {0}};
static const struct json_shape entries_shape = {"points_entries", sizeof(struct entries_out), entries_fields};

static const struct json_field example_fields[] = {
    FIELD(example_out, share_id, JSON_T_ID, 0), TEXT(example_out, network),
    TEXT(example_out, post_title, .help = "Empty when the post was deleted."),
    NUMBER(example_out, rank, .help = "Which accepted share of its day; 0: nothing was paid for it."), NUMBER(example_out, by_share),
    NUMBER(example_out, own_words), NUMBER(example_out, clicks), NUMBER(example_out, by_clicks), {0}};
static const struct json_shape example_shape = {"points_example", sizeof(struct example_out), example_fields};

static const struct json_field my_points_fields[] = {
    NUMBER(my_points_out, balance), NUMBER(my_points_out, lifetime, .help = "Ever received."),
    NUMBER(my_points_out, rules_version), FIELD(my_points_out, rules_from, JSON_T_TIME, 0, .help = "In force since."),
    FIELD(my_points_out, since, JSON_T_TIME, JSON_NULLABLE, .has = JSON_HAS(my_points_out, has_since),
          .help = "Of the first entry; null without any."),
    FIELD(my_points_out, example, JSON_T_OBJ, JSON_NULLABLE, .sub = &example_shape, .has = JSON_HAS(my_points_out, has_example),
          .help = "One of the member's own shares, taken apart; null before the first points."),
    FIELD(my_points_out, entries, JSON_T_OBJ, 0, .sub = &entries_shape), {0}};
const struct json_shape my_points_shape = {"my_points", sizeof(struct my_points_out), my_points_fields};

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
        .detail = detail_of(a, e->detail), .event = e->event_kind, .event_id = e->event};
}

struct read_args {
    int64_t person, now;
    struct points_filter filter;
};
struct read_result {
    struct points_balance balance;
    struct points_rules rules;
    struct points_example example;
    struct points_entry *entries;
    size_t n;
    int64_t since;
};

static enum err read_tx(struct tx *tx, const void *args, void *ret) {
    const struct read_args *a = args;
    struct read_result *r = ret;
    enum err e = points_balance(tx, a->person, &r->balance);
    if (!e) {
        e = points_rules_at(tx, a->now, &r->rules);
    }
    if (!e) {
        e = points_example_of(tx, a->person, &r->example);
    }
    if (!e) {
        e = points_since(tx, a->person, &r->since);
    }
    return e ? e : points_entries(tx, a->person, &a->filter, &r->entries, &r->n);
}

/* The month's bounds in the member's zone. */
static bool month_bounds(struct str text, struct str zone, struct points_filter *f) {
    int64_t year, month;
    if (text.n != 7 || text.p[4] != '-' || !str_to_i64(str_sub(text, 0, 4), &year) || !str_to_i64(str_sub(text, 5, 7), &month) ||
        year < 1970 || month < 1 || month > 12) {
        return false;
    }
    struct period m = period_of(PERIOD_MONTH, day_of_civil((int)year, (int)month, 1));
    f->from = period_start(zone, m.from);
    f->to = period_start(zone, m.to + 1);
    return true;
}

static enum err filter_of(struct rq *rq, struct points_filter *ret) {
    const struct my_points_query *in = rq->query;
    struct points_filter f = {.limit = in->limit ? in->limit : ENTRIES_LIMIT_DEFAULT};
    f.corrections = str_is(in->kind, "correction");
    f.rule = f.corrections ? STR_NULL : in->kind;
    if (in->cursor.n && !id_parse(in->cursor, &f.before)) {
        return err_set(&rq->errs, E_INVALID, "?cursor", "not a cursor of this list");
    }
    if (in->month.p && !month_bounds(in->month, rq->who.time_zone, &f)) {
        return err_set(&rq->errs, E_INVALID, "?month", "must be a month such as 2026-11");
    }
    *ret = f;
    return E_OK;
}

static struct example_out example_of(const struct points_example *x) {
    return (struct example_out){.share_id = x->share, .rank = x->rank, .by_share = x->by_share, .own_words = x->own_words,
                                .clicks = x->clicks, .by_clicks = x->by_clicks, .network = x->network.p ? x->network : STR(""),
                                .post_title = x->post_title.p ? x->post_title : STR("")};
}

enum err my_points_get(struct rq *rq) {
    struct read_args args = {.person = rq->who.person, .now = rq->now};
    struct read_result r = {0};
    enum err e = filter_of(rq, &args.filter);
    if (e) {
        return e;
    }
    size_t limit = (size_t)args.filter.limit++;
    e = db_read(&rq->cx, read_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    bool more = r.n > limit;
    size_t n = more ? limit : r.n;
    struct entry_out *items = arena_array(rq->arena, struct entry_out, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = entry_of(rq->arena, &r.entries[i]);
    }
    struct my_points_out out = {
        .balance = r.balance.balance, .lifetime = r.balance.lifetime, .rules_version = r.rules.version,
        .rules_from = r.rules.active_from, .has_since = r.since > 0, .since = r.since, .has_example = r.example.share != 0,
        .example = example_of(&r.example),
        .entries = {{items, n}, more ? id_text(rq->arena, items[n - 1].id) : STR_NULL}};
    return reply_json(rq, 200, &my_points_shape, &out);
}
