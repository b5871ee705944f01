/* db.c: what both engines have in common, and the way to them.
 *
 * Who may run which statement, one rule for failed statements (the transaction is over, as on PostgreSQL, so that a room
 * tested on SQLite behaves the same there), the list of things to do after commit, counters and the fault seam. Knows no
 * SQL dialect and no connection. */
#include "db/engine.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"

#include <time.h>

/* Set while fn runs, on the thread it runs on: transactions don't nest. */
static _Thread_local bool inside_fn;

/* ---- opening ---- */

enum err db_open(const struct db_open_options *opt, struct problems *errs, struct db **ret) {
    struct str url = str_of(opt->url);
    bool lite = str_starts(url, STR("sqlite:"));
    if (!lite && !str_starts(url, STR("postgres://")) && !str_starts(url, STR("postgresql://"))) {
        return err_set(errs, E_CONFIG, "/db", "write sqlite:FILE or postgres://…");
    }
    struct db *db = heap_alloc(sizeof *db);
    db->kind = lite ? DB_SQLITE : DB_POSTGRES;
    db->url = (char *)(uintptr_t)heap_dup(url).p;
    enum err e = lite ? sqlite_open(db, opt, errs) : postgres_open(db, opt, errs);
    if (e != E_OK) {
        heap_free(db->url);
        heap_free(db);
        return e;
    }
    *ret = db;
    return E_OK;
}

void db_close(struct db *db) {
    if (!db) {
        return;
    }
    db->ops->close(db);
    heap_free(db->url);
    heap_free(db);
}

enum db_engine db_engine_of(const struct db *db) {
    return db->kind;
}

const char *db_url(const struct db *db) {
    return db->url;
}

const char *db_sqlite_path(const struct db *db) {
    return db->kind == DB_SQLITE ? db->url + strlen("sqlite:") : NULL;
}

bool db_changed_elsewhere(struct db *db) {
    return db->ops->changed_elsewhere(db);
}

/* ---- counters and seams ---- */

void db_stats_get(struct db *db, struct db_stats *ret) {
    *ret = (struct db_stats){.commits = atomic_load(&db->commits),
                             .batches = atomic_load(&db->batches),
                             .statements = atomic_load(&db->statements),
                             .retries = atomic_load(&db->retries),
                             .queue = atomic_load(&db->waiting)};
}

int64_t db_fault(struct db *db, int64_t n, enum err code) {
    atomic_store(&db->fault_code, (int)code);
    atomic_store(&db->fault_left, n);
    return atomic_load(&db->statements);
}

void db_fault_commit(struct db *db, enum err code) {
    atomic_store(&db->commit_fault, (int)code);
}

enum err commit_fault_take(struct db *db) {
    return atomic_load(&db->commit_fault) ? (enum err)atomic_exchange(&db->commit_fault, 0) : E_OK;
}

/* Counts the statement; true when it is the one that shall fail. */
static bool fault_hits(struct db *db) {
    atomic_fetch_add(&db->statements, 1);
    return atomic_load(&db->fault_left) > 0 && atomic_fetch_sub(&db->fault_left, 1) == 1;
}

/* ---- transactions ---- */

static enum err check_cx(const struct db_cx *cx, struct problems *errs) {
    if (BUG_ON(inside_fn)) {
        return err_set(errs, E_INTERNAL, "", "a transaction was begun inside another");
    }
    if (BUG_ON(cx->role == DB_APP ? cx->company == 0 : cx->company != 0)) {
        return err_set(errs, E_INTERNAL, "", "company and role of a transaction do not fit");
    }
    return E_OK;
}

enum err db_tx(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size) {
    enum err e = check_cx(cx, cx->errs);
    return e == E_OK ? cx->db->ops->tx(cx, fn, args, ret, ret_size) : e;
}

enum err db_read(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size) {
    enum err e = check_cx(cx, cx->errs);
    return e == E_OK ? cx->db->ops->read(cx, fn, args, ret, ret_size) : e;
}

size_t errs_count(const struct problems *errs) {
    return errs ? errs->n : 0;
}

enum err tx_attempt(const struct db_cx *cx, struct tx_state *state, bool writable, size_t errs_before, db_fn fn,
                    const void *args, void *ret, size_t ret_size) {
    struct tx tx = {.db = cx->db,
                    .company = cx->company,
                    .role = cx->role,
                    .arena = cx->arena,
                    .errs = cx->errs,
                    .writable = writable,
                    .engine = state};
    if (cx->errs) {
        cx->errs->n = errs_before;
        cx->errs->code = errs_before > 0 ? cx->errs->code : E_OK;
    }
    state->failed = E_OK;
    state->retry = false;
    state->after = state->after_last = NULL;
    if (ret_size > 0) {
        memset(ret, 0, ret_size);
    }
    inside_fn = true;
    enum err e = fn(&tx, args, ret);
    inside_fn = false;
    return e == E_OK ? state->failed : e;
}

void tx_after_commit(struct tx *tx, void (*fn)(void *arg), void *arg) {
    struct tx_state *state = tx->engine;
    struct after *a = arena_new(tx->arena, struct after);
    *a = (struct after){.fn = fn, .arg = arg};
    if (state->after_last) {
        state->after_last->next = a;
    } else {
        state->after = a;
    }
    state->after_last = a;
}

void tx_committed(struct db *db, struct tx_state *state) {
    atomic_fetch_add(&db->commits, 1);
    for (struct after *a = state->after; a; a = a->next) {
        a->fn(a->arg);
    }
}

/* Not base/rnd: a replayed run must not depend on how often the database was busy. */
void tx_backoff(int attempt) {
    static _Thread_local uint64_t x;
    x = x * UINT64_C(6364136223846793005) + (uint64_t)clock_mono() + UINT64_C(1442695040888963407);
    int64_t top_us = INT64_C(500) << (attempt < 7 ? attempt : 7);
    int64_t us = (int64_t)((x >> 33) % (uint64_t)top_us);
    nanosleep(&(struct timespec){.tv_nsec = us * 1000}, NULL);
}

/* ---- statements ---- */

static const char *access_fault(const struct tx *tx, const struct sql_stmt *st) {
    if (st->writes && !tx->writable) {
        return "it changes rows in a read-only transaction";
    }
    switch (st->access) {
    case SQL_COMPANY:
        return tx->role == DB_APP ? NULL : "it belongs to a company's transaction";
    case SQL_ROUTER:
        return tx->role != DB_APP ? NULL : "it belongs to the router";
    case SQL_OWNER:
        return tx->role == DB_OWNER ? NULL : "it belongs to the owner";
    }
    return "unknown access";
}

/* May the statement run? Counts it. */
static enum err admit(struct tx *tx, const struct sql_stmt *st) {
    struct tx_state *state = tx->engine;
    if (state->failed != E_OK) {
        return state->failed;
    }
    const char *why = access_fault(tx, st);
    if (!why && !(tx->db->kind == DB_SQLITE ? st->sqlite : st->postgres)) {
        why = "it does not exist on this engine";
    }
    if (why) {
        log_warn("statement refused", "name=%s where=%s reason=\"%s\"", st->name, st->where ? st->where : "-", why);
        state->failed = err_set(tx->errs, E_INTERNAL, "", "statement %s refused: %s", st->name, why);
        return state->failed;
    }
    if (fault_hits(tx->db)) {
        state->failed = (enum err)atomic_load(&tx->db->fault_code);
        state->retry = state->failed == E_DB_RETRY;
        return state->failed;
    }
    return E_OK;
}

static enum err run_stmt(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args,
                         struct db_rows *ret) {
    struct tx_state *state = tx->engine;
    enum err e = admit(tx, st);
    if (e != E_OK) {
        return e;
    }
    *ret = (struct db_rows){.cols = strlen(st->out)};
    e = tx->db->ops->run(tx, st, slot, args, ret);
    if (e != E_OK && state->failed == E_OK) {
        state->failed = e;
    }
    return e;
}

static enum err each_stmt(struct tx *tx, const struct sql_stmt *st, long slot, const struct db_val *args,
                          enum err (*fn)(void *ud, const struct db_val *row), void *ud) {
    enum err e = admit(tx, st);
    return e == E_OK ? tx->db->ops->each(tx, st, slot, args, fn, ud) : e;
}

enum err db_run(struct tx *tx, size_t id, const struct db_val *args, struct db_rows *ret) {
    return run_stmt(tx, &sql_statements[id], (long)id, args, ret);
}

enum err db_each(struct tx *tx, size_t id, const struct db_val *args,
                 enum err (*fn)(void *ud, const struct db_val *row), void *ud) {
    return each_stmt(tx, &sql_statements[id], (long)id, args, fn, ud);
}

enum err db_run_stmt(struct tx *tx, const struct sql_stmt *st, const struct db_val *args, struct db_rows *ret) {
    return run_stmt(tx, st, -1, args, ret);
}

enum err db_each_stmt(struct tx *tx, const struct sql_stmt *st, const struct db_val *args,
                      enum err (*fn)(void *ud, const struct db_val *row), void *ud) {
    return each_stmt(tx, st, -1, args, fn, ud);
}

struct db_val *row_store_add(struct row_store *rs) {
    if (rs->n == rs->cap) {
        size_t cap = rs->cap == 0 ? 1 : rs->cap < 16 ? 16 : rs->cap * 2;
        struct db_val *v = arena_array(rs->arena, struct db_val, cap * rs->cols);
        if (rs->n > 0) {
            memcpy(v, rs->v, rs->n * rs->cols * sizeof *v);
        }
        rs->v = v;
        rs->cap = cap;
    }
    return rs->v + rs->n++ * rs->cols;
}

struct str db_like(struct arena *a, struct str text) {
    char *p = arena_alloc(a, text.n * 2 + 3);
    size_t n = 0;
    p[n++] = '%';
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '%' || text.p[i] == '_' || text.p[i] == '!') {
            p[n++] = '!';
        }
        p[n++] = text.p[i];
    }
    p[n++] = '%';
    return (struct str){p, n};
}
