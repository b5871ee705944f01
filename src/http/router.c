/* router.c: see router.h. Each node has its literal children, at most one child for {id}, one for other parameters, and the
 * row of a {rest...}; at its end hang the rows of its methods. Looking up walks down and steps back where a branch ends,
 * which the small number of segments bounds. */
#include "http/router.h"

#include "base/heap.h"
#include "base/limits.h"
#include "json/query.h"

struct node {
    struct str text;                     /* literal segment, in the table's path */
    struct node *next;                   /* sibling among literals */
    struct node *literals, *id, *any;
    const struct route *rest[METHOD_COUNT];
    const struct route *rows[METHOD_COUNT];
};

struct router {
    struct node root;
};

static const char *const method_names[METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

int method_index(struct str method) {
    for (int i = 0; i < METHOD_COUNT; i++) {
        if (str_is(method, method_names[i])) {
            return i;
        }
    }
    return str_is(method, "HEAD") ? METHOD_GET : -1;
}

struct str methods_text(struct arena *arena, unsigned methods) {
    struct buf b;
    buf_init(&b, arena, 100);
    for (unsigned i = 0; i < METHOD_COUNT; i++) {
        if (methods & 1U << i) {
            buf_c(&b, b.n ? ", " : "");
            buf_c(&b, method_names[i]);
            buf_c(&b, i == METHOD_GET ? ", HEAD" : "");
        }
    }
    return buf_view(&b);
}

static struct node *literal_child(struct node *n, struct str text) {
    for (struct node *c = n->literals; c; c = c->next) {
        if (str_eq(c->text, text)) {
            return c;
        }
    }
    struct node *c = heap_alloc(sizeof *c);
    c->text = text;
    c->next = n->literals;
    n->literals = c;
    return c;
}

static struct node *child(struct node **slot) {
    if (!*slot) {
        *slot = heap_alloc(sizeof **slot);
    }
    return *slot;
}

static void add(struct router *r, const struct route *row) {
    int method = method_index(str_of(row->method));
    if (method < 0) {
        return;
    }
    struct node *n = &r->root;
    struct str rest = str_of(row->path + 1), seg;
    while (str_split(&rest, '/', &seg)) {
        if (str_ends(seg, STR("...}"))) {
            n->rest[method] = row;
            return;
        }
        if (str_is(seg, "{id}")) {
            n = child(&n->id);
        } else if (str_starts(seg, STR("{"))) {
            n = child(&n->any);
        } else {
            n = literal_child(n, seg);
        }
    }
    n->rows[method] = row;
}

struct router *router_create(const struct route *table, size_t n) {
    struct router *r = heap_alloc(sizeof *r);
    for (size_t i = 0; i < n; i++) {
        add(r, &table[i]);
    }
    return r;
}

static void free_node(struct node *n) {
    for (struct node *c = n->literals; c;) {
        struct node *next = c->next;
        free_node(c);
        heap_free(c);
        c = next;
    }
    struct node *pair[] = {n->id, n->any};
    for (size_t i = 0; i < 2; i++) {
        if (pair[i]) {
            free_node(pair[i]);
            heap_free(pair[i]);
        }
    }
}

void router_free(struct router *r) {
    if (r) {
        free_node(&r->root);
        heap_free(r);
    }
}

struct walk {
    int method;
    struct str seg[LIMIT_PATH_SEGMENTS];
    size_t n;
    struct str whole;                    /* the path, for {rest...} */
    struct route_match *m;
    const struct route *rest;            /* the deepest {rest...} so far */
    struct str rest_value;
};

/* Takes the row of this method, or notes which methods there are. */
static bool take(struct walk *w, const struct route *const rows[METHOD_COUNT]) {
    for (unsigned i = 0; i < METHOD_COUNT; i++) {
        w->m->methods |= rows[i] ? 1U << i : 0;
    }
    w->m->route = w->method >= 0 ? rows[w->method] : NULL;
    return w->m->route;
}

static void note_rest(struct walk *w, const struct node *n, size_t at) {
    if (w->method < 0 || !n->rest[w->method]) {
        return;
    }
    w->rest = n->rest[w->method];
    size_t from = at < w->n ? (size_t)(w->seg[at].p - w->whole.p) : w->whole.n;
    w->rest_value = str_sub(w->whole, from, w->whole.n);
}

static bool walk(struct walk *w, const struct node *n, size_t at) {
    note_rest(w, n, at);
    if (at == w->n) {
        return take(w, n->rows);
    }
    struct str seg = w->seg[at];
    for (const struct node *c = n->literals; c; c = c->next) {
        if (str_eq(c->text, seg)) {
            if (walk(w, c, at + 1)) {
                return true;
            }
            break;
        }
    }
    size_t p = w->m->n;
    if (p == RQ_PARAMS_MAX || seg.n == 0) {
        return false;
    }
    w->m->param[p] = seg;
    w->m->n = p + 1;
    if (n->id && id_parse(seg, &w->m->id[p]) && walk(w, n->id, at + 1)) {
        return true;
    }
    w->m->id[p] = 0;
    if (n->any && walk(w, n->any, at + 1)) {
        return true;
    }
    w->m->n = p;
    return false;
}

static enum err split(struct walk *w, struct str path, struct arena *arena) {
    struct str rest = str_sub(path, 1, path.n), seg;
    while (str_split(&rest, '/', &seg)) {
        if (w->n == LIMIT_PATH_SEGMENTS) {
            return E_NOT_FOUND;
        }
        w->seg[w->n++] = seg;
    }
    w->whole = path;
    if (str_chr(path, '%') == path.n) {
        return str_utf8_valid(path) ? E_OK : E_BAD_REQUEST;
    }
    /* {rest...} is the decoded text too; an encoded slash stays inside its segment, so it can't make a new one. */
    for (size_t i = 0; i < w->n; i++) {
        if (!query_decode(arena, w->seg[i], false, &w->seg[i])) {
            return E_BAD_REQUEST;
        }
    }
    struct buf b;
    buf_init(&b, arena, path.n + 1);
    for (size_t i = 0; i < w->n; i++) {
        buf_ch(&b, '/');
        buf_str(&b, w->seg[i]);
    }
    w->whole = buf_view(&b);
    size_t from = 1;
    for (size_t i = 0; i < w->n; i++) {
        w->seg[i] = (struct str){w->whole.p + from, w->seg[i].n};
        from += w->seg[i].n + 1;
    }
    return E_OK;
}

enum err router_find(const struct router *r, struct str method, struct str path, struct arena *arena,
                     struct route_match *ret) {
    struct walk w = {.method = method_index(method), .m = ret};
    memset(ret, 0, sizeof *ret);
    if (path.n == 0 || path.p[0] != '/') {
        return E_NOT_FOUND;
    }
    enum err e = split(&w, path, arena);
    if (e) {
        return e;
    }
    if (walk(&w, &r->root, 0)) {
        return E_OK;
    }
    if (ret->methods) {
        return E_METHOD;
    }
    if (!w.rest || str_starts(w.whole, STR("/api/"))) {
        return E_NOT_FOUND;
    }
    ret->route = w.rest;
    ret->param[0] = w.rest_value;
    ret->n = 1;
    return E_OK;
}
