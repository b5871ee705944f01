/* standing.h: where everyone stands in a month, in this process's memory.
 *
 * Read from the ledger at first use, then kept right by the events of the log, which every node hears in one order: a
 * credit adds what it says, once (a load notes up to which event it has read, and which committed credits have no place in the
 * order yet). Who joins, leaves or is erased is only marked, and read again by the next reader, so that a row is gone with
 * the answer that says so. A warm question asks no database. Knows what a board is, not who may see it: board.h. */
#ifndef PV_APP_BOARD_STANDING_H
#define PV_APP_BOARD_STANDING_H

#include "app/board/ranks.h"
#include "app/impact/period.h"
#include "event/event.h"

enum {
    STANDING_RANKS = 10,         /* ranks that are shown */
    STANDING_ROWS_MAX = 20,      /* rows that are shown, should many share a rank */
    STANDING_STALE_MAX = 500,    /* people marked one by one; more are read anew with everybody */
    STANDING_PAST_MAX = 4        /* past months kept, a company */
};

/* What a company decides about its board. */
struct board_facts {
    bool open;
    struct str zone;             /* lives as long as the process */
};
enum err standing_facts(const struct db_cx *cx, struct board_facts *ret) MUST_USE;

struct standing_top {
    struct rank_row rows[STANDING_ROWS_MAX];   /* names in cx->arena */
    size_t n;
    int64_t more;                /* of the ranks shown, but of no row */
    int64_t people;              /* on the board */
};
/* The first ranks of a month of the company; `zone` as the facts tell it. */
enum err standing_top(const struct db_cx *cx, struct period month, struct str zone, int64_t now,
                      struct standing_top *ret) MUST_USE;
/* One person's place, for that person alone. */
enum err standing_of(const struct db_cx *cx, struct period month, struct str zone, int64_t now, int64_t person,
                     struct rank_place *ret) MUST_USE;

#define STANDING_EVENTS \
    (EV_BIT(EV_BOARD_JOINED) | EV_BIT(EV_BOARD_LEFT) | EV_BIT(EV_PERSON_ERASED) | EV_BIT(EV_COMPANY_CHANGED))
/* EVENT_IN_TX subscriber of STANDING_EVENTS: marks in this process once the transaction has committed. */
enum err standing_in_tx(struct tx *tx, const struct event *ev) MUST_USE;
/* An event of any company, in the committed order, from the poller of the log. Cheap, no SQL. */
void standing_on_event(int64_t company, const struct event *ev);
/* Lets go of everything (tests, shutdown). */
void standing_clear(void);

#endif
