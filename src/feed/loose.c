/* loose.c: reads XML that is none: unclosed and crossed tags, raw HTML in a description, attributes without quotes,
 * input that ends in the middle. What a libxml2 in recovery mode makes of such feeds is worse than what readers show
 * (it takes any end tag for that of the innermost open element, so one <br> shifts all that follows). Here an end tag
 * closes the nearest open element of its name and all inside it, or nothing. Used only after xml.c found the text not
 * well-formed. Input was mended, so "&" begins a reference of XML or a number. */
#include "feed/feed_int.h"
#include "text/html_entity.h"

enum { NAME_MAX = 64, VALUE_MAX = 8192, NS_MAX = 64 };

struct open {
    uint64_t hash;           /* of the name as written */
    size_t ns_n;             /* declarations in force outside of it */
};

struct loose {
    struct str s;
    size_t i;
    struct feed_builder *b;
    struct open stack[FEED_DEPTH_MAX];
    size_t depth;
    struct {
        struct str prefix, uri;
    } ns[NS_MAX];
    size_t ns_n;
    struct str home;         /* unknown default namespace of the root: its names count as plain */
    struct feed_element e;
    struct buf values;
    bool stop;
};

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static struct str rest(const struct loose *l) {
    return str_sub(l->s, l->i, l->s.n);
}

static void add_decoded(struct buf *b, struct str s) {
    while (s.n > 0) {
        size_t amp = str_chr(s, '&');
        buf_str(b, str_sub(s, 0, amp));
        s = str_sub(s, amp, s.n);
        uint32_t cp = 0;
        size_t n = s.n > 0 ? html_entity_read(s, true, &cp) : 0;
        if (n > 0) {
            html_add_cp(b, cp);
        } else if (s.n > 0) {
            buf_ch(b, '&');
            n = 1;
        }
        s = str_sub(s, n, s.n);
    }
}

static void text(struct loose *l, struct str s) {
    if (str_chr(s, '&') == s.n) {
        feed_build_text(l->b, s);
        return;
    }
    struct buf b;
    buf_init(&b, NULL, 2 * s.n + 16);
    add_decoded(&b, s);
    feed_build_text(l->b, buf_view(&b));
    buf_done(&b);
}

static struct str name_at(struct loose *l) {
    size_t from = l->i;
    while (l->i < l->s.n && !is_space(l->s.p[l->i]) && !strchr("/>=<\"'", l->s.p[l->i])) {
        l->i++;
    }
    return str_sub(l->s, from, l->i);
}

static void skip_space(struct loose *l) {
    while (l->i < l->s.n && is_space(l->s.p[l->i])) {
        l->i++;
    }
}

static struct str value_at(struct loose *l) {
    skip_space(l);
    char quote = l->i < l->s.n ? l->s.p[l->i] : '>';
    if (quote == '"' || quote == '\'') {
        l->i++;
        size_t n = str_chr(rest(l), quote);
        struct str v = str_sub(l->s, l->i, l->i + n);
        l->i = l->i + n < l->s.n ? l->i + n + 1 : l->s.n;
        return v;
    }
    size_t from = l->i;
    while (l->i < l->s.n && !is_space(l->s.p[l->i]) && l->s.p[l->i] != '>') {
        l->i++;
    }
    return str_sub(l->s, from, l->i);
}

static enum feed_ns resolve(const struct loose *l, struct str prefix, bool element) {
    char uri[256];
    char pre[NAME_MAX];
    size_t n = prefix.n < sizeof pre ? prefix.n : sizeof pre - 1;
    memcpy(pre, prefix.n ? prefix.p : "", n);
    pre[n] = '\0';
    for (size_t i = l->ns_n; i > 0; i--) {
        if (str_eq(l->ns[i - 1].prefix, prefix) && l->ns[i - 1].uri.n < sizeof uri && (element || prefix.n > 0)) {
            memcpy(uri, l->ns[i - 1].uri.p, l->ns[i - 1].uri.n);
            uri[l->ns[i - 1].uri.n] = '\0';
            bool home = l->home.p && str_eq(l->ns[i - 1].uri, l->home);
            return home ? NS_RSS : feed_ns_of(uri, pre);
        }
    }
    return feed_ns_of(NULL, pre);
}

static struct str prefix_of(struct str name, struct str *ret_local) {
    size_t colon = str_chr(name, ':');
    *ret_local = colon < name.n ? str_sub(name, colon + 1, name.n) : name;
    return colon < name.n ? str_sub(name, 0, colon) : STR("");
}

struct raw_attr {
    struct str name, value;
};

static size_t read_attrs(struct loose *l, struct raw_attr out[FEED_ATTRS_MAX], bool *ret_empty) {
    size_t n = 0;
    *ret_empty = false;
    while (l->i < l->s.n) {
        skip_space(l);
        char c = l->i < l->s.n ? l->s.p[l->i] : '>';
        if (c == '>' || c == '<') {
            l->i += c == '>' && l->i < l->s.n ? 1 : 0;
            break;
        }
        *ret_empty = c == '/';
        struct str name = name_at(l);
        if (name.n == 0) {
            l->i++;
            continue;
        }
        struct raw_attr a = {name, STR("")};
        skip_space(l);
        if (l->i < l->s.n && l->s.p[l->i] == '=') {
            l->i++;
            a.value = value_at(l);
        }
        if (n < FEED_ATTRS_MAX) {
            out[n++] = a;
        }
    }
    return n;
}

static void declare(struct loose *l, const struct raw_attr *a) {
    bool is_default = str_is(a->name, "xmlns");
    if ((is_default || str_starts(a->name, STR("xmlns:"))) && l->ns_n < NS_MAX) {
        l->ns[l->ns_n].prefix = is_default ? STR("") : str_sub(a->name, 6, a->name.n);
        l->ns[l->ns_n++].uri = a->value;
    }
}

static void fill_element(struct loose *l, struct str name, const struct raw_attr *raw, size_t n) {
    struct str local;
    l->e.ns = resolve(l, prefix_of(name, &local), true);
    l->e.name = local;
    l->e.n = 0;
    buf_reset(&l->values);
    for (size_t i = 0; i < n; i++) {
        if (str_starts(raw[i].name, STR("xmlns")) || raw[i].value.n > VALUE_MAX) {
            continue;
        }
        struct feed_attr *a = &l->e.attrs[l->e.n++];
        struct str prefix = prefix_of(raw[i].name, &a->name);
        a->ns = prefix.n > 0 ? resolve(l, prefix, false) : NS_RSS;
        size_t at = l->values.n;
        add_decoded(&l->values, raw[i].value);
        a->value = (struct str){NULL, l->values.n - at};
    }
    size_t at = 0;
    for (size_t i = 0; i < l->e.n; i++) {
        l->e.attrs[i].value.p = l->values.p ? l->values.p + at : "";
        at += l->e.attrs[i].value.n;
    }
}

static void start_tag(struct loose *l) {
    struct raw_attr raw[FEED_ATTRS_MAX];
    bool empty;
    size_t ns_before = l->ns_n;
    l->i++;
    struct str name = name_at(l);
    size_t n = read_attrs(l, raw, &empty);
    if (l->depth == FEED_DEPTH_MAX) {
        l->stop = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        declare(l, &raw[i]);
    }
    fill_element(l, name, raw, n);
    if (l->depth == 0 && !l->home.p) {
        l->home = STR("");
        for (size_t i = 0; i < n && l->e.ns == NS_OTHER && str_chr(name, ':') == name.n; i++) {
            l->home = str_is(raw[i].name, "xmlns") ? raw[i].value : l->home;
        }
        l->e.made_up = l->home.n > 0;
        l->e.ns = l->e.made_up ? NS_RSS : l->e.ns;
    }
    if (!feed_build_start(l->b, &l->e)) {
        l->stop = true;
        return;
    }
    static const char *const never_closed[] = {"br",  "hr",  "img",   "input",  "meta",
                                               "wbr", "col", "embed", "source", NULL};
    for (size_t i = 0; never_closed[i]; i++) {
        empty = empty || str_ieq(name, str_of(never_closed[i]));
    }
    if (empty) {
        feed_build_end(l->b);
        l->ns_n = ns_before;
        return;
    }
    l->stack[l->depth++] = (struct open){str_hash(name), ns_before};
}

static void pop(struct loose *l) {
    l->depth--;
    l->ns_n = l->stack[l->depth].ns_n;
    feed_build_end(l->b);
}

static void end_tag(struct loose *l) {
    l->i += 2;
    struct str name = name_at(l);
    uint64_t hash = str_hash(name);
    size_t gt = str_chr(rest(l), '>');
    l->i = l->i + gt < l->s.n ? l->i + gt + 1 : l->s.n;
    size_t at = l->depth;
    while (at > 0 && l->stack[at - 1].hash != hash) {
        at--;
    }
    while (at > 0 && l->depth >= at) {
        pop(l);
    }
}

static void past(struct loose *l, struct str what) {
    size_t at = l->i + str_find(rest(l), what) + what.n;
    l->i = at < l->s.n ? at : l->s.n;
}

static void special(struct loose *l) {
    struct str r = rest(l);
    if (str_starts(r, STR("<![CDATA["))) {
        size_t from = l->i + 9;
        past(l, STR("]]>"));
        bool closed = l->i >= from + 3 && str_is(str_sub(l->s, l->i - 3, l->i), "]]>");
        feed_build_text(l->b, str_sub(l->s, from, closed ? l->i - 3 : l->i));
    } else if (str_starts(r, STR("<!--"))) {
        past(l, STR("-->"));
    } else {
        past(l, STR(">"));
    }
}

void feed_loose(struct str s, struct feed_builder *b) {
    struct arena *a = arena_create(256 * 1024);
    struct loose *l = arena_new(a, struct loose);
    l->s = s;
    l->b = b;
    buf_init(&l->values, NULL, 2 * FEED_ATTRS_MAX * VALUE_MAX);
    while (l->i < s.n && !l->stop) {
        size_t lt = str_chr(rest(l), '<');
        if (lt > 0) {
            text(l, str_sub(s, l->i, l->i + lt));
        }
        l->i += lt;
        char next = l->i + 1 < s.n ? s.p[l->i + 1] : '\0';
        if (l->i >= s.n) {
            break;
        }
        if (is_alpha(next)) {
            start_tag(l);
        } else if (next == '/') {
            end_tag(l);
        } else if (next == '!' || next == '?') {
            special(l);
        } else {
            text(l, STR("<"));
            l->i++;
        }
    }
    while (l->depth > 0 && !l->stop) {
        pop(l);
    }
    buf_done(&l->values);
    arena_free(a);
}
