/* fields.c: which element of which kind of feed fills which field.
 *
 * The rules are the table below: the same field may come from several elements; the higher rank wins, the first of
 * equals stays. Elements that carry their value in attributes (links, enclosures, images) are in attrs.c. What stands
 * where is decided by context: a field counts only as a child of the feed, an item, or a container known to be
 * transparent, so that the title of an image or of a foreign block is never taken for the item's. */
#include "feed/fields.h"
#include "base/heap.h"
#include "text/html.h"

/* The scratch arena holds a few copies of one element's text, three times as long at worst. */
enum { ITEMS_FIRST = 32, SHORT_MAX = 1000, TMP_CAP = 32 * FEED_TEXT_MAX };

struct rule {
    enum feed_ns ns;
    const char *name;
    enum field field;
    unsigned char rank;
    enum mode mode;
};

static const struct rule rules[] = {
    {NS_RSS, "title", F_TITLE, 9, MODE_AUTO},          {NS_RSS, "link", F_URL, 9, MODE_TEXT},
    {NS_RSS, "description", F_SUMMARY, 9, MODE_AUTO},  {NS_RSS, "guid", F_ID, 9, MODE_TEXT},
    {NS_RSS, "pubDate", F_PUBLISHED, 9, MODE_TEXT},    {NS_RSS, "author", F_AUTHOR, 7, MODE_TEXT},
    {NS_RSS, "category", F_CATEGORY, 9, MODE_AUTO},    {NS_RSS, "language", F_LANGUAGE, 9, MODE_TEXT},
    {NS_RSS, "ttl", F_TTL, 9, MODE_TEXT},              {NS_RSS, "pubdate", F_PUBLISHED, 8, MODE_TEXT},
    {NS_RSS, "lastBuildDate", F_UPDATED, 5, MODE_TEXT}, {NS_RSS, "url", F_URL, 3, MODE_TEXT},
    {NS_RSS, "date", F_PUBLISHED, 4, MODE_TEXT},       {NS_RSS, "summary", F_SUMMARY, 6, MODE_AUTO},
    {NS_RSS, "content", F_CONTENT, 6, MODE_AUTO},      {NS_RSS, "body", F_CONTENT, 5, MODE_AUTO},
    {NS_RSS, "updated", F_UPDATED, 6, MODE_TEXT},      {NS_RSS, "published", F_PUBLISHED, 6, MODE_TEXT},
    {NS_RSS, "creator", F_AUTHOR, 6, MODE_TEXT},       {NS_RSS, "encoded", F_CONTENT, 7, MODE_HTML},
    {NS_ATOM, "title", F_TITLE, 9, MODE_ATOM},         {NS_ATOM, "id", F_ID, 9, MODE_TEXT},
    {NS_ATOM, "summary", F_SUMMARY, 9, MODE_ATOM},     {NS_ATOM, "content", F_CONTENT, 9, MODE_ATOM},
    {NS_ATOM, "subtitle", F_SUMMARY, 8, MODE_ATOM},    {NS_ATOM, "tagline", F_SUMMARY, 8, MODE_ATOM},
    {NS_ATOM, "published", F_PUBLISHED, 9, MODE_TEXT}, {NS_ATOM, "issued", F_PUBLISHED, 8, MODE_TEXT},
    {NS_ATOM, "created", F_PUBLISHED, 5, MODE_TEXT},   {NS_ATOM, "updated", F_UPDATED, 9, MODE_TEXT},
    {NS_ATOM, "modified", F_UPDATED, 8, MODE_TEXT},    {NS_ATOM, "logo", F_IMAGE, IMAGE_LOGO, MODE_TEXT},
    {NS_ATOM, "icon", F_IMAGE, IMAGE_ICON, MODE_TEXT},
    {NS_DC, "title", F_TITLE, 6, MODE_AUTO},           {NS_DC, "creator", F_AUTHOR, 9, MODE_TEXT},
    {NS_DC, "date", F_PUBLISHED, 7, MODE_TEXT},        {NS_DC, "subject", F_CATEGORY, 9, MODE_AUTO},
    {NS_DC, "description", F_SUMMARY, 6, MODE_AUTO},   {NS_DC, "language", F_LANGUAGE, 7, MODE_TEXT},
    {NS_DC, "identifier", F_ID, 4, MODE_TEXT},         {NS_DC, "author", F_AUTHOR, 5, MODE_TEXT},
    {NS_DCTERMS, "title", F_TITLE, 5, MODE_AUTO},      {NS_DCTERMS, "creator", F_AUTHOR, 8, MODE_TEXT},
    {NS_DCTERMS, "issued", F_PUBLISHED, 6, MODE_TEXT}, {NS_DCTERMS, "created", F_PUBLISHED, 5, MODE_TEXT},
    {NS_DCTERMS, "modified", F_UPDATED, 7, MODE_TEXT}, {NS_DCTERMS, "abstract", F_SUMMARY, 5, MODE_AUTO},
    {NS_DCTERMS, "date", F_PUBLISHED, 4, MODE_TEXT},   {NS_DCTERMS, "subject", F_CATEGORY, 8, MODE_AUTO},
    {NS_CONTENT, "encoded", F_CONTENT, 10, MODE_HTML}, {NS_XHTML, "body", F_CONTENT, 8, MODE_XHTML},
    {NS_XHTML, "div", F_CONTENT, 7, MODE_XHTML},
    {NS_MEDIA, "title", F_TITLE, 3, MODE_AUTO},        {NS_MEDIA, "description", F_SUMMARY, 3, MODE_AUTO},
    {NS_MEDIA, "credit", F_AUTHOR, 2, MODE_TEXT},      {NS_MEDIA, "keywords", F_KEYWORDS, 9, MODE_TEXT},
    {NS_ITUNES, "title", F_TITLE, 4, MODE_AUTO},       {NS_ITUNES, "author", F_AUTHOR, 4, MODE_TEXT},
    {NS_ITUNES, "summary", F_SUMMARY, 4, MODE_AUTO},   {NS_ITUNES, "subtitle", F_SUMMARY, 2, MODE_AUTO},
    {NS_ITUNES, "keywords", F_KEYWORDS, 8, MODE_TEXT},
    {NS_GOOGLEPLAY, "author", F_AUTHOR, 3, MODE_TEXT}, {NS_GOOGLEPLAY, "description", F_SUMMARY, 3, MODE_AUTO},
    {NS_FEEDBURNER, "origLink", F_URL, 10, MODE_TEXT},
    {NS_SY, "updatePeriod", F_SY_PERIOD, 9, MODE_TEXT}, {NS_SY, "updateFrequency", F_SY_FREQUENCY, 9, MODE_TEXT},
};

static const struct rule *rule_find(enum feed_ns ns, struct str name) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].ns == ns && str_is(name, rules[i].name)) {
            return &rules[i];
        }
    }
    return NULL;
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

void feed_build_drop(struct feed_builder *b) {
    buf_done(&b->text);
    arena_free(b->tmp);
    heap_free(b->items);
    heap_free(b);
}

struct work *feed_work(struct feed_builder *b) {
    return b->in_item ? &b->items[b->items_n - 1] : &b->head;
}

/* Text from `mode` to plain text, in the scratch arena. */
static struct str plain(struct arena *tmp, enum mode mode, struct str raw, size_t max, bool one_line) {
    if (mode == MODE_TEXT) {
        struct buf b;
        buf_init(&b, NULL, 6 * raw.n + 64);
        buf_html(&b, raw);                       /* so that nothing in it is read as markup */
        struct str s = one_line ? html_or_line(tmp, buf_view(&b), max) : html_or_text(tmp, buf_view(&b), max);
        buf_done(&b);
        return s;
    }
    if (one_line) {
        return html_or_line(tmp, raw, max);
    }
    return mode == MODE_HTML || mode == MODE_XHTML ? html_to_text(tmp, raw, max) : html_or_text(tmp, raw, max);
}

static void store_text(struct feed_builder *b, struct work *w, enum field field, enum mode mode, struct str raw) {
    struct arena *a = b->arena;
    if (field == F_TITLE) {
        w->it.title = arena_dup(a, plain(b->tmp, mode, raw, FEED_TITLE_MAX, true));
    } else if (field == F_AUTHOR) {
        w->it.author = feed_author_name(a, html_or_line(b->tmp, raw, SHORT_MAX));
    } else if (field == F_SUMMARY) {
        w->it.summary = arena_dup(a, plain(b->tmp, mode, raw, FEED_CONTENT_MAX, false));
    } else if (field == F_CONTENT) {
        w->it.content = arena_dup(a, plain(b->tmp, mode, raw, FEED_CONTENT_MAX, false));
    } else if (field == F_LANGUAGE) {
        w->it.language = arena_dup(a, str_utf8_cut(raw, 35));
    } else {
        w->it.id = arena_dup(a, html_or_line(b->tmp, raw, FEED_TITLE_MAX));
    }
    if (mode != MODE_TEXT && b->in_item && (field == F_SUMMARY || field == F_CONTENT)) {
        struct str src = feed_content_image(a, feed_base(b), raw);
        feed_take_image(b, w, src, field == F_CONTENT ? IMAGE_CONTENT : IMAGE_SUMMARY, 0);
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

void feed_store(struct feed_builder *b, struct work *w, enum field field, int rank, enum mode mode, struct str raw) {
    int64_t us;
    raw = mode == MODE_TEXT || mode == MODE_AUTO ? str_trim(raw) : raw;
    if (raw.n == 0 || (field != F_IMAGE && field != F_CATEGORY && rank <= w->rank[field])) {
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
        feed_add_category(b->arena, &w->it, html_or_line(b->tmp, raw, SHORT_MAX));
        return;
    case F_KEYWORDS:
        w->keywords = arena_dup(b->arena, str_utf8_cut(raw, FEED_TITLE_MAX));
        break;
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
        store_text(b, w, field, mode, raw);
        break;
    }
    w->rank[field] = (unsigned char)rank;
}

static bool new_item(struct feed_builder *b, const struct feed_element *e) {
    if (b->items_n == FEED_ITEMS_MAX) {
        return false;
    }
    if (b->items_n == b->items_cap) {
        b->items_cap = b->items_cap ? 2 * b->items_cap : ITEMS_FIRST;
        b->items = heap_realloc(b->items, b->items_cap * sizeof *b->items);
    }
    struct work *w = &b->items[b->items_n++];
    *w = (struct work){0};
    b->in_item = true;
    struct str about = feed_attr(e, NS_RDF, "about");
    if (about.n > 0) {
        feed_store(b, w, F_ID, 5, MODE_TEXT, about);
        w->about = arena_dup(b->arena, about);
    }
    struct str lang = feed_attr(e, NS_XML, "lang");
    if (lang.n > 0) {
        feed_store(b, w, F_LANGUAGE, 5, MODE_TEXT, lang);
    }
    return true;
}

static bool root(struct feed_builder *b, const struct feed_element *e, struct level *l) {
    l->ctx = C_FEED;
    if (e->ns == NS_RDF && str_is(e->name, "RDF")) {
        b->kind = FEED_RDF;
        l->ctx = C_ROOT;
    } else if (str_ieq(e->name, STR("rss")) || (e->ns == NS_RSS && str_is(e->name, "RDF"))) {
        b->kind = str_ieq(e->name, STR("rss")) ? FEED_RSS : FEED_RDF;
        b->seen = b->kind == FEED_RSS;
        l->ctx = C_ROOT;
    } else if (str_ieq(e->name, STR("feed")) && (e->ns == NS_ATOM || e->ns == NS_RSS)) {
        b->kind = FEED_ATOM;
        b->seen = true;
    } else if (str_is(e->name, "channel") && e->ns == NS_RSS) {
        b->kind = FEED_RSS;
        b->seen = true;
    } else {
        b->foreign_html = str_ieq(e->name, STR("html"));
        return false;
    }
    struct str lang = feed_attr(e, NS_XML, "lang");
    if (lang.n > 0) {
        feed_store(b, &b->head, F_LANGUAGE, 5, MODE_TEXT, lang);
    }
    return true;
}

static bool outside_item(enum ctx ctx) {
    return ctx == C_ROOT || ctx == C_FEED;
}

/* Elements that open a context of their own. True when `e` was one. */
static bool open_context(struct feed_builder *b, const struct feed_element *e, enum feed_ns ns, enum ctx parent,
                         struct level *l, bool *ret_go_on) {
    *ret_go_on = true;
    if ((ns == NS_RSS && str_is(e->name, "item")) || (ns == NS_ATOM && str_is(e->name, "entry"))) {
        l->ctx = C_ITEM;
        l->is_item = true;
        b->seen = true;
        *ret_go_on = new_item(b, e);
        return true;
    }
    if (ns == NS_RSS && str_is(e->name, "channel") && parent == C_ROOT) {
        l->ctx = C_FEED;
        b->seen = true;
        return true;
    }
    if (ns == NS_RSS && str_is(e->name, "image") && (outside_item(parent) || parent == C_ITEM)) {
        l->ctx = C_IMAGE;
        feed_image_element(b, e);
        return true;
    }
    if (ns == NS_ATOM && str_is(e->name, "author") && (parent == C_FEED || parent == C_ITEM || parent == C_SOURCE)) {
        l->ctx = parent == C_SOURCE ? C_SOURCE_AUTHOR : C_AUTHOR;
        buf_reset(&b->text);
        return true;
    }
    if (ns == NS_ATOM && str_is(e->name, "source") && parent == C_ITEM) {
        l->ctx = C_SOURCE;
        return true;
    }
    if (ns == NS_MEDIA && (str_is(e->name, "group") || str_is(e->name, "content"))) {
        l->ctx = parent;                 /* transparent */
        feed_attr_element(b, e, ns);
        return true;
    }
    return false;
}

/* How the text of an Atom construct is to be read (RFC 4287 section 3.1, 4.1.3; Atom 0.3 section 3.1). */
static enum mode atom_mode(const struct feed_element *e) {
    struct str type = feed_attr(e, NS_RSS, "type");
    struct str mode = feed_attr(e, NS_RSS, "mode");
    if (str_is(mode, "base64") || feed_attr(e, NS_RSS, "src").n > 0) {
        return MODE_SKIP;
    }
    if (str_ieq(type, STR("xhtml")) || str_istarts(type, STR("application/xhtml"))) {
        return MODE_XHTML;
    }
    if (str_ieq(type, STR("html")) || str_istarts(type, STR("text/html"))) {
        return MODE_HTML;
    }
    if (type.n == 0 || str_ieq(type, STR("text")) || str_istarts(type, STR("text/"))) {
        return str_is(mode, "escaped") ? MODE_AUTO : MODE_TEXT;
    }
    return MODE_SKIP;
}

static void begin_capture(struct feed_builder *b, const struct rule *r, const struct feed_element *e) {
    b->capturing = true;
    b->capture_depth = b->depth;
    b->field = r->field;
    b->rank = r->rank;
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

/* A short field was never closed: "<title>three<link>…". */
static bool closes_field(const struct feed_builder *b, enum feed_ns ns, struct str name) {
    bool is_short = b->field != F_SUMMARY && b->field != F_CONTENT;
    return is_short && b->mode != MODE_XHTML && ns == NS_RSS && rule_find(ns, name) != NULL;
}

static void end_capture(struct feed_builder *b) {
    b->capturing = false;
    if (b->mode != MODE_SKIP) {
        feed_store(b, feed_work(b), b->field, b->rank, b->mode, buf_view(&b->text));
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
    bool permalink = ns == NS_RSS && str_is(e->name, "guid");
    if (permalink && b->in_item) {
        feed_work(b)->guid_is_name = str_ieq(feed_attr(e, NS_RSS, "isPermaLink"), STR("false"));
    }
    if (parent == C_FEED || parent == C_ITEM || parent == C_ROOT) {
        if (feed_attr_element(b, e, ns)) {
            return;
        }
        const struct rule *r = rule_find(ns, e->name);
        if (r && parent != C_ROOT && !(parent == C_FEED && ns == NS_XHTML)) {
            begin_capture(b, r, e);
        }
        return;
    }
    static const struct rule name = {NS_ATOM, "name", F_AUTHOR, 9, MODE_TEXT};
    static const struct rule email = {NS_ATOM, "email", F_AUTHOR, 3, MODE_TEXT};
    static const struct rule source_name = {NS_ATOM, "name", F_AUTHOR, 5, MODE_TEXT};
    static const struct rule image_url = {NS_RSS, "url", F_IMAGE, IMAGE_ELEMENT, MODE_TEXT};
    if (parent == C_AUTHOR && ns == NS_ATOM) {
        if (str_is(e->name, "name") || str_is(e->name, "email")) {
            begin_capture(b, str_is(e->name, "name") ? &name : &email, e);
        }
    } else if (parent == C_SOURCE_AUTHOR && str_is(e->name, "name")) {
        begin_capture(b, &source_name, e);
    } else if (parent == C_IMAGE && str_is(e->name, "url")) {
        begin_capture(b, &image_url, e);
    }
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
    /* In an Atom feed without namespaces the bare names are Atom's. */
    enum feed_ns ns = e->ns == NS_RSS && b->kind == FEED_ATOM ? NS_ATOM : e->ns;
    bool is_item = (ns == NS_RSS && str_is(e->name, "item")) ||
                   (ns == NS_ATOM && b->kind == FEED_ATOM && str_is(e->name, "entry"));
    if (b->capturing && (is_item || closes_field(b, ns, e->name))) {
        parent = b->levels[b->capture_depth > 1 ? b->capture_depth - 2 : 0].ctx;
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
        b->in_item = false;
    } else if (l->ctx == C_AUTHOR && b->text.n > 0 && feed_work(b)->rank[F_AUTHOR] == 0) {
        feed_store(b, feed_work(b), F_AUTHOR, 3, MODE_TEXT, buf_view(&b->text));
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
