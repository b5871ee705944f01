/* caption_test.c: which caption is offered to whom. */
#include "app/caption/caption.h"

#include "contentdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct made {
    int64_t post;
    const char *network, *language, *text;
};

static enum err make_tx(struct tx *tx, const void *args, void *ret) {
    const struct made *m = args;
    int64_t id = id_new();
    *(int64_t *)ret = id;
    return sql_caption_insert(tx, &(struct sql_caption_insert_in){.id = id, .post = m->post,
                                                                  .network = str_of(m->network),
        .language = str_of(m->language), .text = str_of(m->text), .now = NOW});
}

static int64_t make(const struct db_cx *cx, struct made m) {
    int64_t id;
    assert_int_equal(db_tx(cx, make_tx, &m, &id, sizeof id), E_OK);
    return id;
}

struct asked {
    int64_t post, person;
    const char *network, *language;
};

static enum err next_tx(struct tx *tx, const void *args, void *ret) {
    const struct asked *a = args;
    return caption_next(tx, a->post, str_of(a->network), str_of(a->language), a->person, ret);
}

static struct caption next(const struct db_cx *cx, struct asked a) {
    struct caption c = {0};
    enum err e = db_read(cx, next_tx, &a, &c, sizeof c);
    assert_true(e == E_OK || e == E_NOT_FOUND);
    return c;
}

static void run(enum db_engine engine) {
    struct testdb t;
    testdb_open(&t, engine);
    struct db_cx cx = content_company(&t);
    int64_t post = content_post(&cx, (struct content_post){"a", "https://x.example/a", "web", true, NOW});
    assert_int_equal(next(&cx, (struct asked){post, 1, "linkedin", "fr"}).id, 0);
    int64_t en = make(&cx, (struct made){post, "", "en", "Any, English"});
    int64_t fr = make(&cx, (struct made){post, "", "fr", "Tous"});
    int64_t fr2 = make(&cx, (struct made){post, "linkedin", "fr", "LinkedIn"});
    make(&cx, (struct made){post, "x", "fr", "X"});

    /* The language first, then what was made for the network. */
    assert_int_equal(next(&cx, (struct asked){post, 1, "linkedin", "fr"}).id, fr2);
    assert_int_equal(next(&cx, (struct asked){post, 1, "bluesky", "fr"}).id, fr);
    assert_int_equal(next(&cx, (struct asked){post, 1, "linkedin", "en"}).id, en);
    assert_true(next(&cx, (struct asked){post, 1, "linkedin", "de"}).id != 0);

    /* Without replacement for one person; then it begins again with the least used. */
    assert_int_equal(content_share(&cx, (struct content_share){.person = 1, .post = post, .caption = fr2,
                                                               .network = "linkedin"}), E_OK);
    assert_int_equal(next(&cx, (struct asked){post, 1, "linkedin", "fr"}).id, fr);
    assert_int_equal(next(&cx, (struct asked){post, 2, "linkedin", "fr"}).id, fr2);
    assert_int_equal(content_share(&cx, (struct content_share){.person = 1, .post = post, .caption = fr,
                                                               .network = "bluesky"}), E_OK);
    assert_int_equal(next(&cx, (struct asked){post, 1, "linkedin", "fr"}).id, fr2);

    /* Among equals the one colleagues used least. */
    int64_t fr3 = make(&cx, (struct made){post, "", "fr", "Encore"});
    for (int64_t person = 10; person < 14; person++) {
        assert_int_equal(next(&cx, (struct asked){post, person, "bluesky", "fr"}).id, fr3);
    }
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

static void the_first_one_is_edited(void **state) {
    (void)state;
    struct testdb t;
    testdb_open(&t, DB_SQLITE);
    struct db_cx cx = content_company(&t);
    int64_t post = content_post(&cx, (struct content_post){"a", "https://x.example/a", "web", true, NOW});
    struct caption a, b;
    assert_int_equal(db_tx(&cx, edit_tx, &(struct made){post, "", "fr", "Un"}, &a, sizeof a), E_OK);
    assert_int_equal(db_tx(&cx, edit_tx, &(struct made){post, "", "en", "Two"}, &b, sizeof b), E_OK);
    assert_int_equal(a.id, b.id);
    assert_true(str_is(b.text, "Two") && str_is(b.language, "en"));
    assert_int_equal(db_tx(&cx, edit_tx, &(struct made){post, "", "en", ""}, &b, sizeof b), E_OK);
    assert_int_equal(b.id, 0);
    testdb_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handed_out_without_replacement_on_sqlite),
        cmocka_unit_test(handed_out_without_replacement_on_postgres),
        cmocka_unit_test(the_first_one_is_edited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
