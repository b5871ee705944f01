/* cmd_search.c: `portevoix search rebuild`: the words of all posts anew, and the index over them. May run while the program serves. */
#include "cmd.h"
#include "cmd_list.h"

#include "app/search/search.h"
#include "sql_gen.h"

#include <stdio.h>
#include <string.h>

struct company_list {
    struct sql_cmd_companies_row *rows;
    size_t n;
};

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    struct company_list *list = ret;
    (void)args;
    return sql_cmd_companies(tx, &list->rows, &list->n);
}

static enum err rebuild(struct cmd_env *env) {
    struct company_list list = {0};
    enum err e = cmd_open_db(env);
    int64_t posts = 0;
    if (!e) {
        struct db_cx cx = {.db = env->db, .role = DB_ROUTER, .arena = env->arena, .errs = &env->errs};
        e = db_read(&cx, list_tx, NULL, &list, sizeof list);
    }
    if (!e) {
        e = db_reindex(env->db, &env->errs);
    }
    for (size_t i = 0; !e && i < list.n; i++) {
        struct db_cx cx = cmd_cx(env, list.rows[i].id);
        int64_t n = 0;
        e = search_fill(&cx, &n);
        posts += n;
    }
    if (!e) {
        printf(env->json ? "{\"posts\":%lld}\n" : "%lld posts can be searched\n", (long long)posts);
    }
    return e;
}

int cmd_search(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "search rebuild",
        .help = "Writes the words of all posts anew, and the index over them. Needed only when `doctor` says so.",
        .min_args = 1, .max_args = 1};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    if (strcmp(env.args[0], "rebuild") != 0) {
        return cmd_wrong(&env, "no such command", NULL);
    }
    return cmd_end(&env, rebuild(&env));
}
