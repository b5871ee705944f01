/* logo_api.c: see logo_api.h. Everything but changing is public: the page that asks to sign in shows it. */
#include "app/logo/logo_api.h"

#include "app/company/company.h"
#include "app/logo/logo.h"
#include "http/builtin.h"

#include <sodium.h>
#include <stdio.h>

enum { ICON_MAX = 1024 * 1024, MANIFEST_MAX = 16 * 1024 };

struct logo_query {
    struct str v;
};
static const struct json_field query_fields[] = {
    {.name = "v", .type = JSON_T_STR, .off = offsetof(struct logo_query, v), .max = 64, .help = "Its hash: then it may be kept for ever."},
    {0}};
const struct json_shape logo_query_shape = {"logo_query", sizeof(struct logo_query), query_fields};

struct logo_out {
    struct str kind, url;
    int64_t width, height;
};
#define AT(m) offsetof(struct logo_out, m)
static const struct json_field logo_fields[] = {
    {.name = "kind", .type = JSON_T_STR, .off = AT(kind), .flags = JSON_REQUIRED, .help = "light, dark or icon."},
    {.name = "url", .type = JSON_T_STR, .off = AT(url), .flags = JSON_REQUIRED},
    {.name = "width", .type = JSON_T_I64, .off = AT(width), .flags = JSON_REQUIRED},
    {.name = "height", .type = JSON_T_I64, .off = AT(height), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape logo_shape = {"logo", sizeof(struct logo_out), logo_fields};

static enum err reply_png(struct rq *rq, const struct logo_file *f, const char *type, struct str bytes, bool forever) {
    reply_header(rq, "Cache-Control", forever ? STR("public, max-age=31536000, immutable") : STR("public, no-cache"));
    if (reply_etag(rq, f->etag)) {
        return reply_empty(rq, 304);
    }
    return reply_bytes(rq, 200, type, bytes);
}

static enum err file_tx(struct tx *tx, const void *args, void *ret) {
    return logo_file(tx, *(const struct str *)args, ret);
}

enum err logo_get(struct rq *rq) {
    const struct logo_query *q = rq->query;
    struct logo_file f;
    enum err e = logo_kind_known(rq->param[0]) ? db_read(&rq->cx, file_tx, &rq->param[0], &f, sizeof f) : E_NOT_FOUND;
    return e ? e : reply_png(rq, &f, "image/png", f.bytes, str_eq(q->v, f.etag));
}

enum err logo_put(struct rq *rq) {
    struct logo l = {0};
    if (!logo_kind_known(rq->param[0])) {
        return E_NOT_FOUND;
    }
    if (!str_istarts(rq_header(rq, "Content-Type"), STR("image/"))) {
        return err_set(&rq->errs, E_MEDIA_TYPE, "", "send the picture itself, as image/png, image/jpeg or image/webp");
    }
    enum err e = logo_upload(&rq->cx, rq->param[0], rq->raw_body, rq->now, &l);
    if (e) {
        return e;
    }
    struct logo_out out = {l.kind, logo_address(rq->arena, &l), l.width, l.height};
    return reply_json(rq, 200, &logo_shape, &out);
}

struct remove_args {
    struct str kind;
    int64_t now;
};
static enum err remove_tx(struct tx *tx, const void *args, void *ret) {
    const struct remove_args *a = args;
    (void)ret;
    return logo_remove(tx, a->kind, a->now);
}

enum err logo_delete(struct rq *rq) {
    struct remove_args args = {rq->param[0], rq->now};
    enum err e = logo_kind_known(args.kind) ? db_tx(&rq->cx, remove_tx, &args, NULL, 0) : E_NOT_FOUND;
    return e ? e : reply_empty(rq, 204);
}

/* ---- icons ---- */

struct icon {
    struct logo_file file;
    bool there;
};

static enum err icon_tx(struct tx *tx, const void *args, void *ret) {
    struct icon *i = ret;
    return logo_icon(tx, *(const int64_t *)args, &i->file, &i->there);
}

/* An ICO file of one picture, which may be a PNG since Windows Vista: 6 bytes of head, 16 of directory, the PNG. */
static struct str ico_of(struct arena *a, int64_t size, struct str png) {
    unsigned char head[22] = {0, 0, 1, 0, 1, 0, (unsigned char)size, (unsigned char)size, 0, 0, 1, 0, 32, 0};
    struct buf b;
    for (size_t i = 0; i < 4; i++) {
        head[14 + i] = (unsigned char)(png.n >> (8 * i));
    }
    head[18] = sizeof head;
    buf_init(&b, a, ICON_MAX);
    buf_add(&b, head, sizeof head);
    buf_str(&b, png);
    return b.over ? STR("") : buf_view(&b);
}

/* The picture inside an SVG, since that is what the page names. */
static struct str svg_of(struct arena *a, struct str png) {
    struct buf b;
    char *text = arena_alloc(a, sodium_base64_encoded_len(png.n, sodium_base64_VARIANT_ORIGINAL));
    sodium_bin2base64(text, sodium_base64_encoded_len(png.n, sodium_base64_VARIANT_ORIGINAL), (const unsigned char *)png.p, png.n,
                      sodium_base64_VARIANT_ORIGINAL);
    buf_init(&b, a, ICON_MAX);
    buf_printf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 192 192\"><image width=\"192\" height=\"192\" "
                   "href=\"data:image/png;base64,%s\"/></svg>", text);
    return b.over ? STR("") : buf_view(&b);
}

static const struct {
    const char *path;
    int64_t size;
    const char *type, *otherwise;        /* the program's own file */
} icons[] = {
    {"/favicon.ico", 32, "image/x-icon", NULL},
    {"/favicon.svg", 192, "image/svg+xml", "/favicon.svg"},
    {"/icon-32.png", 32, "image/png", NULL},
    {"/icon-180.png", 180, "image/png", "/icon-180.png"},
    {"/icon-192.png", 192, "image/png", "/icon-192.png"},
    {"/icon-512.png", 512, "image/png", "/icon-512.png"},
};

enum err icon_get(struct rq *rq) {
    for (size_t i = 0; i < sizeof icons / sizeof *icons; i++) {
        if (strcmp(rq->route->path, icons[i].path) != 0) {
            continue;
        }
        struct icon icon = {0};
        enum err e = rq->space.company ? db_read(&rq->cx, icon_tx, &icons[i].size, &icon, sizeof icon) : E_OK;
        if (e || !icon.there) {
            return e ? e : icons[i].otherwise ? web_file_reply(rq, str_of(icons[i].otherwise)) : E_NOT_FOUND;
        }
        struct str bytes = str_ends(str_of(icons[i].path), STR(".ico"))   ? ico_of(rq->arena, icons[i].size, icon.file.bytes)
                           : str_ends(str_of(icons[i].path), STR(".svg")) ? svg_of(rq->arena, icon.file.bytes)
                                                                          : icon.file.bytes;
        return reply_png(rq, &icon.file, icons[i].type, bytes, false);
    }
    return E_NOT_FOUND;
}

/* ---- the manifest ---- */

struct manifest {
    struct company_info company;
    struct icon icon;
};

static enum err manifest_tx(struct tx *tx, const void *args, void *ret) {
    struct manifest *m = ret;
    int64_t size = 192;
    (void)args;
    enum err e = company_get(tx, &m->company);
    return e ? e : icon_tx(tx, &size, &m->icon);
}

enum err manifest_get(struct rq *rq) {
    struct manifest m = {0};
    struct buf b;
    if (!rq->space.company) {
        return web_file_reply(rq, STR("/manifest.webmanifest"));
    }
    enum err e = db_read(&rq->cx, manifest_tx, NULL, &m, sizeof m);
    if (e) {
        return e;
    }
    buf_init(&b, rq->arena, MANIFEST_MAX);
    buf_c(&b, "{\"name\":");
    buf_json(&b, m.company.name);
    buf_c(&b, ",\"short_name\":");
    buf_json(&b, m.company.name);
    buf_c(&b, ",\"lang\":");
    buf_json(&b, m.company.language);
    buf_c(&b, ",\"start_url\":\"/\",\"scope\":\"/\",\"display\":\"standalone\",\"background_color\":\"#F7F6F3\",\"theme_color\":");
    buf_json(&b, m.company.colour);
    buf_c(&b, ",\"icons\":[{\"src\":\"/icon-192.png\",\"sizes\":\"192x192\",\"type\":\"image/png\"},"
              "{\"src\":\"/icon-512.png\",\"sizes\":\"512x512\",\"type\":\"image/png\"},"
              "{\"src\":\"/icon-512.png\",\"sizes\":\"512x512\",\"type\":\"image/png\",\"purpose\":\"maskable\"}");
    buf_c(&b, m.icon.there ? "]}" : ",{\"src\":\"/app-icon.svg\",\"sizes\":\"any\",\"type\":\"image/svg+xml\"}]}");
    reply_header(rq, "Cache-Control", STR("public, no-cache"));
    return reply_buf(rq, 200, "application/manifest+json", &b);
}
