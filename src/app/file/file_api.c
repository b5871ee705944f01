/* file_api.c: see file_api.h. A document is somebody else's program: it is handed out for saving, in a sandbox of its own
 * should a browser show it all the same. */
#include "app/file/file_api.h"

#include "app/file/file.h"

enum { FILE_ARENA = 3 * FILE_UPLOAD_MAX };

struct upload_query {
    struct str name;
};
static const struct json_field query_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct upload_query, name), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = FILE_NAME_MAX, .help = "The name it is saved under."},
    {0}};
const struct json_shape file_upload_query_shape = {"file_upload_query", sizeof(struct upload_query), query_fields};

struct file_out {
    int64_t id, size;
    struct str name, url;
};
static const struct json_field file_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct file_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct file_out, name), .flags = JSON_REQUIRED},
    {.name = "size", .type = JSON_T_I64, .off = offsetof(struct file_out, size), .flags = JSON_REQUIRED, .help = "Bytes."},
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct file_out, url), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape file_shape = {"file", sizeof(struct file_out), file_fields};

enum err files_post(struct rq *rq) {
    const struct upload_query *q = rq->query;
    struct file f;
    if (!str_istarts(rq_header(rq, "Content-Type"), STR("application/pdf"))) {
        return err_set(&rq->errs, E_MEDIA_TYPE, "", "send the document itself as application/pdf");
    }
    enum err e = file_upload(&rq->cx, q->name, rq->raw_body, rq->now, &f);
    if (e) {
        return e;
    }
    struct file_out out = {f.id, f.size, f.name, file_address(rq->arena, f.id)};
    return reply_json(rq, 201, &file_shape, &out);
}

/* As RFC 8187 wants a name that is more than ASCII. */
static struct str percent(struct arena *a, struct str s) {
    struct buf b;
    buf_init(&b, a, s.n * 3 + 1);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if (plain) {
            buf_ch(&b, (char)c);
        } else {
            buf_printf(&b, "%%%02X", c);
        }
    }
    return buf_view(&b);
}

static void free_arena(void *a) {
    arena_free(a);
}

struct get_args {
    int64_t id, now;
    struct audience_who who;
    unsigned roles;
};

/* What curators are still preparing is not there for others. */
static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    const struct get_args *a = args;
    bool there;
    enum err e = file_is_there(tx, a->id, &a->who, a->roles, a->now, &there);
    return e ? e : there ? file_get(tx, a->id, ret) : E_NOT_FOUND;
}

/* The bytes have an arena of their own: they are more than a request may hold. */
enum err file_one_get(struct rq *rq) {
    struct file f;
    struct db_cx cx = rq->cx;
    cx.arena = arena_create(FILE_ARENA);
    struct get_args args = {rq->id[0], rq->now, {rq->who.member, rq->who.person, rq->who.language}, rq->who.roles};
    enum err e = db_read(&cx, get_tx, &args, &f, sizeof f);
    if (e) {
        arena_free(cx.arena);
        return e;
    }
    reply_header(rq, "Cache-Control", STR("private, max-age=31536000, immutable"));
    reply_header(rq, "Content-Security-Policy", STR("default-src 'none'; sandbox"));
    reply_header(rq, "Content-Disposition", arena_printf(rq->arena, "attachment; filename=\"document.pdf\"; filename*=UTF-8''%.*s",
                                                         STRF(percent(rq->arena, f.name))));
    if (reply_etag(rq, arena_dup(rq->arena, f.hash))) {
        arena_free(cx.arena);
        return reply_empty(rq, 304);
    }
    return reply_shared(rq, 200, "application/pdf", f.bytes, free_arena, cx.arena);
}
