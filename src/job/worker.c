/* worker.c: threads that claim, run and settle jobs. See job.h.
 *
 * A claim is routed (it sees only which job is due), then everything runs as the job's company. A worker that dies leaves
 * its lease to run out; the next one finds the job again with a higher attempt, so kinds must be idempotent.
 *
 * Of each lane one thread at a time looks whether something is due, once a second; whoever finds a job calls the next one
 * before running it. So many threads cost nothing while nothing is due, and all of them work when much is. */
#include "job/job.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <pthread.h>
#include <time.h>

enum { CLAIM_S = 60, NAP_MS = 1000, THREADS_MAX = 128, ARENA_CAP = 256 * 1024 * 1024 };
static const int64_t backoff_max_s = 6 * 3600;

struct lane {
    struct job_workers *w;
    enum job_lane which;
    pthread_cond_t wake;
    int n, woken;
    bool watched;            /* one of its threads looks once a second */
};

struct job_workers {
    struct db *db;
    void *app;
    pthread_t threads[THREADS_MAX];
    int n;
    struct lane lanes[JOB_LANES];
    pthread_mutex_t lock;
    bool stop;
};

struct claim {
    enum job_lane lane;
    int64_t now, until, owner;
    int64_t company, id;     /* 0: none due */
};

static enum err claim_tx(struct tx *tx, const void *args, void *ret) {
    const struct claim *c = args;
    struct claim *r = ret;
    struct sql_job_claim_row *rows;
    size_t n;
    enum err e = c->lane == JOB_NETWORKS ? sql_job_claim_networks(tx, c->now, c->until, c->owner, &rows, &n)
                                         : sql_job_claim_house(tx, c->now, c->until, c->owner, &rows, &n);
    if (!e && n) {
        r->company = rows[0].company_id;
        r->id = rows[0].id;
    }
    return e;
}

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    const struct claim *c = args;
    return sql_job_get(tx, c->id, c->owner, ret);
}

static const struct job_kind *kind_of(struct str name) {
    for (size_t i = 0; i < job_kind_count; i++) {
        if (str_is(name, job_kinds[i].name)) {
            return &job_kinds[i];
        }
    }
    return NULL;
}

struct settle {
    int64_t id, owner, run_at, until;
    struct str error;
    enum { DONE, PUT_OFF, RETRY, FAIL, EXTEND } how;
};

static enum err settle_tx(struct tx *tx, const void *args, void *ret) {
    const struct settle *s = args;
    int64_t changed = 0;
    (void)ret;
    switch (s->how) {
    case DONE: return sql_job_done(tx, s->id, s->owner, &changed);
    case PUT_OFF: return sql_job_put_off(tx, s->id, s->owner, s->run_at, &changed);
    case RETRY: return sql_job_retry(tx, s->id, s->owner, s->run_at, s->error, &changed);
    case FAIL: return sql_job_fail(tx, s->id, s->owner, s->error, &changed);
    case EXTEND: return sql_job_extend(tx, s->id, s->owner, s->until, &changed);
    }
    return E_INTERNAL;
}

/* Doubles from the kind's first wait, plus or minus a quarter, so that a fleet does not return in step. */
static int64_t backoff_us(const struct job_kind *k, int attempt) {
    int64_t s = k->backoff_s > 0 ? k->backoff_s : 1;
    for (int i = 1; i < attempt && s < backoff_max_s; i++) {
        s *= 2;
    }
    if (s > backoff_max_s) {
        s = backoff_max_s;
    }
    int64_t us = s * US_PER_S;
    return us * 3 / 4 + (int64_t)((double)us / 2 * rnd_below(1000) / 1000.0);
}

static struct str reason(struct arena *arena, enum err e, const struct problems *errs) {
    const char *slug = err_info(e)->slug;
    if (errs->n == 0) {
        return arena_dupz(arena, slug);
    }
    return arena_printf(arena, "%s: %.*s", slug, STRF(errs->items[errs->n - 1].detail));
}

static enum err settle(const struct db_cx *cx, const struct job_kind *k, const struct job_run *run, int64_t owner,
                       enum err e) {
    struct settle s = {.id = run->id, .owner = owner, .error = reason(cx->arena, e, cx->errs)};
    if (!e) {
        s.how = run->put_off ? PUT_OFF : DONE;
        s.run_at = run->put_off;
    } else if (k && err_retryable(e) && run->attempt < k->max_attempts) {
        s.how = RETRY;
        s.run_at = clock_now() + backoff_us(k, run->attempt);
        if (run->retry_at > s.run_at) {
            s.run_at = run->retry_at;
        }
    } else {
        s.how = FAIL;
        log_warn("job failed", "kind=%s attempt=%d error=%s", k ? k->name : "unknown", run->attempt, err_info(e)->slug);
    }
    return db_tx(cx, settle_tx, &s, NULL, 0);
}

static enum err run_claimed(struct db *db, void *app, struct arena *arena, const struct claim *c) {
    struct problems errs = {.arena = arena};
    struct db_cx cx = {.db = db, .company = c->company, .role = DB_APP, .arena = arena, .errs = &errs};
    struct sql_job_get_row row;
    enum err e = db_read(&cx, get_tx, c, &row, sizeof row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    const struct job_kind *k = kind_of(row.kind);
    struct job_run run = {.cx = cx, .id = c->id, .payload = row.payload, .attempt = (int)row.attempt,
                          .now = clock_now(), .app = app};
    if (!k) {
        return settle(&cx, NULL, &run, c->owner, err_set(&errs, E_CONFIG, "", "no such kind of job"));
    }
    if (k->lease_s > CLAIM_S) {
        struct settle s = {.how = EXTEND, .id = c->id, .owner = c->owner, .until = c->now + k->lease_s * US_PER_S};
        e = db_tx(&cx, settle_tx, &s, NULL, 0);
        if (e) {
            return e;
        }
    }
    return settle(&cx, k, &run, c->owner, k->run(&run));
}

static void call_next(struct lane *l) {
    pthread_mutex_lock(&l->w->lock);
    if (l->woken < l->n) {
        l->woken++;
    }
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->w->lock);
}

/* One due job of a lane; *ret_ran false when none was due. `l` NULL: nobody else is to be called. */
static enum err run_one(struct db *db, void *app, struct arena *arena, enum job_lane lane, struct lane *l, bool *ret_ran) {
    struct db_cx cx = {.db = db, .role = DB_ROUTER, .arena = arena};
    struct claim c = {.lane = lane, .now = clock_now()};
    c.until = c.now + CLAIM_S * US_PER_S;
    rnd_bytes(&c.owner, sizeof c.owner);
    c.owner &= INT64_MAX;
    struct claim got;
    enum err e = db_tx(&cx, claim_tx, &c, &got, sizeof got);
    *ret_ran = !e && got.id != 0;
    if (!*ret_ran) {
        return e;
    }
    if (l) {
        call_next(l);
    }
    c.company = got.company;
    c.id = got.id;
    return run_claimed(db, app, arena, &c);
}

/* Until called, or for the one that watches the lane at most NAP_MS. */
static void nap(struct lane *l) {
    struct job_workers *w = l->w;
    pthread_mutex_lock(&w->lock);
    bool watch = !l->watched;
    l->watched = true;
    struct timespec until = clock_after(CLOCK_REALTIME, NAP_MS);
    int rc = 0;
    while (l->woken == 0 && !w->stop && rc == 0) {
        rc = watch ? pthread_cond_timedwait(&l->wake, &w->lock, &until) : pthread_cond_wait(&l->wake, &w->lock);
    }
    if (l->woken > 0) {
        l->woken--;
    }
    if (watch) {
        l->watched = false;
        pthread_cond_signal(&l->wake);   /* while this one works, another one watches */
    }
    pthread_mutex_unlock(&w->lock);
}

static void *worker_main(void *arg) {
    struct lane *l = arg;
    struct job_workers *w = l->w;
    struct arena *arena = arena_create(ARENA_CAP);
    while (!w->stop) {
        bool ran = false;
        enum err e = run_one(w->db, w->app, arena, l->which, l, &ran);
        if (e) {
            log_warn("job worker", "error=%s", err_info(e)->slug);
        }
        arena_reset(arena);
        if (!ran || e) {
            nap(l);
        }
    }
    arena_free(arena);
    return NULL;
}

enum err job_workers_start(struct db *db, const int threads[JOB_LANES], void *app, struct job_workers **ret) {
    struct job_workers *w = heap_alloc(sizeof *w);
    w->db = db;
    w->app = app;
    pthread_mutex_init(&w->lock, NULL);
    for (int k = 0; k < JOB_LANES; k++) {
        struct lane *l = &w->lanes[k];
        *l = (struct lane){.w = w, .which = (enum job_lane)k};
        pthread_cond_init(&l->wake, NULL);
        for (int i = 0; i < threads[k] && w->n < THREADS_MAX; i++) {
            if (pthread_create(&w->threads[w->n], NULL, worker_main, l) == 0) {
                w->n++;
                l->n++;
            }
        }
    }
    *ret = w;
    return w->lanes[JOB_HOUSE].n > 0 && w->lanes[JOB_NETWORKS].n > 0 ? E_OK : E_INTERNAL;
}

static void wake_all(struct job_workers *w) {
    for (int k = 0; k < JOB_LANES; k++) {
        w->lanes[k].woken = w->lanes[k].n;
        pthread_cond_broadcast(&w->lanes[k].wake);
    }
}

void job_workers_stop(struct job_workers *w) {
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    wake_all(w);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->n; i++) {
        pthread_join(w->threads[i], NULL);
    }
    for (int k = 0; k < JOB_LANES; k++) {
        pthread_cond_destroy(&w->lanes[k].wake);
    }
    pthread_mutex_destroy(&w->lock);
    heap_free(w);
}

enum err job_drain(struct db *db, void *app, struct arena *arena, struct problems *errs) {
    (void)errs;
    enum err e = E_OK;
    for (bool any = true; any && !e;) {
        any = false;
        for (int k = 0; k < JOB_LANES && !e; k++) {
            bool ran = false;
            e = run_one(db, app, arena, (enum job_lane)k, NULL, &ran);
            any = any || ran;
        }
    }
    return e;
}
