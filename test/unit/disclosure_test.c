/* disclosure_test.c: every cell of locale x relation x incentive x network says who speaks. */
#include "network/disclosure.h"

#include "network/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct arena *a;

static bool holds(struct str text, const char *part) {
    return str_find(text, str_of(part)) < text.n;
}

/* What the law of the locale wants to read where there is a counterpart (trust 1.5). */
static bool labelled(struct str text, const char *locale, const char *incentive) {
    if (strncmp(locale, "fr", 2) == 0) {
        return str_starts(text, STR("Publicité")) || str_starts(text, STR("Collaboration commerciale"));
    }
    if (strcmp(locale, "en-US") == 0 && strcmp(incentive, "chance") == 0) {
        return holds(str_sub(text, 0, 24), "Contest");
    }
    return str_starts(text, STR("#ad ")) || str_starts(text, STR("Ad: "));
}

static void check_cell(const struct disclosure_case *c) {
    struct disclosure d[DISCLOSURE_MAX];
    size_t n = disclosure_options(a, c, d);
    assert_in_range(n, DISCLOSURE_MIN, DISCLOSURE_MAX);
    for (size_t i = 0; i < n; i++) {
        bool named = holds(d[i].text, c->company.p) || holds(d[i].text, "#RivelleÉnergie");
        if (!named || str_utf8_count(d[i].text) > 100) {
            print_message("%s %s %s %s: %s\n", c->locale.p, c->relation.p, c->incentive.p, c->network.p, d[i].text.p);
        }
        assert_true(named);
        assert_true(str_utf8_count(d[i].text) <= 100);   /* before any "see more" */
        assert_false(holds(d[i].text, "{"));
        assert_true(str_utf8_valid(d[i].text));
        if (!str_is(c->incentive, "none")) {
            assert_true(labelled(d[i].text, c->locale.p, c->incentive.p));
        } else {
            assert_false(holds(d[i].text, "#ad"));
        }
        for (size_t k = 0; k < i; k++) {
            assert_false(str_eq(d[k].text, d[i].text));
            assert_false(str_eq(d[k].key, d[i].key));
        }
        struct disclosure found;
        assert_true(disclosure_find(a, c, d[i].key, &found));
        assert_true(str_eq(found.text, d[i].text));
    }
}

static void every_cell(void **state) {
    (void)state;
    size_t cells = 0;
    for (size_t l = 0; l < DISCLOSURE_LOCALES; l++) {
        for (size_t r = 0; r < DISCLOSURE_RELATIONS; r++) {
            for (size_t i = 0; i < DISCLOSURE_INCENTIVES; i++) {
                for (size_t n = 0; n < network_count; n++, cells++) {
                    check_cell(&(struct disclosure_case){str_of(disclosure_locales[l]), str_of(disclosure_relations[r]),
                                                         str_of(disclosure_incentives[i]), str_of(networks[n]->name),
                                                         STR("Rivelle Énergie")});
                }
            }
        }
    }
    assert_int_equal(cells, DISCLOSURE_LOCALES * DISCLOSURE_RELATIONS * DISCLOSURE_INCENTIVES * network_count);
}

static struct str first(const char *locale, const char *relation, const char *incentive, const char *network) {
    struct disclosure_case c = {str_of(locale), str_of(relation), str_of(incentive), str_of(network), STR("Acme")};
    struct disclosure d;
    assert_true(disclosure_find(a, &c, STR(""), &d));
    return d.text;
}

static void known_texts(void **state) {
    (void)state;
    assert_string_equal(first("fr", "employee", "none", "x").p, "Je travaille chez Acme.");
    assert_string_equal(first("fr-FR", "employee", "reward", "linkedin").p, "Publicité. Je travaille chez Acme.");
    assert_string_equal(first("en-US", "employee", "reward", "linkedin").p, "#ad I work at Acme.");
    assert_string_equal(first("en-US", "employee", "none", "x").p, "#AcmeEmployee");
    assert_string_equal(first("en-GB", "employee", "none", "x").p, "I work at Acme.");
}

static void falls_back(void **state) {
    (void)state;
    assert_true(str_eq(first("fr-CA", "employee", "reward", "x"), first("fr", "employee", "reward", "x")));
    assert_true(str_eq(first("de-DE", "employee", "none", "x"), first("en", "employee", "none", "x")));
    assert_true(str_eq(first("", "employee", "none", "x"), first("en", "employee", "none", "x")));
    assert_true(str_eq(first("EN-us", "employee", "none", "x"), first("en-US", "employee", "none", "x")));
    /* What is not known takes the stricter row. */
    assert_true(str_eq(first("fr", "employee", "gift", "x"), first("fr", "employee", "reward", "x")));
    assert_true(str_eq(first("fr", "friend", "none", "x"), first("fr", "employee", "none", "x")));
}

static void unknown_key(void **state) {
    (void)state;
    struct disclosure_case c = {STR("fr"), STR("employee"), STR("none"), STR("x"), STR("Acme")};
    struct disclosure d;
    assert_false(disclosure_find(a, &c, STR("employee.none.9"), &d));
    assert_false(disclosure_find(a, &c, STR("employee.reward.1"), &d));
}

static void tags(void **state) {
    (void)state;
    static const struct { const char *name, *tag; } cases[] = {
        {"Acme", "Acme"}, {"rivelle énergie", "RivelleÉnergie"}, {"L’Étoile & Co.", "LÉtoileCo"}, {"3M", "3M"}, {"--", ""},
        {"o'neill", "ONeill"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(disclosure_tag(a, str_of(cases[i].name)).p, cases[i].tag);
    }
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell),  cmocka_unit_test(known_texts), cmocka_unit_test(falls_back),
        cmocka_unit_test(unknown_key), cmocka_unit_test(tags),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
