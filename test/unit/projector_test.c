/* projector_test.c: from clicks to totals, on both engines: what each class counts as, exactly once, and what is told.
 *
 * Subscribers are this program's own (the linker takes them before the library's): they note what was told. */
#include "app/link/projector.h"

#include "app/company/company.h"
#include "app/link/link.h"
#include "app/link/tally.h"
#include "app/link/visitor.h"
#include "app/share/share.h"
#include "base/clock.h"
#include "base/id.h"
#include "job/job.h"
#include "sql_gen.h"
#include "testdb.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include <cmocka.h>

enum { TOLD_MAX = 100 };
static struct event told[TOLD_MAX];
static int told_n;

/* On the writer's thread for SQLite; read by the test after the commit. */
static enum err note(struct tx *tx, const struct event *ev) {
    (void)tx;
    if (told_n < TOLD_MAX) {
        told[told_n] = *ev;
        told[told_n].data = STR_NULL;
        int64_t n = 0;
        struct str digits = ev->data.p ? str_sub(ev->data, strlen("{\"human\":"), ev->data.n - 1) : STR("");
        told[told_n++].seq = str_to_i64(digits, &n) ? n : -1;   /* the total stands in seq here */
    }
    return E_OK;
}

const struct event_subscriber event_subscribers[] = {
    {"test.told", EVENT_IN_TX, EV_BIT(EV_SHARE_VERIFIED) | EV_BIT(EV_CLICKS_COUNTED), note},
};
const size_t event_subscriber_count = 1;
const struct job_kind job_kinds[1];
const size_t job_kind_count = 0;

static struct testdb t;
static struct click_store *store;
static int64_t company, other;
static int64_t now;
enum { PERSON = 4711, STRANGER = 1 };

/* ---- a small world: a company with a share and its link ---- */

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    return company_create(tx, &(struct company_new){.name = STR("Rivelle"), .host = STR_NULL, .short_host = STR_NULL,
        .language = STR("fr"), .time_zone = STR("Europe/Paris"), .colour = STR("#CC3A12"), .now = now});
}

static int64_t make_company(void) {
    struct db_cx cx = testdb_cx(&t, id_new());
    assert_int_equal(db_tx(&cx, company_tx, NULL, NULL, 0), E_OK);
    return cx.company;
}

struct made {
    int64_t share, link;
};

static enum err share_tx(struct tx *tx, const void *args, void *ret) {
    struct made *m = ret;
    struct link link;
    m->share = id_new();
    enum err e = link_create(tx, m->share, 1, STR("https://example.com/?utm_source=linkedin"), now, &link);
    m->link = link.id;
    if (e) {
        return e;
    }
    return sql_share_insert(tx, &(struct sql_share_insert_in){.id = m->share, .person = *(const int64_t *)args,
        .post = id_new(), .network = STR("linkedin"), .action = STR("share"), .mode = STR("intent"), .status = STR("open"),
        .own_text = STR("x"), .final_text = STR("x"), .language = STR("fr"),
        .disclosure = STR("x"), .disclosure_state = STR("offered"), .day = 1, .day_rank = 1, .link = link.id, .now = now});
}

static struct made make_share(int64_t of_company, int64_t person) {
    struct made m = {0};
    struct db_cx cx = testdb_cx(&t, of_company);
    assert_int_equal(db_tx(&cx, share_tx, &person, &m, sizeof m), E_OK);
    return m;
}

static void click(int64_t of_company, int64_t link, enum click_class class, int64_t visitor, int64_t at) {
    struct click c = {.company = of_company, .link = link, .at = at, .class = class, .visitor = visitor};
    assert_int_equal(click_store_add_all(store, &c, 1), E_OK);
}

static void drain(void) {
    assert_int_equal(projector_drain(t.db, store, &t.errs), E_OK);
}

static enum err totals_read(struct tx *tx, const void *args, void *ret) {
    return link_totals(tx, *(const int64_t *)args, ret);
}

static struct link_totals totals(int64_t of_company, int64_t link) {
    struct link_totals r = {0};
    struct db_cx cx = testdb_cx(&t, of_company);
    assert_int_equal(db_read(&cx, totals_read, &link, &r, sizeof r), E_OK);
    return r;
}

#define ASSERT_TOTALS(c, link, h, b, p, s, r) \
    do { \
        struct link_totals got_ = totals((c), (link)); \
        assert_int_equal(got_.human, (h)); \
        assert_int_equal(got_.bot, (b)); \
        assert_int_equal(got_.preview, (p)); \
        assert_int_equal(got_.self, (s)); \
        assert_int_equal(got_.repeat, (r)); \
    } while (0)

static void open_store(void) {
    struct click_store_options opt = {.db = t.db, .data_dir = t.dir, .durable = true};
    assert_int_equal(click_store_open(&opt, &t.errs, &store), E_OK);
}

static enum err share_read(struct tx *tx, const void *args, void *ret) {
    return share_get(tx, *(const int64_t *)args, ret);
}

static struct share share_now(int64_t id) {
    struct share s = {0};
    struct db_cx cx = testdb_cx(&t, company);
    assert_int_equal(db_read(&cx, share_read, &id, &s, sizeof s), E_OK);
    return s;
}

/* ---- tests ---- */

static enum err self_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return sql_visitor_self_add(tx, *(const int64_t *)args, PERSON, 1);
}

static void test_classes(void **state) {
    (void)state;
    struct made m = make_share(company, PERSON);
    struct db_cx cx = testdb_cx(&t, company);
    int64_t own = 500;
    assert_int_equal(db_tx(&cx, self_tx, &own, NULL, 0), E_OK);
    click(company, m.link, CLICK_BOT, 1, now);
    click(company, m.link, CLICK_PREVIEW, 2, now);
    click(company, m.link, CLICK_PREVIEW, 2, now);
    click(company, m.link, CLICK_HUMAN, own, now);
    click(company, m.link, CLICK_HUMAN, own, now);
    drain();
    ASSERT_TOTALS(company, m.link, 0, 1, 2, 2, 0);
    assert_int_equal(told_n, 0);                       /* nobody came yet */
    assert_true(str_is(share_now(m.share).evidence, "opened"));
    click(company, m.link, CLICK_HUMAN, 10, now + 5);
    click(company, m.link, CLICK_HUMAN, 10, now + 6);
    click(company, m.link, CLICK_HUMAN, 11, now + 7);
    drain();
    ASSERT_TOTALS(company, m.link, 2, 1, 2, 2, 1);
    click(company, m.link, CLICK_HUMAN, 10, now + 8);    /* known from an earlier batch */
    drain();
    ASSERT_TOTALS(company, m.link, 2, 1, 2, 2, 2);
    assert_true(str_is(share_now(m.share).evidence, "verified"));
    /* Verified by the first, then the total told once for the batch; a batch without a new human tells nothing. */
    assert_int_equal(told_n, 2);
    assert_int_equal(told[0].kind, EV_SHARE_VERIFIED);
    assert_int_equal(told[0].subject, m.share);
    assert_int_equal(told[1].kind, EV_CLICKS_COUNTED);
    assert_int_equal(told[1].subject, m.share);
    assert_int_equal(told[1].person, PERSON);
    assert_int_equal(told[1].seq, 2);
    assert_int_equal(told[1].at, now + 7);
}

static void test_another_link(void **state) {
    (void)state;
    /* The same visitor on two links is two humans; a colleague's device is no self on mine. */
    struct made a = make_share(company, PERSON), b = make_share(company, PERSON + 1);
    struct db_cx cx = testdb_cx(&t, company);
    int64_t own = 500;
    assert_int_equal(db_tx(&cx, self_tx, &own, NULL, 0), E_OK);
    click(company, a.link, CLICK_HUMAN, 10, now);
    click(company, b.link, CLICK_HUMAN, 10, now);
    click(company, b.link, CLICK_HUMAN, own, now);
    drain();
    ASSERT_TOTALS(company, a.link, 1, 0, 0, 0, 0);
    ASSERT_TOTALS(company, b.link, 2, 0, 0, 0, 0);
}

static enum err retract_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return share_retract(tx, PERSON, *(const int64_t *)args, now);
}

static void test_retracted_and_erased(void **state) {
    (void)state;
    struct made m = make_share(company, PERSON);
    struct db_cx cx = testdb_cx(&t, company);
    assert_int_equal(db_tx(&cx, retract_tx, &m.share, NULL, 0), E_OK);
    click(company, m.link, CLICK_HUMAN, 10, now);
    click(company, 424242, CLICK_HUMAN, 10, now);      /* a link that is not there (any more) */
    drain();
    ASSERT_TOTALS(company, m.link, 1, 0, 0, 0, 0);
    assert_int_equal(told_n, 0);
    assert_true(str_is(share_now(m.share).evidence, "opened"));
}

static void test_companies(void **state) {
    (void)state;
    struct made a = make_share(company, PERSON), b = make_share(other, PERSON);
    click(company, a.link, CLICK_HUMAN, 10, now);
    click(other, b.link, CLICK_HUMAN, 10, now);
    click(other, a.link, CLICK_HUMAN, 11, now);        /* another company's link counts for nobody */
    drain();
    ASSERT_TOTALS(company, a.link, 1, 0, 0, 0, 0);
    ASSERT_TOTALS(other, b.link, 1, 0, 0, 0, 0);
    ASSERT_TOTALS(other, a.link, 0, 0, 0, 0, 0);
}

static enum err day_read(struct tx *tx, const void *args, void *ret) {
    int64_t day = *(const int64_t *)args;
    struct sql_impact_days_row *rows;
    size_t n;
    enum err e = sql_impact_days(tx, PERSON, day, day, &rows, &n);
    *(int64_t *)ret = !e && n ? rows[0].human : 0;
    return e;
}

static int64_t day_human(int64_t day) {
    struct db_cx cx = testdb_cx(&t, company);
    int64_t n = 0;
    assert_int_equal(db_read(&cx, day_read, &day, &n, sizeof n), E_OK);
    return n;
}

static void test_days(void **state) {
    (void)state;
    /* Midnight in Paris in winter is 23:00 UTC. */
    struct made m = make_share(company, PERSON);
    int64_t day = 20800, midnight = day * US_PER_DAY - 3600 * US_PER_S;
    click(company, m.link, CLICK_HUMAN, 10, midnight - US_PER_S);
    click(company, m.link, CLICK_HUMAN, 11, midnight);
    click(company, m.link, CLICK_HUMAN, 12, midnight + US_PER_S);
    drain();
    assert_int_equal(day_human(day - 1), 1);
    assert_int_equal(day_human(day), 2);
}

/* More than a page, and a second drain changes nothing; nor does one that starts from an old place. */
static void test_once(void **state) {
    (void)state;
    struct made m = make_share(company, PERSON);
    struct click *many = arena_array(t.arena, struct click, 1700);
    for (int i = 0; i < 1700; i++) {
        many[i] = (struct click){.company = company, .link = m.link, .at = now, .class = CLICK_HUMAN, .visitor = 100 + i % 1000};
    }
    assert_int_equal(click_store_add_all(store, many, 1700), E_OK);
    drain();
    ASSERT_TOTALS(company, m.link, 1000, 0, 0, 0, 700);
    drain();
    ASSERT_TOTALS(company, m.link, 1000, 0, 0, 0, 700);
    const struct click *list[1700];
    struct click_query q = {.company = company, .node = id_node(), .limit = 1700};
    struct click *page;
    size_t n;
    assert_int_equal(click_store_read(store, &q, t.arena, &page, &n), E_OK);
    for (size_t i = 0; i < n; i++) {
        list[i] = &page[i];
    }
    char name[32];
    snprintf(name, sizeof name, click_store_one_order(store) ? "clicks/all" : "clicks/%d", id_node());
    struct tally_batch again = {str_of(name), list, n, page[n - 1].id};
    struct db_cx cx = testdb_cx(&t, company);
    size_t counted = 1;
    assert_int_equal(db_tx(&cx, tally_tx, &again, &counted, sizeof counted), E_OK);
    assert_int_equal(counted, 0);
    ASSERT_TOTALS(company, m.link, 1000, 0, 0, 0, 700);
}

/* A failure in the middle of the transaction leaves nothing behind; the next turn counts it all. */
static void test_failure(void **state) {
    (void)state;
    struct made m = make_share(company, PERSON);
    click(company, m.link, CLICK_HUMAN, 10, now);
    for (int nth = 1; nth < 60; nth++) {
        db_fault(t.db, nth, E_DB);
        enum err e = projector_drain(t.db, store, NULL);
        db_fault(t.db, 0, E_OK);
        if (e == E_OK) {
            print_message("failed at each of %d statements\n", nth - 1);
            ASSERT_TOTALS(company, m.link, 1, 0, 0, 0, 0);
            return;
        }
        assert_in_range(totals(company, m.link).human, 0, 1);   /* a statement after the commit may have failed */
    }
    fail_msg("a drain took more than 60 statements");
}

/* ---- threads: clicks come in while two projectors count ---- */

static atomic_bool stop;

static void *drainer(void *arg) {
    int *lost = arg;
    while (!stop) {
        *lost += projector_drain(t.db, store, NULL) != E_OK;   /* the other was first: fine */
    }
    return NULL;
}

static void test_two_projectors(void **state) {
    (void)state;
    if (db_engine_of(t.db) == DB_SQLITE) {
        skip();                                        /* one process reads the file */
    }
    struct made m = make_share(company, PERSON);
    pthread_t threads[2];
    int lost[2] = {0};
    stop = false;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, drainer, &lost[i]), 0);
    }
    for (int i = 0; i < 300; i++) {
        click(company, m.link, CLICK_HUMAN, 1000 + i, now);
    }
    stop = true;
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    print_message("%d drains gave way\n", lost[0] + lost[1]);
    drain();
    ASSERT_TOTALS(company, m.link, 300, 0, 0, 0, 0);
}

static void wake_projector(void *ud) {
    projector_wake(*(struct projector **)ud);
}

static void test_thread(void **state) {
    (void)state;
    struct made m = make_share(company, PERSON);
    struct projector *projector = NULL;
    click_store_close(store);
    struct click_store_options opt = {.db = t.db, .data_dir = t.dir, .durable = true, .committed = wake_projector,
                                      .ud = &projector};
    assert_int_equal(click_store_open(&opt, &t.errs, &store), E_OK);
    struct projector_options with = {.db = t.db, .store = store};
    assert_int_equal(projector_start(&with, &t.errs, &projector), E_OK);
    for (int i = 0; i < 50; i++) {
        click(company, m.link, CLICK_HUMAN, 1000 + i, now);
    }
    int64_t until = clock_mono() + 20 * US_PER_S;
    while (totals(company, m.link).human < 50 && clock_mono() < until) {
        usleep(5000);
    }
    ASSERT_TOTALS(company, m.link, 50, 0, 0, 0, 0);
    click_store_stop(store);
    projector_stop(projector);
}

static int open_world(enum db_engine engine) {
    testdb_open(&t, engine);
    visitor_forget();
    codes_clear();
    now = clock_now();
    told_n = 0;
    company = make_company();
    other = make_company();
    open_store();
    return 0;
}

static int open_sqlite(void **state) {
    (void)state;
    return open_world(DB_SQLITE);
}

static int open_postgres(void **state) {
    (void)state;
    return open_world(DB_POSTGRES);
}

static int close_world(void **state) {
    (void)state;
    click_store_close(store);
    testdb_close(&t);
    return 0;
}

#define TESTS(open) \
    cmocka_unit_test_setup_teardown(test_classes, open, close_world), \
    cmocka_unit_test_setup_teardown(test_another_link, open, close_world), \
    cmocka_unit_test_setup_teardown(test_retracted_and_erased, open, close_world), \
    cmocka_unit_test_setup_teardown(test_companies, open, close_world), \
    cmocka_unit_test_setup_teardown(test_days, open, close_world), \
    cmocka_unit_test_setup_teardown(test_once, open, close_world), \
    cmocka_unit_test_setup_teardown(test_failure, open, close_world), \
    cmocka_unit_test_setup_teardown(test_two_projectors, open, close_world), \
    cmocka_unit_test_setup_teardown(test_thread, open, close_world)

int main(void) {
    const struct CMUnitTest sqlite[] = {TESTS(open_sqlite)};
    const struct CMUnitTest postgres[] = {TESTS(open_postgres)};
    int failed = cmocka_run_group_tests_name("projector on SQLite", sqlite, NULL, NULL);
    return testdb_has_postgres() ? failed + cmocka_run_group_tests_name("projector on PostgreSQL", postgres, NULL, NULL)
                                 : failed;
}
