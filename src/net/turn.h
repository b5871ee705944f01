/* turn.h: one request at a time to a host, in this process: what a polite reader does (networks.md 13.1).
 *
 * A host is known by the hash of its name; two that share one wait for each other, which harms nobody. */
#ifndef PV_NET_TURN_H
#define PV_NET_TURN_H

#include "base/str.h"

/* Waits at most `wait_ms` for the host's turn; false when it is still another's. The taker gives it back. */
bool turn_take(struct str host, int wait_ms) __attribute__((warn_unused_result));
void turn_give(struct str host);

#endif
