/* sqlite_writer.c: the one thread that writes to SQLite, with group commit.
 *
 * A caller of db_tx puts its function in the queue and sleeps. The writer takes all that is there (it never waits for
 * more: measured, a window halves the throughput), runs the functions one after the other, each in a savepoint, and
 * commits them together: one fsync for all. A function that fails is rolled back alone. When the batch as a whole fails
 * (full disk, failed commit), each is run again in a transaction of its own, so that one's failure is not another's. */
#include "db/sqlite.h"

#include "base/log.h"

#include <errno.h>
#include <semaphore.h>

enum { BATCH_MAX = 512, ALONE_ATTEMPTS = 8 };

enum batch_end { BATCH_COMMITTED, BATCH_LOST, BATCH_BUSY };

struct lite_job {
    const struct db_cx *cx; /* NULL: only asks for data_version */
    db_fn fn;
    const void *args;
    void *ret;
    size_t ret_size, errs_before;
    struct tx_state state;
    enum err result;
    bool changed, again; /* again: to be run alone after the batch */
    sem_t done;
    struct lite_job *next;
};

static _Thread_local bool is_writer;

/* ---- the caller's side ---- */

static enum err submit(struct lite *l, struct lite_job *job) {
    if (BUG_ON(is_writer)) {
        return E_INTERNAL;
    }
    sem_init(&job->done, 0, 0);
    pthread_mutex_lock(&l->queue_lock);
    if (l->last) {
        l->last->next = job;
    } else {
        l->first = job;
    }
    l->last = job;
    atomic_fetch_add(&l->owner->waiting, 1);
    pthread_cond_signal(&l->queue_filled);
    pthread_mutex_unlock(&l->queue_lock);
    while (sem_wait(&job->done) != 0 && errno == EINTR) {
    }
    sem_destroy(&job->done);
    return job->result;
}

enum err lite_tx(const struct db_cx *cx, db_fn fn, const void *args, void *ret, size_t ret_size) {
    struct lite_job job = {
        .cx = cx, .fn = fn, .args = args, .ret = ret, .ret_size = ret_size, .errs_before = errs_count(cx->errs)};
    return submit(cx->db->state, &job);
}

bool lite_changed_elsewhere(struct db *db) {
    struct lite_job job = {0};
    return submit(db->state, &job) != E_OK || job.changed;
}

/* ---- the writer's side ---- */

/* PRAGMA data_version moves when another connection commits; in this process only the writer does. */
static void ask_version(struct lite *l, struct lite_job *job) {
    sqlite3_stmt *h = NULL;
    int version = l->data_version;
    if (sqlite3_prepare_v2(l->writer->db, "PRAGMA data_version", -1, &h, NULL) == SQLITE_OK &&
        sqlite3_step(h) == SQLITE_ROW) {
        version = sqlite3_column_int(h, 0);
    }
    sqlite3_finalize(h);
    job->changed = version != l->data_version;
    l->data_version = version;
}

static enum err attempt(struct lite *l, struct lite_job *job) {
    job->state = (struct tx_state){.conn = l->writer};
    return tx_attempt(job->cx, &job->state, true, job->errs_before, job->fn, job->args, job->ret, job->ret_size);
}

static void settle(struct lite *l, struct lite_job *job) {
    if (job->cx && job->result == E_OK) {
        tx_committed(l->owner, &job->state);
    }
    atomic_fetch_sub(&l->owner->waiting, 1);
    sem_post(&job->done);
}

static int commit(struct lite *l) {
    enum err fault = commit_fault_take(l->owner);
    if (fault != E_OK) {
        return fault == E_DB_RETRY ? SQLITE_BUSY : SQLITE_FULL;
    }
    return lite_step(l->writer->commit);
}

static void rollback(struct lite_conn *c) {
    if (!sqlite3_get_autocommit(c->db)) {
        (void)lite_step(c->rollback);
    }
}

/* One transaction of its own; true when it should be tried again. */
static bool run_alone_once(struct lite *l, struct lite_job *job) {
    struct lite_conn *c = l->writer;
    int code = lite_step(c->begin);
    if (code != SQLITE_OK) {
        job->result = lite_error(c->db, code, "BEGIN", job->cx->errs);
        return false; /* busy_timeout has waited already */
    }
    job->result = attempt(l, job);
    if (job->result == E_OK && !job->state.retry) {
        code = commit(l);
        if (code != SQLITE_OK) {
            job->result = lite_error(c->db, code, "COMMIT", job->cx->errs);
        }
        atomic_fetch_add(&l->owner->batches, code == SQLITE_OK);
    }
    rollback(c);
    return job->state.retry || (code != SQLITE_OK && lite_busy(code));
}

static void run_alone(struct lite *l, struct lite_job *job) {
    for (int i = 1; run_alone_once(l, job) && i < ALONE_ATTEMPTS; i++) {
        atomic_fetch_add(&l->owner->retries, 1);
        tx_backoff(i);
    }
}

/* Runs the job inside the batch's transaction; false when that transaction is gone. */
static bool run_in_batch(struct lite *l, struct lite_job *job) {
    struct lite_conn *c = l->writer;
    if (lite_step(c->savepoint) != SQLITE_OK) {
        return false;
    }
    job->result = attempt(l, job);
    if (sqlite3_get_autocommit(c->db)) {
        return false;
    }
    job->again = job->state.retry;
    if (job->result != E_OK && lite_step(c->rollback_to) != SQLITE_OK) {
        return false;
    }
    return lite_step(c->release) == SQLITE_OK;
}

static enum batch_end run_batch(struct lite *l, struct lite_job *first) {
    struct lite_conn *c = l->writer;
    int code = lite_step(c->begin);
    if (code != SQLITE_OK) {
        return lite_busy(code) ? BATCH_BUSY : BATCH_LOST;
    }
    bool ok = true;
    for (struct lite_job *job = first; job && ok; job = job->next) {
        ok = !job->cx || run_in_batch(l, job);
    }
    ok = ok && commit(l) == SQLITE_OK;
    rollback(c);
    atomic_fetch_add(&l->owner->batches, ok);
    return ok ? BATCH_COMMITTED : BATCH_LOST;
}

/* Answers what the batch has settled; returns the jobs that are still to be run alone. */
static struct lite_job *settle_batch(struct lite *l, struct lite_job *first, enum batch_end end) {
    struct lite_job *rest = NULL, **tail = &rest;
    for (struct lite_job *job = first, *next; job; job = next) {
        next = job->next;
        bool alone = end == BATCH_LOST || (end == BATCH_COMMITTED && job->again);
        if (job->cx && alone) {
            *tail = job;
            tail = &job->next;
            *tail = NULL;
            continue;
        }
        if (!job->cx) {
            ask_version(l, job);
        } else if (end == BATCH_BUSY) {
            job->result = lite_error(NULL, SQLITE_BUSY, "BEGIN", job->cx->errs);
        }
        settle(l, job);
    }
    return rest;
}

/* Runs, commits and answers all jobs of the list. */
static void serve(struct lite *l, struct lite_job *first, size_t n) {
    bool batch = n > 1;
    struct lite_job *rest = settle_batch(l, first, batch ? run_batch(l, first) : BATCH_LOST);
    for (struct lite_job *job = rest, *next; job; job = next) {
        next = job->next;
        atomic_fetch_add(&l->owner->retries, batch);
        run_alone(l, job);
        settle(l, job);
    }
}

/* Cuts at most BATCH_MAX jobs off the queue; NULL when it is to stop. */
static struct lite_job *take(struct lite *l, size_t *ret_n) {
    pthread_mutex_lock(&l->queue_lock);
    while (!l->first && !l->stop) {
        pthread_cond_wait(&l->queue_filled, &l->queue_lock);
    }
    struct lite_job *first = l->first, *last = first;
    size_t n = first ? 1 : 0;
    while (last && last->next && n < BATCH_MAX) {
        last = last->next;
        n++;
    }
    if (last) {
        l->first = last->next;
        last->next = NULL;
    }
    if (!l->first) {
        l->last = NULL;
    }
    pthread_mutex_unlock(&l->queue_lock);
    *ret_n = n;
    return first;
}

static void *writer_main(void *arg) {
    struct lite *l = arg;
    struct lite_job *first;
    size_t n;
    is_writer = true;
    while ((first = take(l, &n))) {
        serve(l, first, n);
    }
    return NULL;
}

enum err lite_writer_start(struct lite *l, struct problems *errs) {
    struct lite_job job = {0};
    ask_version(l, &job);
    if (pthread_create(&l->thread, NULL, writer_main, l) != 0) {
        return err_set(errs, E_DB, "", "no thread for the database writer");
    }
    return E_OK;
}

void lite_writer_stop(struct lite *l) {
    pthread_mutex_lock(&l->queue_lock);
    l->stop = true;
    pthread_cond_signal(&l->queue_filled);
    pthread_mutex_unlock(&l->queue_lock);
    pthread_join(l->thread, NULL);
}
