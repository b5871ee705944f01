/* sqlgen_emit.c: prints sql_gen.h and sql_gen.c.
 *
 * Per statement: a row struct (shared by `-- row:`), a typed function over db_run or db_each, and a line of the table
 * sql_statements. The output is meant to be read: rooms' authors look up their functions in sql_gen.h. */
#include "sqlgen.h"

#include <ctype.h>
#include <string.h>

enum { POSITIONAL_MAX = 4 };

static bool nullable(const struct field *f) {
    return isupper((unsigned char)f->letter);
}

static char letter(const struct field *f) {
    return (char)tolower((unsigned char)f->letter);
}

/* Path from the top of the tree, however the build tool gave it ("../../src/app/…"). */
static const char *tree_path(const char *path) {
    for (const char *p = path; (p = strstr(p, "/src/")); p++) {
        path = p + 1;
    }
    return path;
}

static const char *c_type(char l) {
    return l == 'i' ? "int64_t " : l == 'b' ? "bool " : l == 'd' ? "double " : "struct str ";
}

static bool has_rows(const struct stmt *s) {
    return s->out_count > 0;
}

/* The first statement with this row prints its struct and reader. */
static bool owns_row(const struct stmt *s) {
    for (const struct stmt *o = stmts; o < s; o++) {
        if (has_rows(o) && same(o->row, s->row)) {
            return false;
        }
    }
    return has_rows(s);
}

static void emit_param_type(FILE *f, const struct field *p) {
    bool pointer = nullable(p) && strchr("ibd", letter(p));
    fprintf(f, "%s%s%s%s", pointer ? "const " : "", c_type(letter(p)), pointer ? "*" : "", p->name);
}

static bool has_struct(const struct stmt *s) {
    return s->in_count > POSITIONAL_MAX || s->rows;
}

/* Return type, name and parameters, without semicolon. */
static void emit_signature(FILE *f, const struct stmt *s) {
    if (s->one) {
        fprintf(f, "enum err sql_%s(struct tx *tx, const struct sql_%s_in *in, size_t n%s)", s->name, s->one->name,
                s->kind == K_COUNT ? ", int64_t *ret_changed" : "");
        return;
    }
    fprintf(f, "enum err sql_%s(struct tx *tx", s->name);
    if (s->in_count > POSITIONAL_MAX) {
        fprintf(f, ", const struct sql_%s_in *in", s->name);
    }
    for (size_t i = 0; s->in_count <= POSITIONAL_MAX && i < s->in_count; i++) {
        fputs(", ", f);
        emit_param_type(f, &s->in[i]);
    }
    switch (s->kind) {
    case K_ONE:
        fprintf(f, ", struct sql_%s_row *ret", s->row);
        break;
    case K_MANY:
        fprintf(f, ", struct sql_%s_row **ret, size_t *ret_n", s->row);
        break;
    case K_COUNT:
        fputs(", int64_t *ret_changed", f);
        break;
    case K_EACH:
        fprintf(f, ", enum err (*fn)(void *ud, const struct sql_%s_row *row), void *ud", s->row);
        break;
    case K_EXEC:
        break;
    }
    fputc(')', f);
}

static void emit_structs(FILE *f, const struct stmt *s) {
    if (has_struct(s) && !s->one) {
        fprintf(f, "struct sql_%s_in {\n", s->name);
        for (size_t i = 0; i < s->in_count; i++) {
            fputs("    ", f);
            emit_param_type(f, &s->in[i]);
            fputs(";\n", f);
        }
        fputs("};\n", f);
    }
    if (!owns_row(s)) {
        return;
    }
    fprintf(f, "struct sql_%s_row {\n", s->row);
    for (size_t i = 0; i < s->out_count; i++) {
        const struct field *o = &s->out[i];
        bool text = strchr("tx", letter(o));
        fprintf(f, "    %s%s;%s\n", c_type(letter(o)), o->name, text && nullable(o) ? "   /* .p NULL = none */" : "");
        if (nullable(o) && !text) {
            fprintf(f, "    bool %s_null;\n", o->name);
        }
    }
    fputs("};\n", f);
}

bool emit_header(FILE *f) {
    fputs("/* Made by tools/sqlgen from the rooms' .sql files; do not edit. */\n"
          "#ifndef PV_SQL_GEN_H\n#define PV_SQL_GEN_H\n\n#include \"db/db.h\"\n",
          f);
    for (const struct stmt *s = stmts; s < stmts + stmt_count; s++) {
        fprintf(f, "\n/* %s:%d %s */\n", tree_path(s->path), s->line, kind_names[s->kind]);
        emit_structs(f, s);
        emit_signature(f, s);
        fputs(" MUST_USE;\n", f);
    }
    fputs("\n#endif\n", f);
    return !ferror(f);
}

static void emit_reader(FILE *f, const struct stmt *s) {
    fprintf(f, "\nstatic void read_%s(const struct db_val *v, struct sql_%s_row *row)\n{\n", s->row, s->row);
    for (size_t i = 0; i < s->out_count; i++) {
        const struct field *o = &s->out[i];
        const char *member = letter(o) == 'i' ? "i" : letter(o) == 'b' ? "i != 0" : letter(o) == 'd' ? "d" : "s";
        fprintf(f, "    row->%s = v[%zu].%s;\n", o->name, i, member);
        if (nullable(o) && !strchr("tx", letter(o))) {
            fprintf(f, "    row->%s_null = v[%zu].is_null;\n", o->name, i);
        }
    }
    fputs("}\n", f);
}

static void emit_each_helper(FILE *f, const struct stmt *s) {
    fprintf(f, "\nstruct each_%s {\n    enum err (*fn)(void *ud, const struct sql_%s_row *row);\n    void *ud;\n};\n",
            s->name, s->row);
    fprintf(f, "\nstatic enum err each_%s(void *ud, const struct db_val *v)\n{\n", s->name);
    fprintf(f, "    const struct each_%s *to = ud;\n    struct sql_%s_row row;\n", s->name, s->row);
    fprintf(f, "    read_%s(v, &row);\n    return to->fn(to->ud, &row);\n}\n", s->row);
}

/* One value, taken from the variable (`from` "in->" or "in[i].") of its name. */
static void emit_arg(FILE *f, const struct field *p, const char *from) {
    const char *name = p->name;
    char l = letter(p);
    fprintf(f, "{.kind = '%c', ", l);
    if (l == 't' || l == 'x') {
        if (nullable(p)) {
            fprintf(f, ".is_null = !%s%s.p, ", from, name);
        }
        fprintf(f, ".s = %s%s}", from, name);
        return;
    }
    const char *member = l == 'd' ? "d" : "i";
    if (nullable(p)) {
        fprintf(f, ".is_null = !%s%s, .%s = %s%s ? *%s%s : 0}", from, name, member, from, name, from, name);
    } else {
        fprintf(f, ".%s = %s%s}", member, from, name);
    }
}

static void emit_args(FILE *f, const struct stmt *s) {
    const char *from = s->in_count > POSITIONAL_MAX ? "in->" : "";
    if (s->in_count == 0) {
        return;
    }
    fprintf(f, "    const struct db_val args[%zu] = {\n", s->in_count);
    for (size_t i = 0; i < s->in_count; i++) {
        fputs("        ", f);
        emit_arg(f, &s->in[i], from);
        fputs(",\n", f);
    }
    fputs("    };\n", f);
}

/* The one statement, for the rows that are left. */
static void emit_single(FILE *f, const struct stmt *s) {
    fprintf(f, "sql_%s(tx", s->one->name);
    if (s->in_count > POSITIONAL_MAX) {
        fputs(", &in[i]", f);
    }
    for (size_t k = 0; s->in_count <= POSITIONAL_MAX && k < s->in_count; k++) {
        fprintf(f, ", in[i].%s", s->in[k].name);
    }
    fputs(s->kind == K_COUNT ? ", &made)" : ")", f);
}

/* As many at once as the statement takes, the rest one by one. */
static void emit_rows_body(FILE *f, const struct stmt *s, size_t id) {
    bool count = s->kind == K_COUNT;
    fprintf(f, "    struct db_val args[%zu];\n    enum err e = E_OK;\n    size_t i = 0;\n", s->rows * s->in_count);
    fputs(count ? "    int64_t made = 0;\n    *ret_changed = 0;\n" : "", f);
    fprintf(f, "    while (!e && n - i >= %zu) {\n        struct db_rows rows;\n", s->rows);
    fprintf(f, "        for (struct db_val *v = args; v < args + %zu; v += %zu, i++) {\n", s->rows * s->in_count, s->in_count);
    for (size_t k = 0; k < s->in_count; k++) {
        fprintf(f, "            v[%zu] = (struct db_val)", k);
        emit_arg(f, &s->in[k], "in[i].");
        fputs(";\n", f);
    }
    fprintf(f, "        }\n        e = db_run(tx, %zu, args, &rows);\n", id);
    fputs(count ? "        *ret_changed += e ? 0 : rows.changed;\n    }\n" : "    }\n", f);
    fputs("    for (; !e && i < n; i++) {\n        e = ", f);
    emit_single(f, s);
    fputs(count ? ";\n        *ret_changed += e ? 0 : made;\n    }\n    return e;\n" : ";\n    }\n    return e;\n", f);
}

static void emit_body(FILE *f, const struct stmt *s, size_t id) {
    const char *args = s->in_count > 0 ? "args" : "NULL";
    if (s->kind == K_EACH) {
        fprintf(f, "    struct each_%s to = {fn, ud};\n    return db_each(tx, %zu, %s, each_%s, &to);\n", s->name, id,
                args, s->name);
        return;
    }
    fprintf(f, "    struct db_rows rows;\n    enum err e = db_run(tx, %zu, %s, &rows);\n", id, args);
    switch (s->kind) {
    case K_ONE:
        fprintf(f,
                "    if (e != E_OK)\n        return e;\n    if (rows.n == 0)\n        return E_NOT_FOUND;\n"
                "    read_%s(rows.v, ret);\n    return E_OK;\n",
                s->row);
        break;
    case K_MANY:
        fprintf(f,
                "    if (e != E_OK)\n        return e;\n"
                "    struct sql_%s_row *all = arena_array(tx->arena, struct sql_%s_row, rows.n);\n"
                "    for (size_t i = 0; i < rows.n; i++)\n        read_%s(rows.v + i * %zu, &all[i]);\n"
                "    *ret = all;\n    *ret_n = rows.n;\n    return E_OK;\n",
                s->row, s->row, s->row, s->out_count);
        break;
    case K_COUNT:
        fputs("    if (e == E_OK)\n        *ret_changed = rows.changed;\n    return e;\n", f);
        break;
    case K_EXEC:
    case K_EACH:
        fputs("    return e;\n", f);
        break;
    }
}

static void emit_string(FILE *f, const char *s, size_t n) {
    fputc('"', f);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '\n') {
            fputs(i + 1 < n ? "\\n\"\n        \"" : "\\n", f);
        } else if (c == '"' || c == '\\') {
            fprintf(f, "\\%c", c);
        } else if (c < 32 || c == 127) {
            fprintf(f, "\\%03o", c);
        } else {
            fputc(c, f);
        }
    }
    fputc('"', f);
}

static void emit_text(FILE *f, const char *s) {
    if (s) {
        emit_string(f, s, strlen(s));
    } else {
        fputs("NULL", f);
    }
}

static void emit_letters(FILE *f, const struct field *fields, size_t n, size_t rows) {
    fputc('"', f);
    for (size_t i = 0; i < n * rows; i++) {
        fputc(fields[i % n].letter, f);
    }
    fputc('"', f);
}

static void emit_statement_row(FILE *f, const struct stmt *s) {
    static const char *const access_names[] = {"SQL_COMPANY", "SQL_ROUTER", "SQL_OWNER"};
    fprintf(f, "    {.name = \"%s\",\n     .sqlite = ", s->name);
    emit_text(f, s->sqlite);
    fputs(",\n     .postgres = ", f);
    emit_text(f, s->postgres);
    fputs(",\n     .in = ", f);
    emit_letters(f, s->in, s->in_count, s->one ? s->rows : 1);
    fputs(", .out = ", f);
    emit_letters(f, s->out, s->out_count, 1);
    fprintf(f,
            ", .access = %s, .uses_company = %s, .writes = %s, .scan_ok = %s,\n     .where = ", access_names[s->access],
            s->uses_company ? "true" : "false", s->writes ? "true" : "false", s->scan_ok ? "true" : "false");
    char where[600];
    snprintf(where, sizeof where, "%s:%d", tree_path(s->path), s->line);
    emit_text(f, where);
    fputs("},\n", f);
}

static void emit_columns(FILE *f, const struct table *t) {
    fprintf(f, "\nstatic const struct sql_column columns_%s[] = {\n", t->name);
    for (size_t i = 0; i < t->column_count; i++) {
        const struct column *c = &t->columns[i];
        fprintf(f, "    {\"%s\", '%c', ", c->name, c->letter ? c->letter : 'T');
        emit_text(f, c->purpose);
        fputs(", ", f);
        emit_text(f, c->retention);
        fputs("},\n", f);
    }
    fputs("};\n", f);
}

static void emit_tables(FILE *f) {
    size_t n = 0;
    for (const struct table *t = tables; t < tables + table_count; t++) {
        if (!t->dropped) {
            emit_columns(f, t);
        }
    }
    fputs("\nconst struct sql_table sql_tables[] = {\n", f);
    for (const struct table *t = tables; t < tables + table_count; t++) {
        if (t->dropped) {
            continue;
        }
        n++;
        fprintf(f, "    {.name = \"%s\", .company = %s, .append_only = %s, .router = ", t->name,
                t->key ? "true" : "false", t->append_only ? "true" : "false");
        emit_text(f, t->router);
        fputs(", .key = ", f);
        emit_text(f, t->key);
        fprintf(f, ",\n     .on_sqlite = %s, .on_postgres = %s, .columns = columns_%s, .column_count = %zu},\n",
                t->engines & ON_SQLITE ? "true" : "false", t->engines & ON_POSTGRES ? "true" : "false", t->name,
                t->column_count);
    }
    fprintf(f, "    {0}};\nconst size_t sql_table_count = %zu;\n", n);
}

static void emit_migrations(FILE *f) {
    fputs("\nconst struct sql_migration sql_migrations[] = {\n", f);
    for (const struct migration *m = migrations; m < migrations + migration_count; m++) {
        fprintf(f, "    {.version = %d, .name = \"%s\", .sha256 = \"%s\",\n     .text =\n        ", m->version, m->name,
                m->sha256);
        emit_string(f, m->text, m->n);
        fputs("},\n", f);
    }
    fprintf(f, "    {0}};\nconst size_t sql_migration_count = %zu;\n", migration_count);
}

bool emit_source(FILE *f, const char *header_name) {
    const char *base = strrchr(header_name, '/');
    fprintf(f, "/* Made by tools/sqlgen; do not edit. */\n#include \"%s\"\n", base ? base + 1 : header_name);
    for (const struct stmt *s = stmts; s < stmts + stmt_count; s++) {
        if (owns_row(s)) {
            emit_reader(f, s);
        }
        if (s->kind == K_EACH) {
            emit_each_helper(f, s);
        }
        fputc('\n', f);
        emit_signature(f, s);
        fputs("\n{\n", f);
        if (s->one) {
            emit_rows_body(f, s, (size_t)(s - stmts));
        } else {
            emit_args(f, s);
            emit_body(f, s, (size_t)(s - stmts));
        }
        fputs("}\n", f);
    }
    fputs("\nconst struct sql_stmt sql_statements[] = {\n", f);
    for (const struct stmt *s = stmts; s < stmts + stmt_count; s++) {
        emit_statement_row(f, s);
    }
    fprintf(f, "    {0}};\nconst size_t sql_statement_count = %zu;\n", stmt_count);
    emit_tables(f);
    emit_migrations(f);
    return !ferror(f);
}
