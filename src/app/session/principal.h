/* principal.h: the process's memory of who a session belongs to, so that a request costs about a microsecond to
 * place.
 *
 * An entry is believed for 30 seconds at most and dropped at once by any change to its member: in this process after
 * the commit, in others by the event (decisions 11). Inside of the room only. */
#ifndef PV_APP_SESSION_PRINCIPAL_H
#define PV_APP_SESSION_PRINCIPAL_H

#include "http/http.h"

enum { TOKEN_HASH_BYTES = 32, TOKEN_TEXT_MAX = 200, PRINCIPAL_TTL_S = 30 };

#define IDEMPOTENCY_KEEP_US (INT64_C(24) * 3600 * 1000000)   /* decisions 30 */
#define SELF_MARK_US (INT64_C(3600) * 1000000)               /* decisions 20: at most hourly */

/* BLAKE2b-256 of a token. */
void token_hash_bytes(struct str token, unsigned char out[TOKEN_HASH_BYTES]);
struct found {
    struct principal who;            /* .session lives in the context's arena, the other texts forever */
    bool hit;                        /* known from memory */
    bool mark;                       /* an hour since this process marked the device: the caller should */
    bool new_day;                    /* first use on this day: the caller should note it */
};
/* Whose session `token` is. `cx` is the company's. E_UNAUTHENTICATED when it is nobody's, has ended or its member is
 * not active. */
enum err principal_find(const struct db_cx *cx, struct str token, int64_t now, struct found *ret) MUST_USE;
/* The session has not been used for too many days. */
bool session_idle(unsigned roles, int64_t seen_day, int64_t now);
/* Drops the sessions of a member. O(1), any thread. */
void principal_drop_member(int64_t member);
/* Drops the sessions of a person who was erased. */
void principal_drop_person(int64_t person);
void principal_forget_all(void);

#endif
