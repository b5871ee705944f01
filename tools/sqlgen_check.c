/* sqlgen_check.c: refuses a statement that could reach another company's rows (decisions 4).
 *
 * Every table of a company that a statement names, in any subquery, must be bound in its own query block by the bare
 * condition `alias.company_id = $company`, standing among the ANDed conditions of WHERE or of the JOIN … ON that brings
 * the table in. Not clever on purpose: what it can't see it refuses. Inserts must give $company for company_id. Router
 * statements may touch only what the schema's @router marks allow; owner statements are free. */
#include "sqlgen.h"

#include <string.h>

struct check {
    struct stmt *s;
    const struct tokens *ts;
    const char *ctes[20];
    size_t cte_count;
    bool main_done; /* the outermost query block has been seen */
};

static void query(struct check *c, size_t lo, size_t hi, bool outermost);

static int line_of(const struct check *c, size_t i) {
    return c->ts->t[i].line;
}

static bool starts_query(const struct tokens *ts, size_t i) {
    return is(ts, i, "select") || is(ts, i, "with") || is(ts, i, "values") || is(ts, i, "insert") ||
           is(ts, i, "update") || is(ts, i, "delete");
}

/* Looks for queries inside the parentheses of [lo, hi). */
static void walk(struct check *c, size_t lo, size_t hi) {
    for (size_t i = lo; i < hi; i++) {
        if (!is(c->ts, i, "(")) {
            continue;
        }
        size_t close = c->ts->t[i].match;
        if (starts_query(c->ts, i + 1) && !is(c->ts, i + 1, "values")) {
            query(c, i + 1, close, false);
        } else {
            walk(c, i + 1, close);
        }
        i = close;
    }
}

/* First token at this level in [lo, hi) that is one of the words; hi when there is none. */
static size_t find_word(const struct tokens *ts, size_t lo, size_t hi, const char *const *words) {
    for (size_t i = lo; i < hi; i++) {
        if (is(ts, i, "(")) {
            i = ts->t[i].match;
            continue;
        }
        if (i > lo && is(ts, i, "from") && is(ts, i - 1, "distinct")) {
            continue;
        }
        if (i > lo && is(ts, i - 1, ".")) {
            continue;
        }
        for (size_t k = 0; words[k]; k++) {
            if (is(ts, i, words[k])) {
                return i;
            }
        }
    }
    return hi;
}

static const char *const from_words[] = {"from", NULL};
static const char *const where_words[] = {"where", NULL};
static const char *const after_from[] = {"where",  "group", "having", "window",    "order", "limit",
                                         "offset", "fetch", "for",    "returning", "set",   NULL};
static const char *const after_where[] = {"group",  "having", "window", "order",     "limit",
                                          "offset", "fetch",  "for",    "returning", NULL};
static const char *const compound_words[] = {"union", "intersect", "except", NULL};
static const char *const join_words[] = {"join", "left", "inner", "cross", "right", "full", "natural", ",", NULL};

static struct source *add_source(struct check *c, struct scope *sc, size_t i, const struct table *t,
                                 const char *alias) {
    static struct source overflow;
    if (sc->n == sizeof sc->s / sizeof *sc->s) {
        fault(c->s->path, line_of(c, i), "%s: too many tables", c->s->name);
        return &overflow;
    }
    for (size_t k = 0; k < sc->n; k++) {
        if (same(sc->s[k].alias, alias)) {
            fault(c->s->path, line_of(c, i), "%s: %s is there twice in one FROM", c->s->name, alias);
        }
    }
    struct source *src = &sc->s[sc->n++];
    *src = (struct source){.table = t, .alias = alias, .line = line_of(c, i)};
    return src;
}

/* The table named at token i, which must be known and reachable; NULL for a CTE or on a fault. */
static const struct table *named_table(struct check *c, size_t i) {
    const struct stmt *s = c->s;
    const char *name = c->ts->t[i].text;
    for (size_t k = 0; k < c->cte_count; k++) {
        if (same(c->ctes[k], name)) {
            return NULL;
        }
    }
    const struct table *t = table_find(name);
    if (!t) {
        bool catalog = strncmp(name, "pg_", 3) == 0 || strncmp(name, "sqlite_", 7) == 0;
        if (!catalog || s->access == A_COMPANY) {
            fault(s->path, line_of(c, i), "%s: unknown table %s", s->name, name);
        }
        return NULL;
    }
    if ((s->engines & ~t->engines) != 0) {
        fault(s->path, line_of(c, i), "%s: table %s is only on %s; add \"-- only:\"", s->name, name,
              t->engines == ON_SQLITE ? "sqlite" : "postgres");
    }
    if (s->access == A_COMPANY && t->server) {
        fault(s->path, line_of(c, i), "%s: table %s is @server; use \"-- access: router\"", s->name, name);
    }
    if (s->access == A_ROUTER && !t->router) {
        fault(s->path, line_of(c, i), "%s: table %s has no @router mark in the schema", s->name, name);
    }
    return t;
}

/* [AS] alias at token *i; the default otherwise. */
static const char *read_alias(const struct tokens *ts, size_t *i, size_t hi, const char *otherwise) {
    static const char *const not_alias[] = {"on",    "using",  "join",    "left",    "inner",     "cross",
                                            "right", "full",   "natural", "where",   "indexed",   "not",
                                            "set",   "values", "select",  "default", "returning", NULL};
    if (is(ts, *i, "as")) {
        ++*i;
    } else if (*i >= hi || ts->t[*i].kind != TK_WORD || find_word(ts, *i, *i + 1, not_alias) == *i) {
        return otherwise;
    }
    const char *alias = ts->t[*i].text;
    ++*i;
    if (*i < hi && is(ts, *i, "(")) {
        *i = ts->t[*i].match + 1;
    }
    return alias;
}

/* One item of FROM at *i. */
static struct source *read_from_item(struct check *c, struct scope *sc, size_t *i, size_t hi) {
    const struct tokens *ts = c->ts;
    size_t at = *i;
    if (is(ts, at, "lateral")) {
        at = ++*i;
    }
    if (is(ts, at, "(")) {
        if (!starts_query(ts, at + 1)) {
            fault(c->s->path, line_of(c, at), "%s: write joins without parentheses", c->s->name);
        }
        *i = ts->t[at].match + 1;
        return add_source(c, sc, at, NULL, read_alias(ts, i, hi, "(subquery)"));
    }
    if (at >= hi || ts->t[at].kind != TK_WORD) {
        fault(c->s->path, line_of(c, at < hi ? at : hi), "%s: table name expected", c->s->name);
        *i = hi;
        return NULL;
    }
    if (is(ts, at + 1, "(")) {
        *i = ts->t[at + 1].match + 1;
        return add_source(c, sc, at, NULL, read_alias(ts, i, hi, ts->t[at].text));
    }
    if (is(ts, at + 1, ".")) {
        fault(c->s->path, line_of(c, at), "%s: write table names without a schema", c->s->name);
    }
    const struct table *t = named_table(c, at);
    *i = at + 1;
    return add_source(c, sc, at, t, read_alias(ts, i, hi, ts->t[at].text));
}

/* The source of `alias . column` at token i; NULL when it is none. */
static struct source *qualified(struct scope *sc, const struct tokens *ts, size_t i) {
    for (size_t k = 0; is(ts, i + 1, ".") && k < sc->n; k++) {
        if (same(sc->s[k].alias, ts->t[i].text)) {
            return &sc->s[k];
        }
    }
    return NULL;
}

/* Notes whose rows a full-text index is held to by `index.rowid = alias.column`, either way round. */
static void bind_rows(struct scope *sc, const struct tokens *ts, size_t lo, size_t hi) {
    if (hi - lo != 7 || !is(ts, lo + 3, "=")) {
        return;
    }
    for (size_t side = 0; side < 2; side++) {
        size_t a = side ? lo + 4 : lo, b = side ? lo : lo + 4;
        struct source *index = qualified(sc, ts, a), *other = qualified(sc, ts, b);
        if (index && other && index->table && index->table->virtual && is(ts, a + 2, "rowid")) {
            index->row_of = (size_t)(other - sc->s) + 1;
        }
    }
}

static bool is_bound(const struct scope *sc, const struct source *src) {
    if (!src->table->virtual) {
        return src->bound;
    }
    const struct source *other = src->row_of ? &sc->s[src->row_of - 1] : NULL;
    return other && other->table && other->table->key && !other->table->virtual && other->bound && !other->outer;
}

/* Binds the source that condition [lo, hi) names, if it is exactly `[alias.]key = $company` or the other way round. */
static void bind_one(struct scope *sc, const struct tokens *ts, size_t lo, size_t hi, const struct source *only) {
    if (lo < hi && ts->t[lo].kind == TK_PARAM && is(ts, lo + 1, "=")) {
        if (!same(ts->t[lo].text, "company")) {
            return;
        }
        lo += 2;
    } else if (hi > lo + 2 && ts->t[hi - 1].kind == TK_PARAM && is(ts, hi - 2, "=")) {
        if (!same(ts->t[hi - 1].text, "company")) {
            return;
        }
        hi -= 2;
    } else {
        return;
    }
    bool qualified = hi - lo == 3 && is(ts, lo + 1, ".");
    if (!qualified && hi - lo != 1) {
        return;
    }
    if (!qualified && sc->n != 1) {
        return;
    }
    for (size_t k = 0; k < sc->n; k++) {
        struct source *src = &sc->s[k];
        if ((only && src != only) || !src->table || !src->table->key || !same(src->table->key, ts->t[hi - 1].text)) {
            continue;
        }
        if (!qualified || same(src->alias, ts->t[lo].text)) {
            src->bound = true;
        }
    }
}

/* Goes through the ANDed conditions of [lo, hi); an OR at this level makes none of them certain. */
static void bind_all(struct scope *sc, const struct tokens *ts, size_t lo, size_t hi, const struct source *only) {
    static const char *const or_word[] = {"or", NULL};
    if (find_word(ts, lo, hi, or_word) != hi) {
        return;
    }
    bool between = false;
    size_t from = lo, cases = 0;
    for (size_t i = lo; i <= hi; i++) {
        if (i < hi && is(ts, i, "(")) {
            i = ts->t[i].match;
        } else if (i < hi && (is(ts, i, "case") || is(ts, i, "end"))) {
            cases += is(ts, i, "case") ? 1 : (size_t)-1;
        } else if (i < hi && cases > 0) {
            continue;
        } else if (i < hi && is(ts, i, "between")) {
            between = true;
        } else if (i == hi || is(ts, i, "and")) {
            if (between && i < hi) {
                between = false;
                continue;
            }
            bind_one(sc, ts, from, i, only);
            bind_rows(sc, ts, from, i);
            from = i + 1;
        }
    }
}

/* The join between items at *i: fills *ret_left; false at the end of FROM. */
static bool read_join(struct check *c, size_t *i, size_t hi, bool *ret_left) {
    const struct tokens *ts = c->ts;
    *ret_left = false;
    if (*i >= hi) {
        return false;
    }
    if (is(ts, *i, ",")) {
        ++*i;
        return true;
    }
    if (is(ts, *i, "natural") || is(ts, *i, "right") || is(ts, *i, "full")) {
        fault(c->s->path, line_of(c, *i), "%s: NATURAL, RIGHT and FULL joins are not read here; write a LEFT JOIN",
              c->s->name);
    }
    while (*i < hi && !is(ts, *i, "join")) {
        *ret_left |= is(ts, *i, "left");
        ++*i;
    }
    ++*i;
    return *i < hi;
}

/* FROM list in [lo, hi): sources and the conditions of their joins. */
static void read_from(struct check *c, struct scope *sc, size_t lo, size_t hi) {
    const struct tokens *ts = c->ts;
    bool left = false;
    size_t i = lo;
    do {
        struct source *src = read_from_item(c, sc, &i, hi);
        if (!src) {
            return;
        }
        src->outer = left;
        if (is(ts, i, "indexed") || (is(ts, i, "not") && is(ts, i + 1, "indexed"))) {
            i = find_word(ts, i, hi, join_words);
        }
        size_t end = find_word(ts, i, hi, join_words);
        if (is(ts, i, "on")) {
            bind_all(sc, ts, i + 1, end, left ? src : NULL);
        } else if (end != i && !is(ts, i, "using")) {
            fault(c->s->path, line_of(c, i), "%s: \"%s\" not understood in FROM", c->s->name, ts->t[i].text);
        }
        i = end;
    } while (read_join(c, &i, hi, &left));
}

static void report_unbound(const struct check *c, const struct scope *sc) {
    if (c->s->access != A_COMPANY) {
        return;
    }
    for (size_t k = 0; k < sc->n; k++) {
        const struct source *src = &sc->s[k];
        if (!src->table || !src->table->key || is_bound(sc, src)) {
            continue;
        }
        if (src->table->virtual) {
            fault(c->s->path, src->line, "%s: full-text index %s is not bound to the company; join it by \"%s.rowid = …\" with a "
                  "table that is", c->s->name, src->table->name, src->alias);
            continue;
        }
        bool named = !same(src->alias, src->table->name);
        fault(c->s->path, src->line,
              "%s: table %s%s%s is not bound to the company; add \"%s%s%s = $company\" as a condition of its "
              "own among the ANDs of this query's WHERE or its ON (an OR at that level needs parentheses)",
              c->s->name, src->table->name, named ? " " : "", named ? src->alias : "", sc->n > 1 ? src->alias : "",
              sc->n > 1 ? "." : "", src->table->key);
    }
}

static void read_where(struct check *c, struct scope *sc, size_t lo, size_t hi) {
    size_t where = find_word(c->ts, lo, hi, where_words);
    if (where < hi) {
        bind_all(sc, c->ts, where + 1, find_word(c->ts, where + 1, hi, after_where), NULL);
    }
}

static void select_block(struct check *c, size_t lo, size_t hi, bool outermost) {
    struct scope sc = {0};
    size_t from = find_word(c->ts, lo, hi, from_words);
    size_t list_end = from < hi ? from : find_word(c->ts, lo, hi, after_from);
    if (from < hi) {
        size_t end = find_word(c->ts, from + 1, hi, after_from);
        read_from(c, &sc, from + 1, end);
        read_where(c, &sc, end, hi);
    }
    report_unbound(c, &sc);
    if (outermost && !c->main_done) {
        c->main_done = true;
        check_out(c->s, &sc, lo + 1, list_end);
    }
    walk(c, lo, hi);
}

static void check_returning(struct check *c, const struct scope *sc, size_t lo, size_t hi) {
    static const char *const returning[] = {"returning", NULL};
    size_t i = find_word(c->ts, lo, hi, returning);
    bool rows = c->s->kind == K_ONE || c->s->kind == K_MANY || c->s->kind == K_EACH;
    if (i < hi && rows) {
        check_out(c->s, sc, i + 1, hi);
    } else if (i == hi && rows) {
        fault(c->s->path, c->s->line, "%s: %s needs RETURNING", c->s->name, kind_names[c->s->kind]);
    } else if (i < hi) {
        fault(c->s->path, line_of(c, i), "%s: RETURNING needs :one or :many", c->s->name);
    }
}

/* `company_id = …` among the assignments of [lo, hi). */
static void check_assignments(const struct check *c, const struct table *t, size_t lo, size_t hi) {
    for (size_t i = lo; t && t->key && i < hi; i++) {
        bool first = i == lo || is(c->ts, i - 1, ",");
        bool changed = first && is(c->ts, i, t->key) && is(c->ts, i + 1, "=");
        if (is(c->ts, i, "(")) {
            /* (a, b) = (…) */
            for (size_t k = i; first && k < c->ts->t[i].match; k++) {
                changed |= is(c->ts, k, t->key);
            }
            i = c->ts->t[i].match;
        }
        if (changed) {
            fault(c->s->path, line_of(c, i), "%s: %s may not be changed", c->s->name, t->key);
        }
    }
}

static void check_append_only(const struct check *c, const struct scope *sc, size_t at) {
    if (sc->n > 0 && sc->s[0].table && sc->s[0].table->append_only) {
        fault(c->s->path, line_of(c, at), "%s: table %s is @append-only", c->s->name, sc->s[0].table->name);
    }
}

static void update_block(struct check *c, size_t lo, size_t hi) {
    static const char *const set_word[] = {"set", NULL};
    const struct tokens *ts = c->ts;
    struct scope sc = {0};
    size_t i = lo + 1;
    struct source *target = read_from_item(c, &sc, &i, hi);
    check_append_only(c, &sc, lo);
    size_t set = find_word(ts, i, hi, set_word), from = find_word(ts, set, hi, from_words);
    size_t set_end = find_word(ts, set + 1, from, after_where), where = find_word(ts, set, hi, where_words);
    if (where < set_end) {
        set_end = where;
    }
    check_assignments(c, target ? target->table : NULL, set + 1, set_end);
    if (from < hi) {
        read_from(c, &sc, from + 1, find_word(ts, from + 1, hi, after_from));
    }
    read_where(c, &sc, set, hi);
    report_unbound(c, &sc);
    check_returning(c, &sc, set, hi);
    c->main_done = true;
    walk(c, lo, hi);
}

static void delete_block(struct check *c, size_t lo, size_t hi) {
    struct scope sc = {0};
    size_t i = lo + 2;
    if (!is(c->ts, lo + 1, "from")) {
        fault(c->s->path, line_of(c, lo), "%s: DELETE FROM expected", c->s->name);
    }
    read_from_item(c, &sc, &i, hi);
    check_append_only(c, &sc, lo);
    if (is(c->ts, i, "using")) {
        fault(c->s->path, line_of(c, i), "%s: SQLite has no DELETE … USING; use a subquery", c->s->name);
    }
    read_where(c, &sc, i, hi);
    report_unbound(c, &sc);
    check_returning(c, &sc, i, hi);
    c->main_done = true;
    walk(c, lo, hi);
}

/* Token range of element `index` of the comma list [lo, hi); false when there are fewer. */
static bool list_element(const struct tokens *ts, size_t lo, size_t hi, size_t index, size_t *ret_lo, size_t *ret_hi) {
    size_t from = lo;
    for (size_t i = lo; i <= hi; i++) {
        if (i < hi && is(ts, i, "(")) {
            i = ts->t[i].match;
        } else if (i == hi || is(ts, i, ",")) {
            if (index-- == 0) {
                *ret_lo = from;
                *ret_hi = i;
                return true;
            }
            from = i + 1;
        }
    }
    return false;
}

static void check_inserted(const struct check *c, size_t lo, size_t hi, size_t index, const struct table *t) {
    size_t from = 0, to = 0;
    bool ok = list_element(c->ts, lo, hi, index, &from, &to) && to == from + 1 && c->ts->t[from].kind == TK_PARAM &&
              same(c->ts->t[from].text, "company");
    if (!ok) {
        fault(c->s->path, line_of(c, lo), "%s: %s of an inserted row must be $company", c->s->name, t->key);
    }
}

/* Position of the key in the column list; false when it is missing. */
static bool key_position(const struct check *c, const struct table *t, size_t open, size_t *ret) {
    size_t lo = 0, hi = 0;
    for (size_t k = 0; list_element(c->ts, open + 1, c->ts->t[open].match, k, &lo, &hi); k++) {
        if (is(c->ts, lo, t->key)) {
            *ret = k;
            return true;
        }
    }
    return false;
}

/* ON CONFLICT (…) DO UPDATE must not reach a row of another company. */
static void check_conflict(const struct check *c, struct scope *sc, size_t lo, size_t hi) {
    static const char *const set_word[] = {"set", NULL};
    const struct table *t = sc->s[0].table;
    size_t set = find_word(c->ts, lo, hi, set_word);
    if (set == hi || !t || !t->key || c->s->access != A_COMPANY) {
        return;
    }
    check_assignments(c, t, set + 1, find_word(c->ts, set + 1, hi, after_from));
    size_t key = 0, open = lo;
    while (open < set && !is(c->ts, open, "(")) {
        open++;
    }
    if (open < set && key_position(c, t, open, &key)) {
        return;
    }
    size_t where = find_word(c->ts, set, hi, where_words);
    struct scope own = {.n = 1, .s = {sc->s[0]}};
    if (where < hi) {
        bind_all(&own, c->ts, where + 1, find_word(c->ts, where + 1, hi, after_where), NULL);
    }
    if (!own.s[0].bound) {
        fault(c->s->path, line_of(c, lo),
              "%s: name %s in ON CONFLICT (…), or add \"WHERE %s.%s = $company\" to DO UPDATE", c->s->name, t->key,
              t->name, t->key);
    }
}

/* What is inserted: tuples of VALUES, or a SELECT, from token lo; `position` of the key in it. */
static void check_insert_rows(struct check *c, size_t lo, size_t hi, size_t position, const struct table *t) {
    const struct tokens *ts = c->ts;
    if (is(ts, lo, "values")) {
        for (size_t i = lo + 1; is(ts, i, "("); i = ts->t[i].match + 2) {
            check_inserted(c, i + 1, ts->t[i].match, position, t);
            if (!is(ts, ts->t[i].match + 1, ",")) {
                break;
            }
        }
        walk(c, lo, hi);
    } else if (is(ts, lo, "select")) {
        for (size_t part = lo, end; part < hi; part = end + 1 + (is(ts, end + 1, "all") ? 1 : 0)) {
            end = find_word(ts, part, hi, compound_words);
            size_t from = find_word(ts, part, end, from_words);
            check_inserted(c, part + 1 + (is(ts, part + 1, "distinct") ? 1 : 0),
                           from < end ? from : find_word(ts, part, end, after_from), position, t);
        }
        query(c, lo, hi, false);
    } else {
        fault(c->s->path, line_of(c, lo), "%s: VALUES or SELECT expected after the column list", c->s->name);
    }
}

static void insert_block(struct check *c, size_t lo, size_t hi) {
    static const char *const conflict[] = {"conflict", NULL}, *const returning[] = {"returning", NULL};
    const struct tokens *ts = c->ts;
    struct scope sc = {0};
    c->main_done = true;
    if (!is(ts, lo + 1, "into") || lo + 2 >= hi || ts->t[lo + 2].kind != TK_WORD) {
        fault(c->s->path, line_of(c, lo), "%s: INSERT INTO table (columns) expected", c->s->name);
        return;
    }
    const struct table *t = named_table(c, lo + 2);
    size_t open = lo + 3;
    const char *alias = ts->t[lo + 2].text;
    if (is(ts, open, "as")) {
        alias = ts->t[open + 1].text;
        open += 2;
    }
    add_source(c, &sc, lo + 2, t, alias);
    if (!is(ts, open, "(")) {
        fault(c->s->path, line_of(c, lo), "%s: name the columns: INSERT INTO %s (…)", c->s->name, alias);
        return;
    }
    size_t rows = ts->t[open].match + 1, on = find_word(ts, rows, hi, conflict);
    size_t rows_end = on < hi ? on - 1 : find_word(ts, rows, hi, returning), position = 0;
    if (!t || !t->key || c->s->access != A_COMPANY) {
        if (is(ts, rows, "select")) {
            query(c, rows, rows_end, false);
        } else {
            walk(c, rows, rows_end);
        }
    } else if (!key_position(c, t, open, &position)) {
        fault(c->s->path, line_of(c, open), "%s: INSERT INTO %s must give %s = $company", c->s->name, t->name, t->key);
    } else {
        check_insert_rows(c, rows, rows_end, position, t);
    }
    if (on < hi) {
        check_conflict(c, &sc, on + 1, find_word(ts, on, hi, returning));
    }
    walk(c, rows_end, hi);
    check_returning(c, &sc, rows_end, hi);
}

/* WITH name AS (…), …; returns where the main query starts. */
static size_t read_ctes(struct check *c, size_t lo, size_t hi) {
    const struct tokens *ts = c->ts;
    size_t i = lo + 1 + (is(ts, lo + 1, "recursive") ? 1 : 0);
    while (i < hi && ts->t[i].kind == TK_WORD) {
        const char *name = ts->t[i].text;
        if (table_find(name)) {
            fault(c->s->path, line_of(c, i), "%s: WITH %s hides the table of that name", c->s->name, name);
        }
        if (c->cte_count < sizeof c->ctes / sizeof *c->ctes) {
            c->ctes[c->cte_count++] = name;
        } else {
            fault(c->s->path, line_of(c, i), "%s: too many WITH queries", c->s->name);
        }
        i++;
        if (is(ts, i, "(")) {
            i = ts->t[i].match + 1;
        }
        while (i < hi && !is(ts, i, "(")) {
            i++;
        }
        if (i >= hi) {
            break;
        }
        query(c, i + 1, ts->t[i].match, false);
        i = ts->t[i].match + 1;
        if (!is(ts, i, ",")) {
            break;
        }
        i++;
    }
    return i;
}

/* A query with its WITH and UNION parts in [lo, hi). */
static void query(struct check *c, size_t lo, size_t hi, bool outermost) {
    const struct tokens *ts = c->ts;
    if (is(ts, lo, "with")) {
        lo = read_ctes(c, lo, hi);
    }
    bool changes = is(ts, lo, "insert") || is(ts, lo, "update") || is(ts, lo, "delete");
    if (changes) {
        c->s->writes = true;
        if (!outermost) {
            fault(c->s->path, line_of(c, lo), "%s: SQLite changes rows only at the outermost level", c->s->name);
        }
        if (is(ts, lo, "insert")) {
            insert_block(c, lo, hi);
        } else if (is(ts, lo, "update")) {
            update_block(c, lo, hi);
        } else {
            delete_block(c, lo, hi);
        }
        return;
    }
    while (lo < hi) {
        size_t end = find_word(ts, lo, hi, compound_words);
        if (is(ts, lo, "select")) {
            select_block(c, lo, end, outermost);
        } else if (is(ts, lo, "values")) {
            walk(c, lo, end);
        } else {
            fault(c->s->path, line_of(c, lo), "%s: SELECT, INSERT, UPDATE or DELETE expected, not %s", c->s->name,
                  ts->t[lo].text);
        }
        lo = end + 1 + (is(ts, end + 1, "all") ? 1 : 0);
    }
}

void check_statement(struct stmt *s) {
    struct check c = {.s = s, .ts = &s->sql};
    check_portable(s);
    query(&c, 0, s->sql.n, true);
    if (!s->writes && s->kind == K_COUNT) {
        fault(s->path, s->line, "%s: :count is for statements that change rows", s->name);
    }
    if (!s->writes && s->kind == K_EXEC && !s->variant) {
        fault(s->path, s->line, "%s: :exec is for statements that change rows", s->name);
    }
}
