/* node.c: loose reading of stored or foreign JSON. A struct json_node is jansson's json_t under another name, so that
 * nobody else need know jansson. */
#include "json/json.h"

#include "json/node.h"

#include <jansson.h>

/* Foreign documents nest deeper than our own bodies, yet not without end. */
enum { NODE_DEPTH_MAX = 64 };

static const json_t *in(const struct json_node *n) {
    return (const json_t *)(const void *)n;
}

static const struct json_node *out(const json_t *v) {
    return (const struct json_node *)(const void *)v;
}

static void drop(void *v) {
    json_decref(v);
}

enum err json_parse(struct str text, struct arena *arena, const struct json_node **ret) {
    if (text.n == 0 || json_too_deep(text, NODE_DEPTH_MAX)) {
        return E_BAD_REQUEST;
    }
    json_t *root = json_loadb(text.p, text.n, JSON_DECODE_ANY, NULL);
    if (!root) {
        return E_BAD_REQUEST;
    }
    arena_defer(arena, drop, root);
    *ret = out(root);
    return E_OK;
}

const struct json_node *json_get(const struct json_node *n, const char *key) {
    return out(json_object_get(in(n), key));
}

const struct json_node *json_get_nocase(const struct json_node *n, struct str key) {
    const char *name;
    json_t *value, *object = (json_t *)(uintptr_t)in(n);   /* jansson's iterators take no const */
    json_object_foreach(object, name, value) {
        if (str_ieq(str_of(name), key)) {
            return out(value);
        }
    }
    return NULL;
}

const struct json_node *json_at(const struct json_node *n, size_t i) {
    return out(json_array_get(in(n), i));
}

size_t json_count(const struct json_node *n) {
    return json_is_array(in(n)) ? json_array_size(in(n)) : json_object_size(in(n));
}

struct str json_text(const struct json_node *n) {
    if (!json_is_string(in(n))) {
        return STR_NULL;
    }
    return (struct str){json_string_value(in(n)), json_string_length(in(n))};
}

bool json_int(const struct json_node *n, int64_t *ret) {
    if (!json_is_integer(in(n))) {
        return false;
    }
    *ret = json_integer_value(in(n));
    return true;
}

/* In brackets, since jansson has a macro of this name. */
bool(json_is_true)(const struct json_node *n) {
    return n && json_typeof(in(n)) == JSON_TRUE;
}

int json_kind(const struct json_node *n) {
    if (!n) {
        return JSON_IS_NULL;
    }
    switch (json_typeof(in(n))) {
    case JSON_OBJECT: return JSON_IS_OBJECT;
    case JSON_ARRAY: return JSON_IS_ARRAY;
    case JSON_STRING: return JSON_IS_STRING;
    case JSON_INTEGER:
    case JSON_REAL: return JSON_IS_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE: return JSON_IS_BOOL;
    case JSON_NULL: break;
    }
    return JSON_IS_NULL;
}
