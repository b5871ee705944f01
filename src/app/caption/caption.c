/* caption.c: see caption.h. */
#include "app/caption/caption.h"

#include "base/id.h"
#include "sql_gen.h"

/* Lower is offered sooner. The order of the terms is the rule: right language, not used by this person, made for this
 * network, least used by colleagues. */
static int64_t cost(const struct sql_caption_choices_row *c, struct str language) {
    bool other_language = !str_empty(language) && !str_empty(c->language) && !str_eq(c->language, language);
    int64_t uses = c->uses < 1000000 ? c->uses : 1000000;
    int64_t mine = c->mine < 1000 ? c->mine : 1000;
    return ((other_language * 1001 + mine) * 2 + str_empty(c->network)) * 1000001 + uses;
}

enum err caption_next(struct tx *tx, int64_t post, struct str network, struct str language, int64_t person,
                      struct caption *ret) {
    struct sql_caption_choices_row *rows;
    size_t n;
    enum err e = sql_caption_choices(tx, post, network, person, &rows, &n);
    if (e) {
        return e;
    }
    if (n == 0) {
        return E_NOT_FOUND;
    }
    /* Equal ones are told apart by the person, so that colleagues who open the same post together differ. */
    size_t first = (size_t)((uint64_t)(person ^ post) % n);
    size_t best = first;
    for (size_t i = 1; i < n; i++) {
        size_t at = (first + i) % n;
        if (cost(&rows[at], language) < cost(&rows[best], language)) {
            best = at;
        }
    }
    *ret = (struct caption){.id = rows[best].id, .post = post, .network = rows[best].network,
                            .language = rows[best].language, .text = rows[best].text};
    return E_OK;
}

enum err caption_first(struct tx *tx, int64_t post, struct caption *ret) {
    struct sql_caption_first_row *rows;
    size_t n;
    enum err e = sql_caption_first(tx, post, &rows, &n);
    if (e) {
        return e;
    }
    *ret = (struct caption){.post = post};
    if (n) {
        *ret = (struct caption){.id = rows[0].id, .post = post, .network = rows[0].network,
                                .language = rows[0].language, .text = rows[0].text};
    }
    return E_OK;
}

enum err caption_set_first(struct tx *tx, int64_t post, struct str language, struct str text, int64_t now) {
    struct caption old;
    enum err e = caption_first(tx, post, &old);
    if (e) {
        return e;
    }
    if (str_empty(text)) {
        return old.id ? sql_caption_delete(tx, old.id) : E_OK;
    }
    if (old.id) {
        return sql_caption_update(tx, old.id, language, text);
    }
    return sql_caption_insert(tx, &(struct sql_caption_insert_in){
        .id = id_new(), .post = post, .network = STR(""), .language = language, .text = text, .now = now});
}

enum err caption_delete_post(struct tx *tx, int64_t post) {
    return sql_caption_delete_post(tx, post);
}
