/* click_store_test.c: every click that was acknowledged is there, in the order of ids, on both engines; and what is not
 * acknowledged when the disk says no. */
#include "app/link/click_store.h"

#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"
#include "testdb.h"

#include <pthread.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { COMPANY = 1000, OTHER = 2000 };
static const int64_t noon = 20000 * US_PER_DAY + US_PER_DAY / 2;
static struct testdb t;
static struct click_store *store;
static _Atomic int committed_calls;

static void on_committed(void *ud) {
    (void)ud;
    committed_calls++;
}

static void open_store(bool durable) {
    struct click_store_options opt = {.db = t.db, .data_dir = t.dir, .durable = durable, .committed = on_committed};
    assert_int_equal(click_store_open(&opt, &t.errs, &store), E_OK);
}

static struct click click_of(int64_t company, int64_t link) {
    return (struct click){.company = company, .link = link, .at = noon, .class = CLICK_HUMAN, .visitor = 77 + link};
}

/* All clicks of a company in this node's order. */
static size_t read_all(int64_t company, struct click **ret) {
    struct click_query q = {.company = company, .node = id_node(), .limit = 100000};
    struct click *page;
    size_t n, own = 0;
    assert_int_equal(click_store_read(store, &q, t.arena, &page, &n), E_OK);
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || page[i].id > page[i - 1].id);
        if (page[i].company == company) {
            page[own++] = page[i];
        }
    }
    *ret = page;
    return own;
}

static void test_add(void **state) {
    (void)state;
    open_store(true);
    struct click clicks[30];
    for (int i = 0; i < 30; i++) {
        clicks[i] = click_of(i % 3 ? COMPANY : OTHER, i);
        clicks[i].class = (enum click_class)(1 + i % 3);
    }
    assert_int_equal(click_store_add_all(store, clicks, 30), E_OK);
    struct click *got;
    assert_int_equal(read_all(COMPANY, &got), 20);
    assert_int_equal(got[0].link, 1);
    assert_int_equal(got[0].at, noon);
    assert_int_equal(got[0].class, 2);
    assert_int_equal(got[0].visitor, 78);
    assert_int_equal(read_all(OTHER, &got), 10);
    for (int i = 0; i < 5000 && committed_calls == 0; i++) {
        usleep(1000);            /* told after those who wait are woken */
    }
    assert_true(committed_calls > 0);
    /* Reading goes on after an id, as far as asked. */
    struct click_query q = {.company = OTHER, .node = id_node(), .after = got[3].id, .limit = 2};
    size_t n;
    assert_int_equal(click_store_read(store, &q, t.arena, &got, &n), E_OK);
    assert_int_equal(n, 2);
    struct click_store_stats st;
    click_store_stats_get(store, &st);
    assert_int_equal(st.committed, 30);
    assert_int_equal(st.waiting, 0);
    /* Closed and opened again it is all there, and new ids are above. */
    click_store_close(store);
    open_store(true);
    assert_int_equal(click_store_add_all(store, clicks, 1), E_OK);
    assert_int_equal(read_all(OTHER, &got), 11);
    assert_true(got[10].link == 0);
    click_store_close(store);
}

static void test_offer(void **state) {
    (void)state;
    struct click c = click_of(COMPANY, 5), *got;
    open_store(true);
    assert_false(click_store_offer(store, &c));
    click_store_close(store);
    open_store(false);
    for (int i = 0; i < 3000; i++) {
        assert_true(click_store_offer(store, &c));
    }
    assert_int_equal(click_store_add_all(store, &c, 1), E_OK);
    click_store_stop(store);         /* commits what waits */
    assert_int_equal(read_all(COMPANY, &got), 3001);
    click_store_close(store);
}

/* ---- many threads ---- */

enum { THREADS = 16, EACH = 200 };

static void *clicker(void *arg) {
    int64_t link = *(int64_t *)arg;
    for (int i = 0; i < EACH; i++) {
        struct click c = click_of(link % 2 ? COMPANY : OTHER, link);
        if (click_store_add_all(store, &c, 1)) {
            return "failed";
        }
    }
    return NULL;
}

static void test_threads(void **state) {
    (void)state;
    open_store(true);
    pthread_t threads[THREADS];
    int64_t link[THREADS];
    for (int i = 0; i < THREADS; i++) {
        link[i] = i + 1;
        assert_int_equal(pthread_create(&threads[i], NULL, clicker, &link[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *said;
        pthread_join(threads[i], &said);
        assert_null(said);
    }
    struct click *got;
    int per_link[THREADS + 1] = {0};
    size_t n = read_all(COMPANY, &got);
    for (size_t i = 0; i < n; i++) {
        per_link[got[i].link]++;
    }
    n = read_all(OTHER, &got);
    for (size_t i = 0; i < n; i++) {
        per_link[got[i].link]++;
    }
    for (int i = 1; i <= THREADS; i++) {
        assert_int_equal(per_link[i], EACH);
    }
    struct click_store_stats st;
    click_store_stats_get(store, &st);
    print_message("%d clicks in %lld commits\n", THREADS * EACH, (long long)st.batches);
    assert_true(st.batches < THREADS * EACH);     /* some were committed together */
    click_store_close(store);
}

/* ---- retention ---- */

static int with_visitor(int64_t company) {
    struct click *got;
    int n = 0;
    for (size_t i = read_all(company, &got); i > 0; i--) {
        n += got[i - 1].visitor != 0;
    }
    return n;
}

static int64_t held_now;
static int64_t held_clock(void) {
    return held_now;
}

static void test_purge(void **state) {
    (void)state;
    struct db_cx cx = testdb_cx(&t, COMPANY);
    /* Ids never go back, so each run stands later than all before it. */
    static int64_t day = 30000;
    day += 100;
    clock_set(held_clock);
    open_store(true);
    for (int d = 0; d < 4; d++) {
        struct click c = click_of(COMPANY, d);
        held_now = c.at = (day + d) * US_PER_DAY + US_PER_DAY / 2;
        for (int i = 0; i < 5; i++) {
            assert_int_equal(click_store_add_all(store, &c, 1), E_OK);
        }
    }
    assert_int_equal(click_store_purge(store, &cx, day - 1, 0), E_OK);
    assert_int_equal(with_visitor(COMPANY), 20);
    assert_int_equal(click_store_purge(store, &cx, day + 1, 0), E_OK);
    assert_int_equal(with_visitor(COMPANY), 10);
    assert_int_equal(click_store_purge(store, &cx, day + 1, 0), E_OK);
    assert_int_equal(click_store_purge(store, &cx, day + 2, 0), E_OK);
    assert_int_equal(with_visitor(COMPANY), 5);
    /* Single clicks go after their time. */
    struct click *got;
    assert_int_equal(read_all(COMPANY, &got), 20);
    assert_int_equal(click_store_purge(store, &cx, day + 2, (day + 2) * US_PER_DAY), E_OK);
    assert_int_equal(read_all(COMPANY, &got), 10);
    clock_set(NULL);
    click_store_close(store);
}

/* ---- SQLite alone ---- */

static void test_locked(void **state) {
    (void)state;
    struct click c = click_of(COMPANY, 1);
    sqlite3 *other;
    open_store(true);
    assert_int_equal(sqlite3_open(arena_printf(t.arena, "%s/clicks.db", t.dir).p, &other), SQLITE_OK);
    /* A table gone from under the store stands for a disk that says no: the click is not acknowledged, the store lives on. */
    assert_int_equal(sqlite3_exec(other, "ALTER TABLE click RENAME TO away", NULL, NULL, NULL), SQLITE_OK);
    assert_int_not_equal(click_store_add_all(store, &c, 1), E_OK);
    assert_int_equal(sqlite3_exec(other, "ALTER TABLE away RENAME TO click", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(click_store_add_all(store, &c, 1), E_OK);
    struct click *got;
    assert_int_equal(read_all(COMPANY, &got), 1);
    sqlite3_close(other);
    click_store_close(store);
}

static void test_backup(void **state) {
    (void)state;
    const char *to = arena_printf(t.arena, "%s/copy", t.dir).p;
    const char *file = arena_printf(t.arena, "%s/clicks.db", to).p;
    assert_int_equal(mkdir(to, 0700), 0);
    assert_int_equal(click_store_backup(t.dir, file, &t.errs), E_OK);   /* nobody clicked yet */
    assert_int_equal(unlink(file), 0);
    open_store(true);
    struct click c = click_of(COMPANY, 1);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(click_store_add_all(store, &c, 1), E_OK);
    }
    assert_int_equal(click_store_backup(t.dir, file, &t.errs), E_OK);
    assert_int_equal(click_store_add_all(store, &c, 1), E_OK);
    click_store_close(store);
    struct click_store_options opt = {.db = t.db, .data_dir = to, .durable = true};
    assert_int_equal(click_store_open(&opt, &t.errs, &store), E_OK);
    struct click *got;
    assert_int_equal(read_all(COMPANY, &got), 100);
    click_store_close(store);
}

static int open_sqlite(void **state) {
    (void)state;
    testdb_open(&t, DB_SQLITE);
    return 0;
}

static int open_postgres(void **state) {
    (void)state;
    testdb_open(&t, DB_POSTGRES);
    return 0;
}

static int close_db(void **state) {
    (void)state;
    testdb_close(&t);
    return 0;
}

int main(void) {
    const struct CMUnitTest sqlite[] = {
        cmocka_unit_test_setup_teardown(test_add, open_sqlite, close_db),
        cmocka_unit_test_setup_teardown(test_offer, open_sqlite, close_db),
        cmocka_unit_test_setup_teardown(test_threads, open_sqlite, close_db),
        cmocka_unit_test_setup_teardown(test_purge, open_sqlite, close_db),
        cmocka_unit_test_setup_teardown(test_locked, open_sqlite, close_db),
        cmocka_unit_test_setup_teardown(test_backup, open_sqlite, close_db),
    };
    const struct CMUnitTest postgres[] = {
        cmocka_unit_test_setup_teardown(test_add, open_postgres, close_db),
        cmocka_unit_test_setup_teardown(test_offer, open_postgres, close_db),
        cmocka_unit_test_setup_teardown(test_threads, open_postgres, close_db),
        cmocka_unit_test_setup_teardown(test_purge, open_postgres, close_db),
    };
    int failed = cmocka_run_group_tests_name("click store on SQLite", sqlite, NULL, NULL);
    return testdb_has_postgres() ? failed + cmocka_run_group_tests_name("click store on PostgreSQL", postgres, NULL, NULL)
                                 : failed;
}
