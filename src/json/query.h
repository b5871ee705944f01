/* query.h: percent-decoding, shared with the router. */
#ifndef PV_JSON_QUERY_H
#define PV_JSON_QUERY_H

#include "base/arena.h"

/* Decodes %XX (and "+" as a space when `plus`) into the arena. False for a broken escape, a NUL or bad UTF-8. */
bool query_decode(struct arena *arena, struct str s, bool plus, struct str *ret);

#endif
