/* tally.c: see tally.h. A batch is added up in memory by link first, so that a link costs a few statements a batch however many
 * of its clicks are in it. */
#include "app/link/tally.h"

#include "app/company/company.h"
#include "app/link/visitor.h"
#include "app/share/share.h"
#include "base/clock.h"
#include "event/event.h"
#include "sql_gen.h"

enum kind { HUMAN, BOT, PREVIEW, SELF, REPEAT, KINDS };

struct day {
    struct day *next;
    int64_t day;                 /* company-local */
    int64_t n[KINDS];
};

/* One link of the batch. */
struct line {
    int64_t link;                /* 0 = free */
    bool known;                  /* the link is in the database */
    int64_t share, person;       /* person 0: nobody is told (erased, taken back) */
    bool open;                   /* the share is not verified yet */
    int64_t human_before;
    int64_t n[KINDS];
    struct day *days;
    int64_t first_human, last_human;   /* times */
};

/* A human click of this batch that is in visitor_seen now. */
struct pair {
    int64_t link, visitor;       /* link 0 = free */
};

struct tally {
    struct tx *tx;
    struct str zone;
    struct line *lines;
    struct pair *pairs;
    size_t mask;                 /* of both tables: a power of two, at most half full */
    int64_t quarter, quarter_day;
};

static size_t spread(int64_t a, int64_t b) {
    uint64_t h = ((uint64_t)a ^ (uint64_t)b << 1) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 24);
}

static void make_tables(struct tally *t, size_t n) {
    size_t cap = 16;
    while (cap < n * 2) {
        cap *= 2;
    }
    t->mask = cap - 1;
    t->lines = arena_array(t->tx->arena, struct line, cap);
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

static enum err line_of(struct tally *t, int64_t link, struct line **ret) {
    size_t i = spread(link, 0) & t->mask;
    while (t->lines[i].link && t->lines[i].link != link) {
        i = (i + 1) & t->mask;
    }
    *ret = &t->lines[i];
    if (t->lines[i].link) {
        return E_OK;
    }
    t->lines[i].link = link;
    return read_line(t, &t->lines[i]);
}

/* True when this batch had the visitor on the link before; else notes it. */
static bool met(struct tally *t, int64_t link, int64_t visitor) {
    size_t i = spread(link, visitor) & t->mask;
    while (t->pairs[i].link) {
        if (t->pairs[i].link == link && t->pairs[i].visitor == visitor) {
            return true;
        }
        i = (i + 1) & t->mask;
    }
    t->pairs[i] = (struct pair){link, visitor};
    return false;
}

static enum err human_or(struct tally *t, const struct line *l, const struct click *c, enum kind *ret) {
    if (c->visitor == 0) {
        *ret = HUMAN;            /* purged before it was counted: nothing is left to compare */
        return E_OK;
    }
    if (l->person) {
        struct sql_visitor_self_get_row own;
        enum err e = sql_visitor_self_get(t->tx, c->visitor, l->person, &own);
        if (e != E_NOT_FOUND) {
            *ret = SELF;
            return e;
        }
    }
    if (met(t, c->link, c->visitor)) {
        *ret = REPEAT;
        return E_OK;
    }
    int64_t first = 0;
    enum err e = sql_visitor_seen_add(t->tx, c->link, c->visitor, visitor_day(c->at), &first);
    *ret = first ? HUMAN : REPEAT;
    return e;
}

static enum err kind_of(struct tally *t, const struct line *l, const struct click *c, enum kind *ret) {
    switch (c->class) {
    case CLICK_HUMAN: return human_or(t, l, c, ret);
    case CLICK_PREVIEW: *ret = PREVIEW; return E_OK;
    case CLICK_BOT:
    case CLICK_NONE: break;
    }
    *ret = BOT;
    return E_OK;
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

static enum err count_one(struct tally *t, const struct click *c) {
    struct line *l;
    enum kind kind = BOT;
    enum err e = line_of(t, c->link, &l);
    if (e || !l->known) {
        return e;
    }
    e = kind_of(t, l, c, &kind);
    if (e) {
        return e;
    }
    struct day *d = day_of(t, l, c->at);
    l->n[kind]++;
    d->n[kind]++;
    if (kind == HUMAN) {
        l->first_human = l->n[HUMAN] == 1 ? c->at : l->first_human;
        l->last_human = c->at;
    }
    return E_OK;
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
    make_tables(&t, b->n);
    /* The cursor first: on PostgreSQL its row lock makes a second projector wait here, with nothing done yet. */
    e = move_cursor(tx, b, &from);
    size_t counted = 0;
    for (size_t i = 0; !e && i < b->n; i++) {
        if (b->clicks[i]->id > from) {
            e = count_one(&t, b->clicks[i]);
            counted++;
        }
    }
    for (size_t i = 0; !e && i <= t.mask; i++) {
        if (t.lines[i].link && t.lines[i].known) {
            e = write_line(tx, &t.lines[i]);
        }
    }
    *(size_t *)ret = counted;
    return e;
}
