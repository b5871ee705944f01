/* caption_test.c: captions are dealt without replacement, fit where they go, and stay as they are when locked. */
#include "app/caption/caption.h"

#include "base/clock.h"
#include "contentdb.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define BASE STR("https://rivelle.example")

struct made {
    int64_t post;
    const char *network, *language, *text;
    bool locked;
    const char *reason;
};

static struct made card(int64_t post, const char *network, const char *language, const char *text) {
    return (struct made){post, network, language, text, false, NULL};
}

static enum err make_tx(struct tx *tx, const void *args, void *ret) {
    const struct made *m = args;
    struct caption c = {.post = m->post, .network = str_of(m->network), .language = str_of(m->language), .text = str_of(m->text),
                        .locked = m->locked, .lock_reason = str_of(m->reason ? m->reason : "")};
    return caption_create(tx, &c, BASE, 7, NOW, ret);
}

static enum err try(const struct db_cx *cx, struct made m, struct caption *ret) {
    struct caption c = {0};
    enum err e = db_tx(cx, make_tx, &m, &c, sizeof c);
    *ret = c;
    return e;
}

static int64_t make(const struct db_cx *cx, struct made m) {
    struct caption c;
    assert_int_equal(try(cx, m, &c), E_OK);
    return c.id;
}

struct asked {
    int64_t post, person;
    const char *network, *language;
    bool next;
    int64_t at;
};

static struct asked first(int64_t post, int64_t person, const char *network, const char *language) {
    return (struct asked){post, person, network, language, false, 0};
}

static struct asked another(int64_t post, int64_t person, const char *network, const char *language) {
    return (struct asked){post, person, network, language, true, 0};
}

static struct caption_ask ask_of(const struct asked *a) {
    return (struct caption_ask){.post = a->post, .person = a->person, .network = network_find(str_of(a->network)),
                                .language = str_of(a->language), .base_url = BASE, .next = a->next, .now = NOW + a->at};
}

static enum err deal_tx(struct tx *tx, const void *args, void *ret) {
    struct caption_ask ask = ask_of(args);
    return caption_deal(tx, &ask, ret);
}

static enum err held_tx(struct tx *tx, const void *args, void *ret) {
    struct caption_ask ask = ask_of(args);
    return caption_held(tx, &ask, ret);
}

static struct caption_dealt deal(const struct db_cx *cx, struct asked a) {
    static int64_t at;
    struct caption_dealt d = {0};
    a.at = a.at ? a.at : (at += 1000);
    assert_int_equal(db_tx(cx, deal_tx, &a, &d, sizeof d), E_OK);
    return d;
}

static int64_t dealt(const struct db_cx *cx, struct asked a) {
    return deal(cx, a).caption.id;
}

static int64_t held(const struct db_cx *cx, struct asked a) {
    struct caption_dealt d = {0};
    assert_int_equal(db_read(cx, held_tx, &a, &d, sizeof d), E_OK);
    return d.caption.id;
}

static void choosing(const struct db_cx *cx) {
    int64_t post = content_post(cx, (struct content_post){"a", "https://x.example/a", "web", true, NOW});
    assert_int_equal(dealt(cx, first(post, 1, "linkedin", "fr")), 0);
    int64_t en = make(cx, card(post, "", "en", "Any, English"));
    int64_t fr = make(cx, card(post, "", "fr", "Tous"));
    int64_t fr2 = make(cx, card(post, "linkedin", "fr", "LinkedIn"));
    make(cx, card(post, "x", "fr", "X"));

    /* The language first, then what was made for the network. */
    assert_int_equal(held(cx, first(post, 1, "linkedin", "fr")), 0);
    assert_int_equal(dealt(cx, first(post, 1, "linkedin", "fr")), fr2);
    assert_int_equal(dealt(cx, first(post, 1, "bluesky", "fr")), fr);
    assert_int_equal(dealt(cx, first(post, 1, "linkedin", "en")), en);
    assert_int_equal(dealt(cx, first(post, 1, "bluesky", "en-GB")), en);
    assert_int_not_equal(dealt(cx, first(post, 9, "linkedin", "de")), 0);

    /* The same on reopening; another one when asked; after a share, one that was not shared. */
    assert_int_equal(dealt(cx, first(post, 2, "linkedin", "fr")), fr);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(dealt(cx, first(post, 2, "linkedin", "fr")), fr);
        assert_int_equal(held(cx, first(post, 2, "linkedin", "fr")), fr);
    }
    struct caption_dealt second = deal(cx, another(post, 2, "linkedin", "fr"));
    assert_int_equal(second.caption.id, fr2);
    assert_int_equal(second.n, 2);
    assert_int_equal(second.seen, 2);
    assert_int_equal(held(cx, first(post, 2, "linkedin", "fr")), fr2);
    assert_int_equal(content_share(cx, (struct content_share){.person = 2, .post = post, .caption = fr2, .network = "linkedin"}), E_OK);
    assert_int_equal(dealt(cx, first(post, 2, "linkedin", "fr")), fr);
    assert_int_equal(dealt(cx, first(post, 2, "bluesky", "fr")), fr);
}

/* Of each round every card once, and never the same one to two people in a row. */
static void rounds(const struct db_cx *cx) {
    enum { CARDS = 5, PEOPLE = 43 };
    int64_t post = content_post(cx, (struct content_post){"b", "https://x.example/b", "web", true, NOW}), ids[CARDS], before = 0;
    static const char *const texts[CARDS] = {"Un", "Deux", "Trois", "Quatre", "Cinq"};
    int used[CARDS] = {0};
    for (int i = 0; i < CARDS; i++) {
        ids[i] = make(cx, card(post, "", "fr", texts[i]));
    }
    for (int64_t person = 100; person < 100 + PEOPLE; person++) {
        int64_t id = dealt(cx, first(post, person, "linkedin", "fr"));
        int least = 1000, most = 0;
        assert_int_not_equal(id, before);
        before = id;
        for (int i = 0; i < CARDS; i++) {
            used[i] += ids[i] == id;
            least = used[i] < least ? used[i] : least;
            most = used[i] > most ? used[i] : most;
        }
        assert_true(most - least <= 1);
    }
    /* One that is added later enters one round behind: it is not dealt forty times to catch up. 43 deals left two cards a round short, so
     * of the next 12 the first is its own, then come three, then all six, and of the two left over one may be it. */
    int64_t late = make(cx, card(post, "", "fr", "Six"));
    int fresh = 0;
    for (int64_t person = 200; person < 212; person++) {
        fresh += dealt(cx, first(post, person, "linkedin", "fr")) == late;
    }
    assert_in_range(fresh, 3, 4);
    /* One person sees all before any comes back. */
    int64_t seen[CARDS + 1] = {dealt(cx, first(post, 300, "linkedin", "fr"))};
    for (int i = 1; i <= CARDS; i++) {
        seen[i] = dealt(cx, another(post, 300, "linkedin", "fr"));
        for (int k = 0; k < i; k++) {
            assert_int_not_equal(seen[i], seen[k]);
        }
    }
    assert_int_equal(dealt(cx, another(post, 300, "linkedin", "fr")), seen[0]);
}

/* What does not fit is not dealt. */
static void fitting(const struct db_cx *cx) {
    int64_t post = content_post(cx, (struct content_post){"c", "https://x.example/c", "web", true, NOW});
    char longer[400];
    struct caption c;
    memset(longer, 'a', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    int64_t wide = make(cx, card(post, "", "fr", longer));
    assert_int_equal(dealt(cx, first(post, 1, "linkedin", "fr")), wide);
    assert_int_equal(dealt(cx, first(post, 1, "x", "fr")), 0);
    assert_int_equal(dealt(cx, first(post, 1, "bluesky", "fr")), 0);
    assert_int_equal(try(cx, card(post, "x", "fr", longer), &c), E_INVALID);
    assert_int_equal(try(cx, card(post, "", "fr", longer), &c), E_EXISTS);
    assert_int_equal(try(cx, card(post, "myspace", "fr", "a"), &c), E_INVALID);
    assert_int_equal(try(cx, card(post, "", "français", "a"), &c), E_INVALID);
    assert_int_equal(try(cx, card(post, "", "fr", ""), &c), E_INVALID);
    /* Locked: with a reason, and only where the network allows one text from several accounts. */
    assert_int_equal(try(cx, (struct made){post, "linkedin", "fr", "Mot pour mot.", true, "court"}, &c), E_INVALID);
    assert_int_equal(try(cx, (struct made){post, "x", "fr", "Mot pour mot.", true, "Information réglementée"}, &c), E_INVALID);
    assert_int_equal(try(cx, (struct made){post, "facebook", "fr", "Mot pour mot.", true, "Information réglementée"}, &c), E_INVALID);
    assert_int_equal(try(cx, (struct made){post, "", "fr", "Mot pour mot.", true, "Information réglementée"}, &c), E_OK);
    assert_true(c.locked);
    assert_int_equal(dealt(cx, first(post, 2, "bluesky", "fr")), c.id);
    assert_int_equal(dealt(cx, first(post, 2, "x", "fr")), 0);
    for (int i = 2; i < CAPTION_PER_POST; i++) {
        char text[32];
        snprintf(text, sizeof text, "Texte %d", i);
        assert_int_equal(try(cx, card(post, "", "fr", text), &c), E_OK);
    }
    assert_int_equal(try(cx, card(post, "", "fr", "Une de trop"), &c), E_LIMIT);
}

static enum err erase_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return caption_on_erased(tx, &(struct event){.kind = EV_PERSON_ERASED, .person = *(const int64_t *)args});
}

static enum err forget_tx(struct tx *tx, const void *args, void *ret) {
    return caption_forget(tx, *(const int64_t *)args, ret);
}

static void forgetting(const struct db_cx *cx) {
    int64_t post = content_post(cx, (struct content_post){"d", "https://x.example/d", "web", true, NOW}), person = 500, gone = 0;
    make(cx, card(post, "", "fr", "Un"));
    make(cx, card(post, "", "fr", "Deux"));
    dealt(cx, first(post, person, "linkedin", "fr"));
    assert_int_not_equal(held(cx, first(post, person, "linkedin", "fr")), 0);
    assert_int_equal(db_tx(cx, erase_tx, &person, NULL, 0), E_OK);
    assert_int_equal(held(cx, first(post, person, "linkedin", "fr")), 0);
    person = 501;
    dealt(cx, first(post, person, "linkedin", "fr"));
    int64_t later = NOW + 89 * US_PER_DAY;
    assert_int_equal(db_tx(cx, forget_tx, &later, &gone, sizeof gone), E_OK);
    assert_int_equal(gone, 0);
    later = NOW + 92 * US_PER_DAY;
    assert_int_equal(db_tx(cx, forget_tx, &later, &gone, sizeof gone), E_OK);
    assert_true(gone > 0);
    assert_int_equal(held(cx, first(post, person, "linkedin", "fr")), 0);
}

/* Two nodes at once: whatever the order, each round has every card once. */
struct racer {
    struct db_cx cx;
    struct problems errs;
    int64_t post, first, got[20];
};

static void *race(void *arg) {
    struct racer *r = arg;
    for (int i = 0; i < 20; i++) {
        struct asked a = {r->post, r->first + i, "linkedin", "fr", false, r->first * 100 + i * 7};
        struct caption_dealt d = {0};
        enum err e;
        do {
            e = db_tx(&r->cx, deal_tx, &a, &d, sizeof d);
        } while (e == E_DB_RETRY);
        r->got[i] = e ? -1 : d.caption.id;
    }
    return NULL;
}

static void racing(struct testdb *t, const struct db_cx *cx) {
    enum { CARDS = 4, RACERS = 3 };
    int64_t post = content_post(cx, (struct content_post){"e", "https://x.example/e", "web", true, NOW}), ids[CARDS];
    static const char *const texts[CARDS] = {"Nord", "Sud", "Est", "Ouest"};
    struct racer racers[RACERS];
    pthread_t threads[RACERS];
    int used[CARDS] = {0};
    (void)t;
    for (int i = 0; i < CARDS; i++) {
        ids[i] = make(cx, card(post, "", "fr", texts[i]));
    }
    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){.cx = *cx, .post = post, .first = 1000 * (i + 1)};
        racers[i].cx.arena = arena_create(64 * 1024 * 1024);
        racers[i].errs.arena = racers[i].cx.arena;
        racers[i].cx.errs = &racers[i].errs;
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        for (int k = 0; k < 20; k++) {
            int at = 0;
            while (at < CARDS && ids[at] != racers[i].got[k]) {
                at++;
            }
            assert_in_range(at, 0, CARDS - 1);
            used[at]++;
        }
        arena_free(racers[i].cx.arena);
    }
    for (int i = 0; i < CARDS; i++) {
        assert_int_equal(used[i], RACERS * 20 / CARDS);
    }
}

static void run(enum db_engine engine) {
    struct testdb t;
    testdb_open(&t, engine);
    struct db_cx cx = content_company(&t);
    choosing(&cx);
    rounds(&cx);
    fitting(&cx);
    forgetting(&cx);
    racing(&t, &cx);
    testdb_close(&t);
}

static void handed_out_without_replacement_on_sqlite(void **state) {
    (void)state;
    run(DB_SQLITE);
}

static void handed_out_without_replacement_on_postgres(void **state) {
    (void)state;
    if (!testdb_has_postgres()) {
        skip();
    }
    run(DB_POSTGRES);
}

static enum err edit_tx(struct tx *tx, const void *args, void *ret) {
    const struct made *m = args;
    enum err e = caption_set_first(tx, m->post, str_of(m->language), str_of(m->text), NOW);
    return e ? e : caption_first(tx, m->post, ret);
}

struct changed {
    int64_t id;
    struct caption_change c;
};

static enum err change_tx(struct tx *tx, const void *args, void *ret) {
    const struct changed *c = args;
    return caption_change(tx, c->id, &c->c, ret);
}

struct history {
    struct caption_revision *p;
    size_t n;
};

static enum err history_tx(struct tx *tx, const void *args, void *ret) {
    struct history *h = ret;
    return caption_revisions(tx, *(const int64_t *)args, &h->p, &h->n);
}

static void edited_with_a_history(void **state) {
    (void)state;
    struct testdb t;
    testdb_open(&t, DB_SQLITE);
    struct db_cx cx = content_company(&t);
    int64_t post = content_post(&cx, (struct content_post){"a", "https://x.example/a", "web", true, NOW});
    struct caption a, b;
    assert_int_equal(db_tx(&cx, edit_tx, &(struct made){post, "", "fr", "Un", false, NULL}, &a, sizeof a), E_OK);
    assert_int_equal(db_tx(&cx, edit_tx, &(struct made){post, "", "en", "Two", false, NULL}, &b, sizeof b), E_OK);
    assert_int_equal(a.id, b.id);
    assert_true(str_is(b.text, "Two") && str_is(b.language, "en"));
    assert_int_equal(b.version, 2);
    /* Versions. */
    struct changed c = {a.id, {.has_text = true, .text = STR("Three"), .version = 1, .member = 7, .now = NOW, .base_url = BASE}};
    assert_int_equal(db_tx(&cx, change_tx, &c, &b, sizeof b), E_CONFLICT);
    c.c.version = 2;
    assert_int_equal(db_tx(&cx, change_tx, &c, &b, sizeof b), E_OK);
    c.c.version = 3;
    assert_int_equal(db_tx(&cx, change_tx, &c, &b, sizeof b), E_OK);
    assert_int_equal(b.version, 3);
    c.c.text = STR("Four");
    assert_int_equal(db_tx(&cx, change_tx, &c, &b, sizeof b), E_OK);
    struct history h = {0};
    assert_int_equal(db_read(&cx, history_tx, &a.id, &h, sizeof h), E_OK);
    assert_int_equal(h.n, 3);       /* what the program wrote twice, then one person's saves in one */
    assert_true(str_is(h.p[0].text, "Four"));
    /* A locked one keeps its text. */
    c = (struct changed){a.id, {.has_locked = true, .locked = true, .has_reason = true, .reason = STR("Information réglementée"),
                                .member = 7, .now = NOW, .base_url = BASE}};
    assert_int_equal(db_tx(&cx, change_tx, &c, &b, sizeof b), E_OK);
    assert_int_equal(db_tx(&cx, edit_tx, &(struct made){post, "", "en", "Five", false, NULL}, &b, sizeof b), E_CAPTION_LOCKED);
    c.c = (struct caption_change){.has_locked = true, .member = 7, .now = NOW, .base_url = BASE};
    assert_int_equal(db_tx(&cx, change_tx, &c, &b, sizeof b), E_OK);
    assert_int_equal(b.lock_reason.n, 0);
    assert_int_equal(db_tx(&cx, edit_tx, &(struct made){post, "", "en", "", false, NULL}, &b, sizeof b), E_OK);
    assert_int_equal(b.id, 0);
    testdb_close(&t);
}

static void blanks_and_locks(void **state) {
    (void)state;
    static const struct { const char *text; size_t at, end; } blanks[] = {
        {"", 0, 0}, {"a", 1, 1}, {"a __ b", 6, 6}, {"a ___ b", 2, 5}, {"_____", 0, 5}, {"_ __ ____", 5, 9}, {"snake_case__", 12, 12}};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        size_t end;
        assert_int_equal(caption_blank(str_of(blanks[i].text), 0, &end), blanks[i].at);
        assert_int_equal(end, blanks[i].end);
    }
    static const struct { const char *caption, *text; bool kept; } kept[] = {
        {"Mot pour mot.", "Mot pour mot.", true},       {"Mot pour mot.", "Mot pour mot !", false},
        {"A ____ B", "A c B", true},                    {"A ____ B", "A B", false},
        {"A ____ B", "A c d e B", true},                {"A ____ B", "A c C", false},
        {"____ et ___", "moi et toi", true},            {"____ et ___", " et toi", false},
        {"____ et ___", "moi et ", false},              {"A ___ B ___ C", "A x B y C", true},
        {"A ___ B ___ C", "A x C", false},              {"A ___", "A ", false},
        {"A ___", "A b", true},                         {"___ A", "b A", true},
        {"A ___ B", "x A c B", false},                  {"____", "tout", true}, {"____", "", false}};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        if (caption_kept(str_of(kept[i].caption), str_of(kept[i].text)) != kept[i].kept) {
            print_message("%s / %s\n", kept[i].caption, kept[i].text);
        }
        assert_int_equal(caption_kept(str_of(kept[i].caption), str_of(kept[i].text)), kept[i].kept);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handed_out_without_replacement_on_sqlite),
        cmocka_unit_test(handed_out_without_replacement_on_postgres),
        cmocka_unit_test(edited_with_a_history),
        cmocka_unit_test(blanks_and_locks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
