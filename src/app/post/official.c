/* official.c: see official.h. */
#include "app/post/official.h"

#include "sql_gen.h"

enum err official_of(struct tx *tx, int64_t post, struct official **ret, size_t *ret_n) {
    struct sql_official_of_row *rows;
    size_t n;
    enum err e = sql_official_of(tx, post, &rows, &n);
    if (e) {
        return e;
    }
    struct official *out = arena_array(tx->arena, struct official, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct official){rows[i].network, rows[i].server, rows[i].remote_id, rows[i].remote_version, rows[i].url};
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

enum err official_set(struct tx *tx, int64_t post, const struct official *o) {
    return sql_official_set(tx, &(struct sql_official_set_in){
        .post = post, .network = o->network, .server = o->server, .remote_id = o->id, .remote_version = o->version, .url = o->url});
}
