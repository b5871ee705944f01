/* router.h: path -> row of the route table. A trie by segments, made once; http/ alone. */
#ifndef PV_HTTP_ROUTER_H
#define PV_HTTP_ROUTER_H

#include "http/http.h"

struct router;

enum { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_COUNT };
/* METHOD_GET for HEAD too; -1 for a method that no row can have. */
int method_index(struct str method);

struct route_match {
    const struct route *route;
    unsigned methods;                    /* E_METHOD: bits of the methods that the path has */
    size_t n;
    struct str param[RQ_PARAMS_MAX];
    int64_t id[RQ_PARAMS_MAX];
};

/* The table must outlive the router. Rows are taken as routes_check wants them. */
struct router *router_create(const struct route *table, size_t n);
void router_free(struct router *r);
/* E_NOT_FOUND; E_METHOD; E_BAD_REQUEST for broken percent-encoding. A literal segment wins over {id}, that over {text}, and
 * any of them over {rest...}. Parameters that had to be decoded live in the arena, others in `path`. */
enum err router_find(const struct router *r, struct str method, struct str path, struct arena *arena,
                     struct route_match *ret) MUST_USE;
/* "GET, HEAD, POST" for the bits. */
struct str methods_text(struct arena *arena, unsigned methods);

#endif
