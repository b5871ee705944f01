/* engine.h: what db.c and the two engines share. Rooms never include it; db.h is their door.
 *
 * db.c holds what both engines do alike: who may run what, the fault seam, the list of things to do after a commit. An
 * engine opens connections, runs statements and decides when a transaction is tried again. */
#ifndef PV_DB_ENGINE_H
#define PV_DB_ENGINE_H

#include "db/db.h"

#include <stdatomic.h>

/* How often a transaction is tried before E_DB_RETRY is returned: serialization failures, lost connections. */
enum { TX_ATTEMPTS = 40 };

/* A connection of its own outside the pools: migrations and checks. */
struct script;

struct engine {
    void (*close)(struct db *db);
    enum err (*tx)(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size);
    enum err (*read)(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size);
    /* `slot`: number of the statement for the connection's cache of prepared ones, or -1. */
    enum err (*run)(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args, struct db_rows *ret);
    enum err (*each)(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args,
                     enum err (*fn)(void *ud, const struct db_val *row), void *ud);
    bool (*changed_elsewhere)(struct db *db);
    enum err (*script_open)(struct db *db, struct problems *errs, struct script **ret);
    /* Many statements separated by semicolons; no parameters. */
    enum err (*script_exec)(struct script *sc, const char *sql, struct problems *errs);
    /* One statement; `out` has a letter a column, as in struct sql_stmt. */
    enum err (*script_query)(struct script *sc, const char *sql, const char *out, struct arena *arena, struct problems *errs,
                             struct db_rows *ret);
    void (*script_close)(struct script *sc);
};

struct db {
    enum db_engine kind;
    const struct engine *ops;
    char *url;
    void *state;             /* the engine's own */
    _Atomic int64_t commits, batches, statements, retries, waiting;
    _Atomic int64_t fault_left;
    _Atomic int fault_code, commit_fault;
};

struct after {
    void (*fn)(void *arg);
    void *arg;
    struct after *next;
};

/* Of one attempt; tx->engine points here. */
struct tx_state {
    void *conn;
    enum err failed;         /* code of the first statement that failed; the rest of the transaction is refused */
    bool retry;              /* it failed for a reason that another try may not meet */
    struct after *after, *after_last;
};

/* One attempt at fn: clears ret, drops details of earlier attempts (down to `errs_before`), returns fn's code, or that of a
 * failed statement which fn passed over. */
enum err tx_attempt(const struct db_cx *cx, struct tx_state *state, bool writable, size_t errs_before, db_fn fn,
                    const void *args, void *ret, size_t ret_size) MUST_USE;
/* Runs what tx_after_commit collected. */
void tx_committed(struct db *db, struct tx_state *state);
/* Number of details there are now, for tx_attempt. */
size_t errs_count(const struct problems *errs);
/* Sleeps a random while that grows with the attempt. */
void tx_backoff(int attempt);
/* db_run and db_each for a statement that is not in sql_statements: tests and migrations. */
enum err db_run_stmt(struct tx *tx, const struct sql_stmt *st, const struct db_val *args, struct db_rows *ret) MUST_USE;
enum err db_each_stmt(struct tx *tx, const struct sql_stmt *st, const struct db_val *args,
                      enum err (*fn)(void *ud, const struct db_val *row), void *ud) MUST_USE;
/* Test seam: the next COMMIT of a writing transaction fails with this code, once. */
void db_fault_commit(struct db *db, enum err code);
/* Takes the code set there; E_OK when none. For engines. */
enum err commit_fault_take(struct db *db);

/* Rows that grow in an arena. */
struct row_store {
    struct arena *arena;
    struct db_val *v;
    size_t n, cap, cols;
};
/* Room for one more row. */
struct db_val *row_store_add(struct row_store *rs);

enum err sqlite_open(struct db *db, const struct db_open_options *opt, struct problems *errs) MUST_USE;
enum err postgres_open(struct db *db, const struct db_open_options *opt, struct problems *errs) MUST_USE;

/* access.c: policies, grants and triggers as one script, made from sql_tables. */
struct str access_script(enum db_engine kind, struct arena *arena);
/* Creates and checks the three roles (PostgreSQL). */
const char *access_roles_script(void);

#endif
