/* mine.c: see mine.h. */
#include "app/share/mine.h"

#include "app/company/company.h"
#include "app/image/image.h"
#include "app/link/link.h"
#include "app/points/points.h"
#include "sql_gen.h"

/* Both statements name their columns alike. */
#define VIEW_OF(a, r, who)                                                                                                \
    ((struct share_view){                                                                                              \
        .share = {.id = (r)->id, .person = (who), .post = (r)->post_id, .network = (r)->network, .action = (r)->action, \
                  .mode = (r)->mode, .status = (r)->status, .evidence = (r)->evidence, .own_text = (r)->own_text,       \
                  .final_text = (r)->final_text, .own_words = (r)->own_words, .band = (r)->band, .language = (r)->language,               \
                  .disclosure = (r)->disclosure, .declared_url = (r)->declared_url, .created_at = (r)->created_at,     \
                  .declared_at = (r)->declared_at_null ? 0 : (r)->declared_at,                                         \
                  .verified_at = (r)->verified_at_null ? 0 : (r)->verified_at,                                         \
                  .retracted_at = (r)->retracted_at_null ? 0 : (r)->retracted_at,     \
                  .due_at = (r)->due_at_null ? 0 : (r)->due_at, .code = (r)->code},                  \
        .post_title = (r)->title.p ? (r)->title : STR(""), .post_image = picture_or((a), (r)->image_id_null ? 0 : (r)->image_id, (r)->image_url),                            \
        .remote_url = (r)->remote_url, .fault = (r)->fault, .fault_text = (r)->fault_text, .human = (r)->human,          \
        .bot = (r)->bot, .preview = (r)->preview, .self = (r)->self, .repeat = (r)->repeat})

static enum err add_urls(struct tx *tx, struct share_view *v, const struct terms *terms, struct str base_url,
                         struct str short_host) {
    const struct network *n = network_find(v->share.network);
    struct str host;
    v->link_url = link_url_join(tx->arena, base_url, short_host, v->share.code);
    v->takes_url = n && n->is_post_path;
    if (!n || !str_is(v->share.status, SHARE_OPEN)) {
        return E_OK;
    }
    enum err e = share_instance(tx, v->share.person, n, &host);
    if (!e) {
        v->intent_url = share_intent_url(tx->arena, n, terms_value(terms, v->share.network, TERM_PREFILL, INT64_MAX), host,
                                         v->share.disclosure, v->share.own_text, v->link_url);
    }
    return e;
}

static enum err complete(struct tx *tx, int64_t person, struct str base_url, struct share_view *v, size_t n) {
    struct company_info company;
    struct points_sum *sums;
    struct terms terms;
    size_t sums_n;
    if (n == 0) {
        return E_OK;
    }
    enum err e = company_get(tx, &company);
    if (!e) {
        e = terms_read(tx, &terms);
    }
    if (!e) {
        e = points_by_subject(tx, person, v[n - 1].share.id, v[0].share.id, &sums, &sums_n);
    }
    if (e) {
        return e;
    }
    for (size_t i = 0; i < n; i++) {
        e = add_urls(tx, &v[i], &terms, base_url, company.short_host);
        if (e) {
            return e;
        }
        for (size_t k = 0; k < sums_n; k++) {
            if (sums[k].subject == v[i].share.id) {
                v[i].points = sums[k].amount;
            }
        }
    }
    return E_OK;
}

enum err share_views(struct tx *tx, int64_t person, struct str base_url, int64_t before, bool waiting, int64_t limit,
                     struct share_view **ret, size_t *ret_n) {
    struct sql_share_mine_row *rows;
    size_t n;
    enum err e = sql_share_mine(tx, person, before, waiting, limit, &rows, &n);
    if (e) {
        return e;
    }
    struct share_view *out = arena_array(tx->arena, struct share_view, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = VIEW_OF(tx->arena, &rows[i], person);
    }
    e = complete(tx, person, base_url, out, n);
    if (!e) {
        *ret = out;
        *ret_n = n;
    }
    return e;
}

enum err share_view_one(struct tx *tx, int64_t person, struct str base_url, int64_t id, struct share_view *ret) {
    struct sql_share_mine_one_row row;
    enum err e = sql_share_mine_one(tx, person, id, &row);
    if (e) {
        return e;
    }
    struct share_view out = VIEW_OF(tx->arena, &row, person);
    e = complete(tx, person, base_url, &out, 1);
    if (!e) {
        *ret = out;
    }
    return e;
}
