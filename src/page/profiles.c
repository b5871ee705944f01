/* profiles.c: see profiles.h. What a profile's address looks like on each network is one table. */
#include "page/profiles.h"

#include "page/page_int.h"
#include "text/charset.h"
#include "text/url.h"

enum { HANDLE_MAX = 100, PROFILE_SCRATCH = 4 * 1024 * 1024 };

struct shape {
    const char *network;
    const char *hosts[3];        /* and their subdomains */
    const char *prefixes[5];     /* of the path, without the first "/"; "" is any first part that is not reserved */
    const char *feed;            /* printf of the handle; "" for the profile's page, which names its feed; NULL for none */
};

static const struct shape shapes[] = {
    {"linkedin", {"linkedin.com"}, {"company/", "school/", "showcase/"}, NULL},
    {"x", {"x.com", "twitter.com"}, {""}, NULL},
    {"facebook", {"facebook.com", "fb.com"}, {""}, NULL},
    {"instagram", {"instagram.com"}, {""}, NULL},
    {"threads", {"threads.net", "threads.com"}, {"@"}, NULL},
    {"youtube", {"youtube.com"}, {"@", "channel/", "c/", "user/"}, ""},
    {"bluesky", {"bsky.app"}, {"profile/"}, "https://bsky.app/profile/%.*s/rss"},
    {"tiktok", {"tiktok.com"}, {"@"}, NULL},
    {"xing", {"xing.com"}, {"pages/", "companies/"}, NULL},
    {"medium", {"medium.com"}, {"@"}, "https://medium.com/feed/@%.*s"},
    {"github", {"github.com"}, {""}, "https://github.com/%.*s.atom"},
    {"vimeo", {"vimeo.com"}, {""}, "https://vimeo.com/%.*s/videos/rss"},
};

/* First parts of paths that are no account, on any of the networks. */
static const char *const reserved[] = {
    "about", "account", "ads", "apps", "business", "channel", "developers", "dialog", "directory", "events", "explore", "features",
    "groups", "hashtag", "help", "home", "home.php", "i", "intent", "intents", "jobs", "legal", "login", "login.php", "marketplace",
    "media", "messages", "notifications", "p", "pages", "people", "permalink.php", "photo", "photo.php", "photos", "plugins", "policies",
    "policy", "posts", "privacy", "profile.php", "public", "reel", "reels", "search", "settings", "share", "share.php", "sharer",
    "sharer.php", "sponsors", "status", "stories", "story.php", "terms", "topics", "tos", "tr", "upgrade", "video", "videos", "watch", NULL};

/* Servers whose "/@name" is an account even in a plain link. */
static const char *const mastodon_hosts[] = {
    "chaos.social", "eupolicy.social", "fosstodon.org", "framapiaf.org", "hachyderm.io", "infosec.exchange", "mamot.fr", "mas.to",
    "mastodon.online", "mastodon.social", "mastodon.world", "mstdn.social", "piaille.fr", "social.coop", "social.network.europa.eu",
    "techhub.social", "toot.io", NULL};

static bool listed(const char *const *list, struct str word) {
    for (; *list; list++) {
        if (str_ieq(word, str_of(*list))) {
            return true;
        }
    }
    return false;
}

static bool host_of(struct str host, const char *of) {
    struct str tail = str_of(of);
    return str_eq(host, tail) || (host.n > tail.n && str_ends(host, tail) && host.p[host.n - tail.n - 1] == '.');
}

static const struct shape *shape_of(struct str host) {
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        for (size_t k = 0; k < 3 && shapes[i].hosts[k]; k++) {
            if (host_of(host, shapes[i].hosts[k])) {
                return &shapes[i];
            }
        }
    }
    return NULL;
}

/* Letters, digits and what stands in handles and in the percent-encoded names of pages. */
static struct str handle_at(struct str path) {
    size_t n = 0;
    while (n < path.n && path.p[n] != '/' && n <= HANDLE_MAX) {
        char c = path.p[n];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("._-%~", c);
        if (!c || !ok) {
            return STR_NULL;
        }
        n++;
    }
    return n > 0 && n <= HANDLE_MAX ? str_sub(path, 0, n) : STR_NULL;
}

/* What may follow a handle and still be the account: nothing, or the start page of a channel or company. */
static bool is_front(struct str rest) {
    static const char *const fronts[] = {"", "about", "home", "featured", "videos", "mycompany", NULL};
    while (rest.n && rest.p[0] == '/') {
        rest = str_sub(rest, 1, rest.n);
    }
    while (rest.n && rest.p[rest.n - 1] == '/') {
        rest = str_sub(rest, 0, rest.n - 1);
    }
    return listed(fronts, rest);
}

static struct str feed_of(struct arena *a, const struct shape *s, struct str prefix, struct str handle, struct str url) {
    if (!s->feed) {
        return STR_NULL;
    }
    if (str_is(str_of(s->network), "youtube") && str_is(prefix, "channel/")) {
        return arena_printf(a, "https://www.youtube.com/feeds/videos.xml?channel_id=%.*s", STRF(handle));
    }
    if (!s->feed[0]) {
        return url;
    }
    struct buf b;
    struct str form = str_of(s->feed);
    size_t hole = str_find(form, STR("%.*s"));
    buf_init(&b, a, 1000);
    buf_str(&b, str_sub(form, 0, hole));
    buf_str(&b, handle);
    buf_str(&b, str_sub(form, hole + 4, form.n));
    return buf_view(&b);
}

static bool known_account(struct arena *a, const struct shape *s, const struct url *u, struct profile *ret) {
    struct str path = str_sub(u->path, 1, u->path.n);
    for (size_t i = 0; i < 5 && s->prefixes[i]; i++) {
        struct str prefix = str_of(s->prefixes[i]);
        struct str handle = str_istarts(path, prefix) ? handle_at(str_sub(path, prefix.n, path.n)) : STR_NULL;
        if (!handle.p || (prefix.n == 0 && listed(reserved, handle)) || !is_front(str_sub(path, prefix.n + handle.n, path.n))) {
            continue;
        }
        struct url clean = *u;
        clean.query = clean.fragment = STR_NULL;
        clean.path = arena_printf(a, "/%.*s%.*s", STRF(prefix), STRF(handle));
        *ret = (struct profile){.network = str_of(s->network), .handle = arena_dup(a, handle), .url = url_text(a, &clean)};
        ret->feed = feed_of(a, s, prefix, handle, ret->url);
        return true;
    }
    return false;
}

/* https://server/@name, the same on every Mastodon server (docs.joinmastodon.org: Account.url). */
static bool mastodon_account(struct arena *a, const struct url *u, struct profile *ret) {
    struct str handle = str_starts(u->path, STR("/@")) ? handle_at(str_sub(u->path, 2, u->path.n)) : STR_NULL;
    if (!handle.p || !is_front(str_sub(u->path, 2 + handle.n, u->path.n))) {
        return false;
    }
    struct url clean = *u;
    clean.query = clean.fragment = STR_NULL;
    clean.path = arena_printf(a, "/@%.*s", STRF(handle));
    struct str url = url_text(a, &clean);
    *ret = (struct profile){.network = STR("mastodon"), .url = url, .feed = arena_printf(a, "%.*s.rss", STRF(url)),
                            .handle = arena_printf(a, "@%.*s@%.*s", STRF(handle), STRF(u->host))};
    return true;
}

bool profile_of(struct arena *arena, struct str url, bool trusted, struct profile *ret) {
    struct url u;
    if (url_parse(arena, url, NULL, NULL, &u) != E_OK || !url_is_web(&u) || u.userinfo.p) {
        return false;
    }
    const struct shape *s = shape_of(u.host);
    if (s) {
        return known_account(arena, s, &u, ret);
    }
    return (trusted || listed(mastodon_hosts, u.host)) && mastodon_account(arena, &u, ret);
}

/* ---- a page ---- */

struct search {
    struct page_facts *f;
    struct arena *a, *scratch;       /* scratch: for one address, then forgotten; a page may have a hundred thousand links */
    struct str base;
    struct url here;
    struct profile *out;
    size_t n;
    bool jsonld;
};

static bool same_account(const struct profile *a, const struct profile *b) {
    return str_eq(a->network, b->network) && str_ieq(a->handle, b->handle);
}

static bool is_own(const struct search *s, const struct url *u) {
    return str_eq(u->host, s->here.host) && url_port(u) == url_port(&s->here);
}

static void offer(struct search *s, struct str href, enum profile_how how) {
    struct profile p;
    struct url u;
    arena_reset(s->scratch);
    struct str full = url_resolve(s->scratch, s->base, str_trim(href));
    if (!full.p || url_parse(s->scratch, full, NULL, NULL, &u) != E_OK || is_own(s, &u) ||
        !profile_of(s->scratch, full, how != PROFILE_LINK, &p)) {
        return;
    }
    p.how = how;
    size_t alike = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (same_account(&s->out[i], &p)) {
            s->out[i].how = how < s->out[i].how ? how : s->out[i].how;
            return;
        }
        alike += str_eq(s->out[i].network, p.network) && s->out[i].how == PROFILE_LINK;
    }
    if (s->n < PROFILES_MAX && (how != PROFILE_LINK || alike < PROFILES_PER_NETWORK)) {
        p.handle = arena_dup(s->a, p.handle);
        p.url = arena_dup(s->a, p.url);
        p.feed = p.feed.p ? arena_dup(s->a, p.feed) : STR_NULL;
        s->out[s->n++] = p;
    }
}

static bool has_me(struct str rel) {
    struct str part;
    while (str_split(&rel, ' ', &part)) {
        if (str_ieq(part, STR("me"))) {
            return true;
        }
    }
    return false;
}

static bool on_start(void *ud, const struct html_tag *tag) {
    struct search *s = ud;
    struct str href = html_attr(tag, "href"), type = html_attr(tag, "type");
    s->jsonld = str_is(tag->name, "script") && str_ieq(str_trim(str_sub(type, 0, str_chr(type, ';'))), STR("application/ld+json"));
    bool a = str_is(tag->name, "a"), link = str_is(tag->name, "link");
    if (href.n && (a || link)) {
        bool me = has_me(html_attr(tag, "rel"));
        if (me || a) {
            offer(s, href, me ? PROFILE_REL_ME : PROFILE_LINK);
        }
    }
    return true;
}

static void on_raw(void *ud, struct str name, struct str text) {
    struct search *s = ud;
    if (s->jsonld && str_is(name, "script")) {
        page_take_jsonld(s->f, text);
    }
}

/* A person's accounts are that person's, not the company's. */
static bool is_person(const struct json_node *n) {
    const struct json_node *type = json_get(n, "@type");
    return str_is(json_text(type), "Person") || str_is(json_text(json_at(type, 0)), "Person");
}

static void take_same_as(struct search *s, const struct json_node *n) {
    const struct json_node *same = !n || is_person(n) ? NULL : json_get(n, "sameAs");
    if (json_text(same).p) {
        offer(s, json_text(same), PROFILE_JSON_LD);
    }
    for (size_t i = 0; i < json_count(same) && i < PROFILES_MAX; i++) {
        if (json_text(json_at(same, i)).p) {
            offer(s, json_text(json_at(same, i)), PROFILE_JSON_LD);
        }
    }
}

/* Plain links of a network that has a surer account go; the rest is ordered by how sure it is, else as found. */
static size_t settle(struct profile *list, size_t n) {
    struct profile kept[PROFILES_MAX];
    size_t out = 0;
    for (int how = PROFILE_REL_ME; how <= PROFILE_LINK; how++) {
        size_t surer = out;
        for (size_t i = 0; i < n; i++) {
            bool known = false;
            for (size_t k = 0; how == PROFILE_LINK && k < surer; k++) {
                known = known || str_eq(kept[k].network, list[i].network);
            }
            if ((int)list[i].how == how && !known) {
                kept[out++] = list[i];
            }
        }
    }
    memcpy(list, kept, out * sizeof *list);
    return out;
}

void page_profiles(struct str bytes, struct str content_type, struct str base, struct arena *arena,
                   struct profile ret[PROFILES_MAX], size_t *ret_n) {
    struct buf store;
    struct search s = {.f = arena_new(arena, struct page_facts), .a = arena, .base = base, .out = ret,
                       .scratch = arena_create(PROFILE_SCRATCH)};
    struct html_sink sink = {.start = on_start, .raw = on_raw, .ud = &s};
    s.f->a = arena;
    if (url_parse(arena, base, NULL, NULL, &s.here) != E_OK) {
        s.here = (struct url){.host = STR("")};
    }
    struct str text = charset_page(str_sub(bytes, 0, PAGE_BYTES_MAX), content_type, &store);
    html_walk(text, &sink);
    buf_done(&store);
    for (size_t i = 0; i < s.f->nodes_n; i++) {
        take_same_as(&s, s.f->nodes[i]);
        take_same_as(&s, json_get(s.f->nodes[i], "publisher"));
    }
    arena_free(s.scratch);
    *ret_n = settle(ret, s.n);
}
