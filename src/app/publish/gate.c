/* gate.c: see gate.h. A server is known by the hash of its address; two that share one share a gate, which harms nobody. */
#include "app/publish/gate.h"

#include "base/clock.h"
#include "base/rnd.h"

#include <pthread.h>

struct gate {
    uint64_t server;             /* hash, 0: free */
    int inside, faults, rests;
    int64_t rest_until, used_at;
};

static struct gate gates[GATE_SERVERS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int width = 16;

void gate_width(int callers) {
    width = callers > 1 ? callers : 1;
}

/* The server's own, or the one that nobody is in and that was unused longest; NULL when all are in use. */
static struct gate *find(struct str server) {
    uint64_t hash = str_hash(server) | 1;
    struct gate *old = NULL;
    for (size_t i = 0; i < GATE_SERVERS; i++) {
        struct gate *g = &gates[i];
        if (g->server == hash) {
            return g;
        }
        if (g->inside == 0 && (!old || g->used_at < old->used_at)) {
            old = g;
        }
    }
    if (old) {
        *old = (struct gate){.server = hash};
    }
    return old;
}

/* Spread out, so that those who wait do not come back as one. */
static int64_t spread(int64_t ms) {
    return (ms / 2 + (int64_t)rnd_below((uint32_t)ms + 1)) * 1000;
}

bool gate_enter(struct str server, int64_t now, int64_t *ret_at) {
    pthread_mutex_lock(&lock);
    struct gate *g = find(server);
    bool resting = g && g->rest_until > now;
    bool go = g && !resting && g->inside < (g->faults >= GATE_FAULTS ? 1 : width);
    if (go) {
        g->inside++;
        g->used_at = now;
    } else {
        *ret_at = (resting ? g->rest_until : now) + spread(GATE_FULL_MS);
    }
    pthread_mutex_unlock(&lock);
    return go;
}

void gate_leave(struct str server, bool answered, int64_t rest_s, int64_t now) {
    pthread_mutex_lock(&lock);
    struct gate *g = find(server);
    if (g) {
        g->inside -= g->inside > 0;
        g->faults = answered ? 0 : g->faults + 1;
        g->rests = answered ? 0 : g->rests;
        if (rest_s < 0 && g->faults >= GATE_FAULTS) {
            rest_s = (int64_t)GATE_REST_S << (g->rests < 5 ? g->rests : 5);
            g->rests++;
        }
        rest_s = rest_s > GATE_REST_MAX_S ? GATE_REST_MAX_S : rest_s;
        if (rest_s > 0 && now + rest_s * US_PER_S > g->rest_until) {
            g->rest_until = now + rest_s * US_PER_S;
        }
    }
    pthread_mutex_unlock(&lock);
}
