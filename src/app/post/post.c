/* post.c: reading, writing and the lifecycle of one post. See post.h. */
#include "app/post/post.h"

#include "app/channel/reach.h"
#include "app/file/file.h"
#include "app/image/image.h"
#include "app/post/kind.h"
#include "app/post/post_row.h"
#include "base/id.h"
#include "text/url.h"

enum err post_get(struct tx *tx, int64_t id, struct post *ret) {
    struct sql_post_row row;
    enum err e = sql_post_get(tx, id, &row);
    if (!e) {
        *ret = post_of_row(&row);
    }
    return e;
}

struct str post_target(struct arena *a, const struct post *p) {
    struct post_details d;
    if (str_is(p->kind, "job") && post_details_read(a, p->details, &d) && !str_empty(d.referral_url)) {
        return d.referral_url;
    }
    return p->url;
}

static bool has_target(const struct post *p) {
    return !str_empty(p->url) || (str_is(p->kind, "job") && str_find(p->details, STR("\"referral_url\"")) < p->details.n);
}

static bool expired(const struct post *p, int64_t now) {
    return p->expires_at && p->expires_at <= now;
}

bool post_shareable(const struct post *p, int64_t now) {
    return str_is(p->status, "published") && str_is(p->audience, "shareable") && !expired(p, now) && has_target(p);
}

enum err post_check_share(struct tx *tx, const struct post *p, int64_t now) {
    if (str_is(p->status, "archived")) {
        return err_set(tx->errs, E_STATE, "", "this post has been archived and is no longer for sharing");
    }
    if (!str_is(p->status, "published")) {
        return E_NOT_FOUND;
    }
    if (expired(p, now)) {
        return err_set(tx->errs, E_STATE, "", "this post has expired and is no longer for sharing");
    }
    if (!post_shareable(p, now)) {
        return err_set(tx->errs, E_STATE, "", "this post is not for sharing outside the company");
    }
    return E_OK;
}

static enum err record(struct tx *tx, enum event_kind kind, int64_t id, int64_t now) {
    return event_record(tx, &(struct event){.kind = kind, .at = now, .subject = id});
}

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

/* The row itself. */
static enum err insert(struct tx *tx, const struct post_new *in, int64_t id) {
    const int64_t *source = in->source_id ? &in->source_id : NULL;
    const int64_t *published = in->published ? &in->now : NULL;
    int64_t image = 0;
    enum err e = picture_want(tx, &(struct picture_ask){in->image_url, NULL, in->scope}, in->now, &image);
    if (!e && in->file_id) {
        e = file_want(tx, in->file_id, in->scope, in->now);
    }
    if (e) {
        return e;
    }
    struct str key = str_empty(in->url_key) ? arena_printf(tx->arena, "post:%s", id_text(tx->arena, id).p) : in->url_key;
    return sql_post_insert(tx, &(struct sql_post_insert_in){
        .id = id, .brand = in->brand_id, .source = source, .kind = in->kind,
        .status = in->published ? STR("published") : in->draft ? STR("draft") : STR("pending"), .network = in->network,
        .audience = in->audience, .language = in->language, .title = in->title, .body = in->body, .url = or_empty(in->url),
        .url_key = key, .image_url = in->image_url, .image_alt = in->image_alt, .author = in->author,
        .promotional = in->promotional, .issued_at = in->issued_at, .published_at = published,
        .image_id = image ? &image : NULL, .details = in->details.p ? in->details : STR("{}"),
        .credit = or_empty(in->image_credit), .licence = or_empty(in->image_licence),
        .file_id = in->file_id ? &in->file_id : NULL, .expires_at = in->expires_at ? &in->expires_at : NULL,
        .now = in->now});
}

/* What only posts written here have: an article, an end, a history. */
static enum err insert_more(struct tx *tx, const struct post_new *in, int64_t id) {
    static const struct scope unlimited;
    static const struct targets everyone;
    struct post p;
    int64_t words;
    enum err e = in->channel ? targets_start(tx, id, in->channel) : E_OK;
    if (!e && (in->targets || (in->scope && in->scope->limited))) {
        e = targets_set(tx, id, in->targets ? in->targets : &everyone, in->scope ? in->scope : &unlimited);
    }
    if (e) {
        return e;
    }
    if (!str_empty(in->article)) {
        e = post_article_set(tx, id, in->article, in->scope, in->now, &words);
        e = e ? e : sql_post_set_words(tx, id, words);
    }
    if (!e && in->expires_at) {
        e = post_due_at(tx, id, in->expires_at);
    }
    if (!e && in->member) {
        e = post_get(tx, id, &p);
        e = e ? e : post_keep(tx, &p, in->member, true, in->now);
    }
    return e;
}

enum err post_create(struct tx *tx, const struct post_new *in, int64_t *ret_id) {
    int64_t id = id_new();
    enum err e = insert(tx, in, id);
    if (!e) {
        e = insert_more(tx, in, id);
    }
    if (!e) {
        e = record(tx, in->source_id ? EV_POST_IMPORTED : EV_POST_CREATED, id, in->now);
    }
    if (!e && in->published) {
        e = record(tx, EV_POST_PUBLISHED, id, in->now);
    }
    if (!e) {
        *ret_id = id;
    }
    return e;
}

enum err post_by_url_key(struct tx *tx, struct str url_key, int64_t *ret_id) {
    struct sql_post_by_url_key_row *rows;
    size_t n;
    enum err e = sql_post_by_url_key(tx, url_key, &rows, &n);
    if (!e) {
        *ret_id = n ? rows[0].id : 0;
    }
    return e;
}

/* Takes one text over; true when that changes something. */
static bool take(bool has, struct str to, struct str *field) {
    if (!has || (str_eq(*field, to) && !field->p == !to.p)) {
        return false;
    }
    *field = to;
    return true;
}

/* Its address, and with none also the picture that its page lent. */
static bool take_image(const struct post_change *c, struct post *p) {
    bool changed = take(c->has_image_url, c->image_url, &p->image_url);
    if (c->has_image_url && (changed || !c->image_url.p) && p->image_id) {
        p->image_id = 0;
        changed = true;
    }
    return changed;
}

static bool take_number(bool has, int64_t to, int64_t *field) {
    bool changed = has && *field != to;
    if (changed) {
        *field = to;
    }
    return changed;
}

/* What its kind adds, and what belongs to the picture. */
static bool take_more(const struct post_change *c, struct post *p) {
    bool changed = take(c->has_kind, c->kind, &p->kind);
    changed |= take(c->has_details, c->details, &p->details);
    changed |= take(c->has_credit, c->image_credit, &p->image_credit);
    changed |= take(c->has_licence, c->image_licence, &p->image_licence);
    changed |= take_number(c->has_file, c->file_id, &p->file_id);
    changed |= take_number(c->has_expires, c->expires_at, &p->expires_at);
    return changed;
}

/* The change applied to `p`; *ret_changed is false when all is as it was. */
static enum err apply(struct tx *tx, const struct post_change *c, struct post *p, bool *ret_changed) {
    bool changed = take(c->has_title, c->title, &p->title);
    changed |= take(c->has_body, c->body, &p->body);
    changed |= take_image(c, p);
    changed |= take(c->has_image_alt, c->image_alt, &p->image_alt);
    changed |= take(c->has_author, c->author, &p->author);
    changed |= take(c->has_audience, c->audience, &p->audience);
    changed |= take(c->has_language, c->language, &p->language);
    changed |= take_more(c, p);
    if (c->has_promotional && c->promotional != p->promotional) {
        p->promotional = c->promotional;
        changed = true;
    }
    if (take(c->has_url, c->url, &p->url)) {
        changed = true;
        p->url_key = str_empty(p->url) ? arena_printf(tx->arena, "post:%s", id_text(tx->arena, p->id).p)
                                       : url_key(tx->arena, p->url);
        int64_t other;
        enum err e = post_by_url_key(tx, p->url_key, &other);
        if (e) {
            return e;
        }
        if (other && other != p->id) {
            return err_set(tx->errs, E_EXISTS, "/url", "this page is a post already");
        }
    }
    *ret_changed = changed;
    return E_OK;
}

static enum err write_back(struct tx *tx, const struct post *p, const struct scope *scope, int64_t now) {
    int64_t changed = 0;
    int64_t image = p->image_id;
    enum err e = p->image_url.p ? picture_want(tx, &(struct picture_ask){p->image_url, NULL, scope}, now, &image) : E_OK;
    if (!e && p->file_id) {
        e = file_want(tx, p->file_id, scope, now);
    }
    if (e) {
        return e;
    }
    e = sql_post_edit(tx, &(struct sql_post_edit_in){
        .id = p->id, .version = p->version, .title = p->title, .body = p->body, .url = p->url, .url_key = p->url_key,
        .image_url = p->image_url, .image_alt = p->image_alt, .author = p->author, .promotional = p->promotional,
        .audience = p->audience, .language = p->language, .image_id = image ? &image : NULL,
        .kind = p->kind, .details = p->details, .credit = p->image_credit, .licence = p->image_licence,
        .file_id = p->file_id ? &p->file_id : NULL, .expires_at = p->expires_at ? &p->expires_at : NULL,
        .article_words = p->article_words, .now = now}, &changed);
    if (!e && changed == 0) {
        return err_set(tx->errs, E_CONFLICT, "/version", "somebody else changed this post meanwhile");
    }
    return e;
}

static bool caption_differs(const struct post *p, const struct post_change *c, struct str language) {
    return c->has_caption && !(str_eq(p->caption.text, c->caption_text) && str_eq(p->caption.language, language));
}

/* The article, when it is another one; its number of words stands in the post. */
static enum err change_article(struct tx *tx, const struct post_change *c, struct post *p, int64_t at, bool *io_changed) {
    struct str now;
    if (!c->has_article) {
        return E_OK;
    }
    enum err e = post_article(tx, p->id, &now);
    if (e || str_eq(now, or_empty(c->article))) {
        return e;
    }
    *io_changed = true;
    return post_article_set(tx, p->id, or_empty(c->article), c->scope, at, &p->article_words);
}

/* What is out, or will be without anybody looking again, stays whole, and somebody could see it. */
static enum err check_out(struct tx *tx, const struct post *p, bool targets) {
    bool out = str_is(p->status, "published") || str_is(p->status, "scheduled");
    if (out && p->scheduled_at && p->expires_at && p->expires_at <= p->scheduled_at) {
        return err_set(tx->errs, E_INVALID, "/expires_at", "it would expire before it is published");
    }
    enum err e = out ? kind_check(tx, p) : E_OK;
    return e || !out || !targets ? e : reach_check(tx, p->id);
}

static enum err check_change(struct tx *tx, const struct post_change *c, const struct post *p) {
    if (c->version && c->version != p->version) {
        return err_set(tx->errs, E_CONFLICT, "/version",
                       "somebody else changed this post meanwhile: it is at version %lld",
                       (long long)p->version);
    }
    if (str_is(p->status, "dropped")) {
        return err_set(tx->errs, E_STATE, "", "restore the post before changing it");
    }
    return E_OK;
}

/* Writes the changed post back, with all that follows from it. */
static enum err store_change(struct tx *tx, const struct post_change *c, const struct post *p, int64_t now) {
    static const struct scope unlimited;
    enum err e = kind_check_details(tx, p);
    if (!e && c->targets) {
        e = targets_set(tx, p->id, c->targets, c->scope ? c->scope : &unlimited);
    }
    if (!e) {
        e = check_out(tx, p, c->targets != NULL);
    }
    if (!e) {
        e = write_back(tx, p, c->scope, now);
    }
    if (!e && c->has_expires && p->expires_at) {
        e = post_due_at(tx, p->id, p->expires_at);
    }
    if (!e && (c->has_title || c->has_body || c->has_article)) {
        struct post next;
        e = post_get(tx, p->id, &next);
        e = e ? e : post_keep(tx, &next, c->member, c->apart, now);
    }
    return e;
}

enum err post_change(struct tx *tx, int64_t id, const struct post_change *c, int64_t now) {
    struct post p;
    enum err e = post_get(tx, id, &p);
    if (!e) {
        e = check_change(tx, c, &p);
    }
    if (!e && (c->has_title || c->has_body || c->has_article)) {
        e = post_keep_first(tx, &p, now);
    }
    if (e) {
        return e;
    }
    bool changed = false;
    e = apply(tx, c, &p, &changed);
    if (!e) {
        e = change_article(tx, c, &p, now, &changed);
    }
    if (e) {
        return e;
    }
    struct str language = c->caption_language;
    if (!language.p) {
        language = p.caption.id ? p.caption.language : p.language;
    }
    bool caption = caption_differs(&p, c, language), targets = false;
    e = c->targets ? targets_differ(tx, id, c->targets, &targets) : E_OK;
    if (e || (!changed && !caption && !targets)) {
        return e;
    }
    e = store_change(tx, c, &p, now);
    if (!e && caption) {
        e = caption_set_first(tx, id, language, c->caption_text, now);
    }
    return e ? e : record(tx, EV_POST_CHANGED, id, now);
}

enum err post_follow(struct tx *tx, const struct post *p, const struct post_new *item) {
    struct post next = *p;
    next.title = item->title;
    next.body = item->body;
    next.url = item->url;
    next.url_key = item->url_key;
    next.image_id = p->image_url.p && !item->image_url.p ? 0 : p->image_id;
    /* Words for the old picture say nothing about the new one; only the source's own take their place. */
    next.image_alt = item->image_alt.p && !str_eq(item->image_url, p->image_url) ? item->image_alt : p->image_alt;
    next.image_url = item->image_url;
    next.author = item->author;
    next.language = item->language;
    enum err e = write_back(tx, &next, NULL, item->now);
    return e ? e : record(tx, EV_POST_CHANGED, p->id, item->now);
}
