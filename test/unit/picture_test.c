/* picture_test.c: the job that fetches a picture, where something goes wrong: a child that dies, a server that is slow, busy or
 * gone; on each engine. Pictures that go well are tried by test/api/images.test.mjs, with the real program. */
#include "app/image/image.h"
#include "loopback.h"
#include "net/fetch.h"
#include "net/guard.h"
#include "peopledb.h"
#include "sql_gen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void answer(int fd, void *ud) {
    char buf[4096];
    loopback_read(fd, buf, sizeof buf, "\r\n\r\n");
    loopback_say(fd, ud);
}

/* A server that says the beginning and then nothing more. */
static void slow(int fd, void *ud) {
    char buf[4096];
    (void)ud;
    loopback_read(fd, buf, sizeof buf, "\r\n\r\n");
    loopback_say(fd, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n\x89PNG");
    loopback_sleep_ms(FETCH_TOTAL_MS_DEFAULT + 2000);
}

struct want {
    int64_t id;
    struct str url;
};

static enum err want_tx(struct tx *tx, const void *args, void *ret) {
    return picture_want(tx, &(struct picture_ask){.url = ((const struct want *)args)->url}, NOW, ret);
}

static int64_t want(struct people *p, const struct loopback *s) {
    char url[100];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/a.png", s->port);
    struct want w = {.url = arena_dupz(p->t.arena, url)};
    int64_t id = 0;
    assert_int_equal(guard_allow(guard_default(), STR("127.0.0.0/8")), E_OK);
    assert_int_equal(db_tx(&p->cx, want_tx, &w, &id, sizeof id), E_OK);
    assert_true(id != 0);
    return id;
}

static enum err get_tx(struct tx *tx, const void *args, void *ret) {
    return sql_picture_get(tx, *(const int64_t *)args, ret);
}

static struct str status_of(struct people *p, int64_t id) {
    struct sql_picture_get_row row;
    assert_int_equal(db_read(&p->cx, get_tx, &id, &row, sizeof row), E_OK);
    return row.status;
}

static enum err attempt(struct people *p, int64_t id, int no) {
    struct job_run run = {.cx = p->cx, .attempt = no, .now = NOW,
                          .payload = arena_printf(p->t.arena, "{\"image\":\"%s\"}", id_text(p->t.arena, id).p)};
    enum err e = picture_fetch_run(&run);
    p->t.errs.n = 0;
    return e;
}

static const char png[] = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG";

/* A child that is killed, dies or says nonsense: tried again with patience, then written down; the job never runs on. */
static void a_child_that_dies_is_tried_again_and_then_given_up(void **state) {
    struct people *p = *state;
    static const char *const children[] = {"/bin/false", "/bin/true", "/bin/cat", "/nowhere/at/all"};
    struct loopback s;
    assert_true(loopback_start(&s, "127.0.0.1", 0, answer, (void *)(uintptr_t)png));
    int64_t id = want(p, &s);
    for (int i = 1; i < PICTURE_TRIES; i++) {
        image_program(children[i % 4]);
        assert_true(err_retryable(attempt(p, id, i)));
        assert_true(str_is(status_of(p, id), "waiting"));
    }
    image_program(children[0]);
    assert_int_equal(attempt(p, id, PICTURE_TRIES), E_OK);
    assert_true(str_is(status_of(p, id), "failed"));
    assert_int_equal(attempt(p, id, 1), E_OK);           /* settled: not even asked for */
    assert_int_equal(atomic_load(&s.connections), PICTURE_TRIES);
    image_program(NULL);
    loopback_stop(&s);
}

static void what_a_server_says_is_final_or_not(void **state) {
    struct people *p = *state;
    static const struct {
        const char *answer;
        bool again;
    } cases[] = {{"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", false},
                 {"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", true},
                 {"HTTP/1.1 429 Slower\r\nContent-Length: 0\r\n\r\n", true},
                 {"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loopback s;
        assert_true(loopback_start(&s, "127.0.0.1", 0, answer, (void *)(uintptr_t)cases[i].answer));
        int64_t id = want(p, &s);
        enum err e = attempt(p, id, 1);
        assert_int_equal(err_retryable(e), cases[i].again);
        assert_true(cases[i].again || e == E_OK);
        assert_true(str_is(status_of(p, id), cases[i].again ? "waiting" : "failed"));
        loopback_stop(&s);
    }
}

/* It keeps a worker no longer than a fetch may last. */
static void a_slow_server_is_left(void **state) {
    struct people *p = *state;
    struct loopback s;
    assert_true(loopback_start(&s, "127.0.0.1", 0, slow, NULL));
    int64_t id = want(p, &s);
    assert_true(err_retryable(attempt(p, id, 1)));
    assert_true(str_is(status_of(p, id), "waiting"));
    loopback_stop(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PEOPLE_TEST(a_child_that_dies_is_tried_again_and_then_given_up),
        PEOPLE_TEST(what_a_server_says_is_final_or_not),
        PEOPLE_TEST(a_slow_server_is_left),
    };
    fetch_init();
    return PEOPLE_RUN(tests);
}
