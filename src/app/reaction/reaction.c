/* reaction.c: see reaction.h. */
#include "app/reaction/reaction.h"

#include "app/post/post.h"
#include "sql_gen.h"

const char *const reaction_kinds[REACTION_KINDS + 1] = {
    [REACTION_LIKE] = "like", [REACTION_BRAVO] = "bravo", [REACTION_USEFUL] = "useful", [REACTION_INSPIRING] = "inspiring"};

enum reaction_kind reaction_kind_of(struct str name) {
    int kind = 0;
    while (kind < REACTION_KINDS && !str_is(name, reaction_kinds[kind])) {
        kind++;
    }
    return (enum reaction_kind)kind;
}

/* The event says that something changed at this post, and not whose reaction it was. */
static enum err tell(struct tx *tx, int64_t post, int64_t changed, int64_t now) {
    return changed ? event_record(tx, &(struct event){.kind = EV_POST_REACTED, .at = now, .subject = post}) : E_OK;
}

static bool is_out(const struct post *p, int64_t now) {
    return str_is(p->status, "published") && !(p->expires_at && p->expires_at <= now);
}

enum err reaction_set(struct tx *tx, int64_t post, int64_t person, enum reaction_kind kind, int64_t now) {
    struct post p;
    int64_t changed = 0;
    enum err e = post_get(tx, post, &p);
    if (e) {
        return e;
    }
    if (!is_out(&p, now)) {
        return E_NOT_FOUND;
    }
    e = sql_reaction_put(tx, person, post, str_of(reaction_kinds[kind]), &changed);
    return e ? e : tell(tx, post, changed, now);
}

enum err reaction_withdraw(struct tx *tx, int64_t post, int64_t person, int64_t now) {
    struct post p;
    int64_t changed = 0;
    enum err e = post_get(tx, post, &p);
    e = e ? e : sql_reaction_delete(tx, person, post, &changed);
    if (!e && !changed && !is_out(&p, now)) {
        return E_NOT_FOUND;      /* the answer must not tell that there is a draft */
    }
    return e ? e : tell(tx, post, changed, now);
}

enum err reaction_on_erased(struct tx *tx, const struct event *ev) {
    return sql_reaction_forget(tx, ev->person);
}

enum err reaction_drop(struct tx *tx, int64_t post) {
    return sql_reaction_drop_post(tx, post);
}
