/* x_url.h: links in running text as twitter-text finds them (X and, with wider rules, Mastodon); for text/ only. */
#ifndef PV_TEXT_X_URL_H
#define PV_TEXT_X_URL_H

#include "base/arena.h"

#include <unicode/utypes.h>

enum x_style {
    X_STYLE_X,               /* bare domains too; t.co rules */
    X_STYLE_MASTODON         /* scheme required (also gemini, ipfs …), wider paths */
};

struct x_span {
    int32_t start, len;      /* UTF-16 units */
};

/* All links of `t` in order of their start, in `a` (needs about 40 bytes a unit). Linear in n. */
struct x_span *x_urls(struct arena *a, const UChar *t, int32_t n, enum x_style style, size_t *ret_n);

#endif
