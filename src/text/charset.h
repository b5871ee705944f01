/* charset.h: foreign bytes to UTF-8.
 *
 * Conversion is ICU's, and the C library's for the few that ICU lacks. Documents are told apart by their own rules: an
 * HTML page here as browsers do it, where only the labels of the WHATWG Encoding Standard count; a feed in
 * feed/charset.c as readers do; a staff list in app/staff/decode.c. */
#ifndef PV_TEXT_CHARSET_H
#define PV_TEXT_CHARSET_H

#include "base/buf.h"

enum { CHARSET_NAME_MAX = 64 };

/* ICU's name of the encoding a label means ("latin1" -> "windows-1252"), NULL for an unknown label. Labels are those of
 * the WHATWG Encoding Standard, section 4.2; what that does not name (UTF-7, EBCDIC) is not known here. */
const char *charset_named(struct str label);
/* The same for any name that is in use ("cp1251", "EUC_JISX0213", "ebcdic-cp-us"): into `out`, for charset_convert.
 * False when nobody knows it. */
bool charset_any(struct str label, char out[CHARSET_NAME_MAX]);
/* Whether charset_convert knows the name; the few that it leaves to the C library. */
bool charset_known(const char *name);
bool charset_of_libc(const char *name);
/* Encoding by byte order mark (UTF-8, UTF-16), NULL without one; *ret_skip is the mark's length. */
const char *charset_mark(struct str bytes, size_t *ret_skip);
/* Value of `key` in a header or declaration: key, "=", quoted or not. STR_NULL when it is not there. */
struct str charset_param(struct str s, const char *key);
/* Converts to UTF-8 into `store` (heap; the caller frees it with buf_done also when false). */
bool charset_convert(struct str bytes, const char *name, struct buf *store);
/* Whether ill-formed UTF-8 is still that, with strange bytes in it: more than `times` as many characters of several bytes. */
bool charset_mostly_utf8(struct str bytes, size_t times);
/* Bytes read as windows-1252 into `store` (heap); with `keep_utf8` only those that are part of no well-formed character,
 * and in a text that is mostly UTF-8 a character that was cut off becomes U+FFFD. */
void charset_western(struct str bytes, bool keep_utf8, struct buf *store);
/* A page's text as UTF-8, possibly ill-formed where the page is: byte order mark, then the HTTP header, then <meta> or
 * XML declaration in the first CHARSET_HEAD_MAX bytes, else UTF-8 when the bytes are that, else windows-1252 (HTML 13.2.3.2;
 * a guess of UTF-8 is allowed there by step 8). View of `bytes` or of `store`. */
enum { CHARSET_HEAD_MAX = 64 * 1024 };
struct str charset_page(struct str bytes, struct str content_type, struct buf *store);

#endif
