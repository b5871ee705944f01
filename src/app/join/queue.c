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

/* What an approval changes, as it is kept so that it can be taken back: "pilot:team:WAS:NOW". */
struct approved_from {
    struct str waits_for, axis;      /* axis "": no group changed */
    int64_t was, now;                /* groups; was 0: none */
};

static struct str from_text(struct arena *a, const struct approved_from *f) {
    return arena_printf(a, "%.*s:%.*s:%s:%s", STRF(f->waits_for), STRF(f->axis), id_text(a, f->was).p, id_text(a, f->now).p);
}

static bool from_read(struct str text, struct approved_from *ret) {
    struct str was, now;
    return str_split(&text, ':', &ret->waits_for) && str_split(&text, ':', &ret->axis) && str_split(&text, ':', &was) &&
           str_split(&text, ':', &now) && (str_empty(ret->axis) || (id_parse(now, &ret->now) && (id_parse(was, &ret->was) || true)));
}

/* Into or, with an empty name, out of a group; an axis but free has one group a member. */
static enum err put(struct tx *tx, int64_t member, struct str axis_name, struct str name, const struct str *leave, int64_t now) {
    int axis = member_axis(axis_name);
    bool free = axis == AXIS_COUNT - 1;
    struct member_change c = {.set_country = axis == 0, .set_department = axis == 1, .set_team = axis == 2, .country = name,
                              .department = name, .team = name, .join = &name, .join_n = free && !leave,
                              .leave = leave, .leave_n = free && leave, .now = now};
    return member_change(tx, member, &c);
}

static struct str group_on(const struct member_info *m, struct str axis) {
    const struct str of[] = {m->country, m->department, m->team};
    int i = member_axis(axis);
    return i >= 0 && i < AXIS_COUNT - 1 ? of[i] : STR_NULL;
}

static enum err group_id(struct tx *tx, struct str axis, struct str name, int64_t *ret) {
    struct sql_member_group_find_row row;
    enum err e = str_empty(name) ? E_NOT_FOUND : sql_member_group_find(tx, axis, name, &row);
    *ret = e ? 0 : row.id;
    return e == E_NOT_FOUND ? E_OK : e;
}

/* Into the group that the space is open to first. */
static enum err into_pilot(struct tx *tx, const struct member_info *m, int64_t now, struct approved_from *from) {
    struct pilot p;
    bool open = false;
    enum err e = pilot_allows(tx, m->id, &open);
    if (e || open) {
        return e;
    }
    e = pilot_get(tx, &p);
    e = e ? e : group_id(tx, p.axis, group_on(m, p.axis), &from->was);
    e = e ? e : put(tx, m->id, p.axis, p.name, NULL, now);
    e = e ? e : group_id(tx, p.axis, p.name, &from->now);
    from->axis = p.axis;
    return e;
}

enum err join_approve(struct tx *tx, int64_t member, bool mail, int64_t now, struct token_made *ret) {
    struct member_info m;
    int64_t n = 0;
    enum err e = member_get(tx, member, &m);
    if (!e && !str_is(m.status, MEMBER_WAITING)) {
        return err_set(tx->errs, E_STATE, "", "this person does not wait");
    }
    struct approved_from from = {.waits_for = e ? STR("") : m.waits_for, .axis = STR("")};
    e = e ? e : into_pilot(tx, &m, now, &from);
    e = e ? e : sql_join_wait_end(tx, member, from_text(tx->arena, &from), &n);
    e = e ? e : sql_member_invited_set(tx, member, now, &n);
    if (!e && ret) {
        e = sign_in_token_create(tx, member, TOKEN_INVITATION, now, ret);
    }
    return e || !mail ? e : token_mail_enqueue(tx, member, TOKEN_INVITATION, now + JOIN_UNDO_S * US_PER_S);
}

static enum err group_name(struct tx *tx, int64_t id, struct str *ret) {
    struct group_info g;
    enum err e = id ? group_get(tx, id, &g) : E_NOT_FOUND;
    *ret = e ? STR("") : g.name;
    return e == E_NOT_FOUND ? E_OK : e;
}

/* The group that the pilot's took the place of, unless somebody has chosen another since. */
static enum err out_of_pilot(struct tx *tx, const struct member_info *m, const struct approved_from *from, int64_t now) {
    struct str was, is;
    enum err e = group_name(tx, from->was, &was);
    e = e ? e : group_name(tx, from->now, &is);
    if (e || str_empty(is)) {
        return e;
    }
    bool free = member_axis(from->axis) == AXIS_COUNT - 1;
    if (!free && !str_eq(group_on(m, from->axis), is)) {
        return E_OK;
    }
    return put(tx, m->id, from->axis, was, free ? &is : NULL, now);
}

/* What they waited for, and what the approval changed. */
static enum err taken_back(struct tx *tx, const struct member_info *m, int64_t now, struct str *ret_waits_for) {
    struct sql_join_approved_from_row row;
    struct approved_from from = {0};
    bool open = false;
    enum err e = sql_join_approved_from(tx, m->id, &row);
    if (!e && row.approved_from.p && from_read(row.approved_from, &from)) {
        *ret_waits_for = from.waits_for;
        return str_empty(from.axis) ? E_OK : out_of_pilot(tx, m, &from, now);
    }
    e = e ? e : pilot_allows(tx, m->id, &open);
    *ret_waits_for = str_of(open ? WAITS_FOR_APPROVAL : WAITS_FOR_PILOT);
    return e;
}

enum err join_unapprove(struct tx *tx, int64_t member, int64_t now) {
    struct member_info m;
    struct str waits_for;
    int64_t n = 0;
    enum err e = member_get(tx, member, &m);
    if (!e && (!m.came_by.p || !str_is(m.status, MEMBER_INVITED))) {
        return err_set(tx->errs, E_STATE, "", "this person is in already, or did not ask to join");
    }
    e = e ? e : taken_back(tx, &m, now, &waits_for);
    e = e ? e : sql_join_wait(tx, member, waits_for, &n);
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
