/* story.c: lives through the demo company's last months, day by day, with the program's own rules and a clock of its own.
 *
 * Nothing is written into tables by hand: sources are polled (with feeds made from posts.c), curators publish, ambassadors accept
 * the charter and share within their caps, strangers click by day and hardly at night, and the projector counts. The dice
 * are seeded, so that two demos tell the same story. */
#include "demo/demo.h"

#include "app/brand/brand.h"
#include "app/charter/charter.h"
#include "app/company/setup.h"
#include "app/link/projector.h"
#include "app/member/member.h"
#include "app/points/points.h"
#include "app/post/post.h"
#include "app/privacy/person.h"
#include "app/session/password.h"
#include "app/session/visit.h"
#include "app/share/share.h"
#include "app/source/store.h"
#include "base/clock.h"
#include "base/heap.h"
#include "base/id.h"
#include "demo/dice.h"
#include "sql_gen.h"
#include "text/url.h"

#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE_MAX = 30000, HIRE_BATCH = 250, BOARD_DAY = 75, POSTS_MAX = 256, AMBASSADOR_PERCENT = 52, INVITED_PERCENT = 9, CLICKS_DAY_MAX = 200000, SOURCES = 8 };
static const int64_t hour_us = 3600 * US_PER_S;

struct person {
    int64_t member, id;          /* id: person_id */
    const char *language, *time_zone;
    bool ambassador, here;       /* here: came in, not only invited */
    double zeal;                 /* how often this person shares, 0 .. 1 */
    double reach;                /* how many follow */
};

struct story {
    struct db *db;
    struct arena *arena;         /* reset each day */
    struct arena *kept;
    struct problems *errs;
    struct click_store *store;
    const struct demo_options *opt;
    struct dice dice;
    int64_t company, source[SOURCES], brand[2], channel[DEMO_CHANNELS];
    struct person *people;
    size_t people_n;
    const struct demo_post *posts;
    size_t posts_n;
    int64_t post[POSTS_MAX];     /* their ids */
    struct click *clicks;        /* still to come, unsorted */
    size_t clicks_n, clicks_cap;
    struct demo_done done;
};

static int64_t story_clock;

static int64_t story_now(void) {
    return story_clock;
}

static struct db_cx cx_of(const struct story *s) {
    return (struct db_cx){.db = s->db, .company = s->company, .role = DB_APP, .arena = s->arena, .errs = s->errs};
}

/* ---- company and people ---- */

static enum err found_company(struct story *s) {
    struct db_cx cx = cx_of(s);
    const struct demo_person *admin = &demo_people[0];
    struct setup_new in = {
        .company = {.name = STR("Rivelle"), .language = STR("fr"), .time_zone = STR("Europe/Paris"), .colour = STR("#CC3A12"),
                    .now = story_clock},
        .email = str_of(admin->email), .first_name = str_of(admin->first_name), .last_name = str_of(admin->last_name),
        .password = str_of(s->opt->password), .company_at = "", .admin_at = "/admin"};
    struct setup_done done;
    enum err e = setup_run(&cx, &in, &done);
    s->company = done.company;
    s->people[0] = (struct person){.member = done.admin, .language = "fr", .time_zone = "Europe/Paris", .here = true};
    s->people_n = 1;
    return e;
}

struct hire {
    struct member_new member;
    bool ambassador;
};

static enum err hire_tx(struct tx *tx, const void *args, void *ret) {
    const struct hire *h = args;
    struct person *p = ret;
    int64_t n = 0;
    enum err e = member_create(tx, &h->member, "", &p->member);
    if (!e && h->member.active) {
        e = sql_member_invited_set(tx, p->member, h->member.now, &n);     /* whoever is in was invited once */
    }
    if (!e) {
        e = person_of(tx, p->member, &p->id);
    }
    if (!e && h->ambassador) {
        struct participation_change change = {.person = p->id, .ambassador = true, .charter_version = 1,
                                              .language = h->member.language, .now = h->member.now};
        struct participation got;
        e = participation_set(tx, &change, &got);
    }
    return e;
}

struct hires {
    const struct hire *list;
    size_t n;
};

static enum err hires_tx(struct tx *tx, const void *args, void *ret) {
    const struct hires *h = args;
    struct person *people = ret;
    enum err e = E_OK;
    for (size_t i = 0; !e && i < h->n; i++) {
        e = hire_tx(tx, &h->list[i], &people[i]);
    }
    return e;
}

static void settle(struct story *s, struct person p, const struct hire *h) {
    p.language = arena_dup(s->kept, h->member.language).p;
    p.time_zone = arena_dup(s->kept, h->member.time_zone).p;
    p.ambassador = h->ambassador;
    p.here = h->member.active;
    p.zeal = dice_unit(&s->dice) * dice_unit(&s->dice);
    p.reach = 2 + 34 * dice_unit(&s->dice) * dice_unit(&s->dice) * dice_unit(&s->dice);
    s->people[s->people_n++] = p;
}

/* Many at once: a commit for each would be most of the time that the demo takes. */
static enum err hire(struct story *s, struct hire *list, size_t n) {
    struct db_cx cx = cx_of(s);
    struct person people[HIRE_BATCH] = {0};
    enum err e = E_OK;
    for (size_t i = 0; !e && i < n; i++) {
        e = member_check(&list[i].member, s->kept, s->errs, "");
    }
    if (!e) {
        e = db_tx(&cx, hires_tx, &(struct hires){list, n}, people, sizeof people);
    }
    for (size_t i = 0; !e && i < n; i++) {
        settle(s, people[i], &list[i]);
    }
    return e;
}

static enum err hire_named(struct story *s, struct str hash) {
    enum err e = E_OK;
    for (size_t i = 1; !e && i < demo_person_count; i++) {
        const struct demo_person *d = &demo_people[i];
        struct hire h = {.ambassador = d->ambassador, .member = {
            .email = str_of(d->email), .first_name = str_of(d->first_name), .last_name = str_of(d->last_name),
            .language = str_of(d->language), .time_zone = STR("Europe/Paris"), .roles = d->roles, .country = str_of(d->country),
            .team = str_of(d->team), .password_hash = hash, .active = true, .now = story_clock}};
        e = hire(s, &h, 1);
        if (d->ambassador) {
            s->people[s->people_n - 1].zeal = 0.8;
            s->people[s->people_n - 1].reach = 22;
        }
    }
    return e;
}

static const struct demo_place *draw_place(struct dice *d) {
    int at = (int)dice_below(d, 100);
    size_t i = 0;
    while (i + 1 < demo_place_count && at >= demo_places[i].weight) {
        at -= demo_places[i++].weight;
    }
    return &demo_places[i];
}

static struct hire draw_hire(struct story *s, int64_t i) {
    struct dice *d = &s->dice;
    const struct demo_place *place = draw_place(d);
    struct demo_country at = {place->country, place->language, place->time_zone};
    bool invited = dice_below(d, 100) < INVITED_PERCENT;
    if (s->opt->size.worldwide && dice_below(d, 2) == 0) {
        at = demo_countries[dice_below(d, demo_country_count)];
    }
    return (struct hire){.ambassador = !invited && dice_below(d, 100) < AMBASSADOR_PERCENT, .member = {
        .email = arena_printf(s->kept, "p%04lld@rivelle.example", (long long)i),
        .first_name = str_of(demo_first_names[dice_below(d, demo_first_name_count)]),
        .last_name = str_of(demo_last_names[dice_below(d, demo_last_name_count)]),
        .language = str_of(at.language), .time_zone = str_of(at.time_zone), .country = str_of(at.name),
        .team = str_of(place->team), .active = !invited, .now = story_clock}};
}

static enum err hire_rest(struct story *s) {
    enum err e = E_OK;
    int64_t want = s->opt->size.members < PEOPLE_MAX ? s->opt->size.members : PEOPLE_MAX;
    for (int64_t i = (int64_t)s->people_n; !e && i < want;) {
        struct hire list[HIRE_BATCH];
        size_t n = 0;
        while (n < HIRE_BATCH && i < want) {
            list[n++] = draw_hire(s, i++);
        }
        e = hire(s, list, n);
        arena_reset(s->arena);
        s->errs->n = 0;
    }
    return e;
}

/* ---- sources and posts ---- */

struct open_sources_args {
    struct story *s;
};

static enum err open_sources_tx(struct tx *tx, const void *args, void *ret) {
    struct story *s = ((const struct open_sources_args *)args)->s;
    int64_t *ids = ret;
    struct brand *brands;
    struct brand second;
    size_t n;
    enum err e = brand_list(tx, &brands, &n);
    if (!e) {
        e = brand_create(tx, STR("Rivelle Solaire"), story_clock, &second);
    }
    for (size_t i = 0; !e && i < demo_source_count; i++) {
        const struct demo_source *d = &demo_sources[i];
        ids[i] = id_new();
        e = sql_source_insert(tx, &(struct sql_source_insert_in){
            .id = ids[i], .brand = d->brand ? second.id : brands[0].id, .kind = STR("rss"), .network = STR("web"),
            .url = str_of(d->url), .title = str_of(d->title), .site_url = str_of(d->site), .language = str_of(d->language),
            .mode = STR("inbox"), .interval_s = SOURCE_INTERVAL_START_S, .now = story_clock});
        if (!e) {
            e = event_record(tx, &(struct event){.kind = EV_SOURCE_ADDED, .at = story_clock, .subject = ids[i]});
        }
    }
    (void)s;
    return e;
}

static struct str post_address(struct arena *a, const struct demo_post *p) {
    return arena_printf(a, "%s/%s", demo_sources[p->source].site, p->slug);
}

struct poll_args {
    int64_t source;
    const struct poll_found *found;
};

static enum err poll_tx(struct tx *tx, const void *args, void *ret) {
    const struct poll_args *a = args;
    struct source src;
    (void)ret;
    enum err e = source_get(tx, a->source, &src);
    return e ? e : source_store(tx, &src, a->found, story_clock);
}

struct find_args {
    struct str url;
};

static enum err find_tx(struct tx *tx, const void *args, void *ret) {
    return post_by_url_key(tx, url_key(tx->arena, ((const struct find_args *)args)->url), ret);
}

/* The source shows one new item. */
static enum err item_appears(struct story *s, size_t k) {
    const struct demo_post *p = &s->posts[k];
    const struct demo_source *src = &demo_sources[p->source];
    struct db_cx cx = cx_of(s);
    struct feed_item item = {.id = post_address(s->arena, p), .url = post_address(s->arena, p), .title = str_of(p->title),
                             .published = story_clock, .summary = str_of(p->body), .language = str_of(src->language)};
    struct poll_found found = {.kind = POLL_FEED, .url = str_of(src->url), .max_age_s = -1, .retry_after_s = -1,
        .feed = {.kind = FEED_RSS, .title = str_of(src->title), .link = str_of(src->site), .language = str_of(src->language),
                 .items = &item, .n = 1}};
    struct poll_args poll = {s->source[p->source], &found};
    enum err e = db_tx(&cx, poll_tx, &poll, NULL, 0);
    if (!e) {
        struct find_args find = {item.url};
        e = db_read(&cx, find_tx, &find, &s->post[k], sizeof s->post[k]);
    }
    s->done.posts++;
    return e;
}

struct curate_args {
    int64_t id;
    const struct demo_post *post;
    struct str image;
};

static enum err curate_tx(struct tx *tx, const void *args, void *ret) {
    const struct curate_args *a = args;
    const struct demo_post *p = a->post;
    (void)ret;
    struct post_change change = {
        .has_promotional = true, .promotional = p->promotional, .has_image_url = p->image[0] != '\0', .image_url = a->image,
        .has_image_alt = p->alt[0] != '\0', .image_alt = str_of(p->alt), .has_caption = p->caption[0] != '\0',
        .caption_text = str_of(p->caption), .caption_language = str_of(demo_sources[p->source].language)};
    enum err e = post_change(tx, a->id, &change, story_clock);
    if (!e) {
        e = demo_captions(tx, a->id, p->slug, story_clock);
    }
    if (!e && p->state != 1) {
        e = post_step(tx, a->id, p->state == 2 ? POST_DROP : POST_PUBLISH, story_clock);
    }
    return e;
}

static enum err curate(struct story *s, size_t k) {
    const struct demo_post *p = &s->posts[k];
    struct db_cx cx = cx_of(s);
    struct curate_args args = {s->post[k], p, arena_printf(s->arena, "/illustrations/%s.svg", p->image)};
    return db_tx(&cx, curate_tx, &args, NULL, 0);
}

/* ---- sharing ---- */

struct sharing {
    struct share_new share;
    const struct demo_post *post;
    bool own_words, declare;
    const char *words;
};

static struct str fill_blank(struct arena *a, struct str text, const char *words) {
    size_t at = str_find(text, STR("____"));
    if (at == text.n) {
        return text;
    }
    struct str rest = str_sub(text, at + 4, text.n);
    return arena_printf(a, "%.*s%s%.*s", (int)at, text.p, words, STRF(rest));
}

struct shared {
    int64_t share, link;
};

static enum err share_tx(struct tx *tx, const void *args, void *ret) {
    const struct sharing *sh = args;
    struct shared *r = ret;
    struct share_new in = sh->share;
    struct caption_dealt dealt = {0};
    enum err e = caption_deal(tx, &(struct caption_ask){
        .post = in.post, .network = in.network, .language = in.member_language, .person = in.person, .base_url = in.base_url,
        .now = in.now}, &dealt);
    if (e) {
        return e;
    }
    struct caption caption = dealt.caption;
    bool x = str_is(str_of(in.network->name), "x");
    if (caption.id && !sh->own_words && !x) {
        in.caption = caption.id;
        in.text = fill_blank(tx->arena, caption.text, str_is(in.member_language, "fr") ? "la patience de l’équipe" : "patience");
    } else {
        in.text = str_of(sh->words);
    }
    struct points_offer offer;
    struct share_opened opened = {0};
    e = points_offer(tx, str_of(in.network->name), 1, false, in.now, &offer);
    if (e) {
        return e;
    }
    in.incentive = offer.earns ? STR("reward") : STR("none");
    e = share_open(tx, &in, &opened);
    if (!e && sh->declare) {
        e = share_declare(tx, in.person, opened.share.id, STR(""), in.now + 90 * US_PER_S);
    }
    r->share = opened.share.id;
    r->link = opened.share.link;
    return e;
}

static void click_add(struct story *s, int64_t link, int64_t at, enum click_class class, int64_t visitor) {
    if (at > s->opt->now) {
        return;
    }
    if (s->clicks_n == s->clicks_cap) {
        s->clicks_cap = s->clicks_cap ? s->clicks_cap * 2 : 4096;
        s->clicks = heap_realloc(s->clicks, s->clicks_cap * sizeof *s->clicks);
    }
    s->clicks[s->clicks_n++] = (struct click){.company = s->company, .link = link, .at = at, .class = class,
                                              .visitor = visitor};
}

/* A time of day when people read: mornings, lunch, evenings; hardly at night. */
static int64_t waking(struct dice *d, int64_t at) {
    static const unsigned char weight[24] = {1, 0, 0, 0, 0, 1, 4, 9, 14, 12, 9, 7, 12, 10, 7, 6, 6, 8, 10, 9, 9, 8, 5, 2};
    int64_t day = at - at % US_PER_DAY;
    for (int tries = 0; tries < 40; tries++) {
        int64_t hour = (int64_t)dice_below(d, 24);
        int64_t t = day + hour * hour_us + (int64_t)(dice_unit(d) * (double)hour_us);
        if (dice_below(d, 14) < weight[hour] && t >= at) {
            return t;
        }
    }
    return at + (int64_t)(dice_unit(d) * (double)hour_us);
}

/* What comes back through one link: the network's own preview at once, people over days, a few bots. */
static void draw_clicks(struct story *s, const struct person *p, int64_t link, int64_t at) {
    struct dice *d = &s->dice;
    for (size_t i = 0, n = 1 + dice_below(d, 3); i < n; i++) {
        click_add(s, link, at + (int64_t)(2 + dice_below(d, 40)) * US_PER_S, CLICK_PREVIEW, 0);
    }
    int humans = (int)(p->reach * (0.3 + 1.6 * dice_unit(d) * dice_unit(d)));
    for (int i = 0; i < humans; i++) {
        double days = -1.4 * dice_log(d);
        int64_t visitor = dice_i63(d);
        int64_t t = waking(d, at + (int64_t)(days * (double)US_PER_DAY));
        click_add(s, link, t, CLICK_HUMAN, visitor);
        if (dice_below(d, 9) == 0) {
            click_add(s, link, t + (int64_t)(1 + dice_below(d, 50)) * 60 * US_PER_S, CLICK_HUMAN, visitor);
        }
    }
    for (size_t i = 0, n = dice_below(d, 5); i < n; i++) {
        click_add(s, link, at + (int64_t)(dice_unit(d) * 6 * (double)US_PER_DAY), CLICK_BOT, dice_i63(d));
    }
}

static const char *draw_words(struct story *s, bool french) {
    const char *first = french ? demo_own_words_fr[dice_below(&s->dice, demo_own_words_fr_count)]
                               : demo_own_words_en[dice_below(&s->dice, demo_own_words_en_count)];
    const char *last = french ? demo_own_ends_fr[dice_below(&s->dice, demo_own_ends_fr_count)]
                              : demo_own_ends_en[dice_below(&s->dice, demo_own_ends_en_count)];
    return arena_printf(s->arena, "%s %s", first, last).p;
}

static enum err share_once(struct story *s, const struct person *p, size_t k, int64_t at) {
    static const char *const names[] = {"linkedin", "linkedin", "linkedin", "linkedin", "bluesky", "bluesky", "x"};
    struct db_cx cx = cx_of(s);
    bool french = str_is(str_of(p->language), "fr");
    story_clock = at;
    struct sharing sh = {
        .post = &s->posts[k], .own_words = dice_below(&s->dice, 100) < 58, .declare = dice_below(&s->dice, 100) < 62,
        .words = draw_words(s, french),
        .share = {.person = p->id, .post = s->post[k], .network = network_find(str_of(names[dice_below(&s->dice, 7)])),
                  .time_zone = str_of(p->time_zone), .member_language = str_of(p->language), .language = str_of(p->language),
                  .base_url = STR("https://share.rivelle.example"), .now = at}};
    struct shared r;
    enum err e = db_tx(&cx, share_tx, &sh, &r, sizeof r);
    s->errs->n = 0;
    if (e == E_LIMIT || e == E_EXISTS || e == E_INVALID || e == E_STATE) {
        return E_OK;  /* a cap or a guard said no, as it would in life */
    }
    if (!e) {
        s->done.shares++;
        draw_clicks(s, p, r.link, at);
    }
    return e;
}

/* Who shares the post today: few on the first day, fewer later. */
static enum err share_today(struct story *s, size_t k, int64_t day_start, double appetite) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < s->people_n; i++) {
        const struct person *p = &s->people[i];
        if (!p->ambassador || dice_unit(&s->dice) > p->zeal * appetite) {
            continue;
        }
        int64_t at = waking(&s->dice, day_start + 6 * hour_us);
        if (at > story_clock && at < s->opt->now - 600 * US_PER_S) {
            e = share_once(s, p, k, at);
        }
    }
    return e;
}

/* ---- days ---- */

static int by_time(const void *a, const void *b) {
    const struct click *x = a;
    const struct click *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Clicks of the day that is over are stored and counted. */
static enum err count_day(struct story *s, int64_t end) {
    struct click *due = arena_array(s->arena, struct click, s->clicks_n);
    size_t n = 0;
    size_t rest = 0;
    for (size_t i = 0; i < s->clicks_n; i++) {
        if (s->clicks[i].at < end) {
            due[n++] = s->clicks[i];
        } else {
            s->clicks[rest++] = s->clicks[i];
        }
    }
    s->clicks_n = rest;
    s->done.clicks += (int64_t)n;
    if (n == 0) {
        return E_OK;
    }
    qsort(due, n, sizeof *due, by_time);
    enum err e = click_store_add_all(s->store, due, n);
    return e ? e : projector_drain(s->db, s->store, s->errs);
}

static int64_t moment(const struct story *s, const struct demo_post *p) {
    int64_t midnight = s->opt->now - s->opt->now % US_PER_DAY - p->days_ago * US_PER_DAY;
    int64_t local = time_zone_offset(STR("Europe/Paris"), midnight) * US_PER_S;
    int64_t at = midnight - local + p->hour * hour_us + p->minute * 60 * US_PER_S;
    return at < s->opt->now - hour_us / 2 ? at : s->opt->now - hour_us / 2;
}

static enum err live_day(struct story *s, int day) {
    int64_t start = s->opt->now - s->opt->now % US_PER_DAY - day * US_PER_DAY;
    enum err e = E_OK;
    for (size_t k = 0; !e && k < s->posts_n; k++) {
        const struct demo_post *p = &s->posts[k];
        if (p->days_ago == day) {
            story_clock = moment(s, p);
            e = item_appears(s, k);
            story_clock += p->state == 0 ? 20 * 60 * US_PER_S : 60 * US_PER_S;
            e = e ? e : curate(s, k);
        }
    }
    for (size_t k = 0; !e && k < s->posts_n; k++) {
        int age = s->posts[k].days_ago - day;
        if (s->posts[k].state == 0 && age >= 0 && age <= 3) {
            static const double appetite[] = {1.1, 0.5, 0.2, 0.08};
            double crowd = 60.0 / (double)(s->people_n > 60 ? s->people_n : 60);
            e = share_today(s, k, start, appetite[age] * (crowd < s->opt->size.crowd ? s->opt->size.crowd : crowd));
        }
    }
    if (!e) {
        int64_t end = start + US_PER_DAY;
        story_clock = end < s->opt->now ? end : s->opt->now;
        e = count_day(s, day == 0 ? s->opt->now + 1 : end);
    }
    arena_reset(s->arena);
    return e;
}

/* The people one signs in as were here yesterday, so that the feed can show where they stopped. */
static enum err visit_tx(struct tx *tx, const void *args, void *ret) {
    int64_t previous;
    (void)ret;
    return visit_touch(tx, *(const int64_t *)args, story_clock, &previous);
}

static enum err visits(struct story *s, int64_t at) {
    struct db_cx cx = cx_of(s);
    enum err e = E_OK;
    story_clock = at;
    for (size_t i = 1; !e && i < demo_person_count; i++) {
        e = db_tx(&cx, visit_tx, &s->people[i].id, NULL, 0);
    }
    return e;
}

/* The news of the solar brand lie in its channel; whoever may share follows what goes on behind the scenes. */
static enum err open_channels(struct story *s) {
    struct db_cx cx = cx_of(s);
    enum err e = demo_channels(&cx, story_clock, s->channel);
    for (size_t k = 0; !e && k < demo_post_count; k++) {
        if (demo_posts[k].source == 2) {
            e = demo_place(&cx, s->post[k], s->channel[DEMO_SOLAR]);
        }
    }
    for (size_t i = 1; !e && i < demo_person_count; i++) {
        struct audience_who who = {s->people[i].member, s->people[i].id, str_of(s->people[i].language)};
        e = s->people[i].ambassador ? demo_follow(&cx, &who, s->channel[DEMO_BACKSTAGE], story_clock) : E_OK;
    }
    struct source_change keep = {.has_channel = true, .channel = id_text(s->arena, s->channel[DEMO_SOLAR])};
    return e ? e : source_change(&cx, s->source[2], &keep, story_clock);
}

/* The demo's feeds do not exist: their sources rest, so that nobody is asked. */
static enum err rest_sources(struct story *s) {
    struct db_cx cx = cx_of(s);
    struct source_change pause = {.has_status = true, .status = STR("paused")};
    enum err e = E_OK;
    for (size_t i = 0; !e && i < demo_source_count; i++) {
        e = source_change(&cx, s->source[i], &pause, story_clock);
    }
    return e;
}

/* The posts of posts.c, and before them those of past.c where the story is long. */
static void choose_posts(struct story *s) {
    size_t n;
    struct demo_post *past = demo_past(s->kept, s->opt->size.days, &n);
    struct demo_post *all = arena_array(s->kept, struct demo_post, n + demo_post_count);
    memcpy(all, demo_posts, demo_post_count * sizeof *all);
    memcpy(all + demo_post_count, past, n * sizeof *all);
    s->posts = all;
    s->posts_n = n + demo_post_count < POSTS_MAX ? n + demo_post_count : POSTS_MAX;
}

/* The first of the list, whom one may sign in as, is left out: so that the way onto the board can be shown. */
static enum err open_board(struct story *s, int64_t at) {
    struct db_cx cx = cx_of(s);
    struct demo_who *who = arena_array(s->arena, struct demo_who, s->people_n + 1);
    size_t n = 0, seen = 0;
    for (size_t i = 0; i < s->people_n; i++) {
        const struct person *p = &s->people[i];
        bool named = i < demo_person_count;
        seen += p->ambassador && named;
        if (p->ambassador && (!named || seen > 3)) {
            who[n++] = (struct demo_who){p->id, p->member, p->language, named};
        }
    }
    story_clock = at;
    return demo_board(&cx, who, n, at);
}

/* The admin has just made the space and has read nothing. */
static enum err react(struct story *s) {
    struct db_cx cx = cx_of(s);
    struct demo_who *who = arena_array(s->arena, struct demo_who, s->people_n);
    size_t n = 0;
    for (size_t i = 1; i < s->people_n; i++) {
        const struct person *p = &s->people[i];
        if (p->here) {
            who[n++] = (struct demo_who){p->id, p->member, p->language, i < demo_person_count};
        }
    }
    return demo_reactions(&cx, who, n, s->opt->now);
}

static enum err archive_tx(struct tx *tx, const void *args, void *ret) {
    return post_archive_old(tx, *(const int64_t *)args, ret);
}

/* What the nightly work would archive is in the archive already: the demo looks the same on its second day. */
static enum err archive(struct story *s) {
    struct db_cx cx = cx_of(s);
    int64_t now = s->opt->now, n = 1;
    enum err e = E_OK;
    while (!e && n > 0) {
        e = db_tx(&cx, archive_tx, &now, &n, sizeof n);
    }
    return e;
}

/* What is told apart from the days. */
static enum err tell_parts(struct story *s) {
    enum err e = open_channels(s);
    struct db_cx cx = cx_of(s);
    e = e ? e : demo_own(&cx, s->opt->now, s->channel, &story_clock);
    return e ? e : demo_plan(&cx, s->opt->now);
}

static enum err tell(struct story *s) {
    choose_posts(s);
    story_clock = s->opt->now - s->opt->size.days * US_PER_DAY;
    clock_set(story_now);
    enum err e = found_company(s);
    struct str hash = e ? STR_NULL : password_hash(s->kept, str_of(s->opt->password));
    if (!e) {
        e = hire_named(s, hash);
    }
    if (!e) {
        e = hire_rest(s);
    }
    if (!e) {
        struct db_cx cx = cx_of(s);
        e = db_tx(&cx, open_sources_tx, &(struct open_sources_args){s}, s->source, sizeof s->source);
    }
    for (int day = s->opt->size.days - 1; !e && day >= 0; day--) {
        if (day == BOARD_DAY) {
            e = open_board(s, s->opt->now - day * US_PER_DAY);
        }
        e = e ? e : live_day(s, day);
    }
    e = e ? e : tell_parts(s);
    if (!e) {
        e = visits(s, s->opt->now - 30 * hour_us);
    }
    story_clock = s->opt->now;
    e = e ? e : archive(s);
    e = e ? e : react(s);
    if (!e) {
        e = rest_sources(s);
    }
    return e ? e : event_drain(s->db, s->arena, s->errs);
}

enum err demo_build(struct db *db, const struct demo_options *opt, struct problems *errs, struct demo_done *ret) {
    struct story *s = heap_alloc(sizeof *s);
    s->db = db;
    s->opt = opt;
    s->errs = errs;
    s->arena = arena_create((size_t)1 << 30);
    s->kept = arena_create((size_t)1 << 30);
    s->people = heap_calloc((size_t)PEOPLE_MAX + demo_person_count, sizeof *s->people);
    dice_seed(&s->dice, 20261124);
    struct click_store_options store = {.db = db, .data_dir = opt->data_dir, .durable = true};
    enum err e = click_store_open(&store, errs, &s->store);
    if (!e) {
        e = tell(s);
    }
    click_store_close(s->store);
    clock_set(NULL);
    s->done.company = s->company;
    s->done.members = (int64_t)s->people_n;
    *ret = s->done;
    heap_free(s->clicks);
    heap_free(s->people);
    arena_free(s->arena);
    arena_free(s->kept);
    heap_free(s);
    return e;
}
