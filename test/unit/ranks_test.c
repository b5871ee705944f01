/* ranks_test.c: the tree against a plain list that is sorted anew for each question. */
#include "app/board/ranks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PEOPLE = 400, STEPS = 6000, TOP = 20 };

struct one {
    int64_t person, points;
    bool on;
    char name[16];
};
static struct one people[PEOPLE];

static int by_place(const void *a, const void *b) {
    const struct one *x = *(const struct one *const *)a, *y = *(const struct one *const *)b;
    return x->points != y->points ? (x->points > y->points ? -1 : 1) : strcmp(x->name, y->name);
}

static size_t listed(struct one **out) {
    size_t n = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        if (people[i].on && people[i].points > 0) {
            out[n++] = &people[i];
        }
    }
    qsort(out, n, sizeof *out, by_place);
    return n;
}

static void compare(const struct ranks *r) {
    struct one *want[PEOPLE];
    struct rank_row rows[TOP];
    size_t n = listed(want), got = ranks_top(r, rows, TOP);
    int64_t on = 0;
    assert_int_equal(got, n < TOP ? n : TOP);
    for (size_t i = 0; i < got; i++) {
        size_t above = 0;
        while (want[above]->points > want[i]->points) {
            above++;
        }
        assert_int_equal(rows[i].rank, above + 1);
        assert_int_equal(rows[i].points, want[i]->points);
        assert_true(str_is(rows[i].name, want[i]->name));
    }
    for (size_t i = 0; i < PEOPLE; i++) {
        int64_t above = 0;
        for (size_t k = 0; k < n && want[k]->points > people[i].points; k++) {
            above++;
        }
        struct rank_place p = ranks_place(r, people[i].person);
        assert_int_equal(p.points, people[i].points);
        assert_int_equal(p.rank, people[i].points > 0 ? above + 1 : 0);
        assert_int_equal(p.on_board, people[i].on);
        on += people[i].on;
    }
    assert_int_equal(ranks_people(r), on);
}

/* The same steps each time: xorshift with a fixed seed. */
static uint64_t draw(uint64_t below) {
    static uint64_t x = 88172645463325252u;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return x % below;
}

static void as_a_sorted_list(void **state) {
    (void)state;
    struct ranks *r = ranks_new();
    for (size_t i = 0; i < PEOPLE; i++) {
        people[i] = (struct one){.person = (int64_t)(i * 7919 + 3)};
        snprintf(people[i].name, sizeof people[i].name, "p%03zu", (i * 37) % PEOPLE);
    }
    for (int s = 0; s < STEPS; s++) {
        struct one *p = &people[draw(PEOPLE)];
        if (draw(3) == 0) {
            p->on = !p->on;
            ranks_name(r, p->person, p->on ? str_of(p->name) : STR_NULL, p->on ? str_of(p->name) : STR_NULL);
        } else {
            int64_t points = (int64_t)draw(12) - (p->points > 8 ? 8 : 0);   /* many ties */
            p->points += points;
            ranks_add(r, p->person, points);
        }
        if (s % 97 == 0) {
            compare(r);
        }
    }
    compare(r);
    ranks_free(r);
}

static void ties(void **state) {
    (void)state;
    struct ranks *r = ranks_new();
    struct rank_row rows[4];
    static const struct { const char *name; int64_t points; } given[] = {{"zoé", 20}, {"anna", 20}, {"bob", 7}, {"carl", 0}};
    for (int64_t i = 0; i < 4; i++) {
        ranks_name(r, i + 1, str_of(given[i].name), str_of(given[i].name));
        ranks_add(r, i + 1, given[i].points);
    }
    ranks_add(r, 9, 12);         /* not on the board: in nobody's way */
    assert_int_equal(ranks_top(r, rows, 4), 3);
    assert_true(str_is(rows[0].name, "anna") && rows[0].rank == 1);
    assert_true(str_is(rows[1].name, "zoé") && rows[1].rank == 1);
    assert_true(str_is(rows[2].name, "bob") && rows[2].rank == 3);
    assert_int_equal(ranks_place(r, 9).rank, 3);      /* where they would stand */
    assert_false(ranks_place(r, 9).on_board);
    assert_int_equal(ranks_place(r, 4).rank, 0);      /* without points: nowhere */
    assert_int_equal(ranks_place(r, 77).rank, 0);     /* never heard of */
    assert_int_equal(ranks_people(r), 4);
    assert_int_equal(ranks_with(r, 7), 3);
    ranks_name(r, 2, STR_NULL, STR_NULL);
    assert_int_equal(ranks_top(r, rows, 4), 2);
    assert_true(str_is(rows[0].name, "zoé"));
    assert_int_equal(ranks_place(r, 2).rank, 1);
    ranks_name(r, 1, STR("yvonne"), STR("yvonne"));   /* another name, the same person */
    assert_int_equal(ranks_people(r), 3);
    assert_int_equal(ranks_top(r, rows, 1), 1);
    assert_true(str_is(rows[0].name, "yvonne"));
    ranks_free(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_a_sorted_list), cmocka_unit_test(ties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
