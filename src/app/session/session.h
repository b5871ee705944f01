/* session.h: who is signed in, and the three ways to get there: password, mailed link, invitation.
 *
 * A session is a 256-bit token; the database knows its BLAKE2b hash only. Lifetimes are a table (session.c). Signing in
 * always makes a new session. Everything that changes what someone may do ends their sessions. */
#ifndef PV_APP_SESSION_SESSION_H
#define PV_APP_SESSION_SESSION_H

#include "app/member/member.h"
#include "event/event.h"
#include "http/http.h"
#include "job/job.h"
#include "net/mail.h"

enum {
    SESSION_TOKEN_BYTES = 32,
    LINK_LIFE_S = 15 * 60,           /* decisions 14 */
    LINKS_MAX = 5,                   /* living links of one member */
    INVITATION_LIFE_S = 14 * 86400
};

/* How this process serves. The texts must live until session_stop. */
struct session_options {
    struct db *db;
    const struct mail_settings *mail;   /* the mail server; NULL: none, links can't be mailed */
    bool console;                    /* on loopback: without a mail server, links are printed on the console */
    const char *public_url;          /* --public-url, or NULL; for links in mails, which have no request */
    const char *listen_url;          /* "http://127.0.0.1:8080": for a company without a host of its own */
};
/* Starts the background writer (idle days, visits, self marks). Call it before the server and the job workers
 * start, and stop it after them, before the database closes. */
enum err session_start(const struct session_options *opt) MUST_USE;
void session_stop(void);
const struct session_options *session_options(void);
/* Address of a company's space for links outside of a request: its own host (with scheme and port of --public-url, else
 * https), else --public-url, else the listening address. */
struct str session_base_url(struct arena *a, struct str host);

/* ---- hooks for http (struct http_hooks) ---- */
enum err session_find_space(struct rq *rq, struct str host, struct space *ret);
enum err session_find_principal(struct rq *rq, struct str token, struct principal *ret);
enum err session_idempotency_look(struct rq *rq, struct str key, bool *ret_found, int *ret_status,
                                  struct str *ret_body);
enum err session_idempotency_store(struct tx *tx, struct rq *rq, struct str key, int status, struct str body,
                                   bool *ret_first);

/* ---- sessions ---- */
struct session_made {
    struct str token;                /* for the cookie */
    int64_t max_age_s;
};
/* What a new session needs to know of the request. */
struct session_from {
    struct str client, user_agent;   /* for the self mark only; "" = don't mark */
    struct str old_session;          /* stored hash of the session this one replaces, or STR_NULL */
    int64_t old_member;              /* whose that was */
    int64_t now;
};
/* Device and present session of a request. */
struct session_from session_from_rq(const struct rq *rq);
/* Makes a session for an active member. */
enum err session_create(struct tx *tx, int64_t member, const struct session_from *from,
                        struct session_made *ret) MUST_USE;
/* Ends one session by its stored hash. */
enum err session_end(struct tx *tx, int64_t member, struct str stored_hash) MUST_USE;
/* Ends all sessions of a member but `keep` (STR_NULL: all), also in this process's memory once committed. */
enum err session_end_all(struct tx *tx, int64_t member, struct str keep) MUST_USE;
/* Drops a member's sessions from this process's memory once the transaction has committed: roles, language …
 * changed. */
void session_refresh(struct tx *tx, int64_t member);
/* For the event poll of this process. */
void session_on_event(int64_t company, const struct event *ev);
/* The process's cache is empty afterwards (tests). */
void session_forget_all(void);

/* ---- sign-in tokens: links and invitations ---- */
struct token_made {
    struct str token;
    int64_t expires_at;
};
#define TOKEN_LINK "link"
#define TOKEN_INVITATION "invitation"
#define TOKEN_REMINDER "reminder"     /* an invitation once more, for token_mail.h */
enum err sign_in_token_create(struct tx *tx, int64_t member, const char *kind, int64_t now,
                              struct token_made *ret) MUST_USE;
/* Takes the token (it works once) and returns whose it was; an invited member has joined by it. E_GONE when it is
 * used up, unknown or too old, or its member is suspended. */
enum err sign_in_token_redeem(struct tx *tx, struct str token, int64_t now, int64_t *ret_member) MUST_USE;
/* A sign-in link may be made for the member: they may enter, and the space is open to who has not come yet (pilot, unless
 * they were invited). */
enum err sign_in_link_allowed(struct tx *tx, int64_t member, bool *ret) MUST_USE;
/* The member has as many links that still work as anyone may (LINKS_MAX): no more are made, so that nobody's
 * mailbox can be filled by asking. */
enum err sign_in_link_enough(struct tx *tx, int64_t member, int64_t now, bool *ret_enough) MUST_USE;
/* The tokens of a member are void. */
enum err sign_in_token_drop(struct tx *tx, int64_t member) MUST_USE;
/* Deletes what has outlived its purpose: sessions, tokens, idempotency keys. */
enum err session_purge(struct tx *tx, int64_t now) MUST_USE;
/* Job kind "housekeeping.sessions": does that every hour. First put in by the subscriber of EV_COMPANY_CREATED. */
enum err session_housekeeping_run(struct job_run *run);
enum err session_on_company(struct tx *tx, const struct event *ev) MUST_USE;

/* Stored form of a token: 64 hex characters. */
struct str token_hash(struct arena *a, struct str token);

#endif
