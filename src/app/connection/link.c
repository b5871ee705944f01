/* link.c: linking an account, with a password made at the network or at the network's own page (OAuth 2.0). See connection.h.
 *
 * OAuth: state of 256 bits, stored as a hash, bound to person and session, used once, ten minutes (RFC 6749 section 10.12); PKCE
 * with S256 (RFC 7636); the redirect address is the same to the letter at both ends; `iss` must be the server's where it is given
 * (RFC 9207). Each function is some transactions with the network's calls between them. */
#include "app/connection/connection.h"

#include "app/charter/charter.h"
#include "app/company/offered.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "net/fetch.h"
#include "sql_gen.h"
#include "text/url.h"

#include <sodium.h>

enum { STATE_BYTES = 32, VERIFIER_BYTES = 48 };

/* ---- who may, where ---- */

struct check_args {
    int64_t person;
    const struct network *network;
};

/* Linking is for those who take part: the charter says what the company may and may not do with it. */
static enum err check_tx(struct tx *tx, const void *args, void *ret) {
    const struct check_args *a = args;
    struct participation p;
    (void)ret;
    enum err e = participation_of(tx, a->person, &p);
    if (!e && !p.may_share) {
        e = E_NOT_AMBASSADOR;
    }
    return e ? e : network_check_offered(tx, a->network, "/network");
}

static enum err check(const struct db_cx *cx, const struct connect_ask *ask, enum remote_way way) {
    struct check_args a = {ask->person, ask->network};
    if (!ask->network->remote || !(ask->network->remote->ways & way)) {
        return err_set(cx->errs, E_INVALID, "/network", "no account of %s can be linked like this", ask->network->title);
    }
    return db_read(cx, check_tx, &a, NULL, 0);
}

/* Tokens go in the clear only within this house: every address of the host is one that the operator lets through. */
static bool in_house(const struct db_cx *cx, struct str url) {
    struct guard_verdict *v = arena_new(cx->arena, struct guard_verdict);
    guard_check_url(cx->arena, guard_default(), url, NULL, FETCH_CONNECT_MS_DEFAULT, v);
    for (size_t i = 0; i < v->n; i++) {
        if (!guard_addr_in_nets(guard_default(), &v->addrs[i])) {
            return false;
        }
    }
    return v->allow && v->n > 0;
}

/* "mastodon.social", "https://social.example/" or "@me@social.example" as a base address; the guard refuses what is not
 * public, and plain http is for servers in this house. */
static enum err base_address(const struct db_cx *cx, const struct connect_ask *ask, struct str *ret) {
    struct str given = str_trim(ask->server);
    struct url u;
    const char *why = "";
    const char *home = ask->network->remote->home;
    if (!given.n && home) {
        *ret = str_of(home);
        return E_OK;
    }
    if (!given.n) {
        return err_set(cx->errs, E_INVALID, "/server", "name your %s server", ask->network->title);
    }
    bool scheme = str_istarts(given, STR("https://")) || str_istarts(given, STR("http://"));
    size_t at = given.n;
    while (!scheme && at > 0 && given.p[at - 1] != '@') {
        at--;
    }
    given = scheme ? given : str_sub(given, at, given.n);
    struct str text = scheme ? given : arena_printf(cx->arena, "https://%.*s", STRF(given));
    if (url_parse(cx->arena, text, NULL, &why, &u) || !url_is_web(&u) || u.userinfo.p || u.path.n > 1 || u.query.p ||
        (u.kind == URL_HOST_NAME && str_find(u.host, STR(".")) == u.host.n && !str_is(u.host, "localhost"))) {
        return err_set(cx->errs, E_INVALID, "/server", "not the address of a server, such as mastodon.social");
    }
    u.path = STR("");
    u.fragment = STR_NULL;
    struct str whole = url_text(cx->arena, &u);
    if (str_is(u.scheme, "http") && !in_house(cx, whole)) {
        return err_set(cx->errs, E_INVALID, "/server", "only servers that encrypt (https)");
    }
    *ret = whole.p[whole.n - 1] == '/' ? str_sub(whole, 0, whole.n - 1) : whole;
    return E_OK;
}

/* What a network's refusal is to who is linking. */
static enum err refusal(const struct db_cx *cx, enum remote_result result, const char *field, const char *title) {
    struct str said = cx->errs->n ? cx->errs->items[cx->errs->n - 1].detail : STR("");
    cx->errs->n = 0;                 /* said again, beside the field */
    if (result == REMOTE_RETRY || result == REMOTE_UNSURE) {
        return err_set(cx->errs, E_PEER_BUSY, field, "%s cannot be reached just now", title);
    }
    return result ? err_set(cx->errs, E_INVALID, field, "%s refused: %.*s", title, STRF(said)) : E_OK;
}

/* ---- storing ---- */

struct store_args {
    int64_t person, id, now;
    struct str network, way, secret;
    const struct remote *r;
};

static enum err insert(struct tx *tx, const struct store_args *a) {
    const struct remote_account *who = &a->r->account;
    const int64_t *expires = a->r->token.refresh_until ? &a->r->token.refresh_until : NULL;
    return sql_connection_insert(tx, &(struct sql_connection_insert_in){
        .id = a->id, .person = a->person, .network = a->network, .server = who->server, .account = who->id, .handle = who->handle,
        .name = who->name, .url = who->url, .way = a->way, .scopes = a->r->token.scopes, .expires = expires, .now = a->now,
        .secret = seal(tx->arena, SEAL_CONNECTION, tx->company, a->id, a->secret)});
}

static enum err again(struct tx *tx, const struct store_args *a, int64_t id) {
    const struct remote_account *who = &a->r->account;
    const int64_t *expires = a->r->token.refresh_until ? &a->r->token.refresh_until : NULL;
    return sql_connection_again(tx, &(struct sql_connection_again_in){
        .id = id, .server = who->server, .handle = who->handle, .name = who->name, .url = who->url, .way = a->way,
        .scopes = a->r->token.scopes, .expires = expires,
        .secret = seal(tx->arena, SEAL_CONNECTION, tx->company, id, a->secret)});
}

/* The same account again goes on where it stopped; another one takes the place of the first, which is revoked. */
static enum err store_tx(struct tx *tx, const void *args, void *ret) {
    const struct store_args *a = args;
    int64_t *id = ret;
    struct connection old;
    *id = a->id;
    enum err e = connection_of(tx, a->person, a->network, &old);
    bool same = !e && str_eq(old.account, a->r->account.id) && str_eq(old.server, a->r->account.server);
    if (!e && same) {
        *id = old.id;
        e = again(tx, a, old.id);
    } else if (!e) {
        e = connection_end(tx, a->person, old.id, a->now);
        e = e ? e : insert(tx, a);
    } else if (e == E_NOT_FOUND) {
        e = insert(tx, a);
    }
    return e ? e : event_record(tx, &(struct event){.kind = EV_CONNECTION_LINKED, .at = a->now, .subject = *id, .person = a->person});
}

static enum err store(const struct db_cx *cx, const struct network *n, int64_t person, const char *way, const struct remote *r,
                      int64_t now, int64_t *ret_id) {
    struct store_args a = {.person = person, .id = id_new(), .now = now, .network = str_of(n->name), .way = str_of(way), .r = r,
                           .secret = connection_secret_write(cx->arena, r)};
    return db_tx(cx, store_tx, &a, ret_id, sizeof *ret_id);
}

/* ---- with a password ---- */

enum err connect_password(const struct db_cx *cx, const struct connect_ask *ask, int64_t *ret_id) {
    struct str server, identifier = str_trim(ask->identifier);
    enum err e = check(cx, ask, REMOTE_PASSWORD);
    if (!e && !identifier.n) {
        e = err_set(cx->errs, E_INVALID, "/identifier", "missing");
    }
    if (!e && !ask->password.n) {
        e = err_set(cx->errs, E_INVALID, "/password", "missing");
    }
    e = e ? e : base_address(cx, ask, &server);
    if (e) {
        return e;
    }
    struct remote r = connection_remote(cx, server, ask->now);
    enum remote_result result = ask->network->remote->sign_in(&r, identifier, ask->password);
    if (result) {
        return refusal(cx, result, result == REMOTE_REAUTH ? "/password" : "/server", ask->network->title);
    }
    return store(cx, ask->network, ask->person, "password", &r, ask->now, ret_id);
}

/* ---- at the network's page ---- */

struct app_args {
    struct str network, server, redirect_uri;
    struct remote_app app;
    int64_t now;
};

/* .client NULL: not enrolled yet. */
static enum err app_tx(struct tx *tx, const void *args, void *ret) {
    const struct app_args *a = args;
    struct remote_app *app = ret;
    struct sql_network_app_get_row row;
    enum err e = sql_network_app_get(tx, a->network, a->server, a->redirect_uri, &row);
    if (!e && unseal(tx->arena, SEAL_APP, tx->company, 0, row.secret, &app->secret)) {
        app->client = row.client;
        app->redirect_uri = a->redirect_uri;
        app->scopes = row.scopes;
    }
    return e == E_NOT_FOUND ? E_OK : e;
}

static enum err app_put_tx(struct tx *tx, const void *args, void *ret) {
    const struct app_args *a = args;
    (void)ret;
    return sql_network_app_put(tx, &(struct sql_network_app_put_in){
        .network = a->network, .server = a->server, .redirect_uri = a->redirect_uri, .client = a->app.client, .scopes = a->app.scopes,
        .secret = seal(tx->arena, SEAL_APP, tx->company, 0, a->app.secret), .now = a->now});
}

static enum err app_drop_tx(struct tx *tx, const void *args, void *ret) {
    const struct app_args *a = args;
    (void)ret;
    return sql_network_app_drop(tx, a->network, a->server, a->redirect_uri);
}

/* How this program is known there; made known where it is not, or what it may ask for has changed. */
static enum err enrol(const struct db_cx *cx, const struct connect_ask *ask, struct remote *r) {
    const struct remote_api *api = ask->network->remote;
    struct app_args a = {.network = str_of(ask->network->name), .server = r->server, .redirect_uri = ask->redirect_uri, .now = ask->now};
    enum err e = db_read(cx, app_tx, &a, &r->app, sizeof r->app);
    if (e || (r->app.client.p && str_is(r->app.scopes, api->scopes))) {
        return e;
    }
    enum remote_result result = api->enrol(r, ask->redirect_uri, &r->app);
    if (result) {
        return refusal(cx, result, "/server", ask->network->title);
    }
    a.app = r->app;
    return db_tx(cx, app_put_tx, &a, NULL, 0);
}

struct flow_args {
    struct str state, session, network, server, redirect_uri, secret;
    int64_t person, now;
};

static enum err flow_put_tx(struct tx *tx, const void *args, void *ret) {
    const struct flow_args *f = args;
    (void)ret;
    enum err e = sql_oauth_flow_forget(tx, f->now);
    return e ? e : sql_oauth_flow_put(tx, &(struct sql_oauth_flow_put_in){
        .state = f->state, .person = f->person, .session = f->session, .network = f->network, .server = f->server,
        .redirect_uri = f->redirect_uri, .secret = seal(tx->arena, SEAL_FLOW, tx->company, f->person, f->secret),
        .expires = f->now + OAUTH_FLOW_S * US_PER_S});
}

static struct str sha256(struct arena *a, struct str s) {
    unsigned char *out = arena_alloc(a, crypto_hash_sha256_BYTES);
    crypto_hash_sha256(out, (const unsigned char *)s.p, s.n);
    return (struct str){(char *)out, crypto_hash_sha256_BYTES};
}

enum err connect_begin(const struct db_cx *cx, const struct connect_ask *ask, struct str *ret_url) {
    struct str server;
    enum err e = check(cx, ask, REMOTE_OAUTH);
    e = e ? e : base_address(cx, ask, &server);
    if (e) {
        return e;
    }
    struct remote r = connection_remote(cx, server, ask->now);
    enum remote_result result = ask->network->remote->meet ? ask->network->remote->meet(&r) : REMOTE_OK;
    e = refusal(cx, result, "/server", ask->network->title);
    e = e ? e : enrol(cx, ask, &r);
    if (e) {
        return e;
    }
    struct str state = rnd_token(cx->arena, STATE_BYTES), verifier = rnd_token(cx->arena, VERIFIER_BYTES);
    struct remote_begin at = {state, jose_sha256(cx->arena, verifier), str_trim(ask->identifier)};
    result = ask->network->remote->authorize(&r, &at, ret_url);
    e = refusal(cx, result, at.identifier.n && result == REMOTE_GONE ? "/identifier" : "/server", ask->network->title);
    if (e) {
        return e;
    }
    struct str kept = arena_printf(cx->arena, "%.*s %.*s", STRF(verifier), STRF(connection_secret_write(cx->arena, &r)));
    struct flow_args f = {.state = sha256(cx->arena, state), .session = ask->session, .network = str_of(ask->network->name),
                          .server = r.server, .redirect_uri = ask->redirect_uri, .secret = kept, .person = ask->person,
                          .now = ask->now};
    return db_tx(cx, flow_put_tx, &f, NULL, 0);
}

/* ---- coming back ---- */

struct flow {
    struct str server, redirect_uri, kept;   /* kept NULL: begun too long ago */
};

/* Used up whatever comes of it. */
static enum err flow_take_tx(struct tx *tx, const void *args, void *ret) {
    const struct connect_back *b = args;
    struct flow *f = ret;
    struct sql_oauth_flow_get_row row;
    int64_t changed = 0;
    struct str state = sha256(tx->arena, b->state);
    enum err e = sql_oauth_flow_get(tx, state, &row);
    bool mine = !e && row.person_id == b->person && str_eq(row.session, b->session) && str_is(row.network, b->network->name);
    if (e == E_NOT_FOUND || (!e && !mine)) {
        return err_set(tx->errs, E_BAD_REQUEST, "?state", "not begun in this session, or used already");
    }
    e = e ? e : sql_oauth_flow_take(tx, state, &changed);
    if (e) {
        return e;
    }
    if (row.expires_at < b->now || !unseal(tx->arena, SEAL_FLOW, tx->company, b->person, row.secret, &f->kept)) {
        f->kept = STR_NULL;
    }
    f->server = row.server;
    f->redirect_uri = row.redirect_uri;
    return E_OK;
}

static enum err back_ok(const struct db_cx *cx, const struct connect_back *b, const struct flow *f, struct str issuer) {
    if (!f->kept.p) {
        return err_set(cx->errs, E_BAD_REQUEST, "?state", "begun too long ago");
    }
    if (str_is(b->error, "access_denied")) {
        return err_set(cx->errs, E_FORBIDDEN, "?error", "you did not allow it");
    }
    if (b->error.n) {
        return err_set(cx->errs, E_PEER, "?error", "%s refused: %.*s", b->network->title, STRF(str_utf8_cut(b->error, REMOTE_DETAIL_MAX)));
    }
    if (!b->code.n) {
        return err_set(cx->errs, E_BAD_REQUEST, "?code", "missing");
    }
    if (b->iss.n && !str_eq(b->iss, issuer) && !str_eq(b->iss, arena_printf(cx->arena, "%.*s/", STRF(issuer)))) {
        return err_set(cx->errs, E_BAD_REQUEST, "?iss", "the answer is not from the server that was asked");
    }
    return E_OK;
}

enum err connect_finish(const struct db_cx *cx, const struct connect_back *back, int64_t *ret_id) {
    struct flow f;
    struct str kept, verifier = STR("");
    const struct remote_api *api = back->network->remote;
    enum err e = db_tx(cx, flow_take_tx, back, &f, sizeof f);
    if (e) {
        return e;
    }
    struct remote r = connection_remote(cx, f.server, back->now);
    kept = f.kept;
    bool whole = !kept.p || (str_split(&kept, ' ', &verifier) && connection_secret_read(cx->arena, kept, &r));
    e = whole ? back_ok(cx, back, &f, r.token.issuer.n ? r.token.issuer : f.server) : E_INTERNAL;
    if (e) {
        return e;
    }
    enum remote_result result = api->exchange(&r, back->code, verifier);
    if (result == REMOTE_GONE) {
        struct app_args a = {.network = str_of(back->network->name), .server = f.server, .redirect_uri = f.redirect_uri};
        e = db_tx(cx, app_drop_tx, &a, NULL, 0);
        return e ? e : err_set(cx->errs, E_BAD_REQUEST, "?state", "%s has forgotten this program: begin again", back->network->title);
    }
    result = result || !api->who ? result : api->who(&r);
    e = refusal(cx, result, "?code", back->network->title);
    return e ? e : store(cx, back->network, back->person, "oauth", &r, back->now, ret_id);
}
