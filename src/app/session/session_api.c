/* session_api.c: see session_api.h. No answer here tells whether an address is a member's. */
#include "app/session/session_api.h"

#include "app/company/company.h"
#include "app/session/password.h"
#include "app/session/token_mail.h"
#include "sql_gen.h"

#include "app/member/check.h"

#include <stdio.h>

enum { TOKEN_FIELD_MAX = 200 };

struct session_new_in {
    struct str email, password;
};
static const struct json_field session_new_fields[] = {
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct session_new_in, email),
     .flags = JSON_REQUIRED | JSON_TRIM, .min = 1, .max = MEMBER_EMAIL_MAX},
    {.name = "password", .type = JSON_T_STR, .off = offsetof(struct session_new_in, password), .flags = JSON_REQUIRED,
     .min = 1, .max = PASSWORD_MAX},
    {0}};
const struct json_shape session_new_shape = {"session_new", sizeof(struct session_new_in), session_new_fields};

struct session_link_in {
    struct str email;
};
static const struct json_field session_link_fields[] = {
    {.name = "email", .type = JSON_T_STR, .off = offsetof(struct session_link_in, email),
     .flags = JSON_REQUIRED | JSON_TRIM, .min = 1, .max = MEMBER_EMAIL_MAX},
    {0}};
const struct json_shape session_link_shape = {"session_link", sizeof(struct session_link_in), session_link_fields};

struct session_redeem_in {
    struct str token;
};
static const struct json_field session_redeem_fields[] = {
    {.name = "token", .type = JSON_T_STR, .off = offsetof(struct session_redeem_in, token),
     .flags = JSON_REQUIRED | JSON_TRIM, .min = 1, .max = TOKEN_FIELD_MAX, .help = "What stands behind # in the link."},
    {0}};
const struct json_shape session_redeem_shape = {"session_redeem", sizeof(struct session_redeem_in),
                                                session_redeem_fields};

struct signed_in {
    struct session_made session;
    struct me me;
};

static enum err sign_in(struct tx *tx, int64_t member, const struct session_from *from, struct signed_in *ret) {
    enum err e = session_create(tx, member, from, &ret->session);
    return e ? e : me_read(tx, member, &ret->me);
}

/* ---- by password ---- */

static enum err member_read(struct tx *tx, const void *args, void *ret) {
    const struct str *email = args;
    enum err e = sql_session_member(tx, email_fold(tx->arena, *email), ret);
    return e == E_NOT_FOUND ? E_OK : e;
}

struct password_args {
    int64_t member;
    struct str rehash;               /* STR_NULL: the stored one will do */
    struct session_from from;
};

static enum err password_tx(struct tx *tx, const void *args, void *ret) {
    const struct password_args *a = args;
    int64_t n = 0;
    enum err e = member_joined(tx, a->member, a->from.now);
    if (!e && a->rehash.p) {
        e = sql_member_password_set(tx, a->member, a->rehash, &n);
    }
    e = e ? e : sign_in(tx, a->member, &a->from, ret);
    return e == E_FORBIDDEN || e == E_NOT_FOUND ? E_BAD_CREDENTIALS : e;
}

enum err session_post(struct rq *rq) {
    const struct session_new_in *in = rq->body;
    struct sql_session_member_row row;
    struct signed_in out;
    bool rehash = false;
    enum err e = rate_take(rq, RATE_SIGN_IN, email_fold(rq->arena, in->email));
    if (!e) {
        e = db_read(&rq->cx, member_read, &in->email, &row, sizeof row);
    }
    if (e) {
        return e;
    }
    if (!password_verify(row.password_hash, in->password, &rehash) || !member_may_enter(row.status)) {
        return E_BAD_CREDENTIALS;
    }
    rate_return(rq, RATE_SIGN_IN, email_fold(rq->arena, in->email));
    struct password_args args = {row.id, rehash ? password_hash(rq->arena, in->password) : STR_NULL,
                                 session_from_rq(rq)};
    e = db_tx(&rq->cx, password_tx, &args, &out, sizeof out);
    return e ? e : me_reply(rq, 200, &out.session, &out.me);
}

/* ---- by mailed link ---- */

struct link_args {
    struct str email;
    bool mail;
    int64_t now;
};

struct link_made {
    bool made;                       /* for the console */
    struct token_made token;
};

static enum err link_tx(struct tx *tx, const void *args, void *ret) {
    const struct link_args *a = args;
    struct link_made *out = ret;
    struct sql_session_member_row row;
    enum err e = sql_session_member(tx, email_fold(tx->arena, a->email), &row);
    bool known = !e && member_may_enter(row.status);
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    if (a->mail) {
        return token_mail_enqueue(tx, known ? row.id : 0, TOKEN_LINK, a->now);
    }
    e = known ? sign_in_link_allowed(tx, row.id, &known) : E_OK;
    if (e || !known) {
        return e;
    }
    out->made = true;
    return sign_in_token_create(tx, row.id, TOKEN_LINK, a->now, &out->token);
}

/* Standard output, which is the console of a process started by hand; never the log (decisions 14). */
static void print_link(struct rq *rq, struct str email, const struct link_made *link) {
    if (!link->made) {
        printf("Nobody has the address %.*s, so there is no sign-in link.\n", STRF(email));
    } else {
        printf("Sign-in link for %.*s, good for 15 minutes: %.*s/sign-in#%.*s\n", STRF(email), STRF(rq_base_url(rq)),
               STRF(link->token.token));
    }
    fflush(stdout);
}

enum err session_link_post(struct rq *rq) {
    const struct session_link_in *in = rq->body;
    const struct session_options *opt = session_options();
    struct link_made out;
    enum err e = rate_take(rq, RATE_SIGN_IN, email_fold(rq->arena, in->email));
    if (!e && (opt->mail || opt->console)) {
        struct link_args args = {in->email, opt->mail != NULL, rq->now};
        e = db_tx(&rq->cx, link_tx, &args, &out, sizeof out);
        if (!e && !opt->mail) {
            print_link(rq, in->email, &out);
        }
    }
    return e ? e : reply_json(rq, 202, &shape_empty, &out);
}

struct redeem_args {
    struct str token;
    struct session_from from;
};

static enum err redeem_tx(struct tx *tx, const void *args, void *ret) {
    const struct redeem_args *a = args;
    int64_t member = 0;
    enum err e = sign_in_token_redeem(tx, a->token, a->from.now, &member);
    return e ? e : sign_in(tx, member, &a->from, ret);
}

enum err session_redeem_post(struct rq *rq) {
    const struct session_redeem_in *in = rq->body;
    struct redeem_args args = {in->token, session_from_rq(rq)};
    struct signed_in out;
    enum err e = db_tx(&rq->cx, redeem_tx, &args, &out, sizeof out);
    return e ? e : me_reply(rq, 200, &out.session, &out.me);
}

/* ---- out ---- */

static enum err sign_out_tx(struct tx *tx, const void *args, void *ret) {
    const struct principal *who = args;
    (void)ret;
    return session_end(tx, who->member, who->session);
}

/* Public, so that signing out also works when the session has ended by itself. */
enum err session_delete(struct rq *rq) {
    if (rq->who.member) {
        enum err e = db_tx(&rq->cx, sign_out_tx, &rq->who, NULL, 0);
        if (e) {
            return e;
        }
    }
    reply_cookie(rq, STR(""), 0);
    return reply_empty(rq, 204);
}
