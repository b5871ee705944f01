/* fuzz_search.c: what is looked for, before the first line feed, in the text behind it. Whatever the bytes, the index gets letters, digits
 * and its own signs alone, and marks stand in order inside the text. */
#include "app/search/search.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool cond) {
    if (!cond) {
        abort();
    }
}

/* Quotes are paired and hold keys only. */
static void check_match(struct str s, char quote, const char *between) {
    bool inside = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == quote) {
            inside = !inside;
        } else if (inside) {
            must((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        } else {
            must(strchr(between, c) != NULL);
        }
    }
    must(!inside);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct search_query q;
    struct arena *a = arena_create((size_t)256 << 20);
    struct str all = {(const char *)data, size};
    size_t line = str_chr(all, '\n');
    struct str text = str_sub(all, line + 1, all.n);
    struct search_mark marks[SEARCH_MARKS_MAX];
    search_parse(str_sub(all, 0, line), &q);
    must(q.n <= SEARCH_TERMS_MAX);
    if (q.any) {
        check_match(search_match(a, &q, DB_SQLITE), '"', "()+ANDORT *");
        check_match(search_match(a, &q, DB_POSTGRES), '\'', "()&|!<->:* ");
    }
    size_t n = search_marks(&q, text, marks);
    for (size_t i = 0; i < n; i++) {
        must(marks[i].from < marks[i].to && marks[i].to <= (int64_t)text.n && (i == 0 || marks[i - 1].to <= marks[i].from));
    }
    struct str plain = search_plain(a, text);
    must(plain.n <= text.n);
    if (str_utf8_valid(text)) {
        struct str excerpt = search_excerpt(a, &q, plain);
        must(!excerpt.p || str_utf8_valid(excerpt));
    }
    arena_free(a);
    return 0;
}
