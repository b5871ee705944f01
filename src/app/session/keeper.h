/* keeper.h: small writes that no request should wait for: the day a session was used, the visit of a person, the mark
 * of a device.
 *
 * One thread takes what has gathered and writes it in one transaction a company. What is lost in a crash is a day, a
 * few minutes of a visit or a mark that the next request makes again: nothing that was acknowledged. */
#ifndef PV_APP_SESSION_KEEPER_H
#define PV_APP_SESSION_KEEPER_H

#include "db/db.h"

enum err keeper_start(struct db *db) MUST_USE;
/* Writes what is left and joins. */
void keeper_stop(void);
/* Writes now what has gathered (tests). */
void keeper_flush(void);

/* Each copies what it is given and returns at once; without a running keeper, or with a full queue, nothing happens. */
void keeper_seen(int64_t company, struct str stored_hash, int64_t day);
void keeper_mark(int64_t company, int64_t person, struct str client, struct str user_agent, int64_t now);
void keeper_visit(int64_t company, int64_t person, int64_t now);

#endif
