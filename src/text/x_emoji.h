/* x_emoji.h: emoji sequences as X's counter joins them; for text/ only. */
#ifndef PV_TEXT_X_EMOJI_H
#define PV_TEXT_X_EMOJI_H

#include <stddef.h>
#include <stdint.h>
#include <unicode/utypes.h>

/* UTF-16 units of the emoji sequence of several code points at t[i], 0 when there is none. */
int32_t x_emoji_len(const UChar *t, int32_t i, int32_t n);

#endif
