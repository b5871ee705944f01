/* hosts.h: which company a host name is for, from memory.
 *
 * The list of companies is small and read on every request, so each process keeps it. It is loaded by the router role,
 * again when an event says that a company was made or changed, and at most once a second for a name nobody has. "Any
 * host serves it" holds only while there is one company and it has no host of its own (decisions 12). */
#ifndef PV_APP_COMPANY_HOSTS_H
#define PV_APP_COMPANY_HOSTS_H

#include "event/event.h"

struct host_match {
    int64_t company;
    struct str host;         /* the company's own host, "" if it has none; lives in the caller's arena */
    bool short_host;         /* asked for by its short-link host */
};

/* Host without port, any case. `cx` gives database and arena; its role does not matter. E_UNKNOWN_HOST when none. */
enum err hosts_find(const struct db_cx *cx, struct str host, struct host_match *ret) MUST_USE;
/* How many companies there are, from memory, at most a second old. */
enum err hosts_count(const struct db_cx *cx, size_t *ret) MUST_USE;
/* Forget the list: the next question loads it. Any thread. */
void hosts_forget(void);
/* For the event poll of this process. */
void hosts_on_event(int64_t company, const struct event *ev);

#endif
