/* settings.h: the numbers and choices of a company, as a table with defaults.
 *
 * Every number of product.md that a company may change is a row here. Stored values are text in company_setting; a
 * setting that was never changed has no row. Settings of the program itself (listening address …) are base/config.h. */
#ifndef PV_APP_COMPANY_SETTINGS_H
#define PV_APP_COMPANY_SETTINGS_H

#include "db/db.h"

enum setting_type { SETTING_I64, SETTING_BOOL, SETTING_CHOICE };

struct company_setting {
    const char *name;
    enum setting_type type;
    const char *fallback;            /* the default, in stored form */
    int64_t min, max;                /* SETTING_I64 */
    const char *const *choices;      /* SETTING_CHOICE, NULL-terminated */
    const char *help;
};
extern const struct company_setting company_settings[];
extern const size_t company_setting_count;

/* Row of a name, or NULL. */
const struct company_setting *company_setting_find(struct str name);
/* The value in force: the stored one, else the default. An unknown name is our bug. */
enum err company_setting_i64(struct tx *tx, const char *name, int64_t *ret) MUST_USE;
enum err company_setting_bool(struct tx *tx, const char *name, bool *ret) MUST_USE;
enum err company_setting_text(struct tx *tx, const char *name, struct str *ret) MUST_USE;
/* In stored form, whatever the type. */
enum err company_setting_raw(struct tx *tx, const char *name, struct str *ret) MUST_USE;
/* Checks and stores a value and records EV_COMPANY_CHANGED; E_NOT_FOUND for an unknown name, E_INVALID. */
enum err company_setting_set(struct tx *tx, struct str name, struct str value, int64_t now) MUST_USE;

#endif
