/* undo.c: a batch of an import taken back. Who was added by it and never came is removed; what it changed goes back where
 * nobody changed it since. */
#include "app/staff/row.h"
#include "app/staff/work.h"

#include "event/event.h"
#include "sql_gen.h"

struct undoing {
    struct tx *tx;
    struct sql_import_get_row im;
    struct sql_import_taken_back_in sums;
    int64_t now;
};

static enum err keep(struct undoing *u, const struct sql_import_row_page_row *r) {
    u->sums.kept++;
    return sql_import_row_set(u->tx, u->im.id, r->no, r->data, STR("kept"));
}

/* Added by this import, to the microsecond; so is nobody else. */
static enum err take_out(struct undoing *u, const struct sql_import_row_page_row *r, const struct member_info *m) {
    struct tx quiet = *u->tx;
    quiet.errs = NULL;
    enum err e = m->created_at == u->im.applied_at ? member_withdraw(&quiet, m->id) : E_STATE;
    if (e == E_STATE) {
        return keep(u, r);
    }
    u->sums.removed += !e;
    return e;
}

static enum err put_back(struct undoing *u, const struct sql_import_row_page_row *r, const struct row_data *d,
                         const struct member_info *m) {
    struct tx quiet = *u->tx;
    quiet.errs = NULL;
    struct member_change c = {.now = u->now, .by = u->im.created_by};
    if (!row_change_back(u->tx->arena, &d->plan, m, &c)) {
        return keep(u, r);
    }
    enum err e = member_change(&quiet, m->id, &c);
    if (e == E_STATE && c.set_roles) {       /* the last admin stays one */
        c.set_roles = false;
        e = member_change(&quiet, m->id, &c);
    }
    if (e) {
        return e == E_STATE ? keep(u, r) : e;
    }
    u->sums.restored++;
    return sql_import_row_set(u->tx, u->im.id, r->no, r->data, STR("restored"));
}

static enum err one(struct undoing *u, const struct sql_import_row_page_row *r) {
    struct row_data d;
    struct member_info m;
    bool updated = r->outcome.p && str_is(r->outcome, "updated");
    bool added = !r->outcome.p && str_is(r->result, ROW_ADD);
    if (!updated && !added) {
        return E_OK;
    }
    enum err e = row_read(u->tx->arena, r->data, &d);
    if (!e) {
        e = member_by_email(u->tx, d.person.email, &m);
    }
    if (e == E_NOT_FOUND) {
        return keep(u, r);
    }
    return e ? e : added ? take_out(u, r, &m) : put_back(u, r, &d, &m);
}

static enum err finish(struct undoing *u) {
    struct tx *tx = u->tx;
    enum err e = sql_import_undone(tx, u->im.id, u->now);
    if (e) {
        return e;
    }
    struct str data = arena_printf(tx->arena, "{\"removed\":%lld,\"restored\":%lld,\"kept\":%lld}",
                                   (long long)(u->im.removed + u->sums.removed),
                                   (long long)(u->im.restored + u->sums.restored), (long long)(u->im.kept + u->sums.kept));
    return event_record(tx, &(struct event){.kind = EV_IMPORT_UNDONE, .at = u->now, .subject = u->im.id, .data = data});
}

enum err import_undo_tx(struct tx *tx, const void *args, void *ret) {
    const struct work_args *a = args;
    struct undoing u = {.tx = tx, .now = a->now};
    struct sql_import_row_page_row *rows = NULL;
    size_t n = 0;
    enum err e = sql_import_get(tx, a->id, &u.im);
    if (e || !str_is(u.im.status, IMPORT_UNDOING)) {
        return e;
    }
    u.sums = (struct sql_import_taken_back_in){.id = a->id, .done = u.im.done};
    e = sql_import_row_page(tx, a->id, STR_NULL, u.im.done, IMPORT_BATCH, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = one(&u, &rows[i]);
        u.sums.done = rows[i].no;
    }
    if (!e) {
        e = sql_import_taken_back(tx, &u.sums);
    }
    *(bool *)ret = n == IMPORT_BATCH;
    return e || n == IMPORT_BATCH ? e : finish(&u);
}
