/* standing.c: see standing.h.
 *
 * One `house` a company, with a lock for what is in memory (held for microseconds, by readers and by the poller) and one for
 * reading the database (held by the one reader that loads; the others wait). While a slot is being loaded its credits are
 * queued, and those that the load has not seen are applied when it is in place. */
#include "app/board/standing.h"

#include "app/company/company.h"
#include "app/company/settings.h"
#include "base/clock.h"
#include "base/heap.h"
#include "sql_gen.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 1 + STANDING_PAST_MAX };

struct credit {
    int64_t event, seq, at, person, amount;   /* amount 0: an event of another kind, which only keeps the place */
};

struct slot {
    enum { SLOT_EMPTY, SLOT_LOADING, SLOT_READY } state;
    struct period month;
    int64_t from, to;            /* its first microsecond and the first after it */
    int64_t seq;                 /* events up to here are in it */
    int64_t used;
    struct ranks *ranks;
    int64_t *seen;               /* credits without a place that the load has read, rising */
    size_t seen_n;
    struct credit *queue;        /* came while it was loaded */
    size_t queue_n, queue_cap;
    int64_t stale[STANDING_STALE_MAX];
    size_t stale_n;
};

struct house {
    int64_t company;
    pthread_mutex_t lock, load;
    bool known;
    uint64_t changes;            /* of the facts */
    struct board_facts facts;
    struct slot slots[SLOTS];
    struct house *next;
};

static struct {
    pthread_mutex_t lock;
    struct house *first;
} houses = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Zones are few and must outlive every reader: each is kept once. */
static struct str zone_keep(struct str zone) {
    static struct zone {
        struct zone *next;
        struct str name;
    } *zones;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    struct zone *z = zones;
    while (z && !str_eq(z->name, zone)) {
        z = z->next;
    }
    if (!z) {
        z = heap_alloc(sizeof *z);
        *z = (struct zone){zones, heap_dup(zone)};
        zones = z;
    }
    pthread_mutex_unlock(&lock);
    return z->name;
}

static struct house *house_of(int64_t company, bool make) {
    pthread_mutex_lock(&houses.lock);
    struct house *h = houses.first;
    while (h && h->company != company) {
        h = h->next;
    }
    if (!h && make) {
        h = heap_alloc(sizeof *h);
        h->company = company;
        pthread_mutex_init(&h->lock, NULL);
        pthread_mutex_init(&h->load, NULL);
        h->next = houses.first;
        houses.first = h;
    }
    pthread_mutex_unlock(&houses.lock);
    return h;
}

static void slot_empty(struct slot *s) {
    ranks_free(s->ranks);
    heap_free(s->seen);
    heap_free(s->queue);
    *s = (struct slot){.state = SLOT_EMPTY};
}

/* ---- facts ---- */

static enum err facts_read(struct tx *tx, const void *args, void *ret) {
    struct board_facts *f = ret;
    struct company_info c;
    (void)args;
    enum err e = company_get(tx, &c);
    if (!e) {
        f->zone = c.time_zone;
        e = company_setting_bool(tx, "board.open", &f->open);
    }
    return e;
}

enum err standing_facts(const struct db_cx *cx, struct board_facts *ret) {
    struct house *h = house_of(cx->company, true);
    struct board_facts f;
    pthread_mutex_lock(&h->lock);
    bool known = h->known;
    uint64_t changes = h->changes;
    f = h->facts;
    pthread_mutex_unlock(&h->lock);
    if (!known) {
        enum err e = db_read(cx, facts_read, NULL, &f, sizeof f);
        if (e) {
            return e;
        }
        f.zone = zone_keep(f.zone);
        pthread_mutex_lock(&h->lock);
        if (h->changes == changes) {
            h->facts = f;
            h->known = true;
        }
        pthread_mutex_unlock(&h->lock);
    }
    *ret = f;
    return E_OK;
}

/* ---- loading ---- */

struct load_args {
    struct period month;
    int64_t from, to;
    struct ranks *ranks;
};
struct load {
    int64_t seq;
    struct sql_board_unplaced_row *unplaced;
    size_t unplaced_n;
};

static enum err on_points(void *ud, const struct sql_board_points_row *r) {
    ranks_add(ud, r->person_id, r->points);
    return E_OK;
}

static enum err on_person(void *ud, const struct sql_board_people_row *r) {
    ranks_name(ud, r->person_id, r->name, r->name_key);
    return E_OK;
}

/* A read runs once: nothing is added twice. */
static enum err load_read(struct tx *tx, const void *args, void *ret) {
    const struct load_args *a = args;
    struct load *l = ret;
    struct sql_event_order_last_row last;
    enum err e = sql_event_order_last(tx, &last);
    if (!e) {
        l->seq = last.seq;
        e = sql_board_unplaced(tx, &l->unplaced, &l->unplaced_n);
    }
    if (!e) {
        e = sql_board_points(tx, a->from, a->to, on_points, a->ranks);
    }
    return e ? e : sql_board_people(tx, a->month.from, on_person, a->ranks);
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* A credit that the load has read before it had its place. */
static bool seen(const struct slot *s, const struct credit *c) {
    return s->seen_n && bsearch(&c->event, s->seen, s->seen_n, sizeof *s->seen, by_number);
}

/* Places have no gaps: an event that does not follow the last one tells that some were missed (a load before the poller's
 * first turn), and the slot is read again. */
static void apply(struct slot *s, const struct credit *c) {
    if (s->state != SLOT_READY || c->seq <= s->seq) {
        return;
    }
    if (c->seq > s->seq + 1) {
        slot_empty(s);
        return;
    }
    s->seq = c->seq;
    if (c->amount && c->at >= s->from && c->at < s->to && !seen(s, c)) {
        ranks_add(s->ranks, c->person, c->amount);
    }
}

static void install(struct slot *s, struct ranks *ranks, const struct load *l) {
    s->ranks = ranks;
    s->seq = l->seq;
    s->seen = heap_calloc(l->unplaced_n + 1, sizeof *s->seen);
    s->seen_n = l->unplaced_n;
    for (size_t i = 0; i < l->unplaced_n; i++) {
        s->seen[i] = l->unplaced[i].event_id;
    }
    qsort(s->seen, s->seen_n, sizeof *s->seen, by_number);
    struct credit *queue = s->queue;
    size_t n = s->queue_n;
    s->queue = NULL;
    s->queue_n = s->queue_cap = 0;
    s->state = SLOT_READY;
    for (size_t i = 0; i < n; i++) {
        apply(s, &queue[i]);
    }
    heap_free(queue);
}

/* The slot of a month; else the one to be used for it: a free one, or the one that was asked for longest ago. */
static struct slot *slot_of(struct house *h, struct period month) {
    struct slot *oldest = &h->slots[0];
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *s = &h->slots[i];
        if (s->state != SLOT_EMPTY && s->month.from == month.from) {
            return s;
        }
        if (s->state == SLOT_EMPTY ? oldest->state != SLOT_EMPTY : oldest->state != SLOT_EMPTY && s->used < oldest->used) {
            oldest = s;
        }
    }
    return oldest;
}

/* With h->load held and h->lock not. */
static enum err load(const struct db_cx *cx, struct house *h, struct period month, struct str zone) {
    struct load_args args = {month, period_start(zone, month.from), period_start(zone, month.to + 1), NULL};
    struct load l;
    pthread_mutex_lock(&h->lock);
    struct slot *s = slot_of(h, month);
    slot_empty(s);
    s->state = SLOT_LOADING;
    s->month = month;
    s->from = args.from;
    s->to = args.to;
    pthread_mutex_unlock(&h->lock);
    args.ranks = ranks_new();
    enum err e = db_read(cx, load_read, &args, &l, sizeof l);
    pthread_mutex_lock(&h->lock);
    if (!e && s->state == SLOT_LOADING) {
        install(s, args.ranks, &l);
    } else {
        ranks_free(args.ranks);
        slot_empty(s);
    }
    pthread_mutex_unlock(&h->lock);
    return e;
}

/* ---- people who joined, left or changed their name ---- */

struct stale_args {
    const int64_t *people;
    size_t n;
};
struct fresh {
    struct sql_board_person_get_row *row;   /* NULL: not on the board */
};

static enum err stale_read(struct tx *tx, const void *args, void *ret) {
    const struct stale_args *a = args;
    struct fresh *f = arena_array(tx->arena, struct fresh, a->n + 1);
    enum err e = E_OK;
    for (size_t i = 0; !e && i < a->n; i++) {
        struct sql_board_person_get_row *rows;
        size_t n;
        e = sql_board_person_get(tx, a->people[i], &rows, &n);
        f[i].row = !e && n ? &rows[0] : NULL;
    }
    *(struct fresh **)ret = f;
    return e;
}

/* With h->load held and h->lock not. */
static enum err refresh(const struct db_cx *cx, struct house *h, struct period month) {
    int64_t people[STANDING_STALE_MAX];
    struct fresh *fresh;
    pthread_mutex_lock(&h->lock);
    struct slot *s = slot_of(h, month);
    size_t n = s->state == SLOT_READY ? s->stale_n : 0;
    memcpy(people, s->stale, n * sizeof *people);
    s->stale_n = 0;
    pthread_mutex_unlock(&h->lock);
    if (n == 0) {
        return E_OK;
    }
    enum err e = db_read(cx, stale_read, &(struct stale_args){people, n}, &fresh, sizeof fresh);
    pthread_mutex_lock(&h->lock);
    if (e) {
        slot_empty(s);           /* read anew, rather than show who has left */
    }
    for (size_t i = 0; !e && s->state == SLOT_READY && i < n; i++) {
        const struct sql_board_person_get_row *r = fresh[i].row;
        bool on = r && r->month <= month.from;
        ranks_name(s->ranks, people[i], on ? r->name : STR_NULL, on ? r->name_key : STR_NULL);
    }
    pthread_mutex_unlock(&h->lock);
    return e;
}

/* ---- asking ---- */

/* The slot, ready and right, with h->lock held; NULL with a code when it cannot be. */
static enum err ready(const struct db_cx *cx, struct house *h, struct period month, struct str zone, int64_t now,
                      struct slot **ret) {
    enum { TRIES = 8 };
    for (int i = 0; i < TRIES; i++) {
        pthread_mutex_lock(&h->lock);
        struct slot *s = slot_of(h, month);
        bool there = s->state == SLOT_READY && s->month.from == month.from && s->from == period_start(zone, month.from);
        if (there && s->stale_n == 0) {
            s->used = now;
            *ret = s;
            return E_OK;
        }
        pthread_mutex_unlock(&h->lock);
        pthread_mutex_lock(&h->load);
        pthread_mutex_lock(&h->lock);
        s = slot_of(h, month);   /* another reader may have loaded it meanwhile */
        there = s->state == SLOT_READY && s->month.from == month.from && s->from == period_start(zone, month.from);
        pthread_mutex_unlock(&h->lock);
        enum err e = there ? refresh(cx, h, month) : load(cx, h, month, zone);
        pthread_mutex_unlock(&h->load);
        if (e) {
            return e;
        }
    }
    return E_DB_RETRY;
}

enum err standing_top(const struct db_cx *cx, struct period month, struct str zone, int64_t now, struct standing_top *ret) {
    struct house *h = house_of(cx->company, true);
    struct slot *s;
    enum err e = ready(cx, h, month, zone, now, &s);
    if (e) {
        return e;
    }
    *ret = (struct standing_top){.people = ranks_people(s->ranks)};
    size_t n = ranks_top(s->ranks, ret->rows, STANDING_ROWS_MAX);
    while (n && ret->rows[n - 1].rank > STANDING_RANKS) {
        n--;
    }
    for (size_t i = 0; i < n; i++) {
        ret->rows[i].name = arena_dup(cx->arena, ret->rows[i].name);
    }
    ret->n = n;
    ret->more = n == STANDING_ROWS_MAX ? ranks_with(s->ranks, ret->rows[n - 1].points) - (int64_t)n : 0;
    pthread_mutex_unlock(&h->lock);
    return E_OK;
}

enum err standing_of(const struct db_cx *cx, struct period month, struct str zone, int64_t now, int64_t person,
                     struct rank_place *ret) {
    struct house *h = house_of(cx->company, true);
    struct slot *s;
    enum err e = ready(cx, h, month, zone, now, &s);
    if (!e) {
        *ret = ranks_place(s->ranks, person);
        pthread_mutex_unlock(&h->lock);
    }
    return e;
}

/* ---- events ---- */

static void mark(struct slot *s, int64_t person) {
    if (s->state == SLOT_EMPTY || person <= 0) {
        return;
    }
    for (size_t i = 0; i < s->stale_n; i++) {
        if (s->stale[i] == person) {
            return;
        }
    }
    if (s->stale_n < STANDING_STALE_MAX) {
        s->stale[s->stale_n++] = person;
    } else if (s->state == SLOT_READY) {
        slot_empty(s);
    } else {
        s->month.from = -1;      /* being loaded: what comes in is of no month, and is loaded again */
    }
}

static void touch(int64_t company, enum event_kind kind, int64_t person) {
    struct house *h = house_of(company, false);
    if (!h) {
        return;
    }
    pthread_mutex_lock(&h->lock);
    if (kind == EV_COMPANY_CHANGED) {
        h->known = false;
        h->changes++;
    }
    for (size_t i = 0; kind != EV_COMPANY_CHANGED && i < SLOTS; i++) {
        mark(&h->slots[i], person);
    }
    pthread_mutex_unlock(&h->lock);
}

struct touched {
    int64_t company, person;
    enum event_kind kind;
};

static void touch_after(void *arg) {
    const struct touched *t = arg;
    touch(t->company, t->kind, t->person);
}

enum err standing_in_tx(struct tx *tx, const struct event *ev) {
    struct touched *t = arena_new(tx->arena, struct touched);
    *t = (struct touched){tx->company, ev->person, ev->kind};
    tx_after_commit(tx, touch_after, t);
    return E_OK;
}

static void enqueue(struct slot *s, const struct credit *c) {
    if (s->queue_n == s->queue_cap) {
        s->queue_cap = s->queue_cap ? s->queue_cap * 2 : 64;
        s->queue = heap_realloc(s->queue, s->queue_cap * sizeof *s->queue);
    }
    s->queue[s->queue_n++] = *c;
}

/* "amount" of EV_POINTS_CREDITED, a text of ours: {"amount":12}. */
static int64_t amount_of(struct str data) {
    static const struct str head = {"{\"amount\":", 10};
    int64_t v = 0;
    bool ok = data.p && str_starts(data, head) && str_ends(data, STR("}")) &&
              str_to_i64(str_sub(data, head.n, data.n - 1), &v);
    return ok ? v : 0;
}

void standing_on_event(int64_t company, const struct event *ev) {
    struct house *h = house_of(company, false);
    if (!h) {
        return;
    }
    if (EV_BIT(ev->kind) & STANDING_EVENTS) {
        touch(company, ev->kind, ev->person);
    }
    bool credit = ev->kind == EV_POINTS_CREDITED && ev->person > 0;
    struct credit c = {ev->id, ev->seq, ev->at, ev->person, credit ? amount_of(ev->data) : 0};
    pthread_mutex_lock(&h->lock);
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *s = &h->slots[i];
        if (s->state == SLOT_READY) {
            apply(s, &c);
        } else if (s->state == SLOT_LOADING) {
            enqueue(s, &c);
        }
    }
    pthread_mutex_unlock(&h->lock);
}

void standing_clear(void) {
    pthread_mutex_lock(&houses.lock);
    struct house *h = houses.first;
    houses.first = NULL;
    pthread_mutex_unlock(&houses.lock);
    while (h) {
        struct house *next = h->next;
        for (size_t i = 0; i < SLOTS; i++) {
            slot_empty(&h->slots[i]);
        }
        pthread_mutex_destroy(&h->lock);
        pthread_mutex_destroy(&h->load);
        heap_free(h);
        h = next;
    }
}
