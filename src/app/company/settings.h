/* settings.h: the numbers and choices of a company, as a table with defaults.
 *
 * Every number of product.md that a company may change is a row here. Stored values are text in company_setting; a
 * setting that was never changed has no row. Settings of the program itself (listening address …) are base/config.h. */
#ifndef PV_APP_COMPANY_SETTINGS_H
#define PV_APP_COMPANY_SETTINGS_H

#include "app/company/company.h"

enum setting_type { SETTING_I64, SETTING_BOOL, SETTING_CHOICE, SETTING_TEXT };

enum { SETTING_TEXT_MAX = 2000 };    /* characters of any text; each row has its own limit */

struct company_setting {
    const char *name;                /* "share.daily_cap": what stands before the first point is its family */
    enum setting_type type;
    const char *fallback;            /* the default, in stored form; NULL where the company's row holds the value */
    int64_t min, max;                /* SETTING_I64: bounds; SETTING_TEXT: characters */
    const char *const *choices;      /* SETTING_CHOICE, NULL-terminated */
    const char *help;
    /* SETTING_TEXT: puts a value into stored form (lower case, one blank between names …); false when it is none. NULL:
     * any text on one line. `form` says in words what is wanted: "must be …". */
    bool (*tidy)(struct arena *arena, struct str in, struct str *ret);
    const char *form;
    /* What only the database can tell of a new value in stored form; E_INVALID at `field`. NULL: nothing. */
    enum err (*fits)(struct tx *tx, struct str value, const char *field);
    enum company_column column;      /* where the company's own row holds the value; else COMPANY_NO_COLUMN */
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

/* What is in force, in the order of the table: company_setting_count values. */
struct setting_values {
    struct str *value;
    bool *changed;                   /* it is stored, or differs from the default */
};
enum err company_settings_read(struct tx *tx, struct setting_values *ret) MUST_USE;

/* One wish to change. `at` is where its faults are told: "/changes/0", "/line/12"; "" is "/name" and "/value". */
struct setting_change {
    struct str name, value;
    const char *at;
};
/* Checks all of them, faults together (E_INVALID), and puts `value` into stored form. Knows no database. */
enum err company_settings_check(struct setting_change *changes, size_t n, struct arena *arena, struct problems *errs) MUST_USE;
/* What only the database can tell of values that have passed the check (`fits`): E_INVALID. */
enum err company_settings_fit(struct tx *tx, const struct setting_change *changes, size_t n, const char *below) MUST_USE;
/* Stores what has passed the check, with one EV_COMPANY_CHANGED in all, and none when n is 0. E_EXISTS for a host name
 * that is another company's. */
enum err company_settings_store(struct tx *tx, const struct setting_change *changes, size_t n, int64_t now) MUST_USE;

#endif
