/* principal.c: see principal.h. 64 shards, each a set-associative table of 8 ways behind its own lock.
 *
 * A member's sessions are dropped by moving the member's generation on: an entry remembers the generation it was
 * loaded under and is stale when that differs. Members share generations (64 K of them); the worst that does is a
 * needless read. */
#include "app/session/principal.h"

#include "app/company/company.h"
#include "app/privacy/person.h"
#include "app/session/keeper.h"
#include "app/session/session.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/rnd.h"
#include "event/event.h"
#include "sql_gen.h"

#include <pthread.h>
#include <stdatomic.h>

enum { SHARDS = 64, BUCKETS = 256, WAYS = 8, GENERATIONS = 65536, ZONES = 1024 };

struct entry {
    unsigned char hash[TOKEN_HASH_BYTES];
    int64_t company, member, person;   /* company 0: empty */
    unsigned roles, generation;
    struct str language, time_zone;    /* live forever */
    int64_t loaded_at, marked_at;      /* clock_mono; marked_at 0 = not yet by this process */
    int64_t expires_at, seen_day;
};

static struct shard {
    pthread_mutex_t lock;
    struct entry *entries;             /* BUCKETS * WAYS, made at first use */
} shards[SHARDS];
static pthread_once_t shards_once = PTHREAD_ONCE_INIT;
static atomic_uint generations[GENERATIONS];
static atomic_uint drops;              /* of all members together */

static void shards_make(void) {
    for (int i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&shards[i].lock, NULL);
    }
}

static struct shard *shard_of(const unsigned char *hash) {
    pthread_once(&shards_once, shards_make);
    return &shards[hash[0] % SHARDS];
}

static struct entry *bucket_of(struct shard *s, const unsigned char *hash) {
    if (!s->entries) {
        s->entries = heap_calloc(BUCKETS * WAYS, sizeof *s->entries);
    }
    return &s->entries[(size_t)hash[1] % BUCKETS * WAYS];
}

static atomic_uint *generation_of(int64_t member) {
    return &generations[((uint64_t)member * UINT64_C(0x9E3779B97F4A7C15)) >> 48];
}

void principal_drop_member(int64_t member) {
    atomic_fetch_add(generation_of(member), 1);
    atomic_fetch_add(&drops, 1);
}

void principal_drop_person(int64_t person) {
    pthread_once(&shards_once, shards_make);
    for (int i = 0; i < SHARDS; i++) {
        pthread_mutex_lock(&shards[i].lock);
        for (size_t k = 0; shards[i].entries && k < BUCKETS * WAYS; k++) {
            if (shards[i].entries[k].person == person) {
                shards[i].entries[k] = (struct entry){.company = 0};
            }
        }
        pthread_mutex_unlock(&shards[i].lock);
    }
}

void principal_forget_all(void) {
    pthread_once(&shards_once, shards_make);
    for (int i = 0; i < SHARDS; i++) {
        pthread_mutex_lock(&shards[i].lock);
        heap_free(shards[i].entries);
        shards[i].entries = NULL;
        pthread_mutex_unlock(&shards[i].lock);
    }
}

/* Time zones are few and checked before they are stored: one copy of each name for the life of the process, so that a
 * request needs none of its own. Past ZONES names (more than there are) the zone is not kept. */
static struct str zone_keep(struct str zone) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct str zones[ZONES];
    static size_t n;
    struct str found = STR("UTC");
    pthread_mutex_lock(&lock);
    size_t i = 0;
    while (i < n && !str_eq(zones[i], zone)) {
        i++;
    }
    if (i == n && n < ZONES) {
        zones[n++] = heap_dup(zone);
    }
    if (i < n) {
        found = zones[i];
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static struct entry *find(struct entry *bucket, int64_t company, const unsigned char *hash) {
    for (int i = 0; i < WAYS; i++) {
        if (bucket[i].company == company && memcmp(bucket[i].hash, hash, TOKEN_HASH_BYTES) == 0) {
            return &bucket[i];
        }
    }
    return NULL;
}

/* A copy of the entry if it can be believed. `*ret_mark`: an hour has passed since the device was marked. */
static bool look(int64_t company, const unsigned char *hash, int64_t now, struct entry *ret, bool *ret_mark) {
    struct shard *s = shard_of(hash);
    int64_t mono = clock_mono();
    bool ok = false;
    pthread_mutex_lock(&s->lock);
    struct entry *e = find(bucket_of(s, hash), company, hash);
    if (e && mono - e->loaded_at < PRINCIPAL_TTL_S * US_PER_S && now < e->expires_at &&
        e->generation == atomic_load(generation_of(e->member))) {
        *ret_mark = e->marked_at == 0 || mono - e->marked_at >= SELF_MARK_US;
        if (*ret_mark) {
            e->marked_at = mono;
        }
        *ret = *e;
        ok = true;
    }
    pthread_mutex_unlock(&s->lock);
    return ok;
}

/* In place of the same session, of an empty slot, or of the one loaded longest ago. */
static void keep(const struct entry *fresh) {
    struct shard *s = shard_of(fresh->hash);
    pthread_mutex_lock(&s->lock);
    struct entry *bucket = bucket_of(s, fresh->hash);
    struct entry *at = find(bucket, fresh->company, fresh->hash);
    int64_t marked_at = at ? at->marked_at : 0;
    for (int i = 0; !at && i < WAYS; i++) {
        at = bucket[i].company == 0 ? &bucket[i] : NULL;
    }
    if (!at) {
        at = bucket;
        for (int i = 1; i < WAYS; i++) {
            at = bucket[i].loaded_at < at->loaded_at ? &bucket[i] : at;
        }
    }
    *at = *fresh;
    at->marked_at = marked_at;
    pthread_mutex_unlock(&s->lock);
}

static void drop(int64_t company, const unsigned char *hash) {
    struct shard *s = shard_of(hash);
    pthread_mutex_lock(&s->lock);
    struct entry *e = find(bucket_of(s, hash), company, hash);
    if (e) {
        e->company = 0;
    }
    pthread_mutex_unlock(&s->lock);
}

struct load_args {
    const unsigned char *hash;
    int64_t now;
};

static enum err load_roles(struct tx *tx, int64_t member, unsigned *ret) {
    struct sql_member_roles_row *rows;
    size_t n;
    enum err e = sql_member_roles(tx, member, &rows, &n);
    *ret = ROLE_MEMBER;
    for (size_t i = 0; !e && i < n; i++) {
        *ret |= role_bit(rows[i].role);
    }
    return e;
}

static enum err load(struct tx *tx, const void *args, void *ret) {
    const struct load_args *a = args;
    struct entry *out = ret;
    struct sql_session_get_row row;
    enum err e = sql_session_get(tx, hex_text(tx->arena, a->hash, TOKEN_HASH_BYTES), &row);
    if (e) {
        return e == E_NOT_FOUND ? E_UNAUTHENTICATED : e;
    }
    out->member = row.member_id;
    e = load_roles(tx, row.member_id, &out->roles);
    if (!e) {
        e = person_of(tx, row.member_id, &out->person);
    }
    if (e) {
        return e;
    }
    if (row.expires_at <= a->now || !str_is(row.status, MEMBER_ACTIVE) ||
        session_idle(out->roles, row.seen_day, a->now)) {
        return E_UNAUTHENTICATED;
    }
    out->language = language_pick(row.language, STR(""));
    out->time_zone = zone_keep(row.time_zone);
    out->expires_at = row.expires_at;
    out->seen_day = row.seen_day;
    return E_OK;
}

/* Whose generation counts is known after the read only. So when anybody's moved on meanwhile, the entry is kept as
 * stale: this request is answered from what was true when it was read, the next one reads again. */
static enum err load_entry(const struct db_cx *cx, const unsigned char *hash, int64_t now, struct entry *ret) {
    unsigned before = atomic_load(&drops);
    enum err e = db_read(cx, load, &(struct load_args){hash, now}, ret, sizeof *ret);
    if (e) {
        return e;
    }
    ret->generation = atomic_load(generation_of(ret->member));
    if (atomic_load(&drops) != before) {
        ret->generation--;
    }
    return E_OK;
}

enum err principal_find(const struct db_cx *cx, struct str token, int64_t now, struct found *ret) {
    unsigned char hash[TOKEN_HASH_BYTES];
    struct entry e;
    bool mark = false;
    if (token.n == 0 || token.n > TOKEN_TEXT_MAX) {
        return E_UNAUTHENTICATED;
    }
    token_hash_bytes(token, hash);
    bool hit = look(cx->company, hash, now, &e, &mark);
    if (!hit) {
        enum err err = load_entry(cx, hash, now, &e);
        if (err) {
            drop(cx->company, hash);
            return err;
        }
        memcpy(e.hash, hash, sizeof e.hash);
        e.company = cx->company;
        e.loaded_at = clock_mono();
        keep(&e);
        (void)look(cx->company, hash, now, &e, &mark);
    }
    *ret = (struct found){.who = {.member = e.member, .person = e.person, .roles = e.roles, .language = e.language,
                                  .time_zone = e.time_zone, .session = hex_text(cx->arena, hash, sizeof hash)},
                          .hit = hit, .mark = mark, .new_day = !hit && e.seen_day < now / US_PER_DAY};
    return E_OK;
}

enum err session_find_principal(struct rq *rq, struct str token, struct principal *ret) {
    struct db_cx cx = {.db = session_options()->db, .company = rq->space.company, .role = DB_APP, .arena = rq->arena};
    struct found found;
    enum err e = principal_find(&cx, token, rq->now, &found);
    if (e) {
        return e;
    }
    if (found.new_day) {
        keeper_seen(cx.company, found.who.session, rq->now / US_PER_DAY);
    }
    if (found.mark) {
        keeper_mark(cx.company, found.who.person, rq->client, rq_header(rq, "User-Agent"), rq->now);
    }
    *ret = found.who;
    return E_OK;
}

void session_on_event(int64_t company, const struct event *ev) {
    (void)company;
    if (ev->kind == EV_MEMBER_CHANGED || ev->kind == EV_MEMBER_JOINED) {
        principal_drop_member(ev->subject);
    } else if (ev->kind == EV_PERSON_ERASED) {
        principal_drop_person(ev->person);
    }
}

void session_forget_all(void) {
    principal_forget_all();
}
