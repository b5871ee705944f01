/* sqlgen_stmt.c: reads a room's .sql file: the marks of each statement, its parameters, and the text for each engine.
 *
 * A statement begins at its `-- name:` line; marks follow, then the SQL up to a semicolon. Named parameters become ?1 …
 * (SQLite) and $1::type … (PostgreSQL, which otherwise could not tell the type of `$x IS NULL`). `$company` is the one
 * after the last. */
#include "sqlgen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct stmt stmts[MAX_STATEMENTS];
size_t stmt_count;
const char *const kind_names[] = {":one", ":many", ":exec", ":count", ":each"};

struct file {
    const char *path, *p; /* p: next line */
    int line; /* number of the next line */
};

/* Next line without its end; NULL at the end. */
static char *next_line(struct file *f) {
    if (*f->p == '\0') {
        return NULL;
    }
    size_t n = strcspn(f->p, "\n");
    char *line = mem_copy(f->p, n);
    f->p += n + (f->p[n] == '\n');
    f->line++;
    if (n > 0 && line[n - 1] == '\r') {
        line[n - 1] = '\0';
    }
    return line;
}

static const char *skip_space(const char *p) {
    while (*p == ' ' || *p == '\t') {
        p++;
    }
    return p;
}

/* Value of "-- key: value" (scan-ok needs none); NULL for another line. */
static const char *mark(const char *line, const char *key) {
    line = skip_space(line);
    if (strncmp(line, "--", 2) != 0) {
        return NULL;
    }
    line = skip_space(line + 2);
    size_t n = strlen(key);
    if (strncmp(line, key, n) != 0) {
        return NULL;
    }
    if (line[n] == ':') {
        return skip_space(line + n + 1);
    }
    return line[n] == '\0' && same(key, "scan-ok") ? line + n : NULL;
}

/* "-- word:" of a mark we don't know, so that a typing error is not taken for a remark. */
static bool looks_like_mark(const char *line) {
    line = skip_space(skip_space(line) + 2);
    size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz-_");
    return n > 0 && n < 12 && line[n] == ':';
}

static bool good_name(const char *s) {
    return islower((unsigned char)*s) && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

/* Words that can't be C members or are taken in the generated functions. */
static bool reserved(const char *s) {
    static const char *const words[] = {
        "auto",     "break",  "case",        "char",   "const",  "continue", "default", "do",     "double",  "else",
        "enum",     "extern", "float",       "for",    "goto",   "if",       "inline",  "int",    "long",    "register",
        "restrict", "return", "short",       "signed", "sizeof", "static",   "struct",  "switch", "typedef", "union",
        "unsigned", "void",   "volatile",    "while",  "bool",   "true",     "false",   "asm",    "typeof",  "tx",
        "ret",      "ret_n",  "ret_changed", "fn",     "ud",     "company"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (same(s, words[i])) {
            return true;
        }
    }
    return false;
}

/* Adds "id i, title T" to fields[]. */
static void read_fields(const char *path, int line, const char *text, struct field *fields, size_t *count) {
    char *p = mem_copy(text, strlen(text)), *save = NULL;
    for (char *part = strtok_r(p, ",", &save); part; part = strtok_r(NULL, ",", &save)) {
        char *rest = NULL, *name = strtok_r(part, " \t", &rest), *letter = strtok_r(NULL, " \t", &rest);
        if (!name) {
            continue;
        }
        if (!letter || strlen(letter) != 1 || !strchr("ibdtxIBDTX", *letter) || strtok_r(NULL, " \t", &rest)) {
            fault(path, line, "\"%s\": write \"name letter\" with a letter of i b d t x (capital = may be NULL)", name);
            continue;
        }
        if (!good_name(name) || reserved(name)) {
            fault(path, line, "\"%s\" can't be used as a name here%s", name,
                  same(name, "company") ? " ($company is filled by the transaction)" : "");
        }
        for (size_t i = 0; i < *count; i++) {
            if (same(fields[i].name, name)) {
                fault(path, line, "\"%s\" is there twice", name);
            }
        }
        if (*count == MAX_COLUMNS) {
            fault(path, line, "more than %d names", MAX_COLUMNS);
            return;
        }
        fields[(*count)++] = (struct field){.name = name, .letter = *letter};
    }
}

static void read_name(struct stmt *s, const char *value) {
    char *p = mem_copy(value, strlen(value)), *save = NULL;
    char *name = strtok_r(p, " \t", &save), *kind = strtok_r(NULL, " \t", &save);
    s->name = name ? name : "";
    s->row = s->name;
    if (!name || !good_name(name)) {
        fault(s->path, s->line, "statement names are lower_case, like post_get");
    }
    for (int k = K_ONE; k <= K_EACH; k++) {
        if (kind && same(kind, kind_names[k])) {
            s->kind = (enum kind)k;
            if (strtok_r(NULL, " \t", &save)) {
                fault(s->path, s->line, "nothing may follow the kind on the name line");
            }
            return;
        }
    }
    fault(s->path, s->line, "%s: kind missing: :one, :many, :exec, :count or :each", s->name);
}

static void read_access(struct stmt *s, int line, const char *value) {
    static const char *const names[] = {"company", "router", "owner"};
    for (int a = A_COMPANY; a <= A_OWNER; a++) {
        if (same(value, names[a])) {
            s->access = (enum access)a;
            return;
        }
    }
    fault(s->path, line, "access is company, router or owner");
}

/* One comment line between the name and the SQL. `list` continues a list whose line ended with a comma. */
static void read_mark(struct stmt *s, const struct file *f, const char *line, int *list) {
    const char *v;
    int number = f->line - 1;
    if ((v = mark(line, "in"))) {
        *list = 1;
    } else if ((v = mark(line, "out"))) {
        *list = 2;
    } else if (*list) {
        v = skip_space(skip_space(line) + 2);
    }
    if (v && *list) {
        size_t n = strlen(v);
        while (n > 0 && v[n - 1] == ' ') {
            n--;
        }
        bool more = n > 0 && v[n - 1] == ',';
        read_fields(s->path, number, v, *list == 1 ? s->in : s->out, *list == 1 ? &s->in_count : &s->out_count);
        *list = more ? *list : 0;
    } else if ((v = mark(line, "access"))) {
        read_access(s, number, v);
    } else if ((v = mark(line, "only"))) {
        s->variant = true;
        s->engines = same(v, "sqlite") ? ON_SQLITE : same(v, "postgres") ? ON_POSTGRES : 0;
        if (!s->engines) {
            fault(s->path, number, "only is sqlite or postgres");
        }
    } else if (mark(line, "scan-ok")) {
        s->scan_ok = true;
    } else if ((v = mark(line, "rows"))) {
        s->rows = strtoul(v, NULL, 10);
        if (s->rows < 2 || s->rows > MAX_ROWS) {
            fault(s->path, number, "rows is a number from 2 to %d", MAX_ROWS);
        }
    } else if ((v = mark(line, "row"))) {
        s->row = v;
        s->row_shared = true;
        if (!good_name(v)) {
            fault(s->path, number, "row is a lower_case name");
        }
    } else if (looks_like_mark(line)) {
        fault(s->path, number, "unknown mark \"%s\": in, out, access, only, row, rows, scan-ok",
              skip_space(skip_space(line) + 2));
    }
}

static void put(FILE *f, const struct token *t) {
    fwrite(t->p, 1, t->n, f);
}

/* `number`: of the row's parameters; behind the last it is the company, which all rows share. */
static void put_param(FILE *f, const struct stmt *s, size_t number, size_t row, int engine) {
    static const struct {
        char letter;
        const char *type;
    } types[] = {{'i', "bigint"}, {'b', "boolean"}, {'d', "double precision"}, {'t', "text"}, {'x', "bytea"}};
    char letter = number < s->in_count ? (char)tolower((unsigned char)s->in[number].letter) : 'i';
    size_t place = !s->one ? number : number < s->in_count ? row * s->in_count + number : s->rows * s->in_count;
    fprintf(f, "%c%zu", engine == ON_SQLITE ? '?' : '$', place + 1);
    for (size_t i = 0; engine == ON_POSTGRES && i < sizeof types / sizeof *types; i++) {
        if (types[i].letter == letter) {
            fprintf(f, "::%s", types[i].type);
        }
    }
}

/* Tokens [lo, hi) for one engine; the parameters are those of row `row`. */
static void render_part(FILE *f, struct stmt *s, int engine, size_t lo, size_t hi, size_t row) {
    for (size_t i = lo; f && i < hi; i++) {
        const struct token *t = &s->sql.t[i];
        if (t->space && i > 0) {
            fputc(' ', f);
        }
        if (t->kind != TK_PARAM) {
            put(f, t);
            continue;
        }
        size_t number = 0;
        while (number < s->in_count && !same(s->in[number].name, t->text)) {
            number++;
        }
        if (number < s->in_count) {
            s->in[number].used = true;
        } else if (same(t->text, "company")) {
            s->uses_company = true;
        } else {
            fault(s->path, t->line, "%s: parameter $%s is not in \"-- in:\"", s->name, t->text);
        }
        put_param(f, s, number, row, engine);
    }
}

/* The tuple behind VALUES, [*ret_lo, *ret_hi); false when this is no INSERT of one row whose parameters are all in it. */
static bool values_tuple(const struct stmt *s, size_t *ret_lo, size_t *ret_hi) {
    size_t i = 0;
    while (i < s->sql.n && !is(&s->sql, i, "values")) {
        i++;
    }
    if (!is(&s->sql, 0, "insert") || i + 1 >= s->sql.n || !is(&s->sql, i + 1, "(")) {
        return false;
    }
    *ret_lo = i + 1;
    *ret_hi = s->sql.t[i + 1].match + 1;
    for (i = *ret_hi; i < s->sql.n; i++) {
        if (s->sql.t[i].kind == TK_PARAM || is(&s->sql, *ret_hi, ",")) {
            return false;
        }
    }
    return true;
}

/* The statement's text for one engine. An INSERT of many rows would have SQLite copy each page it touches once more, to take
 * back one statement alone; a failed statement ends the transaction here anyway, so it may as well end it itself. */
static char *render(struct stmt *s, int engine) {
    char *text = NULL;
    size_t n = 0, lo = s->sql.n, hi = s->sql.n, from = 0;
    FILE *f = open_memstream(&text, &n);
    if (s->one && !values_tuple(s, &lo, &hi)) {
        fault(s->path, s->line, "%s: \"-- rows:\" is for an INSERT of VALUES with its parameters in one tuple", s->one->name);
    }
    if (f && s->one && engine == ON_SQLITE) {
        fputs("INSERT OR ROLLBACK", f);
        from = 1;
    }
    render_part(f, s, engine, from, hi, 0);
    for (size_t row = 1; f && row < s->rows && s->one; row++) {
        fputc(',', f);
        render_part(f, s, engine, lo, hi, row);
    }
    render_part(f, s, engine, hi, s->sql.n, 0);
    if (!f || fclose(f) != 0) {
        exit(1);
    }
    char *out = mem_copy(text, n);
    free(text);
    return out;
}

/* Cuts the SQL [from, end) at its semicolon and lexes it. */
static void read_sql(struct stmt *s, const char *from, const char *end) {
    s->sql = lex(s->path, from, (size_t)(end - from), s->sql_line, false);
    size_t semicolon = 0;
    while (semicolon < s->sql.n && !is(&s->sql, semicolon, ";")) {
        semicolon++;
    }
    if (semicolon == s->sql.n) {
        fault(s->path, s->line, "%s: the semicolon at the end is missing", s->name);
    } else if (semicolon + 1 < s->sql.n) {
        fault(s->path, s->sql.t[semicolon + 1].line,
              "%s: text behind the semicolon; a statement begins with \"-- name:\"", s->name);
    }
    s->sql.n = semicolon;
    s->sql.t[semicolon].kind = TK_END;
    if (semicolon == 0) {
        fault(s->path, s->line, "%s: no SQL", s->name);
    }
}

static bool same_fields(const struct field *a, size_t na, const struct field *b, size_t nb) {
    if (na != nb) {
        return false;
    }
    for (size_t i = 0; i < na; i++) {
        if (!same(a[i].name, b[i].name) || a[i].letter != b[i].letter) {
            return false;
        }
    }
    return true;
}

/* Joins `s` to the variant for the other engine read before; false when it is a new name. */
static bool join_variant(struct stmt *s) {
    for (size_t i = 0; i < stmt_count; i++) {
        struct stmt *o = &stmts[i];
        if (!same(o->name, s->name)) {
            continue;
        }
        if ((o->engines & s->engines) != 0) {
            fault(s->path, s->line,
                  "%s is there already: %s:%d (two variants carry \"-- only: sqlite\" and \"-- only: postgres\")",
                  s->name, o->path, o->line);
        } else if (o->kind != s->kind || o->access != s->access ||
                   !same_fields(o->in, o->in_count, s->in, s->in_count) ||
                   !same_fields(o->out, o->out_count, s->out, s->out_count)) {
            fault(s->path, s->line, "%s: kind, in, out and access must be the same in both variants: %s:%d", s->name,
                  o->path, o->line);
        }
        for (size_t k = 0; k < o->in_count && k < s->in_count; k++) {
            o->in[k].used |= s->in[k].used;
        }
        o->engines |= s->engines;
        o->writes |= s->writes;
        o->scan_ok |= s->scan_ok;
        o->uses_company |= s->uses_company;
        o->sqlite = o->sqlite ? o->sqlite : s->sqlite;
        o->postgres = o->postgres ? o->postgres : s->postgres;
        return true;
    }
    return false;
}

/* The same statement for many rows at once, NAME_rows. */
static void add_rows(const struct stmt *one) {
    struct stmt *s = &stmts[stmt_count];
    *s = *one;
    char name[200];
    snprintf(name, sizeof name, "%s_rows", one->name);
    s->name = s->row = mem_copy(name, strlen(name));
    s->one = one;
    if (one->engines != ON_BOTH || (one->kind != K_EXEC && one->kind != K_COUNT)) {
        fault(s->path, s->line, "%s: \"-- rows:\" is for :exec and :count on both engines", one->name);
        return;
    }
    s->sqlite = render(s, ON_SQLITE);
    s->postgres = render(s, ON_POSTGRES);
    stmt_count++;
}

static void add_statement(struct stmt *s) {
    bool rows = s->kind == K_ONE || s->kind == K_MANY || s->kind == K_EACH;
    if (rows && s->out_count == 0) {
        fault(s->path, s->line, "%s: \"-- out:\" is missing", s->name);
    }
    if (!rows && s->out_count > 0) {
        fault(s->path, s->line, "%s: %s returns no rows; drop \"-- out:\" or use :one or :many", s->name,
              kind_names[s->kind]);
    }
    if (s->engines & ON_SQLITE) {
        s->sqlite = render(s, ON_SQLITE);
    }
    if (s->engines & ON_POSTGRES) {
        s->postgres = render(s, ON_POSTGRES);
    }
    if (s->uses_company && s->access != A_COMPANY) {
        fault(s->path, s->line, "%s: $company is not set in a router or owner statement", s->name);
    }
    if (s->sql.n > 0) {
        check_statement(s);
    }
    if (join_variant(s)) {
        return;
    }
    if (stmt_count + 1 >= MAX_STATEMENTS) {
        fault(s->path, s->line, "more than %d statements", MAX_STATEMENTS);
        return;
    }
    stmts[stmt_count++] = *s;
    if (s->rows) {
        add_rows(&stmts[stmt_count - 1]);
    }
}

/* Reads marks, then SQL up to the next name line; `f` is behind the name line. */
static void read_statement(struct file *f, const char *name_value) {
    struct stmt s = {.path = f->path, .line = f->line - 1, .engines = ON_BOTH};
    read_name(&s, name_value);
    const char *from = f->p;
    int list = 0;
    for (;;) {
        struct file before = *f;
        char *line = next_line(f);
        if (!line || strncmp(skip_space(line), "--", 2) != 0 || mark(line, "name")) {
            *f = before;
            break;
        }
        read_mark(&s, f, line, &list);
        from = f->p;
    }
    s.sql_line = f->line;
    for (;;) {
        struct file before = *f;
        char *line = next_line(f);
        if (!line || mark(line, "name")) {
            *f = before;
            break;
        }
    }
    read_sql(&s, from, f->p);
    add_statement(&s);
}

void statements_read(const char *path) {
    size_t n = 0;
    const char *text = read_file(path, &n);
    struct file f = {.path = path, .p = text, .line = 1};
    for (char *line = next_line(&f); line; line = next_line(&f)) {
        const char *v = mark(line, "name");
        if (v) {
            read_statement(&f, v);
        } else if (*skip_space(line) != '\0' && strncmp(skip_space(line), "--", 2) != 0) {
            fault(path, f.line - 1, "SQL before the first \"-- name:\" line");
        }
    }
}

void statements_finish(void) {
    size_t variants = 0;
    for (size_t i = 0; i < stmt_count; i++) {
        const struct stmt *s = &stmts[i];
        for (size_t k = 0; k < s->in_count; k++) {
            if (!s->in[k].used) {
                fault(s->path, s->line, "%s: parameter %s is not used", s->name, s->in[k].name);
            }
        }
        variants += s->variant;
        for (size_t k = 0; k < i; k++) {
            if (!same(stmts[k].row, s->row) || s->out_count == 0 || stmts[k].out_count == 0) {
                continue;
            }
            if (!same_fields(stmts[k].out, stmts[k].out_count, s->out, s->out_count)) {
                fault(s->path, s->line, "%s: row %s has other columns at %s:%d", s->name, s->row, stmts[k].path,
                      stmts[k].line);
            }
            break;
        }
    }
    if (variants > MAX_VARIANTS) {
        fault(stmt_count ? stmts[0].path : "sqlgen", 1, "%zu statements with \"-- only:\"; at most %d", variants,
              MAX_VARIANTS);
    }
}
