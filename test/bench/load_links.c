/* load_links.c: makes a company with many tracked links for benches and kill tests, and prints what was counted.
 *
 * load_links --db URL --data DIR --links N > codes.txt    a company that any host serves and N links, codes on stdout
 *            --shares                                     each of a share (counting its clicks then verifies it and earns points)
 * load_links --db URL --data DIR --totals                 counts what waits, then "CODE HUMAN BOT PREVIEW SELF REPEAT" a link
 *
 * Links are made by the program's own functions, a thousand a transaction; shares are rows without their posts. */
#include "app/company/company.h"
#include "app/link/link.h"
#include "app/link/projector.h"
#include "app/privacy/person.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PER_TX = 1000, PERSONS = 20000 };

struct loader {
    struct db *db;
    struct arena *arena;
    struct problems errs;
    const char *url, *data;
    int64_t company, links;
    bool totals, shares;
};

static int say(const struct loader *l, enum err e, const char *what) {
    fprintf(stderr, "load_links: %s: %s%s%s\n", what, err_info(e)->title, l->errs.n ? ": " : "",
            l->errs.n ? l->errs.items[0].detail.p : "");
    return 1;
}

static struct db_cx cx_of(struct loader *l, int64_t company) {
    return (struct db_cx){.db = l->db, .company = company, .role = company ? DB_APP : DB_ROUTER, .arena = l->arena,
                          .errs = &l->errs};
}

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    return company_create(tx, &(struct company_new){.name = STR("Rivelle"), .language = STR("en"),
        .time_zone = STR("Europe/Paris"), .colour = STR("#CC3A12"), .now = clock_now()});
}

struct some {
    int64_t first, n;
    bool shares;
};

struct codes {
    char code[PER_TX][CODE_LEN + 1];
};

static enum err share_insert(struct tx *tx, int64_t share, int64_t post, int64_t number, int64_t link, int64_t now) {
    return sql_share_insert(tx, &(struct sql_share_insert_in){.id = share, .person = 1 + number % PERSONS, .post = post,
        .network = STR("linkedin"), .action = STR("share"), .mode = STR("intent"), .status = STR("open"), .own_text = STR("Worth a read."),
        .final_text = STR("Worth a read."), .language = STR("en"), .disclosure = STR("I work at Rivelle."),
        .disclosure_state = STR("offered"), .day = now / US_PER_DAY, .day_rank = 1 + number % 3, .link = link, .now = now});
}

static enum err links_tx(struct tx *tx, const void *args, void *ret) {
    const struct some *some = args;
    struct codes *codes = ret;
    int64_t now = clock_now();
    enum err e = E_OK;
    for (int64_t i = 0; !e && i < some->n; i++) {
        int64_t number = some->first + i, share = some->shares ? id_new() : 0, post = id_new();
        struct link link;
        struct str target = arena_printf(tx->arena, "https://www.rivelle.example/en/news/post-%lld?utm_source=linkedin"
            "&utm_medium=employee&utm_campaign=share", (long long)number);
        e = link_create(tx, share, post, target, now, &link);
        if (!e && share) {
            e = share_insert(tx, share, post, number, link.id, now);
        }
        if (!e) {
            memcpy(codes->code[i], link.code.p, CODE_LEN);
        }
    }
    return e;
}

static int make(struct loader *l) {
    l->company = id_new();
    struct db_cx cx = cx_of(l, l->company);
    enum err e = db_tx(&cx, company_tx, NULL, NULL, 0);
    struct codes *codes = malloc(sizeof *codes);
    for (int64_t first = 0; !e && first < l->links; first += PER_TX) {
        struct some some = {first, l->links - first < PER_TX ? l->links - first : PER_TX, l->shares};
        e = db_tx(&cx, links_tx, &some, codes, sizeof *codes);
        for (int64_t i = 0; !e && i < some.n; i++) {
            puts(codes->code[i]);
        }
        arena_reset(l->arena);
        l->errs = (struct problems){.arena = l->arena};
    }
    free(codes);
    return e ? say(l, e, "making links") : 0;
}

/* ---- totals ---- */

struct row {
    int64_t company, link;
    char code[CODE_LEN + 1];
};

struct rows {
    struct row *p;
    size_t n, cap;
};

static enum err keep(void *ud, const struct sql_link_codes_row *r) {
    struct rows *rows = ud;
    if (rows->n == rows->cap) {
        rows->cap = rows->cap ? rows->cap * 2 : 1024;
        rows->p = realloc(rows->p, rows->cap * sizeof *rows->p);
    }
    struct row *row = &rows->p[rows->n++];
    *row = (struct row){.company = r->company_id, .link = r->id};
    memcpy(row->code, r->code.p, CODE_LEN);
    return E_OK;
}

static enum err codes_read(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return sql_link_codes(tx, keep, ret);
}

static enum err totals_read(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    const struct rows *rows = args;
    enum err e = E_OK;
    for (size_t i = 0; !e && i < rows->n; i++) {
        const struct row *r = &rows->p[i];
        struct link_totals t;
        if (r->company != tx->company) {
            continue;
        }
        e = link_totals(tx, r->link, &t);
        if (!e) {
            printf("%s %lld %lld %lld %lld %lld\n", r->code, (long long)t.human, (long long)t.bot, (long long)t.preview,
                   (long long)t.self, (long long)t.repeat);
        }
    }
    return e;
}

static int print_totals(struct loader *l) {
    struct click_store *store;
    struct click_store_options opt = {.db = l->db, .data_dir = l->data, .durable = true};
    enum err e = click_store_open(&opt, &l->errs, &store);
    if (e) {
        return say(l, e, "opening the click store");
    }
    e = projector_drain(l->db, store, &l->errs);
    click_store_close(store);
    struct rows rows = {0};
    struct db_cx cx = cx_of(l, 0);
    if (!e) {
        e = db_read(&cx, codes_read, NULL, &rows, sizeof rows);
    }
    for (size_t i = 0; !e && i < rows.n; i++) {
        if (i == 0 || rows.p[i].company != rows.p[i - 1].company) {
            cx = cx_of(l, rows.p[i].company);
            e = db_read(&cx, totals_read, &rows, NULL, 0);
        }
    }
    free(rows.p);
    return e ? say(l, e, "reading totals") : 0;
}

static int open_all(struct loader *l) {
    mkdir(l->data, 0750);
    l->arena = arena_create((size_t)4 << 30);
    l->errs.arena = l->arena;
    rnd_init();
    id_set_node((int)(512 + rnd_below(512)));
    struct db_open_options opt = {.url = l->url};
    int applied;
    enum err e = person_keys_load(l->data, true, &l->errs);
    if (!e) {
        e = db_open(&opt, &l->errs, &l->db);
    }
    if (!e) {
        e = db_migrate(l->db, &l->errs, &applied);
    }
    return e ? say(l, e, "opening") : 0;
}

int main(int argc, char **argv) {
    struct loader l = {0};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--totals") == 0) {
            l.totals = true;
        } else if (strcmp(argv[i], "--shares") == 0) {
            l.shares = true;
        } else if (strcmp(argv[i], "--db") == 0) {
            l.url = value;
        } else if (strcmp(argv[i], "--data") == 0) {
            l.data = value;
        } else if (strcmp(argv[i], "--links") == 0 && !str_to_i64(str_of(value), &l.links)) {
            l.links = 0;
        }
    }
    if (!l.url || !l.data || (!l.totals && l.links < 1)) {
        fprintf(stderr, "usage: load_links --db URL --data DIR (--links N [--shares] | --totals)\n");
        return 2;
    }
    int code = open_all(&l);
    if (!code) {
        code = l.totals ? print_totals(&l) : make(&l);
    }
    db_close(l.db);
    arena_free(l.arena);
    return code;
}
