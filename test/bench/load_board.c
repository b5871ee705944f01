/* load_board.c: the board of the month with many people: the first ranks and one's own place from memory, and the same two answers
 * asked of the database in plain SQL, in the same run.
 *
 * load_board DIR PEOPLE ENTRIES ROUNDS    prints one JSON object; times are microseconds a question
 *
 * Everybody is on the board with ENTRIES credits in this month, which is the worst case. Rows are written without their events; credits
 * that come while it is measured are told to the cache as the poller does. */
#include "app/board/board.h"
#include "app/company/company.h"
#include "app/company/settings.h"
#include "app/privacy/person.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { PER_TX = 2000 };

static struct db *db;
static struct arena *arena;
static struct problems errs;
static struct db_cx cx;
static int64_t now, issuer;

static void must(enum err e, const char *what) {
    if (e) {
        fprintf(stderr, "load_board: %s: %s\n", what, errs.n ? errs.items[0].detail.p : err_info(e)->title);
        exit(1);
    }
}

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    struct sql_account_find_row *rows;
    size_t n;
    (void)args;
    enum err e = company_create(tx, &(struct company_new){.name = STR("Rivelle"), .language = STR("en"),
        .time_zone = STR("Europe/Paris"), .colour = STR("#CC3A12"), .now = now});
    e = e ? e : company_setting_set(tx, STR("board.open"), STR("true"), now);
    e = e ? e : sql_account_find(tx, STR("issuer"), 0, &rows, &n);
    if (!e) {
        *(int64_t *)ret = rows[0].id;
    }
    return e;
}

struct some {
    int64_t first, n, entries;
};

static enum err person_insert(struct tx *tx, int64_t person, int64_t entries) {
    int64_t account = id_new(), changed;
    struct str name = arena_printf(tx->arena, "Member %lld", (long long)(person * 7919 % 1000003));
    enum err e = sql_account_insert(tx, account, STR("person"), person);
    e = e ? e : sql_board_person_insert(tx, &(struct sql_board_person_insert_in){
        .person = person, .name = name, .name_key = name, .pseudonym = false, .month = 0, .consent_version = 1, .joined_at = now});
    for (int64_t i = 0; !e && i < entries; i++) {
        int64_t id = id_new();
        e = sql_ledger_insert(tx, &(struct sql_ledger_insert_in){
            .id = id, .key = id_text(tx->arena, id), .debit = issuer, .credit = account, .amount = 1 + (int64_t)rnd_below(15),
            .rule = STR("share"), .version = 1, .event = id, .subject = id, .detail = STR("{}"), .at = now}, &changed);
    }
    return e;
}

static enum err some_tx(struct tx *tx, const void *args, void *ret) {
    const struct some *s = args;
    enum err e = E_OK;
    (void)ret;
    for (int64_t i = 0; !e && i < s->n; i++) {
        e = person_insert(tx, s->first + i, s->entries);
    }
    return e;
}

static struct period month(struct str zone) {
    return period_of(PERIOD_MONTH, time_local_day(zone, now));
}

static void ask_top(void) {
    struct board_facts facts;
    struct standing_top top;
    must(standing_facts(&cx, &facts), "facts");
    must(standing_top(&cx, month(facts.zone), facts.zone, now, &top), "top");
}

static void ask_place(int64_t person) {
    struct board_facts facts;
    struct rank_place p;
    must(standing_facts(&cx, &facts), "facts");
    must(standing_of(&cx, month(facts.zone), facts.zone, now, person, &p), "place");
}

static double since(int64_t start, int64_t n) {
    return (double)(clock_mono() - start) / (double)n;
}

/* ---- plain SQL ---- */

#define SUMS "SELECT b.name AS name, SUM(l.amount) AS points FROM board_person b " \
    "JOIN account a ON a.company_id = b.company_id AND a.kind = 'person' AND a.person_id = b.person_id " \
    "JOIN ledger l ON l.company_id = b.company_id AND l.credit_id = a.id " \
    "WHERE b.company_id = ?1 AND l.at >= ?2 AND l.at < ?3 GROUP BY b.person_id"

static double plain(sqlite3 *s, const char *sql, int64_t people, int n) {
    sqlite3_stmt *st;
    struct period m = month(STR("Europe/Paris"));
    if (sqlite3_prepare_v2(s, sql, -1, &st, NULL) != SQLITE_OK) {
        fprintf(stderr, "load_board: %s\n", sqlite3_errmsg(s));
        exit(1);
    }
    int64_t start = clock_mono();
    for (int i = 0; i < n; i++) {
        sqlite3_reset(st);
        sqlite3_bind_int64(st, 1, cx.company);
        sqlite3_bind_int64(st, 2, period_start(STR("Europe/Paris"), m.from));
        sqlite3_bind_int64(st, 3, period_start(STR("Europe/Paris"), m.to + 1));
        sqlite3_bind_int64(st, 4, 1 + (int64_t)rnd_below((uint32_t)people));
        while (sqlite3_step(st) == SQLITE_ROW) {
        }
    }
    double each = since(start, n);
    sqlite3_finalize(st);
    return each;
}

static void measure(const char *dir, int64_t people, int64_t rounds) {
    sqlite3 *s;
    int64_t seq = 0, start = clock_mono();
    ask_top();
    double loaded = since(start, 1);
    start = clock_mono();
    for (int64_t i = 0; i < rounds; i++) {
        ask_top();
        if (i % 100 == 0) {
            arena_reset(arena);
        }
    }
    double top = since(start, rounds);
    start = clock_mono();
    for (int64_t i = 0; i < rounds; i++) {
        ask_place(1 + (int64_t)rnd_below((uint32_t)people));
    }
    double place = since(start, rounds);
    start = clock_mono();
    for (int64_t i = 0; i < rounds; i++) {
        standing_on_event(cx.company, &(struct event){.id = id_new(), .seq = 3 + seq++, .kind = EV_POINTS_CREDITED, .at = now,
            .person = 1 + (int64_t)rnd_below((uint32_t)people), .data = STR("{\"amount\":3}")});
    }
    double credit = since(start, rounds);
    if (sqlite3_open(arena_printf(arena, "%s/board.db", dir).p, &s) != SQLITE_OK) {
        exit(1);
    }
    double sql_top = plain(s, SUMS " ORDER BY points DESC, name LIMIT 10", people, 3);
    double sql_place = plain(s, "WITH sums AS (" SUMS "), mine AS (SELECT SUM(l.amount) AS points FROM account a JOIN ledger l ON "
        "l.company_id = a.company_id AND l.credit_id = a.id WHERE a.company_id = ?1 AND a.kind = 'person' AND a.person_id = ?4 AND "
        "l.at >= ?2 AND l.at < ?3) SELECT 1 + COUNT(*) FROM sums, mine WHERE sums.points > mine.points", people, 3);
    sqlite3_close(s);
    printf("{\"people\":%lld,\"load_ms\":%.1f,\"top_us\":%.2f,\"place_us\":%.2f,\"credit_us\":%.2f,\"sql_top_us\":%.0f,"
           "\"sql_place_us\":%.0f}\n", (long long)people, loaded / 1000, top, place, credit, sql_top, sql_place);
}

int main(int argc, char **argv) {
    int64_t people = 0, entries = 0, rounds = 0;
    int applied;
    if (argc != 5 || !str_to_i64(str_of(argv[2]), &people) || !str_to_i64(str_of(argv[3]), &entries) ||
        !str_to_i64(str_of(argv[4]), &rounds) || people < 1 || rounds < 1) {
        fprintf(stderr, "usage: load_board DIR PEOPLE ENTRIES ROUNDS\n");
        return 2;
    }
    rnd_init();
    arena = arena_create((size_t)4 << 30);
    errs.arena = arena;
    now = clock_now();
    struct str url = arena_printf(arena, "sqlite:%s/board.db", argv[1]);
    must(person_keys_load(argv[1], true, &errs), "key");
    must(db_open(&(struct db_open_options){.url = arena_dup(arena, url).p}, &errs, &db), "opening");
    must(db_migrate(db, &errs, &applied), "migrating");
    struct arena *kept = arena;
    arena = arena_create((size_t)4 << 30);
    cx = (struct db_cx){.db = db, .company = id_new(), .role = DB_APP, .arena = arena, .errs = &errs};
    must(db_tx(&cx, company_tx, NULL, &issuer, sizeof issuer), "the company");
    for (int64_t first = 1; first <= people; first += PER_TX) {
        struct some some = {first, people - first + 1 < PER_TX ? people - first + 1 : PER_TX, entries};
        must(db_tx(&cx, some_tx, &some, NULL, 0), "people");
        arena_reset(arena);
    }
    measure(argv[1], people, rounds);
    standing_clear();
    db_close(db);
    arena_free(arena);
    arena_free(kept);
    return 0;
}
