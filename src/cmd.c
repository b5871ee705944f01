/* cmd.c: see cmd.h. */
#include "cmd.h"

#include "app/privacy/person.h"
#include "base/id.h"
#include "base/log.h"
#include "base/rnd.h"
#include "event/node.h"
#include "sql_gen.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static void print_help(const struct cmd_spec *spec) {
    printf("usage: portevoix %s [settings] [--json]\n\n%s\n", spec->usage, spec->help);
    if (spec->flags[0].name) {
        printf("\n");
    }
    for (size_t i = 0; i < CMD_FLAGS_MAX && spec->flags[i].name; i++) {
        printf("  %-18s %s\n", spec->flags[i].name, spec->flags[i].help);
    }
    printf("\nSettings (--db, --data …) are listed by `portevoix settings`.\n");
}

int cmd_wrong(struct cmd_env *env, const char *what, const char *arg) {
    fprintf(stderr, "portevoix: %s%s%s\nusage: portevoix %s\n", what, arg ? " " : "", arg ? arg : "", env->spec->usage);
    arena_free(env->arena);
    return 2;
}

static int flag_index(const struct cmd_spec *spec, struct str name) {
    for (int i = 0; i < CMD_FLAGS_MAX && spec->flags[i].name; i++) {
        if (str_is(name, spec->flags[i].name)) {
            return i;
        }
    }
    return -1;
}

/* Takes one argument at argv[*i]; NULL, or what is wrong with it. */
static const char *take_arg(struct cmd_env *env, int argc, char **argv, int *i) {
    struct str arg = str_of(argv[*i]);
    if (str_is(arg, "--json")) {
        env->json = true;
        return NULL;
    }
    if (!str_starts(arg, STR("--"))) {
        env->args[env->nargs++] = argv[*i];
        return NULL;
    }
    size_t eq = str_chr(arg, '=');
    int k = flag_index(env->spec, str_sub(arg, 0, eq));
    if (k < 0) {
        return "no such flag:";
    }
    if (!env->spec->flags[k].takes_value) {
        env->flag[k] = STR("true");
    } else if (eq < arg.n) {
        env->flag[k] = str_sub(arg, eq + 1, arg.n);
    } else if (*i + 1 < argc) {
        env->flag[k] = str_of(argv[++*i]);
    } else {
        return "a value is missing after";
    }
    return NULL;
}

static enum log_level level_of(struct str name) {
    return str_is(name, "debug") ? LOG_DEBUG : str_is(name, "warn") ? LOG_WARN : str_is(name, "error") ? LOG_ERROR : LOG_INFO;
}

int cmd_begin(struct cmd_env *env, const struct cmd_spec *spec, int argc, char **argv) {
    *env = (struct cmd_env){.spec = spec, .arena = arena_create(CMD_ARENA_CAP)};
    env->errs.arena = env->arena;
    /* Commands may run beside a serving process: their ids come from the upper half of the node numbers. */
    id_set_node(NODE_SERVING_MAX + 1 + (int)rnd_below(ID_NODE_MAX - NODE_SERVING_MAX));
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            print_help(spec);
            arena_free(env->arena);
            return 0;
        }
    }
    int n = argc - 1;
    char **rest = arena_array(env->arena, char *, (size_t)n + 1);
    for (int i = 0; i < n; i++) {
        rest[i] = argv[i + 1];
    }
    enum err e = config_load(&env->cfg, env->arena, &n, rest, &env->errs);
    if (e) {
        (void)cmd_end(env, e);
        return 2;
    }
    log_set_level(level_of(config_text(&env->cfg, CFG_LOG_LEVEL)));
    env->args = arena_array(env->arena, char *, (size_t)n + 1);
    for (int i = 0; i < n; i++) {
        const char *bad = take_arg(env, n, rest, &i);
        if (bad) {
            return cmd_wrong(env, bad, rest[i]);
        }
    }
    if (env->nargs < spec->min_args || env->nargs > spec->max_args) {
        return cmd_wrong(env, env->nargs < spec->min_args ? "an argument is missing" : "too many arguments", NULL);
    }
    return CMD_GO_ON;
}

struct str cmd_flag(const struct cmd_env *env, const char *name) {
    int k = flag_index(env->spec, str_of(name));
    return k < 0 ? STR_NULL : env->flag[k];
}

struct str cmd_db_url(struct cmd_env *env) {
    struct str url = config_text(&env->cfg, CFG_DB);
    if (url.n) {
        return url;
    }
    return arena_printf(env->arena, "sqlite:%.*s/portevoix.db", STRF(config_text(&env->cfg, CFG_DATA)));
}

enum err cmd_data_dir(struct cmd_env *env) {
    struct str dir = arena_dup(env->arena, config_text(&env->cfg, CFG_DATA));
    if (mkdir(dir.p, 0750) != 0 && errno != EEXIST) {
        return err_set(&env->errs, E_IO, "data", "cannot make %s: %s", dir.p, strerror(errno));
    }
    return E_OK;
}

enum err cmd_open_db(struct cmd_env *env) {
    enum err e = cmd_data_dir(env);
    if (e) {
        return e;
    }
    e = person_keys_load(config_text(&env->cfg, CFG_DATA).p, true, &env->errs);
    if (e) {
        return e;
    }
    struct db_open_options opt = {.url = cmd_db_url(env).p};
    e = db_open(&opt, &env->errs, &env->db);
    int applied = 0;
    return e ? e : db_migrate(env->db, &env->errs, &applied);
}

struct companies {
    struct sql_cmd_companies_row *rows;
    size_t n;
};

static enum err companies_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct companies *c = ret;
    return sql_cmd_companies(tx, &c->rows, &c->n);
}

enum err cmd_company(struct cmd_env *env, struct str given, int64_t *ret_company) {
    struct db_cx cx = {.db = env->db, .role = DB_ROUTER, .arena = env->arena, .errs = &env->errs};
    struct companies c;
    enum err e = db_read(&cx, companies_read, NULL, &c, sizeof c);
    if (e) {
        return e;
    }
    if (!given.p && c.n == 1) {
        *ret_company = c.rows[0].id;
        return E_OK;
    }
    if (!given.p) {
        return err_set(&env->errs, E_INVALID, "--company",
                       c.n ? "there are several companies, name one by host or id" : "there is no company yet");
    }
    int64_t id = 0;
    (void)id_parse(given, &id);
    for (size_t i = 0; i < c.n; i++) {
        if (c.rows[i].id == id || (c.rows[i].host.p && str_ieq(c.rows[i].host, given))) {
            *ret_company = c.rows[i].id;
            return E_OK;
        }
    }
    return err_set(&env->errs, E_NOT_FOUND, "--company", "no company has this host or id");
}

struct db_cx cmd_cx(struct cmd_env *env, int64_t company) {
    return (struct db_cx){.db = env->db, .company = company, .role = DB_APP, .arena = env->arena, .errs = &env->errs};
}

static void say(struct cmd_env *env, enum err e) {
    const struct err_info *info = err_info(e);
    if (env->json) {
        struct buf b;
        buf_init(&b, env->arena, 1024 * 1024);
        buf_printf(&b, "{\"error\":\"%s\",\"title\":\"%s\",\"errors\":[", info->slug, info->title);
        for (size_t i = 0; i < env->errs.n; i++) {
            buf_c(&b, i ? ",{\"field\":" : "{\"field\":");
            buf_json(&b, env->errs.items[i].field);
            buf_c(&b, ",\"detail\":");
            buf_json(&b, env->errs.items[i].detail);
            buf_ch(&b, '}');
        }
        buf_c(&b, "]}");
        puts(buf_view(&b).p);
        return;
    }
    fprintf(stderr, "portevoix: %s\n", info->title);
    for (size_t i = 0; i < env->errs.n; i++) {
        struct str field = env->errs.items[i].field;
        fprintf(stderr, "  %.*s%s%.*s\n", STRF(field), field.n ? ": " : "", STRF(env->errs.items[i].detail));
    }
}

int cmd_end(struct cmd_env *env, enum err e) {
    if (e) {
        say(env, e);
    }
    if (env->db) {
        db_close(env->db);
    }
    arena_free(env->arena);
    return e ? 1 : 0;
}

enum err cmd_stdin_line(struct cmd_env *env, struct str *ret) {
    char line[4096];
    if (!fgets(line, sizeof line, stdin)) {
        return err_set(&env->errs, E_INVALID, "stdin", "a line was expected on standard input");
    }
    size_t n = strcspn(line, "\r\n");
    if (n == sizeof line - 1) {
        return err_set(&env->errs, E_INVALID, "stdin", "the line is too long");
    }
    *ret = arena_dup(env->arena, (struct str){line, n});
    return E_OK;
}
