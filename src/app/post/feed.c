/* feed.c: see feed.h. */
#include "app/post/feed.h"

#include "app/post/cursor.h"
#include "app/post/feed_cache.h"
#include "app/post/found.h"
#include "app/session/visit.h"
#include "base/clock.h"

#include <stdio.h>

static bool gone(const struct feed_page *p, const struct fragment *f) {
    return f->expires_at && f->expires_at <= p->now;
}

/* It stands before the items of the first page, so it is not among them on any. */
static bool leads(const struct feed_page *p, const struct fragment *f) {
    return f->pinned_at || (f->must_read_at && !reader_confirmed(p->reader, f->id));
}

static void add_lead(struct feed_page *p, const struct fragment *f, struct str network) {
    bool fits = !gone(p, f) && (str_empty(network) || str_eq(f->network, network));
    for (size_t i = 0; i < p->lead_n && fits; i++) {
        fits = p->lead[i].f != f;
    }
    if (fits) {
        p->lead[p->lead_n++].f = f;
    }
}

static void choose_lead(struct feed_page *p, struct str network) {
    for (size_t i = 0; i < p->snap->must_read_n; i++) {
        if (!reader_confirmed(p->reader, p->snap->must_read[i]->id)) {
            add_lead(p, p->snap->must_read[i], network);
        }
    }
    for (size_t i = 0; i < p->snap->pinned_n; i++) {
        add_lead(p, p->snap->pinned[i], network);
    }
    for (size_t i = 0; p->whole && i < p->snap->featured_n; i++) {
        if (!gone(p, p->snap->featured[i])) {
            p->featured[p->featured_n++].f = p->snap->featured[i];
        }
    }
}

/* Chooses from the snapshot alone. */
static void choose(struct feed_page *p, const struct feed_query *q) {
    const struct snapshot_tab *tab = NULL;
    if (!str_empty(q->network)) {
        tab = snapshot_tab_find(p->snap, q->network);
        if (!tab) {
            return;
        }
    }
    if (p->first) {
        choose_lead(p, q->network);
    }
    size_t end = tab ? tab->n : p->snap->n;
    size_t at = snapshot_after(p->snap, tab, q->before, q->before_id);
    for (; at < end; at++) {
        const struct fragment *f = snapshot_at(p->snap, tab, at)->f;
        if (leads(p, f) || gone(p, f)) {
            continue;
        }
        if (p->n == (size_t)q->limit) {
            p->more = true;
            return;
        }
        p->items[p->n++].f = f;
    }
}

/* ---- search ---- */

/* What the reading transaction of a search works on and makes. */
struct searching {
    const struct feed_page *page;
    const struct feed_query *q;
};
struct found_page {
    const struct fragment **items;
    struct post_found *found;
    size_t n;
    struct str next;
};

/* The index knows the company's posts; the snapshot knows what its reader has in the feed. What is not in it is not found. */
static const struct fragment *in_feed(const struct feed_page *p, const struct search_hit *h, struct str network) {
    size_t pos = snapshot_after(p->snap, NULL, h->at, h->id);
    if (pos == 0 || p->snap->items[pos - 1].id != h->id) {
        return NULL;
    }
    const struct fragment *f = p->snap->items[pos - 1].f;
    bool fits = !gone(p, f) && (str_empty(network) || str_eq(f->network, network));
    return fits ? f : NULL;
}

/* The bytes come from the snapshot; the words that are marked from the database. */
static enum err take_hits(struct tx *tx, const struct searching *s, const struct search_query *q, const struct search_hit *hits,
                          struct found_page *ret) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < ret->n; i++) {
        struct post post;
        e = post_get(tx, hits[i].id, &post);
        e = e ? e : post_found_of(tx, q, &post, &ret->found[i]);
        ret->items[i] = in_feed(s->page, &hits[i], s->q->network);
    }
    return e;
}

static enum err search_tx(struct tx *tx, const void *args, void *ret) {
    const struct searching *s = args;
    struct search_query *q = arena_new(tx->arena, struct search_query);
    struct found_page page = {0};
    struct search_hit *hits;
    size_t n, kept = 0;
    search_parse(s->q->q, q);
    enum err e = search_find(tx, q, STR("published"), &hits, &n);
    if (e) {
        return e;
    }
    for (size_t i = 0; i < n; i++) {
        if (in_feed(s->page, &hits[i], s->q->network)) {
            hits[kept++] = hits[i];
        }
    }
    n = search_order(hits, kept, &s->q->place);
    page.n = (int64_t)n > s->q->limit ? (size_t)s->q->limit : n;
    page.items = arena_array(tx->arena, const struct fragment *, page.n);
    page.found = arena_array(tx->arena, struct post_found, page.n);
    page.next = n > page.n ? search_cursor(tx->arena, s->q->place.as_of, &hits[page.n - 1]) : STR_NULL;
    e = take_hits(tx, s, q, hits, &page);
    if (!e) {
        *(struct found_page *)ret = page;
    }
    return e;
}

static enum err search(const struct db_cx *cx, struct feed_page *p, const struct feed_query *q) {
    struct searching s = {p, q};
    struct found_page f = {0};
    enum err e = db_read(cx, search_tx, &s, &f, sizeof f);
    for (size_t i = 0; !e && i < f.n; i++) {
        p->items[p->n++].f = f.items[i];
    }
    p->found = f.found;
    p->next = f.next;
    p->more = !e && f.next.p;
    return e;
}

/* The reader's own part of each, folded into the tag. */
static uint64_t splice_list(const struct feed_page *p, struct feed_item *items, size_t n, uint64_t h) {
    for (size_t i = 0; i < n; i++) {
        struct feed_item *it = &items[i];
        it->shared = p->reader->shares_n ? reader_shared(p->reader, it->f->id) : STR("");
        it->confirmed = it->f->must_read_at && reader_confirmed(p->reader, it->f->id);
        h = hash_mix(h, it->f->hash);
        if (it->shared.n) {
            h = hash_mix(h, str_hash(it->shared));
        }
        if (it->confirmed) {
            h = hash_mix(h, 1);
        }
    }
    return h;
}

static void splice(struct feed_page *p) {
    uint64_t h = hash_mix(p->snap->tabs_hash, (uint64_t)p->more);
    h = hash_mix(h, (uint64_t)p->new_since);
    h = hash_mix(h, (uint64_t)p->unread);
    h = splice_list(p, p->items, p->n, h);
    if (p->first) {
        h = hash_mix(splice_list(p, p->lead, p->lead_n, h), p->lead_n);
        h = hash_mix(splice_list(p, p->featured, p->featured_n, h), p->featured_n);
    }
    snprintf(p->tag, sizeof p->tag, "%016llx", (unsigned long long)h);
}

enum err feed_open(const struct db_cx *cx, int64_t person, int64_t now, const struct feed_query *q,
                   struct feed_page *ret) {
    ret->snap = NULL;
    ret->reader = NULL;
    ret->n = ret->lead_n = ret->featured_n = 0;
    ret->more = false;
    ret->found = NULL;
    ret->next = STR_NULL;
    ret->now = now;
    ret->first = q->before == INT64_MAX && str_empty(q->q);
    ret->whole = ret->first && str_empty(q->network);
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

static void write_item(struct buf *b, const struct feed_item *it) {
    buf_add(b, it->f->bytes, it->f->n);
    buf_str(b, it->shared);
    if (it->f->must_read_at) {
        buf_c(b, it->confirmed ? FRAGMENT_CONFIRMED : FRAGMENT_UNCONFIRMED);
    } else {
        buf_add(b, FRAGMENT_CLOSE, sizeof FRAGMENT_CLOSE - 1);
    }
}

static void write_list(struct buf *b, const char *name, const struct feed_item *items, size_t n) {
    buf_c(b, name);
    for (size_t i = 0; i < n; i++) {
        if (i) {
            buf_ch(b, ',');
        }
        write_item(b, &items[i]);
    }
    buf_ch(b, ']');
}

static void write_tail(const struct feed_page *p, struct buf *b) {
    buf_c(b, ",\"next\":");
    if (p->next.p) {
        buf_json(b, p->next);
    } else if (p->more) {
        char cursor[CURSOR_LEN + 1];
        cursor_to(cursor, p->items[p->n - 1].f->published_at, p->items[p->n - 1].f->id);
        buf_ch(b, '"');
        buf_add(b, cursor, CURSOR_LEN);
        buf_ch(b, '"');
    } else {
        buf_c(b, "null");
    }
    if (p->found) {
        buf_c(b, ",\"found\":[");
        for (size_t i = 0; i < p->n; i++) {
            buf_c(b, i ? "," : "");
            json_write(b, &post_found_shape, &p->found[i]);
        }
        buf_ch(b, ']');
    }
    buf_c(b, ",\"networks\":");
    buf_str(b, p->snap->tabs_json);
    if (p->first) {
        write_list(b, ",\"lead\":[", p->lead, p->lead_n);
    }
    if (p->whole) {
        write_list(b, ",\"featured\":[", p->featured, p->featured_n);
    }
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

static size_t bytes_of(const struct feed_item *items, size_t n) {
    size_t bytes = 0;
    for (size_t i = 0; i < n; i++) {
        bytes += items[i].f->n + items[i].shared.n + sizeof FRAGMENT_UNCONFIRMED + 1;
    }
    return bytes;
}

void feed_write(const struct feed_page *p, struct buf *b) {
    buf_reserve(b, 300 + p->snap->tabs_json.n + bytes_of(p->items, p->n) + bytes_of(p->lead, p->lead_n) +
                       bytes_of(p->featured, p->featured_n));
    write_list(b, "{\"items\":[", p->items, p->n);
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
    if (f && !(f->expires_at && f->expires_at <= now)) {
        struct feed_item it = {f, reader_shared(reader, post), f->must_read_at && reader_confirmed(reader, post)};
        write_item(b, &it);
        snprintf(tag, 17, "%016llx", (unsigned long long)hash_mix(hash_mix(f->hash, str_hash(it.shared)), it.confirmed));
    } else if (!e) {
        e = E_NOT_FOUND;
    }
    snapshot_release(snap);
    reader_release(reader);
    return e;
}
