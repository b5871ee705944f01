/* post_json.c: see post_json.h. */
#include "app/post/post_json.h"

#include "app/file/file.h"
#include "app/image/image.h"
#include "app/post/kind.h"
#include "app/post/official.h"
#include "app/reaction/reaction.h"

const char *const post_kinds[] = {"link", "article", "image", "video", "document", "job", "event", "announcement",
                                  NULL};
const char *const post_audiences[] = {"shareable", "internal", NULL};
const char *const post_statuses[] = {"draft", "pending", "scheduled", "published", "archived", "dropped", NULL};

#define AT(m) offsetof(struct post_out, m)

static const struct json_field brand_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct post_ref_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = offsetof(struct post_ref_out, name), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape brand_ref = {"post_brand", sizeof(struct post_ref_out), brand_fields};

static const struct json_field source_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct post_ref_out, id), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = offsetof(struct post_ref_out, name), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape source_ref = {"post_source", sizeof(struct post_ref_out), source_fields};

static const struct json_field caption_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct post_caption_out, id), .flags = JSON_REQUIRED},
    {.name = "network", .type = JSON_T_STR, .off = offsetof(struct post_caption_out, network), .flags = JSON_REQUIRED,
     .help = "Empty: for any network."},
    {.name = "language", .type = JSON_T_STR, .off = offsetof(struct post_caption_out, language),
     .flags = JSON_REQUIRED},
    {.name = "text", .type = JSON_T_STR, .off = offsetof(struct post_caption_out, text), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape caption_shape = {"caption", sizeof(struct post_caption_out), caption_fields};

static const struct json_field official_fields[] = {
    {.name = "network", .type = JSON_T_STR, .off = offsetof(struct official, network), .flags = JSON_REQUIRED},
    {.name = "url", .type = JSON_T_STR, .off = offsetof(struct official, url), .flags = JSON_REQUIRED},
    {.name = "id", .type = JSON_T_STR, .off = offsetof(struct official, id), .flags = JSON_REQUIRED,
     .help = "As the network knows it: an at-uri, a status's id."},
    {.name = "version", .type = JSON_T_STR, .off = offsetof(struct official, version), .flags = JSON_REQUIRED,
     .help = "A CID, or when it was edited; empty where there is none."},
    {.name = "server", .type = JSON_T_STR, .off = offsetof(struct official, server), .flags = JSON_REQUIRED,
     .help = "The one that has it."},
    {0}};
static const struct json_shape official_shape = {"official_post", sizeof(struct official), official_fields};

static const struct json_field points_fields[] = {
    {.name = "share", .type = JSON_T_I64, .off = offsetof(struct post_points_out, share), .flags = JSON_REQUIRED,
     .help = "The most a verified share can earn on the networks that earn."},
    {.name = "own_words", .type = JSON_T_I64, .off = offsetof(struct post_points_out, own_words),
     .flags = JSON_REQUIRED,
     .help = "What one's own words add."},
    {0}};
static const struct json_shape points_shape = {"post_points", sizeof(struct post_points_out), points_fields};

#define IMAGE(m) offsetof(struct post_image_out, m)
static const struct json_field image_fields[] = {
    {.name = "src", .type = JSON_T_STR, .off = IMAGE(src), .flags = JSON_REQUIRED, .help = "Address on this server."},
    {.name = "srcset", .type = JSON_T_STR, .off = IMAGE(srcset), .flags = JSON_REQUIRED,
     .help = "Its sizes, for <img srcset>."},
    {.name = "width", .type = JSON_T_I64, .off = IMAGE(width), .flags = JSON_REQUIRED,
     .help = "Pixels of the original: their ratio is that of each size."},
    {.name = "height", .type = JSON_T_I64, .off = IMAGE(height), .flags = JSON_REQUIRED},
    {.name = "colour", .type = JSON_T_STR, .off = IMAGE(colour), .flags = JSON_REQUIRED,
     .help = "#RRGGBB to show until it is there."},
    {0}};
const struct json_shape post_image_shape = {"post_image", sizeof(struct post_image_out), image_fields};

static const struct json_field me_fields[] = {
    {.name = "shared", .type = JSON_T_STRS, .off = offsetof(struct post_me_out, shared), .flags = JSON_REQUIRED,
     .help = "Networks where the reader shared it."},
    {.name = "confirmed", .type = JSON_T_BOOL, .off = offsetof(struct post_me_out, confirmed), .flags = JSON_OMIT,
     .has = JSON_HAS(post_me_out, has_confirmed), .help = "Of posts to be confirmed: the reader has."},
    {.name = "reaction", .type = JSON_T_ENUM, .off = offsetof(struct post_me_out, reaction), .flags = JSON_OMIT,
     .values = reaction_kinds, .help = "The reader's own."},
    {.name = "read", .type = JSON_T_BOOL, .off = offsetof(struct post_me_out, read), .flags = JSON_REQUIRED,
     .help = "It was on the reader's screen, or it went out long ago."},
    {0}};
static const struct json_shape me_shape = {"post_me", sizeof(struct post_me_out), me_fields};

#define REACTION(m) offsetof(struct post_reaction_out, m)
static const struct json_field reaction_fields[] = {
    {.name = "kind", .type = JSON_T_ENUM, .off = REACTION(kind), .flags = JSON_REQUIRED, .values = reaction_kinds},
    {.name = "count", .type = JSON_T_I64, .off = REACTION(count), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape reaction_shape = {"post_reaction_count", sizeof(struct post_reaction_out), reaction_fields};

#define FILE_AT(m) offsetof(struct post_file_out, m)
static const struct json_field file_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = FILE_AT(id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = FILE_AT(name), .flags = JSON_REQUIRED},
    {.name = "size", .type = JSON_T_I64, .off = FILE_AT(size), .flags = JSON_REQUIRED, .help = "Bytes."},
    {.name = "url", .type = JSON_T_STR, .off = FILE_AT(url), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape post_file_shape = {"post_file", sizeof(struct post_file_out), file_fields};

#define TARGET(m) offsetof(struct post_target_out, m)
static const struct json_field target_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = TARGET(id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, .off = TARGET(name), .flags = JSON_REQUIRED, .help = "Empty when it was deleted."},
    {.name = "kind", .type = JSON_T_STR, .off = TARGET(kind), .flags = JSON_REQUIRED,
     .help = "Of a channel: open, restricted, default, essential; of a group its axis; empty when it was deleted."},
    {.name = "gone", .type = JSON_T_BOOL, .off = TARGET(gone), .flags = JSON_REQUIRED, .help = "It was deleted: nobody is in it."},
    {0}};
static const struct json_shape target_shape = {"post_target", sizeof(struct post_target_out), target_fields};

#define TARGETS(m) offsetof(struct post_targets_out, m)
static const struct json_field targets_fields[] = {
    {.name = "channels", .type = JSON_T_LIST, .off = TARGETS(channels), .flags = JSON_REQUIRED, .sub = &target_shape},
    {.name = "groups", .type = JSON_T_LIST, .off = TARGETS(groups), .flags = JSON_REQUIRED, .sub = &target_shape},
    {.name = "languages", .type = JSON_T_STRS, .off = TARGETS(languages), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape targets_shape = {"post_targets", sizeof(struct post_targets_out), targets_fields};

static const struct json_field post_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = AT(id), .flags = JSON_REQUIRED},
    {.name = "brand", .type = JSON_T_OBJ, .off = AT(brand), .flags = JSON_REQUIRED, .sub = &brand_ref},
    {.name = "source", .type = JSON_T_OBJ, .off = AT(source), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(post_out, has_source), .sub = &source_ref, .help = "Null: written here, or its source was removed."},
    {.name = "imported", .type = JSON_T_BOOL, .off = AT(imported), .flags = JSON_REQUIRED,
     .help = "It came from a source; `source` is null when that was removed."},
    {.name = "kind", .type = JSON_T_ENUM, .off = AT(kind), .flags = JSON_REQUIRED, .values = post_kinds},
    {.name = "status", .type = JSON_T_ENUM, .off = AT(status), .flags = JSON_REQUIRED, .values = post_statuses},
    {.name = "network", .type = JSON_T_STR, .off = AT(network), .flags = JSON_REQUIRED,
     .help = "Where the official account published it; web for feeds."},
    {.name = "audience", .type = JSON_T_ENUM, .off = AT(audience), .flags = JSON_REQUIRED, .values = post_audiences},
    {.name = "language", .type = JSON_T_STR, .off = AT(language), .flags = JSON_REQUIRED,
     .help = "BCP 47; empty: unknown."},
    {.name = "title", .type = JSON_T_STR, .off = AT(title), .flags = JSON_REQUIRED},
    {.name = "body", .type = JSON_T_STR, .off = AT(body), .flags = JSON_REQUIRED, .help = "Plain text."},
    {.name = "url", .type = JSON_T_STR, .off = AT(url), .flags = JSON_REQUIRED},
    {.name = "image_url", .type = JSON_T_STR, .off = AT(image_url), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .help = "Where the picture is from."},
    {.name = "image", .type = JSON_T_OBJ, .off = AT(image), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(post_out, has_image), .sub = &post_image_shape,
     .help = "The picture as it is kept here; null while it is fetched, or when there is none."},
    {.name = "image_fault", .type = JSON_T_STR, .off = AT(image_fault), .flags = JSON_OMIT,
     .help = "For curators: why the picture could not be had."},
    {.name = "image_alt", .type = JSON_T_STR, .off = AT(image_alt), .flags = JSON_REQUIRED | JSON_NULLABLE},
    {.name = "author", .type = JSON_T_STR, .off = AT(author), .flags = JSON_REQUIRED | JSON_NULLABLE},
    {.name = "image_credit", .type = JSON_T_STR, .off = AT(image_credit), .flags = JSON_REQUIRED, .help = "Whose picture."},
    {.name = "image_licence", .type = JSON_T_STR, .off = AT(image_licence), .flags = JSON_REQUIRED},
    {.name = "details", .type = JSON_T_RAW, .off = AT(details), .flags = JSON_REQUIRED, .sub = &post_details_shape,
     .help = "What its kind adds."},
    {.name = "file", .type = JSON_T_OBJ, .off = AT(file), .flags = JSON_OMIT, .has = JSON_HAS(post_out, has_file),
     .sub = &post_file_shape, .help = "Its document, where it was uploaded."},
    {.name = "article_words", .type = JSON_T_I64, .off = AT(article_words), .flags = JSON_REQUIRED,
     .help = "Of the text that GET /posts/{id}/article holds; 0: there is none."},
    {.name = "shareable", .type = JSON_T_BOOL, .off = AT(shareable), .flags = JSON_REQUIRED,
     .help = "It may be shared now: it is out, for the outside, and has an address to lead to."},
    {.name = "featured", .type = JSON_T_BOOL, .off = AT(featured), .flags = JSON_REQUIRED},
    {.name = "pinned", .type = JSON_T_BOOL, .off = AT(pinned), .flags = JSON_REQUIRED},
    {.name = "must_read", .type = JSON_T_BOOL, .off = AT(must_read), .flags = JSON_REQUIRED},
    {.name = "expires_at", .type = JSON_T_TIME, .off = AT(expires_at), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(post_out, has_expires_at), .help = "When it leaves the feed."},
    {.name = "scheduled_at", .type = JSON_T_TIME, .off = AT(scheduled_at), .flags = JSON_OMIT,
     .has = JSON_HAS(post_out, has_scheduled_at), .help = "When it will be published."},
    {.name = "confirmed", .type = JSON_T_I64, .off = AT(confirmed), .flags = JSON_OMIT, .has = JSON_HAS(post_out, has_confirmed),
     .help = "For curators: at least so many had confirmed by last midnight UTC, a multiple of 5; 0 below 10, or where so few "
             "have not that a number would tell on them."},
    {.name = "promotional", .type = JSON_T_BOOL, .off = AT(promotional), .flags = JSON_REQUIRED,
     .help = "Openly so; two of these never stand next to each other in the feed."},
    {.name = "targeted", .type = JSON_T_BOOL, .off = AT(targeted), .flags = JSON_REQUIRED,
     .help = "It is not for all: GET /posts/{id}/why says why its reader sees it."},
    {.name = "targets", .type = JSON_T_OBJ, .off = AT(targets), .flags = JSON_OMIT, .has = JSON_HAS(post_out, has_targets),
     .sub = &targets_shape, .help = "For curators: whom it is for; all empty: for all."},
    {.name = "issued_at", .type = JSON_T_TIME, .off = AT(issued_at), .flags = JSON_REQUIRED,
     .help = "The date its source gives."},
    {.name = "published_at", .type = JSON_T_TIME, .off = AT(published_at), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(post_out, has_published_at)},
    {.name = "version", .type = JSON_T_I64, .off = AT(version), .flags = JSON_REQUIRED},
    {.name = "created_at", .type = JSON_T_TIME, .off = AT(created_at), .flags = JSON_REQUIRED},
    {.name = "caption", .type = JSON_T_OBJ, .off = AT(caption), .flags = JSON_OMIT,
     .has = JSON_HAS(post_out, has_caption),
     .sub = &caption_shape, .help = "For curators, where there is one."},
    {.name = "also_seen", .type = JSON_T_STRS, .off = AT(also_seen), .flags = JSON_OMIT,
     .has = JSON_HAS(post_out, has_also_seen), .help = "For curators: titles of the other sources it was seen in."},
    {.name = "official", .type = JSON_T_LIST, .off = AT(official), .flags = JSON_OMIT, .has = JSON_HAS(post_out, has_official),
     .sub = &official_shape, .help = "For curators: the company's own posts at networks that it shows."},
    {.name = "stands_on", .type = JSON_T_STRS, .off = AT(stands_on), .flags = JSON_OMIT, .has = JSON_HAS(post_out, has_stands_on),
     .help = "Networks on which the company's own post stands, where there are any: GET /posts/{id}/acts has more."},
    {.name = "points", .type = JSON_T_OBJ, .off = AT(points), .flags = JSON_OMIT, .has = JSON_HAS(post_out, has_points),
     .sub = &points_shape, .help = "Published posts only."},
    {.name = "me", .type = JSON_T_OBJ, .off = AT(me), .flags = JSON_OMIT, .has = JSON_HAS(post_out, has_me),
     .sub = &me_shape, .help = "Published posts only."},
    {.name = "reactions", .type = JSON_T_LIST, .off = AT(reactions), .flags = JSON_OMIT, .has = JSON_HAS(post_out, has_reactions),
     .sub = &reaction_shape, .help = "How many reacted, by kind; absent where fewer than ten members may see the post, for there a number would be a name."},
    {0}};
const struct json_shape post_shape = {"post", sizeof(struct post_out), post_fields};

bool post_image_fill(struct arena *a, const struct post *p, struct post_image_out *ret) {
    if (p->image_id == 0 || p->image_width == 0) {
        return false;
    }
    *ret = (struct post_image_out){picture_address(a, p->image_id), picture_srcset(a, p->image_id), p->image_colour,
                                   p->image_width, p->image_height};
    return true;
}

void post_out_fill(struct arena *a, const struct post *p, int64_t now, struct post_out *ret) {
    *ret = (struct post_out){
        .id = p->id, .brand = {p->brand_id, p->brand_name}, .source = {p->source_id, p->source_title},
        .has_source = p->source_id != 0, .imported = p->imported, .kind = p->kind, .status = p->status,
        .network = p->network,
        .audience = p->audience, .language = p->language, .title = p->title, .body = p->body, .url = p->url,
        .image_url = p->image_url, .image_alt = p->image_alt, .author = p->author, .promotional = p->promotional,
        .issued_at = p->issued_at, .published_at = p->published_at,
        .has_published_at = p->published_at != 0 && str_is(p->status, "published"),
        .version = p->version, .created_at = p->created_at, .details = str_empty(p->details) ? STR("{}") : p->details,
        .image_credit = p->image_credit.p ? p->image_credit : STR(""),
        .image_licence = p->image_licence.p ? p->image_licence : STR(""), .article_words = p->article_words,
        .shareable = post_shareable(p, now), .featured = p->featured_at != 0, .pinned = p->pinned_at != 0,
        .must_read = p->must_read_at != 0, .expires_at = p->expires_at, .has_expires_at = p->expires_at != 0,
        .scheduled_at = p->scheduled_at, .has_scheduled_at = p->scheduled_at != 0};
    if (p->file_id) {
        ret->has_file = true;
        ret->file = (struct post_file_out){p->file_id, p->file_size, p->file_name, file_address(a, p->file_id)};
    }
    ret->has_image = post_image_fill(a, p, &ret->image);
    if (p->on && p->on->n) {
        ret->has_stands_on = true;
        ret->stands_on = (struct json_list){p->on->networks, p->on->n};
    }
}

static struct json_list target_list(struct arena *a, const struct target_name *names, size_t n) {
    struct post_target_out *out = arena_array(a, struct post_target_out, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct post_target_out){names[i].id, names[i].name, names[i].kind, names[i].gone};
    }
    return (struct json_list){out, n};
}

void post_out_targets(struct arena *a, const struct target_names *t, struct post_out *ret) {
    ret->has_targets = true;
    ret->targeted = t->channels_n || t->groups_n || t->languages_n;
    ret->targets = (struct post_targets_out){target_list(a, t->channels, t->channels_n), target_list(a, t->groups, t->groups_n),
                                             {t->languages, t->languages_n}};
}

void post_out_caption(const struct post *p, struct post_out *ret) {
    ret->has_caption = p->caption.id != 0;
    ret->caption = (struct post_caption_out){p->caption.id, p->caption.network, p->caption.language, p->caption.text};
}
