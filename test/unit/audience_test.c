/* audience_test.c: the rule of whom a post is for, its views in memory, and what people choose of channels. */
#include "app/channel/channel.h"
#include "app/channel/reach.h"
#include "app/member/group.h"
#include "app/post/feed.h"
#include "app/post/feed_cache.h"
#include "app/privacy/person.h"
#include "base/clock.h"
#include "contentdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* ---- the rule ---- */

static struct audience of(const int64_t *channels, size_t c, const int64_t *groups, size_t g, const int64_t *tongues, size_t l) {
    return (struct audience){.of = {{channels, c}, {groups, g}, {tongues, l}}};
}

/* For each axis: the post names nothing, something of the reader's, something else, both. */
static void the_rule_is_any_within_and_all_between(void **state) {
    (void)state;
    static const int64_t mine[] = {10, 20}, other[] = {11, 21}, both[] = {9, 20, 30};
    static const struct {
        const int64_t *p;
        size_t n;
        bool open;
    } named[] = {{NULL, 0, true}, {mine, 1, true}, {other, 2, false}, {both, 3, true}};
    struct audience reader = of(mine, 2, mine, 2, mine, 2), nobody = {0};
    for (size_t c = 0; c < 4; c++) {
        for (size_t g = 0; g < 4; g++) {
            for (size_t l = 0; l < 4; l++) {
                struct audience post = of(named[c].p, named[c].n, named[g].p, named[g].n, named[l].p, named[l].n);
                assert_int_equal(audience_sees(&post, &reader), named[c].open && named[g].open && named[l].open);
                assert_int_equal(audience_sees(&post, &nobody), c + g + l == 0);
                assert_int_equal(audience_open(&post), c + g + l == 0);
            }
        }
    }
}

static void sets_are_sorted_and_hold_each_once(void **state) {
    (void)state;
    int64_t list[] = {5, 3, 5, 9, 3};
    struct id_set s = id_set_of(list, 5);
    assert_int_equal(s.n, 3);
    assert_true(id_set_has(s, 3) && id_set_has(s, 5) && id_set_has(s, 9));
    assert_false(id_set_has(s, 4));
    assert_true(audience_language(STR("fr")) != audience_language(STR("en")));
}

static void following(void **state) {
    (void)state;
    static const bool yes = true, no = false;
    assert_true(channel_followed(CHANNEL_ESSENTIAL, false, &no));
    assert_true(channel_followed(CHANNEL_DEFAULT, false, NULL));
    assert_false(channel_followed(CHANNEL_DEFAULT, false, &no));
    assert_false(channel_followed(CHANNEL_OPEN, true, NULL));
    assert_true(channel_followed(CHANNEL_OPEN, false, &yes));
    assert_true(channel_followed(CHANNEL_RESTRICTED, true, NULL));
    assert_false(channel_followed(CHANNEL_RESTRICTED, true, &no));
    assert_false(channel_followed(CHANNEL_RESTRICTED, false, &yes));
}

/* ---- views ---- */

static struct fragment *make(int64_t id, const struct audience *audience, bool promo) {
    struct buf scratch;
    buf_init(&scratch, NULL, 100000);
    struct post p = {.id = id, .brand_id = 1, .brand_name = STR("M"), .kind = STR("link"), .status = STR("published"),
                     .network = id % 2 ? STR("web") : STR("bluesky"), .audience = STR("shareable"), .language = STR("fr"), .title = STR("T"),
                     .body = STR(""), .url = STR("https://a.example/"), .published_at = id * 100, .version = 1, .promotional = promo};
    struct fragment *f = fragment_make(&p, audience, &(struct fragment_offer){10, 5}, 1, &scratch);
    buf_done(&scratch);
    return f;
}

static void a_company_without_targets_has_no_views(void **state) {
    (void)state;
    struct fragment *list[] = {make(1, NULL, false), make(2, NULL, true)};
    struct snapshot *s = snapshot_make(list, 2);
    struct audience reader = {0};
    assert_false(s->targeted);
    assert_null(view_get(s, &reader));
    snapshot_release(s);
}

static void readers_who_see_the_same_share_a_view(void **state) {
    (void)state;
    static const int64_t seven[] = {7}, eight[] = {8}, mine[] = {7, 99};
    struct audience in7 = of(seven, 1, NULL, 0, NULL, 0), in8 = of(NULL, 0, eight, 1, NULL, 0);
    struct fragment *list[] = {make(1, NULL, false), make(2, &in7, false), make(3, &in8, false), make(4, NULL, false)};
    struct snapshot *s = snapshot_make(list, 4);
    snapshot_name_channels(s, (const struct snapshot_channel[]){{7, STR("Sept")}, {6, STR("Six")}}, 2);
    struct audience one = of(mine, 2, NULL, 0, NULL, 0), two = of(seven, 1, mine, 2, NULL, 0), three = {0};
    struct view *a = view_get(s, &one), *b = view_get(s, &two), *c = view_get(s, &three);
    assert_ptr_equal(a, b);                      /* 99 is named by no post, nor group 7 */
    assert_int_equal(a->all.n, 3);
    assert_int_equal(snapshot_at(s, &a->all, 1)->id, 2);
    assert_true(str_is(a->tabs.json, "[\"bluesky\",\"web\"]"));
    assert_int_equal(view_channel_find(a, 7)->n, 1);
    assert_null(view_channel_find(a, 99));
    assert_int_equal(c->all.n, 2);
    assert_true(str_is(c->channels_json, "[]"));
    assert_int_equal(snapshot_newer(s, &c->all, 150), 1);
    size_t bytes;
    assert_int_equal(views_count(s, &bytes), 2);
    assert_true(bytes > 0 && bytes <= VIEWS_BYTES);
    view_release(a);
    view_release(b);
    view_release(c);
    snapshot_release(s);
}

static void views_are_bounded(void **state) {
    (void)state;
    struct fragment *list[300];
    int64_t ids[300];
    for (int64_t i = 0; i < 300; i++) {
        ids[i] = 1000 + i;
        struct audience a = of(&ids[i], 1, NULL, 0, NULL, 0);
        list[i] = make(i + 1, &a, false);
    }
    struct snapshot *s = snapshot_make(list, 300);
    struct view *first = NULL;
    for (size_t i = 0; i < 300; i++) {
        struct audience reader = of(&ids[i], 1, NULL, 0, NULL, 0);
        struct view *v = view_get(s, &reader);
        assert_int_equal(v->all.n, 1);
        if (i == 0) {
            first = v;
        } else {
            view_release(v);
        }
    }
    size_t bytes;
    assert_int_equal(views_count(s, &bytes), VIEWS_MAX);
    assert_int_equal(snapshot_at(s, &first->all, 0)->id, 1);     /* let go of by the cache, not by who reads it */
    view_release(first);
    snapshot_release(s);
}

/* ---- with a database ---- */

static struct testdb t;
static struct db_cx cx;

static int open_db(void **state) {
    (void)state;
    testdb_open(&t, DB_SQLITE);
    cx = content_company(&t);
    return 0;
}

static int close_db(void **state) {
    (void)state;
    feed_clear();
    testdb_close(&t);
    return 0;
}

struct in_tx {
    enum err (*fn)(struct tx *tx, void *ud);
    void *ud;
};

static enum err run(struct tx *tx, const void *args, void *ret) {
    const struct in_tx *a = args;
    (void)ret;
    return a->fn(tx, a->ud);
}

static enum err within(enum err (*fn)(struct tx *tx, void *ud), void *ud) {
    t.errs.n = 0;
    return db_tx(&cx, run, &(struct in_tx){fn, ud}, NULL, 0);
}

struct world {
    int64_t group, open, restricted, member[12], person[12], post;
};

static enum err make_world(struct tx *tx, void *ud) {
    struct world *w = ud;
    enum err e = group_create(tx, STR("team"), STR("Nord"), &w->group);
    e = e ? e : channel_create(tx, &(struct channel_new){.name = STR("Métier"), .description = STR(""), .kind = CHANNEL_OPEN, .now = NOW}, &w->open);
    e = e ? e : channel_create(tx, &(struct channel_new){.name = STR("Nord"), .description = STR(""), .kind = CHANNEL_RESTRICTED,
                                                         .groups = &w->group, .groups_n = 1, .now = NOW}, &w->restricted);
    for (int i = 0; !e && i < 12; i++) {
        struct str mail = arena_printf(tx->arena, "m%d@rivelle.example", i);
        struct member_new m = {.email = mail, .first_name = STR("M"), .last_name = STR("N"), .language = STR("fr"), .time_zone = STR("Europe/Paris"),
                               .team = i < 2 ? STR("Nord") : STR(""), .active = true, .now = NOW};
        e = member_create(tx, &m, "", &w->member[i]);
        w->person[i] = 1000 + i;
    }
    return e;
}

static struct audience_who who(const struct world *w, int i) {
    return (struct audience_who){w->member[i], w->person[i], STR("fr")};
}

static enum err target(struct tx *tx, void *ud) {
    static const struct scope unlimited;
    const struct world *w = ud;
    struct targets to = {.channels = {&w->restricted, 1}};
    enum err e = targets_set(tx, w->post, &to, &unlimited);
    return e ? e : event_record(tx, &(struct event){.kind = EV_POST_CHANGED, .at = NOW, .subject = w->post});
}

static enum err leave(struct tx *tx, void *ud) {
    const struct world *w = ud;
    struct my_channel c;
    struct audience_who me = who(w, 0);
    return channel_follow(tx, &me, w->restricted, false, NOW, &c);
}

static enum err peek(struct tx *tx, void *ud) {
    const struct world *w = ud;
    struct my_channel c;
    struct audience_who me = who(w, 5);
    return channel_follow(tx, &me, w->restricted, true, NOW, &c);
}

static enum err regroup(struct tx *tx, void *ud) {
    const struct world *w = ud;
    return member_change(tx, w->member[1], &(struct member_change){.set_team = true, .team = STR(""), .now = NOW});
}

static size_t feed_of(const struct world *w, int i) {
    struct feed_page p;
    struct audience_who me = who(w, i);
    struct feed_query q = {.after = {.at = INT64_MAX, .id = INT64_MAX}, .limit = 50};
    assert_int_equal(feed_open(&cx, &me, NOW, &q, &p), E_OK);
    size_t n = p.n;
    feed_close(&p);
    return n;
}

static enum err check(struct tx *tx, void *ud) {
    const struct world *w = ud;
    struct audience_who in = who(w, 1), out = who(w, 5);
    enum err e = audience_check(tx, &in, w->post);
    return e ? e : audience_check(tx, &out, w->post) == E_NOT_FOUND ? E_OK : E_INTERNAL;
}

static void the_feed_follows_channels_and_groups_at_once(void **state) {
    (void)state;
    struct world w = {0};
    assert_int_equal(within(make_world, &w), E_OK);
    content_post(&cx, (struct content_post){"a", "https://x.example/a", "web", true, NOW});
    w.post = content_post(&cx, (struct content_post){"b", "https://x.example/b", "web", true, NOW + 1});
    assert_int_equal(feed_of(&w, 0), 2);
    assert_int_equal(feed_of(&w, 5), 2);
    assert_int_equal(within(target, &w), E_OK);
    assert_int_equal(feed_of(&w, 0), 2);
    assert_int_equal(feed_of(&w, 1), 2);
    assert_int_equal(feed_of(&w, 5), 1);
    assert_int_equal(within(check, &w), E_OK);
    assert_int_equal(within(leave, &w), E_OK);
    assert_int_equal(feed_of(&w, 0), 1);
    assert_int_equal(within(peek, &w), E_NOT_FOUND);
    assert_int_equal(within(regroup, &w), E_OK);
    assert_int_equal(feed_of(&w, 1), 1);
}

static enum err reaches(struct tx *tx, void *ud) {
    struct world *w = ud;
    struct reach r;
    struct audience all = {0}, nord = of(NULL, 0, &w->group, 1, NULL, 0), open = of(&w->open, 1, NULL, 0, NULL, 0);
    int64_t en = audience_language(STR("en")), fr = audience_language(STR("fr"));
    struct audience english = of(NULL, 0, NULL, 0, &en, 1), french = of(NULL, 0, NULL, 0, &fr, 1);
    enum err e = reach_of(tx, &all, NOW, &r);
    assert_true(r.all && r.members == 12 && r.total == 12 && !r.at_most);
    e = e ? e : reach_of(tx, &nord, NOW, &r);
    assert_true(!r.all && r.few && r.members == 0 && !r.nobody);
    e = e ? e : reach_of(tx, &open, NOW, &r);    /* nobody follows it yet, but anybody may */
    assert_true(r.at_most && r.few && !r.nobody);
    e = e ? e : reach_of(tx, &english, NOW, &r);
    assert_true(r.nobody && !r.few && r.members == 0);
    e = e ? e : reach_of(tx, &french, NOW, &r);
    assert_true(r.all && r.members == 12);
    return e;
}

static enum err follow_many(struct tx *tx, void *ud) {
    const struct world *w = ud;
    enum err e = E_OK;
    for (int i = 0; !e && i < 12; i++) {
        struct my_channel c;
        struct audience_who me = who(w, i);
        e = channel_follow(tx, &me, w->open, true, NOW, &c);
    }
    return e;
}

struct chosen {
    int64_t channel, now, n;
};

static enum err count(struct tx *tx, void *ud) {
    struct chosen *c = ud;
    return channel_chosen(tx, c->channel, true, c->now, &c->n);
}

static enum err leave_open(struct tx *tx, void *ud) {
    const struct world *w = ud;
    struct my_channel c;
    struct audience_who me = who(w, 3);
    return channel_follow(tx, &me, w->open, false, NOW + US_PER_DAY + 5, &c);
}

static void figures_are_rounded_hidden_and_move_once_a_day(void **state) {
    (void)state;
    struct world w = {0};
    assert_int_equal(within(make_world, &w), E_OK);
    assert_int_equal(within(reaches, &w), E_OK);
    assert_int_equal(within(follow_many, &w), E_OK);
    struct chosen today = {w.open, NOW, 0}, tomorrow = {w.open, NOW + US_PER_DAY, 0}, after = {w.open, NOW + US_PER_DAY + 10, 0};
    assert_int_equal(within(count, &today), E_OK);
    assert_int_equal(today.n, 0);                /* not before midnight */
    assert_int_equal(within(count, &tomorrow), E_OK);
    assert_int_equal(tomorrow.n, 10);            /* of 12 */
    assert_int_equal(within(leave_open, &w), E_OK);
    assert_int_equal(within(leave_open, &w), E_OK);
    assert_int_equal(within(count, &after), E_OK);
    assert_int_equal(after.n, 10);               /* the same until midnight */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rule_is_any_within_and_all_between),
        cmocka_unit_test(sets_are_sorted_and_hold_each_once),
        cmocka_unit_test(following),
        cmocka_unit_test(a_company_without_targets_has_no_views),
        cmocka_unit_test(readers_who_see_the_same_share_a_view),
        cmocka_unit_test(views_are_bounded),
        cmocka_unit_test_setup_teardown(the_feed_follows_channels_and_groups_at_once, open_db, close_db),
        cmocka_unit_test_setup_teardown(figures_are_rounded_hidden_and_move_once_a_day, open_db, close_db),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
