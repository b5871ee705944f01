/* marks.c: where the words that were asked for stand in a text. See search.h. */
#include "app/search/search.h"

#include "base/buf.h"

#include <stdlib.h>
#include <unicode/utf8.h>

/* ---- one word against one term ---- */

/* A word of the text with its stems, which are made once. */
struct seen {
    struct word word;
    char stems[WORD_STEMS_MAX][WORD_KEY_MAX + 1];
    size_t stem_n;
};

static bool same_stem(const struct search_term *t, const struct seen *s) {
    for (size_t i = 0; i < t->stem_n; i++) {
        for (size_t k = 0; k < s->stem_n; k++) {
            if (strcmp(t->stems[i], s->stems[k]) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool fits(const struct search_term *t, size_t at, const struct seen *s) {
    const struct word *asked = &t->words[at];
    if (at + 1 == t->n && t->prefix && strncmp(s->word.key, asked->key, asked->n) == 0) {
        return true;
    }
    return strcmp(s->word.key, asked->key) == 0 || same_stem(t, s);
}

/* The last SEARCH_PHRASE_MAX words, for phrases. */
struct window {
    struct seen words[SEARCH_PHRASE_MAX];
    size_t seen;
};

static const struct seen *back(const struct window *win, size_t n) {
    return &win->words[(win->seen - 1 - n) % SEARCH_PHRASE_MAX];
}

/* Where a term ends with the word just seen, it began there; false when it does not. */
static bool ends_here(const struct search_term *t, const struct window *win, size_t *ret_from) {
    if (t->exclude || t->n > win->seen) {
        return false;
    }
    for (size_t i = 0; i < t->n; i++) {
        if (!fits(t, t->n - 1 - i, back(win, i))) {
            return false;
        }
    }
    *ret_from = back(win, t->n - 1)->word.from;
    return true;
}

struct span {
    size_t from, to;             /* bytes */
};

/* Adds a span; those that overlap or that only white space parts become one. */
static size_t add_span(struct str text, struct span *spans, size_t n, struct span s) {
    while (n && spans[n - 1].from >= s.from) {
        n--;
    }
    if (n && (spans[n - 1].to >= s.from || (spans[n - 1].to + 1 == s.from && text.p[spans[n - 1].to] == ' '))) {
        spans[n - 1].to = s.to > spans[n - 1].to ? s.to : spans[n - 1].to;
        return n;
    }
    if (n < SEARCH_MARKS_MAX) {
        spans[n++] = s;
    }
    return n;
}

static size_t find_spans(const struct search_query *q, struct str text, struct span *spans) {
    struct word_reader w = {text, 0};
    struct window win = {.seen = 0};
    struct seen word;
    size_t n = 0;
    while (n < SEARCH_MARKS_MAX && words_next(&w, &word.word)) {
        word.stem_n = word_stems(&word.word, word.stems);
        win.words[win.seen++ % SEARCH_PHRASE_MAX] = word;
        for (size_t i = 0; i < q->n; i++) {
            size_t from;
            if (ends_here(&q->terms[i], &win, &from)) {
                n = add_span(text, spans, n, (struct span){from, word.word.to});
            }
        }
    }
    return n;
}

size_t search_marks(const struct search_query *q, struct str text, struct search_mark ret[SEARCH_MARKS_MAX]) {
    struct span spans[SEARCH_MARKS_MAX];
    size_t n = find_spans(q, text, spans), at = 0;
    int64_t units = 0;
    for (size_t i = 0; i < 2 * n; i++) {
        size_t until = i % 2 ? spans[i / 2].to : spans[i / 2].from;
        while (at < until) {
            UChar32 c;
            U8_NEXT((const uint8_t *)text.p, at, text.n, c);
            units += c > 0xffff ? 2 : 1;
        }
        *(i % 2 ? &ret[i / 2].to : &ret[i / 2].from) = units;
    }
    return n;
}

/* ---- a piece of a long text ---- */

static bool is_space(char c) {
    return (unsigned char)c <= ' ';
}

struct str search_excerpt(struct arena *a, const struct search_query *q, struct str text) {
    struct span spans[SEARCH_MARKS_MAX];
    if (!find_spans(q, text, spans)) {
        return STR_NULL;
    }
    size_t from = spans[0].from > SEARCH_EXCERPT / 3 ? spans[0].from - SEARCH_EXCERPT / 3 : 0;
    size_t to = from + SEARCH_EXCERPT < spans[0].to ? spans[0].to : from + SEARCH_EXCERPT;
    while (from > 0 && from < spans[0].from && !is_space(text.p[from - 1])) {
        from++;
    }
    to = to > text.n ? text.n : to;
    while (to < text.n && to > spans[0].to && !is_space(text.p[to])) {
        to--;
    }
    struct buf b;
    buf_init(&b, a, 4 * SEARCH_EXCERPT + 256);
    buf_c(&b, from ? "… " : "");
    for (size_t i = from; i < to; i++) {
        buf_ch(&b, is_space(text.p[i]) ? ' ' : text.p[i]);
    }
    buf_c(&b, to < text.n ? " …" : "");
    return b.over ? STR_NULL : buf_view(&b);
}

/* ---- Markdown ---- */

/* Behind "](" of a link or picture: where its address ends. */
static size_t skip_address(struct str s, size_t at) {
    int depth = 1;
    while (at < s.n && depth && s.p[at] != '\n') {
        depth += s.p[at] == '(' ? 1 : s.p[at] == ')' ? -1 : 0;
        at++;
    }
    return at;
}

struct str search_plain(struct arena *a, struct str s) {
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        bool line = i == 0 || s.p[i - 1] == '\n';
        if (s.p[i] == ']' && i + 1 < s.n && s.p[i + 1] == '(') {
            i = skip_address(s, i + 2);
        } else if (s.p[i] == '\\' && i + 1 < s.n) {
            out[n++] = s.p[i + 1];
            i += 2;
        } else if (strchr("*_`[]", s.p[i]) && s.p[i]) {
            i++;
        } else if (line && strchr("#>-+", s.p[i]) && s.p[i]) {
            while (i < s.n && strchr("#>-+ ", s.p[i]) && s.p[i]) {
                i++;
            }
        } else if (s.p[i] == '!' && i + 1 < s.n && s.p[i + 1] == '[') {
            i += 2;
        } else {
            out[n++] = s.p[i++];
        }
    }
    return (struct str){out, n};
}
