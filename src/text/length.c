/* length.c: see length.h. Where the networks publish a library, its rule is followed to the letter (twitter-text 3.1
 * parseTweet; Mastodon's StatusLengthValidator; @atproto's graphemeLength and byte length). Where they publish a
 * sentence
 * ("3,000 characters"), UTF-16 units are counted, which is what their web clients and Java or PHP back ends do and is
 * never less than code points: a text that fits here fits there. */
#include "text/length.h"
#include "base/buf.h"
#include "text/x_emoji.h"
#include "text/x_url.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

enum { X_SCALE = 100, X_DEFAULT = 200, URL_LENGTH = 23 };

static const struct text_limit limits[] = {
    {"linkedin", "utf16", 3000, 0, 0},
    {"x", "weighted", 280, 0, URL_LENGTH},
    {"bluesky", "grapheme", 300, 3000, 0},
    {"mastodon", "grapheme", 500, 0, URL_LENGTH},
    {"threads", "threads", 500, 0, 0},
    {"facebook", "utf16", 63206, 0, 0},
    {"instagram", "utf16", 2200, 0, 0},
    {"tiktok", "utf16", 2200, 0, 0},
    {"youtube", "utf16", 10000, 0, 0},
    {"pinterest", "utf16", 500, 0, 0},
    /* No limit is published for a share; 420 is what XING's own interface took for a status. */
    {"xing", "utf16", 420, 0, 0},
    /* What WhatsApp's and Telegram's interfaces for programs take as one message. */
    {"whatsapp", "utf16", 4096, 0, 0},
    {"telegram", "utf16", 4096, 0, 0},
    /* Ours: RFC 6068 names none, but mail programs get the address on a command line. */
    {"email", "utf16", 1500, 0, 0},
    /* Ours: as long as a member's words may be. */
    {"copy", "utf16", 10000, 0, 0},
    {NULL, NULL, 0, 0, 0},
};

const struct text_limit *text_limits(void) {
    return limits;
}

const struct text_limit *text_limit_find(struct str network) {
    for (size_t i = 0; limits[i].network; i++) {
        if (str_is(network, limits[i].network)) {
            return &limits[i];
        }
    }
    return NULL;
}

struct u16 {
    UChar *p;
    int32_t n;
};

/* Well-formed UTF-8 to UTF-16, in NFC if asked. */
static struct u16 to_u16(struct arena *a, struct str s, bool nfc) {
    UErrorCode status = U_ZERO_ERROR;
    struct u16 u = {arena_array(a, UChar, s.n + 1), 0};
    u_strFromUTF8(u.p, (int32_t)s.n + 1, &u.n, s.p, (int32_t)s.n, &status);
    const UNormalizer2 *form = unorm2_getNFCInstance(&status);
    if (!nfc || U_FAILURE(status) || unorm2_isNormalized(form, u.p, u.n, &status)) {
        return u;
    }
    int32_t cap = 3 * u.n + 16;                  /* NFC grows at most threefold in UTF-16 (UAX #15) */
    struct u16 out = {arena_array(a, UChar, (size_t)cap), 0};
    out.n = unorm2_normalize(form, u.p, u.n, out.p, cap, &status);
    return U_FAILURE(status) ? u : out;
}

static int64_t x_weight(UChar c) {
    bool light = c <= 4351 || (c >= 8192 && c <= 8205) || (c >= 8208 && c <= 8223) || (c >= 8242 && c <= 8247);
    return light ? 100 : X_DEFAULT;
}

static bool x_invalid(UChar c) {
    return c == 0xfffe || c == 0xfeff || c == 0xffff;
}

/* parseTweet: every link 23, every emoji sequence 2, the rest by code point. */
static void count_x(struct arena *a, struct str text, struct text_length *ret) {
    struct u16 u = to_u16(a, text, true);
    size_t spans_n = 0;
    struct x_span *span = x_urls(a, u.p, u.n, X_STYLE_X, &spans_n);
    struct x_span *end = span + spans_n;
    int64_t weight = 0;
    bool valid = true;
    for (int32_t i = 0; i < u.n;) {
        while (span < end && span->start < i) {
            span++;
        }
        int32_t emoji = x_emoji_len(u.p, i, u.n);
        if (span < end && span->start == i) {
            weight += URL_LENGTH * X_SCALE;
            i += span->len;
        } else if (emoji > 0) {
            weight += X_DEFAULT;
            i += emoji;
        } else {
            bool pair = U16_IS_LEAD(u.p[i]) && i + 1 < u.n && U16_IS_TRAIL(u.p[i + 1]);
            weight += pair ? X_DEFAULT : x_weight(u.p[i]);
            valid = valid && !x_invalid(u.p[i]);
            i += pair ? 2 : 1;
        }
    }
    ret->length = weight / X_SCALE;
    ret->valid = valid && ret->length > 0 && weight <= ret->limit * X_SCALE;
}

static bool is_word(UChar32 c) {
    return c == '_' || u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK ||
           u_charType(c) == U_COMBINING_SPACING_MARK || u_charType(c) == U_ENCLOSING_MARK;
}

static bool is_user(UChar c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* word+([.-]+word+)* from i; the end. */
static int32_t dotted(struct u16 u, int32_t i, bool user) {
    int32_t end = i;
    bool sign = true;                            /* a word is wanted */
    while (i < u.n) {
        int32_t next = i;
        UChar32 c;
        U16_NEXT(u.p, next, u.n, c);
        if (user ? is_user(u.p[i]) : is_word(c)) {
            end = next;
            sign = false;
        } else if ((c != '.' && c != '-') || (sign && end == 0)) {
            break;
        } else if (end == 0 || i < end) {
            break;
        }
        i = next;
    }
    return end;
}

/* Mastodon's Account::MENTION_RE at u.p[i] == '@': the end of "@user" and of "@user@domain"; false when it is none. */
static bool mention_at(struct u16 u, int32_t i, int32_t *ret_user_end, int32_t *ret_end) {
    if (i > 0) {
        int32_t at = i;
        UChar32 before;
        U16_PREV(u.p, 0, at, before);
        if (before == '=' || before == '/' || is_word(before)) {
            return false;
        }
    }
    if (i + 1 >= u.n || !is_user(u.p[i + 1])) {
        return false;
    }
    int32_t user_end = dotted(u, i + 1, true);
    int32_t end = user_end;
    if (user_end + 1 < u.n && u.p[user_end] == '@') {
        int32_t at = user_end + 1;
        UChar32 c;
        U16_NEXT(u.p, at, u.n, c);
        end = is_word(c) ? dotted(u, user_end + 1, false) : user_end;
    }
    /* Twitter::Regex[:end_mention_match] */
    bool follows = end < u.n && (u.p[end] == '@' || u.p[end] == 0xff20 || (u.p[end] >= 0xc0 && u.p[end] <= 0x24f));
    bool scheme = end + 2 < u.n && u.p[end] == ':' && u.p[end + 1] == '/' && u.p[end + 2] == '/';
    *ret_user_end = user_end;
    *ret_end = end;
    return !follows && !scheme;
}

/* StatusLengthValidator#countable_text, then grapheme clusters. */
static void count_mastodon(struct arena *a, struct str text, struct text_length *ret) {
    struct u16 u = to_u16(a, text, false);
    size_t spans_n = 0;
    struct x_span *span = x_urls(a, u.p, u.n, X_STYLE_MASTODON, &spans_n);
    struct x_span *end = span + spans_n;
    UChar *out = arena_array(a, UChar, (size_t)u.n + spans_n * URL_LENGTH + 1);
    int32_t n = 0;
    for (int32_t i = 0; i < u.n;) {
        int32_t user_end = 0;
        int32_t mention_end = 0;
        while (span < end && span->start < i) {
            span++;
        }
        if (span < end && span->start == i) {
            for (int k = 0; k < URL_LENGTH; k++) {
                out[n++] = 'x';
            }
            i += span->len;
        } else if (u.p[i] == '@' && mention_at(u, i, &user_end, &mention_end)) {
            while (i < user_end) {
                out[n++] = u.p[i++];
            }
            i = mention_end;
        } else {
            out[n++] = u.p[i++];
        }
    }
    int32_t cap = 3 * n + 1;
    char *utf8 = arena_alloc(a, (size_t)cap);
    int32_t bytes = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8(utf8, cap, &bytes, out, n, &status);
    ret->length = text_graphemes((struct str){utf8, U_FAILURE(status) ? 0 : (size_t)bytes});
    ret->valid = ret->length <= ret->limit;
}

/* Threads: "500 characters, emoji by their UTF-8 bytes". A cluster is an emoji when it shows as a picture. */
static int64_t count_threads(struct str text) {
    int64_t n = 0;
    while (text.n > 0) {
        struct str one = text_grapheme_cut(text, 1);
        bool emoji = false;
        for (size_t i = 0; i < one.n;) {
            UChar32 c;
            U8_NEXT_OR_FFFD((const uint8_t *)one.p, i, one.n, c);
            emoji = emoji || c == 0xfe0f || c == 0x20e3 || u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION);
        }
        n += emoji ? (int64_t)one.n : (int64_t)str_utf8_count(one);
        text = str_sub(text, one.n, text.n);
    }
    return n;
}

static int64_t count_utf16(struct str text) {
    int64_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        n += (c & 0xc0) == 0x80 ? 0 : c >= 0xf0 ? 2 : 1;
    }
    return n;
}

enum err text_length(struct str network, struct str text, struct text_length *ret) {
    const struct text_limit *limit = text_limit_find(network);
    if (!limit) {
        return E_NOT_FOUND;
    }
    if (!str_utf8_valid(text) || text.n > INT32_MAX / 8) {
        return E_INVALID;
    }
    struct text_length r = {.limit = limit->limit};
    /* Text, normalized text, links and work space in UTF-16 come to less than this. */
    struct arena *a = arena_create(128 * text.n + 256 * 1024);
    if (strcmp(limit->unit, "weighted") == 0) {
        count_x(a, text, &r);
    } else if (str_is(network, "mastodon")) {
        count_mastodon(a, text, &r);
    } else {
        r.length = strcmp(limit->unit, "grapheme") == 0 ? text_graphemes(text)
                   : strcmp(limit->unit, "threads") == 0 ? count_threads(text) : count_utf16(text);
        r.valid = r.length <= r.limit && (limit->max_bytes == 0 || (int64_t)text.n <= limit->max_bytes);
    }
    arena_free(a);
    *ret = r;
    return E_OK;
}
