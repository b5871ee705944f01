/* store.c: see store.h.
 *
 * The job of a source carries the time it is for in its key. Whoever stores a poll moves next_poll_at and enqueues the
 * job for that time; a job that finds next_poll_at later than itself has been overtaken (by "poll now", say) and ends
 * without a word. So there is one live chain, and no chain breaks. */
#include "app/source/store.h"

#include "app/source/import.h"
#include "app/source/push.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"
#include "text/lang.h"
#include "text/url.h"

static enum err enqueue(struct tx *tx, int64_t id, int64_t at) {
    char text[ID_TEXT_LEN + 1];
    id_format(id, text);
    struct str payload = arena_printf(tx->arena, "{\"source\":\"%s\"}", text);
    struct str key = arena_printf(tx->arena, "%s@%lld", text, (long long)at);
    return job_enqueue(tx, "source.poll", payload, at, key);
}

enum err source_wake(struct tx *tx, int64_t id, int64_t now) {
    enum err e = sql_source_set_next(tx, id, now);
    return e ? e : enqueue(tx, id, now);
}

/* Counts permanent redirects to one place; after SOURCE_MOVED_AFTER of them the address is changed, unless another
 * source has it. */
static enum err follow_move(struct tx *tx, struct source *s, struct str permanent, int64_t now) {
    if (!permanent.p || str_eq(permanent, s->url) || permanent.n > SOURCE_URL_MAX) {
        s->moved_to = STR_NULL;
        s->moved_count = 0;
        return E_OK;
    }
    s->moved_count = str_eq(permanent, s->moved_to) ? s->moved_count + 1 : 1;
    s->moved_to = permanent;
    if (s->moved_count < SOURCE_MOVED_AFTER) {
        return E_OK;
    }
    struct sql_source_by_url_row *rows;
    size_t n;
    enum err e = sql_source_by_url(tx, permanent, &rows, &n);
    if (e || n) {
        return e;
    }
    s->url = permanent;
    s->moved_to = STR_NULL;
    s->moved_count = 0;
    return event_record(tx, &(struct event){.kind = EV_SOURCE_CHANGED, .at = now, .subject = s->id});
}

static void heal(struct source *s, int64_t now) {
    if (str_is(s->status, "gone")) {
        s->status = STR("active");   /* asked by hand, and it is back */
    }
    s->error_code = s->error_detail = STR_NULL;
    s->error_count = 0;
    s->last_ok_at = now;
}

/* A poll by hand before its time may shorten the interval, but says nothing about how seldom there is something. */
static int64_t next_interval(const struct source *s, bool new_items, int64_t now) {
    return new_items || now >= s->next_poll_at ? schedule_interval(s->interval_s, new_items) : s->interval_s;
}

/* 304 or the same bytes. Validators that came along replace the old ones. */
static void store_same(struct source *s, const struct poll_found *f, bool proven, int64_t now) {
    heal(s, now);
    s->etag = f->etag.p ? f->etag : s->etag;
    s->last_modified = f->last_modified.p ? f->last_modified : s->last_modified;
    s->interval_s = next_interval(s, false, now);
    s->next_poll_at = now + schedule_delay(proven ? SOURCE_INTERVAL_MAX_S : s->interval_s, f->max_age_s, 0) * US_PER_S;
}

static enum err store_feed(struct tx *tx, struct source *s, const struct poll_found *f, const struct push *push,
                           int64_t now) {
    bool told = push->last_delivery_at > s->last_poll_at, proven = push_proven(push, now);
    bool first = s->last_ok_at == 0;
    struct import_result r;
    if (f->feed.link.p && url_host(tx->arena, f->feed.link).p) {
        s->site_url = f->feed.link;
    }
    if (f->feed.language.p) {
        s->language = lang_primary(tx->arena, f->feed.language);
    }
    s->kind = str_of(feed_kind_name(f->feed.kind));
    if (f->account) {
        s->account_server = f->account->server;
        s->account_handle = f->account->handle;
    }
    enum err e = source_import(tx, s, &f->feed, first, now, &r);
    if (e) {
        return e;
    }
    heal(s, now);
    /* With items left over the next poll must not be told that nothing changed. */
    s->etag = r.more ? STR_NULL : f->etag;
    s->last_modified = r.more ? STR_NULL : f->last_modified;
    s->body_hash = r.more ? STR_NULL : f->body_hash;
    if (r.newest_at > s->last_item_at) {
        s->last_item_at = r.newest_at;
    }
    if (!first) {
        s->interval_s = next_interval(s, r.added + r.joined + r.updated > 0, now);
    }
    bool told_none = !first && !told && r.added > 0;
    int64_t interval_s = proven && !told_none ? SOURCE_INTERVAL_MAX_S : s->interval_s;
    int64_t delay_s = r.more ? SOURCE_INTERVAL_MIN_S : schedule_delay(interval_s, f->max_age_s, f->feed.ttl_s);
    s->next_poll_at = schedule_skip(now + delay_s * US_PER_S, f->feed.skip_hours, f->feed.skip_days);
    return push_offer(tx, s, f, told_none, now);
}

static void store_failure(struct source *s, const struct poll_found *f, int64_t now) {
    s->error_code = str_of(f->fault.code);
    s->error_detail = str_utf8_cut(f->detail, 500);
    s->error_count++;
    if (f->kind == POLL_GONE) {
        s->status = STR("gone");
    }
    s->next_poll_at = now + schedule_backoff(s->error_count, f->retry_after_s) * US_PER_S;
}

static const int64_t *or_null(const int64_t *at) {
    return *at ? at : NULL;
}

static enum err write_back(struct tx *tx, const struct source *s, int64_t seen, int64_t now) {
    int64_t changed = 0;
    enum err e = sql_source_set_poll(tx, &(struct sql_source_set_poll_in){
        .id = s->id, .seen = or_null(&seen), .status = s->status, .kind = s->kind,
        .account_server = s->account_server, .account_handle = s->account_handle, .url = s->url,
        .site_url = s->site_url,
        .language = s->language, .etag = s->etag, .last_modified = s->last_modified, .body_hash = s->body_hash,
        .moved_to = s->moved_to, .moved_count = s->moved_count, .interval_s = s->interval_s,
        .next_poll_at = s->next_poll_at, .last_poll_at = now, .last_ok_at = or_null(&s->last_ok_at),
        .last_item_at = or_null(&s->last_item_at), .error_code = s->error_code, .error_detail = s->error_detail,
        .error_count = s->error_count}, &changed);
    return !e && changed == 0 ? E_CONFLICT : e;
}

enum err source_store(struct tx *tx, const struct source *before, const struct poll_found *f, int64_t now) {
    struct source s = *before;
    struct push push;
    enum err e = push_of_source(tx, s.id, &push);
    if (e) {
        return e;
    }
    if (f->kind == POLL_FEED) {
        e = store_feed(tx, &s, f, &push, now);
    } else if (f->kind == POLL_SAME) {
        store_same(&s, f, push_proven(&push, now), now);
    } else {
        store_failure(&s, f, now);
    }
    if (!e && f->kind == POLL_GONE) {
        e = push_end(tx, s.id, now);
    }
    if (!e && (f->kind == POLL_FEED || f->kind == POLL_SAME)) {
        e = follow_move(tx, &s, f->permanent, now);
    }
    if (!e) {
        e = write_back(tx, &s, before->last_poll_at, now);
    }
    if (!e && f->kind == POLL_GONE) {
        e = event_record(tx, &(struct event){.kind = EV_SOURCE_CHANGED, .at = now, .subject = s.id});
    }
    return !e && str_is(s.status, "active") ? enqueue(tx, s.id, s.next_poll_at) : e;
}
