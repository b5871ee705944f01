/* share_test.c: accepting, declaring, verifying and taking back a share, on both engines. */
#include "sharedb.h"

#include "app/link/link.h"
#include "app/share/mine.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct testdb t;
static struct db_cx cx;
static enum db_engine engine;
static int64_t post, me;

static int open_it(void **state) {
    (void)state;
    if (engine == DB_POSTGRES && !testdb_has_postgres()) {
        return 0;
    }
    testdb_open(&t, engine);
    cx = content_company(&t);
    post = content_post(&cx, (struct content_post){"Le barrage retrouve sa pleine puissance", "https://acme.example/barrage?a=1",
                                                   "web", true, NOW});
    me = share_person(&cx, 77);
    return 0;
}

static int close_it(void **state) {
    (void)state;
    if (engine == DB_SQLITE || testdb_has_postgres()) {
        testdb_close(&t);
    }
    return 0;
}

#define NEED_ENGINE()                                                                                                  \
    do {                                                                                                               \
        if (engine == DB_POSTGRES && !testdb_has_postgres()) {                                                         \
            skip();                                                                                                    \
        }                                                                                                              \
    } while (0)

static const char *why(void) {
    return cx.errs->n ? cx.errs->items[0].detail.p : "";
}
static const char *where(void) {
    return cx.errs->n ? cx.errs->items[0].field.p : "";
}

static int64_t another_post(int i) {
    char url[64];
    snprintf(url, sizeof url, "https://acme.example/p%d", i);
    return content_post(&cx, (struct content_post){"Une autre nouvelle", url, "web", true, NOW});
}

static void accepted(void **state) {
    (void)state;
    NEED_ENGINE();
    struct share_opened o;
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post, .incentive = "reward"}, &o), E_OK);
    const struct share *s = &o.share;
    assert_false(o.repeated);
    assert_string_equal(s->status.p, "open");
    assert_string_equal(s->evidence.p, "opened");
    assert_true(str_starts(s->final_text, STR("Publicité. Je travaille chez Rivelle. " OWN_TEXT)));
    struct str link = arena_printf(t.arena, "https://acme.example/l/%s", s->code.p);
    assert_true(str_ends(s->final_text, link));
    assert_string_equal(s->own_text.p, OWN_TEXT);
    assert_true(s->own_words);
    assert_string_equal(s->language.p, "fr");
    assert_string_equal(s->disclosure_state.p, "offered");
    assert_int_equal(s->day_rank, 1);
    assert_int_equal(s->day, time_local_day(STR("Europe/Paris"), NOW));
    assert_int_equal(events(&t, &cx, "share.opened"), 1);
    assert_int_equal(events(&t, &cx, "link.created"), 1);
}

static enum err link_tx(struct tx *tx, const void *args, void *ret) {
    return link_get(tx, *(const int64_t *)args, ret);
}

static void link_carries_no_person(void **state) {
    (void)state;
    NEED_ENGINE();
    struct share s = share_now(&cx, shared(&cx, (struct sharing){.person = me, .post = post}));
    struct link l;
    assert_int_equal(db_read(&cx, link_tx, &s.link, &l, sizeof l), E_OK);
    struct str want = arena_printf(t.arena, "https://acme.example/barrage?a=1&utm_source=linkedin&utm_medium=employee_advocacy"
                                            "&utm_campaign=%s", id_text(t.arena, post).p);
    assert_string_equal(l.target.p, want.p);
    assert_int_equal(l.share, s.id);
}

static void only_ambassadors(void **state) {
    (void)state;
    NEED_ENGINE();
    assert_int_equal(sharing(&cx, (struct sharing){.person = 78, .post = post}, NULL), E_NOT_AMBASSADOR);
    assert_int_equal(events(&t, &cx, "share.opened"), 0);
}

static enum err internal_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return post_change(tx, *(const int64_t *)args, &(struct post_change){.has_audience = true, .audience = STR("internal")},
                       NOW);
}

static void only_shareable_posts(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t pending = content_post(&cx, (struct content_post){"En attente", "https://acme.example/w", "web", false, NOW});
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = pending}, NULL), E_NOT_FOUND);
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = id_new()}, NULL), E_NOT_FOUND);
    assert_int_equal(db_tx(&cx, internal_tx, &post, NULL, 0), E_OK);
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post}, NULL), E_STATE);
}

static void another_company_sees_nothing(void **state) {
    (void)state;
    NEED_ENGINE();
    struct db_cx other = content_company(&t);
    share_person(&other, me);
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = post});
    assert_int_equal(sharing(&other, (struct sharing){.person = me, .post = post}, NULL), E_NOT_FOUND);
    assert_int_equal(step(&other, declare_step, (struct step){.person = me, .id = id}), E_NOT_FOUND);
    assert_int_equal(step(&other, retract_step, (struct step){.person = me, .id = id}), E_NOT_FOUND);
    assert_int_equal(share_now(&other, id).id, 0);
    assert_int_equal(share_now(&cx, id).retracted_at, 0);
}

static void once_a_network(void **state) {
    (void)state;
    NEED_ENGINE();
    struct share_opened first, again;
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post}, &first), E_OK);
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post, .text = "Tout autre chose, ma foi"}, &again), E_OK);
    assert_true(again.repeated);
    assert_int_equal(again.share.id, first.share.id);
    assert_true(str_eq(again.share.final_text, first.share.final_text));
    assert_int_equal(events(&t, &cx, "share.opened"), 1);
    shared(&cx, (struct sharing){.person = me, .post = post, .network = "bluesky"});

    assert_int_equal(step(&cx, declare_step, (struct step){.person = me, .id = first.share.id}), E_OK);
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post}, NULL), E_EXISTS);
    assert_int_equal(step(&cx, retract_step, (struct step){.person = me, .id = first.share.id}), E_OK);
    assert_int_not_equal(shared(&cx, (struct sharing){.person = me, .post = post}), first.share.id);
}

static void text_is_checked(void **state) {
    (void)state;
    NEED_ENGINE();
    char longest[4000];
    memset(longest, 'a', sizeof longest);
    longest[3001] = '\0';
    struct sharing s = {.person = me, .post = post, .text = longest};
    assert_int_equal(sharing(&cx, s, NULL), E_INVALID);
    assert_string_equal(where(), "/text");
    longest[2900] = '\0';
    s.text = longest;
    assert_int_equal(sharing(&cx, s, NULL), E_OK);
    longest[301] = '\0';
    s = (struct sharing){.person = me, .post = post, .network = "bluesky", .text = longest};
    assert_int_equal(sharing(&cx, s, NULL), E_INVALID);
    s = (struct sharing){.person = me, .post = post, .network = "x", .text = longest};
    assert_int_equal(sharing(&cx, s, NULL), E_INVALID);
    assert_true(strstr(why(), "too long"));
    s.text = "Ce que je retiens : ____";
    assert_int_equal(sharing(&cx, s, NULL), E_BLANK);
    assert_true(strstr(why(), "blank"));
    assert_string_equal(where(), "/text");
    s.text = "Ce que je retiens : ___";
    assert_int_equal(sharing(&cx, s, NULL), E_BLANK);
    /* With disclosure and link exactly at the limit: 280 on X, where the link counts 23. */
    struct text_length len;
    const struct network *x = network_find(STR("x"));
    struct str link = STR("https://acme.example/l/xxxxxxxxxxx");
    for (size_t n = 200; n <= 280; n++) {
        memset(longest, 'a', n);
        longest[n] = '\0';
        struct str whole = share_final(t.arena, x, STR("Je travaille chez Rivelle."), str_of(longest), link);
        assert_int_equal(network_length(x, whole, &len), E_OK);
        if (len.length == 280) {
            break;
        }
    }
    assert_int_equal(len.length, 280);
    s.text = longest;
    longest[strlen(longest) + 1] = '\0';
    longest[strlen(longest)] = 'a';
    assert_int_equal(sharing(&cx, s, NULL), E_INVALID);
    longest[strlen(longest) - 1] = '\0';
    assert_int_equal(sharing(&cx, s, NULL), E_OK);
}

struct caption_made {
    int64_t post;
    const char *text;
};
static enum err caption_tx(struct tx *tx, const void *args, void *ret) {
    const struct caption_made *m = args;
    struct caption c;
    enum err e = caption_set_first(tx, m->post, STR("fr"), str_of(m->text), NOW);
    if (!e) {
        e = caption_first(tx, m->post, &c);
    }
    *(int64_t *)ret = e ? 0 : c.id;
    return e;
}
static int64_t caption(int64_t of, const char *text) {
    int64_t id = 0;
    assert_int_equal(db_tx(&cx, caption_tx, &(struct caption_made){of, text}, &id, sizeof id), E_OK);
    return id;
}

static void x_wants_an_edit(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t c = caption(post, "Deux turbines neuves, et l’eau est revenue.");
    struct sharing s = {.person = me, .post = post, .network = "x", .caption = c};
    static const char *const refused[] = {"Deux turbines neuves, et l’eau est revenue.",
                                          "  deux TURBINES neuves et l’eau est revenue !!! ", "",
                                          "Le barrage retrouve sa pleine puissance"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        s.text = refused[i];
        assert_int_equal(sharing(&cx, s, NULL), E_INVALID);
        assert_string_equal(where(), "/text");
        assert_true(why()[0] == 'X');
    }
    s.text = "Deux turbines neuves, et l’eau est revenue, enfin.";
    struct share_opened o;
    assert_int_equal(sharing(&cx, s, &o), E_OK);
    assert_false(o.share.own_words);
    /* Elsewhere a caption may go out as it is, and earns no extra for own words. */
    s.network = "linkedin";
    s.text = refused[0];
    assert_int_equal(sharing(&cx, s, &o), E_OK);
    assert_false(o.share.own_words);
    assert_int_equal(o.share.caption, c);
}

static void references_are_checked(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t elsewhere = caption(another_post(1), "Ailleurs.");
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post, .caption = elsewhere}, NULL), E_INVALID);
    assert_string_equal(where(), "/caption_id");
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post, .disclosure = "none"}, NULL), E_INVALID);
    assert_string_equal(where(), "/disclosure");
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post, .language = "f r"}, NULL), E_INVALID);
    assert_string_equal(where(), "/language");
    struct share_opened o;
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post, .language = "en-GB",
                                                   .disclosure = "employee.none.2"}, &o), E_OK);
    assert_true(str_starts(o.share.final_text, STR("My employer is Rivelle.")));
}

static void five_a_day(void **state) {
    (void)state;
    NEED_ENGINE();
    /* 23:30 in Paris, 22:30 in London. */
    int64_t late = INT64_C(1782855000) * US_PER_S;
    for (int i = 0; i < 5; i++) {
        struct share_opened o;
        assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = another_post(i), .now = late}, &o), E_OK);
        assert_int_equal(o.share.day_rank, i + 1);
    }
    /* Taking back gives no place back. */
    int64_t sixth = another_post(6);
    struct share_opened o;
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = sixth, .now = late}, NULL), E_DAY_CAP);
    assert_int_equal(cx.errs->retry_after_s, 1800);
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = sixth, .now = late + 30 * MINUTE}, &o), E_OK);
    assert_int_equal(o.share.day_rank, 1);
    /* Somebody else is free to share. */
    share_person(&cx, 79);
    assert_int_equal(sharing(&cx, (struct sharing){.person = 79, .post = sixth, .now = late}, NULL), E_OK);
}

static void ten_in_ten_minutes(void **state) {
    (void)state;
    NEED_ENGINE();
    for (int i = 0; i < 10; i++) {
        shared(&cx, (struct sharing){.person = share_person(&cx, 100 + i), .post = post, .now = NOW + i * MINUTE / 2});
    }
    share_person(&cx, 200);
    struct sharing s = {.person = 200, .post = post, .now = NOW + 5 * MINUTE};
    assert_int_equal(sharing(&cx, s, NULL), E_CLONE_GUARD);
    assert_int_equal(cx.errs->retry_after_s, 300);
    /* Another post is not concerned, and the window moves on. */
    assert_int_equal(sharing(&cx, (struct sharing){.person = 200, .post = another_post(1), .now = s.now}, NULL), E_OK);
    s.now = NOW + 10 * MINUTE;
    assert_int_equal(sharing(&cx, s, NULL), E_OK);
}

static void declared(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = post});
    share_person(&cx, 79);
    assert_int_equal(step(&cx, declare_step, (struct step){.person = 79, .id = id}), E_NOT_FOUND);
    assert_int_equal(step(&cx, declare_step, (struct step){.person = 0, .id = id}), E_NOT_FOUND);
    assert_int_equal(step(&cx, declare_step, (struct step){.person = me, .id = id, .url = "https://x.com/a/status/1"}), E_INVALID);
    assert_string_equal(where(), "/url");
    assert_string_equal(share_now(&cx, id).evidence.p, "opened");
    assert_int_equal(step(&cx, declare_step, (struct step){.person = me, .id = id}), E_OK);
    struct share s = share_now(&cx, id);
    assert_string_equal(s.evidence.p, "declared");
    assert_string_equal(s.status.p, "published");
    assert_null(s.declared_url.p);
    assert_int_equal(step(&cx, declare_step, (struct step){.person = me, .id = id, .now = NOW + MINUTE,
                                                           .url = "https://www.linkedin.com/posts/a-b"}), E_OK);
    s = share_now(&cx, id);
    assert_string_equal(s.declared_url.p, "https://www.linkedin.com/posts/a-b");
    assert_int_equal(s.declared_at, NOW);
    assert_int_equal(events(&t, &cx, "share.declared"), 1);
}

static void verified(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = post});
    assert_int_equal(step(&cx, verify_step, (struct step){.id = id, .now = NOW + MINUTE}), E_OK);
    assert_int_equal(step(&cx, verify_step, (struct step){.id = id, .now = NOW + 2 * MINUTE}), E_OK);
    assert_int_equal(step(&cx, verify_step, (struct step){.id = id_new()}), E_OK);
    struct share s = share_now(&cx, id);
    assert_string_equal(s.evidence.p, "verified");
    assert_int_equal(s.verified_at, NOW + MINUTE);
    assert_int_equal(events(&t, &cx, "share.verified"), 1);
    /* Saying so afterwards takes nothing away. */
    assert_int_equal(step(&cx, declare_step, (struct step){.person = me, .id = id}), E_OK);
    assert_string_equal(share_now(&cx, id).evidence.p, "verified");
}

static void taken_back(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t id = shared(&cx, (struct sharing){.person = me, .post = post});
    assert_int_equal(step(&cx, retract_step, (struct step){.person = 79, .id = id}), E_NOT_FOUND);
    assert_int_equal(step(&cx, retract_step, (struct step){.person = me, .id = id}), E_OK);
    assert_int_equal(step(&cx, retract_step, (struct step){.person = me, .id = id}), E_OK);
    assert_int_equal(events(&t, &cx, "share.retracted"), 1);
    assert_int_equal(step(&cx, declare_step, (struct step){.person = me, .id = id}), E_STATE);
    assert_int_equal(step(&cx, verify_step, (struct step){.id = id}), E_OK);
    assert_int_equal(events(&t, &cx, "share.verified"), 0);
    struct share s = share_now(&cx, id);
    assert_string_equal(s.status.p, "retracted");
    struct link l;
    assert_int_equal(db_read(&cx, link_tx, &s.link, &l, sizeof l), E_OK);
    assert_string_equal(l.state.p, "live");   /* strangers may hold it */
}

struct views {
    struct share_view *p;
    size_t n;
};
static enum err views_tx(struct tx *tx, const void *args, void *ret) {
    struct views *v = ret;
    const struct step *s = args;
    return share_views(tx, s->person, STR("https://acme.example"), s->id, false, 10, &v->p, &v->n);
}

static void mine_only(void **state) {
    (void)state;
    NEED_ENGINE();
    struct views v;
    share_person(&cx, 79);
    int64_t a = shared(&cx, (struct sharing){.person = me, .post = post});
    shared(&cx, (struct sharing){.person = 79, .post = post});
    int64_t b = shared(&cx, (struct sharing){.person = me, .post = post, .network = "x"});
    assert_int_equal(step(&cx, verify_step, (struct step){.id = a}), E_OK);
    assert_int_equal(db_read(&cx, views_tx, &(struct step){.person = me, .id = INT64_MAX}, &v, sizeof v), E_OK);
    assert_int_equal(v.n, 2);
    assert_int_equal(v.p[0].share.id, b);
    assert_true(str_starts(v.p[0].intent_url, STR("https://x.com/intent/tweet?text=Je%20travaille%20chez%20Rivelle.%20")));
    assert_int_equal(v.p[0].points, 0);
    assert_int_equal(v.p[1].share.id, a);
    assert_null(v.p[1].intent_url.p);
    assert_int_equal(v.p[1].points, 15);
    assert_string_equal(v.p[1].post_title.p, "Le barrage retrouve sa pleine puissance");
    assert_int_equal(db_read(&cx, views_tx, &(struct step){.person = me, .id = b}, &v, sizeof v), E_OK);
    assert_int_equal(v.n, 1);
}

static enum err erased_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return event_record(tx, &(struct event){.kind = EV_PERSON_ERASED, .at = NOW, .person = *(const int64_t *)args});
}

struct server_of {
    int64_t person;
    char host[64];
};

static enum err server_tx(struct tx *tx, const void *args, void *ret) {
    struct server_of *out = ret;
    struct str host;
    enum err e = share_instance(tx, *(const int64_t *)args, &network_mastodon, &host);
    snprintf(out->host, sizeof out->host, "%.*s", STRF(host));
    return e;
}

static const char *server_of(int64_t person) {
    static struct server_of out;
    out = (struct server_of){.person = person};
    assert_int_equal(db_read(&cx, server_tx, &person, &out, sizeof out), E_OK);
    return out.host;
}

static void server_is_remembered(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t other = share_person(&cx, 81);
    assert_int_equal(sharing(&cx, (struct sharing){.person = me, .post = post, .network = "mastodon"}, NULL), E_INVALID);
    assert_string_equal(cx.errs->items[0].field.p, "/instance");
    shared(&cx, (struct sharing){.person = me, .post = post, .network = "mastodon", .instance = "Social.Example"});
    assert_string_equal(server_of(me), "social.example");
    assert_string_equal(server_of(other), "");
    shared(&cx, (struct sharing){.person = me, .post = another_post(1), .network = "mastodon", .now = NOW + US_PER_DAY});
    shared(&cx, (struct sharing){.person = other, .post = post, .network = "mastodon", .instance = "b.example"});
    assert_int_equal(db_tx(&cx, erased_tx, &me, NULL, 0), E_OK);
    assert_string_equal(server_of(me), "");
    assert_string_equal(server_of(other), "b.example");
}

static void erased(void **state) {
    (void)state;
    NEED_ENGINE();
    share_person(&cx, 79);
    int64_t a = shared(&cx, (struct sharing){.person = me, .post = post});
    int64_t b = shared(&cx, (struct sharing){.person = 79, .post = post});
    assert_int_equal(step(&cx, declare_step, (struct step){.person = me, .id = a, .url = "https://lnkd.in/eAbC"}), E_OK);
    assert_int_equal(db_tx(&cx, erased_tx, &me, NULL, 0), E_OK);
    struct share s = share_now(&cx, a);
    assert_true(s.person < 0);
    assert_int_equal(s.own_text.n + s.final_text.n, 0);
    assert_null(s.declared_url.p);
    assert_int_equal(share_now(&cx, b).person, 79);
    assert_true(share_now(&cx, b).own_text.n > 0);
    /* A second leaver's share of the same post does not collide with it. */
    int64_t other = 79;
    assert_int_equal(db_tx(&cx, erased_tx, &other, NULL, 0), E_OK);
}

static void texts_are_forgotten(void **state) {
    (void)state;
    NEED_ENGINE();
    int64_t old = shared(&cx, (struct sharing){.person = me, .post = post});
    int64_t fresh = shared(&cx, (struct sharing){.person = me, .post = another_post(1), .now = NOW + 10 * US_PER_DAY});
    struct job_run run = {.cx = cx, .payload = STR("{}"), .attempt = 1, .now = NOW + (SHARE_TEXT_DAYS + 1) * US_PER_DAY};
    assert_int_equal(share_housekeeping_run(&run), E_OK);
    assert_int_equal(share_now(&cx, old).own_text.n + share_now(&cx, old).final_text.n, 0);
    assert_true(share_now(&cx, old).disclosure.n > 0);   /* the proof stays */
    assert_true(share_now(&cx, fresh).final_text.n > 0);
}

/* ---- at once ---- */

struct racer {
    struct db_cx cx;
    struct sharing s;
    enum err e;
};
static void *race(void *arg) {
    struct racer *r = arg;
    struct problems errs = {.arena = arena_create(32 * 1024 * 1024)};
    r->cx.arena = errs.arena;
    r->cx.errs = &errs;
    r->e = sharing(&r->cx, r->s, NULL);
    arena_free(errs.arena);
    return NULL;
}

static void caps_hold_at_once(void **state) {
    (void)state;
    NEED_ENGINE();
    enum { N = 12 };
    pthread_t threads[N];
    struct racer r[N];
    int ok = 0;
    for (int i = 0; i < N; i++) {
        r[i] = (struct racer){.cx = cx, .s = {.person = me, .post = another_post(i)}};
    }
    for (int i = 0; i < N; i++) {
        pthread_create(&threads[i], NULL, race, &r[i]);
    }
    for (int i = 0; i < N; i++) {
        pthread_join(threads[i], NULL);
        ok += r[i].e == E_OK;
        assert_true(r[i].e == E_OK || r[i].e == E_DAY_CAP || r[i].e == E_CLONE_GUARD);
    }
    assert_int_equal(ok, 5);
}

int main(void) {
    static const char *const names[] = {"sqlite", "postgres"};
    int failed = 0;
#define T(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
    const struct CMUnitTest tests[] = {
        T(accepted), T(link_carries_no_person), T(only_ambassadors), T(only_shareable_posts),
        T(another_company_sees_nothing), T(once_a_network), T(text_is_checked), T(x_wants_an_edit),
        T(references_are_checked), T(five_a_day), T(ten_in_ten_minutes), T(declared), T(verified), T(taken_back),
        T(mine_only), T(server_is_remembered), T(erased), T(texts_are_forgotten), T(caps_hold_at_once),
    };
    for (int i = 0; i < 2; i++) {
        engine = i ? DB_POSTGRES : DB_SQLITE;
        failed += cmocka_run_group_tests_name(names[i], tests, NULL, NULL);
    }
    return failed;
}
