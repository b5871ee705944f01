/* post_api_json.c: what the post routes read and write, beside a post itself (post_json.c). */
#include "app/post/post_api.h"

#include "app/post/feed.h"
#include "app/post/post_in.h"

static const char *const first_statuses[] = {"draft", "pending", NULL};
static const char *const views[] = {"feed", "studio", NULL};

#define IN(T, m) .off = offsetof(struct T, m)

static const struct json_field query_fields[] = {
    {.name = "status", .type = JSON_T_ENUM, IN(posts_query, status), .values = post_statuses,
     .help = "Published without it; others are for curators."},
    {.name = "view", .type = JSON_T_ENUM, IN(posts_query, view), .values = views,
     .help = "studio: published posts as curators see them, with caption and origins."},
    {.name = "network", .type = JSON_T_STR, IN(posts_query, network), .max = 32},
    {.name = "q", .type = JSON_T_STR, IN(posts_query, q), .flags = JSON_TRIM, .max = POST_SEARCH_MAX,
     .help = "Words, all of them, the last one also as a beginning; \"a phrase\"; -without. Best and newest first."},
    {.name = "channel", .type = JSON_T_ID, IN(posts_query, channel), .help = "The feed only: one the reader follows."},
    {.name = "unseen", .type = JSON_T_BOOL, IN(posts_query, unseen), .help = "For curators: only those that nobody could see."},
    {.name = "unread", .type = JSON_T_BOOL, IN(posts_query, unread), .help = "The feed only: what the reader has not read."},
    {.name = "limit", .type = JSON_T_I64, IN(posts_query, limit), .min = 1, .max = FEED_LIMIT_MAX},
    {.name = "cursor", .type = JSON_T_STR, IN(posts_query, cursor), .max = 64},
    {0}};
const struct json_shape posts_query_shape = {"posts_query", sizeof(struct posts_query), query_fields};

static const struct json_field me_fields[] = {
    {.name = "new_since", .type = JSON_T_TIME, IN(post_page_me, new_since), .flags = JSON_REQUIRED | JSON_NULLABLE,
     .has = JSON_HAS(post_page_me, has_new_since), .help = "End of the reader's visit before; null on the first one."},
    {.name = "new_posts", .type = JSON_T_I64, IN(post_page_me, new_posts), .flags = JSON_REQUIRED, .help = "Published since."},
    {.name = "unread", .type = JSON_T_I64, IN(post_page_me, unread), .flags = JSON_REQUIRED,
     .help = "Posts the reader has not read; 100 stands for more."},
    {0}};
static const struct json_shape me_shape = {"post_page_me", sizeof(struct post_page_me), me_fields};

static const struct json_field channel_fields[] = {
    {.name = "id", .type = JSON_T_ID, IN(post_channel_out, id), .flags = JSON_REQUIRED},
    {.name = "name", .type = JSON_T_STR, IN(post_channel_out, name), .flags = JSON_REQUIRED},
    {0}};
static const struct json_shape channel_shape = {"post_page_channel", sizeof(struct post_channel_out), channel_fields};

static const struct json_field page_fields[] = {
    {.name = "items", .type = JSON_T_LIST, IN(post_page_out, items), .flags = JSON_REQUIRED, .sub = &post_shape},
    {.name = "next", .type = JSON_T_STR, IN(post_page_out, next), .flags = JSON_REQUIRED | JSON_NULLABLE},
    {.name = "found", .type = JSON_T_LIST, IN(post_page_out, found), .flags = JSON_OMIT, .sub = &post_found_shape,
     .has = JSON_HAS(post_page_out, has_found), .help = "Of a search: where the words stand, one for each of `items`."},
    {.name = "networks", .type = JSON_T_STRS, IN(post_page_out, networks), .flags = JSON_OMIT,
     .has = JSON_HAS(post_page_out, has_networks), .help = "The feed only: its tabs."},
    {.name = "channels", .type = JSON_T_LIST, IN(post_page_out, channels), .flags = JSON_OMIT, .sub = &channel_shape,
     .has = JSON_HAS(post_page_out, has_channels), .help = "The feed only: channels the reader follows that hold something, for tabs."},
    {.name = "lead", .type = JSON_T_LIST, IN(post_page_out, lead), .flags = JSON_OMIT, .sub = &post_shape,
     .has = JSON_HAS(post_page_out, has_lead),
     .help = "First page of the feed only: what stands before `items`: to be confirmed and not confirmed yet, then pinned."},
    {.name = "featured", .type = JSON_T_LIST, IN(post_page_out, featured), .flags = JSON_OMIT, .sub = &post_shape,
     .has = JSON_HAS(post_page_out, has_featured), .help = "First page of the whole feed only: featured posts, newest choice first."},
    {.name = "me", .type = JSON_T_OBJ, IN(post_page_out, me), .flags = JSON_OMIT,
     .has = JSON_HAS(post_page_out, has_me),
     .sub = &me_shape, .help = "The feed only."},
    {0}};
const struct json_shape post_page_shape = {"post_page", sizeof(struct post_page_out), page_fields};

#define MORE                                                                                                                  \
    {.name = "kind", .type = JSON_T_ENUM, IN(post_in, kind), .has = JSON_HAS(post_in, has_kind), .values = post_kinds},        \
    {.name = "details", .type = JSON_T_OBJ, IN(post_in, details), .has = JSON_HAS(post_in, has_details),                     \
     .sub = &post_details_in_shape, .help = "What its kind adds; replaces all that stood there."},                           \
    {.name = "article", .type = JSON_T_STR, IN(post_in, article), .has = JSON_HAS(post_in, has_article),                     \
     .max = POST_ARTICLE_MAX, .help = "Its text, Markdown; empty: none."},                                                   \
    {.name = "image_credit", .type = JSON_T_STR, IN(post_in, credit), .flags = JSON_TRIM,                                    \
     .has = JSON_HAS(post_in, has_credit), .max = POST_CREDIT_MAX},                                                          \
    {.name = "image_licence", .type = JSON_T_STR, IN(post_in, licence), .flags = JSON_TRIM,                                  \
     .has = JSON_HAS(post_in, has_licence), .max = POST_CREDIT_MAX},                                                         \
    {.name = "file_id", .type = JSON_T_STR, IN(post_in, file_id), .flags = JSON_NULLABLE,                                    \
     .has = JSON_HAS(post_in, has_file), .max = 13, .help = "An uploaded document; null: none."},                            \
    {.name = "expires_at", .type = JSON_T_STR, IN(post_in, expires_at), .flags = JSON_NULLABLE,                              \
     .has = JSON_HAS(post_in, has_expires), .max = 40, .help = "RFC 3339, when it leaves the feed; null: never."}

static const struct json_field targets_fields[] = {
    {.name = "channels", .type = JSON_T_STRS, IN(post_in_targets, channels), .max = TARGETS_MAX, .help = "Ids; any of them: who follows it."},
    {.name = "groups", .type = JSON_T_STRS, IN(post_in_targets, groups), .max = TARGETS_MAX, .help = "Ids; any of them."},
    {.name = "languages", .type = JSON_T_STRS, IN(post_in_targets, languages), .max = TARGETS_MAX,
     .help = "fr, en: for who reads Portevoix in one of them."},
    {0}};
static const struct json_shape targets_shape = {"post_targets_in", sizeof(struct post_in_targets), targets_fields};

static const struct json_field new_fields[] = {
    {.name = "title", .type = JSON_T_STR, IN(post_in, title), .flags = JSON_REQUIRED | JSON_TRIM, .min = 1,
     .max = POST_TITLE_MAX},
    {.name = "url", .type = JSON_T_STR, IN(post_in, url), .flags = JSON_TRIM, .max = POST_URL_MAX,
     .help = "The page that is shared. Without one the post is for the company alone."},
    {.name = "status", .type = JSON_T_ENUM, IN(post_in, status), .values = first_statuses,
     .help = "draft, or pending (the default): ready to be published."},
    MORE,
    {.name = "body", .type = JSON_T_STR, IN(post_in, body), .flags = JSON_TRIM, .max = POST_BODY_MAX,
     .help = "Plain text."},
    {.name = "language", .type = JSON_T_STR, IN(post_in, language), .flags = JSON_TRIM, .max = 35},
    {.name = "image_url", .type = JSON_T_STR, IN(post_in, image_url), .flags = JSON_TRIM | JSON_NULLABLE,
     .max = POST_URL_MAX},
    {.name = "image_alt", .type = JSON_T_STR, IN(post_in, image_alt), .flags = JSON_TRIM | JSON_NULLABLE,
     .max = POST_ALT_MAX},
    {.name = "author", .type = JSON_T_STR, IN(post_in, author), .flags = JSON_TRIM | JSON_NULLABLE,
     .max = POST_AUTHOR_MAX},
    {.name = "promotional", .type = JSON_T_BOOL, IN(post_in, promotional)},
    {.name = "audience", .type = JSON_T_ENUM, IN(post_in, audience), .values = post_audiences},
    {.name = "targets", .type = JSON_T_OBJ, IN(post_in, targets), .has = JSON_HAS(post_in, has_targets), .sub = &targets_shape,
     .help = "Whom it is for: who follows one of its channels, is in one of its groups and reads one of its languages; what is empty asks "
             "nothing."},
    {.name = "brand_id", .type = JSON_T_ID, IN(post_in, brand_id), .help = "The company's first brand without it."},
    {0}};
const struct json_shape post_new_shape = {"post_new", sizeof(struct post_in), new_fields};

static const struct json_field caption_fields[] = {
    {.name = "text", .type = JSON_T_STR, IN(post_in_caption, text), .flags = JSON_REQUIRED | JSON_TRIM,
     .max = CAPTION_MAX,
     .help = "Empty: removes it."},
    {.name = "language", .type = JSON_T_STR, IN(post_in_caption, language), .flags = JSON_TRIM, .max = 35},
    {0}};
static const struct json_shape caption_shape = {"post_patch_caption", sizeof(struct post_in_caption), caption_fields};

static const struct json_field patch_fields[] = {
    {.name = "title", .type = JSON_T_STR, IN(post_in, title), .flags = JSON_TRIM, .has = JSON_HAS(post_in, has_title),
     .min = 1, .max = POST_TITLE_MAX},
    {.name = "url", .type = JSON_T_STR, IN(post_in, url), .flags = JSON_TRIM, .has = JSON_HAS(post_in, has_url),
     .max = POST_URL_MAX},
    MORE,
    {.name = "body", .type = JSON_T_STR, IN(post_in, body), .flags = JSON_TRIM, .has = JSON_HAS(post_in, has_body),
     .max = POST_BODY_MAX},
    {.name = "language", .type = JSON_T_STR, IN(post_in, language), .flags = JSON_TRIM,
     .has = JSON_HAS(post_in, has_language),
     .max = 35},
    {.name = "image_url", .type = JSON_T_STR, IN(post_in, image_url), .flags = JSON_TRIM | JSON_NULLABLE,
     .has = JSON_HAS(post_in, has_image_url), .max = POST_URL_MAX},
    {.name = "image_alt", .type = JSON_T_STR, IN(post_in, image_alt), .flags = JSON_TRIM | JSON_NULLABLE,
     .has = JSON_HAS(post_in, has_image_alt), .max = POST_ALT_MAX},
    {.name = "author", .type = JSON_T_STR, IN(post_in, author), .flags = JSON_TRIM | JSON_NULLABLE,
     .has = JSON_HAS(post_in, has_author), .max = POST_AUTHOR_MAX},
    {.name = "promotional", .type = JSON_T_BOOL, IN(post_in, promotional), .has = JSON_HAS(post_in, has_promotional)},
    {.name = "confirm", .type = JSON_T_BOOL, IN(post_in, confirm),
     .help = "Also when a post that is out or scheduled becomes promotional and the mix goes over the ceiling: 409 `confirm` asks for it."},
    {.name = "audience", .type = JSON_T_ENUM, IN(post_in, audience), .has = JSON_HAS(post_in, has_audience),
     .values = post_audiences},
    {.name = "targets", .type = JSON_T_OBJ, IN(post_in, targets), .has = JSON_HAS(post_in, has_targets), .sub = &targets_shape,
     .help = "Whom it is for: who follows one of its channels, is in one of its groups and reads one of its languages; what is empty asks "
             "nothing."},
    {.name = "caption", .type = JSON_T_OBJ, IN(post_in, caption), .has = JSON_HAS(post_in, has_caption),
     .sub = &caption_shape},
    {.name = "version", .type = JSON_T_I64, IN(post_in, version), .min = 1, .max = INT64_MAX,
     .help = "The version this change was made from; 409 when it is not the present one."},
    {0}};
const struct json_shape post_patch_shape = {"post_patch", sizeof(struct post_in), patch_fields};

static const struct json_field mix_fields[] = {
    {.name = "promotional", .type = JSON_T_I64, IN(post_mix_out, promotional), .flags = JSON_REQUIRED},
    {.name = "total", .type = JSON_T_I64, IN(post_mix_out, total), .flags = JSON_REQUIRED},
    {.name = "percent", .type = JSON_T_I64, IN(post_mix_out, percent), .flags = JSON_REQUIRED},
    {.name = "ceiling", .type = JSON_T_I64, IN(post_mix_out, ceiling), .flags = JSON_REQUIRED},
    {.name = "days", .type = JSON_T_I64, IN(post_mix_out, days), .flags = JSON_REQUIRED},
    {.name = "over", .type = JSON_T_BOOL, IN(post_mix_out, over), .flags = JSON_REQUIRED},
    {0}};
const struct json_shape post_mix_shape = {"post_mix", sizeof(struct post_mix_out), mix_fields};

static const struct json_field counts_fields[] = {
    {.name = "pending", .type = JSON_T_I64, IN(post_counts_out, pending), .flags = JSON_REQUIRED},
    {.name = "pending_sources", .type = JSON_T_I64, IN(post_counts_out, pending_sources), .flags = JSON_REQUIRED,
     .help = "Sources that the waiting ones come from."},
    {.name = "draft", .type = JSON_T_I64, IN(post_counts_out, draft), .flags = JSON_REQUIRED},
    {.name = "scheduled", .type = JSON_T_I64, IN(post_counts_out, scheduled), .flags = JSON_REQUIRED},
    {.name = "published", .type = JSON_T_I64, IN(post_counts_out, published), .flags = JSON_REQUIRED},
    {.name = "archived", .type = JSON_T_I64, IN(post_counts_out, archived), .flags = JSON_REQUIRED},
    {.name = "dropped", .type = JSON_T_I64, IN(post_counts_out, dropped), .flags = JSON_REQUIRED},
    {.name = "mix", .type = JSON_T_OBJ, IN(post_counts_out, mix), .flags = JSON_REQUIRED, .sub = &post_mix_shape,
     .help = "Share of openly promotional posts among those published lately."},
    {.name = "ahead", .type = JSON_T_OBJ, IN(post_counts_out, ahead), .flags = JSON_REQUIRED, .sub = &post_mix_shape,
     .help = "The same of what is scheduled."},
    {.name = "unseen", .type = JSON_T_I64, IN(post_counts_out, unseen), .flags = JSON_REQUIRED,
     .help = "Posts out or scheduled that nobody could see: ?unseen=true lists them."},
    {0}};
const struct json_shape post_counts_shape = {"post_counts", sizeof(struct post_counts_out), counts_fields};
