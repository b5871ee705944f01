/* json_test.c: reading, writing and describing structs by their shapes. */
#include "json/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct tag {
    struct str name;
    int64_t weight;
};
struct post {
    struct str title, note, kind;
    int64_t id, at, count;
    bool hot, has_count, has_note, has_at, has_place;
    double score;
    struct tag place;
    struct json_list tags, words;
    struct str raw;
};

static const char *const kinds[] = {"news", "job", NULL};
static const struct json_field tag_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct tag, name), .flags = JSON_REQUIRED, .min = 1, .max = 5},
    {.name = "weight", .type = JSON_T_I64, .off = offsetof(struct tag, weight), .min = -3, .max = 3},
    {0}};
static const struct json_shape tag_shape = {"tag", sizeof(struct tag), tag_fields};
static const struct json_field post_fields[] = {
    {.name = "title", .type = JSON_T_STR, .off = offsetof(struct post, title), .flags = JSON_REQUIRED | JSON_TRIM,
     .min = 1, .max = 10, .help = "a \"title\""},
    {.name = "note", .type = JSON_T_STR, .off = offsetof(struct post, note), .flags = JSON_NULLABLE,
     .has = JSON_HAS(post, has_note)},
    {.name = "kind", .type = JSON_T_ENUM, .off = offsetof(struct post, kind), .values = kinds, .flags = JSON_OMIT},
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct post, id)},
    {.name = "at", .type = JSON_T_TIME, .off = offsetof(struct post, at), .flags = JSON_NULLABLE,
     .has = JSON_HAS(post, has_at)},
    {.name = "count", .type = JSON_T_I64, .off = offsetof(struct post, count), .flags = JSON_OMIT, .min = 1,
     .has = JSON_HAS(post, has_count)},
    {.name = "hot", .type = JSON_T_BOOL, .off = offsetof(struct post, hot)},
    {.name = "score", .type = JSON_T_F64, .off = offsetof(struct post, score)},
    {.name = "place", .type = JSON_T_OBJ, .off = offsetof(struct post, place), .sub = &tag_shape, .flags = JSON_OMIT,
     .has = JSON_HAS(post, has_place)},
    {.name = "tags", .type = JSON_T_LIST, .off = offsetof(struct post, tags), .sub = &tag_shape, .max = 3},
    {.name = "words", .type = JSON_T_STRS, .off = offsetof(struct post, words), .values = kinds},
    {.name = "raw", .type = JSON_T_RAW, .off = offsetof(struct post, raw), .flags = JSON_OMIT},
    {0}};
static const struct json_shape post_shape = {"post", sizeof(struct post), post_fields};

static struct arena *arena;
static struct problems errs;

static int setup(void **state) {
    (void)state;
    arena = arena_create(8 << 20);
    errs = (struct problems){.arena = arena};
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static enum err read_post(const char *text, struct post *p) {
    errs = (struct problems){.arena = arena};
    return json_read(&post_shape, str_of(text), arena, &errs, p);
}

/* Reading `text` must fail with exactly these faults: "pointer: detail" lines. */
static void expect_faults(const char *text, enum err code, const char *want) {
    struct post p;
    assert_int_equal(read_post(text, &p), code);
    struct buf b;
    buf_init(&b, arena, 10000);
    for (size_t i = 0; i < errs.n; i++) {
        buf_printf(&b, "%.*s: %.*s\n", STRF(errs.items[i].field), STRF(errs.items[i].detail));
    }
    buf_ch(&b, '\0');
    assert_string_equal(b.p, want);
}

static void reads_all_types(void **state) {
    (void)state;
    struct post p;
    assert_int_equal(read_post("{\"title\":\"  Été \",\"note\":\"n\",\"kind\":\"job\",\"id\":\"0123456789abc\",\"hot\":true,"
                               "\"at\":\"2026-11-24T10:00:00Z\",\"count\":7,\"score\":1.5,\"place\":{\"name\":\"x\"},"
                               "\"tags\":[{\"name\":\"a\",\"weight\":-3},{\"name\":\"b\"}],\"words\":[\"news\",\"job\"]}",
                               &p), E_OK);
    assert_true(str_is(p.title, "Été"));
    assert_true(str_is(p.note, "n") && p.has_note);
    assert_true(str_is(p.kind, "job"));
    assert_true(p.id != 0 && p.hot && p.has_count && p.count == 7 && p.has_at && p.has_place);
    assert_int_equal(p.at, INT64_C(1795514400000000));
    assert_int_equal(p.tags.n, 2);
    assert_int_equal(((const struct tag *)p.tags.p)[0].weight, -3);
    assert_true(str_is(((const struct str *)p.words.p)[1], "job"));
    assert_true(p.score > 1.49 && p.score < 1.51);
}

static void null_and_absent_differ(void **state) {
    (void)state;
    struct post p;
    assert_int_equal(read_post("{\"title\":\"a\"}", &p), E_OK);
    assert_true(!p.has_note && !p.has_at && !p.note.p && !p.has_count && p.tags.n == 0);
    assert_int_equal(read_post("{\"title\":\"a\",\"note\":null,\"at\":null}", &p), E_OK);
    assert_true(p.has_note && !p.note.p && !p.has_at);
    assert_int_equal(read_post("{\"title\":\"a\",\"note\":\"\"}", &p), E_OK);
    assert_true(p.has_note && p.note.p && p.note.n == 0);
}

static void tells_all_faults_at_once(void **state) {
    (void)state;
    expect_faults("{\"title\":\" \",\"note\":5,\"kind\":\"ad\",\"id\":\"x\",\"at\":\"yesterday\",\"count\":0,\"hot\":\"yes\","
                  "\"score\":\"1\",\"place\":{},\"tags\":[{\"name\":\"toolong\"},{\"name\":\"a\",\"weight\":4},7],"
                  "\"words\":[\"news\",\"x\",null],\"raw\":1,\"a/b~c\":1}",
                  E_INVALID,
                  "/title: must not be empty\n"
                  "/note: must be a string\n"
                  "/kind: must be one of: news, job\n"
                  "/id: not an id of 13 characters\n"
                  "/at: not an RFC 3339 time\n"
                  "/count: must be at least 1\n"
                  "/hot: must be true or false\n"
                  "/score: must be a number\n"
                  "/place/name: is required\n"
                  "/tags/0/name: longer than 5 characters\n"
                  "/tags/1/weight: must be between -3 and 3\n"
                  "/tags/2: must be an object\n"
                  "/words/1: must be one of: news, job\n"
                  "/words/2: must be a string\n"
                  "/raw: unknown field\n"
                  "/a~1b~0c: unknown field\n");
    expect_faults("{\"note\":null,\"hot\":null}", E_INVALID, "/title: is required\n/hot: must not be null\n");
    expect_faults("{\"title\":\"a\",\"tags\":[{},{},{},{}]}", E_INVALID, "/tags: more than 3 elements\n");
    expect_faults("{\"title\":\"a\",\"count\":1.0}", E_INVALID, "/count: must be an integer\n");
}

static void limits_are_code_points(void **state) {
    (void)state;
    struct post p;
    assert_int_equal(read_post("{\"title\":\"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\"}", &p), E_OK);
    assert_int_equal(read_post("{\"title\":\"\\ud83d\\ude00234567890\"}", &p), E_OK);
    assert_int_equal(read_post("{\"title\":\"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9e\"}", &p),
                     E_INVALID);
}

static void refuses_what_is_no_json_object(void **state) {
    (void)state;
    static const char *const bad[] = {"",        "  ",     "[]",          "\"x\"",  "{",  "{\"title\":\"a\",}", "{'a':1}",
                                      "nul",     "{}{}",   "{\"title\":\"\\u0000\"}", "{\"title\":\"\\ud800\"}",
                                      "{\"title\":\"\xc3\"}", "{\"title\":\"a\",\"title\":\"b\"}", "{\"count\":1e999}",
                                      "{\"count\":99999999999999999999}", "[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", NULL};
    for (size_t i = 0; bad[i]; i++) {
        struct post p;
        if (read_post(bad[i], &p) != E_BAD_REQUEST || errs.n != 1) {
            fail_msg("accepted or unclear: %s", bad[i]);
        }
    }
}

static void depth_is_counted_outside_strings(void **state) {
    (void)state;
    struct post p;
    assert_int_equal(read_post("{\"title\":\"a\",\"note\":\"[[[[[[[[[[[[[[[[[[[[[[\\\"[[[\"}", &p), E_OK);
}

static void many_faults_are_capped(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, arena, 100000);
    buf_c(&b, "{\"title\":\"a\"");
    for (int i = 0; i < 200; i++) {
        buf_printf(&b, ",\"x%d\":1", i);
    }
    buf_c(&b, "}");
    struct post p;
    errs = (struct problems){.arena = arena};
    assert_int_equal(json_read(&post_shape, buf_view(&b), arena, &errs, &p), E_INVALID);
    assert_int_equal(errs.n, PROBLEMS_MAX);
}

static void reads_a_query(void **state) {
    (void)state;
    struct post p;
    errs = (struct problems){.arena = arena};
    assert_int_equal(json_read_query(&post_shape,
                                     STR("title=a+b%20%C3%A9&kind=&count=3&hot=true&id=0123456789ABC&words=news&words=job"
                                         "&&score=2.5&at=2026-11-24T10%3A00%3A00Z"),
                                     arena, &errs, &p), E_OK);
    assert_true(str_is(p.title, "a b é") && p.count == 3 && p.hot && !p.kind.p && p.words.n == 2 && p.has_at);
    errs = (struct problems){.arena = arena};
    assert_int_equal(json_read_query(&post_shape, STR("count=x&count=1&hot=maybe&foo=1&note=%zz&score=nan&tags=1"), arena,
                                     &errs, &p), E_INVALID);
    static const char *const want[] = {"?count", "?count", "?hot", "?foo", "?note", "?score", "?tags", "?title"};
    assert_int_equal(errs.n, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_true(str_is(errs.items[i].field, want[i]));
    }
    errs = (struct problems){.arena = arena};
    assert_int_equal(json_read_query(&post_shape, STR("title=%00"), arena, &errs, &p), E_INVALID);
}

static struct str write_post(const struct post *p, size_t max) {
    struct buf b;
    buf_init(&b, arena, max);
    json_write(&b, &post_shape, p);
    return b.over ? STR_NULL : buf_view(&b);
}

static void writes(void **state) {
    (void)state;
    struct tag tags[] = {{STR("x\"\\\n\x01"), 1}, {STR("\xc3\xa9"), -2}};
    struct str words[] = {STR("news"), STR("job")};
    struct post p = {.title = STR("T"), .id = 1, .hot = true, .score = 0.1, .has_count = true, .count = INT64_MIN,
                     .at = INT64_C(1795514400000000), .has_at = true, .tags = {tags, 2}, .words = {words, 2},
                     .raw = STR("[1,{}]")};
    assert_string_equal(write_post(&p, 10000).p,
                        "{\"title\":\"T\",\"note\":null,\"id\":\"0000000000001\",\"at\":\"2026-11-24T10:00:00Z\","
                        "\"count\":-9223372036854775808,\"hot\":true,\"score\":0.1,\"tags\":[{\"name\":"
                        "\"x\\\"\\\\\\n\\u0001\",\"weight\":1},{\"name\":\"\xc3\xa9\",\"weight\":-2}],"
                        "\"words\":[\"news\",\"job\"],\"raw\":[1,{}]}");
    struct post empty = {0};
    assert_string_equal(write_post(&empty, 10000).p,
                        "{\"title\":\"\",\"note\":null,\"id\":\"0000000000000\",\"at\":null,\"hot\":false,\"score\":0,"
                        "\"tags\":[],\"words\":[]}");
    /* Every maximum below the length must end in `over`, none may write past it. */
    size_t n = write_post(&p, 10000).n;
    for (size_t max = 0; max < n; max++) {
        assert_null(write_post(&p, max).p);
    }
    assert_int_equal(write_post(&p, n).n, n);
}

static void doubles_read_back(void **state) {
    (void)state;
    static const double v[] = {0.1, 1.0 / 3, 1e300, -2.5e-10, 123456789.125, 5e-324, 1e15, -0.5, 9007199254740993.0};
    for (size_t i = 0; i < sizeof v / sizeof v[0]; i++) {
        struct post p = {.score = v[i]};
        struct str text = write_post(&p, 10000);
        const struct json_node *n;
        assert_int_equal(json_parse(text, arena, &n), E_OK);
        errs = (struct problems){.arena = arena};
        char *at = strstr(text.p, "\"score\":");
        assert_non_null(at);
        assert_true(strtod(at + 8, NULL) == v[i]);
    }
}

static void round_trip(void **state) {
    (void)state;
    struct post p, q;
    /* An explicit null stays one, though `has` says that it was given (found by fuzz_json). */
    assert_int_equal(read_post("{\"title\":\"a\",\"note\":null}", &p), E_OK);
    assert_non_null(strstr(write_post(&p, 10000).p, "\"note\":null"));
    const char *text = "{\"title\":\"a\",\"note\":\"b\",\"kind\":\"job\",\"id\":\"0123456789abc\","
                       "\"at\":\"2026-11-24T10:00:00.5Z\",\"count\":2,\"hot\":false,\"score\":3,"
                       "\"tags\":[{\"name\":\"x\",\"weight\":0}],\"words\":[]}";
    assert_int_equal(read_post(text, &p), E_OK);
    struct str once = write_post(&p, 10000);
    assert_int_equal(read_post(once.p, &q), E_OK);
    assert_string_equal(write_post(&q, 10000).p, once.p);
}

static void schemas(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, arena, 100000);
    json_schema(&b, &tag_shape);
    assert_string_equal(b.p, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"name\":{\"type\":\"string\","
                             "\"minLength\":1,\"maxLength\":5},\"weight\":{\"type\":\"integer\",\"format\":\"int64\","
                             "\"minimum\":-3,\"maximum\":3}},\"required\":[\"name\"]}");
    buf_reset(&b);
    json_schema_out(&b, &tag_shape);
    assert_string_equal(b.p, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"name\":{\"type\":\"string\"},"
                             "\"weight\":{\"type\":\"integer\",\"format\":\"int64\"}},\"required\":[\"name\",\"weight\"]}");
    /* Whatever the fields, the result is JSON. */
    void (*const both[])(struct buf *, const struct json_shape *) = {json_schema, json_schema_out};
    for (size_t i = 0; i < 2; i++) {
        const struct json_node *n;
        buf_reset(&b);
        both[i](&b, &post_shape);
        assert_int_equal(json_parse(buf_view(&b), arena, &n), E_OK);
        assert_true(str_is(json_text(json_get(json_get(json_get(n, "properties"), "title"), "description")), "a \"title\""));
    }
}

static void nodes(void **state) {
    (void)state;
    const struct json_node *n;
    int64_t v;
    assert_int_equal(json_parse(STR("{\"a\":[1,\"x\",true,null,2.5],\"b\":false}"), arena, &n), E_OK);
    const struct json_node *a = json_get(n, "a");
    assert_int_equal(json_kind(n), JSON_IS_OBJECT);
    assert_int_equal(json_count(n), 2);
    assert_int_equal(json_count(a), 5);
    assert_true(json_int(json_at(a, 0), &v) && v == 1);
    assert_false(json_int(json_at(a, 4), &v));
    assert_true(str_is(json_text(json_at(a, 1)), "x"));
    assert_true(json_is_true(json_at(a, 2)) && !json_is_true(json_get(n, "b")));
    assert_int_equal(json_kind(json_at(a, 3)), JSON_IS_NULL);
    assert_int_equal(json_kind(json_at(a, 4)), JSON_IS_NUMBER);
    assert_null(json_get(n, "c"));
    assert_null(json_get(NULL, "c"));
    assert_null(json_at(a, 9));
    assert_null(json_text(a).p);
    assert_int_equal(json_count(NULL), 0);
    assert_int_equal(json_parse(STR("{\"a\":"), arena, &n), E_BAD_REQUEST);
    assert_int_equal(json_parse(STR(""), arena, &n), E_BAD_REQUEST);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(reads_all_types), T(null_and_absent_differ), T(tells_all_faults_at_once), T(limits_are_code_points),
        T(refuses_what_is_no_json_object), T(depth_is_counted_outside_strings), T(many_faults_are_capped),
        T(reads_a_query), T(writes), T(doubles_read_back), T(round_trip), T(schemas), T(nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
