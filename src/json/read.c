/* read.c: JSON text -> struct, by a shape. jansson parses; everything is then checked here, all faults at once.
 *
 * jansson refuses bad UTF-8, NUL characters and duplicate keys. Its own depth limit is far too high, so depth is counted on
 * the bytes before it sees them. */
#include "json/value.h"

#include "json/node.h"

#include <jansson.h>

static bool read_object(struct json_reader *r, const struct json_at *at, const struct json_shape *shape, const json_t *o,
                        void *base);

static struct str text_of(const json_t *v) {
    return (struct str){json_string_value(v), json_string_length(v)};
}

static bool read_string(struct json_reader *r, const struct json_at *at, const struct json_field *f, const json_t *v,
                        void *to) {
    if (!json_is_string(v)) {
        json_fault(r, at, "must be a string");
        return false;
    }
    return json_put_text(r, at, f, arena_dup(r->arena, text_of(v)), to);
}

static bool count_ok(struct json_reader *r, const struct json_at *at, const struct json_field *f, const json_t *v) {
    if (!json_is_array(v)) {
        json_fault(r, at, "must be a list");
        return false;
    }
    size_t n = json_array_size(v), max = json_max_or(f, JSON_LIST_MAX_DEFAULT);
    if (n > max) {
        json_fault(r, at, "more than %zu elements", max);
        return false;
    }
    if (f->min > 0 && n < (size_t)f->min) {
        json_fault(r, at, "fewer than %zu elements", (size_t)f->min);
        return false;
    }
    return true;
}

static bool read_list(struct json_reader *r, const struct json_at *at, const struct json_field *f, const json_t *v,
                      void *to) {
    if (!count_ok(r, at, f, v)) {
        return false;
    }
    size_t n = json_array_size(v);
    char *items = arena_calloc(r->arena, n, f->sub->size);
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        struct json_at here = {.up = at, .index = i};
        ok = read_object(r, &here, f->sub, json_array_get(v, i), items + i * f->sub->size) && ok;
    }
    *(struct json_list *)to = (struct json_list){items, n};
    return ok;
}

static bool read_strings(struct json_reader *r, const struct json_at *at, const struct json_field *f, const json_t *v,
                         void *to) {
    if (!count_ok(r, at, f, v)) {
        return false;
    }
    /* min and max of the field count elements; each text is held by the type's default and the values. */
    struct json_field one = {.type = JSON_T_STR, .values = f->values, .flags = f->flags & JSON_TRIM};
    size_t n = json_array_size(v);
    struct str *items = arena_array(r->arena, struct str, n);
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        struct json_at here = {.up = at, .index = i};
        ok = read_string(r, &here, &one, json_array_get(v, i), &items[i]) && ok;
    }
    *(struct json_list *)to = (struct json_list){items, n};
    return ok;
}

static bool read_value(struct json_reader *r, const struct json_at *at, const struct json_field *f, const json_t *v,
                       void *to) {
    switch (f->type) {
    case JSON_T_STR:
    case JSON_T_ENUM:
    case JSON_T_ID:
    case JSON_T_TIME:
        return read_string(r, at, f, v, to);
    case JSON_T_I64:
        if (!json_is_integer(v)) {
            json_fault(r, at, "must be an integer");
            return false;
        }
        return json_put_i64(r, at, f, json_integer_value(v), to);
    case JSON_T_BOOL:
        if (!json_is_boolean(v)) {
            json_fault(r, at, "must be true or false");
            return false;
        }
        *(bool *)to = json_is_true((const json_t *)v);
        return true;
    case JSON_T_F64:
        if (!json_is_number(v)) {
            json_fault(r, at, "must be a number");
            return false;
        }
        *(double *)to = json_number_value(v);
        return true;
    case JSON_T_OBJ:
        return read_object(r, at, f->sub, v, to);
    case JSON_T_LIST:
        return read_list(r, at, f, v, to);
    case JSON_T_STRS:
        return read_strings(r, at, f, v, to);
    case JSON_T_RAW:
        break;
    }
    json_fault(r, at, "unknown field");
    return false;
}

static bool null_keeps_has(enum json_type t) {
    return t == JSON_T_STR || t == JSON_T_ENUM || t == JSON_T_STRS;
}

static bool read_field(struct json_reader *r, const struct json_at *up, const struct json_field *f, const json_t *v,
                       void *base) {
    struct json_at at = {.up = up, .name = str_of(f->name)};
    if (!v) {
        if (f->flags & JSON_REQUIRED) {
            json_fault(r, &at, "is required");
            return false;
        }
        return true;
    }
    if (json_is_null(v)) {
        if (!(f->flags & JSON_NULLABLE)) {
            json_fault(r, &at, "must not be null");
            return false;
        }
        json_set_has(f, base, null_keeps_has(f->type));
        return true;
    }
    if (!read_value(r, &at, f, v, (char *)base + f->off)) {
        return false;
    }
    json_set_has(f, base, true);
    return true;
}

static bool known(const struct json_shape *shape, const char *key) {
    for (const struct json_field *f = shape->fields; f->name; f++) {
        if (f->type != JSON_T_RAW && strcmp(f->name, key) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_object(struct json_reader *r, const struct json_at *at, const struct json_shape *shape, const json_t *o,
                        void *base) {
    if (!json_is_object(o)) {
        json_fault(r, at, "must be an object");
        return false;
    }
    bool ok = true;
    for (const struct json_field *f = shape->fields; f->name; f++) {
        if (f->type != JSON_T_RAW) {
            ok = read_field(r, at, f, json_object_get(o, f->name), base) && ok;
        }
    }
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)o, key, v) {
        if (!known(shape, key)) {
            struct json_at here = {.up = at, .name = str_of(key)};
            json_fault(r, &here, "unknown field");
            ok = false;
        }
    }
    return ok;
}

bool json_too_deep(struct str text, size_t max) {
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (in_string) {
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if ((c == '{' || c == '[') && ++depth > max) {
            return true;
        } else if ((c == '}' || c == ']') && depth) {
            depth--;
        }
    }
    return false;
}

static enum err not_json(struct problems *errs, const json_error_t *e) {
    if (!str_utf8_valid(str_of(e->text))) {
        return err_set(errs, E_BAD_REQUEST, "", "not valid JSON at line %d, column %d", e->line, e->column);
    }
    return err_set(errs, E_BAD_REQUEST, "", "not valid JSON at line %d, column %d: %s", e->line, e->column, e->text);
}

enum err json_read(const struct json_shape *shape, struct str text, struct arena *arena, struct problems *errs,
                   void *ret) {
    memset(ret, 0, shape->size);
    if (str_trim(text).n == 0) {
        return err_set(errs, E_BAD_REQUEST, "", "the body is empty, a JSON object is needed");
    }
    if (json_too_deep(text, JSON_DEPTH_MAX)) {
        return err_set(errs, E_BAD_REQUEST, "", "nested deeper than %d levels", JSON_DEPTH_MAX);
    }
    json_error_t e;
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &e);
    if (!root) {
        return not_json(errs, &e);
    }
    enum err code = E_OK;
    if (!json_is_object(root)) {
        code = err_set(errs, E_BAD_REQUEST, "", "a JSON object is needed");
    } else {
        struct json_reader r = {.arena = arena, .errs = errs};
        if (!read_object(&r, NULL, shape, root, ret)) {
            code = E_INVALID;
        }
    }
    json_decref(root);
    return code;
}
