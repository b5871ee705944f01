/* codes_test.c: the table of codes: finding, growing, changing, forgetting, and many threads at it. */
#include "app/link/codes.h"

#include "base/clock.h"
#include "base/rnd.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct arena *arena;

static int setup(void **state) {
    (void)state;
    rnd_init();
    arena = arena_create((size_t)1 << 28);
    codes_clear();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    codes_clear();
    arena_free(arena);
    return 0;
}

/* "00000000042": a code of its own for each number. */
static struct str code_for(int n) {
    return arena_printf(arena, "%011d", n);
}

static struct code_entry entry_for(int n) {
    return (struct code_entry){.company = 7, .link = 100 + n, .state = LINK_LIVE,
                               .target = arena_printf(arena, "https://example.com/%d", n)};
}

static void put(int n) {
    struct code_entry e = entry_for(n);
    codes_put(code_for(n), &e);
}

static enum code_answer find(struct str code, struct code_entry *ret) {
    return codes_find(code, clock_mono(), arena, ret);
}

static void test_valid(void **state) {
    (void)state;
    assert_true(code_valid(STR("AbC12xYq7Ze")));
    assert_true(code_valid(STR("zzzzzzzzzzz")));
    assert_false(code_valid(STR("AbC12xYq7Z")));
    assert_false(code_valid(STR("AbC12xYq7Zee")));
    assert_false(code_valid(STR("AbC12xYq7Z-")));
    assert_false(code_valid(STR("AbC12xYq7Z\xc3")));
    assert_false(code_valid(STR("")));
}

static void test_put_find(void **state) {
    (void)state;
    enum { N = 20000 };
    struct code_entry got;
    assert_int_equal(find(STR("AbC12xYq7Ze"), &got), CODE_MISS);
    assert_int_equal(find(STR("nope"), &got), CODE_UNKNOWN);
    for (int i = 0; i < N; i++) {
        put(i);
    }
    assert_int_equal(codes_count(), N);
    for (int i = 0; i < N; i++) {
        assert_int_equal(find(code_for(i), &got), CODE_FOUND);
        assert_int_equal(got.link, 100 + i);
        assert_true(str_eq(got.target, arena_printf(arena, "https://example.com/%d", i)));
    }
    assert_int_equal(find(code_for(N), &got), CODE_MISS);
    /* Codes that differ in one character only, the last or the first, are not taken for each other. */
    assert_int_equal(find(STR("0000000000A"), &got), CODE_MISS);
    assert_int_equal(find(STR("A0000000000"), &got), CODE_MISS);
    /* Upper and lower case are different codes. */
    struct code_entry upper = entry_for(-1), lower = entry_for(-2);
    codes_put(STR("ABCDEFGHIJK"), &upper);
    codes_put(STR("abcdefghijk"), &lower);
    assert_int_equal(find(STR("ABCDEFGHIJK"), &got), CODE_FOUND);
    assert_int_equal(got.link, 99);
    assert_int_equal(find(STR("abcdefghijk"), &got), CODE_FOUND);
    assert_int_equal(got.link, 98);
}

static void test_state(void **state) {
    (void)state;
    struct code_entry got;
    put(1);
    put(2);
    codes_set_state(7, 101, LINK_FROZEN);
    assert_int_equal(find(code_for(1), &got), CODE_FOUND);
    assert_int_equal(got.state, LINK_FROZEN);
    assert_int_equal(find(code_for(2), &got), CODE_FOUND);
    assert_int_equal(got.state, LINK_LIVE);
    /* Another company's link of the same number is another link. */
    codes_set_state(8, 102, LINK_GONE);
    assert_int_equal(find(code_for(2), &got), CODE_FOUND);
    assert_int_equal(got.state, LINK_LIVE);
}

static void test_distrust(void **state) {
    (void)state;
    struct code_entry got, one = entry_for(1), other = entry_for(2);
    other.company = 9;
    codes_put(code_for(1), &one);
    codes_put(code_for(2), &other);
    codes_distrust(7);
    assert_int_equal(find(code_for(1), &got), CODE_MISS);
    assert_int_equal(find(code_for(2), &got), CODE_FOUND);
    codes_put_read(code_for(1), &one, codes_epoch());
    assert_int_equal(find(code_for(1), &got), CODE_FOUND);
    assert_int_equal(codes_count(), 2);
}

static void test_negative(void **state) {
    (void)state;
    struct code_entry got;
    int64_t now = clock_mono();
    codes_unknown(STR("AbC12xYq7Ze"), now);
    assert_int_equal(codes_find(STR("AbC12xYq7Ze"), now + 1, arena, &got), CODE_UNKNOWN);
    assert_int_equal(codes_find(STR("AbC12xYq7Zf"), now + 1, arena, &got), CODE_MISS);
    assert_int_equal(codes_find(STR("AbC12xYq7Ze"), now + US_PER_S, arena, &got), CODE_MISS);
    /* What is made meanwhile counts at once. */
    struct code_entry e = entry_for(5);
    codes_unknown(STR("AbC12xYq7Ze"), now);
    codes_put(STR("AbC12xYq7Ze"), &e);
    assert_int_equal(codes_find(STR("AbC12xYq7Ze"), now + 1, arena, &got), CODE_FOUND);
}

/* A row that was read before a freeze must not undo the freeze. */
static void test_read_race(void **state) {
    (void)state;
    struct code_entry got, old = entry_for(1);
    uint64_t epoch = codes_epoch();
    codes_set_state(7, 101, LINK_FROZEN);            /* heard while the row was on its way */
    codes_put_read(code_for(1), &old, epoch);
    assert_int_equal(find(code_for(1), &got), CODE_MISS);
    codes_put(code_for(1), &old);
    epoch = codes_epoch();
    codes_set_state(7, 101, LINK_FROZEN);
    codes_put_read(code_for(1), &old, epoch);        /* what is there and newer stays */
    assert_int_equal(find(code_for(1), &got), CODE_FOUND);
    assert_int_equal(got.state, LINK_FROZEN);
    /* With nothing heard in between, the row is the truth: what was missed is put right. */
    struct code_entry gone = old;
    gone.state = LINK_GONE;
    codes_put_read(code_for(1), &gone, codes_epoch());
    assert_int_equal(find(code_for(1), &got), CODE_FOUND);
    assert_int_equal(got.state, LINK_GONE);
}

/* ---- threads ---- */

enum { THREADS = 4, CODES = 2000 };
static atomic_bool stop;
static atomic_int bad;

static void *reader(void *arg) {
    (void)arg;
    struct arena *a = arena_create((size_t)1 << 24);
    char code[16];
    for (unsigned i = 0; !stop; i++) {
        struct code_entry got;
        snprintf(code, sizeof code, "%011u", i % CODES);
        if (codes_find(str_of(code), 0, a, &got) == CODE_FOUND) {
            char want[64];
            snprintf(want, sizeof want, "https://example.com/%u", i % CODES);
            bad += !str_is(got.target, want) || got.link != 100 + (int64_t)(i % CODES);
        }
        if (i % 1000 == 0) {
            arena_reset(a);
        }
    }
    arena_free(a);
    return NULL;
}

static void test_threads(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    stop = false;
    bad = 0;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, reader, NULL), 0);
    }
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < CODES; i++) {
            put(i);
            codes_set_state(7, 100 + i, (enum link_state)(1 + i % 3));
        }
    }
    stop = true;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(bad, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_valid, setup, teardown),
        cmocka_unit_test_setup_teardown(test_put_find, setup, teardown),
        cmocka_unit_test_setup_teardown(test_state, setup, teardown),
        cmocka_unit_test_setup_teardown(test_distrust, setup, teardown),
        cmocka_unit_test_setup_teardown(test_negative, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_race, setup, teardown),
        cmocka_unit_test_setup_teardown(test_threads, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
