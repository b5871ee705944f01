/* board_test.c: who stands where in a month, as loads, events, joins and restarts leave it; names; months. */
#include "app/board/board.h"
#include "app/company/settings.h"
#include "contentdb.h"
#include "eventsdb.h"
#include "base/buf.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ZONE STR("Europe/Paris")

static struct testdb t;
static struct db_cx cx;
static enum db_engine engine;
static int64_t told;             /* events of the log that were told to the cache */

static enum err open_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    return company_setting_set(tx, STR("board.open"), STR("true"), NOW);
}

static int open_it(void **state) {
    (void)state;
    if (engine == DB_POSTGRES && !testdb_has_postgres()) {
        return 0;
    }
    testdb_open(&t, engine);
    cx = content_company(&t);
    told = 0;
    return db_tx(&cx, open_tx, NULL, NULL, 0);
}

static int close_it(void **state) {
    (void)state;
    standing_clear();
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

/* ---- steps ---- */

struct credit {
    int64_t person, amount, at;
};

static enum err credit_tx(struct tx *tx, const void *args, void *ret) {
    const struct credit *c = args;
    struct sql_account_find_row *issuer, *own;
    size_t n;
    int64_t id = id_new(), changed;
    (void)ret;
    enum err e = sql_account_insert(tx, id_new(), STR("person"), c->person);
    if (!e) {
        e = sql_account_find(tx, STR("person"), c->person, &own, &n);
    }
    if (!e) {
        e = sql_account_find(tx, STR("issuer"), 0, &issuer, &n);
    }
    if (!e) {
        e = sql_ledger_insert(tx, &(struct sql_ledger_insert_in){
            .id = id, .key = id_text(tx->arena, id), .debit = issuer[0].id, .credit = own[0].id, .amount = c->amount,
            .rule = STR("share"), .version = 1, .event = id, .subject = id, .detail = STR("{}"), .at = c->at}, &changed);
    }
    return e ? e : event_record(tx, &(struct event){.kind = EV_POINTS_CREDITED, .at = c->at, .subject = id, .person = c->person,
                                                    .data = arena_printf(tx->arena, "{\"amount\":%lld}", (long long)c->amount)});
}
static void credit(int64_t person, int64_t amount, int64_t at) {
    assert_int_equal(db_tx(&cx, credit_tx, &(struct credit){person, amount, at}, NULL, 0), E_OK);
}

static enum err join_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return board_join(tx, args);
}
static enum err join_as(int64_t person, const char *name, int64_t now) {
    struct board_join j = {.person = person, .pseudonym = true, .name = str_of(name), .consent_version = BOARD_CONSENT_VERSION,
                           .language = STR("fr"), .now = now};
    t.errs.n = 0;
    return db_tx(&cx, join_tx, &j, NULL, 0);
}
static void join(int64_t person, const char *name) {
    assert_int_equal(join_as(person, name, NOW), E_OK);
}
static enum err leave_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return board_leave(tx, *(const int64_t *)args, STR("fr"), NOW);
}
static enum err erase_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return event_record(tx, &(struct event){.kind = EV_PERSON_ERASED, .at = NOW, .person = *(const int64_t *)args});
}

struct log {
    struct sql_event_after_row *rows;
    size_t n;
};
static enum err log_tx(struct tx *tx, const void *args, void *ret) {
    struct log *l = ret;
    return sql_event_after(tx, *(const int64_t *)args, 100000, &l->rows, &l->n);
}
/* What the poller does: the events after `from`, in their order. */
static void tell_from(int64_t from) {
    struct log l;
    assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_OK);
    assert_int_equal(db_read(&cx, log_tx, &from, &l, sizeof l), E_OK);
    for (size_t i = 0; i < l.n; i++) {
        const struct sql_event_after_row *r = &l.rows[i];
        standing_on_event(cx.company, &(struct event){.id = r->id, .seq = r->seq, .kind = event_kind_of(r->kind), .at = r->at,
                                                      .subject = r->subject_id, .person = r->person_id, .data = r->data});
        told = r->seq;
    }
}
static void tell(void) {
    tell_from(told);
}

static struct period month_at(int64_t at) {
    return period_of(PERIOD_MONTH, time_local_day(ZONE, at));
}

/* "1 anna 20, 1 zoé 20, 3 bob 7" */
static const char *board_at(int64_t at) {
    struct standing_top top;
    struct buf b;
    assert_int_equal(standing_top(&cx, month_at(at), ZONE, at, &top), E_OK);
    buf_init(&b, t.arena, 100000);
    for (size_t i = 0; i < top.n; i++) {
        buf_printf(&b, "%s%lld %.*s %lld", i ? ", " : "", (long long)top.rows[i].rank, STRF(top.rows[i].name),
                   (long long)top.rows[i].points);
    }
    return top.n ? buf_view(&b).p : "";
}
static struct rank_place place(int64_t person) {
    struct rank_place p;
    assert_int_equal(standing_of(&cx, month_at(NOW), ZONE, NOW, person, &p), E_OK);
    return p;
}
#define board() board_at(NOW)

/* ---- tests ---- */

static void each_credit_once(void **state) {
    (void)state;
    NEED_ENGINE();
    join(1, "Anna");
    join(2, "Zoé");
    credit(1, 20, NOW);
    tell();
    credit(2, 5, NOW);               /* committed, and without a place in the order on PostgreSQL when the board is loaded */
    assert_string_equal(board(), "1 Anna 20, 2 Zoé 5");
    tell();                          /* now it has one, and is told: it is in already */
    assert_string_equal(board(), "1 Anna 20, 2 Zoé 5");
    tell_from(0);                    /* everything again */
    assert_string_equal(board(), "1 Anna 20, 2 Zoé 5");
    credit(2, 15, NOW);
    credit(3, 40, NOW);              /* not on the board */
    tell();
    assert_string_equal(board(), "1 Anna 20, 1 Zoé 20");
    assert_int_equal(place(3).rank, 1);
    assert_false(place(3).on_board);
    assert_int_equal(place(3).points, 40);
    standing_clear();                /* a restart */
    assert_string_equal(board(), "1 Anna 20, 1 Zoé 20");
}

static void missed_events_are_noticed(void **state) {
    (void)state;
    NEED_ENGINE();
    join(1, "Anna");
    tell();
    assert_string_equal(board(), "");
    credit(1, 3, NOW);
    assert_int_equal(event_drain(t.db, t.arena, &t.errs), E_OK);
    told += 1;                       /* the poller began too late for this one */
    credit(1, 4, NOW);
    tell();
    assert_string_equal(board(), "1 Anna 7");
}

static void joining_and_leaving(void **state) {
    (void)state;
    NEED_ENGINE();
    credit(1, 9, NOW);
    credit(2, 9, NOW);
    assert_string_equal(board(), "");
    join(1, "Bob");                  /* before the poller says so */
    assert_string_equal(board(), "1 Bob 9");
    join(2, "Anna");
    assert_string_equal(board(), "1 Anna 9, 1 Bob 9");
    join(1, "Zorro");
    assert_string_equal(board(), "1 Anna 9, 1 Zorro 9");
    int64_t who = 2;
    assert_int_equal(db_tx(&cx, leave_tx, &who, NULL, 0), E_OK);
    assert_string_equal(board(), "1 Zorro 9");
    assert_int_equal(place(2).points, 9);
    assert_int_equal(db_tx(&cx, leave_tx, &who, NULL, 0), E_OK);   /* a second time is no error, and no event */
    assert_int_equal(events(&t, &cx, "board.left"), 1);
    assert_int_equal(events(&t, &cx, "board.joined"), 3);
    who = 1;
    assert_int_equal(db_tx(&cx, erase_tx, &who, NULL, 0), E_OK);
    assert_string_equal(board(), "");
    tell_from(0);
    assert_string_equal(board(), "");
    for (int64_t i = 100; i < 100 + STANDING_STALE_MAX + 20; i++) {   /* more than are marked one by one */
        char name[16];
        snprintf(name, sizeof name, "n%lld", (long long)i);
        credit(i, 1, NOW);
        join(i, name);
    }
    tell();
    struct standing_top top;
    assert_int_equal(standing_top(&cx, month_at(NOW), ZONE, NOW, &top), E_OK);
    assert_int_equal(top.n, STANDING_ROWS_MAX);   /* all of them first */
    assert_int_equal(top.more, top.people - STANDING_ROWS_MAX);
    assert_int_equal(top.rows[19].rank, 1);
}

/* 30 September, 23:59:59.999999 in Paris is 21:59 in UTC. */
static void months_of_the_company(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t october = period_start(ZONE, day_of_civil(2026, 10, 1)), september = october - 1;
    assert_int_equal(october % US_PER_DAY, 22 * 3600 * US_PER_S);
    join(1, "Anna");
    credit(1, 5, september);
    credit(1, 7, october);
    credit(1, 11, period_start(ZONE, day_of_civil(2026, 9, 1)) - 1);   /* August */
    tell();
    assert_string_equal(board_at(september), "1 Anna 5");
    assert_string_equal(board_at(october), "1 Anna 7");
    assert_string_equal(board_at(september), "1 Anna 5");
    credit(1, 1, september);
    credit(1, 2, october);
    tell();
    assert_string_equal(board_at(september), "1 Anna 6");
    assert_string_equal(board_at(october), "1 Anna 9");
    /* Nobody stands on the board of a month before they chose to. */
    assert_string_equal(board_at(september - 40 * US_PER_DAY), "");
    assert_int_equal(join_as(2, "Late", october + 5 * US_PER_DAY), E_OK);
    credit(2, 50, september);
    credit(2, 60, october);
    tell();
    assert_string_equal(board_at(september), "1 Anna 6");
    assert_string_equal(board_at(october), "1 Late 60, 2 Anna 9");
    /* Who leaves is gone from every month. */
    int64_t who = 1;
    assert_int_equal(db_tx(&cx, leave_tx, &who, NULL, 0), E_OK);
    assert_string_equal(board_at(september), "");
    assert_string_equal(board_at(october), "1 Late 60");
}

static void names(void **state) {
    (void)state;
    NEED_ENGINE();
    static const struct { const char *name; const char *says; } bad[] = {
        {"x", "2 to 40"}, {" x ", "2 to 40"}, {"", "2 to 40"}, {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "2 to 40"},
        {"a\nb", "cannot be seen"}, {"Ann\xe2\x80\x8b" "a", "cannot be seen"}, {"\xe2\x80\xae" "annA", "cannot be seen"},
        {"--", "letter"}, {"a\xff", "2 to 40"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(join_as(1, bad[i].name, NOW), E_INVALID);
        assert_string_equal(t.errs.items[0].field.p, "/pseudonym");
        assert_non_null(strstr(t.errs.items[0].detail.p, bad[i].says));
    }
    join(1, "  Capitaine   Némo ");
    assert_int_equal(join_as(2, "capitaine nemo", NOW), E_INVALID);
    assert_non_null(strstr(t.errs.items[0].detail.p, "not free"));
    join(1, "Capitaine NEMO");       /* one's own, written otherwise */
    credit(1, 1, NOW);
    assert_string_equal(board(), "1 Capitaine NEMO 1");
    join(2, "100 % _moi_");          /* what a pattern would take for its own */
}

static void month_names(void **state) {
    (void)state;
    struct period p;
    int64_t now = period_start(ZONE, day_of_civil(2026, 1, 15));
    if (engine == DB_POSTGRES) {
        skip();
    }
    assert_true(board_month(STR_NULL, ZONE, now, &p) && p.from == day_of_civil(2026, 1, 1));
    assert_true(board_month(STR("2026-01"), ZONE, now, &p) && p.to == day_of_civil(2026, 1, 31));
    assert_true(board_month(STR("2025-02"), ZONE, now, &p) && p.from == day_of_civil(2025, 2, 1));
    static const char *const bad[] = {"2025-01", "2026-02", "2026-13", "2026-00", "2026-1", "202601", "abcd-ef", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(board_month(str_of(bad[i]), ZONE, now, &p));
    }
}

static enum err progress_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return board_progress(tx, 1, ZONE, NOW, ret);
}

static void my_progress(void **state) {
    (void)state;
    NEED_ENGINE();
    struct board_month_points m[BOARD_PROGRESS_MONTHS];
    credit(1, 5, NOW);
    credit(1, 6, NOW - 30 * US_PER_DAY);
    credit(1, 7, NOW - 300 * US_PER_DAY);    /* too long ago */
    credit(2, 99, NOW);
    assert_int_equal(db_read(&cx, progress_tx, NULL, m, sizeof m), E_OK);
    assert_int_equal(m[0].points, 5);
    assert_int_equal(m[1].points, 6);
    for (int i = 2; i < BOARD_PROGRESS_MONTHS; i++) {
        assert_int_equal(m[i].points, 0);
    }
}

int main(void) {
    static const char *const engines[] = {"sqlite", "postgres"};
    int failed = 0;
#define T(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
    const struct CMUnitTest tests[] = {
        T(each_credit_once), T(missed_events_are_noticed), T(joining_and_leaving), T(months_of_the_company), T(names),
        T(my_progress), cmocka_unit_test(month_names),
    };
    for (int i = 0; i < 2; i++) {
        engine = i ? DB_POSTGRES : DB_SQLITE;
        failed += cmocka_run_group_tests_name(engines[i], tests, NULL, NULL);
    }
    return failed;
}
