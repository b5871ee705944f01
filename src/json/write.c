/* write.c: struct -> JSON, straight into a buffer. No tree, no allocation but the buffer's own growth.
 *
 * Names are plain identifiers (json_schema and routes_check rely on it too), so `"name":` is copied, not escaped. The
 * buffer is reserved once per field where that is possible; what does not fit goes the ordinary way through buf_add,
 * which knows about growth and the maximum. */
#include "json/json.h"

#include "base/clock.h"
#include "base/id.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Address to write up to n bytes at, or NULL when the slow way must be taken. */
static inline char *fast(struct buf *b, size_t n) {
    return !b->over && b->n + n + 1 <= b->cap && n <= b->max - b->n ? b->p + b->n : NULL;
}

static inline void advance(struct buf *b, const char *end) {
    b->n = (size_t)(end - b->p);
    b->p[b->n] = '\0';
}

static void put_name(struct buf *b, const char *name, bool *first) {
    size_t n = strlen(name);
    char *p = fast(b, n + 4);
    if (p) {
        if (!*first) {
            *p++ = ',';
        }
        *p++ = '"';
        memcpy(p, name, n);
        p += n;
        *p++ = '"';
        *p++ = ':';
        advance(b, p);
    } else {
        buf_add(b, *first ? "\"" : ",\"", *first ? 1 : 2);
        buf_add(b, name, n);
        buf_add(b, "\":", 2);
    }
    *first = false;
}

/* True when s can be copied between quotes as it is. */
static inline bool plain(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == '"' || c == '\\') {
            return false;
        }
    }
    return true;
}

static void put_text(struct buf *b, struct str s) {
    char *p = fast(b, s.n + 2);
    if (!p || !plain(s)) {
        buf_json(b, s);
        return;
    }
    *p++ = '"';
    if (s.n) {
        memcpy(p, s.p, s.n);
    }
    p += s.n;
    *p++ = '"';
    advance(b, p);
}

static void put_id(struct buf *b, int64_t id) {
    char text[ID_TEXT_LEN + 3];
    text[0] = '"';
    id_format(id, text + 1);
    text[ID_TEXT_LEN + 1] = '"';
    buf_add(b, text, ID_TEXT_LEN + 2);
}

static void put_time(struct buf *b, int64_t us) {
    char text[40];
    text[0] = '"';
    size_t n = time_rfc3339_to(text + 1, us);
    text[n + 1] = '"';
    buf_add(b, text, n + 2);
}

/* The shortest form that reads back the same; JSON has no NaN or infinity. */
static void put_f64(struct buf *b, double v) {
    if (!isfinite(v)) {
        buf_c(b, "null");
        return;
    }
    if (fabs(v) < 1e15 && v == (double)(int64_t)v) {
        buf_i64(b, (int64_t)v);
        return;
    }
    char text[40];
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v) {
            break;
        }
    }
    /* Both of them follow the locale; JSON does not. */
    char *comma = memchr(text, ',', (size_t)n);
    if (comma) {
        *comma = '.';
    }
    buf_add(b, text, (size_t)n);
}

static void put_strs(struct buf *b, const struct json_list *l) {
    const struct str *items = l->p;
    buf_ch(b, '[');
    for (size_t i = 0; i < l->n; i++) {
        if (i) {
            buf_ch(b, ',');
        }
        put_text(b, items[i]);
    }
    buf_ch(b, ']');
}

static void put_list(struct buf *b, const struct json_shape *sub, const struct json_list *l) {
    const char *items = l->p;
    buf_ch(b, '[');
    for (size_t i = 0; i < l->n && !b->over; i++) {
        if (i) {
            buf_ch(b, ',');
        }
        json_write(b, sub, items + i * sub->size);
    }
    buf_ch(b, ']');
}

static void put_value(struct buf *b, const struct json_field *f, const void *v) {
    switch (f->type) {
    case JSON_T_STR:
    case JSON_T_ENUM: put_text(b, *(const struct str *)v); break;
    case JSON_T_I64: buf_i64(b, *(const int64_t *)v); break;
    case JSON_T_BOOL: buf_c(b, *(const bool *)v ? "true" : "false"); break;
    case JSON_T_F64: put_f64(b, *(const double *)v); break;
    case JSON_T_ID: put_id(b, *(const int64_t *)v); break;
    case JSON_T_TIME: put_time(b, *(const int64_t *)v); break;
    case JSON_T_OBJ: json_write(b, f->sub, v); break;
    case JSON_T_LIST: put_list(b, f->sub, v); break;
    case JSON_T_STRS: put_strs(b, v); break;
    case JSON_T_RAW: buf_str(b, *(const struct str *)v); break;
    }
}

enum shown { SHOW_VALUE, SHOW_NULL, SHOW_NOTHING };

/* A text without bytes is null, whatever `has` says; both flags together tell "not given" (left out) from null. */
static enum shown shown(const struct json_field *f, const void *base) {
    bool text = f->type == JSON_T_STR || f->type == JSON_T_ENUM || f->type == JSON_T_RAW;
    bool null = text && !((const struct str *)(const void *)((const char *)base + f->off))->p;
    bool given = f->has ? *(const bool *)((const char *)base + f->has - 1) : !null;
    if ((f->flags & JSON_OMIT) && !given) {
        return SHOW_NOTHING;
    }
    if ((f->flags & JSON_NULLABLE) && (!given || null)) {
        return SHOW_NULL;
    }
    if (null && (f->flags & JSON_OMIT)) {
        return SHOW_NOTHING;
    }
    return null && f->type == JSON_T_RAW ? SHOW_NULL : SHOW_VALUE;
}

void json_write(struct buf *b, const struct json_shape *shape, const void *value) {
    bool first = true;
    buf_ch(b, '{');
    for (const struct json_field *f = shape->fields; f->name; f++) {
        enum shown s = shown(f, value);
        if (s == SHOW_NOTHING) {
            continue;
        }
        put_name(b, f->name, &first);
        if (s == SHOW_NULL) {
            buf_add(b, "null", 4);
        } else {
            put_value(b, f, (const char *)value + f->off);
        }
    }
    buf_ch(b, '}');
}
