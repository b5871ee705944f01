/* fuzz_staff.c: staff lists of any bytes. Lines rise and exist, texts are well-formed and inside of the limits, an address
 * comes through once, and a record without a fault has an address. */
#include "app/staff/list.h"

#include "app/member/member.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

static void check(const struct staff_row *r, struct arena *a) {
    const struct str texts[] = {r->email, r->shown, r->first, r->last, r->country, r->department, r->team, r->free, r->detail};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        must(str_utf8_valid(texts[i]));
    }
    must(r->fault == STAFF_FINE || r->detail.n > 0);
    must(r->fault != STAFF_FINE || r->email.n > 0);
    must(r->email.n <= MEMBER_EMAIL_MAX && str_utf8_count(r->country) <= MEMBER_GROUP_MAX);
    must(str_utf8_valid(staff_row_name(a, r)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = arena_create((size_t)512 << 20), *scratch = arena_create((size_t)64 << 20);
    struct staff_list l;
    struct staff_row r;
    int64_t line = 0;
    if (staff_open(&l, (struct str){(const char *)data, size}, a, NULL) == STAFF_READY) {
        while (staff_next(&l, scratch, &r)) {
            must(r.line > line && r.line <= (int64_t)size + 1);
            line = r.line;
            check(&r, scratch);
            arena_reset(scratch);
        }
    }
    staff_close(&l);
    arena_free(scratch);
    arena_free(a);
    return 0;
}
