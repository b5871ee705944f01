/* search.c: finding posts and putting them in order. See search.h. */
#include "app/search/search.h"

#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"

#include <math.h>
#include <stdlib.h>

/* A post loses half of the part that age takes (all but a quarter) in this time. */
#define HALF_LIFE_DAYS 60.0
#define AGELESS 0.25
#define SCORE_SCALE 1e9

enum err search_find(struct tx *tx, const struct search_query *q, struct str status, struct search_hit **ret, size_t *ret_n) {
    struct sql_search_hits_row *rows;
    size_t n;
    *ret_n = 0;
    if (!q->any) {
        return E_OK;
    }
    enum err e = sql_search_hits(tx, search_match(tx->arena, q, db_engine_of(tx->db)), status, SEARCH_HITS_MAX, &rows, &n);
    if (e) {
        return e;
    }
    struct search_hit *hits = arena_array(tx->arena, struct search_hit, n);
    for (size_t i = 0; i < n; i++) {
        hits[i] = (struct search_hit){.id = rows[i].id, .at = rows[i].at, .rank = rows[i].rank, .network = rows[i].network};
    }
    *ret = hits;
    *ret_n = n;
    return E_OK;
}

static int64_t score_of(const struct search_hit *h, int64_t as_of) {
    double days = as_of > h->at ? (double)(as_of - h->at) / (double)US_PER_DAY : 0;
    double fresh = AGELESS + (1 - AGELESS) * exp2(-days / HALF_LIFE_DAYS);
    return (int64_t)(h->rank * fresh * SCORE_SCALE);
}

static int by_score(const void *va, const void *vb) {
    const struct search_hit *a = va, *b = vb;
    if (a->score != b->score) {
        return a->score < b->score ? 1 : -1;
    }
    return a->id < b->id ? 1 : a->id > b->id ? -1 : 0;
}

size_t search_order(struct search_hit *hits, size_t n, const struct search_place *at) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct search_hit h = hits[i];
        h.score = score_of(&h, at->as_of);
        bool behind = h.score < at->score || (h.score == at->score && h.id < at->id);
        if (behind && h.at <= at->as_of) {
            hits[kept++] = h;
        }
    }
    if (kept) {
        qsort(hits, kept, sizeof *hits, by_score);
    }
    return kept;
}

struct str search_cursor(struct arena *a, int64_t as_of, const struct search_hit *last) {
    int64_t parts[] = {as_of, last->score, last->id};
    char *out = arena_alloc(a, SEARCH_CURSOR_LEN + 1);
    for (size_t i = 0; i < 3; i++) {
        id_format(parts[i], out + i * ID_TEXT_LEN);
    }
    return (struct str){out, SEARCH_CURSOR_LEN};
}

enum err search_cursor_read(struct str text, int64_t now, struct problems *errs, struct search_place *ret) {
    *ret = (struct search_place){now, INT64_MAX, INT64_MAX};
    if (str_empty(text)) {
        return E_OK;
    }
    int64_t *parts[] = {&ret->as_of, &ret->score, &ret->id};
    bool good = text.n == SEARCH_CURSOR_LEN;
    for (size_t i = 0; i < 3 && good; i++) {
        good = id_parse(str_sub(text, i * ID_TEXT_LEN, (i + 1) * ID_TEXT_LEN), parts[i]);
    }
    return good ? E_OK : err_set(errs, E_INVALID, "?cursor", "not a cursor of this search");
}
