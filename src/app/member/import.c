/* import.c: see import.h. */
#include "app/member/import.h"

#include "app/company/company.h"
#include "app/member/check.h"
#include "app/member/csv.h"
#include "base/heap.h"
#include "http/roles.h"
#include "sql_gen.h"
#include "text/fold.h"

enum column { COL_EMAIL, COL_FIRST, COL_LAST, COL_COUNTRY, COL_TEAM, COL_ROLES, COL_COUNT };

static const char *const column_names[COL_COUNT] = {"email", "first name", "last name", "country", "team", "roles"};

/* How headers are written in real files, in folded form. */
static const struct {
    const char *name;
    enum column column;
} headers[] = {
    {"email", COL_EMAIL}, {"e mail", COL_EMAIL}, {"mail", COL_EMAIL}, {"email address", COL_EMAIL},
    {"e mail address", COL_EMAIL}, {"courriel", COL_EMAIL}, {"adresse mail", COL_EMAIL}, {"adresse email", COL_EMAIL},
    {"adresse e mail", COL_EMAIL}, {"first name", COL_FIRST}, {"firstname", COL_FIRST}, {"given name", COL_FIRST},
    {"prenom", COL_FIRST}, {"last name", COL_LAST}, {"lastname", COL_LAST}, {"surname", COL_LAST},
    {"family name", COL_LAST}, {"nom", COL_LAST}, {"nom de famille", COL_LAST}, {"country", COL_COUNTRY},
    {"pays", COL_COUNTRY}, {"team", COL_TEAM}, {"equipe", COL_TEAM}, {"roles", COL_ROLES}, {"role", COL_ROLES},
};

struct importing {
    const struct db_cx *cx;
    const struct import_options *opt;
    struct import_report *report;
    struct company_info company;
    int at[COL_COUNT];               /* index of the column, -1 = not there */
    size_t columns, cap;
};

static void notice(struct importing *im, struct str text) {
    struct str *more = arena_array(im->cx->arena, struct str, im->report->notice_n + 1);
    if (im->report->notice_n) {
        memcpy(more, im->report->notices, im->report->notice_n * sizeof *more);
    }
    more[im->report->notice_n++] = text;
    im->report->notices = more;
}

/* ---- header ---- */

/* "E-Mail_Address" -> "e mail address" */
static struct str header_key(struct arena *a, struct str name) {
    struct str folded = text_fold(a, str_trim(name));
    char *p = arena_alloc(a, folded.n + 1);
    for (size_t i = 0; i < folded.n; i++) {
        p[i] = folded.p[i] == '_' || folded.p[i] == '-' ? ' ' : folded.p[i];
    }
    return (struct str){p, folded.n};
}

static int column_of(struct arena *a, struct str name) {
    struct str key = header_key(a, name);
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        if (str_is(key, headers[i].name)) {
            return (int)headers[i].column;
        }
    }
    return -1;
}

static enum err take_header(struct importing *im, const struct csv_record *r) {
    struct arena *a = im->cx->arena;
    im->columns = r->n;
    for (int c = 0; c < COL_COUNT; c++) {
        im->at[c] = -1;
    }
    for (size_t i = 0; i < r->n; i++) {
        int c = column_of(a, r->fields[i]);
        if (c >= 0 && im->at[c] >= 0) {
            return err_set(im->cx->errs, E_INVALID, "header", "two columns for %s", column_names[c]);
        }
        if (c >= 0) {
            im->at[c] = (int)i;
        } else {
            notice(im, arena_printf(a, "column \"%.*s\" is kept out", STRF(str_trim(r->fields[i]))));
        }
    }
    if (im->at[COL_EMAIL] < 0) {
        return err_set(im->cx->errs, E_INVALID, "header", "no column \"email\"; the first line must name the columns: "
                                                          "email, first name, last name, country, team, roles");
    }
    if (im->at[COL_FIRST] < 0 && im->at[COL_LAST] < 0) {
        return err_set(im->cx->errs, E_INVALID, "header", "no column \"first name\" or \"last name\"");
    }
    return E_OK;
}

/* ---- lines ---- */

static struct str cell(const struct importing *im, const struct csv_record *r, enum column c) {
    return im->at[c] >= 0 ? str_trim(r->fields[im->at[c]]) : STR("");
}

static void bad(struct import_line *l, struct str column, struct str detail) {
    if (l->result != IMPORT_BAD) {
        l->result = IMPORT_BAD;
        l->column = column;
        l->detail = detail;
    }
}

/* Names parted by space, comma, semicolon, slash or bar. */
static void take_roles(struct importing *im, struct import_line *l, struct str text) {
    size_t start = 0;
    l->member.roles = ROLE_MEMBER;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && !strchr(" ,;/|\t", text.p[i])) {
            continue;
        }
        struct str name = text_fold(im->cx->arena, str_sub(text, start, i));
        unsigned bit = role_bit(name);
        if (name.n && !bit) {
            bad(l, STR("roles"), arena_printf(im->cx->arena, "there is no role \"%.*s\"", STRF(name)));
        }
        l->member.roles |= bit;
        start = i + 1;
    }
}

/* "/groups/country" -> "country", "/first_name" -> "first name" */
static struct str column_label(struct arena *a, struct str pointer) {
    struct str name = pointer;
    for (size_t slash; (slash = str_chr(name, '/')) < name.n;) {
        name = str_sub(name, slash + 1, name.n);
    }
    char *p = arena_alloc(a, name.n + 1);
    for (size_t i = 0; i < name.n; i++) {
        p[i] = name.p[i] == '_' ? ' ' : name.p[i];
    }
    return (struct str){p, name.n};
}

static void take_line(struct importing *im, const struct csv_record *r, struct import_line *l) {
    struct arena *a = im->cx->arena;
    struct problems faults = {.arena = a};
    *l = (struct import_line){.line = r->line, .column = STR(""), .detail = STR(""), .email = STR("")};
    if (r->fault) {
        bad(l, STR(""), str_of(r->fault));
        return;
    }
    if (r->n != im->columns) {
        bad(l, STR(""), arena_printf(a, "has %zu fields, the header has %zu", r->n, im->columns));
        return;
    }
    l->email = cell(im, r, COL_EMAIL);
    l->member = (struct member_new){.email = l->email, .first_name = cell(im, r, COL_FIRST),
                                    .last_name = cell(im, r, COL_LAST), .language = im->company.language,
                                    .time_zone = im->company.time_zone, .country = cell(im, r, COL_COUNTRY),
                                    .team = cell(im, r, COL_TEAM), .now = im->opt->now};
    if (member_check(&l->member, a, &faults, "") && faults.n) {
        bad(l, column_label(a, faults.items[0].field), faults.items[0].detail);
    }
    take_roles(im, l, cell(im, r, COL_ROLES));
}

static struct import_line *line_slot(struct importing *im) {
    struct import_report *rep = im->report;
    if (rep->n == im->cap) {
        im->cap = im->cap ? im->cap * 2 : 256;
        struct import_line *more = arena_array(im->cx->arena, struct import_line, im->cap);
        if (rep->n) {
            memcpy(more, rep->lines, rep->n * sizeof *more);
        }
        rep->lines = more;
    }
    return &rep->lines[rep->n++];
}

static enum err read_lines(struct importing *im, struct str text) {
    struct csv csv;
    struct csv_record r;
    csv_open(&csv, text, im->cx->arena);
    if (!csv_next(&csv, &r)) {
        return err_set(im->cx->errs, E_INVALID, "header", "the file is empty");
    }
    if (r.fault) {
        return err_set(im->cx->errs, E_INVALID, "header", "%s", r.fault);
    }
    enum err e = take_header(im, &r);
    while (!e && csv_next(&csv, &r)) {
        if (im->report->n == IMPORT_ROWS_MAX) {
            return err_set(im->cx->errs, E_INVALID, "", "more than %d lines; import the file in parts",
                           IMPORT_ROWS_MAX);
        }
        take_line(im, &r, line_slot(im));
    }
    return e;
}

/* An address may come once in a file. Open addressing over line numbers. */
static void find_doubles(struct importing *im) {
    struct import_report *rep = im->report;
    struct arena *a = im->cx->arena;
    size_t cap = 16;
    while (cap < rep->n * 2) {
        cap *= 2;
    }
    size_t *slots = heap_calloc(cap, sizeof *slots);   /* index plus one */
    for (size_t i = 0; i < rep->n; i++) {
        struct import_line *l = &rep->lines[i];
        if (l->result == IMPORT_BAD) {
            continue;
        }
        struct str key = email_fold(a, l->member.email);
        size_t at = str_hash(key) & (cap - 1);
        while (slots[at] && !str_eq(email_fold(a, rep->lines[slots[at] - 1].member.email), key)) {
            at = (at + 1) & (cap - 1);
        }
        if (slots[at]) {
            bad(l, STR("email"), arena_printf(a, "the same address is on line %lld",
                                              (long long)rep->lines[slots[at] - 1].line));
        } else {
            slots[at] = i + 1;
        }
    }
    heap_free(slots);
}

/* ---- database ---- */

static enum err company_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return company_get(tx, ret);
}

struct batch {
    const struct import_line *lines;
    size_t n;
};

struct batch_result {
    bool exists[IMPORT_BATCH];
};

static enum err batch_look(struct tx *tx, const void *args, void *ret) {
    const struct batch *b = args;
    struct batch_result *out = ret;
    for (size_t i = 0; i < b->n; i++) {
        struct sql_member_id_by_email_row row;
        if (b->lines[i].result == IMPORT_BAD) {
            continue;
        }
        enum err e = sql_member_id_by_email(tx, email_fold(tx->arena, b->lines[i].member.email), &row);
        if (e && e != E_NOT_FOUND) {
            return e;
        }
        out->exists[i] = !e;
    }
    return E_OK;
}

static enum err batch_add(struct tx *tx, const void *args, void *ret) {
    const struct batch *b = args;
    struct batch_result *out = ret;
    struct tx quiet = *tx;
    quiet.errs = NULL;               /* an address taken meanwhile is a result, not a fault */
    for (size_t i = 0; i < b->n; i++) {
        if (b->lines[i].result != IMPORT_ADD) {
            continue;
        }
        enum err e = member_create(&quiet, &b->lines[i].member, "", NULL);
        out->exists[i] = e == E_EXISTS;
        if (e && e != E_EXISTS) {
            return e;
        }
    }
    return E_OK;
}

/* Runs `fn` over all lines, IMPORT_BATCH at a time; `writes` in a transaction of its own each. */
static enum err batches(struct importing *im, db_fn fn, bool writes) {
    struct import_report *rep = im->report;
    enum err e = E_OK;
    for (size_t i = 0; !e && i < rep->n; i += IMPORT_BATCH) {
        struct batch b = {&rep->lines[i], rep->n - i < IMPORT_BATCH ? rep->n - i : IMPORT_BATCH};
        struct batch_result out;
        e = writes ? db_tx(im->cx, fn, &b, &out, sizeof out) : db_read(im->cx, fn, &b, &out, sizeof out);
        for (size_t k = 0; !e && k < b.n; k++) {
            if (out.exists[k]) {
                rep->lines[i + k].result = IMPORT_EXISTS;
            }
        }
    }
    return e;
}

static void count(struct import_report *rep) {
    rep->added = rep->existing = rep->bad = 0;
    for (size_t i = 0; i < rep->n; i++) {
        rep->added += rep->lines[i].result == IMPORT_ADD;
        rep->existing += rep->lines[i].result == IMPORT_EXISTS;
        rep->bad += rep->lines[i].result == IMPORT_BAD;
    }
}

enum err member_import(const struct db_cx *cx, struct str text, const struct import_options *opt,
                       struct import_report *ret) {
    struct importing im = {.cx = cx, .opt = opt, .report = ret};
    *ret = (struct import_report){.n = 0};
    if (text.n > IMPORT_BYTES_MAX) {
        return err_set(cx->errs, E_TOO_LARGE, "", "the file is larger than %d MiB", IMPORT_BYTES_MAX >> 20);
    }
    enum err e = db_read(cx, company_read, NULL, &im.company, sizeof im.company);
    if (!e) {
        e = read_lines(&im, text);
    }
    if (!e) {
        find_doubles(&im);
        e = batches(&im, batch_look, false);
    }
    count(ret);
    if (e || opt->dry_run || (ret->bad && !opt->skip_errors) || !ret->added) {
        return e;
    }
    e = batches(&im, batch_add, true);
    count(ret);
    ret->done = !e;
    return e;
}
