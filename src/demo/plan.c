/* plan.c: what the demo company has ahead of it: campaigns with their posts, and a calendar of three weeks. Invented. */
#include "demo/demo.h"

#include "app/brand/brand.h"
#include "app/campaign/campaign.h"
#include "app/post/post.h"
#include "base/clock.h"
#include "text/url.h"

#define ZONE "Europe/Paris"

static const struct {
    const char *name, *objective, *note;
    int from, to, target;        /* days from today */
} campaigns[] = {
    {"Soixante postes pour l’hiver", "recruitment", "Réseaux de chaleur et conduite\u00a0: montrer les métiers avant les annonces.", -14, 20, 12},
    {"Portes ouvertes de Saint-Arcon", "event", "", -3, 12, 4},
    {"Ce que l’eau nous apprend", "visibility", "Une série par mois, racontée par celles et ceux qui surveillent la rivière.", -80, -20, 6},
};
enum { CAMPAIGNS = sizeof campaigns / sizeof *campaigns };

static const struct {
    int day, hour, minute;       /* from today, on the wall there */
    int campaign;                /* one more than its place above; 0 none */
    bool promotional;
    const char *kind, *title, *slug;
} ahead[] = {
    {2, 8, 45, 1, false, "video", "Une journée avec l’équipe de conduite", "journee-conduite"},
    {3, 9, 0, 1, false, "link", "Technicien réseau de chaleur\u00a0: le métier en sept gestes", "sept-gestes"},
    {4, 10, 0, 0, true, "link", "240 places de recharge d’ici l’été", "places-recharge"},
    {7, 8, 50, 2, false, "link", "Saint-Arcon\u00a0: deux turbines neuves", "deux-turbines"},
    {8, 11, 15, 0, false, "link", "La digue expliquée aux enfants", "digue-enfants"},
    {10, 9, 30, 2, false, "image", "Portes ouvertes\u00a0: le plan de la visite", "plan-visite"},
    {11, 8, 50, 0, true, "link", "Offre Sérénité\u00a0: ce qui change au 1er janvier", "offre-serenite"},
    {15, 9, 0, 1, false, "link", "Alternance\u00a0: dix places, dix visages", "alternance"},
    {18, 8, 45, 0, false, "link", "Cinq gestes pour janvier", "cinq-gestes"},
};

struct plan_args {
    int64_t now;
};

/* Saturdays and Sundays are free: what would fall on one goes out on Monday. */
static int64_t moment(int64_t now, int day, int hour, int minute) {
    int64_t local = time_local_day(STR(ZONE), now) + day;
    int64_t weekday = (local + 3) % 7;   /* 1970-01-01 was a Thursday; 0: Monday */
    local = (weekday > 4 ? local + 7 - weekday : local) * US_PER_DAY + (hour * 60 + minute) * (int64_t)60 * US_PER_S;
    return local - time_zone_offset(STR(ZONE), local) * US_PER_S;
}

static enum err begin(struct tx *tx, int64_t now, int64_t ids[CAMPAIGNS]) {
    int64_t today = time_local_day(STR(ZONE), now);
    enum err e = E_OK;
    for (size_t i = 0; !e && i < CAMPAIGNS; i++) {
        struct campaign c = {.name = str_of(campaigns[i].name), .objective = str_of(campaigns[i].objective), .note = str_of(campaigns[i].note),
                             .starts_on = today + campaigns[i].from, .ends_on = today + campaigns[i].to, .target_posts = campaigns[i].target};
        e = campaign_create(tx, &c, now, &ids[i]);
    }
    return e;
}

static enum err schedule(struct tx *tx, int64_t now, int64_t brand, const int64_t ids[CAMPAIGNS], size_t i) {
    struct str url = arena_printf(tx->arena, "https://www.rivelle.example/a-venir/%s", ahead[i].slug);
    struct post_new in = {.brand_id = brand, .kind = str_of(ahead[i].kind), .network = STR("web"), .audience = STR("shareable"), .language = STR("fr"),
                          .title = str_of(ahead[i].title), .body = STR(""), .url = url, .url_key = url_key(tx->arena, url),
                          .promotional = ahead[i].promotional, .issued_at = now, .now = now,
                          .image_url = str_is(str_of(ahead[i].kind), "image") ? STR("/illustrations/dam.svg") : STR_NULL,
                          .image_alt = STR("Le barrage de Saint-Arcon")};
    int64_t id = 0;
    enum err e = post_create(tx, &in, &id);
    e = e ? e : post_step_at(tx, id, POST_SCHEDULE, moment(now, ahead[i].day, ahead[i].hour, ahead[i].minute), now);
    return e || !ahead[i].campaign ? e : campaign_take(tx, id, ids[ahead[i].campaign - 1], now);
}

static enum err plan_tx(struct tx *tx, const void *args, void *ret) {
    int64_t now = ((const struct plan_args *)args)->now, ids[CAMPAIGNS];
    struct brand brand;
    (void)ret;
    enum err e = brand_find(tx, 0, "", &brand);
    e = e ? e : begin(tx, now, ids);
    for (size_t i = 0; !e && i < sizeof ahead / sizeof *ahead; i++) {
        e = schedule(tx, now, brand.id, ids, i);
    }
    return e;
}

enum err demo_plan(const struct db_cx *cx, int64_t now) {
    struct plan_args args = {now};
    return db_tx(cx, plan_tx, &args, NULL, 0);
}
