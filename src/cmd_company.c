/* cmd_company.c: `company create`, `list`, `set-host`; its settings are cmd_setting.c. */
#include "cmd.h"
#include "cmd_list.h"
#include "cmd_setting.h"

#include "app/company/setup.h"
#include "app/session/session.h"
#include "base/clock.h"
#include "base/id.h"

#include <stdio.h>

/* ---- the companies there are ---- */

struct routes {
    struct company_route *p;
    size_t n;
};

static enum err routes_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    struct routes *r = ret;
    return company_routes(tx, &r->p, &r->n);
}

static enum err read_routes(struct cmd_env *env, struct routes *ret) {
    struct db_cx cx = {.db = env->db, .role = DB_ROUTER, .arena = env->arena, .errs = &env->errs};
    return db_read(&cx, routes_tx, NULL, ret, sizeof *ret);
}

/* The database keeps hosts apart from hosts and short hosts from short hosts; no name may be both either. */
static enum err check_taken(struct cmd_env *env, const struct routes *r, int64_t own, struct str name) {
    for (size_t i = 0; name.p && i < r->n; i++) {
        const struct company_route *c = &r->p[i];
        bool has = (c->host.p && str_ieq(c->host, name)) || (c->short_host.p && str_ieq(c->short_host, name));
        if (has && c->id != own) {
            return err_set(&env->errs, E_EXISTS, "--host", "another company has the host name %.*s", STRF(name));
        }
    }
    return E_OK;
}

/* Where there are several companies, each needs its host name (decisions 12). */
static enum err check_host_given(struct cmd_env *env, const struct routes *r, struct str host) {
    return r->n && !host.p ? err_set(&env->errs, E_INVALID, "--host", "is needed: another company is served here already")
                           : E_OK;
}

/* The first company was for any host until now. */
static void warn_hostless(struct cmd_env *env, const struct routes *r) {
    for (size_t i = 0; i < r->n; i++) {
        if (!r->p[i].host.p) {
            const char *id = id_text(env->arena, r->p[i].id).p;
            fprintf(stderr, "note: company %s has no host name, so nobody reaches it from now on; give it one: "
                            "portevoix company set-host %s HOST\n", id, id);
        }
    }
}

/* ---- create ---- */

/* "marie.dupont@…" -> Marie, Dupont: a start for the admin, who can change it. */
static struct str name_part(struct arena *a, struct str part) {
    struct str name = arena_dup(a, part);
    char *p = (char *)(uintptr_t)name.p;
    if (name.n && p[0] >= 'a' && p[0] <= 'z') {
        p[0] = (char)(p[0] - 'a' + 'A');
    }
    return name;
}

static void names_from_email(struct cmd_env *env, struct setup_new *in) {
    struct str local = str_sub(in->email, 0, str_chr(in->email, '@'));
    size_t dot = str_chr(local, '.');
    struct str first = cmd_flag(env, "--first-name"), last = cmd_flag(env, "--last-name");
    in->first_name = first.p ? first : name_part(env->arena, str_sub(local, 0, dot));
    in->last_name = last.p ? last : name_part(env->arena, str_sub(local, dot + 1, local.n));
}

struct link_args {
    int64_t member, now;
};

static enum err link_tx(struct tx *tx, const void *args, void *ret) {
    const struct link_args *a = args;
    return sign_in_token_create(tx, a->member, TOKEN_INVITATION, a->now, ret);
}

static struct str base_url(struct cmd_env *env, struct str host) {
    struct str public_url = config_text(&env->cfg, CFG_PUBLIC_URL);
    if (public_url.n) {
        return str_ends(public_url, STR("/")) ? str_sub(public_url, 0, public_url.n - 1) : public_url;
    }
    return host.p ? arena_printf(env->arena, "https://%.*s", STRF(host))
                  : arena_printf(env->arena, "http://%.*s", STRF(config_text(&env->cfg, CFG_LISTEN)));
}

static void print_created(struct cmd_env *env, const struct setup_new *in, const struct setup_done *done,
                          struct str link) {
    struct str company = id_text(env->arena, done->company);
    if (env->json) {
        struct buf b;
        buf_init(&b, env->arena, 16 * 1024);
        buf_printf(&b, "{\"company\":\"%s\",\"admin\":\"%s\",\"link\":", company.p, id_text(env->arena, done->admin).p);
        if (link.p) {
            buf_json(&b, link);
        } else {
            buf_c(&b, "null");
        }
        buf_ch(&b, '}');
        puts(buf_view(&b).p);
        return;
    }
    printf("company %s created: %.*s\n", company.p, STRF(in->company.name));
    if (link.p) {
        printf("%.*s signs in with this link, good for 14 days: %.*s\n", STRF(in->email), STRF(link));
    } else {
        printf("%.*s signs in with the password given\n", STRF(in->email));
    }
}

static enum err finish(struct cmd_env *env, const struct setup_new *in, const struct setup_done *done) {
    struct token_made token;
    struct str link = STR_NULL;
    if (!in->password.p) {
        struct db_cx cx = cmd_cx(env, done->company);
        struct link_args args = {done->admin, in->company.now};
        enum err e = db_tx(&cx, link_tx, &args, &token, sizeof token);
        if (e) {
            return e;
        }
        link = arena_printf(env->arena, "%.*s/sign-in#%.*s", STRF(base_url(env, in->company.host)), STRF(token.token));
    }
    print_created(env, in, done, link);
    return E_OK;
}

static enum err create(struct cmd_env *env) {
    struct routes all;
    struct setup_done done;
    struct setup_new in = {
        .company = {.name = cmd_flag(env, "--name"), .host = cmd_flag(env, "--host"),
                    .short_host = cmd_flag(env, "--short-host"), .language = cmd_flag(env, "--language"),
                    .time_zone = cmd_flag(env, "--time-zone"), .colour = cmd_flag(env, "--colour"), .now = clock_now()},
        .email = cmd_flag(env, "--admin"), .company_at = "", .admin_at = "/admin"};
    names_from_email(env, &in);
    enum err e = cmd_flag(env, "--password-stdin").p ? cmd_stdin_line(env, &in.password) : E_OK;
    if (!e) {
        e = cmd_open_db(env);
    }
    if (!e) {
        e = read_routes(env, &all);
    }
    if (!e) {
        e = check_host_given(env, &all, in.company.host);
    }
    if (!e) {
        e = check_taken(env, &all, 0, in.company.host);
    }
    if (!e) {
        e = check_taken(env, &all, 0, in.company.short_host);
    }
    if (!e) {
        struct db_cx cx = {.db = env->db, .role = DB_ROUTER, .arena = env->arena, .errs = &env->errs};
        e = setup_run(&cx, &in, &done);
    }
    if (!e && in.company.host.p) {
        warn_hostless(env, &all);
    }
    return e ? e : finish(env, &in, &done);
}

static int company_create_cmd(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "company create --name N --admin EMAIL [--host H] [--short-host H] [--password-stdin] [--language fr|en]\n"
                 "       [--time-zone Europe/Paris] [--colour #CC3A12] [--first-name N] [--last-name N]",
        .help = "Creates a company and its first admin. Without --password-stdin a sign-in link is printed.",
        .flags = {{"--name", true, "the company's name"},
                  {"--admin", true, "e-mail address of the first admin"},
                  {"--host", true, "its own host name; needed where there are several companies"},
                  {"--short-host", true, "host name of its short links"},
                  {"--password-stdin", false, "read the admin's password from standard input"},
                  {"--language", true, "fr (default) or en"},
                  {"--time-zone", true, "IANA name, Europe/Paris by default"},
                  {"--colour", true, "brand colour, #CC3A12 by default"},
                  {"--first-name", true, "of the admin; taken from the address unless told"},
                  {"--last-name", true, "of the admin"}},
        .min_args = 0,
        .max_args = 0};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code == CMD_GO_ON && (!cmd_flag(&env, "--name").p || !cmd_flag(&env, "--admin").p)) {
        return cmd_wrong(&env, cmd_flag(&env, "--name").p ? "--admin is missing" : "--name is missing", NULL);
    }
    return code != CMD_GO_ON ? code : cmd_end(&env, create(&env));
}

/* ---- list ---- */

static enum err info_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return company_get(tx, ret);
}

static void print_company(struct cmd_env *env, const struct company_info *c, bool first) {
    struct str none = env->json ? STR("") : STR("-");
    if (!env->json) {
        printf("%s  %.*s  %.*s\n", id_text(env->arena, c->id).p, STRF(c->host.p ? c->host : none), STRF(c->name));
        return;
    }
    struct buf b;
    buf_init(&b, env->arena, 16 * 1024);
    buf_printf(&b, "%s{\"id\":\"%s\",\"host\":", first ? "" : ",", id_text(env->arena, c->id).p);
    if (c->host.p) {
        buf_json(&b, c->host);
    } else {
        buf_c(&b, "null");
    }
    buf_c(&b, ",\"name\":");
    buf_json(&b, c->name);
    buf_ch(&b, '}');
    fputs(buf_view(&b).p, stdout);
}

static enum err list(struct cmd_env *env) {
    struct routes all;
    enum err e = cmd_open_db(env);
    if (!e) {
        e = read_routes(env, &all);
    }
    if (e) {
        return e;
    }
    fputs(env->json ? "{\"items\":[" : "", stdout);
    for (size_t i = 0; !e && i < all.n; i++) {
        struct db_cx cx = cmd_cx(env, all.p[i].id);
        struct company_info c;
        e = db_read(&cx, info_tx, NULL, &c, sizeof c);
        if (!e) {
            print_company(env, &c, i == 0);
        }
    }
    fputs(env->json ? "]}\n" : "", stdout);
    return e;
}

static int company_list_cmd(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "company list", .help = "Prints id, host and name of every company.", .min_args = 0, .max_args = 0};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    return code != CMD_GO_ON ? code : cmd_end(&env, list(&env));
}

/* ---- set-host ---- */

struct host_args {
    struct str host, short_host;
    int64_t now;
};

static enum err host_tx(struct tx *tx, const void *args, void *ret) {
    const struct host_args *a = args;
    (void)ret;
    return company_set_hosts(tx, a->host, a->short_host, a->now);
}

static enum err set_host(struct cmd_env *env) {
    int64_t company = 0;
    struct routes all;
    struct host_args args = {str_of(env->args[1]), cmd_flag(env, "--short-host"), clock_now()};
    enum err e = cmd_open_db(env);
    if (!e) {
        e = cmd_company(env, str_of(env->args[0]), &company);
    }
    if (!e) {
        e = read_routes(env, &all);
    }
    if (!e) {
        e = check_taken(env, &all, company, args.host);
    }
    if (!e) {
        e = check_taken(env, &all, company, args.short_host);
    }
    if (e) {
        return e;
    }
    struct db_cx cx = cmd_cx(env, company);
    e = db_tx(&cx, host_tx, &args, NULL, 0);
    if (!e) {
        puts(env->json ? "{\"done\":true}" : "the host name is set");
    }
    return e;
}

static int company_set_host_cmd(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "company set-host HOST|ID NEWHOST [--short-host H]",
        .help = "Gives a company its host name. Without --short-host short links are on the same host.",
        .flags = {{"--short-host", true, "host name of its short links"}},
        .min_args = 2,
        .max_args = 2};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    return code != CMD_GO_ON ? code : cmd_end(&env, set_host(&env));
}

int cmd_company_main(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } subs[] = {{"create", company_create_cmd}, {"list", company_list_cmd}, {"set-host", company_set_host_cmd},
                {"setting", company_setting_cmd}, {"settings", company_settings_cmd}};
    const char *sub = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < sizeof subs / sizeof subs[0]; i++) {
        if (strcmp(sub, subs[i].name) == 0) {
            return subs[i].run(argc - 1, argv + 1);
        }
    }
    bool help = strcmp(sub, "--help") == 0;
    fputs("usage: portevoix company create --name N --admin EMAIL [--host H] …\n"
          "       portevoix company list\n"
          "       portevoix company set-host HOST|ID NEWHOST [--short-host H]\n"
          "       portevoix company setting [NAME VALUE]\n"
          "       portevoix company settings export | diff FILE | apply FILE [--dry-run]\n",
          help ? stdout : stderr);
    return help ? 0 : 2;
}
