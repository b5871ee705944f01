/* hours_test.c: working hours through a year of clock changes, in twelve zones. */
#include "app/work/hours.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct arena *a;
#define MINUTE (60 * US_PER_S)

static const char *const zones[] = {"Europe/Paris",     "Europe/London",      "America/New_York", "America/Los_Angeles",
                                    "America/St_Johns", "America/Santiago",   "Asia/Tokyo",       "Asia/Kolkata",
                                    "Asia/Kathmandu",   "Australia/Lord_Howe", "Pacific/Apia",    "Africa/Casablanca"};

static int64_t at(const char *text) {
    int64_t t;
    assert_true(time_parse_rfc3339(str_of(text), &t));
    return t;
}

static struct hours office(const char *zone) {
    struct hours h = {.zone = str_of(zone)};
    assert_true(hours_week_read(STR("540-1080,540-1080,540-1080,540-1080,540-1080,-,-"), &h));
    return h;
}

static void next_is(const struct hours *h, const char *from, const char *to) {
    struct str got = time_rfc3339(a, hours_next(h, at(from)));
    if (!str_is(got, to)) {
        print_message("%s: %s, not %s\n", from, got.p, to);
    }
    assert_true(str_is(got, to));
}

static void known_moments(void **state) {
    (void)state;
    struct hours h = office("Europe/Paris");
    next_is(&h, "2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z");   /* Monday, 9:00 */
    next_is(&h, "2026-11-30T07:59:59Z", "2026-11-30T08:00:00Z");
    next_is(&h, "2026-11-30T16:59:59Z", "2026-11-30T16:59:59Z");
    next_is(&h, "2026-11-30T17:00:00Z", "2026-12-01T08:00:00Z");
    next_is(&h, "2026-12-04T20:00:00Z", "2026-12-07T08:00:00Z");   /* over a week-end */
    next_is(&h, "2026-03-27T18:00:00Z", "2026-03-30T07:00:00Z");   /* the clocks go forward on the 29th */
    next_is(&h, "2026-10-23T18:00:00Z", "2026-10-26T08:00:00Z");   /* and back on the 25th of October */
    assert_true(hours_off_read(STR("2026-12-24/2027-01-03 2026-12-01"), &h));
    next_is(&h, "2026-11-30T17:00:00Z", "2026-12-02T08:00:00Z");
    next_is(&h, "2026-12-24T10:00:00Z", "2027-01-04T08:00:00Z");
    /* Nights: 2:30 does not exist on the 29th of March, and comes twice on the 25th of October. */
    struct hours night = {.zone = STR("Europe/Paris")};
    assert_true(hours_week_read(STR("-,-,-,-,-,-,150-170"), &night));
    next_is(&night, "2026-03-28T12:00:00Z", "2026-04-05T00:30:00Z");
    next_is(&night, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z");
    next_is(&night, "2026-10-25T00:55:00Z", "2026-10-25T01:30:00Z");
    assert_true(hours_moment(STR("Europe/Paris"), day_of_civil(2026, 3, 29), 150) == at("2026-03-29T01:00:00Z"));
    /* Nobody works ever. */
    struct hours never = {.zone = STR("Europe/Paris")};
    next_is(&never, "2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z");
}

/* Minute by minute through a year: what is said to be the next moment is one, and none before it is. */
static void check_zone(const char *zone, const char *week, const char *off) {
    struct hours h = {.zone = str_of(zone)};
    assert_true(hours_week_read(str_of(week), &h) && hours_off_read(str_of(off), &h));
    int64_t first = at("2026-01-01T00:00:00Z"), next = -1;
    for (int64_t t = first; t < first + 366 * US_PER_DAY; t += 5 * MINUTE) {
        bool open = hours_open(&h, t);
        if (next < t) {
            next = hours_next(&h, t);
            assert_true(next >= t && hours_open(&h, next));
        }
        /* Between t and the moment said nothing is open; at it, something is. */
        if (open != (next <= t)) {
            print_message("%s %s\n", zone, time_rfc3339(a, t).p);
        }
        assert_true(open == (next <= t));
    }
}

static void a_year_in_twelve_zones(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        check_zone(zones[i], "540-1080,540-1080,540-1080,540-1080,540-1080,-,-", "2026-05-01 2026-12-24/2027-01-01");
        check_zone(zones[i], "0-1440,60-185,-,120-150,1380-1440,0-5,90-180", "2026-03-08");
    }
}

static void forms(void **state) {
    (void)state;
    struct hours h;
    struct str out;
    int minute;
    int64_t day;
    assert_true(hours_clock(STR("24:00"), &minute) && minute == 1440);
    assert_false(hours_clock(STR("24:01"), &minute) || hours_clock(STR("9:00"), &minute) || hours_clock(STR("09:60"), &minute) ||
                 hours_clock(STR("0a:00"), &minute));
    assert_true(hours_date(STR("2028-02-29"), &day));
    assert_string_equal(hours_date_text(a, day).p, "2028-02-29");
    assert_false(hours_date(STR("2026-02-29"), &day) || hours_date(STR("2026-13-01"), &day) || hours_date(STR("26-01-01"), &day));
    static const char *const wrong[] = {"", "-", "540-1080", "540-540,-,-,-,-,-,-", "600-540,-,-,-,-,-,-", "0-1441,-,-,-,-,-,-",
                                        "a-b,-,-,-,-,-,-", "-,-,-,-,-,-,-,-"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(hours_week_read(str_of(wrong[i]), &h));
    }
    assert_true(hours_week_read(STR("540-1080,-,0-1440,-,-,-,-"), &h));
    assert_string_equal(hours_week_text(a, &h).p, "540-1080,-,0-1440,-,-,-,-");
    assert_true(hours_days_tidy(a, STR("FRI, mon;tue  mon"), &out) && str_is(out, "mon tue fri"));
    assert_true(hours_days_tidy(a, STR(""), &out) && out.n == 0);
    assert_false(hours_days_tidy(a, STR("lundi"), &out));
    assert_true(hours_off_tidy(a, STR("2026-12-25, 2027-01-01/2027-01-02"), &out) && str_is(out, "2026-12-25 2027-01-01/2027-01-02"));
    assert_false(hours_off_tidy(a, STR("2026-12-25/2026-12-24"), &out));
    assert_false(hours_off_tidy(a, STR("Noël"), &out));
}

static int setup(void **state) {
    (void)state;
    a = arena_create(64 * 1024 * 1024);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_moments), cmocka_unit_test(a_year_in_twelve_zones),
                                       cmocka_unit_test(forms)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
