/* str.h: text as pointer and length.
 *
 * A struct str never owns its bytes: they live in an arena, a literal or a buffer that outlives it. Text made by the
 * arena is also NUL-terminated, so that .p can be handed to C libraries. A NULL .p means "absent" (SQL NULL, JSON null),
 * which differs from an empty string (.p = "", .n = 0). Knows nothing of the application. */
#ifndef PV_BASE_STR_H
#define PV_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n;
};

/* A string literal as struct str. */
#define STR(lit) ((struct str){(lit), sizeof(lit) - 1})
#define STR_NULL ((struct str){NULL, 0})
/* For printf-like calls: "%.*s", STRF(s). */
#define STRF(s) (int)(s).n, ((s).p ? (s).p : "")

static inline struct str str_of(const char *c) {
    return (struct str){c, c ? strlen(c) : 0};
}
static inline bool str_eq(struct str a, struct str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_is(struct str a, const char *c) {
    return str_eq(a, str_of(c));
}
static inline bool str_empty(struct str a) {
    return a.n == 0;
}
static inline bool str_starts(struct str a, struct str prefix) {
    return a.n >= prefix.n && (prefix.n == 0 || memcmp(a.p, prefix.p, prefix.n) == 0);
}
bool str_istarts(struct str a, struct str prefix);
/* ASCII case-insensitive equality. */
static inline bool str_ieq(struct str a, struct str b) {
    return a.n == b.n && str_istarts(a, b);
}
bool str_ends(struct str a, struct str suffix);
/* First index of `needle` in `a`, or a.n when absent. */
size_t str_find(struct str a, struct str needle);
static inline size_t str_chr(struct str a, char c) {
    const char *hit = a.n ? (const char *)memchr(a.p, c, a.n) : NULL;
    return hit ? (size_t)(hit - a.p) : a.n;
}
/* Bytes [from, to), clamped. */
static inline struct str str_sub(struct str a, size_t from, size_t to) {
    to = to > a.n ? a.n : to;
    from = from > to ? to : from;
    return (struct str){a.p ? a.p + from : NULL, to - from};
}
/* Without leading and trailing ASCII white space. */
struct str str_trim(struct str a);
/* Takes the part before `sep` off `*rest`; false when *rest is used up. */
bool str_split(struct str *rest, char sep, struct str *ret_part);
/* Whole text as a decimal 64-bit number; false on anything else or overflow. */
bool str_to_i64(struct str a, int64_t *ret_value);
/* Byte order compare, as memcmp. */
int str_cmp(struct str a, struct str b);
/* Well-formed UTF-8 (no surrogates, no overlong forms; Unicode 15, table 3-7). */
bool str_utf8_valid(struct str a);
/* Number of code points of well-formed UTF-8. */
size_t str_utf8_count(struct str a);
/* The longest prefix of at most `max` bytes that does not cut a code point. */
struct str str_utf8_cut(struct str a, size_t max);
/* FNV-1a, for hash tables only. */
uint64_t str_hash(struct str a);

#endif
