/* id.h: 64-bit, time-ordered ids made by the program (decisions 10).
 *
 * 41 bits of milliseconds since 2020-01-01, 10 bits of leased node number, 12 bits of sequence; always positive.
 * Shown as 13 characters of Crockford base32 in lower case. Order within one process is strictly rising. */
#ifndef PV_BASE_ID_H
#define PV_BASE_ID_H

#include "base/arena.h"

enum { ID_TEXT_LEN = 13, ID_NODE_MAX = 1023 };

/* Sets this process's node number (0 .. ID_NODE_MAX). */
void id_set_node(int node);
int id_node(void);
/* The node number inside an id. */
int id_node_of(int64_t id);
/* Time of making in microseconds, to the millisecond. */
int64_t id_time(int64_t id);
/* A new id. Thread-safe. */
int64_t id_new(void);
/* A new id as if made at `us`: for imports and the demo, whose rows must sort by their own time. */
int64_t id_new_at(int64_t us);
/* Never make an id that is not above `id` (after a restart under the same node number). */
void id_floor(int64_t id);
/* Writes 13 characters and a NUL. */
void id_format(int64_t id, char out[ID_TEXT_LEN + 1]);
struct str id_text(struct arena *a, int64_t id);
/* Parses 13 Crockford characters of either case (I, L read as 1, O as 0); false on anything else. */
bool id_parse(struct str s, int64_t *ret_id);

#endif
