/* connection_api.c: see connection_api.h. Whose accounts: always those of the principal. */
#include "app/connection/connection_api.h"

#include "app/company/offered.h"
#include "app/connection/connection.h"
#include "base/buf.h"

#define PAGE "/me/accounts"

static const char *const way_names[] = {"password", "oauth", NULL};
static const char *const statuses[] = {"active", "reauth", NULL};
static const char *const can_names[] = {"publish", "remove", "like", "repost", NULL};   /* by bit of enum remote_can */

/* ---- shapes ---- */

struct connection_out {
    int64_t id;
    struct str network, title, server, handle, name, url, way, status, fault;
    struct json_list scopes;
    bool has_expires;
    int64_t expires_at, created_at;
};
#define AT(member) offsetof(struct connection_out, member)
static const struct json_field connection_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = AT(id), .flags = JSON_REQUIRED},
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = AT(title), .flags = JSON_REQUIRED, .help = "The network's name."},
    {.name = "server", .type = JSON_T_STR, .off = AT(server), .flags = JSON_REQUIRED},
    {.name = "handle", .type = JSON_T_STR, .off = AT(handle), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = AT(name), .flags = JSON_REQUIRED, .help = "Empty where the network told none."},
    {.name = "url", .type = JSON_T_STR, .off = AT(url), .flags = JSON_REQUIRED, .help = "The profile; may be empty."},
    {.name = "way", .type = JSON_T_ENUM, .off = AT(way), .flags = JSON_REQUIRED, .values = way_names},
    {.name = "scopes", .type = JSON_T_STRS, .off = AT(scopes), .flags = JSON_REQUIRED,
     .help = "What the network says was granted; none: an app password, which grants all but the account's own settings."},
    {.name = "status", .type = JSON_T_ENUM, .off = AT(status), .flags = JSON_REQUIRED, .values = statuses,
     .help = "reauth: the network does not take the tokens any more; link the account again."},
    {.name = "fault", .type = JSON_T_STR, .off = AT(fault), .flags = JSON_REQUIRED | JSON_NULLABLE, .help = "In the network's words."},
    {.name = "expires_at", .type = JSON_T_TIME, .off = AT(expires_at), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(connection_out, has_expires), .help = "To be linked again by then; null: not known, or never."},
    {.name = "created_at", .type = JSON_T_TIME, .off = AT(created_at), .flags = JSON_REQUIRED},
    {0}};
#undef AT
static const struct json_shape connection_shape = {"connection", sizeof(struct connection_out), connection_fields};

struct linkable_out {
    struct str network, title, home;
    struct json_list ways, can;
};
#define AT(member) offsetof(struct linkable_out, member)
static const struct json_field linkable_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = AT(title), .flags = JSON_REQUIRED},
    {.name = "ways", .type = JSON_T_STRS, .off = AT(ways), .flags = JSON_REQUIRED, .values = way_names},
    {.name = "can", .type = JSON_T_STRS, .off = AT(can), .flags = JSON_REQUIRED, .values = can_names,
     .help = "What this program does there through a linked account."},
    {.name = "home", .type = JSON_T_STR, .off = AT(home), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "The server where none is named; null: one must be."},
    {0}};
#undef AT
static const struct json_shape linkable_shape = {"linkable_network", sizeof(struct linkable_out), linkable_fields};

struct connection_list_out {
    struct json_list items, networks;
};
static const struct json_field connection_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct connection_list_out, items), .flags = JSON_REQUIRED, .sub = &connection_shape},
    {.name = "networks", .type = JSON_T_LIST, .off = offsetof(struct connection_list_out, networks), .flags = JSON_REQUIRED,
     .sub = &linkable_shape, .help = "Where an account can be linked, in the company's order."},
    {0}};
const struct json_shape connection_list_shape = {"connection_list", sizeof(struct connection_list_out), connection_list_fields};

struct connect_in {
    struct str network, way, server, identifier, password;
};
#define AT(member) offsetof(struct connect_in, member)
static const struct json_field connect_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED, .min = 1, .max = 40},
    {.name = "way", .type = JSON_T_ENUM, .off = AT(way), .values = way_names, .help = "Default: password when one is given, else oauth."},
    {.name = "server", .type = JSON_T_STR, .off = AT(server), .flags = JSON_NULLABLE | JSON_TRIM, .max = CONNECTION_SERVER_MAX,
     .help = "Host or address of the member's server, where there are many."},
    {.name = "identifier", .type = JSON_T_STR, .off = AT(identifier), .flags = JSON_NULLABLE | JSON_TRIM, .max = CONNECTION_IDENTIFIER_MAX,
     .help = "The handle, as the network has it; needed with a password."},
    {.name = "password", .type = JSON_T_STR, .off = AT(password), .flags = JSON_NULLABLE, .max = CONNECTION_PASSWORD_MAX,
     .help = "An app password, made at the network for this program; never the account's own. It is not kept."},
    {0}};
#undef AT
const struct json_shape connect_shape = {"connect", sizeof(struct connect_in), connect_fields};

struct connect_result_out {
    struct str authorize_url;
    bool has_connection;
    int64_t connection;
};
static const struct json_field connect_result_fields[] = {
    {.name = "authorize_url", .type = JSON_T_STR, .off = offsetof(struct connect_result_out, authorize_url),
     .flags = JSON_REQUIRED | JSON_NULLABLE, .help = "The network's page, where the browser goes next; null: it is linked."},
    {.name = "connection_id", .type = JSON_T_ID, .off = offsetof(struct connect_result_out, connection),
     .flags = JSON_REQUIRED | JSON_NULLABLE, .has = JSON_HAS(connect_result_out, has_connection)},
    {0}};
const struct json_shape connect_result_shape = {"connect_result", sizeof(struct connect_result_out), connect_result_fields};

struct oauth_back_query {
    struct str state, code, iss, error, error_description;
};
#define TEXT(member, most) {.name = #member, .type = JSON_T_STR, .off = offsetof(struct oauth_back_query, member), .max = (most)}
static const struct json_field oauth_back_fields[] = {
    TEXT(state, 200), TEXT(code, 4000), TEXT(iss, 500), TEXT(error, 200), TEXT(error_description, 2000), {0}};
const struct json_shape oauth_back_query_shape = {"oauth_back_query", sizeof(struct oauth_back_query), oauth_back_fields};

/* ---- reading ---- */

struct list_result {
    struct connection *items;
    const struct network *const *networks;
    size_t items_n, networks_n;
};

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    struct list_result *r = ret;
    enum err e = connections_mine(tx, *(const int64_t *)args, &r->items, &r->items_n);
    return e ? e : networks_offered(tx, &r->networks, &r->networks_n);
}

static struct json_list words(struct arena *a, struct str text) {
    struct str *out = arena_array(a, struct str, text.n + 1), part;
    size_t n = 0;
    while (str_split(&text, ' ', &part)) {
        if (part.n) {
            out[n++] = part;
        }
    }
    return (struct json_list){out, n};
}

static struct json_list bits(struct arena *a, unsigned set, const char *const *names) {
    struct str *out = arena_array(a, struct str, 8);
    size_t n = 0;
    for (size_t i = 0; names[i]; i++) {
        if (set & 1U << i) {
            out[n++] = str_of(names[i]);
        }
    }
    return (struct json_list){out, n};
}

static struct connection_out out_of(struct arena *a, const struct connection *c) {
    const struct network *n = network_find(c->network);
    return (struct connection_out){
        .id = c->id, .network = c->network, .title = n ? str_of(n->title) : c->network, .server = c->server, .handle = c->handle,
        .name = c->name, .url = c->url, .way = c->way, .status = c->status, .fault = c->fault, .scopes = words(a, c->scopes),
        .has_expires = c->expires_at != 0, .expires_at = c->expires_at, .created_at = c->created_at};
}

enum err my_connections_get(struct rq *rq) {
    struct list_result r = {0};
    enum err e = db_read(&rq->cx, list_tx, &rq->who.person, &r, sizeof r);
    if (e) {
        return e;
    }
    struct connection_out *items = arena_array(rq->arena, struct connection_out, r.items_n + 1);
    struct linkable_out *linkable = arena_array(rq->arena, struct linkable_out, r.networks_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r.items_n; i++) {
        items[i] = out_of(rq->arena, &r.items[i]);
    }
    for (size_t i = 0; i < r.networks_n; i++) {
        const struct remote_api *api = r.networks[i]->remote;
        if (api) {
            linkable[n++] = (struct linkable_out){
                str_of(r.networks[i]->name), str_of(r.networks[i]->title), api->home ? str_of(api->home) : STR_NULL,
                bits(rq->arena, api->ways, way_names), bits(rq->arena, api->can, can_names)};
        }
    }
    struct connection_list_out out = {{items, r.items_n}, {linkable, n}};
    return reply_json(rq, 200, &connection_list_shape, &out);
}

/* ---- linking ---- */

static struct str redirect_uri(struct rq *rq, const struct network *n) {
    return arena_printf(rq->arena, "%.*s/api/v1/oauth/%s/callback", STRF(rq_base_url(rq)), n->name);
}

enum err my_connections_post(struct rq *rq) {
    const struct connect_in *in = rq->body;
    const struct network *n = network_find(in->network);
    struct connect_result_out out = {.authorize_url = STR_NULL};
    if (!n || !n->remote) {
        return err_set(&rq->errs, E_INVALID, "/network", "no account can be linked there");
    }
    struct connect_ask ask = {.person = rq->who.person, .session = rq->who.session, .network = n, .server = in->server,
                              .identifier = in->identifier, .password = in->password, .redirect_uri = redirect_uri(rq, n), .now = rq->now};
    bool password = in->way.n ? str_is(in->way, "password") : (n->remote->ways & REMOTE_PASSWORD) && in->password.n;
    enum err e = password ? connect_password(&rq->cx, &ask, &out.connection) : connect_begin(&rq->cx, &ask, &out.authorize_url);
    out.has_connection = password;
    return e ? e : reply_json(rq, 201, &connect_result_shape, &out);
}

enum err oauth_client_get(struct rq *rq) {
    const struct network *n = network_find(rq->param[0]);
    unsigned char key[JOSE_SECRET_BYTES];
    if (!n || !n->remote || !n->remote->client_metadata) {
        return E_NOT_FOUND;
    }
    connection_client_key(rq->cx.company, key);
    struct str client = arena_printf(rq->arena, "%.*s/api/v1/oauth/%s/client.json", STRF(rq_base_url(rq)), n->name);
    struct str text = n->remote->client_metadata(rq->arena, client, redirect_uri(rq, n), key);
    return text.p ? reply_bytes(rq, 200, "application/json", text) : E_INTERNAL;
}

static const char *word_of(enum err e) {
    return e == E_OK ? "linked" : e == E_FORBIDDEN ? "denied" : e == E_BAD_REQUEST ? "stale" : e == E_PEER_BUSY ? "busy" : "refused";
}

enum err oauth_back_get(struct rq *rq) {
    const struct oauth_back_query *in = rq->query;
    const struct network *n = network_find(rq->param[0]);
    int64_t id;
    if (!n || !n->remote || !(n->remote->ways & REMOTE_OAUTH)) {
        return E_NOT_FOUND;
    }
    struct connect_back back = {.person = rq->who.person, .session = rq->who.session, .network = n, .state = in->state, .code = in->code,
                                .iss = in->iss, .error = in->error, .now = rq->now};
    enum err e = connect_finish(&rq->cx, &back, &id);
    if (err_info(e)->status == 500) {
        return e;
    }
    return reply_redirect(rq, 303, arena_printf(rq->arena, PAGE "?%s=%s", word_of(e), n->name));
}

/* ---- taking away ---- */

struct end_args {
    int64_t person, id, now;
};

static enum err end_tx(struct tx *tx, const void *args, void *ret) {
    const struct end_args *a = args;
    (void)ret;
    return connection_end(tx, a->person, a->id, a->now);
}

enum err my_connection_delete(struct rq *rq) {
    struct end_args a = {rq->who.person, rq->id[0], rq->now};
    enum err e = db_tx(&rq->cx, end_tx, &a, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}
