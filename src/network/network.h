/* network.h: the places where members publish, one row each.
 *
 * A network is a file of its own (linkedin.c, x.c ...) and a line in the table of network.c. Whatever differs
 * between networks is a field here, so that the rooms and the web app ask the table and never a name. How long a
 * text may be is text/length.h, what a network's rules allow terms.h, what a text must say about who speaks
 * disclosure.h. Knows nothing of members, posts or shares. */
#ifndef PV_NETWORK_NETWORK_H
#define PV_NETWORK_NETWORK_H

#include "base/arena.h"
#include "base/err.h"
#include "network/remote.h"
#include "text/length.h"

/* What the program can do on a network today. A bit comes with the code that does it. */
enum network_cap {
    NETWORK_INTENT = 1,        /* opens the network's own composer by a URL; needs no permission */
    NETWORK_INTENT_TEXT = 2,   /* that URL can carry the text; else it goes over the clipboard */
    NETWORK_INSTANCE = 4,      /* stands on many servers: the intent needs the host of the member's own */
    NETWORK_MESSAGE = 8,       /* goes to people the member chooses; there is no page of it to name */
    NETWORK_COPY = 16,         /* no page to open: the text is taken along by hand */
};

/* Where the link stands. In both cases it is part of the final text. */
enum network_link {
    NETWORK_LINK_IN_TEXT,      /* the text carries it (Bluesky) */
    NETWORK_LINK_BESIDE        /* the intent has a field of its own for it (LinkedIn, X) */
};

/* Pictures that one post may carry; image_bytes 0 = no published limit. */
struct network_media {
    int images;
    int64_t image_bytes;
    int64_t alt_max;           /* longest description of a picture, characters */
};

struct network {
    const char *name;          /* "linkedin": key in the API and the database; never rename */
    const char *title;         /* "LinkedIn" */
    const char *const *hosts;  /* where its posts live; each stands for its subdomains too. NULL-terminated; empty with
                                  NETWORK_INSTANCE (any host), NETWORK_MESSAGE and NETWORK_COPY (none) */
    unsigned caps;             /* enum network_cap bits */
    enum network_link link;
    const char *link_join;     /* what stands between text and link */
    struct network_media media;
    /* URL that opens the network's composer; NULL unless NETWORK_INTENT. `text` is without the link and empty where it
     * may not be filled in; `host` is the member's server, used with NETWORK_INSTANCE alone. In arena. */
    struct str (*intent)(struct arena *a, struct str host, struct str text, struct str link);
    /* The path (from "/", without query) of a URL on one of `hosts` can be that of a post. NULL: no post has one. */
    bool (*is_post_path)(struct str host, struct str path);
    const struct remote_api *remote;   /* what a linked account can do; NULL: none can be linked */
};

/* All networks, in the order in which they are offered. */
extern const struct network *const networks[];
extern const size_t network_count;

/* NULL when there is none of that name. */
const struct network *network_find(struct str name);
/* Counts `text` as this network does; its row of text/length.h. */
enum err network_length(const struct network *n, struct str text, struct text_length *ret) MUST_USE;
const struct text_limit *network_limit(const struct network *n);
/* Most bytes of a URL that network_post_url reads. */
enum { NETWORK_URL_MAX = 2000 };
/* `given` as the host of a server of the network's kind ("mastodon.social", also in letters that ASCII lacks): *ret is its
 * lower-case ASCII form in `a`. E_INVALID on `field` for what is no public host name: an address, a port, a path, one
 * label alone. Nothing is asked of that host. */
enum { NETWORK_HOST_MAX = 253 };
enum err network_instance(struct str given, struct arena *a, struct problems *errs, const char *field,
                          struct str *ret) MUST_USE;
/* `host` is one of the network's or below one. Lower case, without port. */
bool network_host_fits(const struct network *n, struct str host);
/* `url` can be the address of a post on this network: http or https, no user, no odd port, a host that fits and a path
 * that leads to a post, not to the front page. On success *ret is the URL without fragment. Else E_INVALID on `field`
 * with the reason. Nothing is fetched. */
enum err network_post_url(const struct network *n, struct str url, struct arena *a, struct problems *errs,
                          const char *field, struct str *ret) MUST_USE;


/* ---- for the networks' own files ---- */
/* Path segment number `i` (0 = first), "" when there are fewer. */
struct str network_segment(struct str path, size_t i);
/* One digit or more, and nothing else. */
bool network_digits(struct str s);
/* `address`, which ends with "…=", with the link percent-encoded behind it. */
struct str network_intent_link(struct arena *a, const char *address, struct str link);
/* The same with text and link as one, joined as the network does. */
struct str network_intent_text(struct arena *a, const struct network *n, const char *address, struct str text,
                               struct str link);

extern const struct remote_api remote_bluesky;
extern const struct remote_api remote_mastodon;

extern const struct network network_bluesky;
extern const struct network network_copy;
extern const struct network network_email;
extern const struct network network_facebook;
extern const struct network network_linkedin;
extern const struct network network_mastodon;
extern const struct network network_telegram;
extern const struct network network_threads;
extern const struct network network_whatsapp;
extern const struct network network_x;
extern const struct network network_xing;

#endif
