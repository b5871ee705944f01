/* length_test.c: how long a text is to each network. test/data/length.jsonl holds what the networks' own libraries say
 * (twitter-text 3.1.0 parseTweet, @atproto/api RichText, Mastodon's expressions) about generated texts. */
#include "json/json.h"
#include "pvtest.h"
#include "text/fold.h"
#include "text/lang.h"
#include "text/length.h"

static int64_t number(const struct json_node *n, const char *key) {
    int64_t v = -1;
    assert_true(json_int(json_get(n, key), &v));
    return v;
}

static void one_network(const struct json_node *n, const char *network, const char *valid_key) {
    struct text_length len;
    struct str text = json_text(json_get(n, "text"));
    assert_int_equal(text_length(str_of(network), text, &len), E_OK);
    if (len.length != number(n, network)) {
        fail_msg("%s: %.*s: got %lld, want %lld", network, STRF(text), (long long)len.length,
                 (long long)number(n, network));
    }
    const struct json_node *valid = valid_key ? json_get(n, valid_key) : NULL;
    if (valid) {
        assert_true(len.valid == (json_is_true)(valid));
    }
}

static void the_networks_own_libraries_agree(void **state) {
    (void)state;
    struct str rest = data_file("length.jsonl");
    struct str line;
    int count = 0;
    while (str_split(&rest, '\n', &line)) {
        const struct json_node *n;
        if (line.n == 0) {
            continue;
        }
        assert_int_equal(json_parse(line, a, &n), E_OK);
        one_network(n, "x", "x_valid");
        one_network(n, "bluesky", "bluesky_valid");
        one_network(n, "mastodon", NULL);
        count++;
    }
    assert_true(count > 200);
}

static int64_t length_of(const char *network, const char *text, bool *ret_valid) {
    struct text_length len;
    assert_int_equal(text_length(str_of(network), str_of(text), &len), E_OK);
    *ret_valid = len.valid;
    return len.length;
}

static void the_other_units_count(void **state) {
    (void)state;
    bool valid;
    assert_int_equal(length_of("linkedin", "aé😀", &valid), 4);
    assert_int_equal(length_of("threads", "aé😀", &valid), 6);
    assert_int_equal(length_of("threads", "❤️", &valid), 6);
    assert_int_equal(length_of("facebook", "日本", &valid), 2);
    char *big = arena_alloc(a, 3002);
    memset(big, 'a', 3001);
    assert_int_equal(length_of("linkedin", big, &valid), 3001);
    assert_false(valid);
    big[3000] = '\0';
    length_of("linkedin", big, &valid);
    assert_true(valid);
}

/* 300 families fit the graphemes of Bluesky, but not its bytes. */
static void bluesky_has_two_limits(void **state) {
    (void)state;
    struct buf b;
    struct text_length len;
    buf_init(&b, a, 100000);
    for (int i = 0; i < 200; i++) {
        buf_c(&b, "👨‍👩‍👧‍👦");
    }
    assert_int_equal(text_length(STR("bluesky"), buf_view(&b), &len), E_OK);
    assert_int_equal(len.length, 200);
    assert_int_equal(len.limit, 300);
    assert_false(len.valid);
}

static void bad_questions_are_refused(void **state) {
    (void)state;
    struct text_length len;
    assert_int_equal(text_length(STR("myspace"), STR("x"), &len), E_NOT_FOUND);
    assert_int_equal(text_length(STR("x"), STR("\xff"), &len), E_INVALID);
    assert_int_equal(text_length(STR("x"), STR("\xed\xa0\x80"), &len), E_INVALID);
    assert_null(text_limit_find(STR("X")));
    assert_non_null(text_limit_find(STR("pinterest")));
}

static void clusters_are_not_cut(void **state) {
    (void)state;
    assert_str(text_grapheme_cut(STR("e\xcc\x81x"), 1), STR("e\xcc\x81"));
    assert_str(text_grapheme_cut(STR("🇫🇷🇩🇪"), 1), STR("🇫🇷"));
    assert_str(text_grapheme_cut(STR("ab"), 5), STR("ab"));
    assert_int_equal(text_graphemes(STR("\r\n\n")), 2);
    assert_int_equal(text_graphemes(STR("क्षत्रिय")), 3);
}

static void languages_are_guessed(void **state) {
    (void)state;
    assert_str(lang_guess(STR("Nous sommes fiers de présenter notre nouvelle usine à Lyon, avec les équipes.")),
               STR("fr"));
    assert_str(lang_guess(STR("We are proud to present our new plant in Lyon, with the whole team.")), STR("en"));
    assert_str(lang_guess(STR("Bonjour 42")), STR(""));
    assert_str(lang_guess(STR("42")), STR(""));
    assert_str(lang_primary(a, STR(" FR-ca ")), STR("fr"));
    assert_str(lang_primary(a, STR("x")), STR(""));
}

static void accents_fold(void **state) {
    (void)state;
    assert_str(text_fold(a, STR("Élan Straße Ǆ ﬁ ÅÉ")), STR("elan strasse dz fi ae"));
    assert_str(text_nfc(a, STR("e\xcc\x81")), STR("é"));
    assert_str(text_nfc(a, STR("plain")), STR("plain"));
}

/* The short way for western letters against ICU, which a Greek letter calls in. */
static void western_letters_fold_alike(void **state) {
    (void)state;
    for (int c = 0x80; c < 0xc0; c++) {
        char text[] = {'A', (char)0xc3, (char)c, 'z', 0}, greek[] = {'A', (char)0xc3, (char)c, 'z', (char)0xcf, (char)0x89, 0};
        struct str full = text_fold(a, str_of(greek));
        assert_true(str_eq(text_fold(a, str_of(text)), str_sub(full, 0, full.n - 2)));
    }
    assert_str(text_fold(a, STR("e\xcc\x81t\xc3\xa9")), STR("ete"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_networks_own_libraries_agree), TEST(the_other_units_count), TEST(bluesky_has_two_limits),
        TEST(bad_questions_are_refused), TEST(clusters_are_not_cut), TEST(languages_are_guessed), TEST(accents_fold), TEST(western_letters_fold_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
