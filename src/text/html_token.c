/* html_token.c: html_walk, the tokenizer of html.h (WHATWG HTML 13.2.5). States of the standard appear as functions;
 * what only error reporting or scripts would see is left out. Each byte is looked at a fixed number of times. */
#include "text/html.h"
#include "text/html_entity.h"

enum { NAME_MAX = 64, VALUE_MAX = 256 * 1024 };

struct walk {
    struct str s;
    size_t i;
    const struct html_sink *sink;
    struct buf values;               /* decoded attribute values of the tag at hand */
    char name[NAME_MAX];
    char attr_names[HTML_ATTRS_MAX][NAME_MAX];
    struct html_tag tag;
    int foreign, island;             /* open <svg> and <math>; parts of them that hold HTML again */
    bool no_title_end;               /* no </title> comes any more */
    bool stop;
};

/* Elements whose text is not markup: to the end tag of the same name. */
enum raw { RAW_NONE, RAW_TEXT, RAW_RCDATA };

static enum raw raw_kind(struct str name) {
    static const char *const text[] = {"script", "style", "iframe", "noembed", "noframes", "xmp", NULL};
    for (size_t i = 0; text[i]; i++) {
        if (str_is(name, text[i])) {
            return RAW_TEXT;
        }
    }
    return str_is(name, "title") || str_is(name, "textarea") ? RAW_RCDATA : RAW_NONE;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static void emit(struct walk *w, struct str text) {
    if (w->sink->text && text.n > 0) {
        w->sink->text(w->sink->ud, text);
    }
}

/* Text with character references. */
static void emit_decoded(struct walk *w, struct str text) {
    char utf8[5];
    while (text.n > 0) {
        size_t amp = str_chr(text, '&');
        emit(w, str_sub(text, 0, amp));
        text = str_sub(text, amp, text.n);
        if (text.n == 0) {
            return;
        }
        uint32_t cp = 0;
        size_t n = html_entity_read(text, false, &cp);
        if (n == 0) {
            emit(w, STR("&"));
            n = 1;
        } else {
            struct buf b = {.p = utf8, .cap = sizeof utf8, .max = sizeof utf8 - 1};
            html_add_cp(&b, cp);
            emit(w, (struct str){utf8, b.n});
        }
        text = str_sub(text, n, text.n);
    }
}

/* Reads a name into `out` (lower case, cut at NAME_MAX); stops at white space, "/", ">" and, in attributes, "=". */
static struct str read_name(struct walk *w, char out[NAME_MAX], bool attribute) {
    size_t n = 0;
    for (size_t from = w->i; w->i < w->s.n; w->i++) {
        char c = w->s.p[w->i];
        if (is_space(c) || c == '/' || c == '>' || (attribute && c == '=' && w->i > from)) {
            break;
        }
        if (n < NAME_MAX) {
            out[n++] = lower(c);
        }
    }
    return (struct str){out, n};
}

static void skip_space(struct walk *w) {
    while (w->i < w->s.n && is_space(w->s.p[w->i])) {
        w->i++;
    }
}

static struct str read_value(struct walk *w) {
    skip_space(w);
    char quote = w->i < w->s.n ? w->s.p[w->i] : '>';
    if (quote == '"' || quote == '\'') {
        size_t from = ++w->i;
        const char *end = from < w->s.n ? memchr(w->s.p + from, quote, w->s.n - from) : NULL;
        w->i = end ? (size_t)(end - w->s.p) + 1 : w->s.n;
        return str_sub(w->s, from, end ? w->i - 1 : w->s.n);
    }
    size_t from = w->i;
    while (w->i < w->s.n && !is_space(w->s.p[w->i]) && w->s.p[w->i] != '>') {
        w->i++;
    }
    return str_sub(w->s, from, w->i);
}

/* Decoded into w->values; the offset is turned into a pointer when the tag is whole. */
static void add_attr(struct walk *w, struct str name, struct str value) {
    if (w->tag.n == HTML_ATTRS_MAX || w->values.n + value.n > VALUE_MAX) {
        return;
    }
    for (size_t i = 0; i < w->tag.n; i++) {
        if (str_eq(w->tag.attrs[i].name, name)) {
            return;
        }
    }
    size_t at = w->values.n;
    while (value.n > 0) {
        size_t amp = str_chr(value, '&');
        buf_str(&w->values, str_sub(value, 0, amp));
        value = str_sub(value, amp, value.n);
        uint32_t cp = 0;
        size_t n = value.n > 0 ? html_entity_read(value, true, &cp) : 0;
        if (n > 0) {
            html_add_cp(&w->values, cp);
        } else if (value.n > 0) {
            buf_ch(&w->values, '&');
            n = 1;
        }
        value = str_sub(value, n, value.n);
    }
    memcpy(w->attr_names[w->tag.n], name.p, name.n);
    w->tag.attrs[w->tag.n].name = (struct str){w->attr_names[w->tag.n], name.n};
    w->tag.attrs[w->tag.n].value = (struct str){NULL, w->values.n - at};
    w->tag.n++;
}

/* Attributes up to ">"; a "/" right before it closes elements of SVG and MathML. False when the input ends inside the tag, which then counts as not there. */
static bool read_attrs(struct walk *w) {
    char name_buf[NAME_MAX];
    for (;;) {
        while (w->i < w->s.n && (is_space(w->s.p[w->i]) || w->s.p[w->i] == '/')) {
            w->i++;
        }
        if (w->i >= w->s.n) {
            return false;
        }
        if (w->s.p[w->i] == '>') {
            w->tag.closed = w->s.p[w->i - 1] == '/';
            w->i++;
            break;
        }
        struct str name = read_name(w, name_buf, true);
        skip_space(w);
        struct str value = STR("");
        if (w->i < w->s.n && w->s.p[w->i] == '=') {
            w->i++;
            value = read_value(w);
        }
        add_attr(w, name, value);
    }
    size_t at = 0;
    for (size_t i = 0; i < w->tag.n; i++) {
        w->tag.attrs[i].value.p = w->values.p ? w->values.p + at : "";
        at += w->tag.attrs[i].value.n;
    }
    return true;
}

/* Position of "</name" followed by white space, "/" or ">", or the end. */
static size_t find_end_tag(const struct walk *w, struct str name) {
    size_t i = w->i;
    while (i < w->s.n) {
        const char *lt = memchr(w->s.p + i, '<', w->s.n - i);
        if (!lt) {
            return w->s.n;
        }
        i = (size_t)(lt - w->s.p);
        size_t after = i + 2 + name.n;
        if (after < w->s.n && w->s.p[i + 1] == '/' && str_ieq(str_sub(w->s, i + 2, after), name) &&
            (is_space(w->s.p[after]) || w->s.p[after] == '/' || w->s.p[after] == '>')) {
            return i;
        }
        i++;
    }
    return w->s.n;
}

/* True at "name" followed by white space, "/" or ">". */
static bool at_name(struct str s, size_t i, const char *name) {
    size_t n = strlen(name);
    return i + n < s.n && str_ieq(str_sub(s, i, i + n), str_of(name)) &&
           (is_space(s.p[i + n]) || s.p[i + n] == '/' || s.p[i + n] == '>');
}

/* Position of the </script> that ends a script: one inside "<!-- <script> ... -->" does not (13.2.5.20 to 33). */
static size_t find_script_end(const struct walk *w) {
    enum { PLAIN, ESCAPED, TWICE } state = PLAIN;
    struct str s = w->s;
    for (size_t i = w->i; i < s.n; i++) {
        if (s.p[i] == '-' && state != PLAIN && str_starts(str_sub(s, i, i + 3), STR("-->"))) {
            state = PLAIN;
        } else if (s.p[i] != '<') {
            continue;
        } else if (state == PLAIN && str_starts(str_sub(s, i, i + 4), STR("<!--"))) {
            state = ESCAPED;
            i++;                         /* "<!-->" is over at once */
        } else if (at_name(s, i + 1, "/script")) {
            if (state != TWICE) {
                return i;
            }
            state = ESCAPED;
        } else if (state == ESCAPED && at_name(s, i + 1, "script")) {
            state = TWICE;
        }
    }
    return s.n;
}

static bool in_list(struct str name, const char *list) {
    for (const char *p = list; *p; p += strlen(p) + 1) {
        if (str_is(name, p)) {
            return true;
        }
    }
    return false;
}

static bool is_foreign_root(struct str name) {
    return str_is(name, "svg") || str_is(name, "math");
}

/* Keeps count of SVG and MathML, whose elements may close themselves and hold no raw text (13.2.6.5). */
static void count_foreign(struct walk *w) {
    static const char islands[] = "foreignobject\0desc\0title\0";
    static const char leavers[] =
        "b\0big\0blockquote\0body\0br\0center\0code\0dd\0div\0dl\0dt\0em\0embed\0h1\0h2\0h3\0h4\0h5\0h6\0head\0hr\0i\0"
        "img\0li\0listing\0menu\0meta\0nobr\0ol\0p\0pre\0ruby\0s\0small\0span\0strong\0strike\0sub\0sup\0table\0tt\0u\0"
        "ul\0var\0";
    if (w->foreign > 0 && w->island == 0 && in_list(w->tag.name, leavers)) {
        w->foreign = 0;
    } else if (!w->tag.closed && is_foreign_root(w->tag.name)) {
        w->foreign++;
    } else if (!w->tag.closed && w->foreign > 0 && in_list(w->tag.name, islands)) {
        w->island++;
    }
}

static void uncount_foreign(struct walk *w, struct str name) {
    if (w->foreign > 0 && (str_is(name, "svg") || str_is(name, "math"))) {
        w->foreign--;
        w->island = w->foreign > 0 ? w->island : 0;
    } else if (w->island > 0 && (str_is(name, "foreignobject") || str_is(name, "desc") || str_is(name, "title"))) {
        w->island--;
    }
}

/* Where the text of a raw element ends. A <title> without end is read as if it had no raw text, to keep the rest. */
static size_t raw_end(struct walk *w) {
    if (str_is(w->tag.name, "script")) {
        return find_script_end(w);
    }
    bool title = str_is(w->tag.name, "title");
    size_t end = title && w->no_title_end ? w->s.n : find_end_tag(w, w->tag.name);
    if (title && end == w->s.n) {
        w->no_title_end = true;
        return w->i;
    }
    return end;
}

static void start_tag(struct walk *w) {
    w->tag.n = 0;
    buf_reset(&w->values);
    w->tag.name = read_name(w, w->name, false);
    if (!read_attrs(w)) {
        return;
    }
    count_foreign(w);
    w->tag.foreign = w->foreign > 0 || is_foreign_root(w->tag.name);
    if (w->sink->start && !w->sink->start(w->sink->ud, &w->tag)) {
        w->stop = true;
        return;
    }
    enum raw raw = w->foreign > 0 ? RAW_NONE : raw_kind(w->tag.name);
    if (raw == RAW_NONE) {
        return;
    }
    size_t end = raw_end(w);
    struct str text = str_sub(w->s, w->i, end);
    w->i = end;
    if (raw == RAW_RCDATA) {
        emit_decoded(w, text);
    } else if (w->sink->raw) {
        w->sink->raw(w->sink->ud, w->tag.name, text);
    }
}

static void end_tag(struct walk *w) {
    w->tag.n = 0;
    buf_reset(&w->values);
    struct str name = read_name(w, w->name, false);
    if (read_attrs(w)) {
        uncount_foreign(w, name);
        if (w->sink->end) {
            w->sink->end(w->sink->ud, name);
        }
    }
}

static void skip_past(struct walk *w, struct str what) {
    size_t at = str_find(str_sub(w->s, w->i, w->s.n), what);
    w->i = w->i + at + what.n < w->s.n ? w->i + at + what.n : w->s.n;
}

/* Past "-->" or "--!>". */
static void skip_comment(struct walk *w) {
    for (size_t i = w->i; i + 2 < w->s.n; i++) {
        const char *dash = memchr(w->s.p + i, '-', w->s.n - i);
        i = dash ? (size_t)(dash - w->s.p) : w->s.n;
        struct str rest = str_sub(w->s, i, i + 4);
        if (str_starts(rest, STR("-->")) || str_starts(rest, STR("--!>"))) {
            w->i = i + (rest.p[2] == '>' ? 3 : 4);
            return;
        }
    }
    w->i = w->s.n;
}

/* At "<!" or "<?" or "</" without a name. */
static void declaration(struct walk *w) {
    struct str rest = str_sub(w->s, w->i, w->s.n);
    if (w->foreign > 0 && str_starts(rest, STR("<![CDATA["))) {
        skip_past(w, STR("]]>"));
        return;
    }
    if (!str_starts(rest, STR("<!--"))) {
        skip_past(w, STR(">"));
        return;
    }
    w->i += 4;
    if (str_starts(str_sub(rest, 4, rest.n), STR(">"))) {
        w->i++;
    } else if (str_starts(str_sub(rest, 4, rest.n), STR("->"))) {
        w->i += 2;
    } else {
        skip_comment(w);
    }
}

static void walk_all(struct walk *w) {
    while (w->i < w->s.n && !w->stop) {
        const char *lt = memchr(w->s.p + w->i, '<', w->s.n - w->i);
        size_t at = lt ? (size_t)(lt - w->s.p) : w->s.n;
        emit_decoded(w, str_sub(w->s, w->i, at));
        w->i = at;
        char next = at + 1 < w->s.n ? w->s.p[at + 1] : '\0';
        char after = at + 2 < w->s.n ? w->s.p[at + 2] : '\0';
        if (at == w->s.n) {
            return;
        }
        if (is_alpha(next)) {
            w->i += 1;
            start_tag(w);
        } else if (next == '/' && is_alpha(after)) {
            w->i += 2;
            end_tag(w);
        } else if (next == '!' || next == '?' || (next == '/' && after)) {
            declaration(w);
        } else {
            emit(w, STR("<"));
            w->i++;
        }
    }
}

/* Bytes of the well-formed character at the start, 0 when there is none. */
static size_t char_len(struct str s) {
    unsigned char c = (unsigned char)s.p[0];
    size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
    return c != 0 && n <= s.n && str_utf8_valid(str_sub(s, 0, n)) ? n : 0;
}

static bool is_clean(struct str s) {
    return str_utf8_valid(s) && str_chr(s, '\0') == s.n;
}

struct str html_utf8(struct arena *a, struct str s) {
    if (is_clean(s)) {
        return s;
    }
    char *out = arena_alloc(a, 3 * s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t len = char_len((struct str){s.p + i, s.n - i});
        memcpy(out + n, len ? s.p + i : "\xef\xbf\xbd", len ? len : 3);
        n += len ? len : 3;
        i += len ? len : 1;
    }
    return (struct str){out, n};
}

void html_walk(struct str html, const struct html_sink *sink) {
    struct arena *a = is_clean(html) ? NULL : arena_create(3 * html.n + 64 * 1024);
    struct walk w;                   /* only what is read before it is written is set: it has three kilobytes */
    w.s = a ? html_utf8(a, html) : html;
    w.i = 0;
    w.sink = sink;
    w.tag.n = 0;
    w.foreign = w.island = 0;
    w.no_title_end = w.stop = false;
    buf_init(&w.values, NULL, 4 * VALUE_MAX);
    walk_all(&w);
    buf_done(&w.values);
    arena_free(a);
}

struct str html_attr(const struct html_tag *tag, const char *name) {
    for (size_t i = 0; i < tag->n; i++) {
        if (str_is(tag->attrs[i].name, name)) {
            return tag->attrs[i].value;
        }
    }
    return STR_NULL;
}

struct str html_decode(struct arena *a, struct str s) {
    if (str_chr(s, '&') == s.n) {
        return s;
    }
    /* A reference is never shorter than the character it stands for. */
    struct buf b = {.p = arena_alloc(a, s.n + 8), .cap = s.n + 8, .max = s.n + 4};
    while (s.n > 0) {
        size_t amp = str_chr(s, '&');
        buf_str(&b, str_sub(s, 0, amp));
        s = str_sub(s, amp, s.n);
        uint32_t cp = 0;
        size_t n = s.n > 0 ? html_entity_read(s, true, &cp) : 0;     /* "?a=1&copy=2" is an address */
        if (n > 0) {
            html_add_cp(&b, cp);
        } else if (s.n > 0) {
            buf_ch(&b, '&');
            n = 1;
        }
        s = str_sub(s, n, s.n);
    }
    return buf_view(&b);
}
