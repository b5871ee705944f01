/* store.h: keeping what a poll found, and the chain of jobs. Inside the room only. */
#ifndef PV_APP_SOURCE_STORE_H
#define PV_APP_SOURCE_STORE_H

#include "app/source/poll.h"

/* Takes the items, writes health, validators and the time of the next poll, and enqueues it. `s` is the source as it is
 * in this transaction. */
enum err source_store(struct tx *tx, const struct source *s, const struct poll_found *found, int64_t now) MUST_USE;
/* Polls soon: sets the next poll to `now` and enqueues it. */
enum err source_wake(struct tx *tx, int64_t id, int64_t now) MUST_USE;

#endif
