/* addresses.c: see addresses.h. Open addressing, at most half full. */
#include "app/staff/addresses.h"

#include "base/heap.h"

enum { FIRST_SLOTS = 1024 };

struct address_slot {
    uint64_t hash;
    int64_t value;                   /* 0: free */
};

static struct address_slot *slot_of(const struct addresses *s, uint64_t hash) {
    size_t at = hash & (s->cap - 1);
    while (s->slots[at].value && s->slots[at].hash != hash) {
        at = (at + 1) & (s->cap - 1);
    }
    return &s->slots[at];
}

static void grow(struct addresses *s) {
    struct addresses more = {.cap = s->cap ? s->cap * 2 : FIRST_SLOTS, .n = s->n};
    more.slots = heap_calloc(more.cap, sizeof *more.slots);
    for (size_t i = 0; i < s->cap; i++) {
        if (s->slots[i].value) {
            *slot_of(&more, s->slots[i].hash) = s->slots[i];
        }
    }
    heap_free(s->slots);
    *s = more;
}

int64_t addresses_put(struct addresses *s, struct str folded, int64_t value) {
    if (s->n * 2 >= s->cap) {
        grow(s);
    }
    uint64_t hash = str_hash(folded);
    struct address_slot *slot = slot_of(s, hash);
    if (slot->value) {
        return slot->value;
    }
    *slot = (struct address_slot){hash, value};
    s->n++;
    return 0;
}

int64_t addresses_get(const struct addresses *s, struct str folded) {
    return s->cap ? slot_of(s, str_hash(folded))->value : 0;
}

void addresses_free(struct addresses *s) {
    heap_free(s->slots);
    *s = (struct addresses){.cap = 0};
}
