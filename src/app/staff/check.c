/* check.c: from the stored file to records: which column means what, and what each line would do. Every batch is written with
 * the count of records so far, so a crash costs nothing but reading the file again. */
#include "app/staff/chunk.h"
#include "app/staff/work.h"

#include "app/member/check.h"
#include "base/clock.h"
#include "json/json.h"
#include "sql_gen.h"

#include <pthread.h>

enum { SCRATCH = 128 * 1024 * 1024 };

struct checking {
    struct db_cx cx;                 /* its arena is the scratch, emptied after each batch */
    struct arena *arena;             /* of the file and the map */
    struct sql_import_get_row im;
    struct staff_list list;
    struct addresses known;          /* members when the check began: who is not in it is looked up no further */
    int64_t until;
};

/* ---- the file ---- */

struct part {
    int64_t id, no;
};

static enum err part_tx(struct tx *tx, const void *args, void *ret) {
    const struct part *p = args;
    return sql_import_part_get(tx, p->id, p->no, ret);
}

static enum err load(struct checking *ck, struct str *ret) {
    char *all = arena_alloc(ck->arena, (size_t)ck->im.size + 1);
    size_t n = 0, size = (size_t)ck->im.size;
    enum err e = E_OK;
    for (struct part p = {ck->im.id, 0}; !e && n < size; p.no++) {
        struct sql_import_part_get_row row;
        e = db_read(&ck->cx, part_tx, &p, &row, sizeof row);
        if (!e && row.bytes.n <= size - n) {
            memcpy(all + n, row.bytes.p, row.bytes.n);
            n += row.bytes.n;
        }
        arena_reset(ck->cx.arena);
    }
    *ret = (struct str){all, n};
    return e;
}

/* ---- the columns ---- */

/* The admin's choices on top of what was found; false when no column is for the address. */
static bool choose(struct checking *ck, const struct json_node *chosen) {
    struct staff_map *m = &ck->list.map;
    const struct json_node *list = json_get(chosen, "mapping");
    for (size_t i = 0; list && i < json_count(list); i++) {
        int64_t index = -1;
        enum staff_field f = staff_field_of(json_text(json_get(json_at(list, i), "field")));
        if (!json_int(json_get(json_at(list, i), "index"), &index) || index < 0 || (size_t)index >= m->n) {
            continue;
        }
        m->columns[index].field = f < STAFF_FIELD_COUNT ? f : STAFF_NONE;
        m->columns[index].confidence = STAFF_CHOSEN;
        m->columns[index].rank = m->columns[index].field == STAFF_EMAIL ? 0 : m->columns[index].rank;
    }
    return staff_map_settle(m);
}

static bool find(struct checking *ck, struct str bytes, enum staff_trouble *ret) {
    const struct json_node *chosen = NULL;
    *ret = staff_open(&ck->list, bytes, ck->arena, NULL);
    if (*ret != STAFF_READY && *ret != STAFF_NO_EMAIL) {
        return false;
    }
    if (!str_empty(ck->im.chosen) && json_parse(ck->im.chosen, ck->arena, &chosen) == E_OK) {
        bool ok;
        const struct json_node *header = json_get(chosen, "header");
        if (header && json_kind(header) == JSON_IS_BOOL) {
            ok = staff_map_as(ck->arena, ck->list.text.text, json_is_true(header), &ck->list.map);
        }
        ok = choose(ck, chosen);
        ck->list.csv.at = ck->list.map.start;
        ck->list.csv.line = ck->list.map.start_line;
        ck->list.csv.delimiter = ck->list.map.delimiter;
        *ret = ok ? STAFF_READY : STAFF_NO_EMAIL;
    }
    return *ret == STAFF_READY;
}

static struct str columns_json(struct arena *a, const struct staff_map *m) {
    struct buf b;
    buf_init(&b, a, 2 * 1024 * 1024);
    buf_ch(&b, '[');
    for (size_t i = 0; i < m->n; i++) {
        const struct staff_column *c = &m->columns[i];
        buf_printf(&b, "%s{\"index\":%zu,\"header\":", i ? "," : "", i);
        buf_json(&b, m->header_line ? c->header : STR(""));     /* "Column 3" is said in the reader's language */
        if (c->field) {
            buf_printf(&b, ",\"field\":\"%s\",\"confidence\":\"%s\"", staff_field_names[c->field], staff_confidence_names[c->confidence]);
        } else {
            buf_printf(&b, ",\"field\":null,\"confidence\":\"%s\"", c->confidence == STAFF_CHOSEN ? "chosen" : "none");
        }
        buf_printf(&b, ",\"filled\":%zu,\"samples\":[", c->filled);
        for (size_t k = 0; c->field && k < c->sample_n; k++) {      /* of what is kept out, no value is kept */
            buf_c(&b, k ? "," : "");
            buf_json(&b, c->samples[k]);
        }
        buf_c(&b, "]}");
    }
    buf_ch(&b, ']');
    return buf_view(&b);
}

static struct str notices_json(struct arena *a, const struct staff_list *l) {
    const struct {
        bool on;
        const char *code;
    } all[] = {{l->map.private_only, "private_address_only"}, {l->map.header_line == 0, "no_header"},
               {l->map.role_is_title, "role_column_is_title"}, {l->long_rows, "long_rows"}, {l->text.stray, "stray_bytes"}};
    struct buf b;
    buf_init(&b, a, 1000);
    buf_ch(&b, '[');
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].on) {
            buf_printf(&b, "%s\"%s\"", b.n > 1 ? "," : "", all[i].code);
        }
    }
    buf_ch(&b, ']');
    return buf_view(&b);
}

static const char *delimiter_name(char c) {
    return c == ',' ? "comma" : c == ';' ? "semicolon" : c == '\t' ? "tab" : c == '|' ? "bar" : "other";
}

/* ---- writing ---- */

/* Whether this work is still wanted: nobody chose another mapping or deleted the import meanwhile. */
static enum err still(struct tx *tx, const struct checking *ck, int64_t total, bool *ret) {
    struct sql_import_get_row now;
    enum err e = sql_import_get(tx, ck->im.id, &now);
    *ret = !e && str_is(now.status, IMPORT_PARSING) && now.generation == ck->im.generation && now.total == total;
    return e == E_NOT_FOUND ? E_OK : e;
}

static enum err found_tx(struct tx *tx, const void *args, void *ret) {
    const struct checking *ck = args;
    bool *on = ret;
    enum err e = still(tx, ck, ck->im.total, on);
    if (e || !*on) {
        return e;
    }
    return sql_import_found_set(tx, &(struct sql_import_found_set_in){
        .id = ck->im.id, .encoding = str_of(ck->list.text.encoding), .delimiter = str_of(delimiter_name(ck->list.map.delimiter)),
        .header_line = ck->list.map.header_line, .columns = columns_json(tx->arena, &ck->list.map),
        .notices = notices_json(tx->arena, &ck->list)});
}

struct batch {
    const struct checking *ck;
    struct import_row *rows;
    size_t n;
    int64_t before;                  /* records in the batches before */
    bool last;
    const char *error;
};

/* What the record says, as far as it goes without the directory. */
static struct import_row row_of(struct arena *a, const struct staff_row *r, bool has_header, int64_t no) {
    bool nameless = r->fault == STAFF_EMAIL_MISSING || r->fault == STAFF_EMAIL_MALFORMED;
    struct import_row row = {.no = no, .line = r->line, .result = r->fault ? ROW_ERROR : ROW_ADD, .outcome = STR_NULL,
                             .folded = nameless ? STR("") : email_fold(a, r->email), .data.person = row_person_of(a, r)};
    if (r->fault) {
        struct str column = has_header ? r->column : STR("");
        row.data.fault = (struct row_fault){staff_fault_names[r->fault], r->field, column, r->detail};
        row.data.person.email = r->shown;
    }
    return row;
}

/* What it would do. Members who came since the check began are found when it is applied. */
static enum err compare(struct tx *tx, const struct checking *ck, struct import_row *row) {
    struct sql_member_id_by_email_row id;
    struct member_info m;
    if (row->result == ROW_ERROR || !addresses_get(&ck->known, row->folded)) {
        return E_OK;
    }
    enum err e = sql_member_id_by_email(tx, row->folded, &id);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    e = member_get(tx, id.id, &m);
    if (!e) {
        row_compare(tx->arena, &row->data.person, &m, ck->im.created_by, &row->data.plan);
        row->result = row->data.plan.n ? ROW_UPDATE : ROW_SAME;
    }
    return e;
}

static void count(const struct import_row *row, struct sql_import_counted_in *sums) {
    sums->adds += row->result == ROW_ADD;
    sums->updates += row->result == ROW_UPDATE;
    sums->sames += row->result == ROW_SAME;
    sums->errors += row->result == ROW_ERROR;
}

/* Works on copies: it may run more than once. */
static enum err write_chunk(struct tx *tx, const struct batch *b, size_t at, struct sql_import_counted_in *sums) {
    size_t n = b->n - at < CHUNK_ROWS ? b->n - at : CHUNK_ROWS;
    struct import_row *rows = arena_array(tx->arena, struct import_row, n);
    enum err e = E_OK;
    for (size_t i = 0; !e && i < n; i++) {
        rows[i] = b->rows[at + i];
        e = compare(tx, b->ck, &rows[i]);
        count(&rows[i], sums);
    }
    return e ? e : import_chunk_add(tx, b->ck->im.id, rows, n);
}

static enum err batch_tx(struct tx *tx, const void *args, void *ret) {
    const struct batch *b = args;
    bool *on = ret;
    struct sql_import_counted_in sums = {.id = b->ck->im.id, .n = (int64_t)b->n};
    enum err e = still(tx, b->ck, b->before, on);
    if (e || !*on) {
        return e;
    }
    for (size_t i = 0; !e && i < b->n; i += CHUNK_ROWS) {
        e = write_chunk(tx, b, i, &sums);
    }
    if (!e && b->n) {
        e = sql_import_counted(tx, &sums);
    }
    if (!e && b->error) {
        e = sql_import_failed(tx, b->ck->im.id, str_of(b->error));
    } else if (!e && b->last) {
        e = sql_import_ready(tx, b->ck->im.id, notices_json(tx->arena, &b->ck->list));
    }
    return e;
}

/* ---- reading and writing side by side ---- */

/* A batch on its way into the database, while the next one is read from the file. */
struct writing {
    struct checking *ck;
    struct batch b;
    struct arena *arena;             /* of the batch */
    pthread_t thread;
    bool threaded, on;
    enum err e;
};

static void *write_main(void *arg) {
    struct writing *w = arg;
    struct db_cx cx = w->ck->cx;
    cx.arena = w->arena;
    w->e = db_tx(&cx, batch_tx, &w->b, &w->on, sizeof w->on);
    return NULL;
}

static void write_start(struct writing *w) {
    w->threaded = pthread_create(&w->thread, NULL, write_main, w) == 0;
    if (!w->threaded) {
        write_main(w);
    }
}

/* Waits until it is written; whether to go on. */
static bool write_ended(struct writing *w) {
    if (w->threaded) {
        pthread_join(w->thread, NULL);
    }
    w->threaded = false;
    arena_reset(w->arena);
    return !w->e && w->on;
}

/* The next batch of the file; true when more is behind it. */
static bool read_batch(struct checking *ck, struct arena *a, struct batch *ret) {
    struct staff_row row;
    struct batch b = {.ck = ck, .rows = arena_array(a, struct import_row, IMPORT_CHECK_BATCH), .before = ck->im.total};
    while (b.n < IMPORT_CHECK_BATCH && arena_used(a) < SCRATCH / 4) {
        if (!staff_next(&ck->list, a, &row)) {
            b.last = true;
            break;
        }
        b.rows[b.n] = row_of(a, &row, ck->list.map.header_line > 0, ++ck->im.total);
        b.n++;
    }
    b.error = ck->im.total > STAFF_ROWS_MAX ? "too_many_rows" : b.last && ck->im.total == 0 ? "empty" : NULL;
    *ret = b;
    return !b.last && !b.error;
}

static enum err write_all(struct checking *ck, bool *ret_more) {
    struct writing two[2] = {{.ck = ck, .on = true, .arena = ck->cx.arena}, {.ck = ck, .on = true, .arena = arena_create(SCRATCH)}};
    bool on = true, more = true, late = false;
    size_t i = 0;
    for (; on && more && !late; i++) {
        more = read_batch(ck, two[i % 2].arena, &two[i % 2].b);
        on = write_ended(&two[(i + 1) % 2]);
        if (on) {
            write_start(&two[i % 2]);
        }
        late = ck->until && clock_now() > ck->until;
    }
    on = write_ended(&two[(i + 1) % 2]) && on;
    *ret_more = on && more;
    enum err e = two[0].e ? two[0].e : two[1].e;
    arena_free(two[1].arena);
    return e;
}

/* ---- the whole ---- */

static enum err fail(struct checking *ck, const char *code) {
    struct batch b = {.ck = ck, .before = ck->im.total, .error = code};
    bool on;
    return db_tx(&ck->cx, batch_tx, &b, &on, sizeof on);
}

static enum err take_known(void *ud, const struct sql_import_member_emails_row *m) {
    addresses_put(ud, m->email_folded, 1);
    return E_OK;
}

static enum err known_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    enum err e = sql_import_member_emails(tx, take_known, ret);
    if (e) {
        addresses_free(ret);
    }
    return e;
}

static enum err check(struct checking *ck, bool *ret_more) {
    struct str bytes;
    enum staff_trouble trouble;
    bool on = true;
    enum err e = load(ck, &bytes);
    if (e) {
        return e;
    }
    if (!find(ck, bytes, &trouble) && trouble != STAFF_NO_EMAIL) {
        return fail(ck, staff_trouble_names[trouble]);
    }
    if (str_empty(ck->im.encoding) || trouble) {
        e = import_rows_drop(&ck->cx, ck->im.id);
        if (!e) {
            e = db_tx(&ck->cx, found_tx, ck, &on, sizeof on);
        }
        arena_reset(ck->cx.arena);
    }
    if (e || !on) {
        return e;
    }
    if (trouble) {
        return fail(ck, staff_trouble_names[trouble]);
    }
    struct staff_row skip;
    for (int64_t i = 0; i < ck->im.total && staff_next(&ck->list, ck->cx.arena, &skip); i++) {
        if (i % IMPORT_BATCH == 0) {
            arena_reset(ck->cx.arena);
        }
    }
    e = db_read(&ck->cx, known_tx, NULL, &ck->known, sizeof ck->known);
    return e ? e : write_all(ck, ret_more);
}

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return sql_import_get(tx, *(const int64_t *)args, ret);
}

enum err import_check(const struct db_cx *cx, int64_t id, int64_t until, bool *ret_more) {
    struct checking ck = {.cx = *cx, .arena = cx->arena, .until = until};
    enum err e = db_read(cx, get_tx, &id, &ck.im, sizeof ck.im);
    *ret_more = false;
    if (e || !str_is(ck.im.status, IMPORT_PARSING)) {
        return e;
    }
    ck.cx.arena = arena_create(SCRATCH);
    ck.cx.errs = NULL;
    e = check(&ck, ret_more);
    staff_close(&ck.list);
    addresses_free(&ck.known);
    arena_free(ck.cx.arena);
    return e;
}
