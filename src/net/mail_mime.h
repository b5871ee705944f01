/* mail_mime.h: the encodings of a mail; inside of net/ only. */
#ifndef PV_NET_MAIL_MIME_H
#define PV_NET_MAIL_MIME_H

#include "base/buf.h"

/* A header's text: as it is in printable ASCII, else as RFC 2047 encoded words, folded. */
void mail_add_words(struct buf *b, struct str text);
/* A display name: quoted if need be. */
void mail_add_name(struct buf *b, struct str name);
/* One text part with its headers: quoted-printable, or base64 where most of it is beyond ASCII. CRLF line ends. */
void mail_add_part(struct buf *b, const char *type, struct str text);
/* A PNG that another part shows as "cid:<id>". */
void mail_add_picture(struct buf *b, const char *id, struct str png);

#endif
