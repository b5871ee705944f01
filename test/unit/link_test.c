/* link_test.c: making links, their states in the database and in this process's memory, addresses, upkeep, the notice's
 * language, on both engines. */
#include "app/link/link.h"

#include "app/company/company.h"
#include "app/link/notice.h"
#include "app/link/service.h"
#include "app/link/upkeep.h"
#include "app/link/visitor.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"
#include "testdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct testdb t;
static int64_t company, now;

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    return company_create(tx, &(struct company_new){.name = STR("Rivelle"), .host = STR("rivelle.test"),
        .short_host = STR("go.rivelle.test"), .language = STR("fr"), .time_zone = STR("Europe/Paris"),
        .colour = STR("#CC3A12"), .now = now});
}

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    return link_create(tx, 11, 22, *(const struct str *)args, now, ret);
}

static enum err create(struct str target, struct link *ret) {
    struct db_cx cx = testdb_cx(&t, company);
    t.errs.n = 0;
    return db_tx(&cx, create_tx, &target, ret, sizeof *ret);
}

struct set {
    int64_t link;
    const char *state;
};

static enum err set_tx(struct tx *tx, const void *args, void *ret) {
    const struct set *s = args;
    (void)ret;
    return link_set_state(tx, s->link, s->state, now);
}

static enum err set_state(int64_t link, const char *state) {
    struct db_cx cx = testdb_cx(&t, company);
    struct set s = {link, state};
    t.errs.n = 0;
    return db_tx(&cx, set_tx, &s, NULL, 0);
}

static enum code_answer find(struct str code, struct code_entry *ret) {
    return codes_find(code, clock_mono(), t.arena, ret);
}

static enum err totals_read(struct tx *tx, const void *args, void *ret) {
    return link_totals(tx, *(const int64_t *)args, ret);
}

static void test_create(void **state) {
    (void)state;
    struct link link = {0}, other = {0};
    struct code_entry e;
    struct str target = STR("https://www.example.com/a?utm_source=linkedin");
    assert_int_equal(create(target, &link), E_OK);
    assert_int_equal(link.code.n, CODE_LEN);
    assert_true(code_valid(link.code));
    assert_true(str_is(link.state, "live"));
    /* Known at once in this process. */
    assert_int_equal(find(link.code, &e), CODE_FOUND);
    assert_true(e.company == company && e.link == link.id && e.state == LINK_LIVE);
    assert_true(str_eq(e.target, target));
    assert_int_equal(create(target, &other), E_OK);
    assert_false(str_eq(link.code, other.code));
    struct link_totals totals = {.human = 9};
    struct db_cx cx = testdb_cx(&t, company);
    assert_int_equal(db_read(&cx, totals_read, &link.id, &totals, sizeof totals), E_OK);
    assert_int_equal(totals.human + totals.bot + totals.preview + totals.self + totals.repeat, 0);
}

static void test_targets(void **state) {
    (void)state;
    struct link link;
    const char *const bad[] = {"", "example.com", "ftp://example.com/", "javascript:alert(1)", "//example.com",
                               "https://example.com/a b", "https://example.com/\r\nX: y", "https://example.com/\xc3\xa9"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(create(str_of(bad[i]), &link), E_INVALID);
    }
    char *huge = arena_alloc(t.arena, LINK_TARGET_MAX + 2);
    memset(huge, 'a', LINK_TARGET_MAX + 1);
    memcpy(huge, "https://", 8);
    assert_int_equal(create((struct str){huge, LINK_TARGET_MAX + 1}, &link), E_INVALID);
    assert_int_equal(create((struct str){huge, LINK_TARGET_MAX}, &link), E_OK);
}

static void test_states(void **state) {
    (void)state;
    struct link link = {0};
    struct code_entry e;
    assert_int_equal(create(STR("https://www.example.com/"), &link), E_OK);
    assert_int_equal(set_state(link.id, "melted"), E_INVALID);
    assert_int_equal(set_state(link.id + 1, "frozen"), E_NOT_FOUND);
    assert_int_equal(set_state(link.id, "frozen"), E_OK);
    assert_int_equal(find(link.code, &e), CODE_FOUND);
    assert_int_equal(e.state, LINK_FROZEN);
    assert_int_equal(set_state(link.id, "frozen"), E_OK);
    assert_int_equal(set_state(link.id, "gone"), E_OK);
    /* Another process that starts now reads the same. */
    codes_clear();
    assert_int_equal(link_load_codes(t.db, &t.errs), E_OK);
    assert_int_equal(find(link.code, &e), CODE_FOUND);
    assert_int_equal(e.state, LINK_GONE);
    for (int s = LINK_LIVE; s <= LINK_GONE; s++) {
        assert_int_equal(link_state_of(str_of(link_state_name((enum link_state)s))), s);
    }
}

/* What another node did is heard as an event. */
static void test_events(void **state) {
    (void)state;
    struct link link = {0};
    struct code_entry e;
    assert_int_equal(create(STR("https://www.example.com/"), &link), E_OK);
    struct event ev = {.kind = EV_LINK_STATE, .subject = link.id, .data = STR("{\"state\":2}")};
    link_on_event(company, &ev);
    assert_int_equal(find(link.code, &e), CODE_FOUND);
    assert_int_equal(e.state, LINK_FROZEN);
    ev.data = STR("{}");                          /* not understood: ask the database */
    link_on_event(company, &ev);
    assert_int_equal(find(link.code, &e), CODE_MISS);
    struct db_cx cx = testdb_cx(&t, 0);
    assert_int_equal(link_find_code(&cx, link.code, &e), E_OK);
    assert_int_equal(e.state, LINK_LIVE);
    assert_int_equal(find(link.code, &e), CODE_FOUND);
    assert_int_equal(link_find_code(&cx, STR("AAAAAAAAAAA"), &e), E_NOT_FOUND);
    assert_int_equal(find(STR("AAAAAAAAAAA"), &e), CODE_UNKNOWN);
    ev = (struct event){.kind = EV_PERSON_ERASED, .person = 5};
    link_on_event(company, &ev);
    assert_int_equal(find(link.code, &e), CODE_MISS);
}

static enum err url_read(struct tx *tx, const void *args, void *ret) {
    return link_url(tx, *(const struct str *)args, STR("AbC12xYq7Ze"), ret);
}

static void test_url(void **state) {
    (void)state;
    struct str code = STR("AbC12xYq7Ze"), url = {0}, base = STR("https://rivelle.test");
    assert_true(str_is(link_url_join(t.arena, base, STR_NULL, code), "https://rivelle.test/l/AbC12xYq7Ze"));
    assert_true(str_is(link_url_join(t.arena, STR("http://127.0.0.1:8080"), STR("go.x"), code), "http://go.x/AbC12xYq7Ze"));
    struct db_cx cx = testdb_cx(&t, company);
    assert_int_equal(db_read(&cx, url_read, &base, &url, sizeof url), E_OK);
    assert_true(str_is(url, "https://go.rivelle.test/AbC12xYq7Ze"));
}

/* ---- upkeep ---- */

static int64_t later;
static int64_t later_clock(void) {
    return later;
}

static enum err mark_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    return visitor_mark_self(tx, STR("192.0.2.1"), STR("Firefox"), 4711, now);
}

static enum err erased_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    return link_on_erased(tx, &(struct event){.kind = EV_PERSON_ERASED, .person = 4711});
}

static enum err self_read(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    struct sql_visitor_self_of_row *rows;
    size_t n;
    enum err e = sql_visitor_self_of(tx, 4711, &rows, &n);
    return e ? e : n == 1 && rows[0].visitor == *(const int64_t *)args ? E_OK : E_NOT_FOUND;
}

static int64_t marked(void) {
    struct db_cx cx = testdb_cx(&t, company);
    int64_t v = 0;
    assert_int_equal(db_tx(&cx, mark_tx, NULL, NULL, 0), E_OK);
    assert_int_equal(visitor_salt_ready(&cx, visitor_day(now)), E_OK);
    assert_true(visitor_of(company, now, STR("192.0.2.1"), STR("Firefox"), &v));
    assert_int_equal(db_read(&cx, self_read, &v, NULL, 0), E_OK);
    return v;
}

static void test_upkeep(void **state) {
    (void)state;
    struct db_cx cx = testdb_cx(&t, company);
    int64_t v = marked();
    assert_int_equal(db_tx(&cx, erased_tx, NULL, NULL, 0), E_OK);
    assert_int_equal(db_read(&cx, self_read, &v, NULL, 0), E_NOT_FOUND);
    v = marked();
    assert_int_equal(link_purge(&cx, now), E_OVERLOADED);        /* no store is running: tried again later */
    struct link_options opt = {.db = t.db, .data_dir = t.dir, .durable = true};
    assert_int_equal(link_start(&opt, &t.errs), E_OK);
    struct click c = {.company = company, .link = 1, .at = now, .class = CLICK_HUMAN, .visitor = v};
    assert_int_equal(click_store_add_all(link_store(), &c, 1), E_OK);
    later = now + 3 * US_PER_DAY;
    clock_set(later_clock);
    assert_int_equal(link_purge(&cx, later), E_OK);
    clock_set(NULL);
    assert_int_equal(db_read(&cx, self_read, &v, NULL, 0), E_NOT_FOUND);
    struct click_query q = {.company = company, .node = id_node(), .limit = 10};
    struct click *page;
    size_t n;
    assert_int_equal(click_store_read(link_store(), &q, t.arena, &page, &n), E_OK);
    assert_int_equal(n, 1);
    assert_int_equal(page[0].visitor, 0);
    link_stop();
}

static void test_language(void **state) {
    (void)state;
    const struct { const char *header, *language; } rows[] = {
        {"", "en"}, {"fr", "fr"}, {"FR-ca", "fr"}, {"fr-FR,fr;q=0.9,en;q=0.5", "fr"}, {"de,en;q=0.8,fr;q=0.7", "en"},
        {"de, fr;q=0.8, en;q=0.7", "fr"}, {"de", "en"}, {"fr;q=0", "en"}, {"fr;q=0.001", "fr"}, {"en;q=0.5,fr;q=1.0", "fr"},
        {"*", "en"}, {";;,,q=", "en"}, {"fr;q=0.99999999999", "fr"}, {"fro", "en"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(notice_language(str_of(rows[i].header)), rows[i].language);
    }
}

static int open_world(enum db_engine engine) {
    testdb_open(&t, engine);
    codes_clear();
    visitor_forget();
    now = clock_now() / US_PER_DAY * US_PER_DAY + US_PER_DAY / 2;    /* noon: within two hours of midnight the next day counts too */
    company = id_new();
    struct db_cx cx = testdb_cx(&t, company);
    return db_tx(&cx, company_tx, NULL, NULL, 0) ? 1 : 0;
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
    codes_clear();
    visitor_forget();
    testdb_close(&t);
    return 0;
}

#define TESTS(open) \
    cmocka_unit_test_setup_teardown(test_create, open, close_world), \
    cmocka_unit_test_setup_teardown(test_targets, open, close_world), \
    cmocka_unit_test_setup_teardown(test_states, open, close_world), \
    cmocka_unit_test_setup_teardown(test_events, open, close_world), \
    cmocka_unit_test_setup_teardown(test_url, open, close_world), \
    cmocka_unit_test_setup_teardown(test_upkeep, open, close_world)

int main(void) {
    const struct CMUnitTest sqlite[] = {cmocka_unit_test(test_language), TESTS(open_sqlite)};
    const struct CMUnitTest postgres[] = {TESTS(open_postgres)};
    int failed = cmocka_run_group_tests_name("links on SQLite", sqlite, NULL, NULL);
    return testdb_has_postgres() ? failed + cmocka_run_group_tests_name("links on PostgreSQL", postgres, NULL, NULL) : failed;
}
