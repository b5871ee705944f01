/* zone.h: offsets of IANA time zones, read from the system's TZif files and kept. Thread-safe, unlike setting TZ. */
#ifndef PV_BASE_ZONE_H
#define PV_BASE_ZONE_H

#include "base/str.h"

/* Offset to UTC in seconds at Unix time `s`; 0 for an unknown zone. */
int64_t zone_offset(struct str name, int64_t s);
bool zone_known(struct str name);

#endif
