/* choose.c: the best candidate of each field: the first valid one of the lowest rank. */
#include "feed/feed.h"
#include "page/page_int.h"
#include "text/url.h"

/* Written out in full and in the form browsers would give it (but for the "/" of an empty path): kept as written. */
static bool is_plain(struct str s) {
    size_t host = str_starts(s, STR("https://")) ? 8 : str_starts(s, STR("http://")) ? 7 : 0;
    if (host == 0 || str_find(s, STR("/./")) < s.n || str_find(s, STR("/../")) < s.n) {
        return false;
    }
    bool in_host = true;
    for (size_t i = host; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        in_host = in_host && c != '/' && c != '?' && c != '#';
        if (c <= 0x20 || c >= 0x7f || strchr("\"<>`{}|\\^", c) || (in_host && ((c >= 'A' && c <= 'Z') || c == '@'))) {
            return false;
        }
    }
    return true;
}

/* What templates write where they have no address. */
static bool is_nothing(struct str s) {
    static const char *const words[] = {"null", "undefined", "none", "false", "nil", "nan", "[object object]", NULL};
    for (size_t i = 0; words[i]; i++) {
        if (str_ieq(s, str_of(words[i]))) {
            return true;
        }
    }
    return false;
}

/* Absolute http(s) address, or STR_NULL. */
static struct str web(struct arena *a, const struct url *base, struct str raw) {
    struct url u;
    if (raw.n == 0 || raw.n > URL_MAX || is_nothing(raw) || url_parse(a, raw, base, NULL, &u) != E_OK || !url_is_web(&u)) {
        return STR_NULL;
    }
    return is_plain(raw) ? arena_dup(a, raw) : url_text(a, &u);
}

/* "fr_ca" -> "fr-CA", "zh-hant-tw" -> "zh-Hant-TW" (RFC 5646 2.1.1); STR_NULL for what is no tag ("French", "C"). */
static struct str language(struct arena *a, struct str s) {
    enum { TAG_MAX = 35 };
    s = str_sub(s, 0, str_chr(s, '.'));                  /* "fr_FR.UTF-8" */
    if (s.n < 2 || s.n > TAG_MAX) {
        return STR_NULL;
    }
    char *out = arena_alloc(a, s.n + 1);
    size_t at = 0;
    for (size_t from = 0; from <= s.n; from = at + 1) {
        at = from;
        while (at < s.n && s.p[at] != '-' && s.p[at] != '_') {
            char c = s.p[at];
            bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (from == 0 || c < '0' || c > '9')) {
                return STR_NULL;
            }
            out[at] = letter ? (char)(c | 0x20) : c;
            at++;
        }
        size_t n = at - from;
        if (n == 0 || n > 8 || (from == 0 && n > 3) || (from == 0 && n == 1)) {
            return STR_NULL;
        }
        for (size_t i = from; i < at && from > 0 && (n == 2 || (n == 4 && i == from)); i++) {
            out[i] = (char)(out[i] >= 'a' && out[i] <= 'z' ? out[i] - 32 : out[i]);
        }
        out[at] = at < s.n ? '-' : '\0';
    }
    return (struct str){out, s.n};
}

/* The name of "By Jane Doe" or "Jane Doe <jane@example.org>"; STR_NULL for an address or a handle. */
static struct str author(struct arena *a, struct str s) {
    static const char *const before[] = {"by ", "written by ", "par ", "by: ", NULL};
    for (size_t i = 0; before[i]; i++) {
        if (str_istarts(s, str_of(before[i]))) {
            s = str_trim(str_sub(s, strlen(before[i]), s.n));
            break;
        }
    }
    bool address = str_find(s, STR("://")) < s.n || str_istarts(s, STR("www.")) || str_starts(s, STR("/")) ||
                   str_starts(s, STR("@")) || str_istarts(s, STR("mailto:"));
    return address ? STR_NULL : feed_author_name(a, s);
}

struct chooser {
    struct arena *a;
    const struct url *base;
};

/* The candidate in its final form, STR_NULL when it is not valid. */
static struct str final_form(const struct chooser *c, const struct page_candidate *x) {
    switch (x->field) {
    case PF_URL:
    case PF_IMAGE:
    case PF_ICON:
    case PF_FEED:
        return web(c->a, c->base, x->value);
    case PF_AUTHOR:
        return author(c->a, str_utf8_cut(x->value, PAGE_TITLE_MAX));
    case PF_LANGUAGE:
        return language(c->a, x->value);
    case PF_PUBLISHED: {
        int64_t us;
        return feed_date(x->value, &us) ? x->value : STR_NULL;
    }
    case PF_DESCRIPTION:
        return x->value;
    case PF_TITLE:
    case PF_SITE:
    case PF_N:
    default:
        return str_utf8_cut(x->value, PAGE_TITLE_MAX);
    }
}

static struct str best(const struct page_facts *f, const struct chooser *c, enum page_field field) {
    struct str found = STR_NULL;
    for (int rank = PR_FIRST; rank < PR_N && !found.p; rank++) {
        int64_t weight = -1;
        for (size_t i = 0; i < f->n; i++) {
            const struct page_candidate *x = &f->list[i];
            if (x->field != field || (int)x->rank != rank || x->weight <= weight) {
                continue;
            }
            struct str value = final_form(c, x);
            if (value.p && value.n > 0) {
                found = value;
                weight = x->weight;
            }
        }
    }
    return found;
}

static void choose_feeds(const struct page_facts *f, const struct chooser *c, struct page *ret) {
    for (size_t i = 0; i < f->n && ret->feeds_n < PAGE_FEEDS_MAX; i++) {
        struct str url = f->list[i].field == PF_FEED ? final_form(c, &f->list[i]) : STR_NULL;
        for (size_t k = 0; k < ret->feeds_n && url.p; k++) {
            url = str_eq(ret->feeds[k], url) ? STR_NULL : url;
        }
        if (url.p) {
            ret->feeds[ret->feeds_n++] = url;
        }
    }
}

void page_choose(const struct page_facts *f, struct str base, struct arena *arena, struct page *ret) {
    struct url own, told;
    struct chooser c = {.a = arena};
    if (base.n > 0 && url_parse(arena, base, NULL, NULL, &own) == E_OK && url_is_web(&own)) {
        c.base = &own;
        ret->url = arena_dup(arena, base);
    }
    if (f->base_href.n > 0 && url_parse(arena, f->base_href, c.base, NULL, &told) == E_OK && url_is_web(&told)) {
        c.base = &told;
    }
    struct str url = best(f, &c, PF_URL);
    ret->url = url.p ? url : ret->url;
    ret->title = best(f, &c, PF_TITLE);
    ret->description = best(f, &c, PF_DESCRIPTION);
    ret->image = best(f, &c, PF_IMAGE);
    ret->site_name = best(f, &c, PF_SITE);
    ret->author = best(f, &c, PF_AUTHOR);
    ret->language = best(f, &c, PF_LANGUAGE);
    ret->icon = best(f, &c, PF_ICON);
    struct str when = best(f, &c, PF_PUBLISHED);
    if (when.p && !feed_date(when, &ret->published)) {
        ret->published = 0;
    }
    ret->has_job = f->has_job;
    ret->job = f->job;
    choose_feeds(f, &c, ret);
}
