/* publish.c: what follows an event: rows and jobs for shares to send, to resume, to cancel, to take down. See publish.h. */
#include "app/publish/publish.h"

#include "app/connection/connection.h"
#include "app/member/member.h"
#include "app/privacy/person.h"
#include "app/share/share.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"

enum { PAYLOAD_MAX = 4096 };

enum err publish_read(const struct job_run *run, int64_t *ret_share, int64_t *ret_at, struct str *ret_server) {
    const struct json_node *json;
    if (json_parse(run->payload, run->cx.arena, &json) || !json_int(json_get(json, "share"), ret_share) ||
        !json_int(json_get(json, "at"), ret_at)) {
        return err_set(run->cx.errs, E_BAD_REQUEST, "", "the job names no share");
    }
    *ret_server = json_text(json_get(json, "server"));
    *ret_server = ret_server->p ? *ret_server : STR("");
    return E_OK;
}

enum err publish_enqueue(struct tx *tx, const char *kind, int64_t connection, int64_t share, int64_t at) {
    struct connection c = {.server = STR("")};
    struct buf b;
    enum err e = connection_get(tx, connection, &c);
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    buf_init(&b, tx->arena, PAYLOAD_MAX);
    buf_printf(&b, "{\"share\":%lld,\"at\":%lld,\"server\":", (long long)share, (long long)at);
    buf_json(&b, c.server);
    buf_c(&b, "}");
    return job_enqueue(tx, kind, buf_view(&b), at, arena_printf(tx->arena, "%lld:%lld", (long long)share, (long long)at));
}

/* Accepted, or moved to another moment: then the row is there, and the job of the first moment finds another one in its place. */
static enum err scheduled(struct tx *tx, const struct event *ev) {
    struct share s;
    struct connection c = {0};
    struct sql_send_get_row row = {0};
    enum err e = share_get(tx, ev->subject, &s);
    if (e) {
        return e;
    }
    e = sql_send_get(tx, s.id, &row);
    if (e == E_NOT_FOUND) {
        const struct network *n = network_find(s.network);
        e = connection_of(tx, s.person, s.network, &c);
        e = e ? e : sql_send_insert(tx, s.id, c.id, n->remote->key(tx->arena, ev->at));
    }
    return e ? e : publish_enqueue(tx, "share.send", c.id ? c.id : row.connection_id, s.id, s.due_at);
}

static enum err retracted(struct tx *tx, const struct event *ev) {
    struct sql_send_get_row row;
    enum err e = sql_send_get(tx, ev->subject, &row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    return publish_enqueue(tx, "share.remove", row.connection_id, ev->subject, ev->at);
}

/* Linked again: what waited goes on. Of what should have gone out meanwhile the first goes now, the others half an hour apart. */
static enum err linked(struct tx *tx, const struct event *ev) {
    struct sql_send_waiting_row *rows;
    size_t n, late = 0;
    int64_t changed;
    enum err e = sql_send_waiting(tx, ev->subject, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        int64_t at = rows[i].due_at;
        if (at <= ev->at) {
            at = ev->at;
            e = late++ ? share_best_moment(tx, rows[i].person_id, NULL, ev->at, &at) : E_OK;
            e = e ? e : sql_share_reschedule(tx, rows[i].id, at, rows[i].day, &changed);
        }
        e = e ? e : sql_send_fault(tx, rows[i].id, STR_NULL, STR_NULL);
        e = e ? e : publish_enqueue(tx, "share.send", ev->subject, rows[i].id, at);
    }
    return e;
}

static enum err ended(struct tx *tx, const struct event *ev) {
    struct sql_send_waiting_row *rows;
    size_t n;
    enum err e = sql_send_waiting(tx, ev->subject, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        bool here = false;
        e = share_step(tx, rows[i].id, SHARE_SCHEDULED, SHARE_CANCELLED, &here);
        e = e ? e : sql_send_fault(tx, rows[i].id, STR(SEND_FAULT_DISCONNECTED), STR_NULL);
        e = e ? e : event_record(tx, &(struct event){
            .kind = EV_SHARE_CANCELLED, .at = ev->at, .subject = rows[i].id, .person = rows[i].person_id});
    }
    return e;
}

static enum err withdraw(struct tx *tx, int64_t person) {
    enum err e = sql_send_withdraw(tx, person, STR(SEND_FAULT_WITHDRAWN));
    return e ? e : sql_share_withdraw(tx, person);
}

/* No event of the person's beside the member's: the log must not tell who they are. */
static enum err member_changed(struct tx *tx, const struct event *ev) {
    struct member_info m;
    int64_t person;
    enum err e = member_get(tx, ev->subject, &m);
    if (e || !str_is(m.status, MEMBER_SUSPENDED)) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    e = person_of(tx, ev->subject, &person);
    return e ? e : withdraw(tx, person);
}

struct str publish_link(const struct share *s) {
    struct str text = s->final_text;
    size_t at = str_find(text, s->code), from = at;
    if (at >= text.n) {
        return STR("");
    }
    while (from > 0 && (unsigned char)text.p[from - 1] > ' ') {
        from--;
    }
    return str_sub(text, from, at + s->code.n);
}

enum err publish_on_erased(struct tx *tx, const struct event *ev) {
    return ev->person > 0 ? sql_send_unlink(tx, ev->person) : E_OK;
}

enum err publish_on_event(struct tx *tx, const struct event *ev) {
    int kind = (int)ev->kind;
    switch (kind) {
    case EV_SHARE_SCHEDULED: return scheduled(tx, ev);
    case EV_SHARE_RETRACTED: return retracted(tx, ev);
    case EV_CONNECTION_LINKED: return linked(tx, ev);
    case EV_CONNECTION_ENDED: return ended(tx, ev);
    case EV_PARTICIPATION_OFF: return withdraw(tx, ev->person);
    case EV_MEMBER_CHANGED: return member_changed(tx, ev);
    default: return E_OK;
    }
}
