/* share_api.c: see share_api.h. Whose shares: always those of the principal; there is no parameter for a person. */
#include "app/share/share_api.h"

#include "app/points/points.h"
#include "app/share/share_json.h"
#include "app/work/work.h"

enum { MY_SHARES_LIMIT_DEFAULT = 30 };

/* ---- accepting ---- */

struct share_new_in {
    struct str network, mode, action, text, language, disclosure, instance;
    int64_t caption_id, at;
    bool has_caption_id, has_at;
};

#define AT(member) offsetof(struct share_new_in, member)
static const struct json_field share_new_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED, .min = 1, .max = 40},
    {.name = "mode", .type = JSON_T_ENUM, .off = AT(mode), .values = share_modes,
     .help = "intent (the default): the network's own page, no token; connection: through the linked account."},
    {.name = "at", .type = JSON_T_TIME, .off = AT(at), .flags = JSON_NULLABLE, .has = JSON_HAS(share_new_in, has_at),
     .help = "With mode connection: when; default: now."},
    {.name = "action", .type = JSON_T_ENUM, .off = AT(action), .values = share_actions},
    {.name = "text", .type = JSON_T_STR, .off = AT(text), .flags = JSON_REQUIRED, .max = SHARE_TEXT_MAX,
     .help = "The member's words only: disclosure and link are added."},
    {.name = "language", .type = JSON_T_STR, .off = AT(language), .flags = JSON_NULLABLE, .max = 35,
     .help = "Of the text, BCP 47; default: the caption's, the post's or the member's."},
    {.name = "caption_id", .type = JSON_T_ID, .off = AT(caption_id), .flags = JSON_NULLABLE,
     .has = JSON_HAS(share_new_in, has_caption_id), .help = "The caption the text began with."},
    {.name = "disclosure", .type = JSON_T_STR, .off = AT(disclosure), .flags = JSON_NULLABLE, .max = 80,
     .help = "Key of the wording; default: the first."},
    {.name = "instance", .type = JSON_T_STR, .off = AT(instance), .flags = JSON_NULLABLE, .max = NETWORK_HOST_MAX,
     .help = "Host of the member's server (mastodon); default: the one of last time."},
    {0}};
#undef AT
const struct json_shape share_new_shape = {"share_new", sizeof(struct share_new_in), share_new_fields};

struct open_result {
    struct share_view view;
    bool repeated;
};

struct open_args {
    struct share_new share;
    int64_t member;
};

/* Which row of the disclosure it takes: that of a reward when the share can earn points (decisions 25). */
static enum err open_tx(struct tx *tx, const void *args, void *ret) {
    const struct open_args *a = args;
    struct share_new in = a->share;
    struct work *work = arena_new(tx->arena, struct work);
    struct open_result *r = ret;
    struct share_opened opened = {0};
    struct points_offer offer;
    enum err e = points_offer(tx, str_of(in.network->name), 1, false, in.now, &offer);
    if (!e) {
        e = work_of(tx, a->member, in.time_zone, work);
    }
    if (e) {
        return e;
    }
    in.relation = work->relation;
    in.hours = &work->hours;
    in.incentive = offer.earns ? STR("reward") : STR("none");
    e = share_open(tx, &in, &opened);
    if (e) {
        return e;
    }
    r->repeated = opened.repeated;
    return share_view_one(tx, in.person, in.base_url, opened.share.id, &r->view);
}

static enum err open_reply(struct rq *rq, const void *ret) {
    const struct open_result *r = ret;
    struct share_out out;
    share_out_fill(&r->view, &out);
    return reply_json(rq, r->repeated ? 200 : 201, &share_shape, &out);
}

enum err shares_post(struct rq *rq) {
    const struct share_new_in *in = rq->body;
    const struct network *network = network_find(in->network);
    if (!network) {
        return err_set(&rq->errs, E_INVALID, "/network", "unknown network");
    }
    if (in->has_at && !str_is(in->mode, "connection")) {
        return err_set(&rq->errs, E_INVALID, "/at", "a moment can be chosen through a linked account only");
    }
    struct open_args args = {.member = rq->who.member, .share = {
        .member = rq->who.member, .person = rq->who.person, .post = rq->id[0], .network = network, .text = in->text, .language = in->language,
        .caption = in->has_caption_id ? in->caption_id : 0, .disclosure = in->disclosure, .instance = in->instance,
        .connection = str_is(in->mode, "connection"), .at = in->has_at ? in->at : 0,
        .time_zone = rq->who.time_zone, .member_language = rq->who.language, .base_url = rq_base_url(rq),
        .now = rq->now}};
    struct open_result r;
    return reply_tx(rq, open_tx, &args, &r, sizeof r, open_reply);
}

/* ---- mine ---- */

struct my_shares_query {
    int64_t limit;
    struct str cursor;
    bool waiting;
};
static const struct json_field my_shares_query_fields[] = {
    {.name = "limit", .type = JSON_T_I64, .off = offsetof(struct my_shares_query, limit), .min = 1,
     .max = SHARE_PAGE_MAX},
    {.name = "cursor", .type = JSON_T_STR, .off = offsetof(struct my_shares_query, cursor), .max = 40},
    {.name = "waiting", .type = JSON_T_BOOL, .off = offsetof(struct my_shares_query, waiting),
     .help = "Only what waits for its moment, is being sent, or of which it is not known whether it went out."},
    {0}};
const struct json_shape my_shares_query_shape = {"my_shares_query", sizeof(struct my_shares_query),
                                                 my_shares_query_fields};

struct share_page_out {
    struct json_list items;
    struct str next;
};
static const struct json_field share_page_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct share_page_out, items), .flags = JSON_REQUIRED,
     .sub = &share_shape},
    {.name = "next", .type = JSON_T_STR, .off = offsetof(struct share_page_out, next),
     .flags = JSON_REQUIRED | JSON_NULLABLE},
    {0}};
const struct json_shape share_page_shape = {"share_page", sizeof(struct share_page_out), share_page_fields};

struct page_args {
    int64_t person, before, limit;
    bool waiting;
    struct str base_url;
};
struct page_result {
    struct share_view *views;
    size_t n;
};

static enum err page_tx(struct tx *tx, const void *args, void *ret) {
    const struct page_args *a = args;
    struct page_result *r = ret;
    return share_views(tx, a->person, a->base_url, a->before, a->waiting, a->limit + 1, &r->views, &r->n);
}

enum err my_shares_get(struct rq *rq) {
    const struct my_shares_query *in = rq->query;
    struct page_args args = {rq->who.person, INT64_MAX, in->limit ? in->limit : MY_SHARES_LIMIT_DEFAULT, in->waiting,
                             rq_base_url(rq)};
    struct page_result r = {0};
    if (in->cursor.n && !id_parse(in->cursor, &args.before)) {
        return err_set(&rq->errs, E_INVALID, "?cursor", "not a cursor of this list");
    }
    enum err e = db_read(&rq->cx, page_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    bool more = r.n > (size_t)args.limit;
    size_t n = more ? (size_t)args.limit : r.n;
    struct share_out *items = arena_array(rq->arena, struct share_out, n + 1);
    for (size_t i = 0; i < n; i++) {
        share_out_fill(&r.views[i], &items[i]);
    }
    struct share_page_out out = {.items = {items, n}, .next = more ? id_text(rq->arena, items[n - 1].id) : STR_NULL};
    return reply_json(rq, 200, &share_page_shape, &out);
}

/* ---- what became of it ---- */

struct share_declare_in {
    struct str url;
};
static const struct json_field share_declare_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct share_declare_in, url),
     .flags = JSON_NULLABLE | JSON_TRIM, .max = NETWORK_URL_MAX, .help = "Where it stands on the network."},
    {0}};
const struct json_shape share_declare_shape = {"share_declare", sizeof(struct share_declare_in), share_declare_fields};

struct one_args {
    int64_t person, id, now;
    struct str url, base_url;
};

static enum err declare_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    enum err e = share_declare(tx, a->person, a->id, a->url, a->now);
    return e ? e : share_view_one(tx, a->person, a->base_url, a->id, ret);
}

static enum err view_reply(struct rq *rq, const void *ret) {
    struct share_out out;
    share_out_fill(ret, &out);
    return reply_json(rq, 200, &share_shape, &out);
}

enum err share_declare_post(struct rq *rq) {
    const struct share_declare_in *in = rq->body;
    struct one_args args = {rq->who.person, rq->id[0], rq->now, in ? in->url : STR_NULL, rq_base_url(rq)};
    struct share_view view;
    return reply_tx(rq, declare_tx, &args, &view, sizeof view, view_reply);
}

static enum err one_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    return share_view_one(tx, a->person, a->base_url, a->id, ret);
}

enum err share_get_one(struct rq *rq) {
    struct one_args args = {.person = rq->who.person, .id = rq->id[0], .base_url = rq_base_url(rq)};
    struct share_view view;
    enum err e = db_read(&rq->cx, one_tx, &args, &view, sizeof view);
    return e ? e : view_reply(rq, &view);
}

/* ---- while it waits ---- */

struct share_change_in {
    int64_t at;
};
static const struct json_field share_change_fields[] = {
    {.name = "at", .type = JSON_T_TIME, .off = offsetof(struct share_change_in, at), .flags = JSON_REQUIRED,
     .help = "When it goes out."},
    {0}};
const struct json_shape share_change_shape = {"share_change", sizeof(struct share_change_in), share_change_fields};

struct move_args {
    struct share_move move;
    int64_t member;
    struct str base_url;
};

static enum err move_tx(struct tx *tx, const void *args, void *ret) {
    const struct move_args *a = args;
    struct work *work = arena_new(tx->arena, struct work);
    struct share_move move = a->move;
    enum err e = work_of(tx, a->member, move.time_zone, work);
    move.hours = &work->hours;
    e = e ? e : share_reschedule(tx, &move);
    return e ? e : share_view_one(tx, move.person, a->base_url, move.id, ret);
}

enum err share_patch(struct rq *rq) {
    const struct share_change_in *in = rq->body;
    struct move_args args = {.member = rq->who.member, .base_url = rq_base_url(rq), .move = {
        .person = rq->who.person, .id = rq->id[0], .at = in->at, .now = rq->now, .time_zone = rq->who.time_zone}};
    struct share_view view;
    return reply_tx(rq, move_tx, &args, &view, sizeof view, view_reply);
}

static enum err retract_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    (void)ret;
    return share_retract(tx, a->person, a->id, a->now);
}

enum err share_delete(struct rq *rq) {
    struct one_args args = {.person = rq->who.person, .id = rq->id[0], .now = rq->now};
    enum err e = db_tx(&rq->cx, retract_tx, &args, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}
