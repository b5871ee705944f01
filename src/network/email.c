/* email.c: a mail from the member's own mail program.
 *
 * A mailto address (RFC 6068) without addressee: line breaks in the body are CRLF, percent-encoded (section 5), and a space
 * is %20, never "+" (section 2). */
#include "network/network.h"

#include "base/buf.h"

static const char *const hosts[] = {NULL};

static void body(struct buf *b, struct str text) {
    struct str line;
    bool first = true;
    while (str_split(&text, '\n', &line)) {
        if (!first) {
            buf_c(b, "%0D%0A");
        }
        buf_pct(b, line);
        first = false;
    }
}

static struct str intent(struct arena *a, struct str host, struct str text, struct str link) {
    (void)host;
    struct buf b;
    buf_init(&b, a, 65536);
    buf_c(&b, "mailto:?body=");
    body(&b, arena_printf(a, "%.*s%s%.*s", STRF(text), network_email.link_join, STRF(link)));
    return buf_view(&b);
}

const struct network network_email = {
    .name = "email",
    .title = "E-mail",
    .hosts = hosts,
    .caps = NETWORK_INTENT | NETWORK_INTENT_TEXT | NETWORK_MESSAGE,
    .link = NETWORK_LINK_IN_TEXT,
    .link_join = "\n\n",
    .media = {.images = 0},
    .intent = intent,
};
