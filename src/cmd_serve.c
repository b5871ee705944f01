/* cmd_serve.c: `serve`: one process that answers requests and does the background work.
 *
 * Start order matters: database, node number, event loop (so that changes are heard), codes, click store, projector, jobs, and
 * the listening socket last; stop in the reverse. SIGTERM and SIGINT finish what runs, then leave. */
#include "cmd.h"
#include "cmd_list.h"

#include "app/board/standing.h"
#include "app/company/feature_http.h"
#include "app/company/hosts.h"
#include "app/company/setup.h"
#include "app/link/service.h"
#include "app/publish/gate.h"
#include "app/post/feed_cache.h"
#include "app/session/session.h"
#include "base/log.h"
#include "event/node.h"
#include "http/http.h"
#include "job/job.h"
#include "net/fetch.h"
#include "net/guard.h"
#include "net/mail.h"
#include "network/remote.h"
#include "subscribers.h"
#include "text/url.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>

struct serving {
    struct node *node;
    struct event_loop *loop;
    struct job_workers *jobs;
    struct server *server;
    bool session, links;
};

static enum err allow_nets(struct cmd_env *env) {
    for (const char *const *net = config_list(&env->cfg, CFG_ALLOW_NET); *net; net++) {
        if (guard_allow(guard_default(), str_of(*net))) {
            return err_set(&env->errs, E_CONFIG, "allow-net", "%s is not an address range", *net);
        }
    }
    return E_OK;
}

/* The base address of a service, with nothing behind its host. */
static enum err service_of(struct cmd_env *env, enum config_key key, struct str *ret) {
    struct url u;
    const char *why = "not a web address";
    if (url_parse(env->arena, config_text(&env->cfg, key), NULL, &why, &u) || !url_is_web(&u) || u.userinfo.p || u.path.n > 1 ||
        u.query.p || u.fragment.p) {
        return err_set(&env->errs, E_CONFIG, config_settings[key].name, "must be an address such as %s", config_settings[key].def);
    }
    struct str text = url_text(env->arena, &u);
    *ret = str_sub(text, 0, text.n - 1);
    return E_OK;
}

static enum err set_places(struct cmd_env *env) {
    struct remote_places places;
    enum err e = service_of(env, CFG_BLUESKY_URL, &places.bluesky);
    e = e ? e : service_of(env, CFG_PLC_URL, &places.plc);
    if (!e) {
        remote_set_places(&places);
    }
    return e;
}

static void say_where(struct cmd_env *env, const struct serving *s) {
    struct str listen = config_text(&env->cfg, CFG_LISTEN);
    struct str public_url = config_text(&env->cfg, CFG_PUBLIC_URL);
    if (public_url.n) {
        printf("portevoix serves %.*s on %.*s\n", STRF(public_url), STRF(listen));
    } else {
        printf("portevoix serves http://%.*s/ (port %d)\n", STRF(listen), server_port(s->server));
    }
    fflush(stdout);
}


static enum err start_background(struct cmd_env *env, struct serving *s) {
    enum err e = node_start(env->db, &env->errs, &s->node);
    if (!e) {
        struct event_loop_options loop = {.db = env->db, .poll = cache_poll};
        e = event_loop_start(&loop, &env->errs, &s->loop);
    }
    if (!e) {
        struct link_options clicks = {.db = env->db, .data_dir = config_text(&env->cfg, CFG_DATA).p, .loop = s->loop,
                                      .durable = config_bool(&env->cfg, CFG_CLICK_DURABLE)};
        e = link_start(&clicks, &env->errs);
        s->links = !e;
    }
    return e;
}

static bool listens_on_loopback(struct str listen) {
    return str_starts(listen, STR("127.")) || str_starts(listen, STR("[::1]:")) || str_starts(listen, STR("localhost:"));
}

static const struct mail_settings *mail_of(struct cmd_env *env) {
    if (config_text(&env->cfg, CFG_SMTP_URL).n == 0) {
        return NULL;
    }
    struct str user = config_text(&env->cfg, CFG_SMTP_USER);
    struct mail_settings *m = arena_new(env->arena, struct mail_settings);
    m->url = config_text(&env->cfg, CFG_SMTP_URL);
    m->user = user.n ? user : STR_NULL;
    m->password = user.n ? config_text(&env->cfg, CFG_SMTP_PASSWORD) : STR_NULL;
    m->from = config_text(&env->cfg, CFG_MAIL_FROM);
    return m;
}

static enum err start_front(struct cmd_env *env, struct serving *s) {
    static const struct http_hooks hooks = {session_find_space, session_find_principal, session_idempotency_look,
                                            session_idempotency_store, feature_route_on};
    struct str public_url = config_text(&env->cfg, CFG_PUBLIC_URL);
    struct str token = config_text(&env->cfg, CFG_METRICS_TOKEN);
    struct server_options opt = {
        .listen = config_text(&env->cfg, CFG_LISTEN).p, .db = env->db, .hooks = &hooks,
        .workers = (int)config_int(&env->cfg, CFG_WORKERS), .epoll_threads = (int)config_int(&env->cfg, CFG_EPOLL_THREADS),
        .public_url = public_url.n ? public_url.p : NULL, .trust_proxy = config_list(&env->cfg, CFG_TRUST_PROXY),
        .rate_limits = config_bool(&env->cfg, CFG_RATE_LIMITS), .metrics_token = token.n ? token.p : NULL};
    struct session_options session = {
        .db = env->db, .mail = mail_of(env), .console = listens_on_loopback(config_text(&env->cfg, CFG_LISTEN)),
        .public_url = opt.public_url,
        .listen_url = arena_printf(env->arena, "http://%.*s", STRF(config_text(&env->cfg, CFG_LISTEN))).p};
    enum err e = session_start(&session);
    s->session = !e;
    if (!e) {
        int threads[JOB_LANES] = {[JOB_HOUSE] = (int)config_int(&env->cfg, CFG_JOB_THREADS),
                                  [JOB_NETWORKS] = (int)config_int(&env->cfg, CFG_SEND_THREADS)};
        gate_width(threads[JOB_NETWORKS] / 2);
        e = job_workers_start(env->db, threads, NULL, &s->jobs);
    }
    if (!e) {
        e = server_start(&opt, &env->errs, &s->server);
    }
    return e;
}

/* With no company yet, the first-start page can be opened by whoever reads this console, once. */
static enum err offer_setup(struct cmd_env *env, const struct serving *s) {
    struct db_cx cx = {.db = env->db, .role = DB_ROUTER, .arena = env->arena, .errs = &env->errs};
    size_t n = 0;
    enum err e = hosts_count(&cx, &n);
    if (e || n > 0) {
        return e;
    }
    struct str token = setup_token_make();
    struct str base = session_base_url(env->arena, STR_NULL);
    printf("\nThere is no company yet. Open this link once to set up yours:\n\n    %.*s/setup#%.*s\n\n", STRF(base), STRF(token));
    fflush(stdout);
    (void)s;
    return E_OK;
}

static void wait_for_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    int got = 0;
    sigwait(&set, &got);
    log_info("stopping", "signal=%d", got);
}

static void block_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void stop_all(struct serving *s) {
    if (s->server) {
        server_stop(s->server);
    }
    if (s->jobs) {
        job_workers_stop(s->jobs);
    }
    if (s->session) {
        session_stop();
    }
    if (s->links) {
        link_stop();
    }
    if (s->loop) {
        event_loop_stop(s->loop);
    }
    if (s->node) {
        node_stop(s->node);
    }
    feed_clear();
    standing_clear();
}

int cmd_serve(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "serve",
        .help = "Serves the API and the web app and does the background work. Migrates the database first. Stops on SIGTERM."};
    struct cmd_env env;
    struct serving s = {0};
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    block_signals();
    fetch_init();
    enum err e = routes_check(&env.errs);
    if (!e) {
        e = allow_nets(&env);
    }
    if (!e) {
        e = set_places(&env);
    }
    if (!e) {
        e = cmd_open_db(&env);
    }
    if (!e) {
        e = start_background(&env, &s);
    }
    if (!e) {
        e = start_front(&env, &s);
    }
    if (!e) {
        say_where(&env, &s);
        e = offer_setup(&env, &s);
    }
    if (!e) {
        wait_for_signal();
    }
    stop_all(&s);
    return cmd_end(&env, e);
}
