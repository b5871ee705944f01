/* job.c: enqueueing and counting; the workers are in worker.c. See job.h. */
#include "job/job.h"

#include "base/clock.h"
#include "base/id.h"
#include "event/event.h"
#include "sql_gen.h"

enum err job_enqueue(struct tx *tx, const char *kind, struct str payload, int64_t run_at, struct str dedupe) {
    return sql_job_insert(tx, &(struct sql_job_insert_in){.id = id_new(), .kind = str_of(kind), .payload = payload,
                                                          .dedupe = dedupe, .run_at = run_at, .now = clock_now()});
}

static enum err count_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct sql_job_counts_row row;
    enum err e = sql_job_counts(tx, &row);
    *(struct job_counts *)ret = (struct job_counts){row.waiting, row.running, row.retrying, row.failed};
    return e;
}

enum err job_count(const struct db_cx *cx, struct job_counts *ret) {
    return db_read(cx, count_read, NULL, ret, sizeof *ret);
}

enum err job_enqueue_daily(struct tx *tx, const char *kind, int64_t now) {
    int64_t at = now + US_PER_DAY;
    return job_enqueue(tx, kind, STR("{}"), at, arena_printf(tx->arena, "%lld", (long long)(at / US_PER_DAY)));
}

enum err job_on_company(struct tx *tx, const struct event *ev) {
    return job_enqueue_daily(tx, "housekeeping.jobs", ev->at);
}

/* Ids rise with time, so age is a range of the key. */
static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    const int64_t *now = args;
    int64_t changed;
    (void)ret;
    return sql_job_purge(tx, id_new_at(*now - JOB_KEEP_DAYS * US_PER_DAY), &changed);
}

static enum err again_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return job_enqueue_daily(tx, "housekeeping.jobs", *(const int64_t *)args);
}

enum err job_housekeeping_run(struct job_run *run) {
    enum err e = db_tx(&run->cx, purge_tx, &run->now, NULL, 0);
    return e ? e : db_tx(&run->cx, again_tx, &run->now, NULL, 0);
}
