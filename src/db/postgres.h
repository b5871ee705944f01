/* postgres.h: shared by the parts of the PostgreSQL engine: pool and transactions (postgres.c), statements
 * (postgres_run.c). */
#ifndef PV_DB_POSTGRES_H
#define PV_DB_POSTGRES_H

#include "db/engine.h"

#include <libpq-fe.h>
#include <pthread.h>

struct pg_conn {
    PGconn *c;
    bool *prepared;          /* by statement number */
    bool begun;              /* BEGIN was sent in this transaction */
    bool ending;             /* a COMMIT was sent whose answer nobody waits for (reads) */
    int cursors;             /* names for db_each */
    struct pg_conn *next;
};

enum { PG_LOCKS = 64 };

struct pg {
    pthread_mutex_t lock;
    pthread_cond_t free;
    struct pg_conn *idle;
    int open, max;
    pthread_mutex_t turn[PG_LOCKS];   /* by company: who failed to serialize goes one by one */
};

/* What the server said of one command. */
struct pg_fault {
    char sqlstate[6];        /* "" when the connection broke */
    enum err code;
    bool retry;
};

/* postgres_run.c */
enum err pg_run(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args, struct db_rows *ret);
enum err pg_each(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args,
                 enum err (*fn)(void *ud, const struct db_val *row), void *ud);
/* Reads rows of a text-format result by letters into `arena`. */
enum err pg_read_rows(const PGresult *res, const char *out, const char *name, struct arena *arena, struct problems *errs,
                      struct db_rows *ret);
/* Classifies a failed result; logs. */
struct pg_fault pg_fault_of(const PGconn *c, const PGresult *res, const char *what, struct problems *errs);
/* Sends one command without parameters and a sync, and reads to the sync; E_OK or fills *ret_fault. */
bool pg_command(struct pg_conn *pc, const char *sql, const char *what, struct problems *errs, struct pg_fault *ret_fault);
/* Reads and drops everything up to the next sync; false when the connection broke. */
bool pg_drain(struct pg_conn *pc);

#endif
