/* adds.c: who is new in a list comes into the directory: hundreds in a statement, in the order of their names, so that they lie
 * together in what the directory is sorted by. The mark of how far it came is in the same transaction.
 *
 * The order is made anew when the work goes on after a crash. Records that erase took out meanwhile make it shorter; the work
 * then goes back by as many, and whoever is there already is passed over. Whose address was taken is left for apply.c. */
#include "app/staff/chunk.h"
#include "app/staff/work.h"

#include "app/company/company.h"
#include "app/member/check.h"
#include "base/clock.h"
#include "sql_gen.h"

#include <stdlib.h>

enum { PLAN_ARENA = 512 * 1024 * 1024, SCRATCH = 128 * 1024 * 1024 };

struct add {
    uint64_t first_bytes;            /* of `folded`, for the order */
    struct str folded, record;       /* the record as it is stored */
    int64_t no;
};

struct plan {
    int64_t id;
    struct sql_import_get_row im;
    struct company_info company;
    struct add *of;
    size_t n, at;
};

/* ---- the order ---- */

static enum err take(void *ud, struct str record, const struct import_row *r) {
    struct plan *p = ud;
    struct add *add = &p->of[p->n];
    if (BUG_ON(p->n == (size_t)p->im.adds)) {
        return E_INTERNAL;
    }
    p->n++;
    *add = (struct add){.record = record, .no = r->no};
    return E_OK;
}

static void fold(struct arena *a, struct add *add) {
    struct import_row r;
    import_row_read(a, add->record, &r);
    add->folded = member_folded(a, r.data.person.last, r.data.person.first, r.data.person.email);
    for (size_t i = 0; i < sizeof add->first_bytes; i++) {
        add->first_bytes = add->first_bytes << 8 | (i < add->folded.n ? (unsigned char)add->folded.p[i] : 0);
    }
}

static int by_name(const void *pa, const void *pb) {
    const struct add *a = pa, *b = pb;
    if (a->first_bytes != b->first_bytes) {
        return a->first_bytes < b->first_bytes ? -1 : 1;
    }
    int c = str_cmp(a->folded, b->folded);
    return c ? c : a->no < b->no ? -1 : 1;
}

static enum err plan_tx(struct tx *tx, const void *args, void *ret) {
    struct plan *p = ret;
    p->id = *(const int64_t *)args;
    enum err e = sql_import_get(tx, p->id, &p->im);
    e = e ? e : company_get(tx, &p->company);
    if (e || !str_is(p->im.status, IMPORT_APPLYING) || !import_adds_first(p->im.done, p->im.adds)) {
        return e;
    }
    p->of = arena_array(tx->arena, struct add, (size_t)p->im.adds);
    return import_adds(tx, p->id, take, p);
}

static enum err plan(const struct db_cx *cx, int64_t id, struct plan *ret) {
    enum err e = db_read(cx, plan_tx, &id, ret, sizeof *ret);
    for (size_t i = 0; !e && i < ret->n; i++) {
        fold(cx->arena, &ret->of[i]);
    }
    if (e || !ret->of) {
        return e;
    }
    qsort(ret->of, ret->n, sizeof *ret->of, by_name);
    int64_t gone = ret->im.adds - (int64_t)ret->n, at = -ret->im.done - gone;
    ret->at = at > 0 ? (size_t)at : 0;
    return E_OK;
}

/* ---- adding ---- */

static enum err add_some(struct tx *tx, const struct plan *p, const struct add *of, size_t n, struct member_group_ids *ids,
                         int64_t *ret_added) {
    struct member_new *in = arena_array(tx->arena, struct member_new, n);
    for (size_t i = 0; i < n; i++) {
        struct import_row r;
        import_row_read(tx->arena, of[i].record, &r);
        const struct row_person *who = &r.data.person;
        in[i] = (struct member_new){.email = who->email, .first_name = who->first, .last_name = who->last, .folded = of[i].folded,
                                    .language = p->company.language, .time_zone = p->company.time_zone, .roles = who->roles,
                                    .country = who->country, .department = who->department, .team = who->team,
                                    .free = who->free, .free_n = who->free_n, .ids = ids, .listed = true,
                                    .now = p->im.applied_at};
    }
    return member_create_many(tx, in, n, ret_added);
}

struct added {
    bool lost;                       /* somebody else is at it, or it is time to go */
    size_t at;
    int64_t done;
};

struct add_args {
    const struct plan *p;
    int64_t now;
};

/* Behind the last one: done, or on to the rest. */
static enum err behind(struct tx *tx, struct sql_import_get_row *im, struct sql_import_applied_in *sums, int64_t now) {
    bool all = im->added + sums->added == im->adds && im->total == im->adds;
    sums->done = all ? im->total : 1;
    im->added += sums->added;
    enum err e = sql_import_applied(tx, sums);
    return e || !all ? e : import_apply_finish(tx, im, now);
}

static enum err add_tx(struct tx *tx, const void *args, void *ret) {
    const struct add_args *a = args;
    const struct plan *p = a->p;
    struct added *r = ret;
    struct sql_import_get_row im;
    struct member_group_ids *ids = arena_new(tx->arena, struct member_group_ids);
    int64_t end = clock_mono() + IMPORT_TX_MS * (US_PER_S / 1000);
    enum err e = sql_import_get(tx, p->id, &im);
    r->lost = e || !str_is(im.status, IMPORT_APPLYING) || im.done != p->im.done;
    if (e || r->lost) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    struct sql_import_applied_in sums = {.id = p->id};
    size_t at = p->at;
    while (!e && at < p->n && at - p->at < IMPORT_BATCH && (at == p->at || clock_mono() < end)) {
        size_t n = p->n - at < CHUNK_ROWS ? p->n - at : CHUNK_ROWS;
        int64_t added = 0;
        e = add_some(tx, p, p->of + at, n, ids, &added);
        sums.added += added;
        at += n;
    }
    if (e) {
        return e;
    }
    r->at = at;
    sums.done = -(p->im.adds - (int64_t)(p->n - at));
    e = at < p->n ? sql_import_applied(tx, &sums) : behind(tx, &im, &sums, a->now);
    r->done = sums.done;
    return e;
}

enum err import_add(const struct db_cx *cx, int64_t id, int64_t until) {
    struct db_cx own = *cx;
    struct plan p;
    own.arena = arena_create(PLAN_ARENA);
    enum err e = plan(&own, id, &p);
    struct arena *plan_arena = own.arena;
    struct added r = {.lost = e || !p.of};
    own.arena = arena_create(SCRATCH);
    while (!r.lost && import_adds_first(p.im.done, p.im.adds)) {
        e = db_tx(&own, add_tx, &(struct add_args){&p, clock_now()}, &r, sizeof r);
        r.lost |= e || (until && clock_now() >= until);
        p.at = r.at;
        p.im.done = r.done;
        arena_reset(own.arena);
    }
    arena_free(own.arena);
    arena_free(plan_arena);
    return e;
}
