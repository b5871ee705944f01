/* charset.c: which encoding a feed is in. Order: byte order mark, HTTP header, XML declaration, UTF-8. The mark comes
 * first since it is part of the bytes (RFC 7303 section 3); a header or declaration of a one-byte encoding gives way
 * when the bytes are UTF-8 beyond doubt, for servers add such headers unasked. ISO-8859-1 and US-ASCII mean
 * windows-1252, as in browsers. What is declared UTF-8 and is not has its stray bytes read as windows-1252. */
#include "base/heap.h"
#include "feed/feed_int.h"
#include "text/html_entity.h"

#include <stdio.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

enum { NAME_MAX = 64, HEAD_MAX = 1024, SNIFF_MAX = 64 * 1024, SNIFF_SURE = 30 };

/* Value of `key` in a header or declaration: key, "=", quoted or not. */
static struct str param(struct str s, const char *key) {
    struct str k = str_of(key);
    for (size_t i = 0; i + k.n < s.n; i++) {
        if (!str_istarts(str_sub(s, i, s.n), k)) {
            continue;
        }
        struct str rest = str_trim(str_sub(s, i + k.n, s.n));
        if (rest.n < 2 || rest.p[0] != '=') {
            continue;
        }
        rest = str_trim(str_sub(rest, 1, rest.n));
        size_t n = 0;
        if (rest.n > 0 && (rest.p[0] == '"' || rest.p[0] == '\'')) {
            n = str_chr(str_sub(rest, 1, rest.n), rest.p[0]);
            return str_trim(str_sub(rest, 1, 1 + n));
        }
        while (n < rest.n && !strchr(" \t\r\n;,?>", rest.p[n])) {
            n++;
        }
        return str_sub(rest, 0, n);
    }
    return STR_NULL;
}

/* "<?xml" in EBCDIC: the letters that a declaration is made of stand in the same place in all its code pages. */
static bool is_ebcdic(struct str bytes) {
    return str_starts(bytes, STR("\x4c\x6f\xa7\x94\x93"));
}

/* The encoding that the XML declaration names; `store` holds the name of an EBCDIC one. */
static struct str declared(struct str bytes, char store[HEAD_MAX + 1]) {
    struct str head = str_trim(str_sub(bytes, 0, HEAD_MAX));
    if (is_ebcdic(bytes)) {
        UErrorCode status = U_ZERO_ERROR;
        size_t n = head.n < HEAD_MAX / 4 ? head.n : HEAD_MAX / 4;
        int32_t got = ucnv_convert("UTF-8", "ibm-37", store, HEAD_MAX, head.p, (int32_t)n, &status);
        head = U_FAILURE(status) ? STR_NULL : (struct str){store, (size_t)got};
    }
    if (!str_istarts(head, STR("<?xml"))) {
        return STR_NULL;
    }
    head = str_sub(head, 0, str_find(head, STR("?>")));
    struct str name = param(head, "encoding");
    /* Code page 1026 has its quotation mark elsewhere. */
    return is_ebcdic(bytes) ? str_sub(name, name.n > 0 && (unsigned char)name.p[0] >= 0x80 ? 2 : 0, name.n) : name;
}

/* Name by byte order mark, or by the zero bytes around "<" in UTF-16 without one; *ret_skip is the mark's length. */
static const char *sniffed(struct str s, size_t *ret_skip) {
    static const struct {
        const char *bytes;
        size_t n, skip;
        const char *name;
    } marks[] = {
        {"\xef\xbb\xbf", 3, 3, "UTF-8"},
        {"\xff\xfe\0\0", 4, 4, "UTF-32LE"},
        {"\0\0\xfe\xff", 4, 4, "UTF-32BE"},
        {"\xff\xfe", 2, 2, "UTF-16LE"},
        {"\xfe\xff", 2, 2, "UTF-16BE"},
        {"<\0\0\0", 4, 0, "UTF-32LE"},
        {"\0\0\0<", 4, 0, "UTF-32BE"},
        {"<\0", 2, 0, "UTF-16LE"},
        {"\0<", 2, 0, "UTF-16BE"},
        {"{\0", 2, 0, "UTF-16LE"},
        {"\0{", 2, 0, "UTF-16BE"},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (s.n >= marks[i].n && memcmp(s.p, marks[i].bytes, marks[i].n) == 0) {
            *ret_skip = marks[i].skip;
            return marks[i].name;
        }
    }
    return NULL;
}

static bool one_of(struct str name, const char *const *list) {
    for (size_t i = 0; list[i]; i++) {
        if (str_ieq(name, str_of(list[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_utf8_name(struct str name) {
    static const char *const names[] = {"utf-8", "utf8", "utf_8", "u8", "unicode-1-1-utf-8", "unicode11utf8", NULL};
    return one_of(name, names);
}

static bool is_western(struct str name) {
    static const char *const names[] = {
        "iso-8859-1",   "iso8859-1", "iso_8859-1", "latin1",         "latin-1", "us-ascii", "ascii",
        "windows-1252", "cp1252",    "cp-1252",    "ansi_x3.4-1968", "l1",      NULL};
    return one_of(name, names);
}

/* Letters and digits alike: "EUC_JISX0213" is "euc-jisx0213". */
static bool same_name(struct str a, const char *b) {
    size_t i = 0;
    for (; *b || i < a.n; b++, i++) {
        while (i < a.n && (a.p[i] == '-' || a.p[i] == '_' || a.p[i] == ' ')) {
            i++;
        }
        if (i >= a.n || (a.p[i] | 0x20) != *b) {
            return i >= a.n && !*b;
        }
    }
    return true;
}

/* Names that mean a larger encoding than they say (WHATWG Encoding Standard, section 4.2), and names that ICU does not
 * know. */
static struct str as_browsers_read(struct str name) {
    static const struct {
        const char *said, *meant;
    } names[] = {
        {"gb2312", "gb18030"},        {"gbk", "gb18030"},           {"gb231280", "gb18030"},
        {"xgbk", "gb18030"},          {"chinese", "gb18030"},       {"csiso58gb231280", "gb18030"},
        {"gb23121980", "gb18030"},    {"isoir58", "gb18030"},       {"eucgb2312cn", "gb18030"},
        {"euccn", "gb18030"},         {"gb180302000", "gb18030"},   {"euckr", "windows-949"},
        {"ksc56011987", "windows-949"}, {"ksc5601", "windows-949"}, {"ksx1001", "windows-949"},
        {"korean", "windows-949"},    {"uhc", "windows-949"},       {"shiftjis", "windows-31j"},
        {"sjis", "windows-31j"},      {"xsjis", "windows-31j"},     {"sjis2004", "windows-31j"},
        {"shiftjis2004", "windows-31j"}, {"shiftjisx0213", "windows-31j"}, {"sjisx0213", "windows-31j"},
        {"mskanji", "windows-31j"},   {"eucjis2004", "EUC-JP"},     {"eucjisx0213", "EUC-JP"},
        {"jisx0213", "EUC-JP"},       {"iso2022jp2004", "ISO-2022-JP-2"}, {"iso2022jp3", "ISO-2022-JP-2"},
        {"iso2022jpext", "ISO-2022-JP-2"}, {"hzgb", "HZ-GB-2312"},  {"hkscs", "Big5-HKSCS"},
        {"big5tw", "Big5"},           {"cnbig5", "Big5"},           {"iso88599", "windows-1254"},
        {"latin5", "windows-1254"},   {"tis620", "windows-874"},    {"iso885911", "windows-874"},
        {"isoir166", "windows-874"},  {"thai", "windows-874"},      {"l7", "ISO-8859-13"},
        {"latin7", "ISO-8859-13"},    {"iso88598i", "ISO-8859-8"},  {"logical", "ISO-8859-8"},
        {"visual", "ISO-8859-8"},     {"macgreek", "x-mac-greek"},  {"macturkish", "x-mac-turkish"},
        {"maciceland", "macintosh"},  {"maclatin2", "x-mac-centraleurroman"},
        {"maccenteuro", "x-mac-centraleurroman"}, {"maccentraleurope", "x-mac-centraleurroman"},
        {"maccyrillic", "x-mac-cyrillic"}, {"macroman", "macintosh"}, {"xmacroman", "macintosh"},
        {"ruscii", "ibm-1125"},       {"cp866u", "ibm-1125"},       {"ibm039", "ibm-37"},
        {"ptcp154", "windows-1251"},  {"pt154", "windows-1251"},    {"cp154", "windows-1251"},
        {"csptcp154", "windows-1251"}, {"cyrillicasian", "windows-1251"}, {"kz1048", "windows-1251"},
        {"rk1048", "windows-1251"},   {"strk10482002", "windows-1251"}, {"u8", "UTF-8"},
        {"iso10646", "UTF-16"},       {"unicode", "UTF-16"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (same_name(name, names[i].said)) {
            return str_of(names[i].meant);
        }
    }
    return is_western(name) ? STR("windows-1252") : name;
}

/* What people write for a code page, as ICU knows it: "1251", "cp1251", "cp-1251", "windows1251", "ibm858". */
static bool code_page(struct str name, char out[NAME_MAX]) {
    static const char *const prefixes[] = {"cp-", "cp", "windows-", "windows_", "windows", "win-", "win", "ibm-", "ibm",
                                           "csibm", "x-cp", "dos-", "ms", NULL};
    static const struct {
        int64_t number;
        const char *name;
    } known[] = {{874, "windows-874"}, {932, "windows-31j"}, {936, "gb18030"},    {949, "windows-949"},
                 {950, "Big5"},        {1051, "hp-roman8"},  {10000, "macintosh"}, {28591, "windows-1252"},
                 {65001, "UTF-8"}};
    int64_t n = 0;
    for (size_t i = 0; prefixes[i]; i++) {
        if (str_istarts(name, str_of(prefixes[i]))) {
            name = str_sub(name, strlen(prefixes[i]), name.n);
            break;
        }
    }
    if (name.n == 0 || name.n > 5 || !str_to_i64(name, &n) || n <= 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].number == n) {
            snprintf(out, NAME_MAX, "%s", known[i].name);
            return true;
        }
    }
    snprintf(out, NAME_MAX, n >= 1250 && n <= 1258 ? "windows-%d" : "ibm-%d", (int)n);
    return true;
}

static bool icu_knows(const char *name) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *probe = ucnv_open(name, &status);
    if (U_FAILURE(status)) {
        return false;
    }
    ucnv_close(probe);
    return true;
}

/* The name under which ICU has it; false when it knows no such encoding. */
static bool icu_name(struct str name, char out[NAME_MAX]) {
    name = as_browsers_read(name);
    if (name.n == 0 || name.n >= NAME_MAX) {
        return false;
    }
    memcpy(out, name.p, name.n);
    out[name.n] = '\0';
    return icu_knows(out) || (code_page(name, out) && icu_knows(out));
}

/* ICU by name; false when it knows no such encoding. */
static bool convert(struct str s, struct str name, struct buf *store) {
    char text[NAME_MAX];
    if (!icu_name(name, text)) {
        return false;
    }
    UErrorCode status = U_ZERO_ERROR;
    size_t cap = 4 * s.n + 16;
    buf_init(store, NULL, cap);
    store->p = heap_alloc(cap + 1);
    store->cap = cap + 1;
    int32_t n = ucnv_convert("UTF-8", text, store->p, (int32_t)cap, s.p, (int32_t)s.n, &status);
    if (U_FAILURE(status) || n < 0 || (size_t)n > cap) {
        buf_done(store);
        return false;
    }
    store->n = (size_t)n;
    return true;
}

/* Nothing is declared and it is no UTF-8: what the bytes look like (ICU's detector), where that is not another
 * reading of western text. */
static bool guessed(struct str s, struct buf *store) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t sure = 0;
    char name[NAME_MAX] = "";
    UCharsetDetector *d = ucsdet_open(&status);
    ucsdet_setText(d, s.p, (int32_t)(s.n < SNIFF_MAX ? s.n : SNIFF_MAX), &status);
    ucsdet_enableInputFilter(d, true);           /* markup would count as English */
    const UCharsetMatch *m = ucsdet_detect(d, &status);
    if (m && U_SUCCESS(status)) {
        const char *found = ucsdet_getName(m, &status);
        sure = ucsdet_getConfidence(m, &status);
        snprintf(name, sizeof name, "%s", found ? found : "");
    }
    ucsdet_close(d);
    bool other = U_SUCCESS(status) && sure >= SNIFF_SURE && name[0] && !is_western(str_of(name)) &&
                 !str_istarts(str_of(name), STR("UTF"));
    return other && convert(s, str_of(name), store);
}

/* Well-formed characters as they are, other bytes as windows-1252. */
static void mixed(struct str s, struct buf *store) {
    buf_init(store, NULL, 3 * s.n + 16);
    size_t from = 0;
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
        if (c < 0x80 || (i + n <= s.n && n > 1 && str_utf8_valid(str_sub(s, i, i + n)))) {
            i += n;
            continue;
        }
        buf_add(store, s.p + from, i - from);
        char ref[8] = {'&', '#', (char)('0' + c / 100), (char)('0' + c / 10 % 10), (char)('0' + c % 10), ';'};
        uint32_t cp = c;
        html_entity_read((struct str){ref, 6}, false, &cp);     /* knows windows-1252 */
        html_add_cp(store, cp);
        from = ++i;
    }
    buf_add(store, s.p + from, s.n - from);
}

static bool beyond_ascii(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

struct str feed_decode(struct str bytes, struct str content_type, struct buf *store) {
    size_t skip = 0;
    char said[HEAD_MAX + 1];
    buf_init(store, NULL, 0);
    const char *by_mark = sniffed(bytes, &skip);
    struct str s = str_sub(bytes, skip, bytes.n);
    struct str name = by_mark ? str_of(by_mark) : param(content_type, "charset");
    if (name.n == 0) {
        name = declared(s, said);
    }
    bool utf8 = str_utf8_valid(s);
    if (name.n == 0 || is_utf8_name(name) || (is_western(name) && utf8)) {
        if (utf8) {
            return s;
        }
        struct str second = declared(s, said);
        if (name.n == 0 && guessed(s, store)) {
            return buf_view(store);
        }
        if (second.n > 0 && !is_utf8_name(second) && !by_mark &&
            convert(s, second, store)) {
            return buf_view(store);
        }
        mixed(s, store);
        return buf_view(store);
    }
    /* UTF-16 declared in text that plainly is not: the declaration survived a conversion. */
    bool wide = str_istarts(name, STR("utf-16")) || str_istarts(name, STR("utf-32")) || str_istarts(name, STR("ucs-"));
    if (utf8 && (!beyond_ascii(s) || (wide && !by_mark)) && str_chr(s, '\0') == s.n &&
        !str_istarts(name, STR("utf-7"))) {
        bool escapes = str_chr(s, 0x1b) < s.n || str_istarts(name, STR("hz"));
        if (!escapes) {
            return s;
        }
    }
    if (convert(s, name, store)) {
        return buf_view(store);
    }
    if (utf8) {
        return s;
    }
    mixed(s, store);
    return buf_view(store);
}
