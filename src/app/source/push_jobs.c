/* push_jobs.c: asking a hub to subscribe, to renew or to end (sections 5.1 and 5.2). See push.h.
 *
 * The hub verifies by a request of its own, often while its answer to ours is still on the way; so all that the job writes
 * afterwards is written only if nothing was written meanwhile. */
#include "app/source/push.h"

#include "app/company/company.h"
#include "app/session/session.h"
#include "app/source/push_sign.h"
#include "base/clock.h"
#include "base/id.h"
#include "json/json.h"
#include "net/fetch.h"
#include "sql_gen.h"
#include "text/url.h"

enum { PUSH_CONNECT_MS = 5000, PUSH_TOTAL_MS = 30000, PUSH_REPLY_MAX = 64 * 1024 };
static const char form_type[] = "application/x-www-form-urlencoded";

struct task {
    int64_t id, now;
    struct sql_push_row row;
    struct str host;             /* the company's, NULL when it has none */
    bool due;
};

static enum err load_tx(struct tx *tx, const void *args, void *ret) {
    const struct task *in = args;
    struct task *t = ret;
    struct company_info c;
    *t = *in;
    enum err e = sql_push_get(tx, in->id, &t->row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    e = company_get(tx, &c);
    t->host = c.host;
    t->due = t->row.next_at <= in->now;
    return e;
}

static enum err asked_tx(struct tx *tx, const void *args, void *ret) {
    const struct task *t = args;
    int64_t n;
    (void)ret;
    return sql_push_asked(tx, t->id, t->row.is_signed, t->now, &n);
}

/* A secret goes over https only; or to a hub inside a range that the operator lets through, which no stranger reads. */
static bool may_sign(struct arena *a, struct str hub) {
    struct guard_verdict *v = arena_new(a, struct guard_verdict);
    if (str_istarts(hub, STR("https://"))) {
        return true;
    }
    guard_check_url(a, guard_default(), hub, NULL, PUSH_CONNECT_MS, v);
    bool own = v->allow && v->n > 0;
    for (size_t i = 0; own && i < v->n; i++) {
        own = guard_addr_in_nets(guard_default(), &v->addrs[i]);
    }
    return own;
}

static void add(struct buf *b, const char *name, struct str value) {
    static const char hex[] = "0123456789ABCDEF";
    buf_printf(b, "%s%s=", b->n ? "&" : "", name);
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c))) {
            buf_ch(b, (char)c);
        } else {
            buf_ch(b, '%');
            buf_ch(b, hex[c >> 4]);
            buf_ch(b, hex[c & 15]);
        }
    }
}

static struct str form(struct arena *a, int64_t company, const struct task *t, bool ending) {
    struct buf b;
    struct str base = session_base_url(a, t->host), token = push_token(a, company, t->id);
    buf_init(&b, a, 32 * 1024);
    add(&b, "hub.callback", arena_printf(a, "%.*s/websub/%.*s", STRF(base), STRF(token)));
    add(&b, "hub.mode", ending ? STR("unsubscribe") : STR("subscribe"));
    add(&b, "hub.topic", t->row.topic);
    if (!ending) {
        add(&b, "hub.lease_seconds", arena_printf(a, "%d", PUSH_LEASE_DEFAULT_S));
        if (t->row.is_signed) {
            add(&b, "hub.secret", push_secret(a, company, t->id));
        }
    }
    return buf_view(&b);
}

/* *ret_why: NULL when the hub took the request (section 5.1: 202; any 2xx is taken). */
static void ask(struct job_run *run, const struct task *t, bool ending, struct str *ret_why) {
    struct arena *a = run->cx.arena;
    struct problems errs = {.arena = a};
    struct fetch_reply reply;
    struct fetch_request rq = {.url = t->row.hub, .method = "POST", .body = form(a, run->cx.company, t, ending),
                               .content_type = STR(form_type), .max_bytes = PUSH_REPLY_MAX,
                               .connect_ms = PUSH_CONNECT_MS, .total_ms = PUSH_TOTAL_MS};
    enum err e = fetch(&rq, a, &errs, &reply);
    if (e) {
        struct str more = errs.n ? errs.items[errs.n - 1].detail : STR("");
        *ret_why = arena_printf(a, "the hub could not be asked: %.*s", STRF(more));
    } else if (reply.status < 200 || reply.status > 299) {
        *ret_why = arena_printf(a, "the hub answered %d", reply.status);
    } else {
        *ret_why = STR_NULL;
    }
}

struct outcome {
    const struct task *t;
    struct str why;
    bool ending;
};

/* An hour, doubling to a day. */
static int64_t wait_us(int64_t errors) {
    int64_t s = PUSH_RETRY_S;
    for (int64_t i = 0; i < errors && s < SOURCE_INTERVAL_MAX_S; i++) {
        s *= 2;
    }
    return (s < SOURCE_INTERVAL_MAX_S ? s : SOURCE_INTERVAL_MAX_S) * US_PER_S;
}

static enum err settle_tx(struct tx *tx, const void *args, void *ret) {
    const struct outcome *o = args;
    const struct sql_push_row *r = &o->t->row;
    int64_t n = 0;
    (void)ret;
    if (o->ending && r->errors + 1 >= PUSH_END_TRIES) {
        return sql_push_delete(tx, r->id, &n);
    }
    bool lives = str_is(r->state, "active") && r->lease_until > o->t->now;
    struct str state = o->ending ? STR("ending") : lives ? STR("active") : o->why.p ? STR("failed") : STR("asking");
    struct str detail = o->why.p || o->ending || lives ? o->why : STR("the hub has not asked back yet");
    int64_t next = o->t->now + wait_us(r->errors);
    enum err e = sql_push_settle(tx, &(struct sql_push_settle_in){.id = r->id, .seen = r->next_at, .state = state, .detail = detail,
                                                                  .errors = r->errors + 1, .next_at = next}, &n);
    return e || n == 0 ? e : push_enqueue(tx, r->id, next);
}

enum err source_push_run(struct job_run *run) {
    const struct json_node *payload;
    struct task in = {.now = run->now}, t = {0};
    if (json_parse(run->payload, run->cx.arena, &payload) || !id_parse(json_text(json_get(payload, "push")), &in.id)) {
        return err_set(run->cx.errs, E_INVALID, "", "the job names no subscription");
    }
    enum err e = db_read(&run->cx, load_tx, &in, &t, sizeof t);
    if (e || !t.due) {
        return e;
    }
    struct outcome o = {.t = &t, .ending = str_is(t.row.state, "ending")};
    if (!o.ending) {
        t.row.is_signed = may_sign(run->cx.arena, t.row.hub);
        e = db_tx(&run->cx, asked_tx, &t, NULL, 0);
    }
    if (e) {
        return e;
    }
    ask(run, &t, o.ending, &o.why);
    return db_tx(&run->cx, settle_tx, &o, NULL, 0);
}
