/* db_test.c: the database layer on both engines: commit, rollback, retry, group commit, isolation of companies, faults.
 *
 * Statements here are hand-written, past sqlgen, to see what the engines themselves hold. PostgreSQL is tested when
 * PV_TEST_POSTGRES names a server; otherwise its tests are skipped, visibly. */
#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "db/engine.h"
#include "testdb.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { ACME = 1001, BOLT = 1002 };

#define BOTH(text_sqlite, text_postgres) .sqlite = text_sqlite, .postgres = text_postgres

static const struct sql_stmt put = {
    .name = "test_put",
    .in = "tti",
    .out = "",
    .access = SQL_COMPANY,
    .uses_company = true,
    .writes = true,
    BOTH("INSERT INTO company_setting (company_id, name, value, changed_at) VALUES (?4, ?1, ?2, ?3)",
         "INSERT INTO company_setting (company_id, name, value, changed_at) VALUES ($4, $1, $2, $3)")};
static const struct sql_stmt add = {.name = "test_add",
                                    .in = "t",
                                    .out = "i",
                                    .access = SQL_COMPANY,
                                    .uses_company = true,
                                    .writes = true,
                                    BOTH("UPDATE company_setting SET changed_at = changed_at + 1 WHERE company_id = ?2 "
                                         "AND name = ?1 RETURNING changed_at",
                                         "UPDATE company_setting SET changed_at = changed_at + 1 WHERE company_id = $2 "
                                         "AND name = $1 RETURNING changed_at")};
static const struct sql_stmt get = {
    .name = "test_get",
    .in = "t",
    .out = "ti",
    .access = SQL_COMPANY,
    .uses_company = true,
    BOTH("SELECT value, changed_at FROM company_setting WHERE company_id = ?2 AND name = ?1",
         "SELECT value, changed_at FROM company_setting WHERE company_id = $2 AND name = $1")};
static const struct sql_stmt total = {.name = "test_count",
                                      .in = "",
                                      .out = "i",
                                      .access = SQL_COMPANY,
                                      .uses_company = true,
                                      BOTH("SELECT COUNT(*) FROM company_setting WHERE company_id = ?1",
                                           "SELECT COUNT(*) FROM company_setting WHERE company_id = $1")};
static const struct sql_stmt list = {.name = "test_list",
                                     .in = "",
                                     .out = "t",
                                     .access = SQL_COMPANY,
                                     .uses_company = true,
                                     BOTH("SELECT name FROM company_setting WHERE company_id = ?1 ORDER BY name",
                                          "SELECT name FROM company_setting WHERE company_id = $1 ORDER BY name")};
static const struct sql_stmt echo = {
    .name = "test_echo",
    .in = "ibdtxIBDTX",
    .out = "ibdtxIBDTX",
    .access = SQL_COMPANY,
    BOTH("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10",
         "SELECT $1::bigint, $2::boolean, $3::double precision, $4::text, $5::bytea, $6::bigint, $7::boolean, "
         "$8::double precision, $9::text, $10::bytea")};

static struct testdb t;
static enum db_engine engine;

static int open_it(void **state) {
    (void)state;
    if (engine == DB_POSTGRES && !testdb_has_postgres()) {
        return 0;
    }
    testdb_open(&t, engine);
    return 0;
}

static int close_it(void **state) {
    (void)state;
    if (t.db) {
        testdb_close(&t);
        t.db = NULL;
    }
    return 0;
}

static struct db_cx cx_of(int64_t company) {
    return (struct db_cx){.db = t.db, .company = company, .role = DB_APP, .arena = t.arena, .errs = &t.errs};
}

#define NEED_ENGINE()                                                                                                  \
    if (!t.db) {                                                                                                       \
        print_message("SKIPPED on PostgreSQL: PV_TEST_POSTGRES is not set\n");                                         \
        skip();                                                                                                        \
    }                                                                                                                  \
    t.errs.n = 0

/* ---- small transactions ---- */

struct put_args {
    const char *name;
    int64_t value;
    enum err then; /* returned after the insert */
    int *runs;
};

static enum err do_put(struct tx *tx, const void *args, void *ret) {
    const struct put_args *a = args;
    struct db_rows rows;
    const struct db_val v[] = {
        {.kind = 't', .s = str_of(a->name)}, {.kind = 't', .s = STR("é'\"\\")}, {.kind = 'i', .i = a->value}};
    if (a->runs) {
        ++*a->runs;
    }
    if (ret) {
        assert_int_equal(*(int64_t *)ret, 0);
        *(int64_t *)ret = a->value;
    }
    enum err e = db_run_stmt(tx, &put, v, &rows);
    if (e != E_OK) {
        return e;
    }
    assert_int_equal(rows.changed, 1);
    return a->then;
}

static enum err do_count(struct tx *tx, const void *args, void *ret) {
    struct db_rows rows;
    (void)args;
    enum err e = db_run_stmt(tx, &total, NULL, &rows);
    if (e == E_OK) {
        *(int64_t *)ret = rows.v[0].i;
    }
    return e;
}

static enum err do_get(struct tx *tx, const void *args, void *ret) {
    struct db_rows rows;
    const struct db_val v = {.kind = 't', .s = str_of(args)};
    enum err e = db_run_stmt(tx, &get, &v, &rows);
    if (e != E_OK) {
        return e;
    }
    if (rows.n == 0) {
        return E_NOT_FOUND;
    }
    *(int64_t *)ret = rows.v[1].i;
    return str_is(rows.v[0].s, "é'\"\\") ? E_OK : E_DB;
}

static int64_t count_of(int64_t company) {
    struct db_cx cx = cx_of(company);
    int64_t n = -1;
    assert_int_equal(db_read(&cx, do_count, NULL, &n, sizeof n), E_OK);
    return n;
}

static enum err put_one(const char *name, int64_t value, enum err then) {
    struct db_cx cx = cx_of(ACME);
    struct put_args a = {.name = name, .value = value, .then = then};
    int64_t ret = 0;
    return db_tx(&cx, do_put, &a, &ret, sizeof ret);
}

static void test_commit_and_rollback(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t value = 0;
    struct db_cx cx = cx_of(ACME);
    assert_int_equal(put_one("a", 41, E_OK), E_OK);
    assert_int_equal(put_one("b", 1, E_STATE), E_STATE);
    assert_int_equal(put_one("a", 2, E_OK), E_EXISTS);
    assert_int_equal(t.errs.n, 0);
    assert_int_equal(count_of(ACME), 1);
    assert_int_equal(count_of(BOLT), 0);
    assert_int_equal(db_read(&cx, do_get, "a", &value, sizeof value), E_OK);
    assert_int_equal(value, 41);
    assert_int_equal(db_read(&cx, do_get, "b", &value, sizeof value), E_NOT_FOUND);
}

static enum err do_echo(struct tx *tx, const void *args, void *ret) {
    struct db_rows rows;
    (void)ret;
    enum err e = db_run_stmt(tx, &echo, args, &rows);
    if (e != E_OK) {
        return e;
    }
    const struct db_val *in = args, *out = rows.v;
    assert_int_equal(rows.n, 1);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(in[i].is_null, out[i].is_null);
    }
    assert_int_equal(out[0].i, in[0].i);
    assert_int_equal(out[1].i, in[1].i);
    assert_true(out[2].d == in[2].d);
    assert_true(str_eq(out[3].s, in[3].s));
    assert_true(str_eq(out[4].s, in[4].s));
    assert_null(out[8].s.p);
    assert_null(out[9].s.p);
    return E_OK;
}

static void test_values(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx cx = cx_of(ACME);
    struct db_val v[10] = {{.kind = 'i', .i = INT64_MIN},
                           {.kind = 'b', .i = 1},
                           {.kind = 'd', .d = 0.1 + 0.2},
                           {.kind = 't', .s = STR("Tab\tquote' “é” 😀")},
                           {.kind = 'x', .s = {"\0\xff\\x'\n", 6}}};
    for (int i = 5; i < 10; i++) {
        v[i] = (struct db_val){.kind = v[i - 5].kind, .is_null = true};
    }
    assert_int_equal(db_read(&cx, do_echo, v, NULL, 0), E_OK);
    v[0].i = INT64_MAX;
    v[1].i = 0;
    v[2].d = -1e300;
    v[3].s = STR("");
    v[4].s = STR("");
    assert_int_equal(db_read(&cx, do_echo, v, NULL, 0), E_OK);
}

static void test_read_only(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx cx = cx_of(ACME);
    struct put_args a = {.name = "x", .value = 1};
    assert_int_equal(db_read(&cx, do_put, &a, NULL, 0), E_INTERNAL);
    assert_int_equal(t.errs.n, 1);
    cx.role = DB_ROUTER;
    cx.company = 0;
    assert_int_equal(db_tx(&cx, do_put, &a, NULL, 0), E_INTERNAL);
    assert_int_equal(count_of(ACME), 0);
}

/* Puts twice the same name and goes on as if nothing were: the transaction must not commit. */
static enum err do_ignore_failure(struct tx *tx, const void *args, void *ret) {
    const struct put_args first = {.name = "kept"}, second = {.name = "other"};
    (void)args, (void)ret;
    assert_int_equal(do_put(tx, &first, NULL), E_OK);
    assert_int_equal(do_put(tx, &first, NULL), E_EXISTS);
    assert_int_equal(do_put(tx, &second, NULL), E_EXISTS);
    return E_OK;
}

static void test_failed_statement_ends_it(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx cx = cx_of(ACME);
    assert_int_equal(db_tx(&cx, do_ignore_failure, NULL, NULL, 0), E_EXISTS);
    assert_int_equal(count_of(ACME), 0);
}

/* ---- faults and retry ---- */

static void test_fault_seam(void **state) {
    (void)state;
    NEED_ENGINE();
    int runs = 0;
    struct db_cx cx = cx_of(ACME);
    struct put_args a = {.name = "f", .value = 7, .runs = &runs};
    int64_t ret = 0;
    db_fault(t.db, 1, E_DB);
    assert_int_equal(db_tx(&cx, do_put, &a, &ret, sizeof ret), E_DB);
    assert_int_equal(count_of(ACME), 0);
    db_fault(t.db, 1, E_DB_RETRY);
    runs = 0;
    assert_int_equal(db_tx(&cx, do_put, &a, &ret, sizeof ret), E_OK); /* do_put asserts that ret was cleared */
    assert_int_equal(runs, 2);
    assert_int_equal(ret, 7);
    assert_int_equal(count_of(ACME), 1);
    struct db_stats stats;
    db_stats_get(t.db, &stats);
    assert_true(stats.retries >= 1);
    assert_true(db_fault(t.db, 0, E_OK) >= 4);
}

static void test_failed_commit(void **state) {
    (void)state;
    NEED_ENGINE();
    db_fault_commit(t.db, E_DB);
    assert_int_equal(put_one("c", 1, E_OK), E_DB);
    assert_int_equal(count_of(ACME), 0);
    db_fault_commit(t.db, E_DB_RETRY);
    assert_int_equal(put_one("c", 1, E_OK), E_OK);
    assert_int_equal(count_of(ACME), 1);
}

/* ---- after commit ---- */

static int after_log[8], after_n;

static void note(void *arg) {
    after_log[after_n++] = *(int *)arg;
}

static enum err do_after(struct tx *tx, const void *args, void *ret) {
    const struct put_args *a = args;
    (void)ret;
    for (int i = 1; i <= 3; i++) {
        int *n = arena_new(tx->arena, int);
        *n = i;
        tx_after_commit(tx, note, n);
    }
    return do_put(tx, a, NULL);
}

static void test_after_commit(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx cx = cx_of(ACME);
    struct put_args bad = {.name = "x", .then = E_STATE}, good = {.name = "x"};
    after_n = 0;
    assert_int_equal(db_tx(&cx, do_after, &bad, NULL, 0), E_STATE);
    assert_int_equal(after_n, 0);
    db_fault(t.db, 1, E_DB_RETRY);
    assert_int_equal(db_tx(&cx, do_after, &good, NULL, 0), E_OK);
    assert_int_equal(after_n, 3);
    assert_true(after_log[0] == 1 && after_log[1] == 2 && after_log[2] == 3);
}

/* ---- many threads ---- */

enum { THREADS = 64, EACH = 40 };

struct worker {
    pthread_t thread;
    int number;
    enum err expect_some;
    int ok, exists, bad;
};

static enum err do_add(struct tx *tx, const void *args, void *ret) {
    struct db_rows rows;
    const struct db_val v = {.kind = 't', .s = str_of(args)};
    enum err e = db_run_stmt(tx, &add, &v, &rows);
    if (e == E_OK && rows.n == 1) {
        *(int64_t *)ret = rows.v[0].i;
    }
    return e;
}

/* Own rows, one row wanted by all, one counter changed by all, and one function that always fails. */
static void *hammer(void *arg) {
    struct worker *w = arg;
    struct arena *arena = arena_create(64 << 20);
    struct problems errs = {.arena = arena};
    struct db_cx cx = {.db = t.db, .company = ACME, .role = DB_APP, .arena = arena, .errs = &errs};
    for (int i = 0; i < EACH; i++) {
        char name[32];
        int64_t ret = 0;
        snprintf(name, sizeof name, "own-%d-%d", w->number, i);
        struct put_args own = {.name = name, .value = i + 1}, shared = {.name = "shared", .value = 5};
        struct put_args fails = {.name = "never", .then = E_LIMIT};
        w->bad += db_tx(&cx, do_put, &own, &ret, sizeof ret) != E_OK || ret != i + 1;
        enum err e = db_tx(&cx, do_put, &shared, NULL, 0);
        w->ok += e == E_OK;
        w->exists += e == E_EXISTS;
        w->bad += db_tx(&cx, do_put, &fails, NULL, 0) != E_LIMIT;
        w->bad += db_tx(&cx, do_add, "counter", &ret, sizeof ret) != E_OK || ret == 0;
        arena_reset(arena);
        errs.n = 0;
    }
    arena_free(arena);
    return NULL;
}

static void test_many_threads(void **state) {
    (void)state;
    NEED_ENGINE();
    static struct worker w[THREADS];
    memset(w, 0, sizeof w);
    assert_int_equal(put_one("counter", 0, E_OK), E_OK);
    int ok = 0, exists = 0, bad = 0;
    for (int i = 0; i < THREADS; i++) {
        w[i].number = i;
        assert_int_equal(pthread_create(&w[i].thread, NULL, hammer, &w[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(w[i].thread, NULL);
        ok += w[i].ok;
        exists += w[i].exists;
        bad += w[i].bad;
    }
    assert_int_equal(bad, 0);
    assert_int_equal(ok, 1);
    assert_int_equal(exists, THREADS * EACH - 1);
    assert_int_equal(count_of(ACME), THREADS * EACH + 2);
    struct db_cx cx = cx_of(ACME);
    int64_t value = 0;
    assert_int_equal(db_read(&cx, do_get, "counter", &value, sizeof value), E_OK);
    assert_int_equal(value, THREADS * EACH);
    struct db_stats stats;
    db_stats_get(t.db, &stats);
    print_message("%s: %lld commits in %lld batches, %lld retries\n", engine == DB_SQLITE ? "sqlite" : "postgres",
                  (long long)stats.commits, (long long)stats.batches, (long long)stats.retries);
    if (engine == DB_SQLITE) {
        assert_true(stats.batches < stats.commits);
    }
}

/* Count, then insert while below a limit: must hold on both engines without a lock of the room's own. */
static enum err do_capped(struct tx *tx, const void *args, void *ret) {
    int64_t n = 0;
    (void)ret;
    enum err e = do_count(tx, NULL, &n);
    if (e != E_OK || n >= 5) {
        return e != E_OK ? e : E_LIMIT;
    }
    return do_put(tx, args, NULL);
}

static void *try_capped(void *arg) {
    struct worker *w = arg;
    struct arena *arena = arena_create(16 << 20);
    struct db_cx cx = {.db = t.db, .company = ACME, .role = DB_APP, .arena = arena};
    char name[32];
    snprintf(name, sizeof name, "cap-%d", w->number);
    struct put_args a = {.name = name};
    enum err e = db_tx(&cx, do_capped, &a, NULL, 0);
    w->ok = e == E_OK;
    w->bad = e != E_OK && e != E_LIMIT;
    arena_free(arena);
    return NULL;
}

static void test_cap_holds(void **state) {
    (void)state;
    NEED_ENGINE();
    static struct worker w[32];
    memset(w, 0, sizeof w);
    int ok = 0;
    for (int i = 0; i < 32; i++) {
        w[i].number = i;
        assert_int_equal(pthread_create(&w[i].thread, NULL, try_capped, &w[i]), 0);
    }
    for (int i = 0; i < 32; i++) {
        pthread_join(w[i].thread, NULL);
        ok += w[i].ok;
        assert_int_equal(w[i].bad, 0);
    }
    assert_int_equal(ok, 5);
    assert_int_equal(count_of(ACME), 5);
}

/* A batch whose commit fails is run again one by one; the one that fails by itself fails alone. */
static void test_batch_is_rerun(void **state) {
    (void)state;
    NEED_ENGINE();
    static struct worker w[THREADS];
    memset(w, 0, sizeof w);
    assert_int_equal(put_one("counter", 0, E_OK), E_OK);
    for (int i = 0; i < 16; i++) {
        w[i].number = i;
        assert_int_equal(pthread_create(&w[i].thread, NULL, hammer, &w[i]), 0);
    }
    for (int i = 0; i < 20; i++) {
        db_fault_commit(t.db, E_DB_RETRY);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    for (int i = 0; i < 16; i++) {
        pthread_join(w[i].thread, NULL);
        assert_int_equal(w[i].bad, 0);
    }
    db_fault_commit(t.db, E_OK);
    assert_int_equal(count_of(ACME), 16 * EACH + 2);
}

/* ---- rows one by one ---- */

struct seen {
    struct tx *tx;
    int n, stop_at;
    int64_t other;
};

static enum err see(void *ud, const struct db_val *row) {
    struct seen *s = ud;
    char expect[16];
    snprintf(expect, sizeof expect, "n%05d", s->n++);
    if (!str_is(row[0].s, expect)) {
        return E_DB;
    }
    if (s->n % 400 == 1) {
        enum err e = do_count(s->tx, NULL, &s->other); /* another statement in between */
        if (e != E_OK) {
            return e;
        }
    }
    return s->n == s->stop_at ? E_GONE : E_OK;
}

static enum err do_each(struct tx *tx, const void *args, void *ret) {
    struct seen s = {.tx = tx, .stop_at = *(const int *)args};
    enum err e = db_each_stmt(tx, &list, NULL, see, &s);
    *(int *)ret = s.n;
    return e;
}

static enum err do_fill(struct tx *tx, const void *args, void *ret) {
    (void)args, (void)ret;
    enum err e = E_OK;
    for (int i = 0; i < 1234 && e == E_OK; i++) {
        struct put_args a = {.name = arena_printf(tx->arena, "n%05d", i).p};
        e = do_put(tx, &a, NULL);
    }
    return e;
}

static void test_each(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx cx = cx_of(ACME);
    int stop = 0, n = 0;
    assert_int_equal(db_tx(&cx, do_fill, NULL, NULL, 0), E_OK);
    assert_int_equal(db_read(&cx, do_each, &stop, &n, sizeof n), E_OK);
    assert_int_equal(n, 1234);
    stop = 700;
    assert_int_equal(db_read(&cx, do_each, &stop, &n, sizeof n), E_GONE);
    assert_int_equal(n, 700);
    assert_int_equal(count_of(ACME), 1234);
}

/* ---- schema ---- */

static void test_migrate_again(void **state) {
    (void)state;
    NEED_ENGINE();
    int applied = -1;
    assert_int_equal(db_migrate(t.db, &t.errs, &applied), E_OK);
    assert_int_equal(applied, 0);
    assert_int_equal(db_check(t.db, &t.errs), E_OK);
}

static void exec_owner(const char *sql) {
    struct script *sc;
    assert_int_equal(t.db->ops->script_open(t.db, &t.errs, &sc), E_OK);
    enum err e = t.db->ops->script_exec(sc, sql, &t.errs);
    if (e != E_OK) {
        print_error("%s: %s\n", sql, t.errs.n ? t.errs.items[t.errs.n - 1].detail.p : "?");
    }
    assert_int_equal(e, E_OK);
    t.db->ops->script_close(sc);
}

static void test_changed_migration_is_found(void **state) {
    (void)state;
    NEED_ENGINE();
    exec_owner("UPDATE schema_migration SET sha256 = 'x' WHERE version = 1");
    assert_int_equal(db_migrate(t.db, &t.errs, NULL), E_CONFIG);
    assert_int_equal(db_check(t.db, &t.errs), E_CONFIG);
    exec_owner("UPDATE schema_migration SET version = 99 WHERE version = 1");
    assert_int_equal(db_migrate(t.db, &t.errs, NULL), E_CONFIG);
}

static void *migrate_one(void *arg) {
    struct problems errs = {.arena = arena_create(1 << 20)};
    struct db *db = NULL;
    *(enum err *)arg = db_open(&(struct db_open_options){.url = t.url}, &errs, &db);
    if (db) {
        *(enum err *)arg = db_migrate(db, &errs, NULL);
    }
    db_close(db);
    arena_free(errs.arena);
    return NULL;
}

static void test_migrate_at_once(void **state) {
    (void)state;
    NEED_ENGINE();
    exec_owner("DELETE FROM schema_migration WHERE version = 0"); /* something to do for all of them */
    pthread_t thread[6];
    enum err e[6];
    for (int i = 0; i < 6; i++) {
        assert_int_equal(pthread_create(&thread[i], NULL, migrate_one, &e[i]), 0);
    }
    for (int i = 0; i < 6; i++) {
        pthread_join(thread[i], NULL);
        assert_int_equal(e[i], E_OK);
    }
    assert_int_equal(db_check(t.db, &t.errs), E_OK);
}

/* ---- SQLite alone ---- */

static void test_sqlite_backup(void **state) {
    (void)state;
    NEED_ENGINE();
    char path[256], url[300];
    assert_int_equal(put_one("a", 41, E_OK), E_OK);
    snprintf(path, sizeof path, "%s/copy.db", t.dir);
    snprintf(url, sizeof url, "sqlite:%s", path);
    assert_int_equal(db_backup_sqlite(t.db, path, &t.errs), E_OK);
    struct db *copy;
    assert_int_equal(db_open(&(struct db_open_options){.url = url}, &t.errs, &copy), E_OK);
    assert_int_equal(db_check(copy, &t.errs), E_OK);
    struct db_cx cx = cx_of(ACME);
    cx.db = copy;
    int64_t n = 0;
    assert_int_equal(db_read(&cx, do_count, NULL, &n, sizeof n), E_OK);
    assert_int_equal(n, 1);
    db_close(copy);
}

static void test_sqlite_changed_elsewhere(void **state) {
    (void)state;
    NEED_ENGINE();
    (void)db_changed_elsewhere(t.db);
    assert_int_equal(put_one("a", 1, E_OK), E_OK);
    assert_false(db_changed_elsewhere(t.db));
    exec_owner("INSERT INTO company_setting VALUES (1, 'x', '', 0)");
    assert_true(db_changed_elsewhere(t.db));
    assert_false(db_changed_elsewhere(t.db));
}

/* A full disk, by a limit on the number of pages: nothing is stored, the rest goes on. */
static void test_sqlite_full(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx cx = cx_of(ACME);
    static char big[400000];
    memset(big, 'x', sizeof big - 1);
    exec_owner("CREATE TABLE filler (x TEXT); CREATE TRIGGER full_disk BEFORE INSERT ON company_setting WHEN NEW.name "
               "= 'full' "
               "BEGIN SELECT RAISE(ROLLBACK, 'gone'); END;");
    struct put_args bad = {.name = "full"};
    assert_int_equal(db_tx(&cx, do_put, &bad, NULL, 0), E_DB);
    assert_int_equal(put_one("next", 1, E_OK), E_OK);
    assert_int_equal(count_of(ACME), 1);
}

/* A trigger that ends the whole transaction in the middle of a batch takes nobody else along. */
static void *put_some(void *arg) {
    struct worker *w = arg;
    struct arena *arena = arena_create(64 << 20);
    struct db_cx cx = {.db = t.db, .company = ACME, .role = DB_APP, .arena = arena};
    for (int i = 0; i < EACH; i++) {
        char name[32];
        snprintf(name, sizeof name, "%d-%d", w->number, i);
        struct put_args good = {.name = name}, bad = {.name = "full"};
        w->bad += db_tx(&cx, do_put, &good, NULL, 0) != E_OK;
        w->bad += db_tx(&cx, do_put, &bad, NULL, 0) != E_DB;
    }
    arena_free(arena);
    return NULL;
}

static void test_sqlite_lost_batch(void **state) {
    (void)state;
    NEED_ENGINE();
    static struct worker w[16];
    memset(w, 0, sizeof w);
    exec_owner("CREATE TRIGGER full_disk BEFORE INSERT ON company_setting WHEN NEW.name = 'full' "
               "BEGIN SELECT RAISE(ROLLBACK, 'gone'); END;");
    for (int i = 0; i < 16; i++) {
        w[i].number = i;
        assert_int_equal(pthread_create(&w[i].thread, NULL, put_some, &w[i]), 0);
    }
    for (int i = 0; i < 16; i++) {
        pthread_join(w[i].thread, NULL);
        assert_int_equal(w[i].bad, 0);
    }
    assert_int_equal(count_of(ACME), 16 * EACH);
}

/* ---- PostgreSQL alone ---- */

static void kill_backends(void) {
    char sql[256];
    snprintf(sql, sizeof sql,
             "DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'; END $$",
             t.name);
    testdb_admin(sql);
}

struct kill_args {
    struct put_args put;
    int *runs;
};

static enum err do_put_killed(struct tx *tx, const void *args, void *ret) {
    const struct kill_args *a = args;
    enum err e = do_put(tx, &a->put, ret);
    if (e == E_OK && ++*a->runs == 1) {
        kill_backends();
        int64_t n;
        return do_count(tx, NULL, &n);
    }
    return e;
}

static void test_postgres_lost_connection(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx cx = cx_of(ACME);
    assert_int_equal(put_one("a", 1, E_OK), E_OK);
    kill_backends();
    assert_int_equal(put_one("b", 1, E_OK), E_OK); /* an idle connection had died */
    kill_backends();
    assert_int_equal(count_of(ACME), 2);
    int runs = 0;
    struct kill_args a = {.put = {.name = "c"}, .runs = &runs};
    assert_int_equal(db_tx(&cx, do_put_killed, &a, NULL, 0), E_OK); /* in the middle */
    assert_int_equal(runs, 2);
    assert_int_equal(count_of(ACME), 3);
}

static enum err do_put_doubt(struct tx *tx, const void *args, void *ret) {
    const struct kill_args *a = args;
    enum err e = do_put(tx, &a->put, ret);
    ++*a->runs;
    kill_backends();
    return e;
}

static void test_postgres_commit_in_doubt(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx cx = cx_of(ACME);
    int runs = 0;
    struct kill_args a = {.put = {.name = "c"}, .runs = &runs};
    assert_int_equal(db_tx(&cx, do_put_doubt, &a, NULL, 0), E_DB);
    assert_int_equal(runs, 1);
    assert_int_equal(t.errs.n, 1);
}

static void test_postgres_unreachable(void **state) {
    (void)state;
    struct problems errs = {.arena = arena_create(1 << 20)};
    struct db *db = NULL;
    if (engine == DB_POSTGRES && t.db) {
        enum err e = db_open(&(struct db_open_options){.url = "postgres://nobody@127.0.0.1:9/none"}, &errs, &db);
        assert_int_equal(e, E_DB_RETRY);
        assert_int_equal(errs.n, 1);
    }
    assert_int_equal(db_open(&(struct db_open_options){.url = "mysql://x"}, &errs, &db), E_CONFIG);
    assert_int_equal(db_open(&(struct db_open_options){.url = "sqlite:/nonexistent/dir/x.db"}, &errs, &db), E_DB);
    arena_free(errs.arena);
}

/* A login without superuser rights, as it should be in the field. */
static void test_postgres_plain_login(void **state) {
    (void)state;
    NEED_ENGINE();
    char sql[300], url[600], login[64];
    snprintf(login, sizeof login, "pv_login_%d", (int)getpid());
    snprintf(sql, sizeof sql, "CREATE ROLE %s LOGIN CREATEROLE PASSWORD 'x'", login);
    testdb_admin(sql);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s_db OWNER %s", login, login);
    testdb_admin(sql);
    const char *host = strchr(t.url, '@');
    snprintf(url, sizeof url, "postgres://%s:x%.*s/%s_db", login, (int)(strrchr(t.url, '/') - host), host, login);
    struct db *db = NULL;
    int applied = 0;
    assert_int_equal(db_open(&(struct db_open_options){.url = url}, &t.errs, &db), E_OK);
    enum err e = db_migrate(db, &t.errs, &applied);
    if (e != E_OK && t.errs.n) {
        print_error("%s\n", t.errs.items[0].detail.p);
    }
    assert_int_equal(e, E_OK);
    assert_true(applied >= 1);
    assert_int_equal(db_check(db, &t.errs), E_OK);
    struct db_cx cx = cx_of(ACME);
    cx.db = db;
    struct put_args a = {.name = "x", .value = 3};
    assert_int_equal(db_tx(&cx, do_put, &a, NULL, 0), E_OK);
    db_close(db);
    snprintf(sql, sizeof sql, "DROP DATABASE %s_db WITH (FORCE)", login);
    testdb_admin(sql);
    snprintf(sql, sizeof sql, "DROP OWNED BY %s", login);
    testdb_admin(sql);
    snprintf(sql, sizeof sql, "DROP ROLE %s", login);
    testdb_admin(sql);
}

/* ---- speed, printed and never judged ---- */

static const struct sql_stmt range = {
    .name = "test_range",
    .in = "tt",
    .out = "i",
    .access = SQL_COMPANY,
    .uses_company = true,
    BOTH("SELECT COUNT(*) FROM company_setting WHERE company_id = ?3 AND name >= ?1 AND name < ?2",
         "SELECT COUNT(*) FROM company_setting WHERE company_id = $3 AND name >= $1 AND name < $2")};

/* As a share does: counts the person's own, then inserts. */
static enum err do_count_and_put(struct tx *tx, const void *args, void *ret) {
    const struct put_args *a = args;
    struct db_rows rows;
    struct str name = str_of(a->name);
    size_t dash = str_chr(name, '/');
    struct str from = arena_printf(tx->arena, "%.*s/", (int)dash, name.p),
               to = arena_printf(tx->arena, "%.*s0", (int)dash, name.p);
    const struct db_val v[] = {{.kind = 't', .s = from}, {.kind = 't', .s = to}};
    enum err e = db_run_stmt(tx, &range, v, &rows);
    return e == E_OK ? do_put(tx, a, ret) : e;
}

static bool speed_counts;

static void *insert_many(void *arg) {
    struct worker *w = arg;
    struct arena *arena = arena_create(64 << 20);
    struct db_cx cx = {.db = t.db, .company = ACME, .role = DB_APP, .arena = arena};
    int64_t until = clock_mono() + 3 * US_PER_S;
    while (clock_mono() < until) {
        char name[32];
        snprintf(name, sizeof name, "speed-%d/%d", w->number, w->ok++);
        struct put_args a = {.name = name};
        w->bad += db_tx(&cx, speed_counts ? do_count_and_put : do_put, &a, NULL, 0) != E_OK;
        arena_reset(arena);
    }
    arena_free(arena);
    return NULL;
}

static void test_speed(void **state) {
    (void)state;
    if (!getenv("PV_TEST_SPEED")) {
        skip();
    }
    NEED_ENGINE();
    speed_counts = getenv("PV_TEST_SPEED")[0] == '2';
    for (int threads = 1; threads <= THREADS; threads *= 4) {
        static struct worker w[THREADS];
        memset(w, 0, sizeof w);
        struct db_stats before, after;
        db_stats_get(t.db, &before);
        for (int i = 0; i < threads; i++) {
            w[i].number = i + threads * 1000;
            assert_int_equal(pthread_create(&w[i].thread, NULL, insert_many, &w[i]), 0);
        }
        int bad = 0;
        for (int i = 0; i < threads; i++) {
            pthread_join(w[i].thread, NULL);
            bad += w[i].bad;
        }
        db_stats_get(t.db, &after);
        print_message("%s, %d threads: %lld tx/s, batch %.1f, retries %lld, failed %d\n",
                      engine == DB_SQLITE ? "sqlite" : "postgres", threads,
                      (long long)(after.commits - before.commits) / 3,
                      (double)(after.commits - before.commits) / (double)(after.batches - before.batches),
                      (long long)(after.retries - before.retries), bad);
    }
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, open_it, close_it)

int main(void) {
    const struct CMUnitTest both[] = {T(test_commit_and_rollback),
                                      T(test_values),
                                      T(test_read_only),
                                      T(test_failed_statement_ends_it),
                                      T(test_fault_seam),
                                      T(test_failed_commit),
                                      T(test_after_commit),
                                      T(test_many_threads),
                                      T(test_cap_holds),
                                      T(test_batch_is_rerun),
                                      T(test_each),
                                      T(test_migrate_again),
                                      T(test_changed_migration_is_found),
                                      T(test_migrate_at_once),
                                      T(test_postgres_unreachable),
                                      T(test_speed)};
    const struct CMUnitTest sqlite[] = {T(test_sqlite_backup), T(test_sqlite_changed_elsewhere), T(test_sqlite_full),
                                        T(test_sqlite_lost_batch)};
    const struct CMUnitTest postgres[] = {T(test_postgres_lost_connection), T(test_postgres_commit_in_doubt),
                                          T(test_postgres_plain_login)};
    log_set_level(getenv("PV_TEST_LOG") ? LOG_DEBUG : LOG_ERROR);
    engine = DB_SQLITE;
    int failed = cmocka_run_group_tests_name("db, sqlite", both, NULL, NULL);
    failed += cmocka_run_group_tests_name("db, sqlite alone", sqlite, NULL, NULL);
    engine = DB_POSTGRES;
    failed += cmocka_run_group_tests_name("db, postgres", both, NULL, NULL);
    failed += cmocka_run_group_tests_name("db, postgres alone", postgres, NULL, NULL);
    return failed;
}
