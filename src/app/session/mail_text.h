/* mail_text.h: the words of the mails about coming in, in each language of the program. */
#ifndef PV_APP_SESSION_MAIL_TEXT_H
#define PV_APP_SESSION_MAIL_TEXT_H

#include "app/company/company.h"
#include "net/mail.h"

enum mail_kind {
    MAIL_LINK, MAIL_INVITATION,
    MAIL_REMINDER,                   /* the one of an invitation */
    MAIL_APPROVED, MAIL_DECLINED,    /* what came of asking to join */
    MAIL_JOIN,                       /* proves the mailbox of who asked */
    MAIL_JOIN_KNOWN,                 /* who asked is in already */
    MAIL_JOIN_WAITING,               /* who asked waits already */
    MAIL_KINDS
};

/* What a company's mails look like. */
struct mail_brand {
    struct str fill, label, ink;     /* of the button, its words, and the company's name: "#RRGGBB" */
    struct str logo;                 /* PNG; NULL: the name stands in its place */
    int64_t width, height;           /* of the logo */
};
enum err mail_brand_read(struct tx *tx, const struct company_info *company, struct mail_brand *ret) MUST_USE;

struct mail_about {
    struct str company, first_name, language, url;
    const struct mail_brand *brand;
};

/* Fills subject, text, html, picture and language of `ret`. */
void mail_text(struct arena *a, enum mail_kind kind, const struct mail_about *about, struct mail *ret);

#endif
