/* charset.c: see charset.h. */
#include "text/charset.h"

#include "base/heap.h"
#include "text/html.h"
#include "text/html_entity.h"

#include <errno.h>
#include <iconv.h>
#include <unicode/ucnv.h>

const char *charset_mark(struct str s, size_t *ret_skip) {
    static const struct {
        const char *bytes;
        size_t n;
        const char *name;
    } marks[] = {{"\xef\xbb\xbf", 3, "UTF-8"}, {"\xff\xfe", 2, "UTF-16LE"}, {"\xfe\xff", 2, "UTF-16BE"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (s.n >= marks[i].n && memcmp(s.p, marks[i].bytes, marks[i].n) == 0) {
            *ret_skip = marks[i].n;
            return marks[i].name;
        }
    }
    *ret_skip = 0;
    return NULL;
}

struct str charset_param(struct str s, const char *key) {
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

enum { MOSTLY = 4 };          /* a text with one strange byte in five is none of UTF-8, where half a character is taken out */

static bool by_icu(struct str s, const char *name, struct buf *store) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = ucnv_convert("UTF-8", name, store->p, (int32_t)store->max, s.p, (int32_t)s.n, &status);
    store->n = U_SUCCESS(status) && n >= 0 && (size_t)n <= store->max ? (size_t)n : 0;
    return store->n > 0 || (U_SUCCESS(status) && n == 0);
}

/* The C library knows a few that ICU does not; bytes it cannot read become U+FFFD. */
static bool by_libc(struct str s, const char *name, struct buf *store) {
    iconv_t cd = iconv_open("UTF-8", name);
    if (cd == (iconv_t)-1) {      // NOLINT(performance-no-int-to-ptr)
        return false;
    }
    char *in = (char *)(uintptr_t)s.p;       /* iconv does not write to it */
    char *out = store->p;
    size_t in_n = s.n;
    size_t room = store->max;
    while (in_n > 0 && iconv(cd, &in, &in_n, &out, &room) == (size_t)-1) {
        if (errno == E2BIG || in_n == 0 || room < 3) {
            break;
        }
        memcpy(out, "\xef\xbf\xbd", 3);
        out += 3;
        room -= 3;
        in++;
        in_n--;
    }
    iconv_close(cd);
    store->n = (size_t)(out - store->p);
    return true;
}

bool charset_convert(struct str s, const char *name, struct buf *store) {
    size_t cap = 4 * s.n + 16;
    buf_init(store, NULL, cap);
    if (!charset_known(name)) {
        return false;
    }
    store->p = heap_alloc(cap + 1);
    store->cap = cap + 1;
    if (!(charset_of_libc(name) ? by_libc(s, name, store) : by_icu(s, name, store))) {
        buf_done(store);
        buf_init(store, NULL, cap);
        return false;
    }
    return true;
}

/* Length of the well-formed character at `i`; 0 when there is none, and then *ret_cut tells how many bytes of one that
 * was cut off stand there (2 or 3), or 1. */
static size_t good_char(struct str s, size_t i, size_t *ret_cut) {
    unsigned char c = (unsigned char)s.p[i];
    size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
    size_t have = 1;
    *ret_cut = 1;
    if (n <= 1) {
        return n;
    }
    if (i + n <= s.n && str_utf8_valid(str_sub(s, i, i + n))) {
        return n;
    }
    while (have < n && i + have < s.n && ((unsigned char)s.p[i + have] & 0xc0) == 0x80) {
        have++;
    }
    *ret_cut = have < n ? have : 1;
    return 0;
}

bool charset_mostly_utf8(struct str s, size_t times) {
    size_t chars = 0, stray = 0, cut;
    for (size_t i = 0; i < s.n;) {
        size_t n = good_char(s, i, &cut);
        chars += n > 1;
        stray += n == 0;
        i += n ? n : cut;
    }
    return chars > times * stray;
}

void charset_western(struct str s, bool keep_utf8, struct buf *store) {
    bool cuts = keep_utf8 && charset_mostly_utf8(s, MOSTLY);
    size_t from = 0;
    buf_init(store, NULL, 3 * s.n + 16);
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        size_t cut = 1;
        size_t good = keep_utf8 ? good_char(s, i, &cut) : c < 0x80;
        if (good) {
            i += good;
            continue;
        }
        buf_add(store, s.p + from, i - from);
        bool replace = cuts && cut > 1;
        html_add_cp(store, replace ? 0xfffd : html_windows1252(c));
        i += replace ? cut : 1;
        from = i;
    }
    buf_add(store, s.p + from, s.n - from);
}

/* ---- a page's own word ---- */

struct prescan {
    const char *found;
};

static bool meta_charset(void *ud, const struct html_tag *tag) {
    struct prescan *p = ud;
    if (str_is(tag->name, "body")) {
        return false;
    }
    if (!str_is(tag->name, "meta")) {
        return true;
    }
    struct str label = html_attr(tag, "charset");
    if (label.n == 0 && str_ieq(str_trim(html_attr(tag, "http-equiv")), STR("content-type"))) {
        label = charset_param(html_attr(tag, "content"), "charset");
    }
    p->found = label.n > 0 ? charset_named(label) : NULL;
    return p->found == NULL;
}

/* What <meta> or an XML declaration says; UTF-16 can not be true where the declaration was readable (step 4.12). */
static const char *told_by_page(struct str bytes) {
    struct str head = str_sub(bytes, 0, CHARSET_HEAD_MAX);
    struct prescan p = {NULL};
    struct html_sink sink = {.start = meta_charset, .ud = &p};
    struct str xml = str_trim(str_sub(head, 0, 1024));
    html_walk(head, &sink);
    if (!p.found && str_istarts(xml, STR("<?xml"))) {
        p.found = charset_named(charset_param(str_sub(xml, 0, str_find(xml, STR("?>"))), "encoding"));
    }
    return p.found && strncmp(p.found, "UTF-16", 6) == 0 ? "UTF-8" : p.found;
}

static const char *wide_by_zeros(struct str s) {
    if (s.n < 4) {
        return NULL;
    }
    return s.p[0] == '<' && s.p[1] == '\0' && s.p[3] == '\0' ? "UTF-16LE"
           : s.p[0] == '\0' && s.p[1] == '<' && s.p[2] == '\0' ? "UTF-16BE" : NULL;
}

struct str charset_page(struct str bytes, struct str content_type, struct buf *store) {
    size_t skip;
    buf_init(store, NULL, 0);
    const char *name = charset_mark(bytes, &skip);
    struct str s = str_sub(bytes, skip, bytes.n);
    if (!name && content_type.n > 0) {
        name = charset_named(charset_param(content_type, "charset"));
    }
    if (!name) {
        name = wide_by_zeros(s);
    }
    if (!name) {
        name = told_by_page(s);
    }
    if (!name) {
        name = str_utf8_valid(s) ? "UTF-8" : "windows-1252";
    }
    if (strcmp(name, "UTF-8") == 0 || !charset_convert(s, name, store)) {
        return s;
    }
    return buf_view(store);
}
