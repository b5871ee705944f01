/* client.c: whose request it is on the network: the peer's address or, where the operator named the proxy with
 * --trust-proxy, what that proxy says (decisions 12). Everybody else's X-Forwarded-* headers are ignored. */
#include "http/server.h"

#include "base/limits.h"

#include <arpa/inet.h>

static const unsigned char v4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_v4(const struct addr *a) {
    return memcmp(a->b, v4_prefix, sizeof v4_prefix) == 0;
}

/* "[2001:db8::1]:443" -> "2001:db8::1"; "192.0.2.1:443" -> "192.0.2.1". */
static struct str without_port(struct str s) {
    if (s.n && s.p[0] == '[') {
        return str_sub(s, 1, str_chr(s, ']'));
    }
    size_t colon = str_chr(s, ':');
    bool one = colon < s.n && str_chr(str_sub(s, colon + 1, s.n), ':') == s.n - colon - 1;
    return one ? str_sub(s, 0, colon) : s;
}

bool addr_parse(struct str s, struct addr *ret) {
    char text[64];
    s = without_port(str_trim(s));
    if (s.n == 0 || s.n >= sizeof text) {
        return false;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    struct addr a;
    memcpy(a.b, v4_prefix, sizeof v4_prefix);
    if (inet_pton(AF_INET, text, a.b + 12) != 1 && inet_pton(AF_INET6, text, a.b) != 1) {
        return false;
    }
    *ret = a;
    return true;
}

static size_t put_octet(char *to, unsigned v) {
    size_t n = 0;
    if (v >= 100) {
        to[n++] = (char)('0' + v / 100);
    }
    if (v >= 10) {
        to[n++] = (char)('0' + v / 10 % 10);
    }
    to[n++] = (char)('0' + v % 10);
    return n;
}

struct str addr_text(struct arena *arena, const struct addr *a) {
    char *p = arena_alloc(arena, INET6_ADDRSTRLEN);
    if (!is_v4(a)) {
        inet_ntop(AF_INET6, a->b, p, INET6_ADDRSTRLEN);
        return str_of(p);
    }
    size_t n = 0;
    for (int i = 12; i < 16; i++) {
        if (i > 12) {
            p[n++] = '.';
        }
        n += put_octet(p + n, a->b[i]);
    }
    return (struct str){p, n};
}

bool addr_is_loopback(const struct addr *a) {
    static const unsigned char one[16] = {[15] = 1};
    return (is_v4(a) && a->b[12] == 127) || memcmp(a->b, one, sizeof one) == 0;
}

bool cidr_parse(struct str s, struct cidr *ret) {
    size_t slash = str_chr(s, '/');
    struct cidr c = {.bits = 128};
    if (!addr_parse(str_sub(s, 0, slash), &c.net)) {
        return false;
    }
    if (slash < s.n) {
        int64_t bits;
        int64_t most = is_v4(&c.net) && str_chr(s, ':') == s.n ? 32 : 128;
        if (!str_to_i64(str_sub(s, slash + 1, s.n), &bits) || bits < 0 || bits > most) {
            return false;
        }
        c.bits = (int)(most == 32 ? bits + 96 : bits);
    }
    *ret = c;
    return true;
}

bool cidr_has(const struct cidr *c, const struct addr *a) {
    size_t bytes = (size_t)c->bits / 8;
    int rest = c->bits % 8;
    if (memcmp(c->net.b, a->b, bytes) != 0) {
        return false;
    }
    return rest == 0 || ((c->net.b[bytes] ^ a->b[bytes]) >> (8 - rest)) == 0;
}

static bool trusted(const struct server *s, const struct addr *a) {
    for (size_t i = 0; i < s->trusted_n; i++) {
        if (cidr_has(&s->trusted[i], a)) {
            return true;
        }
    }
    return false;
}

/* Walks the hops from the nearest on: the first that is no trusted proxy is the client. An unreadable entry ends the walk. */
static void walk_hops(const struct server *s, struct str hops, struct addr *client) {
    for (int i = 0; hops.n && i < LIMIT_PROXY_HOPS; i++) {
        size_t from = hops.n;
        while (from > 0 && hops.p[from - 1] != ',') {
            from--;
        }
        struct addr a;
        if (!addr_parse(str_sub(hops, from, hops.n), &a)) {
            return;
        }
        *client = a;
        if (!trusted(s, &a)) {
            return;
        }
        hops = str_sub(hops, 0, from ? from - 1 : 0);
    }
}

void client_find(struct call *c) {
    const struct server *s = c->rq.server;
    struct addr client;
    wire_peer(c, &client);
    c->peer_is_loopback = addr_is_loopback(&client);
    if (s->trusted_n && trusted(s, &client)) {
        walk_hops(s, wire_header_all(c, "X-Forwarded-For"), &client);
        struct str proto = wire_header_all(c, "X-Forwarded-Proto");
        c->rq.secure = str_ieq(str_trim(str_sub(proto, 0, str_chr(proto, ','))), STR("https"));
    }
    c->rq.client = addr_text(c->rq.arena, &client);
}
