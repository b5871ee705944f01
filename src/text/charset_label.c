/* charset_label.c: what encodings are called. Two tables: the labels of the WHATWG Encoding Standard, and what else is
 * found in feeds. */
#include "text/charset.h"

#include <stdio.h>
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

/* Names outside the standard that ICU does not know or reads as something smaller. Those that only the C library
 * converts are last. */
static const char *by_other_name(struct str label) {
    static const struct {
        const char *said, *meant;
    } names[] = {
        {"gb231280", "gb18030"},      {"gb23121980", "gb18030"},    {"eucgb2312cn", "gb18030"},
        {"isoir58", "gb18030"},       {"latin", "windows-1252"},    {"iso8859", "windows-1252"},
        {"euccn", "gb18030"},         {"gb180302000", "gb18030"},   {"ksc56011987", "windows-949"},
        {"ksx1001", "windows-949"},   {"uhc", "windows-949"},       {"shiftjis", "windows-31j"},
        {"sjis2004", "windows-31j"},  {"shiftjis2004", "windows-31j"}, {"shiftjisx0213", "windows-31j"},
        {"sjisx0213", "windows-31j"}, {"mskanji", "windows-31j"},   {"euckr", "windows-949"},
        {"eucjp", "EUC-JP"},          {"eucjis2004", "EUC-JP"},     {"eucjisx0213", "EUC-JP"},
        {"jisx0213", "EUC-JP"},       {"iso2022jp2004", "ISO-2022-JP-2"}, {"iso2022jp3", "ISO-2022-JP-2"},
        {"iso2022jpext", "ISO-2022-JP-2"}, {"hzgb", "HZ-GB-2312"},  {"hkscs", "Big5-HKSCS"},
        {"big5tw", "Big5"},           {"iso88591", "windows-1252"}, {"iso88599", "windows-1254"},
        {"tis620", "windows-874"},    {"tis6200", "windows-874"},   {"tis62025290", "windows-874"},
        {"tis62025291", "windows-874"}, {"isoir166", "windows-874"}, {"thai", "windows-874"},
        {"l7", "ISO-8859-13"},        {"latin7", "ISO-8859-13"},    {"macgreek", "x-mac-greek"},
        {"macturkish", "x-mac-turkish"}, {"maclatin2", "x-mac-centraleurroman"},
        {"maccenteuro", "x-mac-centraleurroman"}, {"maccentraleurope", "x-mac-centraleurroman"},
        {"maccyrillic", "x-mac-cyrillic"}, {"macroman", "macintosh"}, {"xmacroman", "macintosh"},
        {"ruscii", "ibm-1125"},       {"cp866u", "ibm-1125"},       {"ibm039", "ibm-37"},
        {"u8", "UTF-8"},              {"utf8", "UTF-8"},            {"iso10646", "UTF-16"},
        {"u7", "UTF-7"},              {"utf7", "UTF-7"},            {"unicode11utf7", "UTF-7"},
        {"iso885916", "ISO-8859-16"}, {"iso8859162001", "ISO-8859-16"}, {"isoir226", "ISO-8859-16"},
        {"latin10", "ISO-8859-16"},   {"l10", "ISO-8859-16"},       {"ptcp154", "PT154"},
        {"pt154", "PT154"},           {"cp154", "PT154"},           {"csptcp154", "PT154"},
        {"cyrillicasian", "PT154"},   {"kz1048", "RK1048"},         {"rk1048", "RK1048"},
        {"strk10482002", "RK1048"},   {"johab", "JOHAB"},           {"cp1361", "JOHAB"},
        {"ms1361", "JOHAB"},          {"koi8t", "KOI8-T"},          {"maciceland", "MAC-IS"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (same_name(label, names[i].said)) {
            return names[i].meant;
        }
    }
    return NULL;
}

/* What people write for a code page, as ICU knows it: "1251", "cp1251", "cp-1251", "windows1251", "ibm858". */
static bool code_page(struct str name, char out[CHARSET_NAME_MAX], bool *ret_sure) {
    static const char *const prefixes[] = {"cp-", "cp", "windows-", "windows_", "windows", "win-", "win", "ibm-", "ibm",
                                           "csibm", "x-cp", "dos-", "ms", NULL};
    static const struct {
        int64_t number;
        const char *name;
    } known[] = {{874, "windows-874"}, {932, "windows-31j"}, {936, "gb18030"},    {949, "windows-949"},
                 {950, "Big5"},        {1051, "hp-roman8"},  {10000, "macintosh"}, {28591, "windows-1252"},
                 {65001, "UTF-8"}};
    int64_t n = 0;
    *ret_sure = true;
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
            snprintf(out, CHARSET_NAME_MAX, "%s", known[i].name);
            return true;
        }
    }
    *ret_sure = false;
    snprintf(out, CHARSET_NAME_MAX, n >= 1250 && n <= 1258 ? "windows-%d" : "ibm-%d", (int)n);
    return true;
}

bool charset_of_libc(const char *name) {
    static const char *const names[] = {"ISO-8859-16", "JOHAB", "KOI8-T", "MAC-IS", "PT154", "RK1048", NULL};
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool charset_known(const char *name) {
    UErrorCode status = U_ZERO_ERROR;
    if (charset_of_libc(name)) {
        return true;
    }
    UConverter *probe = ucnv_open(name, &status);
    ucnv_close(probe);
    return U_SUCCESS(status);
}

bool charset_any(struct str label, char out[CHARSET_NAME_MAX]) {
    bool sure = false;
    label = str_trim(label);
    if (label.n == 0 || label.n >= CHARSET_NAME_MAX) {
        return false;
    }
    const char *name = charset_named(label);
    if (!name || !charset_known(name)) {
        name = by_other_name(label);
    }
    if (name) {
        snprintf(out, CHARSET_NAME_MAX, "%s", name);
        return charset_known(name);
    }
    if (code_page(label, out, &sure) && sure) {
        return true;
    }
    char page[CHARSET_NAME_MAX];
    bool numbered = code_page(label, page, &sure);
    snprintf(out, CHARSET_NAME_MAX, "%.*s", STRF(label));
    if (charset_known(out)) {
        return true;
    }
    snprintf(out, CHARSET_NAME_MAX, "%s", numbered ? page : "");
    return numbered && charset_known(page);
}
