/* cursor.h: the place of an item in a list ordered by (time, id), as opaque text for `?cursor=`. */
#ifndef PV_APP_POST_CURSOR_H
#define PV_APP_POST_CURSOR_H

#include "base/err.h"

enum { CURSOR_LEN = 26 };

/* Writes CURSOR_LEN characters and a NUL. */
void cursor_to(char out[CURSOR_LEN + 1], int64_t at, int64_t id);
struct str cursor_text(struct arena *a, int64_t at, int64_t id);
/* An absent or empty text is the start of a falling list: INT64_MAX both. E_INVALID on ?cursor for anything else that
 * cursor_to did not make. */
enum err cursor_read(struct str text, struct problems *errs, int64_t *ret_at, int64_t *ret_id) MUST_USE;

#endif
