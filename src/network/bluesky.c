/* bluesky.c: sharing on Bluesky.
 *
 * The intent takes one text, in which the client finds the link and builds its card
 * (https://docs.bsky.app/docs/advanced-guides/intent-links; fact sheet section 10.6). 300 graphemes and 3,000 bytes; a
 * link in a composed text counts with its own length. */
#include "network/network.h"

static const char *const hosts[] = {"bsky.app", NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    return network_intent_text(a, &network_bluesky, "https://bsky.app/intent/compose?text=", text, link);
}

/* /profile/{handle or DID}/post/{record key} */
static bool is_post_path(struct str host, struct str path) {
    (void)host;
    return str_is(network_segment(path, 0), "profile") && network_segment(path, 1).n > 0 &&
           str_is(network_segment(path, 2), "post") && network_segment(path, 3).n > 0;
}

const struct network network_bluesky = {
    .name = "bluesky",
    .title = "Bluesky",
    .hosts = hosts,
    .caps = NETWORK_INTENT | NETWORK_INTENT_TEXT,
    .link = NETWORK_LINK_IN_TEXT,
    .link_join = "\n\n",
    .media = {.images = 4, .image_bytes = 2000 * 1000, .alt_max = 2000},
    .intent = intent,
    .is_post_path = is_post_path,
    .remote = &remote_bluesky,
};
