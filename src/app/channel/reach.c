/* reach.c: see reach.h. */
#include "app/channel/reach.h"

#include "sql_gen.h"

enum { TABLE_START = 256, GROUPS_START = 16 };

/* Members told apart only by what the rule looks at. */
struct directory {
    struct profile {
        struct audience could;       /* groups, language, and the channels such a member may follow */
        int64_t active, coming;      /* coming: invited and not here yet */
    } *profiles;
    size_t n;
    int64_t active;
};

/* The directory comes row by row, a member's rows together. */
struct reading {
    struct arena *arena;
    struct directory d;
    size_t cap;                      /* of d.profiles */
    uint32_t *slots;                 /* hash table: place in d.profiles plus one */
    size_t slots_n;
    int64_t member, language;
    bool active;
    int64_t *groups;
    size_t groups_n, groups_cap;
};

static uint64_t hash_of(int64_t language, const int64_t *groups, size_t n) {
    uint64_t h = (uint64_t)language;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (uint64_t)groups[i]) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    return h * UINT64_C(0x9E3779B97F4A7C15) >> 20;
}

static bool fits(const struct profile *p, int64_t language, const int64_t *groups, size_t n) {
    struct id_set own = p->could.of[AUDIENCE_GROUP];
    return p->could.of[AUDIENCE_LANGUAGE].p[0] == language && own.n == n && (n == 0 || memcmp(own.p, groups, n * sizeof *groups) == 0);
}

static void grow_slots(struct reading *r) {
    r->slots_n = r->slots_n ? r->slots_n * 4 : TABLE_START;
    r->slots = arena_array(r->arena, uint32_t, r->slots_n);
    for (size_t i = 0; i < r->d.n; i++) {
        struct id_set groups = r->d.profiles[i].could.of[AUDIENCE_GROUP];
        size_t at = hash_of(r->d.profiles[i].could.of[AUDIENCE_LANGUAGE].p[0], groups.p, groups.n) % r->slots_n;
        while (r->slots[at]) {
            at = (at + 1) % r->slots_n;
        }
        r->slots[at] = (uint32_t)i + 1;
    }
}

static int64_t *copy(struct arena *a, const int64_t *list, size_t n) {
    int64_t *out = arena_array(a, int64_t, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = list[i];
    }
    return out;
}

static struct profile *add(struct reading *r) {
    if (r->d.n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : TABLE_START;
        struct profile *more = arena_array(r->arena, struct profile, cap);
        for (size_t i = 0; i < r->d.n; i++) {
            more[i] = r->d.profiles[i];
        }
        r->d.profiles = more;
        r->cap = cap;
    }
    struct profile *p = &r->d.profiles[r->d.n++];
    p->could.of[AUDIENCE_LANGUAGE] = (struct id_set){copy(r->arena, &r->language, 1), 1};
    p->could.of[AUDIENCE_GROUP] = (struct id_set){copy(r->arena, r->groups, r->groups_n), r->groups_n};
    return p;
}

/* The member whose rows are over goes into their profile. */
static void close_member(struct reading *r) {
    if (!r->member) {
        return;
    }
    if (r->d.n * 2 >= r->slots_n) {
        grow_slots(r);
    }
    size_t at = hash_of(r->language, r->groups, r->groups_n) % r->slots_n;
    while (r->slots[at] && !fits(&r->d.profiles[r->slots[at] - 1], r->language, r->groups, r->groups_n)) {
        at = (at + 1) % r->slots_n;
    }
    if (!r->slots[at]) {
        add(r);
        r->slots[at] = (uint32_t)r->d.n;
    }
    struct profile *p = &r->d.profiles[r->slots[at] - 1];
    *(r->active ? &p->active : &p->coming) += 1;
    r->d.active += r->active;
    r->groups_n = 0;
}

static enum err take(void *ud, const struct sql_directory_each_row *row) {
    struct reading *r = ud;
    if (row->id != r->member) {
        close_member(r);
        r->member = row->id;
        r->language = audience_language(row->language);
        r->active = str_is(row->status, "active");
    }
    if (!row->group_id_null) {
        if (r->groups_n == r->groups_cap) {
            r->groups_cap = r->groups_cap ? r->groups_cap * 2 : GROUPS_START;
            int64_t *more = arena_array(r->arena, int64_t, r->groups_cap);
            for (size_t i = 0; i < r->groups_n; i++) {
                more[i] = r->groups[i];
            }
            r->groups = more;
        }
        r->groups[r->groups_n++] = row->group_id;
    }
    return E_OK;
}

/* Channels that such a member may follow. */
static struct id_set could_follow(struct arena *a, const struct channel *list, size_t n, struct id_set groups) {
    int64_t *out = arena_array(a, int64_t, n);
    size_t got = 0;
    for (size_t i = 0; i < n; i++) {
        if (list[i].kind != CHANNEL_RESTRICTED || channel_is_for(&list[i], groups)) {
            out[got++] = list[i].id;
        }
    }
    return id_set_of(out, got);
}

static enum err read_with(struct tx *tx, const struct channel *channels, size_t channels_n, struct directory *ret) {
    struct reading r = {.arena = tx->arena};
    enum err e = sql_directory_each(tx, take, &r);
    if (e) {
        return e;
    }
    close_member(&r);
    for (size_t i = 0; i < r.d.n; i++) {
        struct audience *could = &r.d.profiles[i].could;
        could->of[AUDIENCE_CHANNEL] = could_follow(tx->arena, channels, channels_n, could->of[AUDIENCE_GROUP]);
    }
    *ret = r.d;
    return E_OK;
}

static bool nobody(const struct directory *d, const struct audience *of) {
    for (size_t i = 0; i < d->n; i++) {
        if (audience_sees(of, &d->profiles[i].could)) {
            return false;
        }
    }
    return true;
}

/* The most members that the post's channels bring, by what is known of who follows; -1: all who may. */
static enum err bring(struct tx *tx, const struct channel *list, size_t n, const struct audience *of, const struct directory *d, int64_t now,
                      int64_t *ret) {
    int64_t sum = 0;
    enum err e = E_OK;
    for (size_t i = 0; !e && i < n; i++) {
        int64_t chosen = 0, may = 0;
        struct audience alone = {.of[AUDIENCE_CHANNEL] = {&list[i].id, 1}};
        if (!id_set_has(of->of[AUDIENCE_CHANNEL], list[i].id)) {
            continue;
        }
        if (list[i].kind == CHANNEL_ESSENTIAL) {
            *ret = -1;
            return E_OK;
        }
        for (size_t k = 0; k < d->n; k++) {
            may += audience_sees(&alone, &d->profiles[k].could) ? d->profiles[k].active : 0;
        }
        e = channel_chosen(tx, list[i].id, list[i].kind == CHANNEL_OPEN, now, &chosen);
        sum += list[i].kind != CHANNEL_OPEN ? may - chosen
               : chosen > may - CHANNEL_K    ? (may > CHANNEL_K ? may - CHANNEL_K : 0)
                                             : chosen;
    }
    *ret = sum;
    return e;
}

/* What all of them are counted with. */
struct counting {
    struct directory d;
    struct channel *channels;
    size_t channels_n;
    int64_t now;
};

static enum err begin(struct tx *tx, int64_t now, struct counting *ret) {
    ret->now = now;
    enum err e = channel_list(tx, &ret->channels, &ret->channels_n);
    return e ? e : read_with(tx, ret->channels, ret->channels_n, &ret->d);
}

static enum err count(struct tx *tx, const struct counting *c, const struct audience *of, struct reach *ret) {
    int64_t most = -1, members = 0;
    enum err e = of->of[AUDIENCE_CHANNEL].n ? bring(tx, c->channels, c->channels_n, of, &c->d, c->now, &most) : E_OK;
    if (e) {
        return e;
    }
    for (size_t i = 0; i < c->d.n; i++) {
        members += audience_sees(of, &c->d.profiles[i].could) ? c->d.profiles[i].active : 0;
    }
    struct reach r = {.total = c->d.active, .nobody = nobody(&c->d, of), .at_most = most >= 0 && !audience_open(of)};
    members = most >= 0 && most < members ? most : members;
    r.all = !r.at_most && members == c->d.active;
    r.few = !r.all && !r.nobody && members < CHANNEL_K;
    r.members = r.few || r.nobody ? 0 : members;
    *ret = r;
    return E_OK;
}

enum err reach_of(struct tx *tx, const struct audience *of, int64_t now, struct reach *ret) {
    struct counting c;
    enum err e = begin(tx, now, &c);
    return e ? e : count(tx, &c, of, ret);
}

static bool same(const struct audience *a, const struct audience *b) {
    bool is = true;
    for (int axis = 0; axis < AUDIENCE_AXES && is; axis++) {
        size_t n = a->of[axis].n;
        is = n == b->of[axis].n && (n == 0 || memcmp(a->of[axis].p, b->of[axis].p, n * sizeof(int64_t)) == 0);
    }
    return is;
}

/* Many posts are for the same members: each audience is counted once. */
enum err reach_wide(struct tx *tx, const struct post_audience *list, size_t n, int64_t now, int64_t **ret, size_t *ret_n) {
    struct counting c;
    struct known { const struct audience *of; bool wide; } *known = arena_array(tx->arena, struct known, n);
    size_t known_n = 0, got = 0;
    int64_t *out = arena_array(tx->arena, int64_t, n);
    enum err e = n ? begin(tx, now, &c) : E_OK;
    for (size_t i = 0; !e && i < n; i++) {
        size_t k = 0;
        while (k < known_n && !same(known[k].of, &list[i].audience)) {
            k++;
        }
        if (k == known_n) {
            struct reach r = {0};
            e = count(tx, &c, &list[i].audience, &r);
            known[known_n++] = (struct known){&list[i].audience, r.members >= CHANNEL_K};
        }
        if (!e && list[i].published && known[k].wide) {
            out[got++] = list[i].post;
        }
    }
    if (!e) {
        *ret = out;
        *ret_n = got;
    }
    return e;
}

/* Somebody may always follow a channel that is not restricted: so much is known without the directory. */
static bool plainly_seen(const struct channel *list, size_t n, const struct audience *of) {
    bool found = audience_open(of);
    for (size_t i = 0; i < n && !found && !of->of[AUDIENCE_GROUP].n && !of->of[AUDIENCE_LANGUAGE].n; i++) {
        found = list[i].kind != CHANNEL_RESTRICTED && id_set_has(of->of[AUDIENCE_CHANNEL], list[i].id);
    }
    return found;
}

enum err reach_check(struct tx *tx, int64_t post) {
    struct audience of;
    struct directory d;
    struct channel *channels;
    size_t n;
    enum err e = audience_of_post(tx, post, &of);
    if (e || audience_open(&of)) {
        return e;
    }
    e = channel_list(tx, &channels, &n);
    if (e || plainly_seen(channels, n, &of)) {
        return e;
    }
    e = read_with(tx, channels, n, &d);
    if (!e && nobody(&d, &of)) {
        return err_set(tx->errs, E_INVALID, "/targets", "nobody could see it: no member is in all of what it is for");
    }
    return e;
}

enum err reach_unseen(struct tx *tx, int64_t **ret, size_t *ret_n) {
    struct post_audience *list;
    struct channel *channels;
    struct directory d;
    size_t n, channels_n, doubtful = 0, got = 0;
    enum err e = audience_of_posts(tx, &list, &n);
    e = e || !n ? e : channel_list(tx, &channels, &channels_n);
    for (size_t i = 0; !e && i < n; i++) {
        if (!plainly_seen(channels, channels_n, &list[i].audience)) {
            list[doubtful++] = list[i];
        }
    }
    if (!e && doubtful) {
        e = read_with(tx, channels, channels_n, &d);
    }
    int64_t *out = e ? NULL : arena_array(tx->arena, int64_t, doubtful);
    for (size_t i = 0; !e && i < doubtful; i++) {
        if (nobody(&d, &list[i].audience)) {
            out[got++] = list[i].post;
        }
    }
    if (!e) {
        *ret = out;
        *ret_n = got;
    }
    return e;
}
