/* seal.h: what the database must not tell: tokens and secrets, encrypted at rest.
 *
 * XChaCha20-Poly1305 under a key of its own for each thing (person_keys_derive: the root key lies beside the database, not in it), with
 * company and id as associated data, so that a row copied elsewhere does not open. A backup without the key file has no tokens. */
#ifndef PV_APP_CONNECTION_SEAL_H
#define PV_APP_CONNECTION_SEAL_H

#include "base/arena.h"
#include "base/err.h"

enum { SEAL_MAX = 64 * 1024 };       /* bytes of what is sealed */

/* What is sealed: each kind has keys of its own. */
enum seal_kind { SEAL_CONNECTION, SEAL_APP, SEAL_FLOW };

/* One version byte, 24 of nonce, then the text with 16 more. In arena. */
struct str seal(struct arena *a, enum seal_kind kind, int64_t company, int64_t id, struct str text);
/* False when it was not sealed for this, or with another key file. */
bool unseal(struct arena *a, enum seal_kind kind, int64_t company, int64_t id, struct str sealed, struct str *ret);

#endif
