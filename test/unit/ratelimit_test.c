/* ratelimit_test.c: the table of token buckets. */
#include "http/server.h"

#include "base/clock.h"
#include "base/rnd.h"
#include "http/ratelimit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const struct rate five = {5, 900};

static bool take(struct rate_table *t, const char *who, int64_t now_s, int64_t *ret_wait_s) {
    int64_t us;
    bool ok = rate_table_take(t, str_of(who), five, now_s * US_PER_S, &us);
    *ret_wait_s = us / US_PER_S;
    return ok;
}

static void bursts_then_waits(void **state) {
    (void)state;
    struct rate_table *t = rate_table_create();
    int64_t wait;
    for (int i = 0; i < 5; i++) {
        assert_true(take(t, "a", 1000, &wait));
    }
    assert_false(take(t, "a", 1000, &wait));
    assert_int_equal(wait, 180);
    assert_true(take(t, "b", 1000, &wait));
    assert_false(take(t, "a", 1179, &wait));
    assert_int_equal(wait, 1);
    assert_true(take(t, "a", 1180, &wait));
    assert_false(take(t, "a", 1180, &wait));
    for (int i = 0; i < 5; i++) {
        assert_true(take(t, "a", 1180 + 900, &wait));
    }
    assert_false(take(t, "a", 1180 + 900, &wait));
    rate_table_free(t);
}

static void never_more_than_its_rate(void **state) {
    (void)state;
    struct rate_table *t = rate_table_create();
    int64_t wait, passed = 0;
    for (int64_t s = 10; s < 10 + 9000; s++) {
        passed += take(t, "a", s, &wait);
    }
    assert_in_range(passed, 50, 5 + 50);
    rate_table_free(t);
}

/* A flood of others may push a bucket out, but the table neither grows nor fails, and a used-up bucket is the last to go. */
static void memory_is_bounded(void **state) {
    (void)state;
    struct rate_table *t = rate_table_create();
    int64_t wait;
    for (int i = 0; i < 5; i++) {
        assert_true(take(t, "a", 1000, &wait));
    }
    for (int i = 0; i < 200000; i++) {
        char who[32];
        snprintf(who, sizeof who, "flood %d", i);
        assert_true(take(t, who, 1000, &wait));
    }
    assert_false(take(t, "a", 1000, &wait));
    rate_table_free(t);
}

static void addresses_and_ranges(void **state) {
    (void)state;
    struct arena *arena = arena_create(1 << 16);
    struct addr a;
    struct cidr c;
    static const char *const same[][2] = {
        {"192.0.2.1", "192.0.2.1"}, {" 192.0.2.1:80 ", "192.0.2.1"}, {"[2001:db8::1]:443", "2001:db8::1"},
        {"2001:DB8:0::1", "2001:db8::1"}, {"::ffff:10.0.0.255", "10.0.0.255"},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        assert_true(addr_parse(str_of(same[i][0]), &a));
        assert_true(str_is(addr_text(arena, &a), same[i][1]));
    }
    assert_false(addr_parse(STR("unknown"), &a));
    assert_false(addr_parse(STR(""), &a));
    assert_false(addr_parse(STR("1.2.3"), &a));
    assert_true(addr_parse(STR("10.1.2.3"), &a));
    static const char *const in[] = {"10.0.0.0/8", "10.1.2.3", "10.1.2.2/31", "0.0.0.0/0", "::/0", "::ffff:10.0.0.0/104"};
    static const char *const out[] = {"10.1.2.4/30", "11.0.0.0/8", "10.1.2.0/31", "2001:db8::/32"};
    for (size_t i = 0; i < sizeof in / sizeof in[0]; i++) {
        assert_true(cidr_parse(str_of(in[i]), &c) && cidr_has(&c, &a));
    }
    for (size_t i = 0; i < sizeof out / sizeof out[0]; i++) {
        assert_true(cidr_parse(str_of(out[i]), &c) && !cidr_has(&c, &a));
    }
    assert_false(cidr_parse(STR("10.0.0.0/33"), &c));
    assert_false(cidr_parse(STR("10.0.0.0/-1"), &c));
    assert_false(cidr_parse(STR("10.0.0.0/x"), &c));
    assert_false(cidr_parse(STR("/8"), &c));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_then_waits),
        cmocka_unit_test(never_more_than_its_rate),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(addresses_and_ranges),
    };
    rnd_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
