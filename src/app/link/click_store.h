/* click_store.h: where single clicks are kept, and the committer that puts them there.
 *
 * Clicks are many and small, so they don't go through db_tx: one thread takes whatever waits (no timer, no window: measured,
 * a wait window halves the throughput), writes it in one transaction, and only then tells each waiter. On SQLite they have a
 * file of their own, DATA/clicks.db, since a commit in the main file would throw away every reader's page cache; on
 * PostgreSQL the table `click`. There is no index but the id: the projector reads in id order. Ids are made here, at the
 * commit, one batch after another, so that they rise in the order of commits and a cursor can follow them (decisions 6). */
#ifndef PV_APP_LINK_CLICK_STORE_H
#define PV_APP_LINK_CLICK_STORE_H

#include "app/link/classify.h"
#include "db/db.h"

struct click {
    int64_t id;              /* made by the committer */
    int64_t company, link;
    int64_t at;              /* microseconds */
    enum click_class class;
    int64_t visitor;         /* see visitor.h; 0 = none, or purged */
};

/* A click on its way to the disk. Lives with the caller, untouched, until `done` is called; both on the committer's thread.
 * Those of one commit are all made ready first and then let go together, so that the threads they wake find them at once. */
struct click_wait {
    struct click click;
    void (*ready)(struct click_wait *w, enum err e);  /* after the commit or its failure; may be NULL */
    void (*done)(struct click_wait *w, enum err e);
    struct click_wait *next;
};

struct click_store;

struct click_store_options {
    struct db *db;
    const char *data_dir;                /* folder of clicks.db; not used on PostgreSQL */
    bool durable;                        /* false: click_store_offer takes clicks that nobody waits for */
    void (*committed)(void *ud);         /* after each batch, committer's thread; may be NULL */
    void *ud;
};

/* Opens (and makes) the store and starts its committer. */
enum err click_store_open(const struct click_store_options *opt, struct problems *errs, struct click_store **ret) MUST_USE;
/* Commits what waits and stops the committer; reading goes on. NULL is fine. */
void click_store_stop(struct click_store *s);
/* The same and closes. */
void click_store_close(struct click_store *s);

/* Commits the click, then calls w->ready and w->done. */
void click_store_add(struct click_store *s, struct click_wait *w);
/* Takes a copy that is committed soon; false when the queue is full (then use click_store_add) or the store is durable. */
bool click_store_offer(struct click_store *s, const struct click *c);
/* Adds clicks and returns after their commit: for commands and tests. */
enum err click_store_add_all(struct click_store *s, const struct click *clicks, size_t n) MUST_USE;

/* Which clicks to read: those after an id, in id order. */
struct click_query {
    int64_t company;         /* PostgreSQL: whose; SQLite: not used, all are read */
    int node;                /* PostgreSQL: which node's; SQLite: not used, the file has one order */
    int64_t after;
    size_t limit;
};
/* The file has one order of commits for all companies and nodes (SQLite); else one a company and node. */
bool click_store_one_order(const struct click_store *s);
enum err click_store_read(struct click_store *s, const struct click_query *q, struct arena *a, struct click **ret,
                          size_t *ret_n) MUST_USE;
/* PostgreSQL: companies with new clicks of this node since the last call; empties the list. */
void click_store_take_touched(struct click_store *s, struct arena *a, int64_t **ret, size_t *ret_n);

/* Sets the visitor of the company's clicks of days up to `upto_day` (UTC) to 0, and deletes clicks made before `before`
 * (microseconds). In small transactions. On SQLite all companies' at once. */
enum err click_store_purge(struct click_store *s, const struct db_cx *cx, int64_t upto_day, int64_t before) MUST_USE;
/* Housekeeping that must not hold up a commit (SQLite: the checkpoint). Projector's thread. */
void click_store_idle(struct click_store *s);
/* SQLite: a consistent copy of DATA/clicks.db to the new file `path`, made while in use; an empty store when there is none
 * yet. Copy the main file first: what it has not counted is then in this copy and is counted after a restore. Needs no open
 * store. */
enum err click_store_backup(const char *data_dir, const char *path, struct problems *errs) MUST_USE;
/* Below every id made at or after `us`. */
int64_t click_id_floor(int64_t us);

struct click_store_stats {
    int64_t committed, batches, failed;
    int64_t waiting;         /* not committed yet, those in the running commit included */
};
void click_store_stats_get(struct click_store *s, struct click_store_stats *ret);

#endif
