/* palette_test.c: the C rule gives what derive-colours.mjs gives, for its named colours and 200 drawn ones. */
#include "app/company/palette.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct str word(struct str *line) {
    struct str w = STR("");
    (void)str_split(line, ' ', &w);
    return w;
}

static void same(struct str want, const char *got, const char *colour) {
    if (!str_is(want, got)) {
        fail_msg("%s: wanted %.*s, got %s", colour, STRF(want), got);
    }
}

static void check_line(struct str line) {
    struct palette p;
    char colour[COLOUR_LEN + 1] = {0};
    struct str brand = word(&line);
    memcpy(colour, brand.p, COLOUR_LEN);
    palette_derive(brand, &p);
    for (int i = 0; i < PALETTE_SHADES; i++) {
        same(word(&line), p.shades[i], colour);
    }
    same(word(&line), p.label, colour);
    const int got[] = {p.text, p.dark_text, p.dark_fill};
    for (size_t i = 0; i < 3; i++) {
        int64_t want = -1;
        assert_true(str_to_i64(word(&line), &want));
        assert_int_equal(want, got[i]);
    }
    same(word(&line), p.dark_label, colour);
}

static void agrees_with_the_reference(void **state) {
    (void)state;
    FILE *f = fopen(PV_TEST_DATA "/palette.txt", "r");
    char line[512];
    int n = 0;
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#' && line[1] != ' ') {
            line[strcspn(line, "\n")] = '\0';
            check_line(str_of(line));
            n++;
        }
    }
    fclose(f);
    assert_true(n >= 220);
}

static void keeps_its_promises(void **state) {
    (void)state;
    for (unsigned v = 0; v < 1u << 24; v += 40961) {
        char colour[16];
        struct palette p;
        snprintf(colour, sizeof colour, "#%06X", v);
        palette_derive(str_of(colour), &p);
        assert_true(p.label_ratio >= 4.5);
        assert_true(p.text_ratio >= 4.5);
        assert_true(p.text >= 6 && p.text <= 9);
        assert_true(p.adjusted || strcmp(p.shades[6], colour) == 0);
        assert_true(colour_contrast(p.shades[p.dark_fill], p.dark_label) >= 4.5);
    }
}

static void knows_a_colour(void **state) {
    (void)state;
    assert_true(colour_valid(STR("#CC3A12")));
    assert_true(colour_valid(STR("#cc3a12")));
    assert_false(colour_valid(STR("CC3A12")));
    assert_false(colour_valid(STR("#CC3A1")));
    assert_false(colour_valid(STR("#CC3A1G")));
    assert_false(colour_valid(STR("#CC3A123")));
    assert_false(colour_valid(STR("")));
}

static void writes_json(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 16);
    struct buf b;
    struct palette p;
    palette_derive(STR("#cc3a12"), &p);
    buf_init(&b, a, 4096);
    palette_write(&b, &p);
    assert_string_equal(buf_view(&b).p,
                        "{\"shades\":[\"#FFF5F3\",\"#FFE3DC\",\"#FFC4B5\",\"#F6A28D\",\"#EA8167\",\"#DB5E40\",\"#CC3A12\","
                        "\"#B62E04\",\"#992200\",\"#761700\"],\"label\":\"#FFFFFF\",\"text\":7,\"dark_text\":4,"
                        "\"dark_fill\":6,\"dark_label\":\"#FFFFFF\",\"adjusted\":false,\"label_ratio\":5.02,"
                        "\"text_ratio\":5.31}");
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_reference),
        cmocka_unit_test(keeps_its_promises),
        cmocka_unit_test(knows_a_colour),
        cmocka_unit_test(writes_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
