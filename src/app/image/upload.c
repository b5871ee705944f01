/* upload.c: a picture that a curator sends. Made into our sizes before anything is stored, in the same jailed child as those
 * that are fetched. See image.h. */
#include "app/image/image.h"

#include "base/id.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <sodium.h>

enum { UPLOAD_ARENA = 64 * 1024 * 1024 };

struct upload_args {
    struct str key, own_key;
    const struct picture_sender *from;
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

/* Whether the picture with this key is one of the sender's, or nobody's yet. */
static enum err is_theirs(struct tx *tx, const struct picture_sender *from, int64_t id, bool *ret) {
    int64_t *posts;
    size_t n;
    enum err e = picture_posts(tx, id, &posts, &n);
    return e ? e : scope_sees_any(tx, from->member, from->roles, posts, n, ret);
}

static enum err upload_as(struct tx *tx, const struct upload_args *a, bool *io_theirs, struct picture *out) {
    struct sql_picture_by_source_row *rows;
    size_t n;
    enum err e = sql_picture_by_source(tx, a->key, &rows, &n);
    if (!e && n && !*io_theirs) {
        e = is_theirs(tx, a->from, rows[0].id, io_theirs);
        if (e || !*io_theirs) {
            return e;
        }
    }
    *io_theirs = true;
    if (e) {
        return e;
    }
    *out = (struct picture){n ? rows[0].id : 0, a->image->width, a->image->height, str_of(a->image->colour)};
    return n ? sql_picture_want(tx, out->id, a->now) : insert(tx, a, &out->id);
}

/* Once more under a key of the sender's own when what is there is none of theirs. */
static enum err upload_tx(struct tx *tx, const void *args, void *ret) {
    struct upload_args a = *(const struct upload_args *)args;
    bool theirs = false;
    enum err e = upload_as(tx, &a, &theirs, ret);
    if (!e && !theirs) {
        theirs = true;
        a.key = a.own_key;
        e = upload_as(tx, &a, &theirs, ret);
    }
    return e;
}

/* Uploads have keys of their own, which no address hashes to. */
static struct str key_of(struct arena *a, struct str bytes, const struct picture_sender *from) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    if (from) {
        crypto_hash_sha256_update(&state, (const unsigned char *)&from->member, sizeof from->member);
    }
    crypto_hash_sha256_update(&state, (const unsigned char *)bytes.p, bytes.n);
    crypto_hash_sha256_final(&state, hash);
    return arena_printf(a, "%s:%s", from ? "upload-own" : "upload", hex_text(a, hash, sizeof hash).p);
}

enum err picture_upload(const struct db_cx *cx, const struct picture_sender *from, struct str bytes, int64_t now, struct picture *ret) {
    struct arena *own = arena_create(UPLOAD_ARENA);
    struct problems errs = {.arena = cx->arena};
    struct image image;
    enum err e = image_make(bytes, own, &errs, &image);
    if (e) {
        struct str why = errs.n ? errs.items[errs.n - 1].detail : str_of(err_info(e)->title);
        e = err_set(cx->errs, e, "", "%.*s", STRF(why));
    } else {
        struct upload_args args = {key_of(cx->arena, bytes, NULL), key_of(cx->arena, bytes, from), from, now, &image};
        e = db_tx(cx, upload_tx, &args, ret, sizeof *ret);
        ret->colour = e ? STR_NULL : arena_dup(cx->arena, ret->colour);
    }
    arena_free(own);
    return e;
}
