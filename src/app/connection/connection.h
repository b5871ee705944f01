/* connection.h: a member's account at a network, linked so that this program may publish there when the member asks it to.
 *
 * One account a person and network. Tokens are sealed (seal.h), read only by connection_open and never shown; a refresh token is
 * used once, under a lease, and its answer is written before anything else is done with it. What a network refuses for good turns
 * the connection to "reauth": what waits for it stays, until the person links the account again or takes it away. Taking it away
 * revokes the tokens at the network. Everything is keyed by person_id and shown to that person alone. */
#ifndef PV_APP_CONNECTION_CONNECTION_H
#define PV_APP_CONNECTION_CONNECTION_H

#include "app/connection/seal.h"
#include "db/db.h"
#include "event/event.h"
#include "job/job.h"
#include "network/jose.h"
#include "network/network.h"

enum {
    OAUTH_FLOW_S = 600,              /* at the network's page, then it has to be begun again */
    CONNECTION_RENEW_S = 60,         /* a renewal may take */
    CONNECTION_RENEW_AHEAD_S = 60,   /* a token with less life is renewed before it is used */
    CONNECTION_IDENTIFIER_MAX = 256,
    CONNECTION_PASSWORD_MAX = 256,
    CONNECTION_SERVER_MAX = 300
};

struct connection {
    int64_t id, person;
    struct str network, server, account, handle, name, url, way, scopes;
    struct str status;               /* "active", "reauth", "ending" */
    struct str secret;               /* sealed */
    int64_t version, expires_at;     /* expires_at 0: not known, or never */
    struct str fault;                /* NULL: none */
    int64_t created_at;
};

/* ---- in a transaction (connection.c) ---- */
enum err connections_mine(struct tx *tx, int64_t person, struct connection **ret, size_t *ret_n) MUST_USE;
/* E_NOT_FOUND when the person has linked no account there. */
enum err connection_of(struct tx *tx, int64_t person, struct str network, struct connection *ret) MUST_USE;
enum err connection_get(struct tx *tx, int64_t id, struct connection *ret) MUST_USE;
/* It is being taken away: nobody's from here on, and job "connection.end" is put in. E_NOT_FOUND for somebody else's. */
enum err connection_end(struct tx *tx, int64_t person, int64_t id, int64_t now) MUST_USE;

/* ---- talking to the network: outside of transactions (open.c) ---- */
/* What a call needs: server, account and tokens, renewed first where they are about to die. E_STATE when the account has to be linked
 * again; E_PEER_BUSY while somebody else renews, or the network cannot be reached. */
enum err connection_open(const struct db_cx *cx, int64_t id, int64_t now, struct connection *ret_c, struct remote *ret) MUST_USE;
/* After REMOTE_EXPIRED: renews once, with the same errors. `c` and `r` are what connection_open gave. */
enum err connection_renew(const struct db_cx *cx, struct connection *c, struct remote *r) MUST_USE;
/* After REMOTE_REAUTH, and whenever a renewal is refused: marks it. *ret is false when it was linked anew meanwhile: try again. */
enum err connection_lost(const struct db_cx *cx, const struct connection *c, struct str fault, bool *ret) MUST_USE;

/* ---- linking (link.c) ---- */
struct connect_ask {
    int64_t person;
    struct str session;              /* of who asks */
    const struct network *network;
    struct str server, identifier, password;
    struct str redirect_uri;
    int64_t now;
};
/* With a password made at the network. Links at once. E_INVALID on /network, /server, /identifier or /password. */
enum err connect_password(const struct db_cx *cx, const struct connect_ask *ask, int64_t *ret_id) MUST_USE;
/* At the network's page: where to send the browser. */
enum err connect_begin(const struct db_cx *cx, const struct connect_ask *ask, struct str *ret_url) MUST_USE;
struct connect_back {
    int64_t person;
    struct str session;
    const struct network *network;
    struct str state, code, iss, error;
    int64_t now;
};
/* The browser came back. E_BAD_REQUEST: not begun here, or by another session, or too long ago; E_FORBIDDEN: the member said no. */
enum err connect_finish(const struct db_cx *cx, const struct connect_back *back, int64_t *ret_id) MUST_USE;

/* Job "connection.end" {"connection":id}: revokes the tokens at the network and deletes the row. */
enum err connection_end_run(struct job_run *run) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED. */
enum err connection_on_erased(struct tx *tx, const struct event *ev) MUST_USE;

/* ---- inside of the room ---- */
struct sql_connection_row;
struct connection connection_from_row(const struct sql_connection_row *r);
/* Tokens, and the program as the server that gave them knows it, as JSON for seal(). */
struct str connection_secret_write(struct arena *a, const struct remote *r);
bool connection_secret_read(struct arena *a, struct str text, struct remote *ret);
/* A conversation that begins: with the company's key of this program. */
struct remote connection_remote(const struct db_cx *cx, struct str server, int64_t now);
/* What jose.h signs with as this program, for one company. */
void connection_client_key(int64_t company, unsigned char ret[JOSE_SECRET_BYTES]);

#endif
