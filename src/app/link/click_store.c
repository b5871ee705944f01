/* click_store.c: the queue and the committer; see click_store.h.
 *
 * Producers push to a list under a mutex that is held for a few instructions; the committer takes the whole list. It is
 * signalled only when it sleeps. Clicks that nobody waits for stand in a ring of fixed size and join the same batches. */
#include "app/link/click_engine.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/id.h"
#include "base/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { BATCH_MAX = 1000, RING = 16384, RETRY_MS = 20, QUIET_LOG_S = 10, GATHER_MS = 10 };

struct click_store {
    struct click_store_options opt;
    struct click_engine engine;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool sleeping, gathering, stop;
    struct click_wait *first, **last;    /* waiters, in order */
    struct click *ring;                  /* answered first: RING places */
    size_t ring_from, ring_n;
    int64_t *touched;                    /* companies, for the projector */
    size_t touched_n, touched_cap;
    int64_t logged_at;
    _Atomic int64_t committed, batches, failed, waiting;
};

/* One batch: what is taken off the queue at once. The ring's clicks come first and stay in their places until they are
 * committed, so that one that failed keeps its id and no later id is committed before it. */
struct batch {
    struct click *clicks[BATCH_MAX];
    struct click_wait *waits[BATCH_MAX];
    size_t n, waits_n, ring_n;
};

/* ---- taking ---- */

static void take(struct click_store *s, struct batch *b) {
    b->n = b->waits_n = 0;
    while (b->n < s->ring_n && b->n < BATCH_MAX) {
        b->clicks[b->n] = &s->ring[(s->ring_from + b->n) % RING];
        b->n++;
    }
    b->ring_n = b->n;
    while (s->first && b->n < BATCH_MAX) {
        struct click_wait *w = s->first;
        s->first = w->next;
        b->waits[b->waits_n++] = w;
        b->clicks[b->n++] = &w->click;
    }
    if (!s->first) {
        s->last = &s->first;
    }
}

/* Clicks that nobody waits for may wait for each other: one commit for many costs a fraction. The lock is held. */
static void gather(struct click_store *s) {
    struct timespec until = clock_after(CLOCK_MONOTONIC, GATHER_MS);
    int rc = 0;
    s->gathering = true;
    while (!rc && !s->first && s->ring_n < BATCH_MAX && !s->stop) {
        rc = pthread_cond_timedwait(&s->wake, &s->lock, &until);
    }
    s->gathering = false;
}

/* False when the store is stopped and nothing is left. */
static bool next_batch(struct click_store *s, struct batch *b) {
    pthread_mutex_lock(&s->lock);
    while (!s->first && !s->ring_n && !s->stop) {
        s->sleeping = true;
        pthread_cond_wait(&s->wake, &s->lock);
        s->sleeping = false;
    }
    if (!s->first && !s->stop) {
        gather(s);
    }
    take(s, b);
    pthread_mutex_unlock(&s->lock);
    return b->n > 0;
}

/* Frees the ring's places after a commit. After a failure they stay, unless the store is closing. */
static void settle_ring(struct click_store *s, const struct batch *b, enum err e) {
    pthread_mutex_lock(&s->lock);
    if (!e || s->stop) {
        s->ring_from = (s->ring_from + b->ring_n) % RING;
        s->ring_n -= b->ring_n;
    }
    pthread_mutex_unlock(&s->lock);
    if (e && b->waits_n == 0) {
        nanosleep(&(struct timespec){0, RETRY_MS * 10 * 1000000L}, NULL);
    }
}

/* ---- committing ---- */

static void touch(struct click_store *s, const struct batch *b) {
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < b->n; i++) {
        size_t k = s->touched_n;
        while (k > 0 && s->touched[k - 1] != b->clicks[i]->company) {
            k--;
        }
        if (k > 0) {
            continue;
        }
        if (s->touched_n == s->touched_cap) {
            s->touched_cap = s->touched_cap ? s->touched_cap * 2 : 16;
            s->touched = heap_realloc(s->touched, s->touched_cap * sizeof *s->touched);
        }
        s->touched[s->touched_n++] = b->clicks[i]->company;
    }
    pthread_mutex_unlock(&s->lock);
}

/* A full disk must not fill the log as well. */
static void complain(struct click_store *s, const struct batch *b, enum err e) {
    int64_t now = clock_mono();
    if (!s->logged_at || now - s->logged_at > QUIET_LOG_S * US_PER_S) {
        log_error("clicks not committed", "error=%s clicks=%zu", err_info(e)->slug, b->n);
        s->logged_at = now;
    }
}

static enum err commit(struct click_store *s, struct batch *b) {
    enum err e = s->engine.write(s->engine.self, b->clicks, b->n);
    if (e) {
        nanosleep(&(struct timespec){0, RETRY_MS * 1000000L}, NULL);
        e = s->engine.write(s->engine.self, b->clicks, b->n);
    }
    if (e) {
        atomic_fetch_add(&s->failed, (int64_t)b->n);
        complain(s, b, e);
    } else {
        atomic_fetch_add(&s->committed, (int64_t)b->n);
        atomic_fetch_add(&s->batches, 1);
        if (!s->engine.one_order) {
            touch(s, b);
        }
    }
    return e;
}

static void *committer(void *arg) {
    struct click_store *s = arg;
    pthread_setname_np(pthread_self(), "pv-clicks");
    struct batch *b = heap_alloc(sizeof *b);
    while (next_batch(s, b)) {
        enum err e = commit(s, b);
        settle_ring(s, b, e);
        for (size_t i = 0; i < b->waits_n; i++) {
            if (b->waits[i]->ready) {
                b->waits[i]->ready(b->waits[i], e);
            }
        }
        for (size_t i = 0; i < b->waits_n; i++) {
            b->waits[i]->done(b->waits[i], e);  /* its memory is not ours any more */
        }
        atomic_fetch_sub(&s->waiting, (int64_t)b->waits_n);
        if (!e && s->opt.committed) {
            s->opt.committed(s->opt.ud);
        }
    }
    heap_free(b);
    return NULL;
}

/* ---- giving ---- */

void click_store_add(struct click_store *s, struct click_wait *w) {
    w->next = NULL;
    w->click.id = 0;
    atomic_fetch_add(&s->waiting, 1);
    pthread_mutex_lock(&s->lock);
    *s->last = w;
    s->last = &w->next;
    bool wake = s->sleeping || s->gathering;
    pthread_mutex_unlock(&s->lock);
    if (wake) {
        pthread_cond_signal(&s->wake);
    }
}

bool click_store_offer(struct click_store *s, const struct click *c) {
    if (s->opt.durable) {
        return false;
    }
    pthread_mutex_lock(&s->lock);
    bool room = s->ring_n < RING;
    if (room) {
        struct click *place = &s->ring[(s->ring_from + s->ring_n++) % RING];
        *place = *c;
        place->id = 0;
    }
    bool wake = s->sleeping || (s->gathering && s->ring_n >= BATCH_MAX);
    pthread_mutex_unlock(&s->lock);
    if (wake) {
        pthread_cond_signal(&s->wake);
    }
    return room;
}

/* ---- a caller that waits ---- */

struct together {
    pthread_mutex_t lock;
    pthread_cond_t done;
    size_t left;
    enum err e;
};

struct together_wait {
    struct click_wait wait;
    struct together *all;
};

static void together_done(struct click_wait *w, enum err e) {
    struct together *t = ((struct together_wait *)w)->all;
    pthread_mutex_lock(&t->lock);
    t->e = e ? e : t->e;
    if (--t->left == 0) {
        pthread_cond_signal(&t->done);
    }
    pthread_mutex_unlock(&t->lock);
}

enum err click_store_add_all(struct click_store *s, const struct click *clicks, size_t n) {
    struct together t = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER, .left = n};
    struct together_wait *w = heap_calloc(n ? n : 1, sizeof *w);
    for (size_t i = 0; i < n; i++) {
        w[i] = (struct together_wait){.wait = {.click = clicks[i], .done = together_done}, .all = &t};
        click_store_add(s, &w[i].wait);
    }
    pthread_mutex_lock(&t.lock);
    while (t.left) {
        pthread_cond_wait(&t.done, &t.lock);
    }
    pthread_mutex_unlock(&t.lock);
    heap_free(w);
    return t.e;
}

/* ---- the rest ---- */

enum err click_store_open(const struct click_store_options *opt, struct problems *errs, struct click_store **ret) {
    struct click_store *s = heap_alloc(sizeof *s);
    s->opt = *opt;
    s->last = &s->first;
    enum err e = db_engine_of(opt->db) == DB_SQLITE ? click_sqlite_open(opt->data_dir, errs, &s->engine)
                                                    : click_postgres_open(opt->db, errs, &s->engine);
    if (e) {
        heap_free(s);
        return e;
    }
    s->ring = opt->durable ? NULL : heap_calloc(RING, sizeof *s->ring);
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&s->wake, &clock);
    pthread_condattr_destroy(&clock);
    if (pthread_create(&s->thread, NULL, committer, s) != 0) {
        s->engine.close(s->engine.self);
        heap_free(s->ring);
        heap_free(s);
        return err_set(errs, E_INTERNAL, "", "cannot start the click committer");
    }
    *ret = s;
    return E_OK;
}

void click_store_stop(struct click_store *s) {
    if (!s || s->stop) {
        return;
    }
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
}

void click_store_close(struct click_store *s) {
    if (!s) {
        return;
    }
    click_store_stop(s);
    s->engine.close(s->engine.self);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
    heap_free(s->ring);
    heap_free(s->touched);
    heap_free(s);
}

bool click_store_one_order(const struct click_store *s) {
    return s->engine.one_order;
}

enum err click_store_read(struct click_store *s, const struct click_query *q, struct arena *a, struct click **ret,
                          size_t *ret_n) {
    return s->engine.read(s->engine.self, q, a, ret, ret_n);
}

void click_store_take_touched(struct click_store *s, struct arena *a, int64_t **ret, size_t *ret_n) {
    pthread_mutex_lock(&s->lock);
    *ret_n = s->touched_n;
    *ret = arena_array(a, int64_t, s->touched_n + 1);
    if (s->touched_n) {
        memcpy(*ret, s->touched, s->touched_n * sizeof **ret);
    }
    s->touched_n = 0;
    pthread_mutex_unlock(&s->lock);
}

void click_store_idle(struct click_store *s) {
    if (s->engine.idle) {
        s->engine.idle(s->engine.self);
    }
}

enum err click_store_purge(struct click_store *s, const struct db_cx *cx, int64_t upto_day, int64_t before) {
    return s->engine.purge(s->engine.self, cx, upto_day, before);
}

int64_t click_id_floor(int64_t us) {
    /* The first id of the node 0 in that millisecond, whose sequence is 0 too: base/id.h's layout, 22 bits below the time. */
    int64_t probe = id_new_at(us);
    return probe & ~(int64_t)((1 << 22) - 1);
}

void click_store_stats_get(struct click_store *s, struct click_store_stats *ret) {
    pthread_mutex_lock(&s->lock);
    int64_t ring = (int64_t)s->ring_n;
    pthread_mutex_unlock(&s->lock);
    *ret = (struct click_store_stats){.committed = atomic_load(&s->committed), .batches = atomic_load(&s->batches),
                                      .failed = atomic_load(&s->failed), .waiting = atomic_load(&s->waiting) + ring};
}
