/* remove.c: the job that takes a share down at the network after its member took it back. See publish.h. */
#include "app/publish/publish.h"

#include "app/connection/connection.h"
#include "app/share/share.h"
#include "base/clock.h"
#include "sql_gen.h"

struct removal {
    int64_t share, now;
    bool there;                  /* something to take down, or to look for */
    struct share s;
    int64_t connection;
    struct remote_ref ref;       /* .id NULL: it is not known whether it went out */
    struct str key;
    struct str said;             /* why not; NULL: it is gone */
    bool kept;
};

static enum err read_tx(struct tx *tx, const void *args, void *ret) {
    const struct removal *a = args;
    struct removal *r = ret;
    struct sql_send_get_row row;
    *r = *a;
    enum err e = share_get(tx, a->share, &r->s);
    e = e ? e : sql_send_get(tx, a->share, &row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    r->there = row.removed_at_null && row.attempt > 0;
    r->connection = row.connection_id;
    r->ref = (struct remote_ref){row.remote_id, row.remote_version.p ? row.remote_version : STR(""), row.remote_url};
    r->key = row.remote_key;
    return E_OK;
}

static enum err done_tx(struct tx *tx, const void *args, void *ret) {
    const struct removal *r = args;
    (void)ret;
    return r->kept ? sql_send_fault(tx, r->share, STR(SEND_FAULT_NOT_REMOVED), r->said) : sql_send_removed(tx, r->share, r->now);
}

static enum remote_result once(const struct removal *m, struct remote *r) {
    const struct remote_api *api = network_find(m->s.network)->remote;
    struct remote_ref ref = m->ref;
    if (!ref.id.p) {
        struct remote_post post = {.text = m->s.final_text, .link = publish_link(&m->s), .key = m->key, .made_at = m->s.created_at};
        enum remote_result found = api->find(r, &post, &ref);
        if (found) {
            return found == REMOTE_GONE ? REMOTE_OK : found;
        }
    }
    return api->remove(r, &ref);
}

static enum remote_result take_down(const struct db_cx *cx, const struct removal *m) {
    struct connection c;
    struct remote r;
    enum err e = connection_open(cx, m->connection, m->now, &c, &r);
    if (e) {
        return e == E_STATE || e == E_NOT_FOUND ? REMOTE_REAUTH : REMOTE_RETRY;
    }
    enum remote_result result = once(m, &r);
    if (result == REMOTE_EXPIRED) {
        e = connection_renew(cx, &c, &r);
        result = e == E_STATE ? REMOTE_REAUTH : e ? REMOTE_RETRY : once(m, &r);
    }
    return result;
}

enum err publish_remove_run(struct job_run *run) {
    struct removal a = {.now = run->now}, m;
    int64_t at;
    struct str server;
    enum err e = publish_read(run, &a.share, &at, &server);
    e = e ? e : db_read(&run->cx, read_tx, &a, &m, sizeof m);
    if (e || !m.there) {
        return e;
    }
    enum remote_result result = take_down(&run->cx, &m);
    if ((result == REMOTE_RETRY || result == REMOTE_UNSURE) && run->attempt < REMOVE_TRIES) {
        return E_PEER_BUSY;
    }
    m.kept = result != REMOTE_OK;
    m.said = run->cx.errs->n ? run->cx.errs->items[run->cx.errs->n - 1].detail : STR_NULL;
    m.now = clock_now();
    return db_tx(&run->cx, done_tx, &m, NULL, 0);
}
