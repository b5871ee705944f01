/* decode.c: see decode.h. */
#include "app/staff/decode.h"
#include "base/err.h"
#include "text/charset.h"

#include <unicode/utf8.h>

enum { SNIFF = 4096, WINDOWS = 4096, NULS_SHARE = 100 };

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

/* ---- which of the old one-byte encodings ---- */

/* How likely a letter beyond ASCII is where it stands, in western European text. */
static int likeness(uint32_t before, uint32_t c, char after) {
    bool after_small = before >= 'a' && before <= 'z', after_big = before >= 'A' && before <= 'Z';
    bool small = (c >= 0xdf && c <= 0xff && c != 0xf7) || c == 0x153 || c == 0x161 || c == 0x17e;
    bool capital = (c >= 0xc0 && c <= 0xde && c != 0xd7) || c == 0x152 || c == 0x160 || c == 0x17d || c == 0x178;
    bool rare = strchr("\xf0\xfe\xd0\xde", (int)(c & 0xff)) && c < 0x100;      /* of Icelandic only */
    if (small && !rare) {
        return after_small ? 3 : 2;
    }
    if (capital && !rare) {
        return after_small || (after_big && after >= 'a' && after <= 'z') ? -3 : 1;     /* a capital inside of a word */
    }
    bool letter = after_small || after_big;
    if (letter && (c == 0x2018 || c == 0x201a || c == 0x201c || c == 0x201e)) {
        return -2;                   /* quotes that open, behind a letter */
    }
    return c == 0x2019 && letter ? 2 : (c >= 0x2013 && c <= 0x2026) || c == 0x20ac || c == 0xab || c == 0xbb || c == 0xa0 ? 0 : -2;
}

static int score_as(struct str sample, const char *encoding) {
    struct buf b;
    int score = charset_convert(sample, encoding, &b) ? 0 : -1000000;
    struct str s = buf_view(&b);
    UChar32 before = ' ', c;
    int32_t i = 0, n = (int32_t)s.n;
    while (i < n && score > -1000000) {
        U8_NEXT(s.p, i, n, c);
        score += c >= 0x80 ? likeness((uint32_t)before, (uint32_t)c, i < n ? s.p[i] : ' ') : 0;
        before = c;
    }
    buf_done(&b);
    return score;
}

/* windows-1252 unless the bytes make better words in what old Macs and DOS wrote. */
static const char *old_encoding(struct str s) {
    static const char *const others[] = {"macintosh", "IBM850", NULL};
    char sample[4 * WINDOWS];
    size_t n = 0;
    for (size_t i = 0; i < s.n && n + 4 <= sizeof sample; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            bool more = i + 1 < s.n && (unsigned char)s.p[i + 1] < 0x80;
            sample[n++] = i ? s.p[i - 1] : ' ';
            sample[n++] = s.p[i];
            sample[n++] = more ? s.p[i + 1] : ' ';
            sample[n++] = ' ';
        }
    }
    const char *best = "windows-1252";
    int most = 0;
    bool western = score_as((struct str){sample, n}, best) >= 0;
    for (size_t k = 0; !western && others[k]; k++) {
        int score = score_as((struct str){sample, n}, others[k]);
        if (score > most) {
            best = others[k];
            most = score;
        }
    }
    return best;
}

static bool as_old(struct str s, const char *encoding, struct arena *a, struct str *ret) {
    struct buf b;
    bool ok = charset_convert(s, encoding, &b);
    *ret = kept(a, &b);
    return ok;
}

/* ---- NUL bytes ---- */

/* What begins like an archive, a workbook or a print is none of ours, whatever follows. */
static bool is_binary(struct str s) {
    static const char *const marks[] = {"PK\3\4", "\xd0\xcf\x11\xe0", "%PDF-", "\x1f\x8b", "{\\rtf"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (str_starts(s, str_of(marks[i]))) {
            return true;
        }
    }
    return false;
}

/* A few NULs are what a broken export left; they go. False when there are too many for a text. */
static bool drop_nuls(struct staff_text *t, struct arena *a) {
    size_t nuls = 0;
    for (size_t i = 0; i < t->text.n; i++) {
        nuls += t->text.p[i] == '\0';
    }
    if (nuls == 0) {
        return true;
    }
    if (nuls > 1 + t->text.n / NULS_SHARE) {
        return false;
    }
    char *out = arena_alloc(a, t->text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < t->text.n; i++) {
        if (t->text.p[i]) {
            out[n++] = t->text.p[i];
        }
    }
    t->text = (struct str){out, n};
    t->stray = true;
    return true;
}

/* ---- lines in quotes ---- */

/* A line that is one quoted field: quotes at its ends, and only doubled ones between. */
static bool whole_line_quoted(struct str line) {
    if (line.n < 3 || line.p[0] != '"' || line.p[line.n - 1] != '"') {
        return false;
    }
    for (size_t i = 1; i + 1 < line.n; i++) {
        if (line.p[i] == '"') {
            if (i + 2 >= line.n || line.p[i + 1] != '"') {
                return false;
            }
            i++;
        }
    }
    return true;
}

static bool next_line(struct str text, size_t *at, struct str *ret) {
    size_t from = *at, end = from;
    if (from >= text.n) {
        return false;
    }
    while (end < text.n && text.p[end] != '\n' && text.p[end] != '\r') {
        end++;
    }
    *ret = str_sub(text, from, end);
    *at = end + 1;
    return true;
}

static bool divided(struct str line) {
    return str_chr(line, ',') < line.n || str_chr(line, ';') < line.n || str_chr(line, '\t') < line.n;
}

/* A sheet saved twice: under a line of headers (which may have escaped it) each line is one quoted field that holds
 * delimiters. Without headers it may be a list of "Roe, Ada <ada@acme.example>". */
static bool lines_quoted(struct str text) {
    size_t at = 0, no = 0;
    struct str line;
    while (next_line(text, &at, &line)) {
        if (str_empty(line)) {
            continue;
        }
        bool good = no == 0 ? str_chr(line, '@') == line.n : whole_line_quoted(line);
        if (!good || !divided(line)) {
            return false;
        }
        no++;
    }
    return no > 1;
}

static struct str without_line_quotes(struct str text, struct arena *a) {
    char *out = arena_alloc(a, text.n + 1);
    size_t n = 0, at = 0, from = 0;
    struct str line;
    for (; next_line(text, &at, &line); from = at) {
        bool whole = whole_line_quoted(line);
        for (size_t i = whole ? 1 : 0; i < line.n - (whole ? 1 : 0); i++) {
            out[n++] = line.p[i];
            i += whole && line.p[i] == '"';
        }
        size_t end = from + line.n;
        if (end < text.n) {
            out[n++] = text.p[end];
        }
    }
    return (struct str){out, n};
}

bool staff_decode(struct str bytes, struct arena *a, struct staff_text *ret) {
    *ret = (struct staff_text){.text = bytes, .encoding = "utf-8"};
    size_t skip = 0;
    const char *mark = charset_mark(bytes, &skip);
    char order = !mark ? zeros(bytes) : strcmp(mark, "UTF-8") == 0 ? 0 : strcmp(mark, "UTF-16LE") == 0 ? 'l' : 'b';
    struct str s = str_sub(bytes, skip, bytes.n);
    if (is_binary(s)) {
        return false;
    }
    if (order) {
        ret->encoding = order == 'l' ? "utf-16le" : "utf-16be";
        ret->text = wide(s, order == 'b', a);
    } else if (str_utf8_valid(s)) {
        ret->text = s;
    } else if (skip == 3 || charset_mostly_utf8(s, 1)) {
        ret->text = western(s, true, a);
        ret->stray = true;
    } else {
        ret->encoding = old_encoding(s);
        if (str_is(str_of(ret->encoding), "windows-1252") || !as_old(s, ret->encoding, a, &ret->text)) {
            ret->encoding = "windows-1252";
            ret->text = western(s, false, a);
        }
    }
    if (!drop_nuls(ret, a)) {
        return false;
    }
    if (lines_quoted(ret->text)) {
        ret->text = without_line_quotes(ret->text, a);
    }
    return true;
}
