/* charset.c: which encoding a feed is in. Order: byte order mark, HTTP header, XML declaration, UTF-8. The mark comes
 * first since it is part of the bytes (RFC 7303 section 3); a header or declaration of a one-byte encoding gives way
 * when the bytes are UTF-8 beyond doubt, for servers add such headers unasked. ISO-8859-1 and US-ASCII mean
 * windows-1252, as in browsers. What is declared UTF-8 and is not has its stray bytes read as windows-1252. */
#include "base/heap.h"
#include "feed/feed_int.h"
#include "text/html_entity.h"

#include <unicode/ucnv.h>

enum { NAME_MAX = 64, HEAD_MAX = 1024 };

/* Value of `key` in a header or declaration: key, "=", quoted or not. */
static struct str param(struct str s, const char *key) {
    struct str k = str_of(key);
    for (size_t i = 0; i + k.n < s.n; i++) {
        if (!str_istarts(str_sub(s, i, s.n), k)) {
            continue;
        }
        struct str rest = str_trim(str_sub(s, i + k.n, s.n));
        if (rest.n < 2 || rest.p[0] != '=') {
            continue;
        }
        rest = str_trim(str_sub(rest, 1, rest.n));
        size_t n = 0;
        if (rest.n > 0 && (rest.p[0] == '"' || rest.p[0] == '\'')) {
            n = str_chr(str_sub(rest, 1, rest.n), rest.p[0]);
            return str_trim(str_sub(rest, 1, 1 + n));
        }
        while (n < rest.n && !strchr(" \t\r\n;,?>", rest.p[n])) {
            n++;
        }
        return str_sub(rest, 0, n);
    }
    return STR_NULL;
}

static struct str declared(struct str bytes) {
    struct str head = str_trim(str_sub(bytes, 0, HEAD_MAX));
    if (!str_istarts(head, STR("<?xml"))) {
        return STR_NULL;
    }
    return param(str_sub(head, 0, str_find(head, STR("?>"))), "encoding");
}

/* Name by byte order mark, or by the zero bytes around "<" in UTF-16 without one; *ret_skip is the mark's length. */
static const char *sniffed(struct str s, size_t *ret_skip) {
    static const struct {
        const char *bytes;
        size_t n, skip;
        const char *name;
    } marks[] = {
        {"\xef\xbb\xbf", 3, 3, "UTF-8"},
        {"\xff\xfe\0\0", 4, 4, "UTF-32LE"},
        {"\0\0\xfe\xff", 4, 4, "UTF-32BE"},
        {"\xff\xfe", 2, 2, "UTF-16LE"},
        {"\xfe\xff", 2, 2, "UTF-16BE"},
        {"<\0\0\0", 4, 0, "UTF-32LE"},
        {"\0\0\0<", 4, 0, "UTF-32BE"},
        {"<\0", 2, 0, "UTF-16LE"},
        {"\0<", 2, 0, "UTF-16BE"},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (s.n >= marks[i].n && memcmp(s.p, marks[i].bytes, marks[i].n) == 0) {
            *ret_skip = marks[i].skip;
            return marks[i].name;
        }
    }
    return NULL;
}

static bool one_of(struct str name, const char *const *list) {
    for (size_t i = 0; list[i]; i++) {
        if (str_ieq(name, str_of(list[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_utf8_name(struct str name) {
    static const char *const names[] = {"utf-8", "utf8", "utf_8", "unicode-1-1-utf-8", NULL};
    return one_of(name, names);
}

static bool is_western(struct str name) {
    static const char *const names[] = {
        "iso-8859-1",   "iso8859-1", "iso_8859-1", "latin1",         "latin-1", "us-ascii", "ascii",
        "windows-1252", "cp1252",    "cp-1252",    "ansi_x3.4-1968", "l1",      NULL};
    return one_of(name, names);
}

/* Names that mean a larger encoding than they say (WHATWG Encoding Standard, section 4.2). */
static struct str as_browsers_read(struct str name) {
    static const struct {
        const char *said, *meant;
    } names[] = {
        {"gb2312", "gb18030"},       {"gbk", "gb18030"},        {"gb_2312-80", "gb18030"}, {"x-gbk", "gb18030"},
        {"euc-kr", "windows-949"},   {"ks_c_5601-1987", "windows-949"}, {"shift_jis", "windows-31j"},
        {"shift-jis", "windows-31j"}, {"sjis", "windows-31j"},  {"x-sjis", "windows-31j"}, {"iso-8859-9", "windows-1254"},
        {"latin5", "windows-1254"},  {"tis-620", "windows-874"}, {"iso-8859-11", "windows-874"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_ieq(name, str_of(names[i].said))) {
            return str_of(names[i].meant);
        }
    }
    return is_western(name) ? STR("windows-1252") : name;
}

/* ICU by name; false when it knows no such encoding. */
static bool convert(struct str s, struct str name, struct buf *store) {
    char text[NAME_MAX];
    name = as_browsers_read(name);
    if (name.n == 0 || name.n >= sizeof text) {
        return false;
    }
    memcpy(text, name.p, name.n);
    text[name.n] = '\0';
    UErrorCode status = U_ZERO_ERROR;
    UConverter *probe = ucnv_open(text, &status);
    if (U_FAILURE(status)) {
        return false;
    }
    ucnv_close(probe);
    size_t cap = 4 * s.n + 16;
    buf_init(store, NULL, cap);
    store->p = heap_alloc(cap + 1);
    store->cap = cap + 1;
    int32_t n = ucnv_convert("UTF-8", text, store->p, (int32_t)cap, s.p, (int32_t)s.n, &status);
    if (U_FAILURE(status) || n < 0 || (size_t)n > cap) {
        buf_done(store);
        return false;
    }
    store->n = (size_t)n;
    return true;
}

/* Well-formed characters as they are, other bytes as windows-1252. */
static void mixed(struct str s, struct buf *store) {
    buf_init(store, NULL, 3 * s.n + 16);
    size_t from = 0;
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
        if (c < 0x80 || (i + n <= s.n && n > 1 && str_utf8_valid(str_sub(s, i, i + n)))) {
            i += n;
            continue;
        }
        buf_add(store, s.p + from, i - from);
        char ref[8] = {'&', '#', (char)('0' + c / 100), (char)('0' + c / 10 % 10), (char)('0' + c % 10), ';'};
        uint32_t cp = c;
        html_entity_read((struct str){ref, 6}, false, &cp);     /* knows windows-1252 */
        html_add_cp(store, cp);
        from = ++i;
    }
    buf_add(store, s.p + from, s.n - from);
}

static bool beyond_ascii(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

struct str feed_decode(struct str bytes, struct str content_type, struct buf *store) {
    size_t skip = 0;
    buf_init(store, NULL, 0);
    const char *by_mark = sniffed(bytes, &skip);
    struct str s = str_sub(bytes, skip, bytes.n);
    struct str name = by_mark ? str_of(by_mark) : param(content_type, "charset");
    if (name.n == 0) {
        name = declared(s);
    }
    bool utf8 = str_utf8_valid(s);
    if (name.n == 0 || is_utf8_name(name) || (is_western(name) && utf8)) {
        struct str second = declared(s);
        if (utf8) {
            return s;
        }
        if (second.n > 0 && !is_utf8_name(second) && !by_mark &&
            convert(s, second, store)) {
            return buf_view(store);
        }
        mixed(s, store);
        return buf_view(store);
    }
    /* UTF-16 declared in text that plainly is not: the declaration survived a conversion. */
    bool wide = str_istarts(name, STR("utf-16")) || str_istarts(name, STR("utf-32")) || str_istarts(name, STR("ucs-"));
    if (utf8 && (!beyond_ascii(s) || (wide && !by_mark)) && str_chr(s, '\0') == s.n &&
        !str_istarts(name, STR("utf-7"))) {
        bool escapes = str_chr(s, 0x1b) < s.n || str_istarts(name, STR("hz"));
        if (!escapes) {
            return s;
        }
    }
    if (convert(s, name, store)) {
        return buf_view(store);
    }
    if (utf8) {
        return s;
    }
    mixed(s, store);
    return buf_view(store);
}
