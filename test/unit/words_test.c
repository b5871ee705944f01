/* words_test.c: texts as words, what is asked as terms, and where they stand. */
#include "app/search/search.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_create((size_t)16 << 20);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static struct str words_of(const char *text) {
    struct word_reader w = {str_of(text), 0};
    struct word word;
    struct buf b;
    buf_init(&b, arena, 65536);
    while (words_next(&w, &word)) {
        buf_printf(&b, "%s%s", b.n ? " " : "", word.key);
    }
    return buf_view(&b);
}

static void a_text_is_read_into_folded_words(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", ""},
        {" \t\n ", ""},
        {"Les Équipes gagnent !", "les equipes gagnent"},
        {"L'équipe d’Anne, qu'elle aime ; jusqu'ici", "equipe anne elle aime ici"},
        {"aujourd'hui", "aujourd hui"},
        {"the company's people, we're here, don't", "the company people we here don"},
        {"L' équipe", "l equipe"},
        {"l'", "l"},
        {"cœur Œuvre ex æquo Straße ŁÓDŹ", "coeur oeuvre ex aequo strasse lodz"},
        {"e\xcc\x81quipe", "equipe"},                            /* decomposed */
        {"\xef\xac\x81n \xef\xbc\xa1\xef\xbc\xa2", "fin ab"},     /* ligature fi, wide AB */
        {"31\xe2\x80\xaf" "000 € en 2024, 3,5 %", "31 000 en 2024 3 5"},
        {"COVID-19 porte-voix C++ #Emploi @rivelle", "covid 19 porte voix c emploi rivelle"},
        {"go 🚀🚀🏽 now", "go u1f680 u1f680 now"},
        {"会社の", "u04f1a u0793e u0306e"},
        {"Привет", "u0043fu00440u00438u00432u00435u00442"},
        {"soft\xc2\xadhyphen", "softhyphen"},
        {"bad\xff" "byte", "bad byte"},
        {"\xcc\x81", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(words_of(cases[i].text).p, cases[i].want);
    }
}

static void a_long_word_is_cut_and_never_overflows(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, arena, 65536);
    for (int i = 0; i < 500; i++) {
        buf_c(&b, i % 2 ? "é" : "Ж");
    }
    struct word_reader w = {buf_view(&b), 0};
    struct word word;
    assert_true(words_next(&w, &word));
    assert_true(word.n <= WORD_KEY_MAX && word.plain[0] == '\0');
    assert_int_equal(word.to, b.n);
    assert_false(words_next(&w, &word));
}

static bool share_a_stem(const char *a, const char *b) {
    char sa[WORD_STEMS_MAX][WORD_KEY_MAX + 1], sb[WORD_STEMS_MAX][WORD_KEY_MAX + 1];
    struct word_reader ra = {str_of(a), 0}, rb = {str_of(b), 0};
    struct word wa, wb;
    assert_true(words_next(&ra, &wa) && words_next(&rb, &wb));
    size_t na = word_stems(&wa, sa), nb = word_stems(&wb, sb);
    assert_true(na >= 1 && na <= WORD_STEMS_MAX && nb >= 1);
    for (size_t i = 0; i < na * nb; i++) {
        if (strcmp(sa[i / nb], sb[i % nb]) == 0) {
            return true;
        }
    }
    return false;
}

static void forms_of_a_word_share_a_stem_in_both_languages(void **state) {
    static const char *const same[][2] = {
        {"équipe", "équipes"}, {"equipe", "Équipes"}, {"publié", "publiées"}, {"publie", "publiées"}, {"recruter", "recrutement"},
        {"recrute", "recrutons"}, {"recruter", "recrutons"}, {"hire", "hiring"}, {"share", "shared"}, {"company", "companies"}, {"nationale", "nationales"}};
    static const char *const other[][2] = {{"équipe", "équitation"}, {"share", "shark"}, {"poste", "postulat"}};
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_true(share_a_stem(same[i][0], same[i][1]));
    }
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        assert_false(share_a_stem(other[i][0], other[i][1]));
    }
}

/* Terms as "word", "word*", "a b" for a phrase, -… for one left out. */
static struct str asked(const char *text) {
    static struct search_query q;
    struct buf b;
    buf_init(&b, arena, 65536);
    search_parse(str_of(text), &q);
    for (size_t i = 0; i < q.n; i++) {
        const struct search_term *t = &q.terms[i];
        buf_printf(&b, "%s%s[", i ? " " : "", t->exclude ? "-" : "");
        for (size_t k = 0; k < t->n; k++) {
            buf_printf(&b, "%s%s", k ? " " : "", t->words[k].key);
        }
        buf_printf(&b, "%s]%s", t->prefix ? "*" : "", t->exact ? "=" : "");
    }
    buf_c(&b, q.any ? "" : " nothing");
    return buf_view(&b);
}

static void what_is_typed_becomes_terms(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", " nothing"},
        {"   ", " nothing"},
        {"équipe", "[equipe*]"},
        {"é", "[e]"},
        {"Notre équipe gagne", "[equipe] [gagne*]"},
        {"les", "[les*]"},
        {"les des", "[les] [des*]"},
        {"\"les équipes\" gagnent", "[les equipes]= [gagnent*]"},
        {"« les équipes » -stage", "[les equipes]= -[stage]"},
        {"“smart quotes”", "[smart quotes]="},
        {"-\"mauvais mot\" bon", "-[mauvais mot]= [bon*]"},
        {"-seul", "-[seul] nothing"},
        {"a - b", "[b]"},
        {"\"jamais fermé", "[jamais ferme]="},
        {"covid-19", "[covid 19*]"},
        {"l'équ", "[equ*]"},
        {"AND OR NOT NEAR(a b)", "[not] [near a] [b]"},
        {"title:x* ^y (z) & | ! <-> :*", "[title x] [y] [z]"},
        {"\"\"\"", " nothing"},
        {"--x", "-[x] nothing"},
        {"'; DROP TABLE post; --", "[drop] [table] [post*]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(asked(cases[i].text).p, cases[i].want);
    }
}

static void the_index_is_asked_in_its_own_language(void **state) {
    static struct search_query q;
    (void)state;
    search_parse(STR("équ \"nos équipes\" -stages"), &q);
    assert_string_equal(search_match(arena, &q, DB_SQLITE).p,
                        "(\"wequ\" OR \"sequ\") AND (\"wnos\" + \"wequipes\") NOT (\"wstages\" OR \"sstag\" OR \"sstage\")");
    assert_string_equal(search_match(arena, &q, DB_POSTGRES).p,
                        "('wequ' | 'sequ') & ('wnos' <-> 'wequipes') & !('wstages' | 'sstag' | 'sstage')");
    search_parse(STR("équ"), &q);
    assert_string_equal(search_match(arena, &q, DB_SQLITE).p, "(\"wequ\" * OR \"sequ\")");
}

/* The text with its marks in brackets; offsets are UTF-16. */
static struct str marked(const char *query, const char *text) {
    static struct search_query q;
    struct search_mark marks[SEARCH_MARKS_MAX];
    search_parse(str_of(query), &q);
    size_t n = search_marks(&q, str_of(text), marks), k = 0;
    struct buf b;
    int64_t units = 0;
    buf_init(&b, arena, 65536);
    for (const char *p = text;; p++) {
        bool first = ((unsigned char)*p & 0xc0) != 0x80;
        if (first && k < 2 * n && units == (k % 2 ? marks[k / 2].to : marks[k / 2].from)) {
            buf_ch(&b, k % 2 ? ']' : '[');
            k++;
        }
        if (!*p) {
            break;
        }
        units += first + ((unsigned char)*p >= 0xf0);
        buf_ch(&b, *p);
    }
    assert_int_equal(k, 2 * n);
    return buf_view(&b);
}

static void hits_are_marked_where_they_stand(void **state) {
    static const struct {
        const char *query, *text, *want;
    } cases[] = {
        {"equipe", "L'Équipe et les équipes", "L'[Équipe] et les [équipes]"},
        {"équ", "🚀 équipement 🚀 équité", "🚀 [équipement] 🚀 [équité]"},
        {"\"les equipes\"", "Les équipes, pas ces équipes", "[Les équipes], pas ces équipes"},
        {"équipe gagne", "Une équipe gagne", "Une [équipe gagne]"},
        {"hire", "We are hiring", "We are [hiring]"},
        {"cœur", "Coeur à cœur", "[Coeur] à [cœur]"},
        {"-équipe gagne", "équipe gagne", "équipe [gagne]"},
        {"rien", "équipe", "équipe"},
        {"x", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(marked(cases[i].query, cases[i].text).p, cases[i].want);
    }
}

static void an_excerpt_shows_the_place(void **state) {
    static struct search_query q;
    struct buf b;
    (void)state;
    buf_init(&b, arena, 65536);
    for (int i = 0; i < 200; i++) {
        buf_c(&b, i == 100 ? "barrage\n" : "élément ");
    }
    search_parse(STR("barrages"), &q);
    struct str s = search_excerpt(arena, &q, buf_view(&b));
    assert_true(str_find(s, STR("barrage")) < s.n && s.n < 2 * SEARCH_EXCERPT && str_utf8_valid(s));
    assert_true(str_starts(s, STR("… ")) && str_ends(s, STR(" …")));
    assert_null(search_excerpt(arena, &q, STR("rien ici")).p);
    struct str short_one = search_excerpt(arena, &q, STR("le barrage"));
    assert_true(str_is(short_one, "le barrage"));
}

static void markdown_is_taken_off(void **state) {
    (void)state;
    struct str s = search_plain(arena, STR("# Titre\n\n- **gras** et [lien](https://x.example/(a)) \\* ![image](y.png)\n> cité"));
    assert_string_equal(s.p, "Titre\n\ngras et lien * image\ncité");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_read_into_folded_words),
        cmocka_unit_test(a_long_word_is_cut_and_never_overflows),
        cmocka_unit_test(forms_of_a_word_share_a_stem_in_both_languages),
        cmocka_unit_test(what_is_typed_becomes_terms),
        cmocka_unit_test(the_index_is_asked_in_its_own_language),
        cmocka_unit_test(hits_are_marked_where_they_stand),
        cmocka_unit_test(an_excerpt_shows_the_place),
        cmocka_unit_test(markdown_is_taken_off),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
