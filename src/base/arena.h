/* arena.h: one pool of memory per request or job, released as a whole.
 *
 * Allocation never fails: out of memory or over the cap aborts, since whatever an outsider sizes is capped before it
 * gets here. All memory comes back zeroed. Under AddressSanitizer every allocation is its own malloc, so overflow and
 * use after reset are caught. Not thread-safe: one owner at a time. */
#ifndef PV_BASE_ARENA_H
#define PV_BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena;

/* A new arena that may hold `cap` bytes. Free it with arena_free. */
struct arena *arena_create(size_t cap);
/* Runs the deferred functions, newest first, and releases all memory, the arena included. */
void arena_free(struct arena *a);
/* As arena_free, but the arena stays usable (and keeps its first block). */
void arena_reset(struct arena *a);
/* `n` zeroed bytes, aligned to 16. */
void *arena_alloc(struct arena *a, size_t n);
/* Zeroed array; aborts on overflow. */
void *arena_calloc(struct arena *a, size_t count, size_t size);
#define arena_new(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define arena_array(a, T, n) ((T *)arena_calloc((a), (n), sizeof(T)))
/* Copies, NUL-terminated. A NULL text stays NULL. */
struct str arena_dup(struct arena *a, struct str s);
struct str arena_dupz(struct arena *a, const char *c);
struct str arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Calls fn(ptr) when the arena is reset or freed. */
void arena_defer(struct arena *a, void (*fn)(void *), void *ptr);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

#endif
