/* connection.c: what stands in the database about a linked account. See connection.h. */
#include "app/connection/connection.h"

#include "base/buf.h"
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

/* ---- the secret ---- */

struct str connection_secret_write(struct arena *a, const struct remote_token *t) {
    struct buf b;
    buf_init(&b, a, SEAL_MAX);
    buf_c(&b, "{\"access\":");
    buf_json(&b, t->access);
    buf_c(&b, ",\"refresh\":");
    buf_json(&b, t->refresh);
    buf_printf(&b, ",\"until\":%lld}", (long long)t->access_until);
    return buf_view(&b);
}

bool connection_secret_read(struct arena *a, struct str text, struct remote_token *ret) {
    const struct json_node *json;
    if (json_parse(text, a, &json)) {
        return false;
    }
    struct str access = json_text(json_get(json, "access")), refresh = json_text(json_get(json, "refresh"));
    *ret = (struct remote_token){.access = access, .refresh = refresh.p ? refresh : STR("")};
    (void)!json_int(json_get(json, "until"), &ret->access_until);
    return access.n > 0;
}
