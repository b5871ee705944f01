/* push_sign.c: see push_sign.h. */
#include "app/source/push_sign.h"

#include "app/privacy/person.h"
#include "base/id.h"
#include "base/rnd.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

struct str push_token(struct arena *a, int64_t company, int64_t id) {
    unsigned char mac[PERSON_KEY_BYTES];
    person_keys_derive("websub callback", company, id, mac);
    struct str hex = hex_text(a, mac, sizeof mac), name = id_text(a, id);
    return arena_printf(a, "%.*s%.*s", STRF(name), STRF(hex));
}

bool push_token_read(struct arena *a, int64_t company, struct str token, int64_t *ret_id) {
    int64_t id;
    if (token.n != ID_TEXT_LEN + 2 * PERSON_KEY_BYTES || !id_parse(str_sub(token, 0, ID_TEXT_LEN), &id)) {
        return false;
    }
    struct str right = push_token(a, company, id);
    if (right.n != token.n || sodium_memcmp(right.p, token.p, right.n) != 0) {
        return false;
    }
    *ret_id = id;
    return true;
}

struct str push_secret(struct arena *a, int64_t company, int64_t id) {
    unsigned char mac[PERSON_KEY_BYTES];
    person_keys_derive("websub secret", company, id, mac);
    return hex_text(a, mac, sizeof mac);
}

static const EVP_MD *method_of(struct str name) {
    static const struct {
        const char *name;
        const EVP_MD *(*md)(void);
    } methods[] = {{"sha1", EVP_sha1}, {"sha256", EVP_sha256}, {"sha384", EVP_sha384}, {"sha512", EVP_sha512}};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (str_ieq(name, str_of(methods[i].name))) {
            return methods[i].md();
        }
    }
    return NULL;
}

bool push_signature_fits(struct str header, struct str secret, struct str body) {
    unsigned char given[EVP_MAX_MD_SIZE], right[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    header = str_trim(header);
    size_t eq = str_chr(header, '=');
    const EVP_MD *md = method_of(str_sub(header, 0, eq));
    struct str hex = eq < header.n ? str_sub(header, eq + 1, header.n) : STR("");
    if (!md || hex.n != 2 * (size_t)EVP_MD_get_size(md) || !hex_parse(hex, given, hex.n / 2)) {
        return false;
    }
    if (!HMAC(md, secret.p, (int)secret.n, (const unsigned char *)(body.n ? body.p : ""), body.n, right, &n)) {
        return false;
    }
    return n == hex.n / 2 && sodium_memcmp(given, right, n) == 0;
}
