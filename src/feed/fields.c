/* fields.c: which element of which kind of feed fills which field.
 *
 * The rules are the table below: the same field may come from several elements; the higher rank wins, the first of
 * equals stays. Elements that carry their value in attributes (links, enclosures, images) are in attrs.c. What stands
 * where is decided by context: a field counts only as a child of the feed, an item, or a container known to be
 * transparent, so that the title of an image or of a foreign block is never taken for the item's. */
#include "feed/fields.h"
#include "base/heap.h"
#include "text/html.h"

#include <sodium.h>

/* The scratch arena holds a few copies of one element's text, three times as long at worst. */
enum { ITEMS_FIRST = 32, SHORT_MAX = 1000, LANGUAGE_MAX = 35, TMP_CAP = 32 * FEED_TEXT_MAX };

struct rule {
    enum feed_ns ns;
    struct str name;             /* in any case: feeds by hand vary it */
    enum field field;
    unsigned char rank;
    enum mode mode;
};

#define STR_LIT(text) {text, sizeof text - 1}
static const struct rule rules[] = {
    {NS_RSS, STR_LIT("title"), F_TITLE, 9, MODE_AUTO},          {NS_RSS, STR_LIT("link"), F_URL, 9, MODE_TEXT},
    {NS_RSS, STR_LIT("description"), F_SUMMARY, 9, MODE_AUTO},  {NS_RSS, STR_LIT("guid"), F_ID, 9, MODE_TEXT},
    {NS_RSS, STR_LIT("pubDate"), F_PUBLISHED, 9, MODE_TEXT},    {NS_RSS, STR_LIT("author"), F_AUTHOR, 7, MODE_TEXT},
    {NS_RSS, STR_LIT("category"), F_CATEGORY, 9, MODE_AUTO},    {NS_RSS, STR_LIT("language"), F_LANGUAGE, 9, MODE_TEXT},
    {NS_RSS, STR_LIT("ttl"), F_TTL, 9, MODE_TEXT},              {NS_RSS, STR_LIT("abstract"), F_SUMMARY, 5, MODE_AUTO},
    {NS_RSS, STR_LIT("lastBuildDate"), F_UPDATED, 5, MODE_TEXT}, {NS_RSS, STR_LIT("url"), F_URL, 3, MODE_TEXT},
    {NS_RSS, STR_LIT("date"), F_PUBLISHED, 4, MODE_TEXT},       {NS_RSS, STR_LIT("summary"), F_SUMMARY, 9, MODE_AUTO},
    {NS_RSS, STR_LIT("content"), F_CONTENT, 6, MODE_AUTO},      {NS_RSS, STR_LIT("body"), F_CONTENT, 5, MODE_AUTO},
    {NS_RSS, STR_LIT("updated"), F_UPDATED, 6, MODE_TEXT},      {NS_RSS, STR_LIT("published"), F_PUBLISHED, 6, MODE_TEXT},
    {NS_RSS, STR_LIT("issued"), F_PUBLISHED, 6, MODE_TEXT}, {NS_RSS, STR_LIT("created"), F_PUBLISHED, 5, MODE_TEXT},
    {NS_RSS, STR_LIT("modified"), F_UPDATED, 6, MODE_TEXT}, {NS_RSS, STR_LIT("keywords"), F_KEYWORDS, 7, MODE_TEXT},
    {NS_RSS, STR_LIT("fullitem"), F_CONTENT, 7, MODE_HTML}, {NS_RSS, STR_LIT("subtitle"), F_SUMMARY, 2, MODE_AUTO},
    {NS_RSS, STR_LIT("tagline"), F_SUMMARY, 2, MODE_AUTO},
    {NS_ATOM, STR_LIT("link"), F_URL, 3, MODE_TEXT}, {NS_ATOM, STR_LIT("category"), F_CATEGORY, 9, MODE_TEXT},
    {NS_MEDIA, STR_LIT("category"), F_CATEGORY, 8, MODE_TEXT},  {NS_MEDIA, STR_LIT("thumbnail"), F_IMAGE, IMAGE_THUMBNAIL, MODE_TEXT},
    {NS_ITUNES, STR_LIT("image"), F_IMAGE, IMAGE_ITUNES, MODE_TEXT},
    {NS_RSS, STR_LIT("creator"), F_AUTHOR, 6, MODE_TEXT},       {NS_RSS, STR_LIT("encoded"), F_CONTENT, 7, MODE_HTML},
    {NS_ATOM, STR_LIT("title"), F_TITLE, 9, MODE_ATOM},         {NS_ATOM, STR_LIT("id"), F_ID, 9, MODE_TEXT},
    {NS_ATOM, STR_LIT("summary"), F_SUMMARY, 9, MODE_ATOM},     {NS_ATOM, STR_LIT("content"), F_CONTENT, 9, MODE_ATOM},
    {NS_ATOM, STR_LIT("subtitle"), F_SUMMARY, 8, MODE_ATOM},    {NS_ATOM, STR_LIT("tagline"), F_SUMMARY, 8, MODE_ATOM},
    {NS_ATOM, STR_LIT("published"), F_PUBLISHED, 9, MODE_TEXT}, {NS_ATOM, STR_LIT("issued"), F_PUBLISHED, 8, MODE_TEXT},
    {NS_ATOM, STR_LIT("created"), F_PUBLISHED, 5, MODE_TEXT},   {NS_ATOM, STR_LIT("updated"), F_UPDATED, 9, MODE_TEXT},
    {NS_ATOM, STR_LIT("modified"), F_UPDATED, 8, MODE_TEXT},    {NS_ATOM, STR_LIT("logo"), F_IMAGE, IMAGE_LOGO, MODE_TEXT},
    {NS_ATOM, STR_LIT("icon"), F_IMAGE, IMAGE_ICON, MODE_TEXT},
    {NS_DC, STR_LIT("title"), F_TITLE, 6, MODE_AUTO},           {NS_DC, STR_LIT("creator"), F_AUTHOR, 9, MODE_TEXT},
    {NS_DC, STR_LIT("date"), F_PUBLISHED, 7, MODE_TEXT},        {NS_DC, STR_LIT("subject"), F_CATEGORY, 9, MODE_AUTO},
    {NS_DC, STR_LIT("description"), F_SUMMARY, 6, MODE_AUTO},   {NS_DC, STR_LIT("language"), F_LANGUAGE, 7, MODE_TEXT},
    {NS_DC, STR_LIT("identifier"), F_ID, 4, MODE_TEXT},         {NS_DC, STR_LIT("author"), F_AUTHOR, 5, MODE_TEXT},
    {NS_DCTERMS, STR_LIT("title"), F_TITLE, 5, MODE_AUTO},      {NS_DCTERMS, STR_LIT("creator"), F_AUTHOR, 8, MODE_TEXT},
    {NS_DCTERMS, STR_LIT("issued"), F_PUBLISHED, 6, MODE_TEXT}, {NS_DCTERMS, STR_LIT("created"), F_PUBLISHED, 5, MODE_TEXT},
    {NS_DCTERMS, STR_LIT("modified"), F_UPDATED, 7, MODE_TEXT}, {NS_DCTERMS, STR_LIT("abstract"), F_SUMMARY, 5, MODE_AUTO},
    {NS_DCTERMS, STR_LIT("date"), F_PUBLISHED, 4, MODE_TEXT},   {NS_DCTERMS, STR_LIT("subject"), F_CATEGORY, 8, MODE_AUTO},
    {NS_CONTENT, STR_LIT("encoded"), F_CONTENT, 10, MODE_HTML}, {NS_XHTML, STR_LIT("body"), F_CONTENT, 8, MODE_XHTML},
    {NS_XHTML, STR_LIT("div"), F_CONTENT, 7, MODE_XHTML},
    {NS_MEDIA, STR_LIT("title"), F_TITLE, 3, MODE_AUTO},        {NS_MEDIA, STR_LIT("description"), F_SUMMARY, 3, MODE_AUTO},
    {NS_MEDIA, STR_LIT("credit"), F_AUTHOR, 2, MODE_TEXT},      {NS_MEDIA, STR_LIT("keywords"), F_KEYWORDS, 9, MODE_TEXT},
    {NS_ITUNES, STR_LIT("title"), F_TITLE, 4, MODE_AUTO},       {NS_ITUNES, STR_LIT("author"), F_AUTHOR, 4, MODE_TEXT},
    {NS_ITUNES, STR_LIT("summary"), F_SUMMARY, 4, MODE_AUTO},   {NS_ITUNES, STR_LIT("subtitle"), F_SUMMARY, 2, MODE_AUTO},
    {NS_ITUNES, STR_LIT("keywords"), F_KEYWORDS, 8, MODE_TEXT},
    {NS_GOOGLEPLAY, STR_LIT("author"), F_AUTHOR, 3, MODE_TEXT}, {NS_GOOGLEPLAY, STR_LIT("description"), F_SUMMARY, 3, MODE_AUTO},
    {NS_FEEDBURNER, STR_LIT("origLink"), F_URL, 10, MODE_TEXT},
    {NS_SY, STR_LIT("updatePeriod"), F_SY_PERIOD, 9, MODE_TEXT}, {NS_SY, STR_LIT("updateFrequency"), F_SY_FREQUENCY, 9, MODE_TEXT},
};

static const struct rule *rule_look(enum feed_ns ns, struct str name) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].ns == ns && rules[i].name.n == name.n && str_ieq(name, rules[i].name)) {
            return &rules[i];
        }
    }
    return NULL;
}

static const struct rule *rule_find(struct feed_builder *b, enum feed_ns ns, struct str name) {
    struct rule_seen *seen = &b->seen_rules[(((uintptr_t)name.p >> 2) + ns) % RULE_CACHE];
    if (seen->name != name.p || seen->n != name.n || seen->ns != ns) {
        *seen = (struct rule_seen){name.p, name.n, ns, rule_look(ns, name)};
    }
    return seen->rule;
}

struct feed_builder *feed_build_new(struct arena *arena, struct str base, size_t budget) {
    struct feed_builder *b = heap_alloc(sizeof *b);
    b->arena = arena;
    b->base = base;
    b->tmp = arena_create(TMP_CAP);
    b->start = arena_used(arena);
    b->budget = budget;
    buf_init(&b->text, NULL, FEED_TEXT_MAX);
    return b;
}

void feed_build_loose(struct feed_builder *b) {
    b->loose = true;
}

void feed_build_drop(struct feed_builder *b) {
    buf_done(&b->text);
    arena_free(b->tmp);
    heap_free(b->items);
    heap_free(b);
}

struct work *feed_work(struct feed_builder *b) {
    return b->in_item ? &b->items[b->at] : &b->head;
}

/* Text from `mode` to plain text, in the scratch arena. */
static struct str plain(struct arena *tmp, enum mode mode, struct str raw, size_t max, bool one_line) {
    if (mode == MODE_TEXT && str_chr(raw, '&') == raw.n && str_chr(raw, '<') == raw.n) {
        mode = MODE_AUTO;                        /* nothing in it could be read as markup */
    }
    if (mode == MODE_TEXT) {
        struct buf b;
        buf_init(&b, NULL, 6 * raw.n + 64);
        buf_html(&b, raw);                       /* so that nothing in it is read as markup */
        struct str s = one_line ? html_or_line(tmp, buf_view(&b), max) : html_or_text(tmp, buf_view(&b), max);
        buf_done(&b);
        return s;
    }
    bool is_html = mode == MODE_HTML || mode == MODE_XHTML;
    if (one_line) {
        return is_html ? html_to_line(tmp, raw, max) : html_or_line(tmp, raw, max);
    }
    return is_html ? html_to_text(tmp, raw, max) : html_or_text(tmp, raw, max);
}

/* Where elements stand in a short field their tags are no part of it: <dc:creator><rdf:Description>…. */
static struct str short_line(struct feed_builder *b, enum mode mode, struct str raw) {
    return mode == MODE_HTML ? html_to_line(b->tmp, raw, SHORT_MAX) : html_or_line(b->tmp, raw, SHORT_MAX);
}

/* An id is compared, never followed; but a relative reference means what it is relative to (RFC 3987), and many blogs
 * of one host write the same path. */
static struct str full_id(struct feed_builder *b, struct work *w, struct str raw) {
    struct str id = html_or_line(b->tmp, raw, FEED_TITLE_MAX);
    bool path = str_starts(id, STR("/")) || str_starts(id, STR("./")) || str_starts(id, STR("../"));
    struct str full = path && !w->guid_is_name ? feed_url(b->arena, feed_base(b), id, true) : STR_NULL;
    return full.p ? full : id;
}

/* False when nothing is left of the text. */
static bool store_text(struct feed_builder *b, struct work *w, enum field field, enum mode mode, struct str raw) {
    struct feed_item *it = &w->it;
    struct str s, *to = &it->id;
    if (field == F_TITLE) {
        to = &it->title;
        s = plain(b->tmp, mode, raw, FEED_TITLE_MAX, true);
    } else if (field == F_AUTHOR) {
        to = &it->author;
        s = feed_author_name(b->tmp, short_line(b, mode, raw));
    } else if (field == F_SUMMARY || field == F_CONTENT) {
        to = field == F_SUMMARY ? &it->summary : &it->content;
        s = plain(b->tmp, mode, raw, FEED_CONTENT_MAX, false);
    } else if (field == F_LANGUAGE) {
        to = &it->language;
        s = str_utf8_cut(raw, LANGUAGE_MAX);
    } else {
        s = full_id(b, w, raw);
    }
    if (s.n > 0) {
        *to = arena_dup(b->arena, s);
    }
    return s.n > 0;
}

/* The first picture in the words, when no better one is known. */
static void image_in_text(struct feed_builder *b, struct work *w, enum field field, enum mode mode, struct str raw) {
    int rank = field == F_CONTENT ? IMAGE_CONTENT : b->in_item ? IMAGE_SUMMARY : IMAGE_WORDS;
    if (mode != MODE_TEXT && (field == F_SUMMARY || field == F_CONTENT) && w->image_rank < rank) {
        feed_take_image(b, w, feed_content_image(b->arena, feed_base(b), raw), rank, 0);
    }
}

static int64_t small_number(struct str s, int64_t most) {
    int64_t v = 0;
    return str_to_i64(str_trim(s), &v) && v > 0 ? (v < most ? v : most) : 0;
}

static int64_t period_seconds(struct str s) {
    static const struct {
        const char *name;
        int64_t s;
    } periods[] = {{"hourly", 3600}, {"daily", 86400}, {"weekly", 604800}, {"monthly", 2592000}, {"yearly", 31536000}};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        if (str_ieq(s, str_of(periods[i].name))) {
            return periods[i].s;
        }
    }
    return 0;
}

/* RSS 0.92 section "skipHours", RSS 2.0: 0 to 23; RSS 0.91 counted 1 to 24. */
static void skip_hour(struct feed_builder *b, struct str s) {
    int64_t v;
    if (str_to_i64(str_trim(s), &v) && v >= 0 && v <= 24) {
        b->skip_hours |= UINT32_C(1) << (v % 24);
    }
}

static void skip_day(struct feed_builder *b, struct str s) {
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        b->skip_days |= str_istarts(s, str_of(names[i])) ? UINT32_C(1) << i : 0;
    }
}

/* Separated by commas, or one. */
static void add_keywords(struct feed_builder *b, struct work *w, struct str raw) {
    struct str rest = html_or_line(b->tmp, raw, FEED_TITLE_MAX);
    struct str part;
    while (str_split(&rest, ',', &part)) {
        feed_add_category(b->arena, &w->it, part);
    }
}

/* Whether a value of this rank is to be looked at. Of several <link> in RSS the last is the one that readers take. */
static bool outranks(const struct feed_builder *b, const struct work *w, enum field field, int rank) {
    bool many = field == F_IMAGE || field == F_CATEGORY || field == F_KEYWORDS || field == F_SKIP_HOUR || field == F_SKIP_DAY;
    bool last = field == F_URL && b->kind != FEED_ATOM && rank == URL_PLAIN;
    return many || rank > w->rank[field] || (last && rank == w->rank[field]);
}

void feed_store(struct feed_builder *b, struct work *w, enum field field, int rank, enum mode mode, struct str raw) {
    int64_t us;
    raw = mode == MODE_TEXT || mode == MODE_AUTO ? str_trim(raw) : raw;
    if (raw.n == 0 || !outranks(b, w, field, rank)) {
        return;
    }
    switch (field) {
    case F_URL: {
        struct str url = feed_url(b->arena, feed_base(b), raw, true);
        if (!url.p) {
            return;
        }
        w->it.url = url;
        break;
    }
    case F_PUBLISHED:
    case F_UPDATED:
        if (!feed_date(raw, &us)) {
            return;
        }
        *(field == F_PUBLISHED ? &w->it.published : &w->it.updated) = us;
        break;
    case F_IMAGE:
        feed_take_image(b, w, feed_url(b->arena, feed_base(b), raw, true), rank, 0);
        return;
    case F_CATEGORY:
        feed_add_category(b->arena, &w->it, short_line(b, mode, raw));
        return;
    case F_KEYWORDS:
        add_keywords(b, w, raw);
        return;
    case F_SKIP_HOUR:
        skip_hour(b, raw);
        return;
    case F_SKIP_DAY:
        skip_day(b, raw);
        return;
    case F_TTL:
        b->ttl_s = 60 * small_number(raw, 44640);
        break;
    case F_SY_PERIOD:
        b->sy_period = period_seconds(raw);
        break;
    case F_SY_FREQUENCY:
        b->sy_frequency = small_number(raw, 1000);
        break;
    case F_ID:
    case F_TITLE:
    case F_AUTHOR:
    case F_SUMMARY:
    case F_CONTENT:
    case F_LANGUAGE:
    case F_COUNT:
    default:
        image_in_text(b, w, field, mode, raw);
        if (!store_text(b, w, field, mode, raw)) {
            return;
        }
        break;
    }
    w->rank[field] = (unsigned char)rank;
}

static void language(struct feed_builder *b, struct work *w, const struct feed_element *e) {
    struct str lang = feed_attr(e, NS_XML, "lang");
    if (lang.n > 0) {
        feed_store(b, w, F_LANGUAGE, 5, MODE_TEXT, lang);
    }
}

/* Channel Definition Format (W3C submission 1997): channels and items carry address and date as attributes. */
static void channel_definition(struct feed_builder *b, struct work *w, const struct feed_element *e) {
    if (e->ns == NS_RSS && e->n > 0) {
        feed_store(b, w, F_URL, 2, MODE_TEXT, feed_attr(e, NS_RSS, "href"));
        feed_store(b, w, F_UPDATED, 3, MODE_TEXT, feed_attr(e, NS_RSS, "lastmod"));
    }
}

static bool new_item(struct feed_builder *b, const struct feed_element *e) {
    if (b->items_n == FEED_ITEMS_MAX) {
        return false;
    }
    if (b->items_n == b->items_cap) {
        b->items_cap = b->items_cap ? 2 * b->items_cap : ITEMS_FIRST;
        b->items = heap_realloc(b->items, b->items_cap * sizeof *b->items);
    }
    b->at = b->items_n++;
    struct work *w = &b->items[b->at];
    *w = (struct work){0};
    b->in_item = true;
    struct str about = feed_attr(e, NS_RDF, "about");
    if (about.n > 0) {
        feed_store(b, w, F_ID, 5, MODE_TEXT, about);
        w->about = arena_dup(b->arena, about);
    }
    language(b, w, e);
    channel_definition(b, w, e);
    return true;
}

static bool root(struct feed_builder *b, const struct feed_element *e, struct level *l) {
    bool rss = str_ieq(e->name, STR("rss"));
    bool rdf = str_ieq(e->name, STR("RDF")) && (e->ns == NS_RDF || e->ns == NS_RSS);
    bool feed = str_ieq(e->name, STR("feed")) && (e->ns == NS_ATOM || e->ns == NS_RSS);
    bool channel = str_ieq(e->name, STR("channel")) && e->ns == NS_RSS;
    bool entry = str_is(e->name, "entry") && e->ns == NS_ATOM;       /* RFC 4287 section 2: a document of its own */
    b->foreign_html = str_ieq(e->name, STR("html"));
    if (entry) {
        b->kind = FEED_ATOM;
        b->seen = b->sure = l->is_item = true;
        l->ctx = C_ITEM;
        return new_item(b, e);
    }
    if (!rss && !rdf && !feed && !channel) {
        return false;
    }
    l->ctx = rss || rdf ? C_ROOT : C_FEED;
    /* RSS 1.1 is RDF whose root is the channel. */
    b->kind = feed ? FEED_ATOM : rdf || feed_attr(e, NS_RDF, "about").p ? FEED_RDF : FEED_RSS;
    b->seen = !rdf && (rss || !e->made_up);
    b->sure = rss || (feed && e->ns == NS_ATOM);
    language(b, &b->head, e);
    if (channel) {
        channel_definition(b, &b->head, e);
    }
    return true;
}

static bool outside_item(enum ctx ctx) {
    return ctx == C_ROOT || ctx == C_FEED;
}

/* Also the other kind's name where an item may stand. An entry inside something foreign is quoted there. */
static bool is_item(const struct feed_builder *b, enum feed_ns ns, struct str name, enum ctx parent) {
    bool rss = ns == NS_RSS || ns == NS_ATOM;
    bool own = b->kind == FEED_ATOM ? ns == NS_ATOM && str_is(name, "entry") : ns == NS_RSS && str_ieq(name, STR("item"));
    if (own) {
        return b->kind != FEED_ATOM || !b->in_item || parent != C_OTHER;
    }
    return rss && outside_item(parent) && (str_ieq(name, STR("item")) || str_ieq(name, STR("entry")));
}

static bool open_item(struct feed_builder *b, const struct feed_element *e, struct level *l) {
    l->ctx = C_ITEM;
    l->is_item = true;
    l->outer = b->in_item ? b->at + 1 : 0;
    b->seen = b->sure = true;
    return new_item(b, e);
}

/* Elements that say nothing themselves: what stands in them counts as if it stood beside them. */
static bool is_transparent(const struct feed_element *e, enum feed_ns ns) {
    if (ns == NS_MEDIA) {
        return str_is(e->name, "group") || str_is(e->name, "content");
    }
    if (ns == NS_ATOM && str_is(e->name, "content")) {       /* Atom 0.3 section 3.1.2.1: several renderings */
        return str_istarts(feed_attr(e, NS_RSS, "type"), STR("multipart/"));
    }
    return ns == NS_ITUNES && str_ieq(e->name, STR("category"));
}

/* Elements that open a context of their own. True when `e` was one. */
static bool open_context(struct feed_builder *b, const struct feed_element *e, enum feed_ns ns, enum ctx parent,
                         struct level *l, bool *ret_go_on) {
    *ret_go_on = true;
    if (is_item(b, ns, e->name, parent)) {
        *ret_go_on = open_item(b, e, l);
        return true;
    }
    if (ns == NS_RSS && str_ieq(e->name, STR("channel")) && parent == C_ROOT) {
        l->ctx = C_FEED;
        b->seen = b->sure = true;
        language(b, &b->head, e);
        return true;
    }
    if (ns == NS_RSS && str_ieq(e->name, STR("image")) && (outside_item(parent) || parent == C_ITEM)) {
        l->ctx = C_IMAGE;
        feed_image_element(b, e);
        return true;
    }
    if ((ns == NS_ATOM || ns == NS_RSS) && str_ieq(e->name, STR("author")) && (parent == C_FEED || parent == C_ITEM || parent == C_SOURCE)) {
        l->ctx = parent == C_SOURCE ? C_SOURCE_AUTHOR : C_AUTHOR;
        buf_reset(&b->text);
        return true;
    }
    if (ns == NS_ATOM && str_is(e->name, "source") && parent == C_ITEM) {
        l->ctx = C_SOURCE;
        return true;
    }
    if (ns == NS_RSS && parent == C_FEED && (str_ieq(e->name, STR("skipHours")) || str_ieq(e->name, STR("skipDays")))) {
        l->ctx = C_SKIP;
        return true;
    }
    if (is_transparent(e, ns)) {
        l->ctx = parent;
        feed_attr_element(b, e, ns);
        return true;
    }
    return false;
}

static bool ends_with(struct str s, struct str end) {
    return s.n >= end.n && str_ieq(str_sub(s, s.n - end.n, s.n), end);
}

/* How the text of an Atom construct is to be read (RFC 4287 section 3.1, 4.1.3; Atom 0.3 section 3.1). */
static enum mode atom_mode(const struct feed_element *e) {
    struct str type = feed_attr(e, NS_RSS, "type");
    struct str mode = feed_attr(e, NS_RSS, "mode");
    if (feed_attr(e, NS_RSS, "src").n > 0 || str_istarts(type, STR("image/"))) {
        return MODE_SKIP;
    }
    if (str_ieq(mode, STR("base64"))) {
        return MODE_BASE64;
    }
    if (str_ieq(type, STR("xhtml")) || str_ieq(type, STR("text/xml")) || str_ieq(type, STR("application/xml")) ||
        ends_with(type, STR("+xml"))) {
        return MODE_XHTML;
    }
    if (str_ieq(type, STR("html")) || str_istarts(type, STR("text/html"))) {
        return MODE_HTML;
    }
    if (type.n == 0 || str_ieq(type, STR("text")) || str_istarts(type, STR("text/"))) {
        return MODE_TEXT;
    }
    return str_chr(type, '/') < type.n ? MODE_BASE64 : MODE_TEXT;
}

static void begin_capture(struct feed_builder *b, const struct rule *r, const struct feed_element *e) {
    b->capturing = true;
    b->capture_depth = b->depth;
    b->field = r->field;
    b->rank = r->rank;
    b->both_dates = r->ns == NS_DC;      /* dc:date does not say which of the two it is */
    b->mode = r->mode == MODE_ATOM ? atom_mode(e) : r->mode;
    buf_reset(&b->text);
}

/* A child inside captured text: raw HTML in a description, XHTML in Atom. Kept as markup for the text conversion. */
static void capture_start(struct feed_builder *b, const struct feed_element *e) {
    static const char *const kept[] = {"src", "data-src", "width", "height", NULL};
    if (b->mode == MODE_TEXT || b->mode == MODE_AUTO) {
        b->mode = MODE_HTML;
    }
    buf_ch(&b->text, '<');
    buf_str(&b->text, e->name);
    for (size_t i = 0; kept[i]; i++) {
        struct str v = feed_attr(e, NS_RSS, kept[i]);
        if (v.p) {
            buf_ch(&b->text, ' ');
            buf_c(&b->text, kept[i]);
            buf_c(&b->text, "=\"");
            buf_html(&b->text, v);
            buf_ch(&b->text, '"');
        }
    }
    buf_ch(&b->text, '>');
}

/* A field was never closed: "<title>three<link>…"; in tag soup also a long one, by what HTML does not have. */
static bool closes_field(struct feed_builder *b, const struct feed_element *e, enum feed_ns ns) {
    static const char *const never_html[] = {"pubDate", "guid", "author", "category", "comments", "enclosure", NULL};
    if (b->mode == MODE_XHTML || ns != NS_RSS) {
        return false;
    }
    if (b->field != F_SUMMARY && b->field != F_CONTENT) {
        return rule_find(b, ns, e->name) != NULL;
    }
    bool found = str_ieq(e->name, STR("link")) && e->n == 0;
    for (size_t i = 0; never_html[i]; i++) {
        found = found || str_ieq(e->name, str_of(never_html[i]));
    }
    return found && b->loose;
}

/* Base64 that holds text; STR_NULL for pictures and other bytes. */
static struct str decoded(struct arena *tmp, struct str s) {
    size_t n = 0;
    unsigned char *out = arena_alloc(tmp, s.n + 1);
    if (sodium_base642bin(out, s.n, s.p ? s.p : "", s.n, " \t\r\n=", &n, NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)) {
        return STR_NULL;
    }
    struct str text = {(const char *)out, n};
    return str_utf8_valid(text) && str_chr(text, '\0') == n ? text : STR_NULL;
}

static void end_capture(struct feed_builder *b) {
    struct work *w = feed_work(b);
    struct str text = buf_view(&b->text);
    b->capturing = false;
    if (b->mode == MODE_BASE64) {
        text = decoded(b->tmp, text);
        b->mode = MODE_AUTO;
    }
    /* Of <description> and <summary> in one RSS item the second is the content, when nothing else is. */
    bool second = b->kind != FEED_ATOM && b->in_item && b->field == F_SUMMARY && b->rank == 9 && w->rank[F_SUMMARY] == 9;
    if (second) {
        feed_store(b, w, F_CONTENT, 2, b->mode, text);
    } else if (b->mode != MODE_SKIP) {
        feed_store(b, w, b->field, b->rank, b->mode, text);
    }
    if (b->field == F_PUBLISHED && b->both_dates) {
        feed_store(b, w, F_UPDATED, 1, MODE_TEXT, text);
    }
    buf_reset(&b->text);
}

static void push_level(struct feed_builder *b, const struct feed_element *e) {
    struct level *l = &b->levels[b->depth++];
    struct str base = feed_attr(e, NS_XML, "base");
    struct str outer = b->depth > 1 ? b->levels[b->depth - 2].base : b->base;
    *l = (struct level){.ctx = C_OTHER, .base = outer, .name = e->name};
    if (base.n > 0 && !b->capturing) {
        struct str full = feed_url(b->arena, outer, base, false);
        l->base = full.p ? full : outer;
    }
}

static void field_element(struct feed_builder *b, const struct feed_element *e, enum feed_ns ns, enum ctx parent) {
    bool permalink = ns == NS_RSS && str_ieq(e->name, STR("guid"));
    if (permalink && b->in_item) {
        feed_work(b)->guid_is_name = str_ieq(str_trim(feed_attr(e, NS_RSS, "isPermaLink")), STR("false"));
    }
    if (parent == C_FEED || parent == C_ITEM || parent == C_ROOT) {
        if (feed_attr_element(b, e, ns)) {
            return;
        }
        const struct rule *r = rule_find(b, ns, e->name);
        /* Without a role a credit is a photographer's. */
        bool other = ns == NS_MEDIA && r && r->field == F_AUTHOR && !str_ieq(feed_attr(e, NS_RSS, "role"), STR("author"));
        if (r && !other && parent != C_ROOT && !(parent == C_FEED && ns == NS_XHTML)) {
            begin_capture(b, r, e);
        }
        return;
    }
    static const struct rule name = {NS_ATOM, STR_LIT("name"), F_AUTHOR, 9, MODE_TEXT};
    static const struct rule email = {NS_ATOM, STR_LIT("email"), F_AUTHOR, 3, MODE_TEXT};
    static const struct rule source_name = {NS_ATOM, STR_LIT("name"), F_AUTHOR, 5, MODE_TEXT};
    static const struct rule image_url = {NS_RSS, STR_LIT("url"), F_IMAGE, IMAGE_ELEMENT, MODE_TEXT};
    static const struct rule hour = {NS_RSS, STR_LIT("hour"), F_SKIP_HOUR, 9, MODE_TEXT};
    static const struct rule day = {NS_RSS, STR_LIT("day"), F_SKIP_DAY, 9, MODE_TEXT};
    if (parent == C_AUTHOR && (ns == NS_ATOM || ns == NS_RSS)) {
        if (str_is(e->name, "name") || str_is(e->name, "email")) {
            begin_capture(b, str_is(e->name, "name") ? &name : &email, e);
        }
    } else if (parent == C_SOURCE_AUTHOR && str_is(e->name, "name")) {
        begin_capture(b, &source_name, e);
    } else if (parent == C_IMAGE && str_is(e->name, "url")) {
        begin_capture(b, &image_url, e);
    } else if (parent == C_SKIP && (str_ieq(e->name, hour.name) || str_ieq(e->name, day.name))) {
        begin_capture(b, str_ieq(e->name, hour.name) ? &hour : &day, e);
    }
}

/* In an Atom feed without namespaces the bare names are Atom's; in an RSS feed that declares Atom's namespace as its
 * own, what Atom does not know is RSS, and so it is where RSS names strayed into Atom. */
static enum feed_ns meant_ns(struct feed_builder *b, const struct feed_element *e) {
    bool atom = e->ns == NS_ATOM || (e->ns == NS_RSS && b->kind == FEED_ATOM);
    if (!atom || rule_find(b, NS_ATOM, e->name)) {
        return atom ? NS_ATOM : e->ns;
    }
    bool box = b->kind != FEED_ATOM && (str_is(e->name, "item") || str_is(e->name, "channel"));
    return box || rule_find(b, NS_RSS, e->name) ? NS_RSS : NS_ATOM;
}

bool feed_build_start(struct feed_builder *b, const struct feed_element *e) {
    arena_reset(b->tmp);
    if (b->depth >= FEED_DEPTH_MAX || arena_used(b->arena) - b->start > b->budget) {
        return false;
    }
    enum ctx parent = b->depth > 0 ? b->levels[b->depth - 1].ctx : C_OTHER;
    push_level(b, e);
    struct level *l = &b->levels[b->depth - 1];
    if (b->depth == 1) {
        return root(b, e, l);
    }
    enum feed_ns ns = meant_ns(b, e);
    if (b->capturing && (is_item(b, ns, e->name, C_OTHER) || closes_field(b, e, ns))) {
        parent = b->levels[b->capture_depth > 1 ? b->capture_depth - 2 : 0].ctx;
        for (size_t i = b->capture_depth - 1; i + 1 < b->depth; i++) {
            b->levels[i].ctx = parent;                   /* what follows stands in it, too */
        }
        end_capture(b);
    } else if (b->capturing) {
        capture_start(b, e);
        return true;
    }
    bool go_on;
    if (open_context(b, e, ns, parent, l, &go_on)) {
        return go_on;
    }
    field_element(b, e, ns, parent);
    return true;
}

static void leave_context(struct feed_builder *b, const struct level *l) {
    if (l->is_item) {
        b->in_item = l->outer > 0;
        b->at = b->in_item ? l->outer - 1 : b->at;
    } else if (l->ctx == C_AUTHOR && b->text.n > 0) {
        feed_store(b, feed_work(b), F_AUTHOR, b->kind == FEED_ATOM ? 2 : 7, MODE_TEXT, buf_view(&b->text));
        buf_reset(&b->text);
    } else if (l->ctx == C_IMAGE && b->text.n > 0) {
        feed_store(b, feed_work(b), F_IMAGE, IMAGE_ELEMENT, MODE_TEXT, buf_view(&b->text));
        buf_reset(&b->text);
    }
}

void feed_build_end(struct feed_builder *b) {
    if (b->depth == 0) {
        return;
    }
    struct level *l = &b->levels[b->depth - 1];
    if (b->capturing && b->depth > b->capture_depth) {
        if (!str_ieq(l->name, STR("br"))) {      /* "</br>" would be a second one */
            buf_c(&b->text, "</");
            buf_str(&b->text, l->name);
            buf_ch(&b->text, '>');
        }
    } else if (b->capturing) {
        end_capture(b);
    } else {
        leave_context(b, l);
    }
    b->depth--;
}

void feed_build_text(struct feed_builder *b, struct str s) {
    enum ctx ctx = b->depth > 0 ? b->levels[b->depth - 1].ctx : C_OTHER;
    if (b->capturing && b->mode == MODE_XHTML) {
        buf_html(&b->text, s);
    } else if (b->capturing || ctx == C_IMAGE || ctx == C_AUTHOR) {
        size_t room = b->text.max - b->text.n;
        buf_str(&b->text, s.n <= room ? s : str_utf8_cut(s, room));
    }
}
