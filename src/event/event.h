/* event.h: the spine. An append-only log of what happened, and who follows it.
 *
 * A room records an event in the transaction that makes it true. Subscribers with mode EVENT_IN_TX run inside that same
 * transaction (points); EVENT_CURSOR ones read the log in its committed order (event_order.seq, decisions 1) and move
 * their cursor in the transaction that applies the event, so each counts exactly once, across crashes. Rooms talk
 * through events: the one that shares knows nothing of points. The table of subscribers is src/subscribers.c. */
#ifndef PV_EVENT_EVENT_H
#define PV_EVENT_EVENT_H

#include "db/db.h"

enum event_kind {
    EV_NONE = 0,
#define X(sym, name) sym,
#include "event/event.def"
#undef X
    EV_KIND_COUNT
};
const char *event_kind_name(enum event_kind kind);
/* EV_NONE for an unknown name. */
enum event_kind event_kind_of(struct str name);
#define EV_BIT(kind) (UINT64_C(1) << (kind))

struct event {
    int64_t id;              /* made by event_record when 0 */
    int64_t seq;             /* place in the committed order; 0 for in-transaction subscribers */
    enum event_kind kind;
    int64_t at;              /* microseconds */
    int64_t subject;         /* id of the thing: post, share, source … */
    int64_t person;          /* person_id where the event is somebody's activity, else 0. Never a member id with activity */
    struct str data;         /* small JSON object of ids and numbers, or STR_NULL */
};

/* Appends the event and runs the in-transaction subscribers. */
enum err event_record(struct tx *tx, const struct event *ev) MUST_USE;

enum event_mode { EVENT_IN_TX = 1, EVENT_CURSOR };

struct event_subscriber {
    const char *name;        /* cursor name; never rename */
    enum event_mode mode;
    uint64_t kinds;          /* EV_BIT(...) | … */
    enum err (*fn)(struct tx *tx, const struct event *ev);
};
/* src/subscribers.c */
extern const struct event_subscriber event_subscribers[];
extern const size_t event_subscriber_count;

/* Background: the sequencer (PostgreSQL), the cursor subscribers, and `poll` called for every new event of every company, in
 * order, at least each 500 ms, for the caches of this process (decisions 11). */
struct event_loop;
struct event_loop_options {
    struct db *db;
    void (*poll)(int64_t company, const struct event *ev);   /* may be NULL */
};
enum err event_loop_start(const struct event_loop_options *opt, struct problems *errs, struct event_loop **ret) MUST_USE;
void event_loop_stop(struct event_loop *loop);
/* Wakes it now (after a commit in this process). */
void event_loop_wake(struct event_loop *loop);
/* Runs sequencer and cursor subscribers until nothing is left; for commands and tests. */
enum err event_drain(struct db *db, struct arena *arena, struct problems *errs) MUST_USE;
/* Microseconds since the last good poll; for the click path (3 s rule, decisions 11). */
int64_t event_loop_age(const struct event_loop *loop);

#endif
