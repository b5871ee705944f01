/* url_host.h: the host part of an address; inside of text/ only (see url.h for the whole). */
#ifndef PV_TEXT_URL_HOST_H
#define PV_TEXT_URL_HOST_H

#include "text/url.h"

/* Reads a host as written (WHATWG host parser for special schemes) into ret->host, kind and addr. On failure *ret_why
 * is a fixed text. */
enum err url_host_read(struct arena *a, struct str raw, const char **ret_why, struct url *ret) MUST_USE;

#endif
