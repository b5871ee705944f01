/* cmd_info.c: commands that print what the program knows of itself: routes, openapi, settings, disclosures. */
#include "cmd.h"
#include "cmd_list.h"

#include "app/company/feature_http.h"
#include "http/http.h"
#include "network/disclosure.h"
#include "network/network.h"

#include <stdio.h>

enum { PRINT_MAX = 16 * 1024 * 1024 };

static int print_buf(struct cmd_env *env, void (*print)(struct buf *)) {
    struct buf b;
    buf_init(&b, env->arena, PRINT_MAX);
    print(&b);
    struct str s = buf_view(&b);
    fwrite(s.p, 1, s.n, stdout);
    return cmd_end(env, b.over ? E_INTERNAL : E_OK);
}

static void print_routes(struct buf *b) {
    routes_print(b, false);
}

static void print_audit(struct buf *b) {
    routes_print(b, true);
}

int cmd_routes(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "routes [--audit]",
        .help = "Prints every HTTP route with its access, where it runs and its rate class.",
        .flags = {{"--audit", false, "print role x route instead"}}};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    enum err e = routes_check(&env.errs);
    if (e) {
        return cmd_end(&env, e);
    }
    return print_buf(&env, cmd_flag(&env, "--audit").p ? print_audit : print_routes);
}

int cmd_features(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "features", .help = "Prints what a company may switch off, and which routes, places and kinds of posts go with it."};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    return code != CMD_GO_ON ? code : print_buf(&env, features_print);
}

int cmd_openapi(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "openapi", .help = "Prints the OpenAPI 3.1 document made from the route and JSON tables."};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    return code != CMD_GO_ON ? code : print_buf(&env, openapi_print);
}

int cmd_disclosures(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "disclosures [--name COMPANY]",
        .help = "Prints every wording of the disclosure as a table: locale, relation, incentive, network, key, text.",
        .flags = {{"--name", true, "the company's name in the texts (default Acme)"}}};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    struct str name = cmd_flag(&env, "--name");
    for (size_t i = 0; i < DISCLOSURE_LOCALES * DISCLOSURE_RELATIONS * DISCLOSURE_INCENTIVES * network_count; i++) {
        struct disclosure d[DISCLOSURE_MAX];
        const char *network = networks[i % network_count]->name;
        size_t cell = i / network_count;
        const char *incentive = disclosure_incentives[cell % DISCLOSURE_INCENTIVES];
        const char *relation = disclosure_relations[cell / DISCLOSURE_INCENTIVES % DISCLOSURE_RELATIONS];
        const char *locale = disclosure_locales[cell / DISCLOSURE_INCENTIVES / DISCLOSURE_RELATIONS];
        struct disclosure_case which = {str_of(locale), str_of(relation), str_of(incentive), str_of(network),
                                        name.p ? name : STR("Acme")};
        size_t n = disclosure_options(env.arena, &which, d);
        for (size_t k = 0; k < n; k++) {
            printf("%s\t%s\t%s\t%s\t%.*s\t%.*s\n", locale, relation, incentive, network, STRF(d[k].key), STRF(d[k].text));
        }
    }
    return cmd_end(&env, E_OK);
}

static struct str shown(const struct cmd_env *env, enum config_key k) {
    struct str v = config_text(&env->cfg, k);
    return config_settings[k].secret && v.n ? STR("(set)") : v;
}

int cmd_settings(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "settings [--names]",
        .help = "Prints the operator's settings: value in force, where it comes from, and what it does. Secrets are masked.",
        .flags = {{"--names", false, "print the names only"}}};
    static const char *const types[] = {"text", "number", "true|false", "list"};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    for (int k = 0; k < CFG_COUNT; k++) {
        const struct config_setting *s = &config_settings[k];
        if (cmd_flag(&env, "--names").p) {
            puts(s->name);
            continue;
        }
        struct str v = shown(&env, (enum config_key)k);
        printf("%-15s %-10s %-9s %.*s\n%38s%s\n", s->name, types[s->type], env.cfg.origin[k], v.n ? (int)v.n : 1,
               v.n ? v.p : "-", "", s->help);
    }
    return cmd_end(&env, E_OK);
}
