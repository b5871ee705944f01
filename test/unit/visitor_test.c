/* visitor_test.c: the day-salted hash: who is told apart, what is forgotten, on both engines. */
#include "app/link/visitor.h"

#include "base/clock.h"
#include "sql_gen.h"
#include "testdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { COMPANY = 1000, OTHER = 2000 };
static const int64_t noon = 20000 * US_PER_DAY + US_PER_DAY / 2;
static struct testdb t;

static void test_hash(void **state) {
    (void)state;
    uint8_t a[VISITOR_SALT_BYTES] = {1}, b[VISITOR_SALT_BYTES] = {2};
    int64_t v = visitor_hash(a, STR("192.0.2.1"), STR("Firefox"));
    assert_true(v > 0);
    assert_true(v == visitor_hash(a, STR("192.0.2.1"), STR("Firefox")));
    assert_true(v != visitor_hash(b, STR("192.0.2.1"), STR("Firefox")));
    assert_true(v != visitor_hash(a, STR("192.0.2.2"), STR("Firefox")));
    assert_true(v != visitor_hash(a, STR("192.0.2.1"), STR("Chrome")));
    assert_true(visitor_hash(a, STR("192.0.2.1"), STR("2")) != visitor_hash(a, STR("192.0.2.12"), STR("")));
    assert_int_equal(visitor_day(0), 0);
    assert_int_equal(visitor_day(US_PER_DAY - 1), 0);
    assert_int_equal(visitor_day(US_PER_DAY), 1);
    assert_int_equal(visitor_day(-1), -1);
}

static int64_t of(int64_t company, int64_t now) {
    int64_t v = 0;
    assert_true(visitor_of(company, now, STR("192.0.2.1"), STR("Firefox"), &v));
    return v;
}

static void ready(int64_t company, int64_t day) {
    struct db_cx cx = testdb_cx(&t, company);
    assert_int_equal(visitor_salt_ready(&cx, day), E_OK);
}

static void test_salts(void **state) {
    (void)state;
    int64_t v = 0;
    int64_t day = visitor_day(noon);
    assert_false(visitor_of(COMPANY, noon, STR("192.0.2.1"), STR("Firefox"), &v));
    ready(COMPANY, day);
    ready(OTHER, day);
    ready(COMPANY, day + 1);
    v = of(COMPANY, noon);
    assert_true(v != of(OTHER, noon));
    assert_true(v != of(COMPANY, noon + US_PER_DAY));
    /* A second process finds the same salt. */
    visitor_forget();
    ready(COMPANY, day);
    assert_true(v == of(COMPANY, noon));
    /* Many companies and days: the table grows and keeps them apart. */
    for (int64_t c = 1; c <= 100; c++) {
        ready(c, day);
    }
    assert_true(v == of(COMPANY, noon));
}

struct mark {
    int64_t person, now;
};

static enum err mark_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    const struct mark *m = args;
    return visitor_mark_self(tx, STR("192.0.2.1"), STR("Firefox"), m->person, m->now);
}

struct is_self {
    int64_t visitor, person;
};

static enum err self_read(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    const struct is_self *a = args;
    struct sql_visitor_self_of_row *rows;
    size_t n;
    enum err e = sql_visitor_self_of(tx, a->person, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (rows[i].visitor == a->visitor) {
            return E_OK;
        }
    }
    return e ? e : E_NOT_FOUND;
}

static bool is_self(int64_t visitor, int64_t person) {
    struct db_cx cx = testdb_cx(&t, COMPANY);
    struct is_self a = {visitor, person};
    return db_read(&cx, self_read, &a, NULL, 0) == E_OK;
}

static void mark(int64_t person, int64_t now) {
    struct db_cx cx = testdb_cx(&t, COMPANY);
    struct mark m = {person, now};
    assert_int_equal(db_tx(&cx, mark_tx, &m, NULL, 0), E_OK);
}

static void test_self(void **state) {
    (void)state;
    int64_t day = visitor_day(noon);
    mark(11, noon);                              /* makes the salt */
    mark(11, noon);
    mark(12, noon);                              /* a shared computer */
    ready(COMPANY, day);
    int64_t v = of(COMPANY, noon);
    assert_true(is_self(v, 11));
    assert_true(is_self(v, 12));
    assert_false(is_self(v, 13));
    assert_false(is_self(v + 1, 11));
    /* Late in the day the next day's hash is filed as well. */
    mark(14, noon + US_PER_DAY / 2 - US_PER_S);
    ready(COMPANY, day + 1);
    assert_true(is_self(of(COMPANY, noon + US_PER_DAY), 14));
    assert_false(is_self(of(COMPANY, noon + US_PER_DAY), 11));
}

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return visitor_purge(tx, *(const int64_t *)args);
}

static enum err count_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct sql_visitor_salt_get_row row;
    *(bool *)ret = sql_visitor_salt_get(tx, visitor_day(noon), &row) == E_OK;
    return E_OK;
}

static void test_purge(void **state) {
    (void)state;
    struct db_cx cx = testdb_cx(&t, COMPANY);
    bool there = false;
    mark(11, noon);
    ready(COMPANY, visitor_day(noon));
    int64_t v = of(COMPANY, noon);
    int64_t now = noon + US_PER_DAY;
    assert_int_equal(db_tx(&cx, purge_tx, &now, NULL, 0), E_OK);
    assert_true(is_self(v, 11));
    now = noon + 2 * US_PER_DAY;
    assert_int_equal(db_tx(&cx, purge_tx, &now, NULL, 0), E_OK);
    assert_false(is_self(v, 11));
    assert_int_equal(db_read(&cx, count_read, NULL, &there, sizeof there), E_OK);
    assert_false(there);
    assert_false(visitor_of(COMPANY, noon, STR("192.0.2.1"), STR("Firefox"), &v));   /* nor in memory */
}

static int open_sqlite(void **state) {
    (void)state;
    visitor_forget();
    testdb_open(&t, DB_SQLITE);
    return 0;
}

static int open_postgres(void **state) {
    (void)state;
    visitor_forget();
    testdb_open(&t, DB_POSTGRES);
    return 0;
}

static int close_db(void **state) {
    (void)state;
    visitor_forget();
    testdb_close(&t);
    return 0;
}

int main(void) {
    const struct CMUnitTest sqlite[] = {
        cmocka_unit_test(test_hash),
        cmocka_unit_test_setup_teardown(test_salts, open_sqlite, close_db),
        cmocka_unit_test_setup_teardown(test_self, open_sqlite, close_db),
        cmocka_unit_test_setup_teardown(test_purge, open_sqlite, close_db),
    };
    const struct CMUnitTest postgres[] = {
        cmocka_unit_test_setup_teardown(test_salts, open_postgres, close_db),
        cmocka_unit_test_setup_teardown(test_self, open_postgres, close_db),
        cmocka_unit_test_setup_teardown(test_purge, open_postgres, close_db),
    };
    int failed = cmocka_run_group_tests_name("visitor on SQLite", sqlite, NULL, NULL);
    return testdb_has_postgres() ? failed + cmocka_run_group_tests_name("visitor on PostgreSQL", postgres, NULL, NULL) : failed;
}
