/* wide.h: sixteen bytes of text at a time, for scans that look for few bytes among many.
 *
 * GCC's and clang's vector types, which x86-64 and ARM64 have in hardware. A comparison gives all bits of a byte set or
 * none, so results are joined with | and &. */
#ifndef PV_BASE_WIDE_H
#define PV_BASE_WIDE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { WIDE = 16 };

typedef unsigned char wide __attribute__((vector_size(WIDE)));
typedef signed char wide_found __attribute__((vector_size(WIDE)));

static inline wide wide_load(const char *p) {
    wide v;
    memcpy(&v, p, sizeof v);
    return v;
}
/* True when any byte's comparison held. */
static inline bool wide_any(wide_found v) {
    uint64_t half[2];
    memcpy(half, &v, sizeof half);
    return (half[0] | half[1]) != 0;
}

#endif
