/* setup.h: a company with its first admin, as the first-start page, `company create` and the demo make it.
 *
 * The first-start page is guarded by a token that lives in this process only and is printed on the console; it works
 * once and only while there is no company. */
#ifndef PV_APP_COMPANY_SETUP_H
#define PV_APP_COMPANY_SETUP_H

#include "app/company/company.h"

struct setup_new {
    struct company_new company;
    struct str email, first_name, last_name;
    struct str password;             /* STR_NULL: none; the admin then joins by link */
    const char *company_at, *admin_at;   /* JSON pointers for faults: "", "/admin" */
};

struct setup_done {
    int64_t company, admin;
};

/* Makes the one-time token of this process (256 bits) and returns its text, which lives as long as the process. */
struct str setup_token_make(void);
/* Takes the token: true for the one made before, unless somebody is using it right now. Compared in constant time. */
bool setup_token_claim(struct str token);
/* Gives it back after a try that failed, or forgets it for good after one that did not. */
void setup_token_release(bool done);

/* Checks everything, hashes the password, makes company and admin in one transaction. The admin is active when a
 * password was given, else invited. `cx` gives database, arena and errs. */
enum err setup_run(const struct db_cx *cx, struct setup_new *in, struct setup_done *ret) MUST_USE;

#endif
