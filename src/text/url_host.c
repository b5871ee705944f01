/* url_host.c: host names and addresses in all the forms that browsers and C libraries understand.
 *
 * Why so lenient: a form that we refuse to understand but a resolver understands (0x7f.1, 017700000001, full-width
 * digits) is how filters of internal addresses are passed by. So every such form is turned into the address it means,
 * and the guard judges that. Follows the WHATWG URL Standard, "host parsing" and "IPv4 parser"; names go through UTS 46
 * (ICU), non-transitional. */
#include "text/url_host.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <unicode/uidna.h>

static UIDNA *g_idna;
static pthread_once_t g_once = PTHREAD_ONCE_INIT;

static void idna_open(void) {
    UErrorCode status = U_ZERO_ERROR;
    g_idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                                 UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
    if (U_FAILURE(status)) {
        g_idna = NULL;
    }
}

static int hex_digit(unsigned char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct str pct_decode(struct arena *a, struct str s) {
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int hi = s.p[i] == '%' && i + 2 < s.n ? hex_digit((unsigned char)s.p[i + 1]) : -1;
        int lo = hi >= 0 ? hex_digit((unsigned char)s.p[i + 2]) : -1;
        if (lo >= 0) {
            out[n++] = (char)(hi * 16 + lo);
            i += 2;
        } else {
            out[n++] = s.p[i];
        }
    }
    return (struct str){out, n};
}

static bool needs_idna(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return true;
        }
        if (i + 4 <= s.n && (i == 0 || s.p[i - 1] == '.') && str_ieq(str_sub(s, i, i + 4), STR("xn--"))) {
            return true;
        }
    }
    return false;
}

static struct str ascii_by_idna(struct arena *a, struct str name) {
    pthread_once(&g_once, idna_open);
    if (!g_idna || name.n > 4 * URL_HOST_MAX) {
        return STR_NULL;
    }
    char *out = arena_alloc(a, 2 * URL_HOST_MAX);
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = uidna_nameToASCII_UTF8(g_idna, name.p, (int32_t)name.n, out, 2 * URL_HOST_MAX, &info, &status);
    uint32_t harmless = UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
    if (U_FAILURE(status) || (info.errors & ~harmless) != 0 || n <= 0 || n >= 2 * URL_HOST_MAX) {
        return STR_NULL;
    }
    return (struct str){out, (size_t)n};
}

/* WHATWG "forbidden domain code points", and the labels' lengths of RFC 1035. */
static bool name_ok(struct str h) {
    size_t label = 0;
    if (h.n == 0 || h.n > 254) {
        return false;
    }
    for (size_t i = 0; i < h.n; i++) {
        unsigned char c = (unsigned char)h.p[i];
        if (c <= 0x20 || c >= 0x7f || strchr("#/:<>?@[\\]^|%\"`{}", c)) {
            return false;
        }
        if (c == '.') {
            if (label == 0) {
                return false;
            }
            label = 0;
        } else if (++label > 63) {
            return false;
        }
    }
    return true;
}

static struct str lower(struct arena *a, struct str s) {
    char *out = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        out[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    }
    return (struct str){out, s.n};
}

struct str url_host_ascii(struct arena *a, struct str name) {
    struct str h = needs_idna(name) ? ascii_by_idna(a, name) : lower(a, name);
    if (!h.p) {
        return STR_NULL;
    }
    h = lower(a, h);
    return name_ok(h) ? h : STR_NULL;
}

/* One part of an IPv4 address: decimal, 0 octal, 0x hexadecimal. Values above 2^32 stay above. */
static bool v4_number(struct str s, uint64_t *ret) {
    unsigned base = 10;
    if (s.n >= 2 && s.p[0] == '0' && (s.p[1] | 0x20) == 'x') {
        base = 16;
        s = str_sub(s, 2, s.n);
    } else if (s.n >= 2 && s.p[0] == '0') {
        base = 8;
        s = str_sub(s, 1, s.n);
    } else if (s.n == 0) {
        return false;
    }
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        int d = hex_digit((unsigned char)s.p[i]);
        if (d < 0 || (unsigned)d >= base) {
            return false;
        }
        if (v <= UINT32_MAX) {
            v = v * base + (unsigned)d;
        }
    }
    *ret = v;
    return true;
}

/* The last label is a number, so that the name can only be meant as an IPv4 address. */
static bool ends_in_number(struct str h) {
    if (h.n > 0 && h.p[h.n - 1] == '.') {
        h.n--;
    }
    size_t from = h.n;
    while (from > 0 && h.p[from - 1] != '.') {
        from--;
    }
    struct str last = str_sub(h, from, h.n);
    bool digits = last.n > 0;
    for (size_t i = 0; i < last.n; i++) {
        digits = digits && last.p[i] >= '0' && last.p[i] <= '9';
    }
    uint64_t v;
    return digits || (last.n >= 2 && last.p[0] == '0' && (last.p[1] | 0x20) == 'x' && v4_number(last, &v));
}

static bool v4_read(struct str h, uint8_t out[16]) {
    uint64_t parts[4];
    size_t n = 0;
    if (h.n > 0 && h.p[h.n - 1] == '.') {
        h.n--;
    }
    for (size_t i = 0, from = 0; i <= h.n; i++) {
        if (i < h.n && h.p[i] != '.') {
            continue;
        }
        if (n == 4 || !v4_number(str_sub(h, from, i), &parts[n])) {
            return false;
        }
        n++;
        from = i + 1;
    }
    uint32_t ip = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        if (parts[i] > 255) {
            return false;
        }
        ip |= (uint32_t)parts[i] << (8 * (3 - i));
    }
    uint64_t last_max = n == 1 ? UINT32_MAX : (UINT64_C(1) << (8 * (5 - n))) - 1;
    if (n == 0 || parts[n - 1] > last_max) {
        return false;
    }
    ip |= (uint32_t)parts[n - 1];
    for (int i = 0; i < 4; i++) {
        out[i] = (uint8_t)(ip >> (24 - 8 * i));
    }
    return true;
}

static enum err fail(const char **ret_why, const char *why) {
    *ret_why = why;
    return E_INVALID;
}

static enum err v6_read(struct arena *a, struct str raw, const char **ret_why, struct url *ret) {
    char text[INET6_ADDRSTRLEN + 1];
    size_t n = raw.n - 2;
    if (raw.n < 4 || raw.p[raw.n - 1] != ']' || n >= sizeof text) {
        return fail(ret_why, "not an IPv6 address");
    }
    memcpy(text, raw.p + 1, n);
    text[n] = '\0';
    if (memchr(text, '\0', n) || inet_pton(AF_INET6, text, ret->addr) != 1) {
        return fail(ret_why, "not an IPv6 address");
    }
    inet_ntop(AF_INET6, ret->addr, text, sizeof text);
    ret->host = arena_dupz(a, text);
    ret->kind = URL_HOST_IPV6;
    return E_OK;
}

enum err url_host_read(struct arena *a, struct str raw, const char **ret_why, struct url *ret) {
    if (raw.n == 0) {
        return fail(ret_why, "the host is missing");
    }
    if (raw.p[0] == '[') {
        return v6_read(a, raw, ret_why, ret);
    }
    struct str name = pct_decode(a, raw);
    if (!str_utf8_valid(name)) {
        return fail(ret_why, "the host is not UTF-8");
    }
    struct str host = url_host_ascii(a, name);
    if (!host.p) {
        return fail(ret_why, "not a host name");
    }
    if (ends_in_number(host)) {
        if (!v4_read(host, ret->addr)) {
            return fail(ret_why, "not an IPv4 address");
        }
        ret->host = arena_printf(a, "%d.%d.%d.%d", ret->addr[0], ret->addr[1], ret->addr[2], ret->addr[3]);
        ret->kind = URL_HOST_IPV4;
        return E_OK;
    }
    ret->host = host;
    ret->kind = URL_HOST_NAME;
    return E_OK;
}
