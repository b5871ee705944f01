/* subscribers.h: the one function beside the table in subscribers.c. */
#ifndef PV_SUBSCRIBERS_H
#define PV_SUBSCRIBERS_H

#include "event/event.h"

/* Called for each new event of each company, in committed order, on the event loop's thread. No SQL, quick. */
void cache_poll(int64_t company, const struct event *ev);

#endif
