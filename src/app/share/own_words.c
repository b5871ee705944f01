/* own_words.c: see own_words.h. Words and triples are compared by 64-bit hash; a clash would change a percent or
 * two. */
#include "app/share/own_words.h"

#include "text/fold.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum { TRIPLE = 3, WORDS_MAX = 20000 };

struct set {
    uint64_t *p;
    size_t n;
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

/* Hashes of the words in order. A word is a run of letters and digits; scripts that don't part words (Chinese, Thai)
 * are taken letter by letter. */
static struct set words(struct arena *a, struct str text) {
    struct str s = text_fold(a, text);
    struct set out = {arena_array(a, uint64_t, s.n + 1), 0};
    int32_t start = -1, i = 0, n = (int32_t)s.n;
    while (i < n && out.n < WORDS_MAX) {
        int32_t at = i;
        UChar32 c;
        U8_NEXT(s.p, i, n, c);
        bool letter = c >= 0 && u_isalnum(c);
        bool alone = letter && u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC);
        if (start >= 0 && (!letter || alone)) {
            out.p[out.n++] = str_hash(str_sub(s, (size_t)start, (size_t)at));
            start = -1;
        }
        if (alone) {
            out.p[out.n++] = str_hash(str_sub(s, (size_t)at, (size_t)i));
        } else if (letter && start < 0) {
            start = at;
        }
    }
    if (start >= 0 && out.n < WORDS_MAX) {
        out.p[out.n++] = str_hash(str_sub(s, (size_t)start, s.n));
    }
    return out;
}

/* Triples of words; of a shorter text the whole. */
static struct set triples(struct arena *a, const struct set *w) {
    size_t k = w->n < TRIPLE ? w->n : TRIPLE;
    size_t n = k ? w->n - k + 1 : 0;
    struct set out = {arena_array(a, uint64_t, n + 1), n};
    for (size_t i = 0; i < n; i++) {
        out.p[i] = str_hash((struct str){(const char *)&w->p[i], k * sizeof *w->p});
    }
    return out;
}

static int percent_in(const struct set *part, const struct set *whole) {
    size_t hit = 0;
    for (size_t i = 0; i < part->n; i++) {
        hit += has(whole, part->p[i]);
    }
    return part->n ? (int)(hit * 100 / part->n) : 0;
}

static struct set merged(struct arena *a, const struct set *sets, size_t n) {
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        total += sets[i].n;
    }
    struct set out = {arena_array(a, uint64_t, total + 1), 0};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < sets[i].n; j++) {
            out.p[out.n++] = sets[i].p[j];
        }
    }
    sort_unique(&out);
    return out;
}

int borrowed_percent(struct arena *a, struct str text, const struct str *ready, size_t n) {
    struct set mine = words(a, text);
    struct set mine3 = triples(a, &mine);
    struct set *theirs3 = arena_array(a, struct set, n + 1);
    int bag = 0;
    sort_unique(&mine3);
    sort_unique(&mine);
    for (size_t i = 0; i < n; i++) {
        struct set w = words(a, ready[i]);
        theirs3[i] = triples(a, &w);
        sort_unique(&w);
        int in = w.n <= mine.n * OWN_WORDS_BAG_TIMES ? percent_in(&mine, &w) : 0;
        bag = in > bag ? in : bag;
    }
    struct set all = merged(a, theirs3, n);
    int borrowed = percent_in(&mine3, &all);
    return bag >= OWN_WORDS_BAG && bag > borrowed ? bag : borrowed;
}

bool own_words(struct arena *a, struct str text, const struct str *ready, size_t n) {
    struct set mine = words(a, text);
    sort_unique(&mine);
    return mine.n >= OWN_WORDS_MIN && borrowed_percent(a, text, ready, n) < OWN_WORDS_BORROWED;
}

bool same_words(struct arena *a, struct str x, struct str y) {
    struct set p = words(a, x), q = words(a, y);
    return p.n == q.n && memcmp(p.p, q.p, p.n * sizeof *p.p) == 0;
}
