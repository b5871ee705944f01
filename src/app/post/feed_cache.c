/* feed_cache.c: see feed_cache.h. */
#include "app/post/feed_cache.h"

#include "app/channel/channel.h"
#include "app/company/feature.h"
#include "app/points/points.h"
#include "app/post/official.h"
#include "app/post/post_row.h"
#include "app/post/reader.h"
#include "app/reaction/tally.h"
#include "base/heap.h"

#include <pthread.h>

enum { BUCKETS = 256, FRAGMENT_JSON_MAX = 128 * 1024, BUILD_ARENA = 64 * 1024 * 1024 };

/* One company. Made once, never freed, so that looking it up needs no lock. */
struct space_feed {
    int64_t company;
    struct space_feed *next;
    _Atomic bool stale;          /* there may be something to do: read without the lock */
    _Atomic int64_t read_at;
    pthread_mutex_t build;       /* one refresh at a time; taken before `lock` */
    pthread_mutex_t lock;        /* all below */
    struct snapshot *snap;       /* NULL: not built */
    bool all;
    int64_t dirty[FEED_DIRTY_MAX];
    size_t dirty_n;
};

static struct space_feed *_Atomic spaces[BUCKETS];
static pthread_mutex_t spaces_lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int64_t bytes_total, bytes_max = FEED_BYTES_MAX;

static struct space_feed *find(struct space_feed *s, int64_t company) {
    while (s && s->company != company) {
        s = s->next;
    }
    return s;
}

static struct space_feed *space_of(int64_t company) {
    struct space_feed *_Atomic *bucket = &spaces[hash_mix(0, (uint64_t)company) % BUCKETS];
    struct space_feed *s = find(atomic_load_explicit(bucket, memory_order_acquire), company);
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

void feed_touch(int64_t company, int64_t post) {
    struct space_feed *s = space_of(company);
    pthread_mutex_lock(&s->lock);
    if (post == 0 || s->dirty_n == FEED_DIRTY_MAX) {
        s->all = true;
    } else {
        s->dirty[s->dirty_n++] = post;
    }
    atomic_store(&s->stale, true);
    pthread_mutex_unlock(&s->lock);
}

/* What one refresh does. */
struct work {
    struct snapshot *base;       /* NULL: build everything */
    int64_t dirty[FEED_DIRTY_MAX];
    size_t dirty_n;
    int64_t now;
    struct buf scratch;
    struct fragment_offer offer;
    struct post_audience *audiences;     /* of a whole build; in the read's arena, as the channels */
    struct official_on *on;
    struct snapshot_channel *channels;
    size_t audiences_n, on_n, channels_n;
    unsigned off;                /* features, see app/company/feature.h */
    struct fragment **made;      /* owned until a snapshot takes them over */
    size_t made_n, made_cap;
};

static void work_reset(struct work *w) {
    for (size_t i = 0; i < w->made_n; i++) {
        fragment_release(w->made[i]);
    }
    w->made_n = 0;
}

static void work_free(struct work *w) {
    work_reset(w);
    heap_free(w->made);
    buf_done(&w->scratch);
    snapshot_release(w->base);
    heap_free(w);
}

static enum err add(struct work *w, const struct post *given, const struct audience *audience) {
    struct post p = *given;
    if (feature_kind_off(w->off, p.kind)) {
        return E_OK;
    }
    if (w->off & FEATURE_BIT(FEATURE_MUST_READ)) {
        p.must_read_at = 0;
    }
    struct fragment *f = fragment_make(&p, audience, &w->offer, w->now, &w->scratch);
    if (!f) {
        return E_INTERNAL;
    }
    if (w->made_n == w->made_cap) {
        w->made_cap = w->made_cap ? w->made_cap * 2 : 256;
        w->made = heap_realloc(w->made, w->made_cap * sizeof(struct fragment *));
    }
    w->made[w->made_n++] = f;
    return E_OK;
}

static enum err add_row(void *ud, const struct sql_post_feed_all_row *row) {
    struct work *w = ud;
    struct post p = POST_OF(*row);
    p.on = official_on_find(w->on, w->on_n, p.id);
    return add(w, &p, audience_find(w->audiences, w->audiences_n, p.id));
}

static enum err add_touched(struct tx *tx, struct work *w) {
    for (size_t i = 0; i < w->dirty_n; i++) {
        struct post p;
        struct audience audience;
        struct official_on on;
        enum err e = post_get(tx, w->dirty[i], &p);
        if (!e && str_is(p.status, "published")) {
            p.on = &on;
            e = official_on_of(tx, p.id, &on);
            e = e ? e : audience_of_post(tx, p.id, &audience);
            e = e ? e : add(w, &p, &audience);
        }
        if (e && e != E_NOT_FOUND) {
            return e;
        }
    }
    return E_OK;
}

static enum err read_channels(struct tx *tx, struct work *w) {
    struct sql_channel_list_row *rows;
    enum err e = sql_channel_list(tx, &rows, &w->channels_n);
    w->channels = e ? NULL : arena_array(tx->arena, struct snapshot_channel, w->channels_n);
    for (size_t i = 0; !e && i < w->channels_n; i++) {
        w->channels[i] = (struct snapshot_channel){rows[i].id, rows[i].name};
    }
    return e;
}

static enum err add_all(struct tx *tx, struct work *w) {
    enum err e = audience_of_posts(tx, &w->audiences, &w->audiences_n);
    e = e ? e : official_on_all(tx, &w->on, &w->on_n);
    return e ? e : sql_post_feed_all(tx, add_row, w);
}

static enum err work_tx(struct tx *tx, const void *args, void *ret) {
    struct work *w = *(struct work *const *)args;
    (void)ret;
    work_reset(w);
    struct points_offer offer;
    enum err e = features_off(tx, &w->off);
    e = e ? e : points_offer_for_feed(tx, w->now, &offer);
    if (e) {
        return e;
    }
    w->offer = (struct fragment_offer){offer.share, offer.own_words};
    e = read_channels(tx, w);
    return e ? e : w->base ? add_touched(tx, w) : add_all(tx, w);
}

/* Takes over what is marked. NULL when there is nothing to do. */
static struct work *take(struct space_feed *s) {
    struct work *w = NULL;
    pthread_mutex_lock(&s->lock);
    if (s->all || s->dirty_n || !s->snap) {
        w = heap_alloc(sizeof *w);
        buf_init(&w->scratch, NULL, FRAGMENT_JSON_MAX);
        if (s->snap && !s->all) {
            w->base = snapshot_hold(s->snap);
            /* An event often comes twice, from here and from the log: each post is read once. */
            for (size_t i = 0; i < s->dirty_n; i++) {
                bool twice = false;
                for (size_t j = 0; j < w->dirty_n && !twice; j++) {
                    twice = w->dirty[j] == s->dirty[i];
                }
                if (!twice) {
                    w->dirty[w->dirty_n++] = s->dirty[i];
                }
            }
        }
        s->all = false;
        s->dirty_n = 0;
    }
    pthread_mutex_unlock(&s->lock);
    return w;
}

/* Not before the new snapshot stands: until then readers wait, so that nobody who has just published misses it. */
static void settle(struct space_feed *s) {
    pthread_mutex_lock(&s->lock);
    atomic_store(&s->stale, s->all || s->dirty_n || !s->snap);
    pthread_mutex_unlock(&s->lock);
}

static void put_in_place(struct space_feed *s, struct work *w) {
    struct snapshot *made = w->base ? snapshot_change(w->base, w->dirty, w->dirty_n, w->made, w->made_n)
                                    : snapshot_make(w->made, w->made_n);
    w->made_n = 0;
    snapshot_name_channels(made, w->channels, w->channels_n);
    pthread_mutex_lock(&s->lock);
    struct snapshot *old = s->snap;
    s->snap = made;
    pthread_mutex_unlock(&s->lock);
    atomic_fetch_add(&bytes_total, (int64_t)made->bytes - (old ? (int64_t)old->bytes : 0));
    snapshot_release(old);
}

/* Waits for a refresh under way, whose marks would be lost else. */
static void forget_snapshot(struct space_feed *s) {
    pthread_mutex_lock(&s->build);
    pthread_mutex_lock(&s->lock);
    struct snapshot *old = s->snap;
    s->snap = NULL;
    s->all = false;
    s->dirty_n = 0;
    atomic_store(&s->stale, true);
    pthread_mutex_unlock(&s->lock);
    if (old) {
        atomic_fetch_sub(&bytes_total, (int64_t)old->bytes);
        snapshot_release(old);
    }
    pthread_mutex_unlock(&s->build);
    tally_forget(s->company);
}

/* Lets the company that was read longest ago go, never `keep`. */
static void make_room(const struct space_feed *keep) {
    while (atomic_load(&bytes_total) > atomic_load(&bytes_max)) {
        struct space_feed *oldest = NULL;
        for (size_t i = 0; i < BUCKETS; i++) {
            for (struct space_feed *s = atomic_load_explicit(&spaces[i], memory_order_acquire); s; s = s->next) {
                bool has;
                pthread_mutex_lock(&s->lock);
                has = s->snap != NULL;
                pthread_mutex_unlock(&s->lock);
                if (has && s != keep && (!oldest || atomic_load(&s->read_at) < atomic_load(&oldest->read_at))) {
                    oldest = s;
                }
            }
        }
        if (!oldest) {
            return;
        }
        forget_snapshot(oldest);
    }
}

/* The memory of the rows read is the refresh's own, so that a large first build does not count against the request. */
static enum err refresh(struct space_feed *s, const struct db_cx *given, int64_t now) {
    enum err e = E_OK;
    pthread_mutex_lock(&s->build);
    struct work *w = take(s);
    if (w) {
        struct db_cx cx = *given;
        cx.arena = arena_create(BUILD_ARENA);
        w->now = now;
        e = db_read(&cx, work_tx, &w, NULL, 0);
        if (e) {
            feed_touch(s->company, 0);
        } else {
            put_in_place(s, w);
        }
        arena_free(cx.arena);
        work_free(w);
    }
    settle(s);
    pthread_mutex_unlock(&s->build);
    if (w && !e) {
        make_room(s);
    }
    return e;
}

enum err feed_snapshot(const struct db_cx *cx, int64_t now, struct snapshot **ret) {
    struct space_feed *s = space_of(cx->company);
    atomic_store_explicit(&s->read_at, now, memory_order_relaxed);
    for (;;) {
        if (atomic_load_explicit(&s->stale, memory_order_acquire)) {
            enum err e = refresh(s, cx, now);
            if (e) {
                return e;
            }
        }
        pthread_mutex_lock(&s->lock);
        struct snapshot *snap = s->snap ? snapshot_hold(s->snap) : NULL;
        pthread_mutex_unlock(&s->lock);
        if (snap) {
            *ret = snap;
            return E_OK;
        }
    }
}

void feed_on_event(int64_t company, const struct event *ev) {
    if (!(FEED_EVENTS & EV_BIT(ev->kind))) {
        return;
    }
    if (FEED_DIRECTORY_EVENTS & EV_BIT(ev->kind)) {
        reader_forget_member(company, ev->kind == EV_MEMBER_CHANGED ? ev->subject : 0);
    }
    if (FEED_ALL_EVENTS & EV_BIT(ev->kind)) {
        feed_touch(company, 0);
    } else if (FEED_POST_EVENTS & EV_BIT(ev->kind)) {
        feed_touch(company, ev->subject);
    } else if (FEED_READER_EVENTS & EV_BIT(ev->kind)) {
        reader_forget(company, ev->person);
    }
}

struct committed {
    int64_t company;
    struct event ev;
};

static void after_commit(void *arg) {
    const struct committed *c = arg;
    feed_on_event(c->company, &c->ev);
}

enum err feed_in_tx(struct tx *tx, const struct event *ev) {
    struct committed *c = arena_new(tx->arena, struct committed);
    c->company = tx->company;
    c->ev = *ev;
    c->ev.data = STR_NULL;
    tx_after_commit(tx, after_commit, c);
    return E_OK;
}

void feed_clear(void) {
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct space_feed *s = atomic_load_explicit(&spaces[i], memory_order_acquire); s; s = s->next) {
            forget_snapshot(s);
        }
    }
    reader_clear();
}

void feed_limit(int64_t bytes) {
    atomic_store(&bytes_max, bytes ? bytes : FEED_BYTES_MAX);
}
