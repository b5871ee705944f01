/* upkeep.c: see upkeep.h. */
#include "app/link/upkeep.h"

#include "app/link/service.h"
#include "app/link/visitor.h"
#include "base/clock.h"
#include "sql_gen.h"

static const char job_name[] = "housekeeping.clicks";

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    int64_t now = *(const int64_t *)args;
    enum err e = visitor_purge(tx, now);
    return e ? e : sql_link_day_purge(tx, now / US_PER_DAY - LINK_KEEP_DAYS);
}

/* The salts go first: from then on nothing can be matched any more, even if the rest has to wait for its next try. */
enum err link_purge(const struct db_cx *cx, int64_t now) {
    enum err e = db_tx(cx, purge_tx, &now, NULL, 0);
    if (e) {
        return e;
    }
    if (!link_store()) {
        return E_OVERLOADED;
    }
    return click_store_purge(link_store(), cx, visitor_day(now) - VISITOR_KEEP_DAYS, now - LINK_KEEP_DAYS * US_PER_DAY);
}

static enum err next_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return job_enqueue_daily(tx, job_name, *(const int64_t *)args);
}

/* The job puts itself back, so a failure must never be final. */
enum err link_housekeeping_run(struct job_run *run) {
    enum err e = link_purge(&run->cx, run->now);
    if (!e) {
        e = db_tx(&run->cx, next_tx, &run->now, NULL, 0);
    }
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err link_on_company(struct tx *tx, const struct event *ev) {
    return job_enqueue_daily(tx, job_name, ev->at);
}

enum err link_on_erased(struct tx *tx, const struct event *ev) {
    return sql_visitor_self_drop(tx, ev->person);
}
