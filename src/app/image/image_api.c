/* image_api.c: a picture as bytes. What stands under an address never changes, so browsers keep it; they ask with the
 * session's cookie, so no cache between may. */
#include "app/image/image_api.h"

#include "app/image/image.h"

struct image_query {
    int64_t w;
};
static const struct json_field query_fields[] = {
    {.name = "w", .type = JSON_T_I64, .off = offsetof(struct image_query, w), .min = 1, .max = 10000,
     .help = "Width in pixels wanted; what is kept is 480 and 960 wide at most."},
    {0}};
const struct json_shape image_query_shape = {"image_query", sizeof(struct image_query), query_fields};

struct image_args {
    int64_t id, slot, now;
    enum image_format format;
    unsigned roles;
    struct audience_who who;
};

static enum err file_tx(struct tx *tx, const void *args, void *ret) {
    const struct image_args *a = args;
    bool there;
    enum err e = picture_is_there(tx, a->id, &a->who, a->roles, a->now, &there);
    return e ? e : !there ? E_NOT_FOUND : picture_file(tx, a->id, a->slot, a->format, ret);
}

enum err image_get(struct rq *rq) {
    const struct image_query *q = rq->query;
    struct str accept = rq_header(rq, "Accept");
    bool webp = str_find(accept, STR("image/webp")) < accept.n;
    struct image_args args = {rq->id[0], q->w == 0 || q->w > IMAGE_SMALL ? IMAGE_LARGE : IMAGE_SMALL, rq->now,
                              webp ? IMAGE_WEBP : IMAGE_JPEG, rq->who.roles,
                              {rq->who.member, rq->who.person, rq->who.language}};
    struct picture_file file;
    enum err e = db_read(&rq->cx, file_tx, &args, &file, sizeof file);
    if (e) {
        return e;
    }
    reply_header(rq, "Cache-Control", STR("private, max-age=31536000, immutable"));
    reply_header(rq, "Vary", STR("Accept"));
    if (reply_etag(rq, file.etag)) {
        return reply_empty(rq, 304);
    }
    return reply_bytes(rq, 200, image_format_type(args.format), file.bytes);
}

/* ---- uploading ---- */

struct upload_out {
    int64_t id, width, height;
    struct str url, src, srcset, colour;
};
#define UP(m) offsetof(struct upload_out, m)
static const struct json_field upload_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = UP(id), .flags = JSON_REQUIRED},
    {.name = "url", .type = JSON_T_STR, .off = UP(url), .flags = JSON_REQUIRED, .help = "To give a post as its `image_url`."},
    {.name = "src", .type = JSON_T_STR, .off = UP(src), .flags = JSON_REQUIRED},
    {.name = "srcset", .type = JSON_T_STR, .off = UP(srcset), .flags = JSON_REQUIRED},
    {.name = "width", .type = JSON_T_I64, .off = UP(width), .flags = JSON_REQUIRED},
    {.name = "height", .type = JSON_T_I64, .off = UP(height), .flags = JSON_REQUIRED},
    {.name = "colour", .type = JSON_T_STR, .off = UP(colour), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape image_upload_shape = {"image_upload", sizeof(struct upload_out), upload_fields};

enum err images_post(struct rq *rq) {
    struct picture p = {0};
    if (!str_istarts(rq_header(rq, "Content-Type"), STR("image/"))) {
        return err_set(&rq->errs, E_MEDIA_TYPE, "", "send the picture itself, as image/jpeg, image/png or the like");
    }
    enum err e = picture_upload(&rq->cx, &(struct picture_sender){rq->who.member, rq->who.roles}, rq->raw_body, rq->now, &p);
    if (e) {
        return e;
    }
    struct upload_out out = {p.id, p.width, p.height, arena_printf(rq->arena, "/api/v1/images/%s", id_text(rq->arena, p.id).p),
                             picture_address(rq->arena, p.id), picture_srcset(rq->arena, p.id), p.colour};
    return reply_json(rq, 201, &image_upload_shape, &out);
}
