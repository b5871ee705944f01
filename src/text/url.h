/* url.h: web addresses, read as browsers read them.
 *
 * One parser for the whole program: the guard decides on the parsed form and only the text made from that form is
 * ever connected to, so no second parser can disagree. For http and https it follows the WHATWG URL Standard (host
 * forms, IDNA by UTS 46, IPv4 in decimal, octal and hexadecimal, back slashes, dot segments, percent-encode sets);
 * other schemes are kept as they are behind their scheme. Two differences, both stricter: control characters anywhere
 * are refused (the standard drops tabs and newlines), and texts above URL_MAX bytes are. Knows nothing of the
 * network. */
#ifndef PV_TEXT_URL_H
#define PV_TEXT_URL_H

#include "base/err.h"

enum { URL_MAX = 8192, URL_HOST_MAX = 255 };

enum url_host_kind { URL_HOST_NONE, URL_HOST_NAME, URL_HOST_IPV4, URL_HOST_IPV6 };

struct url {
    struct str scheme;           /* lower case, without ":" */
    struct str userinfo;         /* percent-encoded, .p NULL when absent */
    struct str host;             /* ASCII, lower case; IPv4 as four decimal parts; IPv6 compressed, without brackets */
    enum url_host_kind kind;
    uint8_t addr[16];            /* IPv4 in the first 4 bytes, or IPv6; for those kinds only */
    int port;                    /* the given port when it is not the scheme's own, else -1 */
    struct str path;             /* http(s): begins with "/"; others: whatever follows the scheme up to "?" or "#" */
    struct str query;            /* without "?"; .p NULL when absent */
    struct str fragment;         /* without "#"; .p NULL when absent */
};

/* Reads `text` (UTF-8; white space at the ends is dropped), relative to `base` when that is not NULL. E_INVALID when it
 * is no address; *ret_why (may be NULL) is then a fixed English text. `ret` lives in `a`. */
enum err url_parse(struct arena *a, struct str text, const struct url *base, const char **ret_why,
                   struct url *ret) MUST_USE;
/* The address as text (WHATWG serialization). */
struct str url_text(struct arena *a, const struct url *u);
/* http or https, with a host. */
bool url_is_web(const struct url *u);
/* The port that would be connected to: the given one, or 80 / 443; -1 for other schemes. */
int url_port(const struct url *u);
/* `ref` seen from `base` as a full address; STR_NULL when that gives none. A NULL or empty base means `ref` must be
 * absolute. */
struct str url_resolve(struct arena *a, struct str base, struct str ref);
/* The host of an http(s) address in lower-case ASCII (IPv6 in brackets); STR_NULL when `text` is no such address. */
struct str url_host(struct arena *a, struct str text);
/* Key under which two addresses of the same page meet: without scheme, "www.", default port, fragment (but "#!" and
 * "#/" stay, they name pages), tracking parameters and trailing slash; parameters sorted; percent-encoding made
 * uniform. For texts that are no http(s) address: the trimmed text. Never shown, never connected to. */
struct str url_key(struct arena *a, struct str text);
/* Adds utm_source, utm_medium and utm_campaign (those not NULL or empty), replacing such parameters that are there;
 * the rest of the query and the fragment stay byte for byte. STR_NULL when `text` is no http(s) address. */
struct str url_with_utm(struct arena *a, struct str text, struct str source, struct str medium, struct str campaign);
/* Lower-case ASCII (punycode) of a host name by UTS 46, or STR_NULL when it is none. No IPv4 reading. */
struct str url_host_ascii(struct arena *a, struct str name);

#endif
