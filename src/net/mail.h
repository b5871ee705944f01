/* mail.h: one message to one person, through the operator's SMTP server.
 *
 * RFC 5322 and MIME (multipart/alternative of text and HTML, with one picture for the latter), sent by libcurl. STARTTLS is required unless the server
 * is on this machine; smtps:// is TLS from the start. The server's address comes from the operator's settings and is
 * not subject to the guard (decisions 16). */
#ifndef PV_NET_MAIL_H
#define PV_NET_MAIL_H

#include "base/buf.h"
#include "base/err.h"

struct mail_settings {
    struct str url;                /* smtp://host:587 or smtps://host:465 */
    struct str user, password;     /* NULL: no sign-in */
    struct str from;               /* "Name <address>" or "address" */
    int timeout_ms;                /* whole exchange, 0 = 30 s */
};

struct mail {
    struct str to;                 /* one bare address */
    struct str to_name;            /* may be NULL */
    struct str subject;            /* UTF-8, one line */
    struct str text;               /* UTF-8 */
    struct str html;               /* UTF-8; NULL: text only */
    struct str picture;            /* PNG, shown where the HTML says src="cid:" MAIL_PICTURE; NULL: none. It travels with the mail: one that is
                                    * fetched would tell who read it, and when */
    struct str language;           /* BCP 47, NULL: no Content-Language */
    struct str message_id;         /* "<…@…>": the same on each try of the same message; NULL: made here */
    int64_t date;                  /* microseconds; 0 = now */
};

#define MAIL_PICTURE "sign@portevoix"
enum { MAIL_PICTURE_MAX = 256 * 1024 };   /* bytes; larger ones are refused */

struct mail_result {
    int code;                      /* the server's last SMTP answer (250, 451, 550 …), 0 when it gave none */
    bool ambiguous;                /* the message was sent off but not answered: it may have arrived */
};

/* An address that can be put into an envelope and a header: one "@", no control or white space, no quoting, ASCII or
 * UTF-8 local part, at most 254 bytes. */
bool mail_address_ok(struct str address);
/* Writes the message (CRLF line ends). E_INVALID for line breaks in headers or bad addresses. */
enum err mail_compose(const struct mail_settings *s, const struct mail *m, struct arena *a, struct problems *errs,
                      struct buf *out) MUST_USE;
/* Sends it. E_INVALID (ours), E_NET / E_NET_TIMEOUT / E_PEER_BUSY (4yz): try again later; E_PEER (5yz): do not.
 * `ret` may be NULL. Blocking. */
enum err mail_send(const struct mail_settings *s, const struct mail *m, struct arena *a, struct problems *errs,
                   struct mail_result *ret) MUST_USE;

#endif
