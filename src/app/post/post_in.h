/* post_in.h: structs behind the shapes of post_api_json.c. Inside the room only. */
#ifndef PV_APP_POST_POST_IN_H
#define PV_APP_POST_POST_IN_H

#include "app/post/post_json.h"

struct posts_query {
    struct str status, view, network, q, cursor;
    int64_t limit;
};

struct post_page_me {
    int64_t new_since;
    bool has_new_since;
    int64_t unread;
};
struct post_page_out {
    struct json_list items;      /* of struct post_out */
    struct str next;
    bool has_networks, has_me;
    struct json_list networks;   /* of struct str */
    struct post_page_me me;
};

struct post_in_caption {
    struct str text, language;
};
/* Of a new post and of a change. */
struct post_in {
    bool has_title, has_url, has_body, has_language, has_image_url, has_image_alt, has_author, has_promotional,
        has_audience, has_caption;
    struct str title, url, body, language, image_url, image_alt, author, audience;
    bool promotional;
    int64_t brand_id, version;
    struct post_in_caption caption;
};

struct post_mix_out {
    int64_t promotional, total, percent, ceiling, days;
};
struct post_counts_out {
    int64_t pending, pending_sources, published, dropped;
    struct post_mix_out mix;
};

#endif
