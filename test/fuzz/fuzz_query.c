/* fuzz_query.c: request targets. The part before '?' goes through the router, the rest through the query reader. */
#include "fuzz_shape.h"

#include "http/router.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err handler(struct rq *rq) {
    (void)rq;
    return E_OK;
}

static const struct route table[] = {
    {.method = "GET", .path = "/", .handler = handler},
    {.method = "GET", .path = "/api/v1/posts", .handler = handler},
    {.method = "POST", .path = "/api/v1/posts", .handler = handler},
    {.method = "GET", .path = "/api/v1/posts/counts", .handler = handler},
    {.method = "GET", .path = "/api/v1/posts/{id}", .handler = handler},
    {.method = "POST", .path = "/api/v1/posts/{id}/shares", .handler = handler},
    {.method = "GET", .path = "/api/v1/posts/{name}/{other}/x", .handler = handler},
    {.method = "GET", .path = "/l/{code}", .handler = handler},
    {.method = "GET", .path = "/{file...}", .handler = handler},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct router *router;
    if (!router) {
        router = router_create(table, sizeof table / sizeof table[0]);
    }
    struct arena *arena = arena_create(16 << 20);
    struct problems errs = {.arena = arena};
    struct str text = {(const char *)data, size};
    size_t q = str_chr(text, '?');
    struct route_match m;
    enum err e = router_find(router, STR("GET"), str_sub(text, 0, q), arena, &m);
    if (e == E_OK) {
        for (size_t i = 0; i < m.n; i++) {
            if (!str_utf8_valid(m.param[i]) || m.n > RQ_PARAMS_MAX) {
                abort();
            }
        }
    } else if (e != E_NOT_FOUND && e != E_METHOD && e != E_BAD_REQUEST) {
        abort();
    }
    struct thing t;
    e = json_read_query(&thing_shape, str_sub(text, q + 1, text.n), arena, &errs, &t);
    if ((e != E_OK && e != E_INVALID) || (e == E_OK) != (errs.n == 0)) {
        abort();
    }
    arena_free(arena);
    return 0;
}
