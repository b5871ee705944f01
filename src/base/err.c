/* err.c: see err.h. */
#include "base/err.h"

#include "base/log.h"

#include <stdlib.h>

static const struct err_info infos[E_COUNT] = {
    [E_OK] = {"E_OK", 200, "ok", "All is well"},
#define X(sym, status, slug, title) [sym] = {#sym, status, slug, title},
#include "base/err.def"
#undef X
};

const struct err_info *err_info(enum err e) {
    return &infos[e > E_OK && e < E_COUNT ? e : E_OK];
}

enum err err_set(struct problems *errs, enum err code, const char *field, const char *fmt, ...) {
    if (!errs) {
        return code;
    }
    errs->code = code;
    if (errs->n == PROBLEMS_MAX || !errs->arena) {
        return code;
    }
    struct problem_item *it = &errs->items[errs->n++];
    it->field = arena_dupz(errs->arena, field);
    va_list ap;
    va_start(ap, fmt);
    it->detail = arena_vprintf(errs->arena, fmt, ap);
    va_end(ap);
    return code;
}

bool err_retryable(enum err e) {
    return e == E_NET || e == E_NET_TIMEOUT || e == E_PEER_BUSY || e == E_OVERLOADED || e == E_DB_RETRY || e == E_DB ||
           e == E_TOO_MANY || e == E_INTERNAL || e == E_IO;
}

bool bug_report(const char *file, int line, const char *what) {
    log_error("bug", "at=%s:%d what=\"%s\"", file, line, what);
    if (getenv("PV_TEST_ABORT")) {
        abort();
    }
    return true;
}
