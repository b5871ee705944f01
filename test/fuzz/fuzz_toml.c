/* fuzz_toml.c: settings of any bytes. Whatever is taken can be written and is read again as the same. */
#include "text/toml.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = arena_create((size_t)256 << 20);
    struct problems errs = {.arena = a};
    struct toml_line *lines = NULL, *again = NULL;
    size_t n = 0, n2 = 0;
    struct buf b;
    if (toml_read((struct str){(const char *)data, size}, a, &errs, &lines, &n) == E_OK) {
        buf_init(&b, a, size * 8 + 4096 * 64);
        for (size_t i = 0; i < n; i++) {
            must(lines[i].line >= 1 && lines[i].key.n > 0 && str_utf8_valid(lines[i].value));
            buf_printf(&b, "%.*s = ", STRF(lines[i].key));
            toml_write_string(&b, lines[i].value);
            buf_ch(&b, '\n');
        }
        must(b.over || (toml_read(buf_view(&b), a, &errs, &again, &n2) == E_OK && n2 == n));
        for (size_t i = 0; i < n2; i++) {
            must(str_eq(lines[i].key, again[i].key) && str_eq(lines[i].value, again[i].value));
        }
    } else {
        must(errs.n > 0);
    }
    arena_free(a);
    return 0;
}
