/* check.c: from the stored file to records: which column means what, and what each line would do. Every batch is written with
 * the count of records so far, so a crash costs nothing but reading the file again. */
#include "app/staff/row.h"
#include "app/staff/work.h"

#include "app/member/check.h"
#include "base/clock.h"
#include "json/json.h"
#include "sql_gen.h"

enum { SCRATCH = 128 * 1024 * 1024 };

struct checking {
    struct db_cx cx;                 /* its arena is the scratch, emptied after each batch */
    struct arena *arena;             /* of the file and the map */
    struct sql_import_get_row im;
    struct staff_list list;
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
static enum err still(struct tx *tx, const struct checking *ck, bool *ret) {
    struct sql_import_get_row now;
    enum err e = sql_import_get(tx, ck->im.id, &now);
    *ret = !e && str_is(now.status, IMPORT_PARSING) && now.generation == ck->im.generation && now.total == ck->im.total;
    return e == E_NOT_FOUND ? E_OK : e;
}

static enum err found_tx(struct tx *tx, const void *args, void *ret) {
    const struct checking *ck = args;
    bool *on = ret;
    enum err e = still(tx, ck, on);
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
    const struct staff_row *rows;
    size_t n;
    bool last;
    enum staff_trouble trouble;
    const char *error;
};

static enum err write_row(struct tx *tx, const struct batch *b, const struct staff_row *r, int64_t no, struct sql_import_counted_in *sums) {
    struct row_data d = {.person = row_person_of(tx->arena, r)};
    struct member_info m;
    const char *result = ROW_ERROR;
    struct str folded = r->fault == STAFF_EMAIL_MISSING || r->fault == STAFF_EMAIL_MALFORMED ? STR("") : email_fold(tx->arena, r->email);
    enum err e = E_OK;
    if (r->fault) {
        struct str column = b->ck->list.map.header_line ? r->column : STR("");
        d.fault = (struct row_fault){staff_fault_names[r->fault], r->field, column, r->detail};
        d.person.email = r->shown;
        sums->errors++;
    } else {
        struct sql_member_id_by_email_row id;
        e = sql_member_id_by_email(tx, folded, &id);
        result = e == E_NOT_FOUND ? ROW_ADD : ROW_SAME;
        e = e == E_NOT_FOUND ? E_OK : e ? e : member_get(tx, id.id, &m);
        if (!e && str_is(str_of(result), ROW_SAME)) {
            row_compare(tx->arena, &d.person, &m, b->ck->im.created_by, &d.plan);
            result = d.plan.n ? ROW_UPDATE : ROW_SAME;
        }
        sums->adds += str_is(str_of(result), ROW_ADD);
        sums->updates += str_is(str_of(result), ROW_UPDATE);
        sums->sames += str_is(str_of(result), ROW_SAME);
    }
    return e ? e : sql_import_row_insert(tx, &(struct sql_import_row_insert_in){
        .import = b->ck->im.id, .no = no, .line = r->line, .result = str_of(result), .email_folded = folded,
        .data = row_write(tx->arena, &d)});
}

static enum err batch_tx(struct tx *tx, const void *args, void *ret) {
    const struct batch *b = args;
    bool *on = ret;
    struct sql_import_counted_in sums = {.id = b->ck->im.id, .n = (int64_t)b->n};
    enum err e = still(tx, b->ck, on);
    if (e || !*on) {
        return e;
    }
    for (size_t i = 0; !e && i < b->n; i++) {
        e = write_row(tx, b, &b->rows[i], b->ck->im.total + (int64_t)i + 1, &sums);
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

/* ---- the whole ---- */

static enum err fail(struct checking *ck, const char *code) {
    struct batch b = {.ck = ck, .error = code};
    bool on;
    return db_tx(&ck->cx, batch_tx, &b, &on, sizeof on);
}

static enum err write_all(struct checking *ck, bool *ret_more) {
    struct arena *a = ck->cx.arena;
    bool on = true, more = true;
    enum err e = E_OK;
    while (!e && on && more) {
        struct staff_row *rows = arena_array(a, struct staff_row, IMPORT_BATCH);
        struct batch b = {.ck = ck, .rows = rows};
        while (b.n < IMPORT_BATCH && (more = staff_next(&ck->list, a, &rows[b.n]))) {
            b.n++;
        }
        b.last = !more;
        b.error = ck->im.total + (int64_t)b.n > STAFF_ROWS_MAX ? "too_many_rows" : b.last && ck->im.total + (int64_t)b.n == 0 ? "empty" : NULL;
        more = more && !b.error;
        e = db_tx(&ck->cx, batch_tx, &b, &on, sizeof on);
        ck->im.total += (int64_t)b.n;
        arena_reset(a);
        if (more && ck->until && clock_now() > ck->until) {
            *ret_more = on;
            return e;
        }
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
    return write_all(ck, ret_more);
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
    arena_free(ck.cx.arena);
    return e;
}
