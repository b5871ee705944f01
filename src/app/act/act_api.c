/* act_api.c: see act_api.h. */
#include "app/act/act_api.h"

#include "app/act/act.h"

struct place_out {
    struct str network, title, url;
    struct json_list can, done;
    bool linked, works;
};
#define AT(member) offsetof(struct place_out, member)
static const struct json_field place_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = AT(title), .flags = JSON_REQUIRED, .help = "The network's name."},
    {.name = "url", .type = JSON_T_STR, .off = AT(url), .flags = JSON_REQUIRED, .help = "Where the company's own post stands."},
    {.name = "can", .type = JSON_T_STRS, .off = AT(can), .flags = JSON_REQUIRED, .values = act_names,
     .help = "What a linked account can do with it."},
    {.name = "done", .type = JSON_T_STRS, .off = AT(done), .flags = JSON_REQUIRED, .values = act_names, .help = "By me, through my account."},
    {.name = "linked", .type = JSON_T_BOOL, .off = AT(linked), .flags = JSON_REQUIRED, .help = "I have linked an account there."},
    {.name = "works", .type = JSON_T_BOOL, .off = AT(works), .flags = JSON_REQUIRED, .help = "It is in order; else it has to be linked again."},
    {0}};
#undef AT
static const struct json_shape place_shape = {"post_act_place", sizeof(struct place_out), place_fields};

struct acts_out {
    struct json_list items;
};
static const struct json_field acts_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct acts_out, items), .flags = JSON_REQUIRED, .sub = &place_shape,
     .help = "Networks on which the company's own post stands; none: it came from elsewhere."},
    {0}};
const struct json_shape post_acts_shape = {"post_acts", sizeof(struct acts_out), acts_fields};

static struct act_ask ask_of(const struct rq *rq) {
    return (struct act_ask){.member = rq->who.member, .person = rq->who.person, .post = rq->id[0], .member_language = rq->who.language,
                            .now = rq->now};
}

/* ---- reading ---- */

struct places {
    struct act_place *p;
    size_t n;
};

static enum err places_tx(struct tx *tx, const void *args, void *ret) {
    struct places *r = ret;
    return act_places(tx, args, &r->p, &r->n);
}

static struct json_list words(struct arena *a, const bool *set) {
    struct str *out = arena_array(a, struct str, 2);
    size_t n = 0;
    for (int k = 0; act_names[k]; k++) {
        if (set[k]) {
            out[n++] = str_of(act_names[k]);
        }
    }
    return (struct json_list){out, n};
}

enum err post_acts_get(struct rq *rq) {
    struct act_ask ask = ask_of(rq);
    struct places r = {0};
    enum err e = db_read(&rq->cx, places_tx, &ask, &r, sizeof r);
    if (e) {
        return e;
    }
    struct place_out *items = arena_array(rq->arena, struct place_out, r.n + 1);
    for (size_t i = 0; i < r.n; i++) {
        const struct act_place *p = &r.p[i];
        items[i] = (struct place_out){str_of(p->network->name), str_of(p->network->title), p->url, words(rq->arena, p->can),
                                      words(rq->arena, p->done), p->linked, p->works};
    }
    struct acts_out out = {{items, r.n}};
    return reply_json(rq, 200, &post_acts_shape, &out);
}

/* ---- doing ---- */

static enum err run(struct rq *rq, enum err (*fn)(const struct db_cx *, const struct act_ask *)) {
    struct act_ask ask = ask_of(rq);
    int kind = 0;
    ask.network = network_find(rq->param[1]);
    while (act_names[kind] && !str_is(rq->param[2], act_names[kind])) {
        kind++;
    }
    if (!ask.network || !act_names[kind]) {
        return E_NOT_FOUND;
    }
    ask.kind = (enum remote_act)kind;
    enum err e = fn(&rq->cx, &ask);
    return e ? e : reply_empty(rq, 204);
}

enum err post_act_put(struct rq *rq) {
    return run(rq, act_do);
}

enum err post_act_delete(struct rq *rq) {
    return run(rq, act_undo);
}
