/* reactions.c: what the demo company's people read, and what they thought of it. Its own dice, so that the rest of the story stays as
 * it is. */
#include "demo/demo.h"

#include "app/post/post.h"
#include "app/reaction/reaction.h"
#include "app/read/read.h"
#include "base/clock.h"
#include "base/heap.h"
#include "demo/dice.h"
#include "sql_gen.h"

#include <stdlib.h>

enum { PEOPLE_BATCH = 250, POSTS_MAX = 512, NAMED_HOURS = 30, MOST_A_POST = 55, READ_PERCENT = 84 };

/* A post that is out. */
struct out {
    int64_t id, published_at;
    struct audience audience;
    double appeal;               /* 0 .. 1 */
};

struct world {
    struct arena *arena;
    struct out *posts;
    size_t posts_n, people_n;
    int64_t now;
    struct dice dice;
};

static enum err take(void *ud, const struct sql_post_feed_all_row *row) {
    struct world *w = ud;
    if (w->posts_n < POSTS_MAX) {
        w->posts[w->posts_n++] = (struct out){.id = row->id, .published_at = row->published_at_null ? 0 : row->published_at};
    }
    return E_OK;
}

static enum err posts_tx(struct tx *tx, const void *args, void *ret) {
    struct world *w = *(struct world *const *)args;
    (void)ret;
    w->posts_n = 0;
    enum err e = sql_post_feed_all(tx, take, w);
    for (size_t i = 0; !e && i < w->posts_n; i++) {
        e = audience_of_post(tx, w->posts[i].id, &w->posts[i].audience);
    }
    return e;
}

struct batch {
    const struct world *world;
    const struct demo_who *who;
    size_t n;
    uint64_t seed;
};

/* Mostly a like; of the rest whatever fits. */
static enum reaction_kind draw_kind(struct dice *d) {
    size_t at = dice_below(d, 100);
    return at < 58 ? REACTION_LIKE : at < 78 ? REACTION_BRAVO : at < 91 ? REACTION_USEFUL : REACTION_INSPIRING;
}

/* Somebody who was here last at `seen`: read most of what was out by then, and reacted to a little of it. */
static enum err live(struct tx *tx, const struct batch *b, struct dice *d, const struct demo_who *who, int64_t seen) {
    const struct world *w = b->world;
    struct audience_who reader = {who->member, who->person, str_of(who->language)};
    struct audience audience;
    int64_t *read = arena_array(tx->arena, int64_t, w->posts_n);
    size_t read_n = 0;
    double crowd = (double)MOST_A_POST / (double)(w->people_n > MOST_A_POST ? w->people_n : MOST_A_POST), warmth = dice_unit(d) * 2;
    enum err e = audience_of_reader(tx, &reader, &audience);
    for (size_t i = 0; !e && i < w->posts_n; i++) {
        const struct out *p = &w->posts[i];
        bool was_here = p->published_at < seen && dice_below(d, 100) < READ_PERCENT;
        double chance = dice_unit(d);
        enum reaction_kind kind = draw_kind(d);
        if (!was_here || !audience_sees(&p->audience, &audience)) {
            continue;
        }
        if (p->published_at > w->now - READ_DAYS * US_PER_DAY) {
            read[read_n++] = p->id;
        }
        e = chance < crowd * warmth * p->appeal ? reaction_set(tx, p->id, who->person, kind, w->now) : E_OK;
        e = e == E_NOT_FOUND ? E_OK : e;         /* its end has come */
    }
    struct read_add add = {.person = who->person, .now = w->now, .posts = read, .posts_n = read_n};
    return e || !read_n ? e : read_add(tx, &add);
}

static enum err batch_tx(struct tx *tx, const void *args, void *ret) {
    const struct batch *b = args;
    struct dice d;
    enum err e = E_OK;
    (void)ret;
    dice_seed(&d, b->seed);
    for (size_t i = 0; !e && i < b->n; i++) {
        double days = b->who[i].named ? NAMED_HOURS / 24.0 : -3.0 * dice_log(&d);
        e = live(tx, b, &d, &b->who[i], b->world->now - (int64_t)(days * (double)US_PER_DAY));
    }
    return e;
}

enum err demo_reactions(const struct db_cx *given, const struct demo_who *who, size_t n, int64_t now) {
    struct db_cx cx = *given;
    struct world w = {.people_n = n, .now = now};
    const struct world *at = &w;
    cx.arena = arena_create((size_t)1 << 28);
    w.posts = heap_calloc(POSTS_MAX, sizeof *w.posts);
    dice_seed(&w.dice, 20261130);
    enum err e = db_read(&cx, posts_tx, &at, NULL, 0);
    for (size_t i = 0; i < w.posts_n; i++) {
        w.posts[i].appeal = 0.15 + 0.85 * dice_unit(&w.dice) * dice_unit(&w.dice);
    }
    for (size_t i = 0; !e && i < n; i += PEOPLE_BATCH) {
        struct batch b = {&w, who + i, n - i < PEOPLE_BATCH ? n - i : PEOPLE_BATCH, dice_next(&w.dice)};
        e = db_tx(&cx, batch_tx, &b, NULL, 0);
    }
    heap_free(w.posts);
    arena_free(cx.arena);
    return e;
}
