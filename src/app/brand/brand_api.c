/* brand_api.c: see brand_api.h. */
#include "app/brand/brand_api.h"

#include "app/brand/brand.h"

static const struct json_field brand_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct brand_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct brand_out, name), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape brand_shape = {"brand", sizeof(struct brand_out), brand_fields};

struct brand_list_out {
    struct json_list items;
};
static const struct json_field brand_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct brand_list_out, items), .flags = JSON_REQUIRED,
     .sub = &brand_shape},
    {0}};
const struct json_shape brand_list_shape = {"brand_list", sizeof(struct brand_list_out), brand_list_fields};

struct brand_new_in {
    struct str name;
};
static const struct json_field brand_new_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct brand_new_in, name), .flags = JSON_REQUIRED | JSON_TRIM,
     .min = 1, .max = BRAND_NAME_MAX, .help = "Shown on its posts."},
    {0}};
const struct json_shape brand_new_shape = {"brand_new", sizeof(struct brand_new_in), brand_new_fields};

struct list_result {
    struct brand *p;
    size_t n;
};

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct list_result *r = ret;
    return brand_list(tx, &r->p, &r->n);
}

enum err brands_get(struct rq *rq) {
    struct list_result r = {0};
    enum err e = db_read(&rq->cx, list_tx, NULL, &r, sizeof r);
    if (e) {
        return e;
    }
    struct brand_out *out = arena_array(rq->arena, struct brand_out, r.n);
    for (size_t i = 0; i < r.n; i++) {
        out[i] = (struct brand_out){r.p[i].id, r.p[i].name};
    }
    struct brand_list_out list = {{out, r.n}};
    return reply_json_tagged(rq, &brand_list_shape, &list);
}

struct create_args {
    struct str name;
    int64_t now;
};

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    const struct create_args *a = args;
    return brand_create(tx, a->name, a->now, ret);
}

static enum err created_reply(struct rq *rq, const void *ret) {
    const struct brand *b = ret;
    struct brand_out out = {b->id, b->name};
    return reply_json(rq, 201, &brand_shape, &out);
}

enum err brands_post(struct rq *rq) {
    const struct brand_new_in *in = rq->body;
    struct create_args args = {in->name, rq->now};
    struct brand b;
    return reply_tx(rq, create_tx, &args, &b, sizeof b, created_reply);
}
