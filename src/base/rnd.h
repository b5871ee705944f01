/* rnd.h: randomness as a seam (libsodium's generator, or a replayable one in tests), and the encodings of random texts. */
#ifndef PV_BASE_RND_H
#define PV_BASE_RND_H

#include "base/arena.h"

/* Call once at program start (sodium_init); aborts on failure. */
void rnd_init(void);
void rnd_bytes(void *out, size_t n);
/* Uniform in [0, below). */
uint32_t rnd_below(uint32_t below);
/* Replays from a seed (tests, demo); 0 restores the real generator. */
void rnd_seed(uint64_t seed);
/* `n` characters of base62 / of base64url without padding carrying `bytes` random bytes. */
struct str rnd_base62(struct arena *a, size_t n);
struct str rnd_token(struct arena *a, size_t bytes);
/* Lower-case hex. */
struct str hex_text(struct arena *a, const void *p, size_t n);
bool hex_parse(struct str s, void *out, size_t n);

#endif
