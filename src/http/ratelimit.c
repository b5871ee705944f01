/* ratelimit.c: how often somebody may do something. Token buckets in the form of GCRA: one number a bucket, the time at
 * which it would be full again.
 *
 * Buckets live in a table of fixed size, keyed by a keyed hash (so no address is kept and nobody can aim at a slot). When
 * the few places of a hash are all taken, the bucket nearest to full gives way: the least is forgotten. */
#include "http/server.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/rnd.h"

#include "http/ratelimit.h"

#include <sodium.h>

enum { SHARDS = 64, SLOTS = 1024, PROBES = 8 };

struct slot {
    uint64_t key;                        /* 0: free */
    int64_t full_at;                     /* monotonic µs */
};
struct shard {
    pthread_mutex_t lock;
    struct slot slots[SLOTS];
};
struct rate_table {
    unsigned char secret[crypto_shorthash_KEYBYTES];
    struct shard shards[SHARDS];
};

/* Named rates: how many at once, refilled over so many seconds. `client`: per principal, else per client address (an office
 * may share one). `key`: per client and key. */
static const struct {
    const char *name;
    struct rate client, key;
} classes[] = {
    [RATE_NONE] = {"none", {0, 0}, {0, 0}},
    [RATE_READ] = {"read", {1200, 60}, {1200, 60}},
    [RATE_WRITE] = {"write", {240, 60}, {240, 60}},
    [RATE_SIGN_IN] = {"sign_in", {300, 15 * 60}, {5, 15 * 60}},
    [RATE_CODE] = {"code", {60, 60}, {60, 60}},
    [RATE_HEAVY] = {"heavy", {30, 60}, {10, 60}},
    [RATE_ECHO] = {"echo", {40, 60}, {40, 60}},
};

const char *rate_name(enum rate_class cls) {
    return (size_t)cls < sizeof classes / sizeof classes[0] ? classes[cls].name : "?";
}

struct rate_table *rate_table_create(void) {
    struct rate_table *t = heap_alloc(sizeof *t);
    rnd_bytes(t->secret, sizeof t->secret);
    for (size_t i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&t->shards[i].lock, NULL);
    }
    return t;
}

void rate_table_free(struct rate_table *t) {
    if (!t) {
        return;
    }
    for (size_t i = 0; i < SHARDS; i++) {
        pthread_mutex_destroy(&t->shards[i].lock);
    }
    heap_free(t);
}

static struct slot *slot_for(struct shard *sh, uint64_t key) {
    struct slot *victim = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        struct slot *s = &sh->slots[((key >> 8) + i) % SLOTS];
        if (s->key == key) {
            return s;
        }
        if (!victim || s->full_at < victim->full_at) {
            victim = s;
        }
    }
    *victim = (struct slot){.key = key};
    return victim;
}

bool rate_table_take(struct rate_table *t, struct str what, struct rate rate, int64_t now, int64_t *ret_wait_us) {
    uint64_t key = 0;
    crypto_shorthash((unsigned char *)&key, (const unsigned char *)what.p, what.n, t->secret);
    key |= 1;
    struct shard *sh = &t->shards[key >> 58];
    int64_t window = rate.seconds * US_PER_S, step = window / rate.burst;
    pthread_mutex_lock(&sh->lock);
    struct slot *s = slot_for(sh, key);
    int64_t full_at = s->full_at > now ? s->full_at : now;
    bool ok = full_at + step - now <= window;
    if (ok) {
        s->full_at = full_at + step;
    }
    pthread_mutex_unlock(&sh->lock);
    *ret_wait_us = ok ? 0 : full_at + step - now - window;
    return ok;
}

void rate_table_return(struct rate_table *t, struct str what, struct rate rate) {
    uint64_t key = 0;
    crypto_shorthash((unsigned char *)&key, (const unsigned char *)what.p, what.n, t->secret);
    key |= 1;
    struct shard *sh = &t->shards[key >> 58];
    pthread_mutex_lock(&sh->lock);
    slot_for(sh, key)->full_at -= rate.seconds * US_PER_S / rate.burst;
    pthread_mutex_unlock(&sh->lock);
}

/* IPv6 hosts own a /64 at least: they are counted by it. */
static struct str client_group(const struct rq *rq) {
    struct addr a;
    if (str_chr(rq->client, ':') == rq->client.n || !addr_parse(rq->client, &a)) {
        return rq->client;
    }
    memset(a.b + 8, 0, 8);
    return addr_text(rq->arena, &a);
}

static struct str bucket_of(const struct rq *rq, enum rate_class cls, struct str key) {
    if (!key.p && rq->who.member) {
        return arena_printf(rq->arena, "%d m %lld %lld", (int)cls, (long long)rq->space.company, (long long)rq->who.member);
    }
    struct str client = client_group(rq);
    return arena_printf(rq->arena, "%d %c %.*s %.*s", (int)cls, key.p ? 'k' : 'c', STRF(client), STRF(key));
}

static bool is_limited(const struct rq *rq, enum rate_class cls) {
    return cls != RATE_NONE && rq->server && rq->server->opt.rate_limits;
}

static struct rate rate_of(enum rate_class cls, struct str key) {
    return key.p ? classes[cls].key : classes[cls].client;
}

void rate_return(struct rq *rq, enum rate_class cls, struct str key) {
    if (is_limited(rq, cls)) {
        rate_table_return(rq->server->rates, bucket_of(rq, cls, key), rate_of(cls, key));
    }
}

enum err rate_take(struct rq *rq, enum rate_class cls, struct str key) {
    if (!is_limited(rq, cls)) {
        return E_OK;
    }
    struct rate rate = rate_of(cls, key);
    int64_t wait;
    if (rate_table_take(rq->server->rates, bucket_of(rq, cls, key), rate, clock_mono(), &wait)) {
        return E_OK;
    }
    rq->errs.retry_after_s = (wait + US_PER_S - 1) / US_PER_S;
    return err_set(&rq->errs, E_TOO_MANY, "", "more than %lld in %lld seconds", (long long)rate.burst,
                   (long long)rate.seconds);
}
