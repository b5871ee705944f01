/* postgres.c: the PostgreSQL engine: the pool of connections and the transactions on them.
 *
 * A transaction has a connection for its length. Nothing is sent before the first statement; BEGIN, role and company ride
 * with it (postgres_run.c). Writing transactions are SERIALIZABLE, so that what a room reads still holds when it commits;
 * the price is that some are refused and run again, here. Who failed twice takes turns with the other losers of the same
 * company, so that nobody starves. A lost connection is replaced and the transaction run again, unless COMMIT had been
 * sent: then nobody knows, and the caller is told E_DB. */
#include "db/postgres.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { CONNECTIONS_DEFAULT = 32, WAIT_S = 15, CONNECT_TRIES = 4, TURNS_FROM = 3, SERVER_MIN = 140000 };

/* ---- connections ---- */

/* Plans: statements are written for their indexes (the scan test sees to it), and under SERIALIZABLE a sequential scan of a
 * small table would conflict with every insert into it. */
static const char session_settings[] =
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off; SET client_min_messages = "
    "warning;"
    "SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '120s'; SET bytea_output = 'hex';"
    "SET search_path = public; SET timezone = 'UTC'";

static enum err connect_plain(const char *url, struct problems *errs, PGconn **ret) {
    /* what stands before dbname is overridden by the URL */
    const char *keys[] = {"connect_timeout",
                          "tcp_user_timeout",
                          "keepalives_idle",
                          "application_name",
                          "dbname",
                          "client_encoding",
                          NULL};
    const char *values[] = {"5", "30000", "30", "portevoix", url, "UTF8", NULL};
    PGconn *c = PQconnectdbParams(keys, values, 1);
    if (!c || PQstatus(c) != CONNECTION_OK) {
        log_warn("database cannot be reached", "%s", "engine=postgres");
        log_debug("postgres", "message=\"%s\"", c ? PQerrorMessage(c) : "out of memory");
        PQfinish(c);
        return err_set(errs, E_DB_RETRY, "/db", "the database cannot be reached");
    }
    if (PQserverVersion(c) < SERVER_MIN) {
        PQfinish(c);
        return err_set(errs, E_CONFIG, "/db", "PostgreSQL 14 or newer is needed");
    }
    *ret = c;
    return E_OK;
}

static void disconnect(struct pg_conn *pc) {
    PQfinish(pc->c);
    heap_free(pc->prepared);
    heap_free(pc);
}

static enum err connect_one(const char *url, struct problems *errs, struct pg_conn **ret) {
    PGconn *c = NULL;
    enum err e = connect_plain(url, errs, &c);
    if (e != E_OK) {
        return e;
    }
    PGresult *set = PQexec(c, session_settings);
    PGresult *who =
        PQprepare(c, "who", "SELECT set_config('role', $1, true), set_config('pv.company', $2, true)", 2, NULL);
    bool ok =
        PQresultStatus(set) == PGRES_COMMAND_OK && PQresultStatus(who) == PGRES_COMMAND_OK && PQenterPipelineMode(c);
    PQclear(set);
    PQclear(who);
    if (!ok) {
        log_debug("postgres", "message=\"%s\"", PQerrorMessage(c));
        PQfinish(c);
        return err_set(errs, E_DB_RETRY, "/db", "the database refused the session");
    }
    struct pg_conn *pc = heap_alloc(sizeof *pc);
    pc->c = c;
    pc->prepared = heap_calloc(sql_statement_count + 1, sizeof *pc->prepared);
    *ret = pc;
    return E_OK;
}

/* Tries for a second or so: a database that restarts should not be noticed. */
static enum err connect_patiently(struct db *db, struct problems *errs, struct pg_conn **ret) {
    size_t before = errs_count(errs);
    enum err e = E_DB_RETRY;
    for (int i = 0; i < CONNECT_TRIES && e == E_DB_RETRY; i++) {
        if (i > 0) {
            nanosleep(&(struct timespec){.tv_nsec = 100000000L << (i - 1)}, NULL);
        }
        if (errs) {
            errs->n = before;
        }
        e = connect_one(db->url, errs, ret);
    }
    return e;
}

/* ---- pool ---- */

static void free_slot(struct pg *pg) {
    pthread_mutex_lock(&pg->lock);
    pg->open--;
    pthread_cond_signal(&pg->free);
    pthread_mutex_unlock(&pg->lock);
}

/* An idle connection, or NULL with a slot to open one; false when none came free in time. */
static bool take_slot(struct pg *pg, struct pg_conn **ret) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    bool ok = true;
    pthread_mutex_lock(&pg->lock);
    while (ok && !pg->idle && pg->open >= pg->max) {
        ok = pthread_cond_timedwait(&pg->free, &pg->lock, &until) != ETIMEDOUT;
    }
    ok = pg->idle || pg->open < pg->max;
    *ret = pg->idle;
    if (pg->idle) {
        pg->idle = pg->idle->next;
    } else if (ok) {
        pg->open++;
    }
    pthread_mutex_unlock(&pg->lock);
    return ok;
}

static enum err take(struct db *db, struct problems *errs, struct pg_conn **ret) {
    struct pg *pg = db->state;
    for (;;) {
        if (!take_slot(pg, ret)) {
            return err_set(errs, E_OVERLOADED, "", "no database connection came free");
        }
        if (!*ret) {
            enum err e = connect_patiently(db, errs, ret);
            if (e != E_OK) {
                free_slot(pg);
            }
            return e;
        }
        if (!(*ret)->ending || pg_drain(*ret)) {
            (*ret)->ending = false;
            (*ret)->begun = false;
            return E_OK;
        }
        disconnect(*ret);
        free_slot(pg);
    }
}

static void give(struct pg *pg, struct pg_conn *pc) {
    pthread_mutex_lock(&pg->lock);
    pc->next = pg->idle;
    pg->idle = pc;
    pthread_cond_signal(&pg->free);
    pthread_mutex_unlock(&pg->lock);
}

/* After a lost connection: the idle ones are most likely dead as well. */
static void drop_idle(struct pg *pg) {
    pthread_mutex_lock(&pg->lock);
    struct pg_conn *list = pg->idle;
    pg->idle = NULL;
    pthread_mutex_unlock(&pg->lock);
    while (list) {
        struct pg_conn *pc = list;
        list = pc->next;
        disconnect(pc);
        free_slot(pg);
    }
}

static void lose(struct pg *pg, struct pg_conn *pc) {
    disconnect(pc);
    free_slot(pg);
    drop_idle(pg);
}

/* ---- transactions ---- */

/* Ends the transaction without its changes; true when the connection may be used again. */
static bool roll_back(struct pg_conn *pc) {
    struct pg_fault f;
    if (PQstatus(pc->c) == CONNECTION_BAD) {
        return false;
    }
    return !pc->begun || PQtransactionStatus(pc->c) == PQTRANS_IDLE || pg_command(pc, "ROLLBACK", "ROLLBACK", NULL, &f);
}

/* E_OK when it is on disk. A broken connection leaves it open whether it is: E_DB, never tried again. */
static enum err commit(struct db *db, struct pg_conn *pc, struct tx_state *state, struct problems *errs) {
    struct pg_fault f;
    enum err fault = commit_fault_take(db);
    if (fault != E_OK) {
        state->retry = fault == E_DB_RETRY;
        return err_set(errs, fault, "", "commit failed (test)");
    }
    if (!pc->begun || pg_command(pc, "COMMIT", "COMMIT", errs, &f)) {
        return E_OK;
    }
    if (PQstatus(pc->c) == CONNECTION_BAD || f.sqlstate[0] == '\0') {
        log_warn("commit in doubt", "%s", "reason=\"connection lost\"");
        return err_set(errs, E_DB, "",
                       "the connection was lost while committing: it is not known whether it was stored");
    }
    state->retry = f.retry;
    return f.code;
}

static enum err write_once(const struct db_cx *cx, struct tx_state *state, size_t before, db_fn fn, const void *args,
                           void *ret, size_t ret_size) {
    struct pg *pg = cx->db->state;
    struct pg_conn *pc = NULL;
    enum err e = take(cx->db, cx->errs, &pc);
    if (e != E_OK) {
        return e;
    }
    state->conn = pc;
    e = tx_attempt(cx, state, true, before, fn, args, ret, ret_size);
    if (e == E_OK && !state->retry) {
        e = commit(cx->db, pc, state, cx->errs);
    }
    if (e == E_OK || roll_back(pc)) {
        give(pg, pc);
    } else {
        lose(pg, pc);
    }
    return e;
}

static enum err pg_tx(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size) {
    struct pg *pg = cx->db->state;
    pthread_mutex_t *turn = &pg->turn[((uint64_t)cx->company >> 12 ^ (uint64_t)cx->company) % PG_LOCKS];
    size_t before = errs_count(cx->errs);
    atomic_fetch_add(&cx->db->waiting, 1);
    enum err e = E_OK;
    for (int attempt = 1; attempt <= TX_ATTEMPTS; attempt++) {
        struct tx_state state = {0};
        if (attempt >= TURNS_FROM) {
            pthread_mutex_lock(turn);
        }
        e = write_once(cx, &state, before, fn, args, ret, ret_size);
        if (attempt >= TURNS_FROM) {
            pthread_mutex_unlock(turn);
        }
        if (e == E_OK && !state.retry) {
            atomic_fetch_add(&cx->db->batches, 1);
            tx_committed(cx->db, &state);
            break;
        }
        if (!state.retry) {
            break;
        }
        e = E_DB_RETRY;
        atomic_fetch_add(&cx->db->retries, 1);
        tx_backoff(attempt);
    }
    atomic_fetch_sub(&cx->db->waiting, 1);
    return e;
}

/* Sends the end of a read and does not wait for the answer; it is read when the connection is used next. */
static bool end_read(struct pg_conn *pc) {
    if (PQstatus(pc->c) == CONNECTION_BAD) {
        return false;
    }
    if (!pc->begun) {
        return true;
    }
    pc->ending = PQsendQueryParams(pc->c, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) && PQpipelineSync(pc->c) &&
                 PQflush(pc->c) == 0;
    return pc->ending;
}

static enum err pg_read(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size) {
    struct pg *pg = cx->db->state;
    size_t before = errs_count(cx->errs);
    enum err e = E_OK;
    for (int attempt = 1; attempt <= TX_ATTEMPTS; attempt++) {
        struct pg_conn *pc = NULL;
        e = take(cx->db, cx->errs, &pc);
        if (e != E_OK) {
            return e;
        }
        struct tx_state state = {.conn = pc};
        e = tx_attempt(cx, &state, false, before, fn, args, ret, ret_size);
        if (end_read(pc)) {
            give(pg, pc);
        } else {
            lose(pg, pc);
        }
        if (!state.retry) {
            break;
        }
        e = E_DB_RETRY;
        atomic_fetch_add(&cx->db->retries, 1);
        tx_backoff(attempt);
    }
    return e;
}

/* ---- scripts ---- */

struct script {
    PGconn *c;
};

static enum err pg_script_open(struct db *db, struct problems *errs, struct script **ret) {
    PGconn *c = NULL;
    enum err e = connect_plain(db->url, errs, &c);
    if (e == E_OK) {
        PQclear(PQexec(c, "SET client_min_messages = warning; SET search_path = public"));
        *ret = heap_alloc(sizeof **ret);
        (*ret)->c = c;
    }
    return e;
}

/* Scripts are our own text, so the server's message may be shown. */
static enum err script_result(PGconn *c, PGresult *res, struct problems *errs) {
    ExecStatusType status = PQresultStatus(res);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {     /* empty: a migration of the other engine */
        return E_OK;
    }
    const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE),
               *message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
    return err_set(errs, E_DB, "", "%s (%s)", message ? message : PQerrorMessage(c), state ? state : "connection");
}

static enum err pg_script_exec(struct script *sc, const char *sql, struct problems *errs) {
    PGresult *res = PQexec(sc->c, sql);
    enum err e = script_result(sc->c, res, errs);
    PQclear(res);
    return e;
}

static enum err pg_script_query(struct script *sc, const char *sql, const char *out, struct arena *arena,
                                struct problems *errs, struct db_rows *ret) {
    PGresult *res = PQexec(sc->c, sql);
    enum err e = script_result(sc->c, res, errs);
    if (e == E_OK) {
        e = pg_read_rows(res, out, "script", arena, errs, ret);
    }
    PQclear(res);
    return e;
}

static void pg_script_close(struct script *sc) {
    PQfinish(sc->c);
    heap_free(sc);
}

/* ---- the engine ---- */

/* Nothing cheap tells; callers look at the event order instead. */
static bool pg_changed_elsewhere(struct db *db) {
    (void)db;
    return true;
}

static void pg_close(struct db *db) {
    struct pg *pg = db->state;
    while (pg->idle) {
        struct pg_conn *pc = pg->idle;
        pg->idle = pc->next;
        disconnect(pc);
    }
    for (int i = 0; i < PG_LOCKS; i++) {
        pthread_mutex_destroy(&pg->turn[i]);
    }
    pthread_mutex_destroy(&pg->lock);
    pthread_cond_destroy(&pg->free);
    heap_free(pg);
}

static const struct engine pg_engine = {
    .close = pg_close,
    .tx = pg_tx,
    .read = pg_read,
    .run = pg_run,
    .each = pg_each,
    .changed_elsewhere = pg_changed_elsewhere,
    .script_open = pg_script_open,
    .script_exec = pg_script_exec,
    .script_query = pg_script_query,
    .script_close = pg_script_close,
};

enum err postgres_open(struct db *db, const struct db_open_options *opt, struct problems *errs) {
    struct pg *pg = heap_alloc(sizeof *pg);
    pg->max = opt->readers > 0 ? opt->readers : CONNECTIONS_DEFAULT;
    pthread_mutex_init(&pg->lock, NULL);
    pthread_cond_init(&pg->free, NULL);
    for (int i = 0; i < PG_LOCKS; i++) {
        pthread_mutex_init(&pg->turn[i], NULL);
    }
    db->state = pg;
    db->ops = &pg_engine;
    struct pg_conn *first = NULL;
    enum err e = take(db, errs, &first);
    if (e != E_OK) {
        pg_close(db);
        return e;
    }
    give(pg, first);
    return E_OK;
}
