/* guard.h: where the program may connect to when an address comes from content, members or company admins.
 *
 * Server-side request forgery is stopped here and nowhere else. An address passes only if its scheme is http or https,
 * it carries no user name, its port is one that serves the web, its host is no name of this machine or of a private
 * network, and every address the host resolves to is global unicast by the IANA special-purpose registries (RFC 6890;
 * tables in guard.c). The operator can let ranges through (`--allow-net`): such destinations skip the checks of name,
 * port and address, never those of scheme and user name. Knows nothing of HTTP; see fetch.h for the check of the peer
 * at connect time, which makes DNS rebinding harmless. */
#ifndef PV_NET_GUARD_H
#define PV_NET_GUARD_H

#include "base/err.h"
#include "text/url.h"

#include <netinet/in.h>
#include <sys/socket.h>

enum { GUARD_NETS_MAX = 32, GUARD_ADDRS_MAX = 32 };

struct guard_addr {
    int family;              /* AF_INET or AF_INET6 */
    uint8_t b[16];           /* network order; IPv4 in the first 4 bytes */
};

struct guard_net {
    struct guard_addr addr;
    int bits;
};

/* Ranges that the operator lets through. Zeroed: none. */
struct guard {
    struct guard_net nets[GUARD_NETS_MAX];
    size_t n;
};

/* Where names are looked up: a seam. Fills at most GUARD_ADDRS_MAX; E_NET when the name does not resolve,
 * E_NET_TIMEOUT when that takes longer than `timeout_ms`. */
struct guard_resolver {
    enum err (*fn)(void *ud, struct str host, int timeout_ms, struct guard_addr *ret, size_t *ret_n);
    void *ud;
};

struct guard_verdict {
    bool allow;
    const char *reason;                      /* fixed English text; "" when allowed */
    struct url url;                          /* as parsed, when that far */
    struct str text;                         /* the form to connect with, when allowed */
    struct guard_addr addrs[GUARD_ADDRS_MAX]; /* vetted addresses, when allowed */
    size_t n;
};

/* Adds "10.1.0.0/16", "fd00::/8" or a single address. E_INVALID when it is none, E_LIMIT when there are too many. */
enum err guard_allow(struct guard *g, struct str cidr) MUST_USE;
/* The process's own guard: filled once at start, before threads, from `--allow-net`. */
struct guard *guard_default(void);
/* Lets every address through: for those that the operator wrote into the settings. */
const struct guard *guard_operator(void);
/* Decides on an address; names are looked up by `resolver` (NULL: the system's). `ret` lives in `a`. */
void guard_check_url(struct arena *a, const struct guard *g, struct str url, const struct guard_resolver *resolver,
                     int timeout_ms, struct guard_verdict *ret);
/* A global address, or one in an allowed range. *ret_reason may be NULL. */
bool guard_addr_ok(const struct guard *g, const struct guard_addr *addr, const char **ret_reason);
/* The same for the socket address of a peer; families other than IPv4 and IPv6 are refused. */
bool guard_addr_allowed(const struct guard *g, const struct sockaddr *sa);
/* The address lies in a range that the operator lets through. */
bool guard_addr_in_nets(const struct guard *g, const struct guard_addr *addr);
/* Reads a plain IPv4 or IPv6 address. */
bool guard_addr_parse(struct str s, struct guard_addr *ret);
/* getaddrinfo with a time limit. */
enum err guard_resolve_system(void *ud, struct str host, int timeout_ms, struct guard_addr *ret, size_t *ret_n);

#endif
