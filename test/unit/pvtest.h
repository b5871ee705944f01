/* pvtest.h: cmocka with what every test of text, net and feed needs: an arena per test, and case tables. */
#ifndef PV_TEST_PVTEST_H
#define PV_TEST_PVTEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/heap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *a;

static int arena_setup(void **state) {
    (void)state;
    a = arena_create(256 * 1024 * 1024);
    return 0;
}

static int arena_teardown(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, arena_setup, arena_teardown)

/* A file of test/data. */
__attribute__((unused)) static struct str data_file(const char *name) {
    struct str path = arena_printf(a, "%s/%s", PV_TEST_DATA, name);
    struct buf b;
    char chunk[4096];
    size_t n;
    FILE *f = fopen(path.p, "rb");
    if (!f) {
        fail_msg("cannot open %s", path.p);
    }
    buf_init(&b, a, 16 * 1024 * 1024);
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) {
        buf_add(&b, chunk, n);
    }
    fclose(f);
    return buf_view(&b);
}

static inline bool hex_parse_byte(struct str s, uint8_t *ret) {
    char text[3] = {0};
    char *end;
    if (s.n != 2) {
        return false;
    }
    memcpy(text, s.p, 2);
    *ret = (uint8_t)strtoul(text, &end, 16);
    return end == text + 2;
}

/* Next line of a table: comments (#) and empty lines are passed over; up to 4 columns between tabs, "\n" style escapes
 * (\n \t \\ \xHH) undone, "-" for absent. */
__attribute__((unused)) static bool next_row(struct str *rest, struct str col[4]) {
    struct str line;
    while (str_split(rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        for (int i = 0; i < 4; i++) {
            struct str raw;
            struct buf b;
            col[i] = STR_NULL;
            if (!str_split(&line, '\t', &raw) || str_is(raw, "-")) {
                continue;
            }
            buf_init(&b, a, 65536);
            for (size_t k = 0; k < raw.n; k++) {
                char c = raw.p[k];
                if (c == '\\' && k + 1 < raw.n) {
                    c = raw.p[++k];
                    uint8_t byte;
                    if (c == 'x' && hex_parse_byte(str_sub(raw, k + 1, k + 3), &byte)) {
                        c = (char)byte;
                        k += 2;
                    } else {
                        c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
                    }
                }
                buf_ch(&b, c);
            }
            col[i] = buf_view(&b);
        }
        return true;
    }
    return false;
}

#define assert_str(got, want)                                                                                        \
    do {                                                                                                             \
        struct str g_ = (got), w_ = (want);                                                                          \
        if (!str_eq(g_, w_) || (g_.p == NULL) != (w_.p == NULL)) {                                                   \
            fail_msg("got %s\"%.*s\", want %s\"%.*s\"", g_.p ? "" : "(absent) ", STRF(g_), w_.p ? "" : "(absent) ",  \
                     STRF(w_));                                                                                      \
        }                                                                                                            \
    } while (0)

#endif
