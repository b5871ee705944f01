/* push_test.c: Link fields, callbacks, signatures and leases of WebSub. */
#include "app/privacy/person.h"
#include "app/source/push.h"
#include "app/source/push_sign.h"
#include "base/clock.h"
#include "net/fetch_head.h"
#include "net/link_header.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void rel_is(const char *header, const char *rel, const char *want) {
    struct str got = link_header_rel(str_of(header), str_of(rel));
    if (!want) {
        assert_null(got.p);
        return;
    }
    assert_non_null(got.p);
    assert_true(str_is(got, want));
}

static void links_are_read_by_relation(void **state) {
    (void)state;
    rel_is("<https://hub.example/>; rel=\"hub\"", "hub", "https://hub.example/");
    rel_is("<https://a.example/f>; rel=self", "hub", NULL);
    rel_is("<a>; rel=self, <b>;rel=hub", "hub", "b");
    rel_is("<a>; rel=self,<b>;rel=hub", "self", "a");
    rel_is("<a>; rel=\"next HUB\"", "hub", "a");
    rel_is("<a>; title=\"x, <y>; rel=hub\"; rel=prev, <b>; rel=hub", "hub", "b");
    rel_is("<a>; title=\"\\\", \"; rel=hub", "hub", "a");
    rel_is("<a>; rel=prev; rel=hub", "hub", NULL);
    rel_is("<a,b;c>; REL = hub", "hub", "a,b;c");
    rel_is("<a>; rel=hubs", "hub", NULL);
    rel_is("<a>", "hub", NULL);
    rel_is("<a", "hub", NULL);
    rel_is("a; rel=hub", "hub", NULL);
    rel_is("<a>; rel=\"hub", "hub", NULL);
    rel_is("", "hub", NULL);
    rel_is(",,,", "hub", NULL);
}

static void link_lines_add_up(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    struct fetch_head h = {.a = a};
    fetch_head_line(&h, STR("Link: <a>; rel=self\r\n"));
    fetch_head_line(&h, STR("link: <b>; rel=hub\r\n"));
    assert_true(str_is(link_header_rel(h.link, STR("hub")), "b"));
    assert_true(str_is(link_header_rel(h.link, STR("self")), "a"));
    char *big = arena_alloc(a, FETCH_LINK_MAX + 20);
    memset(big, 'x', FETCH_LINK_MAX + 19);
    memcpy(big, "Link: <", 7);
    fetch_head_line(&h, (struct str){big, FETCH_LINK_MAX + 19});
    assert_true(str_is(link_header_rel(h.link, STR("hub")), "b"));
    arena_free(a);
}

static void callbacks_belong_to_one_company(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    int64_t id = 0;
    struct str token = push_token(a, 7, 99);
    assert_true(push_token_read(a, 7, token, &id));
    assert_int_equal(id, 99);
    id = 0;
    assert_false(push_token_read(a, 8, token, &id));
    assert_false(push_token_read(a, 7, str_sub(token, 0, token.n - 1), &id));
    assert_false(push_token_read(a, 7, STR(""), &id));
    assert_int_equal(id, 0);
    assert_false(str_eq(token, push_token(a, 7, 100)));
    struct str secret = push_secret(a, 7, 99);
    assert_int_equal(secret.n, 64);
    assert_true(str_find(token, secret) == token.n);
    arena_free(a);
}

/* RFC 2202 section 3 and RFC 4231 section 4.3: key "Jefe". */
static void signatures_follow_the_published_cases(void **state) {
    (void)state;
    struct str key = STR("Jefe"), data = STR("what do ya want for nothing?");
    assert_true(push_signature_fits(STR("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"), key, data));
    assert_true(push_signature_fits(STR("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"), key, data));
    assert_true(push_signature_fits(STR("sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c7"
                                        "8b3239ecfab21649"), key, data));
    assert_true(push_signature_fits(STR("sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a"
                                        "6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"), key, data));
    assert_true(push_signature_fits(STR(" SHA1=EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79"), key, data));
    assert_false(push_signature_fits(STR("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c78"), key, data));
    assert_false(push_signature_fits(STR("sha256=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"), key, data));
    assert_false(push_signature_fits(STR("md5=750c783e6ab0b503eaa86e310a5db738"), key, data));
    assert_false(push_signature_fits(STR("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"), key, data));
    assert_false(push_signature_fits(STR("sha1="), key, data));
    assert_false(push_signature_fits(STR(""), key, data));
    assert_false(push_signature_fits(STR("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"), key, STR("")));
}

static void a_lease_is_renewed_at_four_fifths(void **state) {
    (void)state;
    assert_int_equal(push_renew_s(864000), 691200);
    assert_int_equal(push_renew_s(1000), 800);
    assert_int_equal(push_renew_s(10), PUSH_RENEW_MIN_S);
}

static void health_names_what_matters(void **state) {
    (void)state;
    int64_t now = 1000 * US_PER_S;
    struct push p = {.id = 1, .state = STR("active"), .lease_until = now + 1};
    assert_string_equal(push_health(&p, now), "active");
    assert_false(push_proven(&p, now));
    p.last_delivery_at = now - 1;
    assert_true(push_proven(&p, now));
    p.missed = 1;
    assert_false(push_proven(&p, now));
    assert_string_equal(push_health(&p, now), "active");
    p.missed = PUSH_MISSED_MAX;
    assert_string_equal(push_health(&p, now), "silent");
    assert_string_equal(push_health(&p, now + 2), "failed");
    p.state = STR("denied");
    assert_string_equal(push_health(&p, now), "denied");
}

int main(void) {
    unsigned char key[PERSON_KEY_BYTES] = {1, 2, 3};
    person_keys_set(key);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_read_by_relation),           cmocka_unit_test(link_lines_add_up),
        cmocka_unit_test(callbacks_belong_to_one_company),      cmocka_unit_test(signatures_follow_the_published_cases),
        cmocka_unit_test(a_lease_is_renewed_at_four_fifths),    cmocka_unit_test(health_names_what_matters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
