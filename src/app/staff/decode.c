/* decode.c: see decode.h. */
#include "app/staff/decode.h"

enum { SNIFF = 4096 };

/* What bytes 0x80 to 0x9f mean (WHATWG Encoding Standard, index windows-1252). */
static const uint16_t high[32] = {
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d,
    0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a,
    0x153,  0x9d,   0x17e,  0x178};

static size_t put(char *out, uint32_t c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* Length of the well-formed character at `i`, 0 when there is none. */
static size_t good_char(struct str s, size_t i) {
    unsigned char c = (unsigned char)s.p[i];
    size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
    if (n <= 1) {
        return n;
    }
    return i + n <= s.n && str_utf8_valid(str_sub(s, i, i + n)) ? n : 0;
}

/* Bytes as windows-1252; with `keep_utf8`, only those that are part of no well-formed character. */
static struct str western(struct str s, bool keep_utf8, struct arena *a) {
    char *out = arena_alloc(a, 3 * s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        size_t good = keep_utf8 ? good_char(s, i) : c < 0x80;
        if (good) {
            memcpy(out + n, s.p + i, good);
            n += good;
            i += good;
        } else {
            n += put(out + n, c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c);
            i++;
        }
    }
    return (struct str){out, n};
}

static struct str wide(struct str s, bool big, struct arena *a) {
    char *out = arena_alloc(a, s.n / 2 * 3 + 4);
    const unsigned char *p = (const unsigned char *)s.p;
    size_t n = 0;
    for (size_t i = 0; i + 1 < s.n; i += 2) {
        uint32_t c = big ? (uint32_t)(p[i] << 8 | p[i + 1]) : (uint32_t)(p[i + 1] << 8 | p[i]);
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < s.n) {
            uint32_t d = big ? (uint32_t)(p[i + 2] << 8 | p[i + 3]) : (uint32_t)(p[i + 3] << 8 | p[i + 2]);
            if (d >= 0xdc00 && d < 0xe000) {
                n += put(out + n, 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00));
                i += 2;
                continue;
            }
        }
        n += put(out + n, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
    return (struct str){out, n};
}

/* In UTF-16 of European texts nearly every second byte is zero. 'l', 'b' or 0. */
static char zeros(struct str s) {
    size_t odd = 0, even = 0, n = s.n < SNIFF ? s.n : SNIFF;
    for (size_t i = 0; i < n; i++) {
        if (s.p[i] == 0) {
            *(i % 2 ? &odd : &even) += 1;
        }
    }
    if (n >= 4 && odd > n / 4 && odd > 4 * even) {
        return 'l';
    }
    return n >= 4 && even > n / 4 && even > 4 * odd ? 'b' : 0;
}

/* Whether invalid UTF-8 is still that, with a few strange bytes in it. */
static bool mostly_utf8(struct str s) {
    size_t chars = 0, stray = 0;
    for (size_t i = 0; i < s.n;) {
        size_t n = good_char(s, i);
        chars += n > 1;
        stray += n == 0;
        i += n ? n : 1;
    }
    return chars > 4 * stray;
}

bool staff_decode(struct str bytes, struct arena *a, struct staff_text *ret) {
    *ret = (struct staff_text){.text = bytes, .encoding = "utf-8"};
    char order = 0;
    size_t skip = 0;
    if (str_starts(bytes, STR("\xff\xfe"))) {
        order = 'l';
        skip = 2;
    } else if (str_starts(bytes, STR("\xfe\xff"))) {
        order = 'b';
        skip = 2;
    } else if (str_starts(bytes, STR("\xef\xbb\xbf"))) {
        skip = 3;
    } else {
        order = zeros(bytes);
    }
    struct str s = str_sub(bytes, skip, bytes.n);
    if (order) {
        ret->encoding = order == 'l' ? "utf-16le" : "utf-16be";
        ret->text = wide(s, order == 'b', a);
    } else if (str_utf8_valid(s)) {
        ret->text = s;
    } else if (skip == 3 || mostly_utf8(s)) {
        ret->text = western(s, true, a);
        ret->stray = true;
    } else {
        ret->encoding = "windows-1252";
        ret->text = western(s, false, a);
    }
    return str_chr(ret->text, '\0') == ret->text.n;
}
