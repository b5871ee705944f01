/* html_entity.h: character references; inside of text/ and feed/ only. */
#ifndef PV_TEXT_HTML_ENTITY_H
#define PV_TEXT_HTML_ENTITY_H

#include "base/buf.h"

enum { HTML_ENTITY_MAX = 40 };   /* bytes of a reference looked at */

/* Reads the character reference that begins at s.p[0] == '&' (WHATWG HTML 13.2.5.72: names of HTML 4 and the common
 * ones of HTML 5, decimal, hexadecimal, windows-1252 numbers, ";" left out where old pages do). Returns the bytes it
 * takes and the code point, or 0 when it is none. */
size_t html_entity_read(struct str s, bool in_attribute, uint32_t *ret_cp);
/* The code point of a name without "&" and ";", 0 when it is unknown. */
uint32_t html_entity_named(struct str name);
/* What a byte means in windows-1252 (WHATWG Encoding Standard, index windows-1252). */
uint32_t html_windows1252(unsigned char c);
/* Adds a code point as UTF-8. */
void html_add_cp(struct buf *b, uint32_t cp);

#endif
