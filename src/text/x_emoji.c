/* x_emoji.c: the sequences of twemoji-parser 11 (lib/regex.js), which twitter-text 3 counts as one emoji of weight 2.
 *
 * X does not follow Unicode here: sequences newer than its list (mixed skin tones, most families of today) are
 * counted by their parts. A single code point needs no entry: emoji alone weigh 2 by their range anyway. The
 * alternatives are tried in the order of the original. */
#include "text/x_emoji.h"

#include <stdbool.h>
#include <unicode/utf16.h>

enum { ZWJ = 0x200d, VS15 = 0xfe0e, VS16 = 0xfe0f, KEYCAP = 0x20e3, MAN = 0x1f468, WOMAN = 0x1f469, HEART = 0x2764 };

struct range {
    UChar32 from, to;
};

/* Person, then a trade: medical, law, flight, farmer, cook, graduate, singer, artist, school, factory … */
static const struct range trade[] = {
    {0x1f33e, 0x1f33e}, {0x1f373, 0x1f373}, {0x1f393, 0x1f393}, {0x1f3a4, 0x1f3a4}, {0x1f3a8, 0x1f3a8},
    {0x1f3eb, 0x1f3eb}, {0x1f3ed, 0x1f3ed}, {0x1f4bb, 0x1f4bc}, {0x1f527, 0x1f527}, {0x1f52c, 0x1f52c},
    {0x1f680, 0x1f680}, {0x1f692, 0x1f692}, {0x1f9b0, 0x1f9b3},
};
static const struct range trade_vs16[] = {{0x2695, 0x2696}, {0x2708, 0x2708}};
/* Gendered only with skin tone or VS16 between. */
static const struct range gendered_marked[] = {{0x26f9, 0x26f9}, {0x1f3cb, 0x1f3cc}, {0x1f574, 0x1f575}};
static const struct range gendered[] = {
    {0x1f3c3, 0x1f3c4}, {0x1f3ca, 0x1f3ca}, {0x1f46e, 0x1f46e}, {0x1f471, 0x1f471}, {0x1f473, 0x1f473},
    {0x1f477, 0x1f477}, {0x1f481, 0x1f482}, {0x1f486, 0x1f487}, {0x1f645, 0x1f647}, {0x1f64b, 0x1f64b},
    {0x1f64d, 0x1f64e}, {0x1f6a3, 0x1f6a3}, {0x1f6b4, 0x1f6b6}, {0x1f926, 0x1f926}, {0x1f935, 0x1f935},
    {0x1f937, 0x1f939}, {0x1f93d, 0x1f93e}, {0x1f9b8, 0x1f9b9}, {0x1f9d6, 0x1f9dd},
};
/* Gendered without skin tone. */
static const struct range gendered_plain[] = {{0x1f46f, 0x1f46f}, {0x1f93c, 0x1f93c}, {0x1f9de, 0x1f9df}};
/* May carry VS16. */
static const struct range with_vs16[] = {
    {0x203c, 0x203c}, {0x2049, 0x2049}, {0x2139, 0x2139}, {0x2194, 0x2199}, {0x21a9, 0x21aa},
    {0x231a, 0x231b}, {0x2328, 0x2328}, {0x23cf, 0x23cf}, {0x23ed, 0x23ef}, {0x23f1, 0x23f2},
    {0x23f8, 0x23fa}, {0x24c2, 0x24c2}, {0x25aa, 0x25ab}, {0x25b6, 0x25b6}, {0x25c0, 0x25c0},
    {0x25fb, 0x25fe}, {0x2600, 0x2604}, {0x260e, 0x260e}, {0x2611, 0x2611}, {0x2614, 0x2615},
    {0x2618, 0x2618}, {0x2620, 0x2620}, {0x2622, 0x2623}, {0x2626, 0x2626}, {0x262a, 0x262a},
    {0x262e, 0x262f}, {0x2638, 0x263a}, {0x2640, 0x2640}, {0x2642, 0x2642}, {0x2648, 0x2653},
    {0x2660, 0x2660}, {0x2663, 0x2663}, {0x2665, 0x2666}, {0x2668, 0x2668}, {0x267b, 0x267b},
    {0x267f, 0x267f}, {0x2692, 0x2697}, {0x2699, 0x2699}, {0x269b, 0x269c}, {0x26a0, 0x26a1},
    {0x26aa, 0x26ab}, {0x26b0, 0x26b1}, {0x26bd, 0x26be}, {0x26c4, 0x26c5}, {0x26c8, 0x26c8},
    {0x26cf, 0x26cf}, {0x26d1, 0x26d1}, {0x26d3, 0x26d4}, {0x26e9, 0x26ea}, {0x26f0, 0x26f5},
    {0x26f8, 0x26f8}, {0x26fa, 0x26fa}, {0x26fd, 0x26fd}, {0x2702, 0x2702}, {0x2708, 0x2709},
    {0x270f, 0x270f}, {0x2712, 0x2712}, {0x2714, 0x2714}, {0x2716, 0x2716}, {0x271d, 0x271d},
    {0x2721, 0x2721}, {0x2733, 0x2734}, {0x2744, 0x2744}, {0x2747, 0x2747}, {0x2757, 0x2757},
    {0x2763, 0x2764}, {0x27a1, 0x27a1}, {0x2934, 0x2935}, {0x2b05, 0x2b07}, {0x2b1b, 0x2b1c},
    {0x2b50, 0x2b50}, {0x2b55, 0x2b55}, {0x3030, 0x3030}, {0x303d, 0x303d}, {0x3297, 0x3297},
    {0x3299, 0x3299}, {0x1f004, 0x1f004}, {0x1f170, 0x1f171}, {0x1f17e, 0x1f17f}, {0x1f202, 0x1f202},
    {0x1f21a, 0x1f21a}, {0x1f22f, 0x1f22f}, {0x1f237, 0x1f237}, {0x1f321, 0x1f321}, {0x1f324, 0x1f32c},
    {0x1f336, 0x1f336}, {0x1f37d, 0x1f37d}, {0x1f396, 0x1f397}, {0x1f399, 0x1f39b}, {0x1f39e, 0x1f39f},
    {0x1f3cd, 0x1f3ce}, {0x1f3d4, 0x1f3df}, {0x1f3f3, 0x1f3f3}, {0x1f3f5, 0x1f3f5}, {0x1f3f7, 0x1f3f7},
    {0x1f43f, 0x1f43f}, {0x1f441, 0x1f441}, {0x1f4fd, 0x1f4fd}, {0x1f549, 0x1f54a}, {0x1f56f, 0x1f570},
    {0x1f573, 0x1f573}, {0x1f576, 0x1f579}, {0x1f587, 0x1f587}, {0x1f58a, 0x1f58d}, {0x1f5a5, 0x1f5a5},
    {0x1f5a8, 0x1f5a8}, {0x1f5b1, 0x1f5b2}, {0x1f5bc, 0x1f5bc}, {0x1f5c2, 0x1f5c4}, {0x1f5d1, 0x1f5d3},
    {0x1f5dc, 0x1f5de}, {0x1f5e1, 0x1f5e1}, {0x1f5e3, 0x1f5e3}, {0x1f5e8, 0x1f5e8}, {0x1f5ef, 0x1f5ef},
    {0x1f5f3, 0x1f5f3}, {0x1f5fa, 0x1f5fa}, {0x1f6cb, 0x1f6cb}, {0x1f6cd, 0x1f6cf}, {0x1f6e0, 0x1f6e5},
    {0x1f6e9, 0x1f6e9}, {0x1f6f0, 0x1f6f0}, {0x1f6f3, 0x1f6f3},
};
/* May carry VS16, then a skin tone. */
static const struct range vs16_and_tone[] = {
    {0x261d, 0x261d}, {0x26f7, 0x26f7}, {0x26f9, 0x26f9}, {0x270c, 0x270d}, {0x1f3cb, 0x1f3cc},
    {0x1f574, 0x1f575}, {0x1f590, 0x1f590},
};
/* May carry a skin tone. */
static const struct range with_tone[] = {
    {0x270a, 0x270b}, {0x1f385, 0x1f385}, {0x1f3c2, 0x1f3c4}, {0x1f3c7, 0x1f3c7}, {0x1f3ca, 0x1f3ca},
    {0x1f442, 0x1f443}, {0x1f446, 0x1f450}, {0x1f466, 0x1f469}, {0x1f46e, 0x1f46e}, {0x1f470, 0x1f478},
    {0x1f47c, 0x1f47c}, {0x1f481, 0x1f483}, {0x1f485, 0x1f487}, {0x1f4aa, 0x1f4aa}, {0x1f57a, 0x1f57a},
    {0x1f595, 0x1f596}, {0x1f645, 0x1f647}, {0x1f64b, 0x1f64f}, {0x1f6a3, 0x1f6a3}, {0x1f6b4, 0x1f6b6},
    {0x1f6c0, 0x1f6c0}, {0x1f6cc, 0x1f6cc}, {0x1f918, 0x1f91c}, {0x1f91e, 0x1f91f}, {0x1f926, 0x1f926},
    {0x1f930, 0x1f939}, {0x1f93d, 0x1f93e}, {0x1f9b5, 0x1f9b6}, {0x1f9b8, 0x1f9b9}, {0x1f9d1, 0x1f9dd},
};

/* Families, couples and odd ones: code points in full, longer before shorter. */
static const UChar32 fixed[][9] = {
    {MAN, ZWJ, HEART, VS16, ZWJ, 0x1f48b, ZWJ, MAN},
    {WOMAN, ZWJ, HEART, VS16, ZWJ, 0x1f48b, ZWJ, MAN},
    {WOMAN, ZWJ, HEART, VS16, ZWJ, 0x1f48b, ZWJ, WOMAN},
    {MAN, ZWJ, HEART, VS16, ZWJ, MAN},
    {WOMAN, ZWJ, HEART, VS16, ZWJ, MAN},
    {WOMAN, ZWJ, HEART, VS16, ZWJ, WOMAN},
    {0x1f3f3, VS16, ZWJ, 0x1f308},
    {0x1f3f4, ZWJ, 0x2620, VS16},
    {0x1f441, ZWJ, 0x1f5e8},
    {0x1f3f4, 0xe0067, 0xe0062, 0xe0065, 0xe006e, 0xe0067, 0xe007f},
    {0x1f3f4, 0xe0067, 0xe0062, 0xe0073, 0xe0063, 0xe0074, 0xe007f},
    {0x1f3f4, 0xe0067, 0xe0062, 0xe0077, 0xe006c, 0xe0073, 0xe007f},
};

/* Second letters of the flags that exist, by first letter. */
static const char *const flags[26] = {
    "CDEFGILMOQRSTUWXZ", "ABDEFGHIJLMNOQRSTVWYZ", "ACDFGHIKLMNOPRUVWXYZ", "EGJKMOZ", "ACEGHRSTU", "IJKMOR",
    "ABDEFGHILMNPQRSTUWY", "KMNRTU", "CDELMNOQRST", "EMOP", "EGHIMNPRWYZ", "ABCIKRSTUVY", "ACDEFGHKLMNOPQRSTUVWXYZ",
    "ACEFGILOPRUZ", "M", "AEFGHKLMNRSTWY", "A", "EOSUW", "ABCDEGHIJKLMNORSTVXYZ", "ACDFGHJKLMNORTVWZ", "AGMNSYZ",
    "ACEGINU", "FS", "K", "ET", "AMW",
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

enum { LOOK = 10 };

/* The next code points, and where each ends. */
struct ahead {
    UChar32 c[LOOK];
    int32_t end[LOOK];
};

static bool is_tone(UChar32 c) {
    return c >= 0x1f3fb && c <= 0x1f3ff;
}

static bool is_gender(UChar32 c) {
    return c == 0x2640 || c == 0x2642;
}

/* MAN or WOMAN with up to one more adult and one or two children, in the combinations of the list. */
static int family(const struct ahead *a) {
    int i = 1;
    if (a->c[i] == ZWJ && (a->c[i + 1] == WOMAN || (a->c[0] == MAN && a->c[i + 1] == MAN))) {
        i += 2;
    }
    UChar32 child = a->c[i] == ZWJ ? a->c[i + 1] : 0;
    if (child != 0x1f466 && child != 0x1f467) {
        return 0;
    }
    UChar32 second = a->c[i + 2] == ZWJ ? a->c[i + 3] : 0;
    bool two = second == 0x1f466 || (child == 0x1f467 && second == 0x1f467);
    return i + (two ? 4 : 2);
}

/* Joined by ZWJ: number of code points, 0 when none. */
static int joined(const struct ahead *a) {
    const UChar32 *c = a->c;
    bool adult = c[0] == MAN || c[0] == WOMAN;
    int tone = is_tone(c[1]) ? 1 : 0;
    if (adult && c[1 + tone] == ZWJ && IN(trade, c[2 + tone])) {
        return 3 + tone;
    }
    if (adult && c[1 + tone] == ZWJ && IN(trade_vs16, c[2 + tone]) && c[3 + tone] == VS16) {
        return 4 + tone;
    }
    bool marked = IN(gendered_marked, c[0]) && (tone || c[1] == VS16);
    if (marked && c[2] == ZWJ && is_gender(c[3]) && c[4] == VS16) {
        return 5;
    }
    bool plain = !tone && IN(gendered_plain, c[0]);
    if ((plain || IN(gendered, c[0])) && c[1 + tone] == ZWJ && is_gender(c[2 + tone]) && c[3 + tone] == VS16) {
        return 4 + tone;
    }
    return 0;
}

static int listed(const struct ahead *a) {
    for (size_t k = 0; k < sizeof fixed / sizeof *fixed; k++) {
        int i = 0;
        while (fixed[k][i] && fixed[k][i] == a->c[i]) {
            i++;
        }
        if (!fixed[k][i]) {
            return i;
        }
    }
    return a->c[0] == MAN || a->c[0] == WOMAN ? family(a) : 0;
}

static int marked(const struct ahead *a) {
    const UChar32 *c = a->c;
    if ((c[0] >= '0' && c[0] <= '9') || c[0] == '#' || c[0] == '*') {
        int vs = c[1] == VS16 ? 1 : 0;
        return c[1 + vs] == KEYCAP ? 2 + vs : 0;
    }
    if ((c[0] == 0xa9 || c[0] == 0xae || c[0] == 0x2122 || c[0] == 0x265f || IN(with_vs16, c[0])) && c[1] == VS16) {
        return 2;
    }
    if (IN(vs16_and_tone, c[0])) {
        int vs = c[1] == VS16 ? 1 : 0;
        return 1 + vs + (is_tone(c[1 + vs]) ? 1 : 0);
    }
    if (IN(with_tone, c[0])) {
        return is_tone(c[1]) ? 2 : 0;
    }
    bool letters = c[0] >= 0x1f1e6 && c[0] <= 0x1f1ff && c[1] >= 0x1f1e6 && c[1] <= 0x1f1ff;
    if (letters) {
        for (const char *f = flags[c[0] - 0x1f1e6]; *f; f++) {
            if (*f == 'A' + (c[1] - 0x1f1e6)) {
                return 2;
            }
        }
    }
    return 0;
}

int32_t x_emoji_len(const UChar *t, int32_t i, int32_t n) {
    /* All but keycaps and (C), (R) begin beyond U+2000. */
    if (t[i] < 0x2000 && !(t[i] < 0x80 && i + 1 < n && (t[i + 1] == VS16 || t[i + 1] == KEYCAP)) && t[i] != 0xa9 &&
        t[i] != 0xae) {
        return 0;
    }
    struct ahead a = {.c = {0}};
    int32_t at = i;
    for (int k = 0; k < LOOK && at < n; k++) {
        U16_NEXT(t, at, n, a.c[k]);
        a.end[k] = at;
    }
    int count = joined(&a);
    if (count == 0) {
        count = listed(&a);
    }
    if (count == 0) {
        count = marked(&a);
    }
    return count > 1 ? a.end[count - 1] - i : 0;
}
