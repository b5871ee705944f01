/* heap.c: see heap.h. The one place beside arenas, engines and the server where malloc is called. */
#include "base/heap.h"

#include <stdio.h>
#include <stdlib.h>

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
