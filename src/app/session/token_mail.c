/* token_mail.c: see token_mail.h. */
#include "app/session/token_mail.h"

#include "app/company/company.h"
#include "app/session/mail_text.h"
#include "app/session/session.h"
#include "base/id.h"
#include "json/json.h"

struct letter {
    struct member_info member;
    struct company_info company;
    struct mail_brand brand;
    struct token_made token;
    bool send;
};

struct letter_args {
    int64_t member, now;
    const char *kind;
};

enum err token_mail_enqueue(struct tx *tx, int64_t member, const char *kind, int64_t now) {
    struct str id = id_text(tx->arena, member);
    struct str payload = arena_printf(tx->arena, "{\"member\":\"%s\"}", id.p);
    const char *job = strcmp(kind, TOKEN_LINK) == 0 ? "session.link" : strcmp(kind, TOKEN_REMINDER) == 0 ? "member.remind"
                                                                                                : "member.invite";
    return job_enqueue(tx, job, payload, now, id);
}

/* Is the mail still wanted? Who has left, is suspended or has joined meanwhile gets none. */
static enum err check_wanted(struct tx *tx, const struct letter_args *a, const struct member_info *m, bool *ret) {
    bool enough = false;
    if (strcmp(a->kind, TOKEN_LINK) != 0) {
        *ret = str_is(m->status, MEMBER_INVITED);
        return E_OK;
    }
    enum err e = sign_in_link_enough(tx, a->member, a->now, &enough);
    e = e ? e : sign_in_link_allowed(tx, a->member, ret);
    *ret = *ret && !enough;
    return e;
}

static enum err letter_tx(struct tx *tx, const void *args, void *ret) {
    const struct letter_args *a = args;
    struct letter *l = ret;
    bool wanted = false;
    enum err e = member_get(tx, a->member, &l->member);
    if (!e) {
        e = check_wanted(tx, a, &l->member, &wanted);
    }
    if (e || !wanted) {
        return e == E_NOT_FOUND ? E_OK : e;
    }
    e = company_get(tx, &l->company);
    e = e ? e : mail_brand_read(tx, &l->company, &l->brand);
    if (!e) {
        e = sign_in_token_create(tx, a->member, strcmp(a->kind, TOKEN_LINK) == 0 ? TOKEN_LINK : TOKEN_INVITATION, a->now,
                                 &l->token);
    }
    l->send = !e;
    return e;
}

static enum err letter_send(struct job_run *run, const struct letter *l, enum mail_kind kind) {
    const struct mail_settings *server = session_options()->mail;
    struct str base = session_base_url(run->cx.arena, l->company.host);
    struct mail_about about = {.company = l->company.name, .brand = &l->brand,
                               .first_name = l->member.first_name,
                               .language = l->member.language,
                               .url = arena_printf(run->cx.arena, "%.*s/%s#%.*s", STRF(base),
                                                   kind == MAIL_LINK ? "sign-in" : "invitation", STRF(l->token.token))};
    struct mail mail = {.to = l->member.email, .date = run->now,
                        .to_name = arena_printf(run->cx.arena, "%.*s %.*s", STRF(l->member.first_name),
                                                STRF(l->member.last_name))};
    mail.to_name = str_trim(mail.to_name);
    bool asked = kind == MAIL_INVITATION && l->member.came_by.p;
    mail_text(run->cx.arena, asked ? MAIL_APPROVED : kind, &about, &mail);
    return mail_send(server, &mail, run->cx.arena, run->cx.errs, NULL);
}

static enum err mail_run(struct job_run *run, const char *kind, enum mail_kind mail) {
    const struct json_node *payload;
    struct letter_args args = {.now = run->now, .kind = kind};
    struct letter letter = {.send = false};
    if (!session_options()->mail) {
        return err_set(run->cx.errs, E_CONFIG, "", "no mail server is set (--smtp-url)");
    }
    enum err e = json_parse(run->payload, run->cx.arena, &payload);
    if (e || !id_parse(json_text(json_get(payload, "member")), &args.member)) {
        return E_INVALID;
    }
    if (args.member == 0) {
        return E_OK;
    }
    e = db_tx(&run->cx, letter_tx, &args, &letter, sizeof letter);
    return e || !letter.send ? e : letter_send(run, &letter, mail);
}

enum err token_mail_link_run(struct job_run *run) {
    return mail_run(run, TOKEN_LINK, MAIL_LINK);
}

enum err token_mail_reminder_run(struct job_run *run) {
    return mail_run(run, TOKEN_REMINDER, MAIL_REMINDER);
}

enum err token_mail_invitation_run(struct job_run *run) {
    return mail_run(run, TOKEN_INVITATION, MAIL_INVITATION);
}
