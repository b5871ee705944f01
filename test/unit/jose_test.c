/* jose_test.c: keys, thumbprints and signatures of jose.h: a known key and its thumbprint, signatures verified by OpenSSL, edges. */
#include "pvtest.h"

#include "network/jose.h"

#include "base/rnd.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/core_names.h>
#include <sodium.h>
#include <string.h>

static struct str unbase(struct str s) {
    unsigned char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    assert_int_equal(sodium_base642bin(out, s.n, s.p, s.n, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING), 0);
    return (struct str){(char *)out, n};
}

/* The generator: the public key of the secret 1 (SEC 2, section 2.4.2). */
static void test_public(void **state) {
    (void)state;
    unsigned char one[JOSE_SECRET_BYTES] = {0};
    one[31] = 1;
    struct str jwk = jose_public(a, one);
    assert_true(str_is(jwk, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
                            "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"}"));
    unsigned char none[JOSE_SECRET_BYTES] = {0}, above[JOSE_SECRET_BYTES];
    memset(above, 0xff, sizeof above);
    assert_false(jose_secret_ok(none));
    assert_false(jose_secret_ok(above));
    assert_null(jose_public(a, none).p);
    assert_null(jose_sign(a, above, STR("{}"), STR("{}")).p);
}

/* RFC 7638 section 3: the digest of the members in their order; the value is that of another program. */
static void test_thumbprint(void **state) {
    (void)state;
    unsigned char one[JOSE_SECRET_BYTES] = {0};
    one[31] = 1;
    assert_true(str_is(jose_thumbprint(a, jose_public(a, one)), "xx0BcA-wMohw8atYDJOe6peGModklG2wRHBlXHMvl0M"));
}

static bool verifies(struct str jwt, const unsigned char secret[JOSE_SECRET_BYTES]) {
    struct str jwk = jose_public(a, secret), head, claims, sig;
    size_t xs = str_find(jwk, STR("\"x\":\"")) + 5, ys = str_find(jwk, STR("\"y\":\"")) + 5;
    struct str x = unbase(str_sub(jwk, xs, xs + 43)), y = unbase(str_sub(jwk, ys, ys + 43));
    unsigned char point[65] = {4}, der[128], *p = der;
    memcpy(point + 1, x.p, 32);
    memcpy(point + 33, y.p, 32);
    struct str rest = jwt;
    assert_true(str_split(&rest, '.', &head) && str_split(&rest, '.', &claims));
    sig = unbase(rest);
    assert_int_equal(sig.n, 64);
    ECDSA_SIG *raw = ECDSA_SIG_new();
    ECDSA_SIG_set0(raw, BN_bin2bn((const unsigned char *)sig.p, 32, NULL), BN_bin2bn((const unsigned char *)sig.p + 32, 32, NULL));
    int n = i2d_ECDSA_SIG(raw, &p);
    ECDSA_SIG_free(raw);
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)(uintptr_t)"prime256v1", 0),
                           OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point), OSSL_PARAM_construct_end()};
    EVP_PKEY_CTX *kctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    EVP_PKEY *key = NULL;
    assert_int_equal(EVP_PKEY_fromdata_init(kctx), 1);
    assert_int_equal(EVP_PKEY_fromdata(kctx, &key, EVP_PKEY_PUBLIC_KEY, params), 1);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key);
    int rc = EVP_DigestVerify(ctx, der, (size_t)n, (const unsigned char *)jwt.p, head.n + 1 + claims.n);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(kctx);
    return rc == 1;
}

/* Some of a few hundred signatures have an r or s that begins with zero bytes, which must not be lost. */
static void test_sign(void **state) {
    (void)state;
    for (int i = 0; i < 300; i++) {
        unsigned char secret[JOSE_SECRET_BYTES];
        rnd_bytes(secret, sizeof secret);
        struct str jwt = jose_sign(a, secret, STR("{\"alg\":\"ES256\"}"), arena_printf(a, "{\"n\":%d}", i));
        assert_true(verifies(jwt, secret));
        if (i == 0) {
            char *broken = arena_alloc(a, jwt.n + 1);
            memcpy(broken, jwt.p, jwt.n);
            broken[str_chr(jwt, '.') + 3] ^= 1;
            assert_false(verifies((struct str){broken, jwt.n}, secret));
        }
    }
}

int main(void) {
    rnd_init();
    const struct CMUnitTest tests[] = {
        TEST(test_public),
        TEST(test_thumbprint),
        TEST(test_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
