/* load_send.c: makes a company whose members have shares waiting to go out through linked Bluesky accounts.
 *
 * load_send --db URL --data DIR --server http://127.0.0.1:PORT --shares N --due MS    each of another person, all due MS (Unix time) onwards,
 *                                                                                    spread over a minute
 *
 * Accounts, shares, rows and jobs are made by the program's own functions, 200 a transaction; tokens are sealed as real ones are. */
#include "app/brand/brand.h"
#include "app/charter/charter.h"
#include "app/company/company.h"
#include "app/connection/connection.h"
#include "app/link/link.h"
#include "app/post/post.h"
#include "app/privacy/person.h"
#include "app/share/share.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "event/event.h"
#include "sql_gen.h"
#include "text/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PER_TX = 200, POSTS = 100 };

struct loader {
    struct db *db;
    struct arena *arena;
    struct problems errs;
    const char *url, *data;
    struct str server;
    int64_t company, shares, due_ms;
    int64_t posts[POSTS];
};

static int say(const struct loader *l, enum err e, const char *what) {
    fprintf(stderr, "load_send: %s: %s%s%s\n", what, err_info(e)->title, l->errs.n ? ": " : "", l->errs.n ? l->errs.items[0].detail.p : "");
    return 1;
}

static struct db_cx cx_of(struct loader *l) {
    return (struct db_cx){.db = l->db, .company = l->company, .role = DB_APP, .arena = l->arena, .errs = &l->errs};
}

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    (void)ret;
    return company_create(tx, &(struct company_new){.name = STR("Rivelle"), .language = STR("en"),
        .time_zone = STR("Europe/Paris"), .colour = STR("#CC3A12"), .now = clock_now()});
}

static enum err posts_tx(struct tx *tx, const void *args, void *ret) {
    int64_t *ids = ret;
    struct brand brand;
    (void)args;
    enum err e = brand_find(tx, 0, "", &brand);
    for (int i = 0; !e && i < POSTS; i++) {
        struct str url = arena_printf(tx->arena, "https://www.rivelle.example/en/news/%d", i);
        struct post_new p = {.brand_id = brand.id, .kind = STR("link"), .published = true, .issued_at = clock_now(), .url_key = url_key(tx->arena, url), .network = STR("web"), .audience = STR("shareable"), .language = STR("en"),
                             .title = arena_printf(tx->arena, "Dam number %d is back at full power", i), .body = STR("Two new turbines."),
                             .url = url, .now = clock_now()};
        e = post_create(tx, &p, &ids[i]);
    }
    return e;
}

static enum err connect_one(struct tx *tx, const struct loader *l, int64_t person) {
    int64_t id = id_new(), now = clock_now();
    struct remote r = {.token = {.access = rnd_token(tx->arena, 200), .refresh = rnd_token(tx->arena, 200), .scopes = STR("")}};
    struct str did = arena_printf(tx->arena, "did:plc:%024lld", (long long)person);
    return sql_connection_insert(tx, &(struct sql_connection_insert_in){
        .id = id, .person = person, .network = STR("bluesky"), .server = l->server, .account = did, .handle = STR("@someone.example"),
        .name = STR(""), .url = STR(""), .way = STR("password"), .scopes = STR(""), .now = now,
        .secret = seal(tx->arena, SEAL_CONNECTION, tx->company, id, connection_secret_write(tx->arena, &r))});
}

static enum err share_one(struct tx *tx, const struct loader *l, int64_t number) {
    int64_t person = 1 + number, id = id_new(), now = clock_now();
    int64_t due = (l->due_ms + number * 60000 / l->shares) * 1000;
    struct link link;
    enum err e = link_create(tx, id, l->posts[number % POSTS], STR("https://www.rivelle.example/en/news"), now, &link);
    struct str text = arena_printf(tx->arena, "I work at Rivelle. Worth a read, number %lld.\n\nhttps://go.rivelle.example/%.*s",
                                   (long long)number, STRF(link.code));
    e = e ? e : sql_share_insert(tx, &(struct sql_share_insert_in){
        .id = id, .person = person, .post = l->posts[number % POSTS], .network = STR("bluesky"), .action = STR("share"),
        .mode = STR("connection"), .own_text = text, .final_text = text, .band = STR("yours"), .language = STR("en"),
        .disclosure = STR("I work at Rivelle."), .disclosure_state = STR("disclosed"), .day = now / US_PER_DAY, .day_rank = 1,
        .link = link.id, .now = now, .status = STR(SHARE_SCHEDULED), .due = &due});
    return e ? e : event_record(tx, &(struct event){.kind = EV_SHARE_SCHEDULED, .at = now, .subject = id, .person = person});
}

struct some {
    const struct loader *l;
    int64_t first, n;
};

static enum err some_tx(struct tx *tx, const void *args, void *ret) {
    const struct some *some = args;
    enum err e = E_OK;
    (void)ret;
    for (int64_t i = some->first; !e && i < some->first + some->n; i++) {
        struct participation part;
        e = participation_set(tx, &(struct participation_change){.person = 1 + i, .ambassador = true, .charter_version = 1,
                                                                 .language = STR("en"), .now = clock_now()}, &part);
        e = e ? e : connect_one(tx, some->l, 1 + i);
        e = e ? e : share_one(tx, some->l, i);
    }
    return e;
}

static int make(struct loader *l) {
    l->company = id_new();
    struct db_cx cx = cx_of(l);
    enum err e = db_tx(&cx, company_tx, NULL, NULL, 0);
    e = e ? e : db_tx(&cx, posts_tx, NULL, l->posts, sizeof l->posts);
    for (int64_t first = 0; !e && first < l->shares; first += PER_TX) {
        struct some some = {l, first, l->shares - first < PER_TX ? l->shares - first : PER_TX};
        e = db_tx(&cx, some_tx, &some, NULL, 0);
        arena_reset(l->arena);
        l->errs = (struct problems){.arena = l->arena};
    }
    return e ? say(l, e, "making shares") : 0;
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
    e = e ? e : db_open(&opt, &l->errs, &l->db);
    e = e ? e : db_migrate(l->db, &l->errs, &applied);
    return e ? say(l, e, "opening") : 0;
}

int main(int argc, char **argv) {
    struct loader l = {0};
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *value = argv[i + 1];
        bool ok = true;
        if (strcmp(argv[i], "--db") == 0) {
            l.url = value;
        } else if (strcmp(argv[i], "--data") == 0) {
            l.data = value;
        } else if (strcmp(argv[i], "--server") == 0) {
            l.server = str_of(value);
        } else if (strcmp(argv[i], "--shares") == 0) {
            ok = str_to_i64(str_of(value), &l.shares);
        } else if (strcmp(argv[i], "--due") == 0) {
            ok = str_to_i64(str_of(value), &l.due_ms);
        }
        l.shares = ok ? l.shares : 0;
    }
    if (!l.url || !l.data || !l.server.n || l.shares < 1 || l.due_ms < 1) {
        fprintf(stderr, "usage: load_send --db URL --data DIR --server URL --shares N --due MS\n");
        return 2;
    }
    int code = open_all(&l);
    code = code ? code : make(&l);
    db_close(l.db);
    arena_free(l.arena);
    return code;
}
