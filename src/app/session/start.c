/* start.c: how this process serves, for the parts of the room that no request reaches. See session.h. */
#include "app/session/session.h"

#include "app/session/keeper.h"
#include "app/session/principal.h"
#include "text/url.h"

static struct session_options options;

enum err session_start(const struct session_options *opt) {
    options = *opt;
    return keeper_start(opt->db);
}

void session_stop(void) {
    keeper_stop();
    principal_forget_all();
}

const struct session_options *session_options(void) {
    return &options;
}

/* The same rule as rq_base_url: a company's own host leads, with scheme and port of --public-url. */
struct str session_base_url(struct arena *a, struct str host) {
    struct str public_url = str_of(options.public_url);
    struct url u;
    if (!str_empty(host)) {
        if (str_empty(public_url) || url_parse(a, public_url, NULL, NULL, &u)) {
            return arena_printf(a, "https://%.*s", STRF(host));
        }
        return u.port < 0 ? arena_printf(a, "%.*s://%.*s", STRF(u.scheme), STRF(host))
                          : arena_printf(a, "%.*s://%.*s:%d", STRF(u.scheme), STRF(host), u.port);
    }
    if (!str_empty(public_url)) {
        return str_ends(public_url, STR("/")) ? str_sub(public_url, 0, public_url.n - 1) : public_url;
    }
    return str_of(options.listen_url ? options.listen_url : "http://127.0.0.1:8080");
}

struct session_from session_from_rq(const struct rq *rq) {
    return (struct session_from){.client = rq->client, .user_agent = rq_header(rq, "User-Agent"),
                                 .old_session = rq->who.member ? rq->who.session : STR_NULL,
                                 .old_member = rq->who.member, .now = rq->now};
}
