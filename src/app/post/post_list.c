/* post_list.c: the studio's lists and counts. See post.h. */
#include "app/post/post.h"

#include "app/channel/reach.h"
#include "app/post/found.h"
#include "app/post/post_row.h"
#include "base/clock.h"
#include "http/roles.h"

/* Asks for one row more than the page holds, to know whether there is another page. */
static enum err read_rows(struct tx *tx, const struct post_filter *f, bool published, struct sql_post_row **ret,
                          size_t *ret_n) {
    const int64_t *scope = f->scope ? &f->scope : NULL;
    if (published) {
        return sql_post_studio_published(tx, &(struct sql_post_studio_published_in){
            .network = f->network, .before = f->before, .before_id = f->before_id, .limit = f->limit + 1, .scope = scope},
            ret, ret_n);
    }
    return sql_post_studio_page(tx, &(struct sql_post_studio_page_in){
        .status = f->status, .network = f->network, .before = f->before, .before_id = f->before_id, .limit = f->limit + 1,
        .scope = scope}, ret, ret_n);
}

static int64_t place_of(const struct post *p) {
    return str_is(p->status, "published") ? p->published_at : p->created_at;
}

static bool before(const struct post *p, int64_t at, int64_t id) {
    int64_t own = place_of(p);
    return own < at || (own == at && p->id < id);
}

/* A scope of 0 holds all. */
static enum err within(struct tx *tx, int64_t scope, int64_t post, bool *ret) {
    struct scope s;
    enum err e = scope ? scope_of(tx, scope, ROLE_CURATOR, &s) : E_OK;
    e = e || !scope ? e : scope_check(tx, &s, post);
    *ret = !e;
    return e == E_NOT_FOUND ? E_OK : e;
}

/* Few, and found one by one, since it is the directory that tells which they are. */
static enum err list_unseen(struct tx *tx, const struct post_filter *f, struct post_page *ret) {
    int64_t *ids;
    size_t n, got = 0;
    enum err e = reach_unseen(tx, &ids, &n);
    struct post *list = e ? NULL : arena_array(tx->arena, struct post, n);
    for (size_t i = 0; !e && i < n; i++) {
        struct post p;
        bool mine = false;
        e = post_get(tx, ids[i], &p);
        e = e ? e : within(tx, f->scope, ids[i], &mine);
        if (e || !mine || !str_eq(p.status, f->status) || !before(&p, f->before, f->before_id)) {
            continue;
        }
        size_t at = got++;
        for (; at > 0 && before(&list[at - 1], place_of(&p), p.id); at--) {
            list[at] = list[at - 1];
        }
        list[at] = p;
    }
    if (e) {
        return e;
    }
    struct post_page page = {.items = list, .more = (int64_t)got > f->limit};
    page.n = page.more ? (size_t)f->limit : got;
    if (page.n) {
        page.last = place_of(&list[page.n - 1]);
        page.last_id = list[page.n - 1].id;
    }
    *ret = page;
    return E_OK;
}

/* Whether a post with the words is of the network and within the curator's channels. */
static enum err fits(struct tx *tx, const struct post_filter *f, const struct search_hit *h, bool *ret) {
    *ret = str_empty(f->network) || str_eq(h->network, f->network);
    return *ret ? within(tx, f->scope, h->id, ret) : E_OK;
}

/* The posts of one state with the words, best first. */
static enum err search(struct tx *tx, const struct post_filter *f, struct post_page *ret) {
    struct search_query *q = arena_new(tx->arena, struct search_query);
    struct search_hit *hits;
    size_t n, kept = 0;
    search_parse(f->q, q);
    enum err e = search_find(tx, q, f->status, &hits, &n);
    for (size_t i = 0; !e && i < n; i++) {
        bool in = false;
        e = fits(tx, f, &hits[i], &in);
        if (in) {
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
    if (f->unseen) {
        return list_unseen(tx, f, ret);
    }
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

static enum err count_status(struct tx *tx, int64_t scope, struct post_counts *ret) {
    struct {
        const char *status;
        int64_t *n;
    } of[] = {{"draft", &ret->draft}, {"pending", &ret->pending}, {"scheduled", &ret->scheduled},
              {"published", &ret->published}, {"archived", &ret->archived}, {"dropped", &ret->dropped}};
    struct sql_post_counts_row *rows;
    size_t n;
    enum err e = sql_post_counts(tx, scope ? &scope : NULL, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
            if (str_is(rows[i].status, of[k].status)) {
                *of[k].n = rows[i].n;
            }
        }
    }
    return e;
}

static enum err count_unseen(struct tx *tx, int64_t scope, int64_t *ret) {
    int64_t *ids;
    size_t n;
    enum err e = reach_unseen(tx, &ids, &n);
    *ret = 0;
    for (size_t i = 0; !e && i < n; i++) {
        bool mine = false;
        e = within(tx, scope, ids[i], &mine);
        *ret += mine;
    }
    return e;
}

enum err post_count(struct tx *tx, int64_t scope, int64_t now, struct post_counts *ret) {
    struct post_counts c = {0};
    struct sql_post_pending_sources_row sources;
    enum err e = count_status(tx, scope, &c);
    e = e ? e : sql_post_pending_sources(tx, &sources);
    e = e ? e : count_unseen(tx, scope, &c.unseen);
    e = e ? e : post_meter(tx, NULL, now, &c.mix);
    e = e ? e : post_meter_ahead(tx, now, &c.ahead);
    if (!e) {
        c.pending_sources = sources.n;
        *ret = c;
    }
    return e;
}
