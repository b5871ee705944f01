/* gunzip.h: a body that came compressed. */
#ifndef PV_BASE_GUNZIP_H
#define PV_BASE_GUNZIP_H

#include "base/buf.h"
#include "base/err.h"

/* Unpacks gzip (RFC 1952), all members of it, into `out`. E_TOO_LARGE when that is more than out->max, E_BAD_REQUEST when it
 * is broken or cut off. */
enum err gunzip(struct str packed, struct buf *out, struct problems *errs) MUST_USE;

#endif
