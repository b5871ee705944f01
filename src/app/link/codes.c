/* codes.c: see codes.h. Entries stand in one growing array; two open-addressing indexes lead to them, by code and by link.
 *
 * A code is 66 bits, six a character: the first ten characters in one word, the last in a byte. Codes come from the
 * random generator, so a multiplication is hash enough; what strangers ask for is only looked up, never put in. Entries are
 * never taken out (links are not deleted but for erase); a distrusted one is read again. */
#include "app/link/codes.h"

#include "base/clock.h"
#include "base/heap.h"

#include <pthread.h>

enum { FIRST_CAP = 1024, NEGATIVE_SLOTS = 4096 };
static const int64_t negative_us = US_PER_S;

struct key {
    uint64_t lo;
    uint8_t hi;
};

struct entry {
    struct key key;
    uint8_t state;
    bool stale;
    uint32_t target_n;
    char *target;
    int64_t company, link;
};

struct negative {
    struct key key;
    int64_t until;
};

static struct {
    pthread_rwlock_t lock;
    struct entry *entries;
    size_t n, cap;
    uint32_t *by_code, *by_link;     /* entry number + 1, 0 = free; 2 * cap slots, a power of two */
    struct negative negative[NEGATIVE_SLOTS];
    uint64_t epoch;                  /* counts changes of state */
} t = {.lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP};

static int base62(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'Z') {
        return c - 'A' + 10;
    }
    return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
}

static bool key_of(struct str code, struct key *ret) {
    if (code.n != CODE_LEN) {
        return false;
    }
    uint64_t lo = 0;
    int digit = 0;
    for (size_t i = 0; i < CODE_LEN; i++) {
        digit = base62(code.p[i]);
        if (digit < 0) {
            return false;
        }
        lo = i < CODE_LEN - 1 ? lo << 6 | (uint64_t)digit : lo;
    }
    *ret = (struct key){lo, (uint8_t)digit};
    return true;
}

bool code_valid(struct str code) {
    struct key k;
    return key_of(code, &k);
}

static bool same(struct key a, struct key b) {
    return a.lo == b.lo && a.hi == b.hi;
}

static size_t mix(uint64_t v) {
    v *= UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(v ^ v >> 29);
}

static size_t hash_code(struct key k) {
    return mix(k.lo ^ (uint64_t)k.hi << 58);
}

static size_t hash_link(int64_t company, int64_t link) {
    return mix((uint64_t)link ^ (uint64_t)company << 7);
}

static size_t mask(void) {
    return t.cap * 2 - 1;
}

static struct entry *find_code(struct key k) {
    if (!t.cap) {
        return NULL;
    }
    for (size_t s = hash_code(k) & mask(); t.by_code[s]; s = (s + 1) & mask()) {
        struct entry *e = &t.entries[t.by_code[s] - 1];
        if (same(e->key, k)) {
            return e;
        }
    }
    return NULL;
}

static struct entry *find_link(int64_t company, int64_t link) {
    if (!t.cap) {
        return NULL;
    }
    for (size_t s = hash_link(company, link) & mask(); t.by_link[s]; s = (s + 1) & mask()) {
        struct entry *e = &t.entries[t.by_link[s] - 1];
        if (e->link == link && e->company == company) {
            return e;
        }
    }
    return NULL;
}

static void index_entry(size_t i) {
    const struct entry *e = &t.entries[i];
    size_t s = hash_code(e->key) & mask();
    while (t.by_code[s]) {
        s = (s + 1) & mask();
    }
    t.by_code[s] = (uint32_t)i + 1;
    s = hash_link(e->company, e->link) & mask();
    while (t.by_link[s]) {
        s = (s + 1) & mask();
    }
    t.by_link[s] = (uint32_t)i + 1;
}

static void grow(void) {
    t.cap = t.cap ? t.cap * 2 : FIRST_CAP;
    t.entries = heap_realloc(t.entries, t.cap * sizeof *t.entries);
    heap_free(t.by_code);
    heap_free(t.by_link);
    t.by_code = heap_calloc(t.cap * 2, sizeof *t.by_code);
    t.by_link = heap_calloc(t.cap * 2, sizeof *t.by_link);
    for (size_t i = 0; i < t.n; i++) {
        index_entry(i);
    }
}

static const struct negative *negative_of(struct key k) {
    return &t.negative[hash_code(k) % NEGATIVE_SLOTS];
}

enum code_answer codes_find(struct str code, int64_t mono, struct arena *a, struct code_entry *ret) {
    struct key k;
    if (!key_of(code, &k)) {
        return CODE_UNKNOWN;
    }
    enum code_answer answer = CODE_MISS;
    pthread_rwlock_rdlock(&t.lock);
    const struct entry *e = find_code(k);
    if (e && !e->stale) {
        ret->company = e->company;
        ret->link = e->link;
        ret->state = (enum link_state)e->state;
        ret->target = arena_dup(a, (struct str){e->target, e->target_n});
        answer = CODE_FOUND;
    } else if (same(negative_of(k)->key, k) && mono < negative_of(k)->until) {
        answer = CODE_UNKNOWN;
    }
    pthread_rwlock_unlock(&t.lock);
    return answer;
}

static void fill(struct entry *e, const struct code_entry *from) {
    e->state = (uint8_t)from->state;
    if (e->target && str_eq(from->target, (struct str){e->target, e->target_n})) {
        return;
    }
    heap_free(e->target);
    e->target = (char *)heap_dup(from->target).p;
    e->target_n = (uint32_t)from->target.n;
}

/* Not `trusted`: an entry that is there and trusted stays, any other is asked for again at the next click. */
static void put(struct key k, const struct code_entry *from, bool trusted) {
    struct entry *e = find_code(k);
    if (e && !trusted && !e->stale) {
        return;
    }
    if (!e) {
        if (t.n == t.cap) {
            grow();
        }
        e = &t.entries[t.n];
        *e = (struct entry){.key = k, .company = from->company, .link = from->link};
        index_entry(t.n++);
    }
    fill(e, from);
    e->stale = !trusted;
}

void codes_put(struct str code, const struct code_entry *entry) {
    struct key k;
    if (key_of(code, &k)) {
        pthread_rwlock_wrlock(&t.lock);
        put(k, entry, true);
        pthread_rwlock_unlock(&t.lock);
    }
}

uint64_t codes_epoch(void) {
    pthread_rwlock_rdlock(&t.lock);
    uint64_t epoch = t.epoch;
    pthread_rwlock_unlock(&t.lock);
    return epoch;
}

void codes_put_read(struct str code, const struct code_entry *entry, uint64_t epoch) {
    struct key k;
    if (key_of(code, &k)) {
        pthread_rwlock_wrlock(&t.lock);
        put(k, entry, t.epoch == epoch);
        pthread_rwlock_unlock(&t.lock);
    }
}

void codes_unknown(struct str code, int64_t mono) {
    struct key k;
    if (!key_of(code, &k)) {
        return;
    }
    pthread_rwlock_wrlock(&t.lock);
    t.negative[hash_code(k) % NEGATIVE_SLOTS] = (struct negative){k, mono + negative_us};
    pthread_rwlock_unlock(&t.lock);
}

void codes_set_state(int64_t company, int64_t link, enum link_state state) {
    pthread_rwlock_wrlock(&t.lock);
    struct entry *e = find_link(company, link);
    if (e) {
        e->state = (uint8_t)state;
    }
    t.epoch++;
    pthread_rwlock_unlock(&t.lock);
}

void codes_distrust(int64_t company) {
    pthread_rwlock_wrlock(&t.lock);
    for (size_t i = 0; i < t.n; i++) {
        t.entries[i].stale |= company == 0 || t.entries[i].company == company;
    }
    t.epoch++;
    pthread_rwlock_unlock(&t.lock);
}

size_t codes_count(void) {
    pthread_rwlock_rdlock(&t.lock);
    size_t n = t.n;
    pthread_rwlock_unlock(&t.lock);
    return n;
}

void codes_clear(void) {
    pthread_rwlock_wrlock(&t.lock);
    for (size_t i = 0; i < t.n; i++) {
        heap_free(t.entries[i].target);
    }
    heap_free(t.entries);
    heap_free(t.by_code);
    heap_free(t.by_link);
    t.entries = NULL;
    t.by_code = t.by_link = NULL;
    t.n = t.cap = 0;
    memset(t.negative, 0, sizeof t.negative);
    pthread_rwlock_unlock(&t.lock);
}
