/* id.c: see id.h. */
#include "base/id.h"

#include "base/clock.h"

#include <stdatomic.h>

enum { SEQ_BITS = 12, NODE_BITS = 10 };
static const int64_t epoch_ms = INT64_C(1577836800000);  /* 2020-01-01T00:00:00Z */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static _Atomic int64_t last;  /* milliseconds << SEQ_BITS | sequence */
static _Atomic int node;

void id_set_node(int n) {
    atomic_store(&node, n & ID_NODE_MAX);
}

int id_node(void) {
    return atomic_load(&node);
}

int id_node_of(int64_t id) {
    return (int)(id >> SEQ_BITS) & ID_NODE_MAX;
}

static int64_t pack(int64_t tick) {
    int64_t ms = tick >> SEQ_BITS;
    int64_t seq = tick & ((1 << SEQ_BITS) - 1);
    return ms << (SEQ_BITS + NODE_BITS) | (int64_t)atomic_load(&node) << SEQ_BITS | seq;
}

int64_t id_time(int64_t id) {
    return ((id >> (SEQ_BITS + NODE_BITS)) + epoch_ms) * 1000;
}

static int64_t take(int64_t floor_tick) {
    int64_t was = atomic_load(&last);
    int64_t next;
    do {
        next = was + 1 > floor_tick ? was + 1 : floor_tick;
    } while (!atomic_compare_exchange_weak(&last, &was, next));
    return next;
}

int64_t id_new(void) {
    int64_t ms = clock_now() / 1000 - epoch_ms;
    return pack(take((ms > 0 ? ms : 0) << SEQ_BITS));
}

int64_t id_new_at(int64_t us) {
    /* The sequence alone keeps these apart: ids of the past share the process's counter for their low bits. */
    static _Atomic int64_t past;
    int64_t seq = atomic_fetch_add(&past, 1) & ((1 << SEQ_BITS) - 1);
    int64_t ms = us / 1000 - epoch_ms;
    return pack((ms > 0 ? ms : 0) << SEQ_BITS | seq);
}

void id_floor(int64_t id) {
    int64_t tick = (id >> (SEQ_BITS + NODE_BITS)) << SEQ_BITS | (id & ((1 << SEQ_BITS) - 1));
    int64_t was = atomic_load(&last);
    while (was < tick && !atomic_compare_exchange_weak(&last, &was, tick)) {
    }
}

void id_format(int64_t id, char out[ID_TEXT_LEN + 1]) {
    uint64_t v = (uint64_t)id;
    for (int i = ID_TEXT_LEN - 1; i >= 0; i--) {
        out[i] = alphabet[v & 31];
        v >>= 5;
    }
    out[ID_TEXT_LEN] = '\0';
}

struct str id_text(struct arena *a, int64_t id) {
    char *p = arena_alloc(a, ID_TEXT_LEN + 1);
    id_format(id, p);
    return (struct str){p, ID_TEXT_LEN};
}

static int digit(char c) {
    if (c >= 'A' && c <= 'Z') {
        c = (char)(c + 32);
    }
    if (c == 'o') {
        c = '0';
    } else if (c == 'i' || c == 'l') {
        c = '1';
    }
    const char *hit = c ? strchr(alphabet, c) : NULL;
    return hit ? (int)(hit - alphabet) : -1;
}

bool id_parse(struct str s, int64_t *ret_id) {
    if (s.n != ID_TEXT_LEN || digit(s.p[0]) < 0 || digit(s.p[0]) > 7) {
        return false;
    }
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        int d = digit(s.p[i]);
        if (d < 0) {
            return false;
        }
        v = v << 5 | (uint64_t)d;
    }
    *ret_id = (int64_t)v;
    return true;
}
