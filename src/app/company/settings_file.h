/* settings_file.h: all settings of a company as one text, and what applying such a text would change.
 *
 * The text is TOML (text/toml.h): a table a family, one line a setting with its help above it. A setting that the text
 * leaves out keeps its value; one that the program does not know is a fault. So a text of one server can be kept under
 * version control, compared, tried and applied on another. The logo is not part of it (a picture, not a setting). */
#ifndef PV_APP_COMPANY_SETTINGS_FILE_H
#define PV_APP_COMPANY_SETTINGS_FILE_H

#include "app/company/settings.h"
#include "base/buf.h"

enum { SETTINGS_FILE_MAX = 128 * 1024 };     /* bytes */

/* Writes the text. */
void settings_file_write(struct buf *b, const struct setting_values *in_force);

/* What the text wants, checked and in stored form, all faults together as "/line/N". E_INVALID. Knows no database. */
struct settings_wanted {
    struct setting_change *changes;
    int64_t *line;
    size_t n;
};
enum err settings_file_read(struct str text, struct arena *arena, struct problems *errs, struct settings_wanted *ret) MUST_USE;

/* One setting that would change. */
struct setting_diff {
    struct str name, from, to;
    int64_t line;
};
struct settings_diff {
    struct setting_diff *items;
    size_t n;
};
/* Compares with what is in force, and stores the differences when `apply`. */
enum err settings_file_apply(struct tx *tx, const struct settings_wanted *wanted, bool apply, int64_t now,
                             struct settings_diff *ret) MUST_USE;

#endif
