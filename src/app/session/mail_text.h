/* mail_text.h: the words of the mails about coming in, in each language of the program. */
#ifndef PV_APP_SESSION_MAIL_TEXT_H
#define PV_APP_SESSION_MAIL_TEXT_H

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

struct mail_about {
    struct str company, first_name, language, url;
};

/* Fills subject, text, html and language of `ret`. */
void mail_text(struct arena *a, enum mail_kind kind, const struct mail_about *about, struct mail *ret);

#endif
