/* hooks.c: what http asks this room: which company a host is for, and whether a request was made before. See
 * session.h.
 *
 * Idempotency (decisions 30): a key counts for one person and one address; its row holds the answer for 24 hours. It is
 * written with the change itself, so of two requests with one key at once only one can commit. */
#include "app/company/hosts.h"
#include "app/session/principal.h"
#include "app/session/session.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <sodium.h>

enum { HASH_BYTES = 32 };

enum err session_find_space(struct rq *rq, struct str host, struct space *ret) {
    struct db_cx cx = {.db = session_options()->db, .role = DB_ROUTER, .arena = rq->arena};
    struct host_match match;
    enum err e = hosts_find(&cx, host, &match);
    if (!e) {
        *ret = (struct space){match.company, match.host, match.short_host};
    }
    return e;
}

static struct str hash_text(struct arena *a, const struct str *parts, size_t n) {
    unsigned char hash[HASH_BYTES];
    crypto_generichash_state st;
    crypto_generichash_init(&st, NULL, 0, sizeof hash);
    for (size_t i = 0; i < n; i++) {
        crypto_generichash_update(&st, (const unsigned char *)&parts[i].n, sizeof parts[i].n);
        crypto_generichash_update(&st, (const unsigned char *)parts[i].p, parts[i].n);
    }
    crypto_generichash_final(&st, hash, sizeof hash);
    return hex_text(a, hash, sizeof hash);
}

static struct str stored_key(struct rq *rq, struct str key) {
    struct str person = {(const char *)&rq->who.person, sizeof rq->who.person};
    return hash_text(rq->arena, (struct str[]){person, rq->method, rq->path, key}, 4);
}

struct look_args {
    struct str key, body_hash;
    int64_t now;
};

struct look_result {
    bool found;
    int64_t status;
    struct str reply;
};

static enum err look_tx(struct tx *tx, const void *args, void *ret) {
    const struct look_args *a = args;
    struct look_result *out = ret;
    struct sql_idempotency_get_row row;
    enum err e = sql_idempotency_get(tx, a->key, &row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    if (row.status == 0 || a->now - row.created_at > IDEMPOTENCY_KEEP_US) {
        return E_OK;
    }
    if (!str_eq(row.body_hash, a->body_hash)) {
        return err_set(tx->errs, E_IDEMPOTENCY, "", "this key came with another body before");
    }
    *out = (struct look_result){true, row.status, row.reply};
    return E_OK;
}

enum err session_idempotency_look(struct rq *rq, struct str key, bool *ret_found, int *ret_status,
                                  struct str *ret_body) {
    struct look_result out;
    struct look_args a = {stored_key(rq, key), hash_text(rq->arena, &rq->raw_body, 1), rq->now};
    enum err e = db_read(&rq->cx, look_tx, &a, &out, sizeof out);
    if (!e) {
        *ret_found = out.found;
        *ret_status = (int)out.status;
        *ret_body = out.reply;
    }
    return e;
}

enum err session_idempotency_store(struct tx *tx, struct rq *rq, struct str key, int status, struct str body,
                                   bool *ret_first) {
    int64_t stored = 0;
    enum err e = sql_idempotency_store(tx, &(struct sql_idempotency_store_in){
        .key = stored_key(rq, key), .body_hash = hash_text(rq->arena, &rq->raw_body, 1), .status = status,
        .reply = body.p ? body : STR(""), .now = rq->now, .expired = rq->now - IDEMPOTENCY_KEEP_US}, &stored);
    *ret_first = stored > 0;
    return e;
}
