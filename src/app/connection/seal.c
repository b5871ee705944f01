/* seal.c: see seal.h. libsodium's crypto_aead_xchacha20poly1305_ietf. */
#include "app/connection/seal.h"

#include "app/privacy/person.h"
#include "base/rnd.h"

#include <sodium.h>

enum { VERSION = 1, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES };
_Static_assert(PERSON_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a derived key is one of these");

static const char *const labels[] = {"connection", "network app", "oauth flow"};

struct bound {
    int64_t company, id;
    int64_t version;
};

struct str seal(struct arena *a, enum seal_kind kind, int64_t company, int64_t id, struct str text) {
    unsigned char key[PERSON_KEY_BYTES];
    struct bound bound = {company, id, VERSION};
    unsigned char *out = arena_alloc(a, 1 + NONCE + text.n + TAG);
    person_keys_derive(labels[kind], company, id, key);
    out[0] = VERSION;
    rnd_bytes(out + 1, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE, NULL, (const unsigned char *)text.p, text.n,
                                               (const unsigned char *)&bound, sizeof bound, NULL, out + 1, key);
    sodium_memzero(key, sizeof key);
    return (struct str){(char *)out, 1 + NONCE + text.n + TAG};
}

bool unseal(struct arena *a, enum seal_kind kind, int64_t company, int64_t id, struct str sealed, struct str *ret) {
    unsigned char key[PERSON_KEY_BYTES];
    struct bound bound = {company, id, VERSION};
    if (sealed.n < 1 + NONCE + TAG || sealed.p[0] != VERSION) {
        return false;
    }
    size_t n = sealed.n - 1 - NONCE - TAG;
    const unsigned char *in = (const unsigned char *)sealed.p;
    unsigned char *out = arena_alloc(a, n + 1);
    person_keys_derive(labels[kind], company, id, key);
    int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + 1 + NONCE, n + TAG, (const unsigned char *)&bound,
                                                         sizeof bound, in + 1, key);
    sodium_memzero(key, sizeof key);
    *ret = (struct str){(char *)out, n};
    return bad == 0;
}
