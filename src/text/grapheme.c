/* grapheme.c: extended grapheme clusters, Unicode Standard Annex #29.
 *
 * Properties come from ICU; the rules are written out here, since Debian's ICU 72 stops at Unicode 15.0 while the
 * networks' libraries (Intl.Segmenter, unicode-segmenter) have rule GB9c of 15.1, which joins Indic consonants over a
 * virama. Its property (Indic_Conjunct_Break) is not in ICU 72: the two tables are Unicode 17's. */
#include "text/length.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

struct range {
    UChar32 from, to;
};

static const struct range consonants[] = {
    {0x915, 0x939}, {0x958, 0x95f}, {0x978, 0x97f}, {0x995, 0x9a8}, {0x9aa, 0x9b0}, {0x9b2, 0x9b2},
    {0x9b6, 0x9b9}, {0x9dc, 0x9dd}, {0x9df, 0x9df}, {0x9f0, 0x9f1}, {0xa95, 0xaa8}, {0xaaa, 0xab0},
    {0xab2, 0xab3}, {0xab5, 0xab9}, {0xaf9, 0xaf9}, {0xb15, 0xb28}, {0xb2a, 0xb30}, {0xb32, 0xb33},
    {0xb35, 0xb39}, {0xb5c, 0xb5d}, {0xb5f, 0xb5f}, {0xb71, 0xb71}, {0xc15, 0xc28}, {0xc2a, 0xc39},
    {0xc58, 0xc5a}, {0xd15, 0xd3a}, {0x1000, 0x102a}, {0x103f, 0x103f}, {0x1050, 0x1055}, {0x105a, 0x105d},
    {0x1061, 0x1061}, {0x1065, 0x1066}, {0x106e, 0x1070}, {0x1075, 0x1081}, {0x108e, 0x108e},
    {0x1780, 0x17b3}, {0x1a20, 0x1a54}, {0x1b0b, 0x1b0c}, {0x1b13, 0x1b33}, {0x1b45, 0x1b4c},
    {0x1b83, 0x1ba0}, {0x1bae, 0x1baf}, {0x1bbb, 0x1bbd}, {0xa989, 0xa98b}, {0xa98f, 0xa9b2},
    {0xa9e0, 0xa9e4}, {0xa9e7, 0xa9ef}, {0xa9fa, 0xa9fe}, {0xaa60, 0xaa6f}, {0xaa71, 0xaa73},
    {0xaa7a, 0xaa7a}, {0xaa7e, 0xaa7f}, {0xaae0, 0xaaea}, {0xabc0, 0xabda}, {0x10a00, 0x10a00},
    {0x10a10, 0x10a13}, {0x10a15, 0x10a17}, {0x10a19, 0x10a35}, {0x11103, 0x11126}, {0x11144, 0x11144},
    {0x11147, 0x11147}, {0x11380, 0x11389}, {0x1138b, 0x1138b}, {0x1138e, 0x1138e}, {0x11390, 0x113b5},
    {0x11900, 0x11906}, {0x11909, 0x11909}, {0x1190c, 0x11913}, {0x11915, 0x11916}, {0x11918, 0x1192f},
    {0x11a00, 0x11a00}, {0x11a0b, 0x11a32}, {0x11a50, 0x11a50}, {0x11a5c, 0x11a83}, {0x11f04, 0x11f10},
    {0x11f12, 0x11f33},
};
static const struct range linkers[] = {
    {0x94d, 0x94d}, {0x9cd, 0x9cd}, {0xacd, 0xacd}, {0xb4d, 0xb4d}, {0xc4d, 0xc4d}, {0xd4d, 0xd4d},
    {0x1039, 0x1039}, {0x17d2, 0x17d2}, {0x1a60, 0x1a60}, {0x1b44, 0x1b44}, {0x1bab, 0x1bab},
    {0xa9c0, 0xa9c0}, {0xaaf6, 0xaaf6}, {0x10a3f, 0x10a3f}, {0x11133, 0x11133}, {0x113d0, 0x113d0},
    {0x1193e, 0x1193e}, {0x11a47, 0x11a47}, {0x11a99, 0x11a99}, {0x11f42, 0x11f42},
};

static bool in(const struct range *r, size_t n, UChar32 c) {
    size_t lo = 0;
    while (lo < n) {
        size_t mid = (lo + n) / 2;
        if (c < r[mid].from) {
            n = mid;
        } else if (c > r[mid].to) {
            lo = mid + 1;
        } else {
            return true;
        }
    }
    return false;
}
#define IN(table, c) in((table), sizeof(table) / sizeof *(table), (c))

/* Grapheme_Cluster_Break. Viramas of Unicode 16 became Extend. */
static int break_of(UChar32 c) {
    if (c < 0x300) {
        return c == '\r'                                          ? U_GCB_CR
               : c == '\n'                                        ? U_GCB_LF
               : c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad ? U_GCB_CONTROL
                                                                  : U_GCB_OTHER;
    }
    int v = u_getIntPropertyValue(c, UCHAR_GRAPHEME_CLUSTER_BREAK);
    return v == U_GCB_SPACING_MARK && IN(linkers, c) ? U_GCB_EXTEND : v;
}

/* What a boundary decision needs to know of all before. */
struct state {
    int before;              /* class of the last code point, -1 at the start */
    bool picture;            /* Extended_Pictographic Extend* so far (GB11) */
    bool picture_zwj;        /* … and a ZWJ just now */
    bool odd_flags;          /* an odd number of regional indicators so far (GB12, GB13) */
    bool consonant, linked;  /* consonant [extend linker]* so far, with a linker among them (GB9c) */
};

static bool is_control(int v) {
    return v == U_GCB_CONTROL || v == U_GCB_CR || v == U_GCB_LF;
}

/* GB6 to GB8 */
static bool hangul_joins(int b, int a) {
    bool l = b == U_GCB_L && (a == U_GCB_L || a == U_GCB_V || a == U_GCB_LV || a == U_GCB_LVT);
    bool v = (b == U_GCB_LV || b == U_GCB_V) && (a == U_GCB_V || a == U_GCB_T);
    return l || v || ((b == U_GCB_LVT || b == U_GCB_T) && a == U_GCB_T);
}

static bool joins(const struct state *s, UChar32 c, int v) {
    if (s->before == U_GCB_CR && v == U_GCB_LF) {
        return true;
    }
    if (is_control(s->before) || is_control(v)) {
        return false;
    }
    if (v == U_GCB_EXTEND || v == U_GCB_ZWJ || v == U_GCB_SPACING_MARK || s->before == U_GCB_PREPEND) {
        return true;
    }
    if (hangul_joins(s->before, v) || (s->linked && IN(consonants, c))) {
        return true;
    }
    if (s->picture_zwj && u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC)) {
        return true;
    }
    return s->odd_flags && v == U_GCB_REGIONAL_INDICATOR;
}

static void advance(struct state *s, UChar32 c, int v) {
    bool extends = v == U_GCB_EXTEND || v == U_GCB_ZWJ;
    s->picture_zwj = s->picture && v == U_GCB_ZWJ;
    s->picture =
        (s->picture && v == U_GCB_EXTEND) || (c >= 0xa9 && u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC));
    s->odd_flags = v == U_GCB_REGIONAL_INDICATOR && !s->odd_flags;
    if (IN(consonants, c)) {
        s->consonant = true;
        s->linked = false;
    } else if (extends && c != 0x200c) {
        s->linked = s->consonant && (s->linked || IN(linkers, c));
    } else {
        s->consonant = s->linked = false;
    }
    s->before = v;
}

/* The end of the cluster that begins at i. */
static size_t cluster_end(struct str t, size_t i) {
    struct state s = {.before = -1};
    while (i < t.n) {
        size_t next = i;
        UChar32 c;
        U8_NEXT_OR_FFFD((const uint8_t *)t.p, next, t.n, c);
        int v = break_of(c);
        if (s.before >= 0 && !joins(&s, c, v)) {
            break;
        }
        advance(&s, c, v);
        i = next;
    }
    return i;
}

int64_t text_graphemes(struct str text) {
    int64_t n = 0;
    for (size_t i = 0; i < text.n; n++) {
        i = cluster_end(text, i);
    }
    return n;
}

struct str text_grapheme_cut(struct str text, int64_t max) {
    size_t i = 0;
    for (int64_t n = 0; i < text.n && n < max; n++) {
        i = cluster_end(text, i);
    }
    return str_sub(text, 0, i);
}
