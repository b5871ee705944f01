/* feed.c: see feed.h. */
#include "app/post/feed.h"

#include "app/post/feed_cache.h"
#include "app/post/found.h"
#include "app/post/mix.h"
#include "app/reaction/tally.h"
#include "app/read/read.h"
#include "app/session/visit.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"

#include <stdio.h>

static bool gone(const struct feed_page *p, const struct fragment *f) {
    return f->expires_at && f->expires_at <= p->now;
}

static bool sees(const struct feed_page *p, const struct fragment *f) {
    return audience_sees(&f->audience, &p->reader->audience);
}

static bool is_read(const struct feed_page *p, const struct fragment *f) {
    return reader_read(p->reader, f->id, f->published_at, p->now);
}

/* ---- what stands before the items of the first page, and among them on none ---- */

static bool asks(const struct feed_page *p, const struct fragment *f) {
    return f->must_read_at && !reader_confirmed(p->reader, f->id);
}

static bool leads(const struct feed_page *p, const struct fragment *f) {
    for (size_t i = 0; (f->pinned_at || f->must_read_at) && i < p->lead_n; i++) {
        if (p->lead[i].f == f) {
            return true;
        }
    }
    return false;
}

struct candidates {
    const struct fragment *list[FEED_LEAD_MAX];
    size_t n;
};

static void add_candidate(const struct feed_page *p, const struct feed_query *q, const struct fragment *f, struct candidates *c) {
    bool fits = !gone(p, f) && (str_empty(q->network) || str_eq(f->network, q->network)) && sees(p, f) &&
                (!q->channel || (view_channel_find(p->view, q->channel) && id_set_has(f->audience.of[AUDIENCE_CHANNEL], q->channel))) &&
                (!q->unread || asks(p, f) || !is_read(p, f));
    for (size_t i = 0; i < c->n && fits; i++) {
        fits = c->list[i] != f;
    }
    if (fits) {
        c->list[c->n++] = f;
    }
}

static bool any(void *ud, size_t pos) {
    (void)ud;
    (void)pos;
    return true;
}

static bool promo_candidate(void *ud, size_t pos) {
    return ((const struct candidates *)ud)->list[pos]->promotional;
}

/* Promotional ones that nothing parts do not lead: they keep their place in the feed. */
static void choose_lead(struct feed_page *p, const struct feed_query *q) {
    struct candidates c = {.n = 0};
    for (size_t i = 0; i < p->snap->must_read_n; i++) {
        if (asks(p, p->snap->must_read[i])) {
            add_candidate(p, q, p->snap->must_read[i], &c);
        }
    }
    for (size_t i = 0; i < p->snap->pinned_n; i++) {
        add_candidate(p, q, p->snap->pinned[i], &c);
    }
    struct mix m = {.end = c.n, .shown = any, .promo = promo_candidate, .ud = &c};
    for (size_t pos; (pos = mix_next(&m)) != MIX_END;) {
        p->lead[p->lead_n++].f = c.list[pos];
    }
}

static void choose_featured(struct feed_page *p) {
    for (size_t i = 0; p->whole && i < p->snap->featured_n; i++) {
        const struct fragment *f = p->snap->featured[i];
        if (!gone(p, f) && sees(p, f)) {
            p->featured[p->featured_n++].f = f;
        }
    }
}

/* ---- the items ---- */

/* Where the page reads: the whole view, or one tab of it. */
struct lane {
    const struct feed_page *page;
    const struct snapshot_tab *tab;  /* NULL: the snapshot as it is */
};

static const struct fragment *lane_at(const struct lane *l, size_t pos) {
    return snapshot_at(l->page->snap, l->tab, pos)->f;
}

static bool shown(void *ud, size_t pos) {
    const struct lane *l = ud;
    const struct fragment *f = lane_at(l, pos);
    return !leads(l->page, f) && !gone(l->page, f) && !(l->page->only_unread && is_read(l->page, f));
}

static bool promo(void *ud, size_t pos) {
    return lane_at(ud, pos)->promotional;
}

/* False: there is no such tab. */
static bool find_lane(const struct feed_page *p, const struct feed_query *q, struct lane *ret) {
    *ret = (struct lane){p, p->view ? &p->view->all : NULL};
    if (q->channel) {
        ret->tab = view_channel_find(p->view, q->channel);
        return ret->tab != NULL;
    }
    if (!str_empty(q->network)) {
        ret->tab = tab_set_find(p->view ? &p->view->tabs : &p->snap->tabs, q->network);
        return ret->tab != NULL;
    }
    return true;
}

static struct mix mix_from(const struct feed_page *p, const struct feed_query *q, struct lane *lane) {
    const struct feed_place *after = &q->after;
    struct mix m = {.end = lane->tab ? lane->tab->n : p->snap->n, .shown = shown, .promo = promo, .ud = lane};
    m.at = m.held = snapshot_after(p->snap, lane->tab, after->at, after->id);
    if (after->held_id) {
        m.held = snapshot_after(p->snap, lane->tab, after->held_at, after->held_id + 1);
    }
    m.last = p->first ? p->lead_n && p->lead[p->lead_n - 1].f->promotional : after->promo;
    return m;
}

static void keep_place(struct feed_page *p, const struct lane *lane, const struct mix *m) {
    struct feed_place next = {.promo = m->last};
    const struct snapshot_item *read = snapshot_at(p->snap, lane->tab, m->at - 1);
    next.at = read->published_at;
    next.id = read->id;
    if (m->held < m->at) {
        const struct snapshot_item *held = snapshot_at(p->snap, lane->tab, m->held);
        next.held_at = held->published_at;
        next.held_id = held->id;
    }
    p->next = next;
}

/* Chooses from memory alone. */
static void choose(struct feed_page *p, const struct feed_query *q) {
    struct lane lane;
    if (!find_lane(p, q, &lane)) {
        return;
    }
    choose_lead(p, q);
    if (p->first) {
        choose_featured(p);
    }
    struct mix m = mix_from(p, q, &lane);
    for (size_t pos; p->n < (size_t)q->limit && (pos = mix_next(&m)) != MIX_END;) {
        p->items[p->n++].f = lane_at(&lane, pos);
    }
    if (p->n == (size_t)q->limit) {
        keep_place(p, &lane, &m);
        p->more = mix_next(&m) != MIX_END;
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

static bool in_channel(const struct feed_page *p, const struct fragment *f, int64_t channel) {
    return !channel || (id_set_has(f->audience.of[AUDIENCE_CHANNEL], channel) &&
                        id_set_has(p->reader->audience.of[AUDIENCE_CHANNEL], channel));
}

/* The index knows the company's posts; the snapshot knows what is in the feed, and the rule of audiences what of it its reader
 * has. What is not there is not found. */
static const struct fragment *in_feed(const struct feed_page *p, const struct search_hit *h, const struct feed_query *q) {
    size_t pos = snapshot_after(p->snap, NULL, h->at, h->id);
    if (pos == 0 || p->snap->items[pos - 1].id != h->id) {
        return NULL;
    }
    const struct fragment *f = p->snap->items[pos - 1].f;
    bool fits = !gone(p, f) && sees(p, f) && (str_empty(q->network) || str_eq(f->network, q->network));
    return fits && in_channel(p, f, q->channel) && !(q->unread && is_read(p, f)) ? f : NULL;
}

/* The bytes come from the snapshot; the words that are marked from the database. */
static enum err take_hits(struct tx *tx, const struct searching *s, const struct search_query *q, const struct search_hit *hits,
                          struct found_page *ret) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < ret->n; i++) {
        struct post post;
        e = post_get(tx, hits[i].id, &post);
        e = e ? e : post_found_of(tx, q, &post, &ret->found[i]);
        ret->items[i] = in_feed(s->page, &hits[i], s->q);
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
        if (in_feed(s->page, &hits[i], s->q)) {
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
    p->found_next = f.next;
    p->more = !e && f.next.p;
    return e;
}

/* ---- the reader's own part, and counts ---- */

/* Fills in what is not the fragment's, and folds it and the fragment into `h`. */
static uint64_t splice_one(const struct feed_page *p, struct feed_item *it, uint64_t h) {
    const struct fragment *f = it->f;
    int kind = p->reader->reactions_n && !p->tally->off ? reader_reaction(p->reader, f->id) : REACTION_KINDS;
    it->shared = p->reader->shares_n ? reader_shared(p->reader, f->id) : STR("");
    it->confirmed = f->must_read_at && reader_confirmed(p->reader, f->id);
    it->read = is_read(p, f);
    it->reaction = reaction_kinds[kind];
    it->reactions = tally_json(p->tally, f->id, audience_open(&f->audience), &it->reactions_hash);
    h = hash_mix(h, f->hash);
    if (it->shared.n) {
        h = hash_mix(h, str_hash(it->shared));
    }
    return hash_mix(hash_mix(h, it->reactions_hash), (uint64_t)kind << 2 | (uint64_t)it->read << 1 | it->confirmed);
}

static uint64_t splice_list(const struct feed_page *p, struct feed_item *items, size_t n, uint64_t h) {
    for (size_t i = 0; i < n; i++) {
        h = splice_one(p, &items[i], h);
    }
    return h;
}

/* Mostly without looking at a post: more of them went out than the reader can have read. One that has expired and is not put away
 * yet counts for this moment. */
static int64_t count_unread(const struct feed_page *p) {
    const struct snapshot_tab *all = p->view ? &p->view->all : NULL;
    const struct reader *r = p->reader;
    int64_t oldest = p->now - READ_DAYS * US_PER_DAY, n = 0;
    oldest = r->read_until > oldest ? r->read_until : oldest;
    int64_t out = snapshot_newer(p->snap, all, oldest);
    if (out >= FEED_UNREAD_MAX + (int64_t)(r->read_n + r->reactions_n + r->confirmed_n + r->shares_n)) {
        return FEED_UNREAD_MAX;
    }
    for (int64_t i = 0; i < out && n < FEED_UNREAD_MAX; i++) {
        const struct snapshot_item *it = snapshot_at(p->snap, all, (size_t)i);
        n += !reader_read(r, it->id, it->published_at, p->now);
    }
    return n;
}

/* Counted once for a reader, a snapshot and a minute, and kept with the reader. */
static int64_t unread_of(const struct feed_page *p) {
    uint64_t key = hash_mix(hash_mix(1, p->snap->serial), (uint64_t)(p->now / (60 * US_PER_S))) & ~UINT64_C(0xFF);
    uint64_t kept = atomic_load_explicit(&p->reader->unread, memory_order_relaxed);
    if (kept && (kept & ~UINT64_C(0xFF)) == key) {
        return (int64_t)(kept & 0xFF);
    }
    int64_t n = count_unread(p);
    atomic_store_explicit(&p->reader->unread, key | (uint64_t)n, memory_order_relaxed);
    return n;
}

static void splice(struct feed_page *p) {
    uint64_t h = hash_mix(p->view ? p->view->tabs_hash : p->snap->tabs_hash, (uint64_t)p->more);
    if (p->more) {
        h = hash_mix(hash_mix(h, (uint64_t)p->next.id), (uint64_t)p->next.held_id);
    }
    h = hash_mix(h, (uint64_t)p->new_since);
    h = hash_mix(hash_mix(h, (uint64_t)p->new_posts), (uint64_t)p->unread);
    h = splice_list(p, p->items, p->n, h);
    if (p->first) {
        h = hash_mix(splice_list(p, p->lead, p->lead_n, h), p->lead_n);
        h = hash_mix(splice_list(p, p->featured, p->featured_n, h), p->featured_n);
    }
    snprintf(p->tag, sizeof p->tag, "%016llx", (unsigned long long)h);
}

enum err feed_open(const struct db_cx *cx, const struct audience_who *who, int64_t now, const struct feed_query *q,
                   struct feed_page *ret) {
    ret->snap = NULL;
    ret->reader = NULL;
    ret->view = NULL;
    ret->tally = NULL;
    ret->n = ret->lead_n = ret->featured_n = 0;
    ret->more = false;
    ret->found = NULL;
    ret->found_next = STR_NULL;
    ret->now = now;
    ret->first = q->after.at == INT64_MAX && str_empty(q->q);
    ret->whole = ret->first && str_empty(q->network) && !q->channel && !q->unread;
    ret->only_unread = q->unread;
    enum err e = reader_get(cx, who, now, &ret->reader);
    if (!e) {
        e = visit_here(cx, who->person, now, &ret->new_since);
    }
    if (!e) {
        e = feed_snapshot(cx, now, &ret->snap);
    }
    e = e ? e : tally_get(cx, now, &ret->tally);
    if (e) {
        return e;
    }
    ret->view = view_get(ret->snap, &ret->reader->audience);
    ret->new_posts = ret->new_since ? snapshot_newer(ret->snap, ret->view ? &ret->view->all : NULL, ret->new_since) : 0;
    ret->unread = unread_of(ret);
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
    view_release(p->view);
    snapshot_release(p->snap);
    tally_release(p->tally);
    reader_release(p->reader);
}

#define ADD_TEXT(b, text) buf_add((b), (text), sizeof(text) - 1)
#define READ_AND_NONE "],\"read\":true},\"reactions\":[]}"
#define UNREAD_AND_NONE "],\"read\":false},\"reactions\":[]}"

/* Behind the networks where it was shared. Most have nothing to tell: one piece of text then. */
static void write_rest(struct buf *b, const struct feed_item *it) {
    if (!it->f->must_read_at && !it->reaction && it->reactions.n == 2) {
        if (it->read) {
            ADD_TEXT(b, READ_AND_NONE);
        } else {
            ADD_TEXT(b, UNREAD_AND_NONE);
        }
        return;
    }
    buf_ch(b, ']');
    if (it->f->must_read_at) {
        buf_c(b, it->confirmed ? ",\"confirmed\":true" : ",\"confirmed\":false");
    }
    if (it->reaction) {
        ADD_TEXT(b, ",\"reaction\":\"");
        buf_c(b, it->reaction);
        buf_ch(b, '"');
    }
    buf_c(b, it->read ? ",\"read\":true}" : ",\"read\":false}");
    if (it->reactions.p) {
        ADD_TEXT(b, ",\"reactions\":");
        buf_str(b, it->reactions);
    }
    buf_ch(b, '}');
}

static void write_item(struct buf *b, const struct feed_item *it) {
    buf_add(b, it->f->bytes, it->f->n);
    if (it->shared.n) {
        buf_str(b, it->shared);
    }
    write_rest(b, it);
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
    if (p->found_next.p) {
        buf_json(b, p->found_next);
    } else if (p->more) {
        char cursor[FEED_PLACE_LEN + 1];
        feed_place_to(cursor, &p->next);
        buf_ch(b, '"');
        buf_add(b, cursor, FEED_PLACE_LEN);
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
    buf_str(b, p->view ? p->view->tabs.json : p->snap->tabs.json);
    buf_c(b, ",\"channels\":");
    buf_str(b, p->view ? p->view->channels_json : STR("[]"));
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
    buf_c(b, ",\"new_posts\":");
    buf_i64(b, p->new_posts);
    buf_c(b, ",\"unread\":");
    buf_i64(b, p->unread);
    buf_c(b, "}}");
}

enum { ITEM_MORE = 96 };             /* what write_item puts around those at most */

static size_t bytes_of(const struct feed_item *items, size_t n) {
    size_t bytes = 0;
    for (size_t i = 0; i < n; i++) {
        bytes += items[i].f->n + items[i].shared.n + items[i].reactions.n + ITEM_MORE;
    }
    return bytes;
}

void feed_write(const struct feed_page *p, struct buf *b) {
    buf_reserve(b, 400 + p->snap->tabs.json.n + (p->view ? p->view->channels_json.n : 0) +
                       bytes_of(p->items, p->n) + bytes_of(p->lead, p->lead_n) +
                       bytes_of(p->featured, p->featured_n));
    write_list(b, "{\"items\":[", p->items, p->n);
    write_tail(p, b);
}

enum err feed_write_post(const struct db_cx *cx, const struct audience_who *who, int64_t now, int64_t post, struct buf *b,
                         char tag[17]) {
    struct feed_page p = {.now = now};
    enum err e = reader_get(cx, who, now, &p.reader);
    e = e ? e : feed_snapshot(cx, now, &p.snap);
    e = e ? e : tally_get(cx, now, &p.tally);
    const struct fragment *f = e ? NULL : snapshot_find(p.snap, post);
    if (f && !gone(&p, f) && sees(&p, f)) {
        struct feed_item it = {.f = f};
        snprintf(tag, 17, "%016llx", (unsigned long long)splice_one(&p, &it, 0));
        write_item(b, &it);
    } else if (!e) {
        e = E_NOT_FOUND;
    }
    feed_close(&p);
    return e;
}

/* ---- places as text: two ids where reading stopped, two where the first waits, a letter ---- */

_Static_assert(FEED_PLACE_LEN == 4 * ID_TEXT_LEN + 1, "four ids and a letter");

void feed_place_to(char out[FEED_PLACE_LEN + 1], const struct feed_place *p) {
    const int64_t ids[] = {p->at, p->id, p->held_at, p->held_id};
    for (size_t i = 0; i < 4; i++) {
        id_format(ids[i], out + i * ID_TEXT_LEN);
    }
    out[FEED_PLACE_LEN - 1] = p->promo ? 'p' : 'n';
    out[FEED_PLACE_LEN] = '\0';
}

enum err feed_place_read(struct str text, struct problems *errs, struct feed_place *ret) {
    int64_t ids[4];
    *ret = (struct feed_place){.at = INT64_MAX, .id = INT64_MAX};
    if (str_empty(text)) {
        return E_OK;
    }
    bool good = text.n == FEED_PLACE_LEN && (text.p[text.n - 1] == 'p' || text.p[text.n - 1] == 'n');
    for (size_t i = 0; good && i < 4; i++) {
        struct str part = str_sub(text, i * ID_TEXT_LEN, (i + 1) * ID_TEXT_LEN);
        ids[i] = 0;
        good = str_is(part, "0000000000000") || id_parse(part, &ids[i]);
    }
    if (!good) {
        return err_set(errs, E_INVALID, "?cursor", "not a cursor of this list");
    }
    *ret = (struct feed_place){ids[0], ids[1], ids[2], ids[3], text.p[text.n - 1] == 'p'};
    return E_OK;
}
