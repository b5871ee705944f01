/* job.h: the durable queue. Work that may wait, fail and be tried again.
 *
 * A job is inserted in the caller's transaction (outbox), claimed with a lease by any worker of any node, and must be
 * idempotent. Back-off doubles with jitter; a terminal failure stays visible (`portevoix doctor`). Kinds are the table in
 * src/jobs.c. There are two lanes with threads of their own, so that what waits for a slow network keeps nothing else waiting. */
#ifndef PV_JOB_JOB_H
#define PV_JOB_JOB_H

#include "db/db.h"

enum job_lane {
    JOB_HOUSE,               /* everything else */
    JOB_NETWORKS,            /* mostly waiting for a network's answer: many threads */
    JOB_LANES
};

struct job_run {
    struct db_cx cx;         /* DB_APP for the job's company */
    int64_t id;
    struct str payload;      /* JSON */
    int attempt;             /* 1 = first */
    int64_t now;
    int64_t retry_at;        /* a handler may set it with a retryable code: not before this time */
    int64_t put_off;         /* a handler that did nothing may set it with E_OK: again at this time, which was no attempt */
    void *app;               /* what job_workers_start was given */
};

struct job_kind {
    const char *name;
    int max_attempts;
    int64_t backoff_s;       /* first wait; doubles, ±25 % jitter, at most 6 h */
    int64_t lease_s;         /* how long one run may take */
    enum job_lane lane;
    enum err (*run)(struct job_run *run);   /* E_OK done; err_retryable(code) tried again; else failed for good */
    const char *help;
};
/* src/jobs.c */
extern const struct job_kind job_kinds[];
extern const size_t job_kind_count;

/* Enqueues. `dedupe`: a live job with the same kind and key makes this a no-op; STR_NULL for none. run_at in µs. */
enum err job_enqueue(struct tx *tx, const char *kind, struct str payload, int64_t run_at, struct str dedupe) MUST_USE;

/* Enqueues a kind for a day from now; at most one a day. For jobs that put themselves back: the day is part of the key, since
 * the running job still holds its own. */
enum err job_enqueue_daily(struct tx *tx, const char *kind, int64_t now) MUST_USE;

struct job_workers;
/* `threads` of each lane. */
enum err job_workers_start(struct db *db, const int threads[JOB_LANES], void *app, struct job_workers **ret) MUST_USE;
void job_workers_stop(struct job_workers *w);
/* Runs due jobs until none is due; for commands and tests. */
enum err job_drain(struct db *db, void *app, struct arena *arena, struct problems *errs) MUST_USE;

/* Job "housekeeping.jobs": deletes ended jobs older than JOB_KEEP_DAYS, then puts itself back for the next day. */
enum { JOB_KEEP_DAYS = 30 };
enum err job_housekeeping_run(struct job_run *run);
/* EVENT_IN_TX subscriber of EV_COMPANY_CREATED: the first of those. */
struct event;
enum err job_on_company(struct tx *tx, const struct event *ev);

struct job_counts { int64_t waiting, running, retrying, failed; };
enum err job_count(const struct db_cx *cx, struct job_counts *ret) MUST_USE;

#endif
