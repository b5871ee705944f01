/* router_test.c: paths to rows, the rules that a route table is held to, and what is printed from it. */
#include "http/server.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static enum err handler(struct rq *rq) {
    (void)rq;
    return E_OK;
}

static const struct json_field page_fields[] = {
    {.name = "limit", .type = JSON_T_I64, .min = 1, .max = 100, .help = "how many"},
    {0}};
static const struct json_shape page_shape = {"page", sizeof(int64_t), page_fields};

#define ROW(m, p) {.method = m, .path = p, .handler = handler, .access = ACCESS_PUBLIC, .out = &shape_empty, .summary = p}
static const struct route table[] = {
    ROW("GET", "/"),
    ROW("GET", "/api/v1/posts"),
    ROW("POST", "/api/v1/posts"),
    ROW("GET", "/api/v1/posts/counts"),
    ROW("GET", "/api/v1/posts/{id}"),
    ROW("PATCH", "/api/v1/posts/{id}"),
    ROW("POST", "/api/v1/posts/{id}/shares"),
    ROW("GET", "/api/v1/posts/{name}/about"),
    ROW("GET", "/l/{code}"),
    ROW("GET", "/x/{id}/y/{id}/z/{tail}"),
    ROW("GET", "/{file...}"),
};

static struct arena *arena;
static struct router *router;

static int setup(void **state) {
    (void)state;
    arena = arena_create(1 << 20);
    router = router_create(table, sizeof table / sizeof table[0]);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    router_free(router);
    arena_free(arena);
    return 0;
}

static const char *find(const char *method, const char *path, struct route_match *m) {
    enum err e = router_find(router, str_of(method), str_of(path), arena, m);
    return e == E_OK ? m->route->path : err_info(e)->symbol;
}

static void finds_rows(void **state) {
    (void)state;
    struct route_match m;
    assert_string_equal(find("GET", "/", &m), "/");
    assert_string_equal(find("GET", "/api/v1/posts", &m), "/api/v1/posts");
    assert_string_equal(m.route->method, "GET");
    assert_string_equal(find("POST", "/api/v1/posts", &m), "/api/v1/posts");
    assert_string_equal(m.route->method, "POST");
    assert_string_equal(find("HEAD", "/api/v1/posts", &m), "/api/v1/posts");
    assert_string_equal(find("GET", "/api/v1/posts/counts", &m), "/api/v1/posts/counts");
    assert_string_equal(find("GET", "/l/aB3", &m), "/l/{code}");
    assert_true(str_is(m.param[0], "aB3"));
}

static void takes_parameters(void **state) {
    (void)state;
    struct route_match m;
    int64_t id;
    assert_true(id_parse(STR("0123456789abc"), &id));
    assert_string_equal(find("GET", "/api/v1/posts/0123456789abc", &m), "/api/v1/posts/{id}");
    assert_true(m.id[0] == id && m.n == 1);
    assert_string_equal(find("GET", "/x/0123456789abc/y/0123456789abd/z/last", &m), "/x/{id}/y/{id}/z/{tail}");
    assert_true(m.id[0] == id && m.id[1] == id + 1 && m.id[2] == 0 && str_is(m.param[2], "last") && m.n == 3);
    /* {id} fits but goes no further: steps back to {name}. */
    assert_string_equal(find("GET", "/api/v1/posts/0123456789abc/about", &m), "/api/v1/posts/{name}/about");
    assert_string_equal(find("GET", "/api/v1/posts/counts/about", &m), "/api/v1/posts/{name}/about");
    assert_true(str_is(m.param[0], "counts"));
}

static void tells_not_found_from_wrong_method(void **state) {
    (void)state;
    struct route_match m;
    assert_string_equal(find("DELETE", "/api/v1/posts/0123456789abc", &m), "E_METHOD");
    assert_true(str_is(methods_text(arena, m.methods), "GET, HEAD, PATCH"));
    assert_string_equal(find("OPTIONS", "/api/v1/posts", &m), "E_METHOD");
    assert_true(str_is(methods_text(arena, m.methods), "GET, HEAD, POST"));
    assert_string_equal(find("GET", "/api/v1/posts/nonsense", &m), "E_NOT_FOUND");
    assert_string_equal(find("GET", "/api/v1/posts/0123456789ab", &m), "E_NOT_FOUND");
    assert_string_equal(find("GET", "/api/v1/posts/", &m), "E_NOT_FOUND");
    assert_string_equal(find("GET", "/api/v1//posts", &m), "E_NOT_FOUND");
    assert_string_equal(find("POST", "/anything", &m), "E_NOT_FOUND");
    assert_string_equal(find("GET", "*", &m), "E_NOT_FOUND");
    assert_string_equal(find("GET", "", &m), "E_NOT_FOUND");
    assert_string_equal(find("GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r", &m), "E_NOT_FOUND");
}

static void rest_takes_the_rest(void **state) {
    (void)state;
    struct route_match m;
    assert_string_equal(find("GET", "/assets/a.js", &m), "/{file...}");
    assert_true(str_is(m.param[0], "assets/a.js"));
    assert_string_equal(find("GET", "/me/", &m), "/{file...}");
    assert_true(str_is(m.param[0], "me/"));
    assert_string_equal(find("GET", "/l/a/b", &m), "/{file...}");
    assert_true(str_is(m.param[0], "l/a/b"));
    assert_string_equal(find("GET", "/a%20b/%C3%A9", &m), "/{file...}");
    assert_true(str_is(m.param[0], "a b/é"));
}

static void decodes_percent(void **state) {
    (void)state;
    struct route_match m;
    assert_string_equal(find("GET", "/l/a%2Fb", &m), "/l/{code}");
    assert_true(str_is(m.param[0], "a/b"));
    assert_string_equal(find("GET", "/api/v1/p%6Fsts", &m), "/api/v1/posts");
    assert_string_equal(find("GET", "/l/%zz", &m), "E_BAD_REQUEST");
    assert_string_equal(find("GET", "/l/%", &m), "E_BAD_REQUEST");
    assert_string_equal(find("GET", "/l/%00", &m), "E_BAD_REQUEST");
    assert_string_equal(find("GET", "/l/%ff", &m), "E_BAD_REQUEST");
    assert_string_equal(find("GET", "/l/\xff", &m), "E_BAD_REQUEST");
}

static size_t faults_of(const struct route *t, size_t n) {
    struct problems errs = {.arena = arena};
    routes_use(t, n);
    enum err e = routes_check(&errs);
    routes_use(NULL, 0);
    assert_int_equal(e, errs.n ? E_CONFIG : E_OK);
    return errs.n;
}

static void checks_the_table(void **state) {
    (void)state;
    struct route good = {"GET", "/a", handler, ACCESS_PUBLIC, .out = &shape_empty, .summary = "s"};
    assert_int_equal(faults_of(&good, 1), 0);
    struct route r = good;
    r.access = ACCESS_UNSET;
    assert_int_equal(faults_of(&r, 1), 1);
    r = good;
    r.access = ACCESS_ROLES;
    assert_int_equal(faults_of(&r, 1), 1);
    r.roles = ROLE_ADMIN;
    assert_int_equal(faults_of(&r, 1), 0);
    r = good;
    r.out = NULL;
    assert_int_equal(faults_of(&r, 1), 1);
    r.status = 204;
    assert_int_equal(faults_of(&r, 1), 0);
    r = good;
    r.method = "POST";
    assert_int_equal(faults_of(&r, 1), 1);
    r.run = RUN_WORKER;
    assert_int_equal(faults_of(&r, 1), 0);
    r.flags = ROUTE_IDEMPOTENT;
    assert_int_equal(faults_of(&r, 1), 1);
    r = good;
    r.body = &page_shape;
    r.path = "/{a/{b";
    r.summary = NULL;
    r.handler = NULL;
    assert_int_equal(faults_of(&r, 1), 5);
    struct route two[] = {{"GET", "/a/{id}", handler, ACCESS_PUBLIC, .out = &shape_empty, .summary = "s"},
                          {"GET", "/a/{id}", handler, ACCESS_PUBLIC, .out = &shape_empty, .summary = "s"}};
    assert_int_equal(faults_of(two, 2), 1);
    two[1].path = "/A";
    assert_int_equal(faults_of(two, 2), 1);
    static const struct json_shape twin = {"page", sizeof(int64_t), page_fields};
    two[0].out = &page_shape;
    two[1].path = "/b";
    two[1].out = &twin;
    assert_int_equal(faults_of(two, 2), 1);
}

static void the_program_s_own_table_is_sound(void **state) {
    (void)state;
    struct problems errs = {.arena = arena};
    enum err e = routes_check(&errs);
    for (size_t i = 0; i < errs.n; i++) {
        print_message("%.*s: %.*s\n", STRF(errs.items[i].field), STRF(errs.items[i].detail));
    }
    assert_int_equal(e, E_OK);
}

static void prints(void **state) {
    (void)state;
    const struct route rows[] = {
        {"GET", "/api/v1/posts", handler, ACCESS_SIGNED_IN, .query = &page_shape, .out = &page_shape, .summary = "List"},
        {"POST", "/api/v1/posts/{id}/shares", handler, ACCESS_ROLES, ROLE_CURATOR | ROLE_ADMIN, RUN_WORKER, RATE_WRITE,
         ROUTE_IDEMPOTENT, .body = &page_shape, .out = &shape_empty, .status = 201, .summary = "Share"},
    };
    struct buf b;
    buf_init(&b, arena, 1 << 19);
    routes_use(rows, 2);
    routes_print(&b, true);
    assert_non_null(strstr(b.p, "GET    /api/v1/posts                                -         yes       yes"));
    assert_non_null(strstr(b.p, "POST   /api/v1/posts/{id}/shares                    -         -         yes       -"));
    buf_reset(&b);
    routes_print(&b, false);
    assert_non_null(strstr(b.p, "curator,admin"));
    buf_reset(&b);
    openapi_print(&b);
    routes_use(NULL, 0);
    const struct json_node *doc;
    assert_int_equal(json_parse(buf_view(&b), arena, &doc), E_OK);
    const struct json_node *post = json_get(json_get(json_get(doc, "paths"), "/api/v1/posts/{id}/shares"), "post");
    assert_true(str_is(json_text(json_get(post, "operationId")), "post_posts_by_id_shares"));
    assert_int_equal(json_count(json_get(post, "x-roles")), 2);
    assert_non_null(json_get(json_get(post, "responses"), "201"));
    assert_int_equal(json_count(json_get(post, "parameters")), 2);
    const struct json_node *get = json_get(json_get(json_get(doc, "paths"), "/api/v1/posts"), "get");
    assert_true(str_is(json_text(json_get(json_at(json_get(get, "parameters"), 0), "name")), "limit"));
    assert_non_null(json_get(json_get(json_get(doc, "components"), "schemas"), "problem_error"));
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(finds_rows), T(takes_parameters), T(tells_not_found_from_wrong_method), T(rest_takes_the_rest),
        T(decodes_percent), T(checks_the_table), T(the_program_s_own_table_is_sound), T(prints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
