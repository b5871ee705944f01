/* sqlgen.h: what the parts of tools/sqlgen share.
 *
 * sqlgen reads the migrations and the rooms' .sql files and writes sql_gen.h and sql_gen.c: typed functions for every
 * statement, the schema table and the migrations' text. It is a plain C program that needs nothing but libc, since it is
 * built before anything else. All memory lives until the end of the run. Faults are printed as file:line and counted;
 * nothing is written when there was one. */
#ifndef PV_TOOLS_SQLGEN_H
#define PV_TOOLS_SQLGEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { MAX_COLUMNS = 80, MAX_TABLES = 300, MAX_STATEMENTS = 3000, MAX_MIGRATIONS = 999, MAX_VARIANTS = 12, MAX_ROWS = 200 };
enum { ON_SQLITE = 1, ON_POSTGRES = 2, ON_BOTH = 3 };

/* ---- sqlgen.c ---- */
void *mem(size_t n);
char *mem_copy(const char *p, size_t n);
char *read_file(const char *path, size_t *ret_n);
/* Prints "path:line: text" and counts it. */
void fault(const char *path, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool same(const char *a, const char *b);

/* ---- sqlgen_lex.c ---- */
enum token_kind { TK_WORD, TK_QUOTED, TK_NUMBER, TK_STRING, TK_PARAM, TK_PUNCT, TK_COMMENT, TK_END };

struct token {
    enum token_kind kind;
    const char *p;           /* in the source text */
    size_t n;
    char *text;              /* words in lower case, params without $, comments without --, rest as written */
    int line;
    bool space;              /* white space or a comment before it */
    size_t match;            /* of a parenthesis: index of the other one */
};

struct tokens {
    const char *path;
    struct token *t;         /* ends with TK_END */
    size_t n;                /* without it */
};

/* `comments` keeps them as tokens. Faults (unclosed quote, unbalanced parenthesis) are reported. */
struct tokens lex(const char *path, const char *text, size_t n, int line, bool comments);
/* Token `i` is this word (lower case) or punctuation. */
bool is(const struct tokens *ts, size_t i, const char *text);

/* ---- sqlgen_schema.c ---- */
struct column {
    const char *name;
    char letter;             /* i t b d x, capital = nullable; 0 = unknown (virtual tables) */
    const char *purpose, *retention;
};

struct table {
    const char *name, *path, *router, *key;   /* key: "company_id", "id" for company itself, NULL */
    int line, engines;
    bool server, append_only, dropped;
    bool virtual;                    /* full-text index: bound by its rowid */
    bool rebuilt;                    /* dropped on one engine alone, another one is to take its name */
    struct column columns[MAX_COLUMNS];
    size_t column_count;
};

struct migration {
    int version;
    const char *name, *path, *text;
    size_t n;
    char sha256[65];
};

extern struct table tables[MAX_TABLES];
extern size_t table_count;
extern struct migration migrations[MAX_MIGRATIONS];
extern size_t migration_count;

void schema_read(const char *path);
struct table *table_find(const char *name);
const struct column *column_find(const struct table *t, const char *name);

/* ---- sqlgen_stmt.c ---- */
enum kind { K_ONE, K_MANY, K_EXEC, K_COUNT, K_EACH };
enum access { A_COMPANY, A_ROUTER, A_OWNER };

struct field {
    const char *name;
    char letter;
    bool used;
};

struct stmt {
    const char *name, *path, *row;   /* row: name of the row struct */
    int line, sql_line;
    enum kind kind;
    enum access access;
    int engines;
    struct field in[MAX_COLUMNS], out[MAX_COLUMNS];
    size_t in_count, out_count;
    bool scan_ok, writes, uses_company, row_shared, variant;
    size_t rows;                     /* `-- rows:`: so many at once; 0: one */
    const struct stmt *one;          /* of the form for many rows: the statement it was made of */
    struct tokens sql;               /* the last variant read */
    char *sqlite, *postgres;
};

extern struct stmt stmts[MAX_STATEMENTS];
extern size_t stmt_count;

void statements_read(const char *path);
/* After all files: variants, unused parameters, shared rows. */
void statements_finish(void);
extern const char *const kind_names[];

/* ---- sqlgen_check.c, sqlgen_out.c ---- */
/* A table (or derived table, or CTE) of one query block. */
struct source {
    const struct table *table;       /* NULL: derived, CTE, function */
    const char *alias;
    int line;
    bool bound, outer;               /* outer: right side of a LEFT JOIN */
    size_t row_of;                   /* full-text index: which source of the scope its rowid is compared with, from 1; 0: none */
};

struct scope {
    struct source s[40];
    size_t n;
};

/* Tables known and bound to the company, portable, no SELECT *; sets `writes`. */
void check_statement(struct stmt *s);
/* The select (or RETURNING) list in tokens [lo, hi) agrees with `out`. */
void check_out(const struct stmt *s, const struct scope *sc, size_t lo, size_t hi);
/* Words and operators that only one engine knows. */
void check_portable(const struct stmt *s);

/* ---- sqlgen_emit.c ---- */
bool emit_header(FILE *f);
bool emit_source(FILE *f, const char *header_name);

/* ---- sqlgen_sha.c ---- */
void sha256_hex(const void *p, size_t n, char out[65]);

#endif
