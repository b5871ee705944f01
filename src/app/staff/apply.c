/* apply.c: a batch of an import into the directory, in one transaction with the mark of how far it came: whatever happens,
 * it goes on there, and nobody is added twice. The directory is looked at again, for it may have changed since the preview.
 * Many new people have come in before, together (adds.c); whose address was taken meanwhile is left for here. */
#include "app/staff/chunk.h"
#include "app/staff/work.h"

#include "app/company/company.h"
#include "app/member/check.h"
#include "base/id.h"
#include "event/event.h"
#include "sql_gen.h"

struct applying {
    struct tx *tx;
    struct sql_import_get_row im;
    struct company_info company;
    struct member_group_ids ids;
    struct sql_import_applied_in sums;
};

static void remember(struct import_chunk *c, struct import_row *r, const char *outcome) {
    r->outcome = str_of(outcome);
    c->changed = true;
}

static enum err add(struct applying *ap, const struct row_person *p, bool *ret_taken) {
    struct tx quiet = *ap->tx;
    quiet.errs = NULL;               /* an address taken meanwhile is a result, not a fault */
    struct member_new in = {.email = p->email, .first_name = p->first, .last_name = p->last, .language = ap->company.language,
                            .time_zone = ap->company.time_zone, .roles = p->roles, .country = p->country,
                            .department = p->department, .team = p->team, .free = p->free, .free_n = p->free_n,
                            .ids = &ap->ids, .listed = true, .now = ap->im.applied_at};
    enum err e = member_create(&quiet, &in, "", NULL);
    *ret_taken = e == E_EXISTS;
    return *ret_taken ? E_OK : e;
}

static enum err update(struct applying *ap, struct import_chunk *c, struct import_row *r, const struct member_info *m) {
    struct tx *tx = ap->tx;
    struct member_change change = {.now = ap->im.applied_at};
    row_compare(tx->arena, &r->data.person, m, ap->im.created_by, &r->data.plan);
    if (!row_change_of(tx->arena, &r->data.plan, &change)) {
        ap->sums.unchanged++;
        if (r->result != ROW_SAME) {
            remember(c, r, "same");
        }
        return E_OK;
    }
    ap->sums.updated++;
    remember(c, r, "updated");
    return member_change(tx, m->id, &change);
}

static enum err one(struct applying *ap, struct import_chunk *c, struct import_row *r) {
    struct member_info m;
    bool taken = true;
    enum err e = E_OK;
    if (r->result == ROW_ERROR) {
        ap->sums.skipped++;
        return E_OK;
    }
    if (r->result == ROW_ADD && ap->im.added == ap->im.adds) {
        return E_OK;
    }
    if (r->result == ROW_ADD) {
        e = add(ap, &r->data.person, &taken);
        ap->sums.added += !taken;
    }
    if (e || !taken) {
        return e;
    }
    e = member_by_email(ap->tx, r->data.person.email, &m);
    if (e == E_NOT_FOUND) {          /* erased since the preview: was known, so is not brought back */
        ap->sums.skipped++;
        remember(c, r, "skipped");
        return E_OK;
    }
    bool ours = !e && r->result == ROW_ADD && m.created_at == ap->im.applied_at;      /* added before, and counted */
    return e || ours ? e : update(ap, c, r, &m);
}

static enum err chunk(void *ud, struct import_chunk *c) {
    struct applying *ap = ud;
    enum err e = E_OK;
    for (size_t i = 0; !e && i < c->n; i++) {
        e = one(ap, c, &c->rows[i]);
    }
    return e;
}

enum err import_apply_finish(struct tx *tx, const struct sql_import_get_row *im, int64_t now) {
    enum err e = sql_import_status_set(tx, im->id, STR(IMPORT_DONE));
    e = e ? e : sql_import_part_delete(tx, im->id);
    e = e ? e : sql_import_text_gone(tx, im->id);
    if (e) {
        return e;
    }
    struct str data = arena_printf(tx->arena, "{\"by\":\"%s\",\"added\":%lld,\"updated\":%lld,\"skipped\":%lld}",
                                   id_text(tx->arena, im->created_by).p, (long long)im->added, (long long)im->updated,
                                   (long long)im->skipped);
    return event_record(tx, &(struct event){.kind = EV_IMPORT_APPLIED, .at = now, .subject = im->id, .data = data});
}

enum err import_apply_tx(struct tx *tx, const void *args, void *ret) {
    const struct work_args *a = args;
    struct applying ap = {.tx = tx};
    bool more = false;
    enum err e = sql_import_get(tx, a->id, &ap.im);
    if (e || !str_is(ap.im.status, IMPORT_APPLYING)) {
        return e;
    }
    ap.sums = (struct sql_import_applied_in){.id = a->id, .done = ap.im.done};
    e = company_get(tx, &ap.company);
    if (!e) {
        e = import_chunks_work(tx, a->id, chunk, &ap, &ap.sums.done, &more);
    }
    if (!e) {
        e = sql_import_applied(tx, &ap.sums);
    }
    *(bool *)ret = more;
    ap.im.added += ap.sums.added;
    ap.im.updated += ap.sums.updated;
    ap.im.skipped += ap.sums.skipped;
    return e || more ? e : import_apply_finish(tx, &ap.im, a->now);
}
