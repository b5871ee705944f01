/* click_sqlite.c: the click store as an SQLite file of its own: DATA/clicks.db. See click_engine.h.
 *
 * WAL with synchronous=FULL: a commit is one fdatasync of the log. The one order of the file: ids are made while the write
 * lock is held and above the highest there is, so that they rise in the order of commits also when a command writes beside the
 * server. Checkpoints are the projector's (click_idle), not the committer's. */
#include "app/link/click_engine.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/id.h"
#include "base/log.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>

enum { PATH_MAX_LEN = 4096, BUSY_MS = 10000, ROWS_AT_ONCE = 8, PURGE_ROWS = 2000, LATE_US = 600 * 1000000,
       CHECKPOINT_PAGES = 4000, LOG_BYTES = 18 * 1024 * 1024 };

struct store {
    char path[PATH_MAX_LEN];
    sqlite3 *writer, *reader;
    sqlite3_stmt *begin, *commit, *last, *insert, *insert_many;   /* writer's */
    sqlite3_stmt *after;                                          /* reader's */
    atomic_int log_pages;                                         /* of the WAL, by the hook */
};

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS click ("
    "id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL, link_id INTEGER NOT NULL, at INTEGER NOT NULL,"
    "class INTEGER NOT NULL, visitor INTEGER NOT NULL)";

static enum err fail(sqlite3 *c, struct problems *errs, const char *what) {
    int code = sqlite3_extended_errcode(c);
    log_debug("click store", "what=%s code=%d", what, code);
    enum err e = (code & 0xff) == SQLITE_BUSY ? E_DB_RETRY : (code & 0xff) == SQLITE_FULL ? E_IO : E_DB;
    return err_set(errs, e, "", "%s: %s", what, sqlite3_errmsg(c));
}

static enum err exec(sqlite3 *c, struct problems *errs, const char *sql) {
    return sqlite3_exec(c, sql, NULL, NULL, NULL) == SQLITE_OK ? E_OK : fail(c, errs, sql);
}

static enum err open_one(const char *path, int flags, struct problems *errs, sqlite3 **ret) {
    if (sqlite3_open_v2(path, ret, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        enum err e = err_set(errs, E_IO, "", "cannot open %s: %s", path, sqlite3_errmsg(*ret));
        sqlite3_close(*ret);
        *ret = NULL;
        return e;
    }
    sqlite3_busy_timeout(*ret, BUSY_MS);
    return E_OK;
}

static enum err prepare(sqlite3 *c, struct problems *errs, const char *sql, sqlite3_stmt **ret) {
    return sqlite3_prepare_v3(c, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL) == SQLITE_OK ? E_OK : fail(c, errs, sql);
}

/* ---- writing ---- */

static enum err step(sqlite3_stmt *st) {
    int rc = sqlite3_step(st);
    enum err e = rc == SQLITE_DONE || rc == SQLITE_ROW ? E_OK : fail(sqlite3_db_handle(st), NULL, "step");
    sqlite3_reset(st);
    return e;
}

static void bind(sqlite3_stmt *st, int at, const struct click *c) {
    sqlite3_bind_int64(st, at + 1, c->id);
    sqlite3_bind_int64(st, at + 2, c->company);
    sqlite3_bind_int64(st, at + 3, c->link);
    sqlite3_bind_int64(st, at + 4, c->at);
    sqlite3_bind_int64(st, at + 5, c->class);
    sqlite3_bind_int64(st, at + 6, c->visitor);
}

/* New ids are above every id in the file. */
static enum err raise_floor(struct store *s) {
    if (sqlite3_step(s->last) != SQLITE_ROW) {
        sqlite3_reset(s->last);
        return fail(s->writer, NULL, "last");
    }
    id_floor(sqlite3_column_int64(s->last, 0));
    sqlite3_reset(s->last);
    return E_OK;
}

static enum err insert_all(struct store *s, struct click *const *clicks, size_t n) {
    enum err e = raise_floor(s);
    size_t i = 0;
    for (; !e && i + ROWS_AT_ONCE <= n; i += ROWS_AT_ONCE) {
        for (int k = 0; k < ROWS_AT_ONCE; k++) {
            clicks[i + (size_t)k]->id = id_new();
            bind(s->insert_many, k * 6, clicks[i + (size_t)k]);
        }
        e = step(s->insert_many);
    }
    for (; !e && i < n; i++) {
        clicks[i]->id = id_new();
        bind(s->insert, 0, clicks[i]);
        e = step(s->insert);
    }
    return e;
}

static enum err write_clicks(void *self, struct click *const *clicks, size_t n) {
    struct store *s = self;
    enum err e = step(s->begin);
    if (!e) {
        e = insert_all(s, clicks, n);
    }
    if (!e) {
        e = step(s->commit);
    }
    if (e && !sqlite3_get_autocommit(s->writer)) {
        (void)exec(s->writer, NULL, "ROLLBACK");
    }
    return e;
}

/* Runs after each commit in place of the automatic checkpoint, which would hold up the committer. */
static int on_wal(void *arg, sqlite3 *c, const char *name, int pages) {
    (void)c;
    (void)name;
    atomic_store(&((struct store *)arg)->log_pages, pages);
    return SQLITE_OK;
}

/* The bulk while commits go on; then the few pages that came meanwhile under the write lock, so that the log starts over. */
static void idle(void *self) {
    struct store *s = self;
    if (atomic_load(&s->log_pages) >= CHECKPOINT_PAGES) {
        atomic_store(&s->log_pages, 0);
        sqlite3_wal_checkpoint_v2(s->reader, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        sqlite3_wal_checkpoint_v2(s->reader, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    }
}

/* Gives the log its size before the first click: a file that grows costs a second write for its inode at each fdatasync
 * (measured: 250-340 against 125-165 microseconds). What is written past the cache lands in the log; nothing is committed. */
static enum err stretch_log(struct store *s, struct problems *errs) {
    char path[PATH_MAX_LEN + 8];
    struct stat st;
    snprintf(path, sizeof path, "%s-wal", s->path);
    if (stat(path, &st) == 0 && st.st_size >= LOG_BYTES) {
        return E_OK;
    }
    char fill[160];
    snprintf(fill, sizeof fill, "BEGIN IMMEDIATE; CREATE TABLE stretch (b); INSERT INTO stretch VALUES (zeroblob(%d)); ROLLBACK",
             LOG_BYTES);
    return exec(s->writer, errs, fill);
}

/* ---- reading ---- */

static enum err read_clicks(void *self, const struct click_query *q, struct arena *a, struct click **ret, size_t *ret_n) {
    struct store *s = self;
    struct click *list = arena_array(a, struct click, q->limit);
    size_t n = 0;
    sqlite3_bind_int64(s->after, 1, q->after);
    sqlite3_bind_int64(s->after, 2, (int64_t)q->limit);
    int rc = SQLITE_DONE;
    while (n < q->limit && (rc = sqlite3_step(s->after)) == SQLITE_ROW) {
        list[n++] = (struct click){.id = sqlite3_column_int64(s->after, 0), .company = sqlite3_column_int64(s->after, 1),
                                   .link = sqlite3_column_int64(s->after, 2), .at = sqlite3_column_int64(s->after, 3),
                                   .class = (enum click_class)sqlite3_column_int(s->after, 4),
                                   .visitor = sqlite3_column_int64(s->after, 5)};
    }
    enum err e = rc == SQLITE_ROW || rc == SQLITE_DONE ? E_OK : fail(s->reader, NULL, "read");
    sqlite3_reset(s->after);
    if (!e) {
        *ret = list;
        *ret_n = n;
    }
    return e;
}

/* ---- purging ---- */

struct purge {
    sqlite3 *c;
    int64_t from, upto;      /* ids */
    int64_t before;          /* microseconds */
};

static enum err one_number(sqlite3 *c, const char *sql, int64_t a, int64_t b, int64_t d, int64_t *ret) {
    sqlite3_stmt *st;
    enum err e = prepare(c, NULL, sql, &st);
    if (e) {
        return e;
    }
    sqlite3_bind_int64(st, 1, a);
    sqlite3_bind_int64(st, 2, b);
    sqlite3_bind_int64(st, 3, d);
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
        *ret = sqlite3_column_int64(st, 0);
    }
    e = rc == SQLITE_ROW || rc == SQLITE_DONE ? E_OK : fail(c, NULL, sql);
    sqlite3_finalize(st);
    return e;
}

/* Forgets visitors in steps of PURGE_ROWS, so that the committer never waits long. */
static enum err forget(const struct purge *p) {
    int64_t from = p->from;
    enum err e = E_OK;
    while (!e && from < p->upto) {
        int64_t end = 0, none = 0;
        e = one_number(p->c, "SELECT COALESCE(MAX(id), 0) FROM (SELECT id FROM click WHERE id >= ?1 AND id < ?2 ORDER BY id"
                       " LIMIT ?3)", from, p->upto, PURGE_ROWS, &end);
        if (e || end == 0) {
            break;
        }
        e = one_number(p->c, "UPDATE click SET visitor = 0 WHERE id >= ?1 AND id <= ?2 AND at < ?3 AND visitor <> 0", from,
                       end, p->before, &none);
        from = end + 1;
    }
    return e;
}

static enum err expire(sqlite3 *c, int64_t before_id) {
    enum err e = E_OK;
    do {
        int64_t none = 0;
        e = one_number(c, "DELETE FROM click WHERE id IN (SELECT id FROM click WHERE id < ?1 ORDER BY id LIMIT ?2)",
                       before_id, PURGE_ROWS, 0, &none);
    } while (!e && sqlite3_changes(c) > 0);
    return e;
}

/* The file remembers the last day that is forgotten in its user_version. */
static enum err purge(void *self, const struct db_cx *cx, int64_t upto_day, int64_t before) {
    (void)cx;
    const struct store *s = self;
    struct purge p = {0};
    enum err e = open_one(s->path, SQLITE_OPEN_READWRITE, NULL, &p.c);
    int64_t done = 0;
    if (!e) {
        e = one_number(p.c, "PRAGMA user_version", 0, 0, 0, &done);
    }
    if (!e && done < upto_day) {
        /* A click's id is made at its commit, a little after its time. */
        p.before = (upto_day + 1) * US_PER_DAY;
        p.from = done ? click_id_floor((done + 1) * US_PER_DAY) : 0;
        p.upto = click_id_floor(p.before + LATE_US);
        e = forget(&p);
        char sql[64];
        snprintf(sql, sizeof sql, "PRAGMA user_version = %d", (int)upto_day);
        e = e ? e : exec(p.c, NULL, sql);
    }
    if (!e) {
        e = expire(p.c, click_id_floor(before));
    }
    sqlite3_close(p.c);
    return e;
}

/* ---- opening ---- */

static void close_store(void *self) {
    struct store *s = self;
    sqlite3_stmt *all[] = {s->begin, s->commit, s->last, s->insert, s->insert_many, s->after};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        sqlite3_finalize(all[i]);
    }
    sqlite3_close(s->reader);
    sqlite3_close(s->writer);
    heap_free(s);
}

static enum err open_writer(struct store *s, struct problems *errs) {
    static const char insert[] = "INSERT INTO click (id, company_id, link_id, at, class, visitor) VALUES (?,?,?,?,?,?)";
    static const char insert_many[] =
        "INSERT INTO click (id, company_id, link_id, at, class, visitor) VALUES (?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),"
        "(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?)";
    enum err e = open_one(s->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, errs, &s->writer);
    static const char *const setup[] = {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                                        "PRAGMA secure_delete = ON", schema};
    for (size_t i = 0; !e && i < sizeof setup / sizeof *setup; i++) {
        e = exec(s->writer, errs, setup[i]);
    }
    struct { const char *sql; sqlite3_stmt **to; } list[] = {
        {"BEGIN IMMEDIATE", &s->begin}, {"COMMIT", &s->commit}, {"SELECT COALESCE(MAX(id), 0) FROM click", &s->last},
        {insert, &s->insert}, {insert_many, &s->insert_many},
    };
    for (size_t i = 0; !e && i < sizeof list / sizeof *list; i++) {
        e = prepare(s->writer, errs, list[i].sql, list[i].to);
    }
    if (!e) {
        sqlite3_wal_hook(s->writer, on_wal, s);
        e = stretch_log(s, errs);
    }
    return e;
}

static enum err open_reader(struct store *s, struct problems *errs) {
    enum err e = open_one(s->path, SQLITE_OPEN_READWRITE, errs, &s->reader);
    if (!e) {
        e = prepare(s->reader, errs, "SELECT id, company_id, link_id, at, class, visitor FROM click WHERE id > ?1"
                    " ORDER BY id LIMIT ?2", &s->after);
    }
    return e;
}

static enum err path_of(const char *dir, char path[PATH_MAX_LEN], struct problems *errs) {
    if (snprintf(path, PATH_MAX_LEN, "%s/clicks.db", dir) >= PATH_MAX_LEN) {
        return err_set(errs, E_CONFIG, "", "the data folder's path is too long");
    }
    return E_OK;
}

enum err click_sqlite_open(const char *data_dir, struct problems *errs, struct click_engine *ret) {
    struct store *s = heap_alloc(sizeof *s);
    enum err e = path_of(data_dir, s->path, errs);
    if (!e) {
        e = open_writer(s, errs);
    }
    if (!e) {
        e = open_reader(s, errs);
    }
    if (e) {
        close_store(s);
        return e;
    }
    *ret = (struct click_engine){.self = s, .one_order = true, .write = write_clicks, .read = read_clicks, .purge = purge,
                                 .idle = idle, .close = close_store};
    return E_OK;
}

/* ---- backup ---- */

/* Nobody has clicked yet. */
static enum err backup_nothing(const char *path, struct problems *errs) {
    sqlite3 *c = NULL;
    enum err e = open_one(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, errs, &c);
    if (!e) {
        e = exec(c, errs, schema);
    }
    sqlite3_close(c);
    return e;
}

enum err click_store_backup(const char *data_dir, const char *path, struct problems *errs) {
    char from_path[PATH_MAX_LEN];
    struct stat st;
    enum err e = path_of(data_dir, from_path, errs);
    if (e) {
        return e;
    }
    if (stat(from_path, &st) != 0) {
        return backup_nothing(path, errs);
    }
    sqlite3 *from = NULL, *to = NULL;
    e = open_one(from_path, SQLITE_OPEN_READWRITE, errs, &from);
    if (!e) {
        e = open_one(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, errs, &to);
    }
    if (!e) {
        sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
        int rc = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
        int end = sqlite3_backup_finish(b);
        e = rc == SQLITE_DONE && end == SQLITE_OK ? E_OK : fail(to, errs, "backup");
    }
    sqlite3_close(to);
    sqlite3_close(from);
    return e;
}
