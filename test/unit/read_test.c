/* read_test.c: what is kept of reading, for how long, and that a reaction names nobody. On both engines. */
#include "app/read/read.h"

#include "app/post/reader.h"
#include "app/reaction/tally.h"
#include "base/clock.h"
#include "contentdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { PERSON = 77, OTHER = 78 };

static enum err add_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return read_add(tx, args);
}

static void add(const struct db_cx *cx, int64_t person, const int64_t *posts, size_t n, const int64_t *lately, size_t lately_n, int64_t now) {
    struct read_add a = {.person = person, .now = now, .posts = posts, .posts_n = n, .lately = lately, .lately_n = lately_n};
    assert_int_equal(db_tx(cx, add_tx, &a, NULL, 0), E_OK);
}

static enum err of_tx(struct tx *tx, const void *args, void *ret) {
    return read_of(tx, *(const int64_t *)args, ret);
}

static struct read_state of(const struct db_cx *cx, int64_t person) {
    struct read_state s;
    assert_int_equal(db_read(cx, of_tx, &person, &s, sizeof s), E_OK);
    return s;
}

static void posts_are(const struct db_cx *cx, int64_t person, const int64_t *ids, size_t n) {
    struct read_state s = of(cx, person);
    assert_int_equal(s.n, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(s.posts[i], ids[i]);
    }
}

#define LIST(...) (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)
#define NONE NULL, 0

static void run_list(struct testdb *t, struct db_cx cx) {
    (void)t;
    const int64_t big = INT64_MAX - 255;
    posts_are(&cx, PERSON, NONE);
    add(&cx, PERSON, LIST(300, 5, big, 5), NONE, NOW);
    posts_are(&cx, PERSON, LIST(5, 300, big));
    posts_are(&cx, OTHER, NONE);
    /* What did not go out lately is let go of with the next reading. */
    add(&cx, PERSON, LIST(6, 300), LIST(300, big), NOW);
    posts_are(&cx, PERSON, LIST(6, 300, big));
    add(&cx, PERSON, NONE, NONE, NOW);
    posts_are(&cx, PERSON, NONE);
}

static void run_bounds(struct testdb *t, struct db_cx cx) {
    int64_t *many = arena_array(t->arena, int64_t, READ_POSTS_MAX + 10);
    for (size_t i = 0; i < READ_POSTS_MAX + 10; i++) {
        many[i] = (int64_t)i + 1;
    }
    add(&cx, PERSON, many, READ_POSTS_MAX + 10, NONE, NOW);
    struct read_state s = of(&cx, PERSON);
    assert_int_equal(s.n, READ_POSTS_MAX);
    assert_int_equal(s.posts[0], 11);
}

struct all {
    int64_t person, now;
    bool undo;
};

static enum err all_tx(struct tx *tx, const void *args, void *ret) {
    const struct all *a = args;
    (void)ret;
    return a->undo ? read_all_undo(tx, a->person) : read_all(tx, a->person, a->now);
}

static int64_t all(const struct db_cx *cx, int64_t now, bool undo) {
    assert_int_equal(db_tx(cx, all_tx, &(struct all){PERSON, now, undo}, NULL, 0), E_OK);
    return of(cx, PERSON).until;
}

static void run_all(struct testdb *t, struct db_cx cx) {
    (void)t;
    const int64_t minute = 60 * US_PER_S;
    assert_int_equal(all(&cx, NOW, true), 0);
    add(&cx, PERSON, LIST(5), NONE, NOW);
    assert_int_equal(all(&cx, NOW, false), NOW);
    posts_are(&cx, PERSON, LIST(5));
    assert_int_equal(all(&cx, NOW, true), 0);
    assert_int_equal(all(&cx, NOW + minute, false), NOW + minute);
    /* At once again: still back to the one before. */
    assert_int_equal(all(&cx, NOW + minute + US_PER_S, false), NOW + minute + US_PER_S);
    assert_int_equal(all(&cx, 0, true), 0);
    assert_int_equal(all(&cx, NOW + 5 * minute, false), NOW + 5 * minute);
    assert_int_equal(all(&cx, NOW + 10 * minute, false), NOW + 10 * minute);
    assert_int_equal(all(&cx, 0, true), NOW + 5 * minute);
    assert_int_equal(of(&cx, OTHER).until, 0);
}

static enum err purge_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return read_purge_old(tx, *(const int64_t *)args);
}

static enum err erase_tx(struct tx *tx, const void *args, void *ret) {
    const int64_t *person = args;
    (void)ret;
    return event_record(tx, &(struct event){.kind = EV_PERSON_ERASED, .at = NOW, .person = *person});
}

static void run_forgetting(struct testdb *t, struct db_cx cx) {
    (void)t;
    const int64_t day = US_PER_DAY;
    int64_t later = NOW + READ_KEPT_DAYS * day, person = OTHER;
    add(&cx, PERSON, LIST(5), NONE, NOW);
    add(&cx, OTHER, LIST(5), NONE, NOW + 2 * day);
    assert_int_equal(db_tx(&cx, purge_tx, &later, NULL, 0), E_OK);
    posts_are(&cx, PERSON, LIST(5));
    later += day;
    assert_int_equal(db_tx(&cx, purge_tx, &later, NULL, 0), E_OK);
    posts_are(&cx, PERSON, NONE);
    posts_are(&cx, OTHER, LIST(5));
    assert_int_equal(db_tx(&cx, erase_tx, &person, NULL, 0), E_OK);
    posts_are(&cx, OTHER, NONE);
}

/* ---- what a reader makes of it ---- */

static void run_reader(struct testdb *t, struct db_cx cx) {
    (void)t;
    struct reader *r;
    struct audience_who who = {.member = 1, .person = PERSON, .language = STR("fr")};
    add(&cx, PERSON, LIST(5), NONE, NOW);
    assert_int_equal(reader_get(&cx, &who, NOW, &r), E_OK);
    assert_true(reader_read(r, 5, NOW, NOW));
    assert_false(reader_read(r, 6, NOW, NOW));
    assert_false(reader_read(r, 6, NOW - READ_DAYS * US_PER_DAY + 1, NOW));
    assert_true(reader_read(r, 6, NOW - READ_DAYS * US_PER_DAY, NOW));
    reader_release(r);
    reader_forget(cx.company, PERSON);
    all(&cx, NOW, false);
    assert_int_equal(reader_get(&cx, &who, NOW, &r), E_OK);
    assert_true(reader_read(r, 6, NOW, NOW));
    assert_false(reader_read(r, 6, NOW + 1, NOW + 1));
    reader_release(r);
    reader_clear();
}

/* ---- reactions ---- */

struct reacting {
    int64_t post, person;
    int kind;                    /* REACTION_KINDS: none */
};

static enum err react_tx(struct tx *tx, const void *args, void *ret) {
    const struct reacting *a = args;
    (void)ret;
    return a->kind == REACTION_KINDS ? reaction_withdraw(tx, a->post, a->person, NOW)
                                     : reaction_set(tx, a->post, a->person, (enum reaction_kind)a->kind, NOW);
}

static enum err react(const struct db_cx *cx, int64_t post, int64_t person, int kind) {
    return db_tx(cx, react_tx, &(struct reacting){post, person, kind}, NULL, 0);
}

static struct tally *tally(const struct db_cx *cx, int64_t now) {
    struct tally *t;
    assert_int_equal(tally_get(cx, now, &t), E_OK);
    return t;
}

static int64_t likes(const struct db_cx *cx, int64_t post, int64_t now) {
    int64_t n[REACTION_KINDS];
    struct tally *t = tally(cx, now);
    tally_counts(t, post, true, n);
    tally_release(t);
    return n[REACTION_LIKE];
}

static enum err events_tx(struct tx *tx, const void *args, void *ret) {
    struct sql_event_after_row *rows;
    size_t n;
    int64_t *seen = ret;
    (void)args;
    enum err e = sql_event_after(tx, 0, 1000, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (str_is(rows[i].kind, "post.reacted")) {
            assert_int_equal(rows[i].person_id, 0);
            assert_false(rows[i].data.n && str_find(rows[i].data, STR("77")) < rows[i].data.n);
            (*seen)++;
        }
    }
    return e;
}

static void run_reactions(struct testdb *t, struct db_cx cx) {
    int64_t post = content_post(&cx, (struct content_post){"Un", "https://x.example/un", "web", true, NOW}), seen = 0;
    int64_t waits = content_post(&cx, (struct content_post){"Deux", "https://x.example/deux", "web", false, NOW});
    int64_t second = US_PER_S;
    assert_int_equal(likes(&cx, post, NOW), 0);
    assert_int_equal(react(&cx, post, PERSON, REACTION_LIKE), E_OK);
    assert_int_equal(react(&cx, post, PERSON, REACTION_LIKE), E_OK);
    assert_int_equal(react(&cx, post, OTHER, REACTION_LIKE), E_OK);
    assert_int_equal(react(&cx, waits, OTHER, REACTION_LIKE), E_NOT_FOUND);
    assert_int_equal(react(&cx, 12345, OTHER, REACTION_KINDS), E_NOT_FOUND);
    /* Counted once a second, however many there are. */
    assert_int_equal(likes(&cx, post, NOW), 0);
    assert_int_equal(likes(&cx, post, NOW + TALLY_ROUND_S * second), 2);
    assert_int_equal(react(&cx, post, OTHER, REACTION_BRAVO), E_OK);
    assert_int_equal(react(&cx, post, PERSON, REACTION_KINDS), E_OK);
    assert_int_equal(likes(&cx, post, NOW + 10 * second), 0);
    struct tally *now = tally(&cx, NOW + 10 * second);
    uint64_t hash;
    assert_null(tally_json(now, post, true, &hash).p);   /* nobody is in the directory: fewer than ten */
    assert_int_equal(hash, 0);
    tally_release(now);
    /* The second like changed nothing, so nothing happened. */
    assert_int_equal(event_drain(t->db, t->arena, &t->errs), E_OK);
    assert_int_equal(db_read(&cx, events_tx, NULL, &seen, sizeof seen), E_OK);
    assert_int_equal(seen, 4);
    int64_t person = OTHER;
    assert_int_equal(db_tx(&cx, erase_tx, &person, NULL, 0), E_OK);
    now = tally(&cx, NOW + 20 * second);
    assert_int_equal(now->rows_n, 0);
    tally_release(now);
    tally_forget(0);
}

static void on(enum db_engine engine) {
    static void (*const runs[])(struct testdb *, struct db_cx) = {run_list,       run_bounds, run_all,
                                                                  run_forgetting, run_reader, run_reactions};
    struct testdb t;
    testdb_open(&t, engine);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        runs[i](&t, content_company(&t));
    }
    testdb_close(&t);
}

static void on_sqlite(void **state) {
    (void)state;
    on(DB_SQLITE);
}

static void on_postgres(void **state) {
    (void)state;
    if (!testdb_has_postgres()) {
        skip();
    }
    on(DB_POSTGRES);
}

static void kinds(void **state) {
    (void)state;
    for (int kind = 0; kind < REACTION_KINDS; kind++) {
        assert_int_equal(reaction_kind_of(str_of(reaction_kinds[kind])), kind);
    }
    assert_int_equal(reaction_kind_of(STR("angry")), REACTION_KINDS);
    assert_int_equal(reaction_kind_of(STR_NULL), REACTION_KINDS);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_sqlite), cmocka_unit_test(on_postgres), cmocka_unit_test(kinds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
