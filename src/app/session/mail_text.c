/* mail_text.c: see mail_text.h. In each text `{company}`, `{name}` and `{url}` are filled in; a blank line parts
 * paragraphs, and the paragraph that is `{url}` alone becomes the button of the HTML form. */
#include "app/session/mail_text.h"

#include "app/company/palette.h"
#include "app/logo/logo.h"

struct words {
    const char *language;
    const char *subject, *body, *button;
};

static const struct words link_words[] = {
    {"fr", "Votre lien de connexion à l’espace de {company}",
     "Bonjour {name},\n\n"
     "Voici le lien pour entrer dans l’espace de {company}. Il est valable 15 minutes et ne sert qu’une fois.\n\n"
     "{url}\n\n"
     "Vous n’avez rien demandé\u202f? Ignorez ce message\u00a0: sans ce lien, personne ne peut entrer à votre place.",
     "Entrer"},
    {"en", "Your sign-in link for {company}",
     "Hello {name},\n\n"
     "Here is the link to enter the space of {company}. It works once, within 15 minutes.\n\n"
     "{url}\n\n"
     "You did not ask for it? Ignore this message: without this link nobody can sign in as you.",
     "Sign in"},
    {NULL, NULL, NULL, NULL}};

static const struct words invitation_words[] = {
    {"fr", "{company} vous ouvre son espace",
     "Bonjour {name},\n\n"
     "{company} rassemble dans un même espace tout ce que l’entreprise publie. Vous pouvez le lire et, si le cœur "
     "vous en dit, le partager sur vos propres comptes. C’est libre, et personne ne voit qui participe.\n\n"
     "Pour entrer, ouvrez ce lien. Il est valable 14 jours, et aucun mot de passe n’est nécessaire.\n\n"
     "{url}\n\n"
     "Si vous n’attendiez pas ce message, vous pouvez l’ignorer.",
     "Entrer dans l’espace"},
    {"en", "{company} opens its space to you",
     "Hello {name},\n\n"
     "{company} gathers everything it publishes in one place. You can read it there and, if you like, share it on "
     "your own accounts. That is up to you, and nobody sees who takes part.\n\n"
     "To enter, open this link. It is valid for 14 days, and you need no password.\n\n"
     "{url}\n\n"
     "If you did not expect this message, you can ignore it.",
     "Enter the space"},
    {NULL, NULL, NULL, NULL}};

static const struct words reminder_words[] = {
    {"fr", "L’espace de {company} vous attend toujours",
     "Bonjour {name},\n\n"
     "Il y a quelques jours, vous avez reçu une invitation dans l’espace de {company}. Si le cœur vous en dit, ce lien vous y mène. "
     "Il est valable 14 jours, et aucun mot de passe n’est nécessaire.\n\n"
     "{url}\n\n"
     "C’est libre\u00a0: rien ne change pour vous si vous ne venez pas, et nous ne vous relancerons plus.",
     "Entrer dans l’espace"},
    {"en", "The space of {company} is still open to you",
     "Hello {name},\n\n"
     "A few days ago {company} invited you into its space. If you like, this link takes you there. It is valid for 14 days, "
     "and you need no password.\n\n"
     "{url}\n\n"
     "It is up to you: nothing changes for you if you don’t come, and this is the only reminder.",
     "Enter the space"},
    {NULL, NULL, NULL, NULL}};

static const struct words approved_words[] = {
    {"fr", "Vous pouvez entrer dans l’espace de {company}",
     "Bonjour {name},\n\n"
     "Votre demande a été acceptée. Ce lien vous mène dans l’espace de {company}. Il est valable 14 jours, et aucun mot de "
     "passe n’est nécessaire.\n\n"
     "{url}",
     "Entrer dans l’espace"},
    {"en", "You can enter the space of {company}",
     "Hello {name},\n\n"
     "Your request was accepted. This link takes you into the space of {company}. It is valid for 14 days, and you need no "
     "password.\n\n"
     "{url}",
     "Enter the space"},
    {NULL, NULL, NULL, NULL}};

static const struct words declined_words[] = {
    {"fr", "Votre demande à {company}",
     "Bonjour {name},\n\n"
     "Merci d’avoir demandé à rejoindre l’espace de {company}. Votre demande n’a pas été retenue, et les informations que "
     "vous aviez données ont été effacées.\n\n"
     "Si vous pensez qu’il s’agit d’une erreur, parlez-en à la personne qui s’occupe de cet espace dans votre entreprise.",
     ""},
    {"en", "Your request to {company}",
     "Hello {name},\n\n"
     "Thank you for asking to join the space of {company}. Your request was not accepted, and what you had entered has been "
     "deleted.\n\n"
     "If you think this is a mistake, please speak to whoever looks after the space in your company.",
     ""},
    {NULL, NULL, NULL, NULL}};

static const struct words join_words[] = {
    {"fr", "Confirmez votre adresse pour rejoindre {company}",
     "Bonjour {name},\n\n"
     "Vous avez demandé à rejoindre l’espace de {company}. Ouvrez ce lien pour confirmer que cette adresse est bien la "
     "vôtre. Il est valable 24 heures et ne sert qu’une fois.\n\n"
     "{url}\n\n"
     "Vous n’avez rien demandé\u202f? Ignorez ce message\u00a0: sans ce lien, rien ne se passe.",
     "Confirmer mon adresse"},
    {"en", "Confirm your address to join {company}",
     "Hello {name},\n\n"
     "You asked to join the space of {company}. Open this link to confirm that this address is yours. It works once, within "
     "24 hours.\n\n"
     "{url}\n\n"
     "You did not ask for it? Ignore this message: without this link nothing happens.",
     "Confirm my address"},
    {NULL, NULL, NULL, NULL}};

static const struct words known_words[] = {
    {"fr", "Vous êtes déjà dans l’espace de {company}",
     "Bonjour {name},\n\n"
     "Vous avez demandé à rejoindre l’espace de {company}, mais vous y êtes déjà. Il suffit de vous connecter avec cette "
     "adresse.\n\n"
     "{url}\n\n"
     "Vous n’avez rien demandé\u202f? Ignorez ce message\u00a0: rien n’a changé.",
     "Se connecter"},
    {"en", "You are in the space of {company} already",
     "Hello {name},\n\n"
     "You asked to join the space of {company}, but you are in it already. Just sign in with this address.\n\n"
     "{url}\n\n"
     "You did not ask for it? Ignore this message: nothing has changed.",
     "Sign in"},
    {NULL, NULL, NULL, NULL}};

static const struct words waiting_words[] = {
    {"fr", "Votre demande à {company} est bien là",
     "Bonjour {name},\n\n"
     "Vous avez demandé une fois de plus à rejoindre l’espace de {company}. Votre première demande attend d’être examinée\u00a0: "
     "vous n’avez rien à faire, un message vous préviendra.",
     ""},
    {"en", "Your request to {company} is there",
     "Hello {name},\n\n"
     "You asked once more to join the space of {company}. Your first request is waiting to be looked at: there is nothing "
     "for you to do, and a message will tell you.",
     ""},
    {NULL, NULL, NULL, NULL}};

static const struct words *const all_words[MAIL_KINDS] = {
    [MAIL_LINK] = link_words, [MAIL_INVITATION] = invitation_words, [MAIL_REMINDER] = reminder_words,
    [MAIL_APPROVED] = approved_words, [MAIL_DECLINED] = declined_words, [MAIL_JOIN] = join_words,
    [MAIL_JOIN_KNOWN] = known_words, [MAIL_JOIN_WAITING] = waiting_words};

static const struct words *words_in(const struct words *w, struct str language) {
    const struct words *first = w;
    for (; w->language; w++) {
        if (str_is(language, w->language)) {
            return w;
        }
    }
    return first;
}

static struct str filled(struct arena *a, struct str text, const struct mail_about *about) {
    const struct {
        struct str name, value;
    } places[] = {{STR("{company}"), about->company}, {STR("{name}"), about->first_name}, {STR("{url}"), about->url}};
    struct buf b;
    buf_init(&b, a, 16 * 1024);
    for (size_t i = 0; i < text.n;) {
        struct str rest = str_sub(text, i, text.n);
        size_t k = 0;
        while (k < 3 && !str_starts(rest, places[k].name)) {
            k++;
        }
        if (k < 3) {
            buf_str(&b, places[k].value);
            i += places[k].name.n;
        } else {
            buf_ch(&b, text.p[i++]);
        }
    }
    return buf_view(&b);
}

/* Parts at the next blank line. */
static struct str next_paragraph(struct str *rest) {
    size_t at = str_find(*rest, STR("\n\n"));
    struct str part = str_sub(*rest, 0, at);
    *rest = str_sub(*rest, at + 2 < rest->n ? at + 2 : rest->n, rest->n);
    return part;
}

/* The logo LOGO_HEIGHT pixels high, unless it would be too wide; some mail programs heed only the attributes. */
static void add_sign(struct buf *b, const struct mail_about *about) {
    enum { LOGO_HEIGHT = 32, LOGO_WIDTH_MAX = 240 };
    const struct mail_brand *brand = about->brand;
    if (!brand->logo.p) {
        buf_printf(b, "<p style=\"margin:0 0 20px;font-weight:600;color:%.*s\">", STRF(brand->ink));
        buf_html(b, about->company);
        buf_c(b, "</p>");
        return;
    }
    int64_t height = LOGO_HEIGHT, width = brand->height > 0 ? brand->width * height / brand->height : height;
    if (width > LOGO_WIDTH_MAX) {
        height = brand->height * LOGO_WIDTH_MAX / brand->width;
        width = LOGO_WIDTH_MAX;
    }
    buf_printf(b, "<p style=\"margin:0 0 20px\"><img src=\"cid:" MAIL_PICTURE "\" width=\"%lld\" height=\"%lld\" style=\"display:block;border:0\" alt=\"",
               (long long)(width > 0 ? width : 1), (long long)(height > 0 ? height : 1));
    buf_html(b, about->company);
    buf_c(b, "\"></p>");
}

static struct str html_of(struct arena *a, const struct words *w, const struct mail_about *about) {
    struct buf b;
    buf_init(&b, a, 32 * 1024);
    buf_printf(&b, "<!doctype html><html lang=\"%s\"><body style=\"margin:0;padding:24px;background:#F7F6F3;color:#171C2E;"
                   "font:16px/26px system-ui,sans-serif\"><div style=\"max-width:560px;margin:0 auto;padding:24px;"
                   "background:#FFFFFF;border:1px solid #E3E0D9;border-radius:12px\">", w->language);
    add_sign(&b, about);
    for (struct str rest = str_of(w->body); rest.n;) {
        struct str part = next_paragraph(&rest);
        if (str_is(part, "{url}")) {
            buf_printf(&b, "<p><a style=\"display:inline-block;padding:10px 20px;border-radius:12px;background:%.*s;"
                           "color:%.*s;text-decoration:none\" href=\"", STRF(about->brand->fill), STRF(about->brand->label));
            buf_html(&b, about->url);
            buf_printf(&b, "\">%s</a></p>", w->button);
        } else {
            buf_c(&b, "<p>");
            buf_html(&b, filled(a, part, about));
            buf_c(&b, "</p>");
        }
    }
    buf_c(&b, "</div></body></html>");
    return buf_view(&b);
}

enum err mail_brand_read(struct tx *tx, const struct company_info *company, struct mail_brand *ret) {
    struct palette *p = arena_alloc(tx->arena, sizeof *p);
    struct logo_file logo = {.bytes = STR_NULL};
    palette_derive(company->colour, p);
    enum err e = logo_file(tx, STR("light"), &logo);
    bool there = !e && logo.bytes.n <= MAIL_PICTURE_MAX;
    *ret = (struct mail_brand){.fill = str_of(p->shades[6]), .label = str_of(p->label), .ink = str_of(p->shades[p->text])};
    if (there) {
        ret->logo = logo.bytes;
        ret->width = logo.width;
        ret->height = logo.height;
    }
    return e == E_NOT_FOUND ? E_OK : e;
}

void mail_text(struct arena *a, enum mail_kind kind, const struct mail_about *about, struct mail *ret) {
    const struct words *w = words_in(all_words[kind], about->language);
    ret->subject = filled(a, str_of(w->subject), about);
    ret->text = filled(a, str_of(w->body), about);
    ret->html = html_of(a, w, about);
    ret->picture = about->brand->logo;
    ret->language = str_of(w->language);
}
