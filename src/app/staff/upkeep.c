/* upkeep.c: the jobs of imports. See import.h. */
#include "app/staff/import.h"

#include "base/clock.h"
#include "base/id.h"
#include "json/json.h"
#include "sql_gen.h"

enum { PURGE_BATCH = 20 };

static enum err again_tx(struct tx *tx, const void *args, void *ret) {
    const struct job_run *run = args;
    (void)ret;
    return job_enqueue(tx, "member.import", run->payload, clock_now(), STR_NULL);
}

/* Works for a while, then queues itself again. A crash costs one lease, no more. */
enum err staff_import_run(struct job_run *run) {
    const struct json_node *n;
    int64_t id = 0;
    bool more = false;
    enum err e = json_parse(run->payload, run->cx.arena, &n);
    if (e || !id_parse(json_text(json_get(n, "import")), &id)) {
        return E_INTERNAL;
    }
    e = staff_import_work(&run->cx, id, clock_now() + IMPORT_RUN_S * US_PER_S, &more);
    if (!e && more) {
        e = db_tx(&run->cx, again_tx, run, NULL, 0);
    }
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

struct old {
    struct sql_import_old_row *rows;
    size_t n;
};

static enum err old_tx(struct tx *tx, const void *args, void *ret) {
    struct old *o = ret;
    return sql_import_old(tx, *(const int64_t *)args - IMPORT_DAYS * US_PER_DAY, PURGE_BATCH, &o->rows, &o->n);
}

static enum err next_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return job_enqueue_daily(tx, "housekeeping.imports", *(const int64_t *)args);
}

enum err staff_housekeeping_run(struct job_run *run) {
    struct old old;
    enum err e;
    do {
        e = db_read(&run->cx, old_tx, &run->now, &old, sizeof old);
        for (size_t i = 0; !e && i < old.n; i++) {
            e = staff_import_delete(&run->cx, old.rows[i].id);
        }
    } while (!e && old.n == PURGE_BATCH);
    if (!e) {
        e = db_tx(&run->cx, next_tx, &run->now, NULL, 0);
    }
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}
