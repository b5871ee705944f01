/* post_purge.c: deleting what was dropped long ago, archiving what went out long ago. See post.h. */
#include "app/post/post.h"

#include "app/act/act.h"
#include "app/campaign/campaign.h"
#include "app/reaction/reaction.h"
#include "app/read/read.h"
#include "base/clock.h"
#include "sql_gen.h"

enum err post_purge(struct tx *tx, int64_t now, int64_t *ret_deleted) {
    struct sql_post_purge_list_row *rows;
    size_t n;
    enum err e = sql_post_purge_list(tx, now - POST_DROPPED_DAYS * US_PER_DAY, POST_PURGE_BATCH, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        enum err (*const parts[])(struct tx *, int64_t) = {caption_delete_post, sql_article_delete, sql_post_picture_delete,
                                                           sql_revision_delete, sql_confirmation_drop_post, reaction_drop,
                                                           campaign_forget_post, search_drop, targets_drop, sql_official_drop,
                                                           act_forget_post, sql_post_delete};
        for (size_t k = 0; !e && k < sizeof parts / sizeof *parts; k++) {
            e = parts[k](tx, rows[i].id);
        }
    }
    if (!e) {
        *ret_deleted = (int64_t)n;
    }
    return e;
}

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    return post_purge(tx, *(const int64_t *)args, ret);
}

static enum err archive_tx(struct tx *tx, const void *args, void *ret) {
    return post_archive_old(tx, *(const int64_t *)args, ret);
}

/* What was read long ago is forgotten in one statement. Documents came later than posts: in a company that is older than they are, their daily work begins here. */
static enum err next_tx(struct tx *tx, const void *args, void *ret) {
    const int64_t *now = args;
    (void)ret;
    enum err e = read_purge_old(tx, *now);
    e = e ? e : job_enqueue_daily(tx, "housekeeping.files", *now);
    return e ? e : job_enqueue_daily(tx, "housekeeping.posts", *now);
}

/* The job puts itself back, so a failure must never be final: whatever went wrong is tried again. */
enum err post_housekeeping_run(struct job_run *run) {
    int64_t deleted = 0;
    enum err e;
    do {
        e = db_tx(&run->cx, purge_tx, &run->now, &deleted, sizeof deleted);
    } while (!e && deleted == POST_PURGE_BATCH);
    while (!e) {
        int64_t archived = 0;
        e = db_tx(&run->cx, archive_tx, &run->now, &archived, sizeof archived);
        if (archived < POST_PURGE_BATCH) {
            break;
        }
    }
    if (!e) {
        e = db_tx(&run->cx, next_tx, &run->now, NULL, 0);
    }
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err post_on_company(struct tx *tx, const struct event *ev) {
    return job_enqueue_daily(tx, "housekeeping.posts", ev->at);
}
