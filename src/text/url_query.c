/* url_query.c: what is done to the query of an address: parameters added for counting (UTM), and taken away for telling
 * whether two addresses are the same page. The lists of tracking parameters come from what mail, advertising and
 * statistics products add to links they did not make. */
#include "text/url.h"
#include "base/buf.h"

#include <stdlib.h>

static const char *const tracking_names[] = {
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "yclid", "li_fat_id",
    "igsh", "igshid", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking",
    "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "wickedid", "s_cid", "ncid", "cmpid", "xtor", "trk", "trkinfo",
    "ref_src", "ref_url", "_ga", "_gl", "epik", "srsltid", "sc_cid", "rb_clickid", "at_medium", "at_campaign",
    "at_custom1", "at_custom2", "at_custom3", "at_custom4", "piwik_campaign", "piwik_kwd", NULL
};
static const char *const tracking_prefixes[] = {"utm_", "mtm_", "pk_", "hsa_", "ga_", NULL};

static struct str param_name(struct str param) {
    return str_sub(param, 0, str_chr(param, '='));
}

static bool is_tracking(struct str param) {
    struct str name = param_name(param);
    for (size_t i = 0; tracking_names[i]; i++) {
        if (str_ieq(name, str_of(tracking_names[i]))) {
            return true;
        }
    }
    for (size_t i = 0; tracking_prefixes[i]; i++) {
        if (str_istarts(name, str_of(tracking_prefixes[i]))) {
            return true;
        }
    }
    /* Medium marks the links of its feeds as "source=rss----…". */
    return str_istarts(param, STR("source=rss"));
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char l = (char)(c | 0x20);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

static bool unreserved(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

/* RFC 3986 6.2.2: escapes of unreserved characters are undone, the others get upper-case digits. */
static void add_uniform(struct buf *b, struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        int hi = s.p[i] == '%' && i + 2 < s.n ? hex_value(s.p[i + 1]) : -1;
        int lo = hi >= 0 ? hex_value(s.p[i + 2]) : -1;
        if (lo < 0) {
            buf_ch(b, s.p[i]);
            continue;
        }
        int c = hi * 16 + lo;
        if (unreserved(c)) {
            buf_ch(b, (char)c);
        } else {
            buf_printf(b, "%%%02X", (unsigned)c);
        }
        i += 2;
    }
}

static int by_text(const void *x, const void *y) {
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static void add_sorted_query(struct buf *b, struct arena *a, struct str query) {
    size_t most = 1;
    for (size_t i = 0; i < query.n; i++) {
        most += query.p[i] == '&';
    }
    struct str *params = arena_array(a, struct str, most);
    size_t n = 0;
    struct str part;
    while (str_split(&query, '&', &part)) {
        if (part.n > 0 && !is_tracking(part)) {
            params[n++] = part;
        }
    }
    qsort(params, n, sizeof *params, by_text);
    for (size_t i = 0; i < n; i++) {
        buf_ch(b, i == 0 ? '?' : '&');
        add_uniform(b, params[i]);
    }
}

static struct str trim_slashes(struct str path) {
    while (path.n > 0 && path.p[path.n - 1] == '/') {
        path.n--;
    }
    return path;
}

struct str url_key(struct arena *a, struct str text) {
    struct url u;
    if (url_parse(a, text, NULL, NULL, &u) || !url_is_web(&u)) {
        return arena_dup(a, str_trim(text));
    }
    struct buf b;
    buf_init(&b, a, 4 * (size_t)URL_MAX);
    struct str host = u.host;
    if (u.kind == URL_HOST_NAME) {
        host.n -= host.p[host.n - 1] == '.' ? 1 : 0;
        if (str_starts(host, STR("www.")) && str_chr(str_sub(host, 4, host.n), '.') < host.n - 4) {
            host = str_sub(host, 4, host.n);
        }
    }
    buf_str(&b, host);
    if (u.port >= 0 && u.port != 80 && u.port != 443) {
        buf_printf(&b, ":%d", u.port);
    }
    add_uniform(&b, trim_slashes(u.path));
    if (u.query.p) {
        add_sorted_query(&b, a, u.query);
    }
    if (u.fragment.n > 0 && (u.fragment.p[0] == '!' || u.fragment.p[0] == '/')) {
        buf_ch(&b, '#');
        add_uniform(&b, u.fragment);
    }
    return buf_view(&b);
}

struct utm {
    const char *name;
    struct str value;
};

static bool replaced(struct str param, const struct utm *utm, size_t n) {
    struct str name = param_name(param);
    for (size_t i = 0; i < n; i++) {
        if (utm[i].value.n > 0 && str_ieq(name, str_of(utm[i].name))) {
            return true;
        }
    }
    return false;
}

struct str url_with_utm(struct arena *a, struct str text, struct str source, struct str medium, struct str campaign) {
    const struct utm utm[] = {{"utm_source", source}, {"utm_medium", medium}, {"utm_campaign", campaign}};
    const size_t utm_n = sizeof utm / sizeof *utm;
    struct url u;
    if (url_parse(a, text, NULL, NULL, &u) || !url_is_web(&u)) {
        return STR_NULL;
    }
    struct buf b;
    buf_init(&b, a, 8 * (size_t)URL_MAX);
    struct str rest = u.query;
    struct str part;
    while (rest.p && str_split(&rest, '&', &part)) {
        if (!replaced(part, utm, utm_n)) {
            buf_c(&b, b.n > 0 ? "&" : "");
            buf_str(&b, part);
        }
    }
    for (size_t i = 0; i < utm_n; i++) {
        if (utm[i].value.n > 0) {
            buf_c(&b, b.n > 0 ? "&" : "");
            buf_c(&b, utm[i].name);
            buf_ch(&b, '=');
            buf_pct(&b, utm[i].value);
        }
    }
    u.query = b.n > 0 || u.query.p ? buf_view(&b) : STR_NULL;
    return url_text(a, &u);
}
