/* json.h: descriptor tables <-> structs.
 *
 * A `struct json_shape` describes a C struct once; from it come the reader (all field errors at once, with JSON
 * pointers; unknown fields refused), the writer (straight into a buffer) and the OpenAPI schema. jansson is seen by
 * json/ alone. */
#ifndef PV_JSON_JSON_H
#define PV_JSON_JSON_H

#include "base/buf.h"
#include "base/err.h"

enum json_type {
    JSON_T_STR,     /* struct str */
    JSON_T_I64,     /* int64_t, a JSON integer */
    JSON_T_BOOL,    /* bool */
    JSON_T_F64,     /* double */
    JSON_T_ID,      /* int64_t, 13 characters of base32 */
    JSON_T_TIME,    /* int64_t microseconds, RFC 3339 */
    JSON_T_ENUM,    /* struct str that must be one of `values` */
    JSON_T_OBJ,     /* embedded struct, `sub` */
    JSON_T_LIST,    /* struct json_list of `sub` structs */
    JSON_T_STRS,    /* struct json_list of struct str (each one of `values` if given) */
    JSON_T_RAW      /* struct str that holds JSON already; written as it is, never read. `sub`, if given, is for OpenAPI */
};

enum {
    JSON_REQUIRED = 1,   /* must be there (reading); always written */
    JSON_NULLABLE = 2,   /* null is allowed; written as null when absent: STR/ENUM .p == NULL; others by `has` */
    JSON_OMIT = 4,       /* left out of the output when absent */
    JSON_TRIM = 8        /* STR: white space at both ends is taken off before checking */
};

struct json_shape;

struct json_list {
    const void *p;       /* array of n elements */
    size_t n;
};

struct json_field {
    const char *name;
    enum json_type type;
    size_t off;
    unsigned flags;
    size_t has;                      /* offset of a bool "was given / is set" plus one, or 0 for none: see HAS() */
    int64_t min, max;                /* STR: code points; I64: range; LIST/STRS: elements. 0 = type default (I64: none) */
    const char *const *values;       /* NULL-terminated, for ENUM and STRS */
    const struct json_shape *sub;
    const char *help;                /* for OpenAPI */
};
/* Reading sets `has` when the field was given. An explicit null gives true with .p == NULL for STR, ENUM and STRS, and false
 * for all others. Writing takes the field as absent when `has` is false (or, without `has`, when a text's .p is NULL). */
#define JSON_HAS(T, member) (offsetof(struct T, member) + 1)

struct json_shape {
    const char *name;                /* "post": the schema's name in OpenAPI */
    size_t size;
    const struct json_field *fields; /* ends with .name == NULL */
};

/* The default most characters of a STR without `max`. */
enum { JSON_STR_MAX_DEFAULT = 2000, JSON_DEPTH_MAX = 16, JSON_LIST_MAX_DEFAULT = 1000 };

/* Parses `text` (an object) into `ret` (sub.size bytes, zeroed first). All faults go to errs; E_BAD_REQUEST when it is
 * no JSON object, E_INVALID when fields are wrong. Strings live in arena. Duplicate keys and bad UTF-8 are refused. */
enum err json_read(const struct json_shape *shape, struct str text, struct arena *arena, struct problems *errs,
                   void *ret) MUST_USE;
/* Reads a query string (application/x-www-form-urlencoded) by the same tables; fields are "?name" in errs. */
enum err json_read_query(const struct json_shape *shape, struct str query, struct arena *arena, struct problems *errs,
                         void *ret) MUST_USE;
/* Writes the struct as one JSON object. */
void json_write(struct buf *b, const struct json_shape *shape, const void *value);
/* The shape as a JSON Schema (2020-12) object body, for OpenAPI; nested shapes as $ref to #/components/schemas.
 * json_schema describes what is read (required: JSON_REQUIRED, with limits), json_schema_out what is written (required:
 * whatever is never left out, without limits), json_schema_field the schema of one field as read. */
void json_schema(struct buf *b, const struct json_shape *shape);
void json_schema_out(struct buf *b, const struct json_shape *shape);
void json_schema_field(struct buf *b, const struct json_field *f);

/* Loose reading of stored or foreign JSON: a value tree over jansson, freed with the arena. */
struct json_node;
enum err json_parse(struct str text, struct arena *arena, const struct json_node **ret) MUST_USE;
const struct json_node *json_get(const struct json_node *n, const char *key);   /* NULL when absent */
/* As json_get, for names that ignore the case of ASCII letters, such as hosts. */
const struct json_node *json_get_nocase(const struct json_node *n, struct str key);
const struct json_node *json_at(const struct json_node *n, size_t i);
size_t json_count(const struct json_node *n);
struct str json_text(const struct json_node *n);                                /* STR_NULL unless a string */
bool json_int(const struct json_node *n, int64_t *ret);
bool json_is_true(const struct json_node *n);
enum { JSON_IS_NULL, JSON_IS_OBJECT, JSON_IS_ARRAY, JSON_IS_STRING, JSON_IS_NUMBER, JSON_IS_BOOL };
int json_kind(const struct json_node *n);

#endif
