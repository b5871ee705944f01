/* openapi.c: the OpenAPI 3.1 document, from the route table and the shapes alone. One line an operation and a schema, in
 * table and name order, so that a diff of the committed copy reads well. Pages and files (ROUTE_HTML) are left out. */
#include "http/server.h"

#include "base/heap.h"
#include "base/limits.h"
#include "http/builtin.h"

#include <stdlib.h>

enum { SHAPES_MAX = 1000 };

struct seen {
    const struct json_shape *shape;
    bool in, out;
};
struct shapes {
    struct seen s[SHAPES_MAX];
    size_t n;
};

/* ---- which shapes there are ---- */
static void collect(struct shapes *all, const struct json_shape *shape, bool in) {
    size_t i = 0;
    while (i < all->n && all->s[i].shape != shape) {
        i++;
    }
    if (i == SHAPES_MAX || (i < all->n && (in ? all->s[i].in : all->s[i].out))) {
        return;
    }
    if (i == all->n) {
        all->s[all->n++] = (struct seen){.shape = shape};
    }
    all->s[i].in = all->s[i].in || in;
    all->s[i].out = all->s[i].out || !in;
    for (const struct json_field *f = shape->fields; f->name; f++) {
        if (f->sub) {
            collect(all, f->sub, in);
        }
    }
}

static int by_name(const void *a, const void *b) {
    const struct seen *x = a, *y = b;
    return strcmp(x->shape->name, y->shape->name);
}

static struct shapes *collect_all(const struct route *t, size_t n) {
    struct shapes *all = heap_alloc(sizeof *all);
    collect(all, &shape_problem, false);
    for (size_t i = 0; i < n; i++) {
        if (t[i].flags & ROUTE_HTML) {
            continue;
        }
        if (t[i].body) {
            collect(all, t[i].body, true);
        }
        if (t[i].out) {
            collect(all, t[i].out, false);
        }
    }
    qsort(all->s, all->n, sizeof all->s[0], by_name);
    return all;
}

enum err shapes_check(struct problems *errs, const struct route *t, size_t n) {
    struct shapes *all = collect_all(t, n);
    enum err e = E_OK;
    for (size_t i = 1; i < all->n; i++) {
        if (strcmp(all->s[i - 1].shape->name, all->s[i].shape->name) == 0) {
            e = err_set(errs, E_CONFIG, all->s[i].shape->name, "two shapes have this name");
        }
    }
    heap_free(all);
    return e;
}

/* ---- one operation ---- */
void operation_id(struct buf *b, const struct route *r) {
    for (const char *c = r->method; *c; c++) {
        buf_ch(b, (char)(*c | 0x20));
    }
    struct str path = str_of(r->path), prefix = STR("/api/v1"), seg;
    struct str rest = str_starts(path, prefix) ? str_sub(path, prefix.n + 1, path.n) : str_sub(path, 1, path.n);
    while (str_split(&rest, '/', &seg)) {
        bool param = str_starts(seg, STR("{"));
        buf_c(b, param ? "_by_" : "_");
        for (size_t i = param; i < seg.n - param; i++) {
            bool ok = (seg.p[i] >= 'a' && seg.p[i] <= 'z') || (seg.p[i] >= '0' && seg.p[i] <= '9');
            buf_ch(b, ok ? seg.p[i] : '_');
        }
    }
}

static void put_path_parameters(struct buf *b, const struct route *r, bool *any) {
    struct str rest = str_of(r->path), seg;
    while (str_split(&rest, '/', &seg)) {
        if (!str_starts(seg, STR("{"))) {
            continue;
        }
        struct str name = str_sub(seg, 1, seg.n - 1);
        buf_printf(b, "%s{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"%s}}",
                   *any ? "," : "", STRF(name), str_is(name, "id") ? ",\"pattern\":\"^[0-9A-Za-z]{13}$\"" : "");
        *any = true;
    }
}

static void put_query_parameters(struct buf *b, const struct route *r, bool *any) {
    for (const struct json_field *f = r->query ? r->query->fields : NULL; f && f->name; f++) {
        buf_printf(b, "%s{\"name\":\"%s\",\"in\":\"query\",\"required\":%s,\"schema\":", *any ? "," : "", f->name,
                   f->flags & JSON_REQUIRED ? "true" : "false");
        json_schema_field(b, f);
        buf_ch(b, '}');
        *any = true;
    }
}

static void put_parameters(struct buf *b, const struct route *r) {
    bool any = false;
    buf_c(b, ",\"parameters\":[");
    put_path_parameters(b, r, &any);
    put_query_parameters(b, r, &any);
    if (r->flags & ROUTE_IDEMPOTENT) {
        buf_printf(b, "%s{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,"
                      "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":%d}}",
                   any ? "," : "", LIMIT_IDEMPOTENCY_KEY);
    }
    buf_ch(b, ']');
}

static void put_content(struct buf *b, const char *type, const struct json_shape *shape) {
    buf_printf(b, "\"content\":{\"%s\":{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}}", type, shape->name);
}

static void put_problem(struct buf *b, int status) {
    buf_printf(b, ",\"%d\":{\"$ref\":\"#/components/responses/problem\"}", status);
}

static void put_reply(struct buf *b, const struct route *r, int status, const char *what) {
    buf_printf(b, "\"%d\":{\"description\":\"%s\"", status, what);
    if (r->out && status != 204) {
        buf_ch(b, ',');
        put_content(b, "application/json", r->out);
    }
    buf_ch(b, '}');
}

/* The problems that follow from the row; any other comes under "default". */
static void put_replies(struct buf *b, const struct route *r) {
    int status = r->status ? r->status : 200;
    buf_c(b, ",\"responses\":{");
    if (r->flags & ROUTE_REPEATS) {
        put_reply(b, r, 200, "It was there already");
        buf_ch(b, ',');
    }
    put_reply(b, r, status, status == 204 ? "Done" : "The answer");
    if (r->out && strcmp(r->method, "GET") == 0 && !(r->flags & ROUTE_NO_SPACE)) {
        buf_c(b, ",\"304\":{\"description\":\"Unchanged since the entity tag in If-None-Match\"}");
    }
    if (r->body || r->query) {
        put_problem(b, 400);
    }
    if (r->access != ACCESS_PUBLIC) {
        put_problem(b, 401);
    }
    if (r->access == ACCESS_ROLES || strcmp(r->method, "GET") != 0) {
        put_problem(b, 403);
    }
    if (!(r->flags & ROUTE_NO_SPACE)) {
        put_problem(b, 404);
    }
    if (r->body || r->query) {
        put_problem(b, 422);
    }
    if (r->rate != RATE_NONE) {
        put_problem(b, 429);
    }
    buf_c(b, ",\"default\":{\"$ref\":\"#/components/responses/problem\"}}");
}

static void put_access(struct buf *b, const struct route *r) {
    static const char *const names[] = {"unset", "public", "signed_in", "roles"};
    buf_printf(b, ",\"security\":%s,\"x-access\":\"%s\"",
               r->access == ACCESS_PUBLIC ? "[]" : "[{\"session\":[]},{\"bearer\":[]}]", names[r->access]);
    if (r->access != ACCESS_ROLES) {
        return;
    }
    bool any = false;
    buf_c(b, ",\"x-roles\":[");
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (r->roles & role_infos[i].bit) {
            buf_printf(b, "%s\"%s\"", any ? "," : "", role_infos[i].name);
            any = true;
        }
    }
    buf_ch(b, ']');
}

static void put_operation(struct buf *b, const struct route *r) {
    buf_ch(b, '"');
    for (const char *c = r->method; *c; c++) {
        buf_ch(b, (char)(*c | 0x20));
    }
    buf_c(b, "\":{\"operationId\":\"");
    operation_id(b, r);
    buf_c(b, "\",\"summary\":");
    buf_json(b, str_of(r->summary ? r->summary : ""));
    put_access(b, r);
    put_parameters(b, r);
    if (r->takes) {
        buf_printf(b, ",\"requestBody\":{\"required\":true,\"content\":{\"%s\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}}", r->takes);
    }
    if (r->body) {
        buf_printf(b, ",\"requestBody\":{\"required\":%s,", route_body_optional(r) ? "false" : "true");
        put_content(b, "application/json", r->body);
        buf_ch(b, '}');
    }
    put_replies(b, r);
    buf_ch(b, '}');
}

/* ---- the document ---- */
static void put_paths(struct buf *b, const struct route *t, size_t n) {
    const char *open = NULL;
    for (size_t i = 0; i < n; i++) {
        if (t[i].flags & ROUTE_HTML) {
            continue;
        }
        if (open && strcmp(open, t[i].path) == 0) {
            buf_c(b, ",\n  ");
        } else {
            buf_printf(b, "%s\n\"%s\":{", open ? "}," : "", t[i].path);
        }
        open = t[i].path;
        put_operation(b, &t[i]);
    }
    buf_c(b, open ? "}" : "");
}

static void put_schemas(struct buf *b, const struct shapes *all) {
    for (size_t i = 0; i < all->n; i++) {
        buf_printf(b, "%s\n\"%s\":", i ? "," : "", all->s[i].shape->name);
        if (all->s[i].in) {
            json_schema(b, all->s[i].shape);
        } else {
            json_schema_out(b, all->s[i].shape);
        }
    }
}

void openapi_print(struct buf *b) {
    size_t n;
    const struct route *t = route_table(&n);
    struct shapes *all = collect_all(t, n);
    buf_printf(b, "{\"openapi\":\"3.1.0\",\n\"info\":{\"title\":\"Portevoix\",\"version\":\"%s\","
                  "\"license\":{\"name\":\"AGPL-3.0-or-later\",\"identifier\":\"AGPL-3.0-or-later\"}},\n"
                  "\"servers\":[{\"url\":\"/\"}],\n\"paths\":{", PV_VERSION);
    put_paths(b, t, n);
    buf_c(b, "},\n\"components\":{\n\"securitySchemes\":{"
             "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-pv\",\"description\":"
             "\"Unsafe methods also need the header X-Requested-With: portevoix. Over plain http on loopback the cookie is "
             "named pv.\"},\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}},\n"
             "\"responses\":{\"problem\":{\"description\":\"A problem (RFC 9457)\",");
    put_content(b, "application/problem+json", &shape_problem);
    buf_c(b, "}},\n\"schemas\":{");
    put_schemas(b, all);
    buf_c(b, "}}}\n");
    heap_free(all);
}

/* The document does not change while the program runs; it is made once per table. */
static struct str document(struct str *ret_tag) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static const struct route *of;
    static struct buf made;
    static char tag[20];
    size_t n;
    const struct route *t = route_table(&n);
    pthread_mutex_lock(&lock);
    if (of != t) {
        buf_init(&made, NULL, LIMIT_REPLY);
        openapi_print(&made);
        struct buf hex;
        buf_init(&hex, NULL, sizeof tag);
        buf_printf(&hex, "%016llx", (unsigned long long)str_hash(buf_view(&made)));
        memcpy(tag, hex.p, hex.n + 1);
        buf_done(&hex);
        of = t;
    }
    struct str text = buf_view(&made);
    *ret_tag = str_of(tag);
    pthread_mutex_unlock(&lock);
    return text;
}

enum err openapi_get(struct rq *rq) {
    struct str tag, text = document(&tag);
    reply_header(rq, "Cache-Control", STR("public, no-cache"));
    if (reply_etag(rq, tag)) {
        return reply_empty(rq, 304);
    }
    return reply_shared(rq, 200, "application/json", text, NULL, NULL);
}
