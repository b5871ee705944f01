/* classify_test.c: headers that were really seen, and the rules that hold for any. */
#include "app/link/classify.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const char chrome[] =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

static enum click_class of(const char *user_agent) {
    return classify(&(struct click_headers){.user_agent = str_of(user_agent)});
}

static enum click_class class_named(struct str name) {
    return str_is(name, "human") ? CLICK_HUMAN : str_is(name, "bot") ? CLICK_BOT : CLICK_PREVIEW;
}

static void test_table(void **state) {
    (void)state;
    FILE *f = fopen(PV_TEST_DATA "/user_agents.tsv", "re");
    assert_non_null(f);
    char line[2048];
    int rows = 0;
    int wrong = 0;
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#') {
            continue;
        }
        line[strcspn(line, "\n")] = '\0';
        struct str rest = str_of(line), name;
        assert_true(str_split(&rest, '\t', &name));
        enum click_class got = classify(&(struct click_headers){.user_agent = rest});
        if (got != class_named(name)) {
            print_error("%.*s: got %d for %.*s\n", STRF(name), got, STRF(rest));
            wrong++;
        }
        rows++;
    }
    fclose(f);
    assert_int_equal(wrong, 0);
    assert_true(rows >= 150);
}

static void test_nobody_saw_it(void **state) {
    (void)state;
    struct str ua = str_of(chrome);
    const struct click_headers heads[] = {
        {.user_agent = ua, .head = true},
        {.user_agent = ua, .sec_purpose = STR("prefetch")},
        {.user_agent = ua, .sec_purpose = STR("prefetch;prerender")},
        {.user_agent = ua, .sec_purpose = STR("prefetch;anonymous-client-ip")},
        {.user_agent = ua, .purpose = STR("Prefetch")},
        {.user_agent = ua, .purpose = STR("preview")},
        {.user_agent = ua, .x_purpose = STR("preview")},
        {.user_agent = ua, .x_moz = STR("prefetch")},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        assert_int_equal(classify(&heads[i]), CLICK_PREVIEW);
    }
    assert_int_equal(classify(&(struct click_headers){.user_agent = ua, .sec_purpose = STR("navigate")}), CLICK_HUMAN);
}

static void test_edges(void **state) {
    (void)state;
    assert_int_equal(of(""), CLICK_BOT);
    assert_int_equal(of("   "), CLICK_BOT);
    assert_int_equal(classify(&(struct click_headers){0}), CLICK_BOT);
    assert_int_equal(of("SomethingNobodyKnows/1.0"), CLICK_BOT);
    assert_int_equal(of("LINKEDINBOT/1.0"), CLICK_PREVIEW);
    assert_int_equal(of("  Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0  "), CLICK_HUMAN);
    /* A long header is read to a limit, and no further. */
    static char huge[70000];
    memset(huge, 'a', sizeof huge - 1);
    memcpy(huge, chrome, sizeof chrome - 1);
    assert_int_equal(of(huge), CLICK_HUMAN);
    /* Any byte is fine. */
    char bytes[256];
    for (int i = 0; i < 255; i++) {
        bytes[i] = (char)(i + 1);
    }
    bytes[255] = '\0';
    assert_int_equal(of(bytes), CLICK_BOT);
}

/* Guards against a table that makes it slow by an order of magnitude; the machine's own speed is not judged. */
static void test_cost(void **state) {
    (void)state;
    enum { ROUNDS = 20000 };
    int human = 0;
    int64_t began = clock_mono();
    for (int i = 0; i < ROUNDS; i++) {
        human += of(chrome) == CLICK_HUMAN;
    }
    int64_t us = clock_mono() - began;
    assert_int_equal(human, ROUNDS);
    print_message("%.2f us a header\n", (double)us / ROUNDS);
    assert_true(us < (int64_t)ROUNDS * 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_nobody_saw_it),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
