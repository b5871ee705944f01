/* campaign_api.c: see campaign_api.h. */
#include "app/campaign/campaign_api.h"

#include "app/campaign/campaign.h"
#include "app/channel/scope.h"
#include "app/post/cursor.h"
#include "app/post/post.h"
#include "base/clock.h"

/* ---- who asks ---- */

/* A curator who is limited to channels plans their own posts; campaigns themselves are for those who see all. */
struct asker {
    int64_t member;
    unsigned roles;
};

static struct asker asker_of(const struct rq *rq) {
    return (struct asker){rq->who.member, rq->who.roles};
}

static enum err scope_id(struct tx *tx, const struct asker *who, int64_t *ret) {
    struct scope s;
    enum err e = scope_of(tx, who->member, who->roles, &s);
    *ret = !e && s.limited ? who->member : 0;
    return e;
}

static enum err for_whole(struct rq *rq) {
    return scope_check_whole(&rq->cx, rq->who.member, rq->who.roles);
}

/* ---- one campaign ---- */

struct campaign_out {
    int64_t id, version, target_posts, coming, out, closed_at;
    struct str name, objective, note, starts_on, ends_on;
    bool has_target, has_closed;
};
#define OUT(m) offsetof(struct campaign_out, m)
static const struct json_field campaign_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = OUT(id), .flags = JSON_REQUIRED},
    {.name = "version", .type = JSON_T_I64, .off = OUT(version), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = OUT(name), .flags = JSON_REQUIRED},
    {.name = "objective", .type = JSON_T_ENUM, .off = OUT(objective), .flags = JSON_REQUIRED, .values = campaign_objectives},
    {.name = "note", .type = JSON_T_STR, .off = OUT(note), .flags = JSON_REQUIRED},
    {.name = "starts_on", .type = JSON_T_STR, .off = OUT(starts_on), .flags = JSON_REQUIRED, .help = "YYYY-MM-DD"},
    {.name = "ends_on", .type = JSON_T_STR, .off = OUT(ends_on), .flags = JSON_REQUIRED, .help = "YYYY-MM-DD, the last day"},
    {.name = "target_posts", .type = JSON_T_I64, .off = OUT(target_posts), .has = JSON_HAS(campaign_out, has_target),
     .flags = JSON_REQUIRED | JSON_NULLABLE},
    {.name = "closed_at", .type = JSON_T_TIME, .off = OUT(closed_at), .has = JSON_HAS(campaign_out, has_closed),
     .flags = JSON_REQUIRED | JSON_NULLABLE},
    {.name = "coming", .type = JSON_T_I64, .off = OUT(coming), .flags = JSON_REQUIRED, .help = "Its posts that are not out yet."},
    {.name = "out", .type = JSON_T_I64, .off = OUT(out), .flags = JSON_REQUIRED, .help = "Its posts that went out."},
    {0}};
const struct json_shape campaign_shape = {"campaign", sizeof(struct campaign_out), campaign_fields};

static struct campaign_out out_of(struct arena *a, const struct campaign *c) {
    return (struct campaign_out){.id = c->id, .version = c->version, .name = c->name, .objective = c->objective, .note = c->note,
                                 .starts_on = day_text(a, c->starts_on), .ends_on = day_text(a, c->ends_on),
                                 .target_posts = c->target_posts, .has_target = c->target_posts != 0, .coming = c->coming,
                                 .out = c->out, .closed_at = c->closed_at, .has_closed = c->closed_at != 0};
}

static enum err one_tx(struct tx *tx, const void *args, void *ret) {
    return campaign_get(tx, *(const int64_t *)args, ret);
}

enum err campaign_one_get(struct rq *rq) {
    struct campaign c;
    enum err e = db_read(&rq->cx, one_tx, &rq->id[0], &c, sizeof c);
    if (e) {
        return e;
    }
    struct campaign_out out = out_of(rq->arena, &c);
    return reply_json(rq, 200, &campaign_shape, &out);
}

/* ---- the list ---- */

struct list_query {
    struct str state, cursor;
    int64_t limit;
};
static const char *const states[] = {"open", "closed", NULL};
static const struct json_field query_fields[] = {
    {.name = "state", .type = JSON_T_ENUM, .off = offsetof(struct list_query, state), .values = states, .help = "Both when left out."},
    {.name = "cursor", .type = JSON_T_STR, .off = offsetof(struct list_query, cursor)},
    {.name = "limit", .type = JSON_T_I64, .off = offsetof(struct list_query, limit), .min = 1, .max = CAMPAIGN_PAGE_MAX},
    {0}};
const struct json_shape campaign_query_shape = {"campaign_query", sizeof(struct list_query), query_fields};

struct list_out {
    struct json_list items;
    struct str next;
};
static const struct json_field list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct list_out, items), .flags = JSON_REQUIRED, .sub = &campaign_shape},
    {.name = "next", .type = JSON_T_STR, .off = offsetof(struct list_out, next), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "Cursor of the next page."},
    {0}};
const struct json_shape campaign_list_shape = {"campaign_list", sizeof(struct list_out), list_fields};

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    return campaign_list(tx, args, ret);
}

enum err campaigns_get(struct rq *rq) {
    const struct list_query *q = rq->query;
    struct campaign_filter f = {.state = q->state, .limit = q->limit ? q->limit : CAMPAIGN_PAGE_DEFAULT};
    struct campaign_page page = {0};
    enum err e = cursor_read(q->cursor, &rq->errs, &f.before, &f.before_id);
    e = e ? e : db_read(&rq->cx, list_tx, &f, &page, sizeof page);
    if (e) {
        return e;
    }
    struct campaign_out *items = arena_array(rq->arena, struct campaign_out, page.n + 1);
    for (size_t i = 0; i < page.n; i++) {
        items[i] = out_of(rq->arena, &page.items[i]);
    }
    struct list_out out = {{items, page.n}, STR_NULL};
    if (page.more) {
        const struct campaign *last = &page.items[page.n - 1];
        out.next = cursor_text(rq->arena, last->starts_on, last->id);
    }
    return reply_json(rq, 200, &campaign_list_shape, &out);
}

/* ---- writing ---- */

struct campaign_in {
    bool has_name, has_objective, has_note, has_starts, has_ends, has_target, has_closed;
    struct str name, objective, note, starts_on, ends_on;
    int64_t target_posts, version;
    bool closed;
};
#define IN(m) .off = offsetof(struct campaign_in, m)
#define HAS(m) .has = JSON_HAS(campaign_in, has_##m)
#define NAME(f) {.name = "name", .type = JSON_T_STR, IN(name), HAS(name), .flags = JSON_TRIM | (f), .min = 1, .max = CAMPAIGN_NAME_MAX}
#define OBJECTIVE(f) {.name = "objective", .type = JSON_T_ENUM, IN(objective), HAS(objective), .flags = (f), .values = campaign_objectives}
#define NOTE {.name = "note", .type = JSON_T_STR, IN(note), HAS(note), .flags = JSON_TRIM, .max = CAMPAIGN_NOTE_MAX, .help = "What it is for, in words."}
#define STARTS(f) {.name = "starts_on", .type = JSON_T_STR, IN(starts_on), HAS(starts), .flags = (f), .max = 10, .help = "YYYY-MM-DD"}
#define ENDS(f) {.name = "ends_on", .type = JSON_T_STR, IN(ends_on), HAS(ends), .flags = (f), .max = 10, .help = "YYYY-MM-DD, the last day"}
#define TARGET {.name = "target_posts", .type = JSON_T_I64, IN(target_posts), HAS(target), .min = 0, .max = CAMPAIGN_TARGET_MAX, \
                .help = "How many posts are meant to go out; 0: not said."}
static const struct json_field new_fields[] = {NAME(JSON_REQUIRED), OBJECTIVE(JSON_REQUIRED), NOTE, STARTS(JSON_REQUIRED), ENDS(JSON_REQUIRED),
                                               TARGET, {0}};
const struct json_shape campaign_new_shape = {"campaign_new", sizeof(struct campaign_in), new_fields};
static const struct json_field change_fields[] = {
    NAME(0), OBJECTIVE(0), NOTE, STARTS(0), ENDS(0), TARGET,
    {.name = "closed", .type = JSON_T_BOOL, IN(closed), HAS(closed), .help = "Put aside; takes no more posts."},
    {.name = "version", .type = JSON_T_I64, IN(version), .min = 1, .max = INT64_MAX,
     .help = "The version this was decided from; 409 when it is not the present one."},
    {0}};
const struct json_shape campaign_change_shape = {"campaign_change", sizeof(struct campaign_in), change_fields};

static enum err read_day(struct rq *rq, bool has, struct str text, const char *at, int64_t *ret) {
    return !has || day_read(text, ret) ? E_OK : err_set(&rq->errs, E_INVALID, at, "is not a day as in 2026-11-24");
}

static enum err read_days(struct rq *rq, const struct campaign_in *in, int64_t *starts_on, int64_t *ends_on) {
    enum err e = read_day(rq, in->has_starts, in->starts_on, "/starts_on", starts_on);
    enum err other = read_day(rq, in->has_ends, in->ends_on, "/ends_on", ends_on);
    return e ? e : other;
}

struct create_args {
    struct campaign in;
    int64_t now;
};

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    const struct create_args *a = args;
    int64_t id = 0;
    enum err e = campaign_create(tx, &a->in, a->now, &id);
    return e ? e : campaign_get(tx, id, ret);
}

static enum err created(struct rq *rq, const void *ret) {
    struct campaign_out out = out_of(rq->arena, ret);
    return reply_json(rq, 201, &campaign_shape, &out);
}

enum err campaigns_post(struct rq *rq) {
    const struct campaign_in *in = rq->body;
    struct create_args args = {.in = {.name = in->name, .objective = in->objective, .note = in->note.p ? in->note : STR(""),
                                      .target_posts = in->target_posts}, .now = rq->now};
    struct campaign c;
    enum err e = for_whole(rq);
    e = e ? e : read_days(rq, in, &args.in.starts_on, &args.in.ends_on);
    return e ? e : reply_tx(rq, create_tx, &args, &c, sizeof c, created);
}

struct change_args {
    int64_t id, now;
    struct campaign_change c;
};

static enum err change_tx(struct tx *tx, const void *args, void *ret) {
    const struct change_args *a = args;
    enum err e = campaign_change(tx, a->id, &a->c, a->now);
    return e ? e : campaign_get(tx, a->id, ret);
}

enum err campaign_one_patch(struct rq *rq) {
    const struct campaign_in *in = rq->body;
    struct change_args args = {rq->id[0], rq->now,
                               {in->has_name, in->has_objective, in->has_note, in->has_starts, in->has_ends, in->has_target, in->has_closed,
                                in->name, in->objective, in->note, 0, 0, in->target_posts, in->closed, in->version}};
    struct campaign c;
    enum err e = for_whole(rq);
    e = e ? e : read_days(rq, in, &args.c.starts_on, &args.c.ends_on);
    e = e ? e : db_tx(&rq->cx, change_tx, &args, &c, sizeof c);
    if (e) {
        return e;
    }
    struct campaign_out out = out_of(rq->arena, &c);
    return reply_json(rq, 200, &campaign_shape, &out);
}

static enum err delete_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return campaign_delete(tx, *(const int64_t *)args);
}

enum err campaign_one_delete(struct rq *rq) {
    enum err e = for_whole(rq);
    e = e ? e : db_tx(&rq->cx, delete_tx, &rq->id[0], NULL, 0);
    return e ? e : reply_empty(rq, 204);
}

/* ---- posts by time ---- */

struct planned_out {
    int64_t id, at, version, campaign, expires_at;
    struct str title, kind, network, status;
    bool promotional, has_campaign, has_expires;
};
#define PLAN(m) offsetof(struct planned_out, m)
static const struct json_field planned_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = PLAN(id), .flags = JSON_REQUIRED},
    {.name = "version", .type = JSON_T_I64, .off = PLAN(version), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = PLAN(title), .flags = JSON_REQUIRED},
    {.name = "kind", .type = JSON_T_STR, .off = PLAN(kind), .flags = JSON_REQUIRED},
    {.name = "network", .type = JSON_T_STR, .off = PLAN(network), .flags = JSON_REQUIRED},
    {.name = "status", .type = JSON_T_STR, .off = PLAN(status), .flags = JSON_REQUIRED},
    {.name = "at", .type = JSON_T_TIME, .off = PLAN(at), .flags = JSON_REQUIRED,
     .help = "When it goes out or went out; when it was made, for one without either."},
    {.name = "expires_at", .type = JSON_T_TIME, .off = PLAN(expires_at), .has = JSON_HAS(planned_out, has_expires),
     .flags = JSON_REQUIRED | JSON_NULLABLE},
    {.name = "promotional", .type = JSON_T_BOOL, .off = PLAN(promotional), .flags = JSON_REQUIRED},
    {.name = "campaign", .type = JSON_T_ID, .off = PLAN(campaign), .has = JSON_HAS(planned_out, has_campaign),
     .flags = JSON_REQUIRED | JSON_NULLABLE},
    {0}};
static const struct json_shape planned_shape = {"planned_post", sizeof(struct planned_out), planned_fields};

struct planned_list {
    struct json_list items;
    bool more;
};
static const struct json_field planned_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct planned_list, items), .flags = JSON_REQUIRED, .sub = &planned_shape},
    {.name = "more", .type = JSON_T_BOOL, .off = offsetof(struct planned_list, more), .flags = JSON_REQUIRED,
     .help = "There are more than an answer holds; ask for fewer days."},
    {0}};
const struct json_shape planned_list_shape = {"planned_post_list", sizeof(struct planned_list), planned_list_fields};

struct planned_result {
    struct planned_post *p;
    size_t n;
    bool more;
};

static enum err planned_reply(struct rq *rq, const struct planned_result *r) {
    struct planned_out *out = arena_array(rq->arena, struct planned_out, r->n + 1);
    for (size_t i = 0; i < r->n; i++) {
        const struct planned_post *p = &r->p[i];
        out[i] = (struct planned_out){.id = p->id, .at = p->at, .version = p->version, .title = p->title, .kind = p->kind, .network = p->network,
                                      .status = p->status, .promotional = p->promotional, .campaign = p->campaign,
                                      .has_campaign = p->campaign != 0, .expires_at = p->expires_at, .has_expires = p->expires_at != 0};
    }
    struct planned_list list = {{out, r->n}, r->more};
    return reply_json(rq, 200, &planned_list_shape, &list);
}

struct calendar_query {
    int64_t from, to;
};
static const struct json_field calendar_fields[] = {
    {.name = "from", .type = JSON_T_TIME, .off = offsetof(struct calendar_query, from), .flags = JSON_REQUIRED},
    {.name = "to", .type = JSON_T_TIME, .off = offsetof(struct calendar_query, to), .flags = JSON_REQUIRED,
     .help = "Not meant itself; at most 62 days after `from`."},
    {0}};
const struct json_shape calendar_query_shape = {"calendar_query", sizeof(struct calendar_query), calendar_fields};

struct planned_args {
    struct asker who;
    struct calendar_span span;
    int64_t campaign;            /* of which; 0: the calendar */
};

static enum err planned_tx(struct tx *tx, const void *args, void *ret) {
    const struct planned_args *a = args;
    struct planned_result *r = ret;
    struct calendar_span span = a->span;
    enum err e = scope_id(tx, &a->who, &span.scope);
    if (e) {
        return e;
    }
    return a->campaign ? campaign_posts(tx, a->campaign, span.scope, &r->p, &r->n) : calendar_posts(tx, &span, &r->p, &r->n, &r->more);
}

enum err calendar_get(struct rq *rq) {
    const struct calendar_query *q = rq->query;
    struct planned_result r = {0};
    if (q->to <= q->from || q->to - q->from > CALENDAR_DAYS_MAX * US_PER_DAY) {
        return err_set(&rq->errs, E_INVALID, "?to", "must be after `from`, and at most %d days", CALENDAR_DAYS_MAX);
    }
    struct planned_args args = {asker_of(rq), {.since = q->from, .until = q->to}, 0};
    enum err e = db_read(&rq->cx, planned_tx, &args, &r, sizeof r);
    return e ? e : planned_reply(rq, &r);
}

enum err campaign_posts_get(struct rq *rq) {
    struct planned_result r = {0};
    struct planned_args args = {asker_of(rq), {0}, rq->id[0]};
    enum err e = db_read(&rq->cx, planned_tx, &args, &r, sizeof r);
    return e ? e : planned_reply(rq, &r);
}

/* ---- the campaign of a post ---- */

struct post_campaign {
    int64_t campaign;
    bool has_campaign;
};
static const struct json_field post_campaign_fields[] = {
    {.name = "campaign", .type = JSON_T_ID, .off = offsetof(struct post_campaign, campaign), .has = JSON_HAS(post_campaign, has_campaign),
     .flags = JSON_REQUIRED | JSON_NULLABLE, .help = "null: none"},
    {0}};
const struct json_shape post_campaign_shape = {"post_campaign", sizeof(struct post_campaign), post_campaign_fields};

struct join_args {
    struct asker who;
    int64_t post, campaign, now;
    bool set;
};

static enum err join_tx(struct tx *tx, const void *args, void *ret) {
    const struct join_args *a = args;
    struct post_campaign *r = ret;
    struct post p;
    enum err e = post_get(tx, a->post, &p);
    e = e ? e : scope_check_post(tx, a->who.member, a->who.roles, a->post);
    e = e || !a->set ? e : campaign_take(tx, a->post, a->campaign, a->now);
    e = e ? e : campaign_of(tx, a->post, &r->campaign);
    r->has_campaign = !e && r->campaign;
    return e;
}

static enum err join_reply(struct rq *rq, enum err e, const struct post_campaign *r) {
    return e ? e : reply_json(rq, 200, &post_campaign_shape, r);
}

enum err post_campaign_get(struct rq *rq) {
    struct join_args args = {.who = asker_of(rq), .post = rq->id[0]};
    struct post_campaign r = {0};
    return join_reply(rq, db_read(&rq->cx, join_tx, &args, &r, sizeof r), &r);
}

enum err post_campaign_put(struct rq *rq) {
    const struct post_campaign *in = rq->body;
    struct join_args args = {asker_of(rq), rq->id[0], in->has_campaign ? in->campaign : 0, rq->now, true};
    struct post_campaign r = {0};
    return join_reply(rq, db_tx(&rq->cx, join_tx, &args, &r, sizeof r), &r);
}
