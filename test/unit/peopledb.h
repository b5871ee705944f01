/* peopledb.h: companies with members, for the tests of the people rooms. Each test gets a fresh database; PEOPLE_RUN runs
 * all of them on each engine there is. */
#ifndef PV_TEST_UNIT_PEOPLEDB_H
#define PV_TEST_UNIT_PEOPLEDB_H

#include "app/company/hosts.h"
#include "app/company/setup.h"
#include "app/member/member.h"
#include "app/session/session.h"
#include "base/id.h"
#include "http/roles.h"
#include "testdb.h"

#define NOW INT64_C(1790000000000000)
#define PASSWORD "correct horse staple"

struct people {
    struct testdb t;
    struct db_cx cx;             /* first company */
    int64_t admin;
};

static enum db_engine people_engine;

/* A company with an admin who has a password; `host` may be NULL. */
static inline struct setup_done people_company(struct people *p, const char *name, const char *host, const char *email) {
    struct setup_done done = {0, 0};
    struct db_cx cx = testdb_cx(&p->t, 0);
    struct setup_new in = {.company = {.name = str_of(name), .host = str_of(host), .now = NOW}, .email = str_of(email),
                           .first_name = STR("Ada"), .last_name = STR("Minne"), .password = STR(PASSWORD),
                           .company_at = "", .admin_at = "/admin"};
    enum err e = setup_run(&cx, &in, &done);
    if (e) {
        fprintf(stderr, "no company: %s %s\n", err_info(e)->slug, p->t.errs.n ? p->t.errs.items[0].detail.p : "");
        exit(1);
    }
    return done;
}

static inline int people_setup(void **state) {
    struct people *p = calloc(1, sizeof *p);
    testdb_open(&p->t, people_engine);
    hosts_forget();
    struct setup_done done = people_company(p, "Rivelle", NULL, "ada@rivelle.example");
    p->cx = testdb_cx(&p->t, done.company);
    p->admin = done.admin;
    *state = p;
    return 0;
}

static inline int people_teardown(void **state) {
    struct people *p = *state;
    session_forget_all();
    testdb_close(&p->t);
    free(p);
    return 0;
}

static inline enum err people_create_tx(struct tx *tx, const void *args, void *ret) {
    return member_create(tx, args, "", ret);
}

static inline enum err people_get_tx(struct tx *tx, const void *args, void *ret) {
    return member_get(tx, *(const int64_t *)args, ret);
}

/* An active member. */
static inline int64_t people_member(struct people *p, const char *email, const char *first, const char *last, unsigned roles) {
    struct member_new in = {.email = str_of(email), .first_name = str_of(first), .last_name = str_of(last), .roles = roles,
                            .active = true, .now = NOW};
    int64_t id = 0;
    if (member_check(&in, p->t.arena, &p->t.errs, "") || db_tx(&p->cx, people_create_tx, &in, &id, sizeof id)) {
        return 0;
    }
    return id;
}

static inline struct member_info people_get(struct people *p, int64_t id) {
    struct member_info m = {.id = 0};
    if (db_read(&p->cx, people_get_tx, &id, &m, sizeof m)) {
        m.id = 0;
    }
    return m;
}

/* The newest fault as "field: detail"; forgets all. */
static inline const char *people_fault(struct people *p) {
    struct problems *e = &p->t.errs;
    const char *text = e->n ? arena_printf(p->t.arena, "%.*s: %.*s", STRF(e->items[e->n - 1].field),
                                           STRF(e->items[e->n - 1].detail)).p
                            : "";
    e->n = 0;
    return text;
}

#define PEOPLE_TEST(fn) cmocka_unit_test_setup_teardown(fn, people_setup, people_teardown)
/* Runs the table on each engine there is; the number of failures. */
#define PEOPLE_RUN(tests) \
    (people_engine = DB_SQLITE, cmocka_run_group_tests_name("sqlite", tests, NULL, NULL)) + \
        (testdb_has_postgres() \
             ? (people_engine = DB_POSTGRES, cmocka_run_group_tests_name("postgres", tests, NULL, NULL)) \
             : 0)

#endif
