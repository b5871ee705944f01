/* source_api.c: see source_api.h. */
#include "app/source/source_api.h"

#include "app/channel/scope.h"
#include "app/source/push.h"
#include "app/source/source.h"

enum { LIMIT_DEFAULT = 50 };

static const char *const kinds[] = {"rss", "rdf", "atom", "json", "account", NULL};
static const char *const modes[] = {"inbox", "direct", NULL};
static const char *const statuses[] = {"active", "paused", "gone", NULL};
static const char *const push_states[] = {"asking", "active", "silent", "denied", "failed", NULL};
static const char *const wanted_statuses[] = {"active", "paused", NULL};

struct ref_out {
    int64_t id;
    struct str name;
};
struct error_out {
    struct str code, detail;
    int64_t count;
};
struct posts_out {
    int64_t pending, published;
};
struct push_out {
    struct str state, hub, detail;
    int64_t lease_until, last_delivery_at, deliveries, discarded;
    bool has_lease, has_delivery;
};
struct source_out {
    int64_t id;
    struct str url, title, site_url, kind, network, handle, mode, status, language;
    struct ref_out brand;
    int64_t interval_s, next_poll_at, last_poll_at, last_ok_at, last_item_at, created_at, channel_id;
    bool has_channel, has_next, has_poll, has_ok, has_item, has_error, has_push;
    struct str moved_to;
    struct error_out error;
    struct posts_out posts;
    struct push_out push;
};

#define IN(T, m) .off = offsetof(struct T, m)

static const struct json_field ref_fields[] = {
    {.name = "id", .type = JSON_T_ID, IN(ref_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, IN(ref_out, name), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape ref_shape = {"source_brand", sizeof(struct ref_out), ref_fields};

static const struct json_field error_fields[] = {
    {.name = "code", .type = JSON_T_STR, IN(error_out, code), .flags = JSON_REQUIRED,
     .help = "refused, unreachable, timeout, unusable, not_a_feed, forbidden, not_found, gone, busy, server_error or "
             "http_error; of accounts also account_not_found, account_moved, account_suspended or account_hidden (by its owner's "
             "wish, from who has no account there)."},
    {.name = "detail", .type = JSON_T_STR, IN(error_out, detail), .flags = JSON_REQUIRED, .help = "In words."},
    {.name = "count", .type = JSON_T_I64, IN(error_out, count), .flags = JSON_REQUIRED, .help = "Failures in a row."},
    {0}};
static const struct json_shape error_shape = {"source_error", sizeof(struct error_out), error_fields};

static const struct json_field posts_fields[] = {
    {.name = "pending", .type = JSON_T_I64, IN(posts_out, pending), .flags = JSON_REQUIRED},
    {.name = "published", .type = JSON_T_I64, IN(posts_out, published), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape posts_shape = {"source_posts", sizeof(struct posts_out), posts_fields};

static const struct json_field push_fields[] = {
    {.name = "state", .type = JSON_T_ENUM, IN(push_out, state), .flags = JSON_REQUIRED, .values = push_states,
     .help = "asking: the hub has not confirmed yet; active; silent: confirmed, but polling found what it did not tell; "
             "denied; failed."},
    {.name = "hub", .type = JSON_T_STR, IN(push_out, hub), .flags = JSON_REQUIRED},
    {.name = "detail", .type = JSON_T_STR, IN(push_out, detail), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "Why, in words."},
    {.name = "lease_until", .type = JSON_T_TIME, IN(push_out, lease_until), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(push_out, has_lease), .help = "It is renewed before."},
    {.name = "last_delivery_at", .type = JSON_T_TIME, IN(push_out, last_delivery_at),
     .flags = JSON_REQUIRED | JSON_NULLABLE, .has = JSON_HAS(push_out, has_delivery)},
    {.name = "deliveries", .type = JSON_T_I64, IN(push_out, deliveries), .flags = JSON_REQUIRED},
    {.name = "discarded", .type = JSON_T_I64, IN(push_out, discarded), .flags = JSON_REQUIRED,
     .help = "Deliveries without the right signature."},
    {0}};
static const struct json_shape push_shape = {"source_push", sizeof(struct push_out), push_fields};

static const struct json_field source_fields[] = {
    {.name = "id", .type = JSON_T_ID, IN(source_out, id), .flags = JSON_REQUIRED},
    {.name = "url", .type = JSON_T_STR, IN(source_out, url), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, IN(source_out, title), .flags = JSON_REQUIRED},
    {.name = "site_url", .type = JSON_T_STR, IN(source_out, site_url), .flags = JSON_REQUIRED},
    {.name = "kind", .type = JSON_T_ENUM, IN(source_out, kind), .flags = JSON_REQUIRED, .values = kinds},
    {.name = "network", .type = JSON_T_STR, IN(source_out, network), .flags = JSON_REQUIRED},
    {.name = "handle", .type = JSON_T_STR, IN(source_out, handle), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "Of an account at a network: its name there; null for feeds."},
    {.name = "mode", .type = JSON_T_ENUM, IN(source_out, mode), .flags = JSON_REQUIRED, .values = modes},
    {.name = "status", .type = JSON_T_ENUM, IN(source_out, status), .flags = JSON_REQUIRED, .values = statuses},
    {.name = "language", .type = JSON_T_STR, IN(source_out, language), .flags = JSON_REQUIRED},
    {.name = "brand", .type = JSON_T_OBJ, IN(source_out, brand), .flags = JSON_REQUIRED, .sub = &ref_shape},
    {.name = "channel_id", .type = JSON_T_ID, IN(source_out, channel_id), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(source_out, has_channel), .help = "What comes from it lies in this channel; null: in none."},
    {.name = "interval_s", .type = JSON_T_I64, IN(source_out, interval_s), .flags = JSON_REQUIRED,
     .help = "How often it is asked at present."},
    {.name = "next_poll_at", .type = JSON_T_TIME, IN(source_out, next_poll_at), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(source_out, has_next), .help = "Null while it is paused or gone."},
    {.name = "last_poll_at", .type = JSON_T_TIME, IN(source_out, last_poll_at), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(source_out, has_poll)},
    {.name = "last_ok_at", .type = JSON_T_TIME, IN(source_out, last_ok_at), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(source_out, has_ok)},
    {.name = "last_item_at", .type = JSON_T_TIME, IN(source_out, last_item_at), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(source_out, has_item), .help = "Date of its newest item."},
    {.name = "moved_to", .type = JSON_T_STR, IN(source_out, moved_to), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "A permanent redirect was seen; after three the address is changed."},
    {.name = "error", .type = JSON_T_OBJ, IN(source_out, error), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(source_out, has_error), .sub = &error_shape, .help = "Null while it is healthy."},
    {.name = "posts", .type = JSON_T_OBJ, IN(source_out, posts), .flags = JSON_REQUIRED, .sub = &posts_shape},
    {.name = "push", .type = JSON_T_OBJ, IN(source_out, push), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(source_out, has_push), .sub = &push_shape,
     .help = "The subscription at its WebSub hub; null where there is none."},
    {.name = "created_at", .type = JSON_T_TIME, IN(source_out, created_at), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape source_shape = {"source", sizeof(struct source_out), source_fields};

struct source_page_out {
    struct json_list items;
    struct str next;
};
static const struct json_field page_fields[] = {
    {.name = "items", .type = JSON_T_LIST, IN(source_page_out, items), .flags = JSON_REQUIRED, .sub = &source_shape},
    {.name = "next", .type = JSON_T_STR, IN(source_page_out, next), .flags = JSON_REQUIRED | JSON_NULLABLE},
    {0}};
const struct json_shape source_page_shape = {"source_page", sizeof(struct source_page_out), page_fields};

struct sources_query {
    int64_t limit, cursor;
};
static const struct json_field query_fields[] = {
    {.name = "limit", .type = JSON_T_I64, IN(sources_query, limit), .min = 1, .max = SOURCE_PAGE_MAX},
    {.name = "cursor", .type = JSON_T_ID, IN(sources_query, cursor)},
    {0}};
const struct json_shape sources_query_shape = {"sources_query", sizeof(struct sources_query), query_fields};

struct source_new_in {
    struct str url, mode;
    int64_t brand_id;
};
static const struct json_field new_fields[] = {
    {.name = "url", .type = JSON_T_STR, IN(source_new_in, url), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = SOURCE_URL_MAX, .help = "A feed, a page that names one, or an account that anybody may read: its profile's address or its handle "
             "(@acme@social.example, @acme.example, did:plc:…)."},
    {.name = "brand_id", .type = JSON_T_ID, IN(source_new_in, brand_id),
     .help = "The company's first brand without it."},
    {.name = "mode", .type = JSON_T_ENUM, IN(source_new_in, mode), .values = modes,
     .help = "inbox (default): a curator publishes; direct: at once."},
    {0}};
const struct json_shape source_new_shape = {"source_new", sizeof(struct source_new_in), new_fields};

static const struct json_field patch_fields[] = {
    {.name = "title", .type = JSON_T_STR, IN(source_change, title), .flags = JSON_TRIM,
     .has = JSON_HAS(source_change, has_title), .min = 1, .max = SOURCE_TITLE_MAX},
    {.name = "mode", .type = JSON_T_ENUM, IN(source_change, mode), .has = JSON_HAS(source_change, has_mode),
     .values = modes},
    {.name = "status", .type = JSON_T_ENUM, IN(source_change, status), .has = JSON_HAS(source_change, has_status),
     .values = wanted_statuses},
    {.name = "channel_id", .type = JSON_T_STR, IN(source_change, channel), .flags = JSON_NULLABLE,
     .has = JSON_HAS(source_change, has_channel), .max = 13, .help = "Channel of what comes from now on; null: none."},
    {.name = "url", .type = JSON_T_STR, IN(source_change, url), .flags = JSON_TRIM,
     .has = JSON_HAS(source_change, has_url),
     .min = 1, .max = SOURCE_URL_MAX, .help = "Is fetched at once."},
    {0}};
const struct json_shape source_patch_shape = {"source_patch", sizeof(struct source_change), patch_fields};

static void fill(const struct source *s, struct source_out *ret) {
    *ret = (struct source_out){
        .id = s->id, .url = s->url, .title = s->title, .site_url = s->site_url, .kind = s->kind, .network = s->network,
        .handle = s->account_id.p ? s->account_handle : STR_NULL,
        .mode = s->mode, .status = s->status, .language = s->language, .brand = {s->brand_id, s->brand_name},
        .interval_s = s->interval_s, .next_poll_at = s->next_poll_at, .has_next = str_is(s->status, "active"),
        .last_poll_at = s->last_poll_at, .has_poll = s->last_poll_at != 0, .last_ok_at = s->last_ok_at,
        .has_ok = s->last_ok_at != 0, .last_item_at = s->last_item_at, .has_item = s->last_item_at != 0,
        .moved_to = s->moved_to, .has_error = s->error_code.p != NULL,
        .error = {s->error_code, s->error_detail.p ? s->error_detail : STR(""), s->error_count},
        .has_channel = s->channel_id != 0, .channel_id = s->channel_id,
        .posts = {s->pending, s->published}, .created_at = s->created_at};
}

static void fill_push(const struct push *p, int64_t now, struct source_out *ret) {
    ret->has_push = true;
    ret->push = (struct push_out){
        .state = str_of(push_health(p, now)), .hub = p->hub, .detail = p->detail, .lease_until = p->lease_until,
        .has_lease = p->lease_until > now, .last_delivery_at = p->last_delivery_at, .has_delivery = p->last_delivery_at != 0,
        .deliveries = p->deliveries, .discarded = p->discarded};
}

/* A limited curator sees the sources of their channels, as the posts that come from them; writing is for curators of all channels. */
struct list_args {
    int64_t after, limit, member;
    unsigned roles;
};
struct list_result {
    struct source *p;
    struct push *pushes;
    size_t n, pushes_n;
};

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    const struct list_args *a = args;
    struct list_result *r = ret;
    struct scope scope;
    enum err e = scope_of(tx, a->member, a->roles, &scope);
    e = e ? e : source_list(tx, a->after, a->limit + 1, scope.limited ? a->member : 0, &r->p, &r->n);
    return e || !r->n ? e : push_of_sources(tx, r->p[0].id, r->p[r->n - 1].id, &r->pushes, &r->pushes_n);
}

enum err sources_get(struct rq *rq) {
    const struct sources_query *q = rq->query;
    struct list_args args = {q->cursor, q->limit ? q->limit : LIMIT_DEFAULT, rq->who.member, rq->who.roles};
    struct list_result r = {0};
    enum err e = db_read(&rq->cx, list_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    bool more = (int64_t)r.n > args.limit;
    size_t n = more ? (size_t)args.limit : r.n;
    struct source_out *items = arena_array(rq->arena, struct source_out, n);
    for (size_t i = 0; i < n; i++) {
        fill(&r.p[i], &items[i]);
        for (size_t k = 0; k < r.pushes_n; k++) {
            if (r.pushes[k].source_id == r.p[i].id) {
                fill_push(&r.pushes[k], rq->now, &items[i]);
            }
        }
    }
    struct source_page_out out = {.items = {items, n}, .next = more ? id_text(rq->arena, items[n - 1].id) : STR_NULL};
    return reply_json_tagged(rq, &source_page_shape, &out);
}

struct one_result {
    struct source source;
    struct push push;
};

struct get_args {
    int64_t id, member;
    unsigned roles;
};

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    const struct get_args *a = args;
    struct one_result *r = ret;
    struct scope scope;
    enum err e = scope_of(tx, a->member, a->roles, &scope);
    e = e ? e : source_get(tx, a->id, &r->source);
    if (!e && scope.limited && !id_set_has(scope.channels, r->source.channel_id)) {
        return E_NOT_FOUND;
    }
    return e ? e : push_of_source(tx, r->source.id, &r->push);
}

static enum err reply_source(struct rq *rq, int status, int64_t id) {
    struct one_result r = {0};
    struct get_args args = {id, rq->who.member, rq->who.roles};
    enum err e = db_read(&rq->cx, get_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct source_out out;
    fill(&r.source, &out);
    if (r.push.id) {
        fill_push(&r.push, rq->now, &out);
    }
    return reply_json(rq, status, &source_shape, &out);
}

static enum err whole(struct rq *rq) {
    return scope_check_whole(&rq->cx, rq->who.member, rq->who.roles);
}

enum err sources_post(struct rq *rq) {
    const struct source_new_in *in = rq->body;
    struct source_new args = {.url = in->url, .brand_id = in->brand_id, .direct = str_is(in->mode, "direct"),
                              .now = rq->now};
    int64_t id = 0;
    enum err e = whole(rq);
    e = e ? e : source_add(&rq->cx, &args, &id);
    return e ? e : reply_source(rq, 201, id);
}

enum err source_one_get(struct rq *rq) {
    return reply_source(rq, 200, rq->id[0]);
}

enum err source_one_patch(struct rq *rq) {
    enum err e = whole(rq);
    e = e ? e : source_change(&rq->cx, rq->id[0], rq->body, rq->now);
    return e ? e : reply_source(rq, 200, rq->id[0]);
}

struct delete_args {
    int64_t id, now;
};

static enum err delete_tx(struct tx *tx, const void *args, void *ret) {
    const struct delete_args *a = args;
    (void)ret;
    return source_delete(tx, a->id, a->now);
}

enum err source_one_delete(struct rq *rq) {
    struct delete_args args = {rq->id[0], rq->now};
    enum err e = whole(rq);
    e = e ? e : db_tx(&rq->cx, delete_tx, &args, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}

enum err source_poll_post(struct rq *rq) {
    enum err e = whole(rq);
    e = e ? e : source_poll(&rq->cx, rq->id[0], rq->now);
    return e ? e : reply_source(rq, 200, rq->id[0]);
}
