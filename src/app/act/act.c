/* act.c: see act.h. */
#include "app/act/act.h"

#include "app/channel/audience.h"
#include "app/charter/charter.h"
#include "app/company/offered.h"
#include "app/post/post.h"
#include "sql_gen.h"

const char *const act_names[] = {"like", "repost", NULL};
static const unsigned bits[] = {REMOTE_LIKES, REMOTE_REPOSTS};

/* What is found out before the network is asked. */
struct prepared {
    int64_t connection;
    struct remote_ref target;
    struct str done;                     /* id of what was done before; NULL: nothing */
};

static enum err find_official(struct tx *tx, const struct act_ask *ask, struct prepared *p) {
    struct official *all;
    size_t n;
    enum err e = official_of(tx, ask->post, &all, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (str_is(all[i].network, ask->network->name)) {
            p->target = (struct remote_ref){all[i].id, all[i].version, all[i].url};
            return E_OK;
        }
    }
    return e ? e : err_set(tx->errs, E_NOT_FOUND, "", "this post does not stand on %s", ask->network->title);
}

static enum err find_connection(struct tx *tx, const struct act_ask *ask, struct prepared *p) {
    struct connection c;
    enum err e = connection_of(tx, ask->person, str_of(ask->network->name), &c);
    if (e == E_NOT_FOUND) {
        return err_set(tx->errs, E_STATE, "/network", "you have linked no account of %s", ask->network->title);
    }
    if (!e && !str_is(c.status, "active")) {
        return err_set(tx->errs, E_STATE, "/network", "link your account of %s again first", ask->network->title);
    }
    p->connection = c.id;
    return e;
}

/* A post of this company, for this reader, that is or was out. */
static enum err visible(struct tx *tx, const struct act_ask *ask) {
    struct post post;
    enum err e = audience_check(tx, &(struct audience_who){ask->member, ask->person, ask->member_language}, ask->post);
    e = e ? e : post_get(tx, ask->post, &post);
    return e || str_is(post.status, "published") || str_is(post.status, "archived") ? e : E_NOT_FOUND;
}

static enum err prepare_tx(struct tx *tx, const void *args, void *ret) {
    const struct act_ask *ask = args;
    struct prepared *p = ret;
    struct participation part;
    struct sql_act_get_row row;
    enum err e = participation_of(tx, ask->person, &part);
    if (!e && !part.may_share) {
        return E_NOT_AMBASSADOR;
    }
    e = e ? e : visible(tx, ask);
    e = e ? e : network_check_offered(tx, ask->network, "/network");
    e = e ? e : find_official(tx, ask, p);
    e = e ? e : find_connection(tx, ask, p);
    if (e) {
        return e;
    }
    e = sql_act_get(tx, ask->person, ask->post, str_of(ask->network->name), str_of(act_names[ask->kind]), &row);
    p->done = e ? STR_NULL : row.remote_id;
    return e == E_NOT_FOUND ? E_OK : e;
}

struct write {
    const struct act_ask *ask;
    struct str remote_id;                /* NULL: it was undone */
};

static enum err write_tx(struct tx *tx, const void *args, void *ret) {
    const struct write *w = args;
    const struct act_ask *ask = w->ask;
    struct str network = str_of(ask->network->name), kind = str_of(act_names[ask->kind]);
    (void)ret;
    if (!w->remote_id.p) {
        return sql_act_drop(tx, ask->person, ask->post, network, kind);
    }
    return sql_act_put(tx, &(struct sql_act_put_in){.person = ask->person, .post = ask->post, .network = network, .kind = kind,
                                                    .remote_id = w->remote_id, .now = ask->now});
}

static enum remote_result once(struct remote *r, const struct act_ask *ask, const struct prepared *p, bool undo, struct remote_ref *ret) {
    const struct remote_api *api = ask->network->remote;
    struct remote_ref done = {p->done, STR(""), STR("")};
    return undo ? api->undo(r, ask->kind, &done) : api->act(r, ask->kind, &p->target, ret);
}

/* The network's no in the words of the API. */
static enum err answer_of(const struct db_cx *cx, const struct act_ask *ask, enum remote_result result) {
    struct str said = cx->errs->n ? cx->errs->items[cx->errs->n - 1].detail : STR("");
    cx->errs->n = 0;
    switch ((int)result) {
    case REMOTE_OK: return E_OK;
    case REMOTE_RETRY:
    case REMOTE_UNSURE: return err_set(cx->errs, E_PEER_BUSY, "", "%s cannot be reached just now", ask->network->title);
    case REMOTE_REAUTH: return err_set(cx->errs, E_STATE, "/network", "link your account of %s again first", ask->network->title);
    case REMOTE_GONE: return err_set(cx->errs, E_GONE, "", "this post is not on %s any more", ask->network->title);
    default: return err_set(cx->errs, E_INVALID, "/network", "%s refused: %.*s", ask->network->title, STRF(said));
    }
}

static enum err at_network(const struct db_cx *cx, const struct act_ask *ask, const struct prepared *p, bool undo, struct remote_ref *ret) {
    struct connection c;
    struct remote r;
    bool lost;
    enum err e = connection_open(cx, p->connection, ask->now, &c, &r);
    if (e) {
        return e == E_STATE ? answer_of(cx, ask, REMOTE_REAUTH) : e;
    }
    enum remote_result result = once(&r, ask, p, undo, ret);
    if (result == REMOTE_EXPIRED) {
        e = connection_renew(cx, &c, &r);
        result = e == E_STATE ? REMOTE_REAUTH : e ? REMOTE_RETRY : once(&r, ask, p, undo, ret);
    } else if (result == REMOTE_REAUTH) {
        struct str said = cx->errs->n ? cx->errs->items[cx->errs->n - 1].detail : STR_NULL;
        e = connection_lost(cx, &c, said, &lost);
        if (e) {
            return e;
        }
    }
    return answer_of(cx, ask, result);
}

static enum err check(const struct db_cx *cx, const struct act_ask *ask) {
    const struct remote_api *api = ask->network->remote;
    return api && (api->can & bits[ask->kind]) ? E_OK : err_set(cx->errs, E_INVALID, "/network", "%s takes none through an account", ask->network->title);
}

enum err act_do(const struct db_cx *cx, const struct act_ask *ask) {
    struct prepared p = {0};
    struct remote_ref made = {0};
    enum err e = check(cx, ask);
    e = e ? e : db_read(cx, prepare_tx, ask, &p, sizeof p);
    if (e || p.done.p) {
        return e;
    }
    e = at_network(cx, ask, &p, false, &made);
    struct write w = {ask, made.id};
    return e ? e : db_tx(cx, write_tx, &w, NULL, 0);
}

enum err act_undo(const struct db_cx *cx, const struct act_ask *ask) {
    struct prepared p = {0};
    enum err e = check(cx, ask);
    e = e ? e : db_read(cx, prepare_tx, ask, &p, sizeof p);
    if (e || !p.done.p) {
        return e;
    }
    e = at_network(cx, ask, &p, true, NULL);
    struct write w = {ask, STR_NULL};
    return e ? e : db_tx(cx, write_tx, &w, NULL, 0);
}

/* ---- what is shown ---- */

static enum err fill_place(struct tx *tx, const struct act_ask *ask, const struct sql_act_mine_row *mine, size_t n, struct act_place *p) {
    struct connection c;
    enum err e = connection_of(tx, ask->person, str_of(p->network->name), &c);
    p->linked = !e;
    p->works = !e && str_is(c.status, "active");
    for (int k = 0; act_names[k]; k++) {
        p->can[k] = p->network->remote && (p->network->remote->can & bits[k]);
        for (size_t i = 0; i < n; i++) {
            p->done[k] |= str_is(mine[i].network, p->network->name) && str_is(mine[i].kind, act_names[k]);
        }
    }
    return e == E_NOT_FOUND ? E_OK : e;
}

enum err act_places(struct tx *tx, const struct act_ask *ask, struct act_place **ret, size_t *ret_n) {
    struct official *all;
    struct sql_act_mine_row *mine;
    size_t n, mine_n, found = 0;
    enum err e = visible(tx, ask);
    e = e ? e : official_of(tx, ask->post, &all, &n);
    e = e ? e : sql_act_mine(tx, ask->person, ask->post, &mine, &mine_n);
    if (e) {
        return e;
    }
    struct act_place *out = arena_array(tx->arena, struct act_place, n + 1);
    for (size_t i = 0; !e && i < n; i++) {
        const struct network *network = network_find(all[i].network);
        if (network) {
            out[found] = (struct act_place){.network = network, .url = all[i].url};
            e = fill_place(tx, ask, mine, mine_n, &out[found++]);
        }
    }
    *ret = out;
    *ret_n = found;
    return e;
}

enum err act_on_erased(struct tx *tx, const struct event *ev) {
    return ev->person > 0 ? sql_act_erase(tx, ev->person) : E_OK;
}

enum err act_forget_post(struct tx *tx, int64_t post) {
    return sql_act_forget_post(tx, post);
}
