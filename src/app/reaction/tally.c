/* tally.c: see tally.h. */
#include "app/reaction/tally.h"

#include "app/channel/reach.h"
#include "app/company/feature.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/heap.h"
#include "sql_gen.h"

#include <pthread.h>
#include <stdlib.h>

_Static_assert((int)REACTION_K == (int)CHANNEL_K, "reach_wide counts with the channels' number");

enum { BUCKETS = 256, ROUND_ARENA = 64 * 1024 * 1024, TEXT_MAX = 64 * 1024 * 1024 };

/* One company. Made once, never freed, so that looking it up needs no lock. */
struct space {
    int64_t company;
    struct space *next;
    _Atomic bool stale;          /* there may be something to do: read without the lock */
    pthread_mutex_t build;       /* one round at a time; taken before `lock` */
    pthread_mutex_t lock;        /* all below */
    struct tally *now;           /* NULL: not made */
    bool all, reach;             /* count everything; look who may see what */
    int64_t dirty[TALLY_DIRTY_MAX];
    size_t dirty_n;
};

static struct space *_Atomic spaces[BUCKETS];
static pthread_mutex_t spaces_lock = PTHREAD_MUTEX_INITIALIZER;

static struct space *find(struct space *s, int64_t company) {
    while (s && s->company != company) {
        s = s->next;
    }
    return s;
}

static struct space *space_of(int64_t company) {
    struct space *_Atomic *bucket = &spaces[(uint64_t)company * UINT64_C(0x9E3779B97F4A7C15) >> 56];
    struct space *s = find(atomic_load_explicit(bucket, memory_order_acquire), company);
    if (s) {
        return s;
    }
    pthread_mutex_lock(&spaces_lock);
    s = find(*bucket, company);
    if (!s) {
        s = heap_alloc(sizeof *s);
        s->company = company;
        s->next = *bucket;
        s->stale = true;
        pthread_mutex_init(&s->build, NULL);
        pthread_mutex_init(&s->lock, NULL);
        atomic_store_explicit(bucket, s, memory_order_release);
    }
    pthread_mutex_unlock(&spaces_lock);
    return s;
}

void tally_release(struct tally *t) {
    if (!t || atomic_fetch_sub_explicit(&t->refs, 1, memory_order_acq_rel) != 1) {
        return;
    }
    heap_free(t->rows);
    heap_free(t->wide);
    heap_free(t->text);
    heap_free(t);
}

/* ---- one round ---- */

/* What it starts from. */
struct round {
    const struct tally *base;    /* NULL: everything is counted */
    bool reach;
    int64_t now;
    int64_t dirty[TALLY_DIRTY_MAX];
    size_t dirty_n;
};

/* What it found, in the round's arena. */
struct counted {
    struct tally_row *rows;
    size_t n;
    bool off, open;
    int64_t *wide;
    size_t wide_n;
};

static int row_cmp(const void *a, const void *b) {
    int64_t x = ((const struct tally_row *)a)->post, y = ((const struct tally_row *)b)->post;
    return x == y ? 0 : x < y ? -1 : 1;
}

static int id_cmp(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x == y ? 0 : x < y ? -1 : 1;
}

static void add(struct tally_row *row, struct str kind, int64_t n) {
    enum reaction_kind k = reaction_kind_of(kind);
    if (k < REACTION_KINDS) {
        row->n[k] += n;
    }
}

static enum err count_all(struct tx *tx, struct counted *ret) {
    struct sql_reaction_count_all_row *rows;
    size_t n;
    enum err e = sql_reaction_count_all(tx, &rows, &n);
    if (e) {
        return e;
    }
    ret->rows = arena_array(tx->arena, struct tally_row, n);
    for (size_t i = 0; i < n; i++) {
        if (ret->n == 0 || ret->rows[ret->n - 1].post != rows[i].post_id) {
            ret->rows[ret->n++].post = rows[i].post_id;
        }
        add(&ret->rows[ret->n - 1], rows[i].kind, rows[i].n);
    }
    return E_OK;
}

static bool dirty(const struct round *r, int64_t post) {
    for (size_t i = 0; i < r->dirty_n; i++) {
        if (r->dirty[i] == post) {
            return true;
        }
    }
    return false;
}

static enum err count_dirty(struct tx *tx, const struct round *r, struct counted *ret) {
    enum err e = E_OK;
    ret->rows = arena_array(tx->arena, struct tally_row, r->base->rows_n + r->dirty_n);
    for (size_t i = 0; i < r->base->rows_n; i++) {
        if (!dirty(r, r->base->rows[i].post)) {
            ret->rows[ret->n++] = r->base->rows[i];
        }
    }
    for (size_t i = 0; !e && i < r->dirty_n; i++) {
        struct sql_reaction_count_row *rows;
        size_t n;
        e = sql_reaction_count(tx, r->dirty[i], &rows, &n);
        if (e || !n) {
            continue;
        }
        struct tally_row *row = &ret->rows[ret->n++];
        row->post = r->dirty[i];
        for (size_t k = 0; k < n; k++) {
            add(row, rows[k].kind, rows[k].n);
        }
    }
    if (ret->n) {
        qsort(ret->rows, ret->n, sizeof *ret->rows, row_cmp);
    }
    return e;
}

static enum err look_reach(struct tx *tx, int64_t now, struct counted *ret) {
    struct sql_post_readers_count_row readers = {0};
    struct post_audience *list;
    size_t n;
    unsigned off;
    enum err e = features_off(tx, &off);
    e = e ? e : sql_post_readers_count(tx, &readers);
    e = e ? e : audience_of_posts(tx, &list, &n);
    e = e ? e : reach_wide(tx, list, n, now, &ret->wide, &ret->wide_n);
    if (!e) {
        ret->off = off & FEATURE_BIT(FEATURE_REACTIONS);
        ret->open = readers.n >= REACTION_K;
    }
    return e;
}

static enum err round_tx(struct tx *tx, const void *args, void *ret) {
    const struct round *r = args;
    struct counted *c = ret;
    enum err e = r->base ? count_dirty(tx, r, c) : count_all(tx, c);
    if (e || r->reach) {
        return e ? e : look_reach(tx, r->now, c);
    }
    c->off = r->base->off;
    c->open = r->base->open;
    c->wide = r->base->wide;
    c->wide_n = r->base->wide_n;
    return E_OK;
}

static void write_row(struct buf *b, struct tally_row *row) {
    size_t from = b->n;
    bool first = true;
    buf_ch(b, '[');
    for (int k = 0; k < REACTION_KINDS; k++) {
        if (row->n[k]) {
            buf_printf(b, "%s{\"kind\":\"%s\",\"count\":%lld}", first ? "" : ",", reaction_kinds[k], (long long)row->n[k]);
            first = false;
        }
    }
    buf_ch(b, ']');
    row->off = (uint32_t)from;
    row->len = (uint32_t)(b->n - from);
}

static struct tally *make(const struct round *r, const struct counted *c) {
    struct tally *t = heap_alloc(sizeof *t);
    struct buf b;
    atomic_init(&t->refs, 1);
    t->off = c->off;
    t->open = c->open;
    t->made_at = r->now;
    t->reach_at = r->reach ? r->now : r->base->reach_at;
    t->rows = heap_calloc(c->n, sizeof *t->rows);
    t->wide = heap_calloc(c->wide_n, sizeof *t->wide);
    buf_init(&b, NULL, TEXT_MAX);
    for (size_t i = 0; i < c->n; i++) {
        t->rows[i] = c->rows[i];
        write_row(&b, &t->rows[i]);
    }
    t->rows_n = c->n;
    for (size_t i = 0; i < c->wide_n; i++) {
        t->wide[t->wide_n++] = c->wide[i];
    }
    t->text = (char *)(uintptr_t)heap_dup(buf_view(&b)).p;
    for (size_t i = 0; i < t->rows_n; i++) {
        t->rows[i].hash = str_hash((struct str){t->text + t->rows[i].off, t->rows[i].len});
    }
    buf_done(&b);
    return t;
}

/* Takes over what is marked; the base with a reference. */
static void take(struct space *s, int64_t now, struct round *r) {
    pthread_mutex_lock(&s->lock);
    if (s->now && !s->all) {
        atomic_fetch_add_explicit(&s->now->refs, 1, memory_order_relaxed);
        r->base = s->now;
        for (size_t i = 0; i < s->dirty_n; i++) {
            if (!dirty(r, s->dirty[i])) {
                r->dirty[r->dirty_n++] = s->dirty[i];
            }
        }
    }
    r->now = now;
    r->reach = !r->base || s->reach || now - r->base->reach_at >= TALLY_REACH_S * US_PER_S;
    s->all = s->reach = false;
    s->dirty_n = 0;
    atomic_store(&s->stale, false);
    pthread_mutex_unlock(&s->lock);
}

static void put_in_place(struct space *s, struct tally *made) {
    pthread_mutex_lock(&s->lock);
    struct tally *old = s->now;
    s->now = made;
    pthread_mutex_unlock(&s->lock);
    tally_release(old);
}

/* `build` is held. The memory of the round is its own: a large first one does not count against the request. */
static enum err round_now(struct space *s, const struct db_cx *given, int64_t now) {
    struct db_cx cx = *given;
    struct round r = {0};
    struct counted c = {0};
    take(s, now, &r);
    cx.arena = arena_create(ROUND_ARENA);
    enum err e = db_read(&cx, round_tx, &r, &c, sizeof c);
    if (!e) {
        put_in_place(s, make(&r, &c));
    } else {
        pthread_mutex_lock(&s->lock);
        s->all = s->reach = true;
        atomic_store(&s->stale, true);
        pthread_mutex_unlock(&s->lock);
    }
    arena_free(cx.arena);
    tally_release((struct tally *)(uintptr_t)r.base);
    return e;
}

static struct tally *hold(struct space *s) {
    pthread_mutex_lock(&s->lock);
    struct tally *t = s->now;
    if (t) {
        atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
    }
    pthread_mutex_unlock(&s->lock);
    return t;
}

static bool due(struct space *s, const struct tally *t, int64_t now) {
    bool marked = atomic_load_explicit(&s->stale, memory_order_acquire) && now - t->made_at >= TALLY_ROUND_S * US_PER_S;
    return marked || now + TALLY_REACH_S * US_PER_S < t->made_at || now - t->reach_at >= TALLY_REACH_S * US_PER_S;
}

enum err tally_get(const struct db_cx *cx, int64_t now, struct tally **ret) {
    struct space *s = space_of(cx->company);
    for (;;) {
        struct tally *t = hold(s);
        bool mine = t ? due(s, t, now) && pthread_mutex_trylock(&s->build) == 0 : pthread_mutex_lock(&s->build) == 0;
        if (!mine) {
            *ret = t;
            return E_OK;
        }
        struct tally *other = t ? NULL : hold(s);     /* somebody else made the first one meanwhile */
        enum err e = other ? E_OK : round_now(s, cx, now);
        pthread_mutex_unlock(&s->build);
        tally_release(other);
        tally_release(t);
        if (e) {
            return e;
        }
    }
}

static const struct tally_row *row_of(const struct tally *t, int64_t post) {
    struct tally_row key = {.post = post};
    return t->rows_n ? bsearch(&key, t->rows, t->rows_n, sizeof key, row_cmp) : NULL;
}

static bool told(const struct tally *t, int64_t post, bool open) {
    return !t->off && (open ? t->open : t->wide_n && bsearch(&post, t->wide, t->wide_n, sizeof post, id_cmp));
}

struct str tally_json(const struct tally *t, int64_t post, bool open, uint64_t *ret_hash) {
    *ret_hash = 0;
    if (!told(t, post, open)) {
        return STR_NULL;
    }
    const struct tally_row *row = row_of(t, post);
    *ret_hash = row ? row->hash : 1;
    return row ? (struct str){t->text + row->off, row->len} : STR("[]");
}

bool tally_counts(const struct tally *t, int64_t post, bool open, int64_t ret[REACTION_KINDS]) {
    const struct tally_row *row = row_of(t, post);
    for (int k = 0; k < REACTION_KINDS; k++) {
        ret[k] = row ? row->n[k] : 0;
    }
    return told(t, post, open);
}

/* ---- what events mark ---- */

static void mark(int64_t company, int64_t post, bool reach, bool all) {
    struct space *s = space_of(company);
    pthread_mutex_lock(&s->lock);
    s->reach |= reach;
    if (all || (post && s->dirty_n == TALLY_DIRTY_MAX)) {
        s->all = true;
    } else if (post) {
        s->dirty[s->dirty_n++] = post;
    }
    atomic_store(&s->stale, true);
    pthread_mutex_unlock(&s->lock);
}

/* What somebody takes along when they are erased may be anywhere; posts that come back into the feed bring theirs. */
void tally_on_event(int64_t company, const struct event *ev) {
    if (ev->kind == EV_POST_REACTED) {
        mark(company, ev->subject, false, false);
    } else if (TALLY_REACH_EVENTS & EV_BIT(ev->kind)) {
        bool post = (EV_BIT(EV_POST_CHANGED) | EV_BIT(EV_POST_PUBLISHED) | EV_BIT(EV_POST_RESTORED)) & EV_BIT(ev->kind);
        mark(company, post ? ev->subject : 0, true, ev->kind == EV_PERSON_ERASED);
    }
}

struct committed {
    int64_t company;
    struct event ev;
};

static void after_commit(void *arg) {
    const struct committed *c = arg;
    tally_on_event(c->company, &c->ev);
}

enum err tally_in_tx(struct tx *tx, const struct event *ev) {
    struct committed *c = arena_new(tx->arena, struct committed);
    c->company = tx->company;
    c->ev = *ev;
    c->ev.data = STR_NULL;
    tx_after_commit(tx, after_commit, c);
    return E_OK;
}

static void forget(struct space *s) {
    pthread_mutex_lock(&s->build);
    pthread_mutex_lock(&s->lock);
    struct tally *old = s->now;
    s->now = NULL;
    s->all = s->reach = false;
    s->dirty_n = 0;
    atomic_store(&s->stale, true);
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_unlock(&s->build);
    tally_release(old);
}

void tally_forget(int64_t company) {
    if (company) {
        forget(space_of(company));
        return;
    }
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct space *s = atomic_load_explicit(&spaces[i], memory_order_acquire); s; s = s->next) {
            forget(s);
        }
    }
}
