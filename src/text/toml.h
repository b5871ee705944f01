/* toml.h: the part of TOML that settings need, line by line: tables, dotted names, strings on one line, whole numbers,
 * true and false, comments (TOML 1.0.0, toml.io/en/v1.0.0). What is valid TOML but more than that (arrays, dates, floats,
 * inline tables, strings of several lines, quoted names) is refused by name, never misread; whatever this reader takes, any
 * TOML reader takes in the same sense. Knows nothing of settings. */
#ifndef PV_TEXT_TOML_H
#define PV_TEXT_TOML_H

#include "base/buf.h"
#include "base/err.h"

enum { TOML_LINES_MAX = 4000, TOML_KEY_MAX = 200 };

struct toml_line {
    struct str key;          /* with its table: "share.daily_cap" */
    struct str value;        /* a string without quotes and escapes; a number in decimal; "true", "false" */
    bool quoted;             /* it was a string */
    int64_t line;            /* 1 = first */
};

/* Reads all lines; faults go to errs as "/line/N", every line's own. E_INVALID when there is any. Lives in arena. */
enum err toml_read(struct str text, struct arena *arena, struct problems *errs, struct toml_line **ret, size_t *ret_n)
    MUST_USE;
/* The text as a basic string with its quotes; `s` is well-formed UTF-8. */
void toml_write_string(struct buf *b, struct str s);

#endif
