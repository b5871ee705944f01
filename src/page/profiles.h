/* profiles.h: the accounts on networks that a page calls its own.
 *
 * Three ways to say so, the surest first: rel=me (microformats.org/wiki/rel-me), `sameAs` in the page's JSON-LD
 * (schema.org/sameAs), and a plain link that has the shape of a profile on a host we know, as in a footer. Where a surer
 * way names an account of a network, plain links to that network are taken for somebody else's. Knows neither network nor
 * database. */
#ifndef PV_PAGE_PROFILES_H
#define PV_PAGE_PROFILES_H

#include "base/err.h"

enum {
    PROFILES_MAX = 24,           /* of a page */
    PROFILES_PER_NETWORK = 3     /* of plain links */
};

enum profile_how { PROFILE_REL_ME, PROFILE_JSON_LD, PROFILE_LINK };

struct profile {
    struct str network;          /* "linkedin", "youtube" … */
    struct str handle;           /* "rivelle", "@rivelle@mastodon.social" */
    struct str url;              /* the profile's page */
    struct str feed;             /* a public feed of its posts, or the page that names it; NULL when there is none */
    enum profile_how how;
};

/* Reads an address as that of a profile on a host we know: a company's page, a channel, an account; false for anything else
 * (a post, a share button, a person's LinkedIn). With `trusted` (rel=me, sameAs) any host may be a Mastodon server
 * whose accounts stand at /@name. */
bool profile_of(struct arena *arena, struct str url, bool trusted, struct profile *ret);
/* The profiles of a page, surest first. `base` is the address it came from; what leads to the page's own host is none. */
void page_profiles(struct str bytes, struct str content_type, struct str base, struct arena *arena,
                   struct profile ret[PROFILES_MAX], size_t *ret_n);

#endif
