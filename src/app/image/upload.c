/* upload.c: a picture that a curator sends. Made into our sizes before anything is stored, in the same jailed child as those
 * that are fetched. See image.h. */
#include "app/image/image.h"

#include "base/id.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <sodium.h>

enum { UPLOAD_ARENA = 64 * 1024 * 1024 };

struct upload_args {
    struct str key;
    int64_t now;
    const struct image *image;
};

static enum err insert(struct tx *tx, const struct upload_args *a, int64_t *ret_id) {
    int64_t id = id_new(), changed = 0;
    enum err e = sql_picture_insert(tx, id, a->key, STR(""), a->now, &changed);
    if (!e && changed == 0) {
        return E_DB_RETRY;       /* the same picture comes in at this moment */
    }
    if (!e) {
        e = sql_picture_ready(tx, id, a->image->width, a->image->height, str_of(a->image->colour), &changed);
    }
    if (!e) {
        e = picture_store_files(tx, id, a->image);
    }
    if (!e) {
        *ret_id = id;
    }
    return e;
}

static enum err upload_tx(struct tx *tx, const void *args, void *ret) {
    const struct upload_args *a = args;
    struct picture *out = ret;
    struct sql_picture_by_source_row *rows;
    size_t n;
    enum err e = sql_picture_by_source(tx, a->key, &rows, &n);
    if (e) {
        return e;
    }
    *out = (struct picture){n ? rows[0].id : 0, a->image->width, a->image->height, str_of(a->image->colour)};
    return n ? sql_picture_want(tx, out->id, a->now) : insert(tx, a, &out->id);
}

/* Uploads have keys of their own, which no address hashes to. */
static struct str key_of(struct arena *a, struct str bytes) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
    return arena_printf(a, "upload:%s", hex_text(a, hash, sizeof hash).p);
}

enum err picture_upload(const struct db_cx *cx, struct str bytes, int64_t now, struct picture *ret) {
    struct arena *own = arena_create(UPLOAD_ARENA);
    struct problems errs = {.arena = cx->arena};
    struct image image;
    enum err e = image_make(bytes, own, &errs, &image);
    if (e) {
        struct str why = errs.n ? errs.items[errs.n - 1].detail : str_of(err_info(e)->title);
        e = err_set(cx->errs, e, "", "%.*s", STRF(why));
    } else {
        struct upload_args args = {key_of(cx->arena, bytes), now, &image};
        e = db_tx(cx, upload_tx, &args, ret, sizeof *ret);
        ret->colour = e ? STR_NULL : arena_dup(cx->arena, ret->colour);
    }
    arena_free(own);
    return e;
}
