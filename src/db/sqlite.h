/* sqlite.h: shared by the parts of the SQLite engine: connections and running (sqlite.c, sqlite_run.c), the writer
 * thread (sqlite_writer.c) and the thread that copies its log back (sqlite_checkpoint.c). */
#ifndef PV_DB_SQLITE_H
#define PV_DB_SQLITE_H

#include "db/engine.h"

#include <pthread.h>
#include <sqlite3.h>

struct lite_conn {
    sqlite3 *db;
    sqlite3_stmt **cache;    /* by statement number, prepared at first use */
    sqlite3_stmt *begin, *commit, *rollback, *savepoint, *release, *rollback_to;
    struct lite_conn *next;
};

struct lite_job;

struct lite {
    struct db *owner;
    const char *path;
    /* readers: a stack, so that the warm ones are used first */
    pthread_mutex_t pool_lock;
    pthread_cond_t pool_free;
    struct lite_conn *idle;
    int readers, readers_max;
    /* writer */
    struct lite_conn *writer;
    pthread_t thread;
    pthread_mutex_t queue_lock;
    pthread_cond_t queue_filled;
    struct lite_job *first, *last;
    bool stop;
    int data_version;
    /* copier of the log (sqlite_checkpoint.c) */
    struct lite_conn *copier;
    pthread_t copy_thread;
    pthread_mutex_t copy_lock;
    pthread_cond_t copy_wanted;
    bool copy_due, copy_stop;
    int copied;              /* pages of the log when the copier was last asked; the writer's */
};

/* Opens a connection with the house's settings; `writer` may change rows. */
enum err lite_connect(const char *path, bool writer, struct problems *errs, struct lite_conn **ret) MUST_USE;
void lite_disconnect(struct lite_conn *c);
/* Runs one of the connection's own statements (BEGIN …) to its end; an SQLite code. */
int lite_step(sqlite3_stmt *st);
/* Our code for SQLite's, with a detail; logs. `what` names the statement. */
enum err lite_error(sqlite3 *db, int code, const char *what, struct problems *errs);
bool lite_busy(int code);

/* sqlite_rank.c: gives a connection the function pv_rank; an SQLite code. */
int lite_rank(sqlite3 *db);

/* sqlite_run.c */
enum err lite_run(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args, struct db_rows *ret);
enum err lite_each(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args,
                   enum err (*fn)(void *ud, const struct db_val *row), void *ud);
/* Reads one row by the letters of `out`; texts point into SQLite's memory. */
enum err lite_read_row(sqlite3_stmt *h, const char *out, const char *name, struct problems *errs, struct db_val *ret);

/* sqlite_checkpoint.c; after the writer has its connection, and before it loses it */
enum err lite_copier_start(struct lite *l, struct problems *errs) MUST_USE;
void lite_copier_stop(struct lite *l);

/* sqlite_writer.c */
enum err lite_writer_start(struct lite *l, struct problems *errs) MUST_USE;
/* Finishes the queue. */
void lite_writer_stop(struct lite *l);
enum err lite_tx(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size);
bool lite_changed_elsewhere(struct db *db);

#endif
