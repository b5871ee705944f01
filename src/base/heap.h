/* heap.h: memory that outlives a request: caches, queues, threads' own state. Aborts when there is none. */
#ifndef PV_BASE_HEAP_H
#define PV_BASE_HEAP_H

#include "base/str.h"

/* Once at the start: keeps a few freed megabytes for the next request or job, instead of giving them back to the system
 * and asking again each time (a fifth of a feed's parsing went there). */
void heap_start(void);
/* Zeroed. */
void *heap_alloc(size_t n);
void *heap_calloc(size_t count, size_t size);
/* Grows or shrinks; new bytes are not zeroed. */
void *heap_realloc(void *p, size_t n);
void heap_free(void *p);
/* A NUL-terminated copy; free its .p with heap_free((void *)s.p). NULL stays NULL. */
struct str heap_dup(struct str s);

#endif
