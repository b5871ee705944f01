/* discover_api.c: see discover_api.h. */
#include "app/source/discover_api.h"

#include "app/source/discover.h"
#include "app/source/source.h"

struct discovery_in {
    struct str url;
};
static const struct json_field in_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct discovery_in, url), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = SOURCE_URL_MAX, .help = "The company's website, or a profile of its own; https:// may be left out."},
    {0}};
const struct json_shape discovery_in_shape = {"discovery_in", sizeof(struct discovery_in), in_fields};

static const char *const how_values[] = {"address", "page", "guess", "rel_me", "json_ld", "link", NULL};

struct source_out {
    struct discovered d;
    bool has_last;
};
#define AT(m) offsetof(struct source_out, d.m)
static const struct json_field source_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = AT(url), .flags = JSON_REQUIRED, .help = "What to add as a source; the account's page where nothing can be read."},
    {.name = "title", .type = JSON_T_STR, .off = AT(title), .flags = JSON_REQUIRED},
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED},
    {.name = "how", .type = JSON_T_ENUM, .off = AT(how), .flags = JSON_REQUIRED, .values = how_values, .help = "How it was found."},
    {.name = "readable", .type = JSON_T_BOOL, .off = AT(readable), .flags = JSON_REQUIRED, .help = "A public feed was read."},
    {.name = "suggested", .type = JSON_T_BOOL, .off = AT(suggested), .flags = JSON_REQUIRED, .help = "Readable, and with a post in the last 180 days."},
    {.name = "confirmed", .type = JSON_T_BOOL, .off = AT(confirmed), .flags = JSON_REQUIRED, .help = "The account names the site in turn."},
    {.name = "trouble", .type = JSON_T_STR, .off = AT(trouble), .flags = JSON_REQUIRED | JSON_NULLABLE, .help = "Why its feed could not be read."},
    {.name = "items", .type = JSON_T_I64, .off = AT(items), .flags = JSON_REQUIRED},
    {.name = "per_month", .type = JSON_T_F64, .off = AT(per_month), .flags = JSON_REQUIRED, .help = "Posts in 30 days."},
    {.name = "last_at", .type = JSON_T_TIME, .off = AT(last_at), .flags = JSON_REQUIRED | JSON_NULLABLE, .has = JSON_HAS(source_out, has_last)},
    {0}};
static const struct json_shape source_shape_ = {"discovered_source", sizeof(struct source_out), source_fields};

struct post_out {
    struct discovered_post p;
    bool dated;
};
static const struct json_field post_fields[] = {
    {.name = "title", .type = JSON_T_STR, .off = offsetof(struct post_out, p.title), .flags = JSON_REQUIRED},
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct post_out, p.url), .flags = JSON_REQUIRED},
    {.name = "network", .type = JSON_T_STR, .off = offsetof(struct post_out, p.network), .flags = JSON_REQUIRED},
    {.name = "source", .type = JSON_T_STR, .off = offsetof(struct post_out, p.source), .flags = JSON_REQUIRED},
    {.name = "published_at", .type = JSON_T_TIME, .off = offsetof(struct post_out, p.published_at), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(post_out, dated)},
    {0}};
static const struct json_shape post_shape_ = {"discovered_post", sizeof(struct post_out), post_fields};

struct discovery_out {
    struct str url, name, language;
    struct json_list sources, posts;
    int64_t elapsed_ms;
};
static const struct json_field out_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct discovery_out, url), .flags = JSON_REQUIRED, .help = "Where it led."},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct discovery_out, name), .flags = JSON_REQUIRED | JSON_NULLABLE},
    {.name = "language", .type = JSON_T_STR, .off = offsetof(struct discovery_out, language), .flags = JSON_REQUIRED | JSON_NULLABLE},
    {.name = "sources", .type = JSON_T_LIST, .off = offsetof(struct discovery_out, sources), .flags = JSON_REQUIRED, .sub = &source_shape_},
    {.name = "posts", .type = JSON_T_LIST, .off = offsetof(struct discovery_out, posts), .flags = JSON_REQUIRED, .sub = &post_shape_,
     .help = "The newest of the suggested sources, six at most."},
    {.name = "elapsed_ms", .type = JSON_T_I64, .off = offsetof(struct discovery_out, elapsed_ms), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape discovery_shape = {"discovery", sizeof(struct discovery_out), out_fields};

static enum err answer(struct rq *rq, const struct discovery *d) {
    struct source_out *sources = arena_array(rq->arena, struct source_out, d->sources_n + 1);
    struct post_out *posts = arena_array(rq->arena, struct post_out, d->posts_n + 1);
    for (size_t i = 0; i < d->sources_n; i++) {
        sources[i] = (struct source_out){d->sources[i], d->sources[i].last_at != 0};
    }
    for (size_t i = 0; i < d->posts_n; i++) {
        posts[i] = (struct post_out){d->posts[i], d->posts[i].published_at != 0};
    }
    struct discovery_out out = {d->url, d->name, d->language, {sources, d->sources_n}, {posts, d->posts_n}, d->elapsed_ms};
    return reply_json(rq, 200, &discovery_shape, &out);
}

enum err discoveries_post(struct rq *rq) {
    const struct discovery_in *in = rq->body;
    struct arena *own = arena_create(DISCOVER_ARENA);
    struct problems errs = {.arena = own};
    struct discovery found;
    enum err e = discover(in->url, own, &errs, &found);
    if (!e) {
        e = answer(rq, &found);
    } else {
        e = err_set(&rq->errs, E_INVALID, "/url", "%.*s", STRF(errs.n ? errs.items[errs.n - 1].detail : STR("")));
    }
    arena_free(own);
    return e;
}
