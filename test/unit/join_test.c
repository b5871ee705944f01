/* join_test.c: the one reminder with the clock held, working hours by zone, tokens of join links, stored forms of settings. */
#include "app/join/join.h"

#include "app/company/settings.h"
#include "app/join/link.h"
#include "app/join/policy.h"
#include "app/join/queue.h"
#include "app/join/remind.h"
#include "app/member/check.h"
#include "app/member/invite.h"
#include "base/clock.h"
#include "base/id.h"
#include "peopledb.h"
#include "sql_gen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HOUR (INT64_C(3600) * US_PER_S)

static int64_t held_at;
static int64_t held_clock(void) {
    return held_at;
}

/* 2026-11-30 was a Monday. */
static int64_t at(int day, int hour, int minute) {
    return day_of_civil(2026, 11, 30) * US_PER_DAY + day * US_PER_DAY + hour * HOUR + minute * 60 * US_PER_S;
}

struct invite_args {
    const char *email, *team;
    int64_t at;
};

static enum err invite_tx(struct tx *tx, const void *args, void *ret) {
    const struct invite_args *a = args;
    struct member_new in = {.email = str_of(a->email), .first_name = STR("P"), .language = STR("fr"),
                            .time_zone = STR("Europe/Paris"), .team = a->team ? str_of(a->team) : STR(""), .now = a->at};
    enum err e = member_check(&in, tx->arena, tx->errs, "");
    e = e ? e : member_create(tx, &in, "", ret);
    return e ? e : member_invite(tx, *(int64_t *)ret, false, a->at, NULL);
}

static int64_t invite(struct people *p, const char *email, const char *team, int64_t when) {
    int64_t id = 0;
    struct invite_args a = {email, team, when};
    assert_int_equal(db_tx(&p->cx, invite_tx, &a, &id, sizeof id), E_OK);
    return id;
}

/* Without a mail server each reminder's job fails for good: so many were ever made. */
static int64_t reminders(struct people *p) {
    struct job_counts counts;
    assert_int_equal(job_count(&p->cx, &counts), E_OK);
    return counts.failed;
}

static enum err set_tx(struct tx *tx, const void *args, void *ret) {
    const char *const *pair = args;
    (void)ret;
    return company_setting_set(tx, str_of(pair[0]), str_of(pair[1]), NOW);
}

static void set(struct people *p, const char *name, const char *value) {
    const char *pair[] = {name, value};
    assert_int_equal(db_tx(&p->cx, set_tx, pair, NULL, 0), E_OK);
}

static enum err nord_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return group_create(tx, STR("team"), STR("Nord"), ret);
}

/* The space is open to the team "Nord" first. */
static void set_pilot(struct people *p) {
    int64_t id;
    assert_int_equal(db_tx(&p->cx, nord_tx, NULL, &id, sizeof id), E_OK);
    set(p, "pilot.group", "team:Nord");
}

static void remind_at(struct people *p, int64_t when) {
    held_at = when;
    clock_set(held_clock);
    assert_int_equal(remind_all(&p->cx, when), E_OK);
    assert_int_equal(job_drain(p->t.db, NULL, p->t.arena, &p->t.errs), E_OK);
    clock_set(NULL);
}

static void one_reminder_after_two_days_and_never_a_second(void **state) {
    struct people *p = *state;
    invite(p, "a@rivelle.example", NULL, at(0, 10, 0));
    remind_at(p, at(1, 10, 0));
    assert_int_equal(reminders(p), 0);                   /* a day later */
    remind_at(p, at(2, 9, 59));
    assert_int_equal(reminders(p), 0);                   /* a minute too early */
    remind_at(p, at(2, 20, 0));
    assert_int_equal(reminders(p), 0);                   /* evening */
    remind_at(p, at(3, 8, 0));
    assert_int_equal(reminders(p), 1);                   /* the next morning at 8:00 there */
    for (int day = 4; day < 14; day++) {
        remind_at(p, at(day, 10, 0));
    }
    assert_int_equal(reminders(p), 1);
}

static void nobody_is_reminded_on_a_weekend_or_too_late(void **state) {
    struct people *p = *state;
    invite(p, "a@rivelle.example", NULL, at(3, 9, 0));   /* Thursday */
    remind_at(p, at(5, 10, 0));
    remind_at(p, at(6, 10, 0));
    assert_int_equal(reminders(p), 0);
    remind_at(p, at(7, 8, 30));                          /* Monday, 9:30 there */
    assert_int_equal(reminders(p), 1);
    invite(p, "old@rivelle.example", NULL, at(-30, 9, 0));
    remind_at(p, at(8, 10, 0));
    assert_int_equal(reminders(p), 1);
}

/* The first is suspended, the second has joined. */
static enum err leave_tx(struct tx *tx, const void *args, void *ret) {
    const int64_t *ids = args;
    struct member_change c = {.set_status = true, .status = STR(MEMBER_SUSPENDED), .now = NOW};
    (void)ret;
    enum err e = member_change(tx, ids[0], &c);
    return e ? e : member_joined(tx, ids[1], NOW);
}

static void suspended_joined_and_switched_off_get_none(void **state) {
    struct people *p = *state;
    int64_t out = invite(p, "out@rivelle.example", NULL, at(0, 9, 0));
    int64_t in = invite(p, "in@rivelle.example", NULL, at(0, 9, 0));
    (void)in;
    struct member_info m = people_get(p, out);
    assert_true(str_is(m.status, MEMBER_INVITED));
    set(p, "join.reminder", "false");
    remind_at(p, at(3, 10, 0));
    assert_int_equal(reminders(p), 0);
    set(p, "join.reminder", "true");
    set_pilot(p);
    remind_at(p, at(3, 10, 0));
    assert_int_equal(reminders(p), 0);                   /* both are outside of it */
    set(p, "pilot.group", "");
    int64_t ids[] = {out, in};
    assert_int_equal(db_tx(&p->cx, leave_tx, ids, NULL, 0), E_OK);
    remind_at(p, at(3, 10, 0));
    assert_int_equal(reminders(p), 0);
}

static void a_pilot_gets_its_reminders(void **state) {
    struct people *p = *state;
    set_pilot(p);
    invite(p, "nord@rivelle.example", "Nord", at(0, 9, 0));
    remind_at(p, at(2, 10, 0));
    assert_int_equal(reminders(p), 1);
}

/* More than one batch, each once. */
static void many_are_reminded_each_once(void **state) {
    struct people *p = *state;
    char email[64];
    for (int i = 0; i < 230; i++) {
        snprintf(email, sizeof email, "p%d@rivelle.example", i);
        invite(p, email, NULL, at(0, 9, i / 60));
    }
    remind_at(p, at(2, 10, 30));
    assert_int_equal(reminders(p), 230);
    remind_at(p, at(2, 11, 30));
    assert_int_equal(reminders(p), 230);
}

static enum err link_tx(struct tx *tx, const void *args, void *ret) {
    struct join_link_new in = {.label = STR("Canteen"), .days = 1, .max_uses = 2, .now = *(const int64_t *)args};
    return join_link_create(tx, &in, ret);
}

struct look_args {
    struct str token;
    int64_t now;
};

static enum err look_tx(struct tx *tx, const void *args, void *ret) {
    const struct look_args *a = args;
    return join_link_usable(tx, a->token, a->now, ret);
}

static int64_t look(struct people *p, struct str token, int64_t now) {
    int64_t id = 0;
    assert_int_equal(db_read(&p->cx, look_tx, &(struct look_args){token, now}, &id, sizeof id), E_OK);
    return id;
}

static enum err use_tx(struct tx *tx, const void *args, void *ret) {
    return join_link_use(tx, *(const int64_t *)args, NOW, ret);
}

static void a_link_is_good_for_its_company_its_days_and_its_number(void **state) {
    struct people *p = *state;
    int64_t now = NOW, id = 0;
    assert_int_equal(db_tx(&p->cx, link_tx, &now, &id, sizeof id), E_OK);
    struct str token = join_link_token(p->t.arena, p->cx.company, id);
    assert_int_equal(look(p, token, NOW), id);
    assert_int_equal(look(p, join_link_token(p->t.arena, p->cx.company + 1, id), NOW), 0);
    assert_int_equal(look(p, str_sub(token, 0, token.n - 1), NOW), 0);
    assert_int_equal(look(p, STR(""), NOW), 0);
    assert_int_equal(look(p, token, NOW + US_PER_DAY), 0);
    for (int i = 0; i < 3; i++) {
        bool ok = false;
        assert_int_equal(db_tx(&p->cx, use_tx, &id, &ok, sizeof ok), E_OK);
        assert_int_equal(ok, i < 2);
    }
    assert_int_equal(look(p, token, NOW), 0);
}

struct deciding {
    int64_t member, at;
    bool undo;
};

static enum err decide_tx(struct tx *tx, const void *args, void *ret) {
    const struct deciding *d = args;
    (void)ret;
    return d->undo ? join_undecline(tx, d->member) : join_decline(tx, d->member, d->at);
}

static enum err wait_tx(struct tx *tx, const void *args, void *ret) {
    return sql_join_wait(tx, *(const int64_t *)args, STR(WAITS_FOR_APPROVAL), ret);
}

static enum err there_tx(struct tx *tx, const void *args, void *ret) {
    return member_get(tx, *(const int64_t *)args, ret);
}

static enum err decline_job(struct people *p, int64_t member, int64_t at) {
    struct job_run run = {.cx = p->cx, .attempt = 1, .now = at + 8 * US_PER_S};
    run.payload = arena_printf(p->t.arena, "{\"member\":\"%s\",\"at\":%lld}", id_text(p->t.arena, member).p, (long long)at);
    return join_decline_run(&run);
}

/* The job of a decision that was taken back does not carry out the next one: that has its own time to be taken back. */
static void a_second_decline_can_be_undone_as_long_as_the_first(void **state) {
    struct people *p = *state;
    struct member_info m;
    int64_t n = 0, id = invite(p, "lone@rivelle.example", NULL, NOW), again = NOW + 7 * US_PER_S;
    assert_int_equal(db_tx(&p->cx, wait_tx, &id, &n, sizeof n), E_OK);
    assert_int_equal(db_tx(&p->cx, decide_tx, &(struct deciding){id, NOW, false}, NULL, 0), E_OK);
    assert_int_equal(db_tx(&p->cx, decide_tx, &(struct deciding){id, NOW, true}, NULL, 0), E_OK);
    assert_int_equal(db_tx(&p->cx, decide_tx, &(struct deciding){id, again, false}, NULL, 0), E_OK);
    assert_int_equal(decline_job(p, id, NOW), E_OK);
    assert_int_equal(db_read(&p->cx, there_tx, &id, &m, sizeof m), E_OK);
    assert_int_equal(decline_job(p, id, again), E_OK);
    assert_int_equal(db_read(&p->cx, there_tx, &id, &m, sizeof m), E_NOT_FOUND);
}

static void settings_have_one_form(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    struct str out;
    assert_true(join_domains_tidy(a, STR("Rivelle.example,\n@Caf\xC3\xA9.example; rivelle.example"), &out));
    assert_true(str_is(out, "rivelle.example xn--caf-dma.example"));
    assert_true(join_domains_tidy(a, STR("  "), &out));
    assert_true(str_empty(out));
    assert_false(join_domains_tidy(a, STR("rivelle"), &out));
    assert_false(join_domains_tidy(a, STR("a_b.example"), &out));
    assert_true(join_domain_fits(STR("rivelle.example b.example"), STR("x@b.example")));
    assert_false(join_domain_fits(STR("rivelle.example b.example"), STR("x@sub.b.example")));
    assert_false(join_domain_fits(STR(""), STR("x@")));
    assert_true(join_code_tidy(a, STR(" brise "), &out) == false);
    assert_true(join_code_tidy(a, STR(" brise-marine "), &out));
    assert_true(str_is(out, "brise-marine"));
    assert_true(join_code_fits(a, STR("Brise Marine"), STR(" brise marine")));
    assert_false(join_code_fits(a, STR("Brise Marine"), STR("brise marin")));
    assert_false(join_code_fits(a, STR(""), STR("")));
    assert_true(pilot_group_tidy(a, STR("team: Nord "), &out));
    assert_true(str_is(out, "team:Nord"));
    assert_false(pilot_group_tidy(a, STR("team:"), &out));
    assert_false(pilot_group_tidy(a, STR("planet:Mars"), &out));
    struct join_policy policy = {.approval = STR("links")};
    assert_false(join_needs_approval(&policy, STR(JOIN_BY_DOMAIN), true));
    assert_true(join_needs_approval(&policy, STR(JOIN_BY_LINK), true));
    assert_true(join_needs_approval(&policy, STR(JOIN_BY_DOMAIN), false));
    policy.approval = STR("never");
    assert_false(join_needs_approval(&policy, STR(JOIN_BY_CODE), true));
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_have_one_form),
        PEOPLE_TEST(one_reminder_after_two_days_and_never_a_second),
        PEOPLE_TEST(nobody_is_reminded_on_a_weekend_or_too_late),
        PEOPLE_TEST(suspended_joined_and_switched_off_get_none),
        PEOPLE_TEST(a_pilot_gets_its_reminders),
        PEOPLE_TEST(many_are_reminded_each_once),
        PEOPLE_TEST(a_link_is_good_for_its_company_its_days_and_its_number),
        PEOPLE_TEST(a_second_decline_can_be_undone_as_long_as_the_first),
    };
    return PEOPLE_RUN(tests);
}
