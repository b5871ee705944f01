/* captions.c: further captions of the demo's posts: for one network, in the other language, with a blank, and one that is locked. */
#include "demo/demo.h"

#include "app/caption/caption.h"

static const struct {
    const char *slug, *network, *language, *text, *reason;   /* reason: of locking; NULL when it is free */
} more[] = {
    {"gestes-prevention", "", "fr", "Avant la vanne, deux minutes de silence et une question : qu’est-ce qui pourrait mal tourner aujourd’hui ?", NULL},
    {"gestes-prevention", "linkedin", "fr",
     "Un tiers d’accidents en moins en un an, sans machine nouvelle : deux minutes de parole avant d’ouvrir. La mienne commence par ____.", NULL},
    {"winter-outlook", "", "en", "Spare transformers, full thermos flasks, and somebody asleep next to the control room: winter is rehearsed, not awaited.", NULL},
    {"vidange-saint-arcon", "", "fr", "Un lac qui descend de vingt-huit mètres, cela s’entend plus que cela ne se voit.", NULL},
    {"vidange-saint-arcon", "", "en", "They lowered a mountain lake slowly enough for the trout to follow. What I would have missed: ____.", NULL},
    {"resultats-t2", "linkedin", "fr",
     "Deuxième trimestre : la production hydraulique progresse de 9 %, celle du gaz recule de 9 %. Le communiqué complet est en ligne.",
     "Information réglementée : les chiffres se citent à l’identique"},
    {"resultats-t2", "", "fr", "La neige tardive a rempli les lacs, et cela se lit dans les comptes. Ce que j’en retiens : ____.", NULL},
    {"toits-ecoles", "", "fr", "Douze écoles, douze toits, et des élèves qui relèvent le compteur mieux que nous.", NULL},
    {"toits-ecoles", "bluesky", "fr", "À midi, la cantine cuisine avec le soleil de son toit. J’ai envie de montrer cela à ____.", NULL},
};

enum err demo_captions(struct tx *tx, int64_t post, const char *slug, int64_t now) {
    enum err e = E_OK;
    for (size_t i = 0; !e && i < sizeof more / sizeof *more; i++) {
        struct caption made, c = {.post = post, .network = str_of(more[i].network), .language = str_of(more[i].language),
                                  .text = str_of(more[i].text), .locked = more[i].reason != NULL,
                                  .lock_reason = str_of(more[i].reason ? more[i].reason : "")};
        if (strcmp(more[i].slug, slug) == 0) {
            e = caption_create(tx, &c, STR("https://rivelle.example"), 0, now, &made);
        }
    }
    return e;
}
