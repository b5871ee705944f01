/* route_table.c: the route table as something to print and to check. The rows themselves are in src/routes.c. */
#include "http/server.h"

#include "http/ratelimit.h"

#include <stdio.h>

static const struct route *table;
static size_t table_n;

void routes_use(const struct route *t, size_t n) {
    table = t;
    table_n = n;
}

const struct route *route_table(size_t *ret_n) {
    *ret_n = table ? table_n : route_count;
    return table ? table : routes;
}

/* ---- printing ---- */
static const char *run_name(const struct route *r) {
    switch (r->run) {
    case RUN_READ: return "read";
    case RUN_WORKER: return "worker";
    case RUN_HASH: return "hash";
    case RUN_INLINE: return "inline";
    }
    return "?";
}

static struct str access_text(struct buf *b, const struct route *r) {
    buf_reset(b);
    if (r->access == ACCESS_PUBLIC) {
        buf_c(b, "public");
    } else if (r->access == ACCESS_SIGNED_IN) {
        buf_c(b, "signed_in");
    }
    for (size_t i = 0; r->access == ACCESS_ROLES && i < ROLE_COUNT; i++) {
        if (r->roles & role_infos[i].bit) {
            buf_c(b, b->n ? "," : "");
            buf_c(b, role_infos[i].name);
        }
    }
    return buf_view(b);
}

static void print_list(struct buf *b, const struct route *t, size_t n) {
    struct buf access;
    buf_init(&access, NULL, 400);
    buf_printf(b, "%-6s %-44s %-24s %-7s %-8s %s\n", "method", "path", "access", "run", "rate", "summary");
    for (size_t i = 0; i < n; i++) {
        const struct route *r = &t[i];
        buf_printf(b, "%-6s %-44s %-24.*s %-7s %-8s %s%s\n", r->method, r->path, STRF(access_text(&access, r)),
                   run_name(r), rate_name(r->rate), r->summary ? r->summary : "",
                   r->flags & ROUTE_IDEMPOTENT ? " (Idempotency-Key)" : "");
    }
    buf_done(&access);
}

static bool allowed(const struct route *r, unsigned role) {
    return r->access == ACCESS_PUBLIC || (r->access == ACCESS_SIGNED_IN && role) ||
           (r->access == ACCESS_ROLES && (r->roles & role));
}

/* Role by route: who may call what. Committed, so that a change of rights is seen in review. */
static void print_audit(struct buf *b, const struct route *t, size_t n) {
    buf_printf(b, "%-6s %-44s %-9s", "method", "path", "anyone");
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        buf_printf(b, i + 1 < ROLE_COUNT ? " %-9s" : " %s", role_infos[i].name);
    }
    buf_ch(b, '\n');
    for (size_t i = 0; i < n; i++) {
        buf_printf(b, "%-6s %-44s %-9s", t[i].method, t[i].path, allowed(&t[i], 0) ? "yes" : "-");
        for (size_t k = 0; k < ROLE_COUNT; k++) {
            buf_printf(b, k + 1 < ROLE_COUNT ? " %-9s" : " %s", allowed(&t[i], role_infos[k].bit) ? "yes" : "-");
        }
        buf_ch(b, '\n');
    }
}

void routes_print(struct buf *b, bool audit) {
    size_t n;
    const struct route *t = route_table(&n);
    if (audit) {
        print_audit(b, t, n);
    } else {
        print_list(b, t, n);
    }
}

/* ---- checking ---- */
struct checking {
    struct problems *errs;
    enum err code;
    const struct route *row;
};

static void __attribute__((format(printf, 2, 3))) fault(struct checking *c, const char *fmt, ...) {
    char field[300], text[300];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    snprintf(field, sizeof field, "%s %s", c->row->method ? c->row->method : "?", c->row->path ? c->row->path : "?");
    c->code = err_set(c->errs, E_CONFIG, field, "%s", text);
}

static void check_access(struct checking *c) {
    const struct route *r = c->row;
    if (r->access == ACCESS_UNSET) {
        fault(c, "no access declared");
    }
    if ((r->access == ACCESS_ROLES) != (r->roles != 0)) {
        fault(c, "roles and access do not fit");
    }
    if ((r->flags & ROUTE_NO_SPACE) && r->access != ACCESS_PUBLIC) {
        fault(c, "a route that does not look who asks must be public");
    }
    if ((r->flags & ROUTE_NO_COMPANY) && r->access != ACCESS_PUBLIC) {
        fault(c, "a route for any host must be public");
    }
}

static void check_form(struct checking *c, int method) {
    const struct route *r = c->row;
    bool safe = method == METHOD_GET;
    if (!r->handler) {
        fault(c, "no handler");
    }
    if (method < 0) {
        fault(c, "unknown method");
    }
    if (!r->summary) {
        fault(c, "no summary");
    }
    if (safe && (r->body || r->takes)) {
        fault(c, "GET with a body");
    }
    if (r->takes && r->body) {
        fault(c, "a body is JSON or it is not");
    }
    if (!safe && (r->run == RUN_READ || r->run == RUN_INLINE)) {
        fault(c, "what may write must run on a worker");
    }
    if ((r->flags & ROUTE_IDEMPOTENT) && (method != METHOD_POST || r->access == ACCESS_PUBLIC)) {
        fault(c, "Idempotency-Key is for POST by somebody signed in");
    }
    if (!(r->flags & ROUTE_HTML) && !r->out && r->status != 204) {
        fault(c, "no out shape");
    }
}

static void check_query(struct checking *c) {
    for (const struct json_field *f = c->row->query ? c->row->query->fields : NULL; f && f->name; f++) {
        if (f->type == JSON_T_OBJ || f->type == JSON_T_LIST || f->type == JSON_T_RAW) {
            fault(c, "?%s cannot be in a query", f->name);
        }
    }
}

static void check_path(struct checking *c) {
    struct str path = str_of(c->row->path), rest, seg;
    if (!str_starts(path, STR("/"))) {
        fault(c, "a path begins with a slash");
        return;
    }
    size_t params = 0;
    rest = str_sub(path, 1, path.n);
    while (str_split(&rest, '/', &seg)) {
        bool open = str_starts(seg, STR("{")), close = str_ends(seg, STR("}"));
        params += open;
        if (open != close || (str_ends(seg, STR("...}")) && rest.p)) {
            fault(c, "malformed segment");
        }
    }
    if (params > RQ_PARAMS_MAX) {
        fault(c, "more than %d parameters", RQ_PARAMS_MAX);
    }
}

/* Same path once the names of parameters are left out. */
static bool same_path(struct str a, struct str b) {
    struct str x, y;
    while (str_split(&a, '/', &x)) {
        if (!str_split(&b, '/', &y)) {
            return false;
        }
        bool param_x = str_starts(x, STR("{")), param_y = str_starts(y, STR("{"));
        bool id = str_is(x, "{id}") == str_is(y, "{id}"), rest = str_ends(x, STR("...}")) == str_ends(y, STR("...}"));
        if (param_x != param_y || (param_x ? !id || !rest : !str_eq(x, y))) {
            return false;
        }
    }
    return !str_split(&b, '/', &y);
}

static void check_others(struct checking *c, const struct route *t, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (strcmp(t[i].method, c->row->method) == 0 && same_path(str_of(t[i].path), str_of(c->row->path))) {
            fault(c, "the same as an earlier row");
        }
    }
    if (at && strcmp(t[at - 1].path, c->row->path) > 0) {
        fault(c, "rows are sorted by path");
    }
}

enum err routes_check(struct problems *errs) {
    size_t n;
    const struct route *t = route_table(&n);
    struct checking c = {.errs = errs};
    for (size_t i = 0; i < n; i++) {
        c.row = &t[i];
        if (!t[i].method || !t[i].path) {
            fault(&c, "row without method or path");
            continue;
        }
        check_access(&c);
        check_form(&c, method_index(str_of(t[i].method)));
        check_path(&c);
        check_query(&c);
        check_others(&c, t, i);
    }
    enum err shapes = shapes_check(errs, t, n);
    return c.code ? c.code : shapes;
}
