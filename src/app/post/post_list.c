/* post_list.c: the studio's lists and counts. See post.h. */
#include "app/post/post.h"

#include "app/post/found.h"
#include "app/post/post_row.h"
#include "base/clock.h"

/* Asks for one row more than the page holds, to know whether there is another page. */
static enum err read_rows(struct tx *tx, const struct post_filter *f, bool published, struct sql_post_row **ret,
                          size_t *ret_n) {
    if (published) {
        return sql_post_studio_published(tx, f->network, f->before, f->before_id, f->limit + 1, ret, ret_n);
    }
    return sql_post_studio_page(tx, &(struct sql_post_studio_page_in){
        .status = f->status, .network = f->network, .before = f->before, .before_id = f->before_id, .limit = f->limit + 1},
        ret, ret_n);
}

static bool of_network(const struct search_hit *h, struct str network) {
    return str_empty(network) || str_eq(h->network, network);
}

/* The posts of one state with the words, best first. */
static enum err search(struct tx *tx, const struct post_filter *f, struct post_page *ret) {
    struct search_query *q = arena_new(tx->arena, struct search_query);
    struct search_hit *hits;
    size_t n, kept = 0;
    search_parse(f->q, q);
    enum err e = search_find(tx, q, f->status, &hits, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (of_network(&hits[i], f->network)) {
            hits[kept++] = hits[i];
        }
    }
    if (e) {
        return e;
    }
    n = search_order(hits, kept, &f->place);
    struct post_page page = {.more = (int64_t)n > f->limit};
    page.n = page.more ? (size_t)f->limit : n;
    page.items = arena_array(tx->arena, struct post, page.n);
    page.found = arena_array(tx->arena, struct post_found, page.n);
    for (size_t i = 0; !e && i < page.n; i++) {
        e = post_get(tx, hits[i].id, &page.items[i]);
        e = e ? e : post_found_of(tx, q, &page.items[i], &page.found[i]);
    }
    if (!e) {
        page.next = page.more ? search_cursor(tx->arena, f->place.as_of, &hits[page.n - 1]) : STR_NULL;
        *ret = page;
    }
    return e;
}

enum err post_list(struct tx *tx, const struct post_filter *f, struct post_page *ret) {
    bool published = str_is(f->status, "published");
    if (!str_empty(f->q)) {
        return search(tx, f, ret);
    }
    struct sql_post_row *rows;
    size_t n;
    enum err e = read_rows(tx, f, published, &rows, &n);
    if (e) {
        return e;
    }
    struct post_page page = {.more = (int64_t)n > f->limit};
    page.n = page.more ? (size_t)f->limit : n;
    page.items = arena_array(tx->arena, struct post, page.n);
    for (size_t i = 0; i < page.n; i++) {
        page.items[i] = post_of_row(&rows[i]);
    }
    if (page.n) {
        const struct post *last = &page.items[page.n - 1];
        page.last = published ? last->published_at : last->created_at;
        page.last_id = last->id;
    }
    *ret = page;
    return E_OK;
}

enum err post_also_seen(struct tx *tx, int64_t id, struct str **ret, size_t *ret_n) {
    struct sql_post_also_seen_row *rows;
    size_t n;
    enum err e = sql_post_also_seen(tx, id, &rows, &n);
    if (e) {
        return e;
    }
    struct str *out = arena_array(tx->arena, struct str, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = rows[i].title;
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

static enum err count_status(struct tx *tx, struct post_counts *ret) {
    struct {
        const char *status;
        int64_t *n;
    } of[] = {{"draft", &ret->draft}, {"pending", &ret->pending}, {"scheduled", &ret->scheduled},
              {"published", &ret->published}, {"archived", &ret->archived}, {"dropped", &ret->dropped}};
    struct sql_post_counts_row *rows;
    size_t n;
    enum err e = sql_post_counts(tx, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
            if (str_is(rows[i].status, of[k].status)) {
                *of[k].n = rows[i].n;
            }
        }
    }
    return e;
}

enum err post_count(struct tx *tx, int64_t now, struct post_counts *ret) {
    struct post_counts c = {0};
    enum err e = count_status(tx, &c);
    struct sql_post_pending_sources_row sources;
    if (!e) {
        e = sql_post_pending_sources(tx, &sources);
    }
    struct sql_post_mix_row mix;
    if (!e) {
        c.pending_sources = sources.n;
        e = sql_post_mix(tx, now - POST_MIX_DAYS * US_PER_DAY, &mix);
    }
    if (!e) {
        c.mix_total = mix.total;
        c.mix_promotional = mix.promotional;
        *ret = c;
    }
    return e;
}
