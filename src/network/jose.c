/* jose.c: see jose.h. P-256 by OpenSSL's EVP; base64url and SHA-256 by libsodium. */
#include "network/jose.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

enum { COORD = 32, POINT = 1 + 2 * COORD };

struct str jose_base64url(struct arena *a, struct str bytes) {
    size_t max = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *out = arena_alloc(a, max);
    sodium_bin2base64(out, max, (const unsigned char *)bytes.p, bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(out);
}

struct str jose_sha256(struct arena *a, struct str text) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)text.p, text.n);
    return jose_base64url(a, (struct str){(const char *)hash, sizeof hash});
}

/* secret · G, uncompressed: 4, x, y. */
static bool point_of(const unsigned char secret[JOSE_SECRET_BYTES], unsigned char ret[POINT]) {
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *point = group ? EC_POINT_new(group) : NULL;
    BIGNUM *k = BN_bin2bn(secret, JOSE_SECRET_BYTES, NULL);
    bool ok = point && k && !BN_is_zero(k) && BN_cmp(k, EC_GROUP_get0_order(group)) < 0 &&
              EC_POINT_mul(group, point, k, NULL, NULL, NULL) == 1 &&
              EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, ret, POINT, NULL) == POINT;
    BN_clear_free(k);
    EC_POINT_free(point);
    EC_GROUP_free(group);
    return ok;
}

bool jose_secret_ok(const unsigned char secret[JOSE_SECRET_BYTES]) {
    unsigned char point[POINT];
    return point_of(secret, point);
}

struct str jose_public(struct arena *a, const unsigned char secret[JOSE_SECRET_BYTES]) {
    unsigned char point[POINT];
    if (!point_of(secret, point)) {
        return STR_NULL;
    }
    struct str x = jose_base64url(a, (struct str){(const char *)point + 1, COORD});
    struct str y = jose_base64url(a, (struct str){(const char *)point + 1 + COORD, COORD});
    return arena_printf(a, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%.*s\",\"y\":\"%.*s\"}", STRF(x), STRF(y));
}

/* The members of jose_public are those that RFC 7638 names, in its order and without white space. */
struct str jose_thumbprint(struct arena *a, struct str jwk) {
    return jose_sha256(a, jwk);
}

static EVP_PKEY *key_of(const unsigned char secret[JOSE_SECRET_BYTES]) {
    unsigned char point[POINT];
    EVP_PKEY *key = NULL;
    if (!point_of(secret, point)) {
        return NULL;
    }
    BIGNUM *k = BN_bin2bn(secret, JOSE_SECRET_BYTES, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM *params = NULL;
    if (build && k && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, POINT) &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, k)) {
        params = OSSL_PARAM_BLD_to_param(build);
    }
    if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 || EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params) != 1) {
        key = NULL;
    }
    OSSL_PARAM_free(params);
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_BLD_free(build);
    BN_clear_free(k);
    return key;
}

/* OpenSSL signs as DER; JOSE wants r and s side by side. */
static bool raw_signature(const unsigned char *der, size_t n, unsigned char ret[2 * COORD]) {
    const unsigned char *p = der;
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)n);
    bool ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), ret, COORD) == COORD &&
              BN_bn2binpad(ECDSA_SIG_get0_s(sig), ret + COORD, COORD) == COORD;
    ECDSA_SIG_free(sig);
    return ok;
}

struct str jose_sign(struct arena *a, const unsigned char secret[JOSE_SECRET_BYTES], struct str header, struct str claims) {
    unsigned char der[128], raw[2 * COORD];
    size_t n = sizeof der;
    EVP_PKEY *key = key_of(secret);
    if (!key) {
        return STR_NULL;
    }
    struct str text = arena_printf(a, "%.*s.%.*s", STRF(jose_base64url(a, header)), STRF(jose_base64url(a, claims)));
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = ctx && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
              EVP_DigestSign(ctx, der, &n, (const unsigned char *)text.p, text.n) == 1 && raw_signature(der, n, raw);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return ok ? arena_printf(a, "%.*s.%.*s", STRF(text), STRF(jose_base64url(a, (struct str){(const char *)raw, sizeof raw}))) : STR_NULL;
}
