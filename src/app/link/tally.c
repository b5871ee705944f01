/* tally.c: see tally.h. A batch is taken link by link, so that a link costs a few statements a batch however many of its clicks
 * are in it. */
#include "app/link/tally.h"

#include "app/company/company.h"
#include "app/link/visitor.h"
#include "app/share/share.h"
#include "base/buf.h"
#include "base/clock.h"
#include "event/event.h"
#include "sql_gen.h"

#include <stdlib.h>

enum { VISITOR_BYTES = 21 };     /* a 63-bit number and a comma */

enum kind { HUMAN, BOT, PREVIEW, SELF, REPEAT, KINDS };

struct day {
    struct day *next;
    int64_t day;                 /* company-local */
    int64_t n[KINDS];
};

/* One link of the batch. */
struct line {
    int64_t link;
    bool known;                  /* the link is in the database */
    int64_t share, person;       /* person 0: nobody is told (erased, taken back) */
    bool open;                   /* the share is not verified yet */
    int64_t human_before;
    int64_t n[KINDS];
    struct day *days;
    int64_t first_human, last_human;   /* times */
};

/* A visitor of a link in this batch. */
enum pair_state { ASKED = 1, FRESH, COUNTED };

struct pair {
    int64_t link, visitor;       /* link 0 = free */
    enum pair_state state;
};

struct tally {
    struct tx *tx;
    struct str zone;
    struct pair *pairs;
    size_t mask;                 /* of the table of pairs: a power of two, at most half full */
    int64_t quarter, quarter_day;
};

static size_t spread(int64_t a, int64_t b) {
    uint64_t h = ((uint64_t)a ^ (uint64_t)b << 1) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 24);
}

static void make_pairs(struct tally *t, size_t n) {
    size_t cap = 16;
    while (cap < n * 2) {
        cap *= 2;
    }
    t->mask = cap - 1;
    t->pairs = arena_array(t->tx->arena, struct pair, cap);
}

static enum err read_line(struct tally *t, struct line *l) {
    struct sql_link_for_count_row r;
    enum err e = sql_link_for_count(t->tx, l->link, &r);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;   /* erased meanwhile: its clicks count for nobody */
    }
    l->known = true;
    l->share = r.share_id;
    l->human_before = r.human_null ? 0 : r.human;
    bool back = r.status.p && str_is(r.status, SHARE_RETRACTED);
    l->person = r.person_id_null || r.person_id < 0 || back ? 0 : r.person_id;
    l->open = r.verified_at_null;
    return E_OK;
}

static struct pair *pair_of(struct tally *t, int64_t link, int64_t visitor) {
    size_t i = spread(link, visitor) & t->mask;
    while (t->pairs[i].link && (t->pairs[i].link != link || t->pairs[i].visitor != visitor)) {
        i = (i + 1) & t->mask;
    }
    return &t->pairs[i];
}

/* ---- who is new on a link ---- */

/* Devices of the link's own person. */
struct own {
    struct sql_visitor_self_of_row *rows;
    size_t n;
};

static bool is_own(const struct own *own, int64_t visitor) {
    for (size_t i = 0; i < own->n; i++) {
        if (own->rows[i].visitor == visitor) {
            return true;
        }
    }
    return false;
}

static bool is_stranger(const struct own *own, const struct click *c) {
    return c->class == CLICK_HUMAN && c->visitor && !is_own(own, c->visitor);
}

/* Files visitors of one day, written "[1,2", and marks those that were not there yet. */
static enum err ask_seen(struct tally *t, int64_t link, int64_t day, struct buf *list) {
    if (list->n == 0) {
        return E_OK;
    }
    struct sql_visitor_seen_add_row *rows;
    size_t n;
    buf_ch(list, ']');
    enum err e = sql_visitor_seen_add(t->tx, link, day, buf_view(list), &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        pair_of(t, link, rows[i].visitor)->state = FRESH;
    }
    buf_reset(list);
    return e;
}

/* Asks once a day for all strangers among the clicks. */
static enum err find_fresh(struct tally *t, int64_t link, const struct own *own, const struct click **clicks, size_t n) {
    struct buf list;
    buf_init(&list, t->tx->arena, (n + 1) * VISITOR_BYTES);
    int64_t day = 0;
    enum err e = E_OK;
    for (size_t i = 0; !e && i < n; i++) {
        const struct click *c = clicks[i];
        if (!is_stranger(own, c)) {
            continue;
        }
        struct pair *p = pair_of(t, link, c->visitor);
        if (p->link) {
            continue;
        }
        *p = (struct pair){link, c->visitor, ASKED};
        if (visitor_day(c->at) != day) {
            e = ask_seen(t, link, day, &list);
            day = visitor_day(c->at);
        }
        buf_ch(&list, list.n ? ',' : '[');
        buf_i64(&list, c->visitor);
    }
    return e ? e : ask_seen(t, link, day, &list);
}

static enum kind kind_of(struct tally *t, const struct own *own, const struct click *c) {
    if (c->class == CLICK_PREVIEW) {
        return PREVIEW;
    }
    if (c->class != CLICK_HUMAN) {
        return BOT;
    }
    if (c->visitor == 0) {
        return HUMAN;            /* purged before it was counted: nothing is left to compare */
    }
    if (is_own(own, c->visitor)) {
        return SELF;
    }
    struct pair *p = pair_of(t, c->link, c->visitor);
    bool first = p->state == FRESH;
    p->state = COUNTED;
    return first ? HUMAN : REPEAT;
}

/* No zone changes its offset within a quarter of an hour, so one answer serves a batch. */
static int64_t local_day(struct tally *t, int64_t at) {
    int64_t quarter = at / (900 * US_PER_S);
    if (quarter != t->quarter) {
        t->quarter = quarter;
        t->quarter_day = time_local_day(t->zone, at);
    }
    return t->quarter_day;
}

static struct day *day_of(struct tally *t, struct line *l, int64_t at) {
    int64_t day = local_day(t, at);
    for (struct day *d = l->days; d; d = d->next) {
        if (d->day == day) {
            return d;
        }
    }
    struct day *d = arena_new(t->tx->arena, struct day);
    *d = (struct day){.next = l->days, .day = day};
    l->days = d;
    return d;
}

static void count_one(struct tally *t, struct line *l, const struct own *own, const struct click *c) {
    enum kind kind = kind_of(t, own, c);
    struct day *d = day_of(t, l, c->at);
    l->n[kind]++;
    d->n[kind]++;
    if (kind == HUMAN) {
        l->first_human = l->n[HUMAN] == 1 ? c->at : l->first_human;
        l->last_human = c->at;
    }
}

/* The share's first human click proves that it stands somewhere; then the new total is told. */
static enum err tell(struct tx *tx, const struct line *l) {
    if (!l->person || !l->share || !l->n[HUMAN]) {
        return E_OK;
    }
    enum err e = l->open ? share_verify(tx, l->share, l->first_human) : E_OK;
    if (e) {
        return e;
    }
    struct str data = arena_printf(tx->arena, "{\"human\":%lld}", (long long)(l->human_before + l->n[HUMAN]));
    return event_record(tx, &(struct event){.kind = EV_CLICKS_COUNTED, .at = l->last_human, .subject = l->share,
                                            .person = l->person, .data = data});
}

static enum err write_line(struct tx *tx, const struct line *l) {
    enum err e = sql_link_total_add(tx, &(struct sql_link_total_add_in){.link = l->link, .human = l->n[HUMAN],
        .bot = l->n[BOT], .preview = l->n[PREVIEW], .self = l->n[SELF], .repeat = l->n[REPEAT]});
    for (const struct day *d = l->days; !e && d; d = d->next) {
        e = sql_link_day_add(tx, &(struct sql_link_day_add_in){.link = l->link, .day = d->day, .human = d->n[HUMAN],
            .bot = d->n[BOT], .preview = d->n[PREVIEW], .self = d->n[SELF], .repeat = d->n[REPEAT]});
    }
    return e ? e : tell(tx, l);
}

/* *ret_from: where the cursor stood. */
static enum err move_cursor(struct tx *tx, const struct tally_batch *b, int64_t *ret_from) {
    struct sql_event_cursor_get_row row;
    enum err e = sql_event_cursor_get(tx, b->cursor, &row);
    if (e == E_NOT_FOUND) {
        *ret_from = 0;
        e = sql_click_cursor_start(tx, b->cursor, 0);
    } else if (!e) {
        *ret_from = row.position;
    }
    if (e || *ret_from >= b->upto) {
        return e;
    }
    int64_t moved = 0;
    e = sql_click_cursor_move(tx, b->cursor, *ret_from, b->upto, &moved);
    return e || moved ? e : E_DB_RETRY;
}

/* By link, and by id within one: the database is walked in the order of its keys. */
static int by_link(const void *a, const void *b) {
    const struct click *x = *(const struct click *const *)a, *y = *(const struct click *const *)b;
    if (x->link != y->link) {
        return x->link < y->link ? -1 : 1;
    }
    return x->id < y->id ? -1 : x->id > y->id;
}

/* The clicks above `from`, sorted. */
static const struct click **fresh(struct tx *tx, const struct tally_batch *b, int64_t from, size_t *ret_n) {
    const struct click **list = arena_array(tx->arena, const struct click *, b->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (b->clicks[i]->id > from) {
            list[n++] = b->clicks[i];
        }
    }
    qsort(list, n, sizeof *list, by_link);
    *ret_n = n;
    return list;
}

static enum err count_link(struct tally *t, const struct click **clicks, size_t n) {
    struct line l = {.link = clicks[0]->link};
    struct own own = {0};
    enum err e = read_line(t, &l);
    if (e || !l.known) {
        return e;
    }
    if (l.person) {
        e = sql_visitor_self_of(t->tx, l.person, &own.rows, &own.n);
    }
    if (!e) {
        e = find_fresh(t, l.link, &own, clicks, n);
    }
    for (size_t i = 0; !e && i < n; i++) {
        count_one(t, &l, &own, clicks[i]);
    }
    return e ? e : write_line(t->tx, &l);
}

enum err tally_tx(struct tx *tx, const void *args, void *ret) {
    const struct tally_batch *b = args;
    struct tally t = {.tx = tx, .quarter = INT64_MIN};
    struct company_info company;
    int64_t from = 0;
    enum err e = company_get(tx, &company);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;   /* the company is gone; so are its figures */
    }
    t.zone = company.time_zone;
    /* The cursor first: on PostgreSQL its row lock makes a second projector wait here, with nothing done yet. */
    e = move_cursor(tx, b, &from);
    if (e) {
        return e;
    }
    size_t n = 0;
    const struct click **list = fresh(tx, b, from, &n);
    make_pairs(&t, n);
    for (size_t i = 0, next; !e && i < n; i = next) {
        next = i + 1;
        while (next < n && list[next]->link == list[i]->link) {
            next++;
        }
        e = count_link(&t, list + i, next - i);
    }
    *(size_t *)ret = n;
    return e;
}
