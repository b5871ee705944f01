/* import_test.c: a staff list through the steps of an import: checked, applied, taken back, forgotten; on each engine. */
#include "app/staff/import.h"
#include "app/staff/chunk.h"
#include "app/staff/work.h"
#include "eventsdb.h"
#include "peopledb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* ---- steps ---- */

static enum err state_tx(struct tx *tx, const void *args, void *ret) {
    return staff_import_get(tx, *(const int64_t *)args, ret);
}

static struct sql_import_get_row state_of(struct people *p, int64_t id) {
    struct sql_import_get_row im;
    assert_int_equal(db_read(&p->cx, state_tx, &id, &im, sizeof im), E_OK);
    return im;
}

static void work(struct people *p, int64_t id) {
    bool more = true;
    for (int i = 0; more && i < 1000; i++) {
        assert_int_equal(staff_import_work(&p->cx, id, 0, &more), E_OK);
    }
    assert_false(more);
}

static int64_t upload(struct people *p, const char *text) {
    int64_t id = 0;
    assert_int_equal(staff_import_create(&p->cx, STR("list.csv"), str_of(text), p->admin, false, NOW, &id), E_OK);
    work(p, id);
    return id;
}

static enum err apply_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return staff_import_apply(tx, *(const int64_t *)args, true, false, NOW + 5);
}

static enum err list_tx(struct tx *tx, const void *args, void *ret) {
    return member_list(tx, args, ret);
}

static enum err undo_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return staff_import_undo(tx, *(const int64_t *)args, NOW + 9);
}

static void apply(struct people *p, int64_t id) {
    assert_int_equal(db_tx(&p->cx, apply_tx, &id, NULL, 0), E_OK);
    work(p, id);
    assert_true(str_is(state_of(p, id).status, IMPORT_DONE));
}

struct rows {
    int64_t id, after, limit;
    enum row_result result;
    struct import_row *rows;
    size_t n;
};

static enum err rows_tx(struct tx *tx, const void *args, void *ret) {
    struct rows *r = ret;
    *r = *(const struct rows *)args;
    return import_rows_page(tx, r->id, r->result, r->after, r->limit, &r->rows, &r->n);
}

static struct rows page(struct people *p, int64_t id, enum row_result result, int64_t after, int64_t limit) {
    struct rows in = {.id = id, .after = after, .limit = limit, .result = result}, out;
    assert_int_equal(db_read(&p->cx, rows_tx, &in, &out, sizeof out), E_OK);
    return out;
}

static enum err member_tx(struct tx *tx, const void *args, void *ret) {
    return member_by_email(tx, *(const struct str *)args, ret);
}

static enum err member_at(struct people *p, const char *email, struct member_info *ret) {
    struct str s = str_of(email);
    return db_read(&p->cx, member_tx, &s, ret, sizeof *ret);
}

/* ---- tests ---- */

static void a_list_comes_in_and_goes_again(void **state) {
    struct people *p = *state;
    struct member_info m;
    int64_t eve = people_member(p, "eve@rivelle.example", "Eve", "Old", ROLE_MEMBER);
    int64_t id = upload(p, "Email,First name,Last name,Department,Groups,Role\n"
                           "bob@rivelle.example,Bob,Noe,Sales,\"Choir; Fire wardens\",curator\n"
                           "not an address,X,Y,Sales,,\n"
                           "Eve@Rivelle.Example,Eve,New,Sales,,\n"
                           "ada@rivelle.example,Ada,Minne,,,\n");
    struct sql_import_get_row im = state_of(p, id);
    assert_true(str_is(im.status, IMPORT_READY));
    assert_int_equal(im.total, 4);
    assert_int_equal(im.adds, 1);
    assert_int_equal(im.updates, 1);
    assert_int_equal(im.sames, 1);
    assert_int_equal(im.errors, 1);
    struct rows all = page(p, id, ROW_RESULTS, 0, 10);
    assert_int_equal(all.n, 4);
    const struct row_data *bob = &all.rows[0].data;
    assert_int_equal(bob->person.free_n, 2);
    assert_true(str_is(bob->person.free[1], "Fire wardens"));
    assert_int_equal(bob->person.roles, ROLE_MEMBER | ROLE_CURATOR);
    assert_string_equal(all.rows[1].data.fault.code, "email_malformed");
    assert_int_equal(all.rows[1].line, 3);
    assert_int_equal(all.rows[2].data.plan.n, 2);
    assert_true(str_is(all.rows[2].data.plan.of[0].from, "Old"));
    assert_true(str_is(all.rows[2].data.plan.of[0].to, "New"));

    apply(p, id);
    assert_int_equal(member_at(p, "bob@rivelle.example", &m), E_OK);
    assert_true(str_is(m.department, "Sales"));
    assert_int_equal(m.free_n, 2);
    assert_int_equal(member_at(p, "eve@rivelle.example", &m), E_OK);
    assert_int_equal(m.id, eve);
    assert_true(str_is(m.last_name, "New"));
    assert_true(str_is(m.department, "Sales"));

    assert_int_equal(db_tx(&p->cx, undo_tx, &id, NULL, 0), E_OK);
    work(p, id);
    im = state_of(p, id);
    assert_true(str_is(im.status, IMPORT_UNDONE));
    assert_int_equal(im.removed, 1);
    assert_int_equal(im.restored, 1);
    assert_int_equal(member_at(p, "bob@rivelle.example", &m), E_NOT_FOUND);
    assert_int_equal(member_at(p, "eve@rivelle.example", &m), E_OK);
    assert_true(str_is(m.last_name, "Old"));
    assert_true(str_empty(m.department));
}

static enum err rename_tx(struct tx *tx, const void *args, void *ret) {
    struct member_change c = {.set_last_name = true, .last_name = STR("Later"), .now = NOW + 7};
    (void)ret;
    return member_change(tx, *(const int64_t *)args, &c);
}

/* What somebody changed after the import stays as they left it; who has come since stays too. */
static void undo_leaves_what_came_later(void **state) {
    struct people *p = *state;
    struct member_info m;
    int64_t eve = people_member(p, "eve@rivelle.example", "Eve", "Old", ROLE_MEMBER);
    int64_t id = upload(p, "Email,First name,Last name\neve@rivelle.example,Eve,New\n");
    apply(p, id);
    assert_int_equal(db_tx(&p->cx, rename_tx, &eve, NULL, 0), E_OK);
    assert_int_equal(db_tx(&p->cx, undo_tx, &id, NULL, 0), E_OK);
    work(p, id);
    assert_int_equal(state_of(p, id).kept, 1);
    assert_int_equal(member_at(p, "eve@rivelle.example", &m), E_OK);
    assert_true(str_is(m.last_name, "Later"));
    assert_true(str_is(page(p, id, ROW_RESULTS, 0, 5).rows[0].outcome, "kept"));
}

/* Many chunks: pages of one result reach over those without it, and every record is there once. */
static void pages_reach_over_chunks(void **state) {
    struct people *p = *state;
    enum { N = CHUNK_ROWS * 3 + 7, EVERY = CHUNK_ROWS - 1 };
    struct buf b;
    buf_init(&b, p->t.arena, 1 << 20);
    buf_c(&b, "Email\n");
    size_t wrong = 0;
    for (int i = 0; i < N; i++) {
        bool bad = i % EVERY == 0;
        buf_printf(&b, bad ? "wrong %d\n" : "p%d@rivelle.example\n", i);
        wrong += bad;
    }
    int64_t id = upload(p, buf_view(&b).p);
    assert_int_equal(state_of(p, id).total, N);
    int64_t after = 0, seen = 0;
    for (struct rows r; (r = page(p, id, ROW_RESULTS, after, 333)).n > 0; after = r.rows[r.n - 1].no) {
        for (size_t i = 0; i < r.n; i++) {
            assert_int_equal(r.rows[i].no, ++seen);
        }
    }
    assert_int_equal(seen, N);
    struct rows faults = page(p, id, ROW_ERROR, 0, 100);
    assert_int_equal(faults.n, wrong);
    assert_int_equal(page(p, id, ROW_ERROR, faults.rows[0].no, 100).n, wrong - 1);
    assert_int_equal(page(p, id, ROW_UPDATE, 0, 100).n, 0);
    apply(p, id);
    assert_int_equal(state_of(p, id).added, N - (int64_t)wrong);
    assert_int_equal(state_of(p, id).skipped, (int64_t)wrong);
}

/* More than two batches, which are read and written side by side; each time the work ends after one and goes on there. */
static void a_check_goes_on_where_it_was(void **state) {
    struct people *p = *state;
    enum { N = 2 * IMPORT_CHECK_BATCH + 3 };
    struct buf b;
    buf_init(&b, p->t.arena, 1 << 20);
    buf_c(&b, "Email;Team\n");
    for (int i = 0; i < N; i++) {
        buf_printf(&b, "q%d@rivelle.example;T%d\n", i == N - 1 ? 0 : i, i % 3);
    }
    int64_t id = 0, step = 0;
    bool more = true;
    assert_int_equal(staff_import_create(&p->cx, STR("list.csv"), buf_view(&b), p->admin, false, NOW, &id), E_OK);
    for (; more; step++) {
        assert_int_equal(state_of(p, id).total, step * IMPORT_CHECK_BATCH);
        assert_int_equal(staff_import_work(&p->cx, id, 1, &more), E_OK);
    }
    assert_int_equal(step, 3);
    struct sql_import_get_row im = state_of(p, id);
    assert_true(str_is(im.status, IMPORT_READY));
    assert_int_equal(im.total, N);
    assert_int_equal(im.adds, N - 1);
    assert_int_equal(im.errors, 1);              /* the first address once more, three batches later */
    struct rows last = page(p, id, ROW_RESULTS, N - 1, 10);
    assert_int_equal(last.n, 1);
    assert_int_equal(last.rows[0].no, N);
    assert_string_equal(last.rows[0].data.fault.code, "email_duplicate");
}

/* The list's own event tells of those whom it added, and none names them one by one. */
static void a_list_is_one_event(void **state) {
    struct people *p = *state;
    int64_t created = events(&p->t, &p->cx, "member.created"), applied = events(&p->t, &p->cx, "import.applied");
    apply(p, upload(p, "Email\ne1@rivelle.example\ne2@rivelle.example\n"));
    assert_int_equal(events(&p->t, &p->cx, "member.created"), created);
    assert_int_equal(events(&p->t, &p->cx, "import.applied"), applied + 1);
}

struct missing {
    int64_t id, total;
    struct staff_place after;
    struct staff_missing *list;
    size_t n;
};

static enum err missing_tx(struct tx *tx, const void *args, void *ret) {
    struct missing *m = ret;
    *m = *(const struct missing *)args;
    return staff_import_missing(tx, m->id, &m->after, 2, &m->list, &m->n, &m->total);
}

static void who_is_not_in_the_list(void **state) {
    struct people *p = *state;
    for (int i = 0; i < 5; i++) {
        char email[64];
        snprintf(email, sizeof email, "m%d@rivelle.example", i);
        (void)people_member(p, email, "Max", "Member", ROLE_MEMBER);
    }
    int64_t id = upload(p, "Email\nM1@rivelle.example\nada@rivelle.example\nnew@rivelle.example\n");
    struct missing in = {.id = id, .after.folded = STR("")}, m;
    size_t seen = 0;
    do {
        assert_int_equal(db_read(&p->cx, missing_tx, &in, &m, sizeof m), E_OK);
        assert_int_equal(m.total, 4);
        for (size_t i = 0; i < m.n; i++) {
            assert_false(str_is(m.list[i].email, "m1@rivelle.example"));
        }
        seen += m.n;
        if (m.n) {
            in.after = m.list[m.n - 1].at;
        }
    } while (m.n == 2);
    assert_int_equal(seen, 4);
}

static enum err forget_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return staff_forget(tx, *(const struct str *)args);
}

static void erase_takes_a_record_out(void **state) {
    struct people *p = *state;
    int64_t id = upload(p, "Email,First name\nbob_x@rivelle.example,Bob\nbobyx@rivelle.example,Other\nlast@rivelle.example,Last\n");
    struct str email = STR("Bob_x@rivelle.example");
    assert_int_equal(db_tx(&p->cx, forget_tx, &email, NULL, 0), E_OK);
    struct rows all = page(p, id, ROW_RESULTS, 0, 10);
    assert_int_equal(all.n, 2);                         /* "_" is no wildcard */
    assert_int_equal(all.rows[0].no, 2);
    assert_int_equal(all.rows[1].no, 3);
    assert_int_equal(state_of(p, id).has_text, false);
    apply(p, id);
    assert_int_equal(state_of(p, id).added, 2);
}

struct damage {
    int64_t id;
    struct str data;
};

static enum err damage_tx(struct tx *tx, const void *args, void *ret) {
    const struct damage *d = args;
    (void)ret;
    return sql_import_chunk_set(tx, d->id, 1, STR("\n"), d->data);
}

/* ---- many new people at once ---- */

enum { MANY = ADDS_FIRST + 700 };

/* In no order of names; person 3 is a curator, and the last record is wrong. */
static int64_t upload_many(struct people *p) {
    struct buf b;
    buf_init(&b, p->t.arena, 1 << 20);
    buf_c(&b, "Email,First name,Last name,Department,Team,Groups,Role\n");
    for (int i = 0; i < MANY; i++) {
        buf_printf(&b, "p%d@rivelle.example,First %d,\xc3\x89t\xc3\xa9 %d,Dept %d,Team %d,%s,%s\n", i, i, i * 7919 % MANY, i % 5, i % 90,
                   i % 100 ? "" : "\"Choir; Fire wardens\"", i == 3 ? "curator" : "");
    }
    buf_c(&b, "wrong,First,Last,,,,\n");
    return upload(p, buf_view(&b).p);
}

static int64_t members_of(struct people *p, const char *q) {
    struct member_filter f = {.q = str_of(q), .limit = 1};
    struct member_page got;
    assert_int_equal(db_read(&p->cx, list_tx, &f, &got, sizeof got), E_OK);
    return got.total;
}

static void many_come_in_together(void **state) {
    struct people *p = *state;
    struct member_info m, before;
    people_member(p, "p7@rivelle.example", "First 7", "\xc3\x89t\xc3\xa9 7919", ROLE_MEMBER);
    int64_t id = upload_many(p);
    assert_int_equal(state_of(p, id).adds, MANY - 1);
    int64_t late = people_member(p, "p40@rivelle.example", "Late", "Comer", ROLE_MEMBER);      /* since the preview */
    apply(p, id);
    struct sql_import_get_row im = state_of(p, id);
    assert_int_equal(im.added, MANY - 2);
    assert_int_equal(im.updated, 2);
    assert_int_equal(im.skipped, 1);
    assert_int_equal(im.done, im.total);
    assert_int_equal(members_of(p, "rivelle.example"), MANY + 1);
    assert_int_equal(member_at(p, "p40@rivelle.example", &m), E_OK);
    assert_int_equal(m.id, late);
    assert_true(str_is(m.first_name, "First 40"));
    assert_true(str_is(page(p, id, ROW_RESULTS, 40, 1).rows[0].outcome, "updated"));
    assert_int_equal(member_at(p, "p3@rivelle.example", &m), E_OK);
    assert_int_equal(m.roles, ROLE_MEMBER | ROLE_CURATOR);
    assert_true(str_is(m.status, MEMBER_INVITED));
    assert_true(str_is(m.department, "Dept 3"));
    assert_true(str_is(m.team, "Team 3"));
    assert_int_equal(member_at(p, "p100@rivelle.example", &m), E_OK);
    assert_int_equal(m.free_n, 2);
    /* the order of names is that of ids, for those who came together */
    assert_int_equal(member_at(p, "p0@rivelle.example", &before), E_OK);
    assert_true(before.id < m.id);
    assert_int_equal(db_tx(&p->cx, undo_tx, &id, NULL, 0), E_OK);
    work(p, id);
    im = state_of(p, id);
    assert_int_equal(im.removed, MANY - 2);
    assert_int_equal(im.restored, 2);
    assert_int_equal(im.kept, 0);
    assert_int_equal(members_of(p, "rivelle.example"), 3);
}

struct mark {
    int64_t id, done;
};

static enum err mark_tx(struct tx *tx, const void *args, void *ret) {
    const struct mark *m = args;
    (void)ret;
    return sql_import_applied(tx, &(struct sql_import_applied_in){.id = m->id, .done = m->done});
}

/* From any mark on everybody comes in once: one that leaves people out (an earlier program's, by number), and one that is too far on
 * because records were taken out. */
static void adding_goes_on_anywhere(void **state) {
    static const int64_t marks[] = {-900, 600, 1};
    struct people *p = *state;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        int64_t id = upload_many(p);
        struct mark mark = {id, marks[i]};
        struct str gone = STR("p50@rivelle.example");
        bool more = true;
        assert_int_equal(db_tx(&p->cx, apply_tx, &id, NULL, 0), E_OK);
        assert_int_equal(db_tx(&p->cx, mark_tx, &mark, NULL, 0), E_OK);
        assert_int_equal(db_tx(&p->cx, forget_tx, &gone, NULL, 0), E_OK);
        for (int k = 0; more && k < 50; k++) {
            assert_int_equal(staff_import_work(&p->cx, id, 1, &more), E_OK);
        }
        struct sql_import_get_row im = state_of(p, id);
        assert_true(str_is(im.status, IMPORT_DONE));
        int64_t passed = marks[i] == 600 ? CHUNK_ROWS - 1 : 0;      /* the first chunk, less the record that is gone */
        assert_int_equal(im.added, MANY - 1 - passed);
        assert_int_equal(members_of(p, "rivelle.example"), MANY - passed);
        assert_int_equal(db_tx(&p->cx, undo_tx, &id, NULL, 0), E_OK);
        work(p, id);
        assert_int_equal(members_of(p, "rivelle.example"), 1);
    }
}

/* Whatever the bytes are: an error, never a wrong record or worse. */
static void damaged_records_are_refused(void **state) {
    struct people *p = *state;
    int64_t id = upload(p, "Email,First name,Department\nbob@rivelle.example,Bob,Sales\n");
    static const char *const bad[] = {"\x01", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "\x01\x01\x09", "\x01\x01\x01\x7fgone"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct damage d = {id, str_of(bad[i])};
        struct rows in = {.id = id, .limit = 10, .result = ROW_RESULTS}, out;
        assert_int_equal(db_tx(&p->cx, damage_tx, &d, NULL, 0), E_OK);
        assert_int_equal(db_read(&p->cx, rows_tx, &in, &out, sizeof out), E_DB);
        p->t.errs.n = 0;
    }
}

static void another_company_sees_none_of_it(void **state) {
    struct people *p = *state;
    int64_t id = upload(p, "Email\nbob@rivelle.example\n");
    struct setup_done other = people_company(p, "Autre", "autre.example", "x@autre.example");
    struct db_cx theirs = testdb_cx(&p->t, other.company);
    struct sql_import_get_row im;
    struct rows in = {.id = id, .limit = 10, .result = ROW_RESULTS}, r;
    struct str email = STR("bob@rivelle.example");
    assert_int_equal(db_read(&theirs, state_tx, &id, &im, sizeof im), E_NOT_FOUND);
    assert_int_equal(db_read(&theirs, rows_tx, &in, &r, sizeof r), E_OK);
    assert_int_equal(r.n, 0);
    assert_int_equal(db_tx(&theirs, forget_tx, &email, NULL, 0), E_OK);
    assert_int_equal(page(p, id, ROW_RESULTS, 0, 10).n, 1);
}

static void sets_of_addresses(void **state) {
    (void)state;
    struct addresses s = {0};
    char text[32];
    assert_int_equal(addresses_get(&s, STR("a@b")), 0);
    for (int round = 0; round < 2; round++) {
        for (int i = 1; i <= 5000; i++) {
            snprintf(text, sizeof text, "p%d@rivelle.example", i);
            assert_int_equal(addresses_put(&s, str_of(text), i), round ? i : 0);
        }
    }
    assert_int_equal(s.n, 5000);
    assert_int_equal(addresses_get(&s, STR("p17@rivelle.example")), 17);
    assert_int_equal(addresses_get(&s, STR("p5001@rivelle.example")), 0);
    addresses_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_of_addresses),
        PEOPLE_TEST(a_list_comes_in_and_goes_again),
        PEOPLE_TEST(undo_leaves_what_came_later),
        PEOPLE_TEST(pages_reach_over_chunks),
        PEOPLE_TEST(a_check_goes_on_where_it_was),
        PEOPLE_TEST(a_list_is_one_event),
        PEOPLE_TEST(who_is_not_in_the_list),
        PEOPLE_TEST(erase_takes_a_record_out),
        PEOPLE_TEST(many_come_in_together),
        PEOPLE_TEST(adding_goes_on_anywhere),
        PEOPLE_TEST(damaged_records_are_refused),
        PEOPLE_TEST(another_company_sees_none_of_it),
    };
    return PEOPLE_RUN(tests);
}
