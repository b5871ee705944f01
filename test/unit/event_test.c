/* event_test.c: the spine: order, cursors and exactly once, on both engines.
 *
 * The tables of subscribers and job kinds are this program's own (the linker takes them before the library's). */
#include "event/event.h"

#include "base/clock.h"
#include "job/job.h"
#include "sql_gen.h"
#include "testdb.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include <cmocka.h>

static _Atomic int in_tx_calls;
static bool fail_in_tx;
static int fail_cursor_at;

static enum err count_in_tx(struct tx *tx, const struct event *ev) {
    (void)tx;
    (void)ev;
    in_tx_calls++;
    return fail_in_tx ? E_STATE : E_OK;
}

/* Adds the event's subject to a total kept in the database: what a rollup does. */
static enum err add_up(struct tx *tx, const struct event *ev) {
    struct sql_event_cursor_get_row row = {0};
    enum err e = sql_event_cursor_get(tx, STR("test.total"), &row);
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    if (fail_cursor_at && ev->seq == fail_cursor_at) {
        return E_INTERNAL;
    }
    return sql_event_cursor_set(tx, STR("test.total"), row.position + ev->subject);
}

const struct event_subscriber event_subscribers[] = {
    {"test.in_tx", EVENT_IN_TX, EV_BIT(EV_POST_PUBLISHED), count_in_tx},
    {"test.cursor", EVENT_CURSOR, EV_BIT(EV_POST_PUBLISHED) | EV_BIT(EV_POST_CHANGED), add_up},
};
const size_t event_subscriber_count = 2;

static int job_runs;
static int job_fails;

static enum err run_flaky(struct job_run *run) {
    (void)run;
    job_runs++;
    if (job_fails > 0) {
        job_fails--;
        return err_set(run->cx.errs, E_NET, "", "no route");
    }
    return E_OK;
}

static enum err run_terminal(struct job_run *run) {
    job_runs++;
    return err_set(run->cx.errs, E_GONE, "", "it is gone");
}

const struct job_kind job_kinds[] = {
    {"test.flaky", 3, 1, 30, JOB_HOUSE, run_flaky, ""},
    {"test.terminal", 3, 1, 30, JOB_HOUSE, run_terminal, ""},
};
const size_t job_kind_count = 2;

static struct testdb t;
enum { COMPANY = 1000 };

static int64_t fake_now;

static int64_t held_clock(void) {
    return fake_now;
}

/* A company row, so that background loops find it. */
static enum err company_insert(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    (void)args;
    int64_t changed;
    return sql_company_insert(tx, &(struct sql_company_insert_in){
        .name = STR("Test"), .language = STR("en"), .time_zone = STR("UTC"), .colour = STR("#CC3A12"),
        .palette = STR("{}"), .charter_version = 1, .created_at = 1}, &changed);
}

static void make_company(int64_t id) {
    struct db_cx cx = testdb_cx(&t, id);
    assert_int_equal(db_tx(&cx, company_insert, &id, NULL, 0), E_OK);
}

static enum err record_one(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    const struct event *ev = args;
    return event_record(tx, ev);
}

static enum err record(int64_t company, enum event_kind kind, int64_t subject) {
    struct db_cx cx = testdb_cx(&t, company);
    struct event ev = {.kind = kind, .at = 1, .subject = subject};
    return db_tx(&cx, record_one, &ev, NULL, 0);
}

static enum err total_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct sql_event_cursor_get_row row = {0};
    enum err e = sql_event_cursor_get(tx, STR("test.total"), &row);
    *(int64_t *)ret = e ? 0 : row.position;
    return e == E_NOT_FOUND ? E_OK : e;
}

static int64_t total(int64_t company) {
    struct db_cx cx = testdb_cx(&t, company);
    int64_t v = -1;
    assert_int_equal(db_read(&cx, total_read, NULL, &v, sizeof v), E_OK);
    return v;
}

static void names_round_trip(void **state) {
    (void)state;
    for (int k = 1; k < EV_KIND_COUNT; k++) {
        assert_int_equal(event_kind_of(str_of(event_kind_name((enum event_kind)k))), k);
    }
    assert_int_equal(event_kind_of(STR("no.such")), EV_NONE);
}

static void a_refusing_subscriber_undoes_the_event(void **state) {
    (void)state;
    make_company(COMPANY);
    in_tx_calls = 0;
    fail_in_tx = true;
    assert_int_equal(record(COMPANY, EV_POST_PUBLISHED, 5), E_STATE);
    fail_in_tx = false;
    assert_true(in_tx_calls >= 1);
    assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_OK);
    assert_int_equal(total(COMPANY), 0);
}

static void cursors_count_each_event_once(void **state) {
    (void)state;
    make_company(COMPANY);
    make_company(COMPANY + 1);
    for (int i = 1; i <= 10; i++) {
        assert_int_equal(record(COMPANY, i % 2 ? EV_POST_PUBLISHED : EV_POST_CHANGED, i), E_OK);
        assert_int_equal(record(COMPANY, EV_POST_DROPPED, 1000), E_OK);
    }
    assert_int_equal(record(COMPANY + 1, EV_POST_PUBLISHED, 7), E_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_OK);
    }
    assert_int_equal(total(COMPANY), 55);
    assert_int_equal(total(COMPANY + 1), 7);
}

static void a_failing_cursor_repeats_the_batch_whole(void **state) {
    (void)state;
    make_company(COMPANY);
    for (int i = 1; i <= 4; i++) {
        assert_int_equal(record(COMPANY, EV_POST_PUBLISHED, i), E_OK);
    }
    fail_cursor_at = 3;
    assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_INTERNAL);
    assert_int_equal(total(COMPANY), 0);
    fail_cursor_at = 0;
    assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_OK);
    assert_int_equal(total(COMPANY), 10);
}

/* Two open transactions that commit in the other order than their ids (decisions 1). */
static pthread_barrier_t both_open;
static pthread_barrier_t second_done;

static enum err slow_first(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    enum err e = event_record(tx, &(struct event){.kind = EV_POST_CHANGED, .at = 1, .subject = 100});
    pthread_barrier_wait(&both_open);
    pthread_barrier_wait(&second_done);
    return e;
}

static void *run_slow(void *arg) {
    (void)arg;
    struct arena *a = arena_create(1 << 20);
    struct db_cx cx = {.db = t.db, .company = COMPANY, .role = DB_APP, .arena = a};
    enum err e = db_tx(&cx, slow_first, NULL, NULL, 0);
    arena_free(a);
    return (void *)(intptr_t)e;
}

static void late_commits_are_not_lost(void **state) {
    (void)state;
    if (db_engine_of(t.db) == DB_SQLITE) {
        return;  /* one writer: there is no such interleaving */
    }
    make_company(COMPANY);
    pthread_barrier_init(&both_open, NULL, 2);
    pthread_barrier_init(&second_done, NULL, 2);
    pthread_t thread;
    pthread_create(&thread, NULL, run_slow, NULL);
    pthread_barrier_wait(&both_open);
    assert_int_equal(record(COMPANY, EV_POST_CHANGED, 1), E_OK);   /* a higher id, committed first */
    assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_OK);
    assert_int_equal(total(COMPANY), 1);
    pthread_barrier_wait(&second_done);
    void *e;
    pthread_join(thread, &e);
    assert_int_equal((intptr_t)e, E_OK);
    assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_OK);
    assert_int_equal(total(COMPANY), 101);
}

static enum err enqueue_one(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return job_enqueue(tx, args, STR("{}"), fake_now, STR("once"));
}

static void enqueue(const char *kind) {
    struct db_cx cx = testdb_cx(&t, COMPANY);
    assert_int_equal(db_tx(&cx, enqueue_one, kind, NULL, 0), E_OK);
}

static struct job_counts counts(void) {
    struct db_cx cx = testdb_cx(&t, COMPANY);
    struct job_counts c;
    assert_int_equal(job_count(&cx, &c), E_OK);
    return c;
}

static void jobs_retry_with_back_off(void **state) {
    (void)state;
    fake_now = INT64_C(1700000000) * US_PER_S;
    clock_set(held_clock);
    make_company(COMPANY);
    job_runs = 0;
    job_fails = 1;
    enqueue("test.flaky");
    enqueue("test.flaky");  /* the same key: one job */
    assert_int_equal(job_drain(t.db, NULL, t.arena, &t.errs), E_OK);
    assert_int_equal(job_runs, 1);
    assert_int_equal(counts().retrying, 1);
    fake_now += 5 * US_PER_S;
    assert_int_equal(job_drain(t.db, NULL, t.arena, &t.errs), E_OK);
    assert_int_equal(job_runs, 2);
    assert_int_equal(counts().retrying + counts().waiting + counts().failed, 0);
    enqueue("test.flaky");  /* the key is free again */
    assert_int_equal(counts().waiting, 1);
    clock_set(NULL);
}

static void jobs_give_up(void **state) {
    (void)state;
    fake_now = INT64_C(1700000000) * US_PER_S;
    clock_set(held_clock);
    make_company(COMPANY);
    job_runs = 0;
    job_fails = 100;
    enqueue("test.flaky");
    for (int i = 0; i < 10; i++) {
        fake_now += 60 * US_PER_S;
        assert_int_equal(job_drain(t.db, NULL, t.arena, &t.errs), E_OK);
    }
    assert_int_equal(job_runs, 3);
    enqueue("test.terminal");
    assert_int_equal(job_drain(t.db, NULL, t.arena, &t.errs), E_OK);
    assert_int_equal(job_runs, 4);
    assert_int_equal(counts().failed, 2);
    job_fails = 0;
    clock_set(NULL);
}

static enum db_engine engine;

static int open_db(void **state) {
    (void)state;
    testdb_open(&t, engine);
    return 0;
}

static int close_db(void **state) {
    (void)state;
    testdb_close(&t);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_round_trip),
        cmocka_unit_test_setup_teardown(a_refusing_subscriber_undoes_the_event, open_db, close_db),
        cmocka_unit_test_setup_teardown(cursors_count_each_event_once, open_db, close_db),
        cmocka_unit_test_setup_teardown(a_failing_cursor_repeats_the_batch_whole, open_db, close_db),
        cmocka_unit_test_setup_teardown(late_commits_are_not_lost, open_db, close_db),
        cmocka_unit_test_setup_teardown(jobs_retry_with_back_off, open_db, close_db),
        cmocka_unit_test_setup_teardown(jobs_give_up, open_db, close_db),
    };
    engine = DB_SQLITE;
    int failed = cmocka_run_group_tests_name("event on SQLite", tests, NULL, NULL);
    if (testdb_has_postgres()) {
        engine = DB_POSTGRES;
        failed += cmocka_run_group_tests_name("event on PostgreSQL", tests, NULL, NULL);
    } else {
        puts("# PostgreSQL not tried: PV_TEST_POSTGRES is not set");
    }
    return failed;
}
