/* charset.c: see charset.h. */
#include "text/charset.h"

#include "base/heap.h"
#include "text/html.h"

#include <unicode/ucnv.h>

enum { LABEL_MAX = 32 };

/* WHATWG Encoding Standard 4.2, each row: ICU's converter and the labels that mean it. */
static const struct {
    const char *icu, *labels;
} encodings[] = {
    {"UTF-8", " unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 "},
    {"windows-1252",
     " ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
     "iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 x-user-defined "},
    {"ibm-866_P100-1995", " 866 cp866 csibm866 ibm866 "},
    {"iso-8859-2", " csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2 "},
    {"iso-8859-3", " csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3 "},
    {"iso-8859-4", " csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4 "},
    {"iso-8859-5", " csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988 "},
    {"iso-8859-6",
     " arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 "
     "iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 "},
    {"iso-8859-7",
     " csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 "
     "sun_eu_greek "},
    {"iso-8859-8",
     " csiso88598e csiso88598i csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-8859-8-i iso-ir-138 iso8859-8 iso88598 "
     "iso_8859-8 iso_8859-8:1988 logical visual "},
    {"iso-8859-10", " csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6 "},
    {"iso-8859-13", " iso-8859-13 iso8859-13 iso885913 "},
    {"iso-8859-14", " iso-8859-14 iso8859-14 iso885914 "},
    {"iso-8859-15", " csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 "},
    {"iso-8859-16", " iso-8859-16 "},
    {"koi8-r", " cskoi8r koi koi8 koi8-r koi8_r "},
    {"koi8-u", " koi8-ru koi8-u "},
    {"macintosh", " csmacintosh mac macintosh x-mac-roman "},
    {"windows-874", " dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 "},
    {"windows-1250", " cp1250 windows-1250 x-cp1250 "},
    {"windows-1251", " cp1251 windows-1251 x-cp1251 "},
    {"windows-1253", " cp1253 windows-1253 x-cp1253 "},
    {"windows-1254",
     " cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 "
     "x-cp1254 "},
    {"windows-1255", " cp1255 windows-1255 x-cp1255 "},
    {"windows-1256", " cp1256 windows-1256 x-cp1256 "},
    {"windows-1257", " cp1257 windows-1257 x-cp1257 "},
    {"windows-1258", " cp1258 windows-1258 x-cp1258 "},
    {"x-mac-cyrillic", " x-mac-cyrillic x-mac-ukrainian "},
    {"gb18030", " chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030 "},
    {"Big5-HKSCS", " big5 big5-hkscs cn-big5 csbig5 x-x-big5 "},
    {"euc-jp", " cseucpkdfmtjapanese euc-jp x-euc-jp "},
    {"iso-2022-jp", " csiso2022jp iso-2022-jp "},
    {"windows-31j", " csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis "},
    {"windows-949",
     " cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 "},
    {"UTF-16BE", " unicodefffe utf-16be "},
    {"UTF-16LE", " csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le "},
};

const char *charset_named(struct str label) {
    char word[LABEL_MAX + 2] = " ";
    label = str_trim(label);
    if (label.n == 0 || label.n > LABEL_MAX - 1 || str_chr(label, ' ') < label.n) {
        return NULL;
    }
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        word[1 + i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    word[1 + label.n] = ' ';
    struct str sought = {word, label.n + 2};
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        struct str labels = str_of(encodings[i].labels);
        if (str_find(labels, sought) < labels.n) {
            return encodings[i].icu;
        }
    }
    return NULL;
}

const char *charset_mark(struct str s, size_t *ret_skip) {
    static const struct {
        const char *bytes;
        size_t n;
        const char *name;
    } marks[] = {{"\xef\xbb\xbf", 3, "UTF-8"}, {"\xff\xfe", 2, "UTF-16LE"}, {"\xfe\xff", 2, "UTF-16BE"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (s.n >= marks[i].n && memcmp(s.p, marks[i].bytes, marks[i].n) == 0) {
            *ret_skip = marks[i].n;
            return marks[i].name;
        }
    }
    *ret_skip = 0;
    return NULL;
}

struct str charset_param(struct str s, const char *key) {
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

bool charset_convert(struct str s, const char *icu_name, struct buf *store) {
    UErrorCode status = U_ZERO_ERROR;
    size_t cap = 4 * s.n + 16;
    buf_init(store, NULL, cap);
    UConverter *probe = ucnv_open(icu_name, &status);
    if (U_FAILURE(status)) {
        return false;
    }
    ucnv_close(probe);
    store->p = heap_alloc(cap + 1);
    store->cap = cap + 1;
    int32_t n = ucnv_convert("UTF-8", icu_name, store->p, (int32_t)cap, s.p, (int32_t)s.n, &status);
    if (U_FAILURE(status) || n < 0 || (size_t)n > cap) {
        buf_done(store);
        buf_init(store, NULL, cap);
        return false;
    }
    store->n = (size_t)n;
    return true;
}

/* ---- a page's own word ---- */

struct prescan {
    const char *found;
};

static bool meta_charset(void *ud, const struct html_tag *tag) {
    struct prescan *p = ud;
    if (str_is(tag->name, "body")) {
        return false;
    }
    if (!str_is(tag->name, "meta")) {
        return true;
    }
    struct str label = html_attr(tag, "charset");
    if (label.n == 0 && str_ieq(str_trim(html_attr(tag, "http-equiv")), STR("content-type"))) {
        label = charset_param(html_attr(tag, "content"), "charset");
    }
    p->found = label.n > 0 ? charset_named(label) : NULL;
    return p->found == NULL;
}

/* What <meta> or an XML declaration says; UTF-16 can not be true where the declaration was readable (step 4.12). */
static const char *told_by_page(struct str bytes) {
    struct str head = str_sub(bytes, 0, CHARSET_HEAD_MAX);
    struct prescan p = {NULL};
    struct html_sink sink = {.start = meta_charset, .ud = &p};
    struct str xml = str_trim(str_sub(head, 0, 1024));
    html_walk(head, &sink);
    if (!p.found && str_istarts(xml, STR("<?xml"))) {
        p.found = charset_named(charset_param(str_sub(xml, 0, str_find(xml, STR("?>"))), "encoding"));
    }
    return p.found && strncmp(p.found, "UTF-16", 6) == 0 ? "UTF-8" : p.found;
}

static const char *wide_by_zeros(struct str s) {
    if (s.n < 4) {
        return NULL;
    }
    return s.p[0] == '<' && s.p[1] == '\0' && s.p[3] == '\0' ? "UTF-16LE"
           : s.p[0] == '\0' && s.p[1] == '<' && s.p[2] == '\0' ? "UTF-16BE" : NULL;
}

struct str charset_page(struct str bytes, struct str content_type, struct buf *store) {
    size_t skip;
    buf_init(store, NULL, 0);
    const char *name = charset_mark(bytes, &skip);
    struct str s = str_sub(bytes, skip, bytes.n);
    if (!name && content_type.n > 0) {
        name = charset_named(charset_param(content_type, "charset"));
    }
    if (!name) {
        name = wide_by_zeros(s);
    }
    if (!name) {
        name = told_by_page(s);
    }
    if (!name) {
        name = str_utf8_valid(s) ? "UTF-8" : "windows-1252";
    }
    if (strcmp(name, "UTF-8") == 0 || !charset_convert(s, name, store)) {
        return s;
    }
    return buf_view(store);
}
