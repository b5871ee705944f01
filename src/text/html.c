/* html.c: plain text out of HTML; see html.h. White space follows what a browser shows (CSS 2 section 16.6.1): runs
 * collapse, blocks break the line, <pre> keeps its own. */
#include "text/html.h"
#include "base/wide.h"
#include "text/html_entity.h"

enum block { INLINE, LINE, PARAGRAPH, BREAK, CELL, HIDDEN };

struct element {
    const char *name;
    enum block block;
};

static const struct element elements[] = {
    {"address", LINE},    {"article", LINE},     {"aside", LINE},   {"blockquote", PARAGRAPH},
    {"body", LINE},       {"br", BREAK},         {"caption", LINE}, {"canvas", HIDDEN},
    {"center", LINE},     {"dd", LINE},          {"details", LINE}, {"dir", PARAGRAPH},
    {"div", LINE},        {"dl", PARAGRAPH},     {"dt", LINE},      {"fieldset", LINE},
    {"figcaption", LINE}, {"figure", PARAGRAPH}, {"footer", LINE},  {"form", LINE},
    {"h1", PARAGRAPH},    {"h2", PARAGRAPH},     {"h3", PARAGRAPH}, {"h4", PARAGRAPH},
    {"h5", PARAGRAPH},    {"h6", PARAGRAPH},     {"head", LINE},    {"header", LINE},
    {"hr", PARAGRAPH},    {"html", LINE},        {"li", LINE},      {"listing", PARAGRAPH},
    {"main", LINE},       {"menu", PARAGRAPH},   {"nav", LINE},     {"ol", PARAGRAPH},
    {"optgroup", LINE},   {"option", LINE},      {"p", PARAGRAPH},  {"pre", PARAGRAPH},
    {"section", LINE},    {"select", HIDDEN},    {"summary", LINE}, {"svg", HIDDEN},
    {"table", PARAGRAPH}, {"tbody", LINE},       {"td", CELL},      {"template", HIDDEN},
    {"textarea", HIDDEN}, {"tfoot", LINE},       {"th", CELL},      {"thead", LINE},
    {"title", HIDDEN},    {"tr", LINE},          {"ul", PARAGRAPH},
};

/* Elements without block meaning that still tell HTML from text. */
static const char *const inline_names[] = {
    "a",   "abbr",     "acronym", "audio",  "b",     "bdi",    "bdo",      "big",    "cite",   "code",
    "col", "colgroup", "data",    "del",    "dfn",   "em",     "embed",    "font",   "i",      "iframe",
    "img", "input",    "ins",     "kbd",    "label", "mark",   "noscript", "object", "param",  "picture",
    "q",   "s",        "samp",    "script", "small", "source", "span",     "strike", "strong", "style",
    "sub", "sup",      "time",    "track",  "tt",    "u",      "var",      "video",  "wbr",    "applet",
    "rb",  "blink",    "marquee", "nobr",   "rp",    "rt",     "ruby",     NULL};

static enum block block_of(struct str name) {
    size_t lo = 0;
    size_t hi = sizeof elements / sizeof *elements;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        const char *other = elements[mid].name;
        int c = strncmp(name.p, other, name.n);
        if (c == 0 && other[name.n] == '\0') {
            return elements[mid].block;
        }
        if (c <= 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return INLINE;
}

struct plain {
    struct buf *out;
    size_t max;
    int breaks;              /* line breaks due before the next text: 0, 1 or 2 */
    bool space;              /* a space is due */
    int pre, hidden;
    char hidden_name[16];
};

static void due(struct plain *p, int breaks) {
    p->space = false;
    if (breaks > p->breaks) {
        p->breaks = breaks;
    }
}

/* White space and no-break spaces at a line's end. */
static void trim_line(struct buf *b) {
    for (;;) {
        if (b->n > 0 && (b->p[b->n - 1] == ' ' || b->p[b->n - 1] == '\t')) {
            b->n--;
        } else if (b->n > 1 && b->p[b->n - 2] == '\xc2' && b->p[b->n - 1] == '\xa0') {
            b->n -= 2;
        } else {
            return;
        }
    }
}

static void flush_breaks(struct plain *p) {
    if (p->breaks > 0) {
        trim_line(p->out);
        if (p->out->n > 0) {
            bool has = p->out->p[p->out->n - 1] == '\n';
            buf_add(p->out, "\n\n", (size_t)(p->breaks - (has ? 1 : 0)));
        }
        p->breaks = 0;
        p->space = false;
    }
    if (p->space) {
        p->space = false;
        if (p->out->n > 0 && p->out->p[p->out->n - 1] != '\n') {
            buf_ch(p->out, ' ');
        }
    }
}

static bool at_line_start(const struct plain *p) {
    return p->breaks > 0 || p->out->n == 0 || p->out->p[p->out->n - 1] == '\n';
}

/* Bytes at s that are to be dropped: byte order marks, no-break spaces that would open a line, control characters. */
static size_t dropped(const struct plain *p, struct str s) {
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x20 || c == 0x7f) {
        return 1;
    }
    if (s.n >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0) {
        return 3;
    }
    if (s.n >= 2 && memcmp(s.p, "\xc2\xa0", 2) == 0 && at_line_start(p)) {
        return 2;
    }
    return 0;
}

static bool is_white(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes that go into the text as they are: all but white space, control characters and the first of a byte order mark. */
static bool stays(char c) {
    unsigned char u = (unsigned char)c;
    return u > 0x20 && u != 0x7f && u != 0xef;
}

/* Length of the words at the start of `s`, whose first byte is of one, and of the single spaces between them. */
static size_t words(struct str s) {
    size_t i = 1;
    for (; i + WIDE < s.n; i += WIDE) {
        wide v = wide_load(s.p + i), next = wide_load(s.p + i + 1);
        wide_found ends = (v < 0x20) | (v == 0x7f) | (v == 0xef);
        if (wide_any(ends | ((v == ' ') & ((next <= 0x20) | (next == 0x7f) | (next == 0xef))))) {
            break;
        }
    }
    while (i < s.n && (stays(s.p[i]) || (s.p[i] == ' ' && i + 1 < s.n && stays(s.p[i + 1])))) {
        i++;
    }
    return i;
}

static void white(struct plain *p, char c) {
    if (p->pre && c == '\n') {
        due(p, at_line_start(p) ? 2 : 1);
    } else {
        p->space = p->breaks == 0;
    }
}

static void on_text(void *ud, struct str s) {
    struct plain *p = ud;
    if (p->hidden || p->out->n >= p->max) {
        return;
    }
    while (s.n > 0) {
        size_t n = 1;
        if (is_white(s.p[0])) {
            white(p, s.p[0]);
        } else if ((n = dropped(p, s)) == 0) {
            n = words(s);
            flush_breaks(p);
            buf_add(p->out, s.p, n);
        }
        s = str_sub(s, n, s.n);
    }
}

static void block_edge(struct plain *p, enum block block) {
    if (block == LINE) {
        due(p, 1);
    } else if (block == PARAGRAPH) {
        due(p, 2);
    } else if (block == BREAK) {
        due(p, p->breaks >= 1 ? 2 : 1);
    } else if (block == CELL) {
        p->space = p->breaks == 0;
    }
}

static bool on_start(void *ud, const struct html_tag *tag) {
    struct plain *p = ud;
    enum block block = block_of(tag->name);
    if (p->hidden) {
        p->hidden += str_is(tag->name, p->hidden_name) ? 1 : 0;
    } else if (block == HIDDEN && !(tag->foreign && tag->closed)) {
        p->hidden = 1;
        memcpy(p->hidden_name, tag->name.p, tag->name.n);
        p->hidden_name[tag->name.n] = '\0';
    } else {
        block_edge(p, block);
        p->pre += str_is(tag->name, "pre") ? 1 : 0;
    }
    return p->out->n < p->max;
}

static void on_end(void *ud, struct str name) {
    struct plain *p = ud;
    if (p->hidden) {
        p->hidden -= str_is(name, p->hidden_name) ? 1 : 0;
        return;
    }
    block_edge(p, block_of(name));
    p->pre -= p->pre > 0 && str_is(name, "pre") ? 1 : 0;
}

static struct str finish(struct arena *a, struct buf *b, size_t max) {
    while (b->n > 0 && (b->p[b->n - 1] == '\n' || b->p[b->n - 1] == ' ')) {
        b->n--;
    }
    trim_line(b);
    struct str s = arena_dup(a, str_utf8_cut(buf_view(b), max));
    buf_done(b);
    return s;
}

struct str html_to_text(struct arena *a, struct str html, size_t max) {
    struct buf b;
    buf_init(&b, NULL, 4 * html.n + 64);
    buf_reserve(&b, html.n < max ? html.n : max);
    struct plain p = {.out = &b, .max = max};
    struct html_sink sink = {.start = on_start, .end = on_end, .text = on_text, .ud = &p};
    html_walk(html, &sink);
    return finish(a, &b, max);
}

static bool known_tag(struct str name) {
    if (block_of(name) != INLINE) {
        return true;
    }
    for (size_t i = 0; inline_names[i]; i++) {
        if (str_is(name, inline_names[i])) {
            return true;
        }
    }
    return false;
}

struct look {
    bool html;
};

static bool look_start(void *ud, const struct html_tag *tag) {
    struct look *l = ud;
    l->html = l->html || known_tag(tag->name);
    return !l->html;
}

static void look_end(void *ud, struct str name) {
    struct look *l = ud;
    l->html = l->html || known_tag(name);
}

static bool has_tags(struct str s) {
    if (str_chr(s, '<') == s.n) {
        return false;
    }
    if (str_find(s, STR("<!--")) < s.n) {
        return true;
    }
    struct look l = {false};
    struct html_sink sink = {.start = look_start, .end = look_end, .ud = &l};
    html_walk(s, &sink);
    return l.html;
}

/* Text without tags: white space tidied; `pre` keeps its line breaks. */
static struct str tidy(struct arena *a, struct str s, size_t max, bool keep_lines) {
    struct buf b;
    buf_init(&b, NULL, 4 * s.n + 64);
    buf_reserve(&b, s.n < max ? s.n : max);
    struct plain p = {.out = &b, .max = max, .pre = keep_lines};
    on_text(&p, s);
    return finish(a, &b, max);
}

struct str html_or_text(struct arena *a, struct str s, size_t max) {
    if (!s.p) {
        return s;
    }
    if (has_tags(s)) {
        return html_to_text(a, s, max);
    }
    return tidy(a, html_decode(a, html_utf8(a, s)), max, true);
}

struct str html_to_line(struct arena *a, struct str html, size_t max) {
    return tidy(a, html_to_text(a, html, max), max, false);
}

struct str html_or_line(struct arena *a, struct str s, size_t max) {
    if (!s.p) {
        return s;
    }
    struct str text = has_tags(s) ? html_to_text(a, s, max) : STR("");
    if (text.n == 0) {
        text = html_decode(a, html_utf8(a, s));
    }
    return tidy(a, text, max, false);
}

enum { IMAGE_MIN = 64, IMAGE_GOOD_MIN = 200 };   /* pixels */

struct first {
    struct arena *a;
    struct str found;
    int hidden;
};

/* A pixel count such as "1" or "100px"; -1 when it is none. */
static int64_t pixels(struct str s) {
    int64_t v = -1;
    size_t n = 0;
    s = str_trim(s);
    while (n < s.n && n < 9 && s.p[n] >= '0' && s.p[n] <= '9') {
        n++;
    }
    bool whole = n > 0 && (n == s.n || str_ieq(str_sub(s, n, s.n), STR("px")));
    return whole && str_to_i64(str_sub(s, 0, n), &v) ? v : -1;
}

static bool first_start(void *ud, const struct html_tag *tag) {
    struct first *f = ud;
    if (!str_is(tag->name, "img")) {
        return true;
    }
    int64_t width = pixels(html_attr(tag, "width"));
    int64_t height = pixels(html_attr(tag, "height"));
    struct str src = str_trim(html_attr(tag, "src"));
    static const char *const lazy[] = {"data-src", "data-lazy-src", "data-original", NULL};
    for (size_t i = 0; lazy[i] && (src.n == 0 || str_istarts(src, STR("data:"))); i++) {
        src = str_trim(html_attr(tag, lazy[i]));
    }
    bool tiny = (width >= 0 && width < IMAGE_MIN) || (height >= 0 && height < IMAGE_MIN);
    if (tiny || src.n == 0 || str_istarts(src, STR("data:"))) {
        return true;
    }
    bool small = (width >= 0 && width < IMAGE_GOOD_MIN) || (height >= 0 && height < IMAGE_GOOD_MIN);
    if (!small || !f->found.p) {
        f->found = arena_dup(f->a, src);
    }
    return small;
}

/* The walk may begin at the first "<img" when nothing before it can hide one: comments, scripts and their like. */
static struct str from_image(struct str html) {
    for (size_t i = str_chr(html, '<'); i + 4 <= html.n; i += 1 + str_chr(str_sub(html, i + 1, html.n), '<')) {
        if (memcmp(html.p + i, "<img", 4) == 0) {
            return str_sub(html, i, html.n);
        }
        if (!strchr("/abdfhlopu", html.p[i + 1])) {
            return html;
        }
    }
    return html;
}

struct str html_first_image(struct arena *a, struct str html) {
    struct first f = {.a = a, .found = STR_NULL};
    html = from_image(html);
    if (str_chr(html, '<') < html.n) {
        struct html_sink sink = {.start = first_start, .ud = &f};
        html_walk(html, &sink);
    }
    return f.found;
}
