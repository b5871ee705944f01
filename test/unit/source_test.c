/* source_test.c: when sources are asked, and what becomes of their items. */
#include "app/source/source.h"

#include "app/source/import.h"
#include "app/source/poll.h"
#include "app/source/schedule.h"
#include "app/source/store.h"
#include "base/clock.h"
#include "contentdb.h"
#include "net/turn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* ---- schedule ---- */

static void the_interval_follows_what_comes(void **state) {
    (void)state;
    assert_int_equal(schedule_interval(1800, true), 900);
    assert_int_equal(schedule_interval(1800, false), 2700);
    assert_int_equal(schedule_interval(400, true), SOURCE_INTERVAL_MIN_S);
    assert_int_equal(schedule_interval(80000, false), SOURCE_INTERVAL_MAX_S);
}

static void delay_is(int64_t got, int64_t least) {
    assert_true(got >= least);
    assert_true(got <= least + least / 20);
}

static void servers_are_heard(void **state) {
    (void)state;
    delay_is(schedule_delay(1800, -1, 0), 1800);
    delay_is(schedule_delay(1800, 60, 0), 1800);
    delay_is(schedule_delay(1800, 7200, 3600), 7200);
    delay_is(schedule_delay(1800, -1, 3600), 3600);
    delay_is(schedule_delay(1800, 31536000, 0), SOURCE_INTERVAL_MAX_S);
    delay_is(schedule_delay(10, 0, 0), SOURCE_INTERVAL_MIN_S);
}

static void hours_and_days_are_skipped(void **state) {
    (void)state;
    const int64_t hour = 3600 * US_PER_S;
    int64_t at = 1764000000 * US_PER_S;                    /* Monday 2025-11-24 16:00:00 UTC */
    assert_int_equal(schedule_skip(at, 0, 0), at);
    assert_int_equal(schedule_skip(at, 1u << 15, 1u << 1), at);
    int64_t next = schedule_skip(at, 1u << 16 | 1u << 17, 0);
    assert_true(next >= at + 2 * hour && next < at + 2 * hour + 600 * US_PER_S);
    next = schedule_skip(at + 1800 * US_PER_S, 1u << 16, 0);
    assert_true(next >= at + hour && next < at + hour + 600 * US_PER_S);
    next = schedule_skip(at, 0, 1u << 0 | 1u << 1);        /* Monday, Tuesday */
    assert_true(next >= at + 32 * hour && next < at + 32 * hour + 600 * US_PER_S);
    next = schedule_skip(at + 4 * 24 * hour, 0, 1u << 4 | 1u << 5 | 1u << 6);   /* from Friday to Monday */
    assert_true(next >= at + 4 * 24 * hour + 56 * hour && next < at + 4 * 24 * hour + 57 * hour);
    assert_int_equal(schedule_skip(at, 0xFFFFFF, 0), at);
    assert_int_equal(schedule_skip(at, 0, 0x7F), at);
}

static void hosts_are_asked_one_at_a_time(void **state) {
    (void)state;
    assert_true(turn_take(STR("a.example"), 0));
    assert_false(turn_take(STR("a.example"), 0));
    int64_t from = clock_mono();
    assert_false(turn_take(STR("a.example"), 50));
    assert_true(clock_mono() - from >= 49000);
    assert_true(turn_take(STR("b.example"), 0));
    turn_give(STR("a.example"));
    assert_true(turn_take(STR("a.example"), 0));
    turn_give(STR("a.example"));
    turn_give(STR("b.example"));
    turn_give(STR("never-taken.example"));
    assert_true(turn_take(STR("b.example"), 0));
    turn_give(STR("b.example"));
}

static void failures_back_off(void **state) {
    (void)state;
    assert_int_equal(schedule_backoff(1, -1), 300);
    assert_int_equal(schedule_backoff(2, -1), 600);
    assert_int_equal(schedule_backoff(5, -1), 4800);
    assert_int_equal(schedule_backoff(100, -1), 86400);
    assert_int_equal(schedule_backoff(1, 7200), 7200);
    assert_int_equal(schedule_backoff(1, 10), 300);
    assert_int_equal(schedule_backoff(1, 30 * 86400), 86400);
}

static void every_failure_has_words(void **state) {
    (void)state;
    assert_null(fault_of_status(200).code);
    assert_null(fault_of_status(304).code);
    assert_string_equal(fault_of_status(404).code, "not_found");
    assert_string_equal(fault_of_status(410).code, "gone");
    assert_string_equal(fault_of_status(503).code, "busy");
    assert_string_equal(fault_of_status(502).code, "server_error");
    assert_string_equal(fault_of_status(204).code, "http_error");
    assert_string_equal(fault_of_err(E_NET_TIMEOUT).code, "timeout");
    assert_string_equal(fault_of_err(E_PEER).code, "unusable");
}

/* ---- texts ---- */

static void texts_are_cut_at_words(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    assert_true(str_is(text_shorten(a, STR("  kurz "), 10), "kurz"));
    assert_true(str_is(text_shorten(a, STR("eins zwei drei"), 10), "eins zwei…"));
    assert_true(str_is(text_shorten(a, STR("éééééééééé"), 5), "éééé…"));
    assert_true(str_is(text_shorten(a, STR("ab cdefghijklmnop"), 10), "ab cdefgh…"));
    assert_true(str_is(text_one_line(a, STR("\n a\tb\r\n\r\nc ")), "a b c"));
    struct str one[] = {STR("ab"), STR("c")}, two[] = {STR("a"), STR("bc")}, three[] = {STR("ab"), STR_NULL};
    struct str four[] = {STR("ab"), STR("")};
    assert_false(str_eq(hash_texts(a, one, 2), hash_texts(a, two, 2)));
    assert_false(str_eq(hash_texts(a, three, 2), hash_texts(a, four, 2)));
    assert_int_equal(hash_texts(a, one, 2).n, 32);
    arena_free(a);
}

/* ---- items ---- */

static struct testdb t;
static struct db_cx cx;

static void open_engine(enum db_engine engine) {
    testdb_open(&t, engine);
    cx = content_company(&t);
}

static struct feed_item item(const char *id, const char *url, const char *title, int64_t at) {
    return (struct feed_item){.id = id ? str_of(id) : STR_NULL, .url = url ? str_of(url) : STR_NULL,
                              .title = str_of(title),
                              .summary = STR("Un texte du site, en français."), .published = at};
}

struct sourcing {
    const char *url, *mode;
    const struct feed *feed;
};

static enum err source_tx(struct tx *tx, const void *args, void *ret) {
    const struct sourcing *s = args;
    struct brand brand;
    int64_t id = id_new();
    enum err e = brand_find(tx, 0, "", &brand);
    if (!e) {
        e = sql_source_insert(tx, &(struct sql_source_insert_in){
            .id = id, .brand = brand.id, .kind = STR("rss"), .network = STR("web"), .url = str_of(s->url),
            .title = STR("Site"),
            .site_url = STR("https://x.example/"), .language = STR(""), .mode = str_of(s->mode),
            .interval_s = SOURCE_INTERVAL_START_S, .now = NOW});
    }
    return e ? e : source_get(tx, id, ret);
}

static struct source new_source(const char *url, const char *mode) {
    struct source s;
    assert_int_equal(db_tx(&cx, source_tx, &(struct sourcing){.url = url, .mode = mode}, &s, sizeof s), E_OK);
    return s;
}

struct importing {
    int64_t id, now;
    const struct feed *feed;
    bool first;
};

static enum err import_tx(struct tx *tx, const void *args, void *ret) {
    const struct importing *i = args;
    struct source s;
    enum err e = source_get(tx, i->id, &s);
    return e ? e : source_import(tx, &s, i->feed, i->first, i->now, ret);
}

static struct import_result import(int64_t source, struct feed_item *items, size_t n, bool first) {
    struct feed f = {.items = items, .n = n};
    struct import_result r;
    struct importing args = {source, NOW, &f, first};
    assert_int_equal(db_tx(&cx, import_tx, &args, &r, sizeof r), E_OK);
    return r;
}

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    return post_list(tx, args, ret);
}

static struct post_page list(const char *status) {
    struct post_filter f = {.status = str_of(status), .before = INT64_MAX, .before_id = INT64_MAX, .limit = 100};
    struct post_page p;
    assert_int_equal(db_read(&cx, list_tx, &f, &p, sizeof p), E_OK);
    return p;
}

struct changing {
    int64_t id;
    struct post_change change;
    enum post_step step;
};

static enum err change_tx(struct tx *tx, const void *args, void *ret) {
    const struct changing *c = args;
    (void)ret;
    return post_change(tx, c->id, &c->change, NOW);
}

static enum err step_tx(struct tx *tx, const void *args, void *ret) {
    const struct changing *c = args;
    (void)ret;
    return post_step(tx, c->id, c->step, NOW);
}

static void first_import(void) {
    struct source s = new_source("https://x.example/feed", "inbox");
    struct feed_item items[30];
    for (int i = 0; i < 30; i++) {
        struct str url = arena_printf(t.arena, "https://x.example/%d", i);
        items[i] = item(url.p, url.p, url.p, NOW - (int64_t)i * US_PER_DAY);
    }
    struct import_result r = import(s.id, items, 30, true);
    assert_int_equal(r.added, 20);
    struct post_page p = list("pending");
    assert_int_equal(p.n, 20);
    assert_true(str_is(p.items[0].url, "https://x.example/0"));
    assert_true(str_is(p.items[19].url, "https://x.example/19"));
    assert_true(str_is(p.items[0].language, "fr"));
    /* The ten older ones are known and stay away; what is new comes in. */
    items[29] = item("new", "https://x.example/new", "Neu", NOW + US_PER_DAY);
    r = import(s.id, items, 30, false);
    assert_int_equal(r.added, 1);
    assert_true(list("pending").items[0].issued_at == NOW);  /* the future is clamped */
    r = import(s.id, items, 30, false);
    assert_int_equal(r.added + r.joined + r.updated, 0);
}

static void two_sources(void) {
    struct source a = new_source("https://a.example/feed", "inbox"), b = new_source("https://b.example/feed", "inbox");
    struct feed_item one = item("1", "https://www.a.example/page/?utm_source=rss", "Titel", NOW);
    struct feed_item two = item("other-id", "http://a.example/page#top", "Anderer Titel", NOW);
    size_t before = list("pending").n;
    import(a.id, &one, 1, true);
    struct import_result r = import(b.id, &two, 1, true);
    assert_int_equal(r.joined, 1);
    assert_int_equal(r.added, 0);
    struct post_page p = list("pending");
    assert_int_equal(p.n, before + 1);
    assert_int_equal(p.items[0].origins, 2);
    assert_true(p.items[0].source_id == a.id);
    /* A change at the second source changes nothing; at the first one it does. */
    two.title = STR("Noch anders");
    assert_int_equal(import(b.id, &two, 1, false).updated, 0);
    one.title = STR("Titel, korrigiert");
    assert_int_equal(import(a.id, &one, 1, false).updated, 1);
    p = list("pending");
    assert_true(str_is(p.items[0].title, "Titel, korrigiert"));
    assert_int_equal(p.items[0].version, 2);
    /* After a curator's hand it stays. */
    struct changing c = {.id = p.items[0].id, .change = {.has_title = true, .title = STR("Von Hand")}};
    assert_int_equal(db_tx(&cx, change_tx, &c, NULL, 0), E_OK);
    one.title = STR("Dritte Fassung");
    assert_int_equal(import(a.id, &one, 1, false).updated, 0);
    assert_true(str_is(list("pending").items[0].title, "Von Hand"));
}

static void published_and_dropped(void) {
    struct source s = new_source("https://c.example/feed", "inbox"), d = new_source("https://d.example/feed", "direct");
    struct feed_item one = item("1", "https://c.example/1", "Eins", NOW), two = item("2", "https://c.example/2",
                                                                                     "Zwei", NOW);
    struct feed_item live = item("3", "https://d.example/3", "Direkt", NOW);
    import(s.id, &one, 1, true);
    int64_t id_one = list("pending").items[0].id;
    import(s.id, &two, 1, false);
    int64_t id_two = list("pending").items[0].id;
    assert_int_equal(db_tx(&cx, step_tx, &(struct changing){.id = id_one, .step = POST_PUBLISH}, NULL, 0), E_OK);
    assert_int_equal(db_tx(&cx, step_tx, &(struct changing){.id = id_two, .step = POST_DROP}, NULL, 0), E_OK);
    one.title = STR("Eins, anders");
    two.title = STR("Zwei, anders");
    assert_int_equal(import(s.id, &one, 1, false).updated, 0);   /* a curator approved other words */
    struct import_result r = import(s.id, &two, 1, false);
    assert_int_equal(r.updated + r.added, 0);                    /* what was dropped does not come back */
    import(d.id, &live, 1, true);
    assert_true(str_is(list("published").items[0].title, "Direkt"));
    live.title = STR("Direkt, korrigiert");
    assert_int_equal(import(d.id, &live, 1, false).updated, 1);
    assert_true(str_is(list("published").items[0].title, "Direkt, korrigiert"));
}

static void odd_items(void) {
    struct source s = new_source("https://e.example/feed", "inbox");
    struct feed_item items[] = {
        {.title = STR("Ohne Adresse"), .summary = STR("a")},
        {.summary = STR("Ohne Titel, aber mit Text"), .url = STR("https://e.example/2")},
        {.id = STR("nichts"), .url = STR("ftp://e.example/x")},
        item("2", "https://e.example/2", "Dieselbe Seite", NOW),
    };
    size_t before = list("pending").n;
    struct import_result r = import(s.id, items, 4, true);
    assert_int_equal(r.added, 3);
    assert_int_equal(r.joined, 1);
    assert_int_equal(list("pending").n, before + 3);
    assert_int_equal(import(s.id, items, 4, false).added, 0);
}

static void run_items(enum db_engine engine) {
    open_engine(engine);
    first_import();
    two_sources();
    published_and_dropped();
    odd_items();
    testdb_close(&t);
}

static void items_become_posts_on_sqlite(void **state) {
    (void)state;
    run_items(DB_SQLITE);
}

static void items_become_posts_on_postgres(void **state) {
    (void)state;
    if (!testdb_has_postgres()) {
        skip();
    }
    run_items(DB_POSTGRES);
}

/* ---- health ---- */

struct storing {
    int64_t id, now;
    const struct poll_found *found;
};

static enum err store_tx(struct tx *tx, const void *args, void *ret) {
    const struct storing *s = args;
    struct source before;
    enum err e = source_get(tx, s->id, &before);
    if (!e) {
        e = source_store(tx, &before, s->found, s->now);
    }
    return e ? e : source_get(tx, s->id, ret);
}

static struct source store(int64_t id, struct poll_found found, int64_t now) {
    struct source s;
    assert_int_equal(db_tx(&cx, store_tx, &(struct storing){id, now, &found}, &s, sizeof s), E_OK);
    return s;
}

static struct poll_found found_with(enum poll_kind kind) {
    return (struct poll_found){.kind = kind, .max_age_s = -1, .retry_after_s = -1};
}

static void health_is_kept_in_words(void **state) {
    (void)state;
    open_engine(DB_SQLITE);
    struct source s = new_source("https://x.example/feed", "inbox");
    struct poll_found ok = found_with(POLL_FEED), bad = found_with(POLL_FAILED);
    ok.etag = STR("W/\"a\"");
    ok.body_hash = STR("h");
    bad.fault = fault_of_status(404);
    bad.detail = STR("the server says that nothing is there (404)");
    s = store(s.id, ok, NOW);
    assert_true(s.last_ok_at == NOW && !s.error_code.p && str_is(s.etag, "W/\"a\""));
    s = store(s.id, bad, NOW + 1);
    s = store(s.id, bad, NOW + 2);
    assert_int_equal(s.error_count, 2);
    assert_true(str_is(s.error_code, "not_found"));
    assert_true(s.next_poll_at == NOW + 2 + 600 * US_PER_S);
    assert_true(s.last_ok_at == NOW && str_is(s.status, "active") && str_is(s.etag, "W/\"a\""));
    s = store(s.id, found_with(POLL_SAME), NOW + 3);
    assert_true(s.error_count == 0 && !s.error_code.p && s.last_ok_at == NOW + 3 && str_is(s.etag, "W/\"a\""));
    assert_int_equal(s.interval_s, 1800);   /* asked by hand before its time */
    s = store(s.id, found_with(POLL_SAME), NOW + US_PER_DAY);
    assert_int_equal(s.interval_s, 2700);
    struct poll_found gone = found_with(POLL_GONE);
    gone.fault = fault_of_status(410);
    gone.detail = STR("gone");
    s = store(s.id, gone, NOW + US_PER_DAY + 4);
    assert_true(str_is(s.status, "gone"));
    testdb_close(&t);
}

static void permanent_moves_are_followed_after_three(void **state) {
    (void)state;
    open_engine(DB_SQLITE);
    struct source s = new_source("https://x.example/feed", "inbox"), taken = new_source("https://taken.example/",
                                                                                        "inbox");
    struct poll_found to_a = found_with(POLL_SAME), to_b = found_with(POLL_SAME);
    to_a.permanent = STR("https://a.example/feed");
    to_b.permanent = STR("https://b.example/feed");
    s = store(s.id, to_a, NOW + 1);
    s = store(s.id, to_a, NOW + 2);
    assert_true(str_is(s.url, "https://x.example/feed") && s.moved_count == 2);
    s = store(s.id, to_b, NOW + 3);
    assert_int_equal(s.moved_count, 1);
    s = store(s.id, to_b, NOW + 4);
    s = store(s.id, found_with(POLL_SAME), NOW + 5);
    assert_true(s.moved_count == 0 && !s.moved_to.p);
    for (int i = 0; i < 3; i++) {
        s = store(s.id, to_a, NOW + 10 + i);
    }
    assert_true(str_is(s.url, "https://a.example/feed") && s.moved_count == 0);
    /* Another source has the new address: both stay as they are. */
    to_a.permanent = taken.url;
    for (int i = 0; i < 5; i++) {
        s = store(s.id, to_a, NOW + 20 + i);
    }
    assert_true(str_is(s.url, "https://a.example/feed"));
    testdb_close(&t);
}

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    return post_purge(tx, *(const int64_t *)args, ret);
}

static void dropped_posts_are_deleted_after_thirty_days(void **state) {
    (void)state;
    open_engine(DB_SQLITE);
    struct source s = new_source("https://x.example/feed", "inbox");
    struct feed_item one = item("1", "https://x.example/1", "Eins", NOW);
    import(s.id, &one, 1, true);
    int64_t id = list("pending").items[0].id, deleted, at = NOW + 29 * US_PER_DAY;
    assert_int_equal(db_tx(&cx, step_tx, &(struct changing){.id = id, .step = POST_DROP}, NULL, 0), E_OK);
    assert_int_equal(db_tx(&cx, purge_tx, &at, &deleted, sizeof deleted), E_OK);
    assert_int_equal(deleted, 0);
    at = NOW + 31 * US_PER_DAY;
    assert_int_equal(db_tx(&cx, purge_tx, &at, &deleted, sizeof deleted), E_OK);
    assert_int_equal(deleted, 1);
    assert_int_equal(list("dropped").n, 0);
    /* The feed still shows it: it stays away, also once it changes. */
    one.title = STR("Eins, neu");
    assert_int_equal(import(s.id, &one, 1, false).added, 0);
    testdb_close(&t);
}

static void changes_name_their_version(void **state) {
    (void)state;
    open_engine(DB_SQLITE);
    int64_t id = content_post(&cx, (struct content_post){"a", "https://x.example/a", "web", false, NOW});
    struct changing c = {.id = id, .change = {.has_title = true, .title = STR("b"), .version = 1}};
    assert_int_equal(db_tx(&cx, change_tx, &c, NULL, 0), E_OK);
    assert_int_equal(db_tx(&cx, change_tx, &c, NULL, 0), E_CONFLICT);
    c.change.version = 0;
    assert_int_equal(db_tx(&cx, change_tx, &c, NULL, 0), E_OK);
    assert_int_equal(list("pending").items[0].version, 2);   /* nothing changed, no new version */
    assert_int_equal(db_tx(&cx, step_tx, &(struct changing){.id = id, .step = POST_RESTORE}, NULL, 0), E_OK);
    assert_int_equal(db_tx(&cx, step_tx, &(struct changing){.id = id, .step = POST_DROP}, NULL, 0), E_OK);
    assert_int_equal(db_tx(&cx, step_tx, &(struct changing){.id = id, .step = POST_PUBLISH}, NULL, 0), E_STATE);
    assert_int_equal(db_tx(&cx, change_tx, &c, NULL, 0), E_STATE);
    assert_int_equal(db_tx(&cx, step_tx, &(struct changing){.id = id + 1, .step = POST_DROP}, NULL, 0), E_NOT_FOUND);
    testdb_close(&t);
}

int main(void) {
    rnd_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_follows_what_comes), cmocka_unit_test(servers_are_heard),
        cmocka_unit_test(hours_and_days_are_skipped),      cmocka_unit_test(hosts_are_asked_one_at_a_time),
        cmocka_unit_test(failures_back_off),               cmocka_unit_test(every_failure_has_words),
        cmocka_unit_test(texts_are_cut_at_words),          cmocka_unit_test(items_become_posts_on_sqlite),
        cmocka_unit_test(items_become_posts_on_postgres),  cmocka_unit_test(health_is_kept_in_words),
        cmocka_unit_test(permanent_moves_are_followed_after_three),
        cmocka_unit_test(dropped_posts_are_deleted_after_thirty_days), cmocka_unit_test(changes_name_their_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
