/* network.c: the table of networks, and what is asked of every row. See network.h. */
#include "network/network.h"

#include "base/buf.h"
#include "text/url.h"

enum { INTENT_MAX = 64 * 1024 };

/* A new network: its file, its row here, its clauses in terms.c. */
const struct network *const networks[] = {
    &network_linkedin,
    &network_x,
    &network_bluesky,
    &network_mastodon,
    &network_facebook,
    &network_threads,
    &network_xing,
    &network_whatsapp,
    &network_telegram,
    &network_email,
    &network_copy,
};
const size_t network_count = sizeof networks / sizeof networks[0];

const struct network *network_find(struct str name) {
    for (size_t i = 0; i < network_count; i++) {
        if (str_is(name, networks[i]->name)) {
            return networks[i];
        }
    }
    return NULL;
}

enum err network_length(const struct network *n, struct str text, struct text_length *ret) {
    return text_length(str_of(n->name), text, ret);
}

const struct text_limit *network_limit(const struct network *n) {
    return text_limit_find(str_of(n->name));
}

bool network_host_fits(const struct network *n, struct str host) {
    if (n->caps & NETWORK_INSTANCE) {
        return host.n > 0;
    }
    for (size_t i = 0; n->hosts[i]; i++) {
        struct str own = str_of(n->hosts[i]);
        if (str_eq(host, own)) {
            return true;
        }
        if (host.n > own.n && host.p[host.n - own.n - 1] == '.' && str_ends(host, own)) {
            return true;
        }
    }
    return false;
}

struct str network_segment(struct str path, size_t i) {
    struct str part;
    size_t at = 0;
    while (str_split(&path, '/', &part)) {
        if (part.n == 0) {
            continue;
        }
        if (at++ == i) {
            return part;
        }
    }
    return STR("");
}

bool network_digits(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return s.n > 0;
}

struct str network_intent_link(struct arena *a, const char *address, struct str link) {
    struct buf b;
    buf_init(&b, a, INTENT_MAX);
    buf_c(&b, address);
    buf_pct(&b, link);
    return buf_view(&b);
}

struct str network_intent_text(struct arena *a, const struct network *n, const char *address, struct str text,
                               struct str link) {
    return network_intent_link(a, address, arena_printf(a, "%.*s%s%.*s", STRF(text), n->link_join, STRF(link)));
}

/* The row's host that `host` is below, so that the network's file sees "lnkd.in" and not "www.lnkd.in". */
static struct str own_host(const struct network *n, struct str host) {
    for (size_t i = 0; n->hosts[i]; i++) {
        if (str_ends(host, str_of(n->hosts[i]))) {
            return str_of(n->hosts[i]);
        }
    }
    return host;
}

enum err network_post_url(const struct network *n, struct str url, struct arena *a, struct problems *errs,
                          const char *field, struct str *ret) {
    struct url u;
    const char *why = "not a web address";
    if (!n->is_post_path) {
        return err_set(errs, E_INVALID, field, "what goes out by %s has no address of its own", n->title);
    }
    if (url.n > NETWORK_URL_MAX) {
        return err_set(errs, E_INVALID, field, "longer than %d bytes", NETWORK_URL_MAX);
    }
    if (url_parse(a, url, NULL, &why, &u)) {
        return err_set(errs, E_INVALID, field, "not a web address: %s", why);
    }
    if (!url_is_web(&u) || u.userinfo.p || u.port != -1 || u.kind != URL_HOST_NAME) {
        return err_set(errs, E_INVALID, field, "not the address of a page on %s", n->title);
    }
    if (!network_host_fits(n, u.host)) {
        return err_set(errs, E_INVALID, field, "%.*s is not an address of %s", STRF(u.host), n->title);
    }
    if (!n->is_post_path(own_host(n, u.host), u.path)) {
        return err_set(errs, E_INVALID, field, "this page of %s is not a post", n->title);
    }
    u.fragment = STR_NULL;
    *ret = url_text(a, &u);
    return E_OK;
}

enum err network_instance(struct str given, struct arena *a, struct problems *errs, const char *field,
                          struct str *ret) {
    struct url u;
    const char *why = "";
    struct str host = url_host_ascii(a, given);
    bool dotted = host.p && host.n <= NETWORK_HOST_MAX && str_find(host, STR(".")) < host.n;
    /* Read once more as part of an address, so that nothing but a host can come of it. */
    if (!dotted || url_parse(a, arena_printf(a, "https://%.*s/", STRF(host)), NULL, &why, &u) ||
        u.kind != URL_HOST_NAME || !str_eq(u.host, host) || str_ends(host, STR(".")) ||
        str_ends(host, STR(".localhost")) || str_ends(host, STR(".local")) || str_ends(host, STR(".internal"))) {
        return err_set(errs, E_INVALID, field, "not the host name of a server, such as mastodon.social");
    }
    *ret = host;
    return E_OK;
}
