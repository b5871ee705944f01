/* whatsapp.c: a message on WhatsApp.
 *
 * The click-to-chat address takes one text; the member chooses there who gets it
 * (https://faq.whatsapp.com/5913398998672934; fact sheet section 12). */
#include "network/network.h"

#include "base/buf.h"

static const char *const hosts[] = {NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    struct buf b;
    buf_init(&b, a, 65536);
    buf_c(&b, "https://wa.me/?text=");
    buf_pct(&b, text);
    buf_pct(&b, str_of(network_whatsapp.link_join));
    buf_pct(&b, link);
    return buf_view(&b);
}

const struct network network_whatsapp = {
    .name = "whatsapp",
    .title = "WhatsApp",
    .hosts = hosts,
    .caps = NETWORK_INTENT | NETWORK_INTENT_TEXT | NETWORK_MESSAGE,
    .link = NETWORK_LINK_IN_TEXT,
    .link_join = "\n\n",
    .media = {.images = 0},
    .intent = intent,
};
