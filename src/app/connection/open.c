/* open.c: a linked account made ready for a call: tokens unsealed, and renewed one at a time. See connection.h.
 *
 * A refresh token works once. Whoever renews takes a lease on the row for the version that was read, asks the network, and
 * writes the answer before using it; others wait for the new version. A process that dies in between leaves a lease that ends. */
#include "app/connection/connection.h"

#include "base/clock.h"
#include "sql_gen.h"

struct renewal {
    int64_t id, version, now, until;
    struct str secret, fault;
    const int64_t *expires;
};

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return connection_get(tx, *(const int64_t *)args, ret);
}

static enum err lease_tx(struct tx *tx, const void *args, void *ret) {
    const struct renewal *w = args;
    return sql_connection_renewing(tx, w->id, w->version, w->now, w->until, ret);
}

static enum err renewed_tx(struct tx *tx, const void *args, void *ret) {
    const struct renewal *w = args;
    return sql_connection_renewed(tx, w->id, w->version, w->secret, w->expires, ret);
}

static enum err lost_tx(struct tx *tx, const void *args, void *ret) {
    const struct renewal *w = args;
    return sql_connection_lost(tx, w->id, w->version, w->fault, ret);
}

enum err connection_lost(const struct db_cx *cx, const struct connection *c, struct str fault, bool *ret) {
    struct renewal w = {.id = c->id, .version = c->version, .fault = fault.p ? fault : STR("refused")};
    int64_t changed = 0;
    enum err e = db_tx(cx, lost_tx, &w, &changed, sizeof changed);
    *ret = changed > 0;
    return e;
}

/* E_STATE, or E_PEER_BUSY when it was linked anew meanwhile. */
static enum err give_up(const struct db_cx *cx, const struct connection *c, struct str fault) {
    bool lost = false;
    enum err e = connection_lost(cx, c, fault, &lost);
    return e ? e : lost ? E_STATE : E_PEER_BUSY;
}

static struct str last_fault(const struct remote *r) {
    return r->errs->n ? r->errs->items[r->errs->n - 1].detail : STR("refused");
}

/* Writes what the network gave; the old tokens are worthless from here on. */
static enum err keep(const struct db_cx *cx, struct connection *c, const struct remote *r) {
    struct str text = connection_secret_write(cx->arena, r);
    struct renewal w = {.id = c->id, .version = c->version, .expires = r->token.refresh_until ? &r->token.refresh_until : NULL,
                        .secret = seal(cx->arena, SEAL_CONNECTION, cx->company, c->id, text)};
    int64_t changed = 0;
    enum err e = db_tx(cx, renewed_tx, &w, &changed, sizeof changed);
    if (e || changed) {
        c->version++;
        return e;
    }
    return E_PEER_BUSY;              /* linked anew meanwhile: the next try uses that */
}

enum err connection_renew(const struct db_cx *cx, struct connection *c, struct remote *r) {
    const struct network *n = network_find(c->network);
    int64_t now = clock_now(), mine = 0;
    struct renewal w = {.id = c->id, .version = c->version, .now = now, .until = now + CONNECTION_RENEW_S * US_PER_S};
    if (!n->remote->renew || str_empty(r->token.refresh)) {
        return give_up(cx, c, last_fault(r));
    }
    enum err e = db_tx(cx, lease_tx, &w, &mine, sizeof mine);
    if (e || !mine) {
        return e ? e : E_PEER_BUSY;
    }
    enum remote_result result = n->remote->renew(r);
    if (result == REMOTE_OK) {
        return keep(cx, c, r);
    }
    if (result == REMOTE_REAUTH || result == REMOTE_POLICY || result == REMOTE_SCOPE) {
        return give_up(cx, c, last_fault(r));
    }
    return E_PEER_BUSY;              /* the lease ends by itself: an answer that got lost must not be asked for twice at once */
}

enum err connection_open(const struct db_cx *cx, int64_t id, int64_t now, struct connection *ret_c, struct remote *ret) {
    struct str text;
    enum err e = db_read(cx, get_tx, &id, ret_c, sizeof *ret_c);
    if (e) {
        return e;
    }
    const struct network *n = network_find(ret_c->network);
    if (!n || !n->remote || str_is(ret_c->status, "reauth")) {
        return E_STATE;
    }
    *ret = connection_remote(cx, ret_c->server, now);
    bool whole = unseal(cx->arena, SEAL_CONNECTION, cx->company, id, ret_c->secret, &text) &&
                 connection_secret_read(cx->arena, text, ret) && ret->token.access.n;
    if (!whole) {                    /* another key file: a restored backup */
        return give_up(cx, ret_c, STR("the stored tokens cannot be read with this server's key file"));
    }
    ret->account = (struct remote_account){.server = ret_c->server, .id = ret_c->account, .handle = ret_c->handle};
    bool dying = ret->token.access_until && ret->token.access_until < now + CONNECTION_RENEW_AHEAD_S * US_PER_S;
    return dying ? connection_renew(cx, ret_c, ret) : E_OK;
}

/* ---- taking it away ---- */

static enum err delete_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return sql_connection_delete(tx, *(const int64_t *)args);
}

/* Tells the network, as long as it may be reached; after the last try the row goes anyway, tokens and all. */
enum err connection_end_run(struct job_run *run) {
    enum { TRIES = 6 };
    const struct json_node *json;
    struct connection c;
    struct remote r;
    int64_t id = 0;
    if (json_parse(run->payload, run->cx.arena, &json) || !json_int(json_get(json, "connection"), &id)) {
        return E_BAD_REQUEST;
    }
    enum err e = connection_open(&run->cx, id, run->now, &c, &r);
    if (e == E_NOT_FOUND) {
        return E_OK;
    }
    const struct network *n = e ? NULL : network_find(c.network);
    if (n && n->remote->revoke && n->remote->revoke(&r) == REMOTE_RETRY) {
        e = E_PEER_BUSY;
    }
    if (e && e != E_STATE && run->attempt < TRIES) {
        return e;
    }
    return db_tx(&run->cx, delete_tx, &id, NULL, 0);
}
