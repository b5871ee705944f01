/* term_test.c: a company does otherwise than a network's terms say, for a reason; points and the audit follow. */
#include "app/term/term.h"

#include "contentdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static enum err set_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return terms_set(tx, args);
}

static enum err read_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return terms_read(tx, ret);
}

static struct terms now(const struct db_cx *cx) {
    struct terms t = {0};
    assert_int_equal(db_read(cx, read_tx, NULL, &t, sizeof t), E_OK);
    return t;
}

static enum err set(const struct db_cx *cx, const char *network, const char *term, int64_t value, const char *reason, int64_t at) {
    struct term_set in = {.network = str_of(network), .term = str_of(term), .has_value = value >= 0, .value = value,
                          .reason = str_of(reason), .member = 7, .now = NOW + at};
    return db_tx(cx, set_tx, &in, NULL, 0);
}

#define WHY "Legal has read the terms again"

static void otherwise(void **state) {
    (void)state;
    struct testdb t;
    testdb_open(&t, DB_SQLITE);
    struct db_cx cx = content_company(&t), other = content_company(&t);
    assert_int_equal(set(&cx, "x", "reward", 1, "short", 1), E_INVALID);
    assert_int_equal(set(&cx, "x", "reward", 2, WHY, 1), E_INVALID);
    assert_int_equal(set(&cx, "x", "mode", 0, WHY, 1), E_NOT_FOUND);
    assert_int_equal(set(&cx, "x", "colour", 0, WHY, 1), E_NOT_FOUND);
    assert_int_equal(set(&cx, "myspace", "reward", 0, WHY, 1), E_NOT_FOUND);
    assert_int_equal(now(&cx).n, 0);
    assert_int_equal(set(&cx, "x", "edit_required", 1, WHY, 5), E_OK);   /* what the table says already */
    assert_int_equal(now(&cx).n, 0);
    assert_int_equal(set(&cx, "linkedin", "posts_per_day", 2, WHY, 10), E_OK);
    assert_int_equal(set(&cx, "linkedin", "reward", 0, WHY, 10), E_OK);
    assert_int_equal(set(&cx, "linkedin", "reward", 0, WHY, 11), E_OK);  /* the same again adds nothing */
    struct terms all = now(&cx);
    assert_int_equal(all.n, 2);
    assert_int_equal(terms_value(&all, STR("linkedin"), TERM_REWARD, NOW + 9), 1);
    assert_int_equal(terms_value(&all, STR("linkedin"), TERM_REWARD, NOW + 10), 0);
    assert_int_equal(terms_value(&all, STR("linkedin"), TERM_POSTS_PER_DAY, INT64_MAX), 2);
    assert_int_equal(terms_value(&all, STR("bluesky"), TERM_REWARD, INT64_MAX), 1);
    assert_true(str_is(terms_changed(&all, STR("linkedin"), TERM_REWARD)->reason, WHY));
    assert_null(terms_changed(&all, STR("x"), TERM_REWARD));
    /* Back, and the past stays what it was. */
    assert_int_equal(set(&cx, "linkedin", "reward", -1, "", 20), E_OK);
    all = now(&cx);
    assert_int_equal(terms_value(&all, STR("linkedin"), TERM_REWARD, NOW + 15), 0);
    assert_int_equal(terms_value(&all, STR("linkedin"), TERM_REWARD, INT64_MAX), 1);
    assert_null(terms_changed(&all, STR("linkedin"), TERM_REWARD));
    assert_int_equal(now(&other).n, 0);
    testdb_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(otherwise)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
