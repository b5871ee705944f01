/* lease.c: see lease.h. */
#include "event/lease.h"

#include "base/clock.h"
#include "sql_gen.h"

struct lease_args {
    struct str name;
    int64_t holder, now, value;
};

struct lease_result {
    bool held;
    int64_t value;
};

static struct db_cx router(struct db *db, struct arena *arena) {
    return (struct db_cx){.db = db, .role = DB_ROUTER, .arena = arena};
}

static enum err take_tx(struct tx *tx, const void *args, void *ret) {
    const struct lease_args *a = args;
    struct lease_result *r = ret;
    struct sql_lease_take_row *rows;
    size_t n;
    enum err e = sql_lease_take(tx, a->name, a->holder, a->now, a->now + LEASE_S * US_PER_S, &rows, &n);
    if (e) {
        return e;
    }
    r->held = n == 1;
    r->value = n ? rows[0].value : 0;
    return E_OK;
}

enum err lease_take(struct db *db, struct arena *arena, struct str name, int64_t holder, int64_t now, bool *ret_held,
                    int64_t *ret_value) {
    struct db_cx cx = router(db, arena);
    struct lease_result r;
    enum err e = db_tx(&cx, take_tx, &(struct lease_args){name, holder, now, 0}, &r, sizeof r);
    if (e) {
        return e;
    }
    *ret_held = r.held;
    if (ret_value) {
        *ret_value = r.value;
    }
    return E_OK;
}

static enum err drop_tx(struct tx *tx, const void *args, void *ret) {
    const struct lease_args *a = args;
    (void)ret;
    return sql_lease_drop(tx, a->name, a->holder);
}

enum err lease_drop(struct db *db, struct arena *arena, struct str name, int64_t holder) {
    struct db_cx cx = router(db, arena);
    return db_tx(&cx, drop_tx, &(struct lease_args){name, holder, 0, 0}, NULL, 0);
}

static enum err note_tx(struct tx *tx, const void *args, void *ret) {
    const struct lease_args *a = args;
    (void)ret;
    return sql_lease_value_set(tx, a->name, a->holder, a->value);
}

enum err lease_note(struct db *db, struct arena *arena, struct str name, int64_t holder, int64_t value) {
    struct db_cx cx = router(db, arena);
    return db_tx(&cx, note_tx, &(struct lease_args){name, holder, 0, value}, NULL, 0);
}
