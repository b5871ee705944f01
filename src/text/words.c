/* words.c: see words.h. Letters and decompositions come from ICU, stems from libstemmer (Snowball). */
#include "text/words.h"

#include "base/heap.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

enum { NFKD_MAX = 32 };

/* ---- one character ---- */

enum class { APART, IN_WORD, ALONE, NOTHING };

static enum class class_of(UChar32 c) {
    if (c < 0x80) {
        bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return alnum ? IN_WORD : APART;
    }
    if (c == 0xad || c == 0x200b || c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) ||
        u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER)) {
        return NOTHING;
    }
    if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) || u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) ||
        (c >= 0x3041 && c <= 0x30ff)) {
        return ALONE;
    }
    int8_t type = u_charType(c);
    bool mark = type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_COMBINING_SPACING_MARK;
    return u_isalnum(c) || mark || type == U_LETTER_NUMBER || type == U_OTHER_NUMBER ? IN_WORD : APART;
}

static void put(struct word *w, const char *s) {
    size_t n = strlen(s);
    if (w->n + n <= WORD_KEY_MAX) {
        memcpy(w->key + w->n, s, n + 1);
        w->n += n;
    }
}

/* What Unicode does not take apart. */
static const struct {
    UChar32 c;
    const char *as;
} spelled[] = {{0xdf, "ss"}, {0xe6, "ae"}, {0xf0, "d"}, {0xf8, "o"}, {0xfe, "th"}, {0x111, "d"}, {0x131, "i"},
               {0x142, "l"}, {0x153, "oe"}};

static void put_plain_char(struct word *w, UChar32 c) {
    char s[8] = "";
    c = u_foldCase(c, U_FOLD_CASE_DEFAULT);
    for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++) {
        if (spelled[i].c == c) {
            put(w, spelled[i].as);
            return;
        }
    }
    if (c < 0x80) {
        s[0] = (char)c;
        if (class_of(c) == IN_WORD) {
            put(w, s);
        }
        return;
    }
    snprintf(s, sizeof s, "u%05x", (unsigned)c & 0x1fffff);
    put(w, s);
}

/* Adds one character to the key: taken apart, without its marks, folded. */
static void put_char(struct word *w, UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    UChar parts[NFKD_MAX];
    const UNormalizer2 *nfkd = c < 0x80 ? NULL : unorm2_getNFKDInstance(&status);
    int32_t n = nfkd && !U_FAILURE(status) ? unorm2_getDecomposition(nfkd, c, parts, NFKD_MAX, &status) : -1;
    if (n < 0 || U_FAILURE(status)) {
        if (u_charType(c) != U_NON_SPACING_MARK && u_charType(c) != U_ENCLOSING_MARK) {
            put_plain_char(w, c);
        }
        return;
    }
    for (int32_t i = 0; i < n;) {
        UChar32 d;
        U16_NEXT(parts, i, n, d);
        if (u_charType(d) != U_NON_SPACING_MARK && u_charType(d) != U_ENCLOSING_MARK) {
            put_plain_char(w, d);
        }
    }
}

/* Adds it to `plain`, in lower case; a word that does not fit has none. */
static void put_lower(struct word *w, UChar32 c, size_t *n, bool *fits) {
    c = u_tolower(c);
    if (*fits && *n + (size_t)U8_LENGTH(c) <= WORD_LETTERS_MAX) {
        UBool failed = false;
        U8_APPEND((uint8_t *)w->plain, *n, WORD_LETTERS_MAX + 1, c, failed);
        (void)failed;
    } else {
        *fits = false;
    }
}

/* ---- words ---- */

/* The character at `at`, and where the next one begins; -1 for an ill-formed byte. */
static UChar32 char_at(struct str t, size_t at, size_t *ret_next) {
    UChar32 c;
    size_t i = at;
    U8_NEXT((const uint8_t *)t.p, i, t.n, c);
    *ret_next = i;
    return c;
}

static bool is_apostrophe(UChar32 c) {
    return c == '\'' || c == 0x2019 || c == 0x2bc;
}

static bool one_of(const char *key, const char *const *list) {
    for (; *list; list++) {
        if (strcmp(key, *list) == 0) {
            return true;
        }
    }
    return false;
}

/* l'équipe, qu'elle: what stands before the apostrophe is no word where a word follows. */
static bool elided(const struct word_reader *w, const struct word *word) {
    static const char *const list[] = {"c", "d", "j", "l", "m", "n", "s",
                                       "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", NULL};
    size_t next;
    if (w->at >= w->text.n || !one_of(word->key, list) || !is_apostrophe(char_at(w->text, w->at, &next)) ||
        next >= w->text.n) {
        return false;
    }
    UChar32 c = char_at(w->text, next, &next);
    return c >= 0 && class_of(c) == IN_WORD;
}

/* the company's, we're: what follows the apostrophe is an ending. */
static bool ending(const struct word_reader *w, const struct word *word, bool after_apostrophe) {
    static const char *const list[] = {"d", "ll", "m", "re", "s", "t", "ve", NULL};
    (void)w;
    return after_apostrophe && one_of(word->key, list);
}

/* Reads from the first character of a word, which begins at `from`, to its end. */
static void read_word(struct word_reader *w, size_t from, UChar32 first, size_t next, struct word *ret) {
    size_t plain = 0;
    bool fits = true;
    *ret = (struct word){.from = from, .to = next};
    put_char(ret, first);
    put_lower(ret, first, &plain, &fits);
    w->at = next;
    bool alone = class_of(first) == ALONE;
    while (w->at < w->text.n) {
        UChar32 c = char_at(w->text, w->at, &next);
        enum class k = c < 0 ? APART : class_of(c);
        if (k == APART || k == ALONE || (k == IN_WORD && alone)) {
            break;
        }
        w->at = next;
        ret->to = next;
        if (k == IN_WORD) {
            put_char(ret, c);
            put_lower(ret, c, &plain, &fits);
        }
    }
    ret->plain[fits ? plain : 0] = '\0';
}

bool words_next(struct word_reader *w, struct word *ret) {
    bool after_word = false, after_apostrophe = false;
    while (w->at < w->text.n) {
        size_t from = w->at, next;
        UChar32 c = char_at(w->text, from, &next);
        enum class k = c < 0 ? APART : class_of(c);
        if (k != IN_WORD && k != ALONE) {
            after_apostrophe = c >= 0 && is_apostrophe(c) && (after_word || from > 0);
            after_word = false;
            w->at = next;
            continue;
        }
        read_word(w, from, c, next, ret);
        if (ret->n && !elided(w, ret) && !ending(w, ret, after_apostrophe)) {
            return true;
        }
        after_word = true;
        after_apostrophe = false;
    }
    return false;
}

/* ---- stems ---- */

struct stemmers {
    struct sb_stemmer *french, *english;
};

static pthread_key_t stemmers_key;
static pthread_once_t stemmers_once = PTHREAD_ONCE_INIT;

static void stemmers_free(void *p) {
    struct stemmers *s = p;
    sb_stemmer_delete(s->french);
    sb_stemmer_delete(s->english);
    heap_free(s);
}

static void stemmers_make_key(void) {
    (void)pthread_key_create(&stemmers_key, stemmers_free);
}

/* One pair a thread: a stemmer keeps its last word. */
static const struct stemmers *stemmers_here(void) {
    pthread_once(&stemmers_once, stemmers_make_key);
    struct stemmers *s = pthread_getspecific(stemmers_key);
    if (!s) {
        s = heap_alloc(sizeof *s);
        s->french = sb_stemmer_new("french", NULL);
        s->english = sb_stemmer_new("english", NULL);
        (void)pthread_setspecific(stemmers_key, s);
    }
    return s;
}

/* Adds the folded stem unless it is there. */
static size_t add_stem(struct sb_stemmer *stemmer, const char *text, char ret[][WORD_KEY_MAX + 1], size_t n) {
    const sb_symbol *stem = stemmer ? sb_stemmer_stem(stemmer, (const sb_symbol *)text, (int)strlen(text)) : NULL;
    if (!stem) {
        return n;
    }
    struct str s = {(const char *)stem, (size_t)sb_stemmer_length(stemmer)};
    struct word folded = {0};
    for (size_t at = 0; at < s.n;) {
        UChar32 c = char_at(s, at, &at);
        if (c >= 0) {
            put_char(&folded, c);
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(ret[i], folded.key) == 0) {
            return n;
        }
    }
    if (!folded.n) {
        return n;
    }
    memcpy(ret[n], folded.key, folded.n + 1);
    return n + 1;
}

/* "nous recrutons": Snowball's French leaves this ending alone, since short nouns have it too (maisons, saisons). */
enum { ONS_MIN = 8 };

static size_t add_first_plural(struct sb_stemmer *french, const struct word *w, char ret[][WORD_KEY_MAX + 1], size_t n) {
    char infinitive[WORD_KEY_MAX + 1];
    if (w->n < ONS_MIN || strcmp(w->key + w->n - 3, "ons") != 0) {
        return n;
    }
    memcpy(infinitive, w->key, w->n - 3);
    memcpy(infinitive + w->n - 3, "er", 3);
    return add_stem(french, infinitive, ret, n);
}

size_t word_stems(const struct word *w, char ret[WORD_STEMS_MAX][WORD_KEY_MAX + 1]) {
    const struct stemmers *s = stemmers_here();
    size_t n = add_stem(s->french, w->key, ret, 0);
    n = add_stem(s->english, w->key, ret, n);
    n = add_first_plural(s->french, w, ret, n);
    /* With its accents a French word is cut better; what is typed without them meets the stem of the folded word. */
    return w->plain[0] && strcmp(w->plain, w->key) != 0 ? add_stem(s->french, w->plain, ret, n) : n;
}

bool word_is_common(const struct word *w) {
    static const char *const list[] = {
        "a",   "an",  "and", "are", "as",  "at",  "au",  "aux", "avec", "be",  "by",  "ce",  "ces", "cette", "dans", "de",  "des",
        "du",  "elle", "en", "est", "et",  "for", "from", "il", "ils", "in",  "is",  "it",  "its", "je",  "la",  "le",  "les",
        "leur", "mais", "ne", "nos", "notre", "nous", "of", "on", "or", "ou", "our", "par", "pas", "pour", "qu", "que",
        "qui", "sa",  "se",  "ses", "son", "sont", "sur", "that", "the", "this", "to",  "un",  "une", "vos", "votre",
        "vous", "was", "we",  "with", "you", "your", NULL};
    return one_of(w->key, list);
}
