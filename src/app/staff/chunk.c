/* chunk.c: see chunk.h. A record is a row of numbers (LEB128) and texts (length + 1, bytes; 0 is "none") in a fixed order; what
 * has names elsewhere (fields, roles) is stored by name, so that a later version reads it too. */
#include "app/staff/chunk.h"

#include "app/member/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "sql_gen.h"

#include <string.h>

enum { DATA_MAX = 64 * 1024 * 1024, NUMBER_BYTES = 10, EVERY_RESULT = (1 << ROW_RESULTS) - 1 };

/* ---- writing ---- */

static void put_n(struct buf *b, uint64_t v) {
    unsigned char out[NUMBER_BYTES];
    size_t n = 0;
    do {
        out[n++] = (unsigned char)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
        v >>= 7;
    } while (v);
    buf_add(b, out, n);
}

static void put_s(struct buf *b, struct str s) {
    put_n(b, s.p ? s.n + 1 : 0);
    if (s.p) {
        buf_str(b, s);
    }
}

static void put_person(struct buf *b, struct arena *a, const struct row_person *p) {
    put_s(b, p->email);
    put_s(b, p->first);
    put_s(b, p->last);
    put_s(b, p->country);
    put_s(b, p->department);
    put_s(b, p->team);
    put_n(b, p->named);
    put_s(b, row_roles_text(a, p->roles));
    put_n(b, p->free_n);
    for (size_t i = 0; i < p->free_n; i++) {
        put_s(b, p->free[i]);
    }
}

static void put_row(struct buf *b, struct arena *a, const struct import_row *r) {
    const struct row_data *d = &r->data;
    put_n(b, (uint64_t)r->no);
    put_n(b, (uint64_t)r->line);
    put_n(b, r->result);
    put_s(b, r->outcome);
    put_s(b, r->folded);
    put_person(b, a, &d->person);
    put_n(b, d->plan.n);
    for (size_t i = 0; i < d->plan.n; i++) {
        put_s(b, str_of(staff_field_names[d->plan.of[i].field]));
        put_s(b, d->plan.of[i].from);
        put_s(b, d->plan.of[i].to);
    }
    put_s(b, d->fault.code ? str_of(d->fault.code) : STR_NULL);
    if (d->fault.code) {
        put_s(b, str_of(staff_field_names[d->fault.field]));
        put_s(b, d->fault.column);
        put_s(b, d->fault.detail);
    }
}

struct packed {
    struct str data, emails;
    int64_t results;
};

static struct packed pack(struct arena *a, const struct import_row *rows, size_t n) {
    struct buf data, emails;
    struct packed ret = {.results = 0};
    buf_init(&data, a, DATA_MAX);
    buf_init(&emails, a, DATA_MAX);
    buf_ch(&emails, '\n');
    for (size_t i = 0; i < n; i++) {
        put_row(&data, a, &rows[i]);
        if (!str_empty(rows[i].folded)) {
            buf_str(&emails, rows[i].folded);
            buf_ch(&emails, '\n');
        }
        ret.results |= (int64_t)1 << rows[i].result;
    }
    ret.data = buf_view(&data);
    ret.emails = buf_view(&emails);
    return ret;
}

enum err import_chunk_add(struct tx *tx, int64_t import, const struct import_row *rows, size_t n) {
    struct packed p = pack(tx->arena, rows, n);
    return sql_import_chunk_insert(tx, &(struct sql_import_chunk_insert_in){
        .import = import, .last = rows[n - 1].no, .results = p.results, .emails = p.emails, .data = p.data});
}

static enum err save(struct tx *tx, const struct import_chunk *c) {
    if (!c->changed) {
        return E_OK;
    }
    struct packed p = pack(tx->arena, c->rows, c->n);
    return sql_import_chunk_set(tx, c->import, c->last, p.emails, p.data);
}

/* ---- reading ---- */

struct reader {
    struct arena *a;
    struct str in;
    bool bad;
};

static uint64_t get_n(struct reader *r) {
    uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (r->in.n == 0) {
            break;
        }
        unsigned char c = (unsigned char)*r->in.p++;
        r->in.n--;
        v |= (uint64_t)(c & 0x7f) << shift;
        if (!(c & 0x80)) {
            return v;
        }
    }
    r->bad = true;
    return 0;
}

static struct str get_s(struct reader *r) {
    uint64_t n = get_n(r);
    if (n == 0) {
        return STR_NULL;
    }
    if (n - 1 > r->in.n) {
        r->bad = true;
        return STR("");
    }
    struct str s = {r->in.p, (size_t)n - 1};
    r->in.p += n - 1;
    r->in.n -= (size_t)n - 1;
    return s;
}

static size_t get_count(struct reader *r, size_t max) {
    uint64_t n = get_n(r);
    r->bad |= n > max;
    return n > max ? 0 : (size_t)n;
}

static enum staff_field get_field(struct reader *r) {
    enum staff_field f = staff_field_of(get_s(r));
    return f < STAFF_FIELD_COUNT ? f : STAFF_NONE;
}

static void get_person(struct reader *r, struct row_person *p) {
    p->email = get_s(r);
    p->first = get_s(r);
    p->last = get_s(r);
    p->country = get_s(r);
    p->department = get_s(r);
    p->team = get_s(r);
    p->named = get_n(r) != 0;
    p->roles = row_roles_bits(get_s(r));
    p->free_n = get_count(r, ROW_FREE_MAX);
    struct str *names = p->free_n ? arena_array(r->a, struct str, p->free_n) : NULL;
    for (size_t i = 0; i < p->free_n; i++) {
        names[i] = get_s(r);
    }
    p->free = names;
}

static void get_row(struct reader *r, struct import_row *ret) {
    *ret = (struct import_row){.no = (int64_t)get_n(r), .line = (int64_t)get_n(r)};
    ret->result = (enum row_result)get_count(r, ROW_RESULTS - 1);
    ret->outcome = get_s(r);
    ret->folded = get_s(r);
    get_person(r, &ret->data.person);
    struct row_plan *plan = &ret->data.plan;
    plan->n = get_count(r, ROW_CHANGES_MAX);
    plan->of = plan->n ? arena_array(r->a, struct row_change, plan->n) : NULL;
    for (size_t i = 0; i < plan->n; i++) {
        plan->of[i].field = get_field(r);
        plan->of[i].from = get_s(r);
        plan->of[i].to = get_s(r);
    }
    struct str code = get_s(r);
    if (code.p) {
        ret->data.fault.code = arena_dup(r->a, code).p;
        ret->data.fault.field = get_field(r);
        ret->data.fault.column = get_s(r);
        ret->data.fault.detail = get_s(r);
    }
}

static enum err unreadable(struct tx *tx, int64_t last) {
    log_warn("records of an import cannot be read", "last=%lld", (long long)last);
    return err_set(tx->errs, E_DB, "", "records of this import cannot be read");
}

static enum err unpack(struct tx *tx, int64_t import, int64_t last, struct str data, struct import_chunk *ret) {
    struct reader r = {tx->arena, data, false};
    *ret = (struct import_chunk){.import = import, .last = last, .rows = arena_array(tx->arena, struct import_row, CHUNK_ROWS)};
    while (r.in.n && !r.bad && ret->n < CHUNK_ROWS) {
        get_row(&r, &ret->rows[ret->n++]);
    }
    return r.bad || r.in.n ? unreadable(tx, last) : E_OK;
}

/* The next chunk behind a number with one of the results; *ret_n 0 when there is none. */
static enum err next_chunk(struct tx *tx, int64_t import, int64_t after, int64_t results, struct import_chunk *ret, size_t *ret_n) {
    struct sql_import_chunk_after_row *found = NULL;
    enum err e = sql_import_chunk_after(tx, import, after, results, 1, &found, ret_n);
    return e || *ret_n == 0 ? e : unpack(tx, import, found[0].last, found[0].data, ret);
}

enum err import_chunks_work(struct tx *tx, int64_t import, enum err (*fn)(void *ud, struct import_chunk *c), void *ud, int64_t *done,
                            bool *ret_more) {
    int64_t end = clock_mono() + IMPORT_TX_MS * (US_PER_S / 1000);
    size_t rows = 0, got = 1;
    enum err e = E_OK;
    while (!e && got && rows < IMPORT_BATCH && (rows == 0 || clock_mono() < end)) {
        struct import_chunk c;
        e = next_chunk(tx, import, *done, EVERY_RESULT, &c, &got);
        if (!e && got) {
            e = fn(ud, &c);
            e = e ? e : save(tx, &c);
            *done = c.last;
            rows += CHUNK_ROWS;
        }
    }
    *ret_more = got;
    return e;
}

void import_row_read(struct arena *a, struct str bytes, struct import_row *ret) {
    get_row(&(struct reader){a, bytes, false}, ret);
}

enum err import_adds(struct tx *tx, int64_t import, enum err (*fn)(void *ud, struct str bytes, const struct import_row *r), void *ud) {
    int64_t after = 0;
    size_t n = 1;
    enum err e = E_OK;
    while (!e && n) {
        struct sql_import_chunk_after_row *found = NULL;
        e = sql_import_chunk_after(tx, import, after, 1 << ROW_ADD, 1, &found, &n);
        struct reader r = {tx->arena, !e && n ? found[0].data : STR(""), false};
        after = !e && n ? found[0].last : after;
        while (!e && r.in.n) {
            struct import_row row;
            const char *start = r.in.p;
            get_row(&r, &row);
            e = r.bad ? unreadable(tx, after)
                : row.result == ROW_ADD ? fn(ud, (struct str){start, (size_t)(r.in.p - start)}, &row) : E_OK;
        }
    }
    return e;
}

enum err import_rows_page(struct tx *tx, int64_t import, enum row_result result, int64_t after, int64_t limit,
                          struct import_row **ret, size_t *ret_n) {
    int64_t mask = result == ROW_RESULTS ? EVERY_RESULT : 1 << result;
    struct import_row *rows = arena_array(tx->arena, struct import_row, (size_t)limit);
    size_t n = 0, got = 1;
    enum err e = E_OK;
    while (!e && got && n < (size_t)limit) {
        struct import_chunk c;
        e = next_chunk(tx, import, after, mask, &c, &got);
        for (size_t i = 0; !e && got && i < c.n && n < (size_t)limit; i++) {
            if (c.rows[i].no > after && (result == ROW_RESULTS || c.rows[i].result == result)) {
                rows[n++] = c.rows[i];
            }
        }
        after = !e && got ? c.last : after;
    }
    *ret = rows;
    *ret_n = n;
    return e;
}

static enum err take_addresses(void *ud, const struct sql_import_chunk_emails_row *row) {
    struct str list = row->emails, email;
    while (str_split(&list, '\n', &email)) {
        if (email.n) {
            addresses_put(ud, email, 1);
        }
    }
    return E_OK;
}

enum err import_addresses(struct tx *tx, int64_t import, struct addresses *ret) {
    return sql_import_chunk_emails(tx, import, take_addresses, ret);
}

/* ---- erase ---- */

static void take_out(struct import_chunk *c, struct str folded) {
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (!str_eq(c->rows[i].folded, folded)) {
            c->rows[n++] = c->rows[i];
        }
    }
    c->changed = n < c->n;
    c->n = n;
}

enum err staff_forget(struct tx *tx, struct str email) {
    struct str folded = email_fold(tx->arena, email);
    struct sql_import_chunk_with_email_row *found;
    size_t n;
    enum err e = sql_import_chunk_with_email(tx, db_like(tx->arena, arena_printf(tx->arena, "\n%.*s\n", STRF(folded))), &found, &n);
    for (size_t i = 0; !e && i < n; i++) {
        struct import_chunk c;
        e = unpack(tx, found[i].import_id, found[i].last, found[i].data, &c);
        if (!e) {
            take_out(&c, folded);
            e = save(tx, &c);
        }
        e = e ? e : sql_import_part_delete(tx, found[i].import_id);
        e = e ? e : sql_import_text_gone(tx, found[i].import_id);
    }
    return e;
}
