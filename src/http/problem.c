/* problem.c: the only place where an error code becomes an HTTP answer: application/problem+json (RFC 9457). */
#include "http/server.h"

#include "base/limits.h"
#include "base/log.h"

struct problem_error {
    struct str pointer, detail;
};
struct problem_out {
    struct str type, title, detail, instance;
    int64_t status;
    struct json_list errors;
};

static const struct json_field error_fields[] = {
    {.name = "pointer", .type = JSON_T_STR, .off = offsetof(struct problem_error, pointer),
     .help = "JSON pointer into the body, \"?name\" for a query parameter, empty for the whole"},
    {.name = "detail", .type = JSON_T_STR, .off = offsetof(struct problem_error, detail)},
    {0}};
static const struct json_shape shape_problem_error = {"problem_error", sizeof(struct problem_error), error_fields};

static const struct json_field problem_fields[] = {
    {.name = "type", .type = JSON_T_STR, .off = offsetof(struct problem_out, type),
     .help = "urn:portevoix:problem: and the slug"},
    {.name = "title", .type = JSON_T_STR, .off = offsetof(struct problem_out, title)},
    {.name = "status", .type = JSON_T_I64, .off = offsetof(struct problem_out, status)},
    {.name = "detail", .type = JSON_T_STR, .off = offsetof(struct problem_out, detail)},
    {.name = "instance", .type = JSON_T_STR, .off = offsetof(struct problem_out, instance),
     .help = "urn:portevoix:request: and the request's id, to quote to the operator"},
    {.name = "errors", .type = JSON_T_LIST, .off = offsetof(struct problem_out, errors), .sub = &shape_problem_error},
    {0}};
const struct json_shape shape_problem = {"problem", sizeof(struct problem_out), problem_fields};

static void fill_errors(struct rq *rq, struct problem_out *p) {
    struct problem_error *items = arena_array(rq->arena, struct problem_error, rq->errs.n);
    for (size_t i = 0; i < rq->errs.n; i++) {
        const struct problem_item *it = &rq->errs.items[i];
        items[i] = (struct problem_error){it->field, it->detail};
        if (it->field.n == 0 && !p->detail.p) {
            p->detail = it->detail;
        }
    }
    p->errors = (struct json_list){items, rq->errs.n};
}

static void set_headers(struct rq *rq, enum err code, int status) {
    int64_t wait = rq->errs.retry_after_s;
    if (wait == 0 && (status == 503 || status == 429)) {
        wait = 1;
    }
    if (wait > 0) {
        reply_header(rq, "Retry-After", arena_printf(rq->arena, "%lld", (long long)wait));
    }
    if (code == E_METHOD) {
        reply_header(rq, "Allow", methods_text(rq->arena, call_of(rq)->match.methods));
    }
    if (status == 401) {
        reply_header(rq, "WWW-Authenticate", STR("Bearer realm=\"portevoix\""));
    }
    reply_header(rq, "Cache-Control", STR("no-store"));
}

/* Details of our own failures are for the operator: code, place and id, so that a report can be matched. */
static void log_failure(const struct rq *rq, const struct err_info *info) {
    struct str detail = rq->errs.n ? rq->errs.items[rq->errs.n - 1].detail : STR("");
    log_error("request failed", "id=%s route=\"%s %s\" code=%s detail=\"%.*s\"", rq->request_id,
              rq->route ? rq->route->method : "-", rq->route ? rq->route->path : "-", info->symbol, STRF(detail));
}

void reply_problem(struct rq *rq, enum err code) {
    const struct err_info *info = err_info(code ? code : E_INTERNAL);
    struct problem_out p = {.title = str_of(info->title), .status = info->status};
    p.type = arena_printf(rq->arena, "urn:portevoix:problem:%s", info->slug);
    p.instance = arena_printf(rq->arena, "urn:portevoix:request:%s", rq->request_id);
    if (info->status < 500) {
        fill_errors(rq, &p);
        p.detail = p.detail.p ? p.detail : p.title;
    } else if (code != E_OVERLOADED) {
        log_failure(rq, info);
    }
    if (!p.detail.p) {   /* of our own failures outsiders learn an id to quote, nothing else */
        p.detail = arena_printf(rq->arena, "request %s", rq->request_id);
    }
    set_headers(rq, code, info->status);
    struct buf b;
    buf_init(&b, rq->arena, LIMIT_REPLY);
    json_write(&b, &shape_problem, &p);
    struct reply *r = &call_of(rq)->reply;
    r->status = info->status;
    r->content_type = "application/problem+json";
    r->body = buf_view(&b);
}
