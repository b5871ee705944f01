/* click_api.c: a click, from the request to the redirect; see design/architecture.md, "A click".
 *
 * On the epoll thread: code and salt from memory, class from the headers, then the request is suspended and its click
 * handed to the committer, whose thread makes the 302 after the commit. What memory can't answer goes to a lookup thread first
 * and takes the same way from there. No cookie is read or set, no address is stored or logged; the redirect says nothing of
 * the visitor to the page. */
#include "app/link/click_api.h"

#include "app/company/hosts.h"
#include "app/link/link.h"
#include "app/link/lookup.h"
#include "app/link/notice.h"
#include "app/link/service.h"
#include "app/link/visitor.h"
#include "base/clock.h"
#include "http/builtin.h"

/* One click on its way; lives in the request's arena. */
struct hit {
    struct click_wait wait;      /* first: on_commit gets it back */
    struct lookup lookup;
    struct rq *rq;
    struct str code, user_agent;
    enum err failed;             /* of the commit */
    bool known;                  /* entry is filled and may be trusted */
    struct code_entry entry;
};

static enum click_class class_of(struct rq *rq, struct str user_agent) {
    struct click_headers h = {.user_agent = user_agent, .sec_purpose = rq_header(rq, "Sec-Purpose"),
                              .purpose = rq_header(rq, "Purpose"), .x_purpose = rq_header(rq, "X-Purpose"),
                              .x_moz = rq_header(rq, "X-Moz"), .head = rq_is_head(rq)};
    return classify(&h);
}

/* ---- the answer ---- */

static enum err redirect(struct hit *h) {
    reply_header(h->rq, "Cache-Control", STR("no-store"));
    reply_header(h->rq, "Referrer-Policy", STR("no-referrer"));
    reply_header(h->rq, "X-Robots-Tag", STR("noindex"));
    return reply_redirect(h->rq, 302, h->entry.target);
}

static enum err nowhere(struct rq *rq) {
    enum err e = rate_take(rq, RATE_CODE, STR_NULL);
    return e ? e : notice_reply(rq, NOTICE_UNKNOWN);
}

/* Never a 302 for a click that is not counted. */
static void on_commit(struct click_wait *w, enum err e) {
    struct hit *h = (struct hit *)w;
    h->failed = e ? e : redirect(h);
}

/* E_OVERLOADED is a 503 with Retry-After. */
static void let_go(struct click_wait *w, enum err e) {
    struct hit *h = (struct hit *)w;
    (void)e;
    if (h->failed) {
        rq_resume_error(h->rq, E_OVERLOADED);
    } else {
        rq_resume(h->rq);
    }
}

/* ---- what both ways share ---- */

/* The link's company is the one that this host is for; a host that nobody has gets the same page as a wrong code. */
static enum err check_host(const struct hit *h) {
    struct rq *rq = h->rq;
    struct str host = str_trim(rq_header(rq, "Host"));
    size_t end = host.n && host.p[0] == '[' ? str_chr(host, ']') + 1 : str_chr(host, ':');
    struct db_cx cx = {.db = rq->cx.db, .role = DB_ROUTER, .arena = rq->arena};
    struct host_match match;
    enum err e = hosts_find(&cx, str_sub(host, 0, end), &match);
    if (e == E_UNKNOWN_HOST || (!e && match.company != h->entry.company)) {
        return E_NOT_FOUND;
    }
    return e;
}

static bool fill_click(struct hit *h) {
    struct click *c = &h->wait.click;
    c->company = h->entry.company;
    c->link = h->entry.link;
    c->at = h->rq->now;
    return visitor_of(c->company, c->at, h->rq->client, h->user_agent, &c->visitor);
}

/* ---- on a lookup thread ---- */

static enum err ask(struct hit *h) {
    struct rq *rq = h->rq;
    struct db_cx cx = {.db = rq->cx.db, .role = DB_ROUTER, .arena = rq->arena};
    enum err e = E_OK;
    if (!h->known) {
        /* Taken before the question: guessing codes must not cost the database more than the rate allows. */
        e = link_fresh() ? rate_take(rq, RATE_CODE, STR_NULL) : E_OK;
        if (!e) {
            e = link_find_code(&cx, h->code, &h->entry);
        }
    }
    if (!e) {
        e = check_host(h);
    }
    if (!e && h->entry.state == LINK_LIVE && !fill_click(h)) {
        cx = (struct db_cx){.db = rq->cx.db, .company = h->entry.company, .role = DB_APP, .arena = rq->arena};
        e = visitor_salt_ready(&cx, visitor_day(rq->now));
        if (!e && !fill_click(h)) {
            e = E_OVERLOADED;
        }
    }
    return e;
}

static enum err notice_of(struct hit *h) {
    return notice_reply(h->rq, h->entry.state == LINK_FROZEN ? NOTICE_FROZEN : NOTICE_GONE);
}

static void looked_up(struct lookup *l) {
    struct hit *h = (struct hit *)((char *)l - offsetof(struct hit, lookup));
    enum err e = ask(h);
    if (!e && h->entry.state == LINK_LIVE) {
        click_store_add(link_store(), &h->wait);
        return;
    }
    if (!e) {
        e = notice_of(h);
    } else if (e == E_NOT_FOUND) {
        e = notice_reply(h->rq, NOTICE_UNKNOWN);
    } else if (e != E_TOO_MANY) {
        e = E_OVERLOADED;        /* the database can't be asked now */
    }
    if (e) {
        rq_resume_error(h->rq, e);
    } else {
        rq_resume(h->rq);
    }
}

static enum err to_lookup(struct hit *h) {
    h->lookup.run = looked_up;
    rq_suspend(h->rq);
    if (!lookup_push(&h->lookup)) {
        rq_resume_error(h->rq, E_OVERLOADED);
    }
    return E_OK;
}

/* ---- on the epoll thread ---- */

static enum err go(struct hit *h) {
    if (click_store_offer(link_store(), &h->wait.click)) {
        return redirect(h);
    }
    rq_suspend(h->rq);
    click_store_add(link_store(), &h->wait);
    return E_OK;
}

static enum err click(struct rq *rq, struct str code) {
    if (!link_store()) {
        return E_OVERLOADED;
    }
    struct hit *h = arena_new(rq->arena, struct hit);
    h->rq = rq;
    h->wait.ready = on_commit;
    h->wait.done = let_go;
    h->code = code;
    h->user_agent = rq_header(rq, "User-Agent");
    h->wait.click.class = class_of(rq, h->user_agent);
    if (!link_fresh()) {
        return code_valid(code) ? to_lookup(h) : nowhere(rq);
    }
    switch (codes_find(code, clock_mono(), rq->arena, &h->entry)) {
    case CODE_MISS: return to_lookup(h);
    case CODE_UNKNOWN: return nowhere(rq);
    case CODE_FOUND: break;
    }
    h->known = true;
    enum err e = check_host(h);
    if (e) {
        return e == E_NOT_FOUND ? nowhere(rq) : E_OVERLOADED;
    }
    if (h->entry.state != LINK_LIVE) {
        return notice_of(h);
    }
    return fill_click(h) ? go(h) : to_lookup(h);
}

enum err click_get(struct rq *rq) {
    return click(rq, rq->param[0]);
}

enum err short_get(struct rq *rq) {
    struct str host = str_trim(rq_header(rq, "Host"));
    struct db_cx cx = {.db = rq->cx.db, .role = DB_ROUTER, .arena = rq->arena};
    struct host_match match;
    if (!hosts_find(&cx, str_sub(host, 0, str_chr(host, ':')), &match) && match.short_host) {
        return click(rq, rq->param[0]);
    }
    return web_get(rq);
}
