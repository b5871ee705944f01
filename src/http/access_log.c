/* access_log.c: one line a request in the program log: route template, method, status, duration (decisions 17); no path, no
 * member, no session, no address.
 *
 * Answers are noted in memory and written by a thread of their own a few times a second, so that a slow reader of our
 * stderr never holds an epoll thread; a line's time is therefore up to EVERY_MS late. When there is no more room, lines are
 * dropped and their number is told. */
#include "http/server.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"

#include <time.h>

enum { RING = 8192, EVERY_MS = 200 };

struct note {
    const struct route *route;
    int64_t us;
    short status;
    bool head;
};
struct access_log {
    pthread_mutex_t lock;
    pthread_cond_t stop_now;
    pthread_t thread;
    bool stopping;
    size_t n;
    int64_t dropped;
    struct note *filling, *writing;
};

static void write_notes(const struct note *notes, size_t n, int64_t dropped) {
    for (size_t i = 0; i < n; i++) {
        const struct note *t = &notes[i];
        const char *method = t->head ? "HEAD" : t->route ? t->route->method : "-";
        log_info("request", "route=\"%s\" method=%s status=%d us=%lld", t->route ? t->route->path : "-", method,
                 t->status, (long long)t->us);
    }
    if (dropped) {
        log_warn("requests not logged", "count=%lld", (long long)dropped);
    }
}

static void wait_a_while(struct access_log *l) {
    struct timespec until = clock_after(CLOCK_MONOTONIC, EVERY_MS);
    if (!l->stopping) {
        pthread_cond_timedwait(&l->stop_now, &l->lock, &until);
    }
}

static void *run(void *arg) {
    struct access_log *l = arg;
    pthread_mutex_lock(&l->lock);
    bool last = false;
    while (!last) {
        wait_a_while(l);
        last = l->stopping;
        struct note *full = l->filling;
        size_t n = l->n;
        int64_t dropped = l->dropped;
        l->filling = l->writing;
        l->writing = full;
        l->n = 0;
        l->dropped = 0;
        pthread_mutex_unlock(&l->lock);
        write_notes(full, n, dropped);
        pthread_mutex_lock(&l->lock);
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

struct access_log *access_log_start(void) {
    struct access_log *l = heap_alloc(sizeof *l);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->stop_now, &attr);
    pthread_condattr_destroy(&attr);
    l->filling = heap_calloc(RING, sizeof *l->filling);
    l->writing = heap_calloc(RING, sizeof *l->writing);
    if (pthread_create(&l->thread, NULL, run, l) != 0) {
        l->stopping = true;
    }
    return l;
}

void access_log_stop(struct access_log *l) {
    if (!l) {
        return;
    }
    pthread_mutex_lock(&l->lock);
    bool running = !l->stopping;
    l->stopping = true;
    pthread_cond_signal(&l->stop_now);
    pthread_mutex_unlock(&l->lock);
    if (running) {
        pthread_join(l->thread, NULL);
    }
    pthread_cond_destroy(&l->stop_now);
    pthread_mutex_destroy(&l->lock);
    heap_free(l->filling);
    heap_free(l->writing);
    heap_free(l);
}

void access_log_add(struct access_log *l, const struct route *route, bool head, int status, int64_t us) {
    if (route && (route->flags & ROUTE_QUIET) && status < 400) {
        return;
    }
    pthread_mutex_lock(&l->lock);
    if (l->n < RING) {
        l->filling[l->n++] = (struct note){route, us, (short)status, head};
    } else {
        l->dropped++;
    }
    pthread_mutex_unlock(&l->lock);
}
