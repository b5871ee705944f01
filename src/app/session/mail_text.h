/* mail_text.h: the words of the two mails that let people in, in each language of the program. */
#ifndef PV_APP_SESSION_MAIL_TEXT_H
#define PV_APP_SESSION_MAIL_TEXT_H

#include "net/mail.h"

enum mail_kind { MAIL_LINK, MAIL_INVITATION };

struct mail_about {
    struct str company, first_name, language, url;
};

/* Fills subject, text, html and language of `ret`. */
void mail_text(struct arena *a, enum mail_kind kind, const struct mail_about *about, struct mail *ret);

#endif
