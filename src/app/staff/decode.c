/* decode.c: see decode.h. */
#include "app/staff/decode.h"
#include "base/err.h"
#include "text/charset.h"

enum { SNIFF = 4096 };

/* What was converted, kept in the arena. */
static struct str kept(struct arena *a, struct buf *store) {
    struct str s = arena_dup(a, buf_view(store));
    buf_done(store);
    return s;
}

static struct str western(struct str s, bool keep_utf8, struct arena *a) {
    struct buf store;
    charset_western(s, keep_utf8, &store);
    return kept(a, &store);
}

static struct str wide(struct str s, bool big, struct arena *a) {
    struct buf store;
    bool ok = charset_convert(str_sub(s, 0, s.n & ~(size_t)1), big ? "UTF-16BE" : "UTF-16LE", &store);
    BUG_ON(!ok);
    return kept(a, &store);
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

bool staff_decode(struct str bytes, struct arena *a, struct staff_text *ret) {
    *ret = (struct staff_text){.text = bytes, .encoding = "utf-8"};
    size_t skip = 0;
    const char *mark = charset_mark(bytes, &skip);
    char order = !mark ? zeros(bytes) : strcmp(mark, "UTF-8") == 0 ? 0 : strcmp(mark, "UTF-16LE") == 0 ? 'l' : 'b';
    struct str s = str_sub(bytes, skip, bytes.n);
    if (order) {
        ret->encoding = order == 'l' ? "utf-16le" : "utf-16be";
        ret->text = wide(s, order == 'b', a);
    } else if (str_utf8_valid(s)) {
        ret->text = s;
    } else if (skip == 3 || charset_mostly_utf8(s)) {
        ret->text = western(s, true, a);
        ret->stray = true;
    } else {
        ret->encoding = "windows-1252";
        ret->text = western(s, false, a);
    }
    return str_chr(ret->text, '\0') == ret->text.n;
}
