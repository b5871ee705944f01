/* fetch.c: job "image.fetch": address -> bytes -> our sizes -> database. What is wrong with the picture is written to its
 * row and is no failure of the job; what may pass is tried again, at last written down as well. */
#include "app/image/image.h"

#include "base/id.h"
#include "base/rnd.h"
#include "json/json.h"
#include "net/fetch.h"
#include "sql_gen.h"

#include <sodium.h>

enum { FETCH_ARENA = 64 * 1024 * 1024, ETAG_BYTES = 16 };

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return sql_picture_get(tx, *(const int64_t *)args, ret);
}

struct store_args {
    int64_t id, now;
    const struct image *image;   /* NULL: it failed */
    struct str fault;
};

enum err picture_store_files(struct tx *tx, int64_t id, const struct image *image) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < image->n; i++) {
        const struct image_file *f = &image->files[i];
        unsigned char hash[crypto_hash_sha256_BYTES];
        int64_t added;
        crypto_hash_sha256(hash, (const unsigned char *)f->bytes.p, f->bytes.n);
        e = sql_picture_file_insert(tx, &(struct sql_picture_file_insert_in){
            .image = id, .slot = f->slot, .format = image_format_name(f->format),
            .etag = hex_text(tx->arena, hash, ETAG_BYTES), .bytes = f->bytes}, &added);
    }
    return e;
}

static enum err store_tx(struct tx *tx, const void *args, void *ret) {
    const struct store_args *a = args;
    int64_t changed = 0;
    (void)ret;
    if (!a->image) {
        return sql_picture_failed(tx, a->id, a->fault, &changed);
    }
    enum err e = sql_picture_ready(tx, a->id, a->image->width, a->image->height, str_of(a->image->colour), &changed);
    if (e || changed == 0) {
        return e;                /* purged, or made by another run */
    }
    e = picture_store_files(tx, a->id, a->image);
    return e ? e : event_record(tx, &(struct event){.kind = EV_IMAGE_READY, .at = a->now, .subject = a->id});
}

/* A status that asks to come back is retryable, any other but 200 is final. */
static enum err fault_of_status(int status, struct problems *errs) {
    bool busy = status == 429 || status >= 500;
    return err_set(errs, busy ? E_PEER_BUSY : E_PEER, "", "the server answered %d", status);
}

static enum err obtain(struct str url, struct arena *arena, struct problems *errs, struct image *ret) {
    struct fetch_reply reply;
    struct fetch_request rq = {.url = url, .max_bytes = PICTURE_FETCH_MAX,
                               .accept = "image/avif, image/webp, image/png, image/jpeg, image/*;q=0.8"};
    enum err e = fetch(&rq, arena, errs, &reply);
    if (!e && reply.status != 200) {
        e = fault_of_status(reply.status, errs);
    }
    return e ? e : image_make(reply.body, arena, errs, ret);
}

static enum err fetch_one(struct job_run *run, const struct sql_picture_get_row *row) {
    struct arena *own = arena_create(FETCH_ARENA);
    struct problems errs = {.arena = own};
    struct image image;
    enum err e = obtain(row->source_url, own, &errs, &image);
    struct store_args args = {.id = row->id, .now = run->now, .image = e ? NULL : &image};
    if (e) {
        args.fault = str_utf8_cut(errs.n ? errs.items[errs.n - 1].detail : str_of(err_info(e)->title), PICTURE_FAULT_MAX);
    }
    if (!e || !err_retryable(e) || run->attempt >= PICTURE_TRIES) {
        e = db_tx(&run->cx, store_tx, &args, NULL, 0);
        e = e && !err_retryable(e) ? E_DB_RETRY : e;
    }
    arena_free(own);
    return e;
}

enum err picture_fetch_run(struct job_run *run) {
    const struct json_node *payload;
    int64_t id;
    struct sql_picture_get_row row;
    if (json_parse(run->payload, run->cx.arena, &payload) || !id_parse(json_text(json_get(payload, "image")), &id)) {
        return err_set(run->cx.errs, E_INVALID, "", "the job names no image");
    }
    enum err e = db_read(&run->cx, get_tx, &id, &row, sizeof row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    return str_is(row.status, "waiting") ? fetch_one(run, &row) : E_OK;
}
