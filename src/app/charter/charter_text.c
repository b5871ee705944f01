/* charter_text.c: see charter_text.h. Written in each language, not translated word by word.
 *
 * `{company}` becomes the company's name. What the texts promise is what the program does (product.md, P1 to P6);
 * change one only together with the other. They are a start: a company adapts them with its works council before
 * it opens. */
#include "app/charter/charter_text.h"

#include "base/buf.h"

static const char text_fr[] =
    "# Charte des réseaux sociaux de {company}\n\n"
    "Vous pouvez relayer ce que {company} publie sur vos propres comptes. Cette charte dit ce que chacun peut "
    "attendre de l’autre. Elle tient en une page et vous pouvez la relire à tout moment.\n\n"
    "## Vous restez libre\n\n"
    "- Participer est un choix personnel. Personne n’y est tenu, et ne pas participer n’a aucune conséquence : ni sur "
    "l’évaluation, ni sur la rémunération, ni sur les missions.\n"
    "- Vous vous retirez en un clic, quand vous voulez, sans donner de raison.\n"
    "- Personne dans l’entreprise ne voit si vous participez, ni ce que vous partagez. Vos partages, vos clics et vos "
    "points ne sont visibles que par vous, à moins que vous ne choisissiez vous-même d’apparaître dans un classement. La direction ne lit que des chiffres de groupe, jamais ceux d’une "
    "personne.\n"
    "- Vos comptes restent les vôtres. {company} ne demande ni mot de passe ni accès, et vous pouvez préférer un "
    "profil professionnel à votre compte privé.\n\n"
    "## Dites qui vous êtes\n\n"
    "- Quand vous parlez de {company}, dites que vous y travaillez. La mention proposée au début du texte est là pour "
    "cela : elle protège vos lecteurs et vous protège.\n"
    "- Si un partage peut vous rapporter des points, la mention le dit aussi. Elle n’est pas une option : la loi la "
    "demande.\n\n"
    "## Parlez avec vos mots\n\n"
    "- Partagez ce qui vous intéresse, quand cela vous intéresse. Deux lignes sincères valent mieux que dix copies.\n"
    "- Donnez votre avis en votre nom. N’écrivez pas que vous avez vu, essayé ou vérifié ce que vous ne connaissez "
    "pas.\n"
    "- Ne demandez pas de mentions « J’aime » et ne publiez pas d’avis sur nos produits en vous présentant comme "
    "client.\n\n"
    "## Ce qui reste entre nous\n\n"
    "- Les publications marquées « interne », les chiffres non publiés, les projets, les contrats et les échanges de "
    "travail ne sortent pas.\n"
    "- Ne publiez ni photo ni nom d’un collègue, d’un client ou d’un partenaire sans son accord.\n"
    "- Respectez les droits d’auteur : un texte ou une image d’autrui se cite, avec sa source.\n\n"
    "## Restez courtois\n\n"
    "- Pas d’attaque, pas de propos discriminatoires, pas de dénigrement d’un concurrent.\n"
    "- Si une réponse tourne mal, n’y répondez pas à chaud. Signalez-la à l’équipe de communication, qui vous "
    "aidera.\n"
    "- Une erreur ? Corrigez-la ou retirez le partage. Cela arrive à tout le monde.\n\n"
    "## Votre temps\n\n"
    "- Partager fait partie du temps de travail. Rien n’est attendu le soir, le week-end ou en congé.\n\n"
    "## Vos données\n\n"
    "- Nous gardons votre accord, avec sa date et le texte que vous avez lu, comme preuve. Nous comptons les clics "
    "sur vos liens sans identifier ceux qui cliquent.\n"
    "- Vous pouvez effacer votre compte et ce qui s’y rattache depuis la page « Moi ».\n\n"
    "En acceptant, vous rejoignez les ambassadeurs de {company} et vous vous engagez à suivre cette charte. Si elle "
    "change, nous vous la proposerons de nouveau avant votre prochain partage.\n";

static const char text_en[] =
    "# Social media charter of {company}\n\n"
    "You may pass on what {company} publishes, on your own accounts. This charter says what each of us can expect of "
    "the other. It fits on one page, and you can read it again at any time.\n\n"
    "## You stay free\n\n"
    "- Taking part is your own choice. Nobody has to, and not taking part has no consequence: not for appraisal, not "
    "for pay, not for the work you are given.\n"
    "- You withdraw with one click, whenever you like, without giving a reason.\n"
    "- Nobody in the company sees whether you take part or what you share. Your shares, clicks and points are shown "
    "to you alone, unless you choose yourself to appear on a board. Management reads figures about groups, never about a person.\n"
    "- Your accounts remain yours. {company} asks for no password and no access, and you are welcome to use a "
    "professional profile instead of your private account.\n\n"
    "## Say who you are\n\n"
    "- When you speak about {company}, say that you work here. The words offered at the start of the text are there "
    "for that: they protect your readers, and you.\n"
    "- Where a share can earn you points, those words say so too. This is not optional: the law asks for it.\n\n"
    "## Use your own words\n\n"
    "- Share what interests you, when it interests you. Two honest lines are worth more than ten copies.\n"
    "- Give your opinion as your own. Don't write that you have seen, tried or checked what you don't know.\n"
    "- Don't ask for likes, and don't review our products as if you were a customer.\n\n"
    "## What stays among us\n\n"
    "- Posts marked “internal”, unpublished figures, plans, contracts and conversations at work don't go out.\n"
    "- Don't publish the picture or the name of a colleague, a customer or a partner without their consent.\n"
    "- Respect copyright: other people's words and pictures are quoted, with their source.\n\n"
    "## Be kind\n\n"
    "- No attacks, no discrimination, no running down of competitors.\n"
    "- If a reply turns sour, don't answer in the heat of the moment. Tell the communication team; they will help.\n"
    "- Made a mistake? Correct it, or take the share back. It happens to all of us.\n\n"
    "## Your time\n\n"
    "- Sharing is part of working time. Nothing is expected in the evening, at the weekend or on leave.\n\n"
    "## Your data\n\n"
    "- We keep your consent, with its date and the text you read, as proof. We count the clicks on your links without "
    "identifying the people who click.\n"
    "- You can erase your account and what belongs to it from the page “Me”.\n\n"
    "By accepting you become an ambassador of {company} and agree to follow this charter. If it changes, we will show "
    "it to you again before your next share.\n";

static const struct {
    const char *language, *text;
} texts[] = {{"fr", text_fr}, {"en", text_en}};

struct str charter_default(struct arena *a, struct str language, struct str company_name) {
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!str_is(language, texts[i].language)) {
            continue;
        }
        struct buf b;
        struct str rest = str_of(texts[i].text);
        buf_init(&b, a, 64 * 1024);
        for (size_t at; (at = str_find(rest, STR("{company}"))) < rest.n;) {
            buf_str(&b, str_sub(rest, 0, at));
            buf_str(&b, company_name);
            rest = str_sub(rest, at + strlen("{company}"), rest.n);
        }
        buf_str(&b, rest);
        return buf_view(&b);
    }
    return STR_NULL;
}
