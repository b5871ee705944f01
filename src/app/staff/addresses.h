/* addresses.h: a set of addresses with a number each, by hash: for lists of hundreds of thousands. Two that share all 64 bits
 * count as one; by chance that happens in one of 10^9 such lists. */
#ifndef PV_APP_STAFF_ADDRESSES_H
#define PV_APP_STAFF_ADDRESSES_H

#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

struct addresses {                   /* zeroed at first */
    struct address_slot *slots;
    size_t cap, n;
};

/* The number that the address has already; 0 when it had none and now has `value` (not 0). */
int64_t addresses_put(struct addresses *s, struct str folded, int64_t value);
/* 0: not in it. */
int64_t addresses_get(const struct addresses *s, struct str folded);
void addresses_free(struct addresses *s);

#endif
