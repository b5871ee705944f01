/* echo_test.c: what counts as borrowed and what as one's own; a thousand pairs of captions and what people make of them. */
#include "app/share/echo.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct arena *a;

#define CAPTION "Quatorze mois de travaux dans le froid, deux turbines neuves, et ce matin l’eau est revenue. Ce que je retiens : ____"
#define TITLE "Le barrage de Saint-Arcon retrouve sa pleine puissance"

static const struct {
    const char *text;
    int least, most;     /* percent borrowed */
    const char *band;
} cases[] = {
    {"", 0, 0, "yours"},
    {"Bravo !", 0, 0, "yours"},
    {TITLE, 100, 100, "echo"},
    {"LE BARRAGE DE SAINT ARCON retrouve sa pleine puissance !!! 🎉", 100, 100, "echo"},
    {CAPTION, 100, 100, "echo"},
    /* Half of a caption is a caption still. */
    {"Quatorze mois de travaux dans le froid, deux turbines neuves", 100, 100, "echo"},
    /* Shuffled words are borrowed words. */
    {"Neuves, deux turbines. Froid. Travaux : quatorze mois, et l’eau revenue ce matin, dans le froid.", 75, 100, "echo"},
    /* A caption with a word or two added. */
    {"Quatorze mois de travaux dans le froid, deux turbines neuves, et ce matin l’eau est revenue. Magnifique vraiment.", 75, 99,
     "echo"},
    /* Entirely one's own. */
    {"J’ai passé une nuit sur la crête avec l’équipe de Léa : jamais vu autant d’étoiles ni entendu un tel silence.", 0, 15, "yours"},
    {"Très fier de notre équipe", 0, 0, "yours"},
    /* The caption's beginning, then much of one's own. */
    {"Quatorze mois de travaux dans le froid. Ma fille a appris le mot turbine avant le mot téléphone, et dimanche elle "
     "a vu la première vanne s’ouvrir depuis le belvédère du village.", 5, 40, "yours"},
};

static void table(void **state) {
    (void)state;
    const struct str ready[] = {STR(CAPTION), STR(TITLE), STR("")};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int p = echo_percent(a, str_of(cases[i].text), ready, 3);
        if (p < cases[i].least || p > cases[i].most) {
            print_message("%d %%: %s\n", p, cases[i].text);
        }
        assert_in_range(p, cases[i].least, cases[i].most);
        assert_string_equal(band_name(echo_band(a, str_of(cases[i].text), ready, 3)), cases[i].band);
    }
}

/* Everybody's words occur in a long article: that alone takes nobody's own words away. */
static void long_body(void **state) {
    (void)state;
    struct str body = STR("Le chantier a duré deux ans et toute l’équipe est fière. Nous avons travaillé de nuit, dans la neige, avec "
                          "les habitants du village qui sont venus très nombreux dimanche pour voir la première vanne. Notre pays "
                          "a besoin de cette eau et de cette énergie, et ce projet montre que l’on peut faire mieux ensemble.");
    assert_int_equal(echo_band(a, STR("Très fière de notre équipe et du village"), &body, 1), BAND_YOURS);
    assert_int_equal(echo_band(a, STR("Nous avons travaillé de nuit, dans la neige, avec les habitants du village"), &body, 1), BAND_ECHO);
}

static void sameness(void **state) {
    (void)state;
    assert_true(same_words(a, STR("Élan, c’est parti !"), STR("elan C EST parti")));
    assert_false(same_words(a, STR("Élan, c’est parti !"), STR("Élan, c’est reparti !")));
    assert_true(same_words(a, STR("!!!"), STR("")));
    assert_false(same_words(a, STR("a b"), STR("ab")));
    assert_false(same_words(a, STR("日本"), STR("日")));
}

static struct str column(struct str *line) {
    size_t at = str_chr(*line, '\t');
    struct str out = str_sub(*line, 0, at);
    *line = str_sub(*line, at < line->n ? at + 1 : at, line->n);
    return out;
}

/* At least 97 of 100 of each kind; and never is a copy taken for one's own words, nor one's own for a copy. */
static void paraphrases(void **state) {
    (void)state;
    struct problems errs = {.arena = a};
    struct str rest;
    struct { int all, right; } kinds[3] = {{0, 0}};
    assert_int_equal(file_read(PV_TEST_DATA "/paraphrases.tsv", 4 << 20, a, &errs, &rest), E_OK);
    while (rest.n) {
        size_t at = str_chr(rest, '\n');
        struct str line = str_sub(rest, 0, at), name = column(&line);
        rest = str_sub(rest, at + 1, rest.n);
        enum band wanted = band_of(name), got;
        (void)column(&line);
        struct str caption = column(&line);
        struct arena *one = arena_create(4 << 20);
        got = echo_band(one, line, &caption, 1);
        arena_free(one);
        kinds[wanted].all++;
        kinds[wanted].right += got == wanted;
        if ((wanted == BAND_ECHO && got == BAND_YOURS) || (wanted == BAND_YOURS && got == BAND_ECHO)) {
            print_message("%s: %.*s\n", band_name(got), STRF(line));
            fail();
        }
    }
    assert_true(kinds[BAND_ECHO].all >= 500 && kinds[BAND_YOURS].all >= 500 && kinds[BAND_NEAR].all >= 50);
    assert_true(kinds[BAND_ECHO].right * 100 >= kinds[BAND_ECHO].all * 97);
    assert_true(kinds[BAND_YOURS].right * 100 >= kinds[BAND_YOURS].all * 97);
    assert_true(kinds[BAND_NEAR].right * 100 >= kinds[BAND_NEAR].all * 90);
    print_message("right: echo %d/%d, yours %d/%d, near %d/%d\n", kinds[2].right, kinds[2].all, kinds[0].right, kinds[0].all,
                  kinds[1].right, kinds[1].all);
}

/* Two captions mixed are still nothing of one's own. */
static void patchwork(void **state) {
    (void)state;
    const struct str two[] = {STR("Douze apprentis rejoignent nos ateliers cet automne pour apprendre la soudure et la chaudronnerie"),
                              STR("Chacun est accompagné pendant deux ans par une tutrice qui connaît toutes les machines")};
    assert_int_equal(echo_band(a, STR("Douze apprentis rejoignent nos ateliers cet automne. Chacun est accompagné pendant deux ans par une tutrice."), two, 2), BAND_ECHO);
    assert_int_equal(echo_band(a, STR("日本の水力発電所"), &(struct str){STR("日本の水力発電所").p, STR("日本の水力発電所").n}, 1), BAND_ECHO);
    assert_int_equal(echo_percent(a, STR("https://rivelle.example/a/b?c=d"), two, 2), 0);
    assert_true(echo_short(a, STR("Bravo à tous")) && !echo_short(a, STR("Bravo à tous, vraiment")));
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(long_body), cmocka_unit_test(sameness),
                                       cmocka_unit_test(paraphrases), cmocka_unit_test(patchwork)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
