/* rnd.c: see rnd.h. The replayed stream is ChaCha20 keyed by the seed (libsodium's deterministic generator). */
#include "base/rnd.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { SUPPLY = 1024, SMALL = 64 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t seed;
static uint64_t drawn;

void rnd_init(void) {
    if (sodium_init() < 0) {
        fputs("libsodium could not start\n", stderr);
        abort();
    }
}

void rnd_seed(uint64_t s) {
    pthread_mutex_lock(&lock);
    seed = s;
    drawn = 0;
    pthread_mutex_unlock(&lock);
}

/* Small pieces come from a thread's own supply, each byte given once and wiped: a call of the system for each salt and id
 * was a twentieth of an import. */
static void small_piece(void *out, size_t n) {
    static _Thread_local unsigned char supply[SUPPLY];
    static _Thread_local size_t left;
    if (left < n) {
        randombytes_buf(supply, sizeof supply);
        left = sizeof supply;
    }
    left -= n;
    memcpy(out, supply + left, n);
    sodium_memzero(supply + left, n);
}

void rnd_bytes(void *out, size_t n) {
    if (__builtin_expect(seed == 0, 1)) {
        if (n <= SMALL) {
            small_piece(out, n);
        } else {
            randombytes_buf(out, n);
        }
        return;
    }
    unsigned char key[randombytes_SEEDBYTES] = {0};
    pthread_mutex_lock(&lock);
    uint64_t at = drawn++;
    memcpy(key, &seed, sizeof seed);
    memcpy(key + 8, &at, sizeof at);
    pthread_mutex_unlock(&lock);
    randombytes_buf_deterministic(out, n, key);
}

uint32_t rnd_below(uint32_t below) {
    if (below < 2) {
        return 0;
    }
    uint32_t min = (uint32_t)(-below) % below;  /* rejects the uneven rest */
    uint32_t v;
    do {
        rnd_bytes(&v, sizeof v);
    } while (v < min);
    return v % below;
}

struct str rnd_base62(struct arena *a, size_t n) {
    static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    char *p = arena_alloc(a, n + 1);
    for (size_t i = 0; i < n; i++) {
        p[i] = set[rnd_below(62)];
    }
    return (struct str){p, n};
}

struct str rnd_token(struct arena *a, size_t bytes) {
    unsigned char *raw = arena_alloc(a, bytes);
    rnd_bytes(raw, bytes);
    size_t cap = sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *p = arena_alloc(a, cap);
    sodium_bin2base64(p, cap, raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(p);
}

struct str hex_text(struct arena *a, const void *p, size_t n) {
    char *out = arena_alloc(a, n * 2 + 1);
    sodium_bin2hex(out, n * 2 + 1, p, n);
    return (struct str){out, n * 2};
}

bool hex_parse(struct str s, void *out, size_t n) {
    size_t got = 0;
    return s.n == n * 2 && sodium_hex2bin(out, n, s.p, s.n, NULL, &got, NULL) == 0 && got == n;
}
