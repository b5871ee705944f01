/* caption_api.c: see caption_api.h. */
#include "app/caption/caption_api.h"

#include "app/caption/caption.h"
#include "app/channel/scope.h"
#include "app/company/offered.h"
#include "app/post/post.h"

struct place_out {
    struct str network, title;
    int64_t length, max;
    bool fits;
    struct str reason;
};
#define AT(member) offsetof(struct place_out, member)
static const char *const place_reasons[] = {"too_long", "locked", NULL};
static const struct json_field place_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = AT(title), .flags = JSON_REQUIRED},
    {.name = "length", .type = JSON_T_I64, .off = AT(length), .flags = JSON_REQUIRED,
     .help = "As this network counts, with the longest disclosure and a link."},
    {.name = "max", .type = JSON_T_I64, .off = AT(max), .flags = JSON_REQUIRED},
    {.name = "fits", .type = JSON_T_BOOL, .off = AT(fits), .flags = JSON_REQUIRED, .help = "It is handed out there."},
    {.name = "reason", .type = JSON_T_ENUM, .off = AT(reason), .flags = JSON_REQUIRED | JSON_NULLABLE, .values = place_reasons,
     .help = "Why it is not; locked: the network forbids the same text from several accounts."},
    {0}};
#undef AT
static const struct json_shape place_shape = {"caption_place", sizeof(struct place_out), place_fields};

struct caption_out {
    int64_t id, post_id, blanks, version, changed_at;
    struct str network, language, text, lock_reason;
    bool locked;
    struct json_list places;
};
#define AT(member) offsetof(struct caption_out, member)
static const struct json_field caption_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = AT(id), .flags = JSON_REQUIRED},
    {.name = "post_id", .type = JSON_T_ID, .off = AT(post_id), .flags = JSON_REQUIRED},
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED, .help = "Empty: any."},
    {.name = "language", .type = JSON_T_STR, .off = AT(language), .flags = JSON_REQUIRED, .help = "BCP 47, empty: any."},
    {.name = "text", .type = JSON_T_STR, .off = AT(text), .flags = JSON_REQUIRED},
    {.name = "blanks", .type = JSON_T_I64, .off = AT(blanks), .flags = JSON_REQUIRED,
     .help = "Runs of three underscores or more, each to be filled before sharing."},
    {.name = "locked", .type = JSON_T_BOOL, .off = AT(locked), .flags = JSON_REQUIRED,
     .help = "Goes out word for word: colleagues will look alike, and the share earns nothing."},
    {.name = "lock_reason", .type = JSON_T_STR, .off = AT(lock_reason), .flags = JSON_REQUIRED},
    {.name = "version", .type = JSON_T_I64, .off = AT(version), .flags = JSON_REQUIRED},
    {.name = "changed_at", .type = JSON_T_TIME, .off = AT(changed_at), .flags = JSON_REQUIRED},
    {.name = "places", .type = JSON_T_LIST, .off = AT(places), .flags = JSON_REQUIRED, .sub = &place_shape,
     .help = "The networks that it is for and that are offered."},
    {0}};
#undef AT
const struct json_shape caption_row_shape = {"caption_row", sizeof(struct caption_out), caption_fields};

struct list_out {
    struct json_list items;
    int64_t max;
};
static const struct json_field list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct list_out, items), .flags = JSON_REQUIRED,
     .sub = &caption_row_shape},
    {.name = "max", .type = JSON_T_I64, .off = offsetof(struct list_out, max), .flags = JSON_REQUIRED,
     .help = "As many as a post holds."},
    {0}};
const struct json_shape caption_list_shape = {"caption_list", sizeof(struct list_out), list_fields};

struct caption_in {
    bool has_network, has_language, has_text, has_locked, has_reason, locked;
    struct str network, language, text, lock_reason;
    int64_t version;
};
#define IN(member) offsetof(struct caption_in, member)
#define FIELDS(must)                                                                                                   \
    {.name = "network", .type = JSON_T_STR, .off = IN(network), .flags = JSON_TRIM,                                    \
     .has = JSON_HAS(caption_in, has_network), .max = 40, .help = "Empty or left out: any."},                   \
    {.name = "language", .type = JSON_T_STR, .off = IN(language), .flags = JSON_TRIM,                                  \
     .has = JSON_HAS(caption_in, has_language), .max = 35, .help = "BCP 47; empty or left out: any."},          \
    {.name = "text", .type = JSON_T_STR, .off = IN(text), .flags = JSON_TRIM | (must),                                 \
     .has = JSON_HAS(caption_in, has_text), .min = 1, .max = CAPTION_MAX,                                       \
     .help = "Three underscores or more are a blank that must be filled."},                                            \
    {.name = "locked", .type = JSON_T_BOOL, .off = IN(locked), .has = JSON_HAS(caption_in, has_locked)},        \
    {.name = "lock_reason", .type = JSON_T_STR, .off = IN(lock_reason), .flags = JSON_TRIM,                            \
     .has = JSON_HAS(caption_in, has_reason), .max = CAPTION_REASON_MAX,                                        \
     .help = "Needed to lock; members read it."}
static const struct json_field new_fields[] = {FIELDS(JSON_REQUIRED), {0}};
const struct json_shape caption_new_shape = {"caption_new", sizeof(struct caption_in), new_fields};
static const struct json_field patch_fields[] = {
    FIELDS(0),
    {.name = "version", .type = JSON_T_I64, .off = IN(version), .min = 1, .help = "Made from this one; 409 when it has moved on."},
    {0}};
const struct json_shape caption_patch_shape = {"caption_patch", sizeof(struct caption_in), patch_fields};

struct revision_out {
    int64_t id, saved_at;
    struct str name, text;
};
static const struct json_field revision_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct revision_out, id), .flags = JSON_REQUIRED},
    {.name = "saved_at", .type = JSON_T_TIME, .off = offsetof(struct revision_out, saved_at), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct revision_out, name), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "Of who wrote it; null: no longer known."},
    {.name = "text", .type = JSON_T_STR, .off = offsetof(struct revision_out, text), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape revision_shape = {"caption_revision", sizeof(struct revision_out), revision_fields};
struct revision_list_out {
    struct json_list items;
};
static const struct json_field revision_list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct revision_list_out, items), .flags = JSON_REQUIRED,
     .sub = &revision_shape},
    {0}};
const struct json_shape caption_revision_list_shape = {"caption_revision_list", sizeof(struct revision_list_out),
                                                       revision_list_fields};

/* ---- what is read ---- */

struct args {
    int64_t id, member, now;
    unsigned roles;
    struct str base_url;
    struct caption fresh;
    struct caption_change change;
};

struct result {
    struct caption *items;
    size_t n;
    struct caption_frame frame;
    const struct network *const *offered;
    size_t offered_n;
};

/* The post is there, and within the channels of a curator who is limited to some. */
static enum err check_post(struct tx *tx, const struct args *a, int64_t id) {
    struct post p;
    enum err e = post_get(tx, id, &p);
    return e ? e : scope_check_post(tx, a->member, a->roles, id);
}

/* The same of a caption's post. */
static enum err check_caption(struct tx *tx, const struct args *a) {
    struct caption c;
    enum err e = caption_get(tx, a->id, &c);
    return e ? e : check_post(tx, a, c.post);
}

static enum err surroundings(struct tx *tx, const struct args *a, struct result *r) {
    enum err e = caption_frame_read(tx, a->base_url, &r->frame);
    return e ? e : networks_offered(tx, &r->offered, &r->offered_n);
}

static int64_t blanks(struct str text) {
    int64_t n = 0;
    for (size_t end, at = caption_blank(text, 0, &end); at < text.n; at = caption_blank(text, end, &end)) {
        n++;
    }
    return n;
}

static struct json_list places(struct arena *a, const struct result *r, const struct caption *c) {
    struct place_out *out = arena_array(a, struct place_out, r->offered_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->offered_n; i++) {
        const struct network *net = r->offered[i];
        struct text_length len = {.valid = true};
        if (!caption_is_for(c, net) || caption_length(a, &r->frame, c, net, &len)) {
            continue;
        }
        bool locked = c->locked && !caption_may_lock(net);
        out[n++] = (struct place_out){.network = str_of(net->name), .title = str_of(net->title), .length = len.length,
                                      .max = len.limit, .fits = len.valid && !locked,
                                      .reason = locked ? STR("locked") : len.valid ? STR_NULL : STR("too_long")};
    }
    return (struct json_list){out, n};
}

static struct caption_out row_of(struct arena *a, const struct result *r, const struct caption *c) {
    return (struct caption_out){.id = c->id, .post_id = c->post, .network = c->network, .language = c->language, .text = c->text,
                                .blanks = blanks(c->text), .locked = c->locked, .lock_reason = c->lock_reason,
                                .version = c->version, .changed_at = c->changed_at, .places = places(a, r, c)};
}

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    const struct args *a = args;
    struct result *r = ret;
    enum err e = check_post(tx, a, a->id);
    if (!e) {
        e = caption_list(tx, a->id, &r->items, &r->n);
    }
    return e ? e : surroundings(tx, a, r);
}

enum err captions_get(struct rq *rq) {
    struct args args = {.id = rq->id[0], .member = rq->who.member, .roles = rq->who.roles, .base_url = rq_base_url(rq)};
    struct result r = {0};
    enum err e = db_read(&rq->cx, list_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct caption_out *out = arena_array(rq->arena, struct caption_out, r.n + 1);
    for (size_t i = 0; i < r.n; i++) {
        out[i] = row_of(rq->arena, &r, &r.items[i]);
    }
    struct list_out list = {{out, r.n}, CAPTION_PER_POST};
    return reply_json(rq, 200, &caption_list_shape, &list);
}

/* ---- writing ---- */

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    const struct args *a = args;
    struct result *r = ret;
    enum err e = check_post(tx, a, a->id);
    if (e) {
        return e;
    }
    r->items = arena_new(tx->arena, struct caption);
    r->n = 1;
    e = caption_create(tx, &a->fresh, a->base_url, a->member, a->now, r->items);
    return e ? e : surroundings(tx, a, r);
}

static enum err created_reply(struct rq *rq, const void *ret) {
    const struct result *r = ret;
    struct caption_out out = row_of(rq->arena, r, &r->items[0]);
    return reply_json(rq, 201, &caption_row_shape, &out);
}

enum err captions_post(struct rq *rq) {
    const struct caption_in *in = rq->body;
    struct args args = {
        .id = rq->id[0], .member = rq->who.member, .roles = rq->who.roles, .now = rq->now, .base_url = rq_base_url(rq),
        .fresh = {.post = rq->id[0], .network = or_empty(in->network), .language = or_empty(in->language), .text = in->text,
                  .locked = in->locked, .lock_reason = or_empty(in->lock_reason)}};
    struct result r = {0};
    return reply_tx(rq, create_tx, &args, &r, sizeof r, created_reply);
}

static enum err patch_tx(struct tx *tx, const void *args, void *ret) {
    const struct args *a = args;
    struct result *r = ret;
    r->items = arena_new(tx->arena, struct caption);
    r->n = 1;
    enum err e = check_caption(tx, a);
    e = e ? e : caption_change(tx, a->id, &a->change, r->items);
    return e ? e : surroundings(tx, a, r);
}

enum err caption_one_patch(struct rq *rq) {
    const struct caption_in *in = rq->body;
    struct args args = {.id = rq->id[0], .member = rq->who.member, .roles = rq->who.roles, .base_url = rq_base_url(rq)};
    args.change = (struct caption_change){
        .has_network = in->has_network, .network = or_empty(in->network), .has_language = in->has_language,
        .language = or_empty(in->language), .has_text = in->has_text, .text = in->text, .has_locked = in->has_locked,
        .locked = in->locked, .has_reason = in->has_reason, .reason = or_empty(in->lock_reason), .version = in->version,
        .member = rq->who.member, .now = rq->now, .base_url = args.base_url};
    struct result r = {0};
    enum err e = db_tx(&rq->cx, patch_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct caption_out out = row_of(rq->arena, &r, &r.items[0]);
    return reply_json(rq, 200, &caption_row_shape, &out);
}

static enum err delete_tx(struct tx *tx, const void *args, void *ret) {
    const struct args *a = args;
    (void)ret;
    enum err e = check_caption(tx, a);
    return e ? e : caption_delete(tx, a->id, a->now);
}

enum err caption_one_delete(struct rq *rq) {
    struct args args = {.id = rq->id[0], .member = rq->who.member, .roles = rq->who.roles, .now = rq->now};
    enum err e = db_tx(&rq->cx, delete_tx, &args, NULL, 0);
    return e ? e : reply_empty(rq, 204);
}

struct revisions {
    struct caption_revision *p;
    size_t n;
};

static enum err revisions_tx(struct tx *tx, const void *args, void *ret) {
    const struct args *a = args;
    struct revisions *r = ret;
    enum err e = check_caption(tx, a);
    return e ? e : caption_revisions(tx, a->id, &r->p, &r->n);
}

enum err caption_revisions_get(struct rq *rq) {
    struct args args = {.id = rq->id[0], .member = rq->who.member, .roles = rq->who.roles};
    struct revisions r = {0};
    enum err e = db_read(&rq->cx, revisions_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct revision_out *out = arena_array(rq->arena, struct revision_out, r.n + 1);
    for (size_t i = 0; i < r.n; i++) {
        out[i] = (struct revision_out){r.p[i].id, r.p[i].saved_at, r.p[i].name, r.p[i].text};
    }
    struct revision_list_out list = {{out, r.n}};
    return reply_json(rq, 200, &caption_revision_list_shape, &list);
}
