/* own_words_test.c: what counts as borrowed and what as one's own. */
#include "app/share/own_words.h"

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
    bool own;
} cases[] = {
    {"", 0, 0, false},
    {"Bravo !", 0, 0, false},
    {TITLE, 100, 100, false},
    {"LE BARRAGE DE SAINT ARCON retrouve sa pleine puissance !!! 🎉", 100, 100, false},
    {CAPTION, 100, 100, false},
    /* Half of a caption is a caption still. */
    {"Quatorze mois de travaux dans le froid, deux turbines neuves", 100, 100, false},
    /* Shuffled words are borrowed words. */
    {"Neuves, deux turbines. Froid. Travaux : quatorze mois, et l’eau revenue ce matin, dans le froid.", 85, 100, false},
    /* A caption with a word or two added. */
    {"Quatorze mois de travaux dans le froid, deux turbines neuves, et ce matin l’eau est revenue. Magnifique vraiment.", 75, 99,
     false},
    /* Entirely one's own. */
    {"J’ai passé une nuit sur la crête avec l’équipe de Léa : jamais vu autant d’étoiles ni entendu un tel silence.", 0, 15, true},
    {"Très fier de notre équipe", 0, 0, true},
    /* The caption's beginning, then much of one's own. */
    {"Quatorze mois de travaux dans le froid. Ma fille a appris le mot turbine avant le mot téléphone, et dimanche elle "
     "a vu la première vanne s’ouvrir depuis le belvédère du village.", 5, 40, true},
};

static void table(void **state) {
    (void)state;
    const struct str ready[] = {STR(CAPTION), STR(TITLE), STR("")};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int p = borrowed_percent(a, str_of(cases[i].text), ready, 3);
        if (p < cases[i].least || p > cases[i].most) {
            print_message("%d %%: %s\n", p, cases[i].text);
        }
        assert_in_range(p, cases[i].least, cases[i].most);
        assert_int_equal(own_words(a, str_of(cases[i].text), ready, 3), cases[i].own);
    }
}

/* Everybody's words occur in a long article: that alone takes nobody's own words away. */
static void long_body(void **state) {
    (void)state;
    struct str body = STR("Le chantier a duré deux ans et toute l’équipe est fière. Nous avons travaillé de nuit, dans la neige, avec "
                          "les habitants du village qui sont venus très nombreux dimanche pour voir la première vanne. Notre pays "
                          "a besoin de cette eau et de cette énergie, et ce projet montre que l’on peut faire mieux ensemble.");
    assert_true(own_words(a, STR("Très fière de notre équipe et du village"), &body, 1));
    assert_false(own_words(a, STR("Nous avons travaillé de nuit, dans la neige, avec les habitants du village"), &body, 1));
}

static void sameness(void **state) {
    (void)state;
    assert_true(same_words(a, STR("Élan, c’est parti !"), STR("elan C EST parti")));
    assert_false(same_words(a, STR("Élan, c’est parti !"), STR("Élan, c’est reparti !")));
    assert_true(same_words(a, STR("!!!"), STR("")));
    assert_false(same_words(a, STR("a b"), STR("ab")));
    assert_false(same_words(a, STR("日本"), STR("日")));
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(long_body), cmocka_unit_test(sameness)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
