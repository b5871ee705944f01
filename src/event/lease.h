/* lease.h: a named right that one process holds for a while: the sequencer, a node number. Router role. */
#ifndef PV_EVENT_LEASE_H
#define PV_EVENT_LEASE_H

#include "db/db.h"

enum { LEASE_S = 10 };

/* Takes or renews; *ret_held false when another holder's lease is good. `now` and the end in microseconds. */
enum err lease_take(struct db *db, struct arena *arena, struct str name, int64_t holder, int64_t now, bool *ret_held,
                    int64_t *ret_value) MUST_USE;
enum err lease_drop(struct db *db, struct arena *arena, struct str name, int64_t holder) MUST_USE;
/* Remembers a number with the lease (highest id made). */
enum err lease_note(struct db *db, struct arena *arena, struct str name, int64_t holder, int64_t value) MUST_USE;

#endif
