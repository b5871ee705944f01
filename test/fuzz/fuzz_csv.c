/* fuzz_csv.c: CSV files of any bytes. Records come in rising lines, fields are well-formed and inside of the limits, and the
 * reader always reaches the end. */
#include "app/member/csv.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = arena_create((size_t)64 << 20);
    struct csv c;
    struct csv_record r;
    int64_t line = 0;
    csv_open(&c, (struct str){(const char *)data, size}, a);
    while (csv_next(&c, &r)) {
        must(r.line > line);
        line = r.line;
        must(r.n <= CSV_FIELDS_MAX);
        for (size_t i = 0; i < r.n; i++) {
            must(r.fields[i].n <= CSV_FIELD_MAX && str_utf8_valid(r.fields[i]));
        }
    }
    must(c.at == c.text.n);
    arena_free(a);
    return 0;
}
