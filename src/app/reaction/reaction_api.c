/* reaction_api.c: see reaction_api.h. */
#include "app/reaction/reaction_api.h"

#include "app/post/reader.h"
#include "app/reaction/reaction.h"

struct change_in {
    struct str kind;
};
static const struct json_field change_fields[] = {
    {.name = "kind", .type = JSON_T_ENUM, .off = offsetof(struct change_in, kind), .flags = JSON_REQUIRED, .values = reaction_kinds},
    {0}};
const struct json_shape reaction_change_shape = {"reaction_change", sizeof(struct change_in), change_fields};

struct reaction_out {
    struct str kind;
};
static const struct json_field reaction_fields[] = {
    {.name = "kind", .type = JSON_T_ENUM, .off = offsetof(struct reaction_out, kind), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .values = reaction_kinds, .help = "Mine; null: none. Counts stand at the post, a moment later."},
    {0}};
const struct json_shape reaction_shape = {"reaction", sizeof(struct reaction_out), reaction_fields};

struct args {
    int64_t post, now;
    struct audience_who who;
    enum reaction_kind kind;         /* REACTION_KINDS: none */
};

static enum err react_tx(struct tx *tx, const void *args, void *ret) {
    const struct args *a = args;
    (void)ret;
    enum err e = audience_check(tx, &a->who, a->post);
    if (e) {
        return e;
    }
    reader_forget_in_tx(tx, a->who.person);
    return a->kind == REACTION_KINDS ? reaction_withdraw(tx, a->post, a->who.person, a->now)
                                     : reaction_set(tx, a->post, a->who.person, a->kind, a->now);
}

static enum err react(struct rq *rq, enum reaction_kind kind) {
    struct args args = {rq->id[0], rq->now, {rq->who.member, rq->who.person, rq->who.language}, kind};
    struct reaction_out out = {kind == REACTION_KINDS ? STR_NULL : str_of(reaction_kinds[kind])};
    enum err e = db_tx(&rq->cx, react_tx, &args, NULL, 0);
    return e ? e : reply_json(rq, 200, &reaction_shape, &out);
}

enum err post_reaction_put(struct rq *rq) {
    return react(rq, reaction_kind_of(((const struct change_in *)rq->body)->kind));
}

enum err post_reaction_delete(struct rq *rq) {
    return react(rq, REACTION_KINDS);
}
