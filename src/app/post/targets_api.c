/* targets_api.c: see targets_api.h. */
#include "app/post/targets_api.h"

#include "app/channel/reach.h"
#include "app/post/post_in.h"

enum err post_targets_read(struct rq *rq, const struct post_in_targets *in, struct targets *ret) {
    const struct {
        const struct json_list *from;
        struct id_set *to;
        const char *field;
    } lists[] = {{&in->channels, &ret->channels, "channels"}, {&in->groups, &ret->groups, "groups"}};
    enum err e = E_OK;
    for (size_t k = 0; k < 2; k++) {
        const struct str *texts = lists[k].from->p;
        int64_t *ids = arena_array(rq->arena, int64_t, lists[k].from->n);
        for (size_t i = 0; i < lists[k].from->n; i++) {
            if (!id_parse(texts[i], &ids[i])) {
                e = err_set(&rq->errs, E_INVALID, arena_printf(rq->arena, "/targets/%s/%zu", lists[k].field, i).p, "is no id");
            }
        }
        *lists[k].to = id_set_of(ids, lists[k].from->n);
    }
    ret->languages = in->languages.p;
    ret->languages_n = in->languages.n;
    return e;
}

/* ---- how many ---- */

struct reach_out {
    int64_t members, total;
    bool nobody, all, few, at_most;
};
#define REACH(m) offsetof(struct reach_out, m)
static const struct json_field reach_fields[] = {
    {.name = "members", .type = JSON_T_I64, .off = REACH(members), .flags = JSON_REQUIRED,
     .help = "Members it is for; 0 with `few`. With `at_most` it depends on who follows: rounded, at most so many."},
    {.name = "total", .type = JSON_T_I64, .off = REACH(total), .flags = JSON_REQUIRED, .help = "Members there are."},
    {.name = "nobody", .type = JSON_T_BOOL, .off = REACH(nobody), .flags = JSON_REQUIRED, .help = "Nobody here or invited could see it."},
    {.name = "all", .type = JSON_T_BOOL, .off = REACH(all), .flags = JSON_REQUIRED},
    {.name = "few", .type = JSON_T_BOOL, .off = REACH(few), .flags = JSON_REQUIRED, .help = "Fewer than ten."},
    {.name = "at_most", .type = JSON_T_BOOL, .off = REACH(at_most), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape post_reach_shape = {"post_reach", sizeof(struct reach_out), reach_fields};

struct curator_args {
    int64_t id, now, at;
    struct post_curator curator;
};

static enum err reach_tx(struct tx *tx, const void *args, void *ret) {
    const struct curator_args *a = args;
    struct audience of;
    struct post p;
    enum err e = post_in_scope(tx, &a->curator, a->id);
    e = e ? e : post_get(tx, a->id, &p);
    e = e ? e : audience_of_post(tx, a->id, &of);
    return e ? e : reach_of(tx, &of, a->now, ret);
}

enum err post_reach_get(struct rq *rq) {
    struct curator_args args = {rq->id[0], rq->now, 0, {rq->who.member, rq->who.roles}};
    struct reach r;
    enum err e = db_read(&rq->cx, reach_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct reach_out out = {r.members, r.total, r.nobody, r.all, r.few, r.at_most};
    return reply_json(rq, 200, &post_reach_shape, &out);
}

/* ---- why ---- */

struct why_out {
    bool everyone, has_language;
    struct json_list channels, groups;   /* of struct str */
    struct str language;
};
#define WHY(m) offsetof(struct why_out, m)
static const struct json_field why_fields[] = {
    {.name = "everyone", .type = JSON_T_BOOL, .off = WHY(everyone), .flags = JSON_REQUIRED, .help = "It is for all."},
    {.name = "channels", .type = JSON_T_STRS, .off = WHY(channels), .flags = JSON_REQUIRED, .help = "Of its channels those the reader follows."},
    {.name = "groups", .type = JSON_T_STRS, .off = WHY(groups), .flags = JSON_REQUIRED, .help = "Of its groups those the reader is in."},
    {.name = "language", .type = JSON_T_STR, .off = WHY(language), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "The reader's, when it is for some languages."},
    {0}};
const struct json_shape post_why_shape = {"post_why", sizeof(struct why_out), why_fields};

/* Of what the post names only what the reader has: no other group or channel is told. */
static struct json_list own_names(struct arena *a, const struct target_name *names, size_t n, struct id_set own) {
    struct str *out = arena_array(a, struct str, n + 1);
    size_t got = 0;
    for (size_t i = 0; i < n; i++) {
        if (!names[i].gone && id_set_has(own, names[i].id)) {
            out[got++] = names[i].name;
        }
    }
    return (struct json_list){out, got};
}

static enum err why_tx(struct tx *tx, const void *args, void *ret) {
    const struct post_reading *a = args;
    struct why_out *out = ret;
    struct post p;
    struct target_names names;
    struct audience reader, of;
    enum err e = post_read_by(tx, a, &p);
    e = e ? e : audience_of_post(tx, a->id, &of);
    e = e ? e : audience_of_reader(tx, &a->who, &reader);
    e = e ? e : targets_names(tx, a->id, &names);
    if (!e) {
        *out = (struct why_out){.everyone = audience_open(&of),
                                .channels = own_names(tx->arena, names.channels, names.channels_n, reader.of[AUDIENCE_CHANNEL]),
                                .groups = own_names(tx->arena, names.groups, names.groups_n, reader.of[AUDIENCE_GROUP]),
                                .language = names.languages_n ? a->who.language : STR_NULL};
    }
    return e;
}

enum err post_why_get(struct rq *rq) {
    struct post_reading args = post_reading_of(rq);
    struct why_out out;
    enum err e = db_read(&rq->cx, why_tx, &args, &out, sizeof out);
    return e ? e : reply_json(rq, 200, &post_why_shape, &out);
}

/* ---- the mix with it ---- */

struct mix_query {
    int64_t at;
    bool promotional;
};
static const struct json_field mix_query_fields[] = {
    {.name = "at", .type = JSON_T_TIME, .off = offsetof(struct mix_query, at), .help = "When it would go out; now without it."},
    {.name = "promotional", .type = JSON_T_BOOL, .off = offsetof(struct mix_query, promotional),
     .help = "As if it were promotional already."},
    {0}};
const struct json_shape post_mix_query_shape = {"post_mix_query", sizeof(struct mix_query), mix_query_fields};

struct mix_args {
    struct curator_args of;
    bool promotional;
};

static enum err mix_tx(struct tx *tx, const void *args, void *ret) {
    const struct mix_args *a = args;
    struct post p;
    enum err e = post_in_scope(tx, &a->of.curator, a->of.id);
    e = e ? e : post_get(tx, a->of.id, &p);
    p.promotional = !e && (p.promotional || a->promotional);
    return e ? e : post_meter(tx, &p, a->of.at, ret);
}

enum err post_mix_get(struct rq *rq) {
    const struct mix_query *q = rq->query;
    struct mix_args args = {{rq->id[0], rq->now, q->at ? q->at : rq->now, {rq->who.member, rq->who.roles}}, q->promotional};
    struct post_meter m;
    enum err e = db_read(&rq->cx, mix_tx, &args, &m, sizeof m);
    if (e) {
        return e;
    }
    struct post_mix_out out = post_mix_out_of(&m);
    return reply_json(rq, 200, &post_mix_shape, &out);
}
