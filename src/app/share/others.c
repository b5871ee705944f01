/* others.c: see others.h. */
#include "app/share/others.h"

#include "base/clock.h"
#include "sql_gen.h"

#define US_PER_HOUR (3600 * US_PER_S)

/* Each person's first share, in order. */
static size_t firsts(struct sql_share_words_row *rows, size_t n) {
    size_t people = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < people && rows[k].person_id != rows[i].person_id) {
            k++;
        }
        if (k == people) {
            rows[people++] = rows[i];
        }
    }
    return people;
}

static enum err colleagues(struct tx *tx, int64_t post, int64_t person, int64_t now, struct others *o) {
    struct sql_share_words_row *rows;
    size_t n;
    int64_t hour = now - now % US_PER_HOUR;
    enum err e = sql_share_words(tx, post, hour, OTHERS_ROWS_MAX, &rows, &n);
    if (e) {
        return e;
    }
    size_t people = firsts(rows, n);
    for (size_t at = 0; at + OTHERS_K <= people; at += OTHERS_K) {
        if (rows[at + OTHERS_K - 1].created_at < hour - OTHERS_DAYS * US_PER_DAY) {
            continue;
        }
        for (size_t i = at; i < at + OTHERS_K; i++) {
            if (rows[i].person_id != person && rows[i].own_text.n) {
                o->texts[o->n++] = rows[i].own_text;
            }
        }
    }
    return E_OK;
}

enum err others_of(struct tx *tx, const struct post *post, int64_t person, int64_t now, struct others *ret) {
    *ret = (struct others){0};
    enum err e = caption_list(tx, post->id, &ret->captions, &ret->captions_n);
    if (e) {
        return e;
    }
    ret->texts = arena_array(tx->arena, struct str, ret->captions_n + 2 + OTHERS_ROWS_MAX);
    for (size_t i = 0; i < ret->captions_n; i++) {
        ret->texts[ret->n++] = ret->captions[i].text;
    }
    ret->texts[ret->n++] = post->title;
    ret->texts[ret->n++] = post->body;
    return colleagues(tx, post->id, person, now, ret);
}
