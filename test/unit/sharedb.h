/* sharedb.h: ambassadors who share, for the tests of share, points and impact. On top of contentdb.h. */
#ifndef PV_TEST_UNIT_SHAREDB_H
#define PV_TEST_UNIT_SHAREDB_H

#include "app/charter/charter.h"
#include "app/points/points.h"
#include "app/share/share.h"
#include "base/clock.h"
#include "contentdb.h"
#include "eventsdb.h"

#define MINUTE (60 * US_PER_S)
#define OWN_TEXT "J’ai passé la nuit sur la crête avec toute l’équipe, et le silence y est incroyable."

static inline enum err share_opt_in_tx(struct tx *tx, const void *args, void *ret) {
    struct participation p;
    (void)ret;
    return participation_set(tx, &(struct participation_change){.person = *(const int64_t *)args, .ambassador = true,
                                                                .charter_version = 1, .language = STR("fr"), .now = NOW}, &p);
}

/* The person opts in; no member is needed, since what they do is keyed by the person. */
static inline int64_t share_person(const struct db_cx *cx, int64_t person) {
    if (db_tx(cx, share_opt_in_tx, &person, NULL, 0)) {
        fprintf(stderr, "no ambassador\n");
        exit(1);
    }
    return person;
}

struct sharing {
    int64_t person, post, now, caption;
    const char *network, *text, *zone, *disclosure, *language, *incentive;
    const char *instance;
};

static inline enum err sharing_tx(struct tx *tx, const void *args, void *ret) {
    const struct sharing *s = args;
    struct share_new in = {
        .person = s->person, .post = s->post, .network = network_find(str_of(s->network ? s->network : "linkedin")),
        .text = str_of(s->text ? s->text : OWN_TEXT), .language = str_of(s->language ? s->language : ""),
        .caption = s->caption, .disclosure = str_of(s->disclosure ? s->disclosure : ""),
        .incentive = str_of(s->incentive ? s->incentive : "none"),
        .time_zone = str_of(s->zone ? s->zone : "Europe/Paris"), .member_language = STR("fr"),
        .instance = str_of(s->instance ? s->instance : ""),
        .base_url = STR("https://acme.example"), .now = s->now ? s->now : NOW};
    return share_open(tx, &in, ret);
}

/* Details of the last failure are left in cx->errs. */
static inline enum err sharing(const struct db_cx *cx, struct sharing s, struct share_opened *ret) {
    struct share_opened out = {0};
    cx->errs->n = 0;
    cx->errs->retry_after_s = 0;
    enum err e = db_tx(cx, sharing_tx, &s, &out, sizeof out);
    if (ret) {
        *ret = out;
    }
    return e;
}

/* A share that has to succeed; its id. */
static inline int64_t shared(const struct db_cx *cx, struct sharing s) {
    struct share_opened out;
    enum err e = sharing(cx, s, &out);
    if (e) {
        fprintf(stderr, "not shared: %s %s\n", err_info(e)->slug, cx->errs->n ? cx->errs->items[0].detail.p : "");
        exit(1);
    }
    return out.share.id;
}

struct step {
    int64_t person, id, now;
    const char *url;
};

static inline enum err declare_step(struct tx *tx, const void *args, void *ret) {
    const struct step *s = args;
    (void)ret;
    return share_declare(tx, s->person, s->id, str_of(s->url ? s->url : ""), s->now ? s->now : NOW);
}
static inline enum err retract_step(struct tx *tx, const void *args, void *ret) {
    const struct step *s = args;
    (void)ret;
    return share_retract(tx, s->person, s->id, s->now ? s->now : NOW);
}
static inline enum err verify_step(struct tx *tx, const void *args, void *ret) {
    const struct step *s = args;
    (void)ret;
    return share_verify(tx, s->id, s->now ? s->now : NOW);
}
static inline enum err get_step(struct tx *tx, const void *args, void *ret) {
    return share_get(tx, ((const struct step *)args)->id, ret);
}

static inline enum err step(const struct db_cx *cx, db_fn fn, struct step s) {
    cx->errs->n = 0;
    return db_tx(cx, fn, &s, NULL, 0);
}

static inline struct share share_now(const struct db_cx *cx, int64_t id) {
    struct share s = {0};
    if (db_read(cx, get_step, &(struct step){.id = id}, &s, sizeof s)) {
        s.id = 0;
    }
    return s;
}

#endif
