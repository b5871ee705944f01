/* charset.h: foreign bytes to UTF-8.
 *
 * Names of encodings are the labels of the WHATWG Encoding Standard (section 4.2), conversion is ICU's; what the
 * standard does not name (UTF-7, EBCDIC) is not read at all. Documents are told apart by their own rules: an HTML page
 * here as browsers do it, a feed in feed/charset.c as readers do. */
#ifndef PV_TEXT_CHARSET_H
#define PV_TEXT_CHARSET_H

#include "base/buf.h"

/* ICU's name of the encoding a label means ("latin1" -> "windows-1252"), NULL for an unknown label. */
const char *charset_named(struct str label);
/* Encoding by byte order mark (UTF-8, UTF-16), NULL without one; *ret_skip is the mark's length. */
const char *charset_mark(struct str bytes, size_t *ret_skip);
/* Value of `key` in a header or declaration: key, "=", quoted or not. STR_NULL when it is not there. */
struct str charset_param(struct str s, const char *key);
/* Converts to UTF-8 into `store` (heap; the caller frees it with buf_done also when false). */
bool charset_convert(struct str bytes, const char *icu_name, struct buf *store);
/* A page's text as UTF-8, possibly ill-formed where the page is: byte order mark, then the HTTP header, then <meta> or
 * XML declaration in the first CHARSET_HEAD_MAX bytes, else UTF-8 when the bytes are that, else windows-1252 (HTML 13.2.3.2;
 * a guess of UTF-8 is allowed there by step 8). View of `bytes` or of `store`. */
enum { CHARSET_HEAD_MAX = 64 * 1024 };
struct str charset_page(struct str bytes, struct str content_type, struct buf *store);

#endif
