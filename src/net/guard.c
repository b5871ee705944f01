/* guard.c: see guard.h. Two tables decide: ranges that are not global unicast (IANA IPv4 and IPv6 Special-Purpose
 * Address Registries, RFC 6890 and its successors, plus Azure's platform address, which looks global and is not), and
 * names that never mean a host on the internet (RFC 6761, 6762, 7686, 8375, the clouds' metadata names). IPv6 forms
 * that carry an IPv4 address are looked into. */
#include "net/guard.h"

#include <arpa/inet.h>

struct range {
    uint8_t b[16];
    int bits;
    const char *what;
};

static const struct range v4_ranges[] = {
    {{0}, 8, "this network (0.0.0.0/8)"},
    {{10}, 8, "private address (10.0.0.0/8)"},
    {{100, 64}, 10, "carrier-grade NAT (100.64.0.0/10)"},
    {{127}, 8, "loopback (127.0.0.0/8)"},
    {{169, 254}, 16, "link-local or metadata (169.254.0.0/16)"},
    {{172, 16}, 12, "private address (172.16.0.0/12)"},
    {{192, 0, 0}, 24, "protocol assignments (192.0.0.0/24)"},
    {{192, 0, 2}, 24, "documentation (192.0.2.0/24)"},
    {{192, 31, 196}, 24, "AS112 (192.31.196.0/24)"},
    {{192, 52, 193}, 24, "AMT (192.52.193.0/24)"},
    {{192, 88, 99}, 24, "6to4 relay (192.88.99.0/24)"},
    {{192, 168}, 16, "private address (192.168.0.0/16)"},
    {{192, 175, 48}, 24, "AS112 (192.175.48.0/24)"},
    {{198, 18}, 15, "benchmarking (198.18.0.0/15)"},
    {{198, 51, 100}, 24, "documentation (198.51.100.0/24)"},
    {{203, 0, 113}, 24, "documentation (203.0.113.0/24)"},
    {{168, 63, 129, 16}, 32, "cloud platform (168.63.129.16)"},
    {{224}, 4, "multicast (224.0.0.0/4)"},
    {{240}, 4, "reserved or broadcast (240.0.0.0/4)"},
};

/* Outside of 2000::/3 all is refused but NAT64; these are the holes inside of it. */
static const struct range v6_ranges[] = {
    {{0x20, 0x01, 0x00}, 23, "protocol assignments, Teredo (2001::/23)"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation (2001:db8::/32)"},
    {{0x20, 0x02}, 16, "6to4 (2002::/16)"},
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48, "AS112 (2620:4f:8000::/48)"},
    {{0x3f, 0xfe}, 16, "6bone (3ffe::/16)"},
    {{0x3f, 0xff, 0x00}, 20, "documentation (3fff::/20)"},
};

/* Names of this machine, of private networks, and of the clouds' metadata services; each with all its subdomains. */
static const char *const refused_names[] = {"localhost",
                                            "localdomain",
                                            "local",
                                            "internal",
                                            "home.arpa",
                                            "onion",
                                            "i2p",
                                            "intranet",
                                            "private",
                                            "corp",
                                            "lan",
                                            "home",
                                            "in-addr.arpa",
                                            "ip6.arpa",
                                            "metadata.packet.net",
                                            "metadata.platformequinix.com",
                                            "metadata.tencentyun.com",
                                            NULL};

/* Where the web is served: the schemes' own ports and their usual alternatives. A feed on another port is rare; a guard
 * open to all ports would let members make this server talk to mail, database and admin ports of third parties. */
static const int allowed_ports[] = {80, 443, 8080, 8443};

static bool in_range(const uint8_t *addr, const uint8_t *net, int bits) {
    int whole = bits / 8;
    int rest = bits % 8;
    if (memcmp(addr, net, (size_t)whole) != 0) {
        return false;
    }
    return rest == 0 || ((addr[whole] ^ net[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
}

static const char *v4_refused(const uint8_t *b) {
    for (size_t i = 0; i < sizeof v4_ranges / sizeof *v4_ranges; i++) {
        if (in_range(b, v4_ranges[i].b, v4_ranges[i].bits)) {
            return v4_ranges[i].what;
        }
    }
    return NULL;
}

static bool all_zero(const uint8_t *b, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (b[i]) {
            return false;
        }
    }
    return true;
}

static const char *v6_refused(const uint8_t *b) {
    static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    if (memcmp(b, nat64, sizeof nat64) == 0) {
        return v4_refused(b + 12) ? "NAT64 of an address that is not public" : NULL;   /* RFC 6052: look inside */
    }
    if (all_zero(b, 10) && b[10] == 0xff && b[11] == 0xff) {
        return "IPv4-mapped address (::ffff:0:0/96)";
    }
    if (all_zero(b, 15) && b[15] <= 1) {
        return b[15] ? "loopback (::1)" : "unspecified address (::)";
    }
    if ((b[0] & 0xfe) == 0xfc) {
        return "private or metadata address (fc00::/7)";
    }
    if (b[0] == 0xfe && (b[1] & 0x80) == 0x80) {
        return "link-local or site-local (fe80::/9)";
    }
    if (b[0] == 0xff) {
        return "multicast (ff00::/8)";
    }
    if ((b[0] & 0xe0) != 0x20) {
        return "not global unicast (2000::/3)";
    }
    for (size_t i = 0; i < sizeof v6_ranges / sizeof *v6_ranges; i++) {
        if (in_range(b, v6_ranges[i].b, v6_ranges[i].bits)) {
            return v6_ranges[i].what;
        }
    }
    return NULL;
}

bool guard_addr_in_nets(const struct guard *g, const struct guard_addr *addr) {
    for (size_t i = 0; i < g->n; i++) {
        if (g->nets[i].addr.family == addr->family && in_range(addr->b, g->nets[i].addr.b, g->nets[i].bits)) {
            return true;
        }
    }
    return false;
}

bool guard_addr_ok(const struct guard *g, const struct guard_addr *addr, const char **ret_reason) {
    const char *why = "not an internet address";
    if (addr->family == AF_INET || addr->family == AF_INET6) {
        why = guard_addr_in_nets(g, addr) ? NULL : addr->family == AF_INET ? v4_refused(addr->b) : v6_refused(addr->b);
    }
    if (why && ret_reason) {
        *ret_reason = why;
    }
    return why == NULL;
}

bool guard_addr_allowed(const struct guard *g, const struct sockaddr *sa) {
    struct guard_addr addr = {.family = sa->sa_family};
    if (sa->sa_family == AF_INET) {
        memcpy(addr.b, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
    } else if (sa->sa_family == AF_INET6) {
        memcpy(addr.b, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
    }
    return guard_addr_ok(g, &addr, NULL);
}

bool guard_addr_parse(struct str s, struct guard_addr *ret) {
    char text[INET6_ADDRSTRLEN + 1];
    struct guard_addr addr = {0};
    if (s.n == 0 || s.n >= sizeof text || memchr(s.p, '\0', s.n)) {
        return false;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    addr.family = memchr(s.p, ':', s.n) ? AF_INET6 : AF_INET;
    if (inet_pton(addr.family, text, addr.b) != 1) {
        return false;
    }
    *ret = addr;
    return true;
}

enum err guard_allow(struct guard *g, struct str cidr) {
    struct guard_net net = {0};
    size_t slash = str_chr(cidr, '/');
    if (!guard_addr_parse(str_sub(cidr, 0, slash), &net.addr)) {
        return E_INVALID;
    }
    int64_t bits = net.addr.family == AF_INET ? 32 : 128;
    int64_t most = bits;
    if (slash < cidr.n && (!str_to_i64(str_sub(cidr, slash + 1, cidr.n), &bits) || bits < 0 || bits > most)) {
        return E_INVALID;
    }
    if (g->n == GUARD_NETS_MAX) {
        return E_LIMIT;
    }
    net.bits = (int)bits;
    g->nets[g->n++] = net;
    return E_OK;
}

const struct guard *guard_operator(void) {
    static const struct guard g = {.nets = {{{.family = AF_INET}, 0}, {{.family = AF_INET6}, 0}}, .n = 2};
    return &g;
}

struct guard *guard_default(void) {
    static struct guard g;
    return &g;
}

static struct str without_dot(struct str host) {
    host.n -= host.n > 0 && host.p[host.n - 1] == '.' ? 1 : 0;
    return host;
}

static const char *name_refused(struct str host) {
    host = without_dot(host);
    if (str_chr(host, '.') == host.n) {
        return str_is(host, "localhost") ? "name of this machine" : "name without a dot";
    }
    for (size_t i = 0; refused_names[i]; i++) {
        struct str name = str_of(refused_names[i]);
        if (str_ends(host, name) && (host.n == name.n || host.p[host.n - name.n - 1] == '.')) {
            return "name of this machine, a private network or a metadata service";
        }
    }
    return NULL;
}

static bool port_ok(int port) {
    for (size_t i = 0; i < sizeof allowed_ports / sizeof *allowed_ports; i++) {
        if (allowed_ports[i] == port) {
            return true;
        }
    }
    return false;
}

static void refuse(struct guard_verdict *v, const char *reason) {
    v->allow = false;
    v->reason = reason;
    v->n = 0;
}

/* Fills v->addrs from the address itself or the resolver; false (refused) when there is none. */
static bool resolve(const struct guard_resolver *resolver, int timeout_ms, struct guard_verdict *v) {
    if (v->url.kind != URL_HOST_NAME) {
        v->addrs[0].family = v->url.kind == URL_HOST_IPV4 ? AF_INET : AF_INET6;
        memcpy(v->addrs[0].b, v->url.addr, sizeof v->addrs[0].b);
        v->n = 1;
        return true;
    }
    static const struct guard_resolver system_resolver = {guard_resolve_system, NULL};
    const struct guard_resolver *r = resolver ? resolver : &system_resolver;
    enum err e = r->fn(r->ud, v->url.host, timeout_ms, v->addrs, &v->n);
    if (e || v->n == 0) {
        refuse(v, e == E_NET_TIMEOUT ? "the name was not resolved in time" : "the name does not resolve");
        return false;
    }
    return true;
}

/* Readers disagree on what a backslash before the query is (WHATWG: a slash; RFC 3986: no URL), so which host is meant is open. */
static bool has_backslash(struct str url) {
    size_t end = str_chr(url, '?');
    size_t hash = str_chr(url, '#');
    return str_chr(str_sub(url, 0, hash < end ? hash : end), '\\') < (hash < end ? hash : end);
}

void guard_check_url(struct arena *a, const struct guard *g, struct str url, const struct guard_resolver *resolver,
                     int timeout_ms, struct guard_verdict *ret) {
    *ret = (struct guard_verdict){.reason = ""};
    const char *why = NULL;
    if (url_parse(a, url, NULL, &why, &ret->url)) {
        refuse(ret, why);
        return;
    }
    if (!url_is_web(&ret->url)) {
        refuse(ret, "only http and https are allowed");
        return;
    }
    if (ret->url.userinfo.p) {
        refuse(ret, "a user name in the address");
        return;
    }
    if (has_backslash(url)) {
        refuse(ret, "a backslash in the address");
        return;
    }
    const char *name_why = ret->url.kind == URL_HOST_NAME ? name_refused(ret->url.host) : NULL;
    bool port_fits = port_ok(url_port(&ret->url));
    if (g->n == 0 && (name_why || !port_fits)) {
        refuse(ret, name_why ? name_why : "the port is none of the web");     /* without asking a resolver */
        return;
    }
    if (!resolve(resolver, timeout_ms, ret)) {
        return;
    }
    bool by_operator = true;
    for (size_t i = 0; i < ret->n; i++) {
        if (!guard_addr_ok(g, &ret->addrs[i], &why)) {
            refuse(ret, why);
            return;
        }
        by_operator = by_operator && guard_addr_in_nets(g, &ret->addrs[i]);
    }
    if (!by_operator && (name_why || !port_fits)) {
        refuse(ret, name_why ? name_why : "the port is none of the web");
        return;
    }
    ret->allow = true;
    ret->url.host = without_dot(ret->url.host);      /* one spelling for the pinned name, the certificate and Host */
    ret->text = url_text(a, &ret->url);
}
