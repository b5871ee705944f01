/* points_test.c: the curve, the ledger, and the auditor against a ledger that was tampered with. */
#include "sharedb.h"

#include <math.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct testdb t;
static struct db_cx cx;
static enum db_engine engine;
static int64_t me;

static int open_it(void **state) {
    (void)state;
    if (engine == DB_POSTGRES && !testdb_has_postgres()) {
        return 0;
    }
    testdb_open(&t, engine);
    cx = content_company(&t);
    me = share_person(&cx, 77);
    return 0;
}

static int close_it(void **state) {
    (void)state;
    if (engine == DB_SQLITE || testdb_has_postgres()) {
        testdb_close(&t);
    }
    return 0;
}

#define NEED_ENGINE()                                                                                                  \
    do {                                                                                                               \
        if (engine == DB_POSTGRES && !testdb_has_postgres()) {                                                         \
            skip();                                                                                                    \
        }                                                                                                              \
    } while (0)

static int64_t a_post(void) {
    static int i;
    char url[64];
    snprintf(url, sizeof url, "https://acme.example/%d", i++);
    return content_post(&cx, (struct content_post){"Une nouvelle", url, "web", true, NOW});
}

static enum err balance_tx(struct tx *tx, const void *args, void *ret) {
    return points_balance(tx, *(const int64_t *)args, ret);
}

static int64_t balance(int64_t person) {
    struct points_balance b;
    assert_int_equal(db_read(&cx, balance_tx, &person, &b, sizeof b), E_OK);
    return b.balance;
}

struct clicks {
    int64_t share, person, n;
};
static enum err clicks_tx(struct tx *tx, const void *args, void *ret) {
    const struct clicks *c = args;
    (void)ret;
    return event_record(tx, &(struct event){
        .kind = EV_CLICKS_COUNTED, .at = NOW + MINUTE, .subject = c->share, .person = c->person,
        .data = arena_printf(tx->arena, "{\"human\":%lld}", (long long)c->n)});
}
static void clicks(int64_t share, int64_t n) {
    assert_int_equal(db_tx(&cx, clicks_tx, &(struct clicks){share, me, n}, NULL, 0), E_OK);
}
static void verify(int64_t share) {
    assert_int_equal(step(&cx, verify_step, (struct step){.id = share, .now = NOW + MINUTE}), E_OK);
}
static enum err verified_event_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return event_record(tx, &(struct event){.kind = EV_SHARE_VERIFIED, .at = NOW, .subject = *(const int64_t *)args, .person = me});
}

/* ---- the curve ---- */

static void curve(void **state) {
    (void)state;
    if (engine == DB_POSTGRES) {
        skip();
    }
    const struct points_rule r = {.factor = 20, .divisor = 10, .max = 50};
    static const struct { int64_t n, points; } cases[] = {
        {-3, 0}, {0, 0}, {1, 2}, {2, 4}, {3, 5}, {4, 7}, {5, 8}, {7, 11}, {10, 14}, {12, 16}, {20, 22}, {31, 28},
        {38, 31}, {50, 36}, {71, 42}, {100, 48}, {107, 49}, {108, 49}, {109, 50}, {110, 50}, {1000, 50}, {1000000000, 50},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(points_rule_clicks(&r, cases[i].n), cases[i].points);
    }
    int64_t last = 0;
    for (int64_t n = 1; n < 2000; n++) {
        int64_t p = points_rule_clicks(&r, n);
        assert_true(p >= last && p <= 50);
        last = p;
        /* Nowhere near a tie: every libm rounds it alike. */
        double v = 20 * log(1 + (double)n / 10), frac = v - floor(v);
        assert_true(p == 50 || fabs(frac - 0.5) > 1e-6);
    }
    assert_int_equal(points_rule_clicks(&(struct points_rule){.factor = 0, .divisor = 10, .max = 0}, 500), 0);
}

/* ---- crediting ---- */

static void by_rank_and_own_words(void **state) {
    (void)state;
    NEED_ENGINE();
    static const int64_t want[] = {10, 6, 3, 0, 0};
    int64_t ids[5], sum = 0;
    for (int i = 0; i < 5; i++) {
        ids[i] = shared(&cx, (struct sharing){.person = me, .post = a_post(), .text = "Bravo à tous"});
    }
    assert_int_equal(balance(me), 0);   /* opened earns nothing */
    for (int i = 4; i >= 0; i--) {      /* paid at verification, by order of acceptance */
        verify(ids[i]);
        sum += want[i];
        assert_int_equal(balance(me), sum);
    }
    int64_t tomorrow = shared(&cx, (struct sharing){.person = me, .post = a_post(), .now = NOW + US_PER_DAY});
    verify(tomorrow);
    assert_int_equal(balance(me), sum + 10 + 5);
    assert_int_equal(events(&t, &cx, "points.credited"), 3 + 2);
}

static void once_only(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = a_post()});
    verify(id);
    assert_int_equal(db_tx(&cx, verified_event_tx, &id, NULL, 0), E_OK);
    assert_int_equal(db_tx(&cx, verified_event_tx, &id, NULL, 0), E_OK);
    assert_int_equal(balance(me), 15);
}

static void clicks_by_difference(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = a_post(), .text = ""});
    verify(id);
    assert_int_equal(balance(me), 10);
    static const struct { int64_t n, points; } steps[] = {{1, 2}, {1, 2}, {5, 8}, {3, 8}, {12, 16}, {5000, 50}, {9000, 50}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        clicks(id, steps[i].n);
        assert_int_equal(balance(me), 10 + steps[i].points);
    }
}

static void forbidden_networks_earn_nothing(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = a_post(), .network = "x"});
    verify(id);
    clicks(id, 500);
    assert_int_equal(balance(me), 0);
    assert_int_equal(events(&t, &cx, "points.credited"), 0);
}

static void taken_back_earns_no_more(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t post = a_post();
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = post});
    verify(id);
    clicks(id, 5);
    assert_int_equal(balance(me), 23);
    assert_int_equal(step(&cx, retract_step, (struct step){.person = me, .id = id}), E_OK);
    clicks(id, 100);
    assert_int_equal(balance(me), 23);
    /* Sharing it again is no second harvest. */
    int64_t again = shared(&cx, (struct sharing){.person = me, .post = post, .now = NOW + US_PER_DAY});
    verify(again);
    clicks(again, 50);
    assert_int_equal(balance(me), 23);
    /* On another network it is. */
    verify(shared(&cx, (struct sharing){.person = me, .post = post, .network = "bluesky", .now = NOW + US_PER_DAY}));
    assert_int_equal(balance(me), 23 + 6 + 5);
}

struct page {
    struct points_entry *p;
    size_t n;
    int64_t before;
};
static enum err page_tx(struct tx *tx, const void *args, void *ret) {
    struct page *g = ret;
    return points_entries(tx, me, &(struct points_filter){.before = *(const int64_t *)args, .limit = 2}, &g->p, &g->n);
}

static void entries_cite_their_reason(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = a_post()}), before = INT64_MAX;
    verify(id);
    clicks(id, 10);
    struct page g;
    assert_int_equal(db_read(&cx, page_tx, &before, &g, sizeof g), E_OK);
    assert_int_equal(g.n, 2);
    assert_string_equal(g.p[0].rule.p, "clicks");
    assert_int_equal(g.p[0].amount, 14);
    assert_int_equal(g.p[0].balance, 29);
    assert_string_equal(g.p[0].detail.p, "{\"clicks\":10,\"value\":14,\"before\":0}");
    assert_string_equal(g.p[1].rule.p, "own_words");
    assert_int_equal(g.p[1].balance, 15);
    before = g.p[1].id;
    assert_int_equal(db_read(&cx, page_tx, &before, &g, sizeof g), E_OK);
    assert_int_equal(g.n, 1);
    assert_string_equal(g.p[0].rule.p, "share");
    assert_string_equal(g.p[0].detail.p, "{\"rank\":1}");
    assert_int_equal(g.p[0].rule_version, 1);
    assert_int_equal(g.p[0].subject, id);
    assert_string_equal(g.p[0].post_title.p, "Une nouvelle");
    assert_int_equal(g.p[0].balance, 10);
}

static enum err offer_tx(struct tx *tx, const void *args, void *ret) {
    const struct { const char *network; int64_t rank; bool before; } *o = args;
    return o->network ? points_offer(tx, str_of(o->network), o->rank, o->before, NOW, ret) : points_offer_for_feed(tx, NOW, ret);
}

static void offers(void **state) {
    (void)state;
    NEED_ENGINE();
    static const struct {
        const char *network; int64_t rank; bool before; int64_t share, own; bool earns; const char *reason;
    } cases[] = {
        {NULL, 0, false, 10, 5, true, NULL},
        {"linkedin", 1, false, 10, 5, true, NULL},
        {"bluesky", 3, false, 3, 5, true, NULL},
        {"linkedin", 4, false, 0, 5, true, "day_rank"},
        {"linkedin", 1, true, 0, 0, false, "taken_back"},
        {"x", 1, false, 0, 0, false, "network_terms"},
        {"facebook", 1, false, 0, 0, false, "network_terms"},
        {"nowhere", 1, false, 0, 0, false, "network_terms"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct points_offer o;
        assert_int_equal(db_read(&cx, offer_tx, &cases[i], &o, sizeof o), E_OK);
        assert_int_equal(o.share, cases[i].share);
        assert_int_equal(o.own_words, cases[i].own);
        assert_int_equal(o.earns, cases[i].earns);
        assert_true(cases[i].reason ? o.reason && strcmp(o.reason, cases[i].reason) == 0 : !o.reason);
    }
}

/* ---- the auditor ---- */

static char lines[16384];

static void take(void *ud, struct str line) {
    (void)ud;
    size_t n = strlen(lines);
    snprintf(lines + n, sizeof lines - n, "%.*s\n", STRF(line));
}
static enum err audit_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return points_audit(tx, take, NULL, ret);
}
static struct points_audit audit(void) {
    struct points_audit a = {0};
    lines[0] = '\0';
    assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_OK);
    assert_int_equal(db_read(&cx, audit_tx, NULL, &a, sizeof a), E_OK);
    return a;
}

static enum err erased_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return event_record(tx, &(struct event){.kind = EV_PERSON_ERASED, .at = NOW, .person = *(const int64_t *)args});
}

/* A week of two people's sharing. */
static void some_history(void) {
    share_person(&cx, 79);
    for (int d = 0; d < 6; d++) {
        int64_t post = a_post(), now = NOW + d * US_PER_DAY;
        int64_t a = shared(&cx, (struct sharing){.person = me, .post = post, .now = now});
        int64_t b = shared(&cx, (struct sharing){.person = 79, .post = post, .now = now, .text = "Une nouvelle"});
        int64_t c = shared(&cx, (struct sharing){.person = me, .post = post, .network = "x", .now = now});
        verify(a);
        verify(b);
        verify(c);
        clicks(a, d * 7);
        clicks(b, 3);
        clicks(a, d * 9 + 1);
        clicks(c, 40);
        if (d % 3 == 2) {
            assert_int_equal(step(&cx, retract_step, (struct step){.person = 79, .id = b}), E_OK);
            clicks(b, 30);
            verify(shared(&cx, (struct sharing){.person = 79, .post = post, .now = now}));
        }
    }
}

static void audit_agrees(void **state) {
    (void)state;
    NEED_ENGINE();
    some_history();
    struct points_audit a = audit();
    assert_string_equal(lines, "");
    assert_int_equal(a.discrepancies, 0);
    assert_int_equal(a.accounts_off, 0);
    assert_int_equal(a.accounts, 3);
    assert_true(a.entries > 20);
    assert_int_equal(a.debits, a.credits);
    assert_int_equal(a.credits, balance(me) + balance(79));
    /* Someone leaves: the entries stay and still add up. */
    assert_int_equal(db_tx(&cx, erased_tx, &me, NULL, 0), E_OK);
    assert_int_equal(balance(me), 0);
    struct points_audit after = audit();
    assert_string_equal(lines, "");
    assert_int_equal(after.credits, a.credits);
    assert_int_equal(after.accounts, 3);
}

/* Changes the file behind the program's back, as somebody with the database would. */
static void tamper(const char *sql) {
    sqlite3 *db;
    char *why = NULL;
    assert_int_equal(sqlite3_open(t.url + strlen("sqlite:"), &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    sqlite3_stmt *st;
    char drop[4096] = "";
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'trigger'", -1, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        size_t n = strlen(drop);
        snprintf(drop + n, sizeof drop - n, "DROP TRIGGER %s;", (const char *)sqlite3_column_text(st, 0));
    }
    sqlite3_finalize(st);
    sqlite3_exec(db, drop, NULL, NULL, NULL);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
        print_message("%s: %s\n", sql, why);
        fail();
    }
    assert_true(sqlite3_changes(db) > 0);
    sqlite3_close(db);
}

static void audit_finds(void **state) {
    (void)state;
    if (engine == DB_POSTGRES) {
        skip();
    }
    static const struct { const char *sql, *says; int64_t discrepancies; bool balances; } cases[] = {
        {"UPDATE ledger SET amount = amount + 1 WHERE id = (SELECT MIN(id) FROM ledger)", "moves 11 points, 10 are due", 1, true},
        {"DELETE FROM ledger WHERE id = (SELECT MAX(id) FROM ledger)", "were never credited", 1, true},
        {"INSERT INTO ledger SELECT company_id, id + 1, 'made up', debit_id, credit_id, 500, rule, rule_version, event_id, "
         "subject_id, detail, at FROM ledger WHERE id = (SELECT MAX(id) FROM ledger)", "follows from no event", 1, true},
        {"UPDATE ledger SET credit_id = (SELECT id FROM account WHERE kind = 'person' AND person_id = 79) WHERE id = "
         "(SELECT MIN(l.id) FROM ledger l JOIN account a ON a.id = l.credit_id WHERE a.person_id = 77)",
         "which is not the sharer's", 1, true},
        {"UPDATE ledger SET debit_id = credit_id WHERE id = (SELECT MIN(id) FROM ledger)", "has no two accounts", 1, true},
        {"UPDATE ledger SET debit_id = 5 WHERE id = (SELECT MIN(id) FROM ledger)", "has no two accounts", 1, true},
        {"UPDATE ledger SET rule_version = 2 WHERE id = (SELECT MIN(id) FROM ledger)", "cites rule share version 2", 1, false},
        {"UPDATE ledger SET event_id = event_id + 1 WHERE id = (SELECT MIN(id) FROM ledger)", "cites another event", 1, false},
        {"UPDATE ledger SET amount = -amount WHERE id = (SELECT MIN(id) FROM ledger)", "moves -10 points", 2, true},
        {"UPDATE points_rule SET value = '{\"by_rank\":[1000,6,3,0]}' WHERE rule = 'share' AND network = ''",
         "1000 are due", 0, true},
        {"UPDATE points_rule SET value = 'x' WHERE rule = 'own_words' AND network = ''", "has no readable value", 0, true},
        {"UPDATE share SET own_words = NOT own_words WHERE id = (SELECT MIN(id) FROM share)", "follows from no event", 1, true},
        {"UPDATE share SET network = 'facebook' WHERE id = (SELECT MIN(id) FROM share)", "follows from no event", 0, true},
        {"DELETE FROM share WHERE id = (SELECT MIN(id) FROM share)", "is about no share", 0, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (i) {
            open_it(NULL);
        }
        some_history();
        assert_int_equal(audit().discrepancies, 0);
        tamper(cases[i].sql);
        struct points_audit a = audit();
        if (!strstr(lines, cases[i].says) || (cases[i].discrepancies && a.discrepancies != cases[i].discrepancies)) {
            print_message("%s\n%s", cases[i].sql, lines);
        }
        assert_non_null(strstr(lines, cases[i].says));
        assert_true(a.discrepancies > 0);
        if (cases[i].discrepancies) {
            assert_int_equal(a.discrepancies, cases[i].discrepancies);
        }
        assert_int_equal(a.accounts_off > 0, cases[i].balances);
        if (i + 1 < sizeof cases / sizeof *cases) {
            close_it(NULL);
        }
    }
}

int main(void) {
    static const char *const names[] = {"sqlite", "postgres"};
    int failed = 0;
#define T(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curve), T(by_rank_and_own_words), T(once_only), T(clicks_by_difference),
        T(forbidden_networks_earn_nothing), T(taken_back_earns_no_more), T(entries_cite_their_reason), T(offers),
        T(audit_agrees), T(audit_finds),
    };
    for (int i = 0; i < 2; i++) {
        engine = i ? DB_POSTGRES : DB_SQLITE;
        failed += cmocka_run_group_tests_name(names[i], tests, NULL, NULL);
    }
    return failed;
}
