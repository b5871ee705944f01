/* guard_test.c: where the program may connect to. The table holds every reserved range and every disguise known. */
#include "net/guard.h"
#include "pvtest.h"

#include <arpa/inet.h>

/* Answers "ip ip …" for any name. */
static enum err from_text(void *ud, struct str host, int timeout_ms, struct guard_addr *ret, size_t *ret_n) {
    struct str rest = *(struct str *)ud;
    struct str part;
    size_t n = 0;
    (void)host;
    (void)timeout_ms;
    while (str_split(&rest, ' ', &part)) {
        ret[n] = (struct guard_addr){0};
        (void)guard_addr_parse(part, &ret[n]);
        n++;
    }
    *ret_n = n;
    return n ? E_OK : E_NET;
}

static struct guard_verdict check(const struct guard *g, struct str url, struct str answers) {
    struct guard_verdict v;
    struct guard_resolver r = {from_text, &answers};
    guard_check_url(a, g, url, &r, 1000, &v);
    return v;
}

static void the_table_holds(void **state) {
    (void)state;
    struct guard g = {.n = 0};
    struct str rest = data_file("guard.tsv");
    struct str c[4];
    int n = 0;
    while (next_row(&rest, c)) {
        struct guard_verdict v = check(&g, c[1].p ? c[1] : STR(""), c[2]);
        if (v.allow != str_is(c[0], "allow")) {
            fail_msg("%.*s [%.*s]: %s (%s)", STRF(c[1]), STRF(c[2]), v.allow ? "allowed" : "refused", v.reason);
        }
        assert_true(v.allow == (v.reason[0] == '\0'));
        n++;
    }
    assert_true(n > 120);
}

static void the_operator_lets_ranges_through(void **state) {
    (void)state;
    struct guard g = {.n = 0};
    assert_int_equal(guard_allow(&g, STR("127.0.0.0/8")), E_OK);
    assert_int_equal(guard_allow(&g, STR("fd00::/8")), E_OK);
    assert_int_equal(guard_allow(&g, STR("10.1.2.3")), E_OK);
    assert_true(check(&g, STR("http://127.0.0.1:9999/"), STR_NULL).allow);
    assert_true(check(&g, STR("http://localhost:9999/"), STR("127.0.0.1")).allow);
    assert_true(check(&g, STR("http://[fd12::1]/"), STR_NULL).allow);
    assert_true(check(&g, STR("http://10.1.2.3/"), STR_NULL).allow);
    assert_false(check(&g, STR("http://10.1.2.4/"), STR_NULL).allow);
    assert_false(check(&g, STR("http://localhost:9999/"), STR("127.0.0.1 ::1")).allow);
    assert_false(check(&g, STR("http://[::ffff:127.0.0.1]/"), STR_NULL).allow);
    /* a public address keeps its rules */
    assert_false(check(&g, STR("http://example.com:9999/"), STR("93.184.216.34")).allow);
    assert_false(check(&g, STR("http://example.com:9999/"), STR("93.184.216.34 127.0.0.1")).allow);
    assert_false(check(&g, STR("http://intranet/"), STR("93.184.216.34")).allow);
    assert_false(check(&g, STR("http://u@127.0.0.1/"), STR_NULL).allow);
    assert_false(check(&g, STR("ftp://127.0.0.1/"), STR_NULL).allow);
}

static void bad_ranges_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "", "x", "127.0.0.0/33", "127.0.0.0/-1", "127.0.0.0/", "::/129", "127.1/8", "1.2.3.4/8x", NULL};
    struct guard g = {.n = 0};
    for (size_t i = 0; bad[i]; i++) {
        assert_int_equal(guard_allow(&g, str_of(bad[i])), E_INVALID);
    }
    for (int i = 0; i < GUARD_NETS_MAX; i++) {
        assert_int_equal(guard_allow(&g, STR("10.0.0.0/8")), E_OK);
    }
    assert_int_equal(guard_allow(&g, STR("10.0.0.0/8")), E_LIMIT);
}

static void prefixes_end_where_they_should(void **state) {
    (void)state;
    struct guard g = {.n = 0};
    static const struct {
        const char *ip;
        bool ok;
    } edges[] = {{"172.15.255.255", true}, {"172.32.0.0", true}, {"100.63.255.255", true}, {"100.128.0.0", true},
                 {"198.17.255.255", true}, {"198.20.0.0", true}, {"223.255.255.255", true}, {"9.255.255.255", true},
                 {"11.0.0.0", true}, {"1.0.0.0", true}, {"0.255.255.255", false}, {"2001:200::1", true},
                 {"2001:1ff:ffff::1", false}, {"3fff:1000::1", true}, {"3fff:fff::1", false}, {"2003::1", true},
                 {"1fff::1", false}, {"4000::1", false}};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        struct guard_addr addr;
        assert_true(guard_addr_parse(str_of(edges[i].ip), &addr));
        if (guard_addr_ok(&g, &addr, NULL) != edges[i].ok) {
            fail_msg("%s", edges[i].ip);
        }
    }
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001)};
    struct sockaddr_in6 sin6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr other = {.sa_family = AF_UNIX};
    assert_false(guard_addr_allowed(&g, (struct sockaddr *)&sin));
    assert_false(guard_addr_allowed(&g, (struct sockaddr *)&sin6));
    assert_false(guard_addr_allowed(&g, &other));
    sin.sin_addr.s_addr = htonl(0x08080808);
    assert_true(guard_addr_allowed(&g, (struct sockaddr *)&sin));
}

static void the_form_connected_to_is_the_one_judged(void **state) {
    (void)state;
    struct guard g = {.n = 0};
    struct guard_verdict v = check(&g, STR("HTTP://Example.COM.:80/a/../b"), STR("93.184.216.34"));
    assert_true(v.allow);
    assert_str(v.text, STR("http://example.com/b"));
    assert_int_equal(v.n, 1);
}

static void the_system_resolver_answers(void **state) {
    (void)state;
    struct guard_addr addrs[GUARD_ADDRS_MAX];
    size_t n = 0;
    assert_int_equal(guard_resolve_system(NULL, STR("localhost"), 5000, addrs, &n), E_OK);
    assert_true(n >= 1);
    assert_int_not_equal(guard_resolve_system(NULL, STR("nothing.invalid"), 5000, addrs, &n), E_OK);
    assert_int_equal(guard_resolve_system(NULL, STR(""), 5000, addrs, &n), E_NET);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_table_holds),
        TEST(the_operator_lets_ranges_through),
        TEST(bad_ranges_are_refused),
        TEST(prefixes_end_where_they_should),
        TEST(the_form_connected_to_is_the_one_judged),
        TEST(the_system_resolver_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
