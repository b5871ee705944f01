/* undo.c: a batch of an import taken back. Who was added by it and never came is removed; what it changed goes back where
 * nobody changed it since. */
#include "app/staff/chunk.h"
#include "app/staff/work.h"

#include "event/event.h"
#include "sql_gen.h"

struct undoing {
    struct tx *tx;
    struct sql_import_get_row im;
    struct sql_import_taken_back_in sums;
    int64_t now;
};

static void outcome(struct import_chunk *c, struct import_row *r, const char *what) {
    r->outcome = str_of(what);
    c->changed = true;
}

static enum err keep(struct undoing *u, struct import_chunk *c, struct import_row *r) {
    u->sums.kept++;
    outcome(c, r, "kept");
    return E_OK;
}

/* Added by this import, to the microsecond; so is nobody else. */
static enum err take_out(struct undoing *u, struct import_chunk *c, struct import_row *r, const struct member_info *m) {
    struct tx quiet = *u->tx;
    quiet.errs = NULL;
    enum err e = m->created_at == u->im.applied_at ? member_withdraw(&quiet, m->id) : E_STATE;
    if (e == E_STATE) {
        return keep(u, c, r);
    }
    u->sums.removed += !e;
    return e;
}

static enum err put_back(struct undoing *u, struct import_chunk *c, struct import_row *r, const struct member_info *m) {
    struct tx quiet = *u->tx;
    quiet.errs = NULL;
    struct member_change change = {.now = u->now, .by = u->im.created_by};
    if (!row_change_back(u->tx->arena, &r->data.plan, m, &change)) {
        return keep(u, c, r);
    }
    enum err e = member_change(&quiet, m->id, &change);
    if (e == E_STATE && change.set_roles) {  /* the last admin stays one */
        change.set_roles = false;
        e = member_change(&quiet, m->id, &change);
    }
    if (e) {
        return e == E_STATE ? keep(u, c, r) : e;
    }
    u->sums.restored++;
    outcome(c, r, "restored");
    return E_OK;
}

static enum err one(struct undoing *u, struct import_chunk *c, struct import_row *r) {
    struct member_info m;
    bool updated = r->outcome.p && str_is(r->outcome, "updated");
    bool added = !r->outcome.p && r->result == ROW_ADD;
    if (!updated && !added) {
        return E_OK;
    }
    enum err e = member_by_email(u->tx, r->data.person.email, &m);
    if (e == E_NOT_FOUND) {
        return keep(u, c, r);
    }
    return e ? e : added ? take_out(u, c, r, &m) : put_back(u, c, r, &m);
}

static enum err chunk(void *ud, struct import_chunk *c) {
    struct undoing *u = ud;
    enum err e = E_OK;
    for (size_t i = 0; !e && i < c->n; i++) {
        e = one(u, c, &c->rows[i]);
    }
    return e;
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
    bool more = false;
    enum err e = sql_import_get(tx, a->id, &u.im);
    if (e || !str_is(u.im.status, IMPORT_UNDOING)) {
        return e;
    }
    u.sums = (struct sql_import_taken_back_in){.id = a->id, .done = u.im.done};
    e = import_chunks_work(tx, a->id, chunk, &u, &u.sums.done, &more);
    if (!e) {
        e = sql_import_taken_back(tx, &u.sums);
    }
    *(bool *)ret = more;
    return e || more ? e : finish(&u);
}
