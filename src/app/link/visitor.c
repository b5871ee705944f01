/* visitor.c: see visitor.h. Salts are few (a company times the last days), so memory holds them in one small hash table that
 * is swept of old days when it grows. */
#include "app/link/visitor.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <pthread.h>
#include <sodium.h>

enum { FIRST_CAP = 64 };
#define MARK_AHEAD_US (INT64_C(2) * 3600 * US_PER_S)

struct slot {
    int64_t company;         /* 0 = free */
    int64_t day;
    uint8_t salt[VISITOR_SALT_BYTES];
};

static struct {
    pthread_rwlock_t lock;
    struct slot *slots;
    size_t n, cap;           /* a power of two, at most half full */
} t = {.lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP};

int64_t visitor_day(int64_t us) {
    return us >= 0 ? us / US_PER_DAY : (us - US_PER_DAY + 1) / US_PER_DAY;
}

int64_t visitor_hash(const uint8_t salt[VISITOR_SALT_BYTES], struct str client, struct str user_agent) {
    crypto_generichash_state st;
    uint8_t out[crypto_generichash_BYTES_MIN];
    int64_t v;
    /* The NUL keeps "a" + "bc" apart from "ab" + "c"; no address holds one. */
    crypto_generichash_init(&st, salt, VISITOR_SALT_BYTES, sizeof out);
    crypto_generichash_update(&st, (const unsigned char *)client.p, client.n);
    crypto_generichash_update(&st, (const unsigned char *)"", 1);
    crypto_generichash_update(&st, (const unsigned char *)user_agent.p, user_agent.n);
    crypto_generichash_final(&st, out, sizeof out);
    memcpy(&v, out, sizeof v);
    v &= INT64_MAX;
    return v ? v : 1;        /* 0 means purged */
}

/* ---- salts in memory ---- */

static struct slot *slot_of(int64_t company, int64_t day) {
    uint64_t h = ((uint64_t)company ^ (uint64_t)day << 40) * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 32) & (t.cap - 1);
    while (t.slots[i].company && (t.slots[i].company != company || t.slots[i].day != day)) {
        i = (i + 1) & (t.cap - 1);
    }
    return &t.slots[i];
}

static bool salt_get(int64_t company, int64_t day, uint8_t out[VISITOR_SALT_BYTES]) {
    bool found = false;
    pthread_rwlock_rdlock(&t.lock);
    if (t.cap) {
        const struct slot *s = slot_of(company, day);
        found = s->company != 0;
        memcpy(out, s->salt, VISITOR_SALT_BYTES);
    }
    pthread_rwlock_unlock(&t.lock);
    return found;
}

/* Twice the room, without the days that nobody asks for any more. */
static void rebuild(int64_t newest_day) {
    struct slot *old = t.slots;
    size_t old_cap = t.cap;
    t.cap = old_cap ? old_cap * 2 : FIRST_CAP;
    t.slots = heap_calloc(t.cap, sizeof *t.slots);
    t.n = 0;
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].company && old[i].day > newest_day - VISITOR_KEEP_DAYS) {
            *slot_of(old[i].company, old[i].day) = old[i];
            t.n++;
        }
        sodium_memzero(&old[i], sizeof old[i]);
    }
    heap_free(old);
}

static void salt_keep(int64_t company, int64_t day, struct str salt) {
    if (BUG_ON(salt.n != VISITOR_SALT_BYTES)) {
        return;
    }
    pthread_rwlock_wrlock(&t.lock);
    if (t.n * 2 >= t.cap) {
        rebuild(day);
    }
    struct slot *s = slot_of(company, day);
    t.n += s->company == 0;
    s->company = company;
    s->day = day;
    memcpy(s->salt, salt.p, VISITOR_SALT_BYTES);
    pthread_rwlock_unlock(&t.lock);
}

/* Takes the days up to `upto` out of memory; they are deleted in the database at the same time. */
static void salts_drop(int64_t company, int64_t upto) {
    pthread_rwlock_wrlock(&t.lock);
    struct slot *old = t.slots;
    size_t old_cap = t.cap;
    t.slots = old_cap ? heap_calloc(old_cap, sizeof *old) : NULL;
    t.n = 0;
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].company && (old[i].company != company || old[i].day > upto)) {
            *slot_of(old[i].company, old[i].day) = old[i];
            t.n++;
        }
        sodium_memzero(&old[i], sizeof old[i]);
    }
    heap_free(old);
    pthread_rwlock_unlock(&t.lock);
}

void visitor_forget(void) {
    pthread_rwlock_wrlock(&t.lock);
    if (t.slots) {
        sodium_memzero(t.slots, t.cap * sizeof *t.slots);
    }
    heap_free(t.slots);
    t.slots = NULL;
    t.n = t.cap = 0;
    pthread_rwlock_unlock(&t.lock);
}

/* ---- salts in the database ---- */

/* Makes the salt, or gets the one that was there first. */
static enum err salt_take(struct tx *tx, int64_t day, struct str *ret) {
    uint8_t fresh[VISITOR_SALT_BYTES];
    rnd_bytes(fresh, sizeof fresh);
    struct sql_visitor_salt_take_row row;
    enum err e = sql_visitor_salt_take(tx, day, (struct str){(const char *)fresh, sizeof fresh}, &row);
    sodium_memzero(fresh, sizeof fresh);
    if (!e) {
        *ret = row.salt;
    }
    return e;
}

static enum err take_tx(struct tx *tx, const void *args, void *ret) {
    return salt_take(tx, *(const int64_t *)args, ret);
}

static enum err get_read(struct tx *tx, const void *args, void *ret) {
    struct sql_visitor_salt_get_row row;
    enum err e = sql_visitor_salt_get(tx, *(const int64_t *)args, &row);
    if (!e) {
        *(struct str *)ret = row.salt;
    }
    return e;
}

enum err visitor_salt_ready(const struct db_cx *cx, int64_t day) {
    struct str salt = {0};
    enum err e = db_read(cx, get_read, &day, &salt, sizeof salt);
    if (e == E_NOT_FOUND) {
        e = db_tx(cx, take_tx, &day, &salt, sizeof salt);
    }
    if (!e) {
        salt_keep(cx->company, day, salt);
    }
    return e;
}

bool visitor_of(int64_t company, int64_t now, struct str client, struct str user_agent, int64_t *ret) {
    uint8_t salt[VISITOR_SALT_BYTES];
    if (!salt_get(company, visitor_day(now), salt)) {
        return false;
    }
    *ret = visitor_hash(salt, client, user_agent);
    return true;
}

/* ---- the person's own devices ---- */

static enum err mark_day(struct tx *tx, struct str client, struct str user_agent, int64_t person, int64_t day) {
    uint8_t known[VISITOR_SALT_BYTES];
    struct str salt = {(const char *)known, sizeof known};
    enum err e = salt_get(tx->company, day, known) ? E_OK : salt_take(tx, day, &salt);
    if (!e) {
        int64_t visitor = visitor_hash((const uint8_t *)salt.p, client, user_agent);
        e = sql_visitor_self_add(tx, visitor, person, day);
    }
    sodium_memzero(known, sizeof known);
    return e;
}

enum err visitor_mark_self(struct tx *tx, struct str client, struct str user_agent, int64_t person, int64_t now) {
    if (str_empty(client)) {
        return E_OK;
    }
    int64_t day = visitor_day(now);
    enum err e = mark_day(tx, client, user_agent, person, day);
    if (!e && visitor_day(now + MARK_AHEAD_US) != day) {
        e = mark_day(tx, client, user_agent, person, day + 1);
    }
    return e;
}

struct dropped {
    int64_t company, upto;
};

static void after_purge(void *arg) {
    const struct dropped *d = arg;
    salts_drop(d->company, d->upto);
}

enum err visitor_purge(struct tx *tx, int64_t now) {
    int64_t upto = visitor_day(now) - VISITOR_KEEP_DAYS;
    int64_t gone = 0;
    enum err e = sql_visitor_salt_purge(tx, upto, &gone);
    if (!e) {
        e = sql_visitor_seen_purge(tx, upto, &gone);
    }
    if (!e) {
        e = sql_visitor_self_purge(tx, upto, &gone);
    }
    if (!e) {
        struct dropped *d = arena_new(tx->arena, struct dropped);
        *d = (struct dropped){tx->company, upto};
        tx_after_commit(tx, after_purge, d);
    }
    return e;
}
