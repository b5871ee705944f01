/* link_header.h: the Link field of an HTTP answer (RFC 8288). */
#ifndef PV_NET_LINK_HEADER_H
#define PV_NET_LINK_HEADER_H

#include "base/str.h"

/* The first target whose relation types hold `rel` (compared without case); NULL when there is none. `header` may hold
 * several links. The target is as written: resolve it against the address of the answer. A view into `header`. */
struct str link_header_rel(struct str header, struct str rel);

#endif
