/* telegram.c: a message on Telegram.
 *
 * The share address takes the link as `url` and the words as `text`, and puts the link first
 * (https://core.telegram.org/widgets/share; fact sheet section 12). */
#include "network/network.h"

#include "base/buf.h"

static const char *const hosts[] = {NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    struct buf b;
    buf_init(&b, a, 65536);
    buf_c(&b, "https://t.me/share/url?url=");
    buf_pct(&b, link);
    buf_c(&b, "&text=");
    buf_pct(&b, text);
    return buf_view(&b);
}

const struct network network_telegram = {
    .name = "telegram",
    .title = "Telegram",
    .hosts = hosts,
    .caps = NETWORK_INTENT | NETWORK_INTENT_TEXT | NETWORK_MESSAGE,
    .link = NETWORK_LINK_BESIDE,
    .link_join = "\n\n",
    .media = {.images = 0},
    .intent = intent,
};
