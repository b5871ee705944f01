/* toml.c: see toml.h. One cursor over one line; each part of the grammar is a function that moves it. */
#include "text/toml.h"

#include <string.h>

struct reader {
    struct arena *arena;
    struct problems *errs;
    struct str table;            /* of the last [header], "" before it */
    struct toml_line *lines;
    size_t n;
    struct str rest;             /* of the line */
    int64_t line;
};

static enum err wrong(struct reader *r, const char *what) {
    return err_set(r->errs, E_INVALID, arena_printf(r->arena, "/line/%lld", (long long)r->line).p, "%s", what);
}

static void skip_blanks(struct reader *r) {
    while (r->rest.n && (r->rest.p[0] == ' ' || r->rest.p[0] == '\t')) {
        r->rest = str_sub(r->rest, 1, r->rest.n);
    }
}

static bool at(struct reader *r, char c) {
    return r->rest.n && r->rest.p[0] == c;
}

static bool take(struct reader *r, char c) {
    if (!at(r, c)) {
        return false;
    }
    r->rest = str_sub(r->rest, 1, r->rest.n);
    return true;
}

static bool bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* a.b.c, blanks allowed round the points. */
static enum err take_key(struct reader *r, struct str *ret) {
    struct buf key;
    buf_init(&key, r->arena, TOML_KEY_MAX);
    do {
        size_t n = 0;
        skip_blanks(r);
        while (n < r->rest.n && bare(r->rest.p[n])) {
            n++;
        }
        if (n == 0) {
            return wrong(r, at(r, '"') || at(r, '\'') ? "quoted names are not used here" : "is no line of the form name = value");
        }
        buf_c(&key, key.n ? "." : "");
        buf_str(&key, str_sub(r->rest, 0, n));
        r->rest = str_sub(r->rest, n, r->rest.n);
        skip_blanks(r);
    } while (take(r, '.'));
    *ret = buf_view(&key);
    return key.over ? wrong(r, "the name is too long") : E_OK;
}

/* Only white space or a comment may follow. */
static enum err take_end(struct reader *r) {
    skip_blanks(r);
    return r->rest.n == 0 || at(r, '#') ? E_OK : wrong(r, "something stands after the value");
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void add_code_point(struct buf *b, uint32_t c) {
    if (c < 0x80) {
        buf_ch(b, (char)c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    buf_ch(b, (char)(lead[more] | (c >> (6 * more))));
    while (more-- > 0) {
        buf_ch(b, (char)(0x80 | ((c >> (6 * more)) & 0x3f)));
    }
}

/* \uXXXX, \UXXXXXXXX: a Unicode scalar value. */
static bool take_code_point(struct reader *r, size_t digits, struct buf *b) {
    uint32_t c = 0;
    if (r->rest.n < digits) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        int d = hex_digit(r->rest.p[i]);
        if (d < 0) {
            return false;
        }
        c = c << 4 | (uint32_t)d;
    }
    r->rest = str_sub(r->rest, digits, r->rest.n);
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        return false;
    }
    add_code_point(b, c);
    return true;
}

static bool take_escape(struct reader *r, struct buf *b) {
    static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
    if (take(r, 'u')) {
        return take_code_point(r, 4, b);
    }
    if (take(r, 'U')) {
        return take_code_point(r, 8, b);
    }
    const char *hit = r->rest.n && r->rest.p[0] ? strchr(from, r->rest.p[0]) : NULL;
    if (!hit) {
        return false;
    }
    buf_ch(b, to[hit - from]);
    r->rest = str_sub(r->rest, 1, r->rest.n);
    return true;
}

static enum err take_basic(struct reader *r, struct str *ret) {
    struct buf b;
    buf_init(&b, r->arena, r->rest.n * 4 + 1);
    while (r->rest.n && !at(r, '"')) {
        if (take(r, '\\')) {
            if (!take_escape(r, &b)) {
                return wrong(r, "has an escape that TOML does not know");
            }
        } else {
            buf_ch(&b, r->rest.p[0]);
            r->rest = str_sub(r->rest, 1, r->rest.n);
        }
    }
    *ret = buf_view(&b);
    return take(r, '"') ? E_OK : wrong(r, "the quote is not closed");
}

static enum err take_literal(struct reader *r, struct str *ret) {
    size_t n = str_chr(r->rest, '\'');
    if (n == r->rest.n) {
        return wrong(r, "the quote is not closed");
    }
    *ret = arena_printf(r->arena, "%.*s", (int)n, r->rest.p);
    r->rest = str_sub(r->rest, n + 1, r->rest.n);
    return E_OK;
}

/* true, false, or a decimal integer with underscores between digits and no leading zero. */
static enum err take_bare_value(struct reader *r, struct str *ret) {
    size_t n = 0;
    struct buf b;
    int64_t v;
    while (n < r->rest.n && !strchr(" \t#", r->rest.p[n])) {
        n++;
    }
    struct str word = str_sub(r->rest, 0, n);
    r->rest = str_sub(r->rest, n, r->rest.n);
    if (str_is(word, "true") || str_is(word, "false")) {
        *ret = word;
        return E_OK;
    }
    buf_init(&b, r->arena, 64);
    for (size_t i = 0; i < word.n; i++) {
        bool between = i > 0 && i + 1 < word.n && word.p[i - 1] >= '0' && word.p[i - 1] <= '9' && word.p[i + 1] >= '0' &&
                       word.p[i + 1] <= '9';
        if (!(word.p[i] == '_' && between) && !(word.p[i] == '+' && i == 0)) {
            buf_ch(&b, word.p[i]);
        }
    }
    struct str digits = buf_view(&b);
    size_t first = str_starts(digits, STR("-")) ? 1 : 0;
    if (b.over || !str_to_i64(digits, &v) || (digits.n > first + 1 && digits.p[first] == '0') || digits.p[0] == '+') {
        return wrong(r, "the value must be a text in quotes, a whole number, true or false");
    }
    *ret = digits;
    return E_OK;
}

static enum err take_value(struct reader *r, struct toml_line *line) {
    skip_blanks(r);
    if (str_starts(r->rest, STR("\"\"\"")) || str_starts(r->rest, STR("'''"))) {
        return wrong(r, "texts of several lines are not used here: write \\n");
    }
    if (take(r, '"')) {
        line->quoted = true;
        return take_basic(r, &line->value);
    }
    if (take(r, '\'')) {
        line->quoted = true;
        return take_literal(r, &line->value);
    }
    return r->rest.n && !at(r, '#') ? take_bare_value(r, &line->value) : wrong(r, "the value is missing");
}

static enum err read_header(struct reader *r) {
    enum err e = at(r, '[') ? wrong(r, "arrays of tables are not used here") : take_key(r, &r->table);
    if (!e && !take(r, ']')) {
        e = wrong(r, "the ] is missing");
    }
    return e ? e : take_end(r);
}

static enum err read_pair(struct reader *r) {
    struct toml_line line = {.line = r->line};
    struct str key;
    enum err e = take_key(r, &key);
    if (!e && !take(r, '=')) {
        e = wrong(r, "is no line of the form name = value");
    }
    if (!e) {
        e = take_value(r, &line);
    }
    if (!e) {
        e = take_end(r);
    }
    if (e) {
        return e;
    }
    line.key = str_empty(r->table) ? key : arena_printf(r->arena, "%.*s.%.*s", STRF(r->table), STRF(key));
    for (size_t i = 0; i < r->n; i++) {
        if (str_eq(r->lines[i].key, line.key)) {
            return wrong(r, arena_printf(r->arena, "line %lld has this name already", (long long)r->lines[i].line).p);
        }
    }
    r->lines[r->n++] = line;
    return E_OK;
}

/* Control characters other than tab are no part of TOML. */
static bool clean(struct str line) {
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return str_utf8_valid(line);
}

static enum err read_line(struct reader *r) {
    if (str_ends(r->rest, STR("\r"))) {
        r->rest = str_sub(r->rest, 0, r->rest.n - 1);
    }
    if (!clean(r->rest)) {
        return wrong(r, "has control characters, or is not UTF-8");
    }
    skip_blanks(r);
    if (r->rest.n == 0 || at(r, '#')) {
        return E_OK;
    }
    return take(r, '[') ? read_header(r) : read_pair(r);
}

enum err toml_read(struct str text, struct arena *arena, struct problems *errs, struct toml_line **ret, size_t *ret_n) {
    struct reader r = {.arena = arena, .errs = errs, .table = STR("")};
    enum err first = E_OK;
    r.lines = arena_array(arena, struct toml_line, TOML_LINES_MAX);
    if (str_starts(text, STR("\xef\xbb\xbf"))) {
        text = str_sub(text, 3, text.n);
    }
    while (str_split(&text, '\n', &r.rest)) {
        if (++r.line > TOML_LINES_MAX) {
            return wrong(&r, "there are more than 4000 lines");
        }
        enum err e = read_line(&r);
        first = first ? first : e;
    }
    *ret = r.lines;
    *ret_n = r.n;
    return first;
}

void toml_write_string(struct buf *b, struct str s) {
    buf_ch(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            buf_printf(b, "\\%c", c);
        } else if (c == '\n') {
            buf_c(b, "\\n");
        } else if (c < 0x20 || c == 0x7f) {
            buf_printf(b, "\\u%04X", c);
        } else {
            buf_ch(b, (char)c);
        }
    }
    buf_ch(b, '"');
}
