/* csrf.c: unsafe requests must come from our own pages (architecture, "The API").
 *
 * Two independent checks: the browser's own word (Sec-Fetch-Site, else Origin) and a header that no other site can make it
 * send without our leave (X-Requested-With: portevoix). They hold for every unsafe request without a bearer token, so also
 * for sign-in and setup, where there is no cookie yet. */
#include "http/server.h"

/* Origin is "scheme://host[:port]": same when its host and port are those the request was sent to. */
static bool same_origin(struct rq *rq, struct str origin) {
    if (str_ieq(origin, rq_base_url(rq))) {
        return true;
    }
    size_t at = str_find(origin, STR("://"));
    struct str host = rq_header(rq, "Host");
    return at < origin.n && host.n && str_ieq(str_sub(origin, at + 3, origin.n), host);
}

enum err csrf_check(struct call *c) {
    struct rq *rq = &c->rq;
    if (method_index(rq->method) == METHOD_GET || c->bearer) {
        return E_OK;
    }
    struct str site = rq_header(rq, "Sec-Fetch-Site"), origin = rq_header(rq, "Origin");
    if (site.n ? !str_is(site, "same-origin") : (origin.n && !same_origin(rq, origin))) {
        return err_set(&rq->errs, E_CSRF, "", "sent by another site");
    }
    if (!str_is(rq_header(rq, "X-Requested-With"), "portevoix")) {
        return err_set(&rq->errs, E_CSRF, "", "the header X-Requested-With: portevoix is missing");
    }
    return E_OK;
}
