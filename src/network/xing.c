/* xing.c: sharing on XING.
 *
 * The share page takes the address alone, as `url` (fact sheet section 12); the text goes over the clipboard. */
#include "network/network.h"

static const char *const hosts[] = {"xing.com", NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    (void)text;
    return network_intent_link(a, "https://www.xing.com/spi/shares/new?url=", link);
}

/* /discover/..., /news/..., /pages/... and older ones: what is known not to be a post is refused. */
static bool is_post_path(struct str host, struct str path) {
    static const char *const others[] = {"spi", "profile", "jobs", "login", "signup", "settings", "messages", NULL};
    struct str first = network_segment(path, 0);
    (void)host;
    for (size_t i = 0; others[i]; i++) {
        if (str_ieq(first, str_of(others[i]))) {
            return false;
        }
    }
    return first.n > 0 && network_segment(path, 1).n > 0;
}

const struct network network_xing = {
    .name = "xing",
    .title = "XING",
    .hosts = hosts,
    .caps = NETWORK_INTENT,
    .link = NETWORK_LINK_BESIDE,
    .link_join = "\n\n",
    .media = {.images = 1, .image_bytes = 0, .alt_max = 1000},
    .intent = intent,
    .is_post_path = is_post_path,
};
