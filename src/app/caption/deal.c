/* deal.c: captions dealt like cards, without replacement. See caption.h.
 *
 * A deck is (post, network, language); caption_deck holds how often each card left it. The one that left it least goes next,
 * so that all are used before any repeats; a round is shuffled by a hash of its number, and does not begin with the card
 * that ended the round before. One that never left it, or was added later, stands one
 * round behind the others: it goes next, and does not catch up. What one person has seen is not
 * shown again before they have seen all. Two nodes that deal at once read and write the same rows: one waits (SQLite) or
 * is run again (PostgreSQL, SERIALIZABLE). */
#include "app/caption/caption.h"

#include "sql_gen.h"

struct card {
    const struct sql_caption_cards_row *row;
    struct caption caption;
    int64_t dealt;               /* rounds it was in */
};

struct deck {
    struct card *cards;
    size_t n;
    int64_t last;                /* caption dealt last, 0: none */
};

static struct caption caption_of(const struct sql_caption_cards_row *r) {
    return (struct caption){.id = r->id, .post = r->post_id, .network = r->network, .language = r->language, .text = r->text,
                            .locked = r->locked, .lock_reason = r->lock_reason, .version = r->version,
                            .changed_at = r->changed_at};
}

static bool speaks(struct str caption, struct str wanted) {
    struct str primary = str_sub(caption, 0, str_chr(caption, '-'));
    return str_empty(caption) || str_empty(wanted) || str_eq(primary, str_sub(wanted, 0, str_chr(wanted, '-')));
}

/* The cards that fit; in the wanted language where there are any in it. */
static enum err read_deck(struct tx *tx, const struct caption_ask *ask, struct deck *ret) {
    struct sql_caption_cards_row *rows;
    struct caption_frame frame;
    size_t n, fitting = 0, same = 0;
    enum err e = sql_caption_cards(tx, ask->post, str_of(ask->network->name), ask->language, ask->person, &rows, &n);
    if (!e && n) {
        e = caption_frame_read(tx, ask->base_url, &frame);
    }
    if (e || n == 0) {
        return e;
    }
    ret->cards = arena_array(tx->arena, struct card, n);
    for (size_t i = 0; i < n; i++) {
        struct card c = {.row = &rows[i], .caption = caption_of(&rows[i])};
        if (caption_fits(tx->arena, &frame, &c.caption, ask->network)) {
            ret->cards[fitting++] = c;
            same += speaks(c.caption.language, ask->language);
        }
    }
    for (size_t i = 0; i < fitting; i++) {
        if (same == 0 || speaks(ret->cards[i].caption.language, ask->language)) {
            ret->cards[ret->n++] = ret->cards[i];
        }
    }
    return E_OK;
}

static void count_rounds(struct deck *d) {
    int64_t least = INT64_MAX, last_at = INT64_MIN;
    for (size_t i = 0; i < d->n; i++) {
        const struct sql_caption_cards_row *r = d->cards[i].row;
        if (!r->dealt_null) {
            least = r->dealt < least ? r->dealt : least;
            if (r->dealt_at > last_at) {
                last_at = r->dealt_at;
                d->last = r->id;
            }
        }
    }
    for (size_t i = 0; i < d->n; i++) {
        const struct sql_caption_cards_row *r = d->cards[i].row;
        d->cards[i].dealt = !r->dealt_null ? r->dealt : least == INT64_MAX ? 0 : least - 1;
    }
}

/* The one that the person got last, unless they have shared with it. */
static const struct card *held(const struct deck *d) {
    const struct card *newest = NULL;
    for (size_t i = 0; i < d->n; i++) {
        const struct card *c = &d->cards[i];
        if (!c->row->held_at_null && (!newest || c->row->held_at > newest->row->held_at)) {
            newest = c;
        }
    }
    return newest && newest->row->mine == 0 ? newest : NULL;
}

static uint64_t shuffled(const struct card *c) {
    uint64_t key[3] = {(uint64_t)c->caption.post, (uint64_t)c->caption.id, (uint64_t)c->dealt};
    return str_hash((struct str){(const char *)key, sizeof key});
}

/* Lower goes first; the order of the places is the rule. */
static int order(const struct card *a, const struct card *b, int64_t last) {
    int64_t held_a = a->row->held_at_null ? INT64_MIN : a->row->held_at, held_b = b->row->held_at_null ? INT64_MIN : b->row->held_at;
    const int64_t at[][2] = {
        {a->row->mine > 0, b->row->mine > 0},                             /* not shared by this person */
        {held_a, held_b},                                                 /* not seen, then seen longest ago */
        {a->dealt, b->dealt},                                             /* this round */
        {a->caption.id == last, b->caption.id == last},                   /* not to the next one too */
        {str_empty(a->caption.network), str_empty(b->caption.network)}};  /* made for this network */
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        if (at[i][0] != at[i][1]) {
            return at[i][0] < at[i][1] ? -1 : 1;
        }
    }
    return shuffled(a) < shuffled(b) ? -1 : 1;
}

static void tell(const struct deck *d, const struct card *c, struct caption_dealt *ret) {
    *ret = (struct caption_dealt){.n = (int64_t)d->n};
    if (c) {
        ret->caption = c->caption;
    }
    for (size_t i = 0; i < d->n; i++) {
        ret->seen += !d->cards[i].row->held_at_null || &d->cards[i] == c;
    }
}

enum err caption_held(struct tx *tx, const struct caption_ask *ask, struct caption_dealt *ret) {
    struct deck d = {0};
    enum err e = read_deck(tx, ask, &d);
    if (!e) {
        tell(&d, held(&d), ret);
    }
    return e;
}

enum err caption_deal(struct tx *tx, const struct caption_ask *ask, struct caption_dealt *ret) {
    struct deck d = {0};
    enum err e = read_deck(tx, ask, &d);
    const struct card *now = e ? NULL : held(&d), *best = NULL;
    if (e || d.n == 0 || (now && (!ask->next || d.n == 1))) {
        if (!e) {
            tell(&d, now, ret);
        }
        return e;
    }
    count_rounds(&d);
    for (size_t i = 0; i < d.n; i++) {
        const struct card *c = &d.cards[i];
        if (c != now && (!best || order(c, best, d.last) < 0)) {
            best = c;
        }
    }
    struct str network = str_of(ask->network->name);
    e = sql_caption_deck_put(tx, &(struct sql_caption_deck_put_in){
        .post = ask->post, .network = network, .language = ask->language, .caption = best->caption.id,
        .dealt = best->dealt + 1, .now = ask->now});
    if (!e) {
        e = sql_caption_deal_put(tx, &(struct sql_caption_deal_put_in){
            .person = ask->person, .post = ask->post, .network = network, .caption = best->caption.id, .now = ask->now});
    }
    if (!e) {
        tell(&d, best, ret);
    }
    return e;
}
