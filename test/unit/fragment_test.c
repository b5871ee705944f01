/* fragment_test.c: the feed in memory: order, tabs, changes, the reader's part, entity tags, and threads at once. */
#include "app/post/feed.h"
#include "app/post/feed_cache.h"
#include "app/post/reader.h"
#include "app/session/visit.h"
#include "base/clock.h"
#include "contentdb.h"
#include "json/json.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct arena *arena;

static int setup(void **state) {
    (void)state;
    arena = arena_create(256 * 1024 * 1024);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(arena);
    feed_clear();
    return 0;
}

/* ---- data structure ---- */

static struct fragment *make(int64_t id, int64_t at, const char *network) {
    struct buf scratch;
    buf_init(&scratch, NULL, 100000);
    struct post p = {.id = id, .brand_id = 1, .brand_name = STR("Marque"), .kind = STR("link"),
                     .status = STR("published"),
                     .network = str_of(network), .audience = STR("shareable"), .language = STR("fr"),
                     .title = STR("Un \"titre\" é\n"), .body = STR(""), .url = STR("https://a.example/"),
                     .published_at = at,
                     .version = 1};
    struct fragment *f = fragment_make(&p, NULL, &(struct fragment_offer){10, 5}, at, &scratch);
    buf_done(&scratch);
    assert_non_null(f);
    return f;
}

static struct snapshot *of(const int64_t (*rows)[2], size_t n) {
    struct fragment **list = arena_array(arena, struct fragment *, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = make(rows[i][0], rows[i][1], rows[i][0] % 2 ? "web" : "bluesky");
    }
    return snapshot_make(list, n);
}

static void order_is(const struct snapshot *s, const int64_t *ids, size_t n) {
    assert_int_equal(s->n, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(s->items[i].id, ids[i]);
    }
}

static void a_fragment_and_its_close_are_json(void **state) {
    (void)state;
    struct fragment *f = make(7, 1000000, "web");
    struct str text = arena_printf(arena, "%.*s\"linkedin\",\"x\"%s", (int)f->n, f->bytes, FRAGMENT_CLOSE);
    const struct json_node *n;
    assert_int_equal(json_parse(text, arena, &n), E_OK);
    assert_true(str_is(json_text(json_get(n, "title")), "Un \"titre\" é\n"));
    assert_int_equal(json_count(json_get(json_get(n, "me"), "shared")), 2);
    assert_non_null(json_get(json_get(n, "me"), "read"));
    int64_t share;
    assert_true(json_int(json_get(json_get(n, "points"), "share"), &share));
    assert_int_equal(share, 10);
    assert_null(json_get(n, "caption"));
    fragment_release(f);
}

static void newest_first_then_id(void **state) {
    (void)state;
    struct snapshot *s = of((const int64_t[][2]){{1, 50}, {2, 70}, {3, 50}, {4, 60}}, 4);
    order_is(s, (const int64_t[]){2, 4, 3, 1}, 4);
    assert_true(str_is(s->tabs.json, "[\"bluesky\",\"web\"]"));
    assert_int_equal(snapshot_newer(s, NULL, 50), 2);
    assert_int_equal(snapshot_newer(s, NULL, 0), 4);
    assert_int_equal(snapshot_newer(s, NULL, 70), 0);
    assert_non_null(snapshot_find(s, 3));
    assert_null(snapshot_find(s, 9));
    snapshot_release(s);
}

static void a_place_is_found_also_when_its_post_is_gone(void **state) {
    (void)state;
    struct snapshot *s = of((const int64_t[][2]){{1, 50}, {2, 70}, {3, 50}, {4, 60}}, 4);
    assert_int_equal(snapshot_after(s, NULL, INT64_MAX, INT64_MAX), 0);
    assert_int_equal(snapshot_after(s, NULL, 60, 4), 2);
    assert_int_equal(snapshot_after(s, NULL, 55, 9), 2);
    assert_int_equal(snapshot_after(s, NULL, 50, 3), 3);
    assert_int_equal(snapshot_after(s, NULL, 50, 2), 3);
    assert_int_equal(snapshot_after(s, NULL, 1, 1), 4);
    const struct snapshot_tab *tab = tab_set_find(&s->tabs, STR("web"));
    assert_non_null(tab);
    assert_int_equal(tab->n, 2);
    assert_int_equal(snapshot_at(s, tab, 0)->id, 3);
    assert_int_equal(snapshot_after(s, tab, 50, 3), 1);
    assert_null(tab_set_find(&s->tabs, STR("x")));
    snapshot_release(s);
}

static void a_change_makes_a_new_snapshot_and_keeps_the_old(void **state) {
    (void)state;
    struct snapshot *old = of((const int64_t[][2]){{1, 50}, {2, 70}, {3, 55}}, 3);
    struct fragment *added[] = {make(5, 60, "web"), make(2, 40, "x")};
    struct snapshot *s = snapshot_change(old, (const int64_t[]){2, 5, 77}, 3, added, 2);
    order_is(s, (const int64_t[]){5, 3, 1, 2}, 4);
    assert_true(str_is(s->tabs.json, "[\"web\",\"x\"]"));
    order_is(old, (const int64_t[]){2, 3, 1}, 3);
    snapshot_release(old);
    assert_int_equal(s->items[1].f->id, 3);
    struct snapshot *empty = snapshot_change(s, (const int64_t[]){1, 2, 3, 5}, 4, NULL, 0);
    assert_int_equal(empty->n, 0);
    assert_true(str_is(empty->tabs.json, "[]"));
    snapshot_release(s);
    snapshot_release(empty);
}

/* ---- with a database ---- */

static struct feed_query all(void) {
    return (struct feed_query){.after = {.at = INT64_MAX, .id = INT64_MAX}, .limit = 3};
}

static struct str page(const struct db_cx *cx, int64_t person, struct feed_query q, char tag[17]) {
    struct feed_page p;
    assert_int_equal(feed_open(cx, &(struct audience_who){.person = person}, NOW, &q, &p), E_OK);
    struct buf b;
    buf_init(&b, cx->arena, 1000000);
    feed_write(&p, &b);
    memcpy(tag, p.tag, 17);
    feed_close(&p);
    return buf_view(&b);
}

static const struct json_node *parsed(struct str text) {
    const struct json_node *n;
    assert_int_equal(json_parse(text, arena, &n), E_OK);
    return n;
}

static void titles_are(const struct json_node *p, const char *const *titles, size_t n) {
    const struct json_node *items = json_get(p, "items");
    assert_int_equal(json_count(items), n);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(json_text(json_get(json_at(items, i), "title")).p, titles[i]);
    }
}

struct stepping {
    int64_t id;
    enum post_step step;
};

static enum err step_tx(struct tx *tx, const void *args, void *ret) {
    const struct stepping *s = args;
    (void)ret;
    return post_step(tx, s->id, s->step, NOW + 100);
}

static void step(const struct db_cx *cx, int64_t id, enum post_step to) {
    assert_int_equal(db_tx(cx, step_tx, &(struct stepping){id, to}, NULL, 0), E_OK);
}

static enum err rename_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return post_change(tx, *(const int64_t *)args, &(struct post_change){.has_title = true, .title = STR("neu")}, NOW);
}

static void run_feed(enum db_engine engine) {
    struct testdb t;
    testdb_open(&t, engine);
    struct db_cx cx = content_company(&t), other = content_company(&t);
    char tag[17], tag2[17];
    titles_are(parsed(page(&cx, 1, all(), tag)), NULL, 0);
    int64_t a = content_post(&cx, (struct content_post){"a", "https://x.example/a", "web", true, NOW + 1});
    int64_t b = content_post(&cx, (struct content_post){"b", "https://x.example/b", "bluesky", true, NOW + 2});
    content_post(&cx, (struct content_post){"c", "https://x.example/c", "web", true, NOW + 3});
    int64_t d = content_post(&cx, (struct content_post){"d", "https://x.example/d", "web", true, NOW + 4});
    int64_t w = content_post(&cx, (struct content_post){"w", "https://x.example/w", "web", false, NOW + 5});
    assert_true(a && b && d && w);

    /* Paging. */
    const struct json_node *p = parsed(page(&cx, 1, all(), tag));
    titles_are(p, (const char *const[]){"d", "c", "b"}, 3);
    assert_int_equal(json_text(json_get(p, "next")).n, FEED_PLACE_LEN);
    struct feed_query q = all();
    q.after = (struct feed_place){.at = NOW + 2, .id = b};
    p = parsed(page(&cx, 1, q, tag2));
    titles_are(p, (const char *const[]){"a"}, 1);
    assert_int_equal(json_kind(json_get(p, "next")), JSON_IS_NULL);
    assert_string_not_equal(tag, tag2);

    /* Tabs and search. */
    q = all();
    q.network = STR("bluesky");
    titles_are(parsed(page(&cx, 1, q, tag2)), (const char *const[]){"b"}, 1);
    q.network = STR("x");
    titles_are(parsed(page(&cx, 1, q, tag2)), NULL, 0);
    q = all();
    q.q = STR("C");
    q.place = (struct search_place){NOW + US_PER_DAY, INT64_MAX, INT64_MAX};
    titles_are(parsed(page(&cx, 1, q, tag2)), (const char *const[]){"c"}, 1);
    q.q = STR("%");
    titles_are(parsed(page(&cx, 1, q, tag2)), NULL, 0);

    /* The same again has the same tag; a share of mine changes mine and nobody else's. */
    page(&cx, 1, all(), tag2);
    assert_string_equal(tag, tag2);
    assert_int_equal(content_share(&cx, (struct content_share){.person = 1, .post = d, .network = "x"}), E_OK);
    assert_int_equal(content_share(&cx, (struct content_share){.person = 1, .post = d, .network = "linkedin"}), E_OK);
    p = parsed(page(&cx, 1, all(), tag2));
    assert_string_not_equal(tag, tag2);
    const struct json_node *shared = json_get(json_get(json_at(json_get(p, "items"), 0), "me"), "shared");
    assert_int_equal(json_count(shared), 2);
    assert_string_equal(json_text(json_at(shared, 0)).p, "linkedin");
    page(&cx, 2, all(), tag2);
    assert_string_equal(tag, tag2);

    /* Steps and changes are seen at once. */
    step(&cx, w, POST_PUBLISH);
    titles_are(parsed(page(&cx, 1, all(), tag)), (const char *const[]){"w", "d", "c"}, 3);
    step(&cx, w, POST_UNPUBLISH);
    titles_are(parsed(page(&cx, 1, all(), tag)), (const char *const[]){"d", "c", "b"}, 3);
    assert_int_equal(db_tx(&cx, rename_tx, &d, NULL, 0), E_OK);
    titles_are(parsed(page(&cx, 1, all(), tag)), (const char *const[]){"neu", "c", "b"}, 3);

    /* What another process did is seen once the log tells; another company sees nothing. */
    titles_are(parsed(page(&other, 1, all(), tag)), NULL, 0);
    feed_on_event(cx.company, &(struct event){.kind = EV_SOURCE_CHANGED});
    titles_are(parsed(page(&cx, 2, all(), tag)), (const char *const[]){"neu", "c", "b"}, 3);
    testdb_close(&t);
}

static void the_feed_follows_events_on_sqlite(void **state) {
    (void)state;
    run_feed(DB_SQLITE);
}

static void the_feed_follows_events_on_postgres(void **state) {
    (void)state;
    if (!testdb_has_postgres()) {
        skip();
    }
    run_feed(DB_POSTGRES);
}

static void companies_read_longest_ago_make_room(void **state) {
    (void)state;
    struct testdb t;
    testdb_open(&t, DB_SQLITE);
    struct db_cx one = content_company(&t), two = content_company(&t);
    content_post(&one, (struct content_post){"eins", "https://x.example/1", "web", true, NOW});
    content_post(&two, (struct content_post){"zwei", "https://x.example/2", "web", true, NOW});
    char tag[17];
    feed_limit(1);
    for (int i = 0; i < 3; i++) {
        titles_are(parsed(page(&one, 1, all(), tag)), (const char *const[]){"eins"}, 1);
        titles_are(parsed(page(&two, 1, all(), tag)), (const char *const[]){"zwei"}, 1);
    }
    content_post(&one, (struct content_post){"drei", "https://x.example/3", "web", true, NOW + 1});
    titles_are(parsed(page(&one, 1, all(), tag)), (const char *const[]){"drei", "eins"}, 2);
    feed_limit(0);
    testdb_close(&t);
}

/* ---- threads ---- */

struct reading {
    struct db_cx cx;
    atomic_bool *stop;
    int64_t person;
    int pages;
    bool bad;
};

/* Every page a reader gets is whole: newest first without a gap. */
static void *read_on(void *arg) {
    struct reading *r = arg;
    struct arena *own = arena_create(64 * 1024 * 1024);
    r->cx.arena = own;
    r->cx.errs = NULL;
    while (!atomic_load(r->stop) && !r->bad) {
        struct feed_page p;
        struct feed_query q = {.after = {.at = INT64_MAX, .id = INT64_MAX}, .limit = 50};
        r->bad = feed_open(&r->cx, &(struct audience_who){.person = r->person}, NOW, &q, &p) != E_OK;
        for (size_t i = 1; !r->bad && i < p.n; i++) {
            r->bad = p.items[i].f->published_at + 1 != p.items[i - 1].f->published_at;
        }
        struct buf b;
        buf_init(&b, own, 1000000);
        if (!r->bad) {
            feed_write(&p, &b);
        }
        feed_close(&p);
        r->pages++;
        arena_reset(own);
    }
    arena_free(own);
    return NULL;
}

static void readers_and_a_writer_at_once(void **state) {
    (void)state;
    struct testdb t;
    testdb_open(&t, DB_SQLITE);
    struct db_cx cx = content_company(&t);
    atomic_bool stop = false;
    struct reading readers[3] = {{.cx = cx, .stop = &stop, .person = 1}, {.cx = cx, .stop = &stop, .person = 2},
                                 {.cx = cx, .stop = &stop, .person = 3}};
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, read_on, &readers[i]);
    }
    for (int i = 0; i < 60; i++) {
        struct str url = arena_printf(arena, "https://x.example/%d", i);
        assert_true(content_post(&cx, (struct content_post){"p", url.p, "web", true, NOW + i}) != 0);
        struct feed_page p;
        struct feed_query q = {.after = {.at = INT64_MAX, .id = INT64_MAX}, .limit = 100};
        assert_int_equal(feed_open(&cx, &(struct audience_who){.person = 9}, NOW, &q, &p), E_OK);
        assert_int_equal(p.n, i + 1);
        feed_close(&p);
        assert_int_equal(content_share(&cx, (struct content_share){.person = i % 3 + 1, .post = i, .network = "x"}),
                         E_OK);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        assert_false(readers[i].bad);
        assert_true(readers[i].pages > 0);
    }
    testdb_close(&t);
}

static enum err visit_tx(struct tx *tx, const void *args, void *ret) {
    return visit_touch(tx, *(const int64_t *)args, NOW, ret);
}

static void the_unread_line_counts_from_the_visit_before(void **state) {
    (void)state;
    struct testdb t;
    testdb_open(&t, DB_SQLITE);
    struct db_cx cx = content_company(&t);
    content_post(&cx, (struct content_post){"old", "https://x.example/1", "web", true, NOW - US_PER_DAY});
    char tag[17];
    const struct json_node *me = json_get(parsed(page(&cx, 5, all(), tag)), "me");
    assert_int_equal(json_kind(json_get(me, "new_since")), JSON_IS_NULL);
    int64_t person = 6, previous;
    assert_int_equal(db_tx(&cx, visit_tx, &person, &previous, sizeof previous), E_OK);
    content_post(&cx, (struct content_post){"new", "https://x.example/2", "web", true, NOW + US_PER_DAY});
    content_post(&cx, (struct content_post){"newer", "https://x.example/3", "web", true, NOW + US_PER_DAY + 1});
    struct feed_page p;
    struct feed_query q = all();
    assert_int_equal(feed_open(&cx, &(struct audience_who){.person = person}, NOW + 2 * US_PER_DAY, &q, &p), E_OK);
    assert_int_equal(p.new_since, NOW);
    assert_int_equal(p.new_posts, 2);
    assert_int_equal(p.unread, 3);
    feed_close(&p);
    testdb_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_fragment_and_its_close_are_json, setup, teardown),
        cmocka_unit_test_setup_teardown(newest_first_then_id, setup, teardown),
        cmocka_unit_test_setup_teardown(a_place_is_found_also_when_its_post_is_gone, setup, teardown),
        cmocka_unit_test_setup_teardown(a_change_makes_a_new_snapshot_and_keeps_the_old, setup, teardown),
        cmocka_unit_test_setup_teardown(the_feed_follows_events_on_sqlite, setup, teardown),
        cmocka_unit_test_setup_teardown(the_feed_follows_events_on_postgres, setup, teardown),
        cmocka_unit_test_setup_teardown(companies_read_longest_ago_make_room, setup, teardown),
        cmocka_unit_test_setup_teardown(readers_and_a_writer_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(the_unread_line_counts_from_the_visit_before, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
