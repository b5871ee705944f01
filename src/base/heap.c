/* heap.c: see heap.h. The one place beside arenas, engines and the server where malloc is called. */
#include "base/heap.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEEP_BYTES = 4 * 1024 * 1024, GROW_BYTES = 512 * 1024, MAP_BYTES = 1024 * 1024 };

void heap_start(void) {
#ifdef M_TRIM_THRESHOLD
    mallopt(M_TRIM_THRESHOLD, KEEP_BYTES);
    mallopt(M_TOP_PAD, GROW_BYTES);
    mallopt(M_MMAP_THRESHOLD, MAP_BYTES);
#endif
}

static void *must(void *p) {
    if (!p) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return p;
}

void *heap_alloc(size_t n) {
    return must(calloc(1, n ? n : 1));
}

void *heap_calloc(size_t count, size_t size) {
    return must(calloc(count ? count : 1, size ? size : 1));
}

void *heap_realloc(void *p, size_t n) {
    return must(realloc(p, n ? n : 1));
}

void heap_free(void *p) {
    free(p);
}

struct str heap_dup(struct str s) {
    if (!s.p) {
        return s;
    }
    char *p = must(malloc(s.n + 1));
    if (s.n) {
        memcpy(p, s.p, s.n);
    }
    p[s.n] = '\0';
    return (struct str){p, s.n};
}
