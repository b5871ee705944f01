/* echo.c: see echo.h. Words, pairs and triples are compared by 64-bit hash; a clash would change a percent or two. */
#include "app/share/echo.h"

#include "text/fold.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum { STEM = 6, TRIPLE = 3 };

static const char *const names[] = {"yours", "near", "echo"};

const char *band_name(enum band b) {
    return names[b];
}

enum band band_of(struct str name) {
    for (int i = BAND_YOURS; i <= BAND_ECHO; i++) {
        if (str_is(name, names[i])) {
            return (enum band)i;
        }
    }
    return BAND_NEAR;
}

/* French and English words without a meaning of their own, folded, in strcmp order. Single letters are left out anyway. */
static const char *const empty_words[] = {
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "au", "aussi", "autre", "aux", "avant", "avec",
    "be", "because", "been", "but", "by", "can", "car", "ce", "cela", "ces", "cet", "cette", "ceux", "chaque", "comme", "dans",
    "de", "depuis", "des", "did", "do", "does", "donc", "du", "elle", "elles", "en", "encore", "est", "et", "etaient", "etait",
    "ete", "etre", "eux", "fait", "for", "from", "had", "has", "have", "he", "her", "here", "his", "how", "ici", "if", "il", "ils",
    "in", "into", "is", "it", "its", "je", "just", "la", "le", "les", "leur", "leurs", "lui", "ma", "mais", "me", "meme", "mes", "moi",
    "mon", "more", "most", "my", "ne", "no", "nos", "not", "notre", "nous", "now", "of", "off", "on", "ont", "or", "ou", "our", "out",
    "par", "pas", "plus", "pour", "qu", "quand", "que", "qui", "quoi", "sa", "sans", "se", "ses", "she", "si", "so", "son", "sont",
    "sous", "sur", "ta", "te", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to",
    "tous", "tout", "toute", "toutes", "tres", "tu", "un", "une", "up", "us", "very", "vos", "votre", "vous", "was", "we", "were",
    "what", "when", "which", "who", "will", "with", "would", "you", "your",
};

struct set {
    uint64_t *p;
    size_t n;
};

/* A text, cut up. */
struct cut {
    struct set words;            /* all, in order */
    struct set means;            /* stems of those with a meaning, in order */
    struct set bag;              /* the same, sorted, each once */
    struct set pairs;            /* of neighbouring stems, sorted, each once */
    struct set triples;          /* of neighbouring words, sorted, each once */
};

static int compare(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

static void sort_unique(struct set *s) {
    size_t n = 0;
    if (s->n == 0) {
        return;
    }
    qsort(s->p, s->n, sizeof *s->p, compare);
    for (size_t i = 0; i < s->n; i++) {
        if (i == 0 || s->p[i] != s->p[i - 1]) {
            s->p[n++] = s->p[i];
        }
    }
    s->n = n;
}

static bool has(const struct set *s, uint64_t v) {
    return s->n && bsearch(&v, s->p, s->n, sizeof v, compare) != NULL;
}

static int compare_word(const void *key, const void *item) {
    const struct str *w = key;
    const char *other = *(const char *const *)item;
    size_t n = strlen(other), least = w->n < n ? w->n : n;
    int c = memcmp(w->p, other, least);
    return c ? c : (w->n > n) - (w->n < n);
}

/* The first letters of a word, without what marks number and gender at its end; "" for one without a meaning. */
static struct str stem(struct str word) {
    if (word.n <= 1 && !(word.n == 1 && word.p[0] >= '0' && word.p[0] <= '9')) {
        return STR("");
    }
    if (bsearch(&word, empty_words, sizeof empty_words / sizeof *empty_words, sizeof *empty_words, compare_word)) {
        return STR("");
    }
    size_t at = 0;
    for (int i = 0; i < STEM && at < word.n; i++) {
        at++;
        while (at < word.n && ((unsigned char)word.p[at] & 0xc0) == 0x80) {
            at++;
        }
    }
    while (at == word.n && at > 3 && (word.p[at - 1] == 's' || word.p[at - 1] == 'x' || word.p[at - 1] == 'e')) {
        word.n = --at;
    }
    return str_sub(word, 0, at);
}

static void take(struct cut *c, struct str word) {
    if (c->words.n == ECHO_WORDS_MAX) {
        return;
    }
    struct str s = stem(word);
    c->words.p[c->words.n++] = str_hash(word);
    if (s.n) {
        c->means.p[c->means.n++] = str_hash(s);
    }
}

/* An address, from here to the next white space. */
static bool is_address(struct str rest) {
    return str_starts(rest, STR("http://")) || str_starts(rest, STR("https://"));
}

/* A word is a run of letters and digits; scripts that don't part words (Chinese, Thai) are taken letter by letter. */
static void read_words(struct str s, struct cut *c) {
    int32_t start = -1, i = 0, n = (int32_t)s.n;
    while (i < n) {
        int32_t at = i;
        UChar32 ch;
        U8_NEXT(s.p, i, n, ch);
        bool letter = ch >= 0 && u_isalnum(ch), alone = letter && u_hasBinaryProperty(ch, UCHAR_IDEOGRAPHIC);
        if (start >= 0 && (!letter || alone)) {
            take(c, str_sub(s, (size_t)start, (size_t)at));
            start = -1;
        }
        if (alone) {
            take(c, str_sub(s, (size_t)at, (size_t)i));
        } else if (letter && start < 0) {
            start = at;
            if (is_address(str_sub(s, (size_t)at, s.n))) {
                while (i < n && (unsigned char)s.p[i] > ' ') {
                    i++;
                }
                start = -1;
            }
        }
    }
    if (start >= 0) {
        take(c, str_sub(s, (size_t)start, s.n));
    }
}

/* Hashes of `k` neighbours; of a shorter row the whole. */
static struct set grams(struct arena *a, const struct set *row, size_t k) {
    k = row->n < k ? row->n : k;
    size_t n = k ? row->n - k + 1 : 0;
    struct set out = {arena_array(a, uint64_t, n + 1), n};
    for (size_t i = 0; i < n; i++) {
        out.p[i] = str_hash((struct str){(const char *)&row->p[i], k * sizeof *row->p});
    }
    sort_unique(&out);
    return out;
}

static struct set copy(struct arena *a, const struct set *s) {
    struct set out = {arena_array(a, uint64_t, s->n + 1), s->n};
    if (s->n) {
        memcpy(out.p, s->p, s->n * sizeof *s->p);
    }
    return out;
}

static struct cut cut(struct arena *a, struct str text) {
    struct str folded = text_fold(a, text);
    size_t most = folded.n < ECHO_WORDS_MAX ? folded.n : ECHO_WORDS_MAX;
    struct cut c = {.words = {arena_array(a, uint64_t, most + 1), 0}, .means = {arena_array(a, uint64_t, most + 1), 0}};
    read_words(folded, &c);
    if (c.means.n < 2) {
        c.means = copy(a, &c.words);   /* nothing but empty words: then they are what it says */
    }
    c.bag = copy(a, &c.means);
    sort_unique(&c.bag);
    c.pairs = grams(a, &c.means, 2);
    c.triples = grams(a, &c.words, TRIPLE);
    return c;
}

static int percent_in(const struct set *part, const struct set *whole) {
    size_t hit = 0;
    for (size_t i = 0; i < part->n; i++) {
        hit += has(whole, part->p[i]);
    }
    return part->n ? (int)(hit * 100 / part->n) : 0;
}

/* Of one other text: words count thrice, their order once. */
static int borrowed(const struct cut *mine, const struct cut *other) {
    int pairs = percent_in(&mine->pairs, &other->pairs);
    if (other->means.n > mine->means.n * ECHO_TIMES) {
        return pairs;
    }
    return (percent_in(&mine->bag, &other->bag) * 3 + pairs) / 4;
}

static struct set merged(struct arena *a, const struct cut *cuts, size_t n) {
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        total += cuts[i].triples.n;
    }
    struct set out = {arena_array(a, uint64_t, total + 1), 0};
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < cuts[i].triples.n; k++) {
            out.p[out.n++] = cuts[i].triples.p[k];
        }
    }
    sort_unique(&out);
    return out;
}

int echo_percent(struct arena *a, struct str text, const struct str *others, size_t n) {
    struct cut mine = cut(a, text), *cuts = arena_array(a, struct cut, n + 1);
    int most = 0;
    for (size_t i = 0; i < n; i++) {
        cuts[i] = cut(a, others[i]);
        int p = cuts[i].words.n ? borrowed(&mine, &cuts[i]) : 0;
        most = p > most ? p : most;
    }
    struct set all = merged(a, cuts, n);
    int patchwork = percent_in(&mine.triples, &all);
    return patchwork > most ? patchwork : most;
}

enum band echo_band(struct arena *a, struct str text, const struct str *others, size_t n) {
    int p = echo_percent(a, text, others, n);
    return p >= ECHO_ECHO ? BAND_ECHO : p >= ECHO_NEAR ? BAND_NEAR : BAND_YOURS;
}

bool echo_short(struct arena *a, struct str text) {
    struct cut c = cut(a, text);
    sort_unique(&c.words);
    return c.words.n < ECHO_WORDS_MIN;
}

bool same_words(struct arena *a, struct str x, struct str y) {
    struct cut p = cut(a, x), q = cut(a, y);
    return p.words.n == q.words.n && memcmp(p.words.p, q.words.p, p.words.n * sizeof *p.words.p) == 0;
}
