/* unfurl_api.c: see unfurl_api.h. Nothing is stored: the curator sees what the page says, changes it, and then makes a
 * post of it. */
#include "app/unfurl/unfurl_api.h"

#include "app/post/post.h"
#include "app/unfurl/unfurl.h"
#include "text/url.h"

struct unfurl_in {
    struct str url;
};
static const struct json_field in_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct unfurl_in, url), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = POST_URL_MAX, .help = "Address of a web page; https:// may be left out."},
    {0}};
const struct json_shape unfurl_in_shape = {"unfurl_in", sizeof(struct unfurl_in), in_fields};

struct unfurl_out {
    struct str url, title, description, image, site_name, author, language, icon;
    int64_t published_at;
    bool has_published_at;
};
#define TEXT(m, why)                                                                                                   \
    {.name = #m, .type = JSON_T_STR, .off = offsetof(struct unfurl_out, m), .flags = JSON_REQUIRED | JSON_NULLABLE,    \
     .help = why}
static const struct json_field out_fields[] = {
    TEXT(url, "Its canonical address."),
    TEXT(title, NULL),
    TEXT(description, NULL),
    TEXT(image, "Where its picture is; a post that takes it has it fetched."),
    TEXT(site_name, NULL),
    TEXT(author, NULL),
    TEXT(language, "BCP 47."),
    TEXT(icon, NULL),
    {.name = "published_at", .type = JSON_T_TIME, .off = offsetof(struct unfurl_out, published_at),
     .flags = JSON_REQUIRED | JSON_NULLABLE, .has = JSON_HAS(unfurl_out, has_published_at)},
    {0}};
const struct json_shape unfurl_shape = {"unfurl", sizeof(struct unfurl_out), out_fields};

/* What people paste, with the scheme that is meant where there is none. */
static enum err address(struct rq *rq, struct str typed, struct str *ret) {
    const char *why = "not a web address";
    struct url u;
    if (str_find(typed, STR("://")) == typed.n) {
        typed = arena_printf(rq->arena, "https://%.*s", STRF(typed));
    }
    if (url_parse(rq->arena, typed, NULL, &why, &u) != E_OK || !url_is_web(&u)) {
        return err_set(&rq->errs, E_INVALID, "/url", "%s", why);
    }
    if (u.userinfo.p) {
        return err_set(&rq->errs, E_INVALID, "/url", "an address without a user name is needed");
    }
    u.fragment = STR_NULL;
    *ret = url_text(rq->arena, &u);
    return E_OK;
}

enum err unfurl_post(struct rq *rq) {
    const struct unfurl_in *in = rq->body;
    struct str url;
    enum err e = address(rq, in->url, &url);
    if (e) {
        return e;
    }
    struct arena *own = arena_create(UNFURL_ARENA);
    struct problems errs = {.arena = rq->arena};
    struct page p;
    bool passing;
    e = unfurl(url, own, &errs, &passing, &p);
    if (e) {
        e = err_set(&rq->errs, e, "/url", "%.*s", STRF(errs.n ? arena_dup(rq->arena, errs.items[errs.n - 1].detail) : STR("")));
    } else {
        struct unfurl_out out = {p.url, p.title, p.description, p.image, p.site_name, p.author, p.language, p.icon,
                                 p.published, p.published != 0};
        e = reply_json(rq, 200, &unfurl_shape, &out);
    }
    arena_free(own);
    return e;
}
