/* fuzz_shape.h: a shape with every kind of field, for the fuzzers of json/. Every field is always written, and read back. */
#ifndef PV_FUZZ_SHAPE_H
#define PV_FUZZ_SHAPE_H

#include "json/json.h"

struct thing_part {
    struct str name;
    int64_t n;
};
struct thing {
    struct str title, note, kind;
    int64_t id, at, count;
    bool hot, has_note, has_kind;
    double score;
    struct thing_part part;
    struct json_list parts, words;
};

static const char *const thing_kinds[] = {"news", "job", NULL};
static const struct json_field thing_part_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct thing_part, name), .max = 20},
    {.name = "n", .type = JSON_T_I64, .off = offsetof(struct thing_part, n), .min = -5, .max = 5},
    {0}};
static const struct json_shape thing_part_shape = {"thing_part", sizeof(struct thing_part), thing_part_fields};
static const struct json_field thing_fields[] = {
    {.name = "title", .type = JSON_T_STR, .off = offsetof(struct thing, title), .flags = JSON_TRIM, .max = 50},
    {.name = "note", .type = JSON_T_STR, .off = offsetof(struct thing, note), .flags = JSON_NULLABLE,
     .has = JSON_HAS(thing, has_note)},
    {.name = "kind", .type = JSON_T_ENUM, .off = offsetof(struct thing, kind), .values = thing_kinds,
     .flags = JSON_OMIT, .has = JSON_HAS(thing, has_kind)},
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct thing, id)},
    {.name = "at", .type = JSON_T_TIME, .off = offsetof(struct thing, at)},
    {.name = "count", .type = JSON_T_I64, .off = offsetof(struct thing, count)},
    {.name = "hot", .type = JSON_T_BOOL, .off = offsetof(struct thing, hot)},
    {.name = "score", .type = JSON_T_F64, .off = offsetof(struct thing, score)},
    {.name = "part", .type = JSON_T_OBJ, .off = offsetof(struct thing, part), .sub = &thing_part_shape},
    {.name = "parts", .type = JSON_T_LIST, .off = offsetof(struct thing, parts), .sub = &thing_part_shape, .max = 20},
    {.name = "words", .type = JSON_T_STRS, .off = offsetof(struct thing, words), .max = 20},
    {0}};
static const struct json_shape thing_shape = {"thing", sizeof(struct thing), thing_fields};

#endif
