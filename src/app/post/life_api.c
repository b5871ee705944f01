/* life_api.c: see life_api.h. */
#include "app/post/life_api.h"

#include "app/company/feature.h"
#include "app/post/post_in.h"

/* ---- steps ---- */

struct schedule_in {
    int64_t at;
    bool confirm;
};
#define CONFIRM_FIELD                                                                                                  \
    {.name = "confirm", .type = JSON_T_BOOL, .off = offsetof(struct schedule_in, confirm),                             \
     .help = "Also when the mix of openly promotional posts goes over the ceiling: 409 `confirm` asks for it."}
static const struct json_field schedule_fields[] = {
    {.name = "at", .type = JSON_T_TIME, .off = offsetof(struct schedule_in, at), .flags = JSON_REQUIRED,
     .help = "When it is published: in the future, at most 366 days ahead."},
    CONFIRM_FIELD,
    {0}};
static const struct json_field publish_fields[] = {CONFIRM_FIELD, {0}};
const struct json_shape post_publish_shape = {"post_publish", sizeof(struct schedule_in), publish_fields};

const struct json_shape post_schedule_shape = {"post_schedule", sizeof(struct schedule_in), schedule_fields};

struct step_args {
    int64_t id, now, at;
    enum post_step step;
    bool confirm;
};

static enum err step_tx(struct tx *tx, const void *args, void *ret) {
    const struct step_args *a = args;
    enum err e = a->confirm ? E_OK : post_check_mix(tx, a->id, a->step, a->at, a->now);
    e = e ? e : post_step_at(tx, a->id, a->step, a->at, a->now);
    return e ? e : post_one_read(tx, a->id, ret);
}

static enum err step_confirmed(struct rq *rq, enum post_step to) {
    const struct schedule_in *in = rq->body;
    struct step_args args = {.id = rq->id[0], .now = rq->now, .at = in ? in->at : 0, .step = to, .confirm = in && in->confirm};
    return post_answer(rq, step_tx, &args);
}

static enum err step(struct rq *rq, enum post_step to) {
    struct step_args args = {.id = rq->id[0], .now = rq->now, .step = to};
    return post_answer(rq, step_tx, &args);
}

enum err post_submit_post(struct rq *rq) {
    return step(rq, POST_SUBMIT);
}
enum err post_redraft_post(struct rq *rq) {
    return step(rq, POST_REDRAFT);
}
enum err post_publish_post(struct rq *rq) {
    return step_confirmed(rq, POST_PUBLISH);
}
enum err post_unpublish_post(struct rq *rq) {
    return step(rq, POST_UNPUBLISH);
}
enum err post_schedule_post(struct rq *rq) {
    return step_confirmed(rq, POST_SCHEDULE);
}
enum err post_unschedule_post(struct rq *rq) {
    return step(rq, POST_UNSCHEDULE);
}
enum err post_archive_post(struct rq *rq) {
    return step(rq, POST_ARCHIVE);
}
enum err post_drop_post(struct rq *rq) {
    return step(rq, POST_DROP);
}
enum err post_restore_post(struct rq *rq) {
    return step_confirmed(rq, POST_RESTORE);
}

/* ---- marks ---- */

#define MARK(m, why)                                                                                                   \
    {.name = #m, .type = JSON_T_BOOL, .off = offsetof(struct post_marks, m), .has = JSON_HAS(post_marks, has_##m), .help = why}
static const struct json_field marks_fields[] = {
    MARK(featured, "In the strip beside the feed; five at most."),
    MARK(pinned, "On top of its feed until taken off or expired; three at most."),
    MARK(must_read, "First for whoever has not confirmed; five at most."),
    {0}};
const struct json_shape post_marks_shape = {"post_marks", sizeof(struct post_marks), marks_fields};

struct marks_args {
    int64_t id, now;
    struct post_marks marks;
};

static enum err marks_tx(struct tx *tx, const void *args, void *ret) {
    const struct marks_args *a = args;
    enum err e = post_mark(tx, a->id, &a->marks, a->now);
    return e ? e : post_one_read(tx, a->id, ret);
}

enum err post_marks_put(struct rq *rq) {
    struct marks_args args = {rq->id[0], rq->now, *(const struct post_marks *)rq->body};
    return post_answer(rq, marks_tx, &args);
}

/* ---- confirmations ---- */

struct confirmation_out {
    bool confirmed;
};
static const struct json_field confirmation_fields[] = {
    {.name = "confirmed", .type = JSON_T_BOOL, .off = offsetof(struct confirmation_out, confirmed), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape post_confirmation_shape = {"post_confirmation", sizeof(struct confirmation_out), confirmation_fields};

struct confirm_args {
    int64_t id, now;
    struct audience_who who;
    bool confirmed;
};

static enum err confirm_tx(struct tx *tx, const void *args, void *ret) {
    const struct confirm_args *a = args;
    (void)ret;
    enum err e = audience_check(tx, &a->who, a->id);
    return e ? e : post_confirm(tx, a->id, a->who.person, a->confirmed, a->now);
}

static enum err confirm(struct rq *rq, bool confirmed) {
    struct confirm_args args = {rq->id[0], rq->now, post_reader(rq), confirmed};
    struct confirmation_out out = {confirmed};
    enum err e = db_tx(&rq->cx, confirm_tx, &args, NULL, 0);
    return e ? e : reply_json(rq, 200, &post_confirmation_shape, &out);
}

enum err post_confirmation_put(struct rq *rq) {
    return confirm(rq, true);
}
enum err post_confirmation_delete(struct rq *rq) {
    return confirm(rq, false);
}

/* ---- the article ---- */

struct picture_out {
    struct str url, fault;
    struct post_image_out image;
    bool has_image;
};
#define PIC(m) offsetof(struct picture_out, m)
static const struct json_field picture_fields[] = {
    {.name = "url", .type = JSON_T_STR, .off = PIC(url), .flags = JSON_REQUIRED, .help = "As the text names it."},
    {.name = "image", .type = JSON_T_OBJ, .off = PIC(image), .flags = JSON_REQUIRED | JSON_NULLABLE, .has = JSON_HAS(picture_out, has_image),
     .sub = &post_image_shape, .help = "As it is kept here; null while it is fetched, or when it could not be had."},
    {.name = "fault", .type = JSON_T_STR, .off = PIC(fault), .flags = JSON_OMIT, .help = "For curators: why it could not be had."},
    {0}};
static const struct json_shape picture_shape = {"post_article_picture", sizeof(struct picture_out), picture_fields};

struct article_out {
    int64_t id, version;
    struct str text;
    struct json_list pictures;   /* of struct picture_out */
};
static const struct json_field article_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct article_out, id), .flags = JSON_REQUIRED, .help = "Of the post."},
    {.name = "version", .type = JSON_T_I64, .off = offsetof(struct article_out, version), .flags = JSON_REQUIRED},
    {.name = "text", .type = JSON_T_STR, .off = offsetof(struct article_out, text), .flags = JSON_REQUIRED,
     .help = "Markdown; empty: it has no text of its own."},
    {.name = "pictures", .type = JSON_T_LIST, .off = offsetof(struct article_out, pictures), .flags = JSON_REQUIRED, .sub = &picture_shape,
     .help = "Of the text, in its order. A browser shows these and nothing else: no address outside is loaded."},
    {0}};
const struct json_shape post_article_shape = {"post_article", sizeof(struct article_out), article_fields};

struct article_result {
    struct post post;
    struct str text;
    struct article_picture *pictures;
    size_t pictures_n;
};

static enum err article_tx(struct tx *tx, const void *args, void *ret) {
    struct article_result *r = ret;
    const struct post_reading *a = args;
    enum err e = post_read_by(tx, a, &r->post);
    e = e ? e : post_article(tx, a->id, &r->text);
    return e ? e : article_pictures(tx, a->id, r->text, &r->pictures, &r->pictures_n);
}

static struct json_list pictures_out(struct rq *rq, const struct article_picture *p, size_t n) {
    struct picture_out *out = arena_array(rq->arena, struct picture_out, n);
    for (size_t i = 0; i < n; i++) {
        struct post as = {.image_id = p[i].id, .image_width = p[i].width, .image_height = p[i].height, .image_colour = p[i].colour};
        out[i] = (struct picture_out){.url = p[i].url, .fault = post_is_curator(rq) ? p[i].fault : STR_NULL};
        out[i].has_image = post_image_fill(rq->arena, &as, &out[i].image);
    }
    return (struct json_list){out, n};
}

enum err post_article_get(struct rq *rq) {
    struct article_result r = {0};
    struct post_reading args = post_reading_of(rq);
    enum err e = db_read(&rq->cx, article_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct article_out out = {r.post.id, r.post.version, r.text, pictures_out(rq, r.pictures, r.pictures_n)};
    return reply_json_tagged(rq, &post_article_shape, &out);
}

/* ---- its history ---- */

struct revision_out {
    int64_t id, version, saved_at;
    struct str by, title, body, text;
};
#define REV(m) offsetof(struct revision_out, m)
static const struct json_field revision_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = REV(id), .flags = JSON_REQUIRED},
    {.name = "version", .type = JSON_T_I64, .off = REV(version), .flags = JSON_REQUIRED, .help = "Of the post, when it was kept."},
    {.name = "by", .type = JSON_T_STR, .off = REV(by), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "Name of the curator; null: its source, or somebody who has left."},
    {.name = "saved_at", .type = JSON_T_TIME, .off = REV(saved_at), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = REV(title), .flags = JSON_REQUIRED},
    {.name = "body", .type = JSON_T_STR, .off = REV(body), .flags = JSON_REQUIRED},
    {.name = "text", .type = JSON_T_STR, .off = REV(text), .flags = JSON_REQUIRED, .help = "The article, of the revision asked for; empty in the others."},
    {0}};
static const struct json_shape revision_shape = {"post_revision", sizeof(struct revision_out), revision_fields};

struct revision_list {
    struct json_list items;
};
static const struct json_field list_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct revision_list, items), .flags = JSON_REQUIRED, .sub = &revision_shape},
    {0}};
const struct json_shape post_revision_list_shape = {"post_revision_list", sizeof(struct revision_list), list_fields};

struct revisions_result {
    struct post_revision *rows;
    size_t n;
};

struct revisions_query {
    int64_t text;
};
static const struct json_field revisions_query_fields[] = {
    {.name = "text", .type = JSON_T_ID, .off = offsetof(struct revisions_query, text),
     .help = "The revision whose article is wanted too."},
    {0}};
const struct json_shape post_revisions_query_shape = {"post_revisions_query", sizeof(struct revisions_query), revisions_query_fields};

struct revisions_args {
    int64_t id, wanted;
    struct post_curator curator;
};

static enum err revisions_tx(struct tx *tx, const void *args, void *ret) {
    const struct revisions_args *a = args;
    struct revisions_result *r = ret;
    enum err e = post_in_scope(tx, &a->curator, a->id);
    return e ? e : post_revisions(tx, a->id, a->wanted, &r->rows, &r->n);
}

enum err post_revisions_get(struct rq *rq) {
    struct revisions_result r = {0};
    struct revisions_args args = {rq->id[0], ((const struct revisions_query *)rq->query)->text,
                                  {rq->who.member, rq->who.roles}};
    enum err e = db_read(&rq->cx, revisions_tx, &args, &r, sizeof r);
    if (e) {
        return e;
    }
    struct revision_out *out = arena_array(rq->arena, struct revision_out, r.n);
    for (size_t i = 0; i < r.n; i++) {
        const struct post_revision *p = &r.rows[i];
        out[i] = (struct revision_out){p->id, p->version, p->saved_at, p->name, p->title, p->body, p->text};
    }
    struct revision_list list = {{out, r.n}};
    return reply_json(rq, 200, &post_revision_list_shape, &list);
}

struct revert_in {
    int64_t revision, version;
};
static const struct json_field revert_fields[] = {
    {.name = "revision", .type = JSON_T_ID, .off = offsetof(struct revert_in, revision), .flags = JSON_REQUIRED},
    {.name = "version", .type = JSON_T_I64, .off = offsetof(struct revert_in, version), .min = 1, .max = INT64_MAX,
     .help = "The version this was decided from; 409 when it is not the present one."},
    {0}};
const struct json_shape post_revert_shape = {"post_revert", sizeof(struct revert_in), revert_fields};

struct revert_args {
    int64_t id, member, now;
    struct revert_in in;
};

static enum err revert_tx(struct tx *tx, const void *args, void *ret) {
    const struct revert_args *a = args;
    enum err e = post_revert(tx, a->id, a->in.revision, a->in.version, a->member, a->now);
    return e ? e : post_one_read(tx, a->id, ret);
}

enum err post_revert_post(struct rq *rq) {
    struct revert_args args = {rq->id[0], rq->who.member, rq->now, *(const struct revert_in *)rq->body};
    return post_answer(rq, revert_tx, &args);
}

/* ---- the table of kinds ---- */

struct kind_out {
    struct str name;
    struct json_list parts, needs;   /* of struct str */
};
static const struct json_field kind_fields[] = {
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct kind_out, name), .flags = JSON_REQUIRED},
    {.name = "parts", .type = JSON_T_STRS, .off = offsetof(struct kind_out, parts), .flags = JSON_REQUIRED,
     .help = "What it may hold beside title, body, picture and language."},
    {.name = "needs", .type = JSON_T_STRS, .off = offsetof(struct kind_out, needs), .flags = JSON_REQUIRED,
     .help = "What it needs before it goes out: of `a|b` one is enough."},
    {0}};
static const struct json_shape kind_shape = {"post_kind", sizeof(struct kind_out), kind_fields};

struct kind_list {
    struct json_list items;
};
static const struct json_field kinds_fields[] = {
    {.name = "items", .type = JSON_T_LIST, .off = offsetof(struct kind_list, items), .flags = JSON_REQUIRED, .sub = &kind_shape},
    {0}};
const struct json_shape post_kind_list_shape = {"post_kind_list", sizeof(struct kind_list), kinds_fields};

static struct str set_text(struct arena *a, unsigned set) {
    struct buf b;
    buf_init(&b, a, 1024);
    for (int i = 0; i < PART_COUNT; i++) {
        if (set & PART(i)) {
            buf_printf(&b, "%s%s", buf_view(&b).n ? "|" : "", part_name((enum post_part)i));
        }
    }
    return buf_view(&b);
}

static struct kind_out kind_out_of(struct arena *a, const struct kind *k) {
    struct str *own = arena_array(a, struct str, PART_COUNT), *needs = arena_array(a, struct str, KIND_NEEDS_MAX);
    size_t own_n = 0, needs_n = 0;
    for (int i = 0; i < PART_COUNT; i++) {
        if (k->parts & PART(i)) {
            own[own_n++] = str_of(part_name((enum post_part)i));
        }
    }
    while (needs_n < KIND_NEEDS_MAX && k->needs[needs_n]) {
        needs[needs_n] = set_text(a, k->needs[needs_n]);
        needs_n++;
    }
    return (struct kind_out){str_of(k->name), {own, own_n}, {needs, needs_n}};
}

static enum err off_tx(struct tx *tx, const void *args, void *ret) {
    (void)args;
    return features_off(tx, ret);
}

/* Without those that the company switched off. */
enum err post_kinds_get(struct rq *rq) {
    struct kind_out *out = arena_array(rq->arena, struct kind_out, kind_count);
    size_t n = 0;
    unsigned off = 0;
    enum err e = db_read(&rq->cx, off_tx, NULL, &off, sizeof off);
    for (size_t i = 0; i < kind_count; i++) {
        if (!feature_kind_off(off, str_of(kinds[i].name))) {
            out[n++] = kind_out_of(rq->arena, &kinds[i]);
        }
    }
    struct kind_list list = {{out, n}};
    return e ? e : reply_json_tagged(rq, &post_kind_list_shape, &list);
}
