/* url.c: the address parser; see url.h. The structure follows RFC 3986 section 3 (scheme, authority, path, query,
 * fragment are cut out one after the other) with the WHATWG URL Standard's readings of each part for http and https.
 * Percent-encode sets are the standard's. */
#include "text/url.h"
#include "base/buf.h"
#include "text/url_host.h"

enum enc { ENC_FRAGMENT, ENC_QUERY, ENC_PATH, ENC_USERINFO, ENC_OPAQUE };

static bool must_encode(unsigned char c, enum enc set) {
    if (c < 0x20 || c > 0x7e) {
        return true;
    }
    switch (set) {
    case ENC_FRAGMENT:
        return strchr(" \"<>`", c) != NULL;
    case ENC_QUERY:
        return strchr(" \"#<>'", c) != NULL;
    case ENC_PATH:
        return strchr(" \"#<>?^`{}", c) != NULL;
    case ENC_USERINFO:
        return strchr(" \"#<>?^`{}/:;=@[\\]|", c) != NULL;
    case ENC_OPAQUE:
    default:
        return false;
    }
}

static void encode(struct buf *b, struct str s, enum enc set) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (must_encode(c, set)) {
            char e[3] = {'%', hex[c >> 4], hex[c & 15]};
            buf_add(b, e, 3);
        } else {
            buf_ch(b, (char)c);
        }
    }
}

static struct str encoded(struct arena *a, struct str s, enum enc set) {
    bool plain = true;
    for (size_t i = 0; i < s.n && plain; i++) {
        plain = !must_encode((unsigned char)s.p[i], set);
    }
    if (plain) {
        return arena_dup(a, s);
    }
    struct buf b;
    buf_init(&b, a, 3 * (size_t)URL_MAX + 16);
    encode(&b, s, set);
    return buf_view(&b);
}

static enum err fail(const char **ret_why, const char *why) {
    *ret_why = why;
    return E_INVALID;
}

static bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_slash(char c) {
    return c == '/' || c == '\\';
}

/* Bytes of the scheme before its colon, 0 when there is none. */
static size_t scheme_len(struct str s) {
    if (s.n == 0 || !is_alpha(s.p[0])) {
        return 0;
    }
    size_t i = 1;
    while (i < s.n && (is_alpha(s.p[i]) || is_digit(s.p[i]) || s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '.')) {
        i++;
    }
    return i < s.n && s.p[i] == ':' ? i : 0;
}

static int default_port(struct str scheme) {
    return str_is(scheme, "http") ? 80 : str_is(scheme, "https") ? 443 : -1;
}

static bool is_dot(struct str s) {
    return str_is(s, ".") || str_ieq(s, STR("%2e"));
}

static bool is_dotdot(struct str s) {
    return str_is(s, "..") || str_ieq(s, STR(".%2e")) || str_ieq(s, STR("%2e.")) || str_ieq(s, STR("%2e%2e"));
}

struct segments {
    struct str *p;
    size_t n;
};

/* Takes the segments of `path` (which may begin with a slash) onto `seg`, resolving dot segments (RFC 3986, 5.2.4). */
static void push_segments(struct segments *seg, struct str path) {
    size_t i = path.n > 0 && is_slash(path.p[0]) ? 1 : 0;
    for (size_t from = i; i <= path.n; i++) {
        if (i < path.n && !is_slash(path.p[i])) {
            continue;
        }
        struct str s = str_sub(path, from, i);
        bool last = i == path.n;
        if (is_dotdot(s)) {
            seg->n -= seg->n > 0 ? 1 : 0;
        }
        if (!is_dot(s) && !is_dotdot(s)) {
            seg->p[seg->n++] = s;
        } else if (last) {
            seg->p[seg->n++] = STR("");
        }
        from = i + 1;
    }
}

static size_t count_slashes(struct str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += is_slash(s.p[i]);
    }
    return n;
}

static struct str path_join(struct arena *a, struct str base_path, struct str path) {
    struct segments seg = {arena_array(a, struct str, count_slashes(base_path) + count_slashes(path) + 4), 0};
    if (base_path.n > 0) {
        push_segments(&seg, base_path);
        seg.n -= seg.n > 0 ? 1 : 0;      /* the last segment of the base gives way (RFC 3986, 5.2.3) */
    }
    push_segments(&seg, path);
    struct buf b;
    buf_init(&b, a, 6 * (size_t)URL_MAX + 16);
    for (size_t i = 0; i < seg.n; i++) {
        buf_ch(&b, '/');
        encode(&b, seg.p[i], ENC_PATH);
    }
    if (seg.n == 0) {
        buf_ch(&b, '/');
    }
    return b.over ? STR_NULL : buf_view(&b);
}

static enum err read_port(struct str s, const char **ret_why, struct url *u) {
    int port = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i])) {
            return fail(ret_why, "the port is not a number");
        }
        port = port * 10 + (s.p[i] - '0');
        if (port > 65535) {
            return fail(ret_why, "the port is above 65535");
        }
    }
    u->port = s.n == 0 || port == default_port(u->scheme) ? -1 : port;
    return E_OK;
}

/* user@host:port */
static enum err read_authority(struct arena *a, struct str s, const char **ret_why, struct url *u) {
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != '@') {
        at--;
    }
    if (at > 0) {
        struct str info = str_sub(s, 0, at - 1);
        size_t colon = str_chr(info, ':');
        struct buf b;
        buf_init(&b, a, 3 * (size_t)URL_MAX + 16);
        encode(&b, str_sub(info, 0, colon), ENC_USERINFO);
        if (colon < info.n) {
            buf_ch(&b, ':');
            encode(&b, str_sub(info, colon + 1, info.n), ENC_USERINFO);
        }
        u->userinfo = buf_view(&b);
        s = str_sub(s, at, s.n);
    }
    size_t end = s.n > 0 && s.p[0] == '[' ? str_chr(s, ']') : 0;
    size_t colon = end;
    while (colon < s.n && s.p[colon] != ':') {
        colon++;
    }
    struct str port = str_sub(s, colon < s.n ? colon + 1 : s.n, s.n);
    enum err e = url_host_read(a, str_sub(s, 0, colon), ret_why, u);
    return e ? e : read_port(port, ret_why, u);
}

/* Cuts query and fragment off `*rest`. */
static void cut_tail(struct arena *a, struct str *rest, struct url *u) {
    size_t hash = str_chr(*rest, '#');
    if (hash < rest->n) {
        u->fragment = encoded(a, str_sub(*rest, hash + 1, rest->n), ENC_FRAGMENT);
        *rest = str_sub(*rest, 0, hash);
    }
    size_t mark = str_chr(*rest, '?');
    if (mark < rest->n) {
        u->query = encoded(a, str_sub(*rest, mark + 1, rest->n), ENC_QUERY);
        *rest = str_sub(*rest, 0, mark);
    }
}

/* Text after "//": authority, path. Query and fragment are cut off already. */
static enum err read_hier(struct arena *a, struct str rest, const char **ret_why, struct url *u) {
    size_t end = 0;
    while (end < rest.n && !is_slash(rest.p[end])) {
        end++;
    }
    enum err e = read_authority(a, str_sub(rest, 0, end), ret_why, u);
    if (e) {
        return e;
    }
    u->path = path_join(a, STR_NULL, str_sub(rest, end, rest.n));
    return E_OK;
}

static struct str skip_slashes(struct str s) {
    size_t i = 0;
    while (i < s.n && is_slash(s.p[i])) {
        i++;
    }
    return str_sub(s, i, s.n);
}

static enum err read_relative(struct arena *a, struct str rest, const struct url *base, const char **ret_why,
                              struct url *u) {
    struct url r = *base;
    r.query = r.fragment = STR_NULL;
    struct str query_before = base->query;
    cut_tail(a, &rest, &r);
    if (rest.n >= 2 && is_slash(rest.p[0]) && is_slash(rest.p[1])) {
        struct url v = {.scheme = base->scheme, .port = -1, .query = r.query, .fragment = r.fragment};
        enum err e = read_hier(a, skip_slashes(rest), ret_why, &v);
        if (!e) {
            *u = v;
        }
        return e;
    }
    if (rest.n == 0) {
        r.query = r.query.p ? r.query : query_before;
    } else if (is_slash(rest.p[0])) {
        r.path = path_join(a, STR_NULL, rest);
    } else {
        r.path = path_join(a, base->path, rest);
    }
    if (!r.path.p) {
        return fail(ret_why, "the path is too long");
    }
    *u = r;
    return E_OK;
}

static enum err read_absolute(struct arena *a, struct str s, size_t scheme, const char **ret_why, struct url *u) {
    struct url v = {.port = -1};
    char *low = arena_alloc(a, scheme + 1);
    for (size_t i = 0; i < scheme; i++) {
        low[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    }
    v.scheme = (struct str){low, scheme};
    struct str rest = str_sub(s, scheme + 1, s.n);
    cut_tail(a, &rest, &v);
    if (default_port(v.scheme) < 0) {
        v.path = encoded(a, rest, ENC_OPAQUE);
        *u = v;
        return E_OK;
    }
    enum err e = read_hier(a, skip_slashes(rest), ret_why, &v);
    if (!e) {
        *u = v;
    }
    return e;
}

/* White space and control characters around an address are dropped, as browsers do. */
static struct str trim_controls(struct str s) {
    while (s.n > 0 && (unsigned char)s.p[0] <= 0x20) {
        s = str_sub(s, 1, s.n);
    }
    while (s.n > 0 && (unsigned char)s.p[s.n - 1] <= 0x20) {
        s.n--;
    }
    return s;
}

static enum err check_bytes(struct str s, const char **ret_why) {
    if (s.n > URL_MAX) {
        return fail(ret_why, "longer than 8192 bytes");
    }
    if (!str_utf8_valid(s)) {
        return fail(ret_why, "not UTF-8");
    }
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) {
            return fail(ret_why, "control characters");
        }
    }
    return E_OK;
}

enum err url_parse(struct arena *a, struct str text, const struct url *base, const char **ret_why, struct url *ret) {
    const char *unused;
    const char **why = ret_why ? ret_why : &unused;
    struct str s = trim_controls(text);
    enum err e = check_bytes(s, why);
    if (e) {
        return e;
    }
    bool web_base = base && url_is_web(base);
    size_t n = scheme_len(s);
    if (n > 0 && web_base && str_ieq(str_sub(s, 0, n), base->scheme) && !(n + 1 < s.n && is_slash(s.p[n + 1]))) {
        return read_relative(a, str_sub(s, n + 1, s.n), base, why, ret);     /* "http:page", as old pages write */
    }
    if (n > 0) {
        return read_absolute(a, s, n, why, ret);
    }
    if (!web_base) {
        return fail(why, s.n == 0 ? "empty" : "not an absolute address");
    }
    return read_relative(a, s, base, why, ret);
}

bool url_is_web(const struct url *u) {
    return default_port(u->scheme) > 0 && u->host.n > 0;
}

int url_port(const struct url *u) {
    return u->port >= 0 ? u->port : default_port(u->scheme);
}

struct str url_text(struct arena *a, const struct url *u) {
    struct buf b;
    buf_init(&b, a, 16 * (size_t)URL_MAX);
    buf_str(&b, u->scheme);
    buf_ch(&b, ':');
    if (url_is_web(u)) {
        buf_c(&b, "//");
        if (u->userinfo.n > 0) {
            buf_str(&b, u->userinfo);
            buf_ch(&b, '@');
        }
        buf_c(&b, u->kind == URL_HOST_IPV6 ? "[" : "");
        buf_str(&b, u->host);
        buf_c(&b, u->kind == URL_HOST_IPV6 ? "]" : "");
        if (u->port >= 0) {
            buf_printf(&b, ":%d", u->port);
        }
    }
    buf_str(&b, u->path);
    if (u->query.p) {
        buf_ch(&b, '?');
        buf_str(&b, u->query);
    }
    if (u->fragment.p) {
        buf_ch(&b, '#');
        buf_str(&b, u->fragment);
    }
    return buf_view(&b);
}

struct str url_resolve(struct arena *a, struct str base, struct str ref) {
    struct url b, u;
    bool based = base.n > 0 && url_parse(a, base, NULL, NULL, &b) == E_OK;
    if (url_parse(a, ref, based ? &b : NULL, NULL, &u)) {
        return STR_NULL;
    }
    return url_text(a, &u);
}

struct str url_host(struct arena *a, struct str text) {
    struct url u;
    if (url_parse(a, text, NULL, NULL, &u) || !url_is_web(&u)) {
        return STR_NULL;
    }
    return u.kind == URL_HOST_IPV6 ? arena_printf(a, "[%.*s]", STRF(u.host)) : u.host;
}
