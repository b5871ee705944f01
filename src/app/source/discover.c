/* discover.c: see discover.h. */
#include "app/source/discover.h"

#include "app/post/post.h"
#include "app/source/account.h"
#include "app/source/import.h"
#include "app/source/poll.h"
#include "base/clock.h"
#include "net/fetch.h"
#include "page/page.h"
#include "page/profiles.h"
#include "text/url.h"

#include <pthread.h>
#include <stdlib.h>

enum { RATE_DAYS = 90, MONTH_DAYS = 30, CANDIDATES_MAX = DISCOVER_READ_MAX + PROFILES_MAX };

/* One thing that may be a source. */
struct candidate {
    struct str read;                 /* address to read; NULL: none */
    struct str url, network, handle;
    const char *how;
    bool account, look_around;       /* look_around: the page names no feed, so the usual addresses are tried */
    struct arena *own;               /* of its thread */
    pthread_t thread;
    bool threaded;
    struct poll_found found;
    struct fetch_reply reply;
};

struct hunt {
    struct arena *arena;
    struct problems *errs;
    struct str site_host;
    struct candidate list[CANDIDATES_MAX];
    size_t n;
};

static void *read_candidate(void *arg) {
    struct candidate *c = arg;
    enum account_named named = c->account ? account_find(c->url, c->own, &c->found) : ACCOUNT_NONE;
    if (named == ACCOUNT_HANDLE || (named == ACCOUNT_ADDRESS && c->found.kind == POLL_FEED)) {
        return NULL;
    }
    if (c->look_around) {
        poll_discover(c->read, c->own, &c->found);
    } else {
        poll_look(c->read, c->own, &c->found, &c->reply);
    }
    /* A channel's page that names its feed. */
    if (c->account && c->found.kind == POLL_FAILED && c->found.why == E_NOT_FEED && !c->look_around) {
        poll_discover(c->read, c->own, &c->found);
    }
    return NULL;
}

static void read_all(struct hunt *h) {
    size_t reads = 0;
    for (size_t i = 0; i < h->n; i++) {
        struct candidate *c = &h->list[i];
        if (c->read.p && reads++ < DISCOVER_READ_MAX) {
            c->own = arena_create(SOURCE_ARENA);
            c->threaded = pthread_create(&c->thread, NULL, read_candidate, c) == 0;
            if (!c->threaded) {
                (void)read_candidate(c);
            }
        }
    }
    for (size_t i = 0; i < h->n; i++) {
        if (h->list[i].threaded) {
            (void)pthread_join(h->list[i].thread, NULL);
        }
    }
}

static void add(struct hunt *h, const struct candidate *c) {
    for (size_t i = 0; i < h->n; i++) {
        if (c->read.p && h->list[i].read.p && str_eq(c->read, h->list[i].read)) {
            return;
        }
    }
    if (h->n < CANDIDATES_MAX) {
        h->list[h->n++] = *c;
    }
}

static const char *const how_words[] = {[PROFILE_REL_ME] = "rel_me", [PROFILE_JSON_LD] = "json_ld", [PROFILE_LINK] = "link"};

static void add_profile(struct hunt *h, const struct profile *p, const char *how) {
    add(h, &(struct candidate){.read = p->feed, .url = p->url, .network = p->network, .handle = p->handle, .how = how,
                               .account = true});
}

/* WordPress names the feed of all comments beside that of the posts. */
static bool of_comments(struct str url) {
    return str_find(url, STR("/comments/feed")) < url.n || str_find(url, STR("comments-rss")) < url.n;
}

static void add_page(struct hunt *h, const struct fetch_reply *page, struct discovery *ret) {
    struct feed_link links[FEED_LINKS_MAX];
    struct profile profiles[PROFILES_MAX];
    struct page about;
    size_t n = 0, taken = 0, profiles_n = 0;
    page_parse(page->body, page->content_type, page->url, h->arena, &about);
    ret->url = page->url;
    ret->name = about.site_name.p ? about.site_name : about.title;
    ret->language = about.language;
    feed_discover(page->body, page->url, h->arena, links, FEED_LINKS_MAX, &n);
    for (size_t i = 0; i < n && taken < DISCOVER_FEEDS_MAX; i++) {
        if (!of_comments(links[i].url)) {
            add(h, &(struct candidate){.read = links[i].url, .url = links[i].url, .network = STR("web"), .how = "page"});
            taken++;
        }
    }
    if (taken == 0) {
        add(h, &(struct candidate){.read = page->url, .url = page->url, .network = STR("web"), .how = "guess", .look_around = true});
    }
    page_profiles(page->body, page->content_type, page->url, h->arena, profiles, &profiles_n);
    for (size_t i = 0; i < profiles_n; i++) {
        add_profile(h, &profiles[i], how_words[profiles[i].how]);
    }
}

/* ---- what was found ---- */

static int64_t newest(const struct feed *f) {
    int64_t at = 0;
    for (size_t i = 0; i < f->n; i++) {
        at = f->items[i].published > at ? f->items[i].published : at;
    }
    return at;
}

/* Posts of 30 days: of those of the last 90, over these days or, where the feed does not reach so far back, over the days
 * it holds. */
static double rate(const struct feed *f, int64_t now) {
    int64_t oldest = now, count = 0;
    for (size_t i = 0; i < f->n; i++) {
        int64_t at = f->items[i].published;
        if (at > now - RATE_DAYS * US_PER_DAY && at <= now) {
            count++;
        }
        oldest = at > 0 && at < oldest ? at : oldest;
    }
    int64_t span = now - oldest;
    span = span > RATE_DAYS * US_PER_DAY ? RATE_DAYS * US_PER_DAY : span;
    span = span < MONTH_DAYS * US_PER_DAY ? MONTH_DAYS * US_PER_DAY : span;
    return (double)(count * MONTH_DAYS * 10 * US_PER_DAY / span) / 10;
}

static struct str title_of(struct hunt *h, const struct candidate *c) {
    struct str title = c->found.kind == POLL_FEED && c->found.feed.title.p ? str_trim(c->found.feed.title) : STR("");
    if (str_empty(title)) {
        title = str_empty(c->handle) ? url_host(h->arena, c->url) : c->handle;
    }
    return arena_dup(h->arena, str_utf8_cut(title, SOURCE_TITLE_MAX));
}

static void conclude(struct hunt *h, const struct candidate *c, int64_t now, struct discovered *out) {
    bool readable = c->read.p && c->own && c->found.kind == POLL_FEED;
    *out = (struct discovered){.url = readable ? arena_dup(h->arena, c->found.url) : c->url, .title = title_of(h, c),
                               .network = c->network, .how = str_of(c->how), .readable = readable};
    if (!readable) {
        out->trouble = !c->read.p ? STR_NULL : c->own ? arena_dup(h->arena, c->found.detail) : STR("too many accounts at once");
        return;
    }
    const struct feed *f = &c->found.feed;
    out->items = (int64_t)f->n;
    out->last_at = newest(f);
    out->per_month = rate(f, now);
    struct str says = c->found.account ? f->description : c->reply.body;
    out->confirmed = c->account && h->site_host.n && says.p && str_find(says, h->site_host) < says.n;
    out->suggested = f->n > 0 && (out->last_at == 0 || out->last_at > now - DISCOVER_STALE_DAYS * US_PER_DAY);
}

/* The same entries in another format, or at another address. */
static bool is_twin(const struct candidate *a, const struct candidate *b) {
    const struct feed *f = &a->found.feed, *g = &b->found.feed;
    if (!a->own || !b->own || a->found.kind != POLL_FEED || b->found.kind != POLL_FEED || f->n == 0 || g->n == 0) {
        return false;
    }
    return str_eq(a->found.url, b->found.url) || (f->items[0].url.p && str_eq(f->items[0].url, g->items[0].url) && f->n == g->n);
}

static bool twin_before(const struct hunt *h, size_t i) {
    for (size_t k = 0; k < i; k++) {
        if (is_twin(&h->list[k], &h->list[i])) {
            return true;
        }
    }
    return false;
}

static int later_first(const void *a, const void *b) {
    int64_t x = ((const struct discovered_post *)a)->published_at, y = ((const struct discovered_post *)b)->published_at;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void add_posts(struct hunt *h, const struct candidate *c, const struct discovered *d, struct discovery *ret) {
    const struct feed *f = &c->found.feed;
    for (size_t i = 0; i < f->n && i < DISCOVER_POSTS_MAX; i++) {
        struct str title = f->items[i].title.p ? f->items[i].title : c->found.account ? text_one_line(c->own, f->items[i].content) : STR_NULL;
        title = text_shorten(c->own, title, POST_TITLE_MAX);
        if (title.n && f->items[i].url.p) {
            ret->posts[ret->posts_n++] = (struct discovered_post){
                arena_dup(h->arena, title), arena_dup(h->arena, f->items[i].url), d->network, d->title, f->items[i].published};
        }
    }
}

static void tell(struct hunt *h, struct discovery *ret) {
    int64_t now = clock_now();
    ret->sources = arena_array(h->arena, struct discovered, h->n + 1);
    ret->posts = arena_array(h->arena, struct discovered_post, h->n * DISCOVER_POSTS_MAX + 1);
    for (size_t i = 0; i < h->n; i++) {
        struct discovered *d = &ret->sources[ret->sources_n];
        const struct candidate *c = &h->list[i];
        if (twin_before(h, i)) {
            continue;
        }
        conclude(h, c, now, d);
        if (!d->readable && !c->account) {
            continue;                /* a page that names no feed, and none was found */
        }
        ret->sources_n++;
        if (d->suggested) {
            add_posts(h, c, d, ret);
        }
    }
    qsort(ret->posts, ret->posts_n, sizeof *ret->posts, later_first);
    ret->posts_n = ret->posts_n > DISCOVER_POSTS_MAX ? DISCOVER_POSTS_MAX : ret->posts_n;
}

/* The address itself: a feed, an account, or a page. */
static enum err start(struct hunt *h, struct str typed, struct discovery *ret) {
    struct profile p;
    struct poll_found found;
    struct fetch_reply page;
    struct str url = poll_address(h->arena, typed);
    struct url u;
    const char *why = "not a web address";
    enum account_named named = account_find(typed, h->arena, &found);
    if (named != ACCOUNT_NONE && found.kind == POLL_FEED) {
        ret->url = found.account->url;
        add(h, &(struct candidate){.read = found.url, .url = typed, .network = found.network, .handle = found.account->handle,
                                   .how = "address", .account = true});
        return E_OK;
    }
    if (named == ACCOUNT_HANDLE) {
        return err_set(h->errs, E_INVALID, "/url", "%.*s", STRF(found.detail));
    }
    if (url_parse(h->arena, url, NULL, &why, &u) != E_OK || !url_is_web(&u)) {
        return err_set(h->errs, E_INVALID, "/url", "%s", why);
    }
    ret->url = url_text(h->arena, &u);
    if (profile_of(h->arena, url, false, &p)) {
        add_profile(h, &p, "address");
        return E_OK;
    }
    poll_look(ret->url, h->arena, &found, &page);
    if (found.kind == POLL_FEED) {
        add(h, &(struct candidate){.read = found.url, .url = found.url, .network = STR("web"), .how = "address"});
    } else if (page.body.p) {
        h->site_host = url_host(h->arena, page.url);
        add_page(h, &page, ret);
    } else {
        return err_set(h->errs, E_INVALID, "/url", "%.*s", STRF(found.detail));
    }
    return E_OK;
}

enum err discover(struct str typed, struct arena *arena, struct problems *errs, struct discovery *ret) {
    struct hunt *h = arena_new(arena, struct hunt);
    int64_t began = clock_mono();
    *ret = (struct discovery){.elapsed_ms = 0};
    h->arena = arena;
    h->errs = errs;
    enum err e = start(h, typed, ret);
    if (!e) {
        read_all(h);
        tell(h, ret);
    }
    for (size_t i = 0; i < h->n; i++) {
        if (h->list[i].own) {
            arena_free(h->list[i].own);
        }
    }
    ret->elapsed_ms = (clock_mono() - began) / 1000;
    return e;
}
