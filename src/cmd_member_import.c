/* cmd_member_import.c: `member import` and `member columns`. The engine is app/staff, the same as behind the web app. */
#include "cmd.h"
#include "cmd_member.h"

#include "app/staff/import.h"
#include "app/staff/chunk.h"
#include "base/clock.h"
#include "base/file.h"
#include "sql_gen.h"

#include <stdio.h>

enum { ROW_ARENA = 64 * 1024 * 1024 };

/* ---- rehearsal of the file alone: one JSON line a record ---- */

static void json_group(struct buf *b, const char *axis, struct str name, bool *first) {
    if (!str_empty(name)) {
        buf_printf(b, "%s\"%s\":", *first ? "" : ",", axis);
        buf_json(b, name);
        *first = false;
    }
}

static void json_row(struct buf *b, struct arena *a, const struct staff_row *r) {
    bool first = true;
    buf_printf(b, "{\"line\":%lld,\"email\":", (long long)r->line);
    buf_json(b, r->shown);
    buf_c(b, ",\"name\":");
    buf_json(b, staff_row_name(a, r));
    buf_c(b, ",\"groups\":{");
    json_group(b, "country", r->country, &first);
    json_group(b, "department", r->department, &first);
    json_group(b, "team", r->team, &first);
    json_group(b, "free", r->free, &first);
    buf_c(b, "},\"roles\":[");
    for (size_t i = 0; i < r->roles.n; i++) {
        buf_printf(b, "%s\"%s\"", i ? "," : "", r->roles.names[i]);
    }
    buf_ch(b, ']');
    if (r->fault) {
        buf_c(b, ",\"error\":");
        buf_json(b, r->column.n ? arena_printf(a, "%.*s: %.*s", STRF(r->column), STRF(r->detail)) : r->detail);
    }
    buf_c(b, "}\n");
}

static enum err print_rows(struct cmd_env *env, struct str bytes) {
    struct staff_list list;
    struct staff_row row;
    struct arena *scratch = arena_create(ROW_ARENA);
    enum staff_trouble t = staff_open(&list, bytes, env->arena, NULL);
    enum err e = t ? err_set(&env->errs, E_INVALID, "file", "%s", staff_trouble_text(t)) : E_OK;
    while (!e && staff_next(&list, scratch, &row)) {
        struct buf b;
        buf_init(&b, scratch, ROW_ARENA / 2);
        json_row(&b, scratch, &row);
        fwrite(b.p, 1, b.n, stdout);
        if (list.rows > STAFF_ROWS_MAX) {
            e = err_set(&env->errs, E_INVALID, "file", "more than %d records; import the file in parts", STAFF_ROWS_MAX);
        }
        arena_reset(scratch);
    }
    staff_close(&list);
    arena_free(scratch);
    return e;
}

/* ---- the whole way, through the same steps as in the browser ---- */

struct importing {
    struct cmd_env *env;
    struct db_cx cx;
    bool dry, skip;
    int64_t id;
    struct sql_import_get_row im;
};

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return staff_import_get(tx, ((const struct importing *)args)->id, ret);
}

static enum err apply_tx(struct tx *tx, const void *args, void *ret) {
    const struct importing *im = args;
    (void)ret;
    return staff_import_apply(tx, im->id, im->skip, false, clock_now());
}

struct page {
    int64_t id, after;
    struct import_row *rows;
    size_t n;
};

static enum err page_tx(struct tx *tx, const void *args, void *ret) {
    const struct page *p = args;
    struct page *r = ret;
    return import_rows_page(tx, p->id, ROW_RESULTS, p->after, IMPORT_BATCH, &r->rows, &r->n);
}

static void print_record(const struct importing *im, const struct import_row *r) {
    const struct row_data *d = &r->data;
    printf("line %lld: ", (long long)r->line);
    if (d->fault.code) {
        printf("%.*s%s%.*s\n", STRF(d->fault.column), d->fault.column.n ? ": " : "", STRF(d->fault.detail));
        return;
    }
    const char *what = r->result == ROW_ADD ? "added" : r->result == ROW_UPDATE ? "updated" : "left as is";
    printf("%.*s %s%s", STRF(d->person.email), im->dry ? "would be " : "", what);
    for (size_t i = 0; i < d->plan.n; i++) {
        const struct row_change *c = &d->plan.of[i];
        printf("%s %s \"%.*s\" -> \"%.*s\"", i ? "," : ":", staff_field_names[c->field], STRF(c->from), STRF(c->to));
    }
    putchar('\n');
}

/* Wrong records always, all of them in a rehearsal. */
static enum err print_records(const struct importing *im) {
    struct db_cx cx = im->cx;
    struct page p = {.id = im->id}, got = {.n = IMPORT_BATCH};
    enum err e = E_OK;
    cx.arena = arena_create(ROW_ARENA);
    while (!e && got.n == IMPORT_BATCH) {
        e = db_read(&cx, page_tx, &p, &got, sizeof got);
        for (size_t i = 0; !e && i < got.n; i++) {
            p.after = got.rows[i].no;
            if (im->dry || got.rows[i].result == ROW_ERROR) {
                print_record(im, &got.rows[i]);
            }
        }
        arena_reset(cx.arena);
    }
    arena_free(cx.arena);
    return e;
}

static void print_sums(const struct importing *im, bool done) {
    const struct sql_import_get_row *r = &im->im;
    if (im->env->json) {
        printf("{\"done\":%s,\"rows\":%lld,\"added\":%lld,\"updated\":%lld,\"same\":%lld,\"errors\":%lld}\n", done ? "true" : "false",
               (long long)r->total, (long long)(done ? r->added : r->adds), (long long)(done ? r->updated : r->updates),
               (long long)(done ? r->unchanged : r->sames), (long long)r->errors);
        return;
    }
    printf("%lld %s, %lld %s, %lld stay as they are, %lld records with errors\n", (long long)(done ? r->added : r->adds),
           done ? "added" : "would be added", (long long)(done ? r->updated : r->updates), done ? "updated" : "would be updated",
           (long long)(done ? r->unchanged : r->sames), (long long)r->errors);
    if (!done && !im->dry && r->errors) {
        puts("nothing was done; correct these records, or take the others with --skip-errors");
    }
}

static enum err work(struct importing *im) {
    bool more = false;
    enum err e = staff_import_work(&im->cx, im->id, 0, &more);
    return e ? e : db_read(&im->cx, get_tx, im, &im->im, sizeof im->im);
}

static enum err finish(struct importing *im, bool *ret_bad) {
    const char *trouble = im->im.error.p;
    *ret_bad = im->im.errors > 0 && !(im->skip && !im->dry);
    if (trouble) {
        return err_set(&im->env->errs, E_INVALID, "file", "the list cannot be read: %s", trouble);
    }
    enum err e = im->env->json ? E_OK : print_records(im);
    bool go = !e && !im->dry && (!im->im.errors || im->skip);
    if (go) {
        e = db_tx(&im->cx, apply_tx, im, NULL, 0);
        e = e ? e : work(im);
    }
    if (!e) {
        print_sums(im, go);
    }
    return e;
}

static enum err import_all(struct cmd_env *env, struct str bytes, bool *ret_bad) {
    struct importing im = {.env = env, .dry = cmd_flag(env, "--dry-run").p != NULL, .skip = cmd_flag(env, "--skip-errors").p != NULL};
    int64_t company = 0;
    const char *slash = strrchr(env->args[0], '/');
    struct str name = str_utf8_cut(str_of(slash ? slash + 1 : env->args[0]), IMPORT_NAME_MAX);
    enum err e = cmd_open_db(env);
    if (!e) {
        e = cmd_company(env, cmd_flag(env, "--company"), &company);
    }
    if (e) {
        return e;
    }
    im.cx = cmd_cx(env, company);
    e = bytes.n ? staff_import_create(&im.cx, str_utf8_valid(name) ? name : STR("list.csv"), bytes, 0, false, clock_now(), &im.id)
                : err_set(&env->errs, E_INVALID, "file", "the file is empty");
    if (e) {
        return e;
    }
    e = work(&im);
    if (!e) {
        e = finish(&im, ret_bad);
    }
    if (e || !str_is(im.im.status, IMPORT_DONE)) {       /* a rehearsal leaves nothing behind */
        enum err gone = staff_import_delete(&im.cx, im.id);
        e = e ? e : gone;
    }
    return e;
}

static enum err import(struct cmd_env *env, bool *ret_bad) {
    struct str bytes;
    enum err e = file_read(env->args[0], STAFF_BYTES_MAX, env->arena, &env->errs, &bytes);
    if (e) {
        return e;
    }
    bool file_alone = env->json && cmd_flag(env, "--dry-run").p;
    return file_alone ? print_rows(env, bytes) : import_all(env, bytes, ret_bad);
}

int cmd_member_import(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "member import FILE.csv [--dry-run] [--skip-errors] [--company HOST|ID]",
        .help = "Adds the people of a staff list, and updates those who are members already. The list is CSV as it comes from\n"
                "Google Workspace, Microsoft 365, Okta or a personnel system: any column order, delimiter and encoding; columns\n"
                "that are not needed are kept out. Nobody is removed, and empty cells clear nothing. If a record is wrong,\n"
                "nothing is done unless --skip-errors. Exit code 1 when a record is wrong.\n"
                "With --dry-run --json the file alone is read, without a database: one JSON line a record, its error in it; exit\n"
                "code 0 once the list could be read.",
        .flags = {{"--dry-run", false, "say record by record what would happen, and change nothing"},
                  {"--skip-errors", false, "take the good records although others are wrong"},
                  {"--company", true, "host name or id, where there are several companies"}},
        .min_args = 1,
        .max_args = 1};
    struct cmd_env env;
    bool bad = false;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    code = cmd_end(&env, import(&env, &bad));
    return code ? code : bad;
}
