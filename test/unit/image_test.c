/* image_test.c: what the parent makes of a child that fails; pictures themselves are tried by test/api/images.test.mjs, with
 * the real program. */
#include "image/image.h"
#include "pvtest.h"

static enum err make_with(const char *program, struct str bytes, struct problems *errs) {
    struct image image;
    *errs = (struct problems){.arena = a};
    image_program(program);
    enum err e = image_make(bytes, a, errs, &image);
    image_program(NULL);
    return e;
}

/* A child that is killed or fails by accident may do better another time. */
static void accidents_may_be_tried_again(void **state) {
    (void)state;
    static const char *const programs[] = {"/bin/false", "/bin/true", "/nowhere/at/all"};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        struct problems errs;
        enum err e = make_with(programs[i], STR("\xff\xd8\xff"), &errs);
        assert_int_equal(e, E_OVERLOADED);
        assert_true(err_retryable(e));
        assert_int_equal(errs.n, 1);
    }
}

/* What it says is not believed: a program that ends well without a word, or with another's, is no answer. */
static void nonsense_is_refused(void **state) {
    (void)state;
    struct problems errs;
    char *zeros = arena_alloc(a, 4096);
    assert_int_equal(make_with("/bin/cat", (struct str){zeros, 4096}, &errs), E_OVERLOADED);
}

static void a_large_file_is_not_even_tried(void **state) {
    (void)state;
    struct problems errs;
    char *bytes = arena_alloc(a, IMAGE_SOURCE_MAX + 1);
    enum err e = make_with("/bin/true", (struct str){bytes, IMAGE_SOURCE_MAX + 1}, &errs);
    assert_int_equal(e, E_INVALID);
    assert_false(err_retryable(e));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(accidents_may_be_tried_again), TEST(nonsense_is_refused), TEST(a_large_file_is_not_even_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
