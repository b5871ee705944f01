/* x.c: sharing on X.
 *
 * The intent takes text and URL apart and puts the URL after the text with one space
 * (https://docs.x.com/x-for-websites/web-intents/overview; fact sheet sections 3.5, 3.9). 280 weighted characters after
 * twitter-text v3; a link counts 23. */
#include "network/network.h"

#include "base/buf.h"

static const char *const hosts[] = {"x.com", "twitter.com", NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    struct buf b;
    buf_init(&b, a, 65536);
    buf_c(&b, "https://x.com/intent/tweet?text=");
    buf_pct(&b, text);
    buf_c(&b, "&url=");
    buf_pct(&b, link);
    return buf_view(&b);
}

/* /{name}/status/{id}, /i/status/{id}, /i/web/status/{id} */
static bool is_post_path(struct str host, struct str path) {
    (void)host;
    for (size_t i = 1; i <= 2; i++) {
        struct str word = network_segment(path, i);
        if ((str_is(word, "status") || str_is(word, "statuses")) && network_digits(network_segment(path, i + 1))) {
            return true;
        }
    }
    return false;
}

const struct network network_x = {
    .name = "x",
    .title = "X",
    .hosts = hosts,
    .caps = NETWORK_INTENT | NETWORK_INTENT_TEXT,
    .link = NETWORK_LINK_BESIDE,
    .link_join = " ",
    .media = {.images = 4, .image_bytes = 5 * 1000 * 1000, .alt_max = 1000},
    .intent = intent,
    .is_post_path = is_post_path,
};
