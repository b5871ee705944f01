/* gate.h: how much of this process may wait for one server.
 *
 * A server that hangs holds each of its callers for REMOTE_TOTAL_MS; so at most half of the sending threads are ever at one server, and
 * after GATE_FAULTS calls in a row that got no answer it rests: its shares are put off without a call, and one of them tries
 * after each rest. A server that is busy (503) rests as long as it says. Memory of this process alone: another node finds out itself. */
#ifndef PV_APP_PUBLISH_GATE_H
#define PV_APP_PUBLISH_GATE_H

#include "network/remote.h"

enum {
    GATE_SERVERS = 64,           /* kept in memory; the one unused longest is forgotten */
    GATE_FAULTS = 4,
    GATE_REST_S = 10,            /* doubles up to GATE_REST_MAX_S while the server stays silent */
    GATE_REST_MAX_S = 300,
    GATE_FULL_MS = 250           /* a share that found the gate full comes back after about this time */
};

/* At most so many callers at one server; before threads. */
void gate_width(int callers);
/* True: go, and gate_leave afterwards. False: not before *ret_at (microseconds, clock_now). */
bool gate_enter(struct str server, int64_t now, int64_t *ret_at);
/* `answered`: the server said something, whatever it was. `rest_s`: as it asked, -1 when it did not. */
void gate_leave(struct str server, bool answered, int64_t rest_s, int64_t now);

#endif
