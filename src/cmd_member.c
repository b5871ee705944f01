/* cmd_member.c: `member set-password`; `member import` is in cmd_member_import.c. */
#include "cmd.h"
#include "cmd_list.h"
#include "cmd_member.h"

#include "app/company/company.h"
#include "app/member/member.h"
#include "app/session/password.h"
#include "base/clock.h"

#include <stdio.h>

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
