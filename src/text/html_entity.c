/* html_entity.c: see html_entity.h. The names of HTML 4 come from libxml2's table; those that HTML 5 added and that are
 * seen in feeds are listed here. */
#include "text/html_entity.h"

#include <libxml/HTMLparser.h>

struct name {
    const char *name;
    uint32_t cp;
};

static const struct name html5_names[] = {
    {"AMP", '&'},       {"COPY", 0xa9},      {"GT", '>'},        {"LT", '<'},           {"NewLine", '\n'},
    {"QUOT", '"'},      {"REG", 0xae},       {"TRADE", 0x2122},  {"Tab", '\t'},         {"apos", '\''},
    {"ast", '*'},       {"bigstar", 0x2605}, {"check", 0x2713},  {"checkmark", 0x2713}, {"colon", ':'},
    {"comma", ','},     {"commat", '@'},     {"cross", 0x2717},  {"dash", 0x2010},      {"dollar", '$'},
    {"emsp13", 0x2004}, {"emsp14", 0x2005},  {"equals", '='},    {"excl", '!'},         {"ff", 0xfb00},
    {"fi", 0xfb01},     {"fl", 0xfb02},      {"grave", '`'},     {"hairsp", 0x200a},    {"half", 0xbd},
    {"horbar", 0x2015}, {"hyphen", 0x2010},  {"iff", 0x21d4},    {"inodot", 0x131},     {"lbrace", '{'},
    {"lbrack", '['},    {"lcub", '{'},       {"ldquor", 0x201e}, {"lowbar", '_'},       {"lpar", '('},
    {"lsqb", '['},      {"lsquor", 0x201a},  {"mldr", 0x2026},   {"nbhy", 0x2011},      {"num", '#'},
    {"numsp", 0x2007},  {"percnt", '%'},     {"period", '.'},    {"phone", 0x260e},     {"plus", '+'},
    {"puncsp", 0x2008}, {"quest", '?'},      {"rbrace", '}'},    {"rbrack", ']'},       {"rcub", '}'},
    {"rdquor", 0x201d}, {"rpar", ')'},       {"rsqb", ']'},      {"rsquor", 0x2019},    {"semi", ';'},
    {"sol", '/'},       {"star", 0x2606},    {"starf", 0x2605},  {"verbar", '|'},       {"vert", '|'},
    {"vellip", 0x22ee},
};

/* WHATWG HTML 13.2.5.80: numbers that mean windows-1252. */
static const uint16_t cp1252[32] = {
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
};

void html_add_cp(struct buf *b, uint32_t cp) {
    char c[4];
    if (cp < 0x80) {
        buf_ch(b, (char)cp);
    } else if (cp < 0x800) {
        c[0] = (char)(0xc0 | cp >> 6);
        c[1] = (char)(0x80 | (cp & 0x3f));
        buf_add(b, c, 2);
    } else if (cp < 0x10000) {
        c[0] = (char)(0xe0 | cp >> 12);
        c[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        c[2] = (char)(0x80 | (cp & 0x3f));
        buf_add(b, c, 3);
    } else {
        c[0] = (char)(0xf0 | cp >> 18);
        c[1] = (char)(0x80 | (cp >> 12 & 0x3f));
        c[2] = (char)(0x80 | (cp >> 6 & 0x3f));
        c[3] = (char)(0x80 | (cp & 0x3f));
        buf_add(b, c, 4);
    }
}

uint32_t html_entity_named(struct str name) {
    char text[HTML_ENTITY_MAX];
    if (name.n < 2 || name.n >= sizeof text) {
        return 0;
    }
    memcpy(text, name.p, name.n);
    text[name.n] = '\0';
    const htmlEntityDesc *e = htmlEntityLookup((const xmlChar *)text);
    if (e) {
        return e->value;
    }
    for (size_t i = 0; i < sizeof html5_names / sizeof *html5_names; i++) {
        if (strcmp(text, html5_names[i].name) == 0) {
            return html5_names[i].cp;
        }
    }
    return 0;
}

static bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int digit(char c, int base) {
    int v = c >= '0' && c <= '9' ? c - '0' : -1;
    if (base == 16 && v < 0) {
        char l = (char)(c | 0x20);
        v = l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
    }
    return v;
}

static size_t numbered(struct str s, uint32_t *ret_cp) {
    int base = s.n > 2 && (s.p[2] | 0x20) == 'x' ? 16 : 10;
    size_t from = base == 16 ? 3 : 2;
    size_t i = from;
    uint32_t v = 0;
    while (i < s.n && digit(s.p[i], base) >= 0) {
        v = v > 0x110000 ? v : v * (uint32_t)base + (uint32_t)digit(s.p[i], base);
        i++;
    }
    if (i == from) {
        return 0;
    }
    if (v == 0 || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff)) {
        v = 0xfffd;
    } else if (v < 0x100) {
        v = html_windows1252((unsigned char)v);
    }
    *ret_cp = v;
    return i < s.n && s.p[i] == ';' ? i + 1 : i;
}

uint32_t html_windows1252(unsigned char c) {
    return c >= 0x80 && c < 0xa0 ? cp1252[c - 0x80] : c;
}

size_t html_entity_read(struct str s, bool in_attribute, uint32_t *ret_cp) {
    if (s.n > 2 && s.p[1] == '#') {
        return numbered(s, ret_cp);
    }
    size_t i = 1;
    while (i < s.n && i < HTML_ENTITY_MAX && is_alnum(s.p[i])) {
        i++;
    }
    uint32_t cp = html_entity_named(str_sub(s, 1, i));
    if (cp == 0) {
        return 0;
    }
    if (i < s.n && s.p[i] == ';') {
        *ret_cp = cp;
        return i + 1;
    }
    bool legacy = cp < 0x100;            /* those of HTML 2 and 3 may stand without ";" */
    if (!legacy || (in_attribute && i < s.n && s.p[i] == '=')) {
        return 0;
    }
    *ret_cp = cp;
    return i;
}
