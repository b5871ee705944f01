/* limits.h: every limit of the program has its name here, with its unit. Whatever an outsider sizes is held to one of these
 * before memory is taken for it (docs/operations.md tells the operator's ones). */
#ifndef PV_BASE_LIMITS_H
#define PV_BASE_LIMITS_H

enum {
    /* ---- http ---- */
    LIMIT_BODY = 256 * 1024,             /* bytes of a request's body; a route may have its own (route.body_max) */
    LIMIT_BODY_DRAIN = 64 * 1024 * 1024, /* bytes read and thrown away to keep the connection; more closes it */
    LIMIT_BODIES = 128 * 1024 * 1024,    /* bytes of all bodies at once; more is answered 503 */
    LIMIT_REQUEST_ARENA = 32 * 1024 * 1024,  /* bytes a request may use in all */
    LIMIT_REPLY = 16 * 1024 * 1024,      /* bytes of a reply made in memory */
    LIMIT_CONNECTIONS = 4096,
    LIMIT_DESCRIPTORS = 8192,            /* open files asked of the system when the server starts */
    LIMIT_CONNECTION_MEMORY = 16 * 1024, /* bytes for a request's line and headers, and for a reply's headers */
    LIMIT_IDLE_S = 30,                   /* seconds a connection may be silent */
    LIMIT_WORKERS = 64,
    LIMIT_QUEUE = 512,                   /* requests waiting for a worker */
    LIMIT_HASH_QUEUE = 64,               /* requests waiting for a password hash */
    LIMIT_DRAIN_S = 30,                  /* seconds server_stop waits for what runs */
    LIMIT_PATH_SEGMENTS = 16,
    LIMIT_IDEMPOTENCY_KEY = 200,         /* characters */
    LIMIT_PROXY_HOPS = 16                /* entries of X-Forwarded-For looked at */
};

#endif
