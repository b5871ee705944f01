/* threads.c: sharing on Threads.
 *
 * The intent takes text and address apart (https://developers.facebook.com/docs/threads/threads-web-intents; fact sheet
 * sections 6 and 12). Meta forbids filling texts in (terms.c), so the text is empty here and goes over the clipboard. 500
 * characters, an emoji as its UTF-8 bytes. */
#include "network/network.h"

#include "base/buf.h"

static const char *const hosts[] = {"threads.com", "threads.net", NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    struct buf b;
    buf_init(&b, a, 65536);
    buf_c(&b, "https://www.threads.com/intent/post?");
    if (text.n) {
        buf_c(&b, "text=");
        buf_pct(&b, text);
        buf_c(&b, "&");
    }
    buf_c(&b, "url=");
    buf_pct(&b, link);
    return buf_view(&b);
}

/* /@{name}/post/{code} and /t/{code} */
static bool is_post_path(struct str host, struct str path) {
    (void)host;
    struct str first = network_segment(path, 0);
    struct str second = network_segment(path, 1);
    if (str_is(first, "t")) {
        return second.n > 0;
    }
    return first.n > 1 && first.p[0] == '@' && str_is(second, "post") && network_segment(path, 2).n > 0;
}

const struct network network_threads = {
    .name = "threads",
    .title = "Threads",
    .hosts = hosts,
    .caps = NETWORK_INTENT | NETWORK_INTENT_TEXT,
    .link = NETWORK_LINK_BESIDE,
    .link_join = "\n\n",
    .media = {.images = 20, .image_bytes = 8 * 1000 * 1000, .alt_max = 1000},
    .intent = intent,
    .is_post_path = is_post_path,
};
