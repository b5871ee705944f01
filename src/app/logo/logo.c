/* logo.c: see logo.h. */
#include "app/logo/logo.h"

#include "base/rnd.h"
#include "event/event.h"
#include "image/image.h"
#include "sql_gen.h"

#include <sodium.h>

enum { UPLOAD_ARENA = 64 * 1024 * 1024, ETAG_BYTES = 12 };

bool logo_kind_known(struct str kind) {
    return str_is(kind, "light") || str_is(kind, "dark") || str_is(kind, "icon");
}

enum err logo_read(struct tx *tx, struct logo_set *ret) {
    struct sql_logo_list_row *rows;
    struct logo_set set = {0};
    size_t n;
    enum err e = sql_logo_list(tx, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        struct logo l = {rows[i].kind, rows[i].width, rows[i].height, rows[i].etag};
        *(str_is(l.kind, "light") ? &set.light : str_is(l.kind, "dark") ? &set.dark : &set.icon) = l;
    }
    if (!e) {
        *ret = set;
    }
    return e;
}

static struct str etag_of(struct arena *a, struct str bytes) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
    return hex_text(a, hash, ETAG_BYTES);
}

struct store_args {
    struct str kind;
    int64_t now;
    const struct image *image;
};

static enum err changed(struct tx *tx, int64_t now) {
    return event_record(tx, &(struct event){.kind = EV_COMPANY_CHANGED, .at = now, .subject = tx->company});
}

static enum err store_tx(struct tx *tx, const void *args, void *ret) {
    const struct store_args *a = args;
    struct logo out = {.kind = a->kind};
    int64_t gone;
    enum err e = sql_logo_delete(tx, a->kind, &gone);
    for (size_t i = 0; !e && i < a->image->n; i++) {
        const struct image_file *f = &a->image->files[i];
        struct str etag = etag_of(tx->arena, f->bytes);
        if (f->slot == 0) {
            out.width = f->width;
            out.height = f->height;
            out.etag = etag;
        }
        e = sql_logo_insert(tx, &(struct sql_logo_insert_in){.kind = a->kind, .slot = f->slot, .width = f->width,
                                                             .height = f->height, .etag = etag, .bytes = f->bytes});
    }
    if (!e) {
        e = changed(tx, a->now);
    }
    if (!e) {
        *(struct logo *)ret = out;
    }
    return e;
}

static bool looks_like_svg(struct str bytes) {
    struct str head = str_sub(bytes, 0, 1024);
    return str_find(head, STR("<svg")) < head.n || str_starts(str_trim(head), STR("<?xml"));
}

static enum err check_size(const struct store_args *a, struct problems *errs) {
    int64_t shorter = a->image->width < a->image->height ? a->image->width : a->image->height;
    int64_t least = str_is(a->kind, "icon") ? LOGO_ICON_MIN : LOGO_SIDE_MIN;
    if (shorter < least) {
        return err_set(errs, E_INVALID, "", "the picture is too small: at least %lld pixels on its shorter side", (long long)least);
    }
    if (str_is(a->kind, "icon") && a->image->width * 4 > a->image->height * 5) {
        return err_set(errs, E_INVALID, "", "an icon is about square");
    }
    if (str_is(a->kind, "icon") && a->image->height * 4 > a->image->width * 5) {
        return err_set(errs, E_INVALID, "", "an icon is about square");
    }
    return E_OK;
}

enum err logo_upload(const struct db_cx *cx, struct str kind, struct str bytes, int64_t now, struct logo *ret) {
    if (looks_like_svg(bytes)) {
        return err_set(cx->errs, E_INVALID, "", "SVG is not taken, since it may hold programs and addresses: save it as a PNG");
    }
    if (bytes.n > LOGO_UPLOAD_MAX) {
        return err_set(cx->errs, E_INVALID, "", "the picture is larger than %d MB", LOGO_UPLOAD_MAX / 1024 / 1024);
    }
    struct arena *own = arena_create(UPLOAD_ARENA);
    struct problems errs = {.arena = cx->arena};
    struct image image;
    struct store_args args = {kind, now, &image};
    enum err e = image_logo(bytes, own, &errs, &image);
    e = e ? e : check_size(&args, &errs);
    if (e) {
        struct str why = errs.n ? errs.items[errs.n - 1].detail : str_of(err_info(e)->title);
        e = err_set(cx->errs, e, "", "%.*s", STRF(why));
    } else {
        e = db_tx(cx, store_tx, &args, ret, sizeof *ret);
    }
    arena_free(own);
    return e;
}

enum err logo_remove(struct tx *tx, struct str kind, int64_t now) {
    int64_t gone;
    enum err e = sql_logo_delete(tx, kind, &gone);
    return e ? e : gone ? changed(tx, now) : E_NOT_FOUND;
}

enum err logo_file(struct tx *tx, struct str kind, struct logo_file *ret) {
    struct sql_logo_get_row row;
    enum err e = sql_logo_get(tx, kind, 0, &row);
    if (!e) {
        *ret = (struct logo_file){row.etag, row.bytes, row.width, row.height};
    }
    return e;
}

enum err logo_icon(struct tx *tx, int64_t size, struct logo_file *ret, bool *ret_there) {
    struct sql_logo_icon_row *rows;
    size_t n;
    enum err e = sql_logo_icon(tx, size, &rows, &n);
    if (!e) {
        *ret_there = n > 0;
        *ret = n ? (struct logo_file){.etag = rows[0].etag, .bytes = rows[0].bytes} : (struct logo_file){0};
    }
    return e;
}

struct str logo_address(struct arena *a, const struct logo *l) {
    return l->etag.p ? arena_printf(a, "/api/v1/space/logo/%.*s?v=%.*s", STRF(l->kind), STRF(l->etag)) : STR_NULL;
}
