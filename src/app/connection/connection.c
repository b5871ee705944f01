/* connection.c: what stands in the database about a linked account. See connection.h. */
#include "app/connection/connection.h"

#include "app/privacy/person.h"
#include "base/buf.h"
#include "base/clock.h"
#include "sql_gen.h"

struct connection connection_from_row(const struct sql_connection_row *r) {
    return (struct connection){
        .id = r->id, .person = r->person_id, .network = r->network, .server = r->server, .account = r->account, .handle = r->handle,
        .name = r->name, .url = r->url, .way = r->way, .scopes = r->scopes, .status = r->status, .secret = r->secret,
        .version = r->version, .expires_at = r->expires_at_null ? 0 : r->expires_at, .fault = r->fault, .created_at = r->created_at};
}

enum err connections_mine(struct tx *tx, int64_t person, struct connection **ret, size_t *ret_n) {
    struct sql_connection_row *rows;
    size_t n;
    enum err e = sql_connection_mine(tx, person, &rows, &n);
    if (e) {
        return e;
    }
    struct connection *out = arena_array(tx->arena, struct connection, n + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = connection_from_row(&rows[i]);
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err connection_of(struct tx *tx, int64_t person, struct str network, struct connection *ret) {
    struct sql_connection_row row;
    enum err e = sql_connection_of(tx, person, network, &row);
    if (!e) {
        *ret = connection_from_row(&row);
    }
    return e;
}

enum err connection_get(struct tx *tx, int64_t id, struct connection *ret) {
    struct sql_connection_row row;
    enum err e = sql_connection_get(tx, id, &row);
    if (!e) {
        *ret = connection_from_row(&row);
    }
    return e;
}

/* The row keeps its tokens, which the job needs, and nothing that says whose they were. */
static enum err end_one(struct tx *tx, const struct connection *c, int64_t now) {
    int64_t changed = 0;
    enum err e = sql_connection_end(tx, c->id, -c->id, &changed);
    if (!e && changed) {
        e = event_record(tx, &(struct event){.kind = EV_CONNECTION_ENDED, .at = now, .subject = c->id, .person = c->person});
    }
    return e || !changed ? e : job_enqueue(tx, "connection.end",
                                           arena_printf(tx->arena, "{\"connection\":%lld}", (long long)c->id), now, STR_NULL);
}

enum err connection_end(struct tx *tx, int64_t person, int64_t id, int64_t now) {
    struct connection c;
    enum err e = connection_get(tx, id, &c);
    if (!e && (person <= 0 || c.person != person)) {
        e = E_NOT_FOUND;
    }
    return e ? e : end_one(tx, &c, now);
}

enum err connection_on_erased(struct tx *tx, const struct event *ev) {
    struct connection *all;
    size_t n;
    if (ev->person <= 0) {
        return E_OK;
    }
    enum err e = sql_oauth_flow_erase(tx, ev->person);
    e = e ? e : connections_mine(tx, ev->person, &all, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = end_one(tx, &all[i], ev->at);
    }
    return e;
}

/* ---- conversations, and their secret ---- */

void connection_client_key(int64_t company, unsigned char ret[JOSE_SECRET_BYTES]) {
    int64_t n = 0;
    do {
        person_keys_derive("oauth client key", company, n++, ret);
    } while (!jose_secret_ok(ret));
}

struct remote connection_remote(const struct db_cx *cx, struct str server, int64_t now) {
    struct remote r = {.a = cx->arena, .errs = cx->errs, .now = now, .server = server, .retry_after_s = -1, .status = 200,
                       .deadline = clock_mono() + REMOTE_DEADLINE_S * US_PER_S};
    connection_client_key(cx->company, r.client_key);
    return r;
}

struct secret_part {
    const char *name;
    size_t off;
};
static const struct secret_part parts[] = {
    {"access", offsetof(struct remote, token.access)},   {"refresh", offsetof(struct remote, token.refresh)},
    {"dpop", offsetof(struct remote, token.dpop)},       {"issuer", offsetof(struct remote, token.issuer)},
    {"account", offsetof(struct remote, account.id)},    {"client", offsetof(struct remote, app.client)},
    {"client_secret", offsetof(struct remote, app.secret)}, {"redirect_uri", offsetof(struct remote, app.redirect_uri)},
    {"scopes", offsetof(struct remote, app.scopes)},
};

struct str connection_secret_write(struct arena *a, const struct remote *r) {
    struct buf b;
    buf_init(&b, a, SEAL_MAX);
    buf_printf(&b, "{\"until\":%lld", (long long)r->token.access_until);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_printf(&b, ",\"%s\":", parts[i].name);
        buf_json(&b, *(const struct str *)(const void *)((const char *)r + parts[i].off));
    }
    buf_c(&b, "}");
    return buf_view(&b);
}

bool connection_secret_read(struct arena *a, struct str text, struct remote *ret) {
    const struct json_node *json;
    if (json_parse(text, a, &json)) {
        return false;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct str value = json_text(json_get(json, parts[i].name));
        *(struct str *)(void *)((char *)ret + parts[i].off) = value.p ? value : STR("");
    }
    (void)!json_int(json_get(json, "until"), &ret->token.access_until);
    return true;
}
