/* impact_test.c: the calendar, and one person's figures. */
#include "sharedb.h"

#include "app/impact/impact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct { const char *day; enum period_kind kind; const char *from, *to, *before; } periods[] = {
    {"2026-11-24", PERIOD_MONTH, "2026-11-01", "2026-11-30", "2026-10-01"},
    {"2024-02-29", PERIOD_MONTH, "2024-02-01", "2024-02-29", "2024-01-01"},
    {"2025-01-01", PERIOD_MONTH, "2025-01-01", "2025-01-31", "2024-12-01"},
    {"2026-12-31", PERIOD_MONTH, "2026-12-01", "2026-12-31", "2026-11-01"},
    {"2026-11-24", PERIOD_QUARTER, "2026-10-01", "2026-12-31", "2026-07-01"},
    {"2026-01-01", PERIOD_QUARTER, "2026-01-01", "2026-03-31", "2025-10-01"},
    {"2024-03-31", PERIOD_YEAR, "2024-01-01", "2024-12-31", "2023-01-01"},
    {"1970-01-01", PERIOD_MONTH, "1970-01-01", "1970-01-31", "1969-12-01"},
};

static int64_t day_of(const char *text) {
    char stamp[32];
    int64_t us;
    snprintf(stamp, sizeof stamp, "%sT12:00:00Z", text);
    assert_true(time_parse_rfc3339(str_of(stamp), &us));
    return time_local_day(STR("UTC"), us);
}

static void calendar(void **state) {
    (void)state;
    struct arena *a = arena_create(1024 * 1024);
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        struct period p = period_of(periods[i].kind, day_of(periods[i].day));
        assert_string_equal(period_day_text(a, p.from).p, periods[i].from);
        assert_string_equal(period_day_text(a, p.to).p, periods[i].to);
        struct period b = period_before(periods[i].kind, p);
        assert_string_equal(period_day_text(a, b.from).p, periods[i].before);
        assert_int_equal(b.to, p.from - 1);
    }
    assert_int_equal(period_week(day_of("2026-11-24")), day_of("2026-11-23"));
    assert_int_equal(period_week(day_of("2026-11-23")), day_of("2026-11-23"));
    assert_int_equal(period_week(day_of("2026-11-22")), day_of("2026-11-16"));
    assert_int_equal(period_week(day_of("1969-12-31")), day_of("1969-12-29"));
    for (int64_t d = -1000; d < 40000; d += 7) {   /* every date reads back */
        assert_int_equal(day_of(period_day_text(a, d < 0 ? 0 : d).p), d < 0 ? 0 : d);
    }
    /* The day Paris changes to summer time begins at 23:00 UTC and is 23 hours long. */
    int64_t dst = day_of("2026-03-29");
    assert_int_equal(period_start(STR("Europe/Paris"), dst + 1) - period_start(STR("Europe/Paris"), dst), 23 * 60 * MINUTE);
    assert_int_equal(time_local_day(STR("Europe/Paris"), period_start(STR("Europe/Paris"), dst)), dst);
    assert_int_equal(time_local_day(STR("Europe/Paris"), period_start(STR("Europe/Paris"), dst) - 1), dst - 1);
    arena_free(a);
}

struct counted {
    int64_t link, day, human, bot;
};
static enum err count_tx(struct tx *tx, const void *args, void *ret) {
    const struct counted *c = args;
    (void)ret;
    return sql_link_day_add(tx, &(struct sql_link_day_add_in){.link = c->link, .day = c->day, .human = c->human, .bot = c->bot,
                                                              .preview = 1, .self = 2, .repeat = 3});
}

struct ask {
    int64_t person, now;
    enum period_kind kind;
};
static enum err impact_tx(struct tx *tx, const void *args, void *ret) {
    const struct ask *a = args;
    return impact_of(tx, a->person, a->kind, a->now, ret);
}

static void figures(enum db_engine engine) {
    struct testdb t;
    testdb_open(&t, engine);
    struct db_cx cx = content_company(&t);
    int64_t now = day_of("2026-11-24") * US_PER_DAY + 10 * 60 * MINUTE, last_month = now - 30 * US_PER_DAY;
    int64_t post = content_post(&cx, (struct content_post){"a", "https://x.example/a", "web", true, last_month});
    share_person(&cx, 77);
    share_person(&cx, 78);
    int64_t a = shared(&cx, (struct sharing){.person = 77, .post = post, .now = last_month});
    int64_t b = shared(&cx, (struct sharing){.person = 77, .post = post, .network = "bluesky", .now = now, .text = "a"});
    int64_t c = shared(&cx, (struct sharing){.person = 77, .post = post, .network = "x", .now = now});
    int64_t d = shared(&cx, (struct sharing){.person = 78, .post = post, .now = now});
    const struct counted counts[] = {
        {share_now(&cx, a).link, day_of("2026-10-31"), 5, 1}, {share_now(&cx, a).link, day_of("2026-11-01"), 7, 4},
        {share_now(&cx, b).link, day_of("2026-11-24"), 2, 0}, {share_now(&cx, d).link, day_of("2026-11-24"), 100, 50},
        {share_now(&cx, a).link, day_of("2026-08-20"), 9, 0}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        assert_int_equal(db_tx(&cx, count_tx, &counts[i], NULL, 0), E_OK);
    }
    assert_int_equal(step(&cx, verify_step, (struct step){.id = b, .now = now}), E_OK);
    assert_int_equal(step(&cx, retract_step, (struct step){.person = 77, .id = c, .now = now}), E_OK);

    struct impact i;
    assert_int_equal(db_read(&cx, impact_tx, &(struct ask){77, now, PERIOD_MONTH}, &i, sizeof i), E_OK);
    assert_int_equal(i.clicks.human, 9);
    assert_int_equal(i.clicks.bot, 4);
    assert_int_equal(i.clicks.preview, 2);
    assert_int_equal(i.clicks.self, 4);
    assert_int_equal(i.clicks.repeat, 6);
    assert_int_equal(i.previous_clicks.human, 5);
    assert_int_equal(i.previous_shares.total, 1);
    assert_int_equal(i.previous_shares.own_words, 1);
    assert_int_equal(i.shares.total, 1);
    assert_int_equal(i.shares.verified, 1);
    assert_int_equal(i.shares.own_words, 0);
    assert_int_equal(i.shares.retracted, 1);
    assert_int_equal(i.series_n, 24);
    assert_int_equal(i.series[0].human, 7);
    assert_int_equal(i.series[23].human, 2);
    assert_int_equal(i.weeks_n, IMPACT_WEEKS);
    assert_int_equal(i.weeks[12].start, day_of("2026-11-23"));
    assert_int_equal(i.weeks[12].human, 2);
    assert_int_equal(i.weeks[12].previous, 0);
    assert_int_equal(i.weeks[9].human, 0);
    assert_int_equal(i.weeks[8].start, day_of("2026-10-26"));
    assert_int_equal(i.weeks[8].human, 12);
    assert_int_equal(i.weeks[11].previous, 9);   /* 17 to 23 August */
    assert_int_equal(db_read(&cx, impact_tx, &(struct ask){77, now, PERIOD_YEAR}, &i, sizeof i), E_OK);
    assert_int_equal(i.clicks.human, 23);
    assert_int_equal(i.weeks_n, IMPACT_WEEKS_YEAR);
    assert_int_equal(db_read(&cx, impact_tx, &(struct ask){79, now, PERIOD_QUARTER}, &i, sizeof i), E_OK);
    assert_int_equal(i.clicks.human + i.shares.total + i.previous_clicks.human, 0);
    testdb_close(&t);
}

static void figures_on_sqlite(void **state) {
    (void)state;
    figures(DB_SQLITE);
}

static void figures_on_postgres(void **state) {
    (void)state;
    if (!testdb_has_postgres()) {
        skip();
    }
    figures(DB_POSTGRES);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(calendar), cmocka_unit_test(figures_on_sqlite),
                                       cmocka_unit_test(figures_on_postgres)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
