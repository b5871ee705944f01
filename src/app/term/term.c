/* term.c: see term.h. */
#include "app/term/term.h"

#include "base/id.h"
#include "event/event.h"
#include "sql_gen.h"

enum err terms_read(struct tx *tx, struct terms *ret) {
    struct sql_term_list_row *rows;
    size_t n;
    enum err e = sql_term_list(tx, &rows, &n);
    if (e) {
        return e;
    }
    ret->rows = arena_array(tx->arena, struct term_change, n + 1);
    ret->n = n;
    for (size_t i = 0; i < n; i++) {
        ret->rows[i] = (struct term_change){.id = rows[i].id, .network = rows[i].network, .term = rows[i].term,
                                            .is_default = rows[i].value_null, .value = rows[i].value,
                                            .reason = rows[i].reason, .at = rows[i].at};
    }
    return E_OK;
}

static const struct term_change *find(const struct terms *t, struct str network, enum term term, int64_t at) {
    for (size_t i = t->n; i > 0; i--) {
        const struct term_change *c = &t->rows[i - 1];
        if (c->at <= at && str_eq(c->network, network) && str_is(c->term, term_name(term))) {
            return c->is_default ? NULL : c;
        }
    }
    return NULL;
}

int terms_value(const struct terms *t, struct str network, enum term term, int64_t at) {
    const struct term_change *c = find(t, network, term, at);
    return c ? (int)c->value : term_value(network, term);
}

const struct term_change *terms_changed(const struct terms *t, struct str network, enum term term) {
    return find(t, network, term, INT64_MAX);
}

static enum err check(struct tx *tx, const struct term_set *in, enum term *ret) {
    int i = 0;
    while (i < TERM_COUNT && !str_is(in->term, term_name((enum term)i))) {
        i++;
    }
    if (i == TERM_COUNT || i == TERM_MODE || !term_find(in->network, (enum term)i)) {
        return E_NOT_FOUND;
    }
    int64_t most = i == TERM_POSTS_PER_DAY ? TERM_PER_DAY_MAX : 1;
    size_t reason = str_utf8_count(in->reason);
    if (in->has_value && (in->value < 0 || in->value > most)) {
        return err_set(tx->errs, E_INVALID, "/value", "must be 0 to %lld", (long long)most);
    }
    if (reason > TERM_REASON_MAX || (in->has_value && reason < TERM_REASON_MIN)) {
        return err_set(tx->errs, E_INVALID, "/reason", "say in %d to %d characters why; every member reads it",
                       TERM_REASON_MIN, TERM_REASON_MAX);
    }
    *ret = (enum term)i;
    return E_OK;
}

enum err terms_set(struct tx *tx, const struct term_set *in) {
    enum term term = TERM_REWARD;
    struct terms now;
    int64_t id = id_new();
    enum err e = check(tx, in, &term);
    if (!e) {
        e = terms_read(tx, &now);
    }
    if (e) {
        return e;
    }
    const struct term_change *old = terms_changed(&now, in->network, term);
    bool back = !in->has_value || (in->value == term_value(in->network, term));
    if (back ? !old : old && old->value == in->value && str_eq(old->reason, in->reason)) {
        return E_OK;
    }
    e = sql_term_insert(tx, &(struct sql_term_insert_in){
        .id = id, .network = in->network, .term = in->term, .value = back ? NULL : &in->value, .reason = in->reason,
        .member = in->member, .now = in->now});
    return e ? e : event_record(tx, &(struct event){.kind = EV_TERM_CHANGED, .at = in->now, .subject = id});
}
