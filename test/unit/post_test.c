/* post_test.c: the life of a post by the clock, its marks, and what may be said of confirmations. On both engines. */
#include "app/company/settings.h"
#include "app/member/member.h"
#include "app/post/kind.h"
#include "base/clock.h"
#include "contentdb.h"
#include "http/roles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MINUTE = 60 };

static int64_t after(int64_t seconds) {
    return NOW + seconds * US_PER_S;
}

struct stepping {
    int64_t id;
    enum post_step step;
    int64_t at, now;
};

static enum err step_tx(struct tx *tx, const void *args, void *ret) {
    const struct stepping *s = args;
    (void)ret;
    return post_step_at(tx, s->id, s->step, s->at, s->now);
}

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return post_get(tx, *(const int64_t *)args, ret);
}

static struct post got(const struct db_cx *cx, int64_t id) {
    struct post p;
    assert_int_equal(db_read(cx, get_tx, &id, &p, sizeof p), E_OK);
    return p;
}

static void due(const struct db_cx *cx, int64_t id, int64_t now) {
    struct job_run run = {.cx = *cx, .attempt = 1, .now = now,
                          .payload = arena_printf(cx->arena, "{\"post\":\"%s\"}", id_text(cx->arena, id).p)};
    assert_int_equal(post_due_run(&run), E_OK);
}

static void run_schedule(struct testdb *t, struct db_cx cx) {
    (void)t;
    int64_t id = content_post(&cx, (struct content_post){"später", "https://x.example/1", "web", false, NOW});
    assert_int_equal(db_tx(&cx, step_tx, &(struct stepping){id, POST_SCHEDULE, after(MINUTE), NOW}, NULL, 0), E_OK);
    due(&cx, id, after(MINUTE) - 1);
    assert_string_equal(got(&cx, id).status.p, "scheduled");

    /* Moved: the first moment finds nothing to do. */
    assert_int_equal(db_tx(&cx, step_tx, &(struct stepping){id, POST_SCHEDULE, after(5 * MINUTE), NOW}, NULL, 0), E_OK);
    due(&cx, id, after(MINUTE));
    assert_string_equal(got(&cx, id).status.p, "scheduled");

    /* Late, because nobody was there; and twice. */
    due(&cx, id, after(90 * MINUTE));
    struct post p = got(&cx, id);
    assert_string_equal(p.status.p, "published");
    assert_int_equal(p.published_at, after(90 * MINUTE));
    due(&cx, id, after(91 * MINUTE));
    assert_int_equal(got(&cx, id).version, p.version);
    due(&cx, 12345, NOW);
}

struct ending {
    int64_t id, expires;
};

static enum err end_tx(struct tx *tx, const void *args, void *ret) {
    const struct ending *a = args;
    (void)ret;
    return post_change(tx, a->id, &(struct post_change){.has_expires = true, .expires_at = a->expires}, NOW);
}

static void run_expiry(struct testdb *t, struct db_cx cx) {
    int64_t id = content_post(&cx, (struct content_post){"kurz", "https://x.example/2", "web", true, NOW});
    assert_int_equal(db_tx(&cx, end_tx, &(struct ending){id, after(MINUTE)}, NULL, 0), E_OK);
    struct post p = got(&cx, id);
    assert_true(post_shareable(&p, after(MINUTE) - 1));
    assert_false(post_shareable(&p, after(MINUTE)));
    due(&cx, id, after(MINUTE));
    assert_string_equal(got(&cx, id).status.p, "archived");

    /* What would be out after its end goes back to the inbox instead. */
    int64_t late = content_post(&cx, (struct content_post){"zu spät", "https://x.example/3", "web", false, NOW});
    assert_int_equal(db_tx(&cx, step_tx, &(struct stepping){late, POST_SCHEDULE, after(MINUTE), NOW}, NULL, 0), E_OK);
    assert_int_equal(db_tx(&cx, end_tx, &(struct ending){late, after(MINUTE)}, NULL, 0), E_INVALID);
    t->errs.n = 0;
    assert_int_equal(db_tx(&cx, end_tx, &(struct ending){late, after(2 * MINUTE)}, NULL, 0), E_OK);
    due(&cx, late, after(3 * MINUTE));
    assert_string_equal(got(&cx, late).status.p, "pending");
}

static enum err old_tx(struct tx *tx, const void *args, void *ret) {
    return post_archive_old(tx, *(const int64_t *)args, ret);
}

struct marking {
    int64_t id;
    struct post_marks marks;
};

static enum err mark_tx(struct tx *tx, const void *args, void *ret) {
    const struct marking *m = args;
    (void)ret;
    return post_mark(tx, m->id, &m->marks, NOW);
}

static enum err never_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    return company_setting_set(tx, STR("post.archive_days"), STR("0"), NOW);
}

static void run_archive(struct testdb *t, struct db_cx cx) {
    (void)t;
    int64_t old = content_post(&cx, (struct content_post){"alt", "https://x.example/4", "web", true, NOW - 61 * US_PER_DAY});
    int64_t kept = content_post(&cx, (struct content_post){"bleibt", "https://x.example/5", "web", true, NOW - 90 * US_PER_DAY});
    int64_t young = content_post(&cx, (struct content_post){"jung", "https://x.example/6", "web", true, NOW - 59 * US_PER_DAY});
    int64_t n = 0, now = NOW;
    assert_int_equal(db_tx(&cx, mark_tx, &(struct marking){kept, {.has_pinned = true, .pinned = true}}, NULL, 0), E_OK);
    assert_int_equal(db_tx(&cx, old_tx, &now, &n, sizeof n), E_OK);
    assert_int_equal(n, 1);
    assert_string_equal(got(&cx, old).status.p, "archived");
    assert_string_equal(got(&cx, kept).status.p, "published");
    assert_string_equal(got(&cx, young).status.p, "published");

    /* Brought back, it stays as long as a new one, though it keeps its place. */
    assert_int_equal(db_tx(&cx, step_tx, &(struct stepping){old, POST_RESTORE, 0, NOW}, NULL, 0), E_OK);
    assert_int_equal(got(&cx, old).published_at, NOW - 61 * US_PER_DAY);
    assert_int_equal(db_tx(&cx, old_tx, &now, &n, sizeof n), E_OK);
    assert_int_equal(n, 0);
    assert_int_equal(db_tx(&cx, never_tx, NULL, NULL, 0), E_OK);
    now = NOW + 400 * US_PER_DAY;
    assert_int_equal(db_tx(&cx, old_tx, &now, &n, sizeof n), E_OK);
    assert_int_equal(n, 0);
}

/* ---- confirmations ---- */

static enum err people_tx(struct tx *tx, const void *args, void *ret) {
    enum err e = E_OK;
    (void)ret;
    for (int64_t i = 0; !e && i < *(const int64_t *)args; i++) {
        int64_t id;
        struct member_new in = {.email = arena_printf(tx->arena, "m%lld@x.example", (long long)id_new()), .first_name = STR("A"),
                                .last_name = STR("B"), .roles = ROLE_MEMBER, .active = true, .now = NOW};
        e = member_create(tx, &in, "", &id);
    }
    return e;
}

static void people(const struct db_cx *cx, int64_t n) {
    assert_int_equal(db_tx(cx, people_tx, &n, NULL, 0), E_OK);
}

struct confirming {
    int64_t id, from, to, now;
};

static enum err confirm_tx(struct tx *tx, const void *args, void *ret) {
    const struct confirming *c = args;
    enum err e = E_OK;
    (void)ret;
    for (int64_t i = c->from; !e && i < c->to; i++) {
        e = post_confirm(tx, c->id, i, true, c->now);
    }
    return e;
}

static void confirm(const struct db_cx *cx, int64_t id, int64_t from, int64_t to, int64_t now) {
    assert_int_equal(db_tx(cx, confirm_tx, &(struct confirming){id, from, to, now}, NULL, 0), E_OK);
}

static enum err back_tx(struct tx *tx, const void *args, void *ret) {
    const struct confirming *c = args;
    (void)ret;
    return post_confirm(tx, c->id, c->from, false, c->now);
}

static enum err take_back(const struct db_cx *cx, int64_t id, int64_t person, int64_t now) {
    return db_tx(cx, back_tx, &(struct confirming){id, person, 0, now}, NULL, 0);
}

static enum err said_tx(struct tx *tx, const void *args, void *ret) {
    const int64_t *a = args;
    return post_confirmed(tx, a[0], a[1], ret);
}

static int64_t said(const struct db_cx *cx, int64_t id, int64_t now) {
    int64_t n = -1;
    assert_int_equal(db_read(cx, said_tx, (int64_t[]){id, now}, &n, sizeof n), E_OK);
    return n;
}

static enum err erased_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return post_on_erased(tx, &(struct event){.kind = EV_PERSON_ERASED, .person = *(const int64_t *)args});
}

static void run_confirmed(struct testdb *t, struct db_cx cx) {
    (void)t;
    int64_t next = NOW - NOW % US_PER_DAY + US_PER_DAY;
    int64_t id = content_post(&cx, (struct content_post){"lesen", "https://x.example/7", "web", true, NOW});
    assert_int_equal(db_tx(&cx, mark_tx, &(struct marking){id, {.has_must_read = true, .must_read = true}}, NULL, 0), E_OK);
    people(&cx, 40);
    confirm(&cx, id, 1, 10, NOW);
    assert_int_equal(said(&cx, id, next), 0);         /* nine are not told */
    confirm(&cx, id, 10, 13, NOW);
    assert_int_equal(said(&cx, id, NOW), 0);          /* not while it happens */
    assert_int_equal(said(&cx, id, next), 10);
    /* A figure that was told does not move by one person: what is counted stays; what is not may be taken back. */
    assert_int_equal(take_back(&cx, id, 12, next + 1), E_STATE);
    cx.errs->n = 0;
    assert_int_equal(said(&cx, id, next + 1), 10);
    assert_int_equal(take_back(&cx, id, 99, next + 1), E_OK);
    confirm(&cx, id, 60, 61, next + 1);
    assert_int_equal(take_back(&cx, id, 60, next + 2), E_OK);
    confirm(&cx, id, 13, 15, next + 1);
    assert_int_equal(said(&cx, id, next + 2), 10);    /* nor step by step */
    confirm(&cx, id, 13, 18, NOW);
    assert_int_equal(said(&cx, id, next + US_PER_DAY), 15);

    /* Nearly everybody: the few who have not are not told on. */
    confirm(&cx, id, 18, 39, NOW);
    assert_int_equal(said(&cx, id, next), 30);
    int64_t person = 5;
    assert_int_equal(db_tx(&cx, erased_tx, &person, NULL, 0), E_OK);
    confirm(&cx, id, 5, 6, NOW);                      /* nothing was left of it */
}

/* In a company of fifteen no number is told at all. */
static void run_small(struct testdb *t, struct db_cx cx) {
    (void)t;
    int64_t id = content_post(&cx, (struct content_post){"lesen", "https://x.example/8", "web", true, NOW});
    assert_int_equal(db_tx(&cx, mark_tx, &(struct marking){id, {.has_must_read = true, .must_read = true}}, NULL, 0), E_OK);
    people(&cx, 15);
    confirm(&cx, id, 1, 14, NOW);
    assert_int_equal(said(&cx, id, NOW + 2 * US_PER_DAY), 0);
}

static void on(enum db_engine engine) {
    void (*const runs[])(struct testdb *, struct db_cx) = {run_schedule, run_expiry, run_archive, run_confirmed, run_small};
    struct testdb t;
    testdb_open(&t, engine);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        runs[i](&t, content_company(&t));
    }
    testdb_close(&t);
}

static void life_on_sqlite(void **state) {
    (void)state;
    on(DB_SQLITE);
}

static void life_on_postgres(void **state) {
    (void)state;
    if (!testdb_has_postgres()) {
        skip();
    }
    on(DB_POSTGRES);
}

static void hosts_of_videos(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    static const char *const known[][2] = {
        {"https://youtu.be/x", "youtube"}, {"https://M.YouTube.com/watch?v=1", "youtube"}, {"https://player.vimeo.com/video/1", "vimeo"},
        {"https://dai.ly/x7", "dailymotion"}, {"https://tube.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d", "peertube"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_string_equal(video_host(a, str_of(known[i][0])).p, known[i][1]);
    }
    assert_null(video_host(a, STR("https://notyoutube.com/watch")).p);
    assert_null(video_host(a, STR("https://shop.example/w/1")).p);
    assert_null(video_host(a, STR("")).p);
    assert_int_equal(post_words(STR("  zwei  Wörter\n")), 2);
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(life_on_sqlite), cmocka_unit_test(life_on_postgres), cmocka_unit_test(hosts_of_videos)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
