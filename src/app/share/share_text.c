/* share_text.c: putting a shared text together. See share.h. */
#include "app/share/share.h"

#include "base/buf.h"

struct str share_clean(struct arena *a, struct str text) {
    struct buf b;
    buf_init(&b, a, text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '\r') {
            if (i + 1 < text.n && text.p[i + 1] == '\n') {
                continue;
            }
            c = '\n';
        }
        if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f)) {
            buf_ch(&b, (char)c);
        }
    }
    return str_trim(buf_view(&b));
}

struct str share_spoken(struct arena *a, struct str disclosure, struct str text) {
    bool both = disclosure.n && text.n;
    return arena_printf(a, "%.*s%s%.*s", STRF(disclosure), both ? " " : "", STRF(text));
}

struct str share_final(struct arena *a, const struct network *n, struct str disclosure, struct str text,
                       struct str link) {
    struct str spoken = share_spoken(a, disclosure, text);
    return arena_printf(a, "%.*s%s%.*s", STRF(spoken), n->link_join, STRF(link));
}

struct str share_intent_url(struct arena *a, const struct network *n, bool prefill, struct str host, struct str disclosure,
                            struct str text, struct str link) {
    if (!n->intent || ((n->caps & NETWORK_INSTANCE) && str_empty(host))) {
        return STR_NULL;
    }
    return n->intent(a, host, prefill ? share_spoken(a, disclosure, text) : STR(""), link);
}

struct str share_language(struct str given, struct str caption, struct str post, struct str member) {
    return given.n ? given : caption.n ? caption : post.n ? post : member;
}
