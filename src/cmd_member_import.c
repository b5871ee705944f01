/* cmd_member_import.c: `member import` and `member columns`. The engine is app/staff, the same as behind the web app. */
#include "cmd.h"
#include "cmd_member.h"

#include "app/staff/list.h"
#include "base/file.h"

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

static enum err print_rows(struct cmd_env *env, struct str bytes, bool *ret_bad) {
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
        *ret_bad = *ret_bad || row.fault;
        if (list.rows > STAFF_ROWS_MAX) {
            e = err_set(&env->errs, E_INVALID, "file", "more than %d records; import the file in parts", STAFF_ROWS_MAX);
        }
        arena_reset(scratch);
    }
    staff_close(&list);
    arena_free(scratch);
    return e;
}

static enum err import(struct cmd_env *env, bool *ret_bad) {
    struct str bytes;
    enum err e = file_read(env->args[0], STAFF_BYTES_MAX, env->arena, &env->errs, &bytes);
    if (!e) {
        e = print_rows(env, bytes, ret_bad);
    }
    return e;
}

int cmd_member_import(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "member import FILE.csv [--dry-run] [--skip-errors] [--company HOST|ID]",
        .help = "Adds the people of a staff list, and updates those who are members already. The list is CSV as it comes from\n"
                "Google Workspace, Microsoft 365, Okta or a personnel system: any column order, delimiter and encoding; columns\n"
                "that are not needed are kept out. Nobody is removed, and empty cells clear nothing. If a record is wrong,\n"
                "nothing is done unless --skip-errors. Exit code 1 when a record is wrong.\n"
                "With --dry-run --json the file alone is read, without a database: one JSON line a record.",
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
