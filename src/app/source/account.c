/* account.c: see account.h. */
#include "app/source/account.h"

#include "app/source/import.h"
#include "base/clock.h"
#include "network/network.h"
#include "page/profiles.h"

enum { HASHED_PER_ITEM = 9 };

/* ---- faults ---- */

static struct source_fault fault_of(enum remote_result result, const struct remote *r) {
    if (r->err) {
        return fault_of_err(r->err);
    }
    if (result == REMOTE_GONE && r->account.moved_to.p) {
        return (struct source_fault){"account_moved", "the account has moved"};
    }
    if (result == REMOTE_GONE) {
        return r->status == 410 ? fault_of_status(410) : (struct source_fault){"account_not_found", "there is no such account"};
    }
    if (result == REMOTE_POLICY) {
        return (struct source_fault){"account_suspended", "the account is closed there"};
    }
    if (result == REMOTE_SCOPE && r->status != 403) {
        return (struct source_fault){"account_hidden", "the account is not for everybody"};
    }
    bool refused = result == REMOTE_EXPIRED || result == REMOTE_REAUTH || result == REMOTE_SCOPE;
    bool busy = result == REMOTE_RETRY || result == REMOTE_UNSURE;
    return refused ? fault_of_status(403) : busy ? fault_of_status(r->status) : fault_of_err(E_PEER);
}

static void fail(struct remote *r, enum remote_result result, struct poll_found *ret) {
    struct str more = r->errs->n ? r->errs->items[r->errs->n - 1].detail : STR("");
    ret->fault = fault_of(result, r);
    ret->kind = result == REMOTE_GONE && r->status == 410 && !r->account.moved_to.p ? POLL_GONE : POLL_FAILED;
    ret->why = r->err == E_REFUSED ? E_INVALID : E_NO_ACCOUNT;
    ret->detail = more.n ? arena_printf(r->a, "%s: %.*s", ret->fault.words, STRF(more)) : str_of(ret->fault.words);
    ret->retry_after_s = r->retry_after_s;
}

/* ---- posts as items ---- */

/* The text, and the link below it where it does not stand in it. */
static struct str body_of(struct arena *a, const struct remote_item *i) {
    struct buf b;
    if (!i->card_url.p || str_find(i->text, i->card_url) < i->text.n) {
        return i->text;
    }
    buf_init(&b, a, 2 * REMOTE_POST_MAX);
    buf_str(&b, i->text);
    buf_c(&b, i->text.n ? "\n\n" : "");
    if (i->card_title.p) {
        buf_str(&b, i->card_title);
        buf_c(&b, "\n");
    }
    buf_str(&b, i->card_url);
    return buf_view(&b);
}

static struct feed_item item_of(struct arena *a, const struct remote_account *account, const struct remote_item *i) {
    struct feed_item out = {
        .id = i->id, .url = i->url, .author = account->name, .published = i->published_at, .updated = i->edited_at,
        .title = i->title.p ? i->title : i->text.n ? STR_NULL : i->card_title, .content = body_of(a, i), .language = i->language,
        .image = i->pictures_n ? i->pictures[0].url : i->card_image,
        .image_alt = i->pictures_n ? i->pictures[0].alt : STR_NULL, .version = i->version};
    if (i->video) {
        out.enclosures = arena_new(a, struct feed_enclosure);
        *out.enclosures = (struct feed_enclosure){.url = i->url, .type = STR("video/*"), .length = -1};
        out.enclosures_n = 1;
    }
    return out;
}

/* The pages as long as they bring what is newer than `since`; of an account that is new (`since` 0) enough for the first import. */
static enum remote_result read_pages(struct remote *r, const struct remote_api *api, int64_t since, struct feed *ret) {
    struct str from = STR("");
    *ret = (struct feed){.kind = FEED_ACCOUNT};
    ret->items = arena_array(r->a, struct feed_item, ACCOUNT_PAGES_MAX * REMOTE_PAGE_MAX);
    for (size_t page = 0; page < ACCOUNT_PAGES_MAX; page++) {
        struct remote_page got;
        enum remote_result result = api->posts(r, from, &got);
        if (result) {
            return result;
        }
        for (size_t i = 0; i < got.n; i++) {
            if (!got.items[i].reply && !got.items[i].repost) {
                ret->items[ret->n++] = item_of(r->a, &r->account, &got.items[i]);
            }
        }
        bool enough = since ? got.oldest_at <= since : ret->n >= SOURCE_FIRST_ITEMS;
        if (enough || !got.next.n || str_eq(got.next, from)) {
            break;
        }
        from = got.next;
    }
    return REMOTE_OK;
}

/* Whether all is as it was: what becomes of the posts, not how often each was liked. */
static struct str hash_of(struct arena *a, const struct remote_account *account, const struct feed *f) {
    struct str *texts = arena_array(a, struct str, f->n * HASHED_PER_ITEM + 4);
    size_t n = 0;
    const struct str about[] = {account->server, account->handle, account->name, account->url};
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        texts[n++] = about[i];
    }
    for (size_t i = 0; i < f->n; i++) {
        const struct feed_item *it = &f->items[i];
        const struct str parts[HASHED_PER_ITEM] = {it->id, it->version, it->url, it->title, it->content, it->image, it->image_alt,
                                                   it->language, it->enclosures_n ? STR("v") : STR("")};
        for (size_t k = 0; k < HASHED_PER_ITEM; k++) {
            texts[n++] = parts[k];
        }
    }
    return hash_texts(a, texts, n);
}

/* After the account was looked up. */
static void read_posts(struct remote *r, const struct network *network, int64_t since, struct str known, struct poll_found *ret) {
    enum remote_result result = read_pages(r, network->remote, since, &ret->feed);
    if (result) {
        fail(r, result, ret);
        return;
    }
    struct remote_account *account = arena_new(r->a, struct remote_account);
    *account = r->account;
    ret->account = account;
    ret->body_hash = hash_of(r->a, account, &ret->feed);
    ret->kind = known.p && str_eq(ret->body_hash, known) ? POLL_SAME : POLL_FEED;
    ret->feed.title = account->name;
    ret->feed.link = account->url;
    ret->feed.description = account->about;
}

static struct remote begin(struct arena *a, struct problems *errs) {
    *errs = (struct problems){.arena = a};
    return (struct remote){.a = a, .errs = errs, .now = clock_now(), .server = STR(""), .retry_after_s = -1,
                           .deadline = clock_mono() + REMOTE_DEADLINE_S * US_PER_S};
}

/* An account that has another page than the one under which it is known: the DID's stays, whatever its handle. */
static struct str address_of(struct arena *a, const struct network *n, const struct remote_account *account) {
    return str_is(str_of(n->name), "bluesky") ? arena_printf(a, "https://bsky.app/profile/%.*s", STRF(account->id)) : account->url;
}

/* On hosts where every account is one of another network, nobody need be asked. */
static const struct network *network_named(struct arena *a, struct str typed, struct str *ret_written, bool *ret_sure) {
    struct profile p;
    *ret_sure = profile_of(a, poll_address(a, typed), false, &p);
    for (size_t i = 0; i < network_count; i++) {
        const struct network *n = networks[i];
        if (!n->remote || !n->remote->account_in || (*ret_sure && !str_is(p.network, n->name))) {
            continue;
        }
        *ret_written = n->remote->account_in(a, typed);
        if (ret_written->p) {
            return n;
        }
    }
    return NULL;
}

enum account_named account_find(struct str typed, struct arena *arena, struct poll_found *ret) {
    struct problems errs;
    struct str written;
    bool sure;
    const struct network *n = network_named(arena, str_trim(typed), &written, &sure);
    if (!n) {
        return ACCOUNT_NONE;
    }
    bool address = str_find(typed, STR("://")) < typed.n || str_find(typed, STR("/@")) < typed.n;
    struct remote r = begin(arena, &errs);
    *ret = (struct poll_found){.url = typed, .network = str_of(n->name), .max_age_s = -1, .retry_after_s = -1};
    enum remote_result result = n->remote->look_up(&r, written);
    if (result) {
        fail(&r, result, ret);
    } else {
        ret->url = address_of(arena, n, &r.account);
        read_posts(&r, n, 0, STR_NULL, ret);
    }
    ret->sure = sure || r.account.id.n > 0;
    return address ? ACCOUNT_ADDRESS : ACCOUNT_HANDLE;
}

void account_poll(const struct source *s, struct arena *arena, struct poll_found *ret) {
    struct problems errs;
    struct remote r = begin(arena, &errs);
    const struct network *n = network_find(s->network);
    *ret = (struct poll_found){.url = s->url, .network = s->network, .max_age_s = -1, .retry_after_s = -1, .kind = POLL_FAILED,
                               .why = E_NO_ACCOUNT, .fault = fault_of_err(E_PEER), .detail = STR("the network is not known")};
    if (!n || !n->remote || !n->remote->look_again) {
        return;
    }
    r.server = s->account_server;
    r.account = (struct remote_account){.server = s->account_server, .id = s->account_id, .handle = s->account_handle, .name = s->title,
                                        .url = s->site_url};
    enum remote_result result = n->remote->look_again(&r);
    if (result) {
        fail(&r, result, ret);
        return;
    }
    read_posts(&r, n, s->last_ok_at ? s->last_item_at : 0, s->body_hash, ret);
}
