/* arena.c: see arena.h. Blocks of 16 KiB in a list, up to KEEP of them kept over a reset; big pieces get a
 * block of their own. */
#include "base/arena.h"

#include "base/heap.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_EACH 1
#endif
#endif
#ifndef ARENA_EACH
#define ARENA_EACH 0
#endif

enum { BLOCK = 16 * 1024, ALIGN = 16, KEEP = 64 };

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGN) char data[];
};

struct defer {
    struct defer *next;
    void (*fn)(void *);
    void *ptr;
};

struct arena {
    struct block *blocks;  /* newest first */
    struct block *spare;   /* kept by a reset, each of BLOCK bytes */
    int spare_n;
    struct defer *defers;
    size_t used, cap;
};

static void die(const char *why) {
    fprintf(stderr, "arena: %s\n", why);
    abort();
}

struct arena *arena_create(size_t cap) {
    struct arena *a = heap_alloc(sizeof *a);
    a->cap = cap;
    return a;
}

/* One of more than BLOCK bytes is zeroed: the system gives such pages clean. */
static struct block *block_add(struct arena *a, size_t size) {
    struct block *b = size == BLOCK ? a->spare : NULL;
    if (b) {
        a->spare = b->next;
        a->spare_n--;
    } else {
        b = size > BLOCK ? calloc(1, sizeof *b + size) : malloc(sizeof *b + size);
    }
    if (!b) {
        die("out of memory");
    }
    b->size = size;
    b->used = 0;
    b->next = a->blocks;
    a->blocks = b;
    return b;
}

/* As arena_alloc, but what the bytes are is left open. */
static void *take(struct arena *a, size_t n) {
    size_t size = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (size < n || a->used + size > a->cap) {
        die("over its cap");
    }
    a->used += size;
    struct block *b = a->blocks;
    if (ARENA_EACH) {
        b = block_add(a, n);
        b->used = n;
        return b->data;
    }
    if (!b || b->size - b->used < size) {
        if (size > BLOCK / 4 && b) {
            /* A block of its own behind the current one, so that the rest of that is still used. */
            struct block *big = block_add(a, size);
            a->blocks = b;
            big->next = b->next;
            b->next = big;
            big->used = size;
            return big->data;
        }
        b = block_add(a, size > BLOCK ? size : BLOCK);
    }
    void *p = b->data + b->used;
    b->used += size;
    return p;
}

void *arena_alloc(struct arena *a, size_t n) {
    void *p = take(a, n);
    return n > BLOCK ? p : memset(p, 0, n);          /* greater ones come zeroed */
}

void *arena_calloc(struct arena *a, size_t count, size_t size) {
    size_t n;
    if (__builtin_mul_overflow(count, size, &n)) {
        die("array too large");
    }
    return arena_alloc(a, n);
}

struct str arena_dup(struct arena *a, struct str s) {
    if (!s.p) {
        return s;
    }
    char *p = take(a, s.n + 1);
    if (s.n) {
        memcpy(p, s.p, s.n);
    }
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

struct str arena_dupz(struct arena *a, const char *c) {
    return arena_dup(a, str_of(c));
}

struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap) {
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (n < 0) {
        die("format error");
    }
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    return (struct str){p, (size_t)n};
}

struct str arena_printf(struct arena *a, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    struct str s = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return s;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *ptr) {
    struct defer *d = arena_new(a, struct defer);
    d->fn = fn;
    d->ptr = ptr;
    d->next = a->defers;
    a->defers = d;
}

static void run_defers(struct arena *a) {
    while (a->defers) {
        struct defer *d = a->defers;
        a->defers = d->next;
        d->fn(d->ptr);
    }
}

/* Empties the arena; up to `keep` blocks stay for what comes. */
static void drop_blocks(struct arena *a, int keep) {
    struct block *list = a->blocks;
    a->blocks = NULL;
    a->used = 0;
    while (list) {
        struct block *b = list;
        list = b->next;
        if (!ARENA_EACH && b->size == BLOCK && a->spare_n < keep) {
            b->next = a->spare;
            a->spare = b;
            a->spare_n++;
        } else {
            free(b);
        }
    }
}

void arena_reset(struct arena *a) {
    run_defers(a);
    drop_blocks(a, KEEP);
}

void arena_free(struct arena *a) {
    if (!a) {
        return;
    }
    run_defers(a);
    drop_blocks(a, 0);
    while (a->spare) {
        struct block *b = a->spare;
        a->spare = b->next;
        free(b);
    }
    heap_free(a);
}

size_t arena_used(const struct arena *a) {
    return a->used;
}
