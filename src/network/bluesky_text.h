/* bluesky_text.h: what in a text is a link, a hashtag or a mention on Bluesky, which finds none itself. */
#ifndef PV_NETWORK_BLUESKY_TEXT_H
#define PV_NETWORK_BLUESKY_TEXT_H

#include "base/buf.h"

/* Adds `,"facets":[…]` to a record's JSON, nothing when there is none: byte offsets into the UTF-8 text, end exclusive, in order,
 * none within another (app.bsky.richtext.facet). `did` turns a handle into its DID, "" for none; asked once a mention,
 * at most BLUESKY_MENTIONS_MAX times. */
enum { BLUESKY_MENTIONS_MAX = 8, BLUESKY_TAG_MAX = 64, BLUESKY_FACETS_MAX = 64 };
void bluesky_facets(struct buf *b, struct arena *a, struct str text, struct str (*did)(void *ud, struct str handle), void *ud);

#endif
