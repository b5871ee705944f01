/* facts.c: which tag of the head tells what. */
#include "feed/feed.h"
#include "page/page_int.h"

struct rule {
    const char *name;
    enum page_field field;
    enum page_rank rank;
};

/* <meta> by its property, name or itemprop, which people mix up. Sources: ogp.me, X's card markup, Dublin Core in HTML
 * (DCQ-HTML), Google Scholar's citation tags, Parse.ly and Sailthru for the dates that news sites tell. twitter:site and
 * twitter:creator hold handles, not names. */
static const struct rule metas[] = {
    {"al:android:app_name", PF_SITE, PR_LAST},
    {"al:ios:app_name", PF_SITE, PR_LAST},
    {"apple-mobile-web-app-title", PF_SITE, PR_LAST},
    {"application-name", PF_SITE, PR_HTML},
    {"article.published", PF_PUBLISHED, PR_HTML_SECOND},
    {"article:author", PF_AUTHOR, PR_OG},
    {"article:published", PF_PUBLISHED, PR_OG_SECOND},
    {"article:published_time", PF_PUBLISHED, PR_OG},
    {"author", PF_AUTHOR, PR_HTML},
    {"book:author", PF_AUTHOR, PR_OG_SECOND},
    {"book:release_date", PF_PUBLISHED, PR_OG_SECOND},
    {"byl", PF_AUTHOR, PR_HTML_SECOND},
    {"citation_author", PF_AUTHOR, PR_HTML_SECOND},
    {"citation_date", PF_PUBLISHED, PR_HTML_SECOND},
    {"citation_publication_date", PF_PUBLISHED, PR_HTML_SECOND},
    {"citation_title", PF_TITLE, PR_HTML_SECOND},
    {"date", PF_PUBLISHED, PR_HTML},
    {"datecreated", PF_PUBLISHED, PR_LAST},
    {"datepublished", PF_PUBLISHED, PR_HTML},
    {"dc.creator", PF_AUTHOR, PR_HTML_SECOND},
    {"dc.date", PF_PUBLISHED, PR_HTML_SECOND},
    {"dc.date.created", PF_PUBLISHED, PR_HTML_SECOND},
    {"dc.date.issued", PF_PUBLISHED, PR_HTML_SECOND},
    {"dc.description", PF_DESCRIPTION, PR_HTML_SECOND},
    {"dc.language", PF_LANGUAGE, PR_HTML},
    {"dc.publisher", PF_SITE, PR_HTML_SECOND},
    {"dc.title", PF_TITLE, PR_HTML_SECOND},
    {"dcterms.created", PF_PUBLISHED, PR_HTML_SECOND},
    {"dcterms.creator", PF_AUTHOR, PR_HTML_SECOND},
    {"dcterms.date", PF_PUBLISHED, PR_HTML_SECOND},
    {"dcterms.description", PF_DESCRIPTION, PR_HTML_SECOND},
    {"dcterms.issued", PF_PUBLISHED, PR_HTML_SECOND},
    {"dcterms.language", PF_LANGUAGE, PR_HTML},
    {"dcterms.publisher", PF_SITE, PR_HTML_SECOND},
    {"dcterms.title", PF_TITLE, PR_HTML_SECOND},
    {"description", PF_DESCRIPTION, PR_HTML},
    {"headline", PF_TITLE, PR_HTML_SECOND},
    {"image", PF_IMAGE, PR_HTML_SECOND},
    {"inlanguage", PF_LANGUAGE, PR_HTML_SECOND},
    {"language", PF_LANGUAGE, PR_HTML},
    {"name", PF_TITLE, PR_LAST},
    {"og:article:author", PF_AUTHOR, PR_OG_SECOND},
    {"og:article:published_time", PF_PUBLISHED, PR_OG_SECOND},
    {"og:author", PF_AUTHOR, PR_OG_SECOND},
    {"og:description", PF_DESCRIPTION, PR_OG},
    {"og:image", PF_IMAGE, PR_OG},
    {"og:image:secure_url", PF_IMAGE, PR_OG_SECOND},
    {"og:image:url", PF_IMAGE, PR_OG},
    {"og:locale", PF_LANGUAGE, PR_OG},
    {"og:published_time", PF_PUBLISHED, PR_OG_SECOND},
    {"og:site_name", PF_SITE, PR_OG},
    {"og:title", PF_TITLE, PR_OG},
    {"og:url", PF_URL, PR_OG},
    {"parsely-author", PF_AUTHOR, PR_HTML_SECOND},
    {"parsely-pub-date", PF_PUBLISHED, PR_HTML_SECOND},
    {"pubdate", PF_PUBLISHED, PR_HTML_SECOND},
    {"publication_date", PF_PUBLISHED, PR_HTML_SECOND},
    {"publish-date", PF_PUBLISHED, PR_HTML_SECOND},
    {"publish_date", PF_PUBLISHED, PR_HTML_SECOND},
    {"publishdate", PF_PUBLISHED, PR_HTML_SECOND},
    {"published_time", PF_PUBLISHED, PR_HTML_SECOND},
    {"publisher", PF_SITE, PR_HTML_SECOND},
    {"sailthru.author", PF_AUTHOR, PR_HTML_SECOND},
    {"sailthru.date", PF_PUBLISHED, PR_HTML_SECOND},
    {"thumbnail", PF_IMAGE, PR_LAST},
    {"thumbnailurl", PF_IMAGE, PR_LAST},
    {"title", PF_TITLE, PR_HTML_SECOND},
    {"twitter:description", PF_DESCRIPTION, PR_TWITTER},
    {"twitter:image", PF_IMAGE, PR_TWITTER},
    {"twitter:image0", PF_IMAGE, PR_TWITTER},
    {"twitter:image:src", PF_IMAGE, PR_TWITTER},
    {"twitter:title", PF_TITLE, PR_TWITTER},
    {"twitter:url", PF_URL, PR_TWITTER},
};

enum { KEY_MAX = 64, ICON_SIDE_MAX = 4096 };

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Runs of white space as one space, none at the ends; control characters and byte order marks go. */
static struct str collapsed(struct arena *a, struct str s) {
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    bool space = false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool nbsp = n == 0 && s.n - i >= 2 && memcmp(s.p + i, "\xc2\xa0", 2) == 0;
        if (s.n - i >= 3 && memcmp(s.p + i, "\xef\xbb\xbf", 3) == 0) {
            i += 2;
        } else if (nbsp || is_space((char)c)) {
            space = n > 0;
            i += nbsp ? 1 : 0;
        } else if (c > 0x20 && c != 0x7f) {
            if (space) {
                out[n++] = ' ';
            }
            out[n++] = (char)c;
            space = false;
        }
    }
    while (n >= 2 && (out[n - 1] == ' ' || memcmp(out + n - 2, "\xc2\xa0", 2) == 0)) {
        n -= out[n - 1] == ' ' ? 1 : 2;
    }
    out[n] = '\0';
    return (struct str){out, n};
}

/* As browsers take an address: tabs and line breaks go, spaces at the ends too (URL Standard 4.4). */
static struct str address(struct arena *a, struct str s) {
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        if (!strchr("\t\r\n", s.p[i])) {
            out[n++] = s.p[i];
        }
    }
    out[n] = '\0';
    return (struct str){out, n};
}

static bool is_address(enum page_field field) {
    return field == PF_URL || field == PF_IMAGE || field == PF_ICON || field == PF_FEED;
}

static void add(struct page_facts *f, enum page_field field, enum page_rank rank, struct str value, int64_t weight) {
    if (f->n == PAGE_CANDIDATES || f->count[field][rank] == PAGE_PER_SOURCE || str_trim(value).n == 0) {
        return;
    }
    value = str_utf8_cut(value, PAGE_TEXT_MAX);
    value = is_address(field) ? address(f->a, value) : collapsed(f->a, value);
    if (value.n > 0) {
        f->count[field][rank]++;
        f->list[f->n++] = (struct page_candidate){field, rank, value, weight};
    }
}

void page_add(struct page_facts *f, enum page_field field, enum page_rank rank, struct str value) {
    add(f, field, rank, value, 0);
}

/* "og:title" of "OG:Title" and of "http://ogp.me/ns#title"; "" when it is too long. */
static struct str key_of(struct str word, char out[KEY_MAX]) {
    static const char *const vocabularies[] = {"http://ogp.me/ns#", "https://ogp.me/ns#",
                                               "http://opengraphprotocol.org/schema/"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++) {
        if (str_istarts(word, str_of(vocabularies[i]))) {
            word = str_sub(word, strlen(vocabularies[i]), word.n);
            memcpy(out, "og:", 3);
            n = 3;
            break;
        }
    }
    if (n + word.n > KEY_MAX) {
        return STR("");
    }
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (struct str){out, n};
}

static const struct rule *rule_of(struct str key) {
    size_t lo = 0;
    size_t hi = sizeof metas / sizeof *metas;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = str_cmp(key, str_of(metas[mid].name));
        if (c == 0) {
            return &metas[mid];
        }
        if (c < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return NULL;
}

/* The next word of a list separated by white space. */
static bool next_word(struct str *list, struct str *ret) {
    *list = str_trim(*list);
    size_t n = 0;
    while (n < list->n && !is_space(list->p[n])) {
        n++;
    }
    *ret = str_sub(*list, 0, n);
    *list = str_sub(*list, n, list->n);
    return n > 0;
}

static void take_meta(struct page_facts *f, const struct html_tag *tag) {
    static const char *const attrs[] = {"property", "name", "itemprop"};
    struct str content = html_attr(tag, "content");
    content = content.p ? content : html_attr(tag, "value");
    const struct rule *seen = NULL;
    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++) {
        struct str words = html_attr(tag, attrs[i]);
        struct str word;
        while (next_word(&words, &word)) {
            char key[KEY_MAX];
            const struct rule *r = rule_of(key_of(word, key));
            if (r && r != seen) {
                page_add(f, r->field, r->rank, content);
                seen = r;
            }
        }
    }
    /* A list of languages is no language (HTML 4.2.5.3). */
    if (str_ieq(str_trim(html_attr(tag, "http-equiv")), STR("content-language")) && str_chr(content, ',') == content.n) {
        page_add(f, PF_LANGUAGE, PR_FIRST, content);
    }
}

/* Largest side of sizes="16x16 32x32"; "any" and nothing are 0. */
static int64_t icon_side(struct str sizes) {
    int64_t best = 0;
    struct str word;
    while (next_word(&sizes, &word)) {
        int64_t side = 0;
        for (size_t i = 0; i < word.n && word.p[i] >= '0' && word.p[i] <= '9' && side < ICON_SIDE_MAX; i++) {
            side = side * 10 + (word.p[i] - '0');
        }
        best = side > best && side <= ICON_SIDE_MAX ? side : best;
    }
    return best;
}

static void take_link(struct page_facts *f, const struct html_tag *tag) {
    struct str rels = html_attr(tag, "rel");
    struct str href = html_attr(tag, "href");
    struct str rel;
    if (feed_link_tag(tag)) {
        page_add(f, PF_FEED, PR_FIRST, href);
    }
    while (next_word(&rels, &rel)) {
        if (str_ieq(rel, STR("canonical"))) {
            page_add(f, PF_URL, PR_FIRST, href);
        } else if (str_ieq(rel, STR("image_src"))) {
            page_add(f, PF_IMAGE, PR_HTML, href);
        } else if (str_ieq(rel, STR("icon")) && !html_attr(tag, "mask").p) {      /* with "mask": a stencil for tab bars */
            add(f, PF_ICON, PR_FIRST, href, icon_side(html_attr(tag, "sizes")));
        } else if (str_ieq(rel, STR("apple-touch-icon")) || str_ieq(rel, STR("apple-touch-icon-precomposed"))) {
            add(f, PF_ICON, PR_HTML, href, icon_side(html_attr(tag, "sizes")));
        } else if (str_ieq(rel, STR("fluid-icon"))) {
            page_add(f, PF_ICON, PR_LAST, href);
        }
    }
    if (str_ieq(html_attr(tag, "itemprop"), STR("image"))) {
        page_add(f, PF_IMAGE, PR_HTML_SECOND, href);
    }
}

void page_take_tag(struct page_facts *f, const struct html_tag *tag) {
    if (str_is(tag->name, "meta")) {
        take_meta(f, tag);
    } else if (str_is(tag->name, "link")) {
        take_link(f, tag);
    } else if (str_is(tag->name, "html")) {
        page_add(f, PF_LANGUAGE, PR_FIRST, html_attr(tag, "lang"));
        page_add(f, PF_LANGUAGE, PR_FIRST, html_attr(tag, "xml:lang"));
    } else if (str_is(tag->name, "base") && !f->base_href.p && html_attr(tag, "href").p) {
        f->base_href = address(f->a, str_utf8_cut(html_attr(tag, "href"), PAGE_TEXT_MAX));
    }
}
