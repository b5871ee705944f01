/* schedule_test.c: a simulated year of shares at their best time, in twelve time zones with and without summer time: each lies within the
 * person's own hours by ICU's calendar (not by the code under test), half an hour from every other one, ahead and within the limit; moments that
 * break a rule are refused. */
#include "app/share/share.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "contentdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { DAYS = 365, A_DAY = 3, SHARES_MAX = DAYS * A_DAY, FROM_MINUTE = 9 * 60, TO_MINUTE = 17 * 60 + 30 };
#define MINUTE (60 * US_PER_S)

static const char *const zones[] = {
    "Europe/Paris",   "Europe/London",    "America/New_York",    "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns",
    "Asia/Kolkata",   "Asia/Tokyo",       "Australia/Lord_Howe", "Pacific/Auckland",    "Africa/Nairobi",        "Pacific/Kiritimati",
};
enum { ZONES = sizeof zones / sizeof *zones };

static struct testdb t;
static struct db_cx cx;

static int open_it(void **state) {
    (void)state;
    rnd_seed(20261130);
    testdb_open(&t, DB_SQLITE);
    cx = content_company(&t);
    return 0;
}

static int close_it(void **state) {
    (void)state;
    rnd_seed(0);
    testdb_close(&t);
    return 0;
}

/* ---- the calendar of somebody else ---- */

/* Day of the week (1 = Sunday) and minute of the day that a wall clock in the zone shows. */
static void wall_clock(const char *zone, int64_t at, int *ret_weekday, int *ret_minute) {
    UChar name[64];
    UErrorCode ec = U_ZERO_ERROR;
    u_uastrcpy(name, zone);
    UCalendar *cal = ucal_open(name, -1, "en", UCAL_GREGORIAN, &ec);
    ucal_setMillis(cal, (double)(at / 1000), &ec);
    *ret_weekday = ucal_get(cal, UCAL_DAY_OF_WEEK, &ec);
    *ret_minute = ucal_get(cal, UCAL_HOUR_OF_DAY, &ec) * 60 + ucal_get(cal, UCAL_MINUTE, &ec);
    ucal_close(cal);
    assert_true(U_SUCCESS(ec));
}

/* ---- a year ---- */

struct year {
    int64_t person;
    const struct hours *hours;
    int64_t due[SHARES_MAX], asked[SHARES_MAX];
    int n;
};

static enum err schedule_one(struct tx *tx, const struct year *y, int64_t now, int64_t *ret) {
    int64_t id = id_new();
    enum err e = share_best_moment(tx, y->person, y->hours, now, ret);
    e = e ? e : share_check_moment(tx, y->person, 0, *ret, now);
    return e ? e : sql_share_insert(tx, &(struct sql_share_insert_in){
        .id = id, .person = y->person, .post = id, .network = STR("bluesky"), .action = STR("share"), .mode = STR("connection"),
        .status = STR(SHARE_SCHEDULED), .own_text = STR(""), .final_text = STR(""), .language = STR("en"), .disclosure = STR(""),
        .disclosure_state = STR("disclosed"), .day = 1, .day_rank = 1, .link = 1, .now = now, .due = ret});
}

static enum err year_tx(struct tx *tx, const void *args, void *ret) {
    struct year *y = *(struct year *const *)args;
    int64_t start = day_of_civil(2026, 1, 1) * US_PER_DAY;
    enum err e = E_OK;
    (void)ret;
    y->n = 0;
    for (int day = 0; !e && day < DAYS; day++) {
        for (int k = 0; !e && k < A_DAY; k++) {
            int64_t now = start + day * US_PER_DAY + rnd_below(24 * 60) * MINUTE;
            y->asked[y->n] = now;
            e = schedule_one(tx, y, now, &y->due[y->n]);
            y->n += !e;
        }
    }
    return e;
}

static int by_time(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void test_year(void **state) {
    (void)state;
    struct year *y = test_malloc(sizeof *y);
    for (int z = 0; z < ZONES; z++) {
        struct hours hours = {.zone = str_of(zones[z])};
        for (int d = 0; d < 5; d++) {
            hours.from[d] = FROM_MINUTE;
            hours.to[d] = TO_MINUTE;
        }
        *y = (struct year){.person = 100 + z, .hours = &hours};
        assert_int_equal(db_tx(&cx, year_tx, &y, NULL, 0), E_OK);
        assert_int_equal(y->n, SHARES_MAX);
        for (int i = 0; i < y->n; i++) {
            int weekday, minute;
            wall_clock(zones[z], y->due[i], &weekday, &minute);
            assert_true(weekday >= UCAL_MONDAY && weekday <= UCAL_FRIDAY);
            assert_in_range(minute, FROM_MINUTE, TO_MINUTE - 1);
            assert_true(y->due[i] > y->asked[i] && y->due[i] <= y->asked[i] + SHARE_AHEAD_DAYS * US_PER_DAY);
        }
        qsort(y->due, (size_t)y->n, sizeof *y->due, by_time);
        for (int i = 1; i < y->n; i++) {
            assert_true(y->due[i] - y->due[i - 1] >= SHARE_APART_S * US_PER_S);
        }
    }
    test_free(y);
}

/* ---- moments of one's own ---- */

static enum err moments_tx(struct tx *tx, const void *args, void *ret) {
    const int64_t now = NOW, due = now + 120 * MINUTE;
    struct year y = {.person = 7};
    int64_t at = 0;
    (void)args;
    (void)ret;
    assert_int_equal(schedule_one(tx, &y, due - 5 * MINUTE, &at), E_OK);
    assert_int_equal(share_check_moment(tx, 7, 0, at + 29 * MINUTE, now), E_INVALID);
    assert_int_equal(share_check_moment(tx, 7, 0, at - 29 * MINUTE, now), E_INVALID);
    assert_int_equal(share_check_moment(tx, 7, 0, at + 30 * MINUTE, now), E_OK);
    assert_int_equal(share_check_moment(tx, 7, 0, at - 30 * MINUTE, now), E_OK);
    assert_int_equal(share_check_moment(tx, 8, 0, at, now), E_OK);
    assert_int_equal(share_check_moment(tx, 8, 0, now, now), E_INVALID);
    assert_int_equal(share_check_moment(tx, 8, 0, now + SHARE_AHEAD_DAYS * US_PER_DAY, now), E_OK);
    assert_int_equal(share_check_moment(tx, 8, 0, now + SHARE_AHEAD_DAYS * US_PER_DAY + 1, now), E_INVALID);
    return E_OK;
}

static void test_moments(void **state) {
    (void)state;
    assert_int_equal(db_tx(&cx, moments_tx, NULL, NULL, 0), E_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_year, open_it, close_it),
        cmocka_unit_test_setup_teardown(test_moments, open_it, close_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
