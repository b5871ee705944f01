/* fuzz_csv.c: CSV of any bytes, by any delimiter. Records come in rising lines, fields lie inside of the limits, and the
 * reader always reaches the end. */
#include "text/csv.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char delimiters[] = ",;\t|";
    struct arena *a = arena_create((size_t)256 << 20);
    for (int i = 0; i < 4; i++) {
        struct csv c;
        struct csv_record r;
        int64_t line = 0;
        csv_open(&c, (struct str){(const char *)data, size}, delimiters[i], a);
        while (csv_next(&c, &r)) {
            must(r.line > line);
            line = r.line;
            must(r.n > 0 && r.n <= CSV_FIELDS_MAX);
            for (size_t k = 0; k < r.n; k++) {
                must(r.fields[k].n <= size);
            }
        }
        must(c.at == c.text.n);
        arena_reset(a);
    }
    arena_free(a);
    return 0;
}
