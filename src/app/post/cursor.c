/* cursor.c: see cursor.h. Both numbers are written as ids are. */
#include "app/post/cursor.h"

#include "base/id.h"

_Static_assert(CURSOR_LEN == 2 * ID_TEXT_LEN, "two ids");

void cursor_to(char out[CURSOR_LEN + 1], int64_t at, int64_t id) {
    id_format(at, out);
    id_format(id, out + ID_TEXT_LEN);
}

struct str cursor_text(struct arena *a, int64_t at, int64_t id) {
    char out[CURSOR_LEN + 1];
    cursor_to(out, at, id);
    return arena_dup(a, (struct str){out, CURSOR_LEN});
}

enum err cursor_read(struct str text, struct problems *errs, int64_t *ret_at, int64_t *ret_id) {
    *ret_at = *ret_id = INT64_MAX;
    if (str_empty(text)) {
        return E_OK;
    }
    if (text.n != CURSOR_LEN || !id_parse(str_sub(text, 0, ID_TEXT_LEN), ret_at) ||
        !id_parse(str_sub(text, ID_TEXT_LEN, CURSOR_LEN), ret_id)) {
        return err_set(errs, E_INVALID, "?cursor", "not a cursor of this list");
    }
    return E_OK;
}
