/* event.c: recording, and what runs inside the same transaction. See event.h; the loops are in loop.c. */
#include "event/event.h"

#include "base/id.h"
#include "sql_gen.h"

static const char *const names[EV_KIND_COUNT] = {
    [EV_NONE] = "",
#define X(sym, name) [sym] = name,
#include "event/event.def"
#undef X
};
_Static_assert(EV_KIND_COUNT <= 64, "kinds are a bit set");

const char *event_kind_name(enum event_kind kind) {
    return kind > EV_NONE && kind < EV_KIND_COUNT ? names[kind] : "";
}

enum event_kind event_kind_of(struct str name) {
    for (int k = 1; k < EV_KIND_COUNT; k++) {
        if (str_is(name, names[k])) {
            return (enum event_kind)k;
        }
    }
    return EV_NONE;
}

/* On SQLite the one writer gives the place at once, since commits there happen in the order of writing; on PostgreSQL
 * commits overtake each other, so a sequencer gives it to what has committed (decisions 1). */
static enum err place(struct tx *tx, int64_t id) {
    if (db_engine_of(tx->db) == DB_POSTGRES) {
        return sql_event_pending_insert(tx, id);
    }
    struct sql_event_order_last_row last;
    enum err e = sql_event_order_last(tx, &last);
    if (e) {
        return e;
    }
    return sql_event_order_insert(tx, last.seq + 1, id);
}

enum err event_record(struct tx *tx, const struct event *given) {
    struct event ev = *given;
    if (ev.id == 0) {
        ev.id = id_new();
    }
    enum err e = sql_event_insert(tx, &(struct sql_event_insert_in){
        .id = ev.id, .kind = str_of(event_kind_name(ev.kind)), .at = ev.at, .subject = ev.subject,
        .person = ev.person, .data = ev.data});
    if (e) {
        return e;
    }
    e = place(tx, ev.id);
    for (size_t i = 0; !e && i < event_subscriber_count; i++) {
        const struct event_subscriber *s = &event_subscribers[i];
        if (s->mode == EVENT_IN_TX && (s->kinds & EV_BIT(ev.kind))) {
            e = s->fn(tx, &ev);
        }
    }
    return e;
}
