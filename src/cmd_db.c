/* cmd_db.c: `db migrate` and `db check`. `serve` migrates by itself; this is for operators who do it beforehand. */
#include "cmd.h"
#include "cmd_list.h"

#include <stdio.h>
#include <string.h>

static enum err migrate(struct cmd_env *env) {
    struct db_open_options opt = {.url = cmd_db_url(env).p};
    enum err e = cmd_data_dir(env);
    if (!e) {
        e = db_open(&opt, &env->errs, &env->db);
    }
    int applied = 0;
    if (!e) {
        e = db_migrate(env->db, &env->errs, &applied);
    }
    if (!e) {
        printf(env->json ? "{\"applied\":%d}\n" : "%d migrations applied\n", applied);
    }
    return e;
}

static enum err check(struct cmd_env *env) {
    struct db_open_options opt = {.url = cmd_db_url(env).p};
    enum err e = db_open(&opt, &env->errs, &env->db);
    if (!e) {
        e = db_check(env->db, &env->errs);
    }
    if (!e) {
        puts(env->json ? "{\"ok\":true}" : "the database is sound");
    }
    return e;
}

int cmd_db(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "db migrate|check",
        .help = "migrate: brings the schema up to date.\ncheck: compares schema version and checksums, and the file's health.",
        .min_args = 1, .max_args = 1};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    if (strcmp(env.args[0], "migrate") == 0) {
        return cmd_end(&env, migrate(&env));
    }
    if (strcmp(env.args[0], "check") == 0) {
        return cmd_end(&env, check(&env));
    }
    fprintf(stderr, "usage: portevoix %s\n", spec.usage);
    (void)cmd_end(&env, E_OK);
    return 2;
}
