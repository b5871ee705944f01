/* buf.c: see buf.h. */
#include "base/buf.h"

#include "base/heap.h"

#include <stdio.h>

void buf_init(struct buf *b, struct arena *a, size_t max) {
    *b = (struct buf){.a = a, .max = max};
}

void buf_done(struct buf *b) {
    if (!b->a) {
        heap_free(b->p);
    }
    buf_init(b, b->a, b->max);
}

void buf_reset(struct buf *b) {
    b->n = 0;
    b->over = false;
}

static void grow(struct buf *b, size_t n) {
    size_t cap = b->cap ? b->cap * 2 : 256;
    while (cap < b->n + n + 1) {
        cap *= 2;
    }
    if (b->a) {
        char *p = arena_alloc(b->a, cap);
        if (b->n) {
            memcpy(p, b->p, b->n);
        }
        b->p = p;
    } else {
        b->p = heap_realloc(b->p, cap);
    }
    b->cap = cap;
}

/* Room for n more bytes and a NUL; false when that passes the maximum. */
static inline bool room(struct buf *b, size_t n) {
    if (b->over || n > b->max - b->n) {
        b->over = true;
        return false;
    }
    if (b->n + n + 1 > b->cap) {
        grow(b, n);
    }
    return true;
}

void buf_reserve(struct buf *b, size_t n) {
    if (b->cap == 0 && b->a && n < b->max) {
        b->p = arena_alloc(b->a, n + 1);
        b->cap = n + 1;
    } else if (!b->over && n <= b->max - b->n) {
        room(b, n);
    }
}

void buf_add(struct buf *b, const void *p, size_t n) {
    if (!room(b, n)) {
        return;
    }
    if (n) {
        memcpy(b->p + b->n, p, n);
    }
    b->n += n;
    b->p[b->n] = '\0';
}

void buf_str(struct buf *b, struct str s) {
    buf_add(b, s.p, s.n);
}

void buf_c(struct buf *b, const char *c) {
    buf_add(b, c, strlen(c));
}

void buf_ch(struct buf *b, char c) {
    buf_add(b, &c, 1);
}

void buf_i64(struct buf *b, int64_t v) {
    char tmp[24];
    size_t i = sizeof tmp;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        tmp[--i] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0) {
        tmp[--i] = '-';
    }
    buf_add(b, tmp + i, sizeof tmp - i);
}

void buf_printf(struct buf *b, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0 || !room(b, (size_t)n)) {
        b->over = true;
        return;
    }
    va_start(ap, fmt);
    vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}

void buf_json(struct buf *b, struct str s) {
    static const char hex[] = "0123456789abcdef";
    buf_ch(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        buf_add(b, s.p + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') {
            buf_add(b, (char[]){'\\', (char)c}, 2);
        } else if (c == '\n') {
            buf_add(b, "\\n", 2);
        } else {
            buf_add(b, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
        }
    }
    if (from < s.n) {
        buf_add(b, s.p + from, s.n - from);
    }
    buf_ch(b, '"');
}

static bool unreserved(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void buf_pct(struct buf *b, struct str s) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (unreserved(c)) {
            buf_ch(b, (char)c);
        } else {
            buf_add(b, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
        }
    }
}

static const char *html_escape(char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void buf_html(struct buf *b, struct str s) {
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *escape = html_escape(s.p[i]);
        if (escape) {
            buf_add(b, s.p + from, i - from);
            buf_c(b, escape);
            from = i + 1;
        }
    }
    if (from < s.n) {
        buf_add(b, s.p + from, s.n - from);
    }
}

struct str buf_view(struct buf *b) {
    return (struct str){b->p ? b->p : "", b->n};
}
