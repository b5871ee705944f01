/* voice_test.c: whose words a share is in: locked captions, bands, what colleagues wrote, a disclosure left out; and the moment that
 * is suggested when it is enough for now. */
#include "app/caption/caption.h"
#include "app/company/settings.h"
#include "app/share/echo.h"
#include "app/share/others.h"
#include "base/clock.h"
#include "sharedb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct testdb t;
static struct db_cx cx;
static int64_t me, post;

#define HOUR (3600 * US_PER_S)
#define READY "Quatorze mois de travaux dans le froid, deux turbines neuves, et ce matin l’eau est revenue."

static int open_it(void **state) {
    (void)state;
    testdb_open(&t, DB_SQLITE);
    cx = content_company(&t);
    me = share_person(&cx, 77);
    post = content_post(&cx, (struct content_post){"Une nouvelle", "https://acme.example/a", "web", true, NOW});
    return 0;
}

static int close_it(void **state) {
    (void)state;
    testdb_close(&t);
    return 0;
}

static enum err make_tx(struct tx *tx, const void *args, void *ret) {
    const struct caption *c = args;
    return caption_create(tx, c, STR("https://acme.example"), 7, NOW, ret);
}

static int64_t make(const char *text, bool locked) {
    struct caption out, c = {.post = post, .network = STR(""), .language = STR("fr"), .text = str_of(text), .locked = locked,
                             .lock_reason = locked ? STR("Information réglementée") : STR("")};
    assert_int_equal(db_tx(&cx, make_tx, &c, &out, sizeof out), E_OK);
    return out.id;
}

static enum err try(int64_t caption, const char *network, const char *text) {
    struct share_opened o;
    enum err e = sharing(&cx, (struct sharing){.person = me, .post = post, .caption = caption, .network = network, .text = text}, &o);
    if (!e) {
        assert_int_equal(step(&cx, retract_step, (struct step){.person = me, .id = o.share.id}), E_OK);
    }
    return e;
}

static void locked_text_stays(void **state) {
    (void)state;
    int64_t id = make(READY " Le dividende est de ____ euros.", true);
    assert_int_equal(try(id, "linkedin", READY " Le dividende est de 3 euros."), E_OK);
    assert_int_equal(try(id, "linkedin", READY " Le dividende est de ____ euros."), E_BLANK);
    assert_int_equal(try(id, "linkedin", READY " Le dividende est superbe."), E_CAPTION_LOCKED);
    assert_int_equal(try(0, "linkedin", READY " Le dividende est superbe."), E_CAPTION_LOCKED);
    assert_int_equal(try(0, "bluesky", "Ma fille a appris le mot turbine avant le mot téléphone."), E_OK);
    assert_int_equal(try(id, "bluesky", "Ma fille a appris le mot turbine avant le mot téléphone."), E_CAPTION_LOCKED);
    /* X lets nobody post word for word: the caption is not for X, and nothing is locked there. */
    assert_int_equal(try(id, "x", READY), E_INVALID);
    assert_int_equal(try(0, "x", READY " Bravo !"), E_OK);
}

static struct str band_by(int64_t person, const char *text, int64_t at) {
    struct share_opened o;
    assert_int_equal(sharing(&cx, (struct sharing){.person = person, .post = post, .text = text, .now = at}, &o), E_OK);
    struct share s = share_now(&cx, o.share.id);
    return s.band;
}

static void bands_are_stored(void **state) {
    (void)state;
    make(READY, false);
    assert_true(str_is(band_by(me, READY " Superbe !", NOW), "echo"));
    assert_true(str_is(band_by(share_person(&cx, 1), "Ma fille a appris le mot turbine avant le mot téléphone, et rit.", NOW), "yours"));
    assert_true(str_is(band_by(share_person(&cx, 2), "Quatorze mois de travaux dans le froid, deux turbines neuves. Ma fille a ri "
                                                     "devant la vanne.", NOW), "near"));
}

struct asked {
    int64_t person, at;
    const char *text;
};

static enum err ask_tx(struct tx *tx, const void *args, void *ret) {
    const struct asked *a = args;
    struct post p;
    struct others o;
    enum err e = post_get(tx, post, &p);
    if (!e) {
        e = others_of(tx, &p, a->person, a->at, &o);
    }
    if (!e) {
        *(enum band *)ret = echo_band(tx->arena, str_of(a->text), o.texts, o.n);
    }
    return e;
}

static enum band asked(int64_t person, const char *text, int64_t at) {
    struct asked a = {person, at, text};
    enum band b = BAND_NEAR;
    assert_int_equal(db_read(&cx, ask_tx, &a, &b, sizeof b), E_OK);
    return b;
}

static const char *const written[] = {
    "J’ai encore de la boue sous les ongles et le dos en compote.", "Ma fille a donné un prénom à chacun des siens.",
    "Là où l’on extrayait du calcaire chanteront bientôt des oiseaux.", "Je ne verrai sans doute jamais leur ombre.",
    "Un garde nous a montré comment tasser la terre.", "À midi la soupe avait un goût de victoire.",
    "Le mien penche un peu, je le redresserai.", "Cela ne compense rien, soyons honnêtes.",
    "Prévoyez des bottes la prochaine fois.", "Le silence du soir valait le déplacement.", "Rendez-vous dans trente ans."};

/* Nothing tells who shared: below ten people nothing changes; from the full hour after the tenth on, all ten at once. */
static void colleagues_come_in_tens(void **state) {
    (void)state;
    int64_t start = NOW - NOW % HOUR + HOUR / 2, gap = 61 * US_PER_S;
    enum { ASKER = 900 };
    for (int i = 0; i < 9; i++) {
        band_by(share_person(&cx, 100 + i), written[i], start + i * gap);
        for (int k = 0; k <= i; k++) {
            assert_int_equal(asked(ASKER, written[k], start + i * gap + 30 * 24 * HOUR), BAND_YOURS);
        }
    }
    for (int k = 0; k < 9; k++) {
        assert_int_equal(asked(ASKER, written[k], start + 5 * HOUR), BAND_YOURS);
    }
    int64_t tenth = start + 24 * HOUR;
    band_by(share_person(&cx, 109), written[9], tenth);
    int64_t full = tenth - tenth % HOUR + HOUR;
    for (int k = 0; k < 10; k++) {
        assert_int_equal(asked(ASKER, written[k], full - 1), BAND_YOURS);
        assert_int_equal(asked(ASKER, written[k], full), BAND_ECHO);
        /* One's own text is not somebody else's. */
        assert_int_equal(asked(100 + k, written[k], full), BAND_YOURS);
        assert_int_equal(asked(100 + k, written[(k + 1) % 10], full), BAND_ECHO);
        /* Fourteen days after the tenth it is over, for all ten alike. */
        assert_int_equal(asked(ASKER, written[k], full + 13 * US_PER_DAY), BAND_ECHO);
        assert_int_equal(asked(ASKER, written[k], full + 15 * US_PER_DAY), BAND_YOURS);
    }
    /* The eleventh adds nothing alone, nor does a second text of the first. */
    band_by(share_person(&cx, 110), written[10], full + HOUR);
    assert_int_equal(asked(ASKER, written[10], full + 3 * HOUR), BAND_YOURS);
    struct share_opened o;
    assert_int_equal(sharing(&cx, (struct sharing){.person = 100, .post = post, .network = "bluesky", .text = "La relève a les mains noires.",
                                                   .now = full + HOUR}, &o), E_OK);
    assert_int_equal(asked(ASKER, "La relève a les mains noires.", full + 3 * HOUR), BAND_YOURS);
    /* Taking back changes nothing that one could see. */
    assert_int_equal(step(&cx, retract_step, (struct step){.person = 100, .id = o.share.id, .now = full + HOUR}), E_OK);
    assert_int_equal(asked(ASKER, written[0], full + 3 * HOUR), BAND_ECHO);
}

struct set {
    const char *name, *value;
};

static enum err setting_tx(struct tx *tx, const void *args, void *ret) {
    const struct set *s = args;
    (void)ret;
    return company_setting_set(tx, str_of(s->name), str_of(s->value), NOW);
}

static enum err setting(const char *name, const char *value) {
    return db_tx(&cx, setting_tx, &(struct set){name, value}, NULL, 0);
}

static void disclosure_stays_unless_allowed(void **state) {
    (void)state;
    struct sharing s = {.person = me, .post = post, .network = "x", .text = "Une nuit sur la crête.", .disclosure = "none"};
    struct share_opened o;
    assert_int_equal(sharing(&cx, s, &o), E_INVALID);
    assert_int_equal(setting("disclosure.waiver", "parce que"), E_INVALID);
    assert_int_equal(setting("disclosure.waiver", "Accord signé avec le comité social le 3 mars"), E_OK);
    s.incentive = "reward";
    assert_int_equal(sharing(&cx, s, &o), E_INVALID);   /* where there is a counterpart it is the law's */
    s.incentive = "none";
    assert_int_equal(sharing(&cx, s, &o), E_OK);
    struct share made = share_now(&cx, o.share.id);
    assert_true(str_is(made.disclosure_state, "waived") && made.disclosure.n == 0);
    assert_true(str_starts(made.final_text, STR("Une nuit sur la crête.")));
}

struct tried {
    struct share_try in;
    struct hours hours;
};

static enum err hold_tx(struct tx *tx, const void *args, void *ret) {
    const struct tried *a = args;
    struct share_try in = a->in;
    struct terms terms;
    enum err e = terms_read(tx, &terms);
    in.terms = &terms;
    in.hours = &a->hours;
    return e ? e : share_hold_of(tx, &in, ret);
}

/* Five a day, filled on a Friday evening: the next one is suggested for Monday morning, Easter Monday left out. */
static void enough_for_today(void **state) {
    (void)state;
    int64_t evening;
    assert_true(time_parse_rfc3339(STR("2026-04-03T17:30:00Z"), &evening));
    for (int i = 0; i < 5; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://acme.example/%d", i);
        int64_t p = content_post(&cx, (struct content_post){"Une nouvelle", url, "web", true, NOW});
        shared(&cx, (struct sharing){.person = me, .post = p, .now = evening});
    }
    struct tried a = {.in = {.person = me, .post = post, .network = network_find(STR("linkedin")), .time_zone = STR("Europe/Paris"),
                             .now = evening}, .hours = {.zone = STR("Europe/Paris")}};
    assert_true(hours_week_read(STR("540-1080,540-1080,540-1080,540-1080,540-1080,-,-"), &a.hours));
    assert_true(hours_off_read(STR("2026-04-06"), &a.hours));
    struct share_hold h;
    assert_int_equal(db_read(&cx, hold_tx, &a, &h, sizeof h), E_OK);
    assert_string_equal(share_hold_name(h.kind), "day_cap");
    assert_int_equal(h.cap, 5);
    assert_string_equal(time_rfc3339(t.arena, h.until).p, "2026-04-03T22:00:00Z");
    assert_string_equal(time_rfc3339(t.arena, h.suggested).p, "2026-04-07T07:00:00Z");
    /* Ten others on one post within ten minutes: the eleventh waits until the first has left the window. */
    for (int i = 0; i < 10; i++) {
        shared(&cx, (struct sharing){.person = share_person(&cx, 300 + i), .post = post, .now = evening + i * US_PER_S});
    }
    a.in.person = 400;
    a.in.now = evening + 60 * US_PER_S;
    assert_int_equal(db_read(&cx, hold_tx, &a, &h, sizeof h), E_OK);
    assert_string_equal(share_hold_name(h.kind), "clone_guard");
    assert_int_equal(h.until, evening + 600 * US_PER_S);
    assert_string_equal(time_rfc3339(t.arena, h.suggested).p, "2026-04-07T07:00:00Z");
    a.in.now = evening + 600 * US_PER_S;
    assert_int_equal(db_read(&cx, hold_tx, &a, &h, sizeof h), E_OK);
    assert_int_equal(h.kind, SHARE_HOLD_NONE);
}

#define T(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)

int main(void) {
    const struct CMUnitTest tests[] = {T(locked_text_stays), T(bands_are_stored), T(colleagues_come_in_tens),
                                       T(disclosure_stays_unless_allowed), T(enough_for_today)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
