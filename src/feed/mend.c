/* mend.c: repairs that every feed reader makes before it trusts an XML parser with a feed. One pass with memchr, and
 * a copy only when something is to be repaired: most feeds pass through untouched. The DOCTYPE goes as a whole, and
 * with it external subsets and entity bombs; simple entities that it declares (plain text) are kept as a small table.
 */
#include "feed/feed_int.h"
#include "base/wide.h"
#include "text/html_entity.h"

enum { ENTITIES_MAX = 32, ENTITY_TEXT_MAX = 200 };

struct entities {
    struct str name[ENTITIES_MAX], text[ENTITIES_MAX];
    size_t n;
};

static struct str rest_at(struct str s, size_t i) {
    return str_sub(s, i, s.n);
}

static size_t past(struct str s, size_t from, struct str what) {
    size_t at = from + str_find(rest_at(s, from), what) + what.n;
    return at < s.n ? at : s.n;
}

static bool is_name_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
           c == '.' || c == ':';
}

/* No reference in it names another entity. */
static bool only_numbers(struct str s) {
    for (size_t i = str_chr(s, '&'); i < s.n; i += 1 + str_chr(rest_at(s, i + 1), '&')) {
        if (i + 1 == s.n || s.p[i + 1] != '#') {
            return false;
        }
    }
    return true;
}

/* <!ENTITY name "text"> whose text is plain, or has tags and no references. */
static void take_entity(struct str decl, struct entities *t) {
    struct str s = str_trim(decl);
    size_t n = 0;
    while (n < s.n && is_name_char(s.p[n])) {
        n++;
    }
    struct str name = str_sub(s, 0, n);
    s = str_trim(rest_at(s, n));
    if (name.n == 0 || s.n < 2 || (s.p[0] != '"' && s.p[0] != '\'') || t->n == ENTITIES_MAX) {
        return;
    }
    struct str text = str_sub(s, 1, 1 + str_chr(rest_at(s, 1), s.p[0]));
    if (text.n <= ENTITY_TEXT_MAX && str_chr(text, '%') == text.n && only_numbers(text)) {
        t->name[t->n] = name;
        t->text[t->n++] = text;
    }
}

/* The ">" of the declaration at `i`, not one in quotes. */
static size_t declaration_end(struct str s, size_t i) {
    for (; i < s.n && s.p[i] != '>'; i++) {
        if (s.p[i] == '"' || s.p[i] == '\'') {
            i += 1 + str_chr(rest_at(s, i + 1), s.p[i]);
        }
    }
    return i < s.n ? i : s.n;
}

/* From "<!DOCTYPE" to behind its ">", over an internal subset. */
static size_t skip_doctype(struct str s, size_t i, struct entities *t) {
    int depth = 0;
    for (; i < s.n; i++) {
        char c = s.p[i];
        if (c == '[') {
            depth++;
        } else if (c == ']') {
            depth--;
        } else if (c == '>' && depth <= 0) {
            return i + 1;
        } else if (c == '<' && str_starts(rest_at(s, i), STR("<!ENTITY"))) {
            size_t end = declaration_end(s, i);
            take_entity(str_sub(s, i + 8, end), t);
            i = end;
        } else if (c == '<' && str_starts(rest_at(s, i), STR("<!--"))) {
            i = past(s, i, STR("-->")) - 1;
        }
    }
    return i;
}

/* Behind everything before the root element that is of no use: text, XML declaration, instructions, comments,
 * DOCTYPE. */
static size_t skip_prolog(struct str s, struct entities *t) {
    size_t i = 0;
    while (i < s.n) {
        i += str_chr(rest_at(s, i), '<');
        struct str r = rest_at(s, i);
        if (str_starts(r, STR("<!--"))) {
            i = past(s, i, STR("-->"));
        } else if (str_starts(r, STR("<?"))) {
            i = past(s, i, STR(">"));
        } else if (str_istarts(r, STR("<!DOCTYPE"))) {
            i = skip_doctype(s, i, t);
        } else if (r.n > 1 && is_name_char(r.p[1])) {
            return i;
        } else {
            i++;
        }
    }
    return s.n;
}

static bool bad_control(unsigned char c) {
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

static bool xml_char(uint32_t cp) {
    return cp == 9 || cp == 10 || cp == 13 || (cp >= 0x20 && cp < 0xd800) || (cp >= 0xe000 && cp < 0xfffe) ||
           (cp >= 0x10000 && cp <= 0x10ffff);
}

static bool predefined(struct str ref) {
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", NULL};
    for (size_t i = 0; names[i]; i++) {
        if (str_starts(ref, str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* Needs nothing: one of XML's own, or a number that is not windows-1252 in disguise. */
static bool fine_reference(struct str ref) {
    if (predefined(ref)) {
        return true;
    }
    uint32_t cp = 0;
    size_t n = ref.n > 1 && ref.p[1] == '#' ? html_entity_read(ref, true, &cp) : 0;
    return n > 0 && ref.p[n - 1] == ';' && xml_char(cp) && (n > 6 || cp < 0x80);
}

static bool add_declared(struct buf *b, struct str ref, const struct entities *t, size_t *ret_n) {
    size_t n = 1;
    while (n < ref.n && is_name_char(ref.p[n])) {
        n++;
    }
    for (size_t i = 0; n < ref.n && ref.p[n] == ';' && i < t->n; i++) {
        if (str_eq(t->name[i], str_sub(ref, 1, n))) {
            if (str_chr(t->text[i], '<') < t->text[i].n) {
                buf_html(b, t->text[i]);         /* as if it were escaped: no tag comes out of an entity */
            } else {
                buf_str(b, t->text[i]);
            }
            *ret_n = n + 1;
            return true;
        }
    }
    return false;
}

/* Handles the "&" at the start of `ref`: adds what it stands for and returns the bytes taken. */
static size_t add_reference(struct buf *b, struct str ref, const struct entities *t) {
    size_t n = 0;
    uint32_t cp = 0;
    if (predefined(ref)) {
        n = str_chr(ref, ';') + 1;
        buf_add(b, ref.p, n);
        return n;
    }
    if (add_declared(b, ref, t, &n)) {
        return n;
    }
    n = html_entity_read(ref, true, &cp);
    bool closed = n > 0 && ref.p[n - 1] == ';';
    if (!closed) {
        buf_c(b, "&amp;");               /* "AT&T", "?a=1&copy=2": meant as written */
        return 1;
    }
    if (!xml_char(cp)) {
        buf_ch(b, ' ');
    } else if (cp == '<' || cp == '&' || cp == '>' || cp == '"' || cp == '\'') {
        buf_printf(b, "&#%u;", cp);
    } else {
        html_add_cp(b, cp);
    }
    return n;
}

/* U+0080 to U+009F at s[i]: control characters that nobody means; they come from windows-1252 bytes. */
static bool is_c1(struct str s, size_t i) {
    return s.p[i] == '\xc2' && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0;
}

/* Adds text with such characters read as windows-1252. */
static void add_western(struct buf *b, struct str s) {
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *next = memchr(s.p + i, '\xc2', s.n - i);
        if (!next) {
            break;
        }
        i = (size_t)(next - s.p);
        if (!is_c1(s, i)) {
            continue;
        }
        buf_str(b, str_sub(s, from, i));
        html_add_cp(b, html_windows1252((unsigned char)s.p[i + 1]));
        from = i + 2;
        i++;
    }
    buf_str(b, str_sub(s, from, s.n));
}

/* Adds text with its control characters blanked, and U+FFFE and U+FFFF replaced. */
static void add_clean(struct buf *b, struct str s) {
    size_t at = b->n;
    add_western(b, s);
    for (size_t i = at; i < b->n; i++) {
        if (bad_control((unsigned char)b->p[i])) {
            b->p[i] = ' ';
        }
        if (b->p[i] == '\xef' && i + 2 < b->n && b->p[i + 1] == '\xbf' && (unsigned char)b->p[i + 2] >= 0xbe) {
            b->p[i + 2] = '\xbd';
        }
    }
}

/* The next of CDATA section or comment at or behind `from`; both ends, s.n when there is none. */
struct skip {
    size_t start, end;
};

static struct skip next_skip(struct str s, size_t from) {
    for (size_t i = from; i < s.n; i++) {
        const char *lt = memchr(s.p + i, '<', s.n - i);
        if (!lt) {
            break;
        }
        i = (size_t)(lt - s.p);
        if (i + 1 >= s.n || s.p[i + 1] != '!') {
            continue;
        }
        if (str_starts(rest_at(s, i), STR("<![CDATA["))) {
            return (struct skip){i, past(s, i, STR("]]>"))};
        }
        if (str_starts(rest_at(s, i), STR("<!--"))) {
            return (struct skip){i, past(s, i + 4, STR("-->"))};
        }
    }
    return (struct skip){s.n, s.n};
}

/* The next byte that needs a second look: a control character, "&", the lead byte of U+0080 or of U+FFFE. */
static size_t next_odd(struct str s, size_t i) {
    for (; i + WIDE <= s.n; i += WIDE) {
        wide v = wide_load(s.p + i);
        if (wide_any((v < 0x20) | (v == '&') | (v == 0xc2) | (v == 0xef))) {
            break;
        }
    }
    while (i < s.n && (unsigned char)s.p[i] >= 0x20 && s.p[i] != '&' && s.p[i] != '\xc2' && s.p[i] != '\xef') {
        i++;
    }
    return i;
}

static bool needs_mending(struct str s, size_t from, const struct entities *t) {
    struct skip skip = {from, from};
    for (size_t i = next_odd(s, from); i < s.n; i = next_odd(s, i + 1)) {
        unsigned char c = (unsigned char)s.p[i];
        if (bad_control(c) || is_c1(s, i) || (c == 0xef && i + 2 < s.n && s.p[i + 1] == '\xbf' && (unsigned char)s.p[i + 2] >= 0xbe)) {
            return true;
        }
        if (c != '&' || fine_reference(rest_at(s, i))) {
            continue;
        }
        while (i >= skip.end) {
            skip = next_skip(s, skip.end);
        }
        if (i < skip.start || i >= skip.end) {
            return true;
        }
    }
    return t->n > 0;
}

struct str feed_mend(struct str text, struct buf *store) {
    struct entities t = {.n = 0};
    size_t i = skip_prolog(text, &t);
    buf_init(store, NULL, 3 * text.n + 4096);
    if (!needs_mending(text, i, &t)) {
        return rest_at(text, i);
    }
    struct skip skip = next_skip(text, i);
    while (i < text.n && !store->over) {
        if (i >= skip.end && skip.end < text.n) {
            skip = next_skip(text, i);
        }
        if (i >= skip.start && i < skip.end) {
            add_clean(store, str_sub(text, i, skip.end));
            i = skip.end;
            continue;
        }
        size_t amp = i + str_chr(str_sub(text, i, skip.start > i ? skip.start : text.n), '&');
        add_clean(store, str_sub(text, i, amp));
        i = amp;
        if (i < text.n && text.p[i] == '&' && (i < skip.start || i >= skip.end)) {
            i += add_reference(store, rest_at(text, i), &t);
        }
    }
    return buf_view(store);
}
