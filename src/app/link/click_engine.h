/* click_engine.h: what click_store.c needs of an engine: click_sqlite.c and click_postgres.c. For these three alone. */
#ifndef PV_APP_LINK_CLICK_ENGINE_H
#define PV_APP_LINK_CLICK_ENGINE_H

#include "app/link/click_store.h"

struct click_engine {
    void *self;
    bool one_order;
    /* Gives ids to clicks without one and commits them. Committer's thread only. May be called again with the same clicks
     * after a failure that left open whether they were committed. */
    enum err (*write)(void *self, struct click *const *clicks, size_t n);
    /* Projector's thread only. */
    enum err (*read)(void *self, const struct click_query *q, struct arena *a, struct click **ret, size_t *ret_n);
    enum err (*purge)(void *self, const struct db_cx *cx, int64_t upto_day, int64_t before);
    /* Work that is better done when nothing waits; any thread but the committer's. May be NULL. */
    void (*idle)(void *self);
    void (*close)(void *self);
};

enum err click_sqlite_open(const char *data_dir, struct problems *errs, struct click_engine *ret) MUST_USE;
enum err click_postgres_open(struct db *db, struct problems *errs, struct click_engine *ret) MUST_USE;

#endif
