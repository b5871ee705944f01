/* sqlite_checkpoint.c: copying the log back into the database, beside the writer instead of inside a commit.
 *
 * A thread with a connection of its own copies whenever the log has grown by STEP_PAGES. While commits never pause, the log
 * cannot begin anew; at FULL_PAGES the writer copies what little is left itself, which lets it. */
#include "db/sqlite.h"

#include "base/log.h"

enum { STEP_PAGES = 8000 /* 32 MB */, FULL_PAGES = 32000 };

/* Runs in the writer after each commit, in place of the automatic checkpoint. */
static int on_wal(void *arg, sqlite3 *writer, const char *name, int pages) {
    struct lite *l = arg;
    l->copied = pages < l->copied ? 0 : l->copied;      /* the log began anew */
    if (pages >= FULL_PAGES) {
        sqlite3_wal_checkpoint_v2(writer, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    } else if (pages - l->copied >= STEP_PAGES) {
        l->copied = pages;
        pthread_mutex_lock(&l->copy_lock);
        l->copy_due = true;
        pthread_cond_signal(&l->copy_wanted);
        pthread_mutex_unlock(&l->copy_lock);
    }
    return SQLITE_OK;
}

static void *copier_main(void *arg) {
    struct lite *l = arg;
    pthread_mutex_lock(&l->copy_lock);
    while (!l->copy_stop) {
        if (!l->copy_due) {
            pthread_cond_wait(&l->copy_wanted, &l->copy_lock);
            continue;
        }
        l->copy_due = false;
        pthread_mutex_unlock(&l->copy_lock);
        int code = sqlite3_wal_checkpoint_v2(l->copier->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        if (code != SQLITE_OK && !lite_busy(code)) {
            log_warn("the log cannot be copied into the database", "code=%d", code);
        }
        pthread_mutex_lock(&l->copy_lock);
    }
    pthread_mutex_unlock(&l->copy_lock);
    return NULL;
}

enum err lite_copier_start(struct lite *l, struct problems *errs) {
    pthread_mutex_init(&l->copy_lock, NULL);
    pthread_cond_init(&l->copy_wanted, NULL);
    enum err e = lite_connect(l->path, false, errs, &l->copier);
    if (!e && pthread_create(&l->copy_thread, NULL, copier_main, l) != 0) {
        e = err_set(errs, E_DB, "", "no thread for the database's log");
    }
    if (e) {
        lite_disconnect(l->copier);
        l->copier = NULL;
        return e;
    }
    sqlite3_wal_hook(l->writer->db, on_wal, l);
    return E_OK;
}

void lite_copier_stop(struct lite *l) {
    pthread_mutex_lock(&l->copy_lock);
    l->copy_stop = true;
    pthread_cond_signal(&l->copy_wanted);
    pthread_mutex_unlock(&l->copy_lock);
    pthread_join(l->copy_thread, NULL);
    lite_disconnect(l->copier);
    pthread_mutex_destroy(&l->copy_lock);
    pthread_cond_destroy(&l->copy_wanted);
}
