/* cmd_lines.c: see cmd_lines.h. Each line has an arena of its own; output is flushed per line, so that a tool may
 * keep the program running and talk to it. */
#include "cmd_lines.h"

#include <errno.h>
#include <stdio.h>

enum { ARENA_CAP = 64 * 1024 * 1024, OUT_MAX = 64 * 1024 };

/* One line without its end into `b`; false at the end of the input. */
static bool read_line(struct buf *b) {
    int c;
    buf_reset(b);
    while ((c = getchar_unlocked()) != EOF && c != '\n') {
        buf_ch(b, (char)c);
    }
    return c != EOF || b->n > 0 || b->over;
}

static bool answer(cmd_line_fn fn, void *ud, struct buf *line, struct arena *a) {
    struct buf out;
    const struct json_node *node = NULL;
    const char *wrong = NULL;
    buf_init(&out, a, OUT_MAX);
    if (line->over) {
        wrong = "the line is too long";
    } else if (json_parse(buf_view(line), a, &node) || json_kind(node) != JSON_IS_OBJECT) {
        wrong = "not a JSON object";
    } else {
        wrong = fn(ud, node, a, &out);
    }
    if (wrong) {
        buf_reset(&out);
        buf_c(&out, "{\"error\":");
        buf_json(&out, str_of(wrong));
        buf_ch(&out, '}');
    }
    printf("%.*s\n", STRF(buf_view(&out)));
    fflush(stdout);
    return wrong == NULL;
}

int cmd_lines(cmd_line_fn fn, void *ud) {
    struct buf line;
    bool all_well = true;
    struct arena *a = arena_create(ARENA_CAP);
    buf_init(&line, NULL, CMD_LINE_MAX);
    while (read_line(&line)) {
        all_well = answer(fn, ud, &line, a) && all_well;
        arena_reset(a);
    }
    buf_done(&line);
    arena_free(a);
    return all_well ? 0 : 1;
}

enum err cmd_read_file(const char *path, struct problems *errs, struct buf *out) {
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!f) {
        return err_set(errs, E_IO, "", "cannot open %s: %s", path, strerror(errno));
    }
    char chunk[16 * 1024];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) {
        buf_add(out, chunk, n);
    }
    bool bad = ferror(f);
    if (f != stdin) {
        fclose(f);
    }
    if (bad) {
        return err_set(errs, E_IO, "", "cannot read %s", path);
    }
    return out->over ? err_set(errs, E_TOO_LARGE, "", "%s is larger than %zu bytes", path, out->max) : E_OK;
}
