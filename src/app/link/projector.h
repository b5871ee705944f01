/* projector.h: from single clicks to totals, each click exactly once.
 *
 * A background thread reads the click store behind the committer, decides what only the database can tell (`self`: the
 * visitor is a device of the link's own person; `repeat`: the same visitor was here that day), adds to link_total and link_day,
 * verifies a share by its first human click and records EV_CLICKS_COUNTED. All of a batch and the cursor stand in one
 * transaction, so a kill at any moment neither loses nor doubles a click. It gives way to the click path: while clicks press in,
 * it works a fraction of the time and catches up afterwards. */
#ifndef PV_APP_LINK_PROJECTOR_H
#define PV_APP_LINK_PROJECTOR_H

#include "app/link/click_store.h"
#include "event/event.h"

struct projector;

struct projector_options {
    struct db *db;
    struct click_store *store;
    struct event_loop *loop;     /* woken after a batch, so that caches hear of it; may be NULL */
};

enum err projector_start(const struct projector_options *opt, struct problems *errs, struct projector **ret) MUST_USE;
/* There is something new. Cheap; any thread. */
void projector_wake(struct projector *p);
/* Stops after the batch in hand. NULL is fine. */
void projector_stop(struct projector *p);
/* Counts everything that is in the store now, on the calling thread: for commands and tests. Runs beside a projector, too. */
enum err projector_drain(struct db *db, struct click_store *store, struct problems *errs) MUST_USE;

#endif
