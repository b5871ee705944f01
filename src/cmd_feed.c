/* cmd_feed.c: the feed parser at the command line: one line for the feed, one for each item. */
#include "cmd.h"
#include "cmd_lines.h"
#include "cmd_list.h"

#include "base/clock.h"
#include "base/heap.h"
#include "feed/feed.h"

#include <stdio.h>

enum { FILE_MAX = 10 * 1024 * 1024, LINE_MAX_BYTES = 4 * 1024 * 1024 };

/* "name":"text" or "name":null; `first` leaves the comma out. */
static void member(struct buf *b, const char *name, struct str value, bool first) {
    buf_printf(b, "%s\"%s\":", first ? "" : ",", name);
    if (value.p) {
        buf_json(b, value);
    } else {
        buf_c(b, "null");
    }
}

static struct str when(struct arena *a, int64_t us) {
    return us ? time_rfc3339(a, us) : STR_NULL;
}

static void print_line(struct buf *b) {
    printf("%.*s\n", STRF(buf_view(b)));
    buf_reset(b);
}

static void print_item(struct arena *a, struct buf *b, const struct feed_item *it) {
    buf_ch(b, '{');
    member(b, "id", it->id, true);
    member(b, "url", it->url, false);
    member(b, "title", it->title, false);
    member(b, "author", it->author, false);
    member(b, "published", when(a, it->published), false);
    member(b, "updated", when(a, it->updated), false);
    member(b, "summary", it->summary, false);
    member(b, "content", it->content, false);
    member(b, "image", it->image, false);
    buf_c(b, ",\"enclosures\":[");
    for (size_t i = 0; i < it->enclosures_n; i++) {
        buf_c(b, i ? ",{" : "{");
        member(b, "url", it->enclosures[i].url, true);
        member(b, "type", it->enclosures[i].type.n ? it->enclosures[i].type : STR_NULL, false);
        buf_c(b, ",\"length\":");
        if (it->enclosures[i].length >= 0) {
            buf_i64(b, it->enclosures[i].length);
        } else {
            buf_c(b, "null");
        }
        buf_ch(b, '}');
    }
    buf_c(b, "],\"categories\":[");
    for (size_t i = 0; i < it->categories_n; i++) {
        buf_c(b, i ? "," : "");
        buf_json(b, it->categories[i]);
    }
    buf_c(b, "]}");
    print_line(b);
}

static void print_feed(struct arena *a, const struct feed *f) {
    struct buf b;
    buf_init(&b, NULL, LINE_MAX_BYTES);
    buf_c(&b, "{\"feed\":{");
    member(&b, "kind", str_of(feed_kind_name(f->kind)), true);
    member(&b, "title", f->title, false);
    member(&b, "link", f->link, false);
    member(&b, "description", f->description, false);
    member(&b, "language", f->language, false);
    member(&b, "image", f->image, false);
    buf_c(&b, "}}");
    print_line(&b);
    for (size_t i = 0; i < f->n; i++) {
        print_item(a, &b, &f->items[i]);
    }
    buf_done(&b);
}

int cmd_feed(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "feed parse FILE [--base URL] [--content-type CT]",
        .help = "Parses a feed (RSS, RDF, Atom, JSON Feed) from a file, or from standard input when FILE is \"-\".\n"
                "Prints one line {\"feed\":{...}} and one line for each item; exits 1 with the reason when it is none.",
        .flags = {{"--base", true, "address the feed came from, for relative links"},
                  {"--content-type", true, "Content-Type header it came with"}},
        .min_args = 2, .max_args = 2};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    if (strcmp(env.args[0], "parse") != 0) {
        fprintf(stderr, "portevoix: no such command\nusage: portevoix %s\n", spec.usage);
        arena_free(env.arena);
        return 2;
    }
    struct buf bytes;
    struct feed feed;
    buf_init(&bytes, NULL, FILE_MAX);
    enum err e = cmd_read_file(env.args[1], &env.errs, &bytes);
    if (!e) {
        e = feed_parse(buf_view(&bytes), cmd_flag(&env, "--content-type"), cmd_flag(&env, "--base"), env.arena,
                       &env.errs, &feed);
    }
    if (!e) {
        print_feed(env.arena, &feed);
    }
    buf_done(&bytes);
    return cmd_end(&env, e);
}
