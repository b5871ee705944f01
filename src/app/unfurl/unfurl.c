/* unfurl.c: see unfurl.h. */
#include "app/unfurl/unfurl.h"

#include "app/post/post.h"
#include "base/clock.h"
#include "base/id.h"
#include "json/json.h"
#include "net/fetch.h"

/* What may be a page; servers that say nothing are believed to send one. */
static bool is_page_type(struct str type) {
    static const char *const pages[] = {"text/html", "application/xhtml+xml", "application/xml", "text/xml", NULL};
    type = str_trim(str_sub(type, 0, str_chr(type, ';')));
    for (size_t i = 0; pages[i]; i++) {
        if (str_ieq(type, str_of(pages[i]))) {
            return true;
        }
    }
    return type.n == 0;
}

enum err unfurl(struct str url, struct arena *arena, struct problems *errs, bool *ret_passing, struct page *ret) {
    struct problems own = {.arena = arena};
    struct fetch_reply reply;
    struct fetch_request rq = {.url = url, .max_bytes = UNFURL_PAGE_MAX, .total_ms = UNFURL_MS,
                               .accept = "text/html, application/xhtml+xml, */*;q=0.1"};
    enum err e = fetch(&rq, arena, &own, &reply);
    *ret_passing = e && err_retryable(e);
    if (e) {
        struct str why = own.n ? own.items[own.n - 1].detail : str_of(err_info(e)->title);
        return err_set(errs, E_INVALID, "/url", "%.*s", STRF(why));
    }
    if (reply.status != 200) {
        *ret_passing = reply.status == 429 || reply.status >= 500;
        return err_set(errs, E_INVALID, "/url", "the server answered %d", reply.status);
    }
    if (!is_page_type(reply.content_type)) {
        return err_set(errs, E_INVALID, "/url", "not a web page: %.*s", STRF(str_sub(reply.content_type, 0, 100)));
    }
    page_parse(reply.body, reply.content_type, reply.url, arena, ret);
    return E_OK;
}

/* An item without a page of its own leads to its site, whose picture says nothing of it (app/source/import.c). */
static bool needs_image(const struct post *p) {
    return p->image_id == 0 && !p->image_url.p && !str_empty(p->url) && !str_starts(p->url_key, STR("item:")) &&
           !str_is(p->status, "dropped");
}

enum err unfurl_on_import(struct tx *tx, const struct event *ev) {
    struct post p;
    enum err e = post_get(tx, ev->subject, &p);
    if (e || !needs_image(&p)) {
        return e;
    }
    struct str id = id_text(tx->arena, p.id);
    int64_t at = ev->at + (int64_t)((uint64_t)p.id % UNFURL_SPREAD_S) * US_PER_S;
    return job_enqueue(tx, "page.image", arena_printf(tx->arena, "{\"post\":\"%s\"}", id.p), at, id);
}

struct lend_args {
    int64_t id, now;
    struct str url;
};

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return post_get(tx, *(const int64_t *)args, ret);
}

static enum err lend_tx(struct tx *tx, const void *args, void *ret) {
    const struct lend_args *a = args;
    (void)ret;
    return post_lend_image(tx, a->id, a->url, a->now);
}

/* A page that can't be had is no failure of ours: the post does without. */
enum err unfurl_image_run(struct job_run *run) {
    const struct json_node *payload;
    struct post p;
    int64_t id;
    if (json_parse(run->payload, run->cx.arena, &payload) || !id_parse(json_text(json_get(payload, "post")), &id)) {
        return err_set(run->cx.errs, E_INVALID, "", "the job names no post");
    }
    enum err e = db_read(&run->cx, get_tx, &id, &p, sizeof p);
    if (e || !needs_image(&p)) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    struct arena *own = arena_create(UNFURL_ARENA);
    struct problems errs = {.arena = own};
    struct page page;
    bool passing = false;
    e = unfurl(p.url, own, &errs, &passing, &page);
    if (!e && page.image.p) {
        struct lend_args args = {id, run->now, page.image};
        e = db_tx(&run->cx, lend_tx, &args, NULL, 0);
    } else if (e) {
        e = passing && run->attempt < UNFURL_TRIES ? E_PEER_BUSY : E_OK;
    }
    arena_free(own);
    return e;
}
