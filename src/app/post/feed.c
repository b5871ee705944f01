/* feed.c: see feed.h. */
#include "app/post/feed.h"

#include "app/post/cursor.h"
#include "app/post/feed_cache.h"
#include "app/session/visit.h"
#include "base/clock.h"
#include "sql_gen.h"

#include <stdio.h>

/* Chooses from the snapshot alone. */
static void choose(struct feed_page *p, const struct feed_query *q) {
    const struct snapshot_tab *tab = NULL;
    if (!str_empty(q->network)) {
        tab = snapshot_tab_find(p->snap, q->network);
        if (!tab) {
            return;
        }
    }
    size_t end = tab ? tab->n : p->snap->n;
    size_t at = snapshot_after(p->snap, tab, q->before, q->before_id);
    for (; at < end && p->n < (size_t)q->limit; at++) {
        p->items[p->n++] = snapshot_at(p->snap, tab, at)->f;
    }
    p->more = at < end;
}

struct found {
    struct sql_post_feed_search_row *rows;
    size_t n;
};

static enum err search_tx(struct tx *tx, const void *args, void *ret) {
    const struct feed_query *q = args;
    struct found *f = ret;
    struct str network = str_empty(q->network) ? STR_NULL : q->network;
    return sql_post_feed_search(tx, &(struct sql_post_feed_search_in){
        .network = network, .pattern = post_like(tx->arena, q->q), .before = q->before, .before_id = q->before_id,
        .limit = q->limit + 1}, &f->rows, &f->n);
}

/* The places come from the database, the bytes from the snapshot. One that left the feed meanwhile is passed over. */
static enum err search(const struct db_cx *cx, struct feed_page *p, const struct feed_query *q) {
    struct found f = {0};
    enum err e = db_read(cx, search_tx, q, &f, sizeof f);
    for (size_t i = 0; !e && i < f.n && p->n < (size_t)q->limit; i++) {
        int64_t at = f.rows[i].published_at_null ? 0 : f.rows[i].published_at;
        size_t pos = snapshot_after(p->snap, NULL, at, f.rows[i].id);
        if (pos > 0 && p->snap->items[pos - 1].id == f.rows[i].id) {
            p->items[p->n++] = p->snap->items[pos - 1].f;
        }
    }
    p->more = !e && (int64_t)f.n > q->limit && p->n > 0;
    return e;
}

static void splice(struct feed_page *p) {
    uint64_t h = hash_mix(p->snap->tabs_hash, (uint64_t)p->more);
    h = hash_mix(h, (uint64_t)p->new_since);
    h = hash_mix(h, (uint64_t)p->unread);
    for (size_t i = 0; i < p->n; i++) {
        p->shared[i] = p->reader->shares_n ? reader_shared(p->reader, p->items[i]->id) : STR("");
        h = hash_mix(h, p->items[i]->hash);
        if (p->shared[i].n) {
            h = hash_mix(h, str_hash(p->shared[i]));
        }
    }
    snprintf(p->tag, sizeof p->tag, "%016llx", (unsigned long long)h);
}

enum err feed_open(const struct db_cx *cx, int64_t person, int64_t now, const struct feed_query *q,
                   struct feed_page *ret) {
    ret->snap = NULL;
    ret->reader = NULL;
    ret->n = 0;
    ret->more = false;
    enum err e = reader_get(cx, person, now, &ret->reader);
    if (!e) {
        e = visit_here(cx, person, now, &ret->new_since);
    }
    if (!e) {
        e = feed_snapshot(cx, now, &ret->snap);
    }
    if (e) {
        return e;
    }
    ret->unread = ret->new_since ? snapshot_newer(ret->snap, ret->new_since) : 0;
    if (str_empty(q->q)) {
        choose(ret, q);
    } else {
        e = search(cx, ret, q);
    }
    if (!e) {
        splice(ret);
    }
    return e;
}

void feed_close(struct feed_page *p) {
    snapshot_release(p->snap);
    reader_release(p->reader);
}

static void write_item(struct buf *b, const struct fragment *f, struct str shared) {
    buf_add(b, f->bytes, f->n);
    buf_str(b, shared);
    buf_add(b, FRAGMENT_CLOSE, sizeof FRAGMENT_CLOSE - 1);
}

static void write_tail(const struct feed_page *p, struct buf *b) {
    buf_c(b, "],\"next\":");
    if (p->more) {
        char cursor[CURSOR_LEN + 1];
        cursor_to(cursor, p->items[p->n - 1]->published_at, p->items[p->n - 1]->id);
        buf_ch(b, '"');
        buf_add(b, cursor, CURSOR_LEN);
        buf_ch(b, '"');
    } else {
        buf_c(b, "null");
    }
    buf_c(b, ",\"networks\":");
    buf_str(b, p->snap->tabs_json);
    buf_c(b, ",\"me\":{\"new_since\":");
    if (p->new_since) {
        char time[32];
        buf_ch(b, '"');
        buf_add(b, time, time_rfc3339_to(time, p->new_since));
        buf_ch(b, '"');
    } else {
        buf_c(b, "null");
    }
    buf_c(b, ",\"unread\":");
    buf_i64(b, p->unread);
    buf_c(b, "}}");
}

void feed_write(const struct feed_page *p, struct buf *b) {
    size_t n = 256 + p->snap->tabs_json.n;
    for (size_t i = 0; i < p->n; i++) {
        n += p->items[i]->n + p->shared[i].n + 4;
    }
    buf_reserve(b, n);
    buf_c(b, "{\"items\":[");
    for (size_t i = 0; i < p->n; i++) {
        if (i) {
            buf_ch(b, ',');
        }
        write_item(b, p->items[i], p->shared[i]);
    }
    write_tail(p, b);
}

enum err feed_write_post(const struct db_cx *cx, int64_t person, int64_t now, int64_t post, struct buf *b,
                         char tag[17]) {
    struct reader *reader = NULL;
    struct snapshot *snap = NULL;
    enum err e = reader_get(cx, person, now, &reader);
    if (!e) {
        e = feed_snapshot(cx, now, &snap);
    }
    const struct fragment *f = e ? NULL : snapshot_find(snap, post);
    if (f) {
        struct str shared = reader_shared(reader, post);
        write_item(b, f, shared);
        snprintf(tag, 17, "%016llx", (unsigned long long)hash_mix(f->hash, str_hash(shared)));
    } else if (!e) {
        e = E_NOT_FOUND;
    }
    snapshot_release(snap);
    reader_release(reader);
    return e;
}
