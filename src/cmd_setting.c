/* cmd_setting.c: `company setting`: one by one; `company settings`: all of them as a text that is exported, compared, applied. */
#include "cmd.h"
#include "cmd_setting.h"

#include "app/company/settings_file.h"
#include "base/clock.h"
#include "base/file.h"

#include <stdio.h>

/* ---- one by one ---- */

struct setting_args {
    struct str name, value;
    int64_t now;
};

static enum err setting_set_tx(struct tx *tx, const void *args, void *ret) {
    const struct setting_args *a = args;
    (void)ret;
    return company_setting_set(tx, a->name, a->value, a->now);
}

static enum err setting_list_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return company_settings_read(tx, ret);
}

static void print_text(const struct company_setting *s, struct str value) {
    printf("%s = %.*s\n    %s", s->name, STRF(value), s->help);
    if (s->fallback) {
        printf(" Default: %s.", s->fallback[0] ? s->fallback : "none");
    }
    putchar('\n');
}

static enum err print_settings(struct cmd_env *env, const struct db_cx *cx) {
    struct setting_values in_force;
    enum err e = db_read(cx, setting_list_tx, NULL, &in_force, sizeof in_force);
    struct buf json;
    if (e) {
        return e;
    }
    buf_init(&json, env->arena, 64 * 1024);
    for (size_t i = 0; i < company_setting_count; i++) {
        if (env->json) {
            buf_printf(&json, "%s\"%s\":", i ? "," : "", company_settings[i].name);
            buf_json(&json, in_force.value[i]);
        } else {
            print_text(&company_settings[i], in_force.value[i]);
        }
    }
    if (env->json) {
        printf("{%s}\n", buf_view(&json).p);
    }
    return E_OK;
}

static enum err setting(struct cmd_env *env) {
    int64_t company = 0;
    enum err e = cmd_open_db(env);
    if (!e) {
        e = cmd_company(env, cmd_flag(env, "--company"), &company);
    }
    if (e) {
        return e;
    }
    struct db_cx cx = cmd_cx(env, company);
    if (env->nargs == 2) {
        struct setting_args args = {str_of(env->args[0]), str_of(env->args[1]), clock_now()};
        e = db_tx(&cx, setting_set_tx, &args, NULL, 0);
    }
    return e ? e : print_settings(env, &cx);
}

int company_setting_cmd(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "company setting [NAME VALUE] [--company HOST|ID]",
        .help = "Prints the company's settings, after changing one if told to.",
        .flags = {{"--company", true, "host name or id, where there are several companies"}},
        .min_args = 0,
        .max_args = 2};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    if (env.nargs == 1) {
        fprintf(stderr, "usage: portevoix %s\n", spec.usage);
        (void)cmd_end(&env, E_OK);
        return 2;
    }
    return cmd_end(&env, setting(&env));
}

/* ---- all as a text ---- */

static enum err export(struct cmd_env *env, const struct db_cx *cx) {
    struct setting_values in_force;
    struct buf b;
    enum err e = db_read(cx, setting_list_tx, NULL, &in_force, sizeof in_force);
    if (e) {
        return e;
    }
    buf_init(&b, env->arena, SETTINGS_FILE_MAX);
    settings_file_write(&b, &in_force);
    fwrite(b.p, 1, b.n, stdout);
    return E_OK;
}

struct apply_args {
    const struct settings_wanted *wanted;
    bool apply;
    int64_t now;
};

static enum err apply_tx(struct tx *tx, const void *args, void *ret) {
    const struct apply_args *a = args;
    return settings_file_apply(tx, a->wanted, a->apply, a->now, ret);
}

static void print_diff(struct cmd_env *env, const struct settings_diff *diff, bool applied) {
    for (size_t i = 0; i < diff->n; i++) {
        const struct setting_diff *d = &diff->items[i];
        struct buf b;
        buf_init(&b, env->arena, 64 * 1024);
        if (env->json) {
            buf_printf(&b, "{\"line\":%lld,\"name\":\"%.*s\",\"from\":", (long long)d->line, STRF(d->name));
            buf_json(&b, d->from);
            buf_c(&b, ",\"to\":");
            buf_json(&b, d->to);
            buf_ch(&b, '}');
        } else {
            buf_printf(&b, "%.*s: %.*s -> %.*s", STRF(d->name), STRF(d->from), STRF(d->to));
        }
        puts(buf_view(&b).p);
    }
    if (!env->json) {
        printf("%zu %s\n", diff->n, applied ? "changed" : "would change");
    }
}

static enum err apply(struct cmd_env *env, const struct db_cx *cx, bool really) {
    struct str text;
    struct settings_wanted wanted;
    struct settings_diff diff;
    enum err e = file_read(env->args[1], SETTINGS_FILE_MAX, env->arena, &env->errs, &text);
    if (!e) {
        e = settings_file_read(text, env->arena, &env->errs, &wanted);
    }
    if (!e) {
        e = db_tx(cx, apply_tx, &(struct apply_args){&wanted, really, clock_now()}, &diff, sizeof diff);
    }
    if (!e) {
        print_diff(env, &diff, really);
    }
    return e;
}

static enum err settings(struct cmd_env *env) {
    struct str verb = str_of(env->args[0]);
    int64_t company = 0;
    enum err e = cmd_open_db(env);
    if (!e) {
        e = cmd_company(env, cmd_flag(env, "--company"), &company);
    }
    if (e) {
        return e;
    }
    struct db_cx cx = cmd_cx(env, company);
    return str_is(verb, "export") ? export(env, &cx)
                                  : apply(env, &cx, str_is(verb, "apply") && !cmd_flag(env, "--dry-run").p);
}

int company_settings_cmd(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "company settings export | diff FILE | apply FILE [--dry-run] [--company HOST|ID]",
        .help = "All settings of a company as one text (TOML). `export` prints it, `diff` tells what a text would change, `apply` "
                "changes it, all or nothing. A setting that the text leaves out keeps its value.",
        .flags = {{"--company", true, "host name or id, where there are several companies"},
                  {"--dry-run", false, "apply: only tell what would change"}},
        .min_args = 1,
        .max_args = 2};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    struct str verb = str_of(env.args[0]);
    bool file = str_is(verb, "diff") || str_is(verb, "apply");
    if (!file && !str_is(verb, "export")) {
        return cmd_wrong(&env, "export, diff or apply, not", env.args[0]);
    }
    if (file != (env.nargs == 2)) {
        return cmd_wrong(&env, file ? "needs the file" : "takes no file", NULL);
    }
    return cmd_end(&env, settings(&env));
}
