/* copy.c: the text with its own link, to be taken anywhere by hand.
 *
 * No page is opened: the text goes over the clipboard, or the phone's own share sheet. */
#include "network/network.h"

static const char *const hosts[] = {NULL};

const struct network network_copy = {
    .name = "copy",
    .title = "Copy",
    .hosts = hosts,
    .caps = NETWORK_COPY,
    .link = NETWORK_LINK_IN_TEXT,
    .link_join = "\n\n",
    .media = {.images = 0},
};
