/* password.h: Argon2id and what makes a password acceptable.
 *
 * Hashes are libsodium's own text form, "$argon2id$v=19$m=…,t=…,p=1$…", so the parameters travel with each of them.
 * Slow by design (about 20 ms): call it on a RUN_HASH route or in a command, never inside a transaction. */
#ifndef PV_APP_SESSION_PASSWORD_H
#define PV_APP_SESSION_PASSWORD_H

#include "base/err.h"

enum {
    /* trust.md 5.2 asks for 15, or 8 beside a second factor (NIST 800-63B-4). A mailed link is always at hand here,
     * so no one is pushed into a password they can't remember; those who want one get 12 and a check against
     * guessable ones: with the sign-in limits (http/ratelimit.c) and Argon2id that is out of reach online and dear
     * offline. */
    PASSWORD_MIN = 12,               /* characters */
    PASSWORD_MAX = 256               /* characters */
};

/* Words a guesser would try first for this person: parts of name, e-mail and company. May be empty. */
struct password_about {
    struct str email, first_name, last_name, company;
};

/* Length and guessability; the detail goes to `field`. No rules on kinds of characters (NIST 800-63B 5.1.1.2). */
enum err password_check(struct str password, const struct password_about *about, struct problems *errs,
                        const char *field) MUST_USE;
/* Hash to store. */
struct str password_hash(struct arena *a, struct str password);
/* Costs the same for STR_NULL, so that an unknown e-mail takes as long as a known one. `ret_rehash` may be NULL: set
 * when the parameters have changed since. */
bool password_verify(struct str hash, struct str password, bool *ret_rehash);

#endif
