/* linkedin.c: sharing on LinkedIn.
 *
 * The share-offsite page takes the URL alone and builds its card from the page's Open Graph tags; text parameters
 * are ignored, so the text goes over the clipboard (https://learn.microsoft.com/en-us/linkedin/, "share-offsite";
 * fact sheet section 2.13). 3,000 characters; a link counts with its own length. */
#include "network/network.h"

static const char *const hosts[] = {"linkedin.com", "lnkd.in", NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    (void)text;
    return network_intent_link(a, "https://www.linkedin.com/sharing/share-offsite/?url=", link);
}

/* LinkedIn's posts live under many first segments (posts, feed/update, pulse, groups, video ...), so what is known not
 * to be a post is refused instead. */
static bool is_post_path(struct str host, struct str path) {
    static const char *const others[] = {"in", "company", "school", "showcase", "sharing", "login", "signup", "uas",
                                         "checkpoint", "authwall", "jobs", "search", "help", "legal", "mynetwork",
                                         "messaging", "notifications", "shareArticle", NULL};
    struct str first = network_segment(path, 0);
    struct str second = network_segment(path, 1);
    if (str_is(host, "lnkd.in")) {
        return first.n >= 4;
    }
    for (size_t i = 0; others[i]; i++) {
        if (str_ieq(first, str_of(others[i]))) {
            return false;
        }
    }
    return first.n > 0 && second.n > 0;
}

const struct network network_linkedin = {
    .name = "linkedin",
    .title = "LinkedIn",
    .hosts = hosts,
    .caps = NETWORK_INTENT,
    .link = NETWORK_LINK_BESIDE,
    .link_join = "\n\n",
    .media = {.images = 20, .image_bytes = 0, .alt_max = 4086},
    .intent = intent,
    .is_post_path = is_post_path,
};
