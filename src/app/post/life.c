/* life.c: the lifecycle of a post, by hand and by the clock. See post.h. */
#include "app/post/post.h"

#include "app/channel/reach.h"
#include "app/company/settings.h"
#include "app/post/kind.h"
#include "base/clock.h"
#include "base/id.h"
#include "json/json.h"
#include "sql_gen.h"

enum { DRAFT = 1, PENDING = 2, SCHEDULED = 4, PUBLISHED = 8, ARCHIVED = 16, DROPPED = 32 };

static const struct {
    const char *name;
    unsigned bit;
} statuses[] = {{"draft", DRAFT}, {"pending", PENDING}, {"scheduled", SCHEDULED}, {"published", PUBLISHED}, {"archived", ARCHIVED},
                {"dropped", DROPPED}};

static unsigned bit_of(struct str status) {
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        if (str_is(status, statuses[i].name)) {
            return statuses[i].bit;
        }
    }
    return 0;
}

/* The lifecycle as a table. `to` NULL: back to where it came from. */
static const struct step {
    unsigned from, there;        /* where it starts; where it has been taken already */
    const char *to, *refusal;
    enum event_kind event;
} steps[] = {
    [POST_SUBMIT] = {DRAFT, PENDING, "pending", "only a draft can be handed in", EV_POST_SUBMITTED},
    [POST_REDRAFT] = {PENDING, DRAFT, "draft", "only a waiting post can become a draft again", EV_POST_REDRAFTED},
    [POST_PUBLISH] = {DRAFT | PENDING | SCHEDULED, PUBLISHED, "published", "restore the post before publishing it", EV_POST_PUBLISHED},
    [POST_UNPUBLISH] = {PUBLISHED, DRAFT | PENDING, NULL, "only a published post can be taken out of the feed", EV_POST_UNPUBLISHED},
    [POST_SCHEDULE] = {DRAFT | PENDING | SCHEDULED, 0, "scheduled", "only a post that is not out yet can be scheduled", EV_POST_SCHEDULED},
    [POST_UNSCHEDULE] = {SCHEDULED, DRAFT | PENDING, NULL, "this post is not scheduled", EV_POST_UNSCHEDULED},
    [POST_ARCHIVE] = {PUBLISHED, ARCHIVED, "archived", "only a published post can be archived", EV_POST_ARCHIVED},
    [POST_DROP] = {DRAFT | PENDING, DROPPED, "dropped", "take the post out of the feed before dropping it", EV_POST_DROPPED},
    [POST_RESTORE] = {DROPPED | ARCHIVED, DRAFT | PENDING, NULL, "only a dropped or archived post can be restored", EV_POST_RESTORED},
    [POST_DISCARD] = {ARCHIVED, DROPPED, "dropped", "only an archived post can be discarded", EV_POST_DROPPED},
};

static struct str target_of(const struct step *s, const struct post *p) {
    if (s->to) {
        return str_of(s->to);
    }
    if (str_is(p->status, "archived")) {
        return STR("published");
    }
    return str_is(p->step_from, "draft") ? STR("draft") : STR("pending");
}

static enum err check_schedule(struct tx *tx, const struct post *p, int64_t at, int64_t now) {
    if (at <= now) {
        return err_set(tx->errs, E_INVALID, "/at", "a moment in the future is needed");
    }
    if (at > now + POST_SCHEDULE_DAYS * US_PER_DAY) {
        return err_set(tx->errs, E_INVALID, "/at", "at most %d days ahead", POST_SCHEDULE_DAYS);
    }
    if (p->expires_at && p->expires_at <= at) {
        return err_set(tx->errs, E_INVALID, "/at", "it would expire before it is published");
    }
    return E_OK;
}

/* Whether it may go out, now or later. */
static enum err check_out(struct tx *tx, const struct post *p, int64_t now) {
    if (p->expires_at && p->expires_at <= now) {
        return err_set(tx->errs, E_INVALID, "/expires_at", "this post has expired: change its end first");
    }
    enum err e = kind_check(tx, p);
    e = e ? e : reach_check(tx, p->id);
    return e ? e : post_check_marks(tx, p);
}

/* Marks that were given away meanwhile do not keep a post from coming back: it comes without them. */
static enum err give_up_marks(struct tx *tx, const struct post *p, int64_t now) {
    struct problems *errs = tx->errs;
    tx->errs = NULL;
    enum err e = post_check_marks(tx, p);
    tx->errs = errs;
    if (e != E_LIMIT) {
        return e;
    }
    return sql_post_set_marks(tx, &(struct sql_post_set_marks_in){.id = p->id, .now = now});
}

static enum err write_step(struct tx *tx, const struct post *p, const struct step *s, struct str to, int64_t at, int64_t now) {
    bool out = str_is(to, "published"), back = !s->to || str_is(to, "draft");
    bool starts = bit_of(p->status) & (DRAFT | PENDING);
    int64_t changed = 0;
    enum err e = sql_post_set_status(tx, &(struct sql_post_set_status_in){
        .id = p->id, .version = p->version, .status = to, .step_from = starts && !back ? p->status : p->step_from,
        .published_at = out ? &now : NULL, .aired_at = out ? &now : NULL, .scheduled_at = at ? &at : NULL,
        .dropped_at = str_is(to, "dropped") ? &now : NULL, .now = now}, &changed);
    if (!e && changed == 0) {
        return err_set(tx->errs, E_CONFLICT, "", "somebody else changed this post meanwhile");
    }
    return e ? e : event_record(tx, &(struct event){.kind = s->event, .at = now, .subject = p->id});
}

/* What must be true before, and what the step brings with it. */
static enum err prepare(struct tx *tx, struct post *p, enum post_step step, struct str to, int64_t at, int64_t now) {
    enum err e = E_OK;
    if (step == POST_SCHEDULE) {
        e = check_schedule(tx, p, at, now);
    }
    if (!e && (step == POST_SCHEDULE || step == POST_PUBLISH)) {
        e = check_out(tx, p, now);
    }
    if (!e && step == POST_SCHEDULE) {
        e = post_due_at(tx, p->id, at);
    }
    if (!e && step == POST_RESTORE && str_is(to, "published")) {
        if (p->expires_at && p->expires_at <= now) {
            return err_set(tx->errs, E_STATE, "/expires_at", "this post has expired: change its end first");
        }
        e = kind_check(tx, p);
        e = e ? e : reach_check(tx, p->id);
        e = e ? e : give_up_marks(tx, p, now);
        e = e ? e : post_get(tx, p->id, p);
    }
    return e;
}

enum err post_step_at(struct tx *tx, int64_t id, enum post_step step, int64_t at, int64_t now) {
    const struct step *s = &steps[step];
    struct post p;
    enum err e = post_get(tx, id, &p);
    if (e) {
        return e;
    }
    unsigned where = bit_of(p.status);
    if (where & s->there || (step == POST_SCHEDULE && where == SCHEDULED && p.scheduled_at == at)) {
        return E_OK;
    }
    if (!(where & s->from)) {
        return err_set(tx->errs, E_STATE, "", "%s", s->refusal);
    }
    struct str to = target_of(s, &p);
    e = prepare(tx, &p, step, to, at, now);
    return e ? e : write_step(tx, &p, s, to, step == POST_SCHEDULE ? at : 0, now);
}

/* ---- by the clock ---- */

enum err post_due_at(struct tx *tx, int64_t id, int64_t at) {
    struct str text = id_text(tx->arena, id);
    return job_enqueue(tx, "post.due", arena_printf(tx->arena, "{\"post\":\"%s\"}", text.p), at,
                       arena_printf(tx->arena, "%s:%lld", text.p, (long long)at));
}

struct due_args {
    int64_t id, now;
};

/* Whatever is due of this post now. A moment that was moved finds nothing to do, so that a job may run twice or late. */
static enum err due_tx(struct tx *tx, const void *args, void *ret) {
    const struct due_args *a = args;
    struct post p;
    (void)ret;
    enum err e = post_get(tx, a->id, &p);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    if (str_is(p.status, "scheduled") && p.scheduled_at <= a->now) {
        return post_step(tx, a->id, POST_PUBLISH, a->now);
    }
    if (str_is(p.status, "published") && p.expires_at && p.expires_at <= a->now) {
        return post_step(tx, a->id, POST_ARCHIVE, a->now);
    }
    return E_OK;
}

/* It cannot go out as it stands: back to where curators see it. */
static enum err back_tx(struct tx *tx, const void *args, void *ret) {
    const struct due_args *a = args;
    (void)ret;
    return post_step(tx, a->id, POST_UNSCHEDULE, a->now);
}

enum err post_due_run(struct job_run *run) {
    const struct json_node *payload;
    struct due_args args = {.now = run->now};
    if (json_parse(run->payload, run->cx.arena, &payload) || !id_parse(json_text(json_get(payload, "post")), &args.id)) {
        return err_set(run->cx.errs, E_INVALID, "", "the job names no post");
    }
    enum err e = db_tx(&run->cx, due_tx, &args, NULL, 0);
    if (e == E_INVALID || e == E_LIMIT) {
        e = db_tx(&run->cx, back_tx, &args, NULL, 0);
    }
    return e == E_CONFLICT ? E_DB_RETRY : e;
}

enum err post_archive_old(struct tx *tx, int64_t now, int64_t *ret_archived) {
    struct sql_post_old_list_row *rows;
    int64_t days;
    size_t n = 0;
    enum err e = company_setting_i64(tx, "post.archive_days", &days);
    if (!e && days > 0) {
        e = sql_post_old_list(tx, now - days * US_PER_DAY, POST_PURGE_BATCH, &rows, &n);
    }
    for (size_t i = 0; !e && i < n; i++) {
        e = post_step(tx, rows[i].id, POST_ARCHIVE, now);
    }
    if (!e) {
        *ret_archived = (int64_t)n;
    }
    return e;
}
