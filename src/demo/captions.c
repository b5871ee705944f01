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
    {"resultats-t3", "linkedin", "fr",
     "Troisième trimestre : la production hydraulique progresse de 9 %, celle du gaz recule de 9 %. Le communiqué complet est en ligne.",
     "Information réglementée : les chiffres se citent à l’identique"},
    {"resultats-t3", "", "fr", "Cinq minutes pour lire un trimestre entier. Ce que j’en retiens : ____.", NULL},
    {"moutons", "", "fr", "Ils broutent entre les rangées et n’ont jamais réclamé de réunion. Ma préférée s’appelle ____.", NULL},
    {"toit-cantine", "", "fr", "Douze toits d’école, deux saisons, et des élèves qui relèvent le compteur mieux que nous.", NULL},
    {"toit-cantine", "bluesky", "fr", "À midi, la cantine cuisine avec le soleil de son toit. J’ai envie de montrer cela à ____.", NULL},
    {"saint-arcon-en", "", "en", "They waited fourteen months for that sound. If you were there, tell me what you remember: ____.", NULL},
    {"pleine-puissance", "", "fr", "Le lac est remonté, les truites aussi. Dans la salle des machines, on s’entend de nouveau à peine parler.", NULL},
    {"pleine-puissance", "linkedin", "fr",
     "Changer deux turbines de cent tonnes en plein hiver, c’est surtout une affaire de gens. Je pense à ____, sans qui rien ne tournerait.", NULL},
    {"pleine-puissance", "", "en", "Fourteen months in the cold, two new turbines, and this morning the water came back.", NULL},
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
