/* feed.c: the way from bytes to a struct feed; see feed_int.h for its stations. */
#include "feed/feed_int.h"
#include "text/html.h"

enum { PREFIX_MAX = 8192, BUDGET_MIN = 512 * 1024 };

const char *feed_kind_name(enum feed_kind kind) {
    switch (kind) {
    case FEED_RSS:
        return "rss";
    case FEED_RDF:
        return "rdf";
    case FEED_ATOM:
        return "atom";
    case FEED_ACCOUNT:
        return "account";
    case FEED_JSON:
    default:
        return "json";
    }
}

static struct str skip_white(struct str s) {
    while (s.n > 0) {
        if ((unsigned char)s.p[0] <= 0x20) {
            s = str_sub(s, 1, s.n);
        } else if (str_starts(s, STR("\xef\xbb\xbf"))) {
            s = str_sub(s, 3, s.n);
        } else {
            break;
        }
    }
    return s;
}

/* Behind the comments that stand first. */
static struct str skip_comments(struct str s) {
    while (str_starts(s, STR("<!--"))) {
        size_t at = 4 + str_find(str_sub(s, 4, s.n), STR("-->")) + 3;
        s = skip_white(str_sub(s, at < s.n ? at : s.n, s.n));
    }
    return s;
}

/* Where the feed begins behind a warning that some program printed first; the text itself when it begins like XML. */
static struct str skip_noise(struct str s) {
    static const char *const starts[] = {"<?xml", "<rss", "<feed", "<rdf:RDF", NULL};
    struct str head = str_sub(s, 0, PREFIX_MAX);
    struct str first = skip_comments(s);
    if (str_istarts(first, STR("<?xml")) || str_istarts(first, STR("<!DOCTYPE")) || str_find(head, STR("<html")) < head.n || str_find(head, STR("<HTML")) < head.n) {
        return s;
    }
    size_t best = s.n;
    for (size_t i = 0; starts[i]; i++) {
        size_t at = str_find(head, str_of(starts[i]));
        best = at < head.n && at < best ? at : best;
    }
    return best < s.n ? str_sub(s, best, s.n) : s;
}

static enum err parse_xml(struct str text, struct str base, struct arena *arena, const char **ret_why,
                          struct feed *ret) {
    struct buf mended;
    struct str feed = skip_noise(text);
    struct str xml = feed_mend(feed, &mended);
    size_t budget = 2 * xml.n + BUDGET_MIN;
    struct feed_builder *b = feed_build_new(arena, base, budget);
    if (!feed_xml(xml, b)) {
        feed_build_drop(b);
        b = feed_build_new(arena, base, budget);
        feed_build_loose(b);
        feed_loose(xml, b);
    }
    enum err e = feed_build_finish(b, ret_why, ret);
    buf_done(&mended);
    /* A text that only mentions "<rss>" and "<channel>" has nothing in them. */
    if (!e && feed.n < text.n && ret->n == 0 && !ret->title.p) {
        *ret_why = "neither RSS nor Atom nor JSON Feed";
        e = E_NOT_FEED;
    }
    return e;
}

enum err feed_parse(struct str bytes, struct str content_type, struct str base, struct arena *arena,
                    struct problems *errs, struct feed *ret) {
    struct buf decoded;
    const char *why = "empty";
    enum err e = E_NOT_FEED;
    struct str text = skip_white(feed_decode(bytes, content_type, &decoded));
    if (text.n > 0 && text.p[0] == '{') {
        e = feed_json(text, base, arena, &why, ret);
    } else if (str_chr(text, '<') < text.n) {
        e = parse_xml(text, base, arena, &why, ret);
    } else if (text.n > 0) {
        why = "neither RSS nor Atom nor JSON Feed";
    }
    buf_done(&decoded);
    return e ? err_set(errs, e, "", "%s", why) : E_OK;
}
