/* import.c: the states of an import. See import.h; the steps are in check.c, apply.c and undo.c. */
#include "app/staff/import.h"

#include "app/staff/chunk.h"
#include "app/staff/work.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"

enum { SCRATCH = 128 * 1024 * 1024, DROP_BATCH = 50 /* chunks */ };

static enum err enqueue(struct tx *tx, int64_t id, int64_t now) {
    return job_enqueue(tx, "member.import", arena_printf(tx->arena, "{\"import\":\"%s\"}", id_text(tx->arena, id).p), now, STR_NULL);
}

/* ---- upload ---- */

struct create_args {
    int64_t id, by, now;
    struct str name, bytes;
    int64_t no;
    bool job;
};

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    const struct create_args *a = args;
    (void)ret;
    return sql_import_insert(tx, &(struct sql_import_insert_in){.id = a->id, .name = a->name, .created_at = a->now,
                                                                 .created_by = a->by, .size = (int64_t)a->bytes.n});
}

static enum err part_tx(struct tx *tx, const void *args, void *ret) {
    const struct create_args *a = args;
    (void)ret;
    size_t at = (size_t)a->no * IMPORT_PART;
    return sql_import_part_insert(tx, a->id, a->no, str_sub(a->bytes, at, at + IMPORT_PART));
}

static enum err begin_tx(struct tx *tx, const void *args, void *ret) {
    const struct create_args *a = args;
    (void)ret;
    enum err e = sql_import_status_set(tx, a->id, STR(IMPORT_PARSING));
    if (!e && a->job) {
        e = enqueue(tx, a->id, a->now);
    }
    return e ? e : job_enqueue_daily(tx, "housekeeping.imports", a->now);
}

enum err staff_import_create(const struct db_cx *cx, struct str name, struct str bytes, int64_t by, bool job, int64_t now,
                             int64_t *ret_id) {
    struct create_args a = {.id = id_new(), .by = by, .now = now, .name = name, .bytes = bytes, .job = job};
    enum err e = db_tx(cx, create_tx, &a, NULL, 0);
    for (; !e && (size_t)a.no * IMPORT_PART < bytes.n; a.no++) {
        e = db_tx(cx, part_tx, &a, NULL, 0);
    }
    if (!e) {
        e = db_tx(cx, begin_tx, &a, NULL, 0);
    }
    if (!e) {
        *ret_id = a.id;
    }
    return e;
}

enum err staff_import_get(struct tx *tx, int64_t id, struct sql_import_get_row *ret) {
    struct sql_import_get_row row;
    enum err e = sql_import_get(tx, id, &row);
    if (!e && str_is(row.status, IMPORT_UPLOADING)) {
        e = E_NOT_FOUND;
    }
    if (!e) {
        *ret = row;
    }
    return e;
}

int64_t staff_import_progress(const struct sql_import_get_row *im) {
    bool adding = str_is(im->status, IMPORT_APPLYING) && im->adds >= ADDS_FIRST;
    if (!adding || im->total == 0) {
        return im->done;
    }
    return im->done <= 0 ? -im->done : im->adds + im->done * (im->total - im->adds) / im->total;
}

/* ---- states ---- */

static enum err wrong_state(struct tx *tx, const struct sql_import_get_row *im, const char *what) {
    return err_set(tx->errs, E_STATE, "", "the import is %.*s; it cannot be %s", STRF(im->status), what);
}

static struct str chosen_json(struct arena *a, const struct import_mapping *m) {
    struct buf b;
    buf_init(&b, a, 256 * 1024);
    buf_c(&b, "{\"mapping\":[");
    for (size_t i = 0; i < m->n; i++) {
        buf_printf(&b, "%s{\"index\":%lld,\"field\":\"%s\"}", i ? "," : "", (long long)m->choices[i].index,
                   staff_field_names[m->choices[i].field]);
    }
    buf_c(&b, "]");
    if (m->set_header) {
        buf_printf(&b, ",\"header\":%s", m->header ? "true" : "false");
    }
    buf_ch(&b, '}');
    return buf_view(&b);
}

enum err staff_import_remap(struct tx *tx, int64_t id, const struct import_mapping *m, int64_t now) {
    struct sql_import_get_row im;
    enum err e = staff_import_get(tx, id, &im);
    if (e) {
        return e;
    }
    if (!im.has_text || !(str_is(im.status, IMPORT_READY) || str_is(im.status, IMPORT_FAILED))) {
        return wrong_state(tx, &im, "read again");
    }
    e = sql_import_restart(tx, id, im.generation + 1, chosen_json(tx->arena, m));
    return e ? e : enqueue(tx, id, now);
}

enum err staff_import_apply(struct tx *tx, int64_t id, bool skip_errors, bool job, int64_t now) {
    struct sql_import_get_row im;
    struct sql_import_under_way_row others;
    enum err e = staff_import_get(tx, id, &im);
    if (!e) {
        e = sql_import_under_way(tx, &others);
    }
    if (e) {
        return e;
    }
    if (!str_is(im.status, IMPORT_READY)) {
        return wrong_state(tx, &im, "applied");
    }
    if (others.n) {
        return err_set(tx->errs, E_STATE, "", "another import is under way; wait until it is done");
    }
    if (im.errors && !skip_errors) {
        return err_set(tx->errs, E_STATE, "/skip_errors", "%lld records are wrong; correct the list, or skip them",
                       (long long)im.errors);
    }
    e = sql_import_apply_start(tx, id, now, skip_errors);
    return e || !job ? e : enqueue(tx, id, now);
}

enum err staff_import_undo(struct tx *tx, int64_t id, int64_t now) {
    struct sql_import_get_row im;
    struct sql_import_under_way_row others;
    enum err e = staff_import_get(tx, id, &im);
    if (!e) {
        e = sql_import_under_way(tx, &others);
    }
    if (e) {
        return e;
    }
    if (!str_is(im.status, IMPORT_DONE)) {
        return wrong_state(tx, &im, "undone");
    }
    if (others.n) {
        return err_set(tx->errs, E_STATE, "", "another import is under way; wait until it is done");
    }
    if (now > im.applied_at + IMPORT_DAYS * US_PER_DAY) {
        return err_set(tx->errs, E_STATE, "", "an import can be undone for %d days", IMPORT_DAYS);
    }
    e = sql_import_undo_start(tx, id);
    return e ? e : enqueue(tx, id, now);
}

/* ---- deleting ---- */

struct drop {
    int64_t id;
};

static enum err drop_rows_tx(struct tx *tx, const void *args, void *ret) {
    return sql_import_chunk_delete(tx, ((const struct drop *)args)->id, DROP_BATCH, ret);
}

enum err import_rows_drop(const struct db_cx *cx, int64_t id) {
    struct drop d = {id};
    int64_t n = 0;
    enum err e;
    do {
        e = db_tx(cx, drop_rows_tx, &d, &n, sizeof n);
    } while (!e && n == DROP_BATCH);
    return e;
}

/* From here on nobody sees it; what is left of it after a crash goes with the daily job. */
static enum err hide_tx(struct tx *tx, const void *args, void *ret) {
    struct sql_import_get_row im;
    int64_t id = ((const struct drop *)args)->id;
    (void)ret;
    enum err e = sql_import_get(tx, id, &im);
    if (!e && (str_is(im.status, IMPORT_APPLYING) || str_is(im.status, IMPORT_UNDOING))) {
        return wrong_state(tx, &im, "deleted");
    }
    if (!e) {
        e = sql_import_status_set(tx, id, STR(IMPORT_UPLOADING));
    }
    return e ? e : sql_import_part_delete(tx, id);
}

static enum err delete_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return sql_import_delete(tx, ((const struct drop *)args)->id);
}

enum err staff_import_delete(const struct db_cx *cx, int64_t id) {
    struct drop d = {id};
    enum err e = db_tx(cx, hide_tx, &d, NULL, 0);
    if (!e) {
        e = import_rows_drop(cx, id);
    }
    return e ? e : db_tx(cx, delete_tx, &d, NULL, 0);
}

/* Who is not in the list, from a place on: up to `limit` of them. */
struct missing {
    const struct addresses *in_list;
    struct arena *a;
    int64_t limit;
    struct staff_missing *list;
    size_t n;
};

/* Any code stops the walk; this one says that there is enough. */
static const enum err ENOUGH = E_LIMIT;

static enum err look_for_missing(void *ud, const struct sql_import_members_row *m) {
    struct missing *s = ud;
    if (addresses_get(s->in_list, m->email_folded)) {
        return E_OK;
    }
    s->list[s->n++] = (struct staff_missing){{arena_dup(s->a, m->folded), m->id}, arena_dup(s->a, m->email),
        arena_dup(s->a, m->first_name), arena_dup(s->a, m->last_name), arena_dup(s->a, m->status)};
    return (int64_t)s->n < s->limit ? E_OK : ENOUGH;
}

struct counting {
    const struct addresses *in_list;
    int64_t n;
};

static enum err count_missing(void *ud, const struct sql_import_member_emails_row *m) {
    struct counting *c = ud;
    c->n += member_may_enter(m->status) && !addresses_get(c->in_list, m->email_folded);
    return E_OK;
}

static enum err missing_count(struct tx *tx, const struct addresses *in_list, int64_t *ret) {
    struct counting c = {in_list, 0};
    enum err e = sql_import_member_emails(tx, count_missing, &c);
    *ret = c.n;
    return e;
}

enum err staff_import_missing_count(struct tx *tx, int64_t id, int64_t *ret) {
    struct addresses in_list = {0};
    enum err e = import_addresses(tx, id, &in_list);
    e = e ? e : missing_count(tx, &in_list, ret);
    addresses_free(&in_list);
    return e;
}

enum err staff_import_missing(struct tx *tx, int64_t id, const struct staff_place *after, int64_t limit, struct staff_missing **ret,
                              size_t *ret_n, int64_t *ret_total) {
    struct sql_import_get_row im;
    struct addresses in_list = {0};
    struct missing s = {&in_list, tx->arena, limit, arena_array(tx->arena, struct staff_missing, (size_t)limit + 1), 0};
    enum err e = staff_import_get(tx, id, &im);
    if (!e) {
        e = import_addresses(tx, id, &in_list);
    }
    if (!e) {
        e = sql_import_members(tx, after->folded, after->id, look_for_missing, &s);
        e = e == ENOUGH ? E_OK : e;
    }
    if (!e) {
        e = missing_count(tx, &in_list, ret_total);
    }
    addresses_free(&in_list);
    *ret = s.list;
    *ret_n = s.n;
    return e;
}

/* ---- working ---- */

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return sql_import_get(tx, *(const int64_t *)args, ret);
}

static enum err batches(const struct db_cx *cx, db_fn fn, int64_t id, int64_t until, bool *ret_more) {
    struct db_cx own = *cx;
    enum err e;
    own.arena = arena_create(SCRATCH);
    do {
        struct work_args a = {id, clock_now()};
        e = db_tx(&own, fn, &a, ret_more, sizeof *ret_more);
        arena_reset(own.arena);
    } while (!e && *ret_more && (!until || clock_now() < until));
    arena_free(own.arena);
    return e;
}

enum err staff_import_work(const struct db_cx *cx, int64_t id, int64_t until, bool *ret_more) {
    struct sql_import_get_row im;
    *ret_more = false;
    enum err e = db_read(cx, get_tx, &id, &im, sizeof im);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    if (str_is(im.status, IMPORT_PARSING)) {
        return import_check(cx, id, until, ret_more);
    }
    if (str_is(im.status, IMPORT_APPLYING)) {
        bool adds = import_adds_first(im.done, im.adds);
        e = adds ? import_add(cx, id, until) : E_OK;
        *ret_more = !e && adds && until && clock_now() >= until;
        return e || *ret_more ? e : batches(cx, import_apply_tx, id, until, ret_more);
    }
    return str_is(im.status, IMPORT_UNDOING) ? batches(cx, import_undo_tx, id, until, ret_more) : E_OK;
}
