/* reader.c: see reader.h. Sixteen shards, each a hash table and a list by last use under one lock. */
#include "app/post/reader.h"

#include "app/post/fragment.h"
#include "app/reaction/reaction.h"
#include "app/read/read.h"
#include "base/clock.h"
#include "base/heap.h"
#include "sql_gen.h"

#include <pthread.h>
#include <stdlib.h>

enum { SHARDS = 16, BUCKETS = 4096, SHARD_MAX = READERS_MAX / SHARDS, MARKS = 65536 };

/* A reader is kept by person, and events of the directory name members: so a member's readers are dropped by moving a mark on,
 * which each remembers from when it was loaded. Members share marks; the worst that does is a needless read. */
static atomic_uint marks[MARKS];

static size_t mark_slot(int64_t company, int64_t member) {
    return hash_mix((uint64_t)company, (uint64_t)member) % MARKS;
}

void reader_forget_member(int64_t company, int64_t member) {
    atomic_fetch_add(&marks[mark_slot(company, member)], 1);
}

static struct shard {
    pthread_mutex_t lock;
    uint64_t forgets;            /* a load that began before one is not kept */
    struct reader *buckets[BUCKETS];
    struct reader *newest, *oldest;
    size_t n;
} shards[SHARDS] = {[0 ... SHARDS - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER}};

static struct shard *shard_of(int64_t company, int64_t person, struct reader ***ret_bucket) {
    uint64_t h = hash_mix((uint64_t)company, (uint64_t)person);
    struct shard *s = &shards[h % SHARDS];
    *ret_bucket = &s->buckets[h / SHARDS % BUCKETS];
    return s;
}

void reader_release(struct reader *r) {
    if (r && atomic_fetch_sub_explicit(&r->refs, 1, memory_order_acq_rel) == 1) {
        heap_free(r);
    }
}

static void list_out(struct shard *s, struct reader *r) {
    *(r->newer ? &r->newer->older : &s->newest) = r->older;
    *(r->older ? &r->older->newer : &s->oldest) = r->newer;
    r->newer = r->older = NULL;
}

static void list_in(struct shard *s, struct reader *r) {
    r->older = s->newest;
    if (s->newest) {
        s->newest->newer = r;
    } else {
        s->oldest = r;
    }
    s->newest = r;
}

static struct reader *find(struct reader **bucket, int64_t company, int64_t person) {
    for (struct reader *r = *bucket; r; r = r->chain) {
        if (r->person == person && r->company == company) {
            return r;
        }
    }
    return NULL;
}

/* Takes it out of its shard, whose lock is held. */
static void drop(struct shard *s, struct reader *r) {
    struct reader **at;
    shard_of(r->company, r->person, &at);
    while (*at != r) {
        at = &(*at)->chain;
    }
    *at = r->chain;
    list_out(s, r);
    s->n--;
    reader_release(r);
}

static bool marked(const struct reader *r) {
    return r->member_mark != atomic_load(&marks[r->member_slot]) || r->company_mark != atomic_load(&marks[mark_slot(r->company, 0)]);
}

/* The kept one if it is fresh, with a reference; else NULL and the shard's count of forgets. */
static struct reader *look(const struct db_cx *cx, int64_t person, int64_t now, uint64_t *ret_forgets) {
    struct reader **bucket;
    struct shard *s = shard_of(cx->company, person, &bucket);
    int64_t fresh = db_engine_of(cx->db) == DB_POSTGRES ? READER_SHARED_S : READER_FRESH_S;
    pthread_mutex_lock(&s->lock);
    struct reader *r = find(bucket, cx->company, person);
    if (r && (marked(r) || now < r->loaded_at || now - r->loaded_at > fresh * US_PER_S)) {
        drop(s, r);
        r = NULL;
    }
    if (r) {
        if (s->newest != r) {
            list_out(s, r);
            list_in(s, r);
        }
        atomic_fetch_add_explicit(&r->refs, 1, memory_order_relaxed);
    }
    *ret_forgets = s->forgets;
    pthread_mutex_unlock(&s->lock);
    return r;
}

static void keep(struct reader *r, uint64_t forgets) {
    struct reader **bucket;
    struct shard *s = shard_of(r->company, r->person, &bucket);
    pthread_mutex_lock(&s->lock);
    if (s->forgets == forgets && !find(bucket, r->company, r->person)) {
        atomic_fetch_add_explicit(&r->refs, 1, memory_order_relaxed);
        r->chain = *bucket;
        *bucket = r;
        list_in(s, r);
        s->n++;
        if (s->n > SHARD_MAX) {
            drop(s, s->oldest);
        }
    }
    pthread_mutex_unlock(&s->lock);
}

void reader_forget(int64_t company, int64_t person) {
    struct reader **bucket;
    struct shard *s = shard_of(company, person, &bucket);
    pthread_mutex_lock(&s->lock);
    s->forgets++;
    struct reader *r = find(bucket, company, person);
    if (r) {
        drop(s, r);
    }
    pthread_mutex_unlock(&s->lock);
}

struct forgetting {
    int64_t company, person;
};

static void forget_now(void *arg) {
    const struct forgetting *f = arg;
    reader_forget(f->company, f->person);
}

void reader_forget_in_tx(struct tx *tx, int64_t person) {
    struct forgetting *f = arena_new(tx->arena, struct forgetting);
    *f = (struct forgetting){tx->company, person};
    tx_after_commit(tx, forget_now, f);
}

void reader_clear(void) {
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *s = &shards[i];
        pthread_mutex_lock(&s->lock);
        s->forgets++;
        while (s->oldest) {
            drop(s, s->oldest);
        }
        pthread_mutex_unlock(&s->lock);
    }
}

static int share_cmp(const void *a, const void *b) {
    const struct sql_reader_shares_row *x = a, *y = b;
    if (x->post_id != y->post_id) {
        return x->post_id < y->post_id ? -1 : 1;
    }
    return str_cmp(x->network, y->network);
}

struct load {
    struct sql_reader_shares_row *shares;
    struct sql_confirmation_of_person_row *confirmed;
    struct sql_reaction_of_person_row *reactions;
    size_t shares_n, confirmed_n, reactions_n;
    struct read_state read;
    struct audience audience;
};

/* Writes the sets of `from` behind each other at `at`; returns what comes after them. */
static int64_t *put_audience(const struct audience *from, int64_t *at, struct audience *ret) {
    for (int axis = 0; axis < AUDIENCE_AXES; axis++) {
        ret->of[axis] = (struct id_set){at, from->of[axis].n};
        for (size_t i = 0; i < from->of[axis].n; i++) {
            *at++ = from->of[axis].p[i];
        }
    }
    return at;
}

static size_t ids_of(const struct load *l) {
    size_t ids = l->confirmed_n + l->read.n;
    for (int axis = 0; axis < AUDIENCE_AXES; axis++) {
        ids += l->audience.of[axis].n;
    }
    return ids;
}

/* Writes what is a list of ids at `at`; returns what comes after. The rows of confirmations come falling. */
static int64_t *put_ids(struct reader *r, const struct load *l, int64_t *at) {
    r->confirmed = at;
    r->confirmed_n = l->confirmed_n;
    for (size_t i = 0; i < l->confirmed_n; i++) {
        *at++ = l->confirmed[l->confirmed_n - 1 - i].post_id;
    }
    r->read = at;
    r->read_n = l->read.n;
    r->read_until = l->read.until;
    for (size_t i = 0; i < l->read.n; i++) {
        *at++ = l->read.posts[i];
    }
    return put_audience(&l->audience, at, &r->audience);
}

/* As those of confirmations. */
static struct reader_reaction *put_reactions(struct reader *r, const struct load *l, struct reader_reaction *at) {
    r->reactions = at;
    r->reactions_n = l->reactions_n;
    for (size_t i = 0; i < l->reactions_n; i++) {
        const struct sql_reaction_of_person_row *row = &l->reactions[l->reactions_n - 1 - i];
        *at++ = (struct reader_reaction){row->post_id, (int)reaction_kind_of(row->kind)};
    }
    return at;
}

/* One block: the struct, what was confirmed and read, whom it is, its reactions, its shares, their text. */
static struct reader *make(const struct load *l) {
    struct sql_reader_shares_row *rows = l->shares;
    size_t text = 0, n = l->shares_n;
    for (size_t i = 0; i < n; i++) {
        text += rows[i].network.n + 3;
    }
    struct reader *r = heap_alloc(sizeof *r + ids_of(l) * sizeof(int64_t) + l->reactions_n * sizeof(struct reader_reaction) +
                                  n * sizeof(struct reader_share) + text);
    atomic_init(&r->refs, 1);
    int64_t *ids = put_ids(r, l, (int64_t *)(r + 1));
    struct reader_share *shares = (struct reader_share *)put_reactions(r, l, (struct reader_reaction *)ids);
    char *p = (char *)(shares + n), *at = p;
    if (n) {
        qsort(rows, n, sizeof *rows, share_cmp);
    }
    struct reader_share *last = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!last || last->post != rows[i].post_id) {
            last = &shares[r->shares_n++];
            *last = (struct reader_share){.post = rows[i].post_id, .off = (uint32_t)(at - p)};
        } else {
            *at++ = ',';
        }
        *at++ = '"';
        memcpy(at, rows[i].network.p, rows[i].network.n);  /* names of networks need no escaping */
        at += rows[i].network.n;
        *at++ = '"';
        last->n = (uint32_t)(at - p) - last->off;
    }
    r->shares = shares;
    r->text = p;
    return r;
}

/* By person and by member apart: no statement joins the two. */
static enum err load_tx(struct tx *tx, const void *args, void *ret) {
    struct load *l = ret;
    const struct audience_who *who = args;
    enum err e = sql_reader_shares(tx, who->person, READER_SHARES_MAX, &l->shares, &l->shares_n);
    e = e ? e : sql_confirmation_of_person(tx, who->person, READER_CONFIRMED_MAX, &l->confirmed, &l->confirmed_n);
    e = e ? e : sql_reaction_of_person(tx, who->person, READER_REACTIONS_MAX, &l->reactions, &l->reactions_n);
    e = e ? e : read_of(tx, who->person, &l->read);
    return e ? e : audience_of_reader(tx, who, &l->audience);
}

static enum err load(const struct db_cx *cx, const struct audience_who *who, int64_t now, struct reader **ret) {
    struct load l = {0};
    size_t slot = mark_slot(cx->company, who->member);
    unsigned member_mark = atomic_load(&marks[slot]), company_mark = atomic_load(&marks[mark_slot(cx->company, 0)]);
    enum err e = db_read(cx, load_tx, who, &l, sizeof l);
    if (e) {
        return e;
    }
    struct reader *r = make(&l);
    r->company = cx->company;
    r->person = who->person;
    r->loaded_at = now;
    r->member_slot = slot;
    r->member_mark = member_mark;
    r->company_mark = company_mark;
    *ret = r;
    return E_OK;
}

enum err reader_get(const struct db_cx *cx, const struct audience_who *who, int64_t now, struct reader **ret) {
    uint64_t forgets;
    struct reader *r = look(cx, who->person, now, &forgets);
    if (!r) {
        enum err e = load(cx, who, now, &r);
        if (e) {
            return e;
        }
        keep(r, forgets);
    }
    *ret = r;
    return E_OK;
}

struct str reader_shared(const struct reader *r, int64_t post) {
    size_t lo = 0, hi = r->shares_n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->shares[mid].post < post) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    if (lo < r->shares_n && r->shares[lo].post == post) {
        return (struct str){r->text + r->shares[lo].off, r->shares[lo].n};
    }
    return STR("");
}

static bool has(const int64_t *list, size_t n, int64_t id) {
    return id_set_has((struct id_set){list, n}, id);
}

bool reader_confirmed(const struct reader *r, int64_t post) {
    return has(r->confirmed, r->confirmed_n, post);
}

int reader_reaction(const struct reader *r, int64_t post) {
    size_t lo = 0, hi = r->reactions_n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->reactions[mid].post < post) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < r->reactions_n && r->reactions[lo].post == post ? r->reactions[lo].kind : REACTION_KINDS;
}

bool reader_read(const struct reader *r, int64_t post, int64_t published_at, int64_t now) {
    if (published_at <= r->read_until || published_at <= now - READ_DAYS * US_PER_DAY || has(r->read, r->read_n, post)) {
        return true;
    }
    return (r->reactions_n && reader_reaction(r, post) != REACTION_KINDS) || reader_confirmed(r, post) ||
           (r->shares_n && reader_shared(r, post).n);
}

struct str *reader_shared_list(const struct reader *r, int64_t post, struct arena *a, size_t *ret_n) {
    struct str rest = reader_shared(r, post), part;
    size_t n = 0;
    struct str *out = arena_array(a, struct str, rest.n / 3 + 1);   /* at least two quotes and a comma each */
    while (rest.n && str_split(&rest, ',', &part)) {
        out[n++] = arena_dup(a, str_sub(part, 1, part.n - 1));
    }
    *ret_n = n;
    return out;
}
