/* lookup.c: see lookup.h. */
#include "app/link/lookup.h"

#include <pthread.h>

enum { THREADS = 4, QUEUE_MAX = 2048 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t threads[THREADS];
    int running;
    struct lookup *first, **last;
    size_t n;
    int64_t count;
    bool stop;
} q = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER, .last = &q.first, .stop = true};

static struct lookup *next(void) {
    pthread_mutex_lock(&q.lock);
    while (!q.first && !q.stop) {
        pthread_cond_wait(&q.wake, &q.lock);
    }
    struct lookup *l = q.first;
    if (l) {
        q.first = l->next;
        q.last = q.first ? q.last : &q.first;
        q.n--;
    }
    pthread_mutex_unlock(&q.lock);
    return l;
}

static void *serve(void *arg) {
    (void)arg;
    pthread_setname_np(pthread_self(), "pv-lookup");
    for (struct lookup *l; (l = next());) {
        l->run(l);
    }
    return NULL;
}

enum err lookup_start(struct problems *errs) {
    q.stop = false;
    for (q.running = 0; q.running < THREADS; q.running++) {
        if (pthread_create(&q.threads[q.running], NULL, serve, NULL) != 0) {
            lookup_stop();
            return err_set(errs, E_INTERNAL, "", "cannot start the lookup threads");
        }
    }
    return E_OK;
}

void lookup_stop(void) {
    pthread_mutex_lock(&q.lock);
    q.stop = true;
    pthread_cond_broadcast(&q.wake);
    pthread_mutex_unlock(&q.lock);
    while (q.running > 0) {
        pthread_join(q.threads[--q.running], NULL);
    }
}

bool lookup_push(struct lookup *l) {
    l->next = NULL;
    pthread_mutex_lock(&q.lock);
    bool room = !q.stop && q.n < QUEUE_MAX;
    if (room) {
        *q.last = l;
        q.last = &l->next;
        q.n++;
        q.count++;
        pthread_cond_signal(&q.wake);
    }
    pthread_mutex_unlock(&q.lock);
    return room;
}

int64_t lookup_count(void) {
    pthread_mutex_lock(&q.lock);
    int64_t n = q.count;
    pthread_mutex_unlock(&q.lock);
    return n;
}
