/* post_json.h: a post as JSON, once for the studio's views and for the feed's fragments. Inside the room only.
 *
 * `me` and `reactions` are the last members of the object, so that a fragment can be cut right before the reader's own part. */
#ifndef PV_APP_POST_POST_JSON_H
#define PV_APP_POST_POST_JSON_H

#include "app/post/post.h"
#include "json/json.h"

struct post_ref_out {
    int64_t id;
    struct str name;             /* brand: name; source: title */
};
struct post_caption_out {
    int64_t id;
    struct str network, language, text;
};
struct post_points_out {
    int64_t share, own_words;
};
struct post_image_out {
    struct str src, srcset, colour;
    int64_t width, height;
};
struct post_me_out {
    struct json_list shared;     /* of struct str: networks */
    bool has_confirmed, confirmed, read;
    struct str reaction;         /* NULL: none */
};
struct post_reaction_out {
    struct str kind;
    int64_t count;
};
struct post_file_out {
    int64_t id, size;
    struct str name, url;
};
struct post_target_out {
    int64_t id;
    struct str name, kind;       /* of a channel its kind, of a group its axis */
    bool gone;
};
struct post_targets_out {
    struct json_list channels, groups;   /* of struct post_target_out */
    struct json_list languages;  /* of struct str */
};
struct post_out {
    int64_t id;
    struct post_ref_out brand, source;
    bool has_source, imported;
    struct str kind, status, network, audience, language, title, body, url, image_url, image_alt, author;
    struct post_image_out image;
    bool has_image;
    struct str image_fault;
    bool promotional, targeted, has_targets;
    struct post_targets_out targets;
    int64_t issued_at, published_at;
    bool has_published_at;
    struct str details, image_credit, image_licence;
    bool shareable, featured, pinned, must_read, has_file, has_expires_at, has_scheduled_at, has_confirmed;
    struct post_file_out file;
    int64_t article_words, expires_at, scheduled_at, confirmed;
    int64_t version, created_at;
    bool has_caption, has_also_seen, has_official, has_stands_on, has_points, has_me;
    struct post_caption_out caption;
    struct json_list also_seen;  /* of struct str */
    struct json_list official;   /* of struct official */
    struct json_list stands_on;  /* of struct str */
    struct post_points_out points;
    struct post_me_out me;
    bool has_reactions;
    struct json_list reactions;  /* of struct post_reaction_out */
};
extern const struct json_shape post_shape;

/* Addresses are made in `a`. Fills all but caption, also_seen, points, me and reactions. */
void post_out_fill(struct arena *a, const struct post *p, int64_t now, struct post_out *ret);
/* The picture as we serve it; false while there is none. */
bool post_image_fill(struct arena *a, const struct post *p, struct post_image_out *ret);
extern const struct json_shape post_image_shape;
/* Adds whom it is for, for curators. */
void post_out_targets(struct arena *a, const struct target_names *t, struct post_out *ret);
/* Adds the caption, for curators. */
void post_out_caption(const struct post *p, struct post_out *ret);

extern const char *const post_kinds[], *const post_audiences[], *const post_statuses[];

#endif
