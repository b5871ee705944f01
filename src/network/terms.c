/* terms.c: the table of terms.h.
 *
 * To change a row: read the page again, write what it says in your own words in both languages, set the date. Facts and
 * sources: the project's fact sheets on networks (sections 2.12, 3.8, 4.3, 6, 9, 10) and trust (section 1.4). The
 * product's defaults follow: X and Meta earn nothing; Meta texts are never filled in; X asks for an edit. */
#include "network/terms.h"

#define X_POLICY "https://github.com/xdevplatform/docs/blob/main/developer-terms/policy.mdx"
#define META_DEEP "https://developers.facebook.com/docs/apps/policies/policies-deep-dive"
#define META_PREFILL "https://developers.facebook.com/docs/apps/review/prefill"
#define LI_AGREEMENT "https://www.linkedin.com/legal/user-agreement"
#define LI_API "https://legal.linkedin.com/api-terms-of-use"
#define BSKY_RULES "https://bsky.social/about/support/community-guidelines"
#define BSKY_INTENT "https://docs.bsky.app/docs/advanced-guides/intent-links"
#define MASTO_RULES "https://docs.joinmastodon.org/methods/instance/#rules"
#define MASTO_POST "https://docs.joinmastodon.org/methods/statuses/"

#define WHATSAPP_LINK "https://faq.whatsapp.com/5913398998672934"
#define TELEGRAM_SHARE "https://core.telegram.org/widgets/share"
#define MAILTO "https://www.rfc-editor.org/rfc/rfc6068"

/* A rule of ours, or one that nobody has read yet: no page, no date. */
#define OURS "", ""

/* Words handed to people one chooses: what is earned is our rule, since nothing public comes of them and a reward would
 * press on private acquaintances. `where_en` and `where_fr` take the text; `...` is the page on how. */
#define MESSAGE(network, where_en, where_fr, ...) \
    {network, TERM_REWARD, 0, \
     "What goes to people you choose yourself earns no points: that is a rule of ours.", \
     "Ce qui va à des personnes que vous choisissez ne rapporte pas de points : c’est une règle de notre part.", OURS}, \
    {network, TERM_PREFILL, 1, \
     "The text arrives in " where_en " and can be changed before it is sent.", \
     "Le texte arrive dans " where_fr " et peut être modifié avant l’envoi.", __VA_ARGS__}, \
    {network, TERM_SIMILAR_TEXT, 1, \
     "The same text may go out from several people: each chooses who gets it.", \
     "Un même texte peut venir de plusieurs personnes : chacune choisit à qui il va.", OURS}, \
    {network, TERM_EDIT_REQUIRED, 0, \
     "A suggested text may go out unchanged.", \
     "Un texte proposé peut partir tel quel.", OURS}, \
    {network, TERM_POSTS_PER_DAY, 0, \
     "We name no number a day for what a person sends by hand.", \
     "Nous ne fixons aucun nombre par jour pour ce qu’une personne envoie à la main.", OURS}, \
    {network, TERM_MODE, TERM_MODE_HAND_OFF, \
     "The text is handed over; who gets it is the person's choice alone.", \
     "Le texte est remis ; la personne seule choisit à qui il va.", OURS}

/* The same company, the same clauses. */
#define META(network, mode_en, mode_fr) \
    {network, TERM_REWARD, 0, \
     "Meta forbids rewarding a post, a like or a share, even with points, badges or draw entries.", \
     "Meta interdit de récompenser une publication, une mention J’aime ou un partage, même par des points, des badges " \
     "ou des participations à un tirage.", \
     META_DEEP, "2026-11-22"}, \
    {network, TERM_PREFILL, 0, \
     "Meta forbids filling in the text of a post, even one that the person can still edit.", \
     "Meta interdit de préremplir le texte d’une publication, même si la personne peut encore le modifier.", \
     META_PREFILL, "2026-11-22"}, \
    {network, TERM_SIMILAR_TEXT, 0, \
     "What is posted must come from the person, so the same text from many accounts is out of place.", \
     "Ce qui est publié doit venir de la personne : un même texte depuis plusieurs comptes n’y a pas sa place.", \
     META_PREFILL, "2026-11-22"}, \
    {network, TERM_EDIT_REQUIRED, 1, \
     "A suggested text has to be typed or pasted by the person, in their own words.", \
     "Un texte suggéré doit être saisi ou collé par la personne, avec ses propres mots.", \
     META_PREFILL, "2026-11-22"}, \
    {network, TERM_POSTS_PER_DAY, 0, \
     "No number of posts a day is named for people posting by hand.", \
     "Aucun nombre de publications par jour n’est fixé pour les personnes qui publient à la main.", \
     META_DEEP, "2026-11-22"}, \
    {network, TERM_MODE, TERM_MODE_HAND_OFF, mode_en, mode_fr, META_DEEP, "2026-11-22"}

const struct term_clause term_clauses[] = {
    {"linkedin", TERM_REWARD, 1,
     "LinkedIn's agreement names no ban on rewarding a post; it forbids inauthentic engagement.",
     "Les conditions de LinkedIn n’interdisent pas de récompenser une publication ; elles interdisent l’engagement "
     "inauthentique.",
     LI_AGREEMENT, "2026-11-22"},
    {"linkedin", TERM_PREFILL, 1,
     "A text may be offered as long as the member approves each post.",
     "Un texte peut être proposé tant que le membre approuve chaque publication.",
     LI_API, "2026-11-22"},
    {"linkedin", TERM_SIMILAR_TEXT, 1,
     "No clause names the same text from several accounts; own words still reach further.",
     "Aucune clause ne vise un même texte depuis plusieurs comptes ; vos propres mots portent quand même plus loin.",
     LI_AGREEMENT, "2026-11-22"},
    {"linkedin", TERM_EDIT_REQUIRED, 0,
     "LinkedIn does not ask for a change to a suggested text.",
     "LinkedIn n’impose pas de modifier un texte proposé.",
     LI_AGREEMENT, "2026-11-22"},
    {"linkedin", TERM_POSTS_PER_DAY, 0,
     "LinkedIn publishes no number of posts a day for people posting by hand.",
     "LinkedIn ne publie aucun nombre de publications par jour pour les personnes qui publient à la main.",
     LI_AGREEMENT, "2026-11-22"},
    {"linkedin", TERM_MODE, TERM_MODE_API,
     "Software may post only what the member chose, never on a standing order.",
     "Un logiciel ne peut publier que ce que le membre a choisi, jamais d’office.",
     LI_AGREEMENT, "2026-11-22"},

    {"x", TERM_REWARD, 0,
     "X forbids any reward, in money or virtual, for posting, reposting, liking or replying.",
     "X interdit toute récompense, en argent ou virtuelle, pour publier, reposter, aimer ou répondre.",
     X_POLICY, "2026-08-22"},
    {"x", TERM_PREFILL, 1,
     "A text may be offered to a person who sees it and sends it themselves.",
     "Un texte peut être proposé à une personne qui le voit et l’envoie elle-même.",
     X_POLICY, "2026-08-22"},
    {"x", TERM_SIMILAR_TEXT, 0,
     "X forbids the same or nearly the same text from several accounts.",
     "X interdit un texte identique ou presque identique depuis plusieurs comptes.",
     X_POLICY, "2026-08-22"},
    {"x", TERM_EDIT_REQUIRED, 1,
     "So that no two accounts post the same, a ready text must be changed before it is shared on X.",
     "Pour que deux comptes ne publient pas la même chose, un texte prêt doit être modifié avant d’être partagé sur X.",
     X_POLICY, "2026-08-22"},
    {"x", TERM_POSTS_PER_DAY, 0,
     "X names no number that a person sharing by hand would reach.",
     "X ne fixe aucun nombre qu’une personne partageant à la main atteindrait.",
     X_POLICY, "2026-08-22"},
    {"x", TERM_MODE, TERM_MODE_API,
     "Every action needs the person's consent at the time; likes may never be automatic.",
     "Chaque action demande l’accord de la personne sur le moment ; les mentions J’aime ne sont jamais automatiques.",
     X_POLICY, "2026-08-22"},

    {"bluesky", TERM_REWARD, 1,
     "Bluesky's guidelines name no ban on rewarding a post; they forbid bulk and spam.",
     "Les règles de Bluesky n’interdisent pas de récompenser une publication ; elles interdisent l’envoi en masse.",
     BSKY_RULES, "2026-11-22"},
    {"bluesky", TERM_PREFILL, 1,
     "Bluesky's share link carries a text that the person can change before posting.",
     "Le lien de partage de Bluesky porte un texte que la personne peut modifier avant de publier.",
     BSKY_INTENT, "2026-11-22"},
    {"bluesky", TERM_SIMILAR_TEXT, 1,
     "No clause names the same text from several accounts, but coordinated bulk posting is spam.",
     "Aucune clause ne vise un même texte depuis plusieurs comptes, mais l’envoi massif coordonné est du spam.",
     BSKY_RULES, "2026-11-22"},
    {"bluesky", TERM_EDIT_REQUIRED, 0,
     "Bluesky does not ask for a change to a suggested text.",
     "Bluesky n’impose pas de modifier un texte proposé.",
     BSKY_RULES, "2026-11-22"},
    {"bluesky", TERM_POSTS_PER_DAY, 0,
     "Bluesky limits writes by a budget far above what a person posts by hand.",
     "Bluesky limite les écritures par un budget bien au-delà de ce qu’une personne publie à la main.",
     BSKY_RULES, "2026-11-22"},
    {"bluesky", TERM_MODE, TERM_MODE_API,
     "Posting through a linked account is open to any application.",
     "La publication par un compte lié est ouverte à toute application.",
     BSKY_RULES, "2026-11-22"},

    {"mastodon", TERM_REWARD, 1,
     "Each server has its own rules; the software names no ban on rewarding a post.",
     "Chaque serveur a ses règles ; le logiciel n’interdit pas de récompenser une publication.",
     MASTO_RULES, "2026-11-22"},
    {"mastodon", TERM_PREFILL, 1,
     "The share page carries a text that the person can change before posting.",
     "La page de partage porte un texte que la personne peut modifier avant de publier.",
     MASTO_POST, "2026-11-22"},
    {"mastodon", TERM_SIMILAR_TEXT, 0,
     "Some servers suspend accounts that post the same content.",
     "Certains serveurs suspendent les comptes qui publient le même contenu.",
     MASTO_RULES, "2026-11-22"},
    {"mastodon", TERM_EDIT_REQUIRED, 1,
     "So that no two accounts post the same, a ready text must be changed before it is shared.",
     "Pour que deux comptes ne publient pas la même chose, un texte prêt doit être modifié avant d’être partagé.",
     MASTO_RULES, "2026-11-22"},
    {"mastodon", TERM_POSTS_PER_DAY, 1,
     "Several servers see more than one promotional post a day as spam.",
     "Plusieurs serveurs tiennent plus d’une publication promotionnelle par jour pour du spam.",
     MASTO_RULES, "2026-11-22"},
    {"mastodon", TERM_MODE, TERM_MODE_API,
     "Posting through a linked account is open to any application, server by server.",
     "La publication par un compte lié est ouverte à toute application, serveur par serveur.",
     MASTO_POST, "2026-11-22"},

    META("facebook",
         "A personal profile takes only the share dialog.",
         "Un profil personnel n’accepte que la boîte de dialogue de partage."),
    META("instagram",
         "A personal account takes nothing from other software.",
         "Un compte personnel n’accepte rien d’un autre logiciel."),
    META("threads",
         "The share page opens with what the person brings.",
         "La page de partage s’ouvre avec ce que la personne apporte."),

    {"xing", TERM_REWARD, 0,
     "We have not read a rule of XING on rewards; until we have, nothing is earned there.",
     "Nous n’avons lu aucune règle de XING sur les récompenses ; d’ici là, on n’y gagne rien.",
     OURS},
    {"xing", TERM_PREFILL, 0,
     "The share page takes only the address, no text.",
     "La page de partage ne prend que l’adresse, pas de texte.",
     OURS},
    {"xing", TERM_SIMILAR_TEXT, 1,
     "No clause on the same text from several accounts is known.",
     "Aucune clause connue ne vise un même texte depuis plusieurs comptes.",
     OURS},
    {"xing", TERM_EDIT_REQUIRED, 0,
     "We know of no rule of XING that asks for a change to a suggested text.",
     "Nous ne connaissons aucune règle de XING qui impose de modifier un texte proposé.",
     OURS},
    {"xing", TERM_POSTS_PER_DAY, 0,
     "We know of no number of posts a day for people posting by hand.",
     "Nous ne connaissons aucun nombre de publications par jour pour qui publie à la main.",
     OURS},
    {"xing", TERM_MODE, TERM_MODE_HAND_OFF,
     "The interface for programs is closed; the share page is what remains.",
     "L’interface pour les logiciels est fermée ; il reste la page de partage.",
     OURS},

    MESSAGE("whatsapp", "WhatsApp", "WhatsApp", WHATSAPP_LINK, "2026-11-22"),
    MESSAGE("telegram", "Telegram", "Telegram", TELEGRAM_SHARE, "2026-11-22"),
    MESSAGE("email", "the mail program", "la messagerie", MAILTO, "2026-11-22"),
    MESSAGE("copy", "the place it is pasted into", "l’endroit où il est collé", OURS),
};
const size_t term_clause_count = sizeof term_clauses / sizeof term_clauses[0];

static const char *const names[TERM_COUNT] = {"reward",        "prefill",       "similar_text",
                                              "edit_required", "posts_per_day", "mode"};
/* What holds for a network that nobody has read the rules of. */
static const int careful[TERM_COUNT] = {0, 0, 0, 1, 1, TERM_MODE_HAND_OFF};

const char *term_name(enum term term) {
    return names[term];
}

const struct term_clause *term_find(struct str network, enum term term) {
    for (size_t i = 0; i < term_clause_count; i++) {
        if (term_clauses[i].term == term && str_is(network, term_clauses[i].network)) {
            return &term_clauses[i];
        }
    }
    return NULL;
}

int term_value(struct str network, enum term term) {
    const struct term_clause *c = term_find(network, term);
    return c ? c->value : careful[term];
}

struct str term_wording(const struct term_clause *clause, struct str language) {
    return str_of(str_starts(language, STR("fr")) ? clause->fr : clause->en);
}

size_t term_networks(const char **ret, size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < term_clause_count; i++) {
        const char *name = term_clauses[i].network;
        bool first = i == 0 || strcmp(term_clauses[i - 1].network, name) != 0;
        if (first && n < max) {
            ret[n] = name;
        }
        n += first;
    }
    return n;
}
