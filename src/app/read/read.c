/* read.c: see read.h. A list of ids is stored as 8 bytes each, most significant first, rising. */
#include "app/read/read.h"

#include "base/clock.h"
#include "sql_gen.h"

#include <stdlib.h>

enum { ID_BYTES = 8 };

static int id_cmp(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x == y ? 0 : x < y ? -1 : 1;
}

static bool has(const int64_t *list, size_t n, int64_t id) {
    return n && bsearch(&id, list, n, sizeof *list, id_cmp);
}

static struct str pack(struct arena *a, const int64_t *list, size_t n) {
    unsigned char *out = arena_array(a, unsigned char, n * ID_BYTES + 1);
    for (size_t i = 0; i < n * ID_BYTES; i++) {
        out[i] = (unsigned char)((uint64_t)list[i / ID_BYTES] >> (56 - 8 * (i % ID_BYTES)));
    }
    return (struct str){(const char *)out, n * ID_BYTES};
}

static int64_t *unpack(struct arena *a, struct str bytes, size_t *ret_n) {
    size_t n = bytes.n / ID_BYTES;
    int64_t *out = arena_array(a, int64_t, n);
    for (size_t i = 0; i < n * ID_BYTES; i++) {
        out[i / ID_BYTES] = (int64_t)((uint64_t)out[i / ID_BYTES] << 8 | (unsigned char)bytes.p[i]);
    }
    *ret_n = n;
    return out;
}

static int64_t today(int64_t now) {
    return now - now % US_PER_DAY;
}

enum err read_of(struct tx *tx, int64_t person, struct read_state *ret) {
    struct sql_read_get_row *rows;
    size_t n;
    enum err e = sql_read_get(tx, person, &rows, &n);
    if (e) {
        return e;
    }
    *ret = (struct read_state){0};
    if (n) {
        ret->posts = unpack(tx->arena, rows[0].posts, &ret->n);
        ret->until = rows[0].read_until;
    }
    return E_OK;
}

enum err read_add(struct tx *tx, const struct read_add *a) {
    struct read_state old;
    enum err e = read_of(tx, a->person, &old);
    if (e) {
        return e;
    }
    int64_t *all = arena_array(tx->arena, int64_t, old.n + a->posts_n);
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < old.n; i++) {
        if (has(a->lately, a->lately_n, old.posts[i])) {
            all[n++] = old.posts[i];
        }
    }
    for (size_t i = 0; i < a->posts_n; i++) {
        all[n++] = a->posts[i];
    }
    if (n) {
        qsort(all, n, sizeof *all, id_cmp);
    }
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || all[kept - 1] != all[i]) {
            all[kept++] = all[i];
        }
    }
    size_t over = kept > READ_POSTS_MAX ? kept - READ_POSTS_MAX : 0;
    return sql_read_put(tx, a->person, pack(tx->arena, all + over, kept - over), today(a->now));
}

enum err read_all(struct tx *tx, int64_t person, int64_t now) {
    return sql_read_put_all(tx, &(struct sql_read_put_all_in){
        .person = person, .none = STR(""), .now = now, .lately = now - READ_AGAIN_S * US_PER_S, .today = today(now)});
}

enum err read_all_undo(struct tx *tx, int64_t person) {
    return sql_read_undo_all(tx, person);
}

enum err read_on_erased(struct tx *tx, const struct event *ev) {
    return sql_read_forget(tx, ev->person);
}

enum err read_purge_old(struct tx *tx, int64_t now) {
    int64_t n = 0;
    return sql_read_purge(tx, today(now) - READ_KEPT_DAYS * US_PER_DAY, &n);
}
