/* fragment.c: see fragment.h. */
#include "app/post/fragment.h"

#include "app/post/post_json.h"
#include "app/post/view.h"
#include "base/heap.h"

#include <stdlib.h>

enum { SHORT_ARENA = 64 * 1024 };

/* One block: the struct, the sets of its audience, the bytes. */
static struct fragment *block(const struct audience *audience, size_t bytes) {
    size_t ids = 0;
    for (int axis = 0; audience && axis < AUDIENCE_AXES; axis++) {
        ids += audience->of[axis].n;
    }
    struct fragment *f = heap_alloc(sizeof *f + ids * sizeof(int64_t) + bytes);
    int64_t *at = (int64_t *)(f + 1);
    for (int axis = 0; audience && axis < AUDIENCE_AXES; axis++) {
        f->audience.of[axis] = (struct id_set){at, audience->of[axis].n};
        for (size_t i = 0; i < audience->of[axis].n; i++) {
            *at++ = audience->of[axis].p[i];
        }
    }
    f->bytes = (char *)at;
    return f;
}

struct fragment *fragment_make(const struct post *p, const struct audience *audience, const struct fragment_offer *offer, int64_t now,
                               struct buf *scratch) {
    struct post_out out;
    struct arena *tmp = arena_create(SHORT_ARENA);
    post_out_fill(tmp, p, now, &out);
    out.has_points = true;
    if (out.shareable) {
        out.points = (struct post_points_out){offer->share, offer->own_words};
    }
    out.has_me = true;
    out.targeted = audience && !audience_open(audience);
    buf_reset(scratch);
    json_write(scratch, &post_shape, &out);
    arena_free(tmp);
    struct str json = buf_view(scratch);
    if (BUG_ON(scratch->over || !str_ends(json, STR("\"me\":{\"shared\":[" FRAGMENT_CLOSE)))) {
        return NULL;
    }
    size_t n = json.n - (sizeof FRAGMENT_CLOSE - 1);
    struct fragment *f = block(audience, n + p->network.n);
    atomic_init(&f->refs, 1);
    f->n = (uint32_t)n;
    f->id = p->id;
    f->published_at = p->published_at;
    f->version = p->version;
    f->expires_at = p->expires_at;
    f->featured_at = p->featured_at;
    f->pinned_at = p->pinned_at;
    f->must_read_at = p->must_read_at;
    f->promotional = p->promotional;
    f->hash = str_hash((struct str){json.p, n});
    memcpy(f->bytes, json.p, n);
    memcpy(f->bytes + n, p->network.p, p->network.n);
    f->network = (struct str){f->bytes + n, p->network.n};
    return f;
}

void fragment_release(struct fragment *f) {
    if (f && atomic_fetch_sub_explicit(&f->refs, 1, memory_order_acq_rel) == 1) {
        heap_free(f);
    }
}

/* Feed order: negative when (at, id) comes before the item. */
static int place_cmp(int64_t at, int64_t id, const struct snapshot_item *i) {
    if (at != i->published_at) {
        return at > i->published_at ? -1 : 1;
    }
    return id == i->id ? 0 : id > i->id ? -1 : 1;
}

static int item_cmp(const void *a, const void *b) {
    const struct snapshot_item *x = a;
    return place_cmp(x->published_at, x->id, b);
}

static int tab_cmp(const void *a, const void *b) {
    return str_cmp(((const struct snapshot_tab *)a)->network, ((const struct snapshot_tab *)b)->network);
}

static struct snapshot_tab *tab_of(struct tab_set *set, struct str network) {
    for (size_t i = 0; i < set->n; i++) {
        if (str_eq(set->list[i].network, network)) {
            return &set->list[i];
        }
    }
    set->list = heap_realloc(set->list, (set->n + 1) * sizeof *set->list);
    struct snapshot_tab *t = &set->list[set->n++];
    *t = (struct snapshot_tab){.network = network};
    return t;
}

/* Networks are few: each item looks its tab up in a handful of names. */
void tab_set_make(const struct snapshot *s, const struct snapshot_tab *all, struct tab_set *ret) {
    struct tab_set set = {0};
    size_t n = all ? all->n : s->n;
    for (size_t i = 0; i < n; i++) {
        tab_of(&set, snapshot_at(s, all, i)->f->network)->n++;
    }
    for (size_t t = 0; t < set.n; t++) {
        set.list[t].at = heap_calloc(set.list[t].n, sizeof *set.list[t].at);
        set.list[t].n = 0;
    }
    for (size_t i = 0; i < n; i++) {
        struct snapshot_tab *t = tab_of(&set, snapshot_at(s, all, i)->f->network);
        t->at[t->n++] = all ? all->at[i] : (uint32_t)i;
    }
    if (set.n) {
        qsort(set.list, set.n, sizeof *set.list, tab_cmp);
    }
    struct buf b;
    buf_init(&b, NULL, 64 * 1024);
    for (size_t t = 0; t < set.n; t++) {
        buf_ch(&b, t ? ',' : '[');
        buf_json(&b, set.list[t].network);
    }
    buf_c(&b, set.n ? "]" : "[]");
    set.json = heap_dup(buf_view(&b));
    buf_done(&b);
    *ret = set;
}

void tab_set_free(struct tab_set *t) {
    for (size_t i = 0; i < t->n; i++) {
        heap_free(t->list[i].at);
    }
    heap_free(t->list);
    heap_free((void *)t->json.p);
}

static void count_bytes(struct snapshot *s) {
    s->bytes = sizeof *s;
    for (size_t i = 0; i < s->n; i++) {
        s->bytes += sizeof *s->items + sizeof(uint32_t) + sizeof(struct fragment) + s->items[i].f->n + 32;
    }
}

/* Puts `f` into a list that is kept newest choice first, letting the oldest go when it is full. */
static void choose(const struct fragment **list, size_t *n, size_t max, const struct fragment *f, size_t at_off) {
    size_t at = *n < max ? (*n)++ : max;
    int64_t mine = *(const int64_t *)((const char *)f + at_off);
    while (at > 0 && *(const int64_t *)((const char *)list[at - 1] + at_off) < mine) {
        if (at < max) {
            list[at] = list[at - 1];
        }
        at--;
    }
    if (at < max) {
        list[at] = f;
    }
}

static void find_chosen(struct snapshot *s) {
    for (size_t i = 0; i < s->n; i++) {
        const struct fragment *f = s->items[i].f;
        if (f->must_read_at) {
            choose(s->must_read, &s->must_read_n, POST_MUST_READ_MAX, f, offsetof(struct fragment, must_read_at));
        }
        if (f->pinned_at) {
            choose(s->pinned, &s->pinned_n, POST_PINNED_MAX, f, offsetof(struct fragment, pinned_at));
        }
        if (f->featured_at) {
            choose(s->featured, &s->featured_n, POST_FEATURED_MAX, f, offsetof(struct fragment, featured_at));
        }
    }
}

static struct snapshot *finish(struct snapshot *s) {
    find_chosen(s);
    tab_set_make(s, NULL, &s->tabs);
    s->tabs_hash = str_hash(s->tabs.json);
    for (size_t i = 0; i < s->n && !s->targeted; i++) {
        s->targeted = !audience_open(&s->items[i].f->audience);
    }
    s->views = s->targeted ? views_new() : NULL;
    count_bytes(s);
    return s;
}

static struct snapshot *blank(size_t cap) {
    static _Atomic uint64_t serials;
    struct snapshot *s = heap_alloc(sizeof *s);
    atomic_init(&s->refs, 1);
    s->serial = atomic_fetch_add(&serials, 1) + 1;
    s->items = heap_calloc(cap, sizeof *s->items);
    return s;
}

static struct snapshot_item item_of(struct fragment *f) {
    return (struct snapshot_item){f->published_at, f->id, f};
}

struct snapshot *snapshot_make(struct fragment *const *list, size_t n) {
    struct snapshot *s = blank(n);
    for (size_t i = 0; i < n; i++) {
        s->items[i] = item_of(list[i]);
    }
    s->n = n;
    if (n) {
        qsort(s->items, n, sizeof *s->items, item_cmp);
    }
    return finish(s);
}

static int id_cmp(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x == y ? 0 : x < y ? -1 : 1;
}

static bool has_id(const int64_t *ids, size_t n, int64_t id) {
    return n && bsearch(&id, ids, n, sizeof *ids, id_cmp);
}

struct snapshot *snapshot_change(const struct snapshot *base, const int64_t *gone, size_t gone_n,
                                 struct fragment *const *added, size_t added_n) {
    int64_t *ids = heap_calloc(gone_n, sizeof *ids);
    struct snapshot_item *add = heap_calloc(added_n, sizeof *add);
    for (size_t i = 0; i < gone_n; i++) {
        ids[i] = gone[i];
    }
    for (size_t i = 0; i < added_n; i++) {
        add[i] = item_of(added[i]);
    }
    if (gone_n) {
        qsort(ids, gone_n, sizeof *ids, id_cmp);
    }
    if (added_n) {
        qsort(add, added_n, sizeof *add, item_cmp);
    }
    struct snapshot *s = blank(base->n + added_n);
    size_t a = 0;
    for (size_t i = 0; i < base->n; i++) {
        const struct snapshot_item *old = &base->items[i];
        while (a < added_n && item_cmp(&add[a], old) < 0) {
            s->items[s->n++] = add[a++];
        }
        if (!has_id(ids, gone_n, old->id)) {
            atomic_fetch_add_explicit(&old->f->refs, 1, memory_order_relaxed);
            s->items[s->n++] = *old;
        }
    }
    while (a < added_n) {
        s->items[s->n++] = add[a++];
    }
    heap_free(ids);
    heap_free(add);
    return finish(s);
}

struct snapshot *snapshot_hold(struct snapshot *s) {
    atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
    return s;
}

void snapshot_release(struct snapshot *s) {
    if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        fragment_release(s->items[i].f);
    }
    for (size_t i = 0; i < s->channels_n; i++) {
        heap_free((void *)s->channels[i].name.p);
    }
    heap_free(s->channels);
    views_free(s->views);
    tab_set_free(&s->tabs);
    heap_free(s->items);
    heap_free(s);
}

void snapshot_name_channels(struct snapshot *s, const struct snapshot_channel *list, size_t n) {
    s->channels = heap_calloc(n, sizeof *s->channels);
    s->channels_n = n;
    for (size_t i = 0; i < n; i++) {
        s->channels[i] = (struct snapshot_channel){list[i].id, heap_dup(list[i].name)};
    }
}

const struct snapshot_tab *tab_set_find(const struct tab_set *set, struct str network) {
    for (size_t i = 0; i < set->n; i++) {
        if (str_eq(set->list[i].network, network)) {
            return &set->list[i];
        }
    }
    return NULL;
}

const struct snapshot_item *snapshot_at(const struct snapshot *s, const struct snapshot_tab *tab, size_t at) {
    return &s->items[tab ? tab->at[at] : at];
}

size_t snapshot_after(const struct snapshot *s, const struct snapshot_tab *tab, int64_t before, int64_t before_id) {
    size_t lo = 0, hi = tab ? tab->n : s->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (place_cmp(before, before_id, snapshot_at(s, tab, mid)) < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return lo;
}

const struct fragment *snapshot_find(const struct snapshot *s, int64_t id) {
    for (size_t i = 0; i < s->n; i++) {
        if (s->items[i].id == id) {
            return s->items[i].f;
        }
    }
    return NULL;
}

int64_t snapshot_newer(const struct snapshot *s, const struct snapshot_tab *tab, int64_t at) {
    size_t lo = 0, hi = tab ? tab->n : s->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (snapshot_at(s, tab, mid)->published_at > at) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return (int64_t)lo;
}
