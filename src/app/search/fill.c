/* fill.c: the words of a post, written when it changes, and for all posts by a job or a command. See search.h. */
#include "app/search/search.h"

#include "app/post/kind.h"
#include "base/clock.h"
#include "sql_gen.h"

#include <stdlib.h>

enum {
    WORDS_MAX = 1024 * 1024,     /* bytes of one post's words */
    BODY_WORDS_MAX = 8000,       /* of an article; positions in a tsvector end at 16383 */
    BATCH = 50,
    SCRATCH = 32 * 1024 * 1024   /* for the words of one post: a transaction may write those of many */
};

/* Words first, in their order, for phrases; then their stems, each once. */
struct writer {
    struct buf out;
    char (*stems)[WORD_KEY_MAX + 1];
    size_t stem_n, stem_cap, word_n;
    struct arena *arena;
};

static void add_stems(struct writer *w, const struct word *word) {
    if (w->stem_n + WORD_STEMS_MAX > w->stem_cap) {
        size_t cap = w->stem_cap ? 2 * w->stem_cap : 64;
        char (*more)[WORD_KEY_MAX + 1] = arena_calloc(w->arena, cap, WORD_KEY_MAX + 1);
        if (w->stem_n) {
            memcpy(more, w->stems, w->stem_n * (WORD_KEY_MAX + 1));
        }
        w->stems = more;
        w->stem_cap = cap;
    }
    w->stem_n += word_stems(word, w->stems + w->stem_n);
}

static void add_text(struct writer *w, struct str text) {
    struct word_reader words = {text, 0};
    struct word word;
    while (text.p && w->word_n < BODY_WORDS_MAX && words_next(&words, &word)) {
        buf_printf(&w->out, "%sw%s", w->out.n ? " " : "", word.key);
        add_stems(w, &word);
        w->word_n++;
    }
}

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static struct str finish(struct writer *w) {
    if (w->stem_n) {
        qsort(w->stems, w->stem_n, WORD_KEY_MAX + 1, by_text);
    }
    for (size_t i = 0; i < w->stem_n; i++) {
        if (i == 0 || strcmp(w->stems[i - 1], w->stems[i]) != 0) {
            buf_printf(&w->out, " s%s", w->stems[i]);
        }
    }
    return w->out.over ? STR("") : buf_view(&w->out);
}

static void writer_init(struct writer *w, struct arena *a) {
    *w = (struct writer){.arena = a};
    buf_init(&w->out, a, WORDS_MAX);
}

/* Everything but the title. An x, which is no word, stands between two texts, so that no phrase reaches over. */
static struct str body_words(struct arena *a, const struct post *p, struct str article) {
    struct writer w;
    struct post_details d = {0};
    writer_init(&w, a);
    bool has = post_details_read(a, p->details, &d);
    struct str texts[] = {p->body, search_plain(a, article), has ? d.place : STR_NULL, has ? d.contract : STR_NULL,
                          has ? d.salary : STR_NULL, p->author, p->source_title, p->file_name, p->image_alt, p->image_credit};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (w.out.n && texts[i].n) {
            buf_c(&w.out, " x");
        }
        add_text(&w, texts[i]);
    }
    return finish(&w);
}

static bool on_sqlite(const struct tx *tx) {
    return db_engine_of(tx->db) == DB_SQLITE;
}

static enum err put(struct tx *tx, int64_t post, struct str title, struct str body) {
    struct sql_search_get_row *rows;
    size_t n;
    enum err e = sql_search_get(tx, post, &rows, &n);
    if (e || (n && str_eq(rows[0].title, title) && str_eq(rows[0].body, body))) {
        return e;
    }
    e = n && on_sqlite(tx) ? sql_search_index_remove(tx, post, rows[0].title, rows[0].body) : E_OK;
    if (!e) {
        e = sql_search_put(tx, post, title, body);
    }
    return !e && on_sqlite(tx) ? sql_search_index_add(tx, post, title, body) : e;
}

enum err search_index(struct tx *tx, int64_t post) {
    struct post p;
    struct str article;
    enum err e = post_get(tx, post, &p);
    if (e) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    e = post_article(tx, post, &article);
    if (e) {
        return e;
    }
    struct arena *scratch = arena_create(SCRATCH);
    struct writer title;
    writer_init(&title, scratch);
    add_text(&title, p.title);
    e = put(tx, post, finish(&title), body_words(scratch, &p, article));
    arena_free(scratch);
    return e;
}

enum err search_on_post(struct tx *tx, const struct event *ev) {
    return search_index(tx, ev->subject);
}

enum err search_on_source(struct tx *tx, const struct event *ev) {
    return job_enqueue(tx, "search.fill", STR("{}"), ev->at, STR("all"));
}

struct batch {
    int64_t after, n;
};

static enum err batch_tx(struct tx *tx, const void *args, void *ret) {
    struct batch *b = ret;
    struct sql_search_posts_row *rows;
    size_t n;
    enum err e = sql_search_posts(tx, *(const int64_t *)args, BATCH, &rows, &n);
    for (size_t i = 0; !e && i < n; i++) {
        e = search_index(tx, rows[i].id);
        b->after = rows[i].id;
    }
    b->n = (int64_t)n;
    return e;
}

enum err search_fill(const struct db_cx *given, int64_t *ret_posts) {
    struct batch b = {.n = BATCH};
    int64_t total = 0;
    enum err e = E_OK;
    while (!e && b.n == BATCH) {
        struct db_cx cx = *given;
        int64_t after = b.after;
        cx.arena = arena_create(256 << 20);
        e = db_tx(&cx, batch_tx, &after, &b, sizeof b);
        arena_free(cx.arena);
        total += e ? 0 : b.n;
    }
    if (!e && ret_posts) {
        *ret_posts = total;
    }
    return e;
}

enum err search_fill_run(struct job_run *run) {
    enum err e = search_fill(&run->cx, NULL);
    return e && !err_retryable(e) ? E_DB_RETRY : e;
}

enum err search_drop(struct tx *tx, int64_t post) {
    struct sql_search_get_row *rows;
    size_t n;
    enum err e = sql_search_get(tx, post, &rows, &n);
    if (!e && n && on_sqlite(tx)) {
        e = sql_search_index_remove(tx, post, rows[0].title, rows[0].body);
    }
    return e ? e : sql_search_delete(tx, post);
}

enum err search_missing(struct tx *tx, int64_t *ret) {
    struct sql_search_missing_row row;
    enum err e = sql_search_missing(tx, &row);
    if (!e) {
        *ret = row.n;
    }
    return e;
}
