/* sqlgen_schema.c: reads sql/migrate/NNNN_name.sql into the table of tables.
 *
 * Checks what decisions 1-5 ask of the schema: purpose and retention of every column, company_id first in every key of a
 * table that is not @server, the five portable types. Understands CREATE TABLE, CREATE VIRTUAL TABLE, ALTER TABLE
 * ADD/DROP/RENAME, DROP TABLE and CREATE INDEX; other statements pass unread. Statements within
 * `-- @sqlite` or `-- @postgres` … `-- @end` count for that engine alone; there a table that both have can be built anew:
 * CREATE another one with the same columns, copy, DROP the old one, RENAME. */
#include "sqlgen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct table tables[MAX_TABLES];
size_t table_count;
struct migration migrations[MAX_MIGRATIONS];
size_t migration_count;

struct reader {
    struct tokens ts;
    int engines; /* of the block we are in */
};

struct table *table_find(const char *name) {
    for (size_t i = 0; i < table_count; i++) {
        if (same(tables[i].name, name) && !tables[i].dropped) {
            return &tables[i];
        }
    }
    return NULL;
}

const struct column *column_find(const struct table *t, const char *name) {
    for (size_t i = 0; i < t->column_count; i++) {
        if (same(t->columns[i].name, name)) {
            return &t->columns[i];
        }
    }
    return NULL;
}

/* Text after `key` up to ';' or the end, trimmed; NULL when absent or empty. */
static const char *mark_value(const char *comment, const char *key) {
    const char *p = strstr(comment, key);
    if (!p) {
        return NULL;
    }
    p += strlen(key);
    while (*p == ' ') {
        p++;
    }
    size_t n = strcspn(p, ";\r\n");
    while (n > 0 && p[n - 1] == ' ') {
        n--;
    }
    return n > 0 ? mem_copy(p, n) : NULL;
}

/* The comment on the line of token `i`, behind it and a comma, with the comment lines that follow it. */
static const char *comment_after(const struct tokens *ts, size_t i) {
    int line = ts->t[i].line;
    char *text = NULL;
    for (size_t k = i + 1; k < ts->n; k++) {
        const struct token *t = &ts->t[k];
        if (t->kind != TK_COMMENT) {
            if (is(ts, k, ",") && !text) {
                continue;
            }
            break;
        }
        if (t->line > line + (text ? 1 : 0)) {
            break;
        }
        line = t->line;
        size_t before = text ? strlen(text) : 0;
        char *joined = mem(before + t->n + 1);
        if (before > 0) {
            memcpy(joined, text, before);
        }
        memcpy(joined + before, t->p, t->n);
        text = joined;
    }
    return text ? text : "";
}

static size_t next_token(const struct tokens *ts, size_t i) {
    while (i < ts->n && ts->t[i].kind == TK_COMMENT) {
        i++;
    }
    return i;
}

static char column_letter(const struct tokens *ts, size_t type, size_t end, bool portable) {
    static const struct {
        const char *name;
        char letter;
    } types[] = {{"bigint", 'i'}, {"text", 't'}, {"boolean", 'b'}, {"double", 'd'}, {"bytea", 'x'}};
    char letter = 0;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (is(ts, type, types[i].name)) {
            letter = types[i].letter;
        }
    }
    if (!letter) {
        if (portable) {
            fault(ts->path, ts->t[type].line, "types are BIGINT, TEXT, BOOLEAN, DOUBLE PRECISION, BYTEA");
        }
        return 0;
    }
    for (size_t i = type; i + 1 < end; i++) {
        if (is(ts, i, "not") && is(ts, i + 1, "null")) {
            return letter;
        }
    }
    return (char)toupper((unsigned char)letter);
}

/* Column definition in tokens [from, to). */
static void read_column(const struct reader *rd, struct table *t, size_t from, size_t to) {
    const struct tokens *ts = &rd->ts;
    const struct token *name = &ts->t[from];
    if (t->column_count == MAX_COLUMNS) {
        fault(ts->path, name->line, "more than %d columns", MAX_COLUMNS);
        return;
    }
    if (column_find(t, name->text)) {
        fault(ts->path, name->line, "column %s is there twice", name->text);
    }
    struct column *c = &t->columns[t->column_count++];
    c->name = name->text;
    c->letter = column_letter(ts, from + 1, to, rd->engines == ON_BOTH);
    size_t last = to - 1;
    while (last > from && ts->t[last].kind == TK_COMMENT) {
        last--;
    }
    const char *comment = comment_after(ts, last);
    c->purpose = mark_value(comment, "purpose:");
    c->retention = mark_value(comment, "retention:");
    if (!c->purpose || !c->retention) {
        fault(ts->path, name->line, "column %s.%s has no \"-- purpose: …; retention: …\" on its line", t->name,
              c->name);
    }
    for (size_t i = from; i < to; i++) {
        if (is(ts, i, "primary") && !t->server && !same(t->name, "company")) {
            fault(ts->path, name->line, "key of %s must be PRIMARY KEY (company_id, …), or mark the table @server",
                  t->name);
        }
    }
}

static void check_primary_key(const struct tokens *ts, const struct table *t, size_t from) {
    size_t i = from;
    while (i < ts->n && !is(ts, i, "(")) {
        i++;
    }
    if (!t->server && !is(ts, i + 1, "company_id")) {
        fault(ts->path, ts->t[from].line, "key of %s must start with company_id, or mark the table @server", t->name);
    }
}

/* The parts between the parentheses of CREATE TABLE. */
static bool read_table_body(const struct reader *rd, struct table *t, size_t open) {
    const struct tokens *ts = &rd->ts;
    size_t close = ts->t[open].match, from = next_token(ts, open + 1);
    bool has_key = false;
    for (size_t i = from; i <= close; i++) {
        if (is(ts, i, "(")) {
            i = ts->t[i].match;
        } else if (is(ts, i, ",") || i == close) {
            if (is(ts, from, "primary")) {
                check_primary_key(ts, t, from);
                has_key = true;
            } else if (!is(ts, from, "unique") && !is(ts, from, "check") && !is(ts, from, "foreign") &&
                       !is(ts, from, "constraint") && from < i) {
                size_t before = from;
                read_column(rd, t, from, i);
                for (; before < i; before++) {
                    has_key |= is(ts, before, "primary");
                }
            }
            from = next_token(ts, i + 1);
        }
    }
    return has_key;
}

/* Marks in the comment lines right above token `create`. */
static void read_marks(const struct tokens *ts, size_t create, struct table *t) {
    int line = ts->t[create].line;
    for (size_t i = create; i > 0 && ts->t[i - 1].kind == TK_COMMENT && ts->t[i - 1].line == line - 1; i--) {
        const char *c = ts->t[i - 1].text;
        line--;
        while (*c == ' ') {
            c++;
        }
        if (*c != '@' || strncmp(c, "@sqlite", 7) == 0 || strncmp(c, "@postgres", 9) == 0 ||
            strncmp(c, "@end", 4) == 0) {
            continue;
        }
        if (strncmp(c, "@server", 7) == 0) {
            t->server = true;
        } else if (strncmp(c, "@append-only", 12) == 0) {
            t->append_only = true;
        } else if (strncmp(c, "@router ", 8) == 0) {
            t->router = mem_copy(c + 8, strcspn(c + 8, "\r\n"));
        } else {
            fault(ts->path, line, "unknown mark %s", c);
        }
    }
}

/* "SELECT(a,b) INSERT UPDATE(a) DELETE", with columns that exist. */
static void check_router_mark(const struct table *t) {
    if (!t->router) {
        return;
    }
    struct tokens ts = lex(t->path, t->router, strlen(t->router), t->line, false);
    for (size_t i = 0; i < ts.n; i++) {
        if (!is(&ts, i, "select") && !is(&ts, i, "insert") && !is(&ts, i, "update") && !is(&ts, i, "delete")) {
            fault(t->path, t->line, "@router of %s: SELECT, INSERT, UPDATE or DELETE expected", t->name);
            return;
        }
        if (!is(&ts, i + 1, "(")) {
            continue;
        }
        size_t close = ts.t[i + 1].match;
        for (size_t k = i + 2; k < close; k++) {
            if (!is(&ts, k, ",") && !column_find(t, ts.t[k].text)) {
                fault(t->path, t->line, "@router of %s: no column %s", t->name, ts.t[k].text);
            }
        }
        i = close;
    }
}

static struct table *new_table(const struct reader *rd, size_t create, const char *name) {
    if (table_find(name)) {
        fault(rd->ts.path, rd->ts.t[create].line, "table %s is there already", name);
    }
    if (table_count == MAX_TABLES) {
        fault(rd->ts.path, rd->ts.t[create].line, "more than %d tables", MAX_TABLES);
        exit(1);
    }
    struct table *t = &tables[table_count++];
    *t = (struct table){.name = name, .path = rd->ts.path, .line = rd->ts.t[create].line, .engines = rd->engines};
    read_marks(&rd->ts, create, t);
    return t;
}

static void finish_table(struct table *t) {
    if (same(t->name, "company")) {
        t->key = "id";
    } else if (column_find(t, "company_id")) {
        t->key = "company_id";
    }
    if (t->server && t->key) {
        fault(t->path, t->line, "table %s is marked @server but has company_id", t->name);
    }
    if (!t->server && !t->key) {
        fault(t->path, t->line, "table %s has no company_id; mark it @server if it belongs to no company", t->name);
    }
    if (t->key && column_find(t, t->key) && column_find(t, t->key)->letter == 'I') {
        fault(t->path, t->line, "%s.%s must be NOT NULL", t->name, t->key);
    }
    check_router_mark(t);
}

static void create_table(const struct reader *rd, size_t create, size_t name) {
    const struct tokens *ts = &rd->ts;
    struct table *t = new_table(rd, create, ts->t[name].text);
    if (!is(ts, name + 1, "(")) {
        fault(ts->path, ts->t[name].line, "\"(\" expected after CREATE TABLE %s", t->name);
        return;
    }
    if (!read_table_body(rd, t, name + 1)) {
        fault(t->path, t->line, "table %s has no primary key", t->name);
    }
    finish_table(t);
}

/* CREATE VIRTUAL TABLE name USING fts5(a, b UNINDEXED, tokenize = '…'): columns without types. */
static void create_virtual(const struct reader *rd, size_t create, size_t name) {
    const struct tokens *ts = &rd->ts;
    struct table *t = new_table(rd, create, ts->t[name].text);
    t->virtual = true;
    size_t open = name;
    while (open < ts->n && !is(ts, open, "(") && !is(ts, open, ";")) {
        open++;
    }
    for (size_t i = open + 1; is(ts, open, "(") && i < ts->t[open].match; i++) {
        bool first = i == open + 1 || is(ts, i - 1, ",");
        if (first && ts->t[i].kind == TK_WORD && !is(ts, i + 1, "=") && t->column_count < MAX_COLUMNS) {
            t->columns[t->column_count++] =
                (struct column){.name = ts->t[i].text, .purpose = "search", .retention = "as its source"};
        }
    }
    finish_table(t);
}

static bool same_columns(const struct table *a, const struct table *b) {
    bool same_all = a->column_count == b->column_count;
    for (size_t i = 0; same_all && i < a->column_count; i++) {
        same_all = same(a->columns[i].name, b->columns[i].name) && a->columns[i].letter == b->columns[i].letter;
    }
    return same_all;
}

static void drop_table(const struct reader *rd, size_t name) {
    struct table *t = table_find(rd->ts.t[name].text);
    if (!t) {
        fault(rd->ts.path, rd->ts.t[name].line, "unknown table %s", rd->ts.t[name].text);
    } else if (rd->engines != t->engines) {
        t->rebuilt = true;
    } else {
        t->dropped = true;
    }
}

static void rename_table(const struct reader *rd, struct table *t, size_t to) {
    struct table *old = table_find(rd->ts.t[to].text);
    if (!old) {
        t->name = rd->ts.t[to].text;
        return;
    }
    if (!old->rebuilt || !same_columns(old, t)) {
        fault(rd->ts.path, rd->ts.t[to].line, "table %s is there already, or has other columns on the other engine", old->name);
    }
    old->rebuilt = false;
    t->dropped = true;
}

static void alter_table(const struct reader *rd, size_t from, size_t end) {
    const struct tokens *ts = &rd->ts;
    struct table *t = table_find(ts->t[from + 2].text);
    size_t verb = from + 3, name = from + 4;
    if (!t) {
        fault(ts->path, ts->t[from].line, "unknown table %s", ts->t[from + 2].text);
        return;
    }
    name += is(ts, name, "column");
    struct column *c = (struct column *)(uintptr_t)column_find(t, ts->t[name].text);
    if (is(ts, verb, "add")) {
        /* the comment of the last column stands behind the semicolon */
        size_t before = t->column_count;
        read_column(rd, t, name, is(ts, end, ";") ? end + 1 : end);
        if (t->column_count > before && t->columns[before].letter >= 'a' && !strstr(ts->t[name].p, "DEFAULT")) {
            fault(ts->path, ts->t[name].line, "a NOT NULL column added to a table needs a DEFAULT");
        }
    } else if (is(ts, verb, "drop") && c) {
        memmove(c, c + 1, (size_t)(t->columns + t->column_count - c - 1) * sizeof *c);
        t->column_count--;
    } else if (is(ts, verb, "rename") && is(ts, verb + 1, "to")) {
        rename_table(rd, t, verb + 2);
    } else if (is(ts, verb, "rename") && c && is(ts, name + 1, "to")) {
        c->name = ts->t[name + 2].text;
    } else {
        fault(ts->path, ts->t[from].line,
              "ALTER TABLE knows ADD, DROP and RENAME of columns that exist, and RENAME TO");
    }
}

static void read_statement(const struct reader *rd, size_t from, size_t end) {
    const struct tokens *ts = &rd->ts;
    if (is(ts, from, "create") && is(ts, from + 1, "table")) {
        create_table(rd, from, from + 2);
    } else if (is(ts, from, "create") && is(ts, from + 1, "virtual")) {
        create_virtual(rd, from, from + 3);
    } else if (is(ts, from, "alter") && is(ts, from + 1, "table")) {
        alter_table(rd, from, end);
    } else if (is(ts, from, "drop") && is(ts, from + 1, "table")) {
        drop_table(rd, from + 2);
    } else if (is(ts, from, "create") && (is(ts, from + 1, "index") || is(ts, from + 1, "unique"))) {
        for (size_t i = from; i + 1 < end; i++) {
            if (is(ts, i, "on") && !table_find(ts->t[i + 1].text)) {
                fault(ts->path, ts->t[i].line, "unknown table %s", ts->t[i + 1].text);
            }
        }
    }
}

/* `-- @sqlite`, `-- @postgres`, `-- @end` lines. */
static void read_block_mark(struct reader *rd, const struct token *t) {
    const char *c = t->text;
    while (*c == ' ' || *c == '-') {
        c++;
    }
    bool sqlite = strncmp(c, "@sqlite", 7) == 0, postgres = strncmp(c, "@postgres", 9) == 0;
    if (!sqlite && !postgres && strncmp(c, "@end", 4) != 0) {
        return;
    }
    if ((sqlite || postgres) && rd->engines != ON_BOTH) {
        fault(rd->ts.path, t->line, "the block before is not closed with -- @end");
    }
    if (!sqlite && !postgres && rd->engines == ON_BOTH) {
        fault(rd->ts.path, t->line, "-- @end without a block");
    }
    rd->engines = sqlite ? ON_SQLITE : postgres ? ON_POSTGRES : ON_BOTH;
}

static void add_migration(const char *path, const char *text, size_t n) {
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    size_t len = strlen(base);
    bool named = len > 9 && strspn(base, "0123456789") == 4 && base[4] == '_' && same(base + len - 4, ".sql");
    struct migration *m = &migrations[migration_count];
    *m = (struct migration){.path = path, .text = text, .n = n, .version = (int)strtol(base, NULL, 10)};
    if (!named || (size_t)m->version != migration_count + 1 || migration_count + 1 == MAX_MIGRATIONS) {
        fault(path, 1, "migrations are named NNNN_name.sql, counted from 0001, given in order");
        return;
    }
    m->name = mem_copy(base, len - 4);
    sha256_hex(text, n, m->sha256);
    migration_count++;
}

void schema_read(const char *path) {
    size_t n = 0;
    const char *text = read_file(path, &n);
    add_migration(path, text, n);
    struct reader rd = {.ts = lex(path, text, n, 1, true), .engines = ON_BOTH};
    const struct tokens *ts = &rd.ts;
    size_t from = ts->n;
    for (size_t i = 0; i < ts->n; i++) {
        if (ts->t[i].kind == TK_COMMENT) {
            if (from == ts->n) {
                read_block_mark(&rd, &ts->t[i]);
            }
            continue;
        }
        if (from == ts->n) {
            from = i;
        }
        if (is(ts, i, "(")) {
            i = ts->t[i].match;
        } else if (is(ts, i, ";")) {
            read_statement(&rd, from, i);
            from = ts->n;
        }
    }
    if (from != ts->n) {
        fault(path, ts->t[from].line, "the last statement has no semicolon");
    }
    if (rd.engines != ON_BOTH) {
        fault(path, ts->t[ts->n].line, "-- @end is missing");
    }
    for (size_t i = 0; i < table_count; i++) {
        if (tables[i].rebuilt) {
            fault(path, 1, "table %s is dropped on one engine alone and not built anew", tables[i].name);
        }
    }
}
