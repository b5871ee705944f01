/* resolve.c: getaddrinfo with a time limit.
 *
 * getaddrinfo cannot be told how long it may take (its own limit is the resolver's, often 10 s and more), so each
 * look-up runs in a thread of its own; who waits may give up, and the last of the two frees the request. At most
 * LOOKUPS_MAX are under way: a resolver that hangs must not eat the process. */
#include "base/clock.h"
#include "base/heap.h"
#include "net/guard.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { LOOKUPS_MAX = 64 };

static atomic_int g_running;

struct lookup {
    pthread_mutex_t lock;
    pthread_cond_t ready;
    int owners;                  /* waiter and thread */
    bool done;
    enum err result;
    struct guard_addr addrs[GUARD_ADDRS_MAX];
    size_t n;
    char host[URL_HOST_MAX + 1];
};

/* Gives up one share; the lock is held and is released. */
static void leave(struct lookup *l) {
    bool last = --l->owners == 0;
    pthread_mutex_unlock(&l->lock);
    if (last) {
        pthread_cond_destroy(&l->ready);
        pthread_mutex_destroy(&l->lock);
        heap_free(l);
    }
}

static size_t take(const struct addrinfo *list, struct guard_addr *out) {
    size_t n = 0;
    for (const struct addrinfo *ai = list; ai && n < GUARD_ADDRS_MAX; ai = ai->ai_next) {
        struct guard_addr addr = {.family = ai->ai_family};
        if (ai->ai_family == AF_INET) {
            memcpy(addr.b, &((const struct sockaddr_in *)(const void *)ai->ai_addr)->sin_addr, 4);
        } else if (ai->ai_family == AF_INET6) {
            memcpy(addr.b, &((const struct sockaddr_in6 *)(const void *)ai->ai_addr)->sin6_addr, 16);
        }
        out[n++] = addr;
    }
    return n;
}

static void *run(void *arg) {
    struct lookup *l = arg;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int rc = getaddrinfo(l->host, NULL, &hints, &list);
    pthread_mutex_lock(&l->lock);
    l->n = rc == 0 ? take(list, l->addrs) : 0;
    l->result = l->n > 0 ? E_OK : E_NET;
    l->done = true;
    pthread_cond_signal(&l->ready);
    leave(l);
    if (list) {
        freeaddrinfo(list);
    }
    atomic_fetch_sub(&g_running, 1);
    return NULL;
}

static struct lookup *lookup_new(struct str host) {
    struct lookup *l = heap_alloc(sizeof *l);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->ready, &attr);
    pthread_condattr_destroy(&attr);
    l->owners = 2;
    memcpy(l->host, host.p, host.n);
    return l;
}

static bool start(struct lookup *l) {
    pthread_t thread;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 256 * 1024);
    int rc = pthread_create(&thread, &attr, run, l);
    pthread_attr_destroy(&attr);
    return rc == 0;
}

enum err guard_resolve_system(void *ud, struct str host, int timeout_ms, struct guard_addr *ret, size_t *ret_n) {
    (void)ud;
    if (host.n == 0 || host.n > URL_HOST_MAX) {
        return E_NET;
    }
    if (atomic_fetch_add(&g_running, 1) >= LOOKUPS_MAX) {
        atomic_fetch_sub(&g_running, 1);
        return E_NET_TIMEOUT;
    }
    struct lookup *l = lookup_new(host);
    if (!start(l)) {
        atomic_fetch_sub(&g_running, 1);
        l->owners = 1;
        pthread_mutex_lock(&l->lock);
        leave(l);
        return E_NET;
    }
    struct timespec until = clock_after(CLOCK_MONOTONIC, timeout_ms > 0 ? timeout_ms : 5000);
    pthread_mutex_lock(&l->lock);
    int rc = 0;
    while (!l->done && rc != ETIMEDOUT) {
        rc = pthread_cond_timedwait(&l->ready, &l->lock, &until);
    }
    enum err e = l->done ? l->result : E_NET_TIMEOUT;
    if (e == E_OK) {
        memcpy(ret, l->addrs, sizeof *ret * l->n);
        *ret_n = l->n;
    }
    leave(l);
    return e;
}
