/* charset.c: which encoding a feed is in. Order: byte order mark, HTTP header, XML declaration, UTF-8. The mark comes
 * first since it is part of the bytes (RFC 7303 section 3); a header or declaration of a one-byte encoding gives way
 * when the bytes are UTF-8 beyond doubt, for servers add such headers unasked. ISO-8859-1 and US-ASCII mean
 * windows-1252, as in browsers. What is declared UTF-8 and is not has its stray bytes read as windows-1252. */
#include "feed/feed_int.h"
#include "text/charset.h"

#include <stdio.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

enum { HEAD_MAX = 1024, SNIFF_MAX = 64 * 1024, SNIFF_SURE = 30 };

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
    size_t at = str_istarts(head, STR("<?xml")) ? 0 : str_find(head, STR("<?xml"));     /* behind a warning, too */
    head = str_sub(head, at, head.n);
    head = str_sub(head, 0, str_find(head, STR("?>")));
    struct str name = charset_param(head, "encoding");
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

static bool is_western(const char *icu) {
    return strcmp(icu, "windows-1252") == 0;
}

static bool is_utf8(const char *icu) {
    return strcmp(icu, "UTF-8") == 0;
}

/* Nothing is declared and it is no UTF-8: what the bytes look like (ICU's detector), where that is not another
 * reading of western text. */
static bool guessed(struct str s, struct buf *store) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t sure = 0;
    char name[CHARSET_NAME_MAX] = "", icu[CHARSET_NAME_MAX];
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
    bool other = U_SUCCESS(status) && sure >= SNIFF_SURE && charset_any(str_of(name), icu) && !is_western(icu) &&
                 strncmp(icu, "UTF", 3) != 0;
    return other && charset_convert(s, icu, store);
}

static bool beyond_ascii(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

/* Says UTF-8 or nothing, and is not UTF-8. */
static struct str as_utf8(struct str s, bool told, bool marked, struct buf *store) {
    char said[HEAD_MAX + 1], icu[CHARSET_NAME_MAX];
    if (!told && guessed(s, store)) {
        return buf_view(store);
    }
    bool second = !marked && charset_any(declared(s, said), icu) && !is_utf8(icu) && charset_convert(s, icu, store);
    if (!second) {
        charset_western(s, true, store);
    }
    return buf_view(store);
}

/* UTF-8 whatever was declared: all ASCII, or wide encodings declared in text that plainly is not; the declaration
 * survived a conversion. */
static bool plainly_utf8(struct str s, const char *icu, bool marked) {
    bool wide = strncmp(icu, "UTF-16", 6) == 0 || strncmp(icu, "UTF-32", 6) == 0;
    bool escapes = str_chr(s, 0x1b) < s.n || str_istarts(str_of(icu), STR("HZ")) || strcmp(icu, "UTF-7") == 0;
    return !escapes && (!beyond_ascii(s) || (wide && !marked)) && str_chr(s, '\0') == s.n;
}

struct str feed_decode(struct str bytes, struct str content_type, struct buf *store) {
    size_t skip = 0;
    char said[HEAD_MAX + 1], icu[CHARSET_NAME_MAX];
    buf_init(store, NULL, 0);
    const char *mark = sniffed(bytes, &skip);
    struct str s = str_sub(bytes, skip, bytes.n);
    bool told = charset_any(mark ? str_of(mark) : charset_param(content_type, "charset"), icu) ||
                charset_any(declared(s, said), icu);
    bool utf8 = str_utf8_valid(s);
    if (!told || is_utf8(icu) || (is_western(icu) && utf8)) {
        return utf8 ? s : as_utf8(s, told, mark != NULL, store);
    }
    if (utf8 && plainly_utf8(s, icu, mark != NULL)) {
        return s;
    }
    if (!charset_convert(s, icu, store)) {
        if (utf8) {
            return s;
        }
        charset_western(s, true, store);
    }
    return buf_view(store);
}
