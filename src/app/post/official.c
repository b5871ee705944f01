/* official.c: see official.h. */
#include "app/post/official.h"

#include "event/event.h"
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

enum err official_set(struct tx *tx, int64_t post, const struct official *o, int64_t now) {
    int64_t changed;
    enum err e = sql_official_set(tx, &(struct sql_official_set_in){
        .post = post, .network = o->network, .server = o->server, .remote_id = o->id, .remote_version = o->version, .url = o->url}, &changed);
    return e || !changed ? e : event_record(tx, &(struct event){.kind = EV_POST_CHANGED, .at = now, .subject = post});
}

enum err official_on_of(struct tx *tx, int64_t post, struct official_on *ret) {
    struct official *all;
    size_t n;
    enum err e = official_of(tx, post, &all, &n);
    *ret = e ? (struct official_on){0} : official_on_make(tx->arena, post, all, n);
    return e;
}

struct official_on official_on_make(struct arena *a, int64_t post, const struct official *all, size_t n) {
    struct official_on on = {post, arena_array(a, struct str, n), n};
    for (size_t i = 0; i < n; i++) {
        on.networks[i] = all[i].network;
    }
    return on;
}

enum err official_on_all(struct tx *tx, struct official_on **ret, size_t *ret_n) {
    struct sql_official_networks_row *rows;
    size_t n, got = 0;
    enum err e = sql_official_networks(tx, &rows, &n);
    if (e) {
        return e;
    }
    struct str *names = arena_array(tx->arena, struct str, n);
    struct official_on *out = arena_array(tx->arena, struct official_on, n);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || rows[i].post_id != rows[i - 1].post_id) {
            out[got++] = (struct official_on){rows[i].post_id, names + i, 0};
        }
        names[i] = rows[i].network;
        out[got - 1].n++;
    }
    *ret = out;
    *ret_n = got;
    return E_OK;
}

const struct official_on *official_on_find(const struct official_on *list, size_t n, int64_t post) {
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (list[mid].post < post) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < n && list[lo].post == post ? &list[lo] : NULL;
}
