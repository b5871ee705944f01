/* cmd_page.c: the page parser at the command line: one line of JSON. */
#include "cmd.h"
#include "cmd_lines.h"
#include "cmd_list.h"

#include "base/clock.h"
#include "page/page.h"

#include <stdio.h>

static void member(struct buf *b, const char *name, struct str value) {
    buf_printf(b, "%s\"%s\":", b->n > 1 ? "," : "", name);
    if (value.p) {
        buf_json(b, value);
    } else {
        buf_c(b, "null");
    }
}

static void print_page(struct arena *a, const struct page *p) {
    struct buf b;
    buf_init(&b, a, CMD_LINE_MAX);
    buf_ch(&b, '{');
    member(&b, "url", p->url);
    member(&b, "title", p->title);
    member(&b, "description", p->description);
    member(&b, "image", p->image);
    member(&b, "site_name", p->site_name);
    member(&b, "author", p->author);
    member(&b, "published", p->published ? time_rfc3339(a, p->published) : STR_NULL);
    member(&b, "language", p->language);
    member(&b, "icon", p->icon);
    buf_c(&b, ",\"feeds\":[");
    for (size_t i = 0; i < p->feeds_n; i++) {
        buf_c(&b, i ? "," : "");
        buf_json(&b, p->feeds[i]);
    }
    buf_c(&b, "]}");
    printf("%.*s\n", STRF(buf_view(&b)));
}

int cmd_page(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "page parse FILE [--base URL] [--content-type CT]",
        .help = "Prints what a page says about itself for a link preview, as one line of JSON: url (canonical), title,\n"
                "description, image, site_name, author, published, language, icon, feeds; null for what it does not tell.\n"
                "FILE may be \"-\" for standard input.",
        .flags = {{"--base", true, "address the page came from, for relative links"},
                  {"--content-type", true, "Content-Type header it came with"}},
        .min_args = 2, .max_args = 2};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    if (strcmp(env.args[0], "parse") != 0) {
        return cmd_wrong(&env, "no such command", env.args[0]);
    }
    struct buf bytes;
    struct page page;
    buf_init(&bytes, NULL, PAGE_BYTES_MAX);
    enum err e = cmd_read_file(env.args[1], &env.errs, &bytes);
    if (!e) {
        page_parse(buf_view(&bytes), cmd_flag(&env, "--content-type"), cmd_flag(&env, "--base"), env.arena, &page);
        print_page(env.arena, &page);
    }
    buf_done(&bytes);
    return cmd_end(&env, e);
}
