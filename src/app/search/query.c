/* query.c: what somebody typed, as terms; and those as text for the index. See search.h. */
#include "app/search/search.h"

#include "base/buf.h"

enum { MATCH_MAX = 64 * 1024 };

/* Quotation marks people type, French, English and straight. One closes whatever another opened. */
static const char *const quotes[] = {"\"", "“", "”", "„", "«", "»"};

static size_t quote_at(struct str s, size_t at) {
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        struct str quote = str_of(quotes[i]);
        if (str_starts(str_sub(s, at, s.n), quote)) {
            return quote.n;
        }
    }
    return 0;
}

/* White space, the no-break ones of French among it. */
static size_t space_at(struct str s, size_t at) {
    static const char *const wide[] = {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe3\x80\x80"};
    if ((unsigned char)s.p[at] <= ' ') {
        return 1;
    }
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (str_starts(str_sub(s, at, s.n), str_of(wide[i]))) {
            return strlen(wide[i]);
        }
    }
    return 0;
}

static void add_term(struct search_query *q, struct str text, bool exact, bool exclude) {
    if (q->n == SEARCH_TERMS_MAX) {
        return;
    }
    struct search_term *t = &q->terms[q->n];
    *t = (struct search_term){.exact = exact, .exclude = exclude};
    struct word_reader w = {text, 0};
    while (t->n < SEARCH_PHRASE_MAX && words_next(&w, &t->words[t->n])) {
        t->n++;
    }
    if (t->n == 1 && !exact) {
        t->stem_n = word_stems(&t->words[0], t->stems);
    }
    q->n += t->n > 0;
}

/* Reads one term at `at`; returns what comes behind it. */
static size_t read_term(struct search_query *q, struct str s, size_t at) {
    bool exclude = s.p[at] == '-' && at + 1 < s.n && !space_at(s, at + 1);
    at += exclude;
    size_t quote = quote_at(s, at), from = at + quote;
    at = from;
    if (quote) {
        while (at < s.n && !quote_at(s, at)) {
            at++;
        }
        add_term(q, str_sub(s, from, at), true, exclude);
        return at < s.n ? at + quote_at(s, at) : at;
    }
    while (at < s.n && !space_at(s, at) && !quote_at(s, at)) {
        at++;
    }
    add_term(q, str_sub(s, from, at), false, exclude);
    return at;
}

static bool says_little(const struct search_term *t) {
    return t->n == 1 && !t->exact && !t->exclude && word_is_common(&t->words[0]);
}

/* "les équipes" is found in "nos équipes": words that say nothing are left out when others say something. */
static void drop_common(struct search_query *q) {
    size_t kept = 0;
    bool other = false;
    for (size_t i = 0; i < q->n; i++) {
        other |= !q->terms[i].exclude && !says_little(&q->terms[i]);
    }
    for (size_t i = 0; other && i < q->n; i++) {
        if (!says_little(&q->terms[i])) {
            q->terms[kept++] = q->terms[i];
        }
    }
    q->n = other ? kept : q->n;
}

void search_parse(struct str s, struct search_query *ret) {
    ret->n = 0;
    ret->any = false;
    for (size_t at = 0; at < s.n;) {
        size_t space = space_at(s, at);
        at = space ? at + space : read_term(ret, s, at);
    }
    /* The last word may not be finished yet. */
    struct search_term *last = ret->n ? &ret->terms[ret->n - 1] : NULL;
    if (last && !last->exact && !last->exclude) {
        last->prefix = last->words[last->n - 1].n >= SEARCH_PREFIX_MIN;
    }
    drop_common(ret);
    for (size_t i = 0; i < ret->n; i++) {
        ret->any |= !ret->terms[i].exclude;
    }
}

/* ---- for the index: words stand there as w…, stems as s… ---- */

static void put_word(struct buf *b, enum db_engine engine, char kind, const char *key, bool prefix) {
    char q = engine == DB_SQLITE ? '"' : '\'';
    buf_printf(b, "%c%c%s%c", q, kind, key, q);
    if (prefix) {
        buf_c(b, engine == DB_SQLITE ? " *" : ":*");
    }
}

static void put_phrase(struct buf *b, const struct search_term *t, enum db_engine engine) {
    for (size_t i = 0; i < t->n; i++) {
        if (i) {
            buf_c(b, engine == DB_SQLITE ? " + " : " <-> ");
        }
        put_word(b, engine, 'w', t->words[i].key, t->prefix && i + 1 == t->n);
    }
}

static void put_term(struct buf *b, const struct search_term *t, enum db_engine engine) {
    buf_ch(b, '(');
    put_phrase(b, t, engine);
    for (size_t i = 0; i < t->stem_n; i++) {
        buf_c(b, engine == DB_SQLITE ? " OR " : " | ");
        put_word(b, engine, 's', t->stems[i], false);
    }
    buf_ch(b, ')');
}

struct str search_match(struct arena *a, const struct search_query *q, enum db_engine engine) {
    struct buf b;
    buf_init(&b, a, MATCH_MAX);
    for (int exclude = 0; exclude < 2; exclude++) {
        for (size_t i = 0; i < q->n; i++) {
            if (q->terms[i].exclude != (exclude == 1)) {
                continue;
            }
            if (exclude) {
                buf_c(&b, engine == DB_SQLITE ? " NOT " : " & !");
            } else if (b.n) {
                buf_c(&b, engine == DB_SQLITE ? " AND " : " & ");
            }
            put_term(&b, &q->terms[i], engine);
        }
    }
    return b.over ? STR("") : buf_view(&b);
}
