/* lang.c: see lang.h. Counts words that are frequent in one language and rare in the other; both lists are about
 * equally frequent in running text, so that the counts can be compared as they are. */
#include "text/lang.h"

static const char fr_words[] = " le la les des du un une et est sont au aux en pour par sur dans avec que qui ne pas "
                               "plus nous vous votre nos notre ce "
                               "cette ces sa ses leur leurs il elle ils elles mais ou où comme être fait faire tout "
                               "tous toute très sans ainsi chez "
                               "donc depuis après avant lors afin aussi entre d'un d'une c'est qu'il l'on à été ";
static const char en_words[] = " the of and to is are was were be been for with on at by from that this these those "
                               "it its we our you your they their "
                               "he she his her not but or as have has had will would can could about more all new "
                               "how what when who which into than "
                               "there been just out up so if do an i'm it's we're don't ";

static bool in_list(const char *list, size_t list_n, struct str word) {
    char key[24];
    if (word.n == 0 || word.n + 2 > sizeof key) {
        return false;
    }
    key[0] = ' ';
    for (size_t i = 0; i < word.n; i++) {
        key[i + 1] = word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] + 32) : word.p[i];
    }
    key[word.n + 1] = ' ';
    struct str all = {list, list_n};
    return str_find(all, (struct str){key, word.n + 2}) < all.n;
}

/* Bytes of words: letters, all beyond ASCII, and the apostrophe. */
static bool word_byte(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80 || c == '\'';
}

struct str lang_guess(struct str text) {
    int fr = 0;
    int en = 0;
    size_t from = 0;
    text = str_sub(text, 0, 20000);
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && word_byte((unsigned char)text.p[i])) {
            continue;
        }
        struct str word = str_sub(text, from, i);
        fr += in_list(fr_words, sizeof fr_words - 1, word);
        en += in_list(en_words, sizeof en_words - 1, word);
        /* Elisions (l'entreprise, d'avril, qu'elle) are as French as any stop word. */
        fr += word.n > 2 && word.p[1] == '\'' && strchr("lLdDjJnNcC", word.p[0]) != NULL;
        from = i + 1;
    }
    if (fr >= 2 && fr > en + en / 2) {
        return STR("fr");
    }
    if (en >= 2 && en > fr + fr / 2) {
        return STR("en");
    }
    return STR("");
}

struct str lang_primary(struct arena *a, struct str tag) {
    tag = str_trim(tag);
    size_t n = 0;
    while (n < tag.n && tag.p[n] != '-' && tag.p[n] != '_') {
        n++;
    }
    if (n < 2 || n > 3) {
        return STR("");
    }
    char *out = arena_alloc(a, n + 1);
    for (size_t i = 0; i < n; i++) {
        char c = (char)(tag.p[i] | 0x20);
        if (c < 'a' || c > 'z') {
            return STR("");
        }
        out[i] = c;
    }
    return (struct str){out, n};
}
