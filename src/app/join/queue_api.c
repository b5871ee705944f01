/* queue_api.c: see queue_api.h. */
#include "app/join/queue_api.h"

#include "app/join/queue.h"
#include "app/join/round.h"
#include "app/member/member_invitation.h"

/* ---- one person ---- */

struct one_args {
    int64_t id, now;
    bool mail;
};

static struct one_args one_of(const struct rq *rq) {
    return (struct one_args){rq->id[0], rq->now, session_options()->mail != NULL};
}

static enum err approve_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    return join_approve(tx, a->id, a->mail, a->now, ret);
}

enum err member_approve_post(struct rq *rq) {
    struct one_args args = one_of(rq);
    struct token_made made;
    enum err e = db_tx(&rq->cx, approve_tx, &args, &made, sizeof made);
    return e ? e : member_invitation_reply(rq, 200, &made, args.mail);
}

static enum err run_one(struct rq *rq, db_fn fn) {
    struct one_args args = one_of(rq);
    enum err e = db_tx(&rq->cx, fn, &args, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}

static enum err unapprove_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    (void)ret;
    return join_unapprove(tx, a->id, a->now);
}

enum err member_unapprove_post(struct rq *rq) {
    return run_one(rq, unapprove_tx);
}

static enum err decline_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    (void)ret;
    return join_decline(tx, a->id, a->now);
}

enum err member_decline_post(struct rq *rq) {
    return run_one(rq, decline_tx);
}

static enum err undecline_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    (void)ret;
    return join_undecline(tx, a->id);
}

enum err member_undecline_post(struct rq *rq) {
    return run_one(rq, undecline_tx);
}

/* ---- all ---- */

static const struct json_field all_fields[] = {
    {.name = "done", .type = JSON_T_I64, .off = offsetof(struct join_all, done), .flags = JSON_REQUIRED},
    {.name = "left", .type = JSON_T_I64, .off = offsetof(struct join_all, left), .flags = JSON_REQUIRED,
     .help = "Who still waits: at most 200 are decided at once, so ask again until it is 0."},
    {0}};
const struct json_shape join_all_shape = {"join_all", sizeof(struct join_all), all_fields};

static enum err run_all(struct rq *rq, db_fn fn) {
    struct one_args args = {0, rq->now, session_options()->mail != NULL};
    struct join_all out;
    enum err e = db_tx(&rq->cx, fn, &args, &out, sizeof out);
    return e ? e : reply_json(rq, 200, &join_all_shape, &out);
}

static enum err approve_all_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    return join_approve_all(tx, a->mail, a->now, ret);
}

enum err waiting_approve_post(struct rq *rq) {
    return run_all(rq, approve_all_tx);
}

static enum err decline_all_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    return join_decline_all(tx, a->now, ret);
}

enum err waiting_decline_post(struct rq *rq) {
    return run_all(rq, decline_all_tx);
}

/* ---- many invitations ---- */

struct pilot_out {
    struct str axis, name;
};
static const struct json_field pilot_fields[] = {
    {.name = "axis", .type = JSON_T_ENUM, .off = offsetof(struct pilot_out, axis), .flags = JSON_REQUIRED, .values = member_axes},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct pilot_out, name), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape pilot_shape = {"join_pilot", sizeof(struct pilot_out), pilot_fields};

struct progress_out {
    bool opened, finished;
    int64_t total, done, started_at, finished_at;
};
static const struct json_field progress_fields[] = {
    {.name = "opened", .type = JSON_T_BOOL, .off = offsetof(struct progress_out, opened), .flags = JSON_REQUIRED,
     .help = "It opened the space to everyone."},
    {.name = "total", .type = JSON_T_I64, .off = offsetof(struct progress_out, total), .flags = JSON_REQUIRED},
    {.name = "done", .type = JSON_T_I64, .off = offsetof(struct progress_out, done), .flags = JSON_REQUIRED},
    {.name = "started_at", .type = JSON_T_TIME, .off = offsetof(struct progress_out, started_at), .flags = JSON_REQUIRED},
    {.name = "finished_at", .type = JSON_T_TIME, .off = offsetof(struct progress_out, finished_at), .flags = JSON_NULLABLE,
     .has = JSON_HAS(progress_out, finished)},
    {0}};
static const struct json_shape progress_shape = {"join_progress", sizeof(struct progress_out), progress_fields};

struct round_out {
    bool has_pilot, has_round, mail;
    struct pilot_out pilot;
    int64_t uninvited, uninvited_all, waiting_pilot;
    struct progress_out round;
};
static const struct json_field round_fields[] = {
    {.name = "pilot", .type = JSON_T_OBJ, .off = offsetof(struct round_out, pilot), .flags = JSON_NULLABLE,
     .has = JSON_HAS(round_out, has_pilot), .sub = &pilot_shape, .help = "The group that the space is open to first."},
    {.name = "mail", .type = JSON_T_BOOL, .off = offsetof(struct round_out, mail), .flags = JSON_REQUIRED,
     .help = "There is a mail server."},
    {.name = "uninvited", .type = JSON_T_I64, .off = offsetof(struct round_out, uninvited), .flags = JSON_REQUIRED,
     .help = "People never invited whom the space is open to."},
    {.name = "uninvited_all", .type = JSON_T_I64, .off = offsetof(struct round_out, uninvited_all), .flags = JSON_REQUIRED,
     .help = "The same without the pilot."},
    {.name = "waiting_pilot", .type = JSON_T_I64, .off = offsetof(struct round_out, waiting_pilot), .flags = JSON_REQUIRED,
     .help = "Who asked to join and waits for the end of the pilot."},
    {.name = "round", .type = JSON_T_OBJ, .off = offsetof(struct round_out, round), .flags = JSON_NULLABLE,
     .has = JSON_HAS(round_out, has_round), .sub = &progress_shape, .help = "The newest round of invitations."},
    {0}};
const struct json_shape join_round_shape = {"join_round", sizeof(struct round_out), round_fields};

struct round_in {
    bool open;
};
static const struct json_field start_fields[] = {
    {.name = "open", .type = JSON_T_BOOL, .off = offsetof(struct round_in, open), .flags = JSON_REQUIRED,
     .help = "End the pilot first: the space is open to everyone."},
    {0}};
const struct json_shape join_round_start_shape = {"join_round_start", sizeof(struct round_in), start_fields};

static enum err standing_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return join_standing_get(tx, ret);
}

static enum err round_reply(struct rq *rq, int status, const struct join_standing *s) {
    const struct join_round *r = &s->round;
    struct round_out out = {
        .has_pilot = !str_empty(s->pilot.axis), .pilot = {s->pilot.axis, s->pilot.name}, .mail = session_options()->mail != NULL,
        .uninvited = s->uninvited, .uninvited_all = s->uninvited_all, .waiting_pilot = s->waiting_pilot, .has_round = s->has_round,
        .round = {r->opened, r->finished_at != 0, r->total, r->done, r->started_at, r->finished_at}};
    return reply_json(rq, status, &join_round_shape, &out);
}

enum err join_round_get_handler(struct rq *rq) {
    struct join_standing s;
    enum err e = db_read(&rq->cx, standing_tx, NULL, &s, sizeof s);
    return e ? e : round_reply(rq, 200, &s);
}

struct start_args {
    bool open, mail;
    int64_t now;
};

static enum err start_tx(struct tx *tx, const void *args, void *ret) {
    const struct start_args *a = args;
    enum err e = join_round_start(tx, a->open, a->mail, a->now);
    return e ? e : join_standing_get(tx, ret);
}

enum err join_round_post(struct rq *rq) {
    const struct round_in *in = rq->body;
    struct start_args args = {in->open, session_options()->mail != NULL, rq->now};
    struct join_standing s;
    enum err e = db_tx(&rq->cx, start_tx, &args, &s, sizeof s);
    return e ? e : round_reply(rq, 202, &s);
}

/* ---- numbers ---- */

#define NUMBER(field_, help_) \
    {.name = #field_, .type = JSON_T_I64, .off = offsetof(struct join_funnel, field_), .flags = JSON_REQUIRED, .help = help_}
static const struct json_field funnel_fields[] = {
    NUMBER(directory, "People in the directory, without who waits."),
    NUMBER(invited, "Were invited."),
    NUMBER(reminded, "Were reminded of it."),
    NUMBER(joined, "Have come in."),
    NUMBER(waiting, "Asked to join and wait."),
    NUMBER(suspended, "Are suspended."),
    {0}};
const struct json_shape join_funnel_shape = {"join_funnel", sizeof(struct join_funnel), funnel_fields};

static enum err funnel_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return join_funnel_get(tx, ret);
}

enum err join_funnel_get_handler(struct rq *rq) {
    struct join_funnel f;
    enum err e = db_read(&rq->cx, funnel_tx, NULL, &f, sizeof f);
    return e ? e : reply_json(rq, 200, &join_funnel_shape, &f);
}
