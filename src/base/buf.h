/* buf.h: a growing byte buffer with a mandatory maximum, after curl's dynbuf.
 *
 * Once the maximum is passed the buffer is marked `over` and takes nothing more; the writer checks once, at the end.
 * Memory comes from an arena, or from the heap when `a` is NULL (then buf_done frees it). */
#ifndef PV_BASE_BUF_H
#define PV_BASE_BUF_H

#include "base/arena.h"

struct buf {
    char *p;
    size_t n, cap, max;
    bool over;
    struct arena *a;
};

void buf_init(struct buf *b, struct arena *a, size_t max);
/* Frees heap memory; with an arena only forgets it. */
void buf_done(struct buf *b);
void buf_reset(struct buf *b);
/* Makes room for `n` more bytes at once, where the size is known before writing. */
void buf_reserve(struct buf *b, size_t n);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_c(struct buf *b, const char *c);
void buf_ch(struct buf *b, char c);
void buf_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The text as a JSON string with quotes (RFC 8259 section 7). Input is well-formed UTF-8. */
void buf_json(struct buf *b, struct str s);
/* Percent-encoded as RFC 3986 unreserved only (space = %20). */
void buf_pct(struct buf *b, struct str s);
/* HTML text, safe in content and in quoted attributes. */
void buf_html(struct buf *b, struct str s);
/* The bytes so far; valid until the next write. NUL-terminated. */
struct str buf_view(struct buf *b);

#endif
