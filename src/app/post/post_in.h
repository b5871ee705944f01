/* post_in.h: structs behind the shapes of post_api_json.c. Inside the room only. */
#ifndef PV_APP_POST_POST_IN_H
#define PV_APP_POST_POST_IN_H

#include "app/channel/audience.h"
#include "app/points/points.h"
#include "app/post/found.h"
#include "app/post/kind.h"
#include "app/post/official.h"
#include "app/post/post_json.h"
#include "http/http.h"

struct posts_query {
    struct str status, view, network, q, cursor;
    int64_t limit, channel;
    bool unseen, unread;
};

struct post_channel_out {
    int64_t id;
    struct str name;
};
struct post_page_me {
    int64_t new_since;
    bool has_new_since;
    int64_t new_posts, unread;
};
struct post_page_out {
    struct json_list items;      /* of struct post_out */
    struct str next;
    bool has_networks, has_channels, has_me;
    struct json_list networks;   /* of struct str */
    struct json_list channels;   /* of struct post_channel_out */
    bool has_lead, has_featured;
    struct json_list lead, featured;     /* of struct post_out */
    bool has_found;
    struct json_list found;      /* of struct post_found */
    struct post_page_me me;
};

/* Ids as texts, to be read by post_targets_read. */
struct post_in_targets {
    struct json_list channels, groups, languages;
};
struct post_in_caption {
    struct str text, language;
};
/* Of a new post and of a change. Times and ids that may be taken away come as texts, so that null is told from nothing. */
struct post_in {
    bool has_title, has_url, has_body, has_language, has_image_url, has_image_alt, has_author, has_promotional,
        has_audience, has_targets, has_caption, has_kind, has_details, has_article, has_credit, has_licence, has_file, has_expires;
    struct str title, url, body, language, image_url, image_alt, author, audience, kind, status, article, credit, licence,
        file_id, expires_at;
    bool promotional, confirm;
    int64_t brand_id, version;
    struct post_details details;
    struct post_in_caption caption;
    struct post_in_targets targets;
    /* read from the texts by the handler */
    int64_t file, expires;
    struct targets to;
};
/* E_INVALID at /targets/… for what is no id. */
enum err post_targets_read(struct rq *rq, const struct post_in_targets *in, struct targets *ret) MUST_USE;

struct post_mix_out {
    int64_t promotional, total, percent, ceiling, days;
    bool over;
};
struct post_counts_out {
    int64_t draft, pending, pending_sources, scheduled, published, archived, dropped, unseen;
    struct post_mix_out mix, ahead;
};
struct post_mix_out post_mix_out_of(const struct post_meter *m);
extern const struct json_shape post_mix_shape;

/* ---- one post as a curator sees it (post_api.c) ---- */
struct post_view {
    struct post post;
    struct target_names targets;
    struct str *also_seen;
    size_t also_seen_n;
    struct official *official;
    size_t official_n;
    int64_t confirmed;           /* post_confirmed, where it asks for that */
};
struct post_one {
    struct post_view view;
    struct points_offer offer;
};
enum err post_one_read(struct tx *tx, int64_t id, struct post_one *ret) MUST_USE;
enum err post_one_reply(struct rq *rq, int status, const struct post_one *r) MUST_USE;
bool post_is_curator(const struct rq *rq);
/* One post for whoever may read it now: curators in their channels what there is, everybody what is out and for them. E_NOT_FOUND,
 * and E_FORBIDDEN for a member who asks for what is not out. */
struct post_reading {
    int64_t id, now;
    unsigned roles;
    struct audience_who who;
};
struct post_reading post_reading_of(const struct rq *rq);
enum err post_read_by(struct tx *tx, const struct post_reading *r, struct post *ret) MUST_USE;
/* Who reads, for the rule of whom a post is for. */
struct audience_who post_reader(const struct rq *rq);
/* E_NOT_FOUND for a post outside a limited curator's channels. */
struct post_curator {
    int64_t member;
    unsigned roles;
};
enum err post_in_scope(struct tx *tx, const struct post_curator *c, int64_t post) MUST_USE;
/* Reads and answers after fn has changed the post of the path: `fn` is a db_fn that gets *args and fills a struct post_one. It runs
 * when the curator has the post. */
enum err post_answer(struct rq *rq, db_fn fn, const void *args) MUST_USE;

#endif
