/* csv_test.c: files as spreadsheets write them, and broken ones. */
#include "text/csv.h"

#include "base/buf.h"
#include "base/rnd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Each case: a file, and its records as "line:field|field;…" with faults as "line!fault". */
static const struct {
    char delimiter;
    const char *text, *want;
} cases[] = {
    {',', "", ""},
    {',', "\n\r\n  \n,,\n", ""},
    {',', "a,b\n1,2\n", "1:a|b;2:1|2;"},
    {',', "a,b\r\n1,2", "1:a|b;2:1|2;"},
    {',', "a,b\r1,2\r", "1:a|b;2:1|2;"},
    {';', "\xEF\xBB\xBF" "a;b\n1;2,5\n", "1:a|b;2:1|2,5;"},
    {'\t', "a\tb\n1\t2\n", "1:a|b;2:1|2;"},
    {',', "a,b\n\"x, y\",2\n", "1:a|b;2:x, y|2;"},
    {',', "a,b\n\"say \"\"hi\"\"\",\"\"\n", "1:a|b;2:say \"hi\"|;"},
    {',', "a,b\n\"two\r\nlines\",2\n3,4\n", "1:a|b;2:two\r\nlines|2;4:3|4;"},
    {',', "a,b\n\"two\r\rlines\",2\r3,4\r", "1:a|b;2:two\r\rlines|2;5:3|4;"},
    {',', "\"a;x\",b\n1,2\n", "1:a;x|b;2:1|2;"},
    {',', "a,b\n\n1,2\n", "1:a|b;3:1|2;"},
    {',', "a,b\n1,\n,2\n", "1:a|b;2:1|;3:|2;"},
    {',', "a,b\nx\"y,2\n", "1:a|b;2:x\"y|2;"},
    {',', "a,b\n\"x\"y,2\n3,4\n", "1:a|b;2:xy|2;3:3|4;"},
    {',', "a,b\n\"Anna \"Anni\" M\",2\n", "1:a|b;2:Anna \"Anni\" M|2;"},
    {',', "a, \"b, c\" ,d\n", "1:a|b, c|d;"},
    {',', "a,b\n\"x,2\n3,4\n", "1:a|b;2!x|2;3:3|4;"},
    {',', "\"x,2\n\"3\",\"4\"\n", "1!x|2;2:3|4;"},
    {',', "\"x,2\n3,\"4\"\n5,6\n", "1!x|2;2:3|4;3:5|6;"},
    {',', "\"\",\"\"\"\"\n", "1:|\";"},
    {';', "Pr\xC3\xA9nom;Nom\nZo\xC3\xAB;L\xC3\xBBtz", "1:Pr\xC3\xA9nom|Nom;2:Zo\xC3\xAB|L\xC3\xBBtz;"},
};

static struct str told(struct arena *a, struct str text, char delimiter) {
    struct csv c;
    struct csv_record r;
    struct buf b;
    buf_init(&b, a, 1 << 20);
    csv_open(&c, text, delimiter, a);
    while (csv_next(&c, &r)) {
        buf_printf(&b, "%lld", (long long)r.line);
        for (size_t i = 0; i < r.n; i++) {
            buf_ch(&b, i ? '|' : r.fault ? '!' : ':');
            buf_str(&b, r.fields[i]);
        }
        buf_ch(&b, ';');
    }
    return buf_view(&b);
}

static void reads_records(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *a = arena_create(1 << 22);
        assert_string_equal(told(a, str_of(cases[i].text), cases[i].delimiter).p, cases[i].want);
        arena_free(a);
    }
}

static void holds_its_limits(void **state) {
    (void)state;
    struct arena *a = arena_create(1 << 26);
    struct buf b;
    struct csv c;
    struct csv_record r;
    buf_init(&b, a, 1 << 20);
    for (int i = 0; i < CSV_FIELDS_MAX + 10; i++) {
        buf_c(&b, "y,");
    }
    buf_c(&b, "\n\"");                /* a quote that is closed too far away is none */
    for (int i = 0; i < CSV_QUOTED_MAX; i++) {
        buf_ch(&b, i % 100 == 99 ? '\n' : 'x');
    }
    buf_c(&b, "\"\n1,2\n");
    csv_open(&c, buf_view(&b), ',', a);
    assert_true(csv_next(&c, &r));
    assert_int_equal(r.fault, CSV_TOO_WIDE);
    assert_int_equal(r.n, CSV_FIELDS_MAX);
    assert_true(csv_next(&c, &r));
    assert_int_equal(r.line, 2);
    size_t n = 0;
    struct csv_record last = r;
    while (csv_next(&c, &r)) {
        last = r;
        n++;
    }
    assert_true(n > 600);
    assert_int_equal(last.n, 2);
    assert_int_equal(last.line, CSV_QUOTED_MAX / 100 + 3);
    arena_free(a);
}

/* Whatever the bytes are: it ends, lines never fall, every field is inside of the limits. */
static void survives_anything(void **state) {
    (void)state;
    static const char set[] = "\"\",;\t\r\n\nab\xC3\xA9";
    for (int round = 0; round < 3000; round++) {
        struct arena *a = arena_create(1 << 22);
        char text[64];
        size_t n = rnd_below(sizeof text);
        for (size_t i = 0; i < n; i++) {
            text[i] = set[rnd_below(sizeof set - 1)];
        }
        struct csv c;
        struct csv_record r;
        int64_t line = 0;
        csv_open(&c, (struct str){text, n}, ",;\t|"[round % 4], a);
        while (csv_next(&c, &r)) {
            assert_true(r.line > line);
            line = r.line;
            assert_true(r.n <= CSV_FIELDS_MAX);
        }
        assert_int_equal(c.at, c.text.n);
        arena_free(a);
    }
}

int main(void) {
    rnd_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_records),
        cmocka_unit_test(holds_its_limits),
        cmocka_unit_test(survives_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
