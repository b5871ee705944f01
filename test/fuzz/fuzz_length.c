/* fuzz_length.c: text lengths. Only ill-formed text is refused, no count is negative, and cutting at a number of
 * clusters gives that number. */
#include "text/fold.h"
#include "text/length.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = {(const char *)data, size};
    bool utf8 = str_utf8_valid(text);
    for (const struct text_limit *l = text_limits(); l->network; l++) {
        struct text_length len;
        enum err e = text_length(str_of(l->network), text, &len);
        if (e != (utf8 ? E_OK : E_INVALID) || (utf8 && (len.length < 0 || len.limit != l->limit))) {
            abort();
        }
        if (utf8 && len.valid && len.length > len.limit) {
            abort();
        }
    }
    if (utf8) {
        struct arena *a = arena_create(64 << 20);
        int64_t n = text_graphemes(text);
        struct str cut = text_grapheme_cut(text, n / 2);
        if (text_graphemes(cut) != n / 2 || !str_utf8_valid(cut) || !str_utf8_valid(text_fold(a, text)) ||
            !str_utf8_valid(text_nfc(a, text))) {
            abort();
        }
        arena_free(a);
    }
    return 0;
}
