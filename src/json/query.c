/* query.c: a query string -> struct, by a shape. application/x-www-form-urlencoded as the URL standard reads it: "+" is a
 * space, %XX a byte. Lists are repeated parameters. An empty value of anything but a text counts as not given. */
#include "json/value.h"

#include "json/query.h"

#include <math.h>
#include <stdlib.h>

static int hex(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool query_decode(struct arena *arena, struct str s, bool plus, struct str *ret) {
    char *out = arena_alloc(arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            int hi = i + 2 < s.n ? hex(s.p[i + 1]) : -1, lo = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
            if (hi < 0 || lo < 0) {
                return false;
            }
            c = (char)(hi << 4 | lo);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        if (c == '\0') {
            return false;
        }
        out[n++] = c;
    }
    struct str r = {out, n};
    if (!str_utf8_valid(r)) {
        return false;
    }
    *ret = r;
    return true;
}

static bool put_bool(struct json_reader *r, const struct json_at *at, struct str s, bool *to) {
    *to = str_is(s, "true") || str_is(s, "1");
    if (!*to && !str_is(s, "false") && !str_is(s, "0")) {
        json_fault(r, at, "must be true or false");
        return false;
    }
    return true;
}

static bool put_f64(struct json_reader *r, const struct json_at *at, struct str s, double *to) {
    struct str z = arena_dup(r->arena, s);
    char *end;
    *to = strtod(z.p, &end);
    if (end != z.p + z.n || !isfinite(*to)) {
        json_fault(r, at, "must be a number");
        return false;
    }
    return true;
}

/* Grows by doubling at powers of two, so that a list of n costs O(n). */
static bool put_list(struct json_reader *r, const struct json_at *at, const struct json_field *f, struct str s,
                     struct json_list *to) {
    struct json_field one = {.type = JSON_T_STR, .values = f->values, .flags = f->flags & JSON_TRIM};
    if (to->n >= json_max_or(f, JSON_LIST_MAX_DEFAULT)) {
        json_fault(r, at, "given more than %zu times", json_max_or(f, JSON_LIST_MAX_DEFAULT));
        return false;
    }
    struct str v;
    if (!json_put_text(r, at, &one, s, &v)) {
        return false;
    }
    if ((to->n & (to->n - 1)) == 0) {
        struct str *more = arena_array(r->arena, struct str, to->n ? to->n * 2 : 1);
        if (to->n) {
            memcpy(more, to->p, to->n * sizeof *more);
        }
        to->p = more;
    }
    ((struct str *)(uintptr_t)to->p)[to->n++] = v;
    return true;
}

static bool put(struct json_reader *r, const struct json_at *at, const struct json_field *f, struct str s, void *to) {
    switch (f->type) {
    case JSON_T_STR:
    case JSON_T_ENUM:
    case JSON_T_ID:
    case JSON_T_TIME:
        return json_put_text(r, at, f, s, to);
    case JSON_T_I64: {
        int64_t v;
        if (!str_to_i64(s, &v)) {
            json_fault(r, at, "must be an integer");
            return false;
        }
        return json_put_i64(r, at, f, v, to);
    }
    case JSON_T_BOOL:
        return put_bool(r, at, s, to);
    case JSON_T_F64:
        return put_f64(r, at, s, to);
    case JSON_T_STRS:
        return put_list(r, at, f, s, to);
    case JSON_T_OBJ:
    case JSON_T_LIST:
    case JSON_T_RAW:
        break;
    }
    json_fault(r, at, "unknown parameter");
    return false;
}

static const struct json_field *find(const struct json_shape *shape, struct str name) {
    for (const struct json_field *f = shape->fields; f->name; f++) {
        if (str_is(name, f->name)) {
            return f;
        }
    }
    return NULL;
}

/* One "name=value". `seen` has a byte per field. */
static void read_pair(struct json_reader *r, const struct json_shape *shape, struct str pair, bool *seen, void *base) {
    size_t eq = str_chr(pair, '=');
    struct json_at at = {.query = true, .name = STR("")};
    struct str value = STR("");
    if (!query_decode(r->arena, str_sub(pair, 0, eq), true, &at.name)) {
        json_fault(r, &at, "a parameter's name is not valid percent-encoded UTF-8");
        return;
    }
    if (eq < pair.n && !query_decode(r->arena, str_sub(pair, eq + 1, pair.n), true, &value)) {
        json_fault(r, &at, "not valid percent-encoded UTF-8");
        return;
    }
    const struct json_field *f = find(shape, at.name);
    if (!f) {
        json_fault(r, &at, "unknown parameter");
        return;
    }
    if (value.n == 0 && f->type != JSON_T_STR) {
        return;
    }
    if (seen[f - shape->fields] && f->type != JSON_T_STRS) {
        json_fault(r, &at, "given more than once");
        return;
    }
    seen[f - shape->fields] = true;
    if (put(r, &at, f, value, (char *)base + f->off)) {
        json_set_has(f, base, true);
    }
}

enum err json_read_query(const struct json_shape *shape, struct str query, struct arena *arena, struct problems *errs,
                         void *ret) {
    memset(ret, 0, shape->size);
    struct json_reader r = {.arena = arena, .errs = errs};
    size_t n = 0;
    while (shape->fields[n].name) {
        n++;
    }
    bool *seen = arena_array(arena, bool, n + 1);
    struct str rest = query, pair;
    while (str_split(&rest, '&', &pair)) {
        if (pair.n) {
            read_pair(&r, shape, pair, seen, ret);
        }
    }
    for (size_t i = 0; i < n; i++) {
        if ((shape->fields[i].flags & JSON_REQUIRED) && !seen[i]) {
            struct json_at at = {.query = true, .name = str_of(shape->fields[i].name)};
            json_fault(&r, &at, "is required");
        }
    }
    return r.bad ? E_INVALID : E_OK;
}
