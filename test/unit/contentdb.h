/* contentdb.h: a company with a brand, and short ways to make posts and shares, for the tests of the content rooms. */
#ifndef PV_TEST_UNIT_CONTENTDB_H
#define PV_TEST_UNIT_CONTENTDB_H

#include "app/brand/brand.h"
#include "app/company/company.h"
#include "app/post/post.h"
#include "base/id.h"
#include "event/event.h"
#include "sql_gen.h"
#include "testdb.h"
#include "text/url.h"

#define NOW INT64_C(1790000000000000)

static inline enum err content_company_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return company_create(tx, args);
}

/* A company of its own in the database. */
static inline struct db_cx content_company(struct testdb *t) {
    struct db_cx cx = testdb_cx(t, id_new());
    struct company_new in = {.name = STR("Rivelle"), .language = STR("fr"), .time_zone = STR("Europe/Paris"),
                             .colour = STR("#CC3A12"), .now = NOW};
    enum err e = company_check(&in, t->arena, &t->errs, "");
    if (!e) {
        e = db_tx(&cx, content_company_tx, &in, NULL, 0);
    }
    if (e) {
        fprintf(stderr, "no company: %s %s\n", err_info(e)->slug, t->errs.n ? t->errs.items[0].detail.p : "");
        exit(1);
    }
    return cx;
}

struct content_post {
    const char *title, *url, *network;
    bool published;
    int64_t now;
};

static inline enum err content_post_tx(struct tx *tx, const void *args, void *ret) {
    const struct content_post *p = args;
    struct brand brand;
    enum err e = brand_find(tx, 0, "", &brand);
    if (e) {
        return e;
    }
    struct post_new in = {.brand_id = brand.id, .kind = STR("link"), .network = str_of(p->network ? p->network : "web"),
                          .audience = STR("shareable"), .language = STR("fr"), .title = str_of(p->title),
                          .body = STR("Quelques mots."), .url = str_of(p->url), .url_key = url_key(tx->arena,
                          str_of(p->url)),
                          .published = p->published, .issued_at = p->now, .now = p->now};
    return post_create(tx, &in, ret);
}

static inline int64_t content_post(const struct db_cx *cx, struct content_post p) {
    int64_t id = 0;
    p.now = p.now ? p.now : NOW;
    enum err e = db_tx(cx, content_post_tx, &p, &id, sizeof id);
    return e ? 0 : id;
}

struct content_share {
    int64_t person, post, caption;
    const char *network;
};

static inline enum err content_share_tx(struct tx *tx, const void *args, void *ret) {
    const struct content_share *s = args;
    int64_t id = id_new();
    (void)ret;
    enum err e = sql_share_insert(tx, &(struct sql_share_insert_in){
        .id = id, .person = s->person, .post = s->post, .network = str_of(s->network), .action = STR("share"),
        .mode = STR("intent"), .status = STR("open"), .own_text = STR(""), .final_text = STR(""), .language = STR("fr"),
        .caption = s->caption ? &s->caption : NULL, .disclosure = STR(""), .disclosure_state = STR("offered"), .day = 1,
        .day_rank = 1, .link = 1, .now = NOW});
    return e ? e : event_record(tx, &(struct event){.kind = EV_SHARE_OPENED, .at = NOW, .subject = id,
                                                    .person = s->person});
}

static inline enum err content_share(const struct db_cx *cx, struct content_share s) {
    return db_tx(cx, content_share_tx, &s, NULL, 0);
}

#endif
