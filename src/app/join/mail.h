/* mail.h: letters of this room to people who are not in yet. */
#ifndef PV_APP_JOIN_MAIL_H
#define PV_APP_JOIN_MAIL_H

#include "app/company/company.h"
#include "app/session/mail_text.h"
#include "job/job.h"

struct join_letter {
    enum mail_kind kind;
    struct str to, first_name, last_name, language;
    struct str path;                 /* of the link, below the company's address */
    struct company_info company;
    struct mail_brand brand;
};
/* Fills in the company and what its mails look like. */
enum err join_letter_company(struct tx *tx, struct join_letter *l) MUST_USE;
enum err join_letter_send(struct job_run *run, const struct join_letter *l) MUST_USE;

#endif
