/* fetch_head.h: what fetch keeps of an answer's header; inside of net/ only. */
#ifndef PV_NET_FETCH_HEAD_H
#define PV_NET_FETCH_HEAD_H

#include "net/fetch.h"

struct fetch_head {
    struct arena *a;
    struct str location, date, etag, last_modified, content_type, link, retry_after, cache_control, reset, dpop_nonce;
    size_t bytes;                        /* of all header lines of this hop */
};

/* Forgets all but the arena and the byte count: a new status line begins. */
void fetch_head_reset(struct fetch_head *h);
/* Takes one header line, with or without its line end. */
void fetch_head_line(struct fetch_head *h, struct str line);
/* Seconds of max-age, 0 for no-store and no-cache, -1 when not told (RFC 9111 section 5.2.2). */
int64_t fetch_max_age(struct str cache_control);

#endif
