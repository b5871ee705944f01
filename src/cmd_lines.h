/* cmd_lines.h: JSON lines in, JSON lines out, for the commands that tools and tests drive. */
#ifndef PV_CMD_LINES_H
#define PV_CMD_LINES_H

#include "base/buf.h"
#include "json/json.h"

enum { CMD_LINE_MAX = 4 * 1024 * 1024 };

/* Answers one line: writes a JSON object to `out`, or returns a text that says what is wrong with the line. */
typedef const char *(*cmd_line_fn)(void *ud, const struct json_node *line, struct arena *arena, struct buf *out);

/* Reads standard input line by line and prints one line for each; {"error":"…"} for a bad one. Returns the exit code:
 * 1 when any line was bad. Empty lines are bad lines, so that output and input stay side by side. */
int cmd_lines(cmd_line_fn fn, void *ud);
/* A whole file, or standard input for "-", into `out` up to its maximum. */
enum err cmd_read_file(const char *path, struct problems *errs, struct buf *out) MUST_USE;

#endif
