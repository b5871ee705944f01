/* fold.c: see fold.h. ICU does the work; texts are bounded by their callers. */
#include "text/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static bool is_ascii(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

struct u16 {
    UChar *p;
    int32_t n;
};

static struct u16 to_u16(struct arena *a, struct str s) {
    struct u16 u = {arena_array(a, UChar, s.n + 1), 0};
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(u.p, (int32_t)s.n, &u.n, s.p, (int32_t)s.n, 0xfffd, NULL, &status);
    if (U_FAILURE(status)) {
        u.n = 0;
    }
    return u;
}

static struct str to_utf8(struct arena *a, struct u16 u) {
    int32_t cap = 3 * u.n + 1;
    char *out = arena_alloc(a, (size_t)cap);
    int32_t n = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8WithSub(out, cap, &n, u.p, u.n, 0xfffd, NULL, &status);
    return (struct str){out, U_FAILURE(status) ? 0 : (size_t)n};
}

static struct u16 normalized(struct arena *a, const UNormalizer2 *form, struct u16 u) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t need = unorm2_normalize(form, u.p, u.n, NULL, 0, &status);
    struct u16 out = {arena_array(a, UChar, (size_t)need + 1), need};
    status = U_ZERO_ERROR;
    unorm2_normalize(form, u.p, u.n, out.p, need + 1, &status);
    return out;
}

struct str text_nfc(struct arena *a, struct str s) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    if (U_FAILURE(status) || is_ascii(s)) {
        return s;
    }
    struct u16 u = to_u16(a, s);
    if (unorm2_isNormalized(nfc, u.p, u.n, &status)) {
        return s;
    }
    return to_utf8(a, normalized(a, nfc, u));
}

/* What U+00C0 to U+00FF fold to, the two bytes behind 0xC3. */
static const char *const latin[64] = {
    "a", "a", "a", "a", "a", "a", "\xc3\xa6", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "\xc3\xb0", "n", "o", "o", "o", "o", "o", "\xc3\x97", "\xc3\xb8", "u", "u", "u", "u", "y", "\xc3\xbe", "ss",
    "a", "a", "a", "a", "a", "a", "\xc3\xa6", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "\xc3\xb0", "n", "o", "o", "o", "o", "o", "\xc3\xb7", "\xc3\xb8", "u", "u", "u", "u", "y", "\xc3\xbe", "y"};

/* ASCII and the letters of western Europe, nearly all there is; false where there is another character. */
static bool fold_western(struct arena *a, struct str s, struct str *ret) {
    char *out = arena_alloc(a, s.n + 1);         /* nothing of it gets longer */
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x80) {
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            continue;
        }
        unsigned char next = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
        if (c != 0xc3 || (next & 0xc0) != 0x80) {
            return false;
        }
        for (const char *p = latin[next & 0x3f]; *p; p++) {
            out[n++] = *p;
        }
        i++;
    }
    *ret = (struct str){out, n};
    return true;
}

static struct str fold_any(struct arena *a, struct str s) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
    if (U_FAILURE(status)) {
        return s;
    }
    struct u16 u = normalized(a, nfkd, to_u16(a, s));
    int32_t kept = 0;
    for (int32_t i = 0; i < u.n;) {
        UChar32 c;
        int32_t at = i;
        U16_NEXT(u.p, i, u.n, c);
        if (u_charType(c) != U_NON_SPACING_MARK && u_charType(c) != U_ENCLOSING_MARK) {
            while (at < i) {
                u.p[kept++] = u.p[at++];
            }
        }
    }
    struct u16 folded = {arena_array(a, UChar, 3 * (size_t)kept + 1), 0};
    folded.n = u_strFoldCase(folded.p, 3 * kept + 1, u.p, kept, U_FOLD_CASE_DEFAULT, &status);
    return U_FAILURE(status) ? s : to_utf8(a, folded);
}

struct str text_fold(struct arena *a, struct str s) {
    struct str western;
    if (fold_western(a, s, &western)) {
        return western;
    }
    return fold_any(a, s);
}
