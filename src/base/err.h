/* err.h: the one error type, and the list of what is wrong with an input.
 *
 * A function that can fail returns `enum err` (0 is success). The place that knows adds the detail to the caller's
 * `struct problems` and returns the code in one line: `return err_set(errs, E_INVALID, "/title", "longer than 200 characters");`
 * The HTTP answer is made in http/problem.c alone. */
#ifndef PV_BASE_ERR_H
#define PV_BASE_ERR_H

#include "base/arena.h"

enum err {
    E_OK = 0,
#define X(sym, status, slug, title) sym,
#include "base/err.def"
#undef X
    E_COUNT
};

#define MUST_USE __attribute__((warn_unused_result))

struct err_info {
    const char *symbol;
    int status;
    const char *slug;
    const char *title;
};

/* One detail: `field` is a JSON pointer ("/title"), "" for the whole input, or "?limit" for a query parameter. */
struct problem_item {
    struct str field;
    struct str detail;
};

enum { PROBLEMS_MAX = 50 };

/* The details of one request, job or command. Zero it, set `arena`. */
struct problems {
    struct arena *arena;
    enum err code;          /* code of the newest err_set */
    struct problem_item items[PROBLEMS_MAX];
    size_t n;
    int64_t retry_after_s;  /* for E_TOO_MANY and E_OVERLOADED, 0 = unset */
};

const struct err_info *err_info(enum err e);
/* Adds a detail and returns `code`. `errs` may be NULL. More than PROBLEMS_MAX details are dropped. */
enum err err_set(struct problems *errs, enum err code, const char *field, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* True when trying again later can help (networks, overload), false when it can't. */
bool err_retryable(enum err e);

/* Our own bug: logs file and line; aborts in test builds (PV_TEST_ABORT), else evaluates to true for the caller to leave. */
bool bug_report(const char *file, int line, const char *what);
#define BUG_ON(cond) ((cond) ? bug_report(__FILE__, __LINE__, #cond) : false)

#endif
