/* listen.c: see listen.h. Addresses only, no names but localhost: a server must not depend on a resolver to start. */
#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

union any_addr {
    struct sockaddr sa;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool parse(struct str where, union any_addr *ret, socklen_t *ret_n) {
    char host[64];
    size_t colon = where.n;
    while (colon > 0 && where.p[colon - 1] != ':') {
        colon--;
    }
    int64_t port;
    if (colon == 0 || !str_to_i64(str_sub(where, colon, where.n), &port) || port < 0 || port > 65535) {
        return false;
    }
    struct str h = str_sub(where, 0, colon - 1);
    if (h.n && h.p[0] == '[' && h.p[h.n - 1] == ']') {
        h = str_sub(h, 1, h.n - 1);
    }
    h = str_is(h, "localhost") ? STR("127.0.0.1") : str_is(h, "*") || h.n == 0 ? STR("0.0.0.0") : h;
    if (h.n >= sizeof host) {
        return false;
    }
    memcpy(host, h.p, h.n);
    host[h.n] = '\0';
    memset(ret, 0, sizeof *ret);
    if (inet_pton(AF_INET, host, &ret->v4.sin_addr) == 1) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons((uint16_t)port);
        *ret_n = sizeof ret->v4;
        return true;
    }
    if (inet_pton(AF_INET6, host, &ret->v6.sin6_addr) == 1) {
        ret->v6.sin6_family = AF_INET6;
        ret->v6.sin6_port = htons((uint16_t)port);
        *ret_n = sizeof ret->v6;
        return true;
    }
    return false;
}

static void describe(const union any_addr *a, struct arena *arena, struct listening *l) {
    char text[INET6_ADDRSTRLEN];
    if (a->sa.sa_family == AF_INET) {
        uint32_t v = ntohl(a->v4.sin_addr.s_addr);
        l->port = ntohs(a->v4.sin_port);
        l->loopback = v >> 24 == 127;
        inet_ntop(AF_INET, &a->v4.sin_addr, text, sizeof text);
        /* A URL needs an address that somebody can go to. */
        l->url = arena_printf(arena, "http://%s:%d", v ? text : "127.0.0.1", l->port);
    } else {
        l->port = ntohs(a->v6.sin6_port);
        l->loopback = IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr);
        bool any = IN6_IS_ADDR_UNSPECIFIED(&a->v6.sin6_addr);
        inet_ntop(AF_INET6, &a->v6.sin6_addr, text, sizeof text);
        l->url = arena_printf(arena, "http://[%s]:%d", any ? "::1" : text, l->port);
    }
}

static bool bind_it(int fd, const union any_addr *a, socklen_t n) {
    int on = 1, off = 0;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) {
        return false;
    }
    if (a->sa.sa_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&a->v6.sin6_addr) &&
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) != 0) {
        return false;
    }
    return bind(fd, &a->sa, n) == 0 && listen(fd, BACKLOG) == 0;
}

enum err listen_open(const char *where, struct arena *arena, struct problems *errs, struct listening *ret) {
    union any_addr a;
    socklen_t n;
    if (!parse(str_of(where), &a, &n)) {
        return err_set(errs, E_CONFIG, "/listen", "\"%s\" is not ADDRESS:PORT", where);
    }
    int fd = socket(a.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return err_set(errs, E_CONFIG, "/listen", "no socket: %s", strerrordesc_np(errno));
    }
    if (!bind_it(fd, &a, n)) {
        enum err e = err_set(errs, E_CONFIG, "/listen", "cannot listen on %s: %s", where, strerrordesc_np(errno));
        close(fd);
        return e;
    }
    n = sizeof a;
    if (getsockname(fd, &a.sa, &n) != 0) {
        enum err e = err_set(errs, E_CONFIG, "/listen", "%s", strerrordesc_np(errno));
        close(fd);
        return e;
    }
    ret->fd = fd;
    describe(&a, arena, ret);
    return E_OK;
}
