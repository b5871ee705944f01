/* poll.c: see poll.h. */
#include "app/source/poll.h"

#include "app/source/account.h"
#include "app/source/import.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "net/fetch.h"
#include "net/link_header.h"
#include "text/url.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    DISCOVER_MAX = 3,        /* feeds that a page names and that are tried */
    GUESSES_MAX = 12,
    GUESSES_S = 15,
    VALIDATOR_AGE_S = 2
};

static const char accept_types[] = "application/atom+xml, application/rss+xml, application/feed+json, "
                                   "application/json;q=0.9, "
                                   "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1";

static void fail(struct poll_found *ret, enum err why, struct source_fault fault, struct str detail) {
    ret->kind = POLL_FAILED;
    ret->why = why;
    ret->fault = fault;
    ret->detail = detail;
}

static void fail_err(struct poll_found *ret, struct arena *arena, enum err e, const struct problems *errs) {
    struct source_fault f = fault_of_err(e);
    struct str more = errs->n ? errs->items[errs->n - 1].detail : STR("");
    struct str words = str_of(f.words);
    fail(ret, e, f, str_empty(more) ? words : arena_printf(arena, "%.*s: %.*s", STRF(words), STRF(more)));
}

static void fail_status(struct poll_found *ret, struct arena *arena, int status) {
    struct source_fault f = fault_of_status(status);
    fail(ret, E_PEER, f, arena_printf(arena, "%s (%d)", f.words, status));
    if (status == 410) {
        ret->kind = POLL_GONE;
    }
}

/* Validators by the second (WordPress makes its ETag of Last-Modified) hold no more for what changed within the same second:
 * RFC 9110 section 8.8.2.2. Then the next poll reads it all, and its hash tells. */
static bool too_fresh(const struct fetch_reply *reply) {
    int64_t changed, date = clock_now();
    if (!reply->last_modified.p || !feed_date(reply->last_modified, &changed)) {
        return false;
    }
    if (reply->date.p && !feed_date(reply->date, &date)) {
        date = clock_now();
    }
    return date - changed < VALIDATOR_AGE_S * US_PER_S;
}

/* One exchange; true when there is a body to read in *reply. */
static bool ask(struct str url, struct str etag, struct str last_modified, struct arena *arena, struct poll_found *ret,
                struct fetch_reply *reply) {
    struct problems errs = {.arena = arena};
    struct fetch_request rq = {.url = url, .accept = accept_types, .etag = etag, .last_modified = last_modified,
                               .max_bytes = SOURCE_FETCH_BYTES};
    *ret = (struct poll_found){.url = url, .max_age_s = -1, .retry_after_s = -1};
    enum err e = fetch(&rq, arena, &errs, reply);
    if (e) {
        fail_err(ret, arena, e, &errs);
        return false;
    }
    ret->retry_after_s = reply->retry_after_s;
    if (fault_of_status(reply->status).code) {
        fail_status(ret, arena, reply->status);
        return false;
    }
    ret->kind = POLL_SAME;
    ret->etag = too_fresh(reply) ? STR_NULL : reply->etag;
    ret->last_modified = too_fresh(reply) ? STR_NULL : reply->last_modified;
    ret->max_age_s = reply->max_age_s;
    ret->permanent = reply->downgraded ? STR_NULL : reply->permanent_url;
    return reply->status == 200;
}

/* The HTTP header leads (WebSub, section 4). */
static struct str advertised(const struct fetch_reply *reply, struct arena *arena, const char *rel, struct str in_feed) {
    struct str target = link_header_rel(reply->link, str_of(rel));
    struct url base, u;
    const char *why;
    if (!target.p || url_parse(arena, reply->url, NULL, &why, &base) || url_parse(arena, target, &base, &why, &u) || !url_is_web(&u)) {
        return in_feed;
    }
    return url_text(arena, &u);
}

/* Whether the same bytes come again. XXH3 takes a tenth of what BLAKE2b does; who could make two answers that collide writes both of them,
 * and would hide from us what he publishes. */
static struct str hash_bytes(struct arena *arena, struct str body) {
    XXH128_canonical_t hash;
    XXH128_canonicalFromHash(&hash, XXH3_128bits(body.p, body.n));
    return hex_text(arena, hash.digest, sizeof hash.digest);
}

static void parse(const struct fetch_reply *reply, struct arena *arena, struct poll_found *ret) {
    struct problems errs = {.arena = arena};
    enum err e = feed_parse(reply->body, reply->content_type, reply->url, arena, &errs, &ret->feed);
    if (e) {
        fail_err(ret, arena, e, &errs);
        return;
    }
    ret->kind = POLL_FEED;
    ret->hub = advertised(reply, arena, "hub", ret->feed.hub);
    ret->topic = advertised(reply, arena, "self", ret->feed.self);
}

void poll_source(const struct source *s, struct arena *arena, struct poll_found *ret) {
    struct fetch_reply reply;
    if (s->account_id.p) {
        account_poll(s, arena, ret);
        return;
    }
    if (!ask(s->url, s->etag, s->last_modified, arena, ret, &reply)) {
        return;
    }
    ret->body_hash = hash_bytes(arena, reply.body);
    if (!str_eq(ret->body_hash, s->body_hash)) {
        parse(&reply, arena, ret);
    }
}

struct str poll_address(struct arena *arena, struct str typed) {
    typed = str_trim(typed);
    if (str_istarts(typed, STR("feed:"))) {
        typed = str_sub(typed, 5, typed.n);
        if (str_starts(typed, STR("//"))) {
            return arena_printf(arena, "https:%.*s", STRF(typed));
        }
    }
    if (str_find(typed, STR("://")) == typed.n) {
        return arena_printf(arena, "https://%.*s", STRF(typed));
    }
    return typed;
}

void poll_look(struct str url, struct arena *arena, struct poll_found *ret, struct fetch_reply *ret_page) {
    *ret_page = (struct fetch_reply){.status = 0};
    if (!ask(url, STR_NULL, STR_NULL, arena, ret, ret_page)) {
        ret_page->body = STR_NULL;
        return;
    }
    ret->body_hash = hash_bytes(arena, ret_page->body);
    if (ret->permanent.p) {
        ret->url = ret->permanent;
    }
    parse(ret_page, arena, ret);
}

static void free_arena(void *arena) {
    arena_free(arena);
}

/* The page names no feed: tries where feeds usually are. Stops at the first that is one, when the host no longer
 * answers, and when the time is up. *ret stays as it was where nothing is found. */
static void guess(const struct fetch_reply *page, struct arena *arena, struct poll_found *ret) {
    struct feed_link links[GUESSES_MAX];
    size_t n = 0;
    int64_t until = clock_now() + GUESSES_S * US_PER_S;
    feed_guess(page->body, page->url, arena, links, GUESSES_MAX, &n);
    for (size_t i = 0; i < n && clock_now() < until; i++) {
        struct poll_found found;
        struct fetch_reply other;
        struct arena *own = arena_create(SOURCE_ARENA);      /* a page of megabytes at each would fill the caller's */
        poll_look(links[i].url, own, &found, &other);
        if (found.kind == POLL_FEED) {
            *ret = found;
            arena_defer(arena, free_arena, own);
            return;
        }
        bool on = found.why == E_NOT_FEED || found.why == E_PEER;
        arena_free(own);
        if (!on) {
            return;
        }
    }
}

static void discover_feed(struct str typed, struct arena *arena, struct poll_found *ret) {
    struct url u;
    const char *why = "not a web address";
    if (url_parse(arena, poll_address(arena, typed), NULL, &why, &u) != E_OK || !url_is_web(&u)) {
        *ret = (struct poll_found){.kind = POLL_FAILED, .why = E_INVALID, .fault = {"address", why},
                                   .detail = str_of(why)};
        return;
    }
    u.fragment = STR_NULL;
    struct fetch_reply page;
    poll_look(url_text(arena, &u), arena, ret, &page);
    if (ret->kind != POLL_FAILED || ret->why != E_NOT_FEED || !page.body.p) {
        return;
    }
    struct feed_link links[FEED_LINKS_MAX];
    size_t n = 0;
    feed_discover(page.body, page.url, arena, links, FEED_LINKS_MAX, &n);
    for (size_t i = 0; i < n && i < DISCOVER_MAX; i++) {
        struct poll_found found;
        struct fetch_reply other;
        poll_look(links[i].url, arena, &found, &other);
        if (found.kind == POLL_FEED || i == 0) {
            *ret = found;
        }
        if (found.kind == POLL_FEED) {
            return;
        }
    }
    if (n == 0) {
        guess(&page, arena, ret);
    }
}

/* Where the account can't be read, its page may still name a feed. What is said then is about the account. */
void poll_discover(struct str typed, struct arena *arena, struct poll_found *ret) {
    struct poll_found account;
    enum account_named named = account_find(typed, arena, &account);
    if (named == ACCOUNT_NONE || (named == ACCOUNT_ADDRESS && account.kind != POLL_FEED)) {
        discover_feed(typed, arena, ret);
    }
    if (named != ACCOUNT_NONE && (account.kind == POLL_FEED || named == ACCOUNT_HANDLE || (ret->kind != POLL_FEED && account.sure))) {
        *ret = account;
    }
}
