/* load_search.c: searching 20,000 posts, beside the LIKE that it took the place of, in one process and one run on SQLite.
 *
 *     load_search DB-URL DATA-FOLDER POSTS ROUNDS
 *
 * Prints one line a kind of question: what was asked, hits, microseconds by the index (found, put in order), by LIKE over title and
 * text, both the median of all rounds. LIKE is given all it needs to look good: a prepared statement, warm memory, no LIMIT
 * on either side, since best first needs all hits. */
#include "app/brand/brand.h"
#include "app/company/company.h"
#include "app/post/post.h"
#include "app/privacy/person.h"
#include "app/search/search.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "text/url.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH = 1000, WORDS = 3000, BODY_WORDS = 80, RARE = 500, ROUNDS_MAX = 1000 };

struct load {
    struct db_cx cx;
    struct problems errs;
    int64_t posts, now;
};
struct step {
    struct load *l;
    int64_t from, to;
};

static void need(struct load *l, enum err e, const char *what) {
    if (e) {
        fprintf(stderr, "load_search: %s: %s %s\n", what, err_info(e)->slug, l->errs.n ? l->errs.items[0].detail.p : "");
        exit(1);
    }
}

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return company_create(tx, args);
}

/* A word of the vocabulary, low numbers far more often than high ones, as in a language. */
static void put_word(struct buf *b) {
    static const char *const parts[] = {"mo", "ra", "li", "té", "pu", "chan", "ver", "do", "sé", "quin"};
    uint32_t n = rnd_below(1 + rnd_below(1 + rnd_below(WORDS)));
    for (uint32_t k = n + 10; k; k /= 10) {
        buf_c(b, parts[k % 10]);
    }
    buf_ch(b, ' ');
}

static enum err posts_tx(struct tx *tx, const void *args, void *ret) {
    const struct step *s = args;
    struct brand brand;
    (void)ret;
    enum err e = brand_find(tx, 0, "", &brand);
    for (int64_t i = s->from; !e && i < s->to; i++) {
        struct buf title, body;
        buf_init(&title, tx->arena, 4096);
        buf_init(&body, tx->arena, 65536);
        for (int k = 0; k < 7; k++) {
            put_word(&title);
        }
        for (int k = 0; k < BODY_WORDS; k++) {
            put_word(&body);
        }
        buf_c(&body, i % RARE == 0 ? "ornithorynques en équipe" : i % 4 == 0 ? "nos équipes" : "fin");
        struct str url = arena_printf(tx->arena, "https://www.rivelle.example/%lld", (long long)i);
        int64_t at = s->l->now - (s->l->posts - i) * 600 * US_PER_S, id;
        e = post_create(tx, &(struct post_new){
            .brand_id = brand.id, .kind = STR("link"), .network = STR("web"), .audience = STR("shareable"), .language = STR("fr"),
            .title = buf_view(&title), .body = buf_view(&body), .url = url, .url_key = url_key(tx->arena, url), .published = true,
            .issued_at = at, .now = at}, &id);
    }
    return e;
}

static enum err find_tx(struct tx *tx, const void *args, void *ret) {
    struct search_hit *hits;
    size_t n;
    struct search_query *q = arena_new(tx->arena, struct search_query);
    search_parse(*(const struct str *)args, q);
    enum err e = search_find(tx, q, STR("published"), &hits, &n);
    if (!e) {
        *(size_t *)ret = search_order(hits, n, &(struct search_place){clock_now(), INT64_MAX, INT64_MAX});
    }
    return e;
}

static double us_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static size_t like(sqlite3_stmt *st, int64_t company, const char *word) {
    size_t n = 0;
    char pattern[100];
    snprintf(pattern, sizeof pattern, "%%%s%%", word);
    sqlite3_bind_int64(st, 1, company);
    sqlite3_bind_text(st, 2, pattern, -1, SQLITE_TRANSIENT);
    while (sqlite3_step(st) == SQLITE_ROW) {
        n++;
    }
    sqlite3_reset(st);
    return n;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void compare(struct load *l, sqlite3_stmt *st, const char *what, const char *asked, const char *word, int rounds) {
    static double ours[ROUNDS_MAX], theirs[ROUNDS_MAX];
    size_t n = 0, likes = 0;
    for (int i = 0; i < rounds; i++) {
        struct str q = str_of(asked);
        double t = us_now();
        need(l, db_read(&l->cx, find_tx, &q, &n, sizeof n), "search");
        ours[i] = us_now() - t;
        t = us_now();
        likes = like(st, l->cx.company, word);
        theirs[i] = us_now() - t;
        arena_reset(l->cx.arena);
    }
    qsort(ours, (size_t)rounds, sizeof *ours, by_size);
    qsort(theirs, (size_t)rounds, sizeof *theirs, by_size);
    printf("{\"what\":\"%s\",\"hits\":%zu,\"us\":%.0f,\"like_hits\":%zu,\"like_us\":%.0f}\n", what, n, ours[rounds / 2], likes,
           theirs[rounds / 2]);
}

int main(int argc, char **argv) {
    struct load l = {.now = clock_now()};
    int64_t rounds;
    if (argc != 5 || !str_to_i64(str_of(argv[3]), &l.posts) || !str_to_i64(str_of(argv[4]), &rounds) || rounds < 1 ||
        rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: load_search DB-URL DATA-FOLDER POSTS ROUNDS\n");
        return 2;
    }
    rnd_init();
    l.errs.arena = arena_create((size_t)1 << 30);
    struct db *db = NULL;
    int applied = 0;
    need(&l, db_open(&(struct db_open_options){.url = argv[1]}, &l.errs, &db), "open");
    need(&l, db_migrate(db, &l.errs, &applied), "migrate");
    need(&l, person_keys_load(argv[2], true, &l.errs), "person key");
    l.cx = (struct db_cx){.db = db, .company = id_new(), .role = DB_APP, .arena = arena_create((size_t)1 << 30), .errs = &l.errs};
    struct company_new company = {.name = STR("Rivelle"), .language = STR("fr"), .time_zone = STR("Europe/Paris"),
                                  .colour = STR("#CC3A12"), .now = l.now};
    need(&l, company_check(&company, l.cx.arena, &l.errs, ""), "company");
    need(&l, db_tx(&l.cx, company_tx, &company, NULL, 0), "company");
    for (int64_t from = 0; from < l.posts; from += BATCH) {
        struct step s = {&l, from, from + BATCH < l.posts ? from + BATCH : l.posts};
        need(&l, db_tx(&l.cx, posts_tx, &s, NULL, 0), "posts");
        arena_reset(l.cx.arena);
    }
    sqlite3 *file = NULL;
    sqlite3_stmt *st = NULL;
    if (sqlite3_open(db_sqlite_path(db), &file) != SQLITE_OK ||
        sqlite3_prepare_v2(file, "SELECT id, published_at FROM post WHERE company_id = ?1 AND status = 'published' AND "
                                 "(LOWER(title) LIKE ?2 OR LOWER(body) LIKE ?2) ORDER BY published_at DESC, id DESC", -1, &st, NULL) != SQLITE_OK) {
        fprintf(stderr, "load_search: %s\n", sqlite3_errmsg(file));
        return 1;
    }
    compare(&l, st, "a rare word", "ornithorynque", "ornithorynque", (int)rounds);
    compare(&l, st, "two words", "ornithorynque équipe", "ornithorynques en équipe", (int)rounds);
    compare(&l, st, "a phrase", "\"ornithorynques en équipe\"", "ornithorynques en équipe", (int)rounds);
    compare(&l, st, "a beginning", "ornith", "ornith", (int)rounds);
    compare(&l, st, "nothing", "introuvable", "introuvable", (int)rounds);
    compare(&l, st, "a word of every fourth", "équipe", "équipe", (int)rounds);
    sqlite3_finalize(st);
    sqlite3_close(file);
    db_close(db);
    return 0;
}
