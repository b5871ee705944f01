/* post_api.c: see post_api.h. */
#include "app/post/post_api.h"

#include "app/brand/brand.h"
#include "app/company/feature.h"
#include "app/points/points.h"
#include "app/post/cursor.h"
#include "app/post/feed.h"
#include "app/post/post_in.h"
#include "app/reaction/tally.h"
#include "base/clock.h"
#include "text/lang.h"
#include "text/url.h"

enum { STUDIO_LIMIT_DEFAULT = 50, PAGE_BYTES_MAX = 16 * 1024 * 1024 };

bool post_is_curator(const struct rq *rq) {
    return rq_has_role(rq, ROLE_CURATOR | ROLE_ADMIN);
}

struct audience_who post_reader(const struct rq *rq) {
    return (struct audience_who){rq->who.member, rq->who.person, rq->who.language};
}

enum err post_in_scope(struct tx *tx, const struct post_curator *c, int64_t post) {
    return scope_check_post(tx, c->member, c->roles, post);
}

/* ---- the feed ---- */

static enum err feed_reply(struct rq *rq, const struct feed_query *q) {
    struct feed_page page;
    struct audience_who who = post_reader(rq);
    enum err e = feed_open(&rq->cx, &who, rq->now, q, &page);
    if (!e && reply_etag(rq, (struct str){page.tag, sizeof page.tag - 1})) {
        e = reply_empty(rq, 304);
    } else if (!e) {
        struct buf b;
        buf_init(&b, rq->arena, PAGE_BYTES_MAX);
        feed_write(&page, &b);
        e = reply_buf(rq, 200, "application/json", &b);
    }
    feed_close(&page);
    return e;
}

/* ---- the studio's views ---- */

static enum err view_of(struct tx *tx, const struct post *p, struct post_view *ret) {
    ret->post = *p;
    enum err e = p->origins > 1 ? post_also_seen(tx, p->id, &ret->also_seen, &ret->also_seen_n) : E_OK;
    e = e || !p->imported ? e : official_of(tx, p->id, &ret->official, &ret->official_n);
    e = e ? e : targets_names(tx, p->id, &ret->targets);
    return !e && p->must_read_at ? post_confirmed(tx, p->id, clock_now(), &ret->confirmed) : e;
}

static void view_out(struct arena *a, const struct post_view *v, const struct points_offer *offer, struct post_out *ret) {
    struct post p = v->post;
    struct official_on on = official_on_make(a, p.id, v->official, v->official_n);
    p.on = &on;
    post_out_fill(a, &p, clock_now(), ret);
    post_out_caption(&v->post, ret);
    post_out_targets(a, &v->targets, ret);
    ret->image_fault = v->post.image_fault;
    ret->has_also_seen = true;
    ret->also_seen = (struct json_list){v->also_seen, v->also_seen_n};
    ret->has_official = v->official_n > 0;
    ret->official = (struct json_list){v->official, v->official_n};
    ret->has_confirmed = v->post.must_read_at != 0;
    ret->confirmed = v->confirmed;
    if (str_is(v->post.status, "published")) {
        ret->has_points = true;
        if (ret->shareable) {
            ret->points = (struct post_points_out){offer->share, offer->own_words};
        }
    }
}

struct studio_args {
    struct post_filter filter;
    struct post_curator curator;
};

/* 0 for who is not limited. */
static enum err scope_id(struct tx *tx, const struct post_curator *c, int64_t *ret) {
    struct scope s;
    enum err e = scope_of(tx, c->member, c->roles, &s);
    *ret = !e && s.limited ? c->member : 0;
    return e;
}

struct studio_result {
    struct post_page page;
    struct post_view *views;
    struct points_offer offer;
};

static enum err studio_tx(struct tx *tx, const void *args, void *ret) {
    const struct studio_args *a = args;
    struct studio_result *r = ret;
    struct post_filter filter = a->filter;
    enum err e = scope_id(tx, &a->curator, &filter.scope);
    e = e ? e : post_list(tx, &filter, &r->page);
    if (!e) {
        r->views = arena_array(tx->arena, struct post_view, r->page.n);
        e = points_offer_for_feed(tx, clock_now(), &r->offer);
    }
    for (size_t i = 0; !e && i < r->page.n; i++) {
        e = view_of(tx, &r->page.items[i], &r->views[i]);
    }
    return e;
}

static enum err studio_reply(struct rq *rq, const struct post_filter *f) {
    struct studio_result r = {0};
    struct studio_args args = {*f, {rq->who.member, rq->who.roles}};
    enum err e = db_read(&rq->cx, studio_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct post_out *items = arena_array(rq->arena, struct post_out, r.page.n);
    for (size_t i = 0; i < r.page.n; i++) {
        view_out(rq->arena, &r.views[i], &r.offer, &items[i]);
    }
    struct post_page_out out = {.items = {items, r.page.n}};
    if (r.page.found) {
        out.has_found = true;
        out.found = (struct json_list){r.page.found, r.page.n};
        out.next = r.page.next;
    } else if (r.page.more) {
        out.next = cursor_text(rq->arena, r.page.last, r.page.last_id);
    }
    return reply_json_tagged(rq, &post_page_shape, &out);
}

enum err posts_get(struct rq *rq) {
    const struct posts_query *in = rq->query;
    int64_t at = INT64_MAX, id = INT64_MAX;
    struct search_place place = {0};
    enum err e = str_empty(in->q) ? E_OK : search_cursor_read(in->cursor, rq->now, &rq->errs, &place);
    if (e) {
        return e;
    }
    bool published = str_empty(in->status) || str_is(in->status, "published");
    if (published && !in->unseen && !str_is(in->view, "studio")) {
        struct feed_query q = {.network = in->network, .q = in->q, .place = place, .channel = in->channel, .unread = in->unread,
                               .limit = in->limit ? in->limit : FEED_LIMIT_DEFAULT};
        e = feed_place_read(str_empty(in->q) ? in->cursor : STR_NULL, &rq->errs, &q.after);
        return e ? e : feed_reply(rq, &q);
    }
    if (!post_is_curator(rq)) {
        return err_set(&rq->errs, E_FORBIDDEN, "?status", "posts that are not published are for curators");
    }
    e = str_empty(in->q) ? cursor_read(in->cursor, &rq->errs, &at, &id) : E_OK;
    return e ? e : studio_reply(rq, &(struct post_filter){
        .status = published ? STR("published") : in->status, .network = str_empty(in->network) ? STR_NULL : in->network,
        .q = in->q, .place = place, .unseen = in->unseen, .before = at, .before_id = id,
        .limit = in->limit ? in->limit : STUDIO_LIMIT_DEFAULT});
}

struct count_args {
    struct post_curator curator;
    int64_t now;
};

static enum err count_tx(struct tx *tx, const void *args, void *ret) {
    const struct count_args *a = args;
    int64_t scope;
    enum err e = scope_id(tx, &a->curator, &scope);
    return e ? e : post_count(tx, scope, a->now, ret);
}

struct post_mix_out post_mix_out_of(const struct post_meter *m) {
    return (struct post_mix_out){.promotional = m->promotional, .total = m->total, .percent = m->percent, .ceiling = m->ceiling,
                                 .days = POST_MIX_DAYS, .over = m->over};
}

enum err posts_counts_get(struct rq *rq) {
    struct post_counts c = {0};
    struct count_args args = {{rq->who.member, rq->who.roles}, rq->now};
    enum err e = db_read(&rq->cx, count_tx, &args, &c, sizeof c);
    if (e) {
        return e;
    }
    struct post_counts_out out = {
        .draft = c.draft, .pending = c.pending, .pending_sources = c.pending_sources, .scheduled = c.scheduled,
        .published = c.published, .archived = c.archived, .dropped = c.dropped, .unseen = c.unseen,
        .mix = post_mix_out_of(&c.mix), .ahead = post_mix_out_of(&c.ahead)};
    return reply_json_tagged(rq, &post_counts_shape, &out);
}

/* ---- one post ---- */

enum err post_one_read(struct tx *tx, int64_t id, struct post_one *ret) {
    struct post p;
    enum err e = post_get(tx, id, &p);
    if (!e) {
        e = view_of(tx, &p, &ret->view);
    }
    return e ? e : points_offer_for_feed(tx, clock_now(), &ret->offer);
}

struct one_args {
    int64_t id;
    struct post_curator curator;
};

static enum err one_tx(struct tx *tx, const void *args, void *ret) {
    const struct one_args *a = args;
    enum err e = post_in_scope(tx, &a->curator, a->id);
    return e ? e : post_one_read(tx, a->id, ret);
}

/* What the curator did with it, as a reader of the feed. */
static enum err own_part(struct rq *rq, struct post_out *ret) {
    struct reader *reader;
    struct audience_who who = post_reader(rq);
    enum err e = reader_get(&rq->cx, &who, rq->now, &reader);
    if (!e) {
        int kind = reader_reaction(reader, ret->id);
        ret->has_me = true;
        ret->me.shared.p = reader_shared_list(reader, ret->id, rq->arena, &ret->me.shared.n);
        ret->me.has_confirmed = ret->must_read;
        ret->me.confirmed = reader_confirmed(reader, ret->id);
        ret->me.reaction = kind < REACTION_KINDS ? str_of(reaction_kinds[kind]) : STR_NULL;
        ret->me.read = reader_read(reader, ret->id, ret->published_at, rq->now);
        reader_release(reader);
    }
    return e;
}

static enum err counts_part(struct rq *rq, struct post_out *ret) {
    struct tally *tally;
    int64_t counts[REACTION_KINDS];
    enum err e = tally_get(&rq->cx, rq->now, &tally);
    if (e) {
        return e;
    }
    struct post_reaction_out *out = arena_array(rq->arena, struct post_reaction_out, REACTION_KINDS);
    ret->has_reactions = tally_counts(tally, ret->id, !ret->targeted, counts);
    for (int kind = 0; kind < REACTION_KINDS; kind++) {
        if (counts[kind]) {
            out[ret->reactions.n++] = (struct post_reaction_out){str_of(reaction_kinds[kind]), counts[kind]};
        }
    }
    ret->reactions.p = out;
    if (tally->off) {
        ret->me.reaction = STR_NULL;
    }
    tally_release(tally);
    return E_OK;
}

/* The curator's view with the curator's own part. */
static enum err one_out(struct rq *rq, const struct post_one *r, struct post_out *ret) {
    view_out(rq->arena, &r->view, &r->offer, ret);
    if (!ret->has_points) {
        return E_OK;
    }
    enum err e = own_part(rq, ret);
    return e ? e : counts_part(rq, ret);
}

enum err post_one_reply(struct rq *rq, int status, const struct post_one *r) {
    struct post_out out;
    enum err e = one_out(rq, r, &out);
    return e ? e : reply_json(rq, status, &post_shape, &out);
}

struct post_reading post_reading_of(const struct rq *rq) {
    return (struct post_reading){rq->id[0], rq->now, rq->who.roles, post_reader(rq)};
}

/* Of what is for others nothing is there; of the rest, that something exists is no secret, what it says is. To a limited curator
 * nothing of the others' work is there. */
enum err post_read_by(struct tx *tx, const struct post_reading *r, struct post *ret) {
    bool curator = r->roles & (ROLE_CURATOR | ROLE_ADMIN);
    enum err e = curator ? post_in_scope(tx, &(struct post_curator){r->who.member, r->roles}, r->id) : E_NOT_FOUND;
    if (e != E_NOT_FOUND) {
        return e ? e : post_get(tx, r->id, ret);
    }
    e = audience_check(tx, &r->who, r->id);
    e = e ? e : post_get(tx, r->id, ret);
    if (!e && (!str_is(ret->status, "published") || (ret->expires_at && ret->expires_at <= r->now))) {
        return curator ? E_NOT_FOUND : err_set(tx->errs, E_FORBIDDEN, "", "this post is not published");
    }
    return e;
}

static enum err hidden_tx(struct tx *tx, const void *args, void *ret) {
    return post_read_by(tx, args, ret);
}

/* What is in the feed; else why it is not there. */
static enum err member_one(struct rq *rq) {
    struct buf b;
    buf_init(&b, rq->arena, PAGE_BYTES_MAX);
    char tag[17];
    struct post_reading args = post_reading_of(rq);
    enum err e = feed_write_post(&rq->cx, &args.who, rq->now, rq->id[0], &b, tag);
    if (e == E_NOT_FOUND) {
        struct post p;
        e = db_read(&rq->cx, hidden_tx, &args, &p, sizeof p);
        return e ? e : E_NOT_FOUND;
    }
    if (e) {
        return e;
    }
    if (reply_etag(rq, str_of(tag))) {
        return reply_empty(rq, 304);
    }
    return reply_buf(rq, 200, "application/json", &b);
}

enum err post_one_get(struct rq *rq) {
    if (!post_is_curator(rq)) {
        return member_one(rq);
    }
    struct post_one r = {0};
    struct one_args args = {rq->id[0], {rq->who.member, rq->who.roles}};
    enum err e = db_read(&rq->cx, one_tx, &args, &r, sizeof r);
    if (e == E_NOT_FOUND) {
        return member_one(rq);   /* a limited curator reads as a member elsewhere */
    }
    struct post_out out;
    if (!e) {
        e = one_out(rq, &r, &out);
    }
    return e ? e : reply_json_tagged(rq, &post_shape, &out);
}

/* ---- writing ---- */

/* An address of the web in its usual form; *io stays as it is when it is absent or empty. */
static enum err check_url(struct rq *rq, const char *field, struct str *io) {
    if (str_empty(*io)) {
        return E_OK;
    }
    struct url u;
    const char *why = "not a web address";
    if (url_parse(rq->arena, *io, NULL, &why, &u) != E_OK) {
        return err_set(&rq->errs, E_INVALID, field, "%s", why);
    }
    if (!url_is_web(&u) || u.userinfo.p) {
        return err_set(&rq->errs, E_INVALID, field, "an http or https address without a user name is needed");
    }
    *io = url_text(rq->arena, &u);
    return io->n > POST_URL_MAX ? err_set(&rq->errs, E_INVALID, field, "longer than %d characters in its usual form", POST_URL_MAX) : E_OK;
}

static enum err check_language(struct rq *rq, const char *field, struct str language) {
    if (!str_empty(language) && str_empty(lang_primary(rq->arena, language))) {
        return err_set(&rq->errs, E_INVALID, field, "not a language tag (BCP 47)");
    }
    return E_OK;
}

/* A picture may also be one that was uploaded here. */
static enum err check_image_url(struct rq *rq, struct str *io) {
    return str_starts(*io, STR("/api/v1/images/")) ? E_OK : check_url(rq, "/image_url", io);
}

static enum err check_more(struct rq *rq, struct post_in *in) {
    if (!str_empty(in->file_id) && !id_parse(in->file_id, &in->file)) {
        return err_set(&rq->errs, E_INVALID, "/file_id", "not an id");
    }
    if (!str_empty(in->expires_at) && !time_parse_rfc3339(in->expires_at, &in->expires)) {
        return err_set(&rq->errs, E_INVALID, "/expires_at", "not a time as in RFC 3339");
    }
    if (in->expires && in->expires <= rq->now) {
        return err_set(&rq->errs, E_INVALID, "/expires_at", "a moment in the future is needed");
    }
    return E_OK;
}

/* All faults at once; empty texts that may be absent become absent. */
static enum err check(struct rq *rq, struct post_in *in) {
    enum err faults[] = {check_url(rq, "/url", &in->url), check_image_url(rq, &in->image_url),
                         check_url(rq, "/details/referral_url", &in->details.referral_url),
                         check_url(rq, "/details/online_url", &in->details.online_url), check_more(rq, in),
                         check_language(rq, "/language", in->language), post_targets_read(rq, &in->targets, &in->to),
                         check_language(rq, "/caption/language", in->caption.language)};
    struct str *optional[] = {&in->image_url, &in->image_alt, &in->author};
    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++) {
        if (str_empty(*optional[i])) {
            *optional[i] = STR_NULL;
        }
    }
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (faults[i]) {
            return faults[i];
        }
    }
    return E_OK;
}

struct write_args {
    int64_t id, now, member;
    unsigned roles;
    struct post_in in;
    struct post_change change;
};

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

/* Whom it is for when nobody said: without an address there is nothing to share. */
static struct str audience_of(const struct post_in *in) {
    if (!str_empty(in->audience)) {
        return in->audience;
    }
    return str_empty(in->url) && str_empty(in->details.referral_url) ? STR("internal") : STR("shareable");
}

static enum err check_new(struct tx *tx, const struct post_new *n) {
    int64_t other = 0;
    struct post seen = {.kind = n->kind, .details = n->details, .url = n->url};
    enum err e = str_empty(n->url_key) ? E_OK : post_by_url_key(tx, n->url_key, &other);
    if (!e && other) {
        return err_set(tx->errs, E_EXISTS, "/url", "this page is a post already");
    }
    return e ? e : kind_check_details(tx, &seen);
}

static enum err create_tx(struct tx *tx, const void *args, void *ret) {
    const struct write_args *a = args;
    const struct post_in *in = &a->in;
    struct brand brand;
    struct scope scope;
    struct str kind = str_empty(in->kind) ? STR("link") : in->kind;
    enum err e = brand_find(tx, in->brand_id, "/brand_id", &brand);
    e = e ? e : feature_check_kind(tx, kind, "/kind");
    e = e ? e : scope_of(tx, a->member, a->roles, &scope);
    if (e) {
        return e;
    }
    struct post_new post = {
        .brand_id = brand.id, .kind = kind, .network = STR("web"),
        .audience = audience_of(in), .language = or_empty(in->language),
        .title = in->title, .body = or_empty(in->body), .url = or_empty(in->url),
        .url_key = str_empty(in->url) ? STR_NULL : url_key(tx->arena, in->url),
        .image_url = in->image_url, .image_alt = in->image_alt, .author = in->author, .promotional = in->promotional,
        .details = post_details_text(tx->arena, &in->details, kind, in->url), .article = in->article,
        .image_credit = in->credit, .image_licence = in->licence, .file_id = in->file, .expires_at = in->expires,
        .targets = in->has_targets ? &in->to : NULL, .scope = &scope,
        .draft = str_is(in->status, "draft"), .member = a->member, .issued_at = a->now, .now = a->now};
    int64_t id;
    e = check_new(tx, &post);
    if (!e) {
        e = post_create(tx, &post, &id);
    }
    return e ? e : post_one_read(tx, id, ret);
}

/* Nobody can have shared it yet. */
static enum err created_reply(struct rq *rq, const void *ret) {
    const struct post_one *r = ret;
    struct post_out out;
    view_out(rq->arena, &r->view, &r->offer, &out);
    out.has_me = out.has_points;
    return reply_json(rq, 201, &post_shape, &out);
}

enum err posts_post(struct rq *rq) {
    struct write_args args = {.now = rq->now, .member = rq->who.member, .roles = rq->who.roles, .in = *(const struct post_in *)rq->body};
    enum err e = check(rq, &args.in);
    if (e) {
        return e;
    }
    struct post_one r;
    return reply_tx(rq, create_tx, &args, &r, sizeof r, created_reply);
}

/* The details are written for the kind and address that the post will have. */
static enum err details_of(struct tx *tx, const struct write_args *a, struct post_change *c) {
    struct post p;
    if (!a->in.has_details && !a->in.has_kind && !a->in.has_url) {
        return E_OK;
    }
    enum err e = post_get(tx, a->id, &p);
    if (e) {
        return e;
    }
    struct post_details d = a->in.details;
    if (!a->in.has_details && (!post_details_read(tx->arena, p.details, &d) || (a->in.has_kind && !str_eq(a->in.kind, p.kind)))) {
        d = (struct post_details){0};
    }
    c->has_details = true;
    c->details = post_details_text(tx->arena, &d, a->in.has_kind ? a->in.kind : p.kind, a->in.has_url ? a->in.url : p.url);
    return E_OK;
}

static enum err patch_tx(struct tx *tx, const void *args, void *ret) {
    const struct write_args *a = args;
    struct post_change change = a->change;
    struct scope scope;
    enum err e = a->in.has_kind ? feature_check_kind(tx, a->in.kind, "/kind") : E_OK;
    e = e ? e : scope_of(tx, a->member, a->roles, &scope);
    change.scope = &scope;
    change.targets = a->in.has_targets ? &a->in.to : NULL;
    if (!e && a->in.has_promotional && a->in.promotional && !a->in.confirm) {
        e = post_check_promotional(tx, a->id, a->now);
    }
    e = e ? e : details_of(tx, a, &change);
    e = e ? e : post_change(tx, a->id, &change, a->now);
    return e ? e : post_one_read(tx, a->id, ret);
}

enum err post_one_patch(struct rq *rq) {
    struct write_args args = {.id = rq->id[0], .now = rq->now, .member = rq->who.member, .roles = rq->who.roles, .in = *(const struct post_in *)rq->body};
    struct post_in *in = &args.in;
    enum err e = check(rq, in);
    if (e) {
        return e;
    }
    args.change = (struct post_change){
        .has_title = in->has_title, .has_body = in->has_body, .has_url = in->has_url,
        .has_image_url = in->has_image_url,
        .has_image_alt = in->has_image_alt, .has_author = in->has_author, .has_promotional = in->has_promotional,
        .has_audience = in->has_audience, .has_language = in->has_language, .has_caption = in->has_caption,
        .title = in->title, .body = in->body, .url = in->url, .image_url = in->image_url, .image_alt = in->image_alt,
        .author = in->author, .audience = in->audience, .language = in->language, .promotional = in->promotional,
        .caption_text = in->caption.text, .caption_language = in->caption.language, .version = in->version,
        .has_kind = in->has_kind, .kind = in->kind, .has_article = in->has_article, .article = in->article,
        .has_credit = in->has_credit, .image_credit = or_empty(in->credit), .has_licence = in->has_licence,
        .image_licence = or_empty(in->licence), .has_file = in->has_file, .file_id = in->file,
        .has_expires = in->has_expires, .expires_at = in->expires, .member = rq->who.member};
    return post_answer(rq, patch_tx, &args);
}

struct guarded {
    int64_t id;
    struct post_curator curator;
    db_fn fn;
    const void *args;
};

static enum err guarded_tx(struct tx *tx, const void *args, void *ret) {
    const struct guarded *g = args;
    enum err e = post_in_scope(tx, &g->curator, g->id);
    return e ? e : g->fn(tx, g->args, ret);
}

enum err post_answer(struct rq *rq, db_fn fn, const void *args) {
    struct post_one r = {0};
    struct guarded g = {rq->id[0], {rq->who.member, rq->who.roles}, fn, args};
    enum err e = db_tx(&rq->cx, guarded_tx, &g, &r, sizeof r);
    return e ? e : post_one_reply(rq, 200, &r);
}
