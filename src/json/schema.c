/* schema.c: a shape as JSON Schema (2020-12), the dialect of OpenAPI 3.1. Two views of one table: as read (with limits) and
 * as written (with everything that is never left out marked as required). */
#include "json/json.h"

static void put_type(struct buf *b, const char *type, bool nullable) {
    if (nullable) {
        buf_printf(b, "\"type\":[\"%s\",\"null\"]", type);
    } else {
        buf_printf(b, "\"type\":\"%s\"", type);
    }
}

static void put_values(struct buf *b, const char *const *values, bool nullable) {
    buf_c(b, ",\"enum\":[");
    for (size_t i = 0; values[i]; i++) {
        if (i) {
            buf_ch(b, ',');
        }
        buf_json(b, str_of(values[i]));
    }
    buf_c(b, nullable ? ",null]" : "]");
}

static void put_text_limits(struct buf *b, const struct json_field *f) {
    if (f->min > 0) {
        buf_printf(b, ",\"minLength\":%lld", (long long)f->min);
    }
    if (!f->values) {
        buf_printf(b, ",\"maxLength\":%lld", (long long)(f->max > 0 ? f->max : JSON_STR_MAX_DEFAULT));
    }
}

static void put_list(struct buf *b, const struct json_field *f, bool nullable, bool limits) {
    put_type(b, "array", nullable);
    buf_c(b, ",\"items\":{");
    if (f->type == JSON_T_LIST) {
        buf_printf(b, "\"$ref\":\"#/components/schemas/%s\"", f->sub->name);
    } else {
        put_type(b, "string", false);
        if (f->values) {
            put_values(b, f->values, false);
        }
    }
    buf_ch(b, '}');
    if (limits) {
        if (f->min > 0) {
            buf_printf(b, ",\"minItems\":%lld", (long long)f->min);
        }
        buf_printf(b, ",\"maxItems\":%lld", (long long)(f->max > 0 ? f->max : JSON_LIST_MAX_DEFAULT));
    }
}

static void put_number(struct buf *b, const struct json_field *f, bool nullable, bool limits) {
    put_type(b, "integer", nullable);
    buf_c(b, ",\"format\":\"int64\"");
    if (limits && (f->min || f->max)) {
        buf_printf(b, ",\"minimum\":%lld", (long long)f->min);
    }
    if (limits && f->max) {
        buf_printf(b, ",\"maximum\":%lld", (long long)f->max);
    }
}

static void put_object(struct buf *b, const struct json_field *f, bool nullable) {
    if (nullable) {
        buf_printf(b, "\"anyOf\":[{\"$ref\":\"#/components/schemas/%s\"},{\"type\":\"null\"}]", f->sub->name);
    } else {
        buf_printf(b, "\"$ref\":\"#/components/schemas/%s\"", f->sub->name);
    }
}

static void put_field(struct buf *b, const struct json_field *f, bool limits) {
    bool nullable = f->flags & JSON_NULLABLE;
    buf_ch(b, '{');
    switch (f->type) {
    case JSON_T_STR:
    case JSON_T_ENUM:
        put_type(b, "string", nullable);
        if (f->values) {
            put_values(b, f->values, nullable);
        }
        if (limits) {
            put_text_limits(b, f);
        }
        break;
    case JSON_T_I64: put_number(b, f, nullable, limits); break;
    case JSON_T_BOOL: put_type(b, "boolean", nullable); break;
    case JSON_T_F64: put_type(b, "number", nullable); break;
    case JSON_T_ID:
        put_type(b, "string", nullable);
        buf_c(b, limits ? ",\"pattern\":\"^[0-9A-Za-z]{13}$\"" : ",\"pattern\":\"^[0-9a-hjkmnp-tv-z]{13}$\"");
        break;
    case JSON_T_TIME:
        put_type(b, "string", nullable);
        buf_c(b, ",\"format\":\"date-time\"");
        break;
    case JSON_T_OBJ: put_object(b, f, nullable); break;
    case JSON_T_LIST:
    case JSON_T_STRS: put_list(b, f, nullable, limits); break;
    case JSON_T_RAW:
        if (f->sub) {
            put_object(b, f, nullable);
        }
        break;
    }
    if (f->help) {
        bool empty = b->n && b->p[b->n - 1] == '{';
        buf_c(b, empty ? "\"description\":" : ",\"description\":");
        buf_json(b, str_of(f->help));
    }
    buf_ch(b, '}');
}

static void put_shape(struct buf *b, const struct json_shape *shape, bool reading) {
    buf_c(b, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    for (const struct json_field *f = shape->fields; f->name; f++) {
        if (f != shape->fields) {
            buf_ch(b, ',');
        }
        buf_json(b, str_of(f->name));
        buf_ch(b, ':');
        put_field(b, f, reading);
    }
    buf_ch(b, '}');
    bool any = false;
    for (const struct json_field *f = shape->fields; f->name; f++) {
        if (reading ? !(f->flags & JSON_REQUIRED) : (f->flags & JSON_OMIT) != 0) {
            continue;
        }
        buf_c(b, any ? "," : ",\"required\":[");
        buf_json(b, str_of(f->name));
        any = true;
    }
    buf_c(b, any ? "]}" : "}");
}

void json_schema(struct buf *b, const struct json_shape *shape) {
    put_shape(b, shape, true);
}

void json_schema_out(struct buf *b, const struct json_shape *shape) {
    put_shape(b, shape, false);
}

void json_schema_field(struct buf *b, const struct json_field *f) {
    put_field(b, f, true);
}
