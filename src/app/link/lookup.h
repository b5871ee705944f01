/* lookup.h: threads for the few clicks that memory can't answer: an unknown code, a new day's salt, a node out of step. The
 * epoll threads never wait for the database on this path. For click_api.c and service.c. */
#ifndef PV_APP_LINK_LOOKUP_H
#define PV_APP_LINK_LOOKUP_H

#include "base/err.h"

/* A piece of work; lives with the caller until `run` is called on a lookup thread. */
struct lookup {
    void (*run)(struct lookup *l);
    struct lookup *next;
};

enum err lookup_start(struct problems *errs) MUST_USE;
/* Runs what is queued, then stops. */
void lookup_stop(void);
/* False when the queue is full. */
bool lookup_push(struct lookup *l) MUST_USE;
int64_t lookup_count(void);

#endif
