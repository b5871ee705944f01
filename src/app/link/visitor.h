/* visitor.h: telling one visitor's second click from another visitor's first, without knowing either.
 *
 * A visitor is BLAKE2b, keyed by a random salt of that company and UTC day, over client address and User-Agent, cut to 63
 * bits. The salt is deleted with the hashes after two days, so that nobody can make or compare them again. Nothing is put on
 * the visitor's device. Two people behind one address with one browser are one visitor: the price of not looking closer. */
#ifndef PV_APP_LINK_VISITOR_H
#define PV_APP_LINK_VISITOR_H

#include "db/db.h"

enum { VISITOR_SALT_BYTES = 32, VISITOR_KEEP_DAYS = 2 };

/* UTC day of a time, as salts and hashes are filed. */
int64_t visitor_day(int64_t us);
/* The hash by a salt at hand; above 0. Pure. */
int64_t visitor_hash(const uint8_t salt[VISITOR_SALT_BYTES], struct str client, struct str user_agent);
/* The hash by a salt in this process's memory; false when that day's salt is not there yet: see visitor_salt_ready. */
bool visitor_of(int64_t company, int64_t now, struct str client, struct str user_agent, int64_t *ret);
/* Brings the day's salt of cx->company into memory, making it when it is the first of its day. Writes: not on an epoll thread. */
enum err visitor_salt_ready(const struct db_cx *cx, int64_t day) MUST_USE;
/* Files the device that a person is signed in on, so that clicks from it on the person's own links count as `self`. Call it
 * at sign-in and at most hourly. In the last two hours of a day the next day's hash is filed as well. */
enum err visitor_mark_self(struct tx *tx, struct str client, struct str user_agent, int64_t person, int64_t now) MUST_USE;
/* Deletes salts and hashes of days that are over for VISITOR_KEEP_DAYS. */
enum err visitor_purge(struct tx *tx, int64_t now) MUST_USE;
/* Forgets the salts in memory (tests, stop). */
void visitor_forget(void);

#endif
