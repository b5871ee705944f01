/* tld.h: top-level domains as X's counter knows them; the first function is for text/ only. */
#ifndef PV_TEXT_TLD_H
#define PV_TEXT_TLD_H

#include "base/str.h"

#include <unicode/utypes.h>

/* The end of a top-level domain (or of a punycode label) that begins at t[at] and is not cut out of a longer word; -1
 * when none does. UTF-16. */
int32_t tld_end(const UChar *t, int32_t at, int32_t n);
/* `label` alone is one, of any case. */
bool tld_known(struct str label);

#endif
