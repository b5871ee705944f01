/* sample.c: see sample.h. */
#include "app/sample/sample.h"

#include "app/brand/brand.h"
#include "app/company/company.h"
#include "app/post/post.h"
#include "base/clock.h"
#include "base/id.h"
#include "sql_gen.h"

enum { SAMPLES = 4 };

struct words {
    const char *title, *body;
};
struct sample {
    const char *kind;
    struct words fr, en;
};

/* The last one is the newest, so it stands first. */
static const struct sample samples[SAMPLES] = {
    {"announcement",
     {"Ce que l’entreprise voit, et ce qu’elle ne voit pas",
      "L’entreprise voit des chiffres par groupe, jamais ce qu’une personne a fait. Qui ne partage pas ne se distingue en rien. La page "
      "Confiance dit tout ce qui est gardé, et pour combien de temps."},
     {"What the company sees, and what it does not",
      "The company sees figures by group, never what one person did. Whoever does not share cannot be told apart. The page Trust says all "
      "that is kept, and for how long."}},
    {"announcement",
     {"Avec vos mots, c’est mieux",
      "Une phrase à vous vaut mieux qu’un texte copié : vos proches la lisent, et les réseaux la montrent davantage. Dites ce que vous y "
      "avez fait, ou ce qui vous a surpris."},
     {"Better in your own words",
      "One sentence of yours is worth more than a copied text: people you know read it, and networks show it more. Say what your part in it "
      "was, or what surprised you."}},
    {"announcement",
     {"Partager se fait en deux gestes",
      "Choisissez une publication, puis un réseau. Votre texte est copié, le réseau s’ouvre, vous collez et publiez, sur votre compte et à "
      "votre nom. L’espace ne demande aucun mot de passe de vos réseaux."},
     {"Sharing takes two taps",
      "Choose a post, then a network. Your text is copied, the network opens, you paste and publish, on your own account and in your own "
      "name. The space asks for no password of your networks."}},
    {"announcement",
     {"Bienvenue dans votre espace",
      "Ici se rassemble tout ce que l’entreprise dit en public. Lisez, et partagez ce qui vous plaît : c’est libre, et rien ne se passe sans "
      "vous. Ces quelques publications sont des exemples ; un clic les retire."},
     {"Welcome to your space",
      "Everything the company says in public comes together here. Read, and share what you like: it is up to you, and nothing happens without "
      "you. These few posts are samples; one click takes them away."}},
};

struct sample_row {
    int64_t post;                /* 0: never made, or deleted since */
    struct str status;
};

static enum err read(struct tx *tx, struct sample_row rows[SAMPLES]) {
    struct sql_sample_list_row *found;
    size_t n;
    enum err e = sql_sample_list(tx, &found, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (found[i].ordinal >= 0 && found[i].ordinal < SAMPLES) {
            rows[found[i].ordinal] = (struct sample_row){found[i].post_id, found[i].status};
        }
    }
    return e;
}

enum err samples_count(struct tx *tx, int64_t *ret) {
    struct sample_row rows[SAMPLES] = {{0}};
    enum err e = read(tx, rows);
    *ret = 0;
    for (size_t i = 0; !e && i < SAMPLES; i++) {
        *ret += rows[i].post && str_is(rows[i].status, "published");
    }
    return e;
}

static enum err make(struct tx *tx, int64_t ordinal, const struct company_info *c, int64_t brand, int64_t now) {
    const struct sample *s = &samples[ordinal];
    const struct words *w = str_is(c->language, "en") ? &s->en : &s->fr;
    int64_t id = 0;
    enum err e = post_create(tx, &(struct post_new){
        .brand_id = brand, .kind = str_of(s->kind), .network = STR("web"), .audience = STR("internal"), .language = c->language,
        .title = str_of(w->title), .body = str_of(w->body), .url = STR(""),
        .url_key = arena_printf(tx->arena, "item:sample-%lld-%s", (long long)ordinal, id_text(tx->arena, id_new()).p),
        .published = true, .issued_at = now, .now = now}, &id);
    return e ? e : sql_sample_put(tx, ordinal, id);
}

/* From wherever it is to the feed. */
static enum err bring_back(struct tx *tx, const struct sample_row *r, int64_t now) {
    enum err e = E_OK;
    if (str_is(r->status, "published")) {
        return e;
    }
    if (str_is(r->status, "dropped") || str_is(r->status, "archived")) {
        e = post_step(tx, r->post, POST_RESTORE, now);
    }
    return e ? e : post_step(tx, r->post, POST_PUBLISH, now);
}

enum err samples_put(struct tx *tx, int64_t now) {
    struct sample_row rows[SAMPLES] = {{0}};
    struct company_info c;
    struct brand brand;
    enum err e = read(tx, rows);
    e = e ? e : company_get(tx, &c);
    e = e ? e : brand_find(tx, 0, "", &brand);
    /* A moment apart, so that their order in the feed is theirs. */
    for (int64_t i = 0; !e && i < SAMPLES; i++) {
        int64_t at = now - (SAMPLES - 1 - i) * US_PER_S;
        e = rows[i].post ? bring_back(tx, &rows[i], at) : make(tx, i, &c, brand.id, at);
    }
    return e;
}

/* The step that leads towards dropped from where a post is. */
static enum post_step step_down(struct str status) {
    return str_is(status, "published")   ? POST_UNPUBLISH
           : str_is(status, "scheduled") ? POST_UNSCHEDULE
           : str_is(status, "archived")  ? POST_DISCARD
                                         : POST_DROP;
}

static enum err drop(struct tx *tx, int64_t id, int64_t now) {
    struct post p;
    enum err e = post_get(tx, id, &p);
    while (!e && !str_is(p.status, "dropped")) {
        e = post_step(tx, id, step_down(p.status), now);
        e = e ? e : post_get(tx, id, &p);
    }
    return e;
}

enum err samples_take(struct tx *tx, int64_t now) {
    struct sample_row rows[SAMPLES] = {{0}};
    enum err e = read(tx, rows);
    for (size_t i = 0; !e && i < SAMPLES; i++) {
        e = rows[i].post ? drop(tx, rows[i].post, now) : E_OK;
    }
    return e;
}
