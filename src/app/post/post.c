/* post.c: reading, writing and the lifecycle of one post. See post.h. */
#include "app/post/post.h"

#include "app/image/image.h"
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

bool post_shareable(const struct post *p) {
    return str_is(p->status, "published") && str_is(p->audience, "shareable") && !str_empty(p->url);
}

static enum err record(struct tx *tx, enum event_kind kind, int64_t id, int64_t now) {
    return event_record(tx, &(struct event){.kind = kind, .at = now, .subject = id});
}

enum err post_create(struct tx *tx, const struct post_new *in, int64_t *ret_id) {
    int64_t id = id_new();
    const int64_t *source = in->source_id ? &in->source_id : NULL;
    const int64_t *published = in->published ? &in->now : NULL;
    int64_t image = 0;
    enum err e = picture_want(tx, in->image_url, in->now, &image);
    if (e) {
        return e;
    }
    e = sql_post_insert(tx, &(struct sql_post_insert_in){
        .id = id, .brand = in->brand_id, .source = source, .kind = in->kind,
        .status = in->published ? STR("published") : STR("pending"), .network = in->network, .audience = in->audience,
        .language = in->language, .title = in->title, .body = in->body, .url = in->url, .url_key = in->url_key,
        .image_url = in->image_url, .image_alt = in->image_alt, .author = in->author, .promotional = in->promotional,
        .issued_at = in->issued_at, .published_at = published, .image_id = image ? &image : NULL,
        .now = in->now});
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

/* The change applied to `p`; *ret_changed is false when all is as it was. */
static enum err apply(struct tx *tx, const struct post_change *c, struct post *p, bool *ret_changed) {
    bool changed = take(c->has_title, c->title, &p->title);
    changed |= take(c->has_body, c->body, &p->body);
    changed |= take_image(c, p);
    changed |= take(c->has_image_alt, c->image_alt, &p->image_alt);
    changed |= take(c->has_author, c->author, &p->author);
    changed |= take(c->has_audience, c->audience, &p->audience);
    changed |= take(c->has_language, c->language, &p->language);
    if (c->has_promotional && c->promotional != p->promotional) {
        p->promotional = c->promotional;
        changed = true;
    }
    if (take(c->has_url, c->url, &p->url)) {
        changed = true;
        p->url_key = url_key(tx->arena, p->url);
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

static enum err write_back(struct tx *tx, const struct post *p, int64_t now) {
    int64_t changed = 0;
    int64_t image = p->image_id;
    enum err e = p->image_url.p ? picture_want(tx, p->image_url, now, &image) : E_OK;
    if (e) {
        return e;
    }
    e = sql_post_edit(tx, &(struct sql_post_edit_in){
        .id = p->id, .version = p->version, .title = p->title, .body = p->body, .url = p->url, .url_key = p->url_key,
        .image_url = p->image_url, .image_alt = p->image_alt, .author = p->author, .promotional = p->promotional,
        .audience = p->audience, .language = p->language, .image_id = image ? &image : NULL, .now = now}, &changed);
    if (!e && changed == 0) {
        return err_set(tx->errs, E_CONFLICT, "/version", "somebody else changed this post meanwhile");
    }
    return e;
}

static bool caption_differs(const struct post *p, const struct post_change *c, struct str language) {
    return c->has_caption && !(str_eq(p->caption.text, c->caption_text) && str_eq(p->caption.language, language));
}

enum err post_change(struct tx *tx, int64_t id, const struct post_change *c, int64_t now) {
    struct post p;
    enum err e = post_get(tx, id, &p);
    if (e) {
        return e;
    }
    if (c->version && c->version != p.version) {
        return err_set(tx->errs, E_CONFLICT, "/version",
                       "somebody else changed this post meanwhile: it is at version %lld",
                       (long long)p.version);
    }
    if (str_is(p.status, "dropped")) {
        return err_set(tx->errs, E_STATE, "", "restore the post before changing it");
    }
    bool changed = false;
    e = apply(tx, c, &p, &changed);
    if (e) {
        return e;
    }
    struct str language = c->caption_language;
    if (!language.p) {
        language = p.caption.id ? p.caption.language : p.language;
    }
    bool caption = caption_differs(&p, c, language);
    if (!changed && !caption) {
        return E_OK;
    }
    e = write_back(tx, &p, now);
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
    next.image_url = item->image_url;
    next.author = item->author;
    next.language = item->language;
    enum err e = write_back(tx, &next, item->now);
    return e ? e : record(tx, EV_POST_CHANGED, p->id, item->now);
}

/* The lifecycle as a table. */
static const struct step {
    const char *from, *to, *refusal;
    enum event_kind event;
} steps[] = {
    [POST_PUBLISH] = {"pending", "published", "restore the post before publishing it", EV_POST_PUBLISHED},
    [POST_DROP] = {"pending", "dropped", "take the post out of the feed before dropping it", EV_POST_DROPPED},
    [POST_RESTORE] = {"dropped", "pending", "only a dropped post can be restored", EV_POST_RESTORED},
    [POST_UNPUBLISH] = {"published", "pending", "only a published post can be taken out of the feed",
                        EV_POST_UNPUBLISHED},
};

enum err post_step(struct tx *tx, int64_t id, enum post_step step, int64_t now) {
    const struct step *s = &steps[step];
    struct post p;
    enum err e = post_get(tx, id, &p);
    if (e) {
        return e;
    }
    if (str_is(p.status, s->to)) {
        return E_OK;
    }
    if (!str_is(p.status, s->from)) {
        return err_set(tx->errs, E_STATE, "", "%s", s->refusal);
    }
    int64_t changed = 0;
    e = sql_post_set_status(tx, &(struct sql_post_set_status_in){
        .id = id, .version = p.version, .status = str_of(s->to), .published_at = step == POST_PUBLISH ? &now : NULL,
        .dropped_at = step == POST_DROP ? &now : NULL, .now = now}, &changed);
    if (!e && changed == 0) {
        return err_set(tx->errs, E_CONFLICT, "", "somebody else changed this post meanwhile");
    }
    return e ? e : record(tx, s->event, id, now);
}
