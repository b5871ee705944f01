/* keeper.c: see keeper.h. */
#include "app/session/keeper.h"

#include "app/link/visitor.h"
#include "app/session/session.h"
#include "app/session/visit.h"
#include "base/heap.h"
#include "base/log.h"
#include "sql_gen.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { QUEUE_MAX = 8192, TEXT_MAX = 1024, PER_TX = 500, GATHER_MS = 200, ARENA_CAP = 64 * 1024 * 1024 };

enum task_kind { TASK_SEEN, TASK_MARK, TASK_VISIT };

struct task {
    enum task_kind kind;
    int64_t company, person, at;     /* at: µs, or the day of TASK_SEEN */
    struct str text, text2;          /* heap: stored hash; or client and User-Agent */
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    struct db *db;
    bool running, stop;
    struct task *tasks;
    size_t n;
} keeper = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

/* One flush at a time: the thread's and a test's. */
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;

static void push(struct task t, struct str text, struct str text2) {
    pthread_mutex_lock(&keeper.lock);
    if (keeper.running && keeper.n < QUEUE_MAX) {
        t.text = heap_dup(str_utf8_cut(text, TEXT_MAX));
        t.text2 = heap_dup(str_utf8_cut(text2, TEXT_MAX));
        keeper.tasks[keeper.n++] = t;
        pthread_cond_signal(&keeper.wake);
    }
    pthread_mutex_unlock(&keeper.lock);
}

void keeper_seen(int64_t company, struct str stored_hash, int64_t day) {
    push((struct task){.kind = TASK_SEEN, .company = company, .at = day}, stored_hash, STR_NULL);
}

void keeper_mark(int64_t company, int64_t person, struct str client, struct str user_agent, int64_t now) {
    push((struct task){.kind = TASK_MARK, .company = company, .person = person, .at = now}, client, user_agent);
}

void keeper_visit(int64_t company, int64_t person, int64_t now) {
    push((struct task){.kind = TASK_VISIT, .company = company, .person = person, .at = now}, STR_NULL, STR_NULL);
}

struct batch {
    const struct task *tasks;
    size_t n;
};

static enum err task_write(struct tx *tx, const struct task *t) {
    int64_t previous;
    switch (t->kind) {
    case TASK_SEEN:
        return sql_session_seen(tx, t->text, t->at);
    case TASK_MARK:
        return visitor_mark_self(tx, t->text, t->text2.p ? t->text2 : STR(""), t->person, t->at);
    case TASK_VISIT:
        return visit_touch(tx, t->person, t->at, &previous);
    }
    return E_OK;
}

static enum err batch_write(struct tx *tx, const void *args, void *ret) {
    const struct batch *b = args;
    enum err e = E_OK;
    (void)ret;
    for (size_t i = 0; !e && i < b->n; i++) {
        e = task_write(tx, &b->tasks[i]);
    }
    return e;
}

/* Companies together; on PostgreSQL persons in one order too, so that two nodes don't lock each other out. */
static int by_company(const void *a, const void *b) {
    const struct task *x = a, *y = b;
    if (x->company != y->company) {
        return x->company < y->company ? -1 : 1;
    }
    return x->person != y->person ? (x->person < y->person ? -1 : 1) : 0;
}

static void write_all(struct arena *arena, struct task *tasks, size_t n) {
    qsort(tasks, n, sizeof *tasks, by_company);
    for (size_t i = 0; i < n;) {
        struct batch b = {&tasks[i], 0};
        while (i + b.n < n && b.n < PER_TX && tasks[i + b.n].company == tasks[i].company) {
            b.n++;
        }
        struct db_cx cx = {.db = keeper.db, .company = tasks[i].company, .role = DB_APP, .arena = arena};
        enum err e = db_tx(&cx, batch_write, &b, NULL, 0);
        if (e) {
            log_warn("background writes of sessions failed", "error=%s n=%zu", err_info(e)->slug, b.n);
        }
        i += b.n;
        arena_reset(arena);
    }
}

/* Takes the whole queue and writes it. */
static void flush(struct arena *arena) {
    struct task *fresh = heap_calloc(QUEUE_MAX, sizeof *fresh);
    pthread_mutex_lock(&writing);
    pthread_mutex_lock(&keeper.lock);
    struct task *tasks = keeper.tasks;
    size_t n = keeper.n;
    keeper.tasks = fresh;
    keeper.n = 0;
    pthread_mutex_unlock(&keeper.lock);
    write_all(arena, tasks, n);
    pthread_mutex_unlock(&writing);
    for (size_t i = 0; i < n; i++) {
        heap_free((void *)tasks[i].text.p);
        heap_free((void *)tasks[i].text2.p);
    }
    heap_free(tasks);
}

/* ---- the thread ---- */

static void *run(void *arg) {
    struct arena *arena = arena_create(ARENA_CAP);
    (void)arg;
    for (bool stop = false; !stop;) {
        pthread_mutex_lock(&keeper.lock);
        while (!keeper.stop && keeper.n == 0) {
            pthread_cond_wait(&keeper.wake, &keeper.lock);
        }
        stop = keeper.stop;
        pthread_mutex_unlock(&keeper.lock);
        if (!stop) {
            nanosleep(&(struct timespec){.tv_nsec = GATHER_MS * 1000000L}, NULL);
        }
        flush(arena);
    }
    arena_free(arena);
    return NULL;
}

enum err keeper_start(struct db *db) {
    keeper.db = db;
    keeper.stop = false;
    keeper.n = 0;
    keeper.tasks = heap_calloc(QUEUE_MAX, sizeof *keeper.tasks);
    keeper.running = true;
    if (pthread_create(&keeper.thread, NULL, run, NULL) != 0) {
        keeper.running = false;
        heap_free(keeper.tasks);
        keeper.tasks = NULL;
        return E_INTERNAL;
    }
    return E_OK;
}

void keeper_stop(void) {
    pthread_mutex_lock(&keeper.lock);
    bool running = keeper.running;
    keeper.stop = true;
    pthread_cond_signal(&keeper.wake);
    pthread_mutex_unlock(&keeper.lock);
    if (!running) {
        return;
    }
    pthread_join(keeper.thread, NULL);
    pthread_mutex_lock(&keeper.lock);
    keeper.running = false;
    heap_free(keeper.tasks);
    keeper.tasks = NULL;
    keeper.n = 0;
    pthread_mutex_unlock(&keeper.lock);
}

void keeper_flush(void) {
    struct arena *arena = arena_create(ARENA_CAP);
    flush(arena);
    arena_free(arena);
}
