/* loop.c: what follows the log: the sequencer, the cursor subscribers and this process's caches. See event.h.
 *
 * One thread a process. Two processes at the same work are harmless: places are a primary key, and a cursor moves in the
 * transaction that applies the event, so the slower one fails, rolls back and sees the newer state on its next turn. */
#include "event/event.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "sql_gen.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { TURN_MS = 500, BATCH = 500, ARENA_CAP = 64 * 1024 * 1024 };

struct seen {
    int64_t company;
    int64_t seq;       /* caches of this process know everything up to here */
    int64_t applied;   /* cursor subscribers had nothing left at this place */
};

struct event_loop {
    struct event_loop_options opt;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool woken, stop;
    bool started;             /* one turn went well */
    struct seen *seen;
    size_t seen_n, seen_cap;
    _Atomic int64_t good_at;  /* clock_mono of the last good turn */
};

/* ---- the sequencer ---- */

static enum err sequence_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct sql_event_pending_list_row *rows;
    size_t n;
    enum err e = sql_event_pending_list(tx, BATCH, &rows, &n);
    if (e || n == 0) {
        return e;
    }
    struct sql_event_order_last_row last;
    e = sql_event_order_last(tx, &last);
    for (size_t i = 0; !e && i < n; i++) {
        e = sql_event_order_insert(tx, last.seq + 1 + (int64_t)i, rows[i].event_id);
        if (!e) {
            e = sql_event_pending_delete(tx, rows[i].event_id);
        }
    }
    *(size_t *)ret = n;
    return e;
}

static enum err sequence(const struct db_cx *cx) {
    size_t n = BATCH;
    while (n == BATCH) {
        enum err e = db_tx(cx, sequence_tx, NULL, &n, sizeof n);
        if (e) {
            /* Another process sequenced the same events first: its order stands. */
            return e == E_EXISTS ? E_OK : e;
        }
    }
    return E_OK;
}

/* ---- cursor subscribers ---- */

static struct event event_of(const struct sql_event_after_row *r) {
    return (struct event){.id = r->id, .seq = r->seq, .kind = event_kind_of(r->kind), .at = r->at,
                          .subject = r->subject_id, .person = r->person_id, .data = r->data};
}

static enum err cursor_get(struct tx *tx, struct str name, int64_t *ret) {
    struct sql_event_cursor_get_row row;
    enum err e = sql_event_cursor_get(tx, name, &row);
    *ret = e ? 0 : row.position;
    return e == E_NOT_FOUND ? E_OK : e;
}

static enum err follow_tx(struct tx *tx, const void *args, void *ret) {
    const struct event_subscriber *s = args;
    int64_t at;
    enum err e = cursor_get(tx, str_of(s->name), &at);
    struct sql_event_after_row *rows = NULL;
    size_t n = 0;
    if (!e) {
        e = sql_event_after(tx, at, BATCH, &rows, &n);
    }
    for (size_t i = 0; !e && i < n; i++) {
        struct event ev = event_of(&rows[i]);
        if (s->kinds & EV_BIT(ev.kind)) {
            e = s->fn(tx, &ev);
        }
    }
    if (!e && n) {
        e = sql_event_cursor_set(tx, str_of(s->name), rows[n - 1].seq);
    }
    *(size_t *)ret = n;
    return e;
}

static enum err follow(const struct db_cx *cx) {
    for (size_t i = 0; i < event_subscriber_count; i++) {
        const struct event_subscriber *s = &event_subscribers[i];
        size_t n = s->mode == EVENT_CURSOR ? BATCH : 0;
        while (n == BATCH) {
            enum err e = db_tx(cx, follow_tx, s, &n, sizeof n);
            if (e) {
                log_warn("subscriber failed", "name=%s error=%s", s->name, err_info(e)->slug);
                return e;
            }
        }
    }
    return E_OK;
}

/* ---- caches of this process ---- */

struct page_args {
    int64_t after;
};

struct page {
    struct sql_event_after_row *rows;
    size_t n;
};

static enum err page_read(struct tx *tx, const void *args, void *ret) {
    const struct page_args *a = args;
    struct page *p = ret;
    return sql_event_after(tx, a->after, BATCH, &p->rows, &p->n);
}

static enum err last_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct sql_event_order_last_row row;
    enum err e = sql_event_order_last(tx, &row);
    *(int64_t *)ret = row.seq;
    return e;
}

static struct seen *seen_of(struct event_loop *l, int64_t company, int64_t last) {
    for (size_t i = 0; i < l->seen_n; i++) {
        if (l->seen[i].company == company) {
            return &l->seen[i];
        }
    }
    if (l->seen_n == l->seen_cap) {
        l->seen_cap = l->seen_cap ? l->seen_cap * 2 : 8;
        l->seen = heap_realloc(l->seen, l->seen_cap * sizeof *l->seen);
    }
    /* Caches are filled from the tables at first use, so what is older than this process need not be told; all that a company
     * did which came later must be, its creation first: until then its host may lead to another one (hosts.c). */
    l->seen[l->seen_n] = (struct seen){company, l->started ? 0 : last, -1};
    return &l->seen[l->seen_n++];
}

static enum err tell_caches(struct event_loop *l, const struct db_cx *cx, struct seen *s) {
    struct page p = {.n = BATCH};
    while (p.n == BATCH) {
        enum err e = db_read(cx, page_read, &(struct page_args){s->seq}, &p, sizeof p);
        if (e) {
            return e;
        }
        for (size_t i = 0; i < p.n; i++) {
            struct event ev = event_of(&p.rows[i]);
            l->opt.poll(cx->company, &ev);
            s->seq = ev.seq;
        }
    }
    return E_OK;
}

static enum err company_turn(struct event_loop *l, const struct db_cx *cx) {
    enum err e = db_engine_of(cx->db) == DB_POSTGRES ? sequence(cx) : E_OK;
    int64_t last = 0;
    if (!e) {
        e = db_read(cx, last_read, NULL, &last, sizeof last);
    }
    if (e) {
        return e;
    }
    struct seen *s = seen_of(l, cx->company, last);
    if (l->opt.poll && s->seq < last) {
        e = tell_caches(l, cx, s);
    }
    if (!e && s->applied != last) {
        e = follow(cx);
        s->applied = e ? -1 : last;
    }
    return e;
}

/* ---- the thread ---- */

struct companies {
    struct sql_event_companies_row *rows;
    size_t n;
};

static enum err companies_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct companies *c = ret;
    return sql_event_companies(tx, &c->rows, &c->n);
}

static enum err companies_of(struct db *db, struct arena *arena, struct problems *errs, struct companies *ret) {
    struct db_cx cx = {.db = db, .role = DB_ROUTER, .arena = arena, .errs = errs};
    return db_read(&cx, companies_read, NULL, ret, sizeof *ret);
}

static enum err turn(struct event_loop *l, struct arena *arena) {
    struct companies c;
    enum err e = companies_of(l->opt.db, arena, NULL, &c);
    for (size_t i = 0; !e && i < c.n; i++) {
        struct db_cx cx = {.db = l->opt.db, .company = c.rows[i].id, .role = DB_APP, .arena = arena};
        e = company_turn(l, &cx);
    }
    l->started = l->started || !e;
    return e;
}

static void nap(struct event_loop *l) {
    struct timespec until = clock_after(CLOCK_REALTIME, TURN_MS);
    pthread_mutex_lock(&l->lock);
    while (!l->woken && !l->stop && pthread_cond_timedwait(&l->wake, &l->lock, &until) == 0) {
    }
    l->woken = false;
    pthread_mutex_unlock(&l->lock);
}

static void *loop_main(void *arg) {
    struct event_loop *l = arg;
    struct arena *arena = arena_create(ARENA_CAP);
    while (!l->stop) {
        enum err e = turn(l, arena);
        if (e) {
            log_warn("event loop", "error=%s", err_info(e)->slug);
        } else {
            atomic_store(&l->good_at, clock_mono());
        }
        arena_reset(arena);
        nap(l);
    }
    arena_free(arena);
    return NULL;
}

enum err event_loop_start(const struct event_loop_options *opt, struct problems *errs, struct event_loop **ret) {
    struct event_loop *l = heap_alloc(sizeof *l);
    l->opt = *opt;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->wake, NULL);
    atomic_store(&l->good_at, clock_mono());
    if (pthread_create(&l->thread, NULL, loop_main, l) != 0) {
        heap_free(l);
        return err_set(errs, E_INTERNAL, "", "cannot start the event thread");
    }
    *ret = l;
    return E_OK;
}

void event_loop_wake(struct event_loop *l) {
    pthread_mutex_lock(&l->lock);
    l->woken = true;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
}

void event_loop_stop(struct event_loop *l) {
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
    pthread_cond_destroy(&l->wake);
    pthread_mutex_destroy(&l->lock);
    heap_free(l->seen);
    heap_free(l);
}

int64_t event_loop_age(const struct event_loop *l) {
    return clock_mono() - atomic_load(&l->good_at);
}

enum err event_drain(struct db *db, struct arena *arena, struct problems *errs) {
    struct companies c;
    enum err e = companies_of(db, arena, errs, &c);
    for (size_t i = 0; !e && i < c.n; i++) {
        struct db_cx cx = {.db = db, .company = c.rows[i].id, .role = DB_APP, .arena = arena, .errs = errs};
        e = db_engine_of(db) == DB_POSTGRES ? sequence(&cx) : E_OK;
        if (!e) {
            e = follow(&cx);
        }
    }
    return e;
}
