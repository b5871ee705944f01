/* work.h: the steps of an import, each a batch at a time. Inside of the room only. */
#ifndef PV_APP_STAFF_WORK_H
#define PV_APP_STAFF_WORK_H

#include "app/staff/import.h"

/* Reads the whole file into records, or goes on where it was. */
enum err import_check(const struct db_cx *cx, int64_t id, int64_t until, bool *ret_more) MUST_USE;
struct work_args {
    int64_t id, now;
};

/* How far an import is applied (`done` of its row). Who is new comes first, in the order of names, -1, -2 … -adds: next to each
 * other, they cost an index half as much. Then the rest by number, 1 to total. Lists with few new people begin there. */
enum { ADDS_FIRST = 500 };
static inline bool import_adds_first(int64_t done, int64_t adds) {
    return done <= 0 && adds >= ADDS_FIRST;
}
/* Adds who is new, until all are there or the clock shows `until` (0: no end). */
enum err import_add(const struct db_cx *cx, int64_t id, int64_t until) MUST_USE;
/* The last step of applying, with the event that tells of it. `im` as it will be. */
enum err import_apply_finish(struct tx *tx, const struct sql_import_get_row *im, int64_t now) MUST_USE;

/* One batch in the transaction; *(bool *)ret: more is left. args: struct work_args. */
enum err import_apply_tx(struct tx *tx, const void *args, void *ret) MUST_USE;
enum err import_undo_tx(struct tx *tx, const void *args, void *ret) MUST_USE;
/* Deletes the records, a batch in a transaction. */
enum err import_rows_drop(const struct db_cx *cx, int64_t id) MUST_USE;

#endif
