/* visit.c: see visit.h. The memory is a table of 4-way sets, so that a page of the feed costs no read for it. */
#include "app/session/visit.h"

#include "app/session/keeper.h"
#include "base/heap.h"
#include "sql_gen.h"

#include <pthread.h>

enum { SETS = 16384, SET_WAYS = 4, LOCKS = 64 };

/* at: newest sign of the present visit; last: end of the visit before; both 0 = never. */
struct visit {
    int64_t at, last;
};

struct remembered {
    int64_t company, person;
    struct visit visit;
};

static struct remembered *memory;
static pthread_once_t memory_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t locks[LOCKS];

static void memory_make(void) {
    memory = heap_calloc((size_t)SETS * SET_WAYS, sizeof *memory);
    for (int i = 0; i < LOCKS; i++) {
        pthread_mutex_init(&locks[i], NULL);
    }
}

/* The rule: what the row becomes when the person is here at `now`; false when it stays as it is. */
static bool visit_next(struct visit v, int64_t now, struct visit *ret) {
    *ret = v;
    if (v.at == 0) {
        *ret = (struct visit){now, 0};
    } else if (now - v.at > VISIT_AWAY_US) {
        *ret = (struct visit){now, v.at};
    } else if (now - v.at >= VISIT_STEP_US) {
        ret->at = now;
    } else {
        return false;
    }
    return true;
}

static enum err visit_read(struct tx *tx, int64_t person, struct visit *ret) {
    struct sql_visit_get_row row;
    enum err e = sql_visit_get(tx, person, &row);
    *ret = e ? (struct visit){0, 0} : (struct visit){row.visit_at, row.last_visit_at};
    return e == E_NOT_FOUND ? E_OK : e;
}

enum err visit_touch(struct tx *tx, int64_t person, int64_t now, int64_t *ret_previous) {
    struct visit was, is;
    enum err e = visit_read(tx, person, &was);
    if (!e && visit_next(was, now, &is)) {
        e = sql_visit_set(tx, person, is.at, is.last);
    }
    if (!e) {
        *ret_previous = is.last;
    }
    return e;
}

static size_t set_of(int64_t person) {
    pthread_once(&memory_once, memory_make);
    return ((uint64_t)person * UINT64_C(0x9E3779B97F4A7C15)) >> 50;
}
_Static_assert(SETS == 1 << 14, "set_of takes 14 bits");

static bool recall(int64_t company, int64_t person, int64_t now, struct visit *ret) {
    size_t set = set_of(person);
    bool found = false;
    pthread_mutex_lock(&locks[set % LOCKS]);
    for (int i = 0; i < SET_WAYS && !found; i++) {
        const struct remembered *r = &memory[set * SET_WAYS + (size_t)i];
        found = r->person == person && r->company == company && now - r->visit.at < VISIT_STEP_US;
        if (found) {
            *ret = r->visit;
        }
    }
    pthread_mutex_unlock(&locks[set % LOCKS]);
    return found;
}

/* In place of the same person or of whoever was seen longest ago. */
static void remember(int64_t company, int64_t person, struct visit visit) {
    size_t set = set_of(person);
    pthread_mutex_lock(&locks[set % LOCKS]);
    struct remembered *ways = &memory[set * SET_WAYS];
    struct remembered *at = ways;
    for (int i = 0; i < SET_WAYS; i++) {
        if (ways[i].person == person && ways[i].company == company) {
            at = &ways[i];
            break;
        }
        at = ways[i].visit.at < at->visit.at ? &ways[i] : at;
    }
    *at = (struct remembered){company, person, visit};
    pthread_mutex_unlock(&locks[set % LOCKS]);
}

static enum err visit_load(struct tx *tx, const void *args, void *ret) {
    return visit_read(tx, *(const int64_t *)args, ret);
}

enum err visit_here(const struct db_cx *cx, int64_t person, int64_t now, int64_t *ret_previous) {
    struct visit was, is;
    if (recall(cx->company, person, now, &is)) {
        *ret_previous = is.last;
        return E_OK;
    }
    enum err e = db_read(cx, visit_load, &person, &was, sizeof was);
    if (e) {
        return e;
    }
    if (visit_next(was, now, &is)) {
        keeper_visit(cx->company, person, now);
    }
    remember(cx->company, person, is);
    *ret_previous = is.last;
    return E_OK;
}
