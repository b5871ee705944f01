/* file.c: see file.h. */
#include "app/file/file.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <sodium.h>

struct store_args {
    struct file file;
    int64_t now;
};

static enum err store_tx(struct tx *tx, const void *args, void *ret) {
    const struct store_args *a = args;
    (void)ret;
    return sql_file_insert(tx, &(struct sql_file_insert_in){.id = a->file.id, .name = a->file.name, .size = a->file.size,
                                                            .hash = a->file.hash, .bytes = a->file.bytes, .now = a->now});
}

/* Its last part, without what file systems and headers trip over. */
static struct str clean_name(struct arena *a, struct str name) {
    char *p = arena_alloc(a, name.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c == '/' || c == '\\') {
            n = 0;
        } else if ((unsigned char)c >= ' ' && c != 0x7F && c != '"') {
            p[n++] = c;
        }
    }
    struct str out = str_trim((struct str){p, n});
    return str_empty(out) ? STR("document.pdf") : out;
}

enum err file_upload(const struct db_cx *cx, struct str name, struct str bytes, int64_t now, struct file *ret) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    if (!str_starts(bytes, STR("%PDF-"))) {
        return err_set(cx->errs, E_INVALID, "", "this is no PDF document");
    }
    crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
    struct store_args args = {{.id = id_new(), .size = (int64_t)bytes.n, .name = clean_name(cx->arena, name),
                               .hash = hex_text(cx->arena, hash, 16), .bytes = bytes}, now};
    enum err e = db_tx(cx, store_tx, &args, NULL, 0);
    if (!e) {
        *ret = args.file;
    }
    return e;
}

/* Posts that use it, whatever their state. */
static enum err posts_of(struct tx *tx, int64_t id, int64_t **ret, size_t *ret_n) {
    struct sql_file_posts_row *rows;
    size_t n;
    enum err e = sql_file_posts(tx, id, &rows, &n);
    int64_t *posts = e ? NULL : arena_array(tx->arena, int64_t, n);
    for (size_t i = 0; !e && i < n; i++) {
        posts[i] = rows[i].id;
    }
    if (!e) {
        *ret = posts;
        *ret_n = n;
    }
    return e;
}

enum err file_want(struct tx *tx, int64_t id, const struct scope *scope, int64_t now) {
    int64_t changed = 0, *posts;
    size_t n;
    bool theirs = true;
    enum err e = E_OK;
    if (scope && scope->limited) {
        e = posts_of(tx, id, &posts, &n);
        e = e ? e : scope_has_any(tx, scope, posts, n, &theirs);
    }
    if (!e && theirs) {
        e = sql_file_want(tx, id, now, &changed);
    }
    return !e && changed == 0 ? err_set(tx->errs, E_INVALID, "/file_id", "there is no such document") : e;
}

enum err file_get(struct tx *tx, int64_t id, struct file *ret) {
    struct sql_file_get_row row;
    enum err e = sql_file_get(tx, id, &row);
    if (!e) {
        *ret = (struct file){.id = id, .size = (int64_t)row.bytes.n, .name = row.name, .hash = row.hash, .bytes = row.bytes};
    }
    return e;
}

static enum err is_out(struct tx *tx, int64_t id, const struct audience_who *who, int64_t now, bool *ret) {
    struct sql_file_out_row *rows;
    size_t n;
    enum err e = sql_file_out(tx, id, now, &rows, &n);
    *ret = false;
    for (size_t i = 0; !e && i < n && !*ret; i++) {
        e = audience_check(tx, who, rows[i].id);
        *ret = !e;
        e = e == E_NOT_FOUND ? E_OK : e;
    }
    return e;
}

enum err file_is_there(struct tx *tx, int64_t id, const struct audience_who *who, unsigned roles, int64_t now, bool *ret) {
    int64_t *posts;
    size_t n;
    enum err e = posts_of(tx, id, &posts, &n);
    e = e ? e : scope_sees_any(tx, who->member, roles, posts, n, ret);
    return e || *ret ? e : is_out(tx, id, who, now, ret);
}

struct str file_address(struct arena *a, int64_t id) {
    return arena_printf(a, "/api/v1/files/%s", id_text(a, id).p);
}

/* ---- upkeep ---- */

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    struct sql_file_unused_row *rows;
    size_t n;
    enum err e = sql_file_unused(tx, *(const int64_t *)args - FILE_KEEP_DAYS * US_PER_DAY, FILE_PURGE_BATCH, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = sql_file_delete(tx, rows[i].id);
    }
    if (!e) {
        *(size_t *)ret = n;
    }
    return e;
}

static enum err next_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return job_enqueue_daily(tx, "housekeeping.files", *(const int64_t *)args);
}

enum err file_housekeeping_run(struct job_run *run) {
    size_t deleted = 0;
    enum err e;
    do {
        e = db_tx(&run->cx, purge_tx, &run->now, &deleted, sizeof deleted);
    } while (!e && deleted == FILE_PURGE_BATCH);
    if (!e) {
        e = db_tx(&run->cx, next_tx, &run->now, NULL, 0);
    }
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err file_on_company(struct tx *tx, const struct event *ev) {
    return job_enqueue_daily(tx, "housekeeping.files", ev->at);
}
