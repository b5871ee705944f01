/* mix_test.c: no two openly promotional posts next to each other, whatever the calendar, the reader's view and the size of a page. */
#include "app/post/mix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { CALENDARS = 100000, POSTS_MAX = 60 };

/* Newest first. */
struct calendar {
    bool promo[POSTS_MAX], hidden[POSTS_MAX];
    size_t n;
};

static uint64_t seed = 20260730;

static uint64_t dice(uint64_t n) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % n;
}

static bool shown(void *ud, size_t pos) {
    return !((const struct calendar *)ud)->hidden[pos];
}

static bool promo(void *ud, size_t pos) {
    return ((const struct calendar *)ud)->promo[pos];
}

static struct mix start(struct calendar *c) {
    return (struct mix){.end = c->n, .shown = shown, .promo = promo, .ud = c};
}

static size_t whole(struct calendar *c, size_t *out) {
    struct mix m = start(c);
    size_t n = 0;
    for (size_t pos; (pos = mix_next(&m)) != MIX_END;) {
        assert_true(n < c->n);
        out[n++] = pos;
    }
    assert_int_equal(mix_next(&m), MIX_END);
    return n;
}

/* Page by page; between two pages nothing is kept but the three parts of the state. */
static size_t paged(struct calendar *c, size_t limit, size_t *out) {
    size_t n = 0, at = 0, held = 0;
    bool last = false, more = true;
    while (more) {
        struct mix m = start(c);
        m.at = at;
        m.held = held;
        m.last = last;
        size_t got = 0;
        for (size_t pos; got < limit && (pos = mix_next(&m)) != MIX_END; got++) {
            out[n++] = pos;
        }
        at = m.at;
        held = m.held;
        last = m.last;
        more = got == limit;
    }
    return n;
}

static struct calendar draw(void) {
    struct calendar c = {.n = dice(POSTS_MAX + 1)};
    uint64_t share = dice(101), gone = dice(40);
    for (size_t i = 0; i < c.n; i++) {
        c.promo[i] = dice(100) < share;
        c.hidden[i] = dice(100) < gone;
    }
    return c;
}

static void order_holds(const struct calendar *c, const size_t *out, size_t n) {
    size_t next_plain = 0, next_promo = 0, plain = 0, promos = 0, seen_plain = 0, seen_promo = 0;
    for (size_t i = 0; i < c->n; i++) {
        plain += !c->hidden[i] && !c->promo[i];
        promos += !c->hidden[i] && c->promo[i];
    }
    for (size_t i = 0; i < n; i++) {
        assert_false(c->hidden[out[i]]);
        assert_false(i && c->promo[out[i]] && c->promo[out[i - 1]]);
        size_t *next = c->promo[out[i]] ? &next_promo : &next_plain;
        assert_true(out[i] >= *next);            /* each kind in its own order, so none twice */
        *next = out[i] + 1;
        *(c->promo[out[i]] ? &seen_promo : &seen_plain) += 1;
    }
    assert_int_equal(seen_plain, plain);         /* nothing else is lost */
    if (seen_promo < promos) {                   /* but surplus: the last ones, and only at the end of everything */
        assert_true(n && c->promo[out[n - 1]]);
        size_t left = promos - seen_promo;
        for (size_t i = next_promo; i < c->n; i++) {
            left -= !c->hidden[i] && c->promo[i];
        }
        assert_int_equal(left, 0);
        assert_true(seen_promo <= plain + 1);
    }
}

/* A post moves no further than it must: one that stands alone stays, and nothing moves up past a post of the other kind but
 * because promotional ones before it went down. */
static void alone_stays(const struct calendar *c, const size_t *out, size_t n) {
    size_t i = 0;
    bool last = false;
    for (size_t pos = 0; pos < c->n; pos++) {
        if (c->hidden[pos]) {
            continue;
        }
        if (c->promo[pos] && last) {
            return;
        }
        assert_true(i < n);
        assert_int_equal(out[i], pos);
        last = c->promo[pos];
        i++;
    }
    assert_int_equal(i, n);
}

static void no_calendar_breaks_the_rule(void **state) {
    (void)state;
    size_t moved = 0, surplus = 0;
    for (int i = 0; i < CALENDARS; i++) {
        struct calendar c = draw();
        size_t one[POSTS_MAX + 1], other[POSTS_MAX + 1], shown_n = 0;
        size_t n = whole(&c, one);
        order_holds(&c, one, n);
        alone_stays(&c, one, n);
        size_t limit = 1 + dice(12);
        assert_int_equal(paged(&c, limit, other), n);
        assert_memory_equal(one, other, n * sizeof *one);
        for (size_t k = 0; k < c.n; k++) {
            shown_n += !c.hidden[k];
        }
        surplus += n < shown_n;
        for (size_t k = 1; k < n; k++) {
            moved += one[k] < one[k - 1];
        }
    }
    assert_true(moved > CALENDARS / 10);         /* the dice did try it */
    assert_true(surplus > CALENDARS / 100);
}

static void is(const char *posts, const char *expected) {
    struct calendar c = {.n = strlen(posts)};
    size_t out[POSTS_MAX];
    char text[POSTS_MAX + 1] = "";
    for (size_t i = 0; i < c.n; i++) {
        c.promo[i] = posts[i] >= 'A' && posts[i] <= 'Z';
    }
    size_t n = whole(&c, out);
    for (size_t i = 0; i < n; i++) {
        text[i] = posts[out[i]];
    }
    assert_string_equal(text, expected);
}

/* Capitals are promotional. */
static void examples(void **state) {
    (void)state;
    is("", "");
    is("a", "a");
    is("A", "A");
    is("ABc", "AcB");
    is("ABCde", "AdBeC");
    is("aBCdE", "aBdC");
    is("ABC", "A");
    is("ABcDe", "AcBeD");
    is("aBcDe", "aBcDe");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(no_calendar_breaks_the_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
