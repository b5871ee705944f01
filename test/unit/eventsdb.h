/* eventsdb.h: what the log of a test's database says. */
#ifndef PV_TEST_UNIT_EVENTSDB_H
#define PV_TEST_UNIT_EVENTSDB_H

#include "event/event.h"
#include "sql_gen.h"
#include "testdb.h"

static inline enum err count_events_tx(struct tx *tx, const void *args, void *ret) {
    struct sql_event_after_row *rows;
    size_t n;
    const char *kind = args;
    enum err e = sql_event_after(tx, 0, 100000, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        *(int64_t *)ret += str_is(rows[i].kind, kind);
    }
    return e;
}

/* How many events of a kind there are in the order. */
static inline int64_t events(struct testdb *t, const struct db_cx *cx, const char *kind) {
    int64_t n = 0;
    if (event_drain(t->db, t->arena, &t->errs) || db_read(cx, count_events_tx, kind, &n, sizeof n)) {
        return -1;
    }
    return n;
}

#endif
