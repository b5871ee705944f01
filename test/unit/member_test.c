/* member_test.c: the directory's rules, pages, import, and leaving for good. */
#include "app/member/member.h"
#include "app/charter/charter.h"
#include "app/company/settings.h"
#include "app/member/check.h"
#include "app/member/invite.h"
#include "app/privacy/person.h"
#include "app/session/visit.h"
#include "base/clock.h"
#include "peopledb.h"
#include "sql_gen.h"
#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* ---- checks ---- */

static const char *email_form(struct arena *a, const char *email) {
    const char *why = NULL;
    struct str s = email_clean(a, str_of(email), &why);
    return s.p ? s.p : why;
}

static void addresses(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 20);
    assert_string_equal(email_form(a, " Marie.Dupont@Rivelle.Example "), "Marie.Dupont@rivelle.example");
    assert_string_equal(email_form(a, "ada@bücher.example"), "ada@xn--bcher-kva.example");
    assert_string_equal(email_form(a, "ada@localhost"), "ada@localhost");
    assert_string_equal(email_form(a, ""), "is empty");
    const char *bad[] = {"ada", "ada@", "@x.example", "ada@x", "a b@x.example", "ada@x..example", "ada@-x.example",
                         "ada@x.example, eve@x.example", "ada@@x.example", "ada@x.example>"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_string_equal(email_form(a, bad[i]), "is not an e-mail address");
    }
    assert_true(str_eq(email_fold(a, STR("ADA@X.example")), email_fold(a, STR(" ada@x.EXAMPLE"))));
    assert_false(str_eq(email_fold(a, STR("jos\xC3\xA9@x.example")), email_fold(a, STR("jose@x.example"))));
    arena_free(a);
}

static void all_faults_at_once(void **state) {
    struct people *p = *state;
    struct member_new in = {.email = STR("nobody"), .first_name = STR(" "), .last_name = STR("a\nb"), .language = STR("de"),
                            .time_zone = STR("Mars/Olympus")};
    assert_int_equal(member_check(&in, p->t.arena, &p->t.errs, "/admin"), E_INVALID);
    const char *fields[] = {"/admin/email", "/admin/last_name", "/admin/language", "/admin/time_zone"};
    assert_int_equal(p->t.errs.n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(str_is(p->t.errs.items[i].field, fields[i]));
    }
    p->t.errs.n = 0;
}

static void one_member_an_address(void **state) {
    struct people *p = *state;
    int64_t id = people_member(p, "marie@rivelle.example", "Marie", "Dupont", ROLE_MEMBER | ROLE_CURATOR);
    assert_true(id != 0);
    assert_int_equal(people_member(p, "MARIE@rivelle.example", "Other", "One", ROLE_MEMBER), 0);
    assert_string_equal(people_fault(p), "/email: a member with this address exists already");
    struct member_info m = people_get(p, id);
    assert_true(str_is(m.status, MEMBER_ACTIVE));
    assert_true(str_is(m.language, "fr"));
    assert_true(str_is(m.time_zone, "Europe/Paris"));
    assert_int_equal(m.roles, ROLE_MEMBER | ROLE_CURATOR);
    assert_true(m.joined_at == NOW);
    assert_false(m.has_password);
}

static void companies_are_apart(void **state) {
    struct people *p = *state;
    int64_t id = people_member(p, "marie@rivelle.example", "Marie", "Dupont", ROLE_MEMBER);
    struct setup_done other = people_company(p, "Autre", "autre.example", "marie@rivelle.example");
    struct people q = *p;
    q.cx = testdb_cx(&p->t, other.company);
    assert_int_equal(people_get(&q, id).id, 0);
    assert_true(people_get(&q, other.admin).id == other.admin);
    assert_int_equal(people_get(p, other.admin).id, 0);
}

/* ---- changes ---- */

struct change_args {
    int64_t id;
    struct member_change c;
};

static enum err change_tx(struct tx *tx, const void *args, void *ret) {
    const struct change_args *a = args;
    (void)ret;
    return member_change(tx, a->id, &a->c);
}

static enum err change(struct people *p, int64_t id, struct member_change c) {
    c.now = NOW + 1;
    return db_tx(&p->cx, change_tx, &(struct change_args){id, c}, NULL, 0);
}

static void an_admin_stays(void **state) {
    struct people *p = *state;
    struct member_change demote = {.set_roles = true, .roles = ROLE_MEMBER, .by = 0};
    struct member_change suspend = {.set_status = true, .status = STR(MEMBER_SUSPENDED), .by = 0};
    assert_int_equal(change(p, p->admin, demote), E_STATE);
    assert_int_equal(change(p, p->admin, suspend), E_STATE);
    int64_t second = people_member(p, "bob@rivelle.example", "Bob", "B", ROLE_MEMBER | ROLE_ADMIN);
    demote.by = p->admin;
    assert_int_equal(change(p, p->admin, demote), E_STATE);
    suspend.by = p->admin;
    assert_int_equal(change(p, p->admin, suspend), E_STATE);
    assert_int_equal(change(p, second, suspend), E_OK);
    demote.by = second;
    assert_int_equal(change(p, p->admin, demote), E_STATE);   /* the other one is suspended */
    people_fault(p);
}

static void status_goes_and_comes_back(void **state) {
    struct people *p = *state;
    struct member_new in = {.email = STR("new@rivelle.example"), .first_name = STR("New"), .last_name = STR(""), .now = NOW};
    int64_t id = 0;
    assert_int_equal(member_check(&in, p->t.arena, &p->t.errs, ""), E_OK);
    assert_int_equal(db_tx(&p->cx, people_create_tx, &in, &id, sizeof id), E_OK);
    struct member_change active = {.set_status = true, .status = STR(MEMBER_ACTIVE), .by = p->admin};
    struct member_change suspend = {.set_status = true, .status = STR(MEMBER_SUSPENDED), .by = p->admin};
    assert_int_equal(change(p, id, active), E_STATE);
    assert_int_equal(change(p, id, suspend), E_OK);
    assert_int_equal(change(p, id, active), E_OK);
    assert_true(str_is(people_get(p, id).status, MEMBER_INVITED));   /* never joined */
    int64_t joined = people_member(p, "old@rivelle.example", "Old", "", ROLE_MEMBER);
    assert_int_equal(change(p, joined, suspend), E_OK);
    assert_int_equal(change(p, joined, active), E_OK);
    assert_true(str_is(people_get(p, joined).status, MEMBER_ACTIVE));
    people_fault(p);
}

static void groups_and_names(void **state) {
    struct people *p = *state;
    int64_t id = people_member(p, "m@rivelle.example", "Marie", "Dupont", ROLE_MEMBER);
    struct member_change c = {.set_country = true, .set_team = true, .set_last_name = true, .country = STR("France"),
                              .team = STR("Réseau"), .last_name = STR("Martin"), .by = p->admin};
    assert_int_equal(change(p, id, c), E_OK);
    struct member_info m = people_get(p, id);
    assert_true(str_is(m.country, "France") && str_is(m.team, "Réseau") && str_is(m.last_name, "Martin"));
    c = (struct member_change){.set_team = true, .team = STR(""), .set_country = true, .country = STR("Suisse")};
    assert_int_equal(change(p, id, c), E_OK);
    m = people_get(p, id);
    assert_true(str_is(m.country, "Suisse"));
    assert_null(m.team.p);
}

/* ---- pages ---- */

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    return member_list(tx, args, ret);
}

static struct member_page page(struct people *p, struct member_filter f) {
    struct member_page page = {.n = 0};
    assert_int_equal(db_read(&p->cx, list_tx, &f, &page, sizeof page), E_OK);
    return page;
}

static void pages_by_name(void **state) {
    struct people *p = *state;
    for (int i = 0; i < 25; i++) {
        struct arena *a = p->t.arena;
        const char *email = arena_printf(a, "m%02d@rivelle.example", i).p;
        assert_true(people_member(p, email, "Zoé", arena_printf(a, "Élan%02d", 24 - i).p,
                                  i % 2 ? ROLE_MEMBER | ROLE_CURATOR | ROLE_MANAGER : ROLE_MEMBER) != 0);
    }
    struct str cursor = STR_NULL;
    size_t seen = 0;
    struct str last = STR("");
    for (int i = 0; i < 10; i++) {
        struct member_page got = page(p, (struct member_filter){.cursor = cursor, .limit = 4});
        assert_int_equal(got.total, 26);
        for (size_t k = 0; k < got.n; k++) {
            struct str name = text_fold(p->t.arena, got.items[k].last_name);
            assert_true(str_cmp(last, name) <= 0);
            last = name;
            bool odd = got.items[k].email.p[0] == 'm' && (got.items[k].email.p[2] - '0') % 2;
            assert_int_equal((got.items[k].roles & ROLE_MANAGER) != 0, odd);
        }
        seen += got.n;
        cursor = got.next;
        if (!cursor.p) {
            break;
        }
    }
    assert_int_equal(seen, 26);
}

static void search(void **state) {
    struct people *p = *state;
    people_member(p, "marie@rivelle.example", "Marie", "Élégant", ROLE_MEMBER);
    people_member(p, "paul@rivelle.example", "Paul", "100%", ROLE_MEMBER);
    assert_int_equal(page(p, (struct member_filter){.q = STR("ELEG")}).total, 1);
    assert_int_equal(page(p, (struct member_filter){.q = STR("marie élé rivelle")}).total, 1);
    assert_int_equal(page(p, (struct member_filter){.q = STR("marie paul")}).total, 0);
    assert_int_equal(page(p, (struct member_filter){.q = STR("0%")}).total, 1);
    assert_int_equal(page(p, (struct member_filter){.q = STR("_")}).total, 0);
    assert_int_equal(page(p, (struct member_filter){.q = STR("rivelle"), .status = STR(MEMBER_ACTIVE)}).total, 3);
    assert_int_equal(page(p, (struct member_filter){.status = STR(MEMBER_INVITED)}).total, 0);
    struct member_page none;
    struct member_filter bad = {.cursor = STR("nonsense")};
    assert_int_equal(db_read(&p->cx, list_tx, &bad, &none, sizeof none), E_INVALID);
    assert_string_equal(people_fault(p), "?cursor: is not a cursor of this list");
}

/* ---- erase ---- */

struct trace {
    int64_t person;
    struct participation p;
};

static enum err opt_in_tx(struct tx *tx, const void *args, void *ret) {
    struct trace *t = ret;
    enum err e = person_of(tx, *(const int64_t *)args, &t->person);
    struct participation_change c = {.person = t->person, .ambassador = true, .charter_version = 1, .language = STR("fr"),
                                     .now = NOW};
    return e ? e : participation_set(tx, &c, &t->p);
}

static enum err erase_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return member_erase(tx, *(const int64_t *)args, NOW);
}

struct rest {
    size_t consents;
    enum err person, roles, member;
};

static enum err rest_tx(struct tx *tx, const void *args, void *ret) {
    const struct trace *t = args;
    struct rest *r = ret;
    struct sql_consent_list_row *rows;
    struct sql_person_get_row row;
    enum err e = sql_consent_list(tx, t->person, 10, &rows, &r->consents);
    r->person = sql_person_get(tx, t->person, &row);
    return e;
}

static enum err find_tx(struct tx *tx, const void *args, void *ret) {
    return member_by_email(tx, *(const struct str *)args, ret);
}

static void erase_leaves_nobody(void **state) {
    struct people *p = *state;
    int64_t id = people_member(p, "leaver@rivelle.example", "Lea", "Ver", ROLE_MEMBER | ROLE_CURATOR);
    struct trace t;
    struct rest r;
    struct member_info m;
    struct str email = STR("leaver@rivelle.example");
    assert_int_equal(db_tx(&p->cx, opt_in_tx, &id, &t, sizeof t), E_OK);
    assert_true(t.p.may_share);
    assert_int_equal(db_tx(&p->cx, erase_tx, &id, NULL, 0), E_OK);
    assert_int_equal(db_read(&p->cx, find_tx, &email, &m, sizeof m), E_NOT_FOUND);
    assert_int_equal(people_get(p, id).id, 0);
    assert_int_equal(db_read(&p->cx, rest_tx, &t, &r, sizeof r), E_OK);
    assert_int_equal(r.person, E_NOT_FOUND);
    assert_int_equal(r.consents, 1);
    assert_int_equal(db_tx(&p->cx, erase_tx, &id, NULL, 0), E_NOT_FOUND);
    assert_int_equal(db_tx(&p->cx, erase_tx, &p->admin, NULL, 0), E_STATE);
    people_fault(p);
    /* The address is free again, and whoever has it now is another person. */
    int64_t next = people_member(p, "leaver@rivelle.example", "Lea", "Ver", ROLE_MEMBER);
    struct trace fresh;
    assert_int_equal(db_tx(&p->cx, opt_in_tx, &next, &fresh, sizeof fresh), E_OK);
    assert_true(fresh.person != t.person);
}

/* ---- taking part ---- */

static enum err take_part_tx(struct tx *tx, const void *args, void *ret) {
    return participation_set(tx, args, ret);
}

static void consent_is_recorded_once(void **state) {
    struct people *p = *state;
    struct participation got;
    struct trace t = {.person = 4711};
    struct rest r;
    struct participation_change yes = {.person = 4711, .ambassador = true, .charter_version = 1, .language = STR("en"), .now = NOW};
    struct participation_change no = {.person = 4711, .ambassador = false, .language = STR("en"), .now = NOW + 5};
    struct participation_change old = {.person = 4711, .ambassador = true, .charter_version = 9, .language = STR("en"), .now = NOW};
    assert_int_equal(db_tx(&p->cx, take_part_tx, &old, &got, sizeof got), E_STATE);
    people_fault(p);
    assert_int_equal(db_tx(&p->cx, take_part_tx, &no, &got, sizeof got), E_OK);
    assert_int_equal(db_tx(&p->cx, take_part_tx, &yes, &got, sizeof got), E_OK);
    assert_int_equal(db_tx(&p->cx, take_part_tx, &yes, &got, sizeof got), E_OK);
    assert_true(got.ambassador && got.may_share && got.charter_version == 1 && got.current_version == 1);
    assert_int_equal(db_tx(&p->cx, take_part_tx, &no, &got, sizeof got), E_OK);
    assert_false(got.ambassador || got.may_share);
    assert_int_equal(got.charter_version, 1);
    assert_int_equal(db_read(&p->cx, rest_tx, &t, &r, sizeof r), E_OK);
    assert_int_equal(r.consents, 2);
}

static enum err touch_tx(struct tx *tx, const void *args, void *ret) {
    return visit_touch(tx, 99, *(const int64_t *)args, ret);
}

static int64_t touch(struct people *p, int64_t minutes) {
    int64_t at = NOW + minutes * 60 * US_PER_S, previous = -1;
    assert_int_equal(db_tx(&p->cx, touch_tx, &at, &previous, sizeof previous), E_OK);
    return previous;
}

static void a_visit_ends_after_half_an_hour(void **state) {
    struct people *p = *state;
    assert_int_equal(touch(p, 0), 0);
    assert_int_equal(touch(p, 4), 0);
    assert_int_equal(touch(p, 29), 0);
    assert_int_equal(touch(p, 58), 0);           /* 29 minutes after the last sign: the same visit */
    assert_true(touch(p, 120) == NOW + 58 * 60 * US_PER_S);
    assert_true(touch(p, 130) == NOW + 58 * 60 * US_PER_S);
    int64_t previous = -1;
    assert_int_equal(visit_here(&p->cx, 99, NOW + 131 * 60 * US_PER_S, &previous), E_OK);
    assert_true(previous == NOW + 58 * 60 * US_PER_S);
    assert_int_equal(visit_here(&p->cx, 99, NOW + 500 * 60 * US_PER_S, &previous), E_OK);
    assert_true(previous == NOW + 130 * 60 * US_PER_S);
}

/* ---- settings ---- */

static enum err settings_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    int64_t cap = 0;
    struct str relation;
    bool *ok = ret;
    enum err e = company_setting_i64(tx, "share.daily_cap", &cap);
    *ok = !e && cap == 5;
    e = e ? e : company_setting_set(tx, STR("share.daily_cap"), STR("7"), NOW);
    e = e ? e : company_setting_i64(tx, "share.daily_cap", &cap);
    *ok = *ok && !e && cap == 7;
    e = e ? e : company_setting_text(tx, "disclosure.relation", &relation);
    *ok = *ok && !e && str_is(relation, "employee");
    *ok = *ok && company_setting_set(tx, STR("share.daily_cap"), STR("0"), NOW) == E_INVALID;
    *ok = *ok && company_setting_set(tx, STR("disclosure.relation"), STR("friend"), NOW) == E_INVALID;
    *ok = *ok && company_setting_set(tx, STR("no.such"), STR("1"), NOW) == E_NOT_FOUND;
    return e;
}

/* What the company's own row holds is a setting like any other, in its stored form. */
static enum err columns_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    bool *ok = ret;
    struct str v[3];
    struct company_info c;
    struct setting_values all;
    enum err e = company_setting_set(tx, STR("company.colour"), STR(" #0a7f55 "), NOW);
    e = e ? e : company_setting_set(tx, STR("company.short_host"), STR("Go.Äpfel.example"), NOW);
    e = e ? e : company_setting_set(tx, STR("company.language"), STR("en"), NOW);
    e = e ? e : company_setting_text(tx, "company.colour", &v[0]);
    e = e ? e : company_setting_text(tx, "company.short_host", &v[1]);
    e = e ? e : company_setting_text(tx, "company.language", &v[2]);
    e = e ? e : company_get(tx, &c);
    e = e ? e : company_settings_read(tx, &all);
    *ok = !e && str_is(v[0], "#0A7F55") && str_is(v[1], "go.xn--pfel-koa.example") && str_is(v[2], "en") &&
          str_find(c.palette, STR("#0A7F55")) < c.palette.n;
    for (size_t i = 0; *ok && i < company_setting_count; i++) {
        *ok = !str_is(str_of(company_settings[i].name), "company.language") || str_is(all.value[i], "en");
    }
    *ok = *ok && company_setting_set(tx, STR("company.name"), STR(" "), NOW) == E_INVALID;
    *ok = *ok && company_setting_set(tx, STR("company.time_zone"), STR("Europe/Lutetia"), NOW) == E_INVALID;
    *ok = *ok && company_setting_set(tx, STR("company.host"), STR("a_b"), NOW) == E_INVALID;
    *ok = *ok && company_setting_set(tx, STR("company.host"), STR("go.äpfel.example"), NOW) == E_INVALID;
    return e;
}

static void the_companys_own_row_is_set_like_any_setting(void **state) {
    struct people *p = *state;
    bool ok = false;
    assert_int_equal(db_tx(&p->cx, columns_tx, NULL, &ok, sizeof ok), E_OK);
    assert_true(ok);
    p->t.errs.n = 0;
}

static void settings_have_defaults_and_limits(void **state) {
    struct people *p = *state;
    bool ok = false;
    assert_int_equal(db_tx(&p->cx, settings_tx, NULL, &ok, sizeof ok), E_OK);
    assert_true(ok);
    p->t.errs.n = 0;
    for (size_t i = 1; i < company_setting_count; i++) {
        assert_true(strcmp(company_settings[i - 1].name, company_settings[i].name) < 0);
    }
}

/* ---- hosts ---- */

static int64_t host_of(struct people *p, const char *host) {
    struct host_match m = {0};
    struct db_cx cx = testdb_cx(&p->t, 0);
    enum err e = hosts_find(&cx, str_of(host), &m);
    assert_true(e == E_OK || e == E_UNKNOWN_HOST);
    return e ? 0 : m.company;
}

static void any_host_while_alone(void **state) {
    struct people *p = *state;
    assert_true(host_of(p, "anything.example") == p->cx.company);
    struct setup_done other = people_company(p, "Autre", "autre.example", "x@autre.example");
    assert_true(host_of(p, "AUTRE.example.") == other.company);
    assert_int_equal(host_of(p, "anything.example"), 0);
    struct db_cx cx = testdb_cx(&p->t, 0);
    struct setup_done done;
    struct setup_new in = {.company = {.name = STR("Third"), .host = STR("Autre.Example"), .now = NOW},
                           .email = STR("a@b.example"), .first_name = STR("A"), .admin_at = "/admin", .company_at = ""};
    assert_int_equal(setup_run(&cx, &in, &done), E_EXISTS);
    assert_string_equal(people_fault(p), "/host: another company has this host name");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),
        PEOPLE_TEST(all_faults_at_once),
        PEOPLE_TEST(one_member_an_address),
        PEOPLE_TEST(companies_are_apart),
        PEOPLE_TEST(an_admin_stays),
        PEOPLE_TEST(status_goes_and_comes_back),
        PEOPLE_TEST(groups_and_names),
        PEOPLE_TEST(pages_by_name),
        PEOPLE_TEST(search),
        PEOPLE_TEST(erase_leaves_nobody),
        PEOPLE_TEST(consent_is_recorded_once),
        PEOPLE_TEST(a_visit_ends_after_half_an_hour),
        PEOPLE_TEST(settings_have_defaults_and_limits),
        PEOPLE_TEST(the_companys_own_row_is_set_like_any_setting),
        PEOPLE_TEST(any_host_while_alone),
    };
    return PEOPLE_RUN(tests);
}
