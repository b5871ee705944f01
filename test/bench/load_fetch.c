/* load_fetch.c: polling as the job workers do it, for script/bench fetch.
 *
 *     load_fetch DB-URL DATA-FOLDER COUNT THREADS ROUNDS PORT
 *
 * The feeds are http://127.0.0.{1..HOSTS}:PORT/{number}.xml, so that sources stand on many hosts. Measures, one JSON line each
 * a round:
 *   read   poll_source for all, THREADS at a time: guard, fetch, hash, parse; no database
 *   first  source_poll for all: the same, and all that makes posts of what is new
 *   poll   source_poll again: the sources' rows, a look at each known item, health, the next job
 * Before each `poll` the sources forget validators and hash, so that each answer is parsed.
 */
#include "app/company/company.h"
#include "app/privacy/person.h"
#include "app/source/poll.h"
#include "app/source/store.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/id.h"
#include "base/rnd.h"
#include "net/fetch.h"
#include "sql_gen.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { HOSTS = 64, THREADS_MAX = 64, SOURCES = 10000 };

static struct load {
    struct db *db;
    struct problems errs;
    struct db_cx cx;
    int64_t count, threads, rounds, port, now;
    int64_t ids[SOURCES];
    struct source sources[SOURCES];
    atomic_long next, bad, items;
    bool with_db;
} l;

static void need(enum err e, const char *what) {
    if (e) {
        fprintf(stderr, "load_fetch: %s: %s %s\n", what, err_info(e)->slug, l.errs.n ? l.errs.items[0].detail.p : "");
        exit(1);
    }
}

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return company_create(tx, args);
}

static enum err sources_tx(struct tx *tx, const void *args, void *ret) {
    struct sql_brand_list_row *brands;
    size_t n;
    (void)args;
    (void)ret;
    enum err e = sql_brand_list(tx, &brands, &n);
    for (int64_t i = 0; !e && i < l.count; i++) {
        char url[200];
        snprintf(url, sizeof url, "http://127.0.0.%d:%d/%d.xml", (int)(i % HOSTS) + 1, (int)l.port, (int)i);
        l.ids[i] = id_new();
        e = sql_source_insert(tx, &(struct sql_source_insert_in){
            .id = l.ids[i], .brand = brands[0].id, .kind = STR("rss"), .network = STR("web"), .url = str_of(url), .title = STR("Feed"),
            .site_url = str_of(url), .language = STR(""), .mode = STR("inbox"), .interval_s = SOURCE_INTERVAL_START_S, .now = l.now});
        l.sources[i] = (struct source){.id = l.ids[i], .url = arena_dupz(l.errs.arena, url), .status = STR("active")};
    }
    return e;
}

static enum err forget_tx(struct tx *tx, const void *args, void *ret) {
    enum err e = E_OK;
    (void)args;
    (void)ret;
    for (int64_t i = 0; !e && i < l.count; i++) {
        e = sql_source_forget(tx, l.ids[i]);
    }
    return e;
}

static void read_one(const struct source *s, struct arena *arena) {
    struct poll_found found;
    poll_source(s, arena, &found);
    if (found.kind == POLL_FEED) {
        atomic_fetch_add(&l.items, (long)found.feed.n);
    } else {
        atomic_fetch_add(&l.bad, 1);
    }
}

static void *work(void *arg) {
    struct arena *arena = arena_create(SOURCE_ARENA);
    struct problems errs = {.arena = arena};
    struct db_cx cx = {.db = l.db, .company = l.cx.company, .role = DB_APP, .arena = arena, .errs = &errs};
    (void)arg;
    for (long i; (i = atomic_fetch_add(&l.next, 1)) < l.count;) {
        if (!l.with_db) {
            read_one(&l.sources[i], arena);
        } else if (source_poll(&cx, l.ids[i], clock_now())) {
            atomic_fetch_add(&l.bad, 1);
        }
        arena_reset(arena);
        errs.n = 0;
    }
    arena_free(arena);
    return NULL;
}

static double cpu_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void report(const char *what, int64_t from, double cpu) {
    printf("{\"what\":\"%s\",\"feeds\":%lld,\"items\":%ld,\"bad\":%ld,\"s\":%.3f,\"cpu_s\":%.3f}\n", what, (long long)l.count, l.items, l.bad,
           (double)(clock_mono() - from) / 1e6, cpu_s() - cpu);
    fflush(stdout);
}

static void all(const char *what) {
    pthread_t threads[THREADS_MAX];
    l.next = l.bad = l.items = 0;
    double cpu = cpu_s();
    int64_t from = clock_mono();
    for (int64_t i = 0; i < l.threads; i++) {
        need(pthread_create(&threads[i], NULL, work, NULL) ? E_INTERNAL : E_OK, "thread");
    }
    for (int64_t i = 0; i < l.threads; i++) {
        pthread_join(threads[i], NULL);
    }
    report(what, from, cpu);
}

static void forget(void) {
    need(db_tx(&l.cx, forget_tx, NULL, NULL, 0), "forget");
    arena_reset(l.cx.arena);
}

static void open_all(char **argv) {
    int applied = 0;
    rnd_init();
    fetch_init();
    l.errs.arena = arena_create((size_t)64 << 20);
    need(guard_allow(guard_default(), STR("127.0.0.0/8")), "guard");
    need(db_open(&(struct db_open_options){.url = argv[1]}, &l.errs, &l.db), "open");
    need(db_migrate(l.db, &l.errs, &applied), "migrate");
    need(person_keys_load(argv[2], true, &l.errs), "person key");
    l.cx = (struct db_cx){.db = l.db, .company = id_new(), .role = DB_APP, .arena = arena_create((size_t)64 << 20), .errs = &l.errs};
    struct company_new company = {.name = STR("Rivelle"), .language = STR("fr"), .time_zone = STR("Europe/Paris"),
                                  .colour = STR("#CC3A12"), .now = l.now};
    need(company_check(&company, l.cx.arena, &l.errs, ""), "company");
    need(db_tx(&l.cx, company_tx, &company, NULL, 0), "company");
    need(db_tx(&l.cx, sources_tx, NULL, NULL, 0), "sources");
}

int main(int argc, char **argv) {
    l.now = clock_now();
    if (argc != 7 || !str_to_i64(str_of(argv[3]), &l.count) || l.count > SOURCES || !str_to_i64(str_of(argv[4]), &l.threads)
        || l.threads < 1 || l.threads > THREADS_MAX || !str_to_i64(str_of(argv[5]), &l.rounds)
        || !str_to_i64(str_of(argv[6]), &l.port)) {
        fprintf(stderr, "usage: load_fetch DB-URL DATA-FOLDER COUNT THREADS ROUNDS PORT\n");
        return 2;
    }
    heap_start();
    open_all(argv);
    for (int64_t i = 0; i < l.rounds; i++) {
        all("read");
    }
    l.with_db = true;
    all("first");
    for (int64_t i = 0; i < l.rounds; i++) {
        forget();
        all("poll");
    }
    db_close(l.db);
    return 0;
}
