/* work.h: the steps of an import, each a batch at a time. Inside of the room only. */
#ifndef PV_APP_STAFF_WORK_H
#define PV_APP_STAFF_WORK_H

#include "app/staff/import.h"

/* Reads the whole file into records, or goes on where it was. */
enum err import_check(const struct db_cx *cx, int64_t id, int64_t until, bool *ret_more) MUST_USE;
/* One batch in the transaction; *(bool *)ret: more is left. args: struct work_args. */
struct work_args {
    int64_t id, now;
};
enum err import_apply_tx(struct tx *tx, const void *args, void *ret) MUST_USE;
enum err import_undo_tx(struct tx *tx, const void *args, void *ret) MUST_USE;
/* Deletes the records, a batch in a transaction. */
enum err import_rows_drop(const struct db_cx *cx, int64_t id) MUST_USE;

#endif
