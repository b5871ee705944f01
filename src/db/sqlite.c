/* sqlite.c: the SQLite engine: opening, the readers, backup, and scripts for migrations.
 *
 * WAL with synchronous=FULL: a commit that returned is on disk. Readers take a connection from a small stack for the
 * length of one db_read, so that an event thread's read costs microseconds; the writer has a thread and a connection of
 * its own (sqlite_writer.c). Other processes (commands) may have the file open too: busy_timeout. */
#include "db/sqlite.h"

#include "base/heap.h"
#include "base/log.h"

enum { READERS_DEFAULT = 16, BUSY_TIMEOUT_MS = 10000 };

/* ---- connections ---- */

static int exec(sqlite3 *db, const char *sql) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int prepare_own(struct lite_conn *c, bool writer) {
    const struct {
        sqlite3_stmt **st;
        const char *sql;
    } own[] = {
        {&c->begin, writer ? "BEGIN IMMEDIATE" : "BEGIN"},
        {&c->commit, "COMMIT"},
        {&c->rollback, "ROLLBACK"},
        {&c->savepoint, "SAVEPOINT one"},
        {&c->release, "RELEASE one"},
        {&c->rollback_to, "ROLLBACK TO one"},
    };
    int code = SQLITE_OK;
    for (size_t i = 0; i < sizeof own / sizeof *own && code == SQLITE_OK; i++) {
        code = sqlite3_prepare_v3(c->db, own[i].sql, -1, SQLITE_PREPARE_PERSISTENT, own[i].st, NULL);
    }
    return code;
}

static int settings(sqlite3 *db, bool writer) {
    int code = exec(db, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;"
                        "PRAGMA cache_size = -8000; PRAGMA journal_size_limit = 67108864;");
    if (code == SQLITE_OK && writer) {
        /* Debian's build has secure_delete on, others don't: what was erased is overwritten, not merely unlinked. */
        code = exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
    }
    if (code == SQLITE_OK && writer) {
        /* Imports touch many pages of many indexes, batch after batch: they stay in memory (64 MB). */
        code = exec(db, "PRAGMA cache_size = -64000;");
    }
    if (code == SQLITE_OK && !writer) {
        code = exec(db, "PRAGMA query_only = ON;");
    }
    return code;
}

enum err lite_connect(const char *path, bool writer, struct problems *errs, struct lite_conn **ret) {
    struct lite_conn *c = heap_alloc(sizeof *c);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (writer ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(path, &c->db, flags, NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(c->db, BUSY_TIMEOUT_MS);
        code = settings(c->db, writer);
    }
    if (code == SQLITE_OK) {
        code = lite_rank(c->db);
    }
    if (code == SQLITE_OK) {
        code = prepare_own(c, writer);
    }
    if (code != SQLITE_OK) {
        enum err e = err_set(errs, lite_busy(code) ? E_DB_RETRY : E_DB, "/db", "%s: %s", path, sqlite3_errstr(code));
        lite_disconnect(c);
        return e;
    }
    c->cache = heap_calloc(sql_statement_count + 1, sizeof *c->cache);
    *ret = c;
    return E_OK;
}

void lite_disconnect(struct lite_conn *c) {
    if (!c) {
        return;
    }
    sqlite3_stmt *own[] = {c->begin, c->commit, c->rollback, c->savepoint, c->release, c->rollback_to};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        sqlite3_finalize(own[i]);
    }
    for (size_t i = 0; c->cache && i < sql_statement_count; i++) {
        sqlite3_finalize(c->cache[i]);
    }
    sqlite3_close(c->db);
    heap_free(c->cache);
    heap_free(c);
}

/* ---- readers ---- */

static enum err take_reader(struct lite *l, struct problems *errs, struct lite_conn **ret) {
    pthread_mutex_lock(&l->pool_lock);
    while (!l->idle && l->readers >= l->readers_max) {
        pthread_cond_wait(&l->pool_free, &l->pool_lock);
    }
    struct lite_conn *c = l->idle;
    if (c) {
        l->idle = c->next;
    } else {
        l->readers++;
    }
    pthread_mutex_unlock(&l->pool_lock);
    if (c) {
        *ret = c;
        return E_OK;
    }
    enum err e = lite_connect(l->path, false, errs, ret);
    if (e != E_OK) {
        pthread_mutex_lock(&l->pool_lock);
        l->readers--;
        pthread_cond_signal(&l->pool_free);
        pthread_mutex_unlock(&l->pool_lock);
    }
    return e;
}

static void give_reader(struct lite *l, struct lite_conn *c) {
    pthread_mutex_lock(&l->pool_lock);
    c->next = l->idle;
    l->idle = c;
    pthread_cond_signal(&l->pool_free);
    pthread_mutex_unlock(&l->pool_lock);
}

static enum err read_once(struct lite_conn *c, const struct db_cx *cx, struct tx_state *state, size_t before, db_fn fn,
                          const void *args, void *ret, size_t ret_size) {
    int code = lite_step(c->begin);
    if (code != SQLITE_OK) {
        state->retry = lite_busy(code);
        return lite_error(c->db, code, "BEGIN", cx->errs);
    }
    enum err e = tx_attempt(cx, state, false, before, fn, args, ret, ret_size);
    if (!sqlite3_get_autocommit(c->db)) {
        (void)lite_step(e == E_OK ? c->commit : c->rollback);
    }
    return e;
}

static enum err lite_read(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size) {
    struct lite *l = cx->db->state;
    struct lite_conn *c = NULL;
    size_t before = errs_count(cx->errs);
    enum err e = take_reader(l, cx->errs, &c);
    if (e != E_OK) {
        return e;
    }
    for (int attempt = 1; attempt <= TX_ATTEMPTS; attempt++) {
        struct tx_state state = {.conn = c};
        e = read_once(c, cx, &state, before, fn, args, ret, ret_size);
        if (!state.retry) {
            break;
        }
        atomic_fetch_add(&cx->db->retries, 1);
        tx_backoff(attempt);
    }
    give_reader(l, c);
    return e;
}

/* ---- backup ---- */

enum err db_backup_sqlite(struct db *db, const char *path, struct problems *errs) {
    struct lite *l = db->state;
    struct lite_conn *from = NULL;
    sqlite3 *to = NULL;
    if (db->kind != DB_SQLITE) {
        return err_set(errs, E_STATE, "", "use pg_dump on PostgreSQL");
    }
    enum err e = lite_connect(l->path, false, errs, &from);
    if (e != E_OK) {
        return e;
    }
    int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    sqlite3_backup *b = code == SQLITE_OK ? sqlite3_backup_init(to, "main", from->db, "main") : NULL;
    if (b) {
        /* all pages in one step: one snapshot, and under WAL the writer goes on meanwhile */
        while ((code = sqlite3_backup_step(b, -1)) == SQLITE_BUSY || code == SQLITE_LOCKED) {
            sqlite3_sleep(20);
        }
        code = sqlite3_backup_finish(b);
    } else if (code == SQLITE_OK) {
        code = sqlite3_errcode(to);
    }
    if (code != SQLITE_OK) {
        e = err_set(errs, E_IO, "", "%s: %s", path, sqlite3_errstr(code));
    }
    sqlite3_close(to);
    lite_disconnect(from);
    return e;
}

/* ---- scripts ---- */

struct script {
    sqlite3 *db;
};

static enum err lite_script_open(struct db *db, struct problems *errs, struct script **ret) {
    struct lite *l = db->state;
    struct script *sc = heap_alloc(sizeof *sc);
    int code =
        sqlite3_open_v2(l->path, &sc->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(sc->db, 60 * 1000);
        code = exec(sc->db, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
    }
    if (code != SQLITE_OK) {
        enum err e = lite_error(NULL, code, "open", errs);
        sqlite3_close(sc->db);
        heap_free(sc);
        return e;
    }
    *ret = sc;
    return E_OK;
}

static enum err lite_script_exec(struct script *sc, const char *sql, struct problems *errs) {
    char *message = NULL;
    int code = sqlite3_exec(sc->db, sql, NULL, NULL, &message);
    enum err e = E_OK;
    if (code != SQLITE_OK) {
        e = err_set(errs, lite_busy(code) ? E_DB_RETRY : E_DB, "", "%s", message ? message : sqlite3_errstr(code));
    }
    sqlite3_free(message);
    return e;
}

static enum err lite_script_query(struct script *sc, const char *sql, const char *out, struct arena *arena,
                                  struct problems *errs, struct db_rows *ret) {
    sqlite3_stmt *h = NULL;
    struct row_store rs = {.arena = arena, .cols = strlen(out)};
    enum err e = E_OK;
    int code = sqlite3_prepare_v2(sc->db, sql, -1, &h, NULL);
    while (code == SQLITE_OK && e == E_OK && sqlite3_step(h) == SQLITE_ROW) {
        struct db_val *row = row_store_add(&rs);
        e = lite_read_row(h, out, "script", errs, row);
        for (size_t i = 0; e == E_OK && i < rs.cols; i++) {
            if (row[i].kind == 't' || row[i].kind == 'x') {
                row[i].s = arena_dup(arena, row[i].s);
            }
        }
    }
    code = code == SQLITE_OK ? sqlite3_finalize(h) : code;
    *ret = (struct db_rows){.v = rs.v, .n = rs.n, .cols = rs.cols};
    return e != E_OK || code == SQLITE_OK ? e : lite_error(sc->db, code, "script", errs);
}

static void lite_script_close(struct script *sc) {
    sqlite3_close(sc->db);
    heap_free(sc);
}

/* ---- the engine ---- */

static void lite_close(struct db *db) {
    struct lite *l = db->state;
    lite_writer_stop(l);
    lite_copier_stop(l);
    while (l->idle) {
        struct lite_conn *c = l->idle;
        l->idle = c->next;
        lite_disconnect(c);
    }
    /* last of all: it checkpoints and removes the WAL */
    lite_disconnect(l->writer);
    pthread_mutex_destroy(&l->pool_lock);
    pthread_mutex_destroy(&l->queue_lock);
    pthread_cond_destroy(&l->pool_free);
    pthread_cond_destroy(&l->queue_filled);
    heap_free(l);
}

static const struct engine lite_engine = {
    .close = lite_close,
    .tx = lite_tx,
    .read = lite_read,
    .run = lite_run,
    .each = lite_each,
    .changed_elsewhere = lite_changed_elsewhere,
    .script_open = lite_script_open,
    .script_exec = lite_script_exec,
    .script_query = lite_script_query,
    .script_close = lite_script_close,
};

/* SQLite's count of its memory is one lock that all threads share; nobody reads it here. */
static void configure(void) {
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum err sqlite_open(struct db *db, const struct db_open_options *opt, struct problems *errs) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    struct lite *l = heap_alloc(sizeof *l);
    l->owner = db;
    l->path = db_sqlite_path(db);
    l->readers_max = opt->readers > 0 ? opt->readers : READERS_DEFAULT;
    pthread_mutex_init(&l->pool_lock, NULL);
    pthread_mutex_init(&l->queue_lock, NULL);
    pthread_cond_init(&l->pool_free, NULL);
    pthread_cond_init(&l->queue_filled, NULL);
    db->state = l;
    db->ops = &lite_engine;
    enum err e = l->path[0] ? E_OK : err_set(errs, E_CONFIG, "/db", "the file name is missing after sqlite:");
    if (e == E_OK) {
        e = lite_connect(l->path, true, errs, &l->writer);
    }
    if (e == E_OK) {
        e = lite_copier_start(l, errs);
    }
    if (e == E_OK) {
        e = lite_writer_start(l, errs);
        if (e != E_OK) {
            lite_copier_stop(l);
        }
    }
    if (e != E_OK) {
        lite_disconnect(l->writer);
        heap_free(l);
    }
    return e;
}
