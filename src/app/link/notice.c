/* notice.c: see notice.h. Colours and type are those of design/visual.md: paper and ink, dark by the browser's wish. */
#include "app/link/notice.h"

enum { PAGE_MAX = 16 * 1024 };

static const struct {
    int status;
    struct { const char *title, *head, *text, *more; } fr, en;
} pages[] = {
    [NOTICE_UNKNOWN] = {404,
        {"Lien introuvable", "Ce lien ne mène nulle part", "Il a peut-être été coupé ou recopié avec une faute.",
         "Vérifiez l’adresse ou demandez-la à la personne qui l’a partagée."},
        {"Link not found", "This link leads nowhere", "It may have been cut off or copied with a typing mistake.",
         "Check the address, or ask the person who shared it."}},
    [NOTICE_FROZEN] = {403,
        {"Lien suspendu", "Ce lien est suspendu pour le moment", "L’entreprise a mis en pause les pages partagées.",
         "Réessayez plus tard."},
        {"Link on hold", "This link is on hold for now", "The company has paused the pages it shares.",
         "Please try again later."}},
    [NOTICE_GONE] = {410,
        {"Lien retiré", "Ce lien a été retiré", "La page partagée ici n’est plus proposée.",
         "Elle ne reviendra pas à cette adresse."},
        {"Link withdrawn", "This link has been withdrawn", "The page shared here is no longer offered.",
         "It will not come back at this address."}},
};

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;"
    "background:#F7F6F3;color:#171C2E;font:400 16px/26px 'Inter Variable',Inter,system-ui,sans-serif}"
    "main{box-sizing:border-box;width:100%;max-width:560px;padding:32px 24px}"
    "svg{display:block;width:40px;height:40px;margin:0 0 24px}"
    "h1{margin:0 0 12px;font-size:28px;line-height:36px;font-weight:680;letter-spacing:-.021em;text-wrap:balance}"
    "p{margin:0 0 4px;color:#474D60}"
    "footer{box-sizing:border-box;width:100%;max-width:560px;padding:0 24px 32px;font-size:13px;line-height:18px;color:#626879}"
    "@media (prefers-color-scheme:dark){body{background:#12151E;color:#ECEBE7}p{color:#C3C7D2}footer{color:#A2A8B8}}";

static const char mark[] =
    "<svg viewBox=\"0 0 24 24\" fill=\"currentColor\" aria-hidden=\"true\"><path fill-rule=\"evenodd\" d=\"M3 7.9c0-1.08.74-2.02 "
    "1.79-2.27L19.15 2.04A1.5 1.5 0 0 1 21 3.5v12.9a1.5 1.5 0 0 1-1.85 1.46L9 15.4V20a3 3 0 0 1-6 0Zm6 1.75a.7.7 0 0 1 "
    ".52-.68l6.6-1.72a.7.7 0 0 1 .88.68v4.04a.7.7 0 0 1-.88.68l-6.6-1.72A.7.7 0 0 1 9 10.25Z\"/></svg>";

/* Weight in thousandths; 1000 without a q. */
static int weight(struct str params) {
    struct str q = str_trim(params);
    if (!str_istarts(q, STR("q="))) {
        return 1000;
    }
    q = str_sub(q, 2, q.n);
    int w = q.n && q.p[0] == '1' ? 1000 : 0;
    int digit = 100;
    for (size_t i = 2; i < q.n && q.p[i] >= '0' && q.p[i] <= '9' && w < 1000; i++, digit /= 10) {
        w += (q.p[i] - '0') * digit;
    }
    return w;
}

const char *notice_language(struct str header) {
    struct str part;
    const char *best = "en";
    int best_weight = 0;
    while (str_split(&header, ',', &part)) {
        size_t semi = str_chr(part, ';');
        struct str tag = str_trim(str_sub(part, 0, semi));
        struct str primary = str_sub(tag, 0, str_chr(tag, '-'));
        const char *known = str_ieq(primary, STR("fr")) ? "fr" : str_ieq(primary, STR("en")) ? "en" : NULL;
        int w = known ? weight(str_sub(part, semi + 1, part.n)) : 0;
        if (w > best_weight) {
            best = known;
            best_weight = w;
        }
    }
    return best;
}

enum err notice_reply(struct rq *rq, enum notice which) {
    const char *lang = notice_language(rq_header(rq, "Accept-Language"));
    bool fr = strcmp(lang, "fr") == 0;
    const char *title = fr ? pages[which].fr.title : pages[which].en.title;
    const char *head = fr ? pages[which].fr.head : pages[which].en.head;
    const char *text = fr ? pages[which].fr.text : pages[which].en.text;
    const char *more = fr ? pages[which].fr.more : pages[which].en.more;
    struct buf b;
    buf_init(&b, rq->arena, PAGE_MAX);
    buf_printf(&b, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"robots\" content=\"noindex\">\n<title>%s</title>\n", lang, title);
    buf_printf(&b, "<style nonce=\"%.*s\">%s</style>\n</head>\n", STRF(rq_nonce(rq)), style);
    buf_printf(&b, "<body>\n<main>\n%s\n<h1>%s</h1>\n<p>%s</p>\n<p>%s</p>\n</main>\n<footer>Portevoix</footer>\n</body>\n"
               "</html>\n", mark, head, text, more);
    reply_header(rq, "Cache-Control", STR("no-store"));
    reply_header(rq, "X-Robots-Tag", STR("noindex"));
    reply_header(rq, "Referrer-Policy", STR("no-referrer"));
    reply_header(rq, "Vary", STR("Accept-Language"));
    return reply_buf(rq, pages[which].status, "text/html; charset=utf-8", &b);
}
