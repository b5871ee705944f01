/* value.h: what the JSON and the query reader share: where a value stands, and the checks of one value. json/ only. */
#ifndef PV_JSON_VALUE_H
#define PV_JSON_VALUE_H

#include "json/json.h"

/* Place of a value: a chain up to the root. `name` for members, else `index`. */
struct json_at {
    const struct json_at *up;
    struct str name;
    size_t index;
    bool query;              /* a query parameter: "?name" instead of a pointer */
};

struct json_reader {
    struct arena *arena;
    struct problems *errs;
    bool bad;                /* some fault was found */
};

/* Adds a fault (E_INVALID) at the place. */
void json_fault(struct json_reader *r, const struct json_at *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Each checks and stores into `to` (the field's address); false with the fault added. Texts must live long enough. */
bool json_put_text(struct json_reader *r, const struct json_at *at, const struct json_field *f, struct str s, void *to);
bool json_put_i64(struct json_reader *r, const struct json_at *at, const struct json_field *f, int64_t v, void *to);

static inline void json_set_has(const struct json_field *f, void *base, bool has) {
    if (f->has) {
        *(bool *)((char *)base + f->has - 1) = has;
    }
}
static inline size_t json_max_or(const struct json_field *f, size_t by_default) {
    return f->max > 0 ? (size_t)f->max : by_default;
}

#endif
