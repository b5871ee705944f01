/* x_url.c: twitter-text's extractUrlsWithIndices (3.1.0), written out by hand.
 *
 * The original is one large regular expression with nested repetition. Here is what it amounts to: a character that may
 * stand before a link; an optional scheme; labels of anything but punctuation and spaces, with "." between; a known
 * top-level domain (the last one in the chain that works wins); optional port, path and query, none of which ends in
 * sentence punctuation. A link without scheme keeps only its ASCII part. What a chain of labels leads to is worked out
 * once per dot, from the right, so that no text makes this slow. Character classes are those of the expressions under
 * the flag "i", by UTF-16 unit. */
#include "text/x_url.h"

#include "text/tld.h"

#include <unicode/uchar.h>

enum { URL_UNITS_MAX = 4096, LABEL_MAX = 63, TCO_SLUG_MAX = 40 };

struct range {
    UChar from, to;
};

/* What cannot be in a domain label: punctuation, spaces, direction marks, non-characters. */
static const struct range not_label[] = {
    {0x09, 0x0d}, {0x20, 0x21}, {0x23, 0x2f}, {0x3a, 0x40}, {0x5b, 0x5f}, {0x7b, 0x7e}, {0x85, 0x85},
    {0xa0, 0xa0}, {0x61c, 0x61c}, {0x1680, 0x1680}, {0x180e, 0x180e}, {0x2000, 0x200a}, {0x200e, 0x200f},
    {0x2028, 0x202f}, {0x205f, 0x205f}, {0x2066, 0x2069}, {0x3000, 0x3000}, {0xfeff, 0xfeff},
    {0xfffe, 0xffff},
};
static const struct range not_before[] = {
    {0x23, 0x24}, {0x30, 0x39}, {0x40, 0x5a}, {0x61, 0x7a}, {0xfeff, 0xfeff}, {0xff03, 0xff03},
    {0xff20, 0xff20}, {0xfffe, 0xffff},
};
/* Letters with accents as twitter-text counts them, with what folds into them. */
static const struct range accented[] = {
    {0xc0, 0xd6}, {0xd8, 0xf6}, {0xf8, 0x24f}, {0x253, 0x254}, {0x256, 0x257}, {0x259, 0x259}, {0x25b, 0x25b},
    {0x260, 0x260}, {0x263, 0x263}, {0x268, 0x269}, {0x26f, 0x26f}, {0x272, 0x272}, {0x275, 0x275},
    {0x280, 0x280}, {0x283, 0x283}, {0x288, 0x28c}, {0x292, 0x292}, {0x2bb, 0x2bb}, {0x300, 0x36f},
    {0x399, 0x399}, {0x3b9, 0x3b9}, {0x1e00, 0x1eff}, {0x1fbe, 0x1fbe}, {0x2c65, 0x2c66}, {0x2c7e, 0x2c7f},
    {0xa7dc, 0xa7dc},
};

static bool in(const struct range *r, size_t n, UChar c) {
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

static bool is_alnum(UChar c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_one(UChar c, const char *chars) {
    return c > 0 && c < 0x80 && strchr(chars, c) != NULL;
}

static bool label_char(UChar c) {
    return is_alnum(c) || !IN(not_label, c);
}

static bool before_char(UChar c) {
    return !IN(not_before, c);
}

static bool ascii_label_char(UChar c) {
    return is_alnum(c) || c == '-' || IN(accented, c);
}

static bool cyrillic(UChar c) {
    return (c >= 0x400 && c <= 0x4ff) || (c >= 0x1c80 && c <= 0x1c87);
}

/* Mastodon (config/initializers/twitter_regex.rb) takes anything but space and a few signs. */
static bool path_char(UChar c, enum x_style style) {
    if (style == X_STYLE_MASTODON) {
        return !u_isUWhiteSpace(c) && !is_one(c, "<>()?");
    }
    return is_alnum(c) || is_one(c, "!*';:=+,.$/%#[]-_~@|&") || c == 0x2013 || cyrillic(c) || IN(accented, c);
}

static bool path_end_char(UChar c, enum x_style style) {
    if (style == X_STYLE_MASTODON) {
        return path_char(c, style) && !is_one(c, "!*\"';:=,.$%[]~&|@") && c != 0x300c && c != 0x300d;
    }
    return is_alnum(c) || is_one(c, "+-=_#/") || cyrillic(c) || IN(accented, c);
}

static bool wide_query_char(UChar c) {
    return (c >= 0xa0 && c <= 0xdfff) || (c >= 0xe000 && c <= 0xfdcf) || (c >= 0xfdf0 && c <= 0xffef);
}

static bool query_char(UChar c, enum x_style style) {
    return is_alnum(c) || is_one(c, "!?*'@();:&=+$/%#[]-_.,~|") ||
           (style == X_STYLE_MASTODON && (c == '^' || wide_query_char(c)));
}

static bool query_end_char(UChar c, enum x_style style) {
    return is_alnum(c) || is_one(c, "-_&=#/") || (style == X_STYLE_MASTODON && wide_query_char(c));
}

struct finder {
    const UChar *t;
    int32_t n;
    enum x_style style;
    int32_t *run_end;        /* of label characters, "-" and "_" */
    int32_t *last_low;       /* the last "_" at or before */
    int32_t *tld;            /* at a dot: the end of a top-level domain behind it, or -1 */
    int32_t *later; /* at a dot: the last dot behind it in the same chain of labels with a domain's end, or -1 */
    struct x_span *out;
    size_t out_n;
};

/* The label from s up to the dot that ends it, or -1. */
static int32_t label_dot(const struct finder *f, int32_t s) {
    int32_t e = f->run_end[s];
    bool ok = e > s && e < f->n && f->t[e] == '.' && label_char(f->t[s]) && label_char(f->t[e - 1]);
    return ok ? e : -1;
}

/* The dot before the top-level domain of a name that begins at s, or -1. */
static int32_t last_dot(const struct finder *f, int32_t s) {
    int32_t dot = label_dot(f, s);
    if (dot < 0) {
        return -1;
    }
    if (f->later[dot] >= 0) {
        return f->later[dot];
    }
    return f->last_low[dot] < s && f->tld[dot] >= 0 ? dot : -1;
}

static void prepare(struct finder *f) {
    for (int32_t i = 0; i < f->n; i++) {
        f->last_low[i] = f->t[i] == '_' ? i : i > 0 ? f->last_low[i - 1] : -1;
    }
    f->run_end[f->n] = f->n;
    for (int32_t i = f->n - 1; i >= 0; i--) {
        bool runs = label_char(f->t[i]) || f->t[i] == '-' || f->t[i] == '_';
        f->run_end[i] = runs ? f->run_end[i + 1] : i;
        if (f->t[i] == '.') {
            f->tld[i] = tld_end(f->t, i + 1, f->n);
            f->later[i] = last_dot(f, i + 1);
        }
    }
}

/* Units of the scheme with "://" at s, 0 when there is none. */
static int32_t scheme_at(const struct finder *f, int32_t s) {
    static const char *const all[] = {"https://", "http://", "dat://", "dweb://", "ipfs://", "ipns://", "ssb://",
                                      "gopher://", "gemini://"};
    size_t n = f->style == X_STYLE_MASTODON ? sizeof all / sizeof *all : 2;
    for (size_t k = 0; k < n; k++) {
        int32_t i = 0;
        while (all[k][i] && s + i < f->n && f->t[s + i] < 0x80 &&
               (is_alnum(f->t[s + i]) ? f->t[s + i] | 0x20 : f->t[s + i]) == all[k][i]) {
            i++;
        }
        if (!all[k][i]) {
            return i;
        }
    }
    return 0;
}

/* "(…)" with at most one more pair inside, at i; its end or -1. */
static int32_t parens_end(const struct finder *f, int32_t i) {
    int32_t j = i + 1;
    while (j < f->n && path_char(f->t[j], f->style)) {
        j++;
    }
    if (j < f->n && f->t[j] == ')') {
        return j > i + 1 ? j + 1 : -1;
    }
    if (j >= f->n || f->t[j] != '(') {
        return -1;
    }
    int32_t inner = ++j;
    while (j < f->n && path_char(f->t[j], f->style)) {
        j++;
    }
    if (j == inner || j >= f->n || f->t[j] != ')') {
        return -1;
    }
    j++;
    while (j < f->n && path_char(f->t[j], f->style)) {
        j++;
    }
    return j < f->n && f->t[j] == ')' ? j + 1 : -1;
}

static int32_t path_end(const struct finder *f, int32_t i) {
    int32_t end = i;
    if (i >= f->n || f->t[i] != '/') {
        return i;
    }
    end = ++i;
    while (i < f->n) {
        if (path_char(f->t[i], f->style)) {
            end = path_end_char(f->t[i], f->style) ? i + 1 : end;
            i++;
            continue;
        }
        int32_t close = f->t[i] == '(' ? parens_end(f, i) : -1;
        if (close < 0) {
            break;
        }
        end = i = close;
    }
    return end;
}

static int32_t query_end(const struct finder *f, int32_t i) {
    int32_t end = i;
    if (i >= f->n || f->t[i] != '?') {
        return i;
    }
    for (i++; i < f->n && query_char(f->t[i], f->style); i++) {
        end = query_end_char(f->t[i], f->style) ? i + 1 : end;
    }
    return end;
}

/* One match of the expression. */
struct match {
    int32_t before;          /* position of the character before, or -1 at the start of the text */
    int32_t start, domain, domain_end, path, path_end, end;
};

static bool match_at(const struct finder *f, int32_t s, struct match *m) {
    int32_t scheme = scheme_at(f, s);
    int32_t dot = s + scheme < f->n ? last_dot(f, s + scheme) : -1;
    if (dot < 0) {
        return false;        /* a scheme is no label, so without it nothing could match either */
    }
    m->start = s;
    m->domain = s + scheme;
    m->domain_end = f->tld[dot];
    int32_t i = m->domain_end;
    if (i + 1 < f->n && f->t[i] == ':' && f->t[i + 1] >= '0' && f->t[i + 1] <= '9') {
        for (i++; i < f->n && f->t[i] >= '0' && f->t[i] <= '9'; i++) {
        }
    }
    m->path = i;
    m->path_end = path_end(f, i);
    m->end = query_end(f, m->path_end);
    return true;
}

/* The next match from position p on. */
static bool next_match(const struct finder *f, int32_t p, struct match *m) {
    for (; p < f->n; p++) {
        m->before = p;
        if (before_char(f->t[p]) && match_at(f, p + 1, m)) {
            return true;
        }
        if (p == 0) {
            m->before = -1;
            if (match_at(f, 0, m)) {
                return true;
            }
        }
    }
    return false;
}

/* RFC 3492 section 6.1. */
static int64_t adapt(int64_t delta, int64_t points, bool first) {
    int64_t k = 0;
    delta = first ? delta / 700 : delta / 2;
    delta += delta / points;
    for (; delta > 455; k += 36) {
        delta /= 35;
    }
    return k + 36 * delta / (delta + 38);
}

static int64_t digits_of(int64_t delta, int64_t bias) {
    int64_t n = 1;
    for (int64_t k = 36;; k += 36) {
        int64_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (delta < t) {
            return n;
        }
        delta = (delta - t) / (36 - t);
        n++;
    }
}

/* Length of a label in punycode, "xn--" included (RFC 3492 section 6.3); labels are at most LABEL_MAX units here. */
static int64_t punycode_len(const UChar *t, int32_t n) {
    int64_t delta = 0;
    int64_t bias = 72;
    int64_t cp = 128;
    int64_t basic = 0;
    int64_t total = 0;
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(t, i, n, c);
        basic += c < 0x80;
        total++;
    }
    int64_t len = 4 + basic + (basic > 0 ? 1 : 0);
    for (int64_t done = basic; done < total; delta++, cp++) {
        int64_t least = INT32_MAX;
        for (int32_t i = 0; i < n;) {
            UChar32 c;
            U16_NEXT(t, i, n, c);
            least = c >= cp && c < least ? c : least;
        }
        delta += (least - cp) * (done + 1);
        cp = least;
        for (int32_t i = 0; i < n;) {
            UChar32 c;
            U16_NEXT(t, i, n, c);
            delta += c < cp ? 1 : 0;
            if (c == cp) {
                len += digits_of(delta, bias);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }
        }
    }
    return len;
}

static bool is_separator(UChar c) {
    return c == 0x3002 || c == 0xff0e || c == 0xff61;
}

/* Every label of the domain fits into a DNS label once encoded (lib/idna.js: parts cut by other full stops add up). */
static bool labels_fit(const UChar *t, int32_t n) {
    int64_t len = 0;
    int32_t from = 0;
    bool wide = false;
    for (int32_t i = 0; i <= n; i++) {
        if (i < n && t[i] != '.' && !is_separator(t[i])) {
            wide = wide || t[i] < 0x20 || t[i] > 0x7e;
            continue;
        }
        if (i - from > LABEL_MAX) {
            return false;
        }
        len += wide ? punycode_len(t + from, i - from) : i - from;
        bool end = i == n || t[i] == '.';
        if (end && (len < 1 || len > LABEL_MAX)) {
            return false;
        }
        len = end ? 0 : len + 1;
        from = i + 1;
        wide = false;
    }
    return true;
}

/* The first ASCII domain within [*s, e): labels of ASCII and accented letters, then a top-level domain. */
static bool ascii_domain(const UChar *t, int32_t *s, int32_t e, int32_t *ret_end) {
    while (*s < e) {
        int32_t found = -1;
        int32_t i = *s;
        int32_t j = i;
        for (;;) {
            for (j = i; j < e && ascii_label_char(t[j]); j++) {
            }
            if (j == i || j >= e || t[j] != '.') {
                break;
            }
            int32_t end = tld_end(t, j + 1, e);
            found = end >= 0 ? end : found;
            i = j + 1;
        }
        if (found >= 0) {
            *ret_end = found;
            return true;
        }
        *s = j > *s ? j : *s + 1;
    }
    return false;
}

static void add(struct finder *f, int32_t start, int32_t len) {
    f->out[f->out_n++] = (struct x_span){start, len};
}

static void take_bare(struct finder *f, const struct match *m) {
    UChar before = m->before >= 0 ? f->t[m->before] : 0;
    if (f->style == X_STYLE_MASTODON || before == '-' || before == '_' || before == '.' || before == '/') {
        return;
    }
    int32_t s = m->domain;
    int32_t end = 0;
    bool any = false;
    while (ascii_domain(f->t, &s, m->domain_end, &end)) {
        add(f, s, end - s);
        any = true;
        s = end;
    }
    if (any && m->path_end > m->path) {
        /* port, path and query go to the last one */
        f->out[f->out_n - 1].len += (m->end - m->start) - (m->domain_end - m->domain);
    }
}

/* Length of a t.co link, which ends with its code and query; -1: the code is too long; 0: no such link. */
static int32_t tco_len(const struct finder *f, const struct match *m) {
    static const char host[] = "t.co/";
    int32_t i = m->domain;
    for (int32_t k = 0; host[k]; k++, i++) {
        UChar c = i < m->end ? f->t[i] : 0;
        if ((c < 0x80 && is_alnum(c) ? c | 0x20 : c) != host[k]) {
            return 0;
        }
    }
    int32_t slug = i;
    while (i < m->end && is_alnum(f->t[i])) {
        i++;
    }
    if (i == slug || (m->domain - m->start != 7 && m->domain - m->start != 8)) {
        return 0;
    }
    int32_t end = query_end(&(struct finder){.t = f->t, .n = m->end, .style = X_STYLE_X}, i);
    return i - slug > TCO_SLUG_MAX ? -1 : end - m->start;
}

static void take(struct finder *f, const struct match *m) {
    int32_t scheme = m->domain - m->start;
    int32_t len = m->end - m->start;
    const UChar *d = f->t + m->domain;
    bool coded = m->domain_end - m->domain > 4 && d[0] == 'x' && d[1] == 'n' && d[2] == '-' && d[3] == '-';
    if (coded) {
        int32_t s = m->domain;
        int32_t end;
        if (!ascii_domain(f->t, &s, m->domain_end, &end)) {
            return;
        }
    }
    if (!labels_fit(d, m->domain_end - m->domain) || len + (scheme ? scheme : 8) > URL_UNITS_MAX) {
        return;
    }
    if (scheme == 0) {
        take_bare(f, m);
        return;
    }
    int32_t tco = tco_len(f, m);
    if (tco >= 0) {
        add(f, m->start, tco > 0 ? tco : len);
    }
}

struct x_span *x_urls(struct arena *a, const UChar *t, int32_t n, enum x_style style, size_t *ret_n) {
    struct finder f = {.t = t, .n = n, .style = style};
    struct match m;
    size_t room = (size_t)n + 1;
    f.run_end = arena_array(a, int32_t, room);
    f.last_low = arena_array(a, int32_t, room);
    f.tld = arena_array(a, int32_t, room);
    f.later = arena_array(a, int32_t, room);
    f.out = arena_array(a, struct x_span, room);
    prepare(&f);
    for (int32_t p = 0; next_match(&f, p, &m);) {
        take(&f, &m);
        p = m.end;
    }
    *ret_n = f.out_n;
    return f.out;
}
