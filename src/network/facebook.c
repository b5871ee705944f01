/* facebook.c: sharing on Facebook.
 *
 * The sharer takes the address alone, as `u`, and builds its card from the page's Open Graph tags; text cannot be handed
 * over, and may not be (fact sheet section 4.3), so it goes over the clipboard. */
#include "network/network.h"

static const char *const hosts[] = {"facebook.com", "fb.com", "fb.watch", NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    (void)text;
    return network_intent_link(a, "https://www.facebook.com/sharer/sharer.php?u=", link);
}

/* Posts stand under many first segments ({name}/posts, share, groups, story.php, photo, watch ...), so what is known not to
 * be a post is refused instead. story.php and its like carry the post in the query, so one segment is enough. */
static bool is_post_path(struct str host, struct str path) {
    static const char *const pages[] = {"story.php", "permalink.php", "photo.php", "photo", "watch", NULL};
    static const char *const others[] = {"sharer", "dialog", "login", "help", "policies", "settings", "marketplace",
                                         "messages", "friends", "privacy", NULL};
    struct str first = network_segment(path, 0);
    for (size_t i = 0; others[i]; i++) {
        if (str_ieq(first, str_of(others[i]))) {
            return false;
        }
    }
    for (size_t i = 0; pages[i]; i++) {
        if (str_is(first, pages[i])) {
            return true;
        }
    }
    return first.n > 0 && (str_is(host, "fb.watch") || network_segment(path, 1).n > 0);
}

const struct network network_facebook = {
    .name = "facebook",
    .title = "Facebook",
    .hosts = hosts,
    .caps = NETWORK_INTENT,
    .link = NETWORK_LINK_BESIDE,
    .link_join = "\n\n",
    .media = {.images = 10, .image_bytes = 0, .alt_max = 1000},
    .intent = intent,
    .is_post_path = is_post_path,
};
