/* mastodon.c: sharing on Mastodon and servers that speak like it.
 *
 * Every server has a share page of its own, https://HOST/share?text= (fact sheet section 9.4), so the member says once
 * which one is theirs. 500 grapheme clusters on a server that changed nothing; a link counts 23. */
#include "network/network.h"

static const char *const hosts[] = {NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    struct str address = arena_printf(a, "https://%.*s/share?text=", STRF(host));
    return network_intent_text(a, &network_mastodon, address.p, text, link);
}

/* /@{name}/{id}, /@{name}@{host}/{id} and /users/{name}/statuses/{id} */
static bool is_post_path(struct str host, struct str path) {
    (void)host;
    struct str first = network_segment(path, 0);
    if (first.n > 1 && first.p[0] == '@') {
        return network_digits(network_segment(path, 1));
    }
    return str_is(first, "users") && str_is(network_segment(path, 2), "statuses") && network_digits(network_segment(path, 3));
}

const struct network network_mastodon = {
    .name = "mastodon",
    .title = "Mastodon",
    .hosts = hosts,
    .caps = NETWORK_INTENT | NETWORK_INTENT_TEXT | NETWORK_INSTANCE,
    .link = NETWORK_LINK_IN_TEXT,
    .link_join = "\n\n",
    .media = {.images = 4, .image_bytes = 16 * 1024 * 1024, .alt_max = 1500},
    .intent = intent,
    .is_post_path = is_post_path,
    .remote = &remote_mastodon,
};
