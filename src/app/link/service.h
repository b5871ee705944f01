/* service.h: the click path as a running part of the process: codes in memory, click store, projector, lookup threads.
 *
 * One of it a process. Start it after the event loop (so that changes are heard while the codes are read) and before the server;
 * stop it after the server, which waits for suspended clicks. Without it links can be made and read all the same. */
#ifndef PV_APP_LINK_SERVICE_H
#define PV_APP_LINK_SERVICE_H

#include "app/link/click_store.h"
#include "event/event.h"

struct link_options {
    struct db *db;
    const char *data_dir;        /* where clicks.db is, on SQLite */
    struct event_loop *loop;     /* its age tells whether memory may be trusted (decisions 11); NULL: always (tests) */
    bool durable;                /* setting click-durable */
};

enum err link_start(const struct link_options *opt, struct problems *errs) MUST_USE;
void link_stop(void);
/* The running store; NULL before link_start. */
struct click_store *link_store(void);
/* Memory is in step with the database: a good poll in the last 3 seconds. */
bool link_fresh(void);

struct link_stats {
    struct click_store_stats clicks;
    int64_t codes;               /* in memory */
    int64_t asked;               /* clicks that had to ask the database */
};
void link_stats_get(struct link_stats *ret);

#endif
