/* import.c: see import.h.
 *
 * An item is known by (source, key of its id). Its content hash tells whether it changed at its source, and whether
 * anyone changed the post since: the hash over the post's present texts still equals the one stored. So no column says
 * "edited", and an edit that is taken back counts as none. */
#include "app/source/import.h"

#include "app/post/official.h"
#include "app/post/post.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "sql_gen.h"
#include "text/lang.h"
#include "text/url.h"

#include <sodium.h>
#include <stdlib.h>

struct str hash_texts(struct arena *a, const struct str *texts, size_t n) {
    crypto_generichash_state st;
    unsigned char out[16];
    crypto_generichash_init(&st, NULL, 0, sizeof out);
    for (size_t i = 0; i < n; i++) {
        uint64_t len = texts[i].p ? texts[i].n : UINT64_MAX;
        crypto_generichash_update(&st, (const unsigned char *)&len, sizeof len);
        if (texts[i].n) {
            crypto_generichash_update(&st, (const unsigned char *)texts[i].p, texts[i].n);
        }
    }
    crypto_generichash_final(&st, out, sizeof out);
    return hex_text(a, out, sizeof out);
}

struct str text_shorten(struct arena *a, struct str text, size_t max) {
    text = str_trim(text);
    size_t at = 0, chars = 0, word = 0, cut = 0;
    while (at < text.n && chars < max) {
        if (text.p[at] == ' ' || text.p[at] == '\n') {
            word = at;
        }
        cut = at;   /* before the last character: the sign takes its place */
        at++;
        while (at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80) {
            at++;
        }
        chars++;
    }
    if (at == text.n) {
        return text;
    }
    /* A text without spaces, or with a very long last word, is cut inside it. */
    struct str head = str_trim(str_sub(text, 0, word > cut / 2 ? word : cut));
    return arena_printf(a, "%.*s…", STRF(head));
}

struct str text_one_line(struct arena *a, struct str text) {
    char *p = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c > ' ' && c != 0x7F) {
            p[n++] = (char)c;
        } else if (n && p[n - 1] != ' ') {
            p[n++] = ' ';
        }
    }
    return str_trim((struct str){p, n});
}

/* Under this source stand the words of items (text_key): they count for all sources of the company. */
enum { ANY_SOURCE = 0, IMPORT_WORDS_MIN = 60 };

/* An item in the post's terms. */
struct prepared {
    struct post_new post;
    struct str key, hash;
    struct str text_key;     /* of its words and date, for what comes back under another id and address; NULL: too little */
    struct official official;        /* .id NULL: it comes from a feed */
    bool usable;             /* it has an address to share */
};

static struct str content_hash(struct arena *a, struct str title, struct str body, struct str url, struct str image,
                               struct str author, struct str language) {
    return hash_texts(a, (struct str[]){title, body, url, image, author, language}, 6);
}

static struct str post_hash(struct arena *a, const struct post *p) {
    return content_hash(a, p->title, p->body, p->url, p->image_url, p->author, p->language);
}

static struct str first_of(struct str a, struct str b) {
    return str_empty(a) ? b : a;
}

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

/* By id, else by page, else by what it says: networks.md 13.1. */
static struct str item_key(struct arena *a, const struct feed_item *i) {
    if (!str_empty(i->id)) {
        return hash_texts(a, (struct str[]){STR("id"), i->id}, 2);
    }
    if (!str_empty(i->url)) {
        return hash_texts(a, (struct str[]){STR("url"), url_key(a, i->url)}, 2);
    }
    struct str at = arena_printf(a, "%lld", (long long)i->published);
    return hash_texts(a, (struct str[]){STR("text"), i->title, at, i->content, i->summary}, 5);
}

/* The same words of the same second are the same publication, whatever a new blog program calls it and wherever it
 * stands now. Short or undated items say too little: "Menu of the week" comes every week. */
static struct str text_key(struct arena *a, const struct feed_item *i, struct str title, struct str body) {
    if (!i->published || title.n == 0 || title.n + body.n < IMPORT_WORDS_MIN) {
        return STR_NULL;
    }
    struct str at = arena_printf(a, "%lld", (long long)(i->published / US_PER_S));
    return hash_texts(a, (struct str[]){STR("words"), title, body, at}, 4);
}

static struct str item_kind(const struct source *s, const struct feed_item *i) {
    for (size_t k = 0; k < i->enclosures_n; k++) {
        if (str_istarts(i->enclosures[k].type, STR("video/"))) {
            return STR("video");
        }
    }
    return s->account_id.p ? STR("link") : STR("article");
}

static struct str item_language(struct arena *a, const struct source *s, const struct feed_item *i, struct str title,
                                struct str body) {
    struct str told = lang_primary(a, or_empty(i->language));
    if (str_empty(told)) {
        told = s->language;
    }
    if (!str_empty(told)) {
        return told;
    }
    return lang_guess(arena_printf(a, "%.*s\n%.*s", STRF(title), STRF(body)));
}

static int64_t item_date(const struct feed_item *i, int64_t now) {
    int64_t at = i->published ? i->published : i->updated;
    return at <= 0 || at > now ? now : at;
}

static bool web_address(struct arena *a, struct str url) {
    return !str_empty(url) && url.n <= POST_URL_MAX && url_host(a, url).p;
}

/* An item without a page of its own leads to the source's site; then only its key tells it from others. */
static void prepare_url(struct arena *a, const struct source *s, const struct feed_item *i, struct prepared *p) {
    bool own = web_address(a, i->url);
    p->post.url = own ? i->url : s->site_url;
    p->usable = web_address(a, p->post.url);
    p->post.url_key = own ? url_key(a, i->url) : arena_printf(a, "item:%.*s", STRF(p->key));
}

static void prepare(struct arena *a, const struct source *s, const struct feed_item *i, int64_t now,
                    struct prepared *ret) {
    struct str text = first_of(i->summary, i->content);
    struct str title = text_shorten(a, text_one_line(a, first_of(i->title, text)), POST_TITLE_MAX);
    struct str body = text_shorten(a, or_empty(text), IMPORT_BODY_MAX);
    if (str_eq(body, title)) {
        body = STR("");
    }
    struct prepared p = {.key = item_key(a, i)};
    p.post = (struct post_new){
        .brand_id = s->brand_id, .source_id = s->id, .kind = item_kind(s, i), .network = s->network,
        .audience = STR("shareable"), .language = item_language(a, s, i, title, body), .title = title, .body = body,
        .image_url = web_address(a, i->image) ? i->image : STR_NULL,
        .author = str_empty(i->author) ? STR_NULL : text_shorten(a, text_one_line(a, i->author), POST_AUTHOR_MAX),
        .published = str_is(s->mode, "direct"), .channel = s->channel_id, .issued_at = item_date(i, now), .now = now};
    p.post.image_alt = p.post.image_url.p && !str_empty(i->image_alt) ? text_shorten(a, i->image_alt, POST_ALT_MAX) : STR_NULL;
    prepare_url(a, s, i, &p);
    if (s->account_id.p && i->id.p && i->url.p) {
        p.official = (struct official){s->network, s->account_server, i->id, or_empty(i->version), i->url};
    }
    p.usable = p.usable && (!str_empty(p.post.title) || !str_empty(i->url));     /* a date or a category alone is no post */
    p.text_key = text_key(a, i, title, body);
    if (str_empty(p.post.title)) {
        p.post.title = text_shorten(a, first_of(s->title, p.post.url), POST_TITLE_MAX);
    }
    p.hash = content_hash(a, p.post.title, p.post.body, p.post.url, p.post.image_url, p.post.author, p.post.language);
    *ret = p;
}

/* The network's own name for the post, which changes with each edit there, whatever becomes of the words here. */
static enum err keep_official(struct tx *tx, const struct prepared *p, int64_t post) {
    return post && p->official.id.p ? official_set(tx, post, &p->official, p->post.now) : E_OK;
}

static enum err remember(struct tx *tx, const struct source *s, const struct prepared *p, int64_t post, int64_t now) {
    return sql_origin_insert(tx, &(struct sql_origin_insert_in){.source = s->id, .item_key = p->key, .post = post,
                                                                .content_hash = p->hash, .now = now});
}

/* The post that this item already is: by its page, else by its words; 0 when there is none. */
static enum err post_of(struct tx *tx, const struct prepared *p, int64_t *ret_post) {
    struct sql_origin_get_row *rows;
    size_t n = 0;
    enum err e = post_by_url_key(tx, p->post.url_key, ret_post);
    if (!e && *ret_post == 0 && p->text_key.p) {
        e = sql_origin_get(tx, ANY_SOURCE, p->text_key, &rows, &n);
        *ret_post = !e && n ? rows[0].post_id : 0;
    }
    return e;
}

/* A new item: a post of its own, or one more origin of the post that shows the same page or says the same. */
static enum err take_new(struct tx *tx, const struct source *s, const struct prepared *p, struct import_result *r) {
    int64_t post = 0;
    enum err e = post_of(tx, p, &post);
    if (e) {
        return e;
    }
    if (post) {
        r->joined++;
    } else {
        e = post_create(tx, &p->post, &post);
        r->added++;
    }
    if (!e && p->text_key.p) {
        e = sql_origin_insert(tx, &(struct sql_origin_insert_in){.source = ANY_SOURCE, .item_key = p->text_key,
                                                                 .post = post, .content_hash = STR(""),
                                                                 .now = p->post.now});
    }
    e = e ? e : keep_official(tx, p, post);
    return e ? e : remember(tx, s, p, post, p->post.now);
}

/* The item changed at its source. Its post follows while it waits; a published one only where nobody has read it before
 * publishing (direct mode), since a curator's approval was for other words. */
static enum err take_change(struct tx *tx, const struct source *s, const struct prepared *p, int64_t post_id,
                            struct str old_hash, struct import_result *r) {
    struct post post;
    enum err e = post_get(tx, post_id, &post);
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    bool live = !e && str_is(post.status, "published") && str_is(s->mode, "direct");
    bool open = live || (!e && str_is(post.status, "pending"));
    if (open && post.source_id == s->id && str_eq(post_hash(tx->arena, &post), old_hash)) {
        e = post_follow(tx, &post, &p->post);
        if (e) {
            return e;
        }
        r->updated++;
    }
    return sql_origin_set_hash(tx, s->id, p->key, p->hash);
}

static enum err take(struct tx *tx, const struct source *s, const struct prepared *p, bool keep_out,
                     struct import_result *r) {
    struct sql_origin_get_row *known;
    size_t n;
    enum err e = sql_origin_get(tx, s->id, p->key, &known, &n);
    if (e) {
        return e;
    }
    if (n) {
        bool same = str_eq(known[0].content_hash, p->hash);
        e = same || known[0].post_id == 0 ? E_OK : take_change(tx, s, p, known[0].post_id, known[0].content_hash, r);
        return e ? e : keep_official(tx, p, known[0].post_id);
    }
    if (keep_out || !p->usable) {
        return remember(tx, s, p, 0, p->post.now);
    }
    if (r->added + r->joined >= SOURCE_NEW_MAX) {
        r->more = true;
        return E_OK;
    }
    return take_new(tx, s, p, r);
}

struct ranked {
    const struct feed_item *item;
    int64_t at;
    size_t place;            /* in the feed */
};

/* Newest first; items of one instant in the order of the feed. */
static int newer_first(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    if (x->at != y->at) {
        return x->at > y->at ? -1 : 1;
    }
    return x->place < y->place ? -1 : x->place > y->place;
}

/* An item without a date stands beside the one before it, since feeds are newest first by custom. */
static struct ranked *rank(struct arena *a, const struct feed *f, int64_t now) {
    struct ranked *out = arena_array(a, struct ranked, f->n);
    int64_t at = now;
    for (size_t i = 0; i < f->n; i++) {
        const struct feed_item *item = &f->items[i];
        if (item->published || item->updated) {
            at = item_date(item, now);
        }
        out[i] = (struct ranked){item, at, i};
    }
    if (f->n) {
        qsort(out, f->n, sizeof *out, newer_first);
    }
    return out;
}

enum err source_import(struct tx *tx, const struct source *s, const struct feed *f, bool first, int64_t now,
                       struct import_result *ret) {
    const struct ranked *order = rank(tx->arena, f, now);
    struct import_result r = {0};
    for (size_t i = f->n < IMPORT_ITEMS_MAX ? f->n : IMPORT_ITEMS_MAX; i-- > 0;) {
        struct prepared p;
        prepare(tx->arena, s, order[i].item, now, &p);
        enum err e = take(tx, s, &p, first && i >= SOURCE_FIRST_ITEMS, &r);
        if (e) {
            return e;
        }
        if (!r.more && p.post.issued_at > r.newest_at) {
            r.newest_at = p.post.issued_at;
        }
    }
    *ret = r;
    return E_OK;
}
