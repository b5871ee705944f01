/* tally.h: one transaction of the projector: a batch of one company's clicks added up. For projector.c and its test. */
#ifndef PV_APP_LINK_TALLY_H
#define PV_APP_LINK_TALLY_H

#include "app/link/click_store.h"

struct tally_batch {
    struct str cursor;           /* its name: "clicks/all" on SQLite, "clicks/NODE" on PostgreSQL */
    const struct click *const *clicks;   /* of the transaction's company, ids rising */
    size_t n;
    int64_t upto;                /* where the cursor goes, at least the last click's id */
};

/* Counts the clicks above the cursor and moves it. *ret_counted: how many were. Run by db_tx (args: struct tally_batch, ret:
 * size_t). E_DB_RETRY when another projector moved the cursor meanwhile. */
enum err tally_tx(struct tx *tx, const void *args, void *ret);

#endif
