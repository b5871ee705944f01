/* base_test.c: the ground floor: text, arena, buffers, ids, time, settings. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/id.h"
#include "base/rnd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *a;

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

static void text_cuts_and_compares(void **state) {
    (void)state;
    assert_true(str_eq(str_trim(STR(" \t a b\r\n")), STR("a b")));
    assert_true(str_ieq(STR("HeLLo"), STR("hello")));
    assert_false(str_ieq(STR("hello"), STR("hell")));
    assert_int_equal(str_find(STR("abcabd"), STR("abd")), 3);
    assert_int_equal(str_find(STR("abc"), STR("x")), 3);
    struct str rest = STR("a,,b");
    struct str part;
    int n = 0;
    while (str_split(&rest, ',', &part)) {
        n++;
    }
    assert_int_equal(n, 3);
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
}

static void numbers_are_read_whole(void **state) {
    (void)state;
    int64_t v = 7;
    assert_true(str_to_i64(STR("-9223372036854775808"), &v));
    assert_true(v == INT64_MIN);
    assert_true(str_to_i64(STR("9223372036854775807"), &v));
    assert_true(v == INT64_MAX);
    assert_false(str_to_i64(STR("9223372036854775808"), &v));
    assert_false(str_to_i64(STR("12a"), &v));
    assert_false(str_to_i64(STR(""), &v));
    assert_false(str_to_i64(STR("-"), &v));
    assert_false(str_to_i64(STR("+1"), &v));
}

static void utf8_is_checked(void **state) {
    (void)state;
    static const struct { const char *text; bool valid; } cases[] = {
        {"abc", true}, {"é", true}, {"€", true}, {"😀", true}, {"\xc0\x80", false}, {"\xed\xa0\x80", false},
        {"\xf4\x90\x80\x80", false}, {"\x80", false}, {"\xe2\x82", false}, {"\xf0\x9f\x98", false}, {"\xff", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(str_utf8_valid(str_of(cases[i].text)), cases[i].valid);
    }
    assert_int_equal(str_utf8_count(STR("aé€😀")), 4);
    assert_int_equal(str_utf8_cut(STR("aé€"), 4).n, 3);
    assert_int_equal(str_utf8_cut(STR("aé€"), 2).n, 1);
}

static int deferred;

static void note(void *p) {
    deferred = deferred * 10 + *(int *)p;
}

static void arena_defers_in_reverse_and_zeroes(void **state) {
    (void)state;
    static int one = 1;
    static int two = 2;
    arena_defer(a, note, &one);
    arena_defer(a, note, &two);
    for (int i = 0; i < 1000; i++) {
        unsigned char *p = arena_alloc(a, (size_t)i * 7);
        for (int k = 0; k < i * 7; k++) {
            assert_int_equal(p[k], 0);
            p[k] = 0xff;
        }
    }
    deferred = 0;
    arena_reset(a);
    assert_int_equal(deferred, 21);
    assert_int_equal(arena_used(a), 0);
    assert_string_equal(arena_printf(a, "%s-%d", "x", 5).p, "x-5");
}

static void buffers_stop_at_their_maximum(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, a, 10);
    buf_c(&b, "12345");
    buf_c(&b, "67890");
    assert_false(b.over);
    buf_ch(&b, 'x');
    assert_true(b.over);
    assert_int_equal(b.n, 10);
    struct buf h;
    buf_init(&h, NULL, 1000);
    buf_json(&h, STR("a\"\\\n\x01é"));
    assert_string_equal(buf_view(&h).p, "\"a\\\"\\\\\\n\\u0001é\"");
    buf_reset(&h);
    buf_pct(&h, STR("a b/é~"));
    assert_string_equal(buf_view(&h).p, "a%20b%2F%C3%A9~");
    buf_reset(&h);
    buf_html(&h, STR("<a href='x'>&\""));
    assert_string_equal(buf_view(&h).p, "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    buf_reset(&h);
    buf_i64(&h, INT64_MIN);
    assert_string_equal(buf_view(&h).p, "-9223372036854775808");
    buf_done(&h);
}

static void ids_rise_and_round_trip(void **state) {
    (void)state;
    int64_t last = 0;
    for (int i = 0; i < 100000; i++) {
        int64_t id = id_new();
        assert_true(id > last);
        last = id;
    }
    char text[ID_TEXT_LEN + 1];
    id_format(last, text);
    int64_t back;
    assert_true(id_parse(str_of(text), &back));
    assert_true(back == last);
    assert_false(id_parse(STR("zzzzzzzzzzzzz"), &back));
    assert_false(id_parse(STR("0"), &back));
    assert_false(id_parse(STR("000000000000u"), &back));
    assert_true(id_parse(STR("OOOOOOOOOOOIL"), &back));
    assert_int_equal(back, 33);
    id_set_node(513);
    assert_int_equal(id_node_of(id_new()), 513);
    id_set_node(0);
    int64_t at = INT64_C(1750000000) * US_PER_S;
    assert_true(id_time(id_new_at(at)) == at);
    id_floor(id_new() + (INT64_C(5000) << 22));
    assert_true(id_new() > last + (INT64_C(4000) << 22));
}

static void time_round_trips(void **state) {
    (void)state;
    int64_t us;
    assert_true(time_parse_rfc3339(STR("2026-11-24T10:00:00Z"), &us));
    assert_string_equal(time_rfc3339(a, us).p, "2026-11-24T10:00:00Z");
    assert_true(time_parse_rfc3339(STR("2026-11-24T11:00:00.25+01:00"), &us));
    assert_string_equal(time_rfc3339(a, us).p, "2026-11-24T10:00:00.250000Z");
    assert_true(time_parse_rfc3339(STR("1969-12-31t23:59:59z"), &us));
    assert_true(us == -US_PER_S);
    assert_string_equal(time_http(a, INT64_C(784111777) * US_PER_S).p, "Sun, 06 Nov 1994 08:49:37 GMT");
    static const char *const bad[] = {"", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00", "2026-01-01", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00Zx", "x026-01-01T00:00:00Z"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(time_parse_rfc3339(str_of(bad[i]), &us));
    }
    assert_true(time_parse_rfc3339(STR("2024-02-29T00:00:00Z"), &us));
}

static void zones_know_summer(void **state) {
    (void)state;
    int64_t winter;
    int64_t summer;
    assert_true(time_parse_rfc3339(STR("2026-01-15T23:30:00Z"), &winter));
    assert_true(time_parse_rfc3339(STR("2026-07-15T22:30:00Z"), &summer));
    assert_int_equal(time_zone_offset(STR("Europe/Paris"), winter), 3600);
    assert_int_equal(time_zone_offset(STR("Europe/Paris"), summer), 7200);
    assert_int_equal(time_zone_offset(STR("America/New_York"), winter), -18000);
    assert_int_equal(time_zone_offset(STR("Asia/Kolkata"), summer), 19800);
    assert_int_equal(time_zone_offset(STR("Nowhere/Land"), summer), 0);
    assert_true(time_zone_known(STR("Europe/Zurich")));
    assert_false(time_zone_known(STR("../../etc/passwd")));
    assert_false(time_zone_known(STR("/etc/localtime")));
    assert_int_equal(time_local_day(STR("Europe/Paris"), winter), day_of_civil(2026, 1, 16));
    assert_int_equal(time_local_day(STR("UTC"), winter), day_of_civil(2026, 1, 15));
    int64_t far;
    assert_true(time_parse_rfc3339(STR("2061-07-15T12:00:00Z"), &far));
    assert_int_equal(time_zone_offset(STR("Europe/Paris"), far), 7200);
    int y, m, d;
    civil_of_day(day_of_civil(2024, 2, 29), &y, &m, &d);
    assert_true(y == 2024 && m == 2 && d == 29);
}

static void settings_come_from_four_places(void **state) {
    (void)state;
    char path[] = "/tmp/pv-config-XXXXXX";
    int fd = mkstemp(path);
    const char *text = "# a comment\nlisten = 127.0.0.1:1111\nworkers=7\nallow-net = 10.0.0.0/8\n";
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    setenv("PORTEVOIX_WORKERS", "8", 1);
    char *argv[] = {"import", "--config", path, "--allow-net", "127.0.0.0/8", "--allow-net=::1/128", "file.csv", NULL};
    int argc = 7;
    struct problems errs = {.arena = a};
    struct config c;
    assert_int_equal(config_load(&c, a, &argc, argv, &errs), E_OK);
    assert_int_equal(argc, 2);
    assert_string_equal(argv[1], "file.csv");
    assert_string_equal(config_text(&c, CFG_LISTEN).p, "127.0.0.1:1111");
    assert_int_equal(config_int(&c, CFG_WORKERS), 8);
    assert_true(config_bool(&c, CFG_CLICK_DURABLE));
    const char *const *nets = config_list(&c, CFG_ALLOW_NET);
    assert_string_equal(nets[0], "127.0.0.0/8");
    assert_string_equal(nets[1], "::1/128");
    assert_null(nets[2]);
    setenv("PORTEVOIX_WORKERS", "many", 1);
    argc = 1;
    char *bare[] = {"serve", NULL};
    assert_int_equal(config_load(&c, a, &argc, bare, &errs), E_CONFIG);
    assert_string_equal(errs.items[0].field.p, "workers");
    unsetenv("PORTEVOIX_WORKERS");
    unlink(path);
}

static void randomness_can_be_replayed(void **state) {
    (void)state;
    rnd_seed(42);
    struct str one = rnd_base62(a, 11);
    rnd_seed(42);
    struct str two = rnd_base62(a, 11);
    rnd_seed(0);
    assert_true(str_eq(one, two));
    assert_false(str_eq(rnd_token(a, 32), rnd_token(a, 32)));
    for (int i = 0; i < 1000; i++) {
        assert_true(rnd_below(7) < 7);
    }
    unsigned char raw[2];
    assert_true(hex_parse(STR("a0ff"), raw, 2));
    assert_false(hex_parse(STR("a0f"), raw, 2));
    assert_string_equal(hex_text(a, raw, 2).p, "a0ff");
}

int main(void) {
    rnd_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_cuts_and_compares, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_are_read_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(utf8_is_checked, setup, teardown),
        cmocka_unit_test_setup_teardown(arena_defers_in_reverse_and_zeroes, setup, teardown),
        cmocka_unit_test_setup_teardown(buffers_stop_at_their_maximum, setup, teardown),
        cmocka_unit_test_setup_teardown(ids_rise_and_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(time_round_trips, setup, teardown),
        cmocka_unit_test_setup_teardown(zones_know_summer, setup, teardown),
        cmocka_unit_test_setup_teardown(settings_come_from_four_places, setup, teardown),
        cmocka_unit_test_setup_teardown(randomness_can_be_replayed, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
