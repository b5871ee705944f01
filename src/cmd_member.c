/* cmd_member.c: `member import` and `member set-password`. */
#include "cmd.h"
#include "cmd_list.h"

#include "app/company/company.h"
#include "app/member/import.h"
#include "app/session/password.h"
#include "base/clock.h"
#include "base/file.h"

#include <stdio.h>

/* ---- import ---- */

static const char *const result_words[] = {[IMPORT_ADD] = "add", [IMPORT_EXISTS] = "exists", [IMPORT_BAD] = "error"};

static void print_json(struct cmd_env *env, const struct import_options *opt, const struct import_report *r) {
    struct buf b;
    buf_init(&b, env->arena, (size_t)512 * 1024 * 1024);
    buf_printf(&b, "{\"dry_run\":%s,\"done\":%s,\"lines\":%zu,\"added\":%zu,\"existing\":%zu,\"errors\":%zu,\"notices\":[",
               opt->dry_run ? "true" : "false", r->done ? "true" : "false", r->n, r->added, r->existing, r->bad);
    for (size_t i = 0; i < r->notice_n; i++) {
        buf_c(&b, i ? "," : "");
        buf_json(&b, r->notices[i]);
    }
    buf_c(&b, "],\"items\":[");
    for (size_t i = 0; i < r->n; i++) {
        const struct import_line *l = &r->lines[i];
        buf_printf(&b, "%s{\"line\":%lld,\"result\":\"%s\",\"email\":", i ? "," : "", (long long)l->line,
                   result_words[l->result]);
        buf_json(&b, l->email);
        if (l->result == IMPORT_BAD) {
            buf_c(&b, ",\"column\":");
            buf_json(&b, l->column);
            buf_c(&b, ",\"detail\":");
            buf_json(&b, l->detail);
        }
        buf_ch(&b, '}');
    }
    buf_c(&b, "]}\n");
    fwrite(b.p, 1, b.n, stdout);
}

static void print_text(const struct import_options *opt, const struct import_report *r) {
    for (size_t i = 0; i < r->notice_n; i++) {
        printf("note: %.*s\n", STRF(r->notices[i]));
    }
    for (size_t i = 0; i < r->n; i++) {
        const struct import_line *l = &r->lines[i];
        if (l->result == IMPORT_BAD) {
            printf("line %lld: %.*s%s%.*s\n", (long long)l->line, STRF(l->column), l->column.n ? ": " : "",
                   STRF(l->detail));
        } else if (opt->dry_run || l->result == IMPORT_EXISTS) {
            printf("line %lld: %.*s %s\n", (long long)l->line, STRF(l->email),
                   l->result == IMPORT_ADD ? "would be added" : "is a member already and stays as is");
        }
    }
    printf("%zu %s, %zu members already, %zu lines with errors\n", r->added,
           r->done ? "added" : opt->dry_run ? "would be added" : "could be added", r->existing, r->bad);
    if (!r->done && !opt->dry_run && r->bad) {
        puts("nothing was added; correct these lines, or add the others with --skip-errors");
    }
}

static enum err import(struct cmd_env *env, bool *ret_bad) {
    struct str text;
    int64_t company = 0;
    struct import_report report = {.n = 0};
    struct import_options opt = {.dry_run = cmd_flag(env, "--dry-run").p != NULL,
                                 .skip_errors = cmd_flag(env, "--skip-errors").p != NULL, .now = clock_now()};
    enum err e = file_read(env->args[0], IMPORT_BYTES_MAX, env->arena, &env->errs, &text);
    if (!e) {
        e = cmd_open_db(env);
    }
    if (!e) {
        e = cmd_company(env, cmd_flag(env, "--company"), &company);
    }
    if (!e) {
        struct db_cx cx = cmd_cx(env, company);
        e = member_import(&cx, text, &opt, &report);
    }
    if (e) {
        return e;
    }
    if (env->json) {
        print_json(env, &opt, &report);
    } else {
        print_text(&opt, &report);
    }
    *ret_bad = report.bad && !(opt.skip_errors && !opt.dry_run);
    return E_OK;
}

static int cmd_member_import(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "member import FILE.csv [--dry-run] [--skip-errors] [--company HOST|ID]",
        .help = "Adds members from a UTF-8 CSV file whose first line names the columns, in any order: email, first name,\n"
                "last name, country, team, roles. Other columns are kept out. Who is a member already stays as is. If a\n"
                "line is wrong, nothing is added. Exit code 1 when a line is wrong.",
        .flags = {{"--dry-run", false, "say line by line what would happen, and change nothing"},
                  {"--skip-errors", false, "add the good lines although others are wrong"},
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

/* ---- set-password ---- */

struct password_args {
    int64_t id;
    struct str hash;
    int64_t now;
};

struct found {
    struct member_info member;
    struct company_info company;
};

static enum err find_tx(struct tx *tx, const void *args, void *ret) {
    struct found *f = ret;
    enum err e = member_by_email(tx, *(const struct str *)args, &f->member);
    return e ? e : company_get(tx, &f->company);
}

/* The operator vouches for the address: an invited member has joined. */
static enum err password_tx(struct tx *tx, const void *args, void *ret) {
    const struct password_args *a = args;
    (void)ret;
    enum err e = member_set_password(tx, a->id, a->hash, STR_NULL, a->now);
    return e ? e : member_joined(tx, a->id, a->now);
}

static enum err set_password(struct cmd_env *env) {
    struct str password, email = str_of(env->args[0]);
    int64_t company = 0;
    struct found f;
    enum err e = cmd_stdin_line(env, &password);
    if (!e) {
        e = cmd_open_db(env);
    }
    if (!e) {
        e = cmd_company(env, cmd_flag(env, "--company"), &company);
    }
    if (e) {
        return e;
    }
    struct db_cx cx = cmd_cx(env, company);
    e = db_read(&cx, find_tx, &email, &f, sizeof f);
    if (e == E_NOT_FOUND) {
        return err_set(&env->errs, e, "EMAIL", "no member has this address");
    }
    if (!e) {
        e = password_check(password, &(struct password_about){f.member.email, f.member.first_name, f.member.last_name,
                                                              f.company.name},
                           &env->errs, "password");
    }
    if (e) {
        return e;
    }
    struct password_args args = {f.member.id, password_hash(env->arena, password), clock_now()};
    e = db_tx(&cx, password_tx, &args, NULL, 0);
    if (!e) {
        puts(env->json ? "{\"done\":true}" : "the password is set; the member is signed out everywhere");
    }
    return e;
}

static int cmd_member_set_password(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "member set-password EMAIL --password-stdin [--company HOST|ID]",
        .help = "Sets a member's password, read as one line from standard input.",
        .flags = {{"--password-stdin", false, "read the password from standard input"},
                  {"--company", true, "host name or id, where there are several companies"}},
        .min_args = 1,
        .max_args = 1};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code == CMD_GO_ON && !cmd_flag(&env, "--password-stdin").p) {
        return cmd_wrong(&env, "--password-stdin is missing: a password on the command line can be seen by others", NULL);
    }
    return code != CMD_GO_ON ? code : cmd_end(&env, set_password(&env));
}

int cmd_member(int argc, char **argv) {
    const char *sub = argc > 1 ? argv[1] : "";
    if (strcmp(sub, "import") == 0) {
        return cmd_member_import(argc - 1, argv + 1);
    }
    if (strcmp(sub, "set-password") == 0) {
        return cmd_member_set_password(argc - 1, argv + 1);
    }
    bool help = strcmp(sub, "--help") == 0;
    fputs("usage: portevoix member import FILE.csv [--dry-run] [--skip-errors] [--company HOST|ID]\n"
          "       portevoix member set-password EMAIL --password-stdin [--company HOST|ID]\n",
          help ? stdout : stderr);
    return help ? 0 : 2;
}
