/* queue.c: see queue.h. */
#include "app/join/queue.h"

#include "app/join/mail.h"
#include "app/join/policy.h"
#include "app/session/token_mail.h"
#include "base/clock.h"
#include "base/id.h"
#include "json/json.h"
#include "sql_gen.h"

/* ---- approving ---- */

/* Into the group that the space is open to first; an axis but free has one group a member. */
static enum err into_pilot(struct tx *tx, int64_t member, int64_t now) {
    struct pilot p;
    bool open = false;
    enum err e = pilot_allows(tx, member, &open);
    if (e || open) {
        return e;
    }
    e = pilot_get(tx, &p);
    int axis = member_axis(p.axis);
    struct member_change c = {.set_country = axis == 0, .set_department = axis == 1, .set_team = axis == 2, .country = p.name,
                              .department = p.name, .team = p.name, .join = &p.name, .join_n = axis == AXIS_COUNT - 1,
                              .now = now};
    return e ? e : member_change(tx, member, &c);
}

enum err join_approve(struct tx *tx, int64_t member, bool mail, int64_t now, struct token_made *ret) {
    struct member_info m;
    int64_t n = 0;
    enum err e = member_get(tx, member, &m);
    if (!e && !str_is(m.status, MEMBER_WAITING)) {
        return err_set(tx->errs, E_STATE, "", "this person does not wait");
    }
    e = e ? e : into_pilot(tx, member, now);
    e = e ? e : sql_join_wait_end(tx, member, &n);
    e = e ? e : sql_member_invited_set(tx, member, now, &n);
    if (!e && ret) {
        e = sign_in_token_create(tx, member, TOKEN_INVITATION, now, ret);
    }
    return e || !mail ? e : token_mail_enqueue(tx, member, TOKEN_INVITATION, now + JOIN_UNDO_S * US_PER_S);
}

enum err join_unapprove(struct tx *tx, int64_t member, int64_t now) {
    struct member_info m;
    bool open = false;
    int64_t n = 0;
    (void)now;
    enum err e = member_get(tx, member, &m);
    if (!e && (!m.came_by.p || !str_is(m.status, MEMBER_INVITED))) {
        return err_set(tx->errs, E_STATE, "", "this person is in already, or did not ask to join");
    }
    e = e ? e : pilot_allows(tx, member, &open);
    e = e ? e : sql_join_wait(tx, member, str_of(open ? WAITS_FOR_APPROVAL : WAITS_FOR_PILOT), &n);
    return e ? e : sign_in_token_drop(tx, member);
}

/* ---- declining ---- */

enum err join_decline(struct tx *tx, int64_t member, int64_t now) {
    struct member_info m;
    int64_t n = 0;
    enum err e = member_get(tx, member, &m);
    e = e ? e : sql_join_decline(tx, member, now, &n);
    if (!e && !n) {
        return err_set(tx->errs, E_STATE, "", "this person does not wait");
    }
    struct str id = id_text(tx->arena, member);
    /* Each decision has its own job: who is declined again after an undo has the whole time once more. */
    return e ? e : job_enqueue(tx, "join.decline", arena_printf(tx->arena, "{\"member\":\"%s\",\"at\":%lld}", id.p, (long long)now),
                               now + JOIN_UNDO_S * US_PER_S, arena_printf(tx->arena, "%s:%lld", id.p, (long long)now));
}

enum err join_undecline(struct tx *tx, int64_t member) {
    struct member_info m;
    int64_t n = 0;
    enum err e = member_get(tx, member, &m);
    e = e ? e : sql_join_undecline(tx, member, &n);
    return e || n ? e : err_set(tx->errs, E_STATE, "", "this person was not declined");
}

struct decline_args {
    int64_t member, at;
};

struct declined {
    struct join_letter letter;
    bool send;
};

static enum err still_declined(struct tx *tx, const struct decline_args *a, bool *ret) {
    struct sql_join_declined_at_row row;
    enum err e = sql_join_declined_at(tx, a->member, a->at, &row);
    *ret = !e && row.n > 0;
    return e;
}

static enum err declined_tx(struct tx *tx, const void *args, void *ret) {
    const struct decline_args *a = args;
    struct declined *d = ret;
    struct member_info m;
    bool still = false;
    enum err e = still_declined(tx, a, &still);
    if (e || !still) {
        return e;
    }
    e = member_get(tx, a->member, &m);
    if (e) {
        return e;
    }
    d->send = true;
    d->letter = (struct join_letter){.kind = MAIL_DECLINED, .to = m.email, .first_name = m.first_name,
                                     .last_name = m.last_name, .language = m.language, .path = STR("")};
    return join_letter_company(tx, &d->letter);
}

static enum err delete_tx(struct tx *tx, const void *args, void *ret) {
    const struct decline_args *a = args;
    bool still = false;
    (void)ret;
    enum err e = still_declined(tx, a, &still);
    return e || !still ? e : member_withdraw(tx, a->member);
}

/* The row goes even where the note can't be delivered: it must not stay for want of a mailbox. */
enum err join_decline_run(struct job_run *run) {
    enum { TRIES = 4 };
    const struct json_node *payload;
    struct decline_args args;
    struct declined d = {.send = false};
    enum err e = json_parse(run->payload, run->cx.arena, &payload);
    if (e || !id_parse(json_text(json_get(payload, "member")), &args.member) ||
        !json_int(json_get(payload, "at"), &args.at)) {
        return E_INVALID;
    }
    e = db_read(&run->cx, declined_tx, &args, &d, sizeof d);
    if (!e && d.send && session_options()->mail) {
        e = join_letter_send(run, &d.letter);
        e = e && (run->attempt >= TRIES || !err_retryable(e)) ? E_OK : e;
    }
    return e || !d.send ? e : db_tx(&run->cx, delete_tx, &args, NULL, 0);
}

/* ---- all at once ---- */

static enum err each(struct tx *tx, bool approve, bool mail, int64_t now, struct join_all *ret) {
    struct sql_join_waiting_row *rows;
    struct sql_join_waiting_count_row left;
    size_t n;
    enum err e = sql_join_waiting(tx, STR(WAITS_FOR_APPROVAL), JOIN_QUEUE_BATCH, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = approve ? join_approve(tx, rows[i].id, mail, now, NULL) : join_decline(tx, rows[i].id, now);
    }
    e = e ? e : sql_join_waiting_count(tx, STR(WAITS_FOR_APPROVAL), &left);
    if (!e) {
        *ret = (struct join_all){(int64_t)n, left.n};
    }
    return e;
}

enum err join_approve_all(struct tx *tx, bool mail, int64_t now, struct join_all *ret) {
    return each(tx, true, mail, now, ret);
}

enum err join_decline_all(struct tx *tx, int64_t now, struct join_all *ret) {
    return each(tx, false, false, now, ret);
}
