/* whatsapp.c: a message on WhatsApp.
 *
 * The click-to-chat address takes one text; the member chooses there who gets it
 * (https://faq.whatsapp.com/5913398998672934; fact sheet section 12). */
#include "network/network.h"

static const char *const hosts[] = {NULL};

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    return network_intent_text(a, &network_whatsapp, "https://wa.me/?text=", text, link);
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
