/* cmd_demo.c: `demo`: a believable company in an empty database, and how to sign in to it. */
#include "cmd.h"
#include "cmd_list.h"

#include "base/clock.h"
#include "base/file.h"
#include "demo/demo.h"
#include "http/http.h"
#include "net/fetch.h"

#include <stdio.h>

enum { MEMBERS_MAX = 30000, TEXT_MAX = 64 * 1024 };
#define DEMO_PASSWORD "paper ink and one signal"


static enum err empty_check(struct cmd_env *env) {
    int64_t company;
    enum err e = cmd_company(env, STR_NULL, &company);
    bool none = e == E_INVALID && env->errs.n && str_find(env->errs.items[env->errs.n - 1].detail, STR("no company yet")) <
                                                     env->errs.items[env->errs.n - 1].detail.n;
    env->errs.n = 0;
    return none ? E_OK : err_set(&env->errs, E_STATE, "", "the demo needs an empty database; there is a company already");
}

static struct str sign_in_text(struct cmd_env *env, const struct demo_done *done) {
    struct buf b;
    buf_init(&b, env->arena, TEXT_MAX);
    buf_printf(&b, "The demo company Rivelle is ready: %lld members, %lld posts, %lld shares, %lld clicks.\n"
               "Sign in with the password \"" DEMO_PASSWORD "\" as\n\n", (long long)done->members, (long long)done->posts,
               (long long)done->shares, (long long)done->clicks);
    for (size_t i = 0; i < demo_person_count; i++) {
        buf_printf(&b, "  %-34s %s\n", demo_people[i].email, demo_people[i].what);
    }
    buf_ch(&b, '\n');
    return buf_view(&b);
}

static void print_json(struct cmd_env *env, const struct demo_done *done) {
    struct buf b;
    buf_init(&b, env->arena, TEXT_MAX);
    buf_printf(&b, "{\"members\":%lld,\"posts\":%lld,\"shares\":%lld,\"clicks\":%lld,\"password\":\"" DEMO_PASSWORD
               "\",\"people\":[", (long long)done->members, (long long)done->posts, (long long)done->shares,
               (long long)done->clicks);
    for (size_t i = 0; i < demo_person_count; i++) {
        buf_printf(&b, "%s{\"email\":\"%s\",\"what\":\"%s\"}", i ? "," : "", demo_people[i].email, demo_people[i].what);
    }
    buf_c(&b, "]}");
    puts(buf_view(&b).p);
}

static enum err build(struct cmd_env *env, const struct demo_size *size) {
    struct demo_options opt = {.size = *size, .now = clock_now(), .password = DEMO_PASSWORD,
                               .data_dir = config_text(&env->cfg, CFG_DATA).p};
    struct demo_done done;
    enum err e = cmd_open_db(env);
    if (!e) {
        e = empty_check(env);
    }
    if (!e) {
        e = demo_build(env->db, &opt, &env->errs, &done);
    }
    if (e) {
        return e;
    }
    struct str text = sign_in_text(env, &done);
    const char *path = arena_printf(env->arena, "%.*s/demo.txt", STRF(config_text(&env->cfg, CFG_DATA))).p;
    if (file_write_new(path, text, 0640, &env->errs)) {
        env->errs.n = 0;  /* kept for the next start only */
    }
    if (env->json) {
        print_json(env, &done);
    } else {
        fputs(text.p, stdout);
    }
    return E_OK;
}

int cmd_demo(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "demo [--size NAME] [--members N]",
        .help = "Builds the demo company Rivelle in an empty database: people, sources with months of posts in French and "
                "English,\nshares, clicks and points, all through the program's own rules. Prints how to sign in for each role.\n"
                "Sizes: standard (1,500 members in 6 countries, 18 months), small (140, 4 months), large (20,000 in 40 countries,\n"
                "18 months).",
        .flags = {{"--size", true, "standard (default), small or large"},
                  {"--members", true, "how many people work there (9 to 30000), if not as many as the size says"}}};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    struct str given = cmd_flag(&env, "--members"), name = cmd_flag(&env, "--size");
    const struct demo_size *found = demo_sizes;
    while (name.p && found->name && !str_is(name, found->name)) {
        found++;
    }
    if (!found->name) {
        fprintf(stderr, "portevoix: --size takes standard, small or large\n");
        (void)cmd_end(&env, E_OK);
        return 2;
    }
    struct demo_size size = *found;
    int64_t members = size.members;
    if (given.p && (!str_to_i64(given, &members) || members < (int64_t)demo_person_count || members > MEMBERS_MAX)) {
        fprintf(stderr, "portevoix: --members takes a number from %zu to %d\n", demo_person_count, MEMBERS_MAX);
        (void)cmd_end(&env, E_OK);
        return 2;
    }
    fetch_init();
    size.members = members;
    return cmd_end(&env, build(&env, &size));
}
