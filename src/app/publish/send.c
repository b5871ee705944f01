/* send.c: the job that publishes one share. See publish.h for the states.
 *
 * Between the two transactions, `take` and `settle`, stands the network. A process that dies there leaves "sending"; the next run, after
 * the job's lease, finds that and looks at the network before anything else. There is one living job a share and moment, and every
 * call ends before its lease does (REMOTE_DEADLINE_S), so that nobody else is sending meanwhile. */
#include "app/publish/publish.h"

#include "app/charter/charter.h"
#include "app/connection/connection.h"
#include "app/image/image.h"
#include "app/post/post.h"
#include "app/publish/gate.h"
#include "app/share/share.h"
#include "base/clock.h"
#include "base/log.h"
#include "sql_gen.h"

enum { CARD_TEXT_MAX = 300 };

/* What is to be done, as `take` finds it. */
enum todo { TODO_NOTHING, TODO_SEND, TODO_LOOK };

struct take_args {
    int64_t share, at, now;
};

struct taken {
    enum todo todo;
    int64_t share, connection, attempt, sent_at;
    struct share s;
    struct str key, title, text, image, image_type, link;
};

static enum err fail(struct tx *tx, const struct share *s, const char *from, const char *to, const char *fault, struct str text,
                     int64_t now) {
    bool here = false;
    enum err e = share_step(tx, s->id, from, to, &here);
    if (e || !here) {
        return e;
    }
    e = sql_send_fault(tx, s->id, str_of(fault), text);
    return e ? e : event_record(tx, &(struct event){
        .kind = str_is(str_of(to), SHARE_CANCELLED) ? EV_SHARE_CANCELLED : EV_SHARE_FAILED, .at = now, .subject = s->id,
        .person = s->person});
}

/* Title, text and picture for the link's card: what the post shows. */
static enum err read_card(struct tx *tx, struct taken *t) {
    struct sql_send_card_row row;
    struct picture_file file;
    enum err e = sql_send_card(tx, t->s.post, &row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    t->title = row.title;
    t->text = str_utf8_cut(row.body, CARD_TEXT_MAX);
    e = row.image_id_null ? E_NOT_FOUND : picture_file(tx, row.image_id, 960, IMAGE_JPEG, &file);
    if (!e) {
        t->image = file.bytes;
        t->image_type = STR("image/jpeg");
    }
    return e == E_NOT_FOUND ? E_OK : e;
}

/* A share that waits may be sent: due, in time, its post still out, its account in order. Sets ret->todo. */
static enum err begin(struct tx *tx, const struct take_args *a, struct taken *t) {
    struct post post;
    struct connection c;
    struct participation part;
    bool here = false;
    if (t->s.due_at != a->at) {
        return E_OK;                 /* moved: that moment has a job of its own */
    }
    if (t->s.due_at + SEND_LATE_S * US_PER_S < a->now) {
        return fail(tx, &t->s, SHARE_SCHEDULED, SHARE_CANCELLED, SEND_FAULT_MISSED, STR_NULL, a->now);
    }
    enum err e = post_get(tx, t->s.post, &post);
    if (e == E_NOT_FOUND || (!e && !post_shareable(&post, a->now))) {
        return fail(tx, &t->s, SHARE_SCHEDULED, SHARE_CANCELLED, SEND_FAULT_POST, STR_NULL, a->now);
    }
    e = e ? e : participation_of(tx, t->s.person, &part);
    if (!e && !part.may_share) {
        return fail(tx, &t->s, SHARE_SCHEDULED, SHARE_CANCELLED, SEND_FAULT_WITHDRAWN, STR_NULL, a->now);
    }
    e = e ? e : connection_get(tx, t->connection, &c);
    if (e == E_NOT_FOUND) {
        return fail(tx, &t->s, SHARE_SCHEDULED, SHARE_CANCELLED, SEND_FAULT_DISCONNECTED, STR_NULL, a->now);
    }
    if (e || !str_is(c.status, "active")) {
        return e ? e : sql_send_fault(tx, t->share, STR("reauth"), c.fault);   /* it waits until the account is linked again */
    }
    e = share_step(tx, t->share, SHARE_SCHEDULED, SHARE_SENDING, &here);
    e = e || !here ? e : sql_send_begin(tx, t->share, a->now);
    t->todo = here ? TODO_SEND : TODO_NOTHING;
    t->attempt++;
    return e;
}

static enum err take_tx(struct tx *tx, const void *args, void *ret) {
    const struct take_args *a = args;
    struct taken *t = ret;
    struct sql_send_get_row row;
    t->share = a->share;
    enum err e = share_get(tx, a->share, &t->s);
    e = e ? e : sql_send_get(tx, a->share, &row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    t->connection = row.connection_id;
    t->attempt = row.attempt;
    t->sent_at = row.sent_at_null ? 0 : row.sent_at;
    t->key = row.remote_key;
    t->link = publish_link(&t->s);
    if (str_is(t->s.status, SHARE_SENDING) || str_is(t->s.status, SHARE_UNKNOWN)) {
        t->todo = TODO_LOOK;
    } else if (str_is(t->s.status, SHARE_SCHEDULED)) {
        e = begin(tx, a, t);
    }
    return e || !t->todo ? e : read_card(tx, t);
}

/* ---- after the network ---- */

struct settle_args {
    const struct taken *t;
    enum remote_result result;
    struct str said;
    struct remote_ref ref;
    int64_t now;
    bool last;               /* no further try */
};

static enum err published(struct tx *tx, const struct settle_args *a) {
    const struct share *s = &a->t->s;
    struct share is;
    enum err e = sql_send_published(tx, &(struct sql_send_published_in){
        .share = s->id, .remote_id = a->ref.id, .version = a->ref.version, .url = a->ref.url, .now = a->now});
    e = e ? e : event_record(tx, &(struct event){.kind = EV_SHARE_PUBLISHED, .at = a->now, .subject = s->id, .person = s->person});
    e = e ? e : share_verify(tx, s->id, a->now);
    e = e ? e : share_get(tx, s->id, &is);
    /* Taken back while it was looked for: it stands there, so it has to be taken down. */
    return e || !is.retracted_at ? e : publish_enqueue(tx, "share.remove", a->t->connection, s->id, a->now);
}

/* Nothing is there, so it may be sent, unless its member has decided otherwise meanwhile. From here on they cannot: it is being sent. */
static enum err again_tx(struct tx *tx, const void *args, void *ret) {
    const struct settle_args *a = args;
    struct share is;
    bool here = false;
    enum err e = share_get(tx, a->t->share, &is);
    if (!e && str_is(is.status, SHARE_UNKNOWN)) {
        e = share_step(tx, is.id, SHARE_UNKNOWN, SHARE_SENDING, &here);
    } else {
        here = !e && str_is(is.status, SHARE_SENDING);
    }
    *(bool *)ret = here;
    return e || !here ? e : sql_send_begin(tx, a->t->share, a->now);
}

/* From "sending" or "unknown", whichever it is. */
static enum err leave(struct tx *tx, int64_t share, const char *to, bool *ret) {
    enum err e = share_step(tx, share, SHARE_SENDING, to, ret);
    return e || *ret ? e : share_step(tx, share, SHARE_UNKNOWN, to, ret);
}

static enum err settle_tx(struct tx *tx, const void *args, void *ret) {
    const struct settle_args *a = args;
    const struct share *s = &a->t->s;
    const char *to = SHARE_FAILED;
    bool here = false;
    (void)ret;
    if (a->result == REMOTE_OK) {
        return published(tx, a);
    }
    if (a->result == REMOTE_UNSURE) {
        to = SHARE_UNKNOWN;
    } else if (a->result == REMOTE_REAUTH || a->result == REMOTE_EXPIRED || (a->result == REMOTE_RETRY && !a->last)) {
        to = SHARE_SCHEDULED;
    }
    enum err e = str_is(str_of(to), SHARE_UNKNOWN) ? share_step(tx, s->id, SHARE_SENDING, to, &here) : leave(tx, s->id, to, &here);
    const char *word = a->result == REMOTE_EXPIRED ? "reauth" : remote_result_name(a->result);
    e = e ? e : sql_send_fault(tx, s->id, str_of(word), a->said);
    if (e || !here || !str_is(str_of(to), SHARE_FAILED)) {
        return e;
    }
    return event_record(tx, &(struct event){.kind = EV_SHARE_FAILED, .at = a->now, .subject = s->id, .person = s->person});
}

/* ---- at the network ---- */

static struct remote_post post_of(const struct taken *t) {
    return (struct remote_post){.text = t->s.final_text, .language = t->s.language, .link = t->link, .key = t->key,
                                .made_at = t->s.created_at, .card_title = t->title, .card_text = t->text, .card_image = t->image,
                                .card_image_type = t->image_type, .visibility = STR("")};
}

/* One call, and once more with a new token when the old one has died. */
static enum remote_result call(const struct db_cx *cx, struct connection *c, struct remote *r,
                               enum remote_result (*fn)(struct remote *, const struct remote_post *, struct remote_ref *),
                               const struct remote_post *post, struct remote_ref *ret) {
    enum remote_result result = fn(r, post, ret);
    if (result != REMOTE_EXPIRED) {
        return result;
    }
    enum err e = connection_renew(cx, c, r);
    if (e) {
        return e == E_STATE ? REMOTE_REAUTH : REMOTE_RETRY;
    }
    result = fn(r, post, ret);
    return result == REMOTE_EXPIRED ? REMOTE_REAUTH : result;
}

/* Looks first where something may have been sent; sends where nothing is there. *ret_dropped: its member has
 * decided otherwise meanwhile, and nothing was sent. */
static enum remote_result at_network(const struct db_cx *cx, const struct taken *t, struct connection *c, struct remote *r,
                                     struct remote_ref *ret, bool *ret_dropped) {
    const struct remote_api *api = network_find(t->s.network)->remote;
    struct remote_post post = post_of(t);
    if (t->todo == TODO_LOOK) {
        if (!api->find) {
            return REMOTE_UNSURE;
        }
        enum remote_result found = call(cx, c, r, api->find, &post, ret);
        if (found != REMOTE_GONE) {
            return found == REMOTE_OK ? found : REMOTE_UNSURE;
        }
        if (!(api->can & REMOTE_KEYED) && t->sent_at + SEND_SETTLE_S * US_PER_S > clock_now()) {
            return REMOTE_UNSURE;
        }
        struct settle_args again = {.t = t, .now = clock_now()};
        bool go = false;
        if (db_tx(cx, again_tx, &again, &go, sizeof go)) {
            return REMOTE_UNSURE;
        }
        *ret_dropped = !go;
        if (!go) {
            return REMOTE_UNSURE;
        }
    }
    return call(cx, c, r, api->publish, &post, ret);
}

static enum err retry(struct job_run *run, const struct remote *r, enum remote_result result, int64_t now) {
    if (result == REMOTE_UNSURE) {
        run->retry_at = now + SEND_LOOK_AFTER_S * US_PER_S;
    } else if (r->retry_after_s > 0) {
        run->retry_at = now + r->retry_after_s * US_PER_S;
    }
    return E_PEER_BUSY;
}

static struct str last_said(const struct job_run *run) {
    return run->cx.errs->n ? run->cx.errs->items[run->cx.errs->n - 1].detail : STR_NULL;
}

static enum err send_one(struct job_run *run, const struct taken *t, struct remote *r) {
    struct connection c;
    bool lost = true, dropped = false;
    struct settle_args a = {.t = t, .last = t->attempt >= SEND_TRIES};
    enum err e = connection_open(&run->cx, t->connection, run->now, &c, r);
    if (e == E_STATE || e == E_NOT_FOUND) {
        a.result = t->todo == TODO_LOOK ? REMOTE_UNSURE : REMOTE_REAUTH;
    } else if (e) {
        a.result = t->todo == TODO_LOOK ? REMOTE_UNSURE : REMOTE_RETRY;
    } else {
        a.result = at_network(&run->cx, t, &c, r, &a.ref, &dropped);
        if (dropped) {
            return E_OK;
        }
        e = a.result == REMOTE_REAUTH ? connection_lost(&run->cx, &c, last_said(run), &lost) : E_OK;
        if (e) {
            return e;
        }
    }
    a.now = clock_now();
    a.said = last_said(run);
    if (a.result) {
        log_info("share not sent", "share=%lld network=%.*s result=%s attempt=%lld", (long long)t->share, STRF(t->s.network),
                 remote_result_name(a.result), (long long)t->attempt);
    }
    enum err settled = db_tx(&run->cx, settle_tx, &a, NULL, 0);
    if (settled) {
        return settled;
    }
    bool again = (a.result == REMOTE_RETRY && !a.last) || (a.result == REMOTE_REAUTH && !lost) ||   /* linked again meanwhile */
                 (a.result == REMOTE_UNSURE && run->attempt < SEND_LOOKS);
    return again ? retry(run, r, a.result, a.now) : E_OK;
}

enum err publish_send_run(struct job_run *run) {
    struct take_args a = {.now = run->now};
    struct taken t;
    struct str server;
    enum err e = publish_read(run, &a.share, &a.at, &server);
    if (e) {
        return e;
    }
    if (!gate_enter(server, run->now, &run->put_off)) {
        return E_OK;
    }
    struct remote r = {.status = 200};
    e = db_tx(&run->cx, take_tx, &a, &t, sizeof t);
    e = e || t.todo == TODO_NOTHING ? e : send_one(run, &t, &r);
    gate_leave(server, r.status != 0, r.status == 503 ? r.retry_after_s : -1, clock_now());   /* 429 is about one account */
    return e;
}
