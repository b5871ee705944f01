/* source.c: adding, changing and deleting sources. See source.h; storing what a poll found is in store.c. */
#include "app/source/source.h"

#include "app/channel/channel.h"

#include "app/brand/brand.h"
#include "app/source/import.h"
#include "app/source/poll.h"
#include "app/source/push.h"
#include "app/source/store.h"
#include "base/id.h"
#include "page/profiles.h"
#include "sql_gen.h"
#include "text/lang.h"
#include "text/url.h"

static struct source of_row(const struct sql_source_row *r) {
    return (struct source){
        .id = r->id, .brand_id = r->brand_id, .brand_name = r->brand_name, .kind = r->kind, .network = r->network,
        .account_id = r->account_id, .account_server = r->account_server, .account_handle = r->account_handle,
        .url = r->url, .title = r->title, .site_url = r->site_url, .language = r->language, .mode = r->mode,
        .status = r->status, .etag = r->etag, .last_modified = r->last_modified, .body_hash = r->body_hash,
        .moved_to = r->moved_to, .moved_count = r->moved_count, .interval_s = r->interval_s,
        .next_poll_at = r->next_poll_at, .last_poll_at = r->last_poll_at_null ? 0 : r->last_poll_at,
        .last_ok_at = r->last_ok_at_null ? 0 : r->last_ok_at,
        .last_item_at = r->last_item_at_null ? 0 : r->last_item_at,
        .error_code = r->error_code, .error_detail = r->error_detail, .error_count = r->error_count,
        .created_at = r->created_at,
        .channel_id = r->channel_id_null ? 0 : r->channel_id, .pending = r->pending, .published = r->published};
}

enum err source_get(struct tx *tx, int64_t id, struct source *ret) {
    struct sql_source_row row;
    enum err e = sql_source_get(tx, id, &row);
    if (!e) {
        *ret = of_row(&row);
    }
    return e;
}

enum err source_list(struct tx *tx, int64_t after, int64_t limit, int64_t scope, struct source **ret, size_t *ret_n) {
    struct sql_source_row *rows;
    size_t n;
    enum err e = sql_source_list(tx, after, limit, scope ? &scope : NULL, &rows, &n);
    if (e) {
        return e;
    }
    struct source *out = arena_array(tx->arena, struct source, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = of_row(&rows[i]);
    }
    *ret = out;
    *ret_n = n;
    return E_OK;
}

/* No other source watches this address. */
static enum err check_free(struct tx *tx, struct str url, int64_t id) {
    struct sql_source_by_url_row *rows;
    size_t n;
    enum err e = sql_source_by_url(tx, url, &rows, &n);
    if (!e && n && rows[0].id != id) {
        return err_set(tx->errs, E_EXISTS, "/url", "this feed is a source already");
    }
    return e;
}

static enum err check_room(struct tx *tx) {
    struct sql_source_row *rows;
    size_t n;
    enum err e = sql_source_list(tx, 0, SOURCES_MAX, NULL, &rows, &n);
    if (!e && n >= SOURCES_MAX) {
        return err_set(tx->errs, E_LIMIT, "", "a company has at most %d sources", SOURCES_MAX);
    }
    return e;
}

/* The reason goes where the address was typed. What another server does wrong is no 5xx of ours here, and a 5xx would
 * not show its reason. */
static enum err say_fault(const struct db_cx *cx, const struct poll_found *found) {
    enum err why = found->why == E_INVALID || found->why == E_REFUSED ? E_INVALID
                   : found->why == E_NO_ACCOUNT                       ? E_NO_ACCOUNT
                                                                      : E_NOT_FEED;
    return err_set(cx->errs, why, "/url", "%.*s", STRF(found->detail));
}

struct add_args {
    const struct source_new *in;
    const struct poll_found *found;
};

static struct str add_title(struct arena *a, const struct poll_found *found) {
    struct str title = text_shorten(a, text_one_line(a, found->feed.title), SOURCE_TITLE_MAX);
    return str_empty(title) ? url_host(a, found->url) : title;
}

/* The feed of an account on a network stands in that network's tab. Any server may be a Mastodon: its feeds are told by
 * their address, the account's with ".rss" behind it. */
static struct str network_of(struct arena *a, const struct poll_found *found, struct str site) {
    struct profile p;
    struct str url = found->url;
    if (found->account) {
        return found->network;
    }
    bool mastodon = str_eq(url, arena_printf(a, "%.*s.rss", STRF(site)));
    return profile_of(a, site, mastodon, &p) ? p.network : STR("web");
}

static struct str site_of(struct arena *a, const struct poll_found *found) {
    return found->feed.link.p && url_host(a, found->feed.link).p ? found->feed.link : found->url;
}

static enum err insert(struct tx *tx, const struct add_args *a, int64_t id) {
    const struct feed *f = &a->found->feed;
    struct brand brand;
    enum err e = brand_find(tx, a->in->brand_id, "/brand_id", &brand);
    if (e) {
        return e;
    }
    struct str site = site_of(tx->arena, a->found);
    const struct remote_account *account = a->found->account;
    return sql_source_insert(tx, &(struct sql_source_insert_in){
        .id = id, .brand = brand.id, .kind = str_of(feed_kind_name(f->kind)), .network = network_of(tx->arena, a->found, site),
        .account_id = account ? account->id : STR_NULL, .account_server = account ? account->server : STR_NULL,
        .account_handle = account ? account->handle : STR_NULL, .url = a->found->url,
        .title = add_title(tx->arena, a->found), .site_url = site,
        .language = f->language.p ? lang_primary(tx->arena, f->language) : STR(""),
        .mode = a->in->direct ? STR("direct") : STR("inbox"), .interval_s = SOURCE_INTERVAL_START_S,
        .now = a->in->now});
}

static enum err add_tx(struct tx *tx, const void *args, void *ret) {
    const struct add_args *a = args;
    int64_t id = id_new();
    enum err e = check_free(tx, a->found->url, 0);
    if (!e) {
        e = check_room(tx);
    }
    if (!e) {
        e = insert(tx, a, id);
    }
    struct source s;
    if (!e) {
        e = source_get(tx, id, &s);
    }
    if (!e) {
        e = source_store(tx, &s, a->found, a->in->now);
    }
    if (!e) {
        e = event_record(tx, &(struct event){.kind = EV_SOURCE_ADDED, .at = a->in->now, .subject = id});
        *(int64_t *)ret = id;
    }
    return e;
}

enum err source_add(const struct db_cx *given, const struct source_new *in, int64_t *ret_id) {
    struct db_cx cx = *given;
    cx.arena = arena_create(SOURCE_ARENA);
    struct poll_found found;
    poll_discover(in->url, cx.arena, &found);
    enum err e;
    if (found.kind == POLL_FEED) {
        e = db_tx(&cx, add_tx, &(struct add_args){in, &found}, ret_id, sizeof *ret_id);
    } else {
        e = say_fault(&cx, &found);
    }
    arena_free(cx.arena);
    return e;
}

struct change_args {
    int64_t id, now;
    const struct source_change *change;
    const struct poll_found *found;  /* of a new address, else NULL */
};

static enum err change_url(struct tx *tx, struct source *s, const struct change_args *a) {
    enum err e = check_free(tx, a->found->url, s->id);
    if (!e) {
        const struct remote_account *account = a->found->account;
        e = sql_source_set_url(tx, &(struct sql_source_set_url_in){
            .id = s->id, .url = a->found->url, .kind = str_of(feed_kind_name(a->found->feed.kind)),
            .network = network_of(tx->arena, a->found, site_of(tx->arena, a->found)),
            .account_id = account ? account->id : STR_NULL, .account_server = account ? account->server : STR_NULL,
            .account_handle = account ? account->handle : STR_NULL});
    }
    if (!e) {
        e = source_get(tx, s->id, s);
    }
    return e ? e : source_store(tx, s, a->found, a->now);
}

/* The feed is read whole, so that its hub is found again: pausing ended the subscription. */
static enum err wake_whole(struct tx *tx, int64_t id, int64_t now) {
    enum err e = sql_source_forget(tx, id);
    return e ? e : source_wake(tx, id, now);
}

static enum err find_channel(struct tx *tx, struct str text, int64_t *ret) {
    struct channel c;
    *ret = 0;
    if (str_empty(text)) {
        return E_OK;
    }
    enum err e = id_parse(text, ret) ? channel_get(tx, *ret, &c) : E_NOT_FOUND;
    return e == E_NOT_FOUND ? err_set(tx->errs, E_INVALID, "/channel_id", "there is no such channel") : e;
}

static enum err change_tx(struct tx *tx, const void *args, void *ret) {
    const struct change_args *a = args;
    const struct source_change *c = a->change;
    struct source s;
    (void)ret;
    enum err e = source_get(tx, a->id, &s);
    if (e) {
        return e;
    }
    struct str status = c->has_status ? c->status : a->found && str_is(s.status, "gone") ? STR("active") : s.status;
    bool wakes = str_is(status, "active") && !str_is(s.status, "active");
    int64_t channel = s.channel_id;
    e = c->has_channel ? find_channel(tx, c->channel, &channel) : E_OK;
    e = e ? e : sql_source_edit(tx, &(struct sql_source_edit_in){
        .id = s.id, .title = c->has_title ? c->title : s.title, .mode = c->has_mode ? c->mode : s.mode, .status = status,
        .channel_id = channel ? &channel : NULL});
    if (!e && a->found) {
        e = change_url(tx, &s, a);
    } else if (!e && wakes) {
        e = wake_whole(tx, s.id, a->now);
    }
    if (!e && str_is(status, "paused")) {
        e = push_end(tx, s.id, a->now);
    }
    return e ? e : event_record(tx, &(struct event){.kind = EV_SOURCE_CHANGED, .at = a->now, .subject = s.id});
}

static enum err exists_tx(struct tx *tx, const void *args, void *ret) {
    return source_get(tx, *(const int64_t *)args, ret);
}

enum err source_change(const struct db_cx *given, int64_t id, const struct source_change *c, int64_t now) {
    struct db_cx cx = *given;
    cx.arena = arena_create(SOURCE_ARENA);
    struct change_args args = {id, now, c, NULL};
    struct source s;
    struct poll_found found;
    enum err e = db_read(&cx, exists_tx, &id, &s, sizeof s);
    if (!e && c->has_url) {
        poll_discover(c->url, cx.arena, &found);
        args.found = &found;
        if (found.kind != POLL_FEED) {
            e = say_fault(&cx, &found);
        }
    }
    if (!e) {
        e = db_tx(&cx, change_tx, &args, NULL, 0);
    }
    arena_free(cx.arena);
    return e;
}

enum err source_delete(struct tx *tx, int64_t id, int64_t now) {
    struct source s;
    enum err e = source_get(tx, id, &s);
    if (!e) {
        e = sql_source_origins_delete(tx, id);
    }
    if (!e) {
        e = push_end(tx, id, now);
    }
    if (!e) {
        e = sql_source_delete(tx, id);
    }
    return e ? e : event_record(tx, &(struct event){.kind = EV_SOURCE_DELETED, .at = now, .subject = id});
}
