/* sqlgen_out.c: a statement's `-- out:` against its select list, and what only one engine would understand.
 *
 * Catches swapped or missing columns, and NULL columns read as if they never were, when they are visible in the text: a
 * plain column or `… AS name`. What is an expression without a name is left to the statement test. */
#include "sqlgen.h"

#include <ctype.h>
#include <string.h>

/* The column that expression [lo, hi) is, if it is a plain one of this block; *ret_outer when its row may be missing. */
static const struct column *plain_column(const struct stmt *s, const struct scope *sc, size_t lo, size_t hi,
                                         bool *ret_outer) {
    const struct tokens *ts = &s->sql;
    bool qualified = hi - lo == 3 && is(ts, lo + 1, ".");
    if ((!qualified && hi - lo != 1) || ts->t[hi - 1].kind != TK_WORD) {
        return NULL;
    }
    const struct column *found = NULL;
    for (size_t k = 0; k < sc->n; k++) {
        const struct source *src = &sc->s[k];
        if (!src->table || (qualified && !same(src->alias, ts->t[lo].text))) {
            continue;
        }
        const struct column *col = column_find(src->table, ts->t[hi - 1].text);
        if (!col && qualified) {
            fault(s->path, ts->t[lo].line, "%s: table %s has no column %s", s->name, src->table->name,
                  ts->t[hi - 1].text);
        }
        if (col) {
            found = col;
            *ret_outer = src->outer;
        }
    }
    return found;
}

static void check_out_column(const struct stmt *s, const struct scope *sc, size_t index, size_t lo, size_t hi) {
    const struct tokens *ts = &s->sql;
    const struct field *f = &s->out[index];
    const char *name = NULL;
    size_t expr_end = hi;
    if (hi - lo >= 3 && is(ts, hi - 2, "as")) {
        name = ts->t[hi - 1].text;
        expr_end = hi - 2;
    } else if (hi - lo == 1 || (hi - lo == 3 && is(ts, lo + 1, "."))) {
        name = ts->t[hi - 1].kind == TK_WORD ? ts->t[hi - 1].text : NULL;
    }
    if (name && !same(name, f->name) && !same(name, "true") && !same(name, "false") && !same(name, "null")) {
        fault(s->path, ts->t[lo].line,
              "%s: column %zu is %s in the SQL but %s in \"-- out:\" (if meant, write \"AS %s\")", s->name, index + 1,
              name, f->name, f->name);
    }
    bool outer = false;
    const struct column *col = plain_column(s, sc, lo, expr_end, &outer);
    if (!col || !col->letter) {
        return;
    }
    if (tolower((unsigned char)col->letter) != tolower((unsigned char)f->letter)) {
        fault(s->path, ts->t[lo].line, "%s: out %s is %c but the column is %c", s->name, f->name, f->letter,
              col->letter);
    } else if ((isupper((unsigned char)col->letter) || outer) && islower((unsigned char)f->letter)) {
        fault(s->path, ts->t[lo].line, "%s: out %s may be NULL%s: write the letter as %c, or COALESCE(%s, …) AS %s",
              s->name, f->name, outer ? " (LEFT JOIN)" : "", toupper((unsigned char)f->letter), f->name, f->name);
    }
}

void check_out(const struct stmt *s, const struct scope *sc, size_t lo, size_t hi) {
    const struct tokens *ts = &s->sql;
    if (s->out_count == 0) {
        return;
    }
    if (is(ts, lo, "distinct")) {
        lo++;
    }
    size_t from = lo, index = 0;
    for (size_t i = lo; i <= hi; i++) {
        if (i < hi && is(ts, i, "(")) {
            i = ts->t[i].match;
        } else if (i == hi || is(ts, i, ",")) {
            if (index < s->out_count && from < i) {
                check_out_column(s, sc, index, from, i);
            }
            index++;
            from = i + 1;
        }
    }
    if (index != s->out_count) {
        fault(s->path, ts->t[lo].line, "%s: %zu columns in the SQL, %zu in \"-- out:\"", s->name, index, s->out_count);
    }
}

static void check_star(const struct stmt *s, size_t i) {
    static const char *const before[] = {"select", "distinct", ",", ".", "returning", "all"};
    for (size_t k = 0; i > 0 && is(&s->sql, i, "*") && k < sizeof before / sizeof *before; k++) {
        if (is(&s->sql, i - 1, before[k])) {
            fault(s->path, s->sql.t[i].line, "%s: name the columns instead of *", s->name);
        }
    }
}

void check_portable(const struct stmt *s) {
    static const struct {
        const char *word;
        bool call;
        const char *hint;
    } banned[] = {
        {"::", false, "write CAST(x AS type)"},
        {"ilike", false, "compare folded columns"},
        {"now", true, "pass the time as a parameter"},
        {"current_timestamp", false, "pass the time as a parameter"},
        {"any", true, "use a subquery or a join"},
        {"greatest", true, "write CASE"},
        {"least", true, "write CASE"},
        {"string_agg", true, "read rows"},
        {"group_concat", true, "read rows"},
        {"ifnull", true, "write COALESCE"},
        {"iif", true, "write CASE"},
        {"strftime", true, "store a day"},
        {"==", false, "write ="},
        {"glob", false, "use LIKE … ESCAPE"},
        {"using", false, "write ON with both columns"},
    };
    const struct tokens *ts = &s->sql;
    bool like = false, escape = false;
    for (size_t i = 0; i < ts->n; i++) {
        check_star(s, i);
        like |= is(ts, i, "like");
        escape |= is(ts, i, "escape");
        if (s->engines != ON_BOTH) {
            continue;
        }
        for (size_t k = 0; k < sizeof banned / sizeof *banned; k++) {
            if (is(ts, i, banned[k].word) && (!banned[k].call || is(ts, i + 1, "("))) {
                fault(s->path, ts->t[i].line, "%s: %s is not understood by both engines: %s", s->name, banned[k].word,
                      banned[k].hint);
            }
        }
        if (is(ts, i, "for") && (is(ts, i + 1, "update") || is(ts, i + 1, "share"))) {
            fault(s->path, ts->t[i].line, "%s: FOR UPDATE is PostgreSQL's alone", s->name);
        }
        if (ts->t[i].kind == TK_QUOTED) {
            fault(s->path, ts->t[i].line, "%s: no quoted names", s->name);
        }
    }
    if (like && !escape && s->engines == ON_BOTH) {
        fault(s->path, s->line, "%s: LIKE needs ESCAPE '!' (or another character): the engines' defaults differ",
              s->name);
    }
}
