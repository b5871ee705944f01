/* fuzz_json.c: JSON bodies. Whatever comes in must end in E_OK, E_INVALID or E_BAD_REQUEST; what was read is written and
 * must read back to the same bytes; the loose reader must agree that it was JSON. */
#include "fuzz_shape.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str write_thing(struct arena *arena, const struct thing *t) {
    struct buf b;
    buf_init(&b, arena, 1 << 20);
    json_write(&b, &thing_shape, t);
    if (b.over) {
        abort();
    }
    return buf_view(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_create(16 << 20);
    struct problems errs = {.arena = arena};
    struct str text = {(const char *)data, size};
    struct thing t, again;
    enum err e = json_read(&thing_shape, text, arena, &errs, &t);
    const struct json_node *node;
    if (e == E_OK) {
        if (errs.n || json_parse(text, arena, &node)) {
            abort();
        }
        struct str once = write_thing(arena, &t);
        if (json_read(&thing_shape, once, arena, &errs, &again) || !str_eq(write_thing(arena, &again), once)) {
            abort();
        }
    } else if ((e != E_INVALID && e != E_BAD_REQUEST) || errs.n == 0) {
        abort();
    }
    arena_free(arena);
    return 0;
}
