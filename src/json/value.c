/* value.c: see value.h. */
#include "json/value.h"

#include "base/clock.h"
#include "base/id.h"

#include <inttypes.h>
#include <stdarg.h>

/* RFC 6901: "~" is "~0" and "/" is "~1" inside a reference token. */
static void pointer_add(struct buf *b, const struct json_at *at) {
    if (!at) {
        return;
    }
    pointer_add(b, at->up);
    buf_ch(b, at->query ? '?' : '/');
    if (!at->name.p) {
        buf_i64(b, (int64_t)at->index);
        return;
    }
    for (size_t i = 0; i < at->name.n; i++) {
        char c = at->name.p[i];
        if (at->query || (c != '~' && c != '/')) {
            buf_ch(b, c);
        } else {
            buf_c(b, c == '~' ? "~0" : "~1");
        }
    }
}

void json_fault(struct json_reader *r, const struct json_at *at, const char *fmt, ...) {
    r->bad = true;
    if (!r->errs || r->errs->n == PROBLEMS_MAX) {
        return;
    }
    struct buf b;
    buf_init(&b, r->arena, 4096);
    pointer_add(&b, at);
    buf_ch(&b, '\0');
    va_list ap;
    va_start(ap, fmt);
    struct str text = arena_vprintf(r->arena, fmt, ap);
    va_end(ap);
    enum err e = err_set(r->errs, E_INVALID, b.over ? "" : b.p, "%s", text.p);
    (void)e;
}

static bool is_one_of(const char *const *values, struct str s) {
    for (; *values; values++) {
        if (str_is(s, *values)) {
            return true;
        }
    }
    return false;
}

static bool fault_values(struct json_reader *r, const struct json_at *at, const char *const *values) {
    struct buf b;
    buf_init(&b, r->arena, 1000);
    for (size_t i = 0; values[i]; i++) {
        buf_c(&b, i ? ", " : "");
        buf_c(&b, values[i]);
    }
    json_fault(r, at, "must be one of: %.*s", STRF(buf_view(&b)));
    return false;
}

static bool put_str(struct json_reader *r, const struct json_at *at, const struct json_field *f, struct str s, void *to) {
    if (f->flags & JSON_TRIM) {
        s = arena_dup(r->arena, str_trim(s));
    }
    size_t max = json_max_or(f, JSON_STR_MAX_DEFAULT), n = str_utf8_count(s);
    if (n > max) {
        json_fault(r, at, "longer than %zu characters", max);
        return false;
    }
    if (f->min > 0 && n < (size_t)f->min) {
        if (f->min == 1) {
            json_fault(r, at, "must not be empty");
        } else {
            json_fault(r, at, "shorter than %" PRId64 " characters", f->min);
        }
        return false;
    }
    if (f->values && !is_one_of(f->values, s)) {
        return fault_values(r, at, f->values);
    }
    *(struct str *)to = s;
    return true;
}

bool json_put_text(struct json_reader *r, const struct json_at *at, const struct json_field *f, struct str s, void *to) {
    int64_t v;
    if (f->type == JSON_T_ID) {
        if (!id_parse(s, &v)) {
            json_fault(r, at, "not an id of 13 characters");
            return false;
        }
        *(int64_t *)to = v;
        return true;
    }
    if (f->type == JSON_T_TIME) {
        if (!time_parse_rfc3339(s, &v)) {
            json_fault(r, at, "not an RFC 3339 time");
            return false;
        }
        *(int64_t *)to = v;
        return true;
    }
    return put_str(r, at, f, s, to);
}

bool json_put_i64(struct json_reader *r, const struct json_at *at, const struct json_field *f, int64_t v, void *to) {
    int64_t max = f->max ? f->max : INT64_MAX, min = f->min || f->max ? f->min : INT64_MIN;
    if (v < min || v > max) {
        if (f->max) {
            json_fault(r, at, "must be between %" PRId64 " and %" PRId64, min, max);
        } else {
            json_fault(r, at, "must be at least %" PRId64, min);
        }
        return false;
    }
    *(int64_t *)to = v;
    return true;
}
