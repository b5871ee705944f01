/* image.c: see image.h. */
#include "app/image/image.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "sql_gen.h"
#include "text/url.h"

#include <sodium.h>

static struct str sha256_text(struct arena *a, struct str s) {
    unsigned char out[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(out, (const unsigned char *)s.p, s.n);
    return hex_text(a, out, sizeof out);
}

static enum err enqueue(struct tx *tx, int64_t id, int64_t now) {
    struct str text = id_text(tx->arena, id);
    struct str payload = arena_printf(tx->arena, "{\"image\":\"%s\"}", text.p);
    return job_enqueue(tx, "image.fetch", payload, now, text);
}

#define OWN_ADDRESS "/api/v1/images/"

bool picture_own(struct str url, int64_t *ret_id) {
    if (!str_starts(url, STR(OWN_ADDRESS))) {
        return false;
    }
    struct str text = str_sub(url, sizeof OWN_ADDRESS - 1, url.n);
    if (!id_parse(str_sub(text, 0, str_chr(text, '?')), ret_id)) {
        *ret_id = 0;
    }
    return true;
}

enum err picture_posts(struct tx *tx, int64_t id, int64_t **ret, size_t *ret_n) {
    struct sql_picture_of_posts_row *own;
    struct sql_picture_in_posts_row *in;
    size_t own_n, in_n = 0;
    enum err e = sql_picture_of_posts(tx, id, &own, &own_n);
    e = e ? e : sql_picture_in_posts(tx, id, &in, &in_n);
    int64_t *posts = e ? NULL : arena_array(tx->arena, int64_t, own_n + in_n);
    for (size_t i = 0; !e && i < own_n + in_n; i++) {
        posts[i] = i < own_n ? own[i].id : in[i - own_n].post_id;
    }
    if (!e) {
        *ret = posts;
        *ret_n = own_n + in_n;
    }
    return e;
}

/* One that is here already, named by its own address. */
static enum err want_own(struct tx *tx, const struct picture_ask *ask, int64_t id, int64_t now, int64_t *ret_id) {
    struct sql_picture_get_row row;
    int64_t *posts;
    size_t n = 0;
    bool theirs = true;
    enum err e = id ? sql_picture_get(tx, id, &row) : E_NOT_FOUND;
    if (!e && ask->scope && ask->scope->limited) {
        e = picture_posts(tx, id, &posts, &n);
        e = e ? e : scope_has_any(tx, ask->scope, posts, n, &theirs);
    }
    if (e == E_NOT_FOUND || (!e && !theirs)) {
        return err_set(tx->errs, E_INVALID, ask->field ? ask->field : "/image_url", "there is no such picture");
    }
    e = e ? e : sql_picture_want(tx, id, now);
    if (!e) {
        *ret_id = id;
    }
    return e;
}

enum err picture_want(struct tx *tx, const struct picture_ask *ask, int64_t now, int64_t *ret_id) {
    struct sql_picture_by_source_row *rows;
    struct str url = ask->url;
    int64_t own;
    size_t n;
    *ret_id = 0;
    if (picture_own(url, &own)) {
        return want_own(tx, ask, own, now, ret_id);
    }
    if (str_empty(url) || url.n > PICTURE_URL_MAX || !url_host(tx->arena, url).p) {
        return E_OK;
    }
    struct str key = sha256_text(tx->arena, url);
    enum err e = sql_picture_by_source(tx, key, &rows, &n);
    if (e) {
        return e;
    }
    if (n > 0) {
        e = sql_picture_want(tx, rows[0].id, now);
        bool again = str_is(rows[0].status, "failed");
        if (!e) {
            *ret_id = rows[0].id;
        }
        return e || !again ? e : enqueue(tx, rows[0].id, now);
    }
    int64_t id = id_new();
    int64_t added = 0;
    e = sql_picture_insert(tx, id, key, url, now, &added);
    if (!e && added == 0) {
        return E_DB_RETRY;       /* another transaction has just made it */
    }
    if (!e) {
        *ret_id = id;
        e = enqueue(tx, id, now);
    }
    return e;
}

struct str picture_address(struct arena *a, int64_t id) {
    return arena_printf(a, "/api/v1/images/%s?w=%d", id_text(a, id).p, IMAGE_LARGE);
}

struct str picture_or(struct arena *a, int64_t id, struct str otherwise) {
    return id ? picture_address(a, id) : otherwise;
}

struct str picture_srcset(struct arena *a, int64_t id) {
    const char *text = id_text(a, id).p;
    return arena_printf(a, "/api/v1/images/%s?w=%d %dw, /api/v1/images/%s?w=%d %dw", text, IMAGE_SMALL, IMAGE_SMALL, text,
                        IMAGE_LARGE, IMAGE_LARGE);
}

/* Whether one of these posts is for the reader. */
static enum err is_for(struct tx *tx, const struct audience_who *who, const int64_t *posts, size_t n, bool *ret) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < n && !*ret; i++) {
        e = audience_check(tx, who, posts[i]);
        *ret = !e;
        e = e == E_NOT_FOUND ? E_OK : e;
    }
    return e;
}

static enum err is_out(struct tx *tx, int64_t id, const struct audience_who *who, int64_t now, bool *ret) {
    struct sql_picture_out_row *own;
    struct sql_picture_read_row *in;
    size_t own_n, in_n = 0;
    enum err e = sql_picture_out(tx, id, &own, &own_n);
    e = e ? e : sql_picture_read(tx, id, now, &in, &in_n);
    int64_t *posts = e ? NULL : arena_array(tx->arena, int64_t, own_n + in_n);
    for (size_t i = 0; !e && i < own_n + in_n; i++) {
        posts[i] = i < own_n ? own[i].id : in[i - own_n].post_id;
    }
    *ret = false;
    return e ? e : is_for(tx, who, posts, own_n + in_n, ret);
}

enum err picture_is_there(struct tx *tx, int64_t id, const struct audience_who *who, unsigned roles, int64_t now, bool *ret) {
    int64_t *posts;
    size_t n;
    enum err e = picture_posts(tx, id, &posts, &n);
    e = e ? e : scope_sees_any(tx, who->member, roles, posts, n, ret);
    return e || *ret ? e : is_out(tx, id, who, now, ret);
}

enum err picture_file(struct tx *tx, int64_t id, int64_t slot, enum image_format format, struct picture_file *ret) {
    struct sql_picture_file_row *rows;
    size_t n;
    enum err e = sql_picture_file(tx, id, image_format_name(format), slot, &rows, &n);
    if (!e && n == 0) {
        return E_NOT_FOUND;
    }
    if (!e) {
        *ret = (struct picture_file){rows[0].etag, rows[0].bytes};
    }
    return e;
}

/* ---- upkeep ---- */

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    struct sql_picture_unused_row *rows;
    size_t n;
    int64_t before = *(const int64_t *)args - PICTURE_KEEP_DAYS * US_PER_DAY;
    enum err e = sql_picture_unused(tx, before, PICTURE_PURGE_BATCH, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = sql_picture_delete_files(tx, rows[i].id);
        if (!e) {
            e = sql_picture_delete(tx, rows[i].id);
        }
    }
    if (!e) {
        *(size_t *)ret = n;
    }
    return e;
}

static enum err next_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return job_enqueue_daily(tx, "housekeeping.images", *(const int64_t *)args);
}

enum err picture_housekeeping_run(struct job_run *run) {
    size_t deleted = 0;
    enum err e;
    do {
        e = db_tx(&run->cx, purge_tx, &run->now, &deleted, sizeof deleted);
    } while (!e && deleted == PICTURE_PURGE_BATCH);
    if (!e) {
        e = db_tx(&run->cx, next_tx, &run->now, NULL, 0);
    }
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err picture_on_company(struct tx *tx, const struct event *ev) {
    return job_enqueue_daily(tx, "housekeeping.images", ev->at);
}
