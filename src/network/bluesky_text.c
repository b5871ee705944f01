/* bluesky_text.c: see bluesky_text.h. Written from the rules of https://docs.bsky.app/docs/advanced-guides/post-richtext
 * and tested against @atproto/api's own detection (test/data/bluesky_facets.jsonl). */
#include "network/bluesky_text.h"

#include "text/length.h"
#include "text/tld.h"
#include "text/url.h"

#include <ctype.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

struct walk {
    struct buf *b;
    struct arena *a;
    struct str text;
    struct str (*did)(void *ud, struct str handle);
    void *ud;
    int facets, mentions;
};

static UChar32 at(struct str s, size_t i) {
    UChar32 c = 0;
    if (i < s.n) {
        U8_GET((const uint8_t *)s.p, 0, (int32_t)i, (int32_t)s.n, c);
    }
    return c;
}

static UChar32 before(struct str s, size_t i) {
    UChar32 c = ' ';
    int32_t k = (int32_t)i;
    if (i > 0) {
        U8_PREV((const uint8_t *)s.p, 0, k, c);
    }
    return c;
}

/* End of the run without white space that begins at `i`. */
static size_t word_end(struct str s, size_t i) {
    int32_t k = (int32_t)i;
    while (k < (int32_t)s.n) {
        UChar32 c;
        int32_t next = k;
        U8_NEXT((const uint8_t *)s.p, next, (int32_t)s.n, c);
        if (c < 0 || u_isUWhiteSpace(c)) {
            break;
        }
        k = next;
    }
    return (size_t)k;
}

/* ---- the facet ---- */

static void add(struct walk *w, size_t from, size_t to, const char *kind, const char *field, struct str value) {
    buf_c(w->b, w->facets++ ? "," : ",\"facets\":[");
    buf_printf(w->b, "{\"index\":{\"byteStart\":%zu,\"byteEnd\":%zu},\"features\":[{\"$type\":\"app.bsky.richtext.facet#%s\",\"%s\":",
               from, to, kind, field);
    buf_json(w->b, value);
    buf_c(w->b, "}]}");
}

/* ---- links ---- */

/* What ends a sentence does not belong to the address; neither does a bracket that it did not open. */
static size_t trim_link(struct str s, size_t from, size_t to) {
    while (to > from && strchr(".,;:!?", s.p[to - 1])) {
        to--;
    }
    struct str part = str_sub(s, from, to);
    if (part.n && part.p[part.n - 1] == ')' && str_chr(part, '(') == part.n) {
        to--;
    }
    return to;
}

static bool host_char(char c) {
    return isalnum((unsigned char)c) || c == '-' || c == '.';
}

/* "example.com/page" without a scheme: a host under a top-level domain that exists. */
static bool bare_host(struct str s, struct str *ret_host) {
    size_t n = 0;
    while (n < s.n && host_char(s.p[n])) {
        n++;
    }
    struct str host = str_sub(s, 0, n);
    size_t dot = host.n;
    while (dot > 0 && host.p[dot - 1] != '.') {
        dot--;
    }
    *ret_host = host;
    return dot > 1 && (isalpha((unsigned char)host.p[0])) && tld_known(str_sub(host, dot, host.n));
}

/* At the beginning of a word, a bracket before it left aside. *ret_to: where to go on. */
static bool link_at(struct walk *w, size_t i, size_t *ret_to) {
    struct str s = w->text, host;
    bool web = str_istarts(str_sub(s, i, s.n), STR("https://")) || str_istarts(str_sub(s, i, s.n), STR("http://"));
    size_t to = trim_link(s, i, word_end(s, i));
    struct str found = str_sub(s, i, to);
    if (!web && !bare_host(found, &host)) {
        return false;
    }
    struct str uri = web ? found : arena_printf(w->a, "https://%.*s", STRF(found));
    struct url u;
    const char *why;
    if (url_parse(w->a, uri, NULL, &why, &u) || !url_is_web(&u)) {
        return false;
    }
    add(w, i, to, "link", "uri", uri);
    *ret_to = to;
    return true;
}

/* ---- hashtags ---- */

static bool joins_nothing(UChar32 c) {
    return c == 0xAD || c == 0x2060 || c == 0x200A || c == 0x200B || c == 0x200C || c == 0x200D || c == 0x20E2;
}

/* "#" and something that is not only digits; punctuation at the end is the sentence's. */
static bool tag_at(struct walk *w, size_t i, size_t *ret_to) {
    struct str s = w->text;
    UChar32 hash = at(s, i);
    size_t from = i + (hash == '#' ? 1 : 3);
    int32_t k = (int32_t)from, end = (int32_t)from;
    bool word = false;
    if (at(s, from) == 0xFE0F) {
        return false;
    }
    while (k < (int32_t)s.n) {
        UChar32 c;
        U8_NEXT((const uint8_t *)s.p, k, (int32_t)s.n, c);
        if (c < 0 || u_isUWhiteSpace(c) || joins_nothing(c)) {
            break;
        }
        bool punct = u_ispunct(c);
        word = word || !(punct || (c >= '0' && c <= '9'));
        end = punct ? end : k;
    }
    struct str tag = str_sub(s, from, (size_t)end);
    if (!word || tag.n == 0 || text_graphemes(tag) > BLUESKY_TAG_MAX) {
        return false;
    }
    add(w, i, (size_t)end, "tag", "tag", tag);
    *ret_to = (size_t)end;
    return true;
}

/* ---- mentions ---- */

static bool mention_at(struct walk *w, size_t i, size_t *ret_to) {
    struct str s = w->text, host;
    size_t to = i + 1;
    while (to < s.n && host_char(s.p[to])) {
        to++;
    }
    while (to > i + 1 && !isalnum((unsigned char)s.p[to - 1])) {
        to--;
    }
    struct str handle = str_sub(s, i + 1, to);
    bool named = bare_host(handle, &host) || str_ends(handle, STR(".test"));
    if (!named || w->mentions++ >= BLUESKY_MENTIONS_MAX) {
        return false;
    }
    struct str did = w->did ? w->did(w->ud, handle) : STR("");
    if (!did.n) {
        return false;
    }
    add(w, i, to, "mention", "did", did);
    *ret_to = to;
    return true;
}

/* ---- all of them ---- */

static bool facet_at(struct walk *w, size_t i, size_t *ret_to) {
    UChar32 c = at(w->text, i), prev = before(w->text, i);
    bool fresh = u_isUWhiteSpace(prev);
    if (c == '@') {
        return (fresh || prev == '(') && mention_at(w, i, ret_to);
    }
    if (c == '#' || c == 0xFF03) {
        return fresh && tag_at(w, i, ret_to);
    }
    return (fresh || prev == '(') && link_at(w, i, ret_to);
}

void bluesky_facets(struct buf *b, struct arena *a, struct str text, struct str (*did)(void *ud, struct str handle), void *ud) {
    struct walk w = {.b = b, .a = a, .text = text, .did = did, .ud = ud};
    int32_t i = 0;
    while (i < (int32_t)text.n && w.facets < BLUESKY_FACETS_MAX) {
        size_t to = 0;
        if (facet_at(&w, (size_t)i, &to) && to > (size_t)i) {
            i = (int32_t)to;
            continue;
        }
        U8_FWD_1((const uint8_t *)text.p, i, (int32_t)text.n);
    }
    if (w.facets) {
        buf_c(b, "]");
    }
}
