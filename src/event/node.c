/* node.c: see node.h. A lease lives LEASE_S seconds and is renewed every third of that. A process that could not renew in time
 * (it was stopped, the database was away) ends itself: somebody else may have its number by then. */
#include "event/node.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/id.h"
#include "base/log.h"
#include "base/rnd.h"
#include "event/lease.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { ARENA_CAP = 1024 * 1024 };

struct node {
    struct db *db;
    int number;
    int64_t holder;
    int64_t good_at;         /* clock_mono of the last renewal */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
};

static struct str lease_name(struct arena *arena, int number) {
    return arena_printf(arena, "node/%d", number);
}

static enum err renew(struct node *n, struct arena *arena) {
    bool held = false;
    struct str name = lease_name(arena, n->number);
    enum err e = lease_take(n->db, arena, name, n->holder, clock_now(), &held, NULL);
    if (!e && held) {
        e = lease_note(n->db, arena, name, n->holder, id_new());
    }
    if (!e && held) {
        n->good_at = clock_mono();
    }
    return e;
}

static bool nap(struct node *n) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LEASE_S / 3;
    pthread_mutex_lock(&n->lock);
    while (!n->stop && pthread_cond_timedwait(&n->wake, &n->lock, &until) == 0) {
    }
    bool stop = n->stop;
    pthread_mutex_unlock(&n->lock);
    return !stop;
}

static void *node_main(void *arg) {
    struct node *n = arg;
    struct arena *arena = arena_create(ARENA_CAP);
    while (nap(n)) {
        enum err e = renew(n, arena);
        arena_reset(arena);
        if (e) {
            log_warn("node lease", "error=%s", err_info(e)->slug);
        }
        /* On SQLite no other machine can take the number, so a slow disk is no reason to go. */
        if (db_engine_of(n->db) == DB_POSTGRES && clock_mono() - n->good_at > LEASE_S * US_PER_S) {
            log_error("node lease lost", "node=%d", n->number);
            exit(1);
        }
    }
    arena_free(arena);
    return NULL;
}

enum err node_start(struct db *db, struct problems *errs, struct node **ret) {
    struct node *n = heap_alloc(sizeof *n);
    struct arena *arena = arena_create(ARENA_CAP);
    n->db = db;
    rnd_bytes(&n->holder, sizeof n->holder);
    n->holder &= INT64_MAX;
    bool held = false;
    int64_t last = 0;
    enum err e = E_OK;
    for (n->number = 0; !e && !held && n->number <= NODE_SERVING_MAX; n->number++) {
        e = lease_take(db, arena, lease_name(arena, n->number), n->holder, clock_now(), &held, &last);
    }
    n->number--;
    arena_free(arena);
    if (e || !held) {
        heap_free(n);
        return e ? e : err_set(errs, E_LIMIT, "", "all %d node numbers are taken", NODE_SERVING_MAX + 1);
    }
    id_set_node(n->number);
    id_floor(last);
    n->good_at = clock_mono();
    pthread_mutex_init(&n->lock, NULL);
    pthread_cond_init(&n->wake, NULL);
    if (pthread_create(&n->thread, NULL, node_main, n) != 0) {
        heap_free(n);
        return err_set(errs, E_INTERNAL, "", "cannot start the node thread");
    }
    *ret = n;
    return E_OK;
}

void node_stop(struct node *n) {
    pthread_mutex_lock(&n->lock);
    n->stop = true;
    pthread_cond_signal(&n->wake);
    pthread_mutex_unlock(&n->lock);
    pthread_join(n->thread, NULL);
    struct arena *arena = arena_create(ARENA_CAP);
    if (lease_drop(n->db, arena, lease_name(arena, n->number), n->holder)) {
        log_warn("node lease not given back", "node=%d", n->number);
    }
    arena_free(arena);
    pthread_cond_destroy(&n->wake);
    pthread_mutex_destroy(&n->lock);
    heap_free(n);
}
