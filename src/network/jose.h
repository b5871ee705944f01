/* jose.h: signed JSON Web Tokens with ES256 (RFC 7515, 7518 section 3.4), for proofs of possession (DPoP, RFC 9449) and for saying who
 * this program is (private_key_jwt, RFC 7523). A key is 32 secret bytes: whoever keeps it keeps those. */
#ifndef PV_NETWORK_JOSE_H
#define PV_NETWORK_JOSE_H

#include "base/buf.h"

enum { JOSE_SECRET_BYTES = 32, JOSE_TEXT_MAX = 16 * 1024 };

/* False for the few secrets that are no private key of P-256 (zero, or above the order: one in 2^32): take others. */
bool jose_secret_ok(const unsigned char secret[JOSE_SECRET_BYTES]);
/* The public key as a JWK: {"crv":"P-256","kty":"EC","x":…,"y":…}. In arena; NULL when the secret is no key. */
struct str jose_public(struct arena *a, const unsigned char secret[JOSE_SECRET_BYTES]);
/* Its thumbprint by SHA-256 (RFC 7638), base64url: a name for the key. */
struct str jose_thumbprint(struct arena *a, struct str jwk);
/* header.claims.signature, from two JSON objects; the signature is r and s of 32 bytes each (RFC 7518 section 3.4). NULL when the
 * secret is no key. */
struct str jose_sign(struct arena *a, const unsigned char secret[JOSE_SECRET_BYTES], struct str header, struct str claims);
/* base64url without padding (RFC 4648 section 5), and of a text's SHA-256. */
struct str jose_base64url(struct arena *a, struct str bytes);
struct str jose_sha256(struct arena *a, struct str text);

#endif
