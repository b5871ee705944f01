/* mastodon.c: sharing on Mastodon and servers that speak like it.
 *
 * Every server has a share page of its own, https://HOST/share?text= (fact sheet section 9.4), so the member says once
 * which one is theirs. 500 grapheme clusters on a server that changed nothing; a link counts 23. */
#include "network/network.h"

#include "base/buf.h"

static const char *const hosts[] = {NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    struct buf b;
    buf_init(&b, a, 65536);
    buf_c(&b, "https://");
    buf_str(&b, host);
    buf_c(&b, "/share?text=");
    buf_pct(&b, text);
    buf_pct(&b, str_of(network_mastodon.link_join));
    buf_pct(&b, link);
    return buf_view(&b);
}

static bool digits(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return s.n > 0;
}

/* /@{name}/{id}, /@{name}@{host}/{id} and /users/{name}/statuses/{id} */
static bool is_post_path(struct str host, struct str path) {
    (void)host;
    struct str first = network_segment(path, 0);
    if (first.n > 1 && first.p[0] == '@') {
        return digits(network_segment(path, 1));
    }
    return str_is(first, "users") && str_is(network_segment(path, 2), "statuses") && digits(network_segment(path, 3));
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
};
