/* import_api.c: staff imports over HTTP. See import_api.h. Names, addresses and cells go out as the text they are: whoever shows
 * them shows text. Nothing here tells who takes part. */
#include "app/staff/import_api.h"

#include "app/staff/chunk.h"
#include "base/clock.h"
#include "base/gunzip.h"
#include "sql_gen.h"

static const char *const status_values[] = {IMPORT_PARSING, IMPORT_READY,  IMPORT_APPLYING, IMPORT_DONE,
                                            IMPORT_UNDOING, IMPORT_UNDONE, IMPORT_FAILED,   NULL};
static const char *const field_values[] = {"email",      "first_name", "last_name", "full_name", "country",
                                           "department", "team",       "free",      "roles",     NULL};
static const char *const confidence_values[] = {"sure", "likely", "guess", "chosen", "none", NULL};

/* ---- what goes out ---- */

struct column_out {
    int64_t index, filled;
    struct str header, field, confidence;
    struct json_list samples;
};
static const struct json_field column_fields[] = {
    {.name = "index", .type = JSON_T_I64, .off = offsetof(struct column_out, index), .flags = JSON_REQUIRED},
    {.name = "header", .type = JSON_T_STR, .off = offsetof(struct column_out, header), .flags = JSON_REQUIRED},
    {.name = "field", .type = JSON_T_ENUM, .off = offsetof(struct column_out, field), .flags = JSON_NULLABLE, .values = field_values,
     .help = "Null: kept out."},
    {.name = "confidence", .type = JSON_T_ENUM, .off = offsetof(struct column_out, confidence), .flags = JSON_REQUIRED, .values = confidence_values},
    {.name = "filled", .type = JSON_T_I64, .off = offsetof(struct column_out, filled), .flags = JSON_REQUIRED},
    {.name = "samples", .type = JSON_T_STRS, .off = offsetof(struct column_out, samples), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape column_shape = {"import_column", sizeof(struct column_out), column_fields};

struct counts_out {
    int64_t rows, adds, updates, sames, errors, missing;
};
static const struct json_field counts_fields[] = {
    {.name = "rows", .type = JSON_T_I64, .off = offsetof(struct counts_out, rows), .flags = JSON_REQUIRED},
    {.name = "add", .type = JSON_T_I64, .off = offsetof(struct counts_out, adds), .flags = JSON_REQUIRED},
    {.name = "update", .type = JSON_T_I64, .off = offsetof(struct counts_out, updates), .flags = JSON_REQUIRED},
    {.name = "same", .type = JSON_T_I64, .off = offsetof(struct counts_out, sames), .flags = JSON_REQUIRED},
    {.name = "error", .type = JSON_T_I64, .off = offsetof(struct counts_out, errors), .flags = JSON_REQUIRED},
    {.name = "missing", .type = JSON_T_I64, .off = offsetof(struct counts_out, missing), .flags = JSON_REQUIRED, .help = "Members whose address is not in the list; 0 while it is read."},
    {0}};
static const struct json_shape counts_shape = {"import_counts", sizeof(struct counts_out), counts_fields};

struct progress_out {
    int64_t done, total;
};
static const struct json_field progress_fields[] = {
    {.name = "done", .type = JSON_T_I64, .off = offsetof(struct progress_out, done), .flags = JSON_REQUIRED},
    {.name = "total", .type = JSON_T_I64, .off = offsetof(struct progress_out, total), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape progress_shape = {"import_progress", sizeof(struct progress_out), progress_fields};

struct outcome_out {
    int64_t added, updated, same, skipped, removed, restored, kept;
};
static const struct json_field outcome_fields[] = {
    {.name = "added", .type = JSON_T_I64, .off = offsetof(struct outcome_out, added), .flags = JSON_REQUIRED},
    {.name = "updated", .type = JSON_T_I64, .off = offsetof(struct outcome_out, updated), .flags = JSON_REQUIRED},
    {.name = "same", .type = JSON_T_I64, .off = offsetof(struct outcome_out, same), .flags = JSON_REQUIRED},
    {.name = "skipped", .type = JSON_T_I64, .off = offsetof(struct outcome_out, skipped), .flags = JSON_REQUIRED},
    {.name = "removed", .type = JSON_T_I64, .off = offsetof(struct outcome_out, removed), .flags = JSON_REQUIRED},
    {.name = "restored", .type = JSON_T_I64, .off = offsetof(struct outcome_out, restored), .flags = JSON_REQUIRED},
    {.name = "kept", .type = JSON_T_I64, .off = offsetof(struct outcome_out, kept), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape outcome_shape = {"import_result", sizeof(struct outcome_out), outcome_fields};

struct trouble_out {
    struct str code, detail;
};
static const struct json_field trouble_fields[] = {
    {.name = "code", .type = JSON_T_STR, .off = offsetof(struct trouble_out, code), .flags = JSON_REQUIRED},
    {.name = "detail", .type = JSON_T_STR, .off = offsetof(struct trouble_out, detail), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape trouble_shape = {"import_error", sizeof(struct trouble_out), trouble_fields};

struct import_out {
    int64_t id, created_at, applied_at, undone_at, undo_until, size, header_line;
    bool applied, undone, can_undo, can_remap, failed;
    struct str name, status, encoding, delimiter;
    struct json_list columns, notices;
    struct counts_out counts;
    struct progress_out progress;
    struct outcome_out result;
    struct trouble_out error;
};
static const struct json_field import_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct import_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct import_out, name), .flags = JSON_REQUIRED},
    {.name = "status", .type = JSON_T_ENUM, .off = offsetof(struct import_out, status), .flags = JSON_REQUIRED, .values = status_values},
    {.name = "created_at", .type = JSON_T_TIME, .off = offsetof(struct import_out, created_at), .flags = JSON_REQUIRED},
    {.name = "applied_at", .type = JSON_T_TIME, .off = offsetof(struct import_out, applied_at), .flags = JSON_NULLABLE, .has = JSON_HAS(import_out, applied)},
    {.name = "undone_at", .type = JSON_T_TIME, .off = offsetof(struct import_out, undone_at), .flags = JSON_NULLABLE, .has = JSON_HAS(import_out, undone)},
    {.name = "undo_until", .type = JSON_T_TIME, .off = offsetof(struct import_out, undo_until), .flags = JSON_NULLABLE, .has = JSON_HAS(import_out, can_undo)},
    {.name = "size", .type = JSON_T_I64, .off = offsetof(struct import_out, size), .flags = JSON_REQUIRED, .help = "Bytes of the file."},
    {.name = "encoding", .type = JSON_T_STR, .off = offsetof(struct import_out, encoding), .flags = JSON_REQUIRED},
    {.name = "delimiter", .type = JSON_T_STR, .off = offsetof(struct import_out, delimiter), .flags = JSON_REQUIRED},
    {.name = "header_line", .type = JSON_T_I64, .off = offsetof(struct import_out, header_line), .flags = JSON_REQUIRED, .help = "0: no header."},
    {.name = "can_remap", .type = JSON_T_BOOL, .off = offsetof(struct import_out, can_remap), .flags = JSON_REQUIRED, .help = "PATCH may change the mapping."},
    {.name = "columns", .type = JSON_T_LIST, .off = offsetof(struct import_out, columns), .flags = JSON_REQUIRED, .sub = &column_shape},
    {.name = "notices", .type = JSON_T_STRS, .off = offsetof(struct import_out, notices), .flags = JSON_REQUIRED},
    {.name = "counts", .type = JSON_T_OBJ, .off = offsetof(struct import_out, counts), .flags = JSON_REQUIRED, .sub = &counts_shape},
    {.name = "progress", .type = JSON_T_OBJ, .off = offsetof(struct import_out, progress), .flags = JSON_REQUIRED, .sub = &progress_shape},
    {.name = "result", .type = JSON_T_OBJ, .off = offsetof(struct import_out, result), .flags = JSON_REQUIRED, .sub = &outcome_shape},
    {.name = "error", .type = JSON_T_OBJ, .off = offsetof(struct import_out, error), .flags = JSON_NULLABLE, .has = JSON_HAS(import_out, failed), .sub = &trouble_shape},
    {0}};
const struct json_shape import_shape = {"import", sizeof(struct import_out), import_fields};

struct page_out {
    struct json_list items;
    struct str next;
};
#define PAGE_FIELDS(shape) \
    {{.name = "items", .type = JSON_T_LIST, .off = offsetof(struct page_out, items), .flags = JSON_REQUIRED, .sub = shape}, \
     {.name = "next", .type = JSON_T_STR, .off = offsetof(struct page_out, next), .flags = JSON_NULLABLE}, \
     {0}}
static const struct json_field page_fields[] = PAGE_FIELDS(&import_shape);
const struct json_shape import_page_shape = {"import_page", sizeof(struct page_out), page_fields};

struct row_groups_out {
    struct str country, department, team;
    struct json_list free;
};
static const struct json_field row_groups_fields[] = {
    {.name = "country", .type = JSON_T_STR, .off = offsetof(struct row_groups_out, country), .flags = JSON_NULLABLE},
    {.name = "department", .type = JSON_T_STR, .off = offsetof(struct row_groups_out, department), .flags = JSON_NULLABLE},
    {.name = "team", .type = JSON_T_STR, .off = offsetof(struct row_groups_out, team), .flags = JSON_NULLABLE},
    {.name = "free", .type = JSON_T_STRS, .off = offsetof(struct row_groups_out, free), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape row_groups_shape = {"import_row_groups", sizeof(struct row_groups_out), row_groups_fields};

struct change_out {
    struct str field, from, to;
};
static const struct json_field change_fields[] = {
    {.name = "field", .type = JSON_T_ENUM, .off = offsetof(struct change_out, field), .flags = JSON_REQUIRED, .values = field_values},
    {.name = "from", .type = JSON_T_STR, .off = offsetof(struct change_out, from), .flags = JSON_REQUIRED},
    {.name = "to", .type = JSON_T_STR, .off = offsetof(struct change_out, to), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape change_shape = {"import_row_change", sizeof(struct change_out), change_fields};

struct fault_out {
    struct str code, field, column, detail;
};
static const struct json_field fault_fields[] = {
    {.name = "code", .type = JSON_T_STR, .off = offsetof(struct fault_out, code), .flags = JSON_REQUIRED},
    {.name = "field", .type = JSON_T_ENUM, .off = offsetof(struct fault_out, field), .flags = JSON_NULLABLE, .values = field_values},
    {.name = "column", .type = JSON_T_STR, .off = offsetof(struct fault_out, column), .flags = JSON_REQUIRED, .help = "Header of the column, or empty."},
    {.name = "detail", .type = JSON_T_STR, .off = offsetof(struct fault_out, detail), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape fault_shape = {"import_row_fault", sizeof(struct fault_out), fault_fields};

struct row_out {
    int64_t line;
    struct str result, email, first_name, last_name, outcome;
    struct row_groups_out groups;
    struct json_list roles, changes, faults;
};
static const struct json_field row_fields[] = {
    {.name = "line", .type = JSON_T_I64, .off = offsetof(struct row_out, line), .flags = JSON_REQUIRED},
    {.name = "result", .type = JSON_T_ENUM, .off = offsetof(struct row_out, result), .flags = JSON_REQUIRED, .values = row_result_names},
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct row_out, email), .flags = JSON_REQUIRED},
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct row_out, first_name), .flags = JSON_REQUIRED},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct row_out, last_name), .flags = JSON_REQUIRED},
    {.name = "groups", .type = JSON_T_OBJ, .off = offsetof(struct row_out, groups), .flags = JSON_REQUIRED, .sub = &row_groups_shape},
    {.name = "roles", .type = JSON_T_STRS, .off = offsetof(struct row_out, roles), .flags = JSON_REQUIRED},
    {.name = "changes", .type = JSON_T_LIST, .off = offsetof(struct row_out, changes), .flags = JSON_REQUIRED, .sub = &change_shape},
    {.name = "faults", .type = JSON_T_LIST, .off = offsetof(struct row_out, faults), .flags = JSON_REQUIRED, .sub = &fault_shape},
    {.name = "outcome", .type = JSON_T_STR, .off = offsetof(struct row_out, outcome), .flags = JSON_NULLABLE, 
     .help = "added, updated, same, skipped; after undo removed, restored, kept; null before applying."},
    {0}};
static const struct json_shape row_shape = {"import_row", sizeof(struct row_out), row_fields};
static const struct json_field row_page_fields[] = PAGE_FIELDS(&row_shape);
const struct json_shape import_row_page_shape = {"import_row_page", sizeof(struct page_out), row_page_fields};

struct missing_out {
    int64_t id;
    struct str email, first_name, last_name, status;
};
static const struct json_field missing_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct missing_out, id), .flags = JSON_REQUIRED},
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct missing_out, email), .flags = JSON_REQUIRED},
    {.name = "first_name", .type = JSON_T_STR, .off = offsetof(struct missing_out, first_name), .flags = JSON_REQUIRED},
    {.name = "last_name", .type = JSON_T_STR, .off = offsetof(struct missing_out, last_name), .flags = JSON_REQUIRED},
    {.name = "status", .type = JSON_T_STR, .off = offsetof(struct missing_out, status), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape missing_shape = {"import_missing", sizeof(struct missing_out), missing_fields};
struct missing_page_out {
    struct json_list items;
    struct str next;
    int64_t total;
};
static const struct json_field missing_page_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct missing_page_out, items), .flags = JSON_REQUIRED, .sub = &missing_shape},
    {.name = "next", .type = JSON_T_STR, .off = offsetof(struct missing_page_out, next), .flags = JSON_NULLABLE},
    {.name = "total", .type = JSON_T_I64, .off = offsetof(struct missing_page_out, total), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape import_missing_page_shape = {"import_missing_page", sizeof(struct missing_page_out), missing_page_fields};

/* ---- what comes in ---- */

struct upload_query {
    struct str name;
};
static const struct json_field upload_query_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct upload_query, name), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = IMPORT_NAME_MAX, .help = "The file's name."},
    {0}};
const struct json_shape import_upload_query_shape = {"import_upload_query", sizeof(struct upload_query), upload_query_fields};

struct page_query {
    struct str result, cursor;
    int64_t limit;
};
#define LIMIT_FIELD \
    {.name = "limit", .type = JSON_T_I64, .off = offsetof(struct page_query, limit), .min = 1, .max = IMPORT_PAGE_MAX, \
     .help = "Items a page, 50 unless told."}
#define CURSOR_FIELD {.name = "cursor", .type = JSON_T_STR, .off = offsetof(struct page_query, cursor), .max = 4096}
static const struct json_field list_query_fields[] = {LIMIT_FIELD, CURSOR_FIELD, {0}};
const struct json_shape import_list_query_shape = {"import_list_query", sizeof(struct page_query), list_query_fields};
const struct json_shape import_missing_query_shape = {"import_missing_query", sizeof(struct page_query), list_query_fields};
static const struct json_field rows_query_fields[] = {
    {.name = "result", .type = JSON_T_ENUM, .off = offsetof(struct page_query, result), .values = row_result_names},
    LIMIT_FIELD, CURSOR_FIELD, {0}};
const struct json_shape import_rows_query_shape = {"import_rows_query", sizeof(struct page_query), rows_query_fields};

struct choice_in {
    int64_t index;
    struct str field;
};
static const struct json_field choice_fields[] = {
    {.name = "index", .type = JSON_T_I64, .off = offsetof(struct choice_in, index), .flags = JSON_REQUIRED, .min = 0,
     .max = CSV_FIELDS_MAX},
    {.name = "field", .type = JSON_T_ENUM, .off = offsetof(struct choice_in, field), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .values = field_values},
    {0}};
static const struct json_shape choice_shape = {"import_choice", sizeof(struct choice_in), choice_fields};
struct change_in {
    struct json_list mapping;
    bool has_header, header;
};
static const struct json_field change_in_fields[] = {
    {.name = "mapping", .type = JSON_T_LIST, .off = offsetof(struct change_in, mapping), .sub = &choice_shape, .max = CSV_FIELDS_MAX},
    {.name = "header", .type = JSON_T_BOOL, .off = offsetof(struct change_in, header), .has = JSON_HAS(change_in, has_header),
     .help = "Whether a line of the file names the columns."},
    {0}};
const struct json_shape import_change_shape = {"import_change", sizeof(struct change_in), change_in_fields};

struct apply_in {
    bool skip_errors;
};
static const struct json_field apply_fields[] = {
    {.name = "skip_errors", .type = JSON_T_BOOL, .off = offsetof(struct apply_in, skip_errors),
     .help = "Take the good records although others are wrong."},
    {0}};
const struct json_shape import_apply_shape = {"import_apply", sizeof(struct apply_in), apply_fields};

/* ---- reading ---- */

static struct json_list texts_of(struct arena *a, const struct json_node *list) {
    struct str *p = arena_array(a, struct str, json_count(list) + 1);
    for (size_t i = 0; i < json_count(list); i++) {
        p[i] = json_text(json_at(list, i));
    }
    return (struct json_list){p, json_count(list)};
}

static struct json_list columns_of(struct arena *a, struct str json) {
    const struct json_node *list = NULL;
    if (json_parse(json, a, &list)) {
        return (struct json_list){NULL, 0};
    }
    struct column_out *p = arena_array(a, struct column_out, json_count(list) + 1);
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json_node *c = json_at(list, i);
        p[i] = (struct column_out){.index = (int64_t)i, .header = json_text(json_get(c, "header")),
                                   .field = json_text(json_get(c, "field")),
                                   .confidence = json_text(json_get(c, "confidence")),
                                   .samples = texts_of(a, json_get(c, "samples"))};
        (void)json_int(json_get(c, "filled"), &p[i].filled);
    }
    return (struct json_list){p, json_count(list)};
}

static struct str trouble_detail(struct str code) {
    for (int t = STAFF_READY; t <= STAFF_NO_EMAIL; t++) {
        if (str_is(code, staff_trouble_names[t])) {
            return str_of(staff_trouble_text((enum staff_trouble)t));
        }
    }
    return STR("more than 200000 records; import the file in parts");
}

struct found {
    struct sql_import_get_row row;
    int64_t missing;
};

static struct import_out out_of(struct arena *a, const struct found *f) {
    const struct sql_import_get_row *im = &f->row;
    const struct json_node *notices = NULL;
    bool reading = str_is(im->status, IMPORT_PARSING), done = str_is(im->status, IMPORT_DONE);
    struct import_out out = {
        .id = im->id, .created_at = im->created_at, .applied_at = im->applied_at, .undone_at = im->undone_at,
        .undo_until = im->applied_at + IMPORT_DAYS * US_PER_DAY, .size = im->size, .header_line = im->header_line,
        .applied = !im->applied_at_null, .undone = !im->undone_at_null, .can_undo = done, .failed = im->error.p != NULL,
        .can_remap = im->has_text && (str_is(im->status, IMPORT_READY) || str_is(im->status, IMPORT_FAILED)),
        .name = im->name, .status = im->status, .encoding = im->encoding, .delimiter = im->delimiter,
        .columns = columns_of(a, im->columns),
        .counts = {im->total, im->adds, im->updates, im->sames, im->errors, f->missing},
        .progress = {staff_import_progress(im), reading ? 0 : im->total},
        .result = {im->added, im->updated, im->unchanged, im->skipped, im->removed, im->restored, im->kept},
        .error = {im->error, im->error.p ? trouble_detail(im->error) : STR("")}};
    if (json_parse(im->notices, a, &notices) == E_OK) {
        out.notices = texts_of(a, notices);
    }
    return out;
}

static enum err found_read(struct tx *tx, int64_t id, struct found *ret) {
    enum err e = staff_import_get(tx, id, &ret->row);
    if (!e && (str_is(ret->row.status, IMPORT_READY) || str_is(ret->row.status, IMPORT_DONE))) {
        e = staff_import_missing_count(tx, id, &ret->missing);
    }
    return e;
}

static enum err found_tx(struct tx *tx, const void *args, void *ret) {
    return found_read(tx, *(const int64_t *)args, ret);
}

static enum err reply_import(struct rq *rq, int status, int64_t id) {
    struct found f;
    enum err e = db_read(&rq->cx, found_tx, &id, &f, sizeof f);
    if (e) {
        return e;
    }
    struct import_out out = out_of(rq->arena, &f);
    return reply_json(rq, status, &import_shape, &out);
}

enum err import_one_get(struct rq *rq) {
    return reply_import(rq, 200, rq->id[0]);
}

struct list_args {
    int64_t id, before, limit;
    struct str result;
    struct staff_place after;
};

struct list_result {
    struct import_out *items;
    size_t n;
};

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    const struct list_args *a = args;
    struct list_result *r = ret;
    struct sql_import_list_row *rows;
    enum err e = sql_import_list(tx, a->before, a->limit + 1, &rows, &r->n);
    r->items = e ? NULL : arena_array(tx->arena, struct import_out, r->n + 1);
    for (size_t i = 0; !e && i < r->n; i++) {
        struct found f = {.missing = 0};
        e = staff_import_get(tx, rows[i].id, &f.row);
        if (!e) {
            r->items[i] = out_of(tx->arena, &f);
        }
    }
    return e;
}

static int64_t limit_of(const struct page_query *q) {
    return q->limit ? q->limit : IMPORT_PAGE_DEFAULT;
}

static enum err bad_cursor(struct rq *rq) {
    return err_set(&rq->errs, E_INVALID, "?cursor", "is not a cursor of this list");
}

enum err imports_get(struct rq *rq) {
    const struct page_query *q = rq->query;
    struct list_args args = {.before = INT64_MAX, .limit = limit_of(q)};
    struct list_result r;
    if (q->cursor.p && !id_parse(q->cursor, &args.before)) {
        return bad_cursor(rq);
    }
    enum err e = db_read(&rq->cx, list_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    bool more = (int64_t)r.n > args.limit;
    size_t n = more ? (size_t)args.limit : r.n;
    struct page_out out = {{r.items, n}, more ? id_text(rq->arena, r.items[n - 1].id) : STR_NULL};
    return reply_json(rq, 200, &import_page_shape, &out);
}

/* ---- rows ---- */

struct rows_result {
    struct sql_import_get_row im;
    struct import_row *rows;
    size_t n;
};

static enum row_result result_of(struct str name) {
    int r = 0;
    while (r < ROW_RESULTS && !(name.p && str_is(name, row_result_names[r]))) {
        r++;
    }
    return (enum row_result)r;
}

static enum err rows_tx(struct tx *tx, const void *args, void *ret) {
    const struct list_args *a = args;
    struct rows_result *r = ret;
    enum err e = staff_import_get(tx, a->id, &r->im);
    return e ? e : import_rows_page(tx, a->id, result_of(a->result), a->before, a->limit + 1, &r->rows, &r->n);
}

/* What came of a record where nothing else is written: it follows from the plan and from how far the import is. */
static struct str outcome_of(const struct sql_import_get_row *im, const struct import_row *r) {
    bool undone = str_is(im->status, IMPORT_UNDONE) || (str_is(im->status, IMPORT_UNDOING) && r->no <= im->done);
    bool applied = undone || str_is(im->status, IMPORT_DONE) || str_is(im->status, IMPORT_UNDOING) ||
                   (str_is(im->status, IMPORT_APPLYING) && r->no <= im->done);
    if (r->outcome.p || !applied) {
        return r->outcome;
    }
    if (r->result == ROW_ADD) {
        return undone ? STR("removed") : STR("added");
    }
    return r->result == ROW_ERROR ? STR("skipped") : r->result == ROW_UPDATE ? STR("updated") : STR("same");
}

static struct str absent_if_empty(struct str s) {
    return str_empty(s) ? STR_NULL : s;
}

static struct json_list role_list(struct arena *a, unsigned roles) {
    struct str *p = arena_array(a, struct str, ROLE_COUNT);
    size_t n = 0;
    for (int i = 0; i < ROLE_COUNT; i++) {
        if ((roles & role_infos[i].bit) && role_infos[i].bit != ROLE_MEMBER) {
            p[n++] = str_of(role_infos[i].name);
        }
    }
    return (struct json_list){p, n};
}

static struct row_out row_fill(struct arena *a, const struct sql_import_get_row *im, const struct import_row *r) {
    const struct row_data *d = &r->data;
    struct change_out *changes = arena_array(a, struct change_out, d->plan.n + 1);
    for (size_t i = 0; i < d->plan.n; i++) {
        changes[i] = (struct change_out){str_of(staff_field_names[d->plan.of[i].field]), d->plan.of[i].from, d->plan.of[i].to};
    }
    struct fault_out *fault = arena_new(a, struct fault_out);
    if (d->fault.code) {
        const char *field = staff_field_names[d->fault.field];
        *fault = (struct fault_out){str_of(d->fault.code), *field ? str_of(field) : STR_NULL, d->fault.column, d->fault.detail};
    }
    const struct row_person *p = &d->person;
    return (struct row_out){.line = r->line, .result = str_of(row_result_names[r->result]), .email = p->email, .first_name = p->first, .last_name = p->last,
                            .outcome = outcome_of(im, r),
                            .groups = {absent_if_empty(p->country), absent_if_empty(p->department), absent_if_empty(p->team),
                                       {p->free, p->free_n}},
                            .roles = role_list(a, p->roles), .changes = {changes, d->plan.n},
                            .faults = {fault, d->fault.code != NULL}};
}

enum err import_rows_get(struct rq *rq) {
    const struct page_query *q = rq->query;
    struct list_args args = {.id = rq->id[0], .limit = limit_of(q), .result = q->result};
    struct rows_result r;
    if (q->cursor.p && (!str_to_i64(q->cursor, &args.before) || args.before < 0)) {
        return bad_cursor(rq);
    }
    enum err e = db_read(&rq->cx, rows_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    bool more = (int64_t)r.n > args.limit;
    size_t n = more ? (size_t)args.limit : r.n;
    struct row_out *items = arena_array(rq->arena, struct row_out, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = row_fill(rq->arena, &r.im, &r.rows[i]);
    }
    struct page_out out = {{items, n}, more ? arena_printf(rq->arena, "%lld", (long long)r.rows[n - 1].no) : STR_NULL};
    return reply_json(rq, 200, &import_row_page_shape, &out);
}

/* ---- missing ---- */

struct missing_result {
    struct staff_missing *items;
    size_t n;
    int64_t total;
};

static enum err missing_tx(struct tx *tx, const void *args, void *ret) {
    const struct list_args *a = args;
    struct missing_result *r = ret;
    return staff_import_missing(tx, a->id, &a->after, a->limit + 1, &r->items, &r->n, &r->total);
}

enum err import_missing_get(struct rq *rq) {
    const struct page_query *q = rq->query;
    struct list_args args = {.id = rq->id[0], .limit = limit_of(q)};
    struct missing_result r;
    if (!member_place_read(rq->arena, q->cursor, &args.after.folded, &args.after.id)) {
        return bad_cursor(rq);
    }
    enum err e = db_read(&rq->cx, missing_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    bool more = (int64_t)r.n > args.limit;
    size_t n = more ? (size_t)args.limit : r.n;
    struct missing_out *items = arena_array(rq->arena, struct missing_out, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct staff_missing *m = &r.items[i];
        items[i] = (struct missing_out){m->at.id, m->email, m->first_name, m->last_name, m->status};
    }
    struct missing_page_out out = {
        {items, n}, more ? member_place_text(rq->arena, r.items[n - 1].at.folded, r.items[n - 1].at.id) : STR_NULL, r.total};
    return reply_json(rq, 200, &import_missing_page_shape, &out);
}

/* ---- writing ---- */

static bool type_ok(struct rq *rq) {
    static const char *const types[] = {"text/csv", "text/plain", "application/octet-stream", "application/vnd.ms-excel",
                                        "text/tab-separated-values", "application/csv", NULL};
    struct str type = rq_header(rq, "Content-Type");
    type = str_trim(str_sub(type, 0, str_chr(type, ';')));
    for (size_t i = 0; types[i]; i++) {
        if (str_ieq(type, str_of(types[i]))) {
            return true;
        }
    }
    return false;
}

static enum err unpack(struct rq *rq, struct buf *store, struct str *ret) {
    struct str coding = str_trim(rq_header(rq, "Content-Encoding"));
    *ret = rq->raw_body;
    if (coding.n == 0 || str_ieq(coding, STR("identity"))) {
        return E_OK;
    }
    if (!str_ieq(coding, STR("gzip"))) {
        return err_set(&rq->errs, E_MEDIA_TYPE, "", "Content-Encoding may be gzip");
    }
    enum err e = gunzip(rq->raw_body, store, &rq->errs);
    *ret = buf_view(store);
    return e;
}

enum err imports_post(struct rq *rq) {
    const struct upload_query *q = rq->query;
    struct buf store;
    struct str bytes;
    int64_t id = 0;
    if (!type_ok(rq)) {
        return err_set(&rq->errs, E_MEDIA_TYPE, "", "send the file itself as text/csv");
    }
    buf_init(&store, NULL, IMPORT_UPLOAD_MAX);
    enum err e = unpack(rq, &store, &bytes);
    if (!e && bytes.n == 0) {
        e = err_set(&rq->errs, E_INVALID, "", "the file is empty");
    }
    if (!e) {
        e = staff_import_create(&rq->cx, q->name, bytes, rq->who.member, true, rq->now, &id);
    }
    buf_done(&store);
    return e ? e : reply_import(rq, 201, id);
}

struct act_args {
    int64_t id, now;
    bool skip_errors;
    struct import_mapping mapping;
};

static enum err apply_tx(struct tx *tx, const void *args, void *ret) {
    const struct act_args *a = args;
    (void)ret;
    return staff_import_apply(tx, a->id, a->skip_errors, true, a->now);
}

enum err import_apply_post(struct rq *rq) {
    const struct apply_in *in = rq->body;
    struct act_args args = {.id = rq->id[0], .now = rq->now, .skip_errors = in->skip_errors};
    enum err e = db_tx(&rq->cx, apply_tx, &args, NULL, 0);
    return e ? e : reply_import(rq, 202, rq->id[0]);
}

static enum err undo_tx(struct tx *tx, const void *args, void *ret) {
    const struct act_args *a = args;
    (void)ret;
    return staff_import_undo(tx, a->id, a->now);
}

enum err import_undo_post(struct rq *rq) {
    struct act_args args = {.id = rq->id[0], .now = rq->now};
    enum err e = db_tx(&rq->cx, undo_tx, &args, NULL, 0);
    return e ? e : reply_import(rq, 202, rq->id[0]);
}

/* Named columns get their new field; what was chosen before stays chosen. */
static enum err merge(struct rq *rq, struct json_list columns, const struct change_in *in, struct import_mapping *ret) {
    const struct column_out *c = columns.p;
    const struct choice_in *given = in->mapping.p;
    struct import_choice *choices = arena_array(rq->arena, struct import_choice, columns.n + 1);
    size_t used[STAFF_FIELD_COUNT] = {0};
    enum err e = E_OK;
    for (size_t i = 0; i < in->mapping.n; i++) {
        if (given[i].index >= (int64_t)columns.n) {
            e = err_set(&rq->errs, E_INVALID, arena_printf(rq->arena, "/mapping/%zu/index", i).p, "there is no such column");
        }
    }
    for (size_t i = 0; i < columns.n; i++) {
        struct str field = c[i].field;
        bool chosen = str_is(c[i].confidence, "chosen");
        for (size_t k = 0; k < in->mapping.n; k++) {
            if (given[k].index == (int64_t)i) {
                chosen = chosen || !str_eq(field, given[k].field);
                field = given[k].field;
            }
        }
        enum staff_field f = field.p ? staff_field_of(field) : STAFF_NONE;
        used[f]++;
        if (chosen) {
            choices[ret->n++] = (struct import_choice){(int64_t)i, f};
        }
    }
    for (int f = STAFF_FIRST; f < STAFF_FIELD_COUNT && !in->has_header; f++) {
        if (f != STAFF_FREE && used[f] > 1) {
            e = err_set(&rq->errs, E_INVALID, "/mapping", "two columns for %s", staff_field_names[f]);
        }
    }
    if (!used[STAFF_EMAIL] && !in->has_header) {
        e = err_set(&rq->errs, E_INVALID, "/mapping", "no column for the e-mail address");
    }
    ret->choices = choices;
    return e;
}

static enum err remap_tx(struct tx *tx, const void *args, void *ret) {
    const struct act_args *a = args;
    (void)ret;
    return staff_import_remap(tx, a->id, &a->mapping, a->now);
}

enum err import_one_patch(struct rq *rq) {
    const struct change_in *in = rq->body;
    struct act_args args = {.id = rq->id[0], .now = rq->now,
                            .mapping = {.set_header = in->has_header, .header = in->header}};
    struct found f;
    enum err e = db_read(&rq->cx, found_tx, &args.id, &f, sizeof f);
    if (!e) {
        e = merge(rq, columns_of(rq->arena, f.row.columns), in, &args.mapping);
    }
    if (!e) {
        e = db_tx(&rq->cx, remap_tx, &args, NULL, 0);
    }
    return e ? e : reply_import(rq, 200, rq->id[0]);
}

enum err import_one_delete(struct rq *rq) {
    struct found f;
    enum err e = db_read(&rq->cx, found_tx, &rq->id[0], &f, sizeof f);
    if (!e) {
        e = staff_import_delete(&rq->cx, rq->id[0]);
    }
    return e ? e : reply_empty(rq, 204);
}
