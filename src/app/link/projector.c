/* projector.c: the thread, the order of reading, the pace; see projector.h. What is done with a batch is tally.c.
 *
 * Two ways of reading. SQLite: the file has one order for all companies; one place in memory goes along it and each company's
 * cursor ("clicks/all") says what it has counted. PostgreSQL: one order a company and node; cursors "clicks/NODE" are made by the
 * committer before a node's first click, any node may carry on another's (the cursor's row lock keeps two from counting
 * the same), and a sweep picks up what a dead node left. */
#include "app/link/projector.h"

#include "app/link/tally.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/id.h"
#include "base/log.h"
#include "sql_gen.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum {
    PAGE_MIN = 50, PAGE_FIRST = 250, PAGE_MAX = 2000,
    PAGE_LONG_US = 60 * 1000,    /* a transaction that took longer makes the next page half as long: others wait for it */
    PAGE_SHORT_US = 20 * 1000,
    TURN_MS = 500, GATHER_MS = 20,
    SLICE_MS = 50,               /* of a pause */
    PRESSED_CLICKS = 100,        /* commits in a slice from which on clicks are said to press in: 2,000 a second */
    PRESSED_PAUSE = 20,          /* times the time worked */
    SWEEP_S = 2, ADVANCE_S = 3600, ARENA_CAP = 64 * 1024 * 1024
};
static const int64_t settled_us = 600 * US_PER_S;   /* no commit is under way that long: see click_postgres.c's time-outs */
static const char one_cursor[] = "clicks/all";

/* What a pass over the store needs; of the thread, or of a drain. */
struct pass {
    struct projector_options opt;
    struct arena *arena;         /* of one page of clicks and its transaction */
    struct arena *lists;         /* of companies and cursors, for a pass */
    size_t page;                 /* clicks a transaction */
    int64_t at;                  /* SQLite: everything up to this id is counted; -1 = find out */
    int64_t swept, advanced;     /* clock_mono of the last sweep and of the last advance_idle */
    bool (*pause)(struct pass *p, int64_t worked_us);   /* false: stop; NULL: no pace */
    struct projector *projector;
};

struct projector {
    struct pass pass;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_bool woken, stop;
};

struct companies {
    struct sql_click_companies_row *rows;
    size_t n;
};

static enum err companies_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct companies *c = ret;
    return sql_click_companies(tx, &c->rows, &c->n);
}

static enum err companies_of(struct pass *p, struct companies *ret) {
    struct db_cx cx = {.db = p->opt.db, .role = DB_ROUTER, .arena = p->lists};
    return db_read(&cx, companies_read, NULL, ret, sizeof *ret);
}

static struct db_cx cx_of(struct pass *p, int64_t company) {
    return (struct db_cx){.db = p->opt.db, .company = company, .role = DB_APP, .arena = p->arena};
}

/* After a page: how long may the next one be, and is there a rest to take? False: stop. */
static bool keep_on(struct pass *p, int64_t began) {
    int64_t worked = clock_mono() - began;
    if (worked > PAGE_LONG_US && p->page > PAGE_MIN) {
        p->page /= 2;
    } else if (worked < PAGE_SHORT_US) {
        p->page = p->page * 2 < PAGE_MAX ? p->page * 2 : PAGE_MAX;
    }
    return !p->pause || p->pause(p, worked);
}

static enum err count_batch(struct pass *p, int64_t company, const struct tally_batch *b) {
    struct db_cx cx = cx_of(p, company);
    size_t counted = 0;
    enum err e = db_tx(&cx, tally_tx, b, &counted, sizeof counted);
    if (e) {
        log_warn("clicks not counted", "error=%s clicks=%zu", err_info(e)->slug, b->n);
    } else if (counted && p->opt.loop) {
        event_loop_wake(p->opt.loop);
    }
    return e;
}

/* ---- one order for all: SQLite ---- */

static enum err cursor_read(struct tx *tx, const void *args, void *ret) {
    struct sql_event_cursor_get_row row;
    enum err e = sql_event_cursor_get(tx, *(const struct str *)args, &row);
    *(int64_t *)ret = e ? -1 : row.position;
    return e == E_NOT_FOUND ? E_OK : e;
}

static enum err cursor_of(struct pass *p, int64_t company, int64_t *ret) {
    struct db_cx cx = cx_of(p, company);
    struct str name = STR(one_cursor);
    return db_read(&cx, cursor_read, &name, ret, sizeof *ret);
}

/* The place before which every company has counted everything. One that never counted has none before it was created. */
static enum err find_place(struct pass *p) {
    struct companies c;
    enum err e = companies_of(p, &c);
    int64_t lowest = INT64_MAX;
    for (size_t i = 0; !e && i < c.n; i++) {
        int64_t at = -1;
        e = cursor_of(p, c.rows[i].id, &at);
        int64_t began = click_id_floor(c.rows[i].created_at - settled_us);
        at = at > began ? at : began;
        lowest = at < lowest ? at : lowest;
    }
    if (!e) {
        p->at = lowest == INT64_MAX ? 0 : lowest;
    }
    return e;
}

/* Takes the next company's clicks out of the page, in order. */
static size_t gather(struct click *page, size_t n, const struct click **out) {
    size_t taken = 0;
    int64_t company = 0;
    for (size_t i = 0; i < n; i++) {
        if (page[i].company && (!company || page[i].company == company)) {
            company = page[i].company;
            out[taken++] = &page[i];
        }
    }
    return taken;
}

/* One failing company must not hold up the others: its cursor stays and the place is found anew later. */
static enum err count_page(struct pass *p, struct click *page, size_t n) {
    const struct click **own = arena_array(p->arena, const struct click *, n);
    int64_t upto = page[n - 1].id;
    enum err result = E_OK;
    for (size_t taken; (taken = gather(page, n, own)) > 0;) {
        struct tally_batch b = {STR(one_cursor), own, taken, upto};
        enum err e = count_batch(p, own[0]->company, &b);
        result = e ? e : result;
        for (size_t i = 0; i < taken; i++) {
            ((struct click *)(uintptr_t)own[i])->company = 0;
        }
    }
    return result;
}

static enum err pass_one_order(struct pass *p) {
    enum err e = p->at < 0 ? find_place(p) : E_OK;
    enum err failed = E_OK;
    for (bool more = true; !e && more;) {
        int64_t began = clock_mono();
        struct click_query q = {.after = p->at, .limit = p->page};
        struct click *page;
        size_t n = 0;
        e = click_store_read(p->opt.store, &q, p->arena, &page, &n);
        if (!e && n) {
            enum err bad = count_page(p, page, n);
            failed = bad ? bad : failed;
            p->at = page[n - 1].id;
        }
        arena_reset(p->arena);
        more = n == q.limit && keep_on(p, began);
    }
    if (failed) {
        p->at = -1;
    }
    return e ? e : failed;
}

/* Brings the cursors of quiet companies along, so that a start need not read far back. */
static enum err advance_idle(struct pass *p) {
    struct companies c;
    enum err e = p->at > 0 ? companies_of(p, &c) : E_STATE;
    for (size_t i = 0; !e && i < c.n; i++) {
        int64_t at = 0;
        e = cursor_of(p, c.rows[i].id, &at);
        if (!e && id_time(p->at) - (at > 0 ? id_time(at) : c.rows[i].created_at) > US_PER_DAY) {
            struct tally_batch b = {.cursor = STR(one_cursor), .upto = p->at};
            e = count_batch(p, c.rows[i].id, &b);
        }
    }
    arena_reset(p->arena);
    arena_reset(p->lists);
    return e == E_STATE ? E_OK : e;
}

/* ---- one order a node: PostgreSQL ---- */

/* Follows one node's clicks of one company to their end; then past what can't change any more, so that the next look is short. */
static enum err follow_node(struct pass *p, int64_t company, struct str cursor, int node, int64_t at, bool move_on) {
    enum err e = E_OK;
    int64_t settled = click_id_floor(clock_now() - settled_us);
    for (bool more = true; !e && more;) {
        int64_t began = clock_mono();
        struct click_query q = {.company = company, .node = node, .after = at, .limit = p->page};
        struct click *page = NULL;
        size_t n = 0;
        e = click_store_read(p->opt.store, &q, p->arena, &page, &n);
        if (e) {
            break;
        }
        const struct click **own = arena_array(p->arena, const struct click *, n + 1);
        for (size_t i = 0; i < n; i++) {
            own[i] = &page[i];
        }
        struct tally_batch b = {cursor, own, n, n ? page[n - 1].id : at};
        b.upto = move_on && n < q.limit && settled > b.upto ? settled : b.upto;
        e = b.upto > at ? count_batch(p, company, &b) : E_OK;
        at = b.upto;
        arena_reset(p->arena);
        more = n == q.limit && keep_on(p, began);
    }
    return e;
}

struct cursors {
    struct sql_click_cursors_row *rows;
    size_t n;
};

static enum err cursors_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct cursors *c = ret;
    return sql_click_cursors(tx, &c->rows, &c->n);
}

/* `sweep`: every node's clicks, else this one's. */
static enum err follow_company(struct pass *p, int64_t company, bool sweep) {
    struct db_cx cx = cx_of(p, company);
    cx.arena = p->lists;         /* outlives the pages */
    struct cursors c;
    enum err e = db_read(&cx, cursors_read, NULL, &c, sizeof c);
    for (size_t i = 0; !e && i < c.n; i++) {
        struct str number = str_sub(c.rows[i].name, strlen("clicks/"), c.rows[i].name.n);
        int64_t node;
        if (str_to_i64(number, &node) && (sweep || node == id_node())) {
            e = follow_node(p, company, c.rows[i].name, (int)node, c.rows[i].position, sweep);
        }
    }
    return e;
}

static enum err sweep(struct pass *p) {
    struct companies c;
    enum err e = companies_of(p, &c);
    for (size_t i = 0; !e && i < c.n; i++) {
        e = follow_company(p, c.rows[i].id, true);
    }
    p->swept = e ? 0 : clock_mono();
    return e;
}

static enum err pass_by_node(struct pass *p) {
    int64_t *touched;
    size_t n;
    enum err e = E_OK;
    click_store_take_touched(p->opt.store, p->lists, &touched, &n);
    if (!p->swept || clock_mono() - p->swept > SWEEP_S * US_PER_S) {
        e = sweep(p);
    } else {
        for (size_t i = 0; !e && i < n; i++) {
            e = follow_company(p, touched[i], false);
        }
    }
    p->swept = e ? 0 : p->swept;  /* the list is used up: look everywhere next time */
    return e;
}

static enum err run_pass(struct pass *p) {
    enum err e = click_store_one_order(p->opt.store) ? pass_one_order(p) : pass_by_node(p);
    arena_reset(p->arena);
    arena_reset(p->lists);
    return e;
}

/* ---- the thread ---- */

static void sleep_ms(struct projector *pr, int64_t ms, bool till_woken) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&pr->lock);
    while (!pr->stop && !(till_woken && pr->woken) && pthread_cond_timedwait(&pr->wake, &pr->lock, &until) == 0) {
    }
    if (till_woken) {
        pr->woken = false;
    }
    pthread_mutex_unlock(&pr->lock);
}

/* Clicks come first: while they press in, rest a multiple of the time worked, and go on as soon as they ease off. */
static bool pace(struct pass *p, int64_t worked_us) {
    struct click_store_stats before, after;
    int64_t until = clock_mono() + worked_us * PRESSED_PAUSE;
    click_store_stats_get(p->opt.store, &before);
    while (!p->projector->stop && clock_mono() < until) {
        click_store_idle(p->opt.store);
        sleep_ms(p->projector, SLICE_MS, false);
        click_store_stats_get(p->opt.store, &after);
        /* A stall of the disk is no ease: then clicks wait. */
        if (after.waiting == 0 && after.committed - before.committed < PRESSED_CLICKS) {
            break;
        }
        before = after;
    }
    return !p->projector->stop;
}

static void *projector_main(void *arg) {
    struct projector *pr = arg;
    pthread_setname_np(pthread_self(), "pv-projector");
    struct pass *p = &pr->pass;
    while (!pr->stop) {
        enum err e = run_pass(p);
        click_store_idle(p->opt.store);
        if (!e && click_store_one_order(p->opt.store) && clock_mono() - p->advanced > ADVANCE_S * US_PER_S) {
            e = advance_idle(p);
            p->advanced = clock_mono();
        }
        sleep_ms(pr, TURN_MS, !e);
        sleep_ms(pr, GATHER_MS, false);
    }
    return NULL;
}

enum err projector_start(const struct projector_options *opt, struct problems *errs, struct projector **ret) {
    struct projector *pr = heap_alloc(sizeof *pr);
    pr->pass = (struct pass){.opt = *opt, .arena = arena_create(ARENA_CAP),
                             .lists = arena_create(ARENA_CAP), .page = PAGE_FIRST, .at = -1, .pause = pace, .projector = pr,
                             .advanced = clock_mono()};
    pthread_mutex_init(&pr->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&pr->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&pr->thread, NULL, projector_main, pr) != 0) {
        arena_free(pr->pass.arena);
        arena_free(pr->pass.lists);
        heap_free(pr);
        return err_set(errs, E_INTERNAL, "", "cannot start the click projector");
    }
    *ret = pr;
    return E_OK;
}

void projector_wake(struct projector *pr) {
    if (!atomic_exchange(&pr->woken, true)) {
        pthread_mutex_lock(&pr->lock);
        pthread_cond_signal(&pr->wake);
        pthread_mutex_unlock(&pr->lock);
    }
}

void projector_stop(struct projector *pr) {
    if (!pr) {
        return;
    }
    pthread_mutex_lock(&pr->lock);
    pr->stop = true;
    pthread_cond_signal(&pr->wake);
    pthread_mutex_unlock(&pr->lock);
    pthread_join(pr->thread, NULL);
    pthread_cond_destroy(&pr->wake);
    pthread_mutex_destroy(&pr->lock);
    arena_free(pr->pass.arena);
    arena_free(pr->pass.lists);
    heap_free(pr);
}

enum err projector_drain(struct db *db, struct click_store *store, struct problems *errs) {
    struct pass p = {.opt = {.db = db, .store = store}, .arena = arena_create(ARENA_CAP),
                     .lists = arena_create(ARENA_CAP), .page = PAGE_FIRST, .at = -1};
    enum err e = run_pass(&p);
    arena_free(p.arena);
    arena_free(p.lists);
    return e ? err_set(errs, e, "", "clicks could not be counted") : E_OK;
}
