/* db.h: the one door to the database, for both engines.
 *
 * Rooms never see a connection. They call the typed functions that tools/sqlgen makes from their .sql files
 * (`sql_post_get(tx, id, &row)`), from inside a function run by db_tx or db_read. `$company` in a statement is filled
 * from the transaction, never by the caller (decisions 3 and 4). Engines: sqlite.c (WAL, one writer thread with group
 * commit) and postgres.c (a connection per calling thread, row-level security). */
#ifndef PV_DB_DB_H
#define PV_DB_DB_H

#include "base/arena.h"
#include "base/err.h"

struct db;

enum db_engine { DB_SQLITE, DB_POSTGRES };

/* Which rights a transaction has (decisions 2). On SQLite the same is held by sqlgen and the statement's access mark. */
enum db_role {
    DB_APP,     /* one company; cx.company is set */
    DB_ROUTER,  /* no company: host -> company, link routes, claiming jobs, leases; nothing else */
    DB_OWNER    /* migrations, backup, copy, checks */
};

/* Everything a call needs. Copy it freely; it owns nothing. */
struct db_cx {
    struct db *db;
    int64_t company;         /* 0 for DB_ROUTER and DB_OWNER */
    enum db_role role;
    struct arena *arena;     /* rows and texts returned live here */
    struct problems *errs;   /* details of failures; may be NULL */
};

/* A running transaction. Public fields are read-only for rooms. */
struct tx {
    struct db *db;
    int64_t company;
    enum db_role role;
    struct arena *arena;
    struct problems *errs;
    bool writable;
    void *engine;            /* the engine's own state */
};

/* Work inside a transaction. May run more than once; changes rows, records events, enqueues jobs; never replies, never
 * talks to the network, changes nothing outside the database but `*ret`, which the runner clears before each attempt. */
typedef enum err (*db_fn)(struct tx *tx, const void *args, void *ret);

/* Runs fn in a writing transaction and commits it; returns after the commit is durable. Any code but E_OK rolls back and
 * is returned. Serialization failures are retried here. On SQLite it is run by the writer thread, in a savepoint, and
 * committed with what else was waiting. Never call it from inside fn. `ret` may be NULL with ret_size 0. */
enum err db_tx(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size) MUST_USE;
/* Runs fn in a read-only snapshot on the calling thread. */
enum err db_read(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size) MUST_USE;

/* Called once after the running transaction has committed, on the committing thread, in order; not at all if it rolled
 * back. Must be quick and must not use the database (caches only). `arg` must live in `tx->arena` or longer. */
void tx_after_commit(struct tx *tx, void (*fn)(void *arg), void *arg);

/* ---- opening ---- */
struct db_open_options {
    const char *url;         /* "sqlite:FILE" or "postgres://…" */
    int readers;             /* 0 = default */
};
enum err db_open(const struct db_open_options *opt, struct problems *errs, struct db **ret) MUST_USE;
/* Finishes the queue, stops the writer, closes everything. */
void db_close(struct db *db);
enum db_engine db_engine_of(const struct db *db);
/* Path of the main SQLite file (NULL on PostgreSQL) and the connection URL. */
const char *db_sqlite_path(const struct db *db);
const char *db_url(const struct db *db);
/* Applies what is missing from sql/migrate (built in), checks checksums of what is there. Needs owner rights. */
enum err db_migrate(struct db *db, struct problems *errs, int *ret_applied) MUST_USE;
/* PostgreSQL: makes the three roles and their rights on the schema, and nothing else; before a dump is restored. */
enum err db_roles(struct db *db, struct problems *errs) MUST_USE;
/* Compares schema version and checksums; on SQLite also `PRAGMA quick_check`. */
enum err db_check(struct db *db, struct problems *errs) MUST_USE;
/* Builds the full-text index anew from the table it stands on. */
enum err db_reindex(struct db *db, struct problems *errs) MUST_USE;
/* SQLite: a consistent copy of the main file, made while in use (online backup API), to `path`. */
enum err db_backup_sqlite(struct db *db, const char *path, struct problems *errs) MUST_USE;
/* The engine's data changed by another process since the last call (SQLite data_version); always true on PostgreSQL. */
bool db_changed_elsewhere(struct db *db);

struct db_stats {
    int64_t commits, batches, statements, retries;
    int64_t queue;           /* transactions waiting for the SQLite writer */
};
void db_stats_get(struct db *db, struct db_stats *ret);
/* Test seam: the `n`th statement from now (1 = the next) fails with `code`; 0 switches it off. Returns statements run. */
int64_t db_fault(struct db *db, int64_t n, enum err code);

/* ---- what the generated code calls (rooms don't) ---- */
/* kind: i int64, b bool, d double, t text, x bytes; null by is_null. */
struct db_val {
    char kind;
    bool is_null;
    union {
        int64_t i;
        double d;
        struct str s;
    };
};

enum sql_access { SQL_COMPANY, SQL_ROUTER, SQL_OWNER };

struct sql_stmt {
    const char *name;        /* "post_get" */
    const char *sqlite;      /* text with ?1..?n ; NULL if the statement exists on PostgreSQL only */
    const char *postgres;    /* text with $1..$n */
    const char *in;          /* one letter a parameter, capital = nullable; `$company`, if used, is number n+1 */
    const char *out;         /* one letter a column */
    enum sql_access access;
    bool uses_company;
    bool writes;             /* refused in db_read */
    bool scan_ok;            /* a full scan is meant */
    const char *where;       /* "src/app/post/post.sql:12" */
};

/* All statements of the program, by number; made by sqlgen. */
extern const struct sql_stmt sql_statements[];
extern const size_t sql_statement_count;

struct db_rows {
    const struct db_val *v;  /* n * cols values, row by row, in tx->arena */
    size_t n, cols;
    int64_t changed;         /* rows changed by INSERT, UPDATE, DELETE */
};

/* Runs statement `id` with args (one per letter of `in`). */
enum err db_run(struct tx *tx, size_t id, const struct db_val *args, struct db_rows *ret) MUST_USE;
/* The same, row by row, for long results: `fn` gets values valid during the call and may stop with a code. */
enum err db_each(struct tx *tx, size_t id, const struct db_val *args,
                 enum err (*fn)(void *ud, const struct db_val *row), void *ud) MUST_USE;
/* A text as a pattern that matches it anywhere: LIKE ... ESCAPE '!'. */
struct str db_like(struct arena *a, struct str text);

/* Tables that the schema declares, made by sqlgen from sql/migrate: for policies, copy, backup, erase and doctor. */
struct sql_column {
    const char *name;
    char letter;             /* i b d t x, capital = nullable */
    const char *purpose, *retention;   /* from the comment in the schema */
};
struct sql_table {
    const char *name;
    bool company;            /* belongs to a company: row-level security on `key` */
    bool append_only;        /* `-- @append-only` mark: UPDATE and DELETE refused by trigger */
    const char *router;      /* what the router role may do, or NULL ("SELECT(id,host) DELETE") */
    const char *key;         /* "company_id"; "id" for the table company itself; NULL when not `company` */
    bool on_sqlite, on_postgres;
    const struct sql_column *columns;
    size_t column_count;
};
extern const struct sql_table sql_tables[];
extern const size_t sql_table_count;

struct sql_migration {
    int version;
    const char *name;
    const char *text;        /* with its -- @sqlite / -- @postgres blocks */
    const char *sha256;      /* of the file */
};
extern const struct sql_migration sql_migrations[];
extern const size_t sql_migration_count;

#endif
