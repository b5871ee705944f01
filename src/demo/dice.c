/* dice.c: see dice.h. */
#include "demo/dice.h"

#include <math.h>

void dice_seed(struct dice *d, uint64_t seed) {
    d->state = seed;
}

uint64_t dice_next(struct dice *d) {
    uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

size_t dice_below(struct dice *d, size_t n) {
    return n ? (size_t)(dice_next(d) % n) : 0;
}

double dice_unit(struct dice *d) {
    return (double)(dice_next(d) >> 11) * 0x1.0p-53;
}

double dice_log(struct dice *d) {
    return log(1.0 - dice_unit(d));
}

int64_t dice_i63(struct dice *d) {
    int64_t v = (int64_t)(dice_next(d) >> 1);
    return v ? v : 1;
}
