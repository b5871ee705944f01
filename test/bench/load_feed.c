/* load_feed.c: fills a database for the bench of the feed: one company, members with sessions, published posts, shares.
 *
 *     load_feed DB-URL DATA-FOLDER MEMBERS POSTS TOKENS-FILE
 *
 * Everything goes through the rooms' own functions, in transactions of BATCH rows; only shares are written by their
 * statement, since a share by the rules needs the member's charter. One session token a member is written to the file.
 * */
#include "app/brand/brand.h"
#include "app/company/company.h"
#include "app/member/member.h"
#include "app/post/post.h"
#include "app/privacy/person.h"
#include "app/session/session.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/rnd.h"
#include "sql_gen.h"
#include "text/url.h"

#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 1000, SHARES_EACH = 4 };

struct load {
    struct db_cx cx;
    struct problems errs;
    int64_t members, posts, now;
    int64_t *post_ids;
    FILE *tokens;
};

struct step {
    struct load *l;
    int64_t from, to;
};

static void need(struct load *l, enum err e, const char *what) {
    if (e) {
        fprintf(stderr, "load_feed: %s: %s %s\n", what, err_info(e)->slug, l->errs.n ? l->errs.items[0].detail.p : "");
        exit(1);
    }
}

static enum err company_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return company_create(tx, args);
}

static enum err posts_tx(struct tx *tx, const void *args, void *ret) {
    const struct step *s = args;
    struct brand brand;
    (void)ret;
    enum err e = brand_find(tx, 0, "", &brand);
    for (int64_t i = s->from; !e && i < s->to; i++) {
        struct str url = arena_printf(tx->arena, "https://www.rivelle.example/actualites/%lld-une-page-du-site",
                                      (long long)i);
        int64_t at = s->l->now - (s->l->posts - i) * 600 * US_PER_S;
        struct post_new p = {
            .brand_id = brand.id, .kind = STR("article"), .network = i % 5 ? STR("web") : STR("linkedin"),
            .audience = STR("shareable"), .language = i % 3 ? STR("fr") : STR("en"),
            .title = arena_printf(tx->arena, "Publication %lld : le réseau de chaleur gagne deux écoles", (long long)i),
            .body = STR("Seize parkings de Savoie et d’Isère s’équipent d’ici au 15 décembre."), .url = url,
            .url_key = url_key(tx->arena, url), .image_url = STR("https://www.rivelle.example/img/1200.jpg"),
            .image_alt = STR("Une chaufferie"), .promotional = i % 4 == 0, .published = true, .issued_at = at,
            .now = at};
        e = post_create(tx, &p, &s->l->post_ids[i]);
    }
    return e;
}

static enum err shares(struct tx *tx, const struct load *l, int64_t person) {
    enum err e = E_OK;
    for (int i = 0; !e && i < SHARES_EACH; i++) {
        /* Each in another quarter of what is newest, so that no post is drawn twice. */
        int64_t newest = l->posts < 400 ? l->posts : 400, quarter = newest / SHARES_EACH;
        int64_t post = l->post_ids[l->posts - newest + i * quarter + rnd_below((uint32_t)quarter)];
        e = sql_share_insert(tx, &(struct sql_share_insert_in){
            .id = id_new(), .person = person, .post = post, .network = STR("linkedin"), .action = STR("share"),
            .mode = STR("intent"), .status = STR("open"), .own_text = STR(""), .final_text = STR(""), .language = STR("fr"),
            .disclosure = STR(""), .disclosure_state = STR("offered"), .day = i, .day_rank = 1, .link = 0,
            .now = l->now});
    }
    return e;
}

static enum err member(struct tx *tx, struct load *l, int64_t i) {
    struct member_new in = {.email = arena_printf(tx->arena, "m%lld@rivelle.example", (long long)i),
                            .first_name = STR("Camille"),
                            .last_name = STR("Durand"), .roles = ROLE_MEMBER, .active = true, .now = l->now};
    int64_t id, person;
    struct session_made session;
    enum err e = member_check(&in, tx->arena, tx->errs, "");
    if (!e) {
        e = member_create(tx, &in, "", &id);
    }
    if (!e) {
        e = person_of(tx, id, &person);
    }
    if (!e) {
        e = shares(tx, l, person);
    }
    if (!e) {
        struct session_from from = {.client = STR(""), .user_agent = STR(""), .old_session = STR_NULL, .now = l->now};
        e = session_create(tx, id, &from, &session);
    }
    if (!e) {
        fprintf(l->tokens, "%.*s\n", STRF(session.token));
    }
    return e;
}

static enum err members_tx(struct tx *tx, const void *args, void *ret) {
    const struct step *s = args;
    enum err e = E_OK;
    (void)ret;
    for (int64_t i = s->from; !e && i < s->to; i++) {
        e = member(tx, s->l, i);
    }
    return e;
}

static void in_batches(struct load *l, int64_t n, db_fn fn, const char *what) {
    for (int64_t from = 0; from < n; from += BATCH) {
        struct step s = {l, from, from + BATCH < n ? from + BATCH : n};
        need(l, db_tx(&l->cx, fn, &s, NULL, 0), what);
        arena_reset(l->cx.arena);
    }
}

int main(int argc, char **argv) {
    struct load l = {.now = clock_now()};
    if (argc != 6 || !str_to_i64(str_of(argv[3]), &l.members) || !str_to_i64(str_of(argv[4]),
                                                                             &l.posts) || l.posts < 100) {
        fprintf(stderr, "usage: load_feed DB-URL DATA-FOLDER MEMBERS POSTS(>=100) TOKENS-FILE\n");
        return 2;
    }
    rnd_init();
    struct arena *arena = arena_create((size_t)1 << 30);
    l.errs.arena = arena;
    l.tokens = fopen(argv[5], "w");
    struct db *db = NULL;
    int applied = 0;
    need(&l, l.tokens ? E_OK : E_IO, argv[5]);
    need(&l, db_open(&(struct db_open_options){.url = argv[1]}, &l.errs, &db), "open");
    need(&l, db_migrate(db, &l.errs, &applied), "migrate");
    need(&l, person_keys_load(argv[2], true, &l.errs), "person key");
    l.cx = (struct db_cx){.db = db, .company = id_new(), .role = DB_APP, .arena = arena_create((size_t)1 << 30),
                          .errs = &l.errs};
    struct company_new company = {.name = STR("Rivelle"), .language = STR("fr"), .time_zone = STR("Europe/Paris"),
                                  .colour = STR("#CC3A12"), .now = l.now};
    need(&l, company_check(&company, l.cx.arena, &l.errs, ""), "company");
    need(&l, db_tx(&l.cx, company_tx, &company, NULL, 0), "company");
    l.post_ids = arena_array(arena, int64_t, (size_t)l.posts);
    in_batches(&l, l.posts, posts_tx, "posts");
    in_batches(&l, l.members, members_tx, "members");
    db_close(db);
    return fclose(l.tokens) == 0 ? 0 : 1;
}
