/* rules.c: the rules of points as versioned rows, and the defaults. See points.h.
 *
 * Defaults (product 5.1, decisions 28): a verified share 10 / 6 / 3 / 0 by order of acceptance in the member's local
 * day, own words 5 more, human clicks min(50, round(20 ln(1 + n/10))) in all for a share. */
#include "app/points/points.h"

#include "base/buf.h"
#include "json/json.h"
#include "network/terms.h"
#include "sql_gen.h"

#include <math.h>
#include <stdio.h>

struct rule_default {
    const char *rule;
    const char *value;           /* where a reward is allowed */
    const char *nothing;         /* where the network's terms forbid it */
};
static const struct rule_default defaults[] = {
    {RULE_SHARE, "{\"by_rank\":[10,6,3,0]}", "{\"by_rank\":[0]}"},
    {RULE_OWN_WORDS, "{\"amount\":5}", "{\"amount\":0}"},
    {RULE_CLICKS, "{\"factor\":20,\"divisor\":10,\"max\":50}", "{\"factor\":0,\"divisor\":10,\"max\":0}"},
};
enum { DEFAULTS = sizeof defaults / sizeof defaults[0], TERM_NETWORKS_MAX = 64 };

static enum err insert(struct tx *tx, const char *rule, const char *network, const char *value, int64_t now) {
    return sql_points_rule_insert(tx, &(struct sql_points_rule_insert_in){
        .version = 1, .rule = str_of(rule), .network = str_of(network), .value = str_of(value), .active_from = now});
}

enum err points_rules_create(struct tx *tx, int64_t now) {
    const char *names[TERM_NETWORKS_MAX];
    size_t n = term_networks(names, TERM_NETWORKS_MAX);
    enum err e = E_OK;
    for (size_t i = 0; !e && i < DEFAULTS; i++) {
        e = insert(tx, defaults[i].rule, "", defaults[i].value, now);
        for (size_t k = 0; !e && k < n && k < TERM_NETWORKS_MAX; k++) {
            if (!term_value(str_of(names[k]), TERM_REWARD)) {
                e = insert(tx, defaults[i].rule, names[k], defaults[i].nothing, now);
            }
        }
    }
    return e;
}

static int64_t number(const struct json_node *n, const char *key) {
    int64_t v = 0;
    const struct json_node *m = json_get(n, key);
    return m && json_int(m, &v) && v >= 0 ? v : 0;
}

bool points_rule_parse(struct arena *a, struct str value, struct points_rule *ret) {
    const struct json_node *n, *list;
    if (json_parse(value, a, &n) || json_kind(n) != JSON_IS_OBJECT) {
        return false;
    }
    list = json_get(n, "by_rank");
    ret->ranks = list ? json_count(list) : 0;
    if (ret->ranks > POINTS_RANKS_MAX) {
        return false;
    }
    for (size_t i = 0; i < ret->ranks; i++) {
        if (!json_int(json_at(list, i), &ret->by_rank[i]) || ret->by_rank[i] < 0) {
            return false;
        }
    }
    ret->amount = number(n, "amount");
    ret->factor = number(n, "factor");
    ret->divisor = number(n, "divisor");
    ret->max = number(n, "max");
    return true;
}

enum err points_rules_at(struct tx *tx, int64_t at, struct points_rules *ret) {
    struct sql_points_version_row v;
    struct sql_points_rules_row *rows;
    size_t n;
    enum err e = sql_points_version(tx, at, &v);
    if (!e) {
        e = sql_points_rules(tx, v.version, &rows, &n);
    }
    if (e) {
        return e;
    }
    struct points_rules out = {.version = v.version, .rows = arena_array(tx->arena, struct points_rule, n + 1), .n = n};
    for (size_t i = 0; i < n; i++) {
        struct points_rule *r = &out.rows[i];
        *r = (struct points_rule){.version = v.version, .rule = rows[i].rule, .network = rows[i].network};
        out.active_from = rows[i].active_from;
        if (!points_rule_parse(tx->arena, rows[i].value, r)) {
            return err_set(tx->errs, E_DB, "", "points rule %.*s has no readable value", STRF(r->rule));
        }
    }
    *ret = out;
    return E_OK;
}

enum err points_rules_all(struct tx *tx, struct points_rules **ret, size_t *ret_n) {
    struct sql_audit_rules_row *rows;
    size_t n, sets = 0;
    enum err e = sql_audit_rules(tx, &rows, &n);
    if (e) {
        return e;
    }
    struct points_rules *out = arena_array(tx->arena, struct points_rules, n + 1);
    struct points_rule *all = arena_array(tx->arena, struct points_rule, n + 1);
    for (size_t i = 0; i < n; i++) {
        all[i] = (struct points_rule){.version = rows[i].version, .rule = rows[i].rule, .network = rows[i].network};
        if (!points_rule_parse(tx->arena, rows[i].value, &all[i])) {
            return err_set(tx->errs, E_DB, "", "points rule %.*s has no readable value", STRF(all[i].rule));
        }
        if (i == 0 || rows[i].version != rows[i - 1].version) {
            out[sets++] = (struct points_rules){.version = rows[i].version, .active_from = rows[i].active_from, .rows = &all[i]};
        }
        out[sets - 1].n++;
    }
    *ret = out;
    *ret_n = sets;
    return E_OK;
}

static bool same_numbers(const struct points_rule *a, const struct points_rule *b) {
    return a->ranks == b->ranks && memcmp(a->by_rank, b->by_rank, a->ranks * sizeof *a->by_rank) == 0 && a->amount == b->amount &&
           a->factor == b->factor && a->divisor == b->divisor && a->max == b->max;
}

int64_t points_rule_since(const struct points_rules *sets, size_t at, const struct points_rule *row) {
    char rule[64];
    size_t first = at;
    snprintf(rule, sizeof rule, "%.*s", STRF(row->rule));
    while (first > 0) {
        const struct points_rule *before = points_rule_find(&sets[first - 1], rule, row->network);
        if (!before || !same_numbers(before, row)) {
            break;
        }
        first--;
    }
    return sets[first].active_from;
}

const struct points_rule *points_rule_find(const struct points_rules *r, const char *rule, struct str network) {
    const struct points_rule *any = NULL;
    for (size_t i = 0; i < r->n; i++) {
        if (!str_is(r->rows[i].rule, rule)) {
            continue;
        }
        if (str_eq(r->rows[i].network, network)) {
            return &r->rows[i];
        }
        any = str_empty(r->rows[i].network) ? &r->rows[i] : any;
    }
    return any;
}

int64_t points_rule_share(const struct points_rule *r, int64_t day_rank) {
    return r && day_rank >= 1 && day_rank <= (int64_t)r->ranks ? r->by_rank[day_rank - 1] : 0;
}

int64_t points_rule_clicks(const struct points_rule *r, int64_t n) {
    if (!r || n <= 0 || r->divisor <= 0) {
        return 0;
    }
    int64_t p = llround((double)r->factor * log1p((double)n / (double)r->divisor));
    return p < r->max ? p : r->max;
}
