/* push_sign.h: callbacks that can't be guessed, secrets, and signatures of deliveries. Pure but for the key file.
 *
 * A callback's last segment is the subscription's id and a MAC over (company, id), so nothing secret lies in the database
 * and a callback of one company is none of another. */
#ifndef PV_APP_SOURCE_PUSH_SIGN_H
#define PV_APP_SOURCE_PUSH_SIGN_H

#include "base/arena.h"
#include "base/err.h"

/* 77 characters: id, then 64 hexadecimal ones. */
struct str push_token(struct arena *a, int64_t company, int64_t id);
/* The id of a token of this company, compared in constant time; false for any other text. */
bool push_token_read(struct arena *a, int64_t company, struct str token, int64_t *ret_id);
/* 64 hexadecimal characters: below the 200 bytes of section 5.1. */
struct str push_secret(struct arena *a, int64_t company, int64_t id);
/* X-Hub-Signature "method=hex" (section 7: sha1, sha256, sha384, sha512) fits the body; compared in constant time. */
bool push_signature_fits(struct str header, struct str secret, struct str body);

#endif
