/* own.c: what the demo company's curators wrote themselves: some of each kind, in French and English. Invented. */
#include "demo/demo.h"

#include "app/brand/brand.h"
#include "app/file/file.h"
#include "app/post/kind.h"
#include "base/clock.h"
#include "text/url.h"

#define ZONE "Europe/Paris"

struct own {
    const char *kind, *language, *title, *body, *article;
    const char *url;             /* "" none: for the company alone */
    const char *image, *alt, *credit;
    int hours_ago;
    const char *place, *contract, *salary, *referral, *online;
    int starts_day, starts_hour, lasts;  /* days from now, hour there, hours; 0: no event */
    bool promotional, document;
    int in;                      /* channel: one more than DEMO_…; 0 none */
    char mark;                   /* 'f' featured, 'p' pinned, 'm' to be read, 's' scheduled for tomorrow, 'd' a draft, 0 none */
};

static const struct own own_posts[] = {
    {.kind = "announcement", .language = "fr", .title = "Baromètre sécurité\u00a0: ce que vous nous avez dit",
     .body = "612 réponses, trois priorités\u00a0: les déplacements de nuit, les gants d’hiver, le bruit en salle des machines. "
             "Le plan d’action arrive le 4 décembre.\n\nD’ici là, une règle change dès lundi\u00a0: personne ne descend seul dans la galerie nord.",
     .url = "", .hours_ago = 20, .in = DEMO_SAFETY + 1, .mark = 'm'},
    {.kind = "article", .language = "fr", .title = "Une nuit de gel dans la salle de commande",
     .body = "Moins onze dans la vallée, et l’aiguille n’a pas bougé. Ce que quatre personnes font entre minuit et six heures.",
     .article = "## Minuit\n\nLa météo avait promis moins huit. À minuit dix, le capteur du col affiche moins onze. **Inès Marchetti** ne dit rien\u202f; "
                "elle déplace un curseur de deux millimètres.\n\n> Le froid ne fait pas peur. Ce qui fait peur, c’est le froid que l’on n’a pas vu venir.\n\n"
                "## Trois heures\n\nTrois choses se décident à cette heure-là\u00a0:\n\n1. garder un groupe de plus en réserve,\n2. prévenir l’équipe de "
                "Saint-Arcon, qui dort à l’usine,\n3. refaire du café.\n\n## Six heures\n\nLes premières cuisines s’allument. La courbe monte comme "
                "chaque matin, *à la minute près*. Personne, dehors, ne saura que la nuit a été longue. C’est le but.",
     .url = "", .image = "grid", .alt = "Des pylônes dans une vallée, l’hiver", .credit = "Illustration Rivelle", .hours_ago = 44, .mark = 'f'},
    {.kind = "article", .language = "en", .title = "How we answer a neighbour who is angry",
     .body = "Four habits from the people who pick up the phone near our sites.",
     .article = "Most of the calls we get near a site begin with noise, dust or a lorry at the wrong hour. They rarely end there.\n\n"
                "- **Say what happened first.** Explanations come second, and only if asked.\n- **Give a day, not a soon.** “Thursday before noon” is worth more "
                "than an apology.\n- **Call back, even with no news.** Silence is read as an answer.\n- **Write down what was right.** The next plan is better for it.\n\n"
                "None of this is new. It works because somebody does it on a wet Tuesday.",
     .url = "", .image = "wind", .alt = "Wind turbines above a hayfield", .hours_ago = 92},
    {.kind = "video", .language = "fr", .title = "Trois minutes dans une éolienne",
     .body = "Quatre-vingt-dix mètres d’échelle, une trappe, et la plaine. Paul filme sa montée du lundi.",
     .url = "https://www.youtube.com/watch?v=rivelle-eolienne", .image = "wind", .alt = "Une éolienne vue d’en bas", .credit = "Paul Vasseur",
     .hours_ago = 66, .mark = 'f'},
    {.kind = "job", .language = "fr", .title = "Cheffe ou chef de quart, centrale de Saint-Arcon",
     .body = "Vous aimez comprendre une machine et la passer à quelqu’un qui la comprendra aussi. Six mois de tuteur, une équipe de neuf, "
             "logement possible sur place.",
     .url = "https://emploi.rivelle.example/offres/chef-quart-saint-arcon", .image = "dam", .alt = "Le barrage de Saint-Arcon",
     .place = "Saint-Arcon", .contract = "CDI", .salary = "De 38\u00a0000 à 44\u00a0000\u00a0euros par an",
     .referral = "https://emploi.rivelle.example/offres/chef-quart-saint-arcon?via=equipe", .hours_ago = 7},
    {.kind = "event", .language = "fr", .title = "Portes ouvertes à Saint-Arcon",
     .body = "Les deux turbines neuves, expliquées par celles et ceux qui les ont montées. Casques fournis, enfants bienvenus dès six ans.",
     .url = "https://www.rivelle.example/portes-ouvertes", .place = "Centrale de Saint-Arcon", .starts_day = 12, .starts_hour = 10, .lasts = 6, .hours_ago = 30, .mark = 'p'},
    {.kind = "event", .language = "en", .title = "Lunch talk: reading a heat map",
     .body = "Forty minutes on what the colours leave out, with questions at the end.",
     .url = "", .online = "https://meet.rivelle.example/heat", .starts_day = 6, .starts_hour = 12, .lasts = 1, .hours_ago = 52},
    {.kind = "document", .language = "fr", .title = "L’année en douze pages",
     .body = "Ce que nous avons produit, ce que nous avons promis, et l’écart entre les deux.",
     .url = "", .document = true, .hours_ago = 76, .mark = 'f'},
    {.kind = "image", .language = "fr", .title = "La photo de la semaine\u00a0: première neige sur la retenue",
     .body = "Prise depuis la vanne deux, à 7\u00a0h\u00a050.", .url = "", .image = "dam", .alt = "Un barrage entre deux versants boisés, sous un ciel clair",
     .credit = "Inès Marchetti", .hours_ago = 100},
    {.kind = "announcement", .language = "en", .title = "The canteen in Lyon closes at 13:45 on Friday",
     .body = "The kitchen gets its new ventilation. Soup and sandwiches in the hall until three.", .url = "", .hours_ago = 26},
    {.kind = "link", .language = "fr", .title = "Notre réponse à la consultation sur les débits réservés",
     .body = "Onze pages, et une page de résumé pour qui n’a pas le temps.", .url = "https://www.rivelle.example/consultation-debits", .hours_ago = 2, .mark = 's'},
    {.kind = "article", .language = "fr", .title = "Portrait\u00a0: celle qui écoute les alternateurs", .body = "",
     .article = "À finir\u00a0: la phrase de Lina sur le bruit d’un palier sain.", .url = "", .hours_ago = 4, .mark = 'd'},
    {.kind = "link", .language = "fr", .title = "Pourquoi une turbine chante à 300 hertz",
     .body = "Un bruit d’aspirateur au loin\u202f? C’est la couronne d’aubes. On l’entend, on le mesure, et on sait quand il faut s’inquiéter.",
     .url = "https://www.rivelle.example/coulisses/turbine-300-hertz", .image = "dam", .alt = "La salle des machines vue d’en haut",
     .hours_ago = 26, .in = DEMO_BACKSTAGE + 1},
    {.kind = "link", .language = "en", .title = "A spare part that had to be drawn again",
     .body = "The maker closed in 1974. Three people, one scanner and a foundry in the Jura later, the valve turns.",
     .url = "https://www.rivelle.example/en/backstage/spare-part", .hours_ago = 74, .in = DEMO_BACKSTAGE + 1},
    {.kind = "link", .language = "fr", .title = "Une borne chez vous, posée avant Noël",
     .body = "Devis en deux jours, pose en une matinée, et la prime calculée avant de signer.",
     .url = "https://www.rivelle.example/offres/borne-noel", .image = "charge", .alt = "Une borne murale", .hours_ago = 33, .promotional = true,
     .in = DEMO_OFFERS + 1},
    {.kind = "announcement", .language = "fr", .title = "Arrêt de la tranche 2\u00a0: qui prend quelle nuit",
     .body = "Le tableau est au local de quart. Échangez entre vous, puis dites-le à Inès avant jeudi midi.",
     .url = "", .hours_ago = 11, .in = DEMO_HYDRO + 1},
};
enum { OWN = sizeof own_posts / sizeof *own_posts };

/* One empty page, enough for a reader to open. */
static const char pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                          "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

struct own_args {
    const struct own *own;
    const int64_t *channels;
    int64_t now, file, *clock;
};

static struct str text(const char *s) {
    return s ? str_of(s) : STR_NULL;
}

static struct str details_of(struct arena *a, const struct own *o, int64_t now) {
    int64_t hour = 3600 * US_PER_S, local = (time_local_day(STR(ZONE), now) + o->starts_day) * US_PER_DAY + o->starts_hour * hour;
    int64_t starts = local - time_zone_offset(STR(ZONE), local) * US_PER_S;
    struct post_details d = {.place = text(o->place), .contract = text(o->contract), .salary = text(o->salary),
                             .referral_url = text(o->referral), .online_url = text(o->online), .starts_at = starts,
                             .has_starts_at = o->starts_day != 0, .ends_at = starts + o->lasts * hour, .has_ends_at = o->lasts != 0};
    return post_details_text(a, &d, str_of(o->kind), str_of(o->url));
}

static enum err mark(struct tx *tx, const struct own *o, int64_t id, int64_t now) {
    struct post_marks m = {.has_featured = o->mark == 'f', .featured = true, .has_pinned = o->mark == 'p', .pinned = true,
                           .has_must_read = o->mark == 'm', .must_read = true};
    if (o->mark == 's') {
        return post_step_at(tx, id, POST_SCHEDULE, now + US_PER_DAY, now);
    }
    return post_mark(tx, id, &m, now);
}

static enum err own_tx(struct tx *tx, const void *args, void *ret) {
    const struct own_args *a = args;
    const struct own *o = a->own;
    struct brand brand;
    int64_t id;
    (void)ret;
    enum err e = brand_find(tx, 0, "", &brand);
    if (e) {
        return e;
    }
    struct str url = str_of(o->url);
    struct post_new in = {
        .brand_id = brand.id, .kind = str_of(o->kind), .network = STR("web"), .audience = url.n ? STR("shareable") : STR("internal"),
        .language = str_of(o->language), .title = str_of(o->title), .body = str_of(o->body), .url = url,
        .url_key = url.n ? url_key(tx->arena, url) : STR_NULL, .article = text(o->article),
        .image_url = o->image ? arena_printf(tx->arena, "/illustrations/%s.svg", o->image) : STR_NULL, .image_alt = text(o->alt),
        .image_credit = text(o->credit), .details = details_of(tx->arena, o, a->now), .promotional = o->promotional, .channel = o->in ? a->channels[o->in - 1] : 0,
        .file_id = a->file, .published = !(o->mark == 's' || o->mark == 'd'), .draft = o->mark == 'd', .issued_at = *a->clock, .now = *a->clock};
    e = post_create(tx, &in, &id);
    return e ? e : mark(tx, o, id, a->now);
}

enum err demo_own(const struct db_cx *cx, int64_t now, const int64_t channels[DEMO_CHANNELS], int64_t *clock) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < OWN; i++) {
        struct own_args args = {.own = &own_posts[i], .channels = channels, .now = now, .clock = clock};
        struct file f = {0};
        *clock = now - own_posts[i].hours_ago * 3600 * US_PER_S;
        if (own_posts[i].document) {
            e = file_upload(cx, STR("Rivelle, l’année en douze pages.pdf"), (struct str){pdf, sizeof pdf - 1}, *clock, &f);
            args.file = f.id;
        }
        if (!e) {
            e = db_tx(cx, own_tx, &args, NULL, 0);
        }
    }
    return e;
}
