/* dice.h: repeatable chance for the demo (splitmix64, public domain, S. Vigna). Never for anything secret. */
#ifndef PV_DEMO_DICE_H
#define PV_DEMO_DICE_H

#include <stdint.h>
#include <stddef.h>

struct dice {
    uint64_t state;
};

void dice_seed(struct dice *d, uint64_t seed);
uint64_t dice_next(struct dice *d);
/* Uniform in [0, n). */
size_t dice_below(struct dice *d, size_t n);
/* Uniform in [0, 1). */
double dice_unit(struct dice *d);
/* Natural logarithm of a uniform number in (0, 1]: minus an exponential. */
double dice_log(struct dice *d);
/* Above 0. */
int64_t dice_i63(struct dice *d);

#endif
