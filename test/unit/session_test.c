/* session_test.c: passwords, sessions and their end, tokens that work once, and the memory of who is signed in. */
#include "app/session/mail_text.h"
#include "app/session/session.h"

#include "app/member/invite.h"
#include "app/session/keeper.h"
#include "app/session/password.h"
#include "app/session/principal.h"
#include "app/session/visit.h"
#include "base/clock.h"
#include "event/event.h"
#include "peopledb.h"
#include "sql_gen.h"

#include <pthread.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include <cmocka.h>

/* ---- passwords ---- */

static void a_hash_carries_its_parameters(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    struct str hash = password_hash(a, STR("correct horse staple"));
    bool rehash = true;
    assert_true(str_starts(hash, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(password_verify(hash, STR("correct horse staple"), &rehash));
    assert_false(rehash);
    assert_false(password_verify(hash, STR("correct horse stapler"), &rehash));
    assert_false(password_verify(STR_NULL, STR("correct horse staple"), &rehash));
    assert_false(password_verify(STR("nonsense"), STR("correct horse staple"), &rehash));
    /* The same characters, composed on one device and decomposed on another. */
    assert_true(password_verify(password_hash(a, STR("caf\xC3\xA9 du matin")), STR("cafe\xCC\x81 du matin"), NULL));
    arena_free(a);
}

static void an_old_hash_asks_to_be_made_anew(void **state) {
    (void)state;
    char old[crypto_pwhash_STRBYTES];
    bool rehash = false;
    assert_int_equal(crypto_pwhash_str_alg(old, "correct horse", 13, 1, 8192 * 1024, crypto_pwhash_ALG_ARGON2ID13), 0);
    assert_true(password_verify(str_of(old), STR("correct horse"), &rehash));
    assert_true(rehash);
}

/* Slow machines and busy cores: only the order of magnitude, and that both ways do the same work. */
static void an_unknown_address_takes_as_long(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    struct str hash = password_hash(a, STR("correct horse staple"));
    (void)password_verify(STR_NULL, STR("x"), NULL);
    int64_t known = INT64_MAX, unknown = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t t0 = clock_mono();
        (void)password_verify(hash, STR("wrong"), NULL);
        int64_t t1 = clock_mono();
        (void)password_verify(STR_NULL, STR("wrong"), NULL);
        int64_t t2 = clock_mono();
        known = t1 - t0 < known ? t1 - t0 : known;
        unknown = t2 - t1 < unknown ? t2 - t1 : unknown;
    }
    assert_true(unknown > known / 3 && unknown < known * 3);
    arena_free(a);
}

static void guessable_passwords_are_refused(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    struct problems errs = {.arena = a};
    struct password_about about = {STR("marie.dupont@rivelle.example"), STR("Marie"), STR("Dupont"), STR("Rivelle Énergie")};
    static const char *const bad[] = {
        "short", "elevenchars", "password1234", "P@ssw0rd2026!", "motdepasse2026", "azertyuiop123", "aaaaaaaaaaaaaaa",
        "abcabcabcabc", "123456789012", "marie-dupont-1987", "Rivelle2026!!", "energie rivelle", "MarieDupont!!",
        "qwertyuiopasdfghjkl", "bonjour bonjour", "m0tdep4sse2026"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (password_check(str_of(bad[i]), &about, &errs, "/password") != E_INVALID) {
            fail_msg("taken: %s", bad[i]);
        }
    }
    assert_true(str_is(errs.items[0].detail, "shorter than 12 characters"));
    static const char *const good[] = {"correct horse battery staple", "trois chats sur le toit", "vK9#pLq2!xWz", "éàüéàüéàüîôp",
                                       "the marmots of Rivelle"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        errs.n = 0;
        if (password_check(str_of(good[i]), &about, &errs, "/password")) {
            fail_msg("refused: %s: %s", good[i], errs.items[0].detail.p);
        }
    }
    arena_free(a);
}

/* ---- sessions ---- */

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    return session_create(tx, *(const int64_t *)args, &(struct session_from){.now = NOW}, ret);
}

static struct session_made sign_in(struct people *p, int64_t member) {
    struct session_made made = {STR_NULL, 0};
    assert_int_equal(db_tx(&p->cx, create_tx, &member, &made, sizeof made), E_OK);
    assert_int_equal(made.token.n, 43);
    return made;
}

static enum err who(struct people *p, struct session_made s, int64_t now, struct found *ret) {
    return principal_find(&p->cx, s.token, now, ret);
}

static void a_session_is_found_until_its_end(void **state) {
    struct people *p = *state;
    struct found f;
    int64_t member = people_member(p, "m@rivelle.example", "M", "M", ROLE_MEMBER | ROLE_CURATOR);
    struct session_made mine = sign_in(p, member), admins = sign_in(p, p->admin);
    assert_int_equal(mine.max_age_s, 30 * 86400);
    assert_int_equal(admins.max_age_s, 12 * 3600);
    assert_int_equal(who(p, mine, NOW, &f), E_OK);
    assert_false(f.hit);
    assert_true(f.mark);
    assert_true(f.who.member == member && f.who.person != 0 && f.who.person != member);
    assert_int_equal(f.who.roles, ROLE_MEMBER | ROLE_CURATOR);
    assert_int_equal(who(p, mine, NOW, &f), E_OK);
    assert_true(f.hit);
    assert_false(f.mark);
    assert_true(str_is(f.who.language, "fr") && str_is(f.who.time_zone, "Europe/Paris"));
    assert_true(str_eq(f.who.session, token_hash(p->t.arena, mine.token)));
    assert_int_equal(who(p, admins, NOW + 13 * 3600 * US_PER_S, &f), E_UNAUTHENTICATED);
    assert_int_equal(who(p, mine, NOW + 31 * US_PER_DAY, &f), E_UNAUTHENTICATED);
    session_forget_all();
    assert_int_equal(who(p, mine, NOW + 15 * US_PER_DAY, &f), E_UNAUTHENTICATED);   /* idle */
    assert_int_equal(who(p, mine, NOW + 13 * US_PER_DAY, &f), E_OK);
    assert_true(f.new_day);
    assert_int_equal(principal_find(&p->cx, STR("nonsense"), NOW, &f), E_UNAUTHENTICATED);
    assert_int_equal(principal_find(&p->cx, STR(""), NOW, &f), E_UNAUTHENTICATED);
}

static void a_session_is_of_one_company(void **state) {
    struct people *p = *state;
    struct found f;
    struct session_made mine = sign_in(p, p->admin);
    assert_int_equal(who(p, mine, NOW, &f), E_OK);
    struct setup_done other = people_company(p, "Autre", "autre.example", "x@autre.example");
    struct db_cx cx = testdb_cx(&p->t, other.company);
    assert_int_equal(principal_find(&cx, mine.token, NOW, &f), E_UNAUTHENTICATED);
}

struct change_args {
    int64_t id;
    struct member_change c;
};

static enum err change_tx(struct tx *tx, const void *args, void *ret) {
    const struct change_args *a = args;
    (void)ret;
    return member_change(tx, a->id, &a->c);
}

static void changed(struct people *p, int64_t id, struct member_change c) {
    c.by = p->admin;
    c.now = NOW;
    assert_int_equal(db_tx(&p->cx, change_tx, &(struct change_args){id, c}, NULL, 0), E_OK);
}

static void rights_end_sessions(void **state) {
    struct people *p = *state;
    struct found f;
    int64_t member = people_member(p, "m@rivelle.example", "M", "M", ROLE_MEMBER);
    struct session_made one = sign_in(p, member), two = sign_in(p, member), admins = sign_in(p, p->admin);
    assert_int_equal(who(p, one, NOW, &f) + who(p, two, NOW, &f) + who(p, admins, NOW, &f), E_OK);
    changed(p, member, (struct member_change){.set_language = true, .language = STR("en")});
    assert_int_equal(who(p, one, NOW, &f), E_OK);
    assert_false(f.hit);
    assert_true(str_is(f.who.language, "en"));
    changed(p, member, (struct member_change){.set_roles = true, .roles = ROLE_MEMBER | ROLE_CURATOR});
    assert_int_equal(who(p, one, NOW, &f), E_UNAUTHENTICATED);
    assert_int_equal(who(p, two, NOW, &f), E_UNAUTHENTICATED);
    struct session_made three = sign_in(p, member);
    assert_int_equal(who(p, three, NOW, &f), E_OK);
    assert_int_equal(f.who.roles, ROLE_MEMBER | ROLE_CURATOR);
    changed(p, member, (struct member_change){.set_status = true, .status = STR(MEMBER_SUSPENDED)});
    assert_int_equal(who(p, three, NOW, &f), E_UNAUTHENTICATED);
    struct session_made none;
    assert_int_equal(db_tx(&p->cx, create_tx, &member, &none, sizeof none), E_FORBIDDEN);
    assert_int_equal(who(p, admins, NOW, &f), E_OK);
    assert_true(f.hit);
}

/* Another process changed the row: the event tells this one. */
static enum err sneak_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return sql_session_delete_all(tx, *(const int64_t *)args, STR(""));
}

static void events_drop_what_others_changed(void **state) {
    struct people *p = *state;
    struct found f;
    struct session_made s = sign_in(p, p->admin);
    assert_int_equal(who(p, s, NOW, &f), E_OK);
    assert_int_equal(db_tx(&p->cx, sneak_tx, &p->admin, NULL, 0), E_OK);
    assert_int_equal(who(p, s, NOW, &f), E_OK);
    assert_true(f.hit);
    session_on_event(p->cx.company, &(struct event){.kind = EV_MEMBER_CHANGED, .subject = p->admin});
    assert_int_equal(who(p, s, NOW, &f), E_UNAUTHENTICATED);
    struct session_made t = sign_in(p, p->admin);
    assert_int_equal(who(p, t, NOW, &f), E_OK);
    assert_int_equal(db_tx(&p->cx, sneak_tx, &p->admin, NULL, 0), E_OK);
    session_on_event(p->cx.company, &(struct event){.kind = EV_PERSON_ERASED, .person = f.who.person});
    assert_int_equal(who(p, t, NOW, &f), E_UNAUTHENTICATED);
}

struct replace_args {
    int64_t member;
    struct str old;
};

static enum err replace_tx(struct tx *tx, const void *args, void *ret) {
    const struct replace_args *a = args;
    struct session_from from = {.old_session = a->old, .old_member = a->member, .client = STR("192.0.2.1"),
                                .user_agent = STR("test"), .now = NOW};
    return session_create(tx, a->member, &from, ret);
}

static void signing_in_replaces_the_session(void **state) {
    struct people *p = *state;
    struct found f;
    struct session_made one = sign_in(p, p->admin), two;
    struct replace_args args = {p->admin, token_hash(p->t.arena, one.token)};
    assert_int_equal(who(p, one, NOW, &f), E_OK);
    assert_int_equal(db_tx(&p->cx, replace_tx, &args, &two, sizeof two), E_OK);
    assert_int_equal(who(p, one, NOW, &f), E_UNAUTHENTICATED);
    assert_int_equal(who(p, two, NOW, &f), E_OK);
}

static enum err password_tx(struct tx *tx, const void *args, void *ret) {
    const struct replace_args *a = args;
    (void)ret;
    return member_set_password(tx, a->member, STR("$argon2id$x"), a->old, NOW);
}

static void a_new_password_ends_the_others(void **state) {
    struct people *p = *state;
    struct found f;
    struct session_made one = sign_in(p, p->admin), two = sign_in(p, p->admin);
    struct replace_args args = {p->admin, token_hash(p->t.arena, one.token)};
    assert_int_equal(db_tx(&p->cx, password_tx, &args, NULL, 0), E_OK);
    assert_int_equal(who(p, one, NOW, &f), E_OK);
    assert_int_equal(who(p, two, NOW, &f), E_UNAUTHENTICATED);
}

static void memory_is_quick(void **state) {
    struct people *p = *state;
    struct found f;
    struct session_made s = sign_in(p, p->admin);
    assert_int_equal(who(p, s, NOW, &f), E_OK);
    struct arena *a = arena_create(64 << 20);
    struct db_cx cx = p->cx;
    cx.arena = a;
    int64_t best = INT64_MAX;
    for (int round = 0; round < 5; round++) {
        int64_t t0 = clock_mono();
        for (int i = 0; i < 20000; i++) {
            assert_int_equal(principal_find(&cx, s.token, NOW, &f), E_OK);
        }
        int64_t t = clock_mono() - t0;
        best = t < best ? t : best;
        arena_reset(a);
    }
    print_message("# a hit costs %.2f us\n", (double)best / 20000);
    arena_free(a);
}

/* ---- many threads ---- */

enum { LOOKERS = 4, ROUNDS = 12 };

struct looking {
    struct people *p;
    struct str token;                /* of the session that is about to end */
    atomic_int ended, stop, wrong, hits;
};

/* Whoever sees that the session has been ended must not be let in by it any more. */
static void *look_on(void *arg) {
    struct looking *l = arg;
    struct arena *a = arena_create(16 << 20);
    struct db_cx cx = l->p->cx;
    cx.arena = a;
    cx.errs = NULL;
    while (!atomic_load(&l->stop)) {
        struct found f;
        struct host_match host;
        int64_t previous;
        bool ended = atomic_load(&l->ended) != 0;
        enum err e = principal_find(&cx, l->token, NOW, &f);
        if (e == E_OK) {
            atomic_fetch_add(&l->hits, 1);
        }
        if ((ended && e != E_UNAUTHENTICATED) || (e != E_OK && e != E_UNAUTHENTICATED)) {
            fprintf(stderr, "let in: ended=%d, %s\n", ended, err_info(e)->slug);
            atomic_fetch_add(&l->wrong, 1);
        }
        if (hosts_find(&cx, STR("any.example"), &host) || host.company != cx.company ||
            visit_here(&cx, 1000 + (int64_t)rnd_below(50), NOW, &previous)) {
            fprintf(stderr, "host or visit wrong: company %lld\n", (long long)host.company);
            atomic_fetch_add(&l->wrong, 1);
        }
        arena_reset(a);
    }
    arena_free(a);
    return NULL;
}

static void an_ended_session_is_ended_for_all_threads(void **state) {
    struct people *p = *state;
    int64_t member = people_member(p, "m@rivelle.example", "M", "M", ROLE_MEMBER);
    assert_int_equal(session_start(&(struct session_options){.db = p->t.db}), E_OK);
    hosts_forget();              /* names of an earlier test's company */
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t threads[LOOKERS];
        struct looking l = {.p = p, .token = sign_in(p, member).token};
        for (int i = 0; i < LOOKERS; i++) {
            assert_int_equal(pthread_create(&threads[i], NULL, look_on, &l), 0);
        }
        while (atomic_load(&l.hits) < 20) {
            hosts_forget();
            usleep(200);
        }
        changed(p, member, (struct member_change){.set_roles = true, .roles = round % 2 ? ROLE_MEMBER : ROLE_CURATOR});
        atomic_store(&l.ended, 1);
        usleep(3000);
        atomic_store(&l.stop, 1);
        for (int i = 0; i < LOOKERS; i++) {
            pthread_join(threads[i], NULL);
        }
        assert_int_equal(atomic_load(&l.wrong), 0);
    }
    session_stop();
}

/* ---- tokens ---- */

struct token_args {
    int64_t member, now;
    const char *kind;
    struct str token;
};

static enum err token_tx(struct tx *tx, const void *args, void *ret) {
    const struct token_args *a = args;
    return sign_in_token_create(tx, a->member, a->kind, a->now, ret);
}

static enum err redeem_tx(struct tx *tx, const void *args, void *ret) {
    const struct token_args *a = args;
    return sign_in_token_redeem(tx, a->token, a->now, ret);
}

static struct str token(struct people *p, int64_t member, const char *kind) {
    struct token_made made = {STR_NULL, 0};
    assert_int_equal(db_tx(&p->cx, token_tx, &(struct token_args){member, NOW, kind, STR_NULL}, &made, sizeof made), E_OK);
    return made.token;
}

static enum err redeem(struct people *p, struct str token, int64_t now, int64_t *ret) {
    p->t.errs.n = 0;
    return db_tx(&p->cx, redeem_tx, &(struct token_args){0, now, NULL, token}, ret, sizeof *ret);
}

static int64_t invited(struct people *p, const char *email) {
    struct member_new in = {.email = str_of(email), .first_name = STR("In"), .last_name = STR("Vited"), .now = NOW};
    int64_t id = 0;
    assert_int_equal(member_check(&in, p->t.arena, &p->t.errs, ""), E_OK);
    assert_int_equal(db_tx(&p->cx, people_create_tx, &in, &id, sizeof id), E_OK);
    return id;
}

static void a_link_works_once(void **state) {
    struct people *p = *state;
    int64_t member = 0;
    struct str link = token(p, p->admin, TOKEN_LINK);
    assert_int_equal(redeem(p, link, NOW + US_PER_S, &member), E_OK);
    assert_true(member == p->admin);
    assert_int_equal(redeem(p, link, NOW + US_PER_S, &member), E_GONE);
    assert_int_equal(redeem(p, token(p, p->admin, TOKEN_LINK), NOW + 16 * 60 * US_PER_S, &member), E_GONE);
    assert_int_equal(redeem(p, STR("nonsense"), NOW, &member), E_GONE);
}

static enum err invite_tx(struct tx *tx, const void *args, void *ret) {
    return member_invite(tx, *(const int64_t *)args, true, NOW, ret);
}

static void an_invitation_lets_in_and_ends(void **state) {
    struct people *p = *state;
    int64_t id = invited(p, "new@rivelle.example"), member = 0;
    struct token_made first, second;
    assert_int_equal(db_tx(&p->cx, invite_tx, &id, &first, sizeof first), E_OK);
    assert_int_equal(db_tx(&p->cx, invite_tx, &id, &second, sizeof second), E_OK);
    assert_true(people_get(p, id).invited_at == NOW);
    assert_int_equal(redeem(p, first.token, NOW + 13 * US_PER_DAY, &member), E_OK);
    assert_true(member == id);
    struct member_info m = people_get(p, id);
    assert_true(str_is(m.status, MEMBER_ACTIVE) && m.joined_at == NOW + 13 * US_PER_DAY);
    assert_int_equal(redeem(p, second.token, NOW + 13 * US_PER_DAY, &member), E_GONE);
    p->t.errs.n = 0;
    assert_int_equal(db_tx(&p->cx, invite_tx, &id, &first, sizeof first), E_STATE);   /* never a link into a living account */
}

/* Every mail about coming in, in both languages: whole, with its link where it has a button, and nobody can write HTML into it. */
static void every_mail_has_its_words(void **state) {
    (void)state;
    static const char *const spoken[] = {"fr", "en"};
    for (int kind = 0; kind < MAIL_KINDS; kind++) {
        struct str subjects[2];
        struct arena *a = arena_create(1 << 20);
        for (size_t i = 0; i < 2; i++) {
            struct mail mail = {.to = STR("a@b.example")};
            struct mail_brand brand = {STR("#102030"), STR("#FFFFFF"), STR("#102030"), i ? STR("PNG") : STR_NULL, 600, 40};
            mail_text(a, (enum mail_kind)kind, &(struct mail_about){STR("Rivelle <b>"), STR("Zo\u00e9 & Co"), str_of(spoken[i]),
                                                                   STR("https://x.example/y#z"), &brand}, &mail);
            assert_int_equal(mail.picture.n, brand.logo.n);
            assert_int_equal(str_find(mail.html, STR("width=\"240\" height=\"16\"")) < mail.html.n, i == 1);
            assert_true(str_find(mail.html, STR("Rivelle &lt;b&gt;")) < mail.html.n);
            assert_true(mail.subject.n > 0 && mail.text.n > 80 && mail.html.n > mail.text.n);
            assert_int_equal(str_chr(mail.text, '{'), mail.text.n);
            assert_int_equal(str_chr(mail.subject, '{'), mail.subject.n);
            assert_int_equal(str_find(mail.html, STR("<b>")), mail.html.n);
            assert_true(str_find(mail.html, STR("Zo\u00e9 &amp; Co")) < mail.html.n);
            bool link = kind != MAIL_DECLINED && kind != MAIL_JOIN_WAITING;
            assert_int_equal(str_find(mail.text, STR("https://x.example/y#z")) < mail.text.n, link);
            assert_int_equal(str_find(mail.html, STR("href=\"https://x.example/y#z\"")) < mail.html.n, link);
            subjects[i] = mail.subject;
        }
        assert_false(str_eq(subjects[0], subjects[1]));
        arena_free(a);
    }
}

static void a_suspended_member_stays_out(void **state) {
    struct people *p = *state;
    int64_t id = people_member(p, "m@rivelle.example", "M", "M", ROLE_MEMBER), member = 0;
    struct str link = token(p, id, TOKEN_LINK);
    changed(p, id, (struct member_change){.set_status = true, .status = STR(MEMBER_SUSPENDED)});
    assert_int_equal(redeem(p, link, NOW, &member), E_GONE);
    assert_int_equal(redeem(p, token(p, id, TOKEN_LINK), NOW, &member), E_GONE);
}

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return session_purge(tx, *(const int64_t *)args);
}

static void the_purge_takes_what_has_ended(void **state) {
    struct people *p = *state;
    struct found f;
    int64_t member = people_member(p, "m@rivelle.example", "M", "M", ROLE_MEMBER), at = NOW + 13 * 3600 * US_PER_S;
    struct session_made mine = sign_in(p, member), admins = sign_in(p, p->admin);
    assert_int_equal(db_tx(&p->cx, purge_tx, &at, NULL, 0), E_OK);
    assert_int_equal(who(p, mine, NOW, &f), E_OK);
    assert_int_equal(who(p, admins, NOW, &f), E_UNAUTHENTICATED);
}

/* ---- the background writer ---- */

static void the_keeper_writes_days_and_marks(void **state) {
    struct people *p = *state;
    struct found f;
    int64_t member = people_member(p, "m@rivelle.example", "M", "M", ROLE_MEMBER);
    struct session_made s = sign_in(p, member);
    assert_int_equal(session_start(&(struct session_options){.db = p->t.db}), E_OK);
    int64_t later = NOW + 10 * US_PER_DAY;
    keeper_seen(p->cx.company, token_hash(p->t.arena, s.token), later / US_PER_DAY);
    keeper_mark(p->cx.company, 77, STR("192.0.2.1"), STR("agent"), later);
    keeper_visit(p->cx.company, 77, later);
    session_stop();
    assert_int_equal(who(p, s, later + 10 * US_PER_DAY, &f), E_OK);   /* 20 days after sign-in, 10 after the last use */
}

int main(void) {
    rnd_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_carries_its_parameters),
        cmocka_unit_test(an_old_hash_asks_to_be_made_anew),
        cmocka_unit_test(an_unknown_address_takes_as_long),
        cmocka_unit_test(every_mail_has_its_words),
        cmocka_unit_test(guessable_passwords_are_refused),
        PEOPLE_TEST(a_session_is_found_until_its_end),
        PEOPLE_TEST(a_session_is_of_one_company),
        PEOPLE_TEST(rights_end_sessions),
        PEOPLE_TEST(events_drop_what_others_changed),
        PEOPLE_TEST(signing_in_replaces_the_session),
        PEOPLE_TEST(a_new_password_ends_the_others),
        PEOPLE_TEST(memory_is_quick),
        PEOPLE_TEST(an_ended_session_is_ended_for_all_threads),
        PEOPLE_TEST(a_link_works_once),
        PEOPLE_TEST(an_invitation_lets_in_and_ends),
        PEOPLE_TEST(a_suspended_member_stays_out),
        PEOPLE_TEST(the_purge_takes_what_has_ended),
        PEOPLE_TEST(the_keeper_writes_days_and_marks),
    };
    return PEOPLE_RUN(tests);
}
