/* codes.h: every short code of every company, in this process's memory.
 *
 * A click must not wait for the database to learn where it leads (measured: a lookup in SQLite costs a third of the
 * throughput, one in PostgreSQL a round trip). The table is filled at start, by link_create's after-commit hook and by
 * misses; it forgets on events (decisions 11). Entries are copied out under a read lock, so nothing read here can
 * change under the reader. Knows neither HTTP nor SQL. */
#ifndef PV_APP_LINK_CODES_H
#define PV_APP_LINK_CODES_H

#include "base/arena.h"

enum { CODE_LEN = 11 };

/* What a link does. Numbers stand in events: never renumber. */
enum link_state { LINK_LIVE = 1, LINK_FROZEN = 2, LINK_GONE = 3 };

struct code_entry {
    int64_t company, link;
    enum link_state state;
    struct str target;       /* absolute URL */
};

enum code_answer {
    CODE_MISS,               /* not here: ask the database */
    CODE_FOUND,
    CODE_UNKNOWN             /* no such code, or the database said so less than a second ago */
};

/* Eleven characters of base62. */
bool code_valid(struct str code);
/* Looks a code up; on CODE_FOUND *ret is filled, its target copied into `a`. `mono` is clock_mono(). */
enum code_answer codes_find(struct str code, int64_t mono, struct arena *a, struct code_entry *ret);
/* Adds or replaces what this process has just committed. The texts are copied. */
void codes_put(struct str code, const struct code_entry *entry);
/* Changes of state heard so far. Take it before reading the database, hand it to codes_put_read. */
uint64_t codes_epoch(void);
/* Adds or replaces what was read from the database. When a change of state was heard since `epoch` the read may be older than
 * that: then an entry that is there stays, and a new one is asked for again at its next click. */
void codes_put_read(struct str code, const struct code_entry *entry, uint64_t epoch);
/* The database has no such code; remembered for a second. */
void codes_unknown(struct str code, int64_t mono);
/* A link's state changed. */
void codes_set_state(int64_t company, int64_t link, enum link_state state);
/* Everything of this company (0 = of all) is asked of the database again at its next click. */
void codes_distrust(int64_t company);
size_t codes_count(void);
/* Empties the table (tests, stop). */
void codes_clear(void);

#endif
