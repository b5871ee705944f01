/* audience.c: see audience.h. */
#include "app/channel/audience.h"

#include "app/channel/channel.h"
#include "sql_gen.h"

#include <stdlib.h>

const char *const audience_axes[AUDIENCE_AXES] = {"channel", "group", "language"};

static int id_cmp(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x == y ? 0 : x < y ? -1 : 1;
}

bool id_set_has(struct id_set s, int64_t id) {
    return s.n && bsearch(&id, s.p, s.n, sizeof *s.p, id_cmp);
}

struct id_set id_set_of(int64_t *list, size_t n) {
    size_t kept = 0;
    if (n) {
        qsort(list, n, sizeof *list, id_cmp);
    }
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || list[kept - 1] != list[i]) {
            list[kept++] = list[i];
        }
    }
    return (struct id_set){list, kept};
}

static bool meet(struct id_set a, struct id_set b) {
    size_t i = 0, k = 0;
    while (i < a.n && k < b.n) {
        if (a.p[i] == b.p[k]) {
            return true;
        }
        *(a.p[i] < b.p[k] ? &i : &k) += 1;
    }
    return false;
}

bool audience_sees(const struct audience *post, const struct audience *reader) {
    for (int axis = 0; axis < AUDIENCE_AXES; axis++) {
        if (post->of[axis].n && !meet(post->of[axis], reader->of[axis])) {
            return false;
        }
    }
    return true;
}

bool audience_open(const struct audience *post) {
    return !post->of[AUDIENCE_CHANNEL].n && !post->of[AUDIENCE_GROUP].n && !post->of[AUDIENCE_LANGUAGE].n;
}

int64_t audience_language(struct str language) {
    int64_t n = 0;
    for (size_t i = 0; i < language.n && i < 7; i++) {
        n = n << 8 | (unsigned char)language.p[i];
    }
    return n;
}

/* ---- of posts ---- */

static int axis_of(struct str kind) {
    int axis = 0;
    while (axis < AUDIENCE_AXES && !str_is(kind, audience_axes[axis])) {
        axis++;
    }
    return axis;
}

struct target_row {
    struct str kind, language;
    int64_t ref;
};

/* Rows of one post. */
static struct audience audience_of_rows(struct arena *a, const struct target_row *rows, size_t n) {
    struct audience out = {0};
    for (int axis = 0; axis < AUDIENCE_AXES; axis++) {
        int64_t *list = arena_array(a, int64_t, n);
        size_t got = 0;
        for (size_t i = 0; i < n; i++) {
            if (axis_of(rows[i].kind) == axis) {
                list[got++] = axis == AUDIENCE_LANGUAGE ? audience_language(rows[i].language) : rows[i].ref;
            }
        }
        out.of[axis] = id_set_of(list, got);
    }
    return out;
}

enum err audience_of_post(struct tx *tx, int64_t post, struct audience *ret) {
    struct sql_target_list_row *rows;
    size_t n;
    enum err e = sql_target_list(tx, post, &rows, &n);
    if (e) {
        return e;
    }
    struct target_row *plain = arena_array(tx->arena, struct target_row, n);
    for (size_t i = 0; i < n; i++) {
        plain[i] = (struct target_row){rows[i].kind, rows[i].language, rows[i].ref};
    }
    *ret = audience_of_rows(tx->arena, plain, n);
    return E_OK;
}

enum err audience_of_posts(struct tx *tx, struct post_audience **ret, size_t *ret_n) {
    struct sql_target_all_row *rows;
    size_t n, got = 0;
    enum err e = sql_target_all(tx, &rows, &n);
    if (e) {
        return e;
    }
    struct target_row *plain = arena_array(tx->arena, struct target_row, n);
    struct post_audience *out = arena_array(tx->arena, struct post_audience, n);
    for (size_t i = 0; i < n;) {
        size_t first = i;
        for (; i < n && rows[i].post_id == rows[first].post_id; i++) {
            plain[i] = (struct target_row){rows[i].kind, rows[i].language, rows[i].ref};
        }
        out[got++] = (struct post_audience){rows[first].post_id, str_is(rows[first].status, "published"),
                                            audience_of_rows(tx->arena, plain + first, i - first)};
    }
    *ret = out;
    *ret_n = got;
    return E_OK;
}

const struct audience *audience_find(const struct post_audience *list, size_t n, int64_t post) {
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (list[mid].post < post) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < n && list[lo].post == post ? &list[lo].audience : NULL;
}

/* ---- of readers ---- */

static enum err groups_of(struct tx *tx, int64_t member, struct id_set *ret) {
    struct sql_member_group_ids_row *rows;
    size_t n;
    enum err e = sql_member_group_ids(tx, member, &rows, &n);
    int64_t *list = e ? NULL : arena_array(tx->arena, int64_t, n);
    for (size_t i = 0; !e && i < n; i++) {
        list[i] = rows[i].group_id;
    }
    *ret = e ? (struct id_set){0} : id_set_of(list, n);
    return e;
}

enum err audience_of_reader(struct tx *tx, const struct audience_who *who, struct audience *ret) {
    struct audience a = {0};
    struct my_channel *channels;
    size_t n, got = 0;
    enum err e = groups_of(tx, who->member, &a.of[AUDIENCE_GROUP]);
    e = e ? e : channels_of(tx, who->person, a.of[AUDIENCE_GROUP], &channels, &n);
    if (e) {
        return e;
    }
    int64_t *followed = arena_array(tx->arena, int64_t, n);
    for (size_t i = 0; i < n; i++) {
        if (channels[i].following) {
            followed[got++] = channels[i].channel.id;
        }
    }
    a.of[AUDIENCE_CHANNEL] = id_set_of(followed, got);
    int64_t *language = arena_array(tx->arena, int64_t, 1);
    *language = audience_language(who->language);
    a.of[AUDIENCE_LANGUAGE] = (struct id_set){language, 1};
    *ret = a;
    return E_OK;
}

enum err audience_check(struct tx *tx, const struct audience_who *who, int64_t post) {
    struct audience of, reader;
    enum err e = audience_of_post(tx, post, &of);
    if (e || audience_open(&of)) {
        return e;
    }
    e = audience_of_reader(tx, who, &reader);
    return e ? e : audience_sees(&of, &reader) ? E_OK : E_NOT_FOUND;
}
