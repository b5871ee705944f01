/* fetch.h: one HTTP exchange with a server we do not know.
 *
 * Every address goes through the guard; the names it resolved are pinned for curl, and the peer is checked once more
 * when the socket is opened, so what was vetted is what is connected to. Redirects are followed here, one by one,
 * each vetted anew. The body is counted after decompression; too much ends the transfer. No cookies, no credentials, no
 * proxy. Blocking: call it from a worker, never from an epoll thread or inside a transaction. */
#ifndef PV_NET_FETCH_H
#define PV_NET_FETCH_H

#include "net/guard.h"

enum {
    FETCH_REDIRECTS_MAX = 5,
    FETCH_KEPT_CONNECTIONS = 64,     /* a thread keeps open for the next request to the same host */
    FETCH_READ_BYTES = 128 * 1024,       /* asked of the socket at once: most feeds in one or two reads */
    FETCH_HEADER_MAX = 1024,             /* of one header value kept; longer ones are treated as absent */
    FETCH_LINK_MAX = 4096,               /* of all Link lines together; a line that would exceed it is left out */
    FETCH_BODY_DEFAULT = 10 * 1024 * 1024,
    FETCH_CONNECT_MS_DEFAULT = 5000,
    FETCH_TOTAL_MS_DEFAULT = 15000,
    FETCH_HEADERS_TOTAL_MAX = 64 * 1024
};

struct fetch_request {
    struct str url;
    const char *accept;                  /* NULL: anything */
    struct str etag, last_modified; /* as the server gave them, for If-None-Match / If-Modified-Since; NULL: none */
    const char *method;                  /* NULL: GET */
    struct str body, content_type;       /* for POST: sent with every redirect that keeps the method (307, 308) */
    const char *const *headers;          /* further "Name: value" lines, NULL-terminated; only sent to the first host */
    const char *agent;                   /* NULL: the feed reader's */
    bool once;                           /* on a connection of its own: curl sends a request again when a kept one turns out dead */
    bool stay;                           /* a redirect is an answer like others: what carries a token goes nowhere else */
    size_t max_bytes;                    /* of the decoded body; 0 = FETCH_BODY_DEFAULT */
    int connect_ms, total_ms;            /* 0 = default; total covers redirects and look-ups too */
    const struct guard *guard;           /* NULL: guard_default() */
    const struct guard_resolver *resolver; /* NULL: the system's */
};

struct fetch_reply {
    int status;
    bool reached;                        /* the request, or part of it, left for the server: set after an error as well */
    struct str url;                      /* the last address: base for relative links */
    struct str permanent_url;            /* where an unbroken chain of 301/308 from the start led, NULL: nowhere */
    int redirects;
    bool downgraded;                     /* a redirect went from https to http */
    struct str date, etag, last_modified, content_type, link;  /* NULL when absent; link: all Link lines as one */
    struct str dpop_nonce;               /* RFC 9449 section 8; NULL when absent */
    int64_t retry_after_s;               /* from seconds or an HTTP date; -1 when absent */
    int64_t reset_s;                     /* seconds until the rate limit starts anew (fetch_reset); -1 when not told */
    int64_t max_age_s;                   /* Cache-Control: max-age (0 for no-cache, no-store); -1 when absent */
    struct str body;                     /* decoded from gzip, deflate, br; freed with the arena */
};

/* Once, before threads (curl_global_init). */
void fetch_init(void);
/* Any status is a success here (304 and 500 too); of an error, ret->reached alone is told. E_REFUSED by the guard, E_NET, E_NET_TIMEOUT, E_PEER (unusable
 * answer: too large, broken compression, too many redirects), each with a detail under "" in errs. The body does not
 * count against the arena's cap. */
enum err fetch(const struct fetch_request *rq, struct arena *arena, struct problems *errs,
               struct fetch_reply *ret) MUST_USE;
/* Seconds from now of a Retry-After value: a number, or an HTTP date; -1 when it is neither. Capped at 30 days. */
int64_t fetch_retry_after(struct str value, int64_t now);
/* The same of RateLimit-Reset and X-RateLimit-Reset, which networks give as seconds from now, as a Unix time, or as ISO 8601. */
int64_t fetch_reset(struct str value, int64_t now);

#endif
