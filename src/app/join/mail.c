/* mail.c: see mail.h. */
#include "app/join/mail.h"

#include "app/session/session.h"

enum err join_letter_company(struct tx *tx, struct join_letter *l) {
    enum err e = company_get(tx, &l->company);
    return e ? e : mail_brand_read(tx, &l->company, &l->brand);
}

enum err join_letter_send(struct job_run *run, const struct join_letter *l) {
    struct arena *a = run->cx.arena;
    const struct mail_settings *server = session_options()->mail;
    if (!server) {
        return err_set(run->cx.errs, E_CONFIG, "", "no mail server is set (--smtp-url)");
    }
    struct mail_about about = {.company = l->company.name, .brand = &l->brand, .first_name = l->first_name, .language = l->language,
                               .url = arena_printf(a, "%.*s/%.*s", STRF(session_base_url(a, l->company.host)), STRF(l->path))};
    struct mail mail = {.to = l->to, .date = run->now,
                        .to_name = str_trim(arena_printf(a, "%.*s %.*s", STRF(l->first_name), STRF(l->last_name)))};
    mail_text(a, l->kind, &about, &mail);
    return mail_send(server, &mail, a, run->cx.errs, NULL);
}
