/* url_test.c: addresses read as browsers read them, keys for telling doubles, parameters for counting. */
#include "pvtest.h"
#include "text/url.h"

static void addresses_are_read_as_browsers_do(void **state) {
    (void)state;
    struct str rest = data_file("url.tsv");
    struct str c[4];
    int n = 0;
    while (next_row(&rest, c)) {
        struct str got = url_resolve(a, c[1], c[0].p ? c[0] : STR(""));
        if (!str_eq(got, c[2]) || (got.p == NULL) != (c[2].p == NULL)) {
            fail_msg("%.*s (base %.*s): got %.*s, want %.*s", STRF(c[0]), STRF(c[1]), STRF(got), STRF(c[2]));
        }
        n++;
    }
    assert_true(n > 70);
}

/* What was made must read as itself, or two readers would see two things. */
static void serialization_is_stable(void **state) {
    (void)state;
    struct str rest = data_file("url.tsv");
    struct str c[4];
    while (next_row(&rest, c)) {
        if (c[2].p) {
            assert_str(url_resolve(a, STR_NULL, c[2]), c[2]);
        }
    }
}

static void doubles_meet_under_one_key(void **state) {
    (void)state;
    struct str rest = data_file("url_key.tsv");
    struct str c[4];
    while (next_row(&rest, c)) {
        assert_str(url_key(a, c[0]), c[1]);
    }
}

static void counting_parameters_are_added(void **state) {
    (void)state;
    struct str s = STR("linkedin");
    struct str m = STR("employee advocacy");
    assert_str(url_with_utm(a, STR("https://a.b/x?c=%20d&e#f"), s, m, STR("post-1")),
               STR("https://a.b/x?c=%20d&e&utm_source=linkedin&utm_medium=employee%20advocacy&utm_campaign=post-1#f"));
    assert_str(url_with_utm(a, STR("https://a.b/?utm_source=old&x=1"), s, STR_NULL, STR_NULL),
               STR("https://a.b/?x=1&utm_source=linkedin"));
    assert_str(url_with_utm(a, STR("https://a.b"), STR_NULL, STR_NULL, STR_NULL), STR("https://a.b/"));
    assert_str(url_with_utm(a, STR("mailto:a@b"), s, m, m), STR_NULL);
}

static void hosts_are_found(void **state) {
    (void)state;
    assert_str(url_host(a, STR("https://WWW.Example.com:8/x")), STR("www.example.com"));
    assert_str(url_host(a, STR("http://[2001:DB8::1]/")), STR("[2001:db8::1]"));
    assert_str(url_host(a, STR("tag:x")), STR_NULL);
    assert_str(url_host_ascii(a, STR("BÜCHER.example")), STR("xn--bcher-kva.example"));
    assert_str(url_host_ascii(a, STR("a b")), STR_NULL);
}

static void long_ones_are_refused(void **state) {
    (void)state;
    const char *why = NULL;
    struct url u;
    char *big = arena_alloc(a, URL_MAX + 20);
    memset(big, 'a', URL_MAX + 10);
    memcpy(big, "http://h/", 9);
    assert_int_equal(url_parse(a, (struct str){big, URL_MAX + 10}, NULL, &why, &u), E_INVALID);
    assert_string_equal(why, "longer than 8192 bytes");
    assert_int_equal(url_parse(a, (struct str){big, URL_MAX}, NULL, &why, &u), E_OK);
    assert_int_equal(url_port(&u), 80);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(addresses_are_read_as_browsers_do), TEST(serialization_is_stable), TEST(doubles_meet_under_one_key),
        TEST(counting_parameters_are_added), TEST(hosts_are_found), TEST(long_ones_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
