/* str.c: see str.h. Byte-wise helpers; the only Unicode knowledge is the form of UTF-8. */
#include "base/str.h"

#include <endian.h>
#include <limits.h>

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_istarts(struct str a, struct str prefix) {
    if (a.n < prefix.n) {
        return false;
    }
    for (size_t i = 0; i < prefix.n; i++) {
        if (lower(a.p[i]) != lower(prefix.p[i])) {
            return false;
        }
    }
    return true;
}

bool str_ends(struct str a, struct str suffix) {
    return a.n >= suffix.n && (suffix.n == 0 || memcmp(a.p + a.n - suffix.n, suffix.p, suffix.n) == 0);
}

size_t str_find(struct str a, struct str needle) {
    if (needle.n == 0) {
        return 0;
    }
    if (a.n == 0) {
        return a.n;
    }
    const char *hit = memmem(a.p, a.n, needle.p, needle.n);
    return hit ? (size_t)(hit - a.p) : a.n;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str a) {
    size_t from = 0;
    size_t to = a.n;
    while (from < to && is_space(a.p[from])) {
        from++;
    }
    while (to > from && is_space(a.p[to - 1])) {
        to--;
    }
    return str_sub(a, from, to);
}

bool str_split(struct str *rest, char sep, struct str *ret_part) {
    if (!rest->p) {
        return false;
    }
    size_t at = str_chr(*rest, sep);
    *ret_part = str_sub(*rest, 0, at);
    if (at == rest->n) {
        *rest = STR_NULL;
    } else {
        *rest = str_sub(*rest, at + 1, rest->n);
    }
    return true;
}

bool str_to_i64(struct str a, int64_t *ret_value) {
    size_t i = 0;
    bool neg = a.n > 0 && a.p[0] == '-';
    if (neg) {
        i = 1;
    }
    if (i == a.n) {
        return false;
    }
    int64_t v = 0;
    for (; i < a.n; i++) {
        if (a.p[i] < '0' || a.p[i] > '9') {
            return false;
        }
        if (__builtin_mul_overflow(v, (int64_t)10, &v) ||
            __builtin_sub_overflow(v, (int64_t)(a.p[i] - '0'), &v)) {
            return false;
        }
    }
    if (!neg) {
        if (v == INT64_MIN) {
            return false;
        }
        v = -v;
    }
    *ret_value = v;
    return true;
}

int str_cmp(struct str a, struct str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c != 0) {
        return c;
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

/* Length of the well-formed sequence at p, 0 when there is none (Unicode 15, table 3-7). */
static size_t utf8_step(const unsigned char *p, size_t n) {
    if (p[0] < 0x80) {
        return 1;
    }
    size_t want = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || n < want) {
        return 0;
    }
    unsigned char lo = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char hi = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
    if (p[1] < lo || p[1] > hi) {
        return 0;
    }
    for (size_t i = 2; i < want; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return want;
}

/* Number of ASCII bytes at p. */
static size_t ascii_run(const unsigned char *p, size_t n) {
    size_t i = 0;
    for (uint64_t eight; i + sizeof eight <= n; i += sizeof eight) {
        memcpy(&eight, p + i, sizeof eight);
        uint64_t high = le64toh(eight) & UINT64_C(0x8080808080808080);
        if (high) {
            return i + (size_t)__builtin_ctzll(high) / 8;
        }
    }
    while (i < n && p[i] < 0x80) {
        i++;
    }
    return i;
}

bool str_utf8_valid(struct str a) {
    const unsigned char *p = (const unsigned char *)a.p;
    for (size_t i = 0; i < a.n;) {
        i += ascii_run(p + i, a.n - i);
        while (i + 1 < a.n && p[i] >= 0xc2 && p[i] < 0xe0 && (p[i + 1] & 0xc0) == 0x80) {
            i += 2;                              /* Latin, Greek, Cyrillic: most of what is not ASCII */
        }
        size_t step = i < a.n ? utf8_step(p + i, a.n - i) : 0;
        if (i < a.n && step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

size_t str_utf8_count(struct str a) {
    size_t count = 0;
    for (size_t i = 0; i < a.n; i++) {
        count += ((unsigned char)a.p[i] & 0xc0) != 0x80;
    }
    return count;
}

struct str str_utf8_cut(struct str a, size_t max) {
    if (a.n <= max) {
        return a;
    }
    while (max > 0 && ((unsigned char)a.p[max] & 0xc0) == 0x80) {
        max--;
    }
    return str_sub(a, 0, max);
}

uint64_t str_hash(struct str a) {
    uint64_t h = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < a.n; i++) {
        h = (h ^ (unsigned char)a.p[i]) * UINT64_C(1099511628211);
    }
    return h;
}
