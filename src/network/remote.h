/* remote.h: what a network's own API does for a linked account: sign in, publish, look, take down.
 *
 * `struct remote_api` is the part of a network's row that talks to its servers; network.h is the part that does not. A row
 * holds the functions that exist, and callers ask for the pointer, never for a name. What a call came to is an enum remote_result:
 * not a status but what has to be done next (the retry taxonomy of the networks' fact sheet, section 0.2). Everything blocks:
 * never inside a transaction. Tokens travel in `struct remote` alone and are never logged.
 *
 * Addresses come from members, so every request goes through the guard of net/fetch.h, and none follows a redirect. */
#ifndef PV_NETWORK_REMOTE_H
#define PV_NETWORK_REMOTE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "json/json.h"

enum remote_result {
    REMOTE_OK,
    REMOTE_RETRY,        /* not done, later it may be: 429, 503, nobody answered before anything was sent */
    REMOTE_UNSURE,       /* sent, and no answer: look before anything else */
    REMOTE_EXPIRED,      /* renew the token, then once more */
    REMOTE_REAUTH,       /* the member has to link the account again */
    REMOTE_SCOPE,        /* the member did not grant this */
    REMOTE_POLICY,       /* the network does not want it: duplicate, suspended account */
    REMOTE_INVALID,      /* our mistake or the text's: never again as it is */
    REMOTE_GONE          /* what it was about is not there */
};
/* "retry", "unsure" ... as stored with a share that failed. */
const char *remote_result_name(enum remote_result r);

enum {
    REMOTE_TOTAL_MS = 20000,         /* of one request */
    REMOTE_LOOKUP_MS = 5000,         /* of one that may be left out */
    REMOTE_DEADLINE_S = 80,          /* of all requests of one conversation */
    REMOTE_BODY_MAX = 2 * 1024 * 1024,
    REMOTE_DETAIL_MAX = 300,         /* of what a network says went wrong, characters */
    REMOTE_TEXT_MAX = 512            /* of an id, a handle, a name at a network, bytes */
};

/* How an account may be linked. */
enum remote_way {
    REMOTE_PASSWORD = 1,     /* a password made for this program alone, at the network ("app password") */
    REMOTE_OAUTH = 2         /* at the network's own page */
};
/* What a linked account can do. A bit comes with the function. */
enum remote_can {
    REMOTE_PUBLISH = 1,
    REMOTE_REMOVE = 2,
    REMOTE_LIKES = 4,
    REMOTE_REPOSTS = 8,
    REMOTE_KEYED = 16        /* a second post under the same key is refused by the server, whenever it comes */
};

/* This program as a server knows it. */
struct remote_app {
    struct str client, secret, redirect_uri, scopes;
};
struct remote_token {
    struct str access, refresh;      /* refresh "": there is none */
    struct str scopes;               /* as granted, with spaces */
    int64_t access_until;            /* microseconds; 0: not told or never */
    int64_t refresh_until;           /* from then on the account has to be linked again; 0: not told or never */
    struct str dpop;                 /* hex of the private key (jose.h) that the tokens are bound to; NULL or "": to none */
    struct str issuer;               /* who gave them, where that is not the account's own server; NULL or "": it is */
};
struct remote_account {
    struct str server;               /* base address of its server, without slash at the end */
    struct str id, handle, name, url;
    struct str avatar;               /* address of its picture; NULL or "": not told */
    struct str about;                /* what it says of itself, with the addresses it names; NULL or "": nothing */
    struct str moved_to;             /* the handle that it names in its place; NULL: none */
};
/* What is published. Texts in UTF-8, final: disclosure, words and link. */
struct remote_post {
    struct str text, language;
    struct str link;                 /* stands in the text, and nowhere else on that network: a post with it is ours */
    struct str key;                  /* fixed beforehand by remote_api.key */
    int64_t made_at;                 /* when the key was made */
    struct str card_title, card_text;
    struct str card_image;           /* bytes, of at most 1,000,000; NULL: none */
    struct str card_image_type;
    struct str visibility;           /* "" the network's own default */
};
struct remote_ref {
    struct str id, version, url;     /* version: "" where the network has none */
};

/* What one does with somebody else's post. Doing it twice is doing it once, on every network here. */
enum remote_act { REMOTE_LIKE, REMOTE_REPOST };

/* Linking at the network's page. */
struct remote_begin {
    struct str state, challenge;     /* of this attempt; PKCE, S256 */
    struct str identifier;           /* the account, where the member named it; "" */
};

enum {
    REMOTE_PAGE_MAX = 100,           /* posts of one page, */
    REMOTE_PICTURES_MAX = 4,         /* pictures of one post that are kept */
    REMOTE_POST_MAX = 64 * 1024,     /* bytes of its text */
    REMOTE_URL_MAX = 2000
};
struct remote_picture {
    struct str url, alt;             /* alt NULL: not told */
};
/* One post of an account, as anybody may read it: texts are plain, well-formed and without markup, addresses http(s). */
struct remote_item {
    struct str id, version, url;     /* as in struct remote_ref; `url` its page */
    struct str title;                /* what stands before a folded text (content warning); NULL: none */
    struct str text;                 /* blocks as lines; links whole, where the network shows them cut */
    struct str language;             /* BCP 47; NULL: not told */
    int64_t published_at, edited_at; /* microseconds; 0: not told */
    bool reply, repost;              /* to another post, its own too; of another one */
    bool video;
    bool sensitive;                  /* its author wants its pictures folded away: there are none here */
    struct remote_picture pictures[REMOTE_PICTURES_MAX];
    size_t pictures_n;
    struct str card_url, card_title, card_text, card_image;   /* of a link; NULL: none */
};
struct remote_page {
    struct remote_item *items;       /* the newest first */
    size_t n;
    struct str next;                 /* where the page behind it begins; "": there is none */
    int64_t oldest_at;               /* of what the server gave, whatever it is; 0: nothing with a date */
};

/* One conversation on behalf of one account. */
struct remote {
    struct arena *a;
    struct problems *errs;           /* a detail under "" for everything but REMOTE_OK */
    int64_t now;
    struct str server;               /* where the calls go */
    struct remote_account account;   /* once known */
    struct remote_token token;
    struct remote_app app;
    unsigned char client_key[32];    /* this program's own (jose.h), where a network knows it by that */
    struct str nonce, nonce_host;    /* of the host's last answer, for the next proof */
    int64_t retry_after_s;           /* of the last answer; -1 not told */
    int status;                      /* of the last answer; 0: none came, */
    enum err err;                    /* and why */
    struct str answer;               /* the last answer as it came */
    int64_t deadline;                /* clock_mono; no request begins or lasts beyond it */
};

struct remote_api {
    unsigned ways, can;
    const char *scopes;              /* asked for, with spaces; "" where a network has none to ask */
    const char *home;                /* server where none is named; NULL: one must be */
    /* The server that a host or address leads to answers and speaks this: r->server is filled. NULL: any does. */
    enum remote_result (*meet)(struct remote *r);
    /* ---- REMOTE_OAUTH ---- */
    enum remote_result (*enrol)(struct remote *r, struct str redirect_uri, struct remote_app *ret);
    /* Where to send the browser. What it leaves in r->token and r->account is there again for exchange. */
    enum remote_result (*authorize)(struct remote *r, const struct remote_begin *begin, struct str *ret_url);
    enum remote_result (*exchange)(struct remote *r, struct str code, struct str verifier);   /* fills r->token */
    /* The document that says who this program is, at the address that is `client`; NULL: there is none. */
    struct str (*client_metadata)(struct arena *a, struct str client, struct str redirect_uri, const unsigned char *client_key);
    /* ---- REMOTE_PASSWORD: fills token and account ---- */
    enum remote_result (*sign_in)(struct remote *r, struct str identifier, struct str password);
    /* ---- with a token ---- */
    enum remote_result (*who)(struct remote *r);                  /* fills r->account; NULL where sign_in does */
    enum remote_result (*renew)(struct remote *r);                /* fills r->token anew; NULL: tokens do not die */
    enum remote_result (*revoke)(struct remote *r);
    struct str (*key)(struct arena *a, int64_t now);              /* of a post to come */
    enum remote_result (*publish)(struct remote *r, const struct remote_post *post, struct remote_ref *ret);
    /* The post that an earlier publish may have made: REMOTE_GONE when it did not. */
    enum remote_result (*find)(struct remote *r, const struct remote_post *post, struct remote_ref *ret);
    enum remote_result (*remove)(struct remote *r, const struct remote_ref *ref);   /* gone already is REMOTE_OK */
    /* `target` as the network's readers gave it (remote_item), wherever it stands; *ret is what undo needs. */
    enum remote_result (*act)(struct remote *r, enum remote_act act, const struct remote_ref *target, struct remote_ref *ret);
    enum remote_result (*undo)(struct remote *r, enum remote_act act, const struct remote_ref *done);   /* undone already is REMOTE_OK */
    /* ---- without a token: what anybody may see; NULL: nothing is ---- */
    /* How the network writes the account that somebody typed: a handle, an address of its page. NULL: that names none. Asks nobody. */
    struct str (*account_in)(struct arena *a, struct str typed);
    /* The account so written: fills r->account and r->server. REMOTE_GONE: there is none, or it has moved (account.moved_to);
     * REMOTE_POLICY: suspended there; REMOTE_SCOPE: it wants to be seen by people with an account there alone. */
    enum remote_result (*look_up)(struct remote *r, struct str written);
    /* The same for an account that is known by r->account and r->server, which follow what has changed. */
    enum remote_result (*look_again)(struct remote *r);
    /* A page of its posts, from the newest on (`from` "") or from where another page ended. */
    enum remote_result (*posts)(struct remote *r, struct str from, struct remote_page *ret);
};

/* Where the public directories of networks are, from the operator's settings. Once, before threads; without it the usual ones. */
struct remote_places {
    struct str bluesky, plc;         /* base addresses without slash at the end */
};
void remote_set_places(const struct remote_places *places);
const struct remote_places *remote_places(void);

/* ---- for the networks' own files ---- */

struct remote_call {
    const char *method;              /* "GET", "POST", "DELETE" */
    struct str path;                 /* behind r->server; or a whole address */
    struct str body;                 /* NULL: none */
    const char *type;                /* of the body */
    struct str bearer;               /* token for this call; NULL: none */
    struct str header;               /* one more "Name: value"; NULL: none */
    bool proves;                     /* with a proof of r->token.dpop, token or not */
    bool once;                       /* on a connection of its own, so that it is not sent twice by itself; what creates is too */
    bool creates;                    /* a lost answer leaves it open whether it was done: REMOTE_UNSURE */
    int total_ms;                    /* 0: REMOTE_TOTAL_MS */
    bool closes;                     /* 404 and 410 are as good as 200 */
    bool follows;                    /* redirects, as addresses under /.well-known may have them; never with a token */
    bool trusted;                    /* an address of the operator's settings: the guard is not asked */
};
/* One request. *ret_json is the answer as JSON, NULL when it is none. The result follows the status (classify below); what the
 * network says in "error_description", "error" or "message" becomes the detail. *ret_json is set after faults as well. */
enum remote_result remote_call(struct remote *r, const struct remote_call *c, const struct json_node **ret_json) MUST_USE;
/* By status alone: 200s OK; 401 EXPIRED; 403 SCOPE; 404, 410 GONE; 408, 425, 429, 500s RETRY (UNSURE for a 5xx answer to what
 * creates, but 503); others INVALID. */
enum remote_result remote_classify(int status, bool creates);
/* A detail of our own. */
enum remote_result remote_fault(struct remote *r, enum remote_result result, const char *text);
/* json_text, "" for what is no text or longer than REMOTE_TEXT_MAX. */
struct str remote_text(const struct json_node *n, const char *key);
/* An http(s) address as url_text writes it; NULL for anything else. */
struct str remote_address(struct arena *a, struct str given);
/* Microseconds of an RFC 3339 instant, 0 for what is none or lies before 1970. */
int64_t remote_instant(const struct json_node *n, const char *key);
/* "name=value" percent-encoded, with "&" before all but the first. */
void remote_form(struct buf *b, const char *name, struct str value);

#endif
