/* listen.h: the listening socket. http/ only. */
#ifndef PV_HTTP_LISTEN_H
#define PV_HTTP_LISTEN_H

#include "base/err.h"

struct listening {
    int fd, port;
    bool loopback;
    struct str url;                      /* "http://127.0.0.1:8080" */
};

/* Opens "127.0.0.1:8080", "[::1]:8080", "localhost:8080", "*:8080"; port 0 takes a free one. E_CONFIG with the reason. */
enum err listen_open(const char *where, struct arena *arena, struct problems *errs, struct listening *ret) MUST_USE;

#endif
