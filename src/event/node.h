/* node.h: this process's node number, leased, so that no two processes make the same ids (decisions 10).
 *
 * Serving processes lease a number from 0 to 511; commands take a random one above (cmd.c). The highest id made is noted with
 * the lease, so that a successor under the same number starts above it even if the clock went back. */
#ifndef PV_EVENT_NODE_H
#define PV_EVENT_NODE_H

#include "db/db.h"

enum { NODE_SERVING_MAX = 511 };

struct node;
/* Leases the lowest free number, sets it for id_new, renews it in the background. */
enum err node_start(struct db *db, struct problems *errs, struct node **ret) MUST_USE;
/* Gives the number back. */
void node_stop(struct node *n);

#endif
