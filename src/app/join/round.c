/* round.c: see round.h. */
#include "app/join/round.h"

#include "app/company/settings.h"
#include "app/join/queue.h"
#include "app/member/invite.h"
#include "base/clock.h"
#include "sql_gen.h"

static enum err round_get(struct tx *tx, struct join_standing *s) {
    struct sql_join_round_get_row row;
    enum err e = sql_join_round_get(tx, &row);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    s->has_round = true;
    s->round = (struct join_round){row.opened, row.total, row.done, row.started_at, row.finished_at_null ? 0 : row.finished_at};
    return E_OK;
}

enum err join_standing_get(struct tx *tx, struct join_standing *ret) {
    struct sql_join_uninvited_count_row some, all;
    struct sql_join_waiting_count_row waiting;
    struct join_standing s = {.has_round = false};
    enum err e = pilot_get(tx, &s.pilot);
    e = e ? e : sql_join_uninvited_count(tx, s.pilot.axis, s.pilot.name, &some);
    e = e ? e : sql_join_uninvited_count(tx, STR(""), STR(""), &all);
    e = e ? e : sql_join_waiting_count(tx, STR(WAITS_FOR_PILOT), &waiting);
    e = e ? e : round_get(tx, &s);
    if (!e) {
        s.uninvited = some.n;
        s.uninvited_all = all.n;
        s.waiting_pilot = waiting.n;
        *ret = s;
    }
    return e;
}

static enum err enqueue(struct tx *tx, const struct join_round *r, int64_t at) {
    /* The running job holds its own key, so the place in the round is part of it. */
    return job_enqueue(tx, "join.round", STR("{}"), at,
                       arena_printf(tx->arena, "%lld/%lld", (long long)r->started_at, (long long)r->done));
}

enum err join_round_start(struct tx *tx, bool open, bool mail, int64_t now) {
    struct join_standing s;
    enum err e = join_standing_get(tx, &s);
    if (!e && s.has_round && !s.round.finished_at) {
        return err_set(tx->errs, E_STATE, "", "invitations are on their way already");
    }
    if (!e && !mail && !open) {
        return err_set(tx->errs, E_STATE, "", "there is no mail server; hand the invitations over one by one");
    }
    if (!e && open) {
        e = company_setting_set(tx, STR("pilot.group"), STR(""), now);
    }
    int64_t total = (mail ? open ? s.uninvited_all : s.uninvited : 0) + (open ? s.waiting_pilot : 0);
    e = e ? e : sql_join_round_start(tx, open, total, now);
    return e ? e : enqueue(tx, &(struct join_round){.started_at = now}, now);
}

/* ---- a batch ---- */

/* Those who waited for the pilot: the space is open to them now; some have still to be approved. */
static enum err let_go_on(struct tx *tx, bool mail, int64_t now, int64_t *done) {
    struct sql_join_waiting_row *rows;
    struct join_policy policy;
    size_t n;
    enum err e = join_policy_get(tx, &policy);
    /* Who may not enter yet must not take the place of who may. */
    e = e ? e : sql_join_waiting(tx, STR(WAITS_FOR_PILOT), ROUND_SCAN, &rows, &n);
    for (size_t i = 0; !e && i < n && *done < ROUND_BATCH; i++) {
        bool open = false;
        int64_t changed = 0;
        e = pilot_allows(tx, rows[i].id, &open);
        if (e || !open) {
            continue;
        }
        e = rows[i].came_by.p && join_needs_approval(&policy, rows[i].came_by, mail)
                ? sql_join_wait(tx, rows[i].id, STR(WAITS_FOR_APPROVAL), &changed)
                : join_approve(tx, rows[i].id, mail, now, NULL);
        (*done)++;
    }
    return e;
}

static enum err invite_some(struct tx *tx, int64_t now, int64_t *done) {
    struct sql_join_uninvited_row *rows;
    struct pilot pilot;
    size_t n;
    enum err e = pilot_get(tx, &pilot);
    e = e ? e : sql_join_uninvited(tx, pilot.axis, pilot.name, ROUND_BATCH - *done, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = member_invite(tx, rows[i].id, true, now, NULL);
        (*done)++;
    }
    return e;
}

struct batch_args {
    int64_t now;
    bool mail;
};

static enum err batch_tx(struct tx *tx, const void *args, void *ret) {
    const struct batch_args *a = args;
    struct join_standing s = {.has_round = false};
    int64_t done = 0;
    (void)ret;
    enum err e = round_get(tx, &s);
    if (e || !s.has_round || s.round.finished_at) {
        return e;
    }
    e = let_go_on(tx, a->mail, a->now, &done);
    if (!e && a->mail && done < ROUND_BATCH) {
        e = invite_some(tx, a->now, &done);
    }
    bool last = done < ROUND_BATCH;
    e = e ? e : sql_join_round_step(tx, done, last ? &a->now : NULL);
    s.round.done += done;
    return e || last ? e : enqueue(tx, &s.round, a->now + ROUND_PACE_S * US_PER_S);
}

enum err join_round_run(struct job_run *run) {
    struct batch_args args = {run->now, session_options()->mail != NULL};
    enum err e = db_tx(&run->cx, batch_tx, &args, NULL, 0);
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err join_funnel_get(struct tx *tx, struct join_funnel *ret) {
    struct sql_join_funnel_row row;
    enum err e = sql_join_funnel(tx, &row);
    if (!e) {
        *ret = (struct join_funnel){row.directory, row.invited, row.reminded, row.joined, row.waiting, row.suspended};
    }
    return e;
}
