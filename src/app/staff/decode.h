/* decode.h: the bytes of a staff list, brought to UTF-8 whatever program wrote them. */
#ifndef PV_APP_STAFF_DECODE_H
#define PV_APP_STAFF_DECODE_H

#include "base/arena.h"

struct staff_text {
    struct str text;                 /* well-formed UTF-8 without byte order mark; a view of the bytes where it can be */
    const char *encoding;            /* "utf-8", "utf-16le", "utf-16be", "windows-1252", "macintosh", "IBM850" */
    bool stray;                      /* some bytes did not fit the encoding and were read as windows-1252 */
};

/* By byte order mark; else UTF-16 by where its zero bytes are; else UTF-8 if it is that, or nearly; else windows-1252,
 * of which Latin-1 is a part as far as texts go (WHATWG Encoding Standard 4.2). False when it is no text at all. */
bool staff_decode(struct str bytes, struct arena *a, struct staff_text *ret) __attribute__((warn_unused_result));

#endif
