/* pool.c: threads for handlers that wait. Two of them exist: many cheap workers for writes (so that they meet in one group
 * commit) and one with as many threads as cores for password hashing, which bounds both its memory and its share of the
 * processor without holding a worker. */
#include "http/server.h"

#include "base/heap.h"

enum { WAKING_MAX = 4 };

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct call **ring;
    size_t cap, head, n;
    int idle, waking;                    /* asleep; of these, already called */
    bool closed;
    int threads;
    pthread_t thread[];
};

/* Few sleepers are called at a time; each calls the next if there is more to do. Short jobs are then done by those that are
 * awake, and only jobs that really wait bring up many threads. */
static void call_one(struct pool *p) {
    if (p->n > (size_t)p->waking && p->waking < WAKING_MAX && p->idle > p->waking) {
        p->waking++;
        pthread_cond_signal(&p->more);
    }
}

static struct call *take(struct pool *p) {
    struct call *c = NULL;
    pthread_mutex_lock(&p->lock);
    while (p->n == 0 && !p->closed) {
        p->idle++;
        pthread_cond_wait(&p->more, &p->lock);
        p->idle--;
        p->waking -= p->waking > 0;
    }
    if (p->n) {
        c = p->ring[p->head];
        p->head = (p->head + 1) % p->cap;
        p->n--;
        call_one(p);
    }
    pthread_mutex_unlock(&p->lock);
    return c;
}

static void *work(void *arg) {
    struct pool *p = arg;
    for (struct call *c; (c = take(p));) {
        call_run(c);   /* hands it back to its epoll thread: not ours any more */
    }
    return NULL;
}

struct pool *pool_create(int threads, size_t limit) {
    struct pool *p = heap_alloc(sizeof *p + (size_t)threads * sizeof p->thread[0]);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    p->cap = limit;
    p->ring = heap_calloc(limit, sizeof(struct call *));
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&p->thread[p->threads], NULL, work, p) == 0) {
            p->threads++;
        }
    }
    return p;
}

bool pool_push(struct pool *p, struct call *c) {
    pthread_mutex_lock(&p->lock);
    bool ok = p->n < p->cap && !p->closed && p->threads > 0;
    if (ok) {
        p->ring[(p->head + p->n) % p->cap] = c;
        p->n++;
        call_one(p);
    }
    pthread_mutex_unlock(&p->lock);
    return ok;
}

size_t pool_waiting(struct pool *p) {
    pthread_mutex_lock(&p->lock);
    size_t n = p->n;
    pthread_mutex_unlock(&p->lock);
    return n;
}

void pool_stop(struct pool *p) {
    if (!p) {
        return;
    }
    pthread_mutex_lock(&p->lock);
    p->closed = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->threads; i++) {
        pthread_join(p->thread[i], NULL);
    }
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    heap_free(p->ring);
    heap_free(p);
}
