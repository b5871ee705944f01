/* log.c: see log.h. One write a line, so that lines of several threads do not mix. */
#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static enum log_level threshold = LOG_INFO;

void log_set_level(enum log_level level) {
    threshold = level;
}

void log_line(enum log_level level, const char *msg, const char *fmt, ...) {
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if (level < threshold) {
        return;
    }
    char line[2048];
    char at[32];
    time_rfc3339_to(at, clock_now());
    int n = snprintf(line, sizeof line, "at=%s level=%s msg=\"%s\" ", at, names[level], msg);
    size_t used = (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    va_list ap;
    va_start(ap, fmt);
    n = vsnprintf(line + used, sizeof line - used, fmt, ap);
    va_end(ap);
    used += n > 0 ? (size_t)n : 0;
    if (used > sizeof line - 2) {
        used = sizeof line - 2;
    }
    for (size_t i = 0; i < used; i++) {
        if ((unsigned char)line[i] < 0x20) {
            line[i] = ' ';
        }
    }
    line[used++] = '\n';
    ssize_t done = write(STDERR_FILENO, line, used);
    (void)done;
}
